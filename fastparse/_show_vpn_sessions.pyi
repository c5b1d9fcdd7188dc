import enum

from fastparse.records import Columns

VpnSessionField: type[enum.IntEnum]

def vpn_sessions(data: bytes) -> Columns: ...

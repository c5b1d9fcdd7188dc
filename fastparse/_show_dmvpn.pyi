import enum

from fastparse.records import Columns

DmvpnField: type[enum.IntEnum]

def dmvpn(data: bytes) -> Columns: ...

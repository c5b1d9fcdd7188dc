import enum

from fastparse.records import Columns

DmvpnField: type[enum.IntEnum]

def dmvpn(data: bytes) -> Columns: ...
def read_by_form(data: bytes) -> int: ...

import enum

from fastparse.records import Columns

PingField: type[enum.IntEnum]

def pings(data: bytes) -> Columns: ...

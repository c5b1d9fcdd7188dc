import enum

from fastparse.records import Columns

SessionField: type[enum.IntEnum]

def crypto_session(data: bytes) -> Columns: ...
def read_by_form(data: bytes) -> int: ...

import enum

from fastparse.records import Columns

CryptoMapField: type[enum.IntEnum]

def crypto_map(data: bytes) -> Columns: ...
def read_by_form(data: bytes) -> int: ...

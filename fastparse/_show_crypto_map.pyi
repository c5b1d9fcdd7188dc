import enum

from fastparse.records import Columns

CryptoMapField: type[enum.IntEnum]

def crypto_map(data: bytes) -> Columns: ...

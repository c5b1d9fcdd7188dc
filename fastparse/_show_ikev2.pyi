import enum

from fastparse.records import Columns

Ikev2Field: type[enum.IntEnum]

def ikev2_sa(data: bytes) -> Columns: ...
def read_by_form(data: bytes) -> int: ...

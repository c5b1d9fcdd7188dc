from array import array

from typing_extensions import Buffer

def texts(
    data: Buffer, base: int, start: array[int], end: array[int]
) -> tuple[array[int], bytes]: ...
def stamps(
    data: Buffer, base: int, line_start: array[int], start: array[int]
) -> tuple[array[int], array[int], array[int], array[int]]: ...
def once(
    hits: int,
    field_hit: array[int],
    field_name: array[int],
    field_start: array[int],
    field_end: array[int],
) -> tuple[array[int], array[int], array[int], array[int]]: ...
def kept(start: array[int], signature: array[int], wanted: bytes) -> array[int]: ...

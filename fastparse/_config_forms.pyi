from array import array
from collections.abc import Iterator

from fastparse.config_forms import Forms, Plain
from fastparse.config_tree import Columns

def signs(data: bytes, forms: Forms) -> array[int]:
    """Return, of every number, the offset of the first line that has a form of that number, or -1."""

def blocks(data: bytes, columns: Columns, forms: Forms) -> list[tuple[int, int, int]]:
    """Return (number, first row, row after the last) of neighbouring sections whose heads have forms of one number."""

def plain(
    data: bytes, columns: Columns, first: int, stop: int, tops: Forms, inners: Forms
) -> Iterator[Plain]:
    """Yield the sections of some rows: records of their lines, or the row of one with a line of no form.

    ``tops`` are the forms of heads, ``inners`` those of the lines in them; lines of number 0 are
    left out. What is wrapped, nested deeper, not ASCII or has a comment at its end has no form.
    """

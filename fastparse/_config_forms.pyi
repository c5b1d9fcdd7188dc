from array import array

from fastparse.config_forms import Forms
from fastparse.config_tree import Columns

def signs(data: bytes, forms: Forms) -> array[int]:
    """Return, of every number, the offset of the first line that has a form of that number, or -1."""

def blocks(data: bytes, columns: Columns, forms: Forms) -> list[tuple[int, int, int]]:
    """Return (number, first row, row after the last) of neighbouring sections whose heads have forms of one number."""

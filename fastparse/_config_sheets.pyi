from collections.abc import Iterator

from fastparse.config_forms import Sheet, SheetRow
from fastparse.config_tree import Columns

def sheet(
    data: bytes, columns: Columns, first: int, stop: int, kind: Sheet
) -> Iterator[SheetRow | int]:
    """Yield the sections of some rows as rows of a sheet, or as the row alone of one that is not usual.

    See :class:`fastparse.config_forms.Sheet`. What is wrapped, nested deeper, not ASCII or has a
    comment at its end has no form.
    """

def usual(
    data: bytes, columns: Columns, first: int, stop: int, kind: Sheet
) -> list[tuple[int, int, int] | int]:
    """Return neighbouring sections of some rows that are usual as runs, or the row alone of one that is not.

    A run is (first row, row after the last, how many rows a sheet of them has). ``ValueError`` where
    heads share words.
    """

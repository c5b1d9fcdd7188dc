"""What a show reader whose records are made straight from its columns hands out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Generic, TypeVar

from fastparse.records import REASONS, Columns, Unread
from fastparse.show_rows import FIRST_REASON

__all__ = ["Maker", "Output", "Value", "values"]

Row = TypeVar("Row")
Value = tuple[int, int, str, int]
"""(record, field, text, line) of one cell; the line is counted within the buffer."""


def values(data: bytes, columns: Columns) -> Iterable[Value]:
    """Yield the cells of columns with their texts; bytes that are not UTF-8 are replaced."""
    record, field, start, end, line = columns
    if data.isascii():  # offsets into the bytes are offsets into the text
        whole = data.decode()
        texts = [whole[first:last] for first, last in zip(start, end, strict=True)]
    else:
        texts = [
            data[first:last].decode("utf-8", "replace")
            for first, last in zip(start, end, strict=True)
        ]
    return zip(record, field, texts, line, strict=True)


Maker = Callable[[bytes, Columns, int], list[Row]]
"""Makes the records of (buffer, columns, line of the input that the buffer begins at)."""


class Output(Generic[Row]):
    """What one output said: its columns, and the records and unread lines made from them."""

    def __init__(self, data: bytes, columns: Columns, build: Maker[Row], line: int) -> None:
        self.data = data
        self.columns = columns
        self.first_line = line
        self._build = build

    @property
    def totals(self) -> tuple[tuple[str, int], ...]:
        """Totals that stand outside of the records: these commands print none."""
        return ()

    @cached_property
    def records(self) -> tuple[Row, ...]:
        """The records in printed order, with lines counted from ``first_line``."""
        return tuple(self._build(self.data, self.columns, self.first_line))

    @cached_property
    def unrecognised(self) -> tuple[Unread, ...]:
        """Lines (or heads of blocks) that were not understood, by line."""
        _, fields, starts, ends, lines = self.columns
        found = [
            Unread(
                lines[at] + self.first_line - 1,
                self.data[starts[at] : ends[at]].decode("utf-8", "replace"),
                REASONS[field],
            )
            for at, field in enumerate(fields)
            if field >= FIRST_REASON
        ]
        return tuple(sorted(found, key=lambda unread: unread.line))

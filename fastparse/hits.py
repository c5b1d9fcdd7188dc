"""What a scan found: columns of numbers, and messages made of them when they are asked for."""

from __future__ import annotations

import mmap
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, overload

from fastparse.template import LEAD

__all__ = ["Columns", "Hit", "Hits", "Timestamp", "View"]

Timestamp = tuple[str | None, str | None, int]
"""Time as printed, host of a relayed line, bytes taken (0 when there is neither)."""

_WRAP = re.compile(rb"[ \t\r]*\n[ \t\r]*")
_BLANKS = b" \t\r\n"


class Hit(NamedTuple):
    """One recognised message."""

    signature: int
    """Index of its template."""
    offset: int
    """First byte of the message, its context tag included."""
    end: int
    """Byte after its last one."""
    line: int
    """Line of ``offset``, from 1."""
    fields: dict[str, str]
    """What the fields hold, wraps made one blank; those of the context too."""
    text: bytes
    """The message with its tag, wraps made one blank."""
    time: str | None
    """Time as the line prints it."""
    origin: str | None
    """Host that a relayed syslog line names."""


class View:
    """Bytes of which a part may have been let go: slices by absolute index."""

    __slots__ = ("_base", "_data")

    def __init__(self, data: bytes | bytearray | memoryview | mmap.mmap, base: int) -> None:
        self._data = data
        self._base = base

    def slice(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` to ``end``, less what was let go."""
        return bytes(self._data[max(0, start - self._base) : max(0, end - self._base)])


class Columns(NamedTuple):
    """The numbers of a scan, ordered by ``start``; every position is an index into the input.

    Read-only views of 4-byte (``i``: signature, field_name) and 8-byte (``q``) numbers.
    """

    signature: memoryview[int]
    start: memoryview[int]
    end: memoryview[int]
    line: memoryview[int]
    line_start: memoryview[int]
    """First byte of the line that ``start`` stands in, or ``LEAD + 1`` bytes before ``start``
    where that is nearer."""
    field_hit: memoryview[int]
    """For every field found: the index of its hit, ascending."""
    field_name: memoryview[int]
    """Index into :attr:`Hits.names`."""
    field_start: memoryview[int]
    field_end: memoryview[int]


class Hits(Sequence[Hit]):
    """A sequence of :class:`Hit`, made lazily out of :attr:`columns`.

    It reads the scanned buffer whenever a hit is made: keep a memory map open, and a bytearray
    as it was, for as long.
    """

    __slots__ = ("_first", "_offset", "_stamp", "_view", "columns", "names")

    def __init__(
        self,
        columns: Columns,
        names: tuple[str, ...],
        view: View,
        stamp: Callable[[bytes], Timestamp],
        offset: int,
    ) -> None:
        self.columns = columns
        self.names = names
        self._view = view
        self._stamp = stamp
        self._offset = offset
        self._first: array[int] | None = None

    def __len__(self) -> int:
        return len(self.columns.start)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> list[Hit]: ...
    def __getitem__(self, index: int | slice) -> Hit | list[Hit]:
        if isinstance(index, slice):
            return [self._make(at) for at in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._make(index % len(self))

    def __iter__(self) -> Iterator[Hit]:
        for at in range(len(self)):
            yield self._make(at)

    def _fields(self, at: int) -> range:
        if self._first is None:
            first = array("q", bytes(8 * (len(self) + 1)))
            for hit in self.columns.field_hit:
                first[hit + 1] += 1
            for index in range(len(self)):
                first[index + 1] += first[index]
            self._first = first
        return range(self._first[at], self._first[at + 1])

    def _text(self, start: int, end: int) -> bytes:
        return _WRAP.sub(b" ", self._view.slice(start - self._offset, end - self._offset))

    def _make(self, at: int) -> Hit:
        columns = self.columns
        start, end = columns.start[at], columns.end[at]
        fields = {
            self.names[columns.field_name[index]]: self._text(
                columns.field_start[index], columns.field_end[index]
            ).decode("utf-8", "backslashreplace")
            for index in self._fields(at)
        }
        time, origin = self._header(columns.line_start[at] - self._offset, start - self._offset)
        return Hit(
            signature=columns.signature[at],
            offset=start,
            end=end,
            line=columns.line[at],
            fields=fields,
            text=self._text(start, end),
            time=time,
            origin=origin,
        )

    def _header(self, line_start: int, start: int) -> tuple[str | None, str | None]:
        """Return time and host: of the hit's line, or of a relay's header left alone before it."""
        if start - line_start > LEAD:
            return None, None
        time, origin, _ = self._stamp(self._view.slice(line_start, start + 1))
        if origin is None:
            before = self._view.slice(line_start - LEAD, line_start).rstrip(_BLANKS)
            before = before[before.rfind(b"\n") + 1 :]
            stamp, host, length = self._stamp(before)
            if host is not None and length == len(before):
                time, origin = time or stamp, host
        return time, origin

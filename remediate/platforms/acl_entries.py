"""Entries of an access list that are read when somebody looks at them.

Most lists of a configuration filter and have nothing to do with tunnels: of those only name, kind
and length are known until then. Whatever an entry means beyond itself (a note, a line that can't
be read) was looked for before, so it doesn't matter when, or whether, they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import overload

import msgspec

from remediate.model.config import AccessEntry

__all__ = ["Entries", "Read", "Run"]


class Run(msgspec.Struct, frozen=True, gc=False):
    """Rows whose entries nobody has read yet."""

    first: int
    stop: int
    extended: bool
    flat: bool


Read = Callable[[str, Sequence[AccessEntry | Run]], tuple[AccessEntry, ...]]
"""Reads the entries of a list, given its name and the runs that it is in."""


class Entries(Sequence[AccessEntry]):
    """As many entries as were counted; equal to the tuple of them, and as immutable."""

    __slots__ = ("_count", "_entries", "_name", "_read", "parts")

    def __init__(
        self, count: int, name: str, parts: Sequence[AccessEntry | Run], read: Read
    ) -> None:
        """Take the number of entries, their list's name, what they are in, and what reads that (called at most once)."""
        self._count = count
        self._name = name
        self.parts = parts
        self._read: Read | None = read
        self._entries: tuple[AccessEntry, ...] = ()

    def _all(self) -> tuple[AccessEntry, ...]:
        read = self._read
        if read is not None:
            self._entries = read(self._name, self.parts)
            self._read = None
            self.parts = ()
        return self._entries

    def __len__(self) -> int:
        """Return the number of entries, without reading one."""
        return self._count

    @overload
    def __getitem__(self, place: int) -> AccessEntry: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[AccessEntry, ...]: ...
    def __getitem__(self, place: int | slice) -> AccessEntry | tuple[AccessEntry, ...]:
        return self._all()[place]

    def __iter__(self) -> Iterator[AccessEntry]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Entries):
            return self._count == other._count and self._all() == other._all()
        return self._all() == other

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

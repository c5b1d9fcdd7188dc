"""What is read when somebody looks at it: entries of access lists, routes, keys.

Most of them have nothing to do with tunnels: until then it is only known how many there are.
Whatever a line means beyond itself (a note, a line that can't be read) was looked for before, so it
doesn't matter when, or whether, they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar, overload

from fastparse.config_forms import Sheet, SheetRow
from fastparse.config_tree import ConfigTree

__all__ = ["Found", "Later"]

T = TypeVar("T")


class Later(Sequence[T]):
    """As many items as were counted; equal to the tuple of them, and as immutable."""

    __slots__ = ("_count", "_items", "_read", "parts")

    def __init__(
        self,
        count: int,
        read: Callable[[Any], tuple[T, ...]],
        parts: Sequence[Any],
    ) -> None:
        """Take the number of items, and what reads them (called at most once) out of their parts."""
        self._count = count
        self._read: Callable[[Any], tuple[T, ...]] | None = read
        self.parts = parts
        self._items: tuple[T, ...] = ()

    def _all(self) -> tuple[T, ...]:
        read = self._read
        if read is not None:
            self._items = read(self.parts)
            self._read = None
            self.parts = ()
        return self._items

    def __len__(self) -> int:
        """Return the number of items, without reading one."""
        return self._count

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return self._all()[place]

    def __iter__(self) -> Iterator[T]:
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Later):
            return self._count == other._count and self._all() == other._all()
        return self._all() == other

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


class _Rows(NamedTuple):
    """Rows of a configuration whose sections have rows in a sheet."""

    first: int
    stop: int


class Found(Generic[T]):
    """What a configuration has of one kind, in order, while it is being read."""

    def __init__(self, kind: Sheet, made: Callable[[SheetRow], T]) -> None:
        """Take how they are usually printed, and what makes one of a row of that sheet."""
        self._kind = kind
        self._made = made
        self._parts: list[T | _Rows] = []
        self._count = 0

    def add(self, item: T) -> None:
        """Add one that was read."""
        self._parts.append(item)
        self._count += 1

    def take(self, tree: ConfigTree, first: int, stop: int, read: Callable[[int], None]) -> None:
        """Take a block of sections; ``read`` takes the rows of those that are not as usually printed."""
        for run in tree.usual(first, stop, self._kind):
            if isinstance(run, int):
                read(run)
            else:
                begin, end, count = run
                self._parts.append(_Rows(begin, end))
                self._count += count

    def all(self, tree: ConfigTree) -> Sequence[T]:
        """Return them; the tree is where their rows are."""
        return Later(self._count, partial(_read, tree, self._kind, self._made), self._parts)


def _read(
    tree: ConfigTree, kind: Sheet, made: Callable[[SheetRow], T], parts: Sequence[T | _Rows]
) -> tuple[T, ...]:
    found: list[T] = []
    for part in parts:
        if isinstance(part, _Rows):
            found += [made(row) for row in tree.sheet(*part, kind) if not isinstance(row, int)]
        else:
            found.append(part)
    return tuple(found)

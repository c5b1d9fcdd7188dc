"""What is read when somebody looks at it: entries of access lists, routes.

Most of them have nothing to do with tunnels: until then it is only known how many there are.
Whatever a line means beyond itself (a note, a line that can't be read) was looked for before, so it
doesn't matter when, or whether, they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

__all__ = ["Later"]

T = TypeVar("T")


class Later(Sequence[T]):
    """As many items as were counted; equal to the tuple of them, and as immutable."""

    __slots__ = ("_count", "_items", "_read", "parts")

    def __init__(
        self,
        count: int,
        read: Callable[[Sequence[object]], tuple[T, ...]],
        parts: Sequence[object],
    ) -> None:
        """Take the number of items, and what reads them (called at most once) out of their parts."""
        self._count = count
        self._read: Callable[[Sequence[object]], tuple[T, ...]] | None = read
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

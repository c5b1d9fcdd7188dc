"""Many traffic selectors, found by those that they overlap or cover without looking at each of them.

A crypto map of a hub holds thousands, nearly all of them of a few sizes: selectors of one size that
overlap a smaller one have its destination, cut to that size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from remediate.model.selector import Selector

__all__ = ["SelectorIndex"]

T = TypeVar("T")

_ALL = 0xFFFFFFFF


class SelectorIndex(Generic[T]):
    """Selectors, each with an item of its own."""

    def __init__(self) -> None:
        """Start with none."""
        self._sizes: dict[int, dict[int, list[tuple[int, Selector, T]]]] = {}
        """By wildcard and address of the destination: (place, selector, item)."""
        self._count = 0

    def add(self, selector: Selector, item: T) -> None:
        """Add a selector."""
        block = selector.destination
        found = self._sizes.setdefault(block.wildcard, {})
        address = block.address & (_ALL ^ block.wildcard)
        found.setdefault(address, []).append((self._count, selector, item))
        self._count += 1

    def overlapping(self, selector: Selector) -> list[tuple[Selector, T]]:
        """Return the selectors with a flow of the given one, and their items, in the order of adding."""
        found = [entry for entry in self._near(selector) if entry[1].overlaps(selector)]
        return [(one, item) for _, one, item in sorted(found, key=lambda entry: entry[0])]

    def _near(self, selector: Selector) -> Iterator[tuple[int, Selector, T]]:
        block = selector.destination
        for wildcard, places in self._sizes.items():
            if block.wildcard & (_ALL ^ wildcard) == 0:  # it lies within one block of that size
                yield from places.get(block.address & (_ALL ^ wildcard), ())
                continue
            free = _ALL ^ (wildcard | block.wildcard)
            for address, entries in places.items():
                if (address ^ block.address) & free == 0:
                    yield from entries

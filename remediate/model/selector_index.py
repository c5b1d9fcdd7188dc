"""Many traffic selectors, found by those that they overlap or cover without looking at each of them.

A crypto map of a hub holds thousands, nearly all of them of a few sizes: selectors of one size that
overlap a smaller one have its destination, cut to that size.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
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
        self._orders: dict[int, list[int]] = {}
        """The addresses of a size, ascending, once they were asked for."""
        self._count = 0

    def add(self, selector: Selector, item: T) -> None:
        """Add a selector."""
        block = selector.destination
        found = self._sizes.setdefault(block.wildcard, {})
        self._orders.pop(block.wildcard, None)
        address = block.address & (_ALL ^ block.wildcard)
        found.setdefault(address, []).append((self._count, selector, item))
        self._count += 1

    def overlapping(self, selector: Selector) -> list[tuple[Selector, T]]:
        """Return the selectors with a flow of the given one, and their items, in the order of adding."""
        found = [entry for entry in self._near(selector) if entry[1].overlaps(selector)]
        return [(one, item) for _, one, item in sorted(found, key=lambda entry: entry[0])]

    def _ordered(self, wildcard: int) -> list[int]:
        if wildcard not in self._orders:
            self._orders[wildcard] = sorted(self._sizes[wildcard])
        return self._orders[wildcard]

    def _near(self, selector: Selector) -> Iterator[tuple[int, Selector, T]]:
        block = selector.destination
        for wildcard, places in self._sizes.items():
            if block.wildcard & (_ALL ^ wildcard) == 0:  # it lies within one block of that size
                yield from places.get(block.address & (_ALL ^ wildcard), ())
                continue
            if block.contiguous and wildcard & (wildcard + 1) == 0:  # it holds blocks of that size
                order = self._ordered(wildcard)
                first = block.address & (_ALL ^ block.wildcard)
                inside = slice(
                    bisect_left(order, first), bisect_right(order, first | block.wildcard)
                )
                for address in order[inside]:
                    yield from places[address]
                continue
            free = _ALL ^ (wildcard | block.wildcard)
            for address, entries in places.items():
                if (address ^ block.address) & free == 0:
                    yield from entries

"""Networks by prefix, found without looking at each of them: a full routing table holds hundreds of thousands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from remediate.model.selector import AddressBlock

__all__ = ["PrefixIndex"]

T = TypeVar("T")

_ALL = 0xFFFFFFFF


class PrefixIndex(Generic[T]):
    """Contiguous blocks, each with items of its own."""

    def __init__(self) -> None:
        """Start with none."""
        self._sizes: dict[int, dict[int, list[T]]] = {}
        """By wildcard and address."""
        self._orders: dict[int, list[int]] = {}
        """The addresses of a size, ascending, once they were asked for."""

    def add(self, block: AddressBlock, item: T) -> None:
        """Add an item for a contiguous block; the bits under its wildcard don't count."""
        self._orders.pop(block.wildcard, None)
        rows = self._sizes.setdefault(block.wildcard, {})
        rows.setdefault(block.address & (_ALL ^ block.wildcard), []).append(item)

    def at(self, block: AddressBlock) -> Sequence[T]:
        """Return the items of exactly a block."""
        rows = self._sizes.get(block.wildcard, {})
        return rows.get(block.address & (_ALL ^ block.wildcard), ())

    def longest(self, block: AddressBlock) -> Sequence[T]:
        """Return the items of the smallest block that holds all of the given one; nothing where none does."""
        return next(self.covering(block), ())

    def covering(self, block: AddressBlock) -> Iterator[Sequence[T]]:
        """Yield the items of each block that holds all of the given one, the smallest first."""
        for wildcard in sorted(self._sizes):
            if block.wildcard & (_ALL ^ wildcard):
                continue
            if found := self._sizes[wildcard].get(block.address & (_ALL ^ wildcard)):
                yield found

    def within(self, block: AddressBlock) -> Iterator[T]:
        """Yield the items of the blocks that lie within one and are smaller than it; of one with gaps, that have to do with it."""
        if not block.contiguous:
            yield from self._beside(block)
            return
        first = block.address & (_ALL ^ block.wildcard)
        for wildcard in sorted(self._sizes, reverse=True):
            if wildcard >= block.wildcard:
                continue
            order = self._orders.get(wildcard)
            if order is None:
                order = self._orders[wildcard] = sorted(self._sizes[wildcard])
            start = bisect_left(order, first)
            for address in order[start : bisect_right(order, first | block.wildcard)]:
                yield from self._sizes[wildcard][address]

    def _beside(self, block: AddressBlock) -> Iterator[T]:
        for wildcard, rows in self._sizes.items():
            if block.wildcard & (_ALL ^ wildcard):
                for address, items in rows.items():
                    if AddressBlock(address=address, wildcard=wildcard).overlaps(block):
                        yield from items

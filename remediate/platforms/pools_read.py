"""Ranges of addresses, as blocks: pools of clients and of NAT."""

from __future__ import annotations

import ipaddress

from remediate.model.config_clients import AddressPool
from remediate.model.selector import AddressBlock
from remediate.platforms.reading import Reading, UnreadError

__all__ = ["Pools", "pool_blocks"]


def pool_blocks(reading: Reading, first: str, last: str) -> tuple[AddressBlock, ...]:
    """Return the addresses from ``first`` to ``last``; :class:`UnreadError` where they are no range."""
    low, high = reading.address(first), reading.address(last)
    if low is None or high is None or low > high:
        raise UnreadError(f"'{first} {last}' is not a range of addresses")
    networks = ipaddress.summarize_address_range(
        ipaddress.IPv4Address(low), ipaddress.IPv4Address(high)
    )
    return tuple(
        AddressBlock(address=int(item.network_address), wildcard=int(item.hostmask))
        for item in networks
    )


class Pools:
    """``ip local pool`` of one configuration; a name given again adds to its pool."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self._reading = reading
        self._found: dict[str, tuple[list[AddressBlock], int]] = {}

    def read(self, words: list[str], line: int) -> None:
        """Read what stands after ``ip local pool``: ``NAME A B`` (IOS), ``NAME A-B [mask M]`` (PIX, ASA)."""
        if len(words) < 2:
            raise UnreadError("a pool without addresses")
        name, first = words[0], words[1]
        last = words[2] if len(words) > 2 and words[2][0].isdigit() else first
        if "-" in first:
            first, _, last = first.partition("-")
        blocks = pool_blocks(self._reading, first, last)
        self._found.setdefault(name, ([], line))[0].extend(blocks)

    def all(self) -> tuple[AddressPool, ...]:
        """Return the pools in order."""
        return tuple(
            AddressPool(name=name, blocks=tuple(blocks), line=line)
            for name, (blocks, line) in self._found.items()
        )

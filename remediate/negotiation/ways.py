"""Whether a device has a way to an address, and by which interface: connected networks and static routes.

Longest prefix first, through an index: a hub of thousands of tunnels is asked once for each. Where anything else can
bring routes (a routing protocol, an address by DHCP or PPP, policy routing) absence is no proof, and nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface, Route
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import AddressBlock
from remediate.negotiation.outcome import Side
from remediate.negotiation.routing import connected, owners_of, route_interface

__all__ = ["routes_otherwise", "unreached", "way_of"]

_OTHER_WAYS = (
    "no ip routing",
    "ip policy route-map",
    "ip local policy",
    "ip default-network",
    "policy-route ",
)
"""Commands that route otherwise than by destination and prefix."""
_PRINTED = (
    ("\nline con", "\nline vty", "\nCryptochecksum:"),
    ("\n duplex ", "\n negotiation ", "\n speed ", "\nmtu "),
)
"""What a device prints whether anybody cares or not, one of each: a configuration without may have been
shortened by hand, and its routes left out."""


class _Table:
    """The networks that are connected or routed, by VRF, wildcard and address."""

    def __init__(self, config: CryptoConfig) -> None:
        self._found: dict[tuple[str | None, int], dict[int, list[Interface | Route]]] = {}
        self._wildcards: set[int] = set()
        for item in config.interfaces:
            for block in connected(item) if not item.shutdown else ():
                self._add(item.vrf, block, item)
        for route in config.routes:
            if route.prefix.contiguous:
                self._add(route.vrf, route.prefix.normalised(), route)
        self._ascending = sorted(self._wildcards)
        self._config = config
        self._leaving: dict[int, Interface | None] = {}

    def _add(self, vrf: str | None, block: AddressBlock, item: Interface | Route) -> None:
        self._wildcards.add(block.wildcard)
        self._found.setdefault((vrf, block.wildcard), {}).setdefault(block.address, []).append(item)

    def longest(self, block: AddressBlock, vrf: str | None) -> Sequence[Interface | Route]:
        """Return what stands for the smallest network that holds all of a block; nothing where none does."""
        for wildcard in self._ascending:
            if wildcard < block.wildcard:
                continue
            rows = self._found.get((vrf, wildcard), {})
            if found := rows.get(block.address & (0xFFFFFFFF ^ wildcard)):
                return found
        return ()

    def leaves_by(self, route: Route) -> Interface | None:
        """Return the interface of a route of the table; looked for once, as most flows take the same one."""
        if id(route) not in self._leaving:
            self._leaving[id(route)] = route_interface(self._config, route)
        return self._leaving[id(route)]


@remembered
def _table(config: CryptoConfig) -> _Table:
    return _Table(config)


@remembered
def _all_known(config: CryptoConfig) -> bool:
    """Whether connected networks and static routes are all the ways that a device has."""
    return not (
        not config.complete
        or config.cut is not None
        or config.dynamic_routing
        or any(item.negotiated and not item.shutdown for item in config.interfaces)
        or any(line.text.split()[0] in ("route", "ip", "interface") for line in config.unparsed)
    )


def way_of(
    config: CryptoConfig, block: AddressBlock, vrf: str | None = None
) -> tuple[Interface | None, Route | None] | None:
    """Return the interface (None where it can't be told) and the route to a block; None where it has no way.

    Several ways to one network (a floating route, load sharing) are as good as an unknown interface.
    """
    table = _table(config)
    found = table.longest(block.normalised(), vrf)
    if not found:
        return None
    ways: dict[str | None, tuple[Interface | None, Route | None]] = {}
    for item in found:
        if isinstance(item, Interface):
            ways[item.name] = item, None
        else:
            out = table.leaves_by(item)
            ways[out.name if out is not None else None] = out, item
    if len(ways) > 1:
        return None, None
    return next(iter(ways.values()))


def routes_otherwise(end: TunnelEnd) -> bool:
    """Whether something of an end routes past the table: policy routing, a default network."""
    text = _text(end)
    return any(words in text for words in _OTHER_WAYS)


def unreached(side: Side) -> bool:
    """Whether a configuration as the device prints it shows no way at all to the peer."""
    if side.dynamic or not side.entries or not _all_known(side.config):
        return False
    own = owners_of(side.config, side.end.local_address)
    try:
        peer = AddressBlock.host(side.peer)
    except ValueError:  # a name, or IPv6
        return False
    if len(own) != 1 or way_of(side.config, peer, own[0].vrf) is not None:
        return False
    text = _text(side.end)
    printed = all(any(words in text for words in each) for each in _PRINTED)
    return printed and not routes_otherwise(side.end)


def _text(end: TunnelEnd) -> str:
    return (end.evidence.config_text if end.evidence is not None else None) or ""

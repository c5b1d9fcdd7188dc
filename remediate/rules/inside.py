"""The inside of a device: its interfaces, what has no way there, and the routers that stand on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface, Route
from remediate.model.evidence import DeviceEvidence, FleetEvidence
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import (
    behind,
    connected,
    images_of,
    is_interface,
    learns,
    permits,
    ways_in,
)

__all__ = [
    "Neighbour",
    "astray",
    "has_default",
    "inner_interfaces",
    "leads_to",
    "neighbours",
    "returns",
    "shut_down",
    "tunnelled",
    "unreachable",
]


def unreachable(
    config: CryptoConfig, block: AddressBlock, outside: str, *, lost: bool = False
) -> bool:
    """Whether no connected network, no static route and no other way leads to a block inside.

    Without a default route a whole firewall's other routes must be there, and ``lost`` say that counters
    show it: an example often leaves its routes out. The whole routing table leaves nothing open.
    """
    inner = inner_interfaces(config, outside)
    table = ways_in(config)
    if (
        block.is_any
        or learns(config)
        or not inner
        or any((item.negotiated and not table.settled()) or item.vrf for item in inner)
        or any(item.vrf for item in config.interfaces if is_interface(item, outside))
    ):
        return False
    if any(image.overlaps(block) for image in images_of(config)) or shut_down(config, block):
        return False  # addresses that exist in NAT alone; a network that only has to be switched on
    ways = behind(config, block)
    if ways is None or ways:
        return False
    for route in table.defaults():
        leaving = table.leaves_by(route)
        if leaving is None or not is_interface(leaving, outside):
            return False
    return table.settled() or has_default(config) or (lost and _routed(config))


def has_default(config: CryptoConfig) -> bool:
    """Whether there is a default route."""
    return any(True for _ in ways_in(config).defaults())


def _routed(config: CryptoConfig) -> bool:
    """Whether all routes of a firewall are static ones that are shown: none is learned from a provider."""
    return (
        config.platform is Platform.ASA
        and config.complete
        and config.cut is None
        and bool(config.routes)
        and not any(item.negotiated for item in config.interfaces)
    )


def shut_down(config: CryptoConfig, block: AddressBlock) -> Interface | None:
    """Return the interface that has a network and is shut down."""
    return next(
        (
            item
            for item in config.interfaces
            if item.shutdown and any(network.overlaps(block) for network in connected(item))
        ),
        None,
    )


def astray(config: CryptoConfig, block: AddressBlock) -> str | None:
    """Say that a firewall's route for a network names a next hop that is on no network of its interface.

    A router looks such a hop up once more; a PIX or ASA asks for its hardware address, and nobody answers.
    """
    if config.platform is not Platform.ASA or learns(config):
        return None
    for route in ways_in(config).towards(block):
        if not isinstance(route, Route):
            continue
        place = config.interface(route.interface or "")
        networks = [*connected(place)] if place is not None and not place.negotiated else []
        try:
            hop = AddressBlock.host(route.next_hop)
        except ValueError:
            continue
        if networks and not any(network.covers(hop) for network in networks):
            return f"its route for {route.prefix} goes over {route.next_hop}, which is on no network of {route.interface}"
    return None


def inner_interfaces(config: CryptoConfig, outside: str) -> list[Interface]:
    """Return the interfaces with an address besides the one that tunnels leave by."""
    return [
        item
        for item in config.interfaces
        if (item.address or item.negotiated)
        and not item.shutdown
        and not is_interface(item, outside)
    ]


def tunnelled(config: CryptoConfig, flow: Selector) -> bool:
    """Whether what a flow begins at lies behind another tunnel of the device, or is its clients' (a hairpin)."""
    if any(block.overlaps(flow.source) for pool in config.pools for block in pool.blocks):
        return True
    return any(
        other.destination.overlaps(flow.source) and not other.source.covers(flow.source)
        for crypto_map in config.maps
        for entry in crypto_map.entries
        if entry.acl is not None
        for other in permits(config.acl(entry.acl))
    )


class Neighbour(NamedTuple):
    """A router of the dumps that stands on an inside network of the device."""

    router: DeviceEvidence
    config: CryptoConfig
    address: str
    line: int | None
    inner: Interface
    """The device's interface."""

    @property
    def static(self) -> bool:
        """Whether the whole of the router's routes is in its configuration."""
        return self.config.complete and self.config.cut is None and not learns(self.config)


def neighbours(
    config: CryptoConfig, outside: str, fleet: FleetEvidence | None
) -> Iterator[Neighbour]:
    """Yield the routers of the dumps that share an inside network with the device."""
    if fleet is None:
        return
    for inner in inner_interfaces(config, outside):
        networks = {*connected(inner)}
        for other in fleet.devices:
            theirs = other.config
            if theirs is None or theirs is config or theirs.platform is not Platform.IOS:
                continue
            for item in theirs.interfaces:
                near = item.address is not None and not item.shutdown
                if near and item.address is not None and networks & {*connected(item)}:
                    yield Neighbour(other, theirs, item.address, item.line, inner)


def leads_to(item: Neighbour, block: AddressBlock) -> bool:
    """Whether the whole of a block lies behind a router, on another side than the one that it shares."""
    shared = {*connected(item.inner)}
    for interface in item.config.interfaces:
        for network in () if interface.shutdown else connected(interface):
            if network.covers(block) and network not in shared:
                return True
    table = ways_in(item.config)
    for route in table.longest(block):
        if isinstance(route, Route) and not route.prefix.is_any:
            leaving = table.leaves_by(route)
            if leaving is not None and not shared & {*connected(leaving)}:
                return True
    return False


def returns(config: CryptoConfig, pool: AddressBlock, gateway: str) -> bool:
    """Whether a route of the router leads to the pool, or its default route to the firewall."""
    table = ways_in(config)
    return any(isinstance(item, Route) for item in table.towards(pool)) or any(
        route.next_hop == gateway for route in table.defaults()
    )

"""The inside of a PIX or ASA: its interfaces, what has no way there, and the routers that stand on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config import CryptoConfig, Interface
from remediate.model.evidence import DeviceEvidence, FleetEvidence
from remediate.model.selector import AddressBlock
from remediate.negotiation import behind, connected, images_of, is_interface, route_interface

__all__ = ["Neighbour", "inner_interfaces", "neighbours", "returns", "unreachable"]


def unreachable(config: CryptoConfig, block: AddressBlock, outside: str) -> bool:
    """Whether no connected network, no static route and no other way leads to a block inside."""
    inner = inner_interfaces(config, outside)
    if (
        block.is_any
        or config.dynamic_routing
        or not inner
        or any(item.negotiated for item in inner)
    ):
        return False
    if any(image.overlaps(block) for image in images_of(config)):
        return False  # addresses that exist in NAT alone
    ways = behind(config, block)
    if ways is None or ways:
        return False
    for route in config.routes:
        if route.prefix.is_any:
            leaving = route_interface(config, route)
            if leaving is None or not is_interface(leaving, outside):
                return False
    return any(route.prefix.is_any for route in config.routes)


def inner_interfaces(config: CryptoConfig, outside: str) -> list[Interface]:
    """Return the interfaces with an address besides the one that tunnels leave by."""
    return [
        item
        for item in config.interfaces
        if (item.address or item.negotiated)
        and not item.shutdown
        and not is_interface(item, outside)
    ]


class Neighbour(NamedTuple):
    """A router of the dumps that stands on an inside network of the firewall."""

    router: DeviceEvidence
    config: CryptoConfig
    address: str
    line: int | None
    inner: Interface
    """The firewall's interface."""


def neighbours(config: CryptoConfig, outside: str, fleet: FleetEvidence) -> Iterator[Neighbour]:
    """Yield the routers of the dumps that share an inside network with the firewall."""
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


def returns(config: CryptoConfig, pool: AddressBlock, gateway: str) -> bool:
    """Whether a route of the router leads to the pool, or its default route to the firewall."""
    return any(
        route.prefix.overlaps(pool) and (not route.prefix.is_any or route.next_hop == gateway)
        for route in config.routes
    )

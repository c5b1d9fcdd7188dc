"""Where a network lies as seen from one device: by its routing table, else by its connected networks and static routes."""

from __future__ import annotations

from functools import lru_cache
from typing import Generic, TypeVar

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface, Route
from remediate.model.selector import AddressBlock
from remediate.tunnels.routes import connected, learns, ways_in

__all__ = [
    "Same",
    "behind",
    "behind_in",
    "connected",
    "is_interface",
    "learns",
    "owners_of",
    "route_interface",
    "table_of",
    "ways_in",
]

T = TypeVar("T")


def table_of(vrf: str | None) -> str:
    """Return a routing table in words."""
    return f"VRF {vrf}" if vrf else "the global table"


class Same(Generic[T]):
    """A value that is looked up by being the very same one: it need not be compared, or hashed."""

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        """Take the value."""
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def owners_of(config: CryptoConfig, address: str) -> tuple[Interface, ...]:
    """Return the interfaces that have an address, as their own, a further or a shared one."""
    return _owners(config).get(address, ())


@remembered
def _owners(config: CryptoConfig) -> dict[str, tuple[Interface, ...]]:
    """Find them once: a hub of tunnel interfaces is asked for each of its tunnels."""
    found: dict[str, tuple[Interface, ...]] = {}
    for item in config.interfaces:
        more = (*item.virtual, *(pair[0] for pair in item.secondary))
        for address in dict.fromkeys((item.address, *more, *item.ipv6)):
            if address is not None:
                found[address] = (*found.get(address, ()), item)
    return found


def is_interface(interface: Interface, name: str | None) -> bool:
    """Whether a name or nameif is this interface's."""
    folded = (name or "").casefold()
    return bool(folded) and folded in (
        interface.name.casefold(),
        (interface.nameif or "").casefold(),
    )


def route_interface(config: CryptoConfig, route: Route) -> Interface | None:
    """Return the interface that a route leaves by, None where that can't be told."""
    return ways_in(config).leaves_by(route)


def behind(config: CryptoConfig, block: AddressBlock) -> tuple[Interface, ...] | None:
    """Return the interfaces that addresses of a block lie behind, default routes left out.

    None where a route that is for them leaves by an interface that can't be told.
    """
    return _behind(Same(config), block, None, True)


def behind_in(
    config: CryptoConfig, block: AddressBlock, vrf: str | None
) -> tuple[Interface, ...] | None:
    """Return the interfaces of one VRF (None: the global routing table) that a block lies behind."""
    return _behind(Same(config), block, vrf, False)


@lru_cache(maxsize=1024)
def _behind(
    key: Same[CryptoConfig], block: AddressBlock, vrf: str | None, every: bool
) -> tuple[Interface, ...] | None:
    """Look for them once: a hub's inside is that of all its tunnels."""
    ways = ways_in(key.value)
    near = [way for table in (ways.vrfs if every else (vrf,)) for way in ways.towards(block, table)]
    found = {item.name: item for item in near if isinstance(item, Interface)}
    if found:
        return tuple(found.values())
    for route in near:
        interface = ways.leaves_by(route) if isinstance(route, Route) else None
        if interface is None:
            return None
        found[interface.name] = interface
    return tuple(found.values())

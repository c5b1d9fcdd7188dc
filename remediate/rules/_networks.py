"""Which networks lie behind a device, as its configuration shows them, and what else names flows of theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import permits, ways_in

__all__ = [
    "behind_peers",
    "entries_by_flow",
    "exempt",
    "inside_default",
    "networks",
    "sizes",
    "users",
]


@remembered
def users(config: CryptoConfig) -> dict[AddressBlock, set[tuple[str, int]]]:
    """Return the crypto map entries (map, sequence) that protect a source."""
    found: dict[AddressBlock, set[tuple[str, int]]] = {}
    for crypto_map in config.maps:
        for item in crypto_map.entries:
            for flow in permits(config.acl(item.acl)):
                found.setdefault(flow.source, set()).add((item.map, item.sequence))
    return found


@remembered
def sizes(config: CryptoConfig) -> frozenset[int]:
    """Return the wildcards of the networks behind a device."""
    return frozenset(network.wildcard for network in networks(config))


@remembered
def networks(config: CryptoConfig) -> set[AddressBlock]:
    """Return the networks behind a device: its connected ones without a crypto map, and its static routes."""
    outside = {name.casefold() for crypto_map in config.maps for name in crypto_map.interfaces}
    found: set[AddressBlock] = set()
    for interface in config.interfaces:
        names = {interface.name.casefold(), (interface.nameif or "").casefold()}
        if interface.crypto_map or names & outside or interface.shutdown:
            continue
        for address, netmask in (
            (interface.address, interface.netmask),
            *interface.secondary,
        ):
            if address and netmask:
                found.add(AddressBlock.from_netmask(address, netmask).normalised())
    names, places = _outsides(config, outside)
    through: dict[str, bool] = {}
    for route in config.routes:
        if route.prefix.is_any:
            continue
        hop = route.next_hop
        if hop not in through:
            through[hop] = hop.casefold() in names or _within(hop, places)
        if not through[hop]:
            found.add(route.prefix.normalised())
    return found


def _outsides(config: CryptoConfig, outside: set[str]) -> tuple[set[str], list[AddressBlock]]:
    """Return the names and the networks of the interfaces that carry a crypto map."""
    known: set[str] = set()
    places = []
    for interface in config.interfaces:
        names = {interface.name.casefold(), (interface.nameif or "").casefold()}
        if not (interface.crypto_map or names & outside):
            continue
        known |= names
        if interface.address and interface.netmask:
            with suppress(ValueError):
                block = AddressBlock.from_netmask(interface.address, interface.netmask)
                places.append(block)
    return known, places


def _within(hop: str, places: Sequence[AddressBlock]) -> bool:
    try:
        address = AddressBlock.host(hop)
    except ValueError:
        return False
    return any(place.covers(address) for place in places)


@remembered
def exempt(config: CryptoConfig) -> set[Selector]:
    """Return the flows that the device keeps out of NAT."""
    found: set[Selector] = set()
    for exemption in config.nat_exemptions:
        acl = config.acl(exemption.acl)
        if acl is None:
            continue
        for entry in acl.entries:
            if entry.action == ("permit" if exemption.permits else "deny"):
                found.update(selector.normalised() for selector in entry.selectors)
    for item in config.translations:
        if item.kind == "identity" and not item.ported and item.problem is None:
            found.update(
                Selector(source=source, destination=destination).normalised()
                for source in item.sources
                for destination in item.destinations
            )
    return found


@remembered
def inside_default(config: CryptoConfig) -> bool:
    """Whether a default route leads inside: any network can lie behind the device then."""
    outside = {name.casefold() for crypto_map in config.maps for name in crypto_map.interfaces}
    names, places = _outsides(config, outside)
    return any(
        route.prefix.is_any
        and not (route.next_hop.casefold() in names or _within(route.next_hop, places))
        and not (route.interface and route.interface.casefold() in names)
        for route in ways_in(config).defaults()
    )


@remembered
def entries_by_flow(config: CryptoConfig) -> dict[Selector, tuple[CryptoMapEntry, ...]]:
    """Return the entries of crypto maps by the flows that they protect."""
    found: dict[Selector, tuple[CryptoMapEntry, ...]] = {}
    for crypto_map in config.maps:
        for item in crypto_map.entries if not crypto_map.dynamic else ():
            for flow in permits(config.acl(item.acl)):
                found[flow] = (*found.get(flow, ()), item)
    return found


def behind_peers(
    config: CryptoConfig, block: AddressBlock, apart: Collection[tuple[str, int]]
) -> bool:
    """Whether a network lies behind a peer of the device, which forwards between its tunnels.

    ``apart``: the entries (map, sequence) of the tunnel that is asked about, which is no other one.
    """
    return any(
        item not in apart
        for wildcard, addresses in _destinations(config).items()
        if wildcard | block.wildcard == wildcard
        for item in addresses.get(block.address & ~wildcard & _ALL, ())
    )


_ALL = 0xFFFFFFFF


@remembered
def _destinations(config: CryptoConfig) -> dict[int, dict[int, set[tuple[str, int]]]]:
    """Return who protects traffic to a network, but for any: entries (map, sequence) by wildcard and address."""
    found: dict[int, dict[int, set[tuple[str, int]]]] = {}
    for flow, entries in entries_by_flow(config).items():
        if not flow.destination.is_any:
            places = found.setdefault(flow.destination.wildcard, {})
            known = places.setdefault(flow.destination.address, set())
            known.update((item.map, item.sequence) for item in entries)
    return found


@remembered
def hidden_inside(config: CryptoConfig) -> bool:
    """Whether an interface without a crypto map gets its address elsewhere (DHCP, PPP)."""
    return any(
        item.negotiated and not item.crypto_map and not item.shutdown for item in config.interfaces
    )

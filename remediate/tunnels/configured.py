"""What a configuration says of a device's tunnels: its crypto maps and protected tunnel interfaces."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig, CryptoMap, CryptoMapEntry, Interface
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import Selector
from remediate.tunnels.addresses import is_address
from remediate.tunnels.own_address import (
    address_in_log,
    address_in_sas,
    address_of,
    address_shown,
)
from remediate.tunnels.routes import ways_in
from remediate.tunnels.routing import egress

__all__ = [
    "Link",
    "applied_to",
    "configured_links",
    "entry_peers",
    "in_use",
    "local_addresses",
    "names_no_peer",
    "peers_named",
    "permitted",
    "serves",
    "tunnel_source",
]


class Link(NamedTuple):
    """One side's view of a tunnel."""

    local: str
    """Address on the device."""
    peer: str
    """Address that the device peers with."""
    entry: CryptoMapEntry | None
    interface: str | None


def configured_links(device: DeviceEvidence, config: CryptoConfig) -> Iterable[Link]:
    """Yield the views that a configuration gives: crypto maps and tunnel protection."""
    applied = {
        name: crypto_map for crypto_map in config.maps for name in applied_to(config, crypto_map)
    }
    served = _served(config)
    for crypto_map in config.maps:
        if crypto_map.dynamic:
            continue
        names = [name for name, item in applied.items() if item is crypto_map]
        for entry in crypto_map.entries:
            for peer in entry.peers:
                if not is_address(peer) or (not names and peer in served):
                    continue
                for local, place in _locals(device, config, crypto_map, names, entry, peer):
                    yield Link(local, peer, entry, place)
    for interface in config.interfaces:
        if not interface.tunnel_protection:
            continue
        targets = (
            (interface.tunnel_destination,) if interface.tunnel_destination else interface.nbma
        )
        for target in dict.fromkeys(targets):
            if not is_address(target):
                continue
            source = tunnel_source(config, interface, ipv6=":" in target)
            source = source or _source_seen(device, config, interface, target)
            if source is not None:
                yield Link(source, target, None, interface.name)


def local_addresses(
    device: DeviceEvidence, config: CryptoConfig, entry: CryptoMapEntry, peer: str
) -> Iterable[tuple[str, str | None]]:
    """Yield (address, interface) that the device would negotiate from with a peer by an entry of one of its maps."""
    for crypto_map in config.maps:
        if crypto_map.name == entry.map and not crypto_map.dynamic:
            names = applied_to(config, crypto_map)
            yield from _locals(device, config, crypto_map, names, entry, peer)


def _locals(
    device: DeviceEvidence,
    config: CryptoConfig,
    crypto_map: CryptoMap,
    names: Sequence[str],
    entry: CryptoMapEntry,
    peer: str,
) -> Iterable[tuple[str, str | None]]:
    for place in _places(config, names):
        local = _local_address(device, config, crypto_map, entry, place, peer)
        if local is not None:
            yield local, place.name if place is not None else None


def permitted(config: CryptoConfig, entry: CryptoMapEntry) -> frozenset[Selector]:
    """Return the flows that an entry's access list permits, normalised."""
    acl = config.acl(entry.acl) if entry.acl is not None else None
    return frozenset(
        selector.normalised()
        for line in (acl.entries if acl is not None else ())
        if line.action == "permit" and not line.inactive
        for selector in line.selectors
    )


@remembered
def peers_named(config: CryptoConfig) -> frozenset[str]:
    """Return the peers that maps, keys and tunnels of a configuration name."""
    found = {peer for item in config.maps for entry in item.entries for peer in entry.peers}
    found.update(key.peer.dotted for key in config.keys if key.peer and key.peer.is_host)
    for interface in config.interfaces:
        found.update((interface.tunnel_destination or "", *interface.nbma))
    return frozenset(found - {"", "dynamic"})


def names_no_peer(device: DeviceEvidence) -> bool:
    """Whether a device's configuration is not known, or only parts of it that name no peer."""
    config = device.config
    return config is None or (
        not config.complete and config.cut is None and not peers_named(config)
    )


@remembered
def entry_peers(config: CryptoConfig) -> frozenset[str]:
    """Return the peers that maps and tunnels of a configuration name: a key alone doesn't show whom they are for."""
    found = {peer for item in config.maps for entry in item.entries for peer in entry.peers}
    for interface in config.interfaces:
        found.update((interface.tunnel_destination or "", *interface.nbma))
    return frozenset(found - {""})


@remembered
def _served(config: CryptoConfig) -> frozenset[str]:
    """Return the peers that an applied map or a tunnel interface serves: other maps that name them are left over."""
    found = {
        peer
        for crypto_map in config.maps
        if not crypto_map.dynamic and applied_to(config, crypto_map)
        for entry in crypto_map.entries
        for peer in entry.peers
    }
    for item in config.interfaces:
        if item.tunnel_protection and not item.shutdown:
            found.update((item.tunnel_destination,) if item.tunnel_destination else item.nbma)
    return frozenset(found)


def serves(config: CryptoConfig, peer: str) -> bool:
    """Whether an applied map, or a protected tunnel that is up, has the peer."""
    return peer in _served(config)


def in_use(config: CryptoConfig, peer: str) -> list[CryptoMapEntry]:
    """Return the entries for a peer: those of applied maps, of others only where nothing else serves it."""
    entries = config.entries_for(peer)
    if peer not in _served(config):
        return list(entries)
    maps = {item.name: item for item in config.maps if not item.dynamic}
    return [e for e in entries if e.map not in maps or applied_to(config, maps[e.map])]


def _places(config: CryptoConfig, names: Sequence[str]) -> list[Interface | None]:
    """Return the interfaces that a map negotiates from, ``[None]`` where it is applied to none.

    Old releases want the map of a GRE tunnel on the tunnel too; the physical interface is the one
    that encrypts.
    """
    found = [config.interface(name) for name in names]
    physical = [item for item in found if item is None or item.tunnel_destination is None]
    return physical or found or [None]


def applied_to(config: CryptoConfig, crypto_map: CryptoMap) -> list[str]:
    """Return where a map is applied to some effect: what has no address sends nothing through its map."""
    names = [name for name in crypto_map.interfaces if not _unaddressed(config, name)]
    for interface in config.interfaces:
        if (
            interface.crypto_map == crypto_map.name
            and interface.name not in names
            and not interface.unaddressed
            and (interface.nameif is None or interface.nameif not in names)
        ):
            names.append(interface.name)
    return names


def _unaddressed(config: CryptoConfig, name: str) -> bool:
    interface = config.interface(name)
    return interface is not None and interface.unaddressed


def tunnel_source(config: CryptoConfig, interface: Interface, *, ipv6: bool = False) -> str | None:
    """Return the address that a tunnel begins at, None where it isn't in the configuration."""
    source = interface.tunnel_source
    if source is None:
        return None
    if is_address(source):
        return source
    place = config.interface(source)
    if place is None:
        return None
    return next(iter(place.ipv6), None) if ipv6 else place.address


def _source_seen(
    device: DeviceEvidence, config: CryptoConfig, interface: Interface, peer: str
) -> str | None:
    """Return the address that a tunnel is seen to begin at where DHCP or PPP gives it to its interface.

    Beside a part of a configuration, what is seen makes a tunnel by itself.
    """
    place = config.interface(interface.tunnel_source or "")
    if place is None or not place.negotiated or not config.complete:
        return None
    if (seen := address_in_sas(device, peer)) is not None:
        return seen
    if device.facts is not None and device.facts.addresses:
        inside = {outside: inner for inner, outside in device.facts.nat}
        return inside.get(device.facts.addresses[0], device.facts.addresses[0])
    return address_in_log(device, peer) or address_of(device, place)


def _local_address(
    device: DeviceEvidence,
    config: CryptoConfig,
    crypto_map: CryptoMap,
    entry: CryptoMapEntry,
    place: Interface | None,
    peer: str,
) -> str | None:
    """Return the address that the device negotiates from: local-address, interface, or what SAs show."""
    if crypto_map.local_address is not None:
        identity = config.interface(crypto_map.local_address)
        if (own := _own(identity, peer) or _shown_of(device, crypto_map.local_address)) is not None:
            return own
    if place is not None and place.map_redundancy and place.virtual:
        return place.virtual[0]
    own = _own(place, peer)
    if own is not None:
        return own
    if (seen := address_in_sas(device, peer)) is not None:
        return seen
    if device.facts is not None and device.facts.addresses:
        inside = {outside: inner for inner, outside in device.facts.nat}
        return inside.get(device.facts.addresses[0], device.facts.addresses[0])
    if place is None and config.complete and (towards := _towards(config, peer)) is not None:
        return towards
    return address_in_log(device, peer) or address_shown(device, config, place, entry, peer)


def _shown_of(device: DeviceEvidence, name: str) -> str | None:
    """Return the address that show output tells of an interface."""
    named = name.casefold()
    return next(
        (i.address for i in device.addresses if (i.interface or "").casefold() == named), None
    )


def _own(place: Interface | None, peer: str) -> str | None:
    """Return the address of an interface that is of the peer's family."""
    if place is None:
        return None
    return next(iter(place.ipv6), None) if ":" in peer else place.address


def _towards(config: CryptoConfig, peer: str) -> str | None:
    """Return the address of the interface that the route to the peer leaves by (map not applied)."""
    target = int(ipaddress.ip_address(peer)) if ":" not in peer else None
    if target is None:
        return None
    if ways_in(config).settled():
        out = egress(config, peer)
        return out.address if out is not None else None
    hops = [target]
    best = -1
    for route in config.routes:
        length = route.prefix.prefix_length
        if length is None or length < best:
            continue
        block = route.prefix.normalised()
        if (target ^ block.address) & (0xFFFFFFFF ^ block.wildcard) == 0:
            best = length
            named = config.interface(route.interface or route.next_hop)
            if named is not None and named.address:
                return named.address
            if is_address(route.next_hop):
                hops.append(int(ipaddress.ip_address(route.next_hop)))
    for hop in reversed(hops):
        for interface in config.interfaces:
            if interface.address and interface.netmask and not interface.shutdown:
                network = ipaddress.ip_network(
                    f"{interface.address}/{interface.netmask}", strict=False
                )
                if ipaddress.ip_address(hop) in network:
                    return interface.address
    if not config.complete:
        return None  # the interface that faces the peer need not be among those that are shown
    addressed = [item for item in config.interfaces if item.address]
    return addressed[0].address if len(addressed) == 1 else None

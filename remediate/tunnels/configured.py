"""What a configuration says of a device's tunnels: its crypto maps and protected tunnel interfaces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_maps import CryptoMap, CryptoMapEntry
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import Selector
from remediate.tunnels.addresses import is_address
from remediate.tunnels.local_address import local_address, source_seen, tunnel_source

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
            source = source or source_seen(device, config, interface, target)
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
        local = local_address(device, config, crypto_map, entry, place, peer)
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

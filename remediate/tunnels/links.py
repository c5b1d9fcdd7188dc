"""One device's views of its tunnels: from its configuration, its SA tables and its messages."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from remediate.model.config import CryptoConfig, CryptoMap, CryptoMapEntry, Interface
from remediate.model.evidence import (
    DeviceEvidence,
)
from remediate.model.observation import Message
from remediate.tunnels.addresses import is_address, own_addresses

__all__ = ["Link", "configured_links", "links_of", "orphans_of"]

_STRANGERS = frozenset({"invalid-spi", "replay-check-failed", "hmac-verification-failed"})
"""Root causes of single packets, which anyone can send."""


class Link(NamedTuple):
    """One side's view of a tunnel."""

    local: str
    """Address on the device."""
    peer: str
    """Address that the device peers with."""
    entry: CryptoMapEntry | None
    interface: str | None


def orphans_of(
    configured: dict[str, list[Link]], owners: dict[str, str], nat: dict[str, str]
) -> dict[str, set[str]]:
    """Return, by a configured device's address, the peers of it that no known device owns."""
    found: dict[str, set[str]] = defaultdict(set)
    for links in configured.values():
        for link in links:
            if link.peer not in owners:
                found[nat.get(link.local, link.local)].add(link.peer)
    return found


def links_of(
    device: DeviceEvidence,
    configured: Sequence[Link],
    owners: dict[str, str],
    orphans: dict[str, set[str]],
) -> Iterable[Link]:
    """Yield a device's views of its tunnels, the configured ones first."""
    seen: set[tuple[str, str]] = set()
    peers: set[str] = set()
    for link in configured:
        seen.add((link.local, link.peer))
        peers.add(link.peer)
        yield link
    own = own_addresses(device)
    for local, peer in _from_states(device, own, owners, orphans):
        if (local, peer) not in seen and peer not in peers:
            seen.add((local, peer))
            peers.add(peer)
            yield Link(local, peer, None, None)


def configured_links(device: DeviceEvidence, config: CryptoConfig) -> Iterable[Link]:
    """Yield the views that a configuration gives: crypto maps and tunnel protection."""
    applied = {
        name: crypto_map for crypto_map in config.maps for name in _interfaces(config, crypto_map)
    }
    for crypto_map in config.maps:
        if crypto_map.dynamic:
            continue
        names = [name for name, item in applied.items() if item is crypto_map]
        places = _places(config, names)
        for entry in crypto_map.entries:
            for peer in entry.peers:
                if not is_address(peer):
                    continue
                for place in places:
                    local = _local_address(device, config, crypto_map, place, peer)
                    if local is not None:
                        yield Link(local, peer, entry, place.name if place is not None else None)
    for interface in config.interfaces:
        if not interface.tunnel_protection:
            continue
        targets = (
            (interface.tunnel_destination,) if interface.tunnel_destination else interface.nbma
        )
        for target in dict.fromkeys(targets):
            if not is_address(target):
                continue
            source = _tunnel_source(config, interface, ipv6=":" in target)
            if source is not None:
                yield Link(source, target, None, interface.name)


def _places(config: CryptoConfig, names: Sequence[str]) -> list[Interface | None]:
    """Return the interfaces that a map negotiates from, ``[None]`` where it is applied to none.

    Old releases want the map of a GRE tunnel on the tunnel too; the physical interface is the one
    that encrypts.
    """
    found = [config.interface(name) for name in names]
    physical = [item for item in found if item is None or item.tunnel_destination is None]
    return physical or found or [None]


def _interfaces(config: CryptoConfig, crypto_map: CryptoMap) -> list[str]:
    names = list(crypto_map.interfaces)
    for interface in config.interfaces:
        if (
            interface.crypto_map == crypto_map.name
            and interface.name not in names
            and (interface.nameif is None or interface.nameif not in names)
        ):
            names.append(interface.name)
    return names


def _tunnel_source(config: CryptoConfig, interface: Interface, *, ipv6: bool) -> str | None:
    source = interface.tunnel_source
    if source is None:
        return None
    if is_address(source):
        return source
    place = config.interface(source)
    if place is None:
        return None
    return next(iter(place.ipv6), None) if ipv6 else place.address


def _local_address(
    device: DeviceEvidence,
    config: CryptoConfig,
    crypto_map: CryptoMap,
    place: Interface | None,
    peer: str,
) -> str | None:
    """Return the address that the device negotiates from: local-address, interface, or what SAs show."""
    if crypto_map.local_address is not None:
        identity = config.interface(crypto_map.local_address)
        if identity is not None and identity.address:
            return identity.address
    if place is not None and place.map_redundancy and place.virtual:
        return place.virtual[0]
    if place is not None and place.address:
        return place.address
    for sa in device.ipsec_with(peer):
        if sa.local_address:
            return sa.local_address
    for row in device.isakmp_with(peer):  # an address by DHCP or PPP is in no configuration
        pair = {row.destination, row.origin}
        if peer in pair and len(pair) == 2 and not row.peer_only:
            (local,) = pair - {peer}
            if is_address(local):
                return local
    if device.facts is not None and device.facts.addresses:
        inside = {outside: inner for inner, outside in device.facts.nat}
        return inside.get(device.facts.addresses[0], device.facts.addresses[0])
    if place is None:
        return _towards(config, peer)
    return None


def _towards(config: CryptoConfig, peer: str) -> str | None:
    """Return the address of the interface that the route to the peer leaves by (map not applied)."""
    target = int(ipaddress.ip_address(peer)) if ":" not in peer else None
    if target is None:
        return None
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
    addressed = [item for item in config.interfaces if item.address]
    return addressed[0].address if len(addressed) == 1 else None


def _from_states(
    device: DeviceEvidence,
    own: frozenset[str],
    owners: dict[str, str],
    orphans: dict[str, set[str]],
) -> Iterable[tuple[str, str]]:
    """Yield (local, peer) pairs that only SA tables or messages show."""
    for sa in device.ipsec_sas:
        if sa.local_address and sa.peer and is_address(sa.peer) and is_address(sa.local_address):
            yield sa.local_address, sa.peer
    # A row of GDOI is the registration at a key server, not a tunnel.
    rows = [
        row
        for row in device.isakmp_sas
        if not row.peer_only and not row.state.upper().startswith("GDOI")
    ]
    shared = _common([(row.destination, row.origin) for row in rows])
    for row in rows:
        yield from _oriented((row.destination, row.origin), own, owners, device.device, shared)
    for row in device.isakmp_sas:
        if row.peer_only and len(own) == 1 and is_address(row.destination):
            yield next(iter(own)), row.destination
    for message in device.messages:
        yield from _from_message(message, device, own, owners, orphans, shared)


def _from_message(
    message: Message,
    device: DeviceEvidence,
    own: frozenset[str],
    owners: dict[str, str],
    orphans: dict[str, set[str]],
    shared: str | None,
) -> Iterable[tuple[str, str]]:
    """Yield the pair that a message names.

    A stranger's packets make no tunnel: with a configuration, the peer must be one of ours.
    """
    if not message.slugs or _STRANGERS.issuperset(message.slugs):
        return
    remote = message.field("remote") or message.field("peer")
    source = message.field("src")
    target = message.field("local") or message.field("dst") or message.field("dest")
    one, two = target, remote or source
    if one and two and is_address(one) and is_address(two):
        hint = one if message.field("local") else shared
        pairs: Iterable[tuple[str, str]] = _oriented((one, two), own, owners, device.device, hint)
    elif remote and is_address(remote) and remote not in own:
        local = _outside(device, own)
        if local is None and not own and len(orphans.get(remote, ())) == 1:
            local = next(iter(orphans[remote]))
        pairs = [(local, remote)] if local is not None else []
    else:
        return
    for pair in pairs:
        if device.config is None or pair[1] in owners:
            yield pair


def _outside(device: DeviceEvidence, own: frozenset[str]) -> str | None:
    """Return the one address that the device can be negotiating from, when there is just one."""
    if device.facts is not None and len(device.facts.addresses) == 1:
        return device.facts.addresses[0]
    if device.config is not None:
        mapped = [
            item.address
            for item in device.config.interfaces
            if item.address
            and (item.crypto_map or any(item.nameif in m.interfaces for m in device.config.maps))
        ]
        if len(mapped) == 1:
            return mapped[0]
    return next(iter(own)) if len(own) == 1 else None


def _common(pairs: Sequence[tuple[str, str]]) -> str | None:
    """Return the address that stands in every pair, when there are several different pairs."""
    if len({frozenset(pair) for pair in pairs}) < 2:
        return None
    shared = set(pairs[0]).intersection(*map(set, pairs))
    return next(iter(shared)) if len(shared) == 1 else None


def _oriented(
    pair: tuple[str, str],
    own: frozenset[str],
    owners: dict[str, str],
    name: str,
    hint: str | None,
) -> Iterable[tuple[str, str]]:
    """Yield the pair as (local, peer) when it can be told which is ours."""
    one, two = pair
    if not (is_address(one) and is_address(two)) or one == two:
        return
    if one in own and two not in own:
        yield one, two
    elif two in own and one not in own:
        yield two, one
    elif one in own:
        return
    elif hint in pair and hint is not None:
        yield hint, two if hint == one else one
    elif owners.get(one, name) != name:
        yield two, one
    elif owners.get(two, name) != name:
        yield one, two
    else:
        yield one, two  # a lone dump: the pair is right, which end is ours is not known

"""Which two ends belong together.

A tunnel is a pair of addresses, each as the *other* end knows it (after NAT). A device contributes
its side through its crypto maps and tunnel interfaces, its SA tables and the addresses in its
messages; the inventory adds addresses and NAT. What stays without a second device is a missing end
(the inventory knows the address) or an unmanaged peer (nobody does).
"""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from remediate.model.config import CryptoConfig, CryptoMap, CryptoMapEntry, Interface
from remediate.model.evidence import (
    DeviceEvidence,
    EndState,
    FleetEvidence,
    TunnelEnd,
    TunnelEvidence,
)
from remediate.model.observation import IpsecSa, IsakmpSa, Message

__all__ = ["Joined", "join", "own_addresses"]

_NEAR_LINES = 40
"""A message without an address belongs to the negotiation named at most so many lines before it."""

_STRANGERS = frozenset({"invalid-spi", "replay-check-failed", "hmac-verification-failed"})
"""Root causes of single packets, which anyone can send."""

_REMOTE_FIELDS = (
    "peer",
    "remote",
    "src",
    "srcaddr",
    "src_addr",
    "dst",
    "destaddr",
    "dest",
    "address",
    "local",
    "negotiation_peer",
)


class Joined(NamedTuple):
    """All tunnels, and what belongs to none of them."""

    tunnels: tuple[TunnelEvidence, ...]
    loose: dict[str, tuple[Message, ...]]
    """By device: messages that belong to no known tunnel."""


class _Link(NamedTuple):
    """One side's view of a tunnel."""

    local: str
    """Address on the device."""
    peer: str
    """Address that the device peers with."""
    entry: CryptoMapEntry | None
    interface: str | None


def join(fleet: FleetEvidence) -> Joined:
    """Join the evidence of all devices into tunnels, ordered by their addresses."""
    nat = {inside: outside for host in fleet.hosts for inside, outside in host.nat}
    owners = _owners(fleet)
    sides: dict[tuple[str, str], dict[str, list[_Link]]] = defaultdict(lambda: defaultdict(list))
    configured = {
        device.device: list(_configured(device, device.config)) if device.config is not None else []
        for device in fleet.devices
    }
    orphans = _orphans(configured, owners, nat)
    for device in fleet.devices:
        outside = {**nat, **dict(device.facts.nat if device.facts else ())}
        for link in _links(device, configured[device.device], owners, orphans):
            key = _key(outside.get(link.local, link.local), link.peer)
            sides[key][device.device].append(link)
    per_device: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, views in sides.items():
        for name in views:
            per_device[name].append(key)
    attributed = {
        device.device: _attribute(device, per_device.get(device.device, []), nat)
        for device in fleet.devices
    }
    book = _Book(
        by_name={device.device: device for device in fleet.devices},
        owners=owners,
        known=frozenset(host.name for host in fleet.hosts),
        nat=nat,
        inside={outside: inner for inner, outside in nat.items()},
        attributed=attributed,
    )
    ordered = sorted(sides, key=lambda pair: (_order(pair[0]), _order(pair[1])))
    tunnels = tuple(
        TunnelEvidence(
            id="--".join(key),
            ends=(_end(key, key[0], sides[key], book), _end(key, key[1], sides[key], book)),
        )
        for key in ordered
    )
    loose = {
        device.device: tuple(
            device.messages[index] for index in attributed[device.device].get(None, ())
        )
        for device in fleet.devices
    }
    return Joined(tunnels, loose)


# --- addresses ---------------------------------------------------------------------------------


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _order(text: str) -> tuple[int, int, str]:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return (9, 0, text)
    return (address.version, int(address), text)


def _key(one: str, two: str) -> tuple[str, str]:
    first, second = sorted((one, two), key=_order)
    return first, second


def own_addresses(device: DeviceEvidence) -> frozenset[str]:
    """Return every address that is the device's own, on it or (by NAT) in front of it."""
    found: set[str] = set()
    if device.config is not None:
        for interface in device.config.interfaces:
            found.update(item for item in (interface.address,) if item)
            found.update(pair[0] for pair in interface.secondary)
    if device.facts is not None:
        found.update(device.facts.addresses)
        for inside, outside in device.facts.nat:
            found.update((inside, outside))
    found.update(sa.local_address for sa in device.ipsec_sas if sa.local_address)
    return frozenset(item for item in found if _is_address(item) and item != "0.0.0.0")  # noqa: S104


def _owners(fleet: FleetEvidence) -> dict[str, str]:
    """Return the device (in the dumps, else in the inventory) of each address.

    An address that several devices carry (an inside network used twice) names nobody.
    """
    claims: dict[str, set[str]] = defaultdict(set)
    for device in fleet.devices:
        for address in own_addresses(device):
            claims[address].add(device.device)
    known = {device.device.casefold() for device in fleet.devices}
    for host in fleet.hosts:
        if host.name.casefold() not in known:
            for address in (*host.addresses, *(pair[1] for pair in host.nat)):
                claims[address].add(host.name)
    owners = {address: next(iter(names)) for address, names in claims.items() if len(names) == 1}
    for device in fleet.devices:  # the inventory's word on an address goes before a mere interface
        for address in device.facts.addresses if device.facts else ():
            owners[address] = device.device
    return owners


# --- one side ----------------------------------------------------------------------------------


def _orphans(
    configured: dict[str, list[_Link]], owners: dict[str, str], nat: dict[str, str]
) -> dict[str, set[str]]:
    """Return, by a configured device's address, the peers of it that no known device owns."""
    found: dict[str, set[str]] = defaultdict(set)
    for links in configured.values():
        for link in links:
            if link.peer not in owners:
                found[nat.get(link.local, link.local)].add(link.peer)
    return found


def _links(
    device: DeviceEvidence,
    configured: Sequence[_Link],
    owners: dict[str, str],
    orphans: dict[str, set[str]],
) -> Iterable[_Link]:
    seen: set[tuple[str, str]] = set()
    for link in configured:
        seen.add((link.local, link.peer))
        yield link
    own = own_addresses(device)
    for local, peer in _from_states(device, own, owners, orphans):
        if (local, peer) not in seen and not any(peer == known for _, known in seen):
            seen.add((local, peer))
            yield _Link(local, peer, None, None)


def _configured(device: DeviceEvidence, config: CryptoConfig) -> Iterable[_Link]:
    applied = {
        name: crypto_map for crypto_map in config.maps for name in _interfaces(config, crypto_map)
    }
    for crypto_map in config.maps:
        if crypto_map.dynamic:
            continue
        names = [name for name, item in applied.items() if item is crypto_map]
        places = [config.interface(name) for name in names] or [None]
        for entry in crypto_map.entries:
            for peer in entry.peers:
                if not _is_address(peer):
                    continue
                for place in places:
                    local = _local_address(device, config, crypto_map, place, peer)
                    if local is not None:
                        yield _Link(local, peer, entry, place.name if place is not None else None)
    for interface in config.interfaces:
        destination = interface.tunnel_destination
        if interface.tunnel_protection and destination and _is_address(destination):
            source = _tunnel_source(config, interface)
            if source is not None:
                yield _Link(source, destination, None, interface.name)


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


def _tunnel_source(config: CryptoConfig, interface: Interface) -> str | None:
    source = interface.tunnel_source
    if source is None:
        return None
    if _is_address(source):
        return source
    place = config.interface(source)
    return place.address if place is not None else None


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
    if place is not None and place.address:
        return place.address
    for sa in device.ipsec_sas:
        if sa.peer == peer and sa.local_address:
            return sa.local_address
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
            if _is_address(route.next_hop):
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
        if sa.local_address and sa.peer and _is_address(sa.peer) and _is_address(sa.local_address):
            yield sa.local_address, sa.peer
    rows = [row for row in device.isakmp_sas if not row.peer_only]
    shared = _common([(row.destination, row.origin) for row in rows])
    for row in rows:
        yield from _oriented((row.destination, row.origin), own, owners, device.device, shared)
    for row in device.isakmp_sas:
        if row.peer_only and len(own) == 1 and _is_address(row.destination):
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
    if one and two and _is_address(one) and _is_address(two):
        hint = one if message.field("local") else shared
        pairs: Iterable[tuple[str, str]] = _oriented((one, two), own, owners, device.device, hint)
    elif remote and _is_address(remote) and remote not in own:
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
    if not (_is_address(one) and _is_address(two)) or one == two:
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


# --- one end -----------------------------------------------------------------------------------


class _Book(NamedTuple):
    """What is known of all devices while ends are put together."""

    by_name: dict[str, DeviceEvidence]
    owners: dict[str, str]
    known: frozenset[str]
    """Hosts of the inventory."""
    nat: dict[str, str]
    inside: dict[str, str]
    attributed: dict[str, dict[tuple[str, str] | None, list[int]]]


def _end(
    key: tuple[str, str], address: str, views: dict[str, list[_Link]], book: _Book
) -> TunnelEnd:
    other = key[1] if address == key[0] else key[0]
    for name, links in views.items():
        mine = [
            link
            for link in links
            if book.nat.get(link.local, link.local) == address and link.peer == other
        ]
        if mine:
            return _present(key, address, book.by_name[name], mine, book)
    name = book.owners.get(address, "")
    if name in book.by_name:
        return _present(key, address, book.by_name[name], (), book)
    local = book.inside.get(address, address)
    if name in book.known:
        return TunnelEnd(state=EndState.MISSING, device=name, address=address, local_address=local)
    return TunnelEnd(state=EndState.UNMANAGED, device=None, address=address, local_address=local)


def _present(
    key: tuple[str, str],
    address: str,
    device: DeviceEvidence,
    links: Sequence[_Link],
    book: _Book,
) -> TunnelEnd:
    other = key[1] if address == key[0] else key[0]
    local = links[0].local if links else book.inside.get(address, address)
    entries = dict.fromkeys(link.entry for link in links if link.entry is not None)
    indexes = book.attributed.get(device.device, {}).get(key, [])
    return TunnelEnd(
        state=EndState.PRESENT,
        device=device.device,
        address=address,
        local_address=local,
        evidence=device,
        entries=tuple(entries),
        interface=next((link.interface for link in links if link.interface), None),
        isakmp_sas=tuple(row for row in device.isakmp_sas if _row_of(row, local, address, other)),
        ipsec_sas=tuple(sa for sa in device.ipsec_sas if _sa_of(sa, local, other)),
        messages=tuple(device.messages[index] for index in indexes),
    )


def _row_of(row: IsakmpSa, local: str, address: str, other: str) -> bool:
    if row.peer_only:
        return row.destination == other
    pair = {row.destination, row.origin}
    return other in pair and bool(pair & {local, address} or len(pair) == 1)


def _sa_of(sa: IpsecSa, local: str, other: str) -> bool:
    return sa.peer == other and (sa.local_address is None or sa.local_address == local)


def _attribute(
    device: DeviceEvidence, keys: Sequence[tuple[str, str]], nat: dict[str, str]
) -> dict[tuple[str, str] | None, list[int]]:
    """Give each message of a device to the tunnel that it speaks of, as indexes; None holds the rest.

    By an address in it; else by its ISAKMP connection, when another message of the file or the SA
    table ties the connection to a peer; else by the negotiation named just before it; else, when
    the device has one tunnel only, to that one.
    """
    own = own_addresses(device)
    own |= {nat[item] for item in own if item in nat}
    by_peer = _by_peer(keys, own)
    named: list[tuple[str, str] | None] = []
    foreign: list[bool] = []
    connections: dict[tuple[str, str], tuple[str, str]] = {}
    for row in device.isakmp_sas:
        for address in (row.destination, row.origin):
            if row.connection and address in by_peer:
                connections["", row.connection] = by_peer[address]
    for message in device.messages:
        addresses = [
            value
            for name in _REMOTE_FIELDS
            if (value := message.field(name)) and _is_address(value)
        ]
        key = next((by_peer[address] for address in addresses if address in by_peer), None)
        named.append(key)
        foreign.append(
            key is None and _names_peer(message) and any(a not in own for a in addresses)
        )
        connection = _connection(message)
        if key is not None and connection:
            connections[message.source.file, connection] = key
    result: dict[tuple[str, str] | None, list[int]] = defaultdict(list)
    last: tuple[str, int, tuple[str, str]] | None = None
    for index, message in enumerate(device.messages):
        if foreign[index]:
            result[None].append(index)
            continue
        found = named[index]
        if found is not None:
            last = (message.source.file, message.source.line, found)
        elif connection := _connection(message):
            found = connections.get((message.source.file, connection)) or connections.get(
                ("", connection)
            )
        if found is None and last is not None:
            file, line, key = last
            if file == message.source.file and message.source.line - line <= _NEAR_LINES:
                found = key
        if found is None and len(keys) == 1:
            found = keys[0]
        result[found].append(index)
    return result


def _by_peer(keys: Sequence[tuple[str, str]], own: frozenset[str]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for key in keys:
        for address in key:
            if address not in own:
                found.setdefault(address, key)
    return found


def _connection(message: Message) -> str | None:
    """Return the ISAKMP connection of a message; 0 stands for none yet."""
    connection = message.field("connection")
    return None if connection in (None, "0", "0:0") else connection


def _names_peer(message: Message) -> bool:
    """Whether an address of the message says which peer it is about."""
    return any(message.field(name) for name in ("peer", "remote", "srcaddr", "src_addr", "src"))

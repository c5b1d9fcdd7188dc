"""One device's views of its tunnels: from its configuration, its SA tables and its messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from remediate.messages import STATE_SIGNATURE
from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.evidence import (
    DeviceEvidence,
)
from remediate.model.observation import Message
from remediate.model.selector import canonical
from remediate.tunnels.addresses import (
    is_address,
    named_pairs,
    own_addresses,
    shown_addresses,
    unknown_of,
)
from remediate.tunnels.attribution import peers_of
from remediate.tunnels.configured import Link, names_no_peer, peers_named
from remediate.tunnels.own_address import facing
from remediate.tunnels.served import knocks, negotiating, served
from remediate.tunnels.undecided import either_of

__all__ = ["links_of", "orphans_of"]

_STRANGERS = frozenset({"invalid-spi"})
"""Root causes of single packets, which anyone can send: no SA has to stand for them."""


_ASKED = frozenset({"asa-ikev2-asked", "key-engine-message-local", "key-engine-timer"})
"""What IPsec asks IKE for, or is asked: its own crypto map or tunnel has the peer, whatever comes of it."""

_PACKETS = frozenset({"packet-received", "packet-sent"})
"""What a router's debug shows of packets of IKE."""

_CONFIGURED = frozenset({"client-configured", "asa-client-configured"})
"""Messages of a peer that is a client: mode configuration gives it an address."""


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
    clients = _clients(device)
    for local, peer in _from_states(device, own, owners, orphans):
        if peer in clients and peer not in owners:
            continue
        if (local, peer) not in seen and peer not in peers:
            seen.add((local, peer))
            peers.add(peer)
            yield Link(local, peer, None, None)


def _clients(device: DeviceEvidence) -> set[str]:
    """Return the peers that the device's log shows to be given an address: clients are no tunnels of two ends."""
    if all(message.signature not in _CONFIGURED for message in device.messages):
        return set()
    named = zip(device.messages, peers_of(device.messages), strict=True)
    return {canonical(peer) for m, peer in named if peer and m.signature in _CONFIGURED}


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
    pairs = [(row.destination, row.origin) for row in rows]
    shared = {
        v6: _common([pair for pair in pairs if (":" in pair[0]) is v6]) for v6 in (False, True)
    }
    faced = _faced(device.messages) if rows else frozenset[str]()
    faced |= {sa.peer for sa in device.ipsec_sas if sa.peer} if rows else set()
    if device.config is not None:
        faced |= peers_named(device.config)
    for row in rows:
        pair = (row.destination, row.origin)
        near = _near(pair, faced) or shared[":" in pair[0]]
        yield from _oriented(pair, own, owners, device.device, near, lone=names_no_peer(device))
    for row in device.isakmp_sas:
        if row.peer_only and is_address(row.destination):
            local = next(iter(own)) if len(own) == 1 else None
            if local is None and device.config is None:
                local = _outside(device, own, row.destination)
            if local is not None:
                yield local, row.destination
    named = named_pairs(device.messages) if _in_part(device) else {}
    told = named or negotiating(device)
    about = peers_of(device.messages) if told else [None] * len(device.messages)
    for message, peer in zip(device.messages, about, strict=True):
        near = _near((message.field("dst"), message.field("src")), faced)
        near = near or shared[False] or shared[True]
        yield from _from_message(message, peer, device, own, owners, orphans, near, named)
    for sa in device.ipsec_sas if _in_part(device) else ():
        # a table of sessions says whom a site's tunnel is with, and not from which address
        if sa.local_address is None and sa.peer and is_address(sa.peer) and sa.peer not in own:
            yield _outside(device, own, sa.peer) or unknown_of(device.device), sa.peer


def _from_message(
    message: Message,
    about: str | None,
    device: DeviceEvidence,
    own: frozenset[str],
    owners: dict[str, str],
    orphans: dict[str, set[str]],
    near: str | None,
    named: Mapping[str, str],
) -> Iterable[tuple[str, str]]:
    """Yield the pair that a message names, or that it is ``about``; other messages may tell the own address (``near``, ``named``).

    A stranger's packets make no tunnel: with a configuration, the peer must be one of ours.
    """
    site = served(message) if _in_part(device) else None
    told = site is not None or (message.signature in _ASKED and _in_part(device))
    told = told or (message.signature in _PACKETS and about in negotiating(device))
    if not told and (not message.slugs or _STRANGERS.issuperset(message.slugs)):
        return
    if knocks(device, message) and _field(message, "remote") not in owners:
        return
    remote = site or _field(message, "remote", "peer")
    source = None if site else _field(message, "src")
    target = named.get(site) if site else _field(message, "local", "dst", "dest")
    remote = remote or (about if source is None else None)
    one, two = target, remote or source
    if one and two and is_address(one) and is_address(two):
        hint = one if site or message.field("local") else near
        # what a message says of a packet came to the device itself; a row of a table does not say
        lone = message.signature == STATE_SIGNATURE and names_no_peer(device)
        pairs: Iterable[tuple[str, str]] = _oriented(
            (one, two), own, owners, device.device, hint, lone=lone
        )
    elif remote and is_address(remote) and remote not in own:
        local = named.get(remote) or _outside(device, own, remote)
        if local is None and not own and len(orphans.get(remote, ())) == 1:
            local = next(iter(orphans[remote]))
        stands = site is not None or _is_peer(device, remote, message)
        stands = stands or remote in negotiating(device)
        if local is None and remote not in owners and stands:
            local = unknown_of(device.device)
        pairs = [(local, remote)] if local is not None else []
    else:
        return
    for pair in pairs:
        named_both = message.field("local") is not None and message.field("remote") is not None
        beside = named_both or named.get(pair[1]) == pair[0] or not is_address(pair[0])
        if pair[1] in owners or _may_have(device, pair[1]) or (_in_part(device) and beside):
            yield pair


def _in_part(device: DeviceEvidence) -> bool:
    """Whether sections of the configuration at most are known: a peer can be configured in another one."""
    config = device.config
    return config is None or (not config.complete and config.cut is None)


def _may_have(device: DeviceEvidence, address: str) -> bool:
    """Whether an address can be a peer of the device's: its configuration is not known, or a part of it names the peer.

    A part that names no peer at all says as little as none.
    """
    config = device.config
    if config is None:
        return True
    named = peers_named(config)
    return _in_part(device) and (address in named or not named)


def _is_peer(device: DeviceEvidence, address: str, message: Message) -> bool:
    """Whether an address is the device's peer: beside a part of its configuration, or by a tunnel-group of its name."""
    if device.config is not None and _may_have(device, address):
        return True
    return _in_part(device) and f"Group = {address}, IP = {address}" in message.text


def _field(message: Message, *names: str) -> str | None:
    """Return the first of the fields that has something, an address in one spelling."""
    found = next((value for name in names if (value := message.field(name))), None)
    return None if found is None else canonical(found)


def _outside(device: DeviceEvidence, own: frozenset[str], peer: str) -> str | None:
    """Return the one address that the device can be negotiating from with a peer, when there is just one."""
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
    outer = own & shown_addresses(
        device
    )  # one that a log names beside a peer says nothing of others
    if device.config is not None:
        outer -= _inner(device.config)
    outer = frozenset(item for item in outer if (":" in item) is (":" in peer))
    if len(outer) > 1:
        outer = facing(device, outer, peer)
    return next(iter(outer)) if len(outer) == 1 else None


@remembered
def _inner(config: CryptoConfig) -> frozenset[str]:
    """Return the addresses of protected tunnel interfaces: a tunnel is not negotiated from within itself."""
    return frozenset(i.address for i in config.interfaces if i.tunnel_protection and i.address)


def _faced(messages: Iterable[Message]) -> frozenset[str]:
    """Return the addresses that a log names as peers: of the two of an SA, the other one is the device's own."""
    values = (message.field(name) for message in messages for name in ("peer", "remote"))
    return frozenset(canonical(value) for value in values if value is not None)


def _near(pair: tuple[str | None, str | None], faced: frozenset[str]) -> str | None:
    """Return which of two addresses is the device's own: the one that its log doesn't name as a peer, where it names the other."""
    one, two = pair
    return None if (one in faced) == (two in faced) else (two if one in faced else one)


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
    *,
    lone: bool,
) -> Iterable[tuple[str, str]]:
    """Yield the pair as (local, peer) when it can be told which is ours; of a ``lone`` one either may be."""
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
    elif lone:
        yield unknown_of(name), either_of(one, two)
    else:
        yield one, two

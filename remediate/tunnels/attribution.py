"""Which messages of a device speak of which of its tunnels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from remediate.messages import standing
from remediate.model.evidence import DeviceEvidence
from remediate.model.observation import Message
from remediate.model.selector import canonical, parse_address
from remediate.tunnels.addresses import is_address, own_addresses
from remediate.tunnels.protected import peer_between, peer_of_sas
from remediate.tunnels.routing import egress

__all__ = ["attribute", "in_context", "peers_of"]

_NEAR_LINES = 40
"""A message without an address belongs to the negotiation named at most so many lines before it."""

_BEFORE_ITS_PEER = frozenset({"asa-certificate-not-valid", "asa-certificate-chain-not-valid"})
"""What an ASA says of a certificate before it names whose it is, if it is a peer's at all."""
_CERTIFICATE_LINES = frozenset({"asa-peer-certificate-failed", "asa-ikev2-certificate-failed"})
_SOON = 8
"""Lines, and messages, within which it does."""

_HEAD_LINES = 12
"""Lines of an entry in ``show crypto map`` among which the warning of it stands: more peers than those are rare."""

_PACKETS = frozenset(
    {
        "crypto-engine-unsupported",
        "esp-sequence-fail",
        "hmac-verification-failed",
        "invalid-spi",
        "mtu-black-hole",
        "packet-encryption-error",
        "replay-check-failed",
    }
)
"""Root causes of packets: a message of them belongs to no negotiation that happens to stand before it."""

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
    "inner_dst",
)


_INNER = frozenset({"fragmentation-needed"})
"""Messages whose ``dst`` is a host behind the peer: the crypto ACLs say whose."""


_PEER_FIELDS = ("peer", "remote", "negotiation_peer")
_ENDS = ("src", "dst")
_Behind = dict[int, dict[int, tuple[str, str]]]


def attribute(
    device: DeviceEvidence,
    keys: Sequence[tuple[str, str]],
    nat: dict[str, str],
    also: Mapping[str, tuple[str, str]],
) -> dict[tuple[str, str] | None, list[int]]:
    """Give each message of a device to the tunnel that it speaks of, as indexes; None holds the rest.

    By an address in it (of hosts behind the ends: by the crypto ACLs); else by the SA whose connection it
    names; else by its ISAKMP connection, when another message of the file or the SA
    table ties the connection to a peer; else by the negotiation named just before it; else, when
    the device has one tunnel only, to that one. ``also`` holds other addresses by which the device knows a peer.
    """
    own = own_addresses(device)
    own |= {nat[item] for item in own if item in nat}
    by_peer = {**also, **_by_peer(keys, own)}
    named: list[tuple[str, str] | None] = []
    foreign: list[bool] = []
    connections: dict[tuple[str, str], tuple[str, str]] = {}
    for row in device.isakmp_sas:
        for address in (row.destination, row.origin):
            if row.connection and address in by_peer:
                connections["", row.connection] = by_peer[address]
    packets = {
        str(connection): by_peer[sa.peer]
        for sa in device.ipsec_sas
        if sa.peer in by_peer
        for connection in sa.connections
    }
    inner: _Behind | None = None
    for message in device.messages:
        addresses = [
            canonical(value)
            for name in _REMOTE_FIELDS
            if (value := message.field(name)) and is_address(value)
        ]
        key = next((by_peer[address] for address in addresses if address in by_peer), None)
        if key is None and message.signature in _INNER:
            inner = _behind(device, by_peer) if inner is None else inner
            key = _of_inner(message.field("dst"), inner)
            key = key or by_peer.get(_routed_to(device, message.field("dst")) or "")
        if key is None:
            key = by_peer.get(peer_between(device.config, message) or "")
        if key is None:
            key = by_peer.get(peer_of_sas(device, message) or "")
        if key is None and message.signature == "crypto-map-incomplete":
            key = next(
                (by_peer[peer] for peer in _warned(device, message) if peer in by_peer), None
            )
        if key is None and not addresses:
            key = packets.get(message.field("connection_id") or "")
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
            if found is not None:
                last = (message.source.file, message.source.line, found)
        if found is None and message.signature in _BEFORE_ITS_PEER:
            found = _next_named(device.messages, named, index)
        elif found is None and last is not None and not _of_packets(message):
            file, line, key = last
            if file == message.source.file and message.source.line - line <= _NEAR_LINES:
                found = key
        if found is None and len(keys) == 1:
            found = keys[0]
        result[found].append(index)
    return result


def _next_named(
    messages: Sequence[Message], named: Sequence[tuple[str, str] | None], index: int
) -> tuple[str, str] | None:
    """Return the tunnel of the next line about a certificate that names its peer."""
    place = messages[index].source
    for later in range(index + 1, min(index + _SOON, len(messages))):
        message = messages[later]
        if message.source.file != place.file or message.source.line - place.line > _SOON:
            return None
        if named[later] is not None and message.signature in _CERTIFICATE_LINES:
            return named[later]
    return None


def _warned(device: DeviceEvidence, message: Message) -> tuple[str, ...]:
    """Return the peers of the entry that a table of crypto maps prints a warning in."""
    place = message.source
    above = [
        (found.line, entry.peers)
        for item in (device.config.maps if device.config is not None else ())
        for entry in item.entries
        if (found := device.source(entry.line)) is not None
        and found.file == place.file
        and 0 < place.line - found.line <= _HEAD_LINES
    ]
    return max(above)[1] if above else ()


def _behind(device: DeviceEvidence, by_peer: dict[str, tuple[str, str]]) -> _Behind:
    """Return what the crypto ACLs protect behind each peer: by wildcard, then by the bits that matter."""
    config = device.config
    found: _Behind = {}
    for entry in (entry for item in config.maps for entry in item.entries) if config else ():
        acl = config.acl(entry.acl) if config is not None else None
        if acl is None or not entry.peers or entry.peers[0] not in by_peer:
            continue
        for line in acl.entries:
            for selector in line.selectors if line.action == "permit" else ():
                block = selector.destination.normalised()
                found.setdefault(block.wildcard, {}).setdefault(
                    block.address, by_peer[entry.peers[0]]
                )
    return found


def _routed_to(device: DeviceEvidence, host: str | None) -> str | None:
    """Return the peer of the protected tunnel interface that leads to a host behind it, by the device's routes."""
    if device.config is None or host is None or not is_address(host) or ":" in host:
        return None
    place = egress(device.config, host)
    return place.tunnel_destination if place is not None and place.tunnel_protection else None


def _of_inner(address: str | None, inner: _Behind) -> tuple[str, str] | None:
    """Return the tunnel of a host behind a peer: that of the smallest block which holds it."""
    if address is None or not is_address(address) or ":" in address:
        return None
    host = parse_address(address)
    for wildcard in sorted(inner, key=int.bit_count):
        key = inner[wildcard].get(host & (0xFFFFFFFF ^ wildcard))
        if key is not None:
            return key
    return None


def _by_peer(keys: Sequence[tuple[str, str]], own: frozenset[str]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for key in keys:
        for address in key:
            if address not in own:
                found.setdefault(address, key)
    return found


def _connection(message: Message) -> str | None:
    """Return the ISAKMP connection or IKEv2 session of a message; 0 (``0:0:N/A:0`` in IOS 12.4) stands for none yet."""
    connection = message.field("connection")
    if connection is None and message.signature.startswith("ikev2-"):
        session = message.field("session")
        return None if session is None else f"IKEv2 {session}"
    return None if connection in (None, "0", "0:0", "0:0:N/A:0") else connection


def _of_packets(message: Message) -> bool:
    return bool(message.slugs) and _PACKETS.issuperset(message.slugs)


def _names_peer(message: Message) -> bool:
    """Whether an address of the message says which peer it is about."""
    names = ("peer", "remote", "srcaddr", "src_addr", "src", "negotiation_peer")
    return any(message.field(name) for name in names)


def in_context(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return a device's messages of no known tunnel, in order, each read with the others of its peer."""
    groups: dict[str | None, list[int]] = defaultdict(list)
    for index, peer in enumerate(peers_of(messages)):
        groups[peer].append(index)
    found = list(messages)
    for peer, indexes in groups.items():
        if peer is None:
            continue
        for index, message in zip(indexes, standing([messages[i] for i in indexes]), strict=True):
            found[index] = message
    return tuple(found)


def _names_of(message: Message) -> tuple[str, ...]:
    """Return the fields of a message that can name the peer; what a PIX takes in comes from it."""
    return ("src",) if message.signature == "pix-block-processed" else _PEER_FIELDS


def peers_of(messages: Sequence[Message]) -> list[str | None]:
    """Return whom each message is about: it names the peer, its connection is the peer's, or the line before did."""
    named = [next((v for name in _names_of(m) if (v := m.field(name))), None) for m in messages]
    known = {peer for peer in named if peer is not None}
    connections: dict[tuple[str, str], str] = {}
    for index, message in enumerate(messages):
        if named[index] is None:  # of two addresses the one that is a peer elsewhere
            named[index] = next((v for n in _ENDS if (v := message.field(n)) in known), None)
        connection, peer = _connection(message), named[index]
        if connection is not None and peer is not None:
            connections[message.source.file, connection] = peer
    last: tuple[str, int, str] | None = None
    for index, message in enumerate(messages):
        peer = named[index]
        if peer is None and (connection := _connection(message)) is not None:
            peer = connections.get((message.source.file, connection))
        if peer is None and last is not None and not _of_packets(message):
            file, line, before = last
            if file == message.source.file and message.source.line - line <= _NEAR_LINES:
                peer = before
        if peer is not None:
            last = message.source.file, message.source.line, peer
        named[index] = peer
    return named

"""Packets of the hosts behind the tunnels: who sends, what is translated, how large a packet may be."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from remediate.lab.aces import ANY, Ace, Block
from remediate.lab.ike.facts import CryptoEntry, Facts, Route
from remediate.lab.ike.state import number_of

__all__ = ["inner_room", "rate_of", "sends", "translated", "wants"]

_FORMS = {
    "esp-des": (8, 8),
    "esp-3des": (8, 8),
    "esp-aes": (16, 16),
    "esp-seal": (4, 0),
    "esp-null": (4, 0),
    "esp-gcm": (4, 8),
    "esp-gmac": (4, 8),
}
"""Block and initialization vector, in bytes."""
_CHECKS = {
    "esp-md5-hmac": 12,
    "esp-sha-hmac": 12,
    "esp-sha256-hmac": 16,
    "esp-sha384-hmac": 24,
    "esp-sha512-hmac": 32,
}


def inner_room(mtu: int, transforms: tuple[str, ...], *, tunnel: bool, floated: bool) -> int:
    """Return the largest inner IP packet: of ESP by its blocks (RFC 4303), without ESP what is left beside AH."""
    room = mtu - 20 - (8 if floated else 0)
    for item in transforms:
        if item.startswith("ah-"):
            room -= 28 if "sha256" in item else 24
    cipher = next((item.split()[0] for item in transforms if item.split()[0] in _FORMS), None)
    if cipher is None:
        return room
    block, vector = _FORMS[cipher]
    check = 16 if cipher in ("esp-gcm", "esp-gmac") else 0
    check = next((_CHECKS[item] for item in transforms if item in _CHECKS), check)
    plain = (room - 8 - vector - check) // block * block - 2
    return plain if tunnel else plain + 20


def rate_of(one: str, other: str, flow: Ace) -> float:
    """Return the packets a second of a flow, the same in both directions."""
    first, second = sorted((one, other))
    texts = sorted((flow.text(), flow.mirrored().text()))
    return 1 + number_of(first, second, *texts) % 40 / 4


def _hosts(block: Block) -> Iterator[str]:
    """Yield a few addresses that hosts of a block may have: near its beginning, its middle and its end."""
    open_ = block.wildcard
    for bits in (open_ & 1, (open_ >> 1) & ~1 | open_ & 1, open_ & ~1, open_ & (open_ >> 1) & ~1):
        yield str(ipaddress.IPv4Address(block.network | bits & open_))


def wants(facts: Facts, entry: CryptoEntry, flow: Ace) -> bool:
    """Whether packets of a flow come to the entry: routed out of its interface, and not translated before."""
    if entry.kind.tunnel:
        return True
    if flow.destination != ANY:
        routes = [facts.route(host, entry.inside) for host in _hosts(flow.destination)]
        if not any(item is not None and item.interface == entry.interface for item in routes):
            return False
    return not translated(facts, entry, flow)


def translated(facts: Facts, entry: CryptoEntry, flow: Ace) -> bool:
    """Whether the device translates all sources of a flow before it would encrypt it.

    Hosts that a rule takes a part of are left out of account.
    """
    if entry.kind.tunnel:
        return False
    insides = {item.interface for item in _inside_ways(facts, entry, flow)}
    for rule in facts.nat:
        if rule.outside and rule.outside != entry.interface:
            continue
        if rule.inside and rule.inside not in insides:
            continue
        row = next((item for item in rule.rows if item.ace.covers(flow)), None)
        if row is not None and row.permit:
            return not rule.exempts
    return False


def sends(facts: Facts, entry: CryptoEntry, flow: Ace) -> bool:
    """Whether the hosts behind this end are there to send: it has a way to them, not out of the tunnel's side."""
    if entry.kind.tunnel or flow.source == ANY:
        return True
    if facts.learns or any(True for _ in _inside_ways(facts, entry, flow)):
        return True
    others = (item for item in facts.entries if item.name != entry.name)
    return any(_comes(item, flow) for item in others)


def _comes(entry: CryptoEntry, flow: Ace) -> bool:
    """Whether an entry brings packets from the sources of a flow: a hub hands on from site to site."""
    return any(row.permit and row.ace.destination.overlaps(flow.source) for row in entry.rows)


def _inside_ways(facts: Facts, entry: CryptoEntry, flow: Ace) -> Iterator[Route]:
    """Yield the ways to hosts that a flow comes from: not those that lead out of the tunnel's side."""
    for route in facts.routes:
        if route.vrf != entry.inside:
            continue
        beyond = route.interface == entry.interface and route.hop
        if not beyond and route.network.overlaps(flow.source):
            yield route

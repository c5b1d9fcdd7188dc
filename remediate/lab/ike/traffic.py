"""Packets of the hosts behind the tunnels: who sends, what is translated, how large a packet may be."""

from __future__ import annotations

import ipaddress

from remediate.lab.aces import ANY, Ace, Block
from remediate.lab.ike.facts import CryptoEntry, Facts
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


def _host(block: Block) -> str:
    """Return an address of a block that a host may have."""
    return str(ipaddress.IPv4Address(block.network + (1 if block.wildcard & 1 else 0)))


def wants(facts: Facts, entry: CryptoEntry, flow: Ace) -> bool:
    """Whether packets of a flow come to the entry: routed out of its interface, and not translated before."""
    if entry.kind.tunnel:
        return True
    if flow.destination != ANY:
        route = facts.route(_host(flow.destination), entry.vrf)
        if route is None or route.interface != entry.interface:
            return False
    return not translated(facts, entry, flow)


def translated(facts: Facts, entry: CryptoEntry, flow: Ace) -> bool:
    """Whether the device translates the sources of a flow before it would encrypt it."""
    if entry.kind.tunnel:
        return False
    inside = facts.route(_host(flow.source)) if flow.source != ANY else None
    for rule in facts.nat:
        if rule.outside and rule.outside != entry.interface:
            continue
        if rule.inside and (inside is None or rule.inside != inside.interface):
            continue
        for row in rule.rows:
            if row.ace.covers(flow) or (row.permit and not rule.exempts and _meets(row.ace, flow)):
                if rule.exempts and row.permit:
                    return False
                if row.permit:
                    return True
                break
    return False


def _meets(one: Ace, other: Ace) -> bool:
    return (one.protocol in (0, other.protocol) or other.protocol == 0) and (
        one.source.overlaps(other.source) and one.destination.overlaps(other.destination)
    )


def sends(facts: Facts, entry: CryptoEntry, flow: Ace) -> bool:
    """Whether the hosts behind this end are there to send: it has a way to them, not out of the tunnel's side."""
    if entry.kind.tunnel or flow.source == ANY:
        return True
    route = facts.route(_host(flow.source), entry.vrf) or facts.route(_host(flow.source))
    return route is not None and (route.interface != entry.interface or not route.hop)

"""IKEv1: who an end says to be, and whether the other's ISAKMP profile, Xauth and group-policy take it.

What doesn't fit here is told as a doubt, not as a fault: a responder without a profile that matches goes on
without one, and what becomes of that depends on the rest of the device.

Source: Cisco IOS Security Command Reference (``crypto isakmp profile``: a profile is incomplete until it has
``match identity`` statements; ``self-identity``; ``crypto isakmp identity``; ``no-xauth``); ASA command reference
(``vpn-tunnel-protocol``; ``crypto isakmp identity``, which is ``auto`` since 7.2).
"""

from __future__ import annotations

from collections.abc import Iterable

from remediate.model.base import Platform, remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_clients import GroupProtocols
from remediate.model.config_maps import IsakmpProfile
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import parse_peer
from remediate.negotiation.ikev2_proposals import front_vrf
from remediate.negotiation.ikev2_tunnel_groups import covers
from remediate.negotiation.keys import key_for
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import may_lack
from remediate.negotiation.routing import table_of

__all__ = ["asks_user", "identity_doubts", "protocol_doubt"]

_Shown = tuple[str, str | None]
"""(``address``, ``host``, ``user`` or ``group``, value): None of a name that isn't known."""


def identity_doubts(one: Side, two: Side) -> Iterable[str]:
    """Yield why an end may not take the other for its peer, though policies and keys suit."""
    for side, other in ((one, two), (two, one)):
        doubts = [tuple(_unmatched(side, other, profile)) for profile in _profiles(side)]
        if all(doubts):  # of several dynamic entries, one that fits is enough
            yield from dict.fromkeys(text for texts in doubts for text in texts)
        missing = sorted(name for name in _names(side) if name not in _by_name(side.config))
        if missing and not may_lack(side):
            yield f"{side.name} has no ISAKMP profile {missing[0]}"
        yield from _asked_for_user(side, other)
        yield from protocol_doubt(side, 1)


def _names(side: Side) -> set[str]:
    return {entry.isakmp_profile for entry in side.entries if entry.isakmp_profile}


def _profiles(side: Side) -> list[IsakmpProfile]:
    known = _by_name(side.config)
    return [known[name] for name in sorted(_names(side)) if name in known]


@remembered
def _by_name(config: CryptoConfig) -> dict[str, IsakmpProfile]:
    return {item.name: item for item in config.isakmp_profiles}


def _unmatched(side: Side, other: Side, profile: IsakmpProfile) -> Iterable[str]:
    where = f"{side.name}: ISAKMP profile {profile.name}"
    if profile.otherwise:
        return
    if not profile.peers and not profile.names:
        if not may_lack(side):
            yield f"{where} has no 'match identity': it is incomplete and matches no peer"
        return
    shown = _shown(other)
    if shown is None or _endpoint_named(other):
        return
    kind, value = shown
    if kind == "address":
        addresses = [item for item in (value, side.peer) if item is not None]
        known = [parse_peer(item) for item in addresses if "." in item or ":" in item]
        fit = [
            vrf
            for block, vrf in zip(profile.peers, profile.peer_vrfs, strict=True)
            if any(covers(block, item) for item in known)
        ]
        front = front_vrf(side)
        if known and not fit:
            yield f"{where} does not match the peer's address {side.peer}"
        elif fit and front != "any" and front not in fit:
            there = " and ".join(dict.fromkeys(table_of(vrf) for vrf in fit))
            yield f"{where} matches {side.peer} in {there} alone, and its IKE runs in {table_of(front)}"
        return
    fitting = [text for name, text in profile.names if name.removesuffix("-domain") == kind]
    if not fitting or (
        value is not None
        and not any(
            _same(name, text, value) for name, text in profile.names if name.startswith(kind)
        )
    ):
        yield f"{where} does not match {other.name}, which shows {_spelled(kind, value)}"


def _same(name: str, wanted: str, value: str) -> bool:
    wanted, value = wanted.lower(), value.lower()
    if name.endswith("-domain"):
        return value.endswith((f".{wanted}", f"@{wanted}"))
    return wanted == value


def _spelled(kind: str, value: str | None) -> str:
    words = {"host": "its host name", "user": "a user name", "group": "a key identity"}
    return f"{words[kind]} {value or ''}".strip()


def _shown(side: Side) -> _Shown | None:
    """Return the identity that an end shows in IKEv1, None where it isn't known."""
    config = side.config
    address = side.end.local_address
    if config.platform is Platform.ASA:
        known = config.ikev2_config
        unset = None if config.release.pix or (0,) < config.release.numbers < (7, 2) else "auto"
        match (known.identity or unset or "").split():
            case ["auto" | "address"] if not config.settings.certificates:
                return "address", address
            case ["hostname"]:
                return "host", _joined(config.hostname, known.domain)
            case ["key-id", name]:
                return "group", name
            case _:
                return None
    profiles = _profiles(side)
    own = {item.self_identity for item in profiles if item.self_identity is not None}
    if len(own) > 1 or len(profiles) > 1:
        return None
    kind, value = next(iter(own), (config.settings.identity or "address", None))
    match kind:
        case "address":
            return "address", address
        case "fqdn" | "hostname":
            return "host", value
        case "user-fqdn":
            return "user", value
        case _:
            return None


def _endpoint_named(side: Side) -> bool:
    return side.end.evidence is not None and _names_endpoint(side.end.evidence)


@remembered
def _names_endpoint(evidence: DeviceEvidence) -> bool:
    """Whether `crypto isakmp peer` names what the device shows in aggressive mode (``client-endpoint``)."""
    return "aggressive-mode client-endpoint" in (evidence.config_text or "")


def _joined(host: str | None, domain: str | None) -> str | None:
    return f"{host}.{domain}" if host and domain else None


def _asked_for_user(side: Side, other: Side) -> Iterable[str]:
    """Say that a site is asked for a user name, as VPN clients are: its key lacks ``no-xauth``."""
    if side.config.platform is not Platform.IOS or _names(side) or not asks_user(side):
        return
    key = key_for(side)
    if key is not None and key.keyring is None and not key.no_xauth:
        yield (
            f"{side.name}: the key for {side.peer} has no 'no-xauth', and its crypto map asks whoever"
            f" negotiates for a user name (Xauth), which {other.name} does not give"
        )


def asks_user(side: Side) -> bool:
    """Whether the crypto map that serves the peer asks whoever negotiates for a user name, but for keys with ``no-xauth``."""
    asking = _asking(side.config)
    if not asking or not side.entries:
        return False
    maps = {entry.map for entry in side.entries}
    place = side.config.interface(side.end.interface) if side.end.interface else None
    if place is not None and place.crypto_map is not None:
        maps.add(place.crypto_map)
    return not maps.isdisjoint(asking)


@remembered
def _asking(config: CryptoConfig) -> frozenset[str]:
    """Return the crypto maps that ask for a user name."""
    return frozenset(item.name for item in config.maps if item.xauth)


def protocol_doubt(side: Side, version: int) -> Iterable[str]:
    """Say that the group-policy of the peer's tunnel-group (ASA) does not allow a version of IKE."""
    if not side.config.allowed:
        return
    groups = _allowed(side.config)
    found = groups.get(side.peer) or groups.get("")
    wanted = ("ikev2",) if version == 2 else ("ikev1", "ipsec")
    if found is not None and not any(item.lower() in wanted for item in found.protocols):
        allowed = " ".join(found.protocols)
        yield (
            f"{side.name}: group-policy {found.policy}, which serves {side.peer}, allows {allowed}"
            f" and not IKEv{version}"
        )


@remembered
def _allowed(config: CryptoConfig) -> dict[str, GroupProtocols]:
    return {item.group: item for item in config.allowed}

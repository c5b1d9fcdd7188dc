"""Which pre-shared keys an end holds, and which of them it uses for its peer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from remediate.model.base import Platform
from remediate.model.config_keys import PreSharedKey
from remediate.model.evidence import TunnelEvidence
from remediate.model.selector import parse_peer
from remediate.negotiation.ikev2_proposals import front_vrf
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import (
    keys_may_be_elsewhere,
    may_lack,
)
from remediate.negotiation.translation import translated
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["held_keys", "key_absent", "key_for", "keys_for", "of_other_address", "out_of_vrf"]


def key_for(side: Side) -> PreSharedKey | None:
    """Return the IKEv1 pre-shared key that the device uses for the peer: the most specific entry.

    Names an ASA's tunnel-group of the peer before ``DefaultL2LGroup``. Of several that serve alike
    (:func:`keys_for`) the first.
    """
    return next(iter(keys_for(side)), None)


def keys_for(side: Side) -> tuple[PreSharedKey, ...]:
    """Return the keys that can be the one for the peer: the most specific of the keyrings in use.

    An ISAKMP profile names the keyrings; without one a keyring serves in its VRF. More than one
    key is left where a keyring and the global keys both name the peer and no profile chooses.
    """
    target = _number(side.peer)
    scored: list[tuple[int, PreSharedKey]] = []
    for key in side.config.keys if target is None else side.config.keys_for(target):
        if key.ikev2:
            continue
        if key.keyring == "DefaultL2LGroup":  # for a peer of either family
            scored.append((0, key))
        elif key.peer is not None and target is not None:
            block = key.peer
            if (block.address ^ target) & ~block.wildcard:
                continue
            scored.append((block.length, key))
    if side.config.platform is Platform.IOS:
        scored = _of_local(side, scored)
        scored = _of_profile(side, scored)
        scored = _of_vrf(side, scored)
    best = max((score for score, _ in scored), default=0)
    return tuple(key for score, key in scored if score == best)


def _number(peer: str) -> int | None:
    """Return the address of a peer as a number; None of a host name."""
    try:
        return parse_peer(peer)
    except ValueError:
        return None


def held_keys(tunnel: TunnelEvidence, side: Side) -> Iterable[tuple[str, PreSharedKey]]:
    """Yield the keys that an end holds, with the names of their references.

    ``psk/TUNNEL/DEVICE/current`` is the key that the device uses for its peer, and
    ``psk/TUNNEL/DEVICE/ADDRESS`` the one that it holds for another address.
    """
    base = f"psk/{tunnel.id}/{side.name}"
    key = key_for(side)
    if key is not None:
        yield f"{base}/current", key
    for other in side.config.keys:
        if not other.ikev2 and other.peer is not None and other.peer.is_host:
            yield f"{base}/{other.peer.dotted}", other


def key_absent(side: Side) -> bool:
    """Whether the device surely has nothing to authenticate its peer with in IKEv1.

    Not where it may use certificates, where a key is bound to a host name, or where the text ends early.
    """
    config = side.config
    return not (
        keys_for(side)
        or keys_may_be_elsewhere(side)
        or translated(side)
        or any(p.authentication.startswith("rsa") for p in config.policies if not p.default)
        or any(key.hostname for key in config.keys)
        or not any(
            (entry.peers or entry.kind == PROTECTION)  # a multipoint tunnel names none
            and entry.kind in ("ipsec-isakmp", PROTECTION)
            and not (entry.ikev2_profile or entry.ikev2_proposals)
            for entry in side.entries
        )
        or _authenticates_otherwise(side)
    )


def _authenticates_otherwise(side: Side) -> bool:
    """Whether `crypto isakmp peer` holds a password for aggressive mode, or certificates serve.

    Without a policy of its own a router has the built-in ones, some of them with RSA signatures.
    """
    evidence = side.end.evidence
    text = (evidence.config_text or "") if evidence is not None else ""
    if "aggressive-mode password" in text:
        return True
    own = any(not policy.default for policy in side.config.policies)
    return not own and any(
        f"crypto {word}" in text for word in ("pki trustpoint", "ca trustpoint", "ca identity")
    )


def _of_profile(
    side: Side, scored: list[tuple[int, PreSharedKey]]
) -> list[tuple[int, PreSharedKey]]:
    """Keep the keys of the keyrings that the peer's ISAKMP profile names, all where it names none."""
    names = {entry.isakmp_profile for entry in side.entries if entry.isakmp_profile}
    if not names:
        protections = {interface.tunnel_protection for interface in side.tunnels}
        names = {
            profile.isakmp_profile
            for profile in side.config.profiles
            if profile.name in protections and profile.isakmp_profile
        }
    keyrings = {
        None if keyring == "default" else keyring
        for profile in side.config.isakmp_profiles
        if profile.name in names
        for keyring in profile.keyrings
    }
    found = [item for item in scored if item[1].keyring in keyrings]
    return found if found or (keyrings and not may_lack(side)) else scored


def _of_local(side: Side, scored: list[tuple[int, PreSharedKey]]) -> list[tuple[int, PreSharedKey]]:
    """Leave out the keys of keyrings that are limited to another address of the device."""
    if not any(key.local_address for _, key in scored):
        return scored
    own = {
        name: item.address
        for item in side.config.interfaces
        for name in (item.name.lower(), item.address or "")
    }
    local = side.end.local_address
    if local not in own.values():
        return scored
    return [
        (score, key)
        for score, key in scored
        if key.local_address is None or _named(key.local_address.lower(), own, local)
    ]


def _named(place: str, own: Mapping[str, str | None], local: str | None) -> bool:
    """Whether an address or an interface is where an end negotiates from, or may be: what it names isn't known."""
    if place in own:
        return own[place] in (local, None)
    return _number(place) is None or place == local


def _of_vrf(side: Side, scored: list[tuple[int, PreSharedKey]]) -> list[tuple[int, PreSharedKey]]:
    """Keep the keys of the VRF that the packets of IKE leave by, all where that isn't known.

    Global keys and keyrings without a VRF serve peers in the global table alone, whatever profile
    names them (VRF-Aware IPsec: a keyring is searched if the local endpoint is in its VRF).
    """
    vrf = _front(side)
    return scored if vrf == "any" else [item for item in scored if item[1].vrf == vrf]


def _front(side: Side) -> str | None:
    """Return the VRF that IKE leaves by: of the interface with the map, else of the one with the address."""
    place = side.config.interface(side.end.interface) if side.end.interface else None
    return front_vrf(side) if place is None or place.tunnel_protection else place.vrf


def of_other_address(side: Side) -> PreSharedKey | None:
    """Return a key for the peer in a keyring that is limited to another address of the device."""
    target = _number(side.peer)
    found = () if target is None else side.config.keys_for(target)
    limited = [(0, key) for key in found if not key.ikev2 and key.local_address]
    kept = _of_local(side, limited)
    return next((key for item in limited if item not in kept for key in item[1:]), None)


def out_of_vrf(side: Side) -> tuple[str | None, PreSharedKey | None]:
    """Return the VRF that IKE leaves by, and a key for the peer that serves in another one alone."""
    vrf = _front(side)
    if side.config.platform is not Platform.IOS or vrf == "any":
        return None, None
    target = _number(side.peer)
    found = () if target is None else side.config.keys_for(target)
    return vrf, next((key for key in found if not key.ikev2 and key.vrf != vrf), None)

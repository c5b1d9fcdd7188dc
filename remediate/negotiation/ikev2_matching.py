"""Whether the IKEv2 profile that is attached for a peer is the one that the peer chooses: identity, VRF, local address.

Source: Cisco IOS IKEv2 guide (``match identity remote``, ``match fvrf``, ``match address local``; ``show crypto
ikev2 profile`` prints the global table where no ``match fvrf`` stands).
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.config_ikev2 import Ikev2Identity, Ikev2Profile
from remediate.model.selector import canonical
from remediate.negotiation.ikev2_outcome import Ikev2Lack
from remediate.negotiation.ikev2_proposals import front_vrf
from remediate.negotiation.ikev2_tunnel_groups import covers
from remediate.negotiation.outcome import Side

__all__ = ["match_profile", "matches"]


def match_profile(
    side: Side,
    profile: Ikev2Profile,
    identity: Ikev2Identity | None,
    lacks: list[Ikev2Lack],
    unknown: list[str],
) -> None:
    """Look whether the attached profile is the one that the peer's identity chooses."""
    where = f"{side.name}: IKEv2 profile {profile.name}"
    vrf = front_vrf(side)
    if "any" not in (profile.fvrf, vrf) and profile.fvrf != vrf:
        text = f"{where} is for another front-door VRF ({profile.fvrf or 'global'}, not {vrf or 'global'})"
        if any(
            item.address == side.end.local_address and item.vrf == profile.fvrf
            for item in side.config.interfaces
        ):
            unknown.append(text)  # the address is used in both
        else:
            lacks.append(Ikev2Lack(side, "fvrf", text, profile.line))
    if profile.problem:
        unknown.append(f"{where}: {profile.problem}")
        return
    if profile.match_local and not _takes(side, profile.match_local):
        text = f"{where} is for {' and '.join(profile.match_local)} alone, not for {side.end.local_address}"
        lacks.append(Ikev2Lack(side, "local", text, profile.line))
    if not profile.match_remote:
        if profile.match_certificate:
            unknown.append(f"{where} matches certificates: they are not compared")
        else:
            text = f"{where} has no 'match identity remote'"
            lacks.append(Ikev2Lack(side, "match", text, profile.line))
        return
    if identity is None:
        if not any(item.kind == "any" for item in profile.match_remote):
            unknown.append(f"{side.name}: which identity {side.peer} shows is not known")
        return
    best = max((matches(item, identity) for item in profile.match_remote), default=-1)
    unnamed = best < 0 and identity.value is None and identity.block is None
    if unnamed and any(item.kind.startswith(identity.kind) for item in profile.match_remote):
        unknown.append(f"{side.name}: which {identity.kind} {side.peer} shows is not known")
        return
    if best < 0:
        text = f"{where} does not match the peer's identity {spelled(identity)}"
        lacks.append(Ikev2Lack(side, "match", text, profile.line))
        return
    for other in side.config.ikev2_config.profiles:
        if other.name == profile.name or other.fvrf not in (profile.fvrf, "any"):
            continue
        if max((matches(item, identity) for item in other.match_remote), default=-1) >= best:
            unknown.append(f"{where} and {other.name} match {spelled(identity)} alike")


def _takes(side: Side, places: Sequence[str]) -> bool:
    """Whether `match address local` names where the end negotiates from, or what it names isn't known."""
    for place in places:
        words = place.split()
        name = "".join(words[1:]) if words[:1] == ["interface"] else None
        named = side.config.interface(name) if name else None
        address = words[0] if name is None else named.address if named is not None else None
        if address is None or canonical(address) == side.end.local_address:
            return True
        if named is not None and side.end.local_address in named.ipv6:
            return True
        if named is not None and any(side.end.local_address == one for one, _ in named.secondary):
            return True
    own = side.end.local_address
    return all(own not in (item.address, *item.ipv6) for item in side.config.interfaces)


def matches(wanted: Ikev2Identity, identity: Ikev2Identity) -> int:
    """Return how specifically an identity is matched, from 0 (``any``) up; -1 where it is not."""
    if wanted.kind == "any":
        return 0
    if wanted.kind == "address" and identity.kind == "address":
        if wanted.block is None or identity.block is None:
            return -1
        covered = covers(wanted.block, identity.block.address)
        return wanted.block.length if covered else -1
    if wanted.kind == identity.kind and wanted.value is not None:
        return 100 if wanted.value == identity.value else -1
    domain = wanted.kind.removesuffix("-domain")
    if wanted.kind.endswith("-domain") and identity.kind == domain and wanted.value:
        ends = (f".{wanted.value}", f"@{wanted.value}")
        return 50 if (identity.value or "").endswith(ends) else -1
    return -1


def spelled(identity: Ikev2Identity) -> str:
    """Return an identity in words."""
    if identity.block is not None:
        return f"address {identity.block.dotted}"
    if identity.kind == "fqdn" and identity.value is None:
        return "of a host name"
    return f"{identity.kind} {identity.value or ''}".strip()

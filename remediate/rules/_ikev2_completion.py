"""What is added where a profile, keyring or tunnel-group lacks something for one peer.

The key is a reference to the one that the other end has.
"""

from __future__ import annotations

from remediate.model.base import Platform
from remediate.model.change import CompleteIkev2Keyring, SecretRef
from remediate.model.config_ikev2 import Ikev2Profile
from remediate.model.selector import parse_peer
from remediate.negotiation.ikev2_credentials import credentials
from remediate.negotiation.ikev2_matching import matches
from remediate.negotiation.ikev2_outcome import Credentials, Ikev2Lack
from remediate.negotiation.ikev2_proposals import front_vrf
from remediate.negotiation.outcome import Side
from remediate.negotiation.routing import owners_of
from remediate.rules.case import Case

__all__ = ["completion"]


def completion(
    case: Case, lack: Ikev2Lack, mine: Credentials, other: Credentials
) -> CompleteIkev2Keyring | None:
    """Return what is added for a lack, None where the configurations don't say what is meant."""
    side, profile = lack.side, mine.profile
    known = side.config.ikev2_config
    if lack.kind in ("unbound", "version"):
        return _bound(lack, other)
    if side.config.platform is Platform.ASA:
        return _tunnel_group(case, lack, mine, other)
    if profile is None:
        return None
    shown = other.identity
    if lack.kind == "match" and shown is not None and (shown.block or shown.value):
        return CompleteIkev2Keyring(device=side.name, profile=profile.name, match=shown)
    if lack.kind == "fvrf" and profile.fvrf is None:
        vrf = front_vrf(side)
        if vrf in (None, "any") or not all(place == vrf for place in _front_doors(side, profile)):
            return None
        return CompleteIkev2Keyring(device=side.name, profile=profile.name, fvrf=vrf)
    if lack.kind == "keyring":
        target = parse_peer(side.peer)
        fitting = {
            block.keyring
            for block in known.peers
            if block.address is not None
            and not (block.address.address ^ target) & ~block.address.wildcard
        }
        if len(fitting) != 1:
            return None
        return CompleteIkev2Keyring(
            device=side.name,
            profile=profile.name,
            link=next(iter(fitting)),
            previous_link=profile.keyring,
        )
    if lack.kind in ("peer", "begin") and (like := _place(other)) is not None:
        taken = {block.name for block in known.peers if block.keyring == profile.keyring}
        names = (other.side.name, f"peer-{side.peer}", f"peer-{side.peer}-2")
        secret, remote = _secrets(case, other)
        return CompleteIkev2Keyring(
            device=side.name,
            keyring=profile.keyring,
            peer=next(name for name in names if name not in taken),
            address=side.peer,
            secret=secret,
            secret_remote=remote,
            like=like,
        )
    return None


def _front_doors(side: Side, profile: Ikev2Profile) -> set[str | None]:
    """Return the VRFs that what names a profile negotiates in; None is the global routing table."""
    config = side.config
    named = {item.name for item in config.profiles if item.ikev2_profile == profile.name}
    maps = {e.map for m in config.maps for e in m.entries if e.ikev2_profile == profile.name}
    found: set[str | None] = set()
    for item in config.interfaces:
        own = item.tunnel_ikev2_profile
        if own == profile.name or (own is None and item.tunnel_protection in named):
            source = config.interface(item.tunnel_source or "")
            begins = owners_of(config, item.tunnel_source or "")
            found.update({place.vrf for place in begins} if source is None else {source.vrf})
        if item.crypto_map in maps:
            found.add(item.vrf)
    return found


def _bound(lack: Ikev2Lack, other: Credentials) -> CompleteIkev2Keyring | None:
    """Return the link of the one profile that matches the peer to the one crypto map entry for it."""
    side, identity = lack.side, other.identity
    if identity is None:
        identity = credentials(other.side, None).identity
    entries = [entry for entry in side.entries if entry.kind == "ipsec-isakmp"]
    fitting = [
        profile
        for profile in side.config.ikev2_config.profiles
        if identity is not None and any(matches(m, identity) > 0 for m in profile.match_remote)
    ]
    if len(entries) != 1 or len(side.entries) != 1 or len(fitting) != 1:
        return None
    if side.config.platform is Platform.ASA or entries[0].isakmp_profile is not None:
        return None
    return CompleteIkev2Keyring(
        device=side.name,
        profile=fitting[0].name,
        map=entries[0].map,
        sequence=entries[0].sequence,
    )


def _tunnel_group(
    case: Case, lack: Ikev2Lack, mine: Credentials, other: Credentials
) -> CompleteIkev2Keyring | None:
    side, like = lack.side, _place(other)
    if like is None or lack.kind not in ("tunnel-group", "key"):
        return None
    secret, remote = _secrets(case, other)
    if lack.kind == "tunnel-group":
        text = side.end.evidence.config_text if side.end.evidence is not None else None
        known = any(
            line.startswith(f"tunnel-group {side.peer} ") for line in (text or "").split("\n")
        )
        return CompleteIkev2Keyring(
            device=side.name, peer=side.peer, create=not known, secret=secret, secret_remote=remote,
            like=like,
        )  # fmt: skip
    group = mine.group
    if group is None or group.name != side.peer:
        return None
    local = lack.way == "local"
    return CompleteIkev2Keyring(
        device=side.name,
        peer=group.name,
        secret=secret if local else None,
        secret_remote=None if local else remote or secret,
        like=like,
    )


def _place(other: Credentials) -> str | None:
    """Return where the other end has its keys for this one, None where both are not there."""
    if other.local is None or other.remote is None:
        return None
    if other.group is not None:
        return other.group.name
    return f"{other.peer.keyring}/{other.peer.name}" if other.peer is not None else None


def _secrets(case: Case, other: Credentials) -> tuple[SecretRef, SecretRef | None]:
    """Return the references of the other end's keys: its remote key, and its local one where that differs."""
    name = f"psk/{case.tunnel.id}/{other.side.name}"
    one = other.local is not None and other.remote is not None
    same = (
        one and other.local is not None and other.local.line == getattr(other.remote, "line", None)
    )
    if same:
        return SecretRef(name=f"{name}/key"), None
    return SecretRef(name=f"{name}/remote"), SecretRef(name=f"{name}/local")

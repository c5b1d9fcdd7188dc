"""Where a tunnel interface is to go to, whose destination is not where its peer's tunnel begins."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Platform, Safety
from remediate.model.change import KeyMove, SecretRef, SetPeerAddress
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.diagnosis import Fix
from remediate.negotiation import Side, key_for
from remediate.negotiation.routing import owners_of
from remediate.rules.case import Case
from remediate.secrets import alike
from remediate.tunnels.addresses import every_address

__all__ = ["destination_fixes", "key_follows", "one_tunnel", "peer_fix"]


def destination_fixes(case: Case, side: Side, other: Side, tunnel: str) -> tuple[Fix, ...]:
    """Return the fixes of a tunnel's destination: its key goes first where it is for the old address too."""
    place = side.config.interface(tunnel)
    old = place.tunnel_destination if place is not None else None
    if place is None or old is None or not key_follows(case, side, other, [place], old):
        return (_destination(side, other, tunnel),)
    why = f"{other.name} has this key for {side.name}, nothing in the dumps has {old}, and {other.name} begins at {side.peer}"
    secret = SecretRef(name=f"psk/{case.tunnel.id}/{side.name}/{old}")
    key = SetPeerAddress(device=side.name, old=old, new=side.peer, key=KeyMove(secret=secret))
    goes = SetPeerAddress(device=side.name, old=old, new=side.peer, tunnel=tunnel)
    return tuple(
        Fix(
            kind="set-peer-address",
            device=side.name,
            safety=Safety.DISRUPTIVE,
            documented=True,
            why=text,
            change=change,
        )
        for text, change in (
            (f"the key follows the peer's address: {why}", key),
            (f"the tunnel follows its peer, whose key is for {side.peer} then", goes),
        )
    )


def key_follows(case: Case, side: Side, other: Side, places: Sequence[Interface], old: str) -> bool:
    """Whether the peer has left the address that the tunnels and their one key (IKEv1, global) are for.

    Nobody has that address, the other end's tunnel and key are for this end, and the keys are equal.
    """
    config, fleet = side.config, case.fleet
    back = other.tunnels
    if not back or (len(back) > 1 and any(item.tunnel_destination for item in back)):
        return False
    if config.platform is not Platform.IOS or fleet is None or key_for(side):
        return False
    if not all(_plain(config, place) for place in places):
        return False
    keys = [
        k for k in config.keys if k.peer is not None and k.peer.is_host and k.peer.dotted == old
    ]
    theirs = key_for(other)
    if len(keys) != 1 or keys[0].keyring is not None or keys[0].ikev2 or theirs is None:
        return False
    users = [i for i in config.interfaces if old in (i.tunnel_destination, *i.nbma)]
    names = {item.name for item in places}
    used = names != {item.name for item in users} or any(
        old in e.peers for m in config.maps for e in m.entries
    )
    return (
        alike(keys[0].fingerprint, theirs.fingerprint) is True
        and not used
        and old not in every_address(fleet)
        and bool(owners_of(other.config, side.peer))
    )


def _plain(config: CryptoConfig, place: Interface) -> bool:
    """Whether a tunnel negotiates with IKEv1, and no ISAKMP profile chooses its key."""
    found = next((item for item in config.profiles if item.name == place.tunnel_protection), None)
    return found is not None and not (
        found.ikev2_profile
        or found.isakmp_profile
        or place.tunnel_ikev2_profile
        or place.tunnel_isakmp_profile
    )


def _destination(side: Side, other: Side, tunnel: str) -> Fix:
    place = side.config.interface(tunnel)
    old = place.tunnel_destination if place is not None else None
    change = None
    if old is not None and _meant(side, other, old):
        why = f"{side.name} has a key for {side.peer} and none for {old}"
        if side.config.platform is Platform.IOS:
            change = SetPeerAddress(device=side.name, old=old, new=side.peer, tunnel=tunnel)
        else:
            why = f"'tunnel destination {side.peer}' on {tunnel}, by hand; {why}"
    else:
        why = (
            f"'tunnel destination {side.peer}' on {tunnel}, and a key or profile for that address; or the"
            " peer's tunnel begins where this one goes to: which of the two was meant is a decision"
        )
    return peer_fix(side, why, change)


def peer_fix(side: Side, why: str, change: SetPeerAddress | None = None) -> Fix:
    """Return the fix of an end that peers with the wrong address; only named without a change."""
    return Fix(
        kind="set-peer-address",
        device=side.name,
        safety=Safety.DISRUPTIVE,
        documented=True,
        why=why,
        change=change,
    )


def one_tunnel(side: Side, other: Side) -> str:
    """Say by what two tunnel interfaces are the ends of one."""
    place = side.config.interface(side.end.near_tunnel or "")
    if place is not None and place.address is not None:
        return "the two tunnel interfaces have the addresses of one link"
    there = place.tunnel_destination if place is not None else None
    return f"it has a key for {side.peer}, as {other.name} has for it, none for {there}, and no other tunnel to {side.peer}"


def _meant(side: Side, other: Side, old: str) -> bool:
    """Whether an end means the address that its peer's tunnel begins at, though its own goes to another one.

    It has a key for that address, and none for the other.
    """
    config = side.config
    known = {key.peer.dotted for key in config.keys if key.peer is not None and key.peer.is_host}
    known |= {
        item.address.dotted
        for item in config.ikev2_config.peers
        if item.address is not None and item.address.is_host
    }
    return side.peer in known and old not in known and bool(owners_of(other.config, side.peer))

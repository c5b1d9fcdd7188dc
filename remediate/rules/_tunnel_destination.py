"""Where a tunnel interface is to go to, whose destination is not where its peer's tunnel begins."""

from __future__ import annotations

from remediate.model.base import Platform, Safety
from remediate.model.change import SetPeerAddress
from remediate.model.diagnosis import Fix
from remediate.negotiation import Side
from remediate.negotiation.routing import owners_of

__all__ = ["destination_fix", "one_tunnel"]


def destination_fix(side: Side, other: Side, tunnel: str) -> Fix:
    """Return the fix of a tunnel's destination; planned where the keys show which end deviates."""
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

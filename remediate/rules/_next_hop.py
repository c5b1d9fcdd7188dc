"""What is said and done of a tunnel that goes elsewhere than where its peer's begins, NHRP of a DMVPN spoke included."""

from __future__ import annotations

from remediate.model.base import Platform, Safety
from remediate.model.change import KeyMove, SecretRef, SetPeerAddress
from remediate.model.diagnosis import Fix
from remediate.negotiation import Side
from remediate.negotiation.hub_addresses import StrayHop, stray_hop
from remediate.rules._tunnel_destination import destination_fixes, key_follows, one_tunnel
from remediate.rules.case import Case
from remediate.rules.entries import absent_keys

__all__ = ["tunnel_fixes", "tunnel_lines", "why_one"]


def why_one(side: Side, other: Side) -> str:
    """Say by what two tunnel interfaces are known to be the ends of one."""
    hop = stray_hop(side, other)
    if hop is None:
        return one_tunnel(side, other)
    key = f", tunnel key {hop.tunnel.tunnel_key}" if hop.tunnel.tunnel_key else ""
    return (
        f"nothing in the dumps has {hop.old}, and {other.name} has the inner address {hop.server}"
        f" in the same network{key}: it is the hub that is meant"
    )


def tunnel_lines(side: Side, other: Side) -> list[int | None]:
    """Return the lines of the tunnel that is meant for the peer, and that have the other address."""
    hop = stray_hop(side, other)
    if hop is None:
        found = side.config.interface(side.end.near_tunnel or "")
        return [found.line] if found is not None else []
    places = [item.line for item in hop.tunnel.nhrp if item.outer == hop.old]
    return [hop.tunnel.line, *places]


def tunnel_fixes(case: Case, side: Side, other: Side, tunnel: str) -> tuple[Fix, ...]:
    """Return the fixes of a tunnel that is meant for the peer: its key goes first where it is for the old address alone."""
    hop = stray_hop(side, other)
    if hop is None:
        return destination_fixes(case, side, other, tunnel)
    moves = key_follows(case, side, other, hop.tunnel, hop.old)
    goes = SetPeerAddress(
        device=side.name,
        old=hop.old,
        new=side.peer,
        tunnel=hop.tunnel.name,
        next_hop=hop.server,
    )
    why = f"{other.name} begins at {side.peer}; the new line takes the old one's place, as NHRP has one address for {hop.server}"
    reason = _unable(case, side, hop, moves=moves)
    fixes = [_fix(side, reason or why, None if reason else goes)]
    if moves and reason is None:
        secret = SecretRef(name=f"psk/{case.tunnel.id}/{side.name}/{hop.old}")
        key = SetPeerAddress(
            device=side.name, old=hop.old, new=side.peer, key=KeyMove(secret=secret)
        )
        text = f"the key follows the hub's address: {other.name} has it for {side.name}, and nothing in the dumps has {hop.old}"
        fixes.insert(0, _fix(side, text, key))
    return tuple(fixes)


def _unable(case: Case, side: Side, hop: StrayHop, *, moves: bool) -> str | None:
    """Return why the lines are only named, None where they are worked out."""
    lines = f"'{hop.old}' in the NHRP lines of {hop.tunnel.name} becomes '{side.peer}', by hand"
    if side.config.platform is not Platform.IOS:
        return lines
    others = {
        item.inner for item in hop.tunnel.nhrp if item.outer == hop.old and item.inner is not None
    }
    if others - {hop.server}:
        return f"{lines}: {', '.join(sorted(others - {hop.server}))} is mapped to it too"
    if moves:
        return None
    if any(item.end is side.end for item in absent_keys(case)):
        return f"{lines}, behind a key for {side.peer}: {side.name} has none"
    outcome = case.negotiation.ikev2 if case.negotiation is not None else None
    if outcome is not None and any(lack.side is side for lack in outcome.lacks):
        return f"{lines}, behind an IKEv2 profile and a key for {side.peer}: {side.name} has none"
    return None


def _fix(side: Side, why: str, change: SetPeerAddress | None) -> Fix:
    return Fix(
        kind="set-peer-address",
        device=side.name,
        safety=Safety.DISRUPTIVE,
        documented=True,
        why=why,
        change=change,
    )

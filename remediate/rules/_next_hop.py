"""What is said and done of a tunnel that goes elsewhere than where its peer's begins, NHRP of a DMVPN spoke included."""

from __future__ import annotations

from remediate.model.base import Confidence, Platform
from remediate.model.change import KeyMove, SecretRef, SetPeerAddress
from remediate.model.diagnosis import Fix, Need
from remediate.negotiation import KeyState, Side
from remediate.negotiation.hub_addresses import StrayHop, stray_hops
from remediate.negotiation.routing import owners_of
from remediate.rules._tunnel_destination import (
    destination_fixes,
    key_follows,
    one_tunnel,
    peer_fix,
)
from remediate.rules.case import Case
from remediate.rules.entries import absent_keys
from remediate.rules.path import heard, stalled
from remediate.tunnels.addresses import every_address
from remediate.tunnels.next_hops import named_hubs

__all__ = ["hub_needs", "sure_one", "tunnel_fixes", "tunnel_lines", "why_one"]

_TRANSLATED = "; as no spoke has its address: if it is translated, name that in the inventory"


def sure_one(case: Case, side: Side, other: Side, state: KeyState) -> Confidence:
    """Return how sure it is that two tunnels are one: with NHRP the keys have to be seen to be the same.

    Inner addresses and tunnel keys are chosen alike by many, and where all spokes agree against the hub, what it has may
    be translated all the same. Where a log shows that somebody answers at the other
    address, it may be the hub behind a translation.
    """
    hops = stray_hops(side, other)
    if not hops:
        return Confidence.PROVEN
    if heard(side.end) or stalled(side.end):
        return Confidence.POSSIBLE
    masked = state in (KeyState.INCOMPARABLE, KeyState.UNUSED)
    return Confidence.LIKELY if masked or _all_agree(case, side, hops[0]) else Confidence.PROVEN


def _all_agree(case: Case, side: Side, hop: StrayHop) -> bool:
    """Whether several spokes have the hub at the other address, and none where its tunnel begins."""
    named = named_hubs(case.fleet) if case.fleet is not None else {}
    return named.get((hop.server, hop.old), 0) > 1 and (hop.server, side.peer) not in named


def hub_needs(side: Side, other: Side, sure: Confidence) -> tuple[Need, ...]:
    """Return what tells whether somebody who answers a spoke is its hub."""
    if sure is not Confidence.POSSIBLE:
        return ()
    why = f"somebody answers {side.name}: whether it is {other.name}, behind a translation, shows there"
    return (Need(device=other.name, command="show crypto isakmp sa", why=why),)


def why_one(case: Case, side: Side, other: Side) -> str:
    """Say by what two tunnel interfaces are known to be the ends of one."""
    hops = stray_hops(side, other)
    if not hops:
        return one_tunnel(side, other)
    hop = hops[0]
    key = f", tunnel key {hop.tunnel.tunnel_key}" if hop.tunnel.tunnel_key else ""
    known = case.fleet is not None and hop.old in every_address(case.fleet)
    owners = [
        item.device
        for item in (case.fleet.devices if known and case.fleet is not None else ())
        if item.config is not None and owners_of(item.config, hop.old)
    ]
    return (
        f"{', '.join(owners) or 'nothing in the dumps'} has {hop.old}, and {other.name} has the inner address"
        f" {hop.server} in the same network{key}: it is the hub that is meant"
        f"{_TRANSLATED if _all_agree(case, side, hop) else ''}"
    )


def tunnel_lines(side: Side, other: Side) -> list[int | None]:
    """Return the lines of the tunnels that are meant for the peer, and that have the other address."""
    hops = stray_hops(side, other)
    if not hops:
        found = side.config.interface(side.end.near_tunnel or "")
        return [found.line] if found is not None else []
    return [
        line
        for hop in hops
        for line in (hop.tunnel.line, *(i.line for i in hop.tunnel.nhrp if i.outer == hop.old))
    ]


def tunnel_fixes(case: Case, side: Side, other: Side, tunnel: str) -> tuple[Fix, ...]:
    """Return the fixes of a tunnel that is meant for the peer: its key goes first where it is for the old address alone."""
    hops = stray_hops(side, other)
    if not hops:
        return destination_fixes(case, side, other, tunnel)
    old = hops[0].old
    moves = key_follows(case, side, other, [hop.tunnel for hop in hops], old)
    fixes = []
    if moves:
        secret = SecretRef(name=f"psk/{case.tunnel.id}/{side.name}/{old}")
        key = SetPeerAddress(device=side.name, old=old, new=side.peer, key=KeyMove(secret=secret))
        text = f"the key follows the hub's address: {other.name} has it for {side.name}, and nothing in the dumps has {old}"
        fixes.append(peer_fix(side, text, key))
    for hop in hops:
        goes = SetPeerAddress(
            device=side.name, old=old, new=side.peer, tunnel=hop.tunnel.name, next_hop=hop.server
        )
        why = f"{other.name} begins at {side.peer}; the new line takes the old one's place, as NHRP has one address for {hop.server}"
        reason = _unable(case, side, hop, moves=moves)
        fixes.append(peer_fix(side, reason or why, None if reason else goes))
    return tuple(fixes)


def _unable(case: Case, side: Side, hop: StrayHop, *, moves: bool) -> str | None:
    """Return why the lines are only named, None where they are worked out."""
    lines = f"'{hop.old}' in the NHRP lines of {hop.tunnel.name} becomes '{side.peer}', by hand"
    if side.config.platform is not Platform.IOS:
        return lines
    if not moves and any(item.end is side.end for item in absent_keys(case)):
        return f"{lines}, behind a key for {side.peer}: {side.name} has none"
    return None

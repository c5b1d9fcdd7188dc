"""A tunnel to a peer that is in nobody's configuration, which nothing is seen to ask for.

Beside tunnels that serve, an entry that lacks something is as likely the rest of a site that is no more, or a site that is
planned, as a fault: what the entry lacks is said, and whether it is missed is what decides.
"""

from __future__ import annotations

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Need
from remediate.model.evidence import EndState
from remediate.negotiation import Side, placement
from remediate.negotiation.left_over import incomplete
from remediate.negotiation.placement import UNBOUND
from remediate.rules.base import Show
from remediate.rules.case import Case
from remediate.rules.entries import sides_of

__all__ = ["left_over", "missed", "sleeping", "unasked"]


def unasked(case: Case, side: Side) -> bool:
    """Whether nothing says that the tunnel is wanted now: no message, no SA, an unmanaged peer, and others are served."""
    peer = case.tunnel.other(side.end)
    if case.negotiation is not None or peer.state is not EndState.UNMANAGED or peer.evidence:
        return False
    if any(end.messages or end.isakmp_sas or end.ipsec_sas for end in case.tunnel.ends):
        return False
    others = _served(side.config)
    return len(others) > 1 or (bool(others) and side.peer not in others)


@remembered
def _served(config: CryptoConfig) -> frozenset[str]:
    """Return the peers that an entry with a list, or a protected tunnel, names."""
    found = {name for m in config.maps for entry in m.entries if entry.acl for name in entry.peers}
    found |= {
        item.tunnel_destination
        for item in config.interfaces
        if item.tunnel_protection and item.tunnel_destination
    }
    return frozenset(found)


def sleeping(side: Side) -> bool:
    """Whether all entries for the peer lack what they need to negotiate at all: the device passes them over."""
    return bool(side.entries) and all(
        entry.kind == "ipsec-isakmp" and any(incomplete(side, entry, "")) for entry in side.entries
    )


def left_over(case: Case) -> Side | None:
    """Return the end whose map for an unasked tunnel is on no interface, where another map serves the way to the peer."""
    return next((side for side in sides_of(case) if unasked(case, side) and _set_aside(side)), None)


def _set_aside(side: Side) -> bool:
    item = placement(side, named=False)
    if item is None or item.slug != UNBOUND:
        return False
    config = side.config
    live = {m.name for m in config.maps if not m.dynamic and m.entries}
    places = config.interfaces if item.bind is None else (item.bind,)
    return any(place.crypto_map in live for place in places)


def missed(side: Side) -> tuple[Need, ...]:
    """Return what shows whether the tunnel is missed."""
    entries = side.entries or side.end.near
    ikev2 = bool(entries) and all(item.ikev2_profile or item.ikev2_proposals for item in entries)
    return (
        Need(
            device=side.name,
            command=Show.IKEV2_SA if ikev2 else Show.ISAKMP_SA,
            why=f"whether {side.peer} asks for a tunnel: the device passes the entry over"
            if sleeping(side)
            else f"whether anything asks for a tunnel to {side.peer}: a site that is planned, or no more, looks the same",
        ),
    )

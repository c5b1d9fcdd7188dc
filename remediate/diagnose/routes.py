"""Ends that agree, and something around the tunnel by which they don't reach each other all the same."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Verdict
from remediate.model.diagnosis import Need
from remediate.model.selector import AddressBlock
from remediate.negotiation import Side, connected, permits, side_of
from remediate.negotiation.ways import unreached
from remediate.rules._routing_shown import route_command, settled
from remediate.rules.case import Case
from remediate.rules.tunnel_filter import hits, wholly_filtered

__all__ = ["filtered_out", "no_way"]

_NAMED = 2
"""Flows that a reason names."""


def no_way(case: Case) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return what is to be said of ends whose configuration shows no route to the peer; None of others."""
    sides = [side for end in case.tunnel.ends if (side := side_of(case.tunnel, end)) is not None]
    lost = [side for side in sides if unreached(side)]
    if not lost:
        return _kept_inside(sides)
    texts = [
        f"the routing table of {side.name} has no route for {side.peer}"
        if settled(side.end)
        else f"{side.name} has no connected network, no default route and no other route for {side.peer}"
        for side in lost
    ]
    needs = tuple(
        Need(
            device=side.name,
            command=route_command(side.end),
            why="whether anything brings it a route to its peer",
        )
        for side in lost
        if not settled(side.end)
    )
    return Verdict.UNKNOWN, f"both configurations agree, but {'; '.join(texts)}", needs


def _kept_inside(sides: Sequence[Side]) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return what is to be said where all that an end's lists protect is sent to a network of its own inside.

    Two sites with the same network: what is meant for the other never leaves, and no packet meets the map.
    """
    for side in sides:
        flows = [
            flow
            for entry in side.entries
            if entry.kind == "ipsec-isakmp"
            for flow in permits(side.config.acl(entry.acl))
        ]
        places = [_place_of(side, flow.destination) for flow in flows]
        if not flows or None in places:
            continue
        names = ", ".join(dict.fromkeys(str(flow.destination) for flow in flows[:_NAMED]))
        text = f"both configurations agree, but {names} is connected to {places[0]} of {side.name}"
        why = "what is sent there never leaves by the map: one of the two sites is renumbered, or translated"
        return Verdict.UNKNOWN, f"{text}: {why}", ()
    return None


def _place_of(side: Side, block: AddressBlock) -> str | None:
    """Return the interface that holds the network of a flow, but for the one that the map is bound to."""
    inside = (
        place
        for place in side.config.interfaces
        if place.crypto_map is None and not place.shutdown and place.name != side.end.interface
    )
    return next(
        (p.name for p in inside if any(network.covers(block) for network in connected(p))), None
    )


def filtered_out(case: Case) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return what is to be said of ends of which one filters all that the tunnel is for; None of others."""
    found = wholly_filtered(case)
    if not found or case.carries_traffic():
        return None
    texts = dict.fromkeys(str(item) for item in found[:_NAMED])
    reason = f"the tunnel would come up and carry nothing: {'; '.join(texts)}"
    needs = dict.fromkeys(need for item in found for need in hits(item))
    return Verdict.AMBIGUOUS, reason, tuple(needs)

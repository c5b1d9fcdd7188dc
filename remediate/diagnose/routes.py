"""Ends that agree, and something around the tunnel by which they don't reach each other all the same."""

from __future__ import annotations

from remediate.model.base import Platform, Verdict
from remediate.model.diagnosis import Need
from remediate.negotiation import side_of
from remediate.negotiation.ways import unreached
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
        return None
    texts = [
        f"{side.name} has no connected network, no default route and no other route for {side.peer}"
        for side in lost
    ]
    needs = tuple(
        Need(
            device=side.name,
            command="show route" if side.config.platform is Platform.ASA else "show ip route",
            why="whether anything brings it a route to its peer",
        )
        for side in lost
    )
    return Verdict.UNKNOWN, f"both configurations agree, but {'; '.join(texts)}", needs


def filtered_out(case: Case) -> tuple[Verdict, str, tuple[Need, ...]] | None:
    """Return what is to be said of ends of which one filters all that the tunnel is for; None of others."""
    found = wholly_filtered(case)
    if not found or case.carries_traffic():
        return None
    texts = dict.fromkeys(str(item) for item in found[:_NAMED])
    reason = f"the tunnel would come up and carry nothing: {'; '.join(texts)}"
    needs = dict.fromkeys(need for item in found for need in hits(item))
    return Verdict.AMBIGUOUS, reason, tuple(needs)

"""A peer that the whole routing table has no way to: nothing that is sent to it leaves the device."""

from __future__ import annotations

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.negotiation import Side, side_of
from remediate.negotiation.ways import unreached
from remediate.rules._routing_shown import settled, table_evidence
from remediate.rules.base import Rule
from remediate.rules.case import Case
from remediate.rules.path import heard

__all__ = ["no_way_to_peer"]


def no_way_to_peer(case: Case, rule: Rule) -> Diagnosis | None:
    """Return the diagnosis where an end's routing table has no way to its peer, not even by default."""
    if case.any_up() or case.phase1_up():
        return None
    sides = [side for end in case.tunnel.ends if (side := side_of(case.tunnel, end)) is not None]
    lost = [side for side in sides if settled(side.end) and unreached(side) and not heard(side.end)]
    if not lost:
        return None
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.PROVEN if case.negotiation is not None else Confidence.LIKELY,
        phase=rule.phase,
        change_on=tuple(side.name for side in lost),
        explanation="; ".join(
            f"the routing table of {side.name} has no route for {side.peer}, and no default route"
            for side in lost
        ),
        evidence=tuple(line for side in lost for line in table_evidence(side.end.evidence)),
        fixes=tuple(_fix(side) for side in lost),
    )


def _fix(side: Side) -> Fix:
    return Fix(
        kind="add-route",
        device=side.name,
        safety=Safety.DISPLAY_ONLY,
        documented=False,
        why=f"{side.peer} needs a route: over which next hop is for a person to say",
    )

"""Pings through the tunnel that got no answer, from a host that the other end has no way to.

A host that is switched off does not answer either: it is the routes of the end before it that say why.
"""

from __future__ import annotations

from remediate.model.base import Confidence
from remediate.model.diagnosis import Diagnosis, Evidence, Need
from remediate.model.observation import Ping
from remediate.model.selector import AddressBlock
from remediate.negotiation import ways_in
from remediate.rules._routing_shown import route_command, table_evidence
from remediate.rules.base import Rule
from remediate.rules.case import Case, unplanned
from remediate.rules.inside import unreachable
from remediate.rules.traffic import Flow, flows_of
from remediate.tunnels.addresses import is_address

__all__ = ["lost_pings"]

_LEAST = 3
"""Echoes, below which nothing is said: the first are lost while a tunnel comes up."""
_PLAIN = 576
"""Bytes that pass everywhere."""


def lost_pings(case: Case, rule: Rule) -> Diagnosis | None:
    """Return the diagnosis where an end pinged a host behind the other one, which has no way to it."""
    for flow in flows_of(case):
        near = case.tunnel.other(flow.end)
        pings = near.evidence.pings if near.evidence is not None else ()
        for ping in pings:
            if not _through(ping, flow) or any(_answered(other, ping) for other in pings):
                continue
            host = AddressBlock.host(ping.target)
            if unreachable(flow.config, host, flow.interface, lost=True):
                return _diagnosis(rule, flow, near.device or near.address, ping)
    return None


def _through(ping: Ping, flow: Flow) -> bool:
    """Whether a ping that was lost went from one side of a flow to the other."""
    if ping.received or ping.sent < _LEAST or ping.size > _PLAIN or ping.too_big:
        return False
    if ping.origin is None or not is_address(ping.origin) or ":" in ping.target + ping.origin:
        return False
    return flow.selector.source.covers(
        AddressBlock.host(ping.target)
    ) and flow.selector.destination.covers(AddressBlock.host(ping.origin))


def _answered(other: Ping, ping: Ping) -> bool:
    return other.target == ping.target and other.received > 0


def _diagnosis(rule: Rule, flow: Flow, near: str, ping: Ping) -> Diagnosis:
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.LIKELY,
        phase=rule.phase,
        change_on=(flow.device,),
        explanation=(
            f"{flow.device} has no connected network and no route for {ping.target}, which the tunnel protects:"
            f" a ping of {near} to it got no answer"
        ),
        evidence=(
            Evidence(
                device=near,
                file=ping.source.file,
                line=ping.source.line,
                text=f"ping {ping.target} source {ping.origin}: {ping.received} of {ping.sent}",
            ),
            *table_evidence(flow.end.evidence),
        ),
        fixes=unplanned(rule, flow.device),
        needs=()
        if ways_in(flow.config).settled(flow.vrf)
        else (
            Need(
                device=flow.device,
                command=route_command(flow.end),
                why=f"whether it has a route for {ping.target} now",
            ),
        ),
    )

"""inside-route-missing (NET001): a route to the inside network or back to the pool is missing.

Symptom: The tunnel is up, packets are decapsulated, and nothing is encapsulated: hosts behind
the PIX cannot be pinged. PIX and ASA tell of packets without a route (110001, 110002, 110003), of
the tunnel's and of anyone's.

Cause: The PIX has no route to networks that are not directly connected inside, or the inside
router has none back to the pool. A router can lack it as well.

Not this when: Encapsulated packets count up too (the way back works); NAT takes the answers
(NET002); a routing protocol runs (its routes are in no configuration) and the routing table is not shown; other networks of the
tunnel have their way and no counter speaks of this one; the network is behind another tunnel of
the device. Of a router the counters must show it, or its whole routing table. A route or an interface that is configured and
was not in force when the table was printed is said, and no other route is planned for it.

Fix: `route inside` on the PIX and a route for the pool on the inside router (add-route, both
kinds); where the routing table leads the answers past the crypto map, a route over the next hop towards the peer. The next hop inside is the router of the dumps that has the network behind it, else that of the
other inside routes; where they don't agree, or there are none, the route is only shown. Of clients
it is a finding of the device: they have no second end.

Fix safety: DISRUPTIVE: routing of an inside network changes.

Proof of cure: Both counters of the SA move and the ping is answered.

Source: Cisco document 5409, "Unable to Ping Inside the Network Behind PIX".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from remediate.model.base import Confidence, Platform
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import TunnelEvidence
from remediate.model.signature import Signature
from remediate.negotiation import Fate, fate_of, ways_in
from remediate.rules._client_routes import inspect
from remediate.rules._inside_way import state_of, suspects, way_back, way_inside
from remediate.rules._let_in import blocked
from remediate.rules._lost_pings import lost_pings
from remediate.rules._routed_by_table import routed_by_table
from remediate.rules._routing_shown import not_in_force, table_evidence
from remediate.rules._unasked import left_over, missed
from remediate.rules._unrouted import Unrouted, said_unrouted, unrouted
from remediate.rules._way_out import answers_pass_by, past_of
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, message_evidence
from remediate.rules.inside import (
    has_default,
    inner_interfaces,
    tunnelled,
    unreachable,
)
from remediate.rules.traffic import Flow, Moves, decapsulated, flows_of, moves_of
from remediate.rules.tunnel_filter import filter_lines, filtered, hits

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose", "inspect"]

# What a device prints of packets without a route is anyone's: configurations and counters show whose.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="NET001",
    slug="inside-route-missing",
    title="a route to the inside network or back to the pool is missing",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("add-route",),
    planned=True,
)


_MANY = 5
"""Packets decapsulated without one that is encapsulated, above which the way back is looked at."""


class _Lost(NamedTuple):
    """A flow whose inside network the device has no way to."""

    flow: Flow
    moves: Moves


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a device has no way to the network that it protects, or the answers none to it."""
    told = unrouted(case)
    lost = _lost(case, told)
    if lost:
        return _missing(case, lost, told)
    return (
        said_unrouted(RULE, told)
        or _no_way_back(case)
        or routed_by_table(case, RULE, _MANY)
        or lost_pings(case, RULE)
    )


def _lost(case: Case, told: Sequence[Unrouted]) -> list[_Lost]:
    """Return the flows without a way inside.

    Where no counter shows it, the whole of what an end protects must be out of its reach: a network
    that nobody has routed yet beside others is no fault of the tunnel, unless the device is ``told`` to drop for it.
    """
    found: list[_Lost] = []
    reached: set[str] = set()
    for flow in flows_of(case):
        moves = moves_of(case, flow)
        shown = ways_in(flow.config).settled(flow.vrf)
        if flow.config.platform is not Platform.ASA and not shown and not _heard(flow, moves):
            continue  # of a router's ways more is learned than a configuration shows
        seen = moves is Moves.IN or _told(flow, told)
        working = moves in (Moves.BOTH, Moves.OUT) or (not seen and case.carries_traffic())
        lost = unreachable(flow.config, flow.selector.source, flow.interface, lost=seen)
        if working or not lost or tunnelled(flow.config, flow.selector):
            reached.add(flow.device)
        elif flow.mirrored or not case.tunnel.both_configured:
            # which network is meant would be another question first
            found.append(_Lost(flow, moves))
    return [
        item
        for item in found
        if item.moves is Moves.IN or _told(item.flow, told) or item.flow.device not in reached
    ]


def _told(flow: Flow, told: Sequence[Unrouted]) -> bool:
    """Whether the device says that it drops what comes out of the flow."""
    return any(
        item.end is flow.end and not item.leaving and item.network == flow.selector.source
        for item in told
    )


def _heard(flow: Flow, moves: Moves) -> bool:
    """Whether packets come in alone, as far as the end itself shows its SAs."""
    shown = flow.end.evidence is not None and flow.end.evidence.ipsec_shown
    return moves is Moves.IN and (not shown or decapsulated(flow) >= _MANY)


def _missing(case: Case, lost: list[_Lost], told: Sequence[Unrouted]) -> Diagnosis:
    idle = left_over(case)
    sure = Confidence.PROVEN if all(item.flow.mirrored for item in lost) else Confidence.LIKELY
    unseen = [item for item in lost if item.moves is not Moves.IN and not _told(item.flow, told)]
    if any(item.flow.config.dynamic_routing for item in unseen):
        sure = (
            Confidence.LIKELY
        )  # what a protocol didn't bring at that moment, it may bring the next
    asleep = [item for item in lost if not_in_force(item.flow.config, item.flow.selector.source)]
    if (
        asleep
    ):  # of that moment alone: what nobody is seen to miss may be an interface that is not in use
        sure = Confidence.POSSIBLE if any(item in unseen for item in asleep) else Confidence.LIKELY
    texts = []
    for flow, moves in lost:
        shown = ways_in(flow.config).settled(flow.vrf)
        idle_way = not_in_force(flow.config, flow.selector.source)
        lacks = (
            "has no connected network and no route for"
            if not shown
            else "has in its routing table no way to"
        )
        text = (
            f"{flow.device} {lacks} {flow.selector.source}{f' ({idle_way})' if idle_way else ''}:"
            f" what it decapsulates for it "
            + ("goes to the default route" if has_default(flow.config) else "is dropped")
        )
        if moves is Moves.IN:
            text += "; packets of the flow are decapsulated and none is encapsulated"
        elif _told(flow, told):
            text += "; it says that it drops packets for want of a route"
        texts.append(text)
    said = [(item.end, one) for item in told if not item.leaving for one in item.messages]
    fixes = tuple(
        dict.fromkeys(
            fix for item in lost for fix in (_way(case, item.flow), way_back(item.flow.device))
        )
    )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE if idle is not None else sure,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(item.flow.device for item in lost)),
        explanation="; ".join(texts),
        evidence=message_evidence(said)
        + tuple(line for item in lost for line in table_evidence(item.flow.end.evidence))
        + tuple(
            line
            for item in lost
            for line in config_evidence(
                item.flow.end,
                [
                    *(one.line for one in inner_interfaces(item.flow.config, item.flow.interface)),
                    *(route.line for route in list(item.flow.config.routes)[:3]),
                ],
            )
        ),
        fixes=fixes,
        needs=missed(idle) if idle is not None else (),
    )


def _no_way_back(case: Case) -> Diagnosis | None:
    """Return what is possible where packets come in, are let in, none goes back, and the device itself is in order."""
    for flow in flows_of(case):
        if moves_of(case, flow) is not Moves.IN or _own(flow):
            continue
        count = decapsulated(flow)
        fate = fate_of(flow.config, flow.selector, flow.interface, flow.vrf)
        untouched = fate.fate is Fate.UNTOUCHED and not tunnelled(flow.config, flow.selector)
        if count < _MANY or not untouched:
            continue
        if any(blocked(case)):
            break  # what comes in is dropped before it gets there
        past = past_of(case, flow)
        if past is not None:
            return answers_pass_by(case, RULE, past, count)
        by = filtered(case, flow)
        return Diagnosis(
            code=RULE.code,
            slug=RULE.slug,
            confidence=Confidence.POSSIBLE,
            phase=RULE.phase,
            explanation=(
                f"{flow.device} decapsulated {count} packets and encapsulated none; {state_of(flow)}"
                + (f"; {by}" if by is not None else suspects(case.fleet, flow))
            ),
            evidence=config_evidence(flow.end, filter_lines(by)),
            fixes=(way_back(flow.device),),
            needs=(
                Need(
                    device=flow.device,
                    command="ping",
                    why=f"a host of {flow.selector.source}: whether it answers the {_kind(flow)} itself",
                ),
                *hits(by),
            ),
        )
    return None


def _own(flow: Flow) -> bool:
    """Whether the flow begins at the device itself, as GRE does."""
    return flow.selector.source.is_host and any(
        item.address == flow.selector.source.dotted for item in flow.config.interfaces
    )


def _kind(flow: Flow) -> str:
    return "firewall" if flow.config.platform is Platform.ASA else "router"


def _way(case: Case, flow: Flow) -> Fix:
    return way_inside(flow.config, flow.device, flow.selector.source, flow.interface, case.fleet)


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether every inside network has a way afterwards, and the flows without are still protected."""
    old, new = case_of(before), case_of(after)
    kept = {(item.flow.device, item.flow.selector) for item in _lost(old, unrouted(old))}
    now = {(flow.device, flow.selector): flow for flow in flows_of(new)}
    past = {
        (flow.device, flow.selector) for flow in flows_of(old) if past_of(old, flow) is not None
    }
    turned = all(past_of(new, flow) is None for key, flow in now.items() if key in past)
    return kept | past <= now.keys() and turned and not _lost(new, ())

"""Where packets of a tunnel leave a device: a way past the crypto map."""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Confidence
from remediate.model.config_interfaces import Interface, Route
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.evidence import TunnelEnd
from remediate.negotiation import is_interface, side_of
from remediate.negotiation.nat_index import statements_near
from remediate.negotiation.ways import routes_otherwise, way_of
from remediate.rules.base import Rule
from remediate.rules.case import Case, config_evidence
from remediate.rules.traffic import Flow, flows_of

__all__ = ["Past", "answers_pass_by", "past_of", "past_the_map"]


class Past(NamedTuple):
    """A flow that leaves by an interface without the crypto map."""

    flow: Flow
    bound: Interface
    out: Interface | None
    """None: it is dropped (Null0)."""
    route: Route

    def __str__(self) -> str:
        """Return where it goes instead of into the tunnel."""
        if self.out is None:
            return f"drops {self.flow.selector.destination}, as its route for {self.route.prefix} leads to Null0"
        return f"sends {self.flow.selector.destination} out of {_name(self.out)}"

    @property
    def lines(self) -> list[int | None]:
        """Lines of the route and of the interface."""
        return [self.route.line, self.out.line if self.out is not None else None]


def past_the_map(case: Case, rule: Rule) -> Diagnosis | None:
    """Return what is possible where all that an end protects leaves by an interface without its crypto map."""
    if case.any_up():
        return None
    found: list[Past] = []
    for end in case.tunnel.ends:
        flows = [flow for flow in flows_of(case) if flow.end is end]
        past = [item for flow in flows if (item := past_of(case, flow)) is not None]
        if past and len(past) == len(flows) and not routes_otherwise(end):
            found += past
    if not found:
        return None
    texts = dict.fromkeys(
        f"{item.flow.device} {item}, and its crypto map is on {_name(item.bound)}: the flow {'passes by' if item.out else 'never reaches'} the map"
        for item in found
    )
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.POSSIBLE,
        phase=rule.phase,
        explanation="; ".join(texts),
        evidence=tuple(
            dict.fromkeys(
                line for item in found for line in config_evidence(item.flow.end, item.lines)
            )
        ),
        needs=_needs([item.flow.end for item in found]),
    )


def answers_pass_by(rule: Rule, past: Past, count: int) -> Diagnosis:
    """Return what is possible where a route of the device itself leads the answers past its crypto map."""
    flow = past.flow
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.POSSIBLE,
        phase=rule.phase,
        explanation=(
            f"{flow.device} decapsulated {count} packets and encapsulated none: it {past},"
            f" and its crypto map is on {_name(past.bound)}: the answers pass by the map"
        ),
        evidence=config_evidence(flow.end, past.lines),
        needs=(
            Need(
                device=flow.device,
                command="show route" if _asa(flow.end) else "show ip route",
                why=f"by which interface {flow.selector.destination} is reached",
            ),
        ),
    )


def _name(place: Interface) -> str:
    return place.nameif or place.name


def past_of(case: Case, flow: Flow) -> Past | None:
    """Return where a flow leaves by an interface without its crypto map, None where it does not, or may not."""
    config, target = flow.config, flow.selector.destination
    bound = config.interface(flow.interface)
    if bound is None or bound.crypto_map is None or flow.vrf is not None:
        return None
    if not flow.mirrored:
        return None  # which network is meant is another question first
    if not target.contiguous or config.dynamic_routing:
        return None
    out, route = way_of(config, target, bound.vrf) or (None, None)
    if route is None or (out is None and not _to_null(route)):
        return None
    if out is not None:
        same = out.name == bound.name or out.crypto_map == bound.crypto_map
        if same or out.vrf != bound.vrf or out.tunnel_source is not None:
            return None
    if _led_by_nat(flow, bound) or _inserted(case, flow, route):
        return None
    return Past(flow, bound, out, route)


def _to_null(route: Route) -> bool:
    return (route.interface or route.next_hop).casefold() == "null0"


def _led_by_nat(flow: Flow, bound: Interface) -> bool:
    """Whether a static twice NAT of an ASA names the interface: it decides before the route, without `route-lookup`."""
    return any(
        item.destinations
        and is_interface(bound, item.outside)
        and "route-lookup" not in item.text
        and any(block.covers(flow.selector.destination) for block in item.destinations)
        and any(block.covers(flow.selector.source) for block in item.sources)
        for item in statements_near(flow.config, flow.selector)
    )


def _inserted(case: Case, flow: Flow, route: Route) -> bool:
    """Whether an entry brings its own route (`reverse-route`), or the one that was found comes and goes."""
    side = side_of(case.tunnel, flow.end)
    evidence = flow.end.evidence
    lines = evidence.config_lines if evidence is not None else []
    numbers = [
        number for entry in (side.entries if side is not None else ()) for number in entry.lines
    ]
    if any("reverse-route" in lines[one - 1] for one in numbers if 0 < one <= len(lines)):
        return True
    return bool(route.line and route.line <= len(lines) and " track " in lines[route.line - 1])


def _needs(ends: list[TunnelEnd]) -> tuple[Need, ...]:
    return tuple(
        dict.fromkeys(
            Need(
                device=end.device or end.address,
                command="show ip route" if not _asa(end) else "show route",
                why="by which interface the peer and its networks are reached",
            )
            for end in ends
        )
    )


def _asa(end: TunnelEnd) -> bool:
    return end.evidence is not None and end.evidence.platform == "asa"

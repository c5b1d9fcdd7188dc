"""Where packets of a tunnel leave a device: a way past the crypto map."""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import AddRoute
from remediate.model.config_interfaces import Interface, Route
from remediate.model.diagnosis import Diagnosis, Evidence, Fix, Need
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import AddressBlock
from remediate.negotiation import is_interface, learns, side_of, ways_in
from remediate.negotiation.nat_index import statements_near
from remediate.negotiation.ways import routes_otherwise, way_of
from remediate.rules._routing_shown import route_command, row_evidence, table_evidence
from remediate.rules.base import Rule
from remediate.rules.case import Case, config_evidence
from remediate.rules.traffic import Flow, flows_of
from remediate.tunnels import egress
from remediate.tunnels.addresses import is_address
from remediate.tunnels.routes import Way, Ways, to_nowhere

__all__ = ["Past", "answers_pass_by", "past_of", "past_the_map"]


class Past(NamedTuple):
    """A flow that leaves by an interface without the crypto map."""

    flow: Flow
    bound: Interface
    out: Interface | None
    """None: it is dropped (Null0, or no route at all)."""
    route: Route | None
    """None: the whole routing table has none."""

    def __str__(self) -> str:
        """Return where it goes instead of into the tunnel."""
        if self.route is None:
            return f"has no route for {self.flow.selector.destination} in its routing table, and drops what is for it"
        if self.out is None:
            return f"drops {self.flow.selector.destination}, as its route for {self.route.prefix} leads to Null0"
        return f"sends {self.flow.selector.destination} out of {_name(self.out)}"

    @property
    def lines(self) -> list[int | None]:
        """Lines of the route and of the interface."""
        return [
            self.route.line if self.route is not None else None,
            self.out.line if self.out is not None else None,
        ]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What shows it: lines of the configuration, and of the routing table."""
        end = self.flow.end
        rows = row_evidence(end, [self.route])
        whole = table_evidence(end.evidence, self.bound.vrf) if self.route is None else ()
        return (*config_evidence(end, self.lines), *rows, *whole)

    @property
    def decided(self) -> bool:
        """Whether the routing table shows it."""
        return self.route is None or self.route.shown is not None

    @property
    def backed_up(self) -> bool:
        """Whether the tunnel may be there for when the other way fails: that one is learned, or gives way to another."""
        route, config = self.route, self.flow.config
        if self.out is None or route is None or route.shown is None:
            return False
        others = [
            item
            for item in config.routes
            if item.prefix.normalised() == route.prefix and item.next_hop != route.next_hop
        ]
        return (
            not route.shown.static
            or route.line is None
            or bool(others)
            or _tracked(self.flow.end, route)
        )


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
    texts = dict.fromkeys(map(_said, found))
    sure = [item for item in found if item.decided and not item.backed_up]
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
        phase=rule.phase,
        change_on=tuple(dict.fromkeys(item.flow.device for item in sure)),
        explanation="; ".join(texts) + _moment(found),
        evidence=tuple(dict.fromkeys(line for item in found for line in item.evidence)),
        fixes=tuple(dict.fromkeys(_other_route(rule, item) for item in sure)),
        needs=() if sure else _needs(found),
    )


def _said(item: Past) -> str:
    place = _name(item.bound)
    if item.route is None:
        return f"{item.flow.device} {item}: it never reaches the crypto map on {place}"
    how = "passes by" if item.out is not None else "never reaches"
    return f"{item.flow.device} {item}, and its crypto map is on {place}: the flow {how} the map"


def _moment(found: list[Past]) -> str:
    """Say where a table of one moment is what decides, and where the tunnel may be meant for another one."""
    if not any(item.decided for item in found):
        return ""
    text = ", as the routing table shows"
    if all(item.backed_up for item in found if item.decided):
        text += ". The tunnel may be the backup of that way"
    return text


def _other_route(rule: Rule, past: Past) -> Fix:
    """Return what is left to a person: the route, or the place of the map."""
    kind = rule.changes[0]
    return Fix(
        kind=kind,
        device=past.flow.device,
        safety=Safety.DISPLAY_ONLY,
        documented=False,
        why=f"{past.flow.selector.destination} has to be routed out of {_name(past.bound)}, where the crypto map is:"
        " which way it should take is for a person to say",
    )


def _by_the_map(case: Case, rule: Rule, past: Past) -> Fix:
    """Return the route that leads the answers out of the map's interface, over the next hop that the peer is reached by."""
    flow, asa = past.flow, past.flow.config.platform is Platform.ASA
    try:
        peer = AddressBlock.host(case.tunnel.other(flow.end).address)
    except ValueError:
        return _other_route(rule, past)
    out, route = way_of(flow.config, peer, past.bound.vrf) or (None, None)
    if past.bound.vrf or out is None or out.name != past.bound.name:
        return _other_route(rule, past)
    hop = peer.dotted if route is None else route.next_hop
    if not is_address(hop):
        return _other_route(rule, past)
    return Fix(
        kind="add-route",
        device=flow.device,
        safety=Safety.DISRUPTIVE,
        documented=True,
        why=f"{hop} is the next hop towards {peer.dotted}, out of {_name(past.bound)}, where the crypto map is",
        change=AddRoute(
            device=flow.device,
            prefix=flow.selector.destination.normalised(),
            next_hop=hop,
            interface=past.bound.nameif if asa else None,
        ),
    )


def answers_pass_by(case: Case, rule: Rule, past: Past, count: int) -> Diagnosis:
    """Return what is possible where a route of the device itself leads the answers past its crypto map."""
    flow = past.flow
    decided = past.decided and not routes_otherwise(flow.end)
    sure = Confidence.PROVEN if flow.mirrored else Confidence.LIKELY
    sure = sure if decided else Confidence.POSSIBLE
    return Diagnosis(
        code=rule.code,
        slug=rule.slug,
        confidence=sure,
        phase=rule.phase,
        change_on=(flow.device,) if decided else (),
        explanation=(
            f"{flow.device} decapsulated {count} packets and encapsulated none: it {past},"
            f" and its crypto map is on {_name(past.bound)}: the answers pass by the map"
            + (", as its routing table shows" if past.decided else "")
        ),
        evidence=past.evidence,
        fixes=(_by_the_map(case, rule, past),) if decided else (),
        needs=()
        if past.decided
        else (
            Need(
                device=flow.device,
                command=route_command(flow.end),
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
    if not target.contiguous or learns(config, bound.vrf, target):
        return None
    table = ways_in(config)
    found = way_of(config, target, bound.vrf)
    if found is None and table.settled(bound.vrf) and not table.towards(target, bound.vrf):
        if egress(config, case.tunnel.other(flow.end).address, bound.vrf) is None:
            return None  # there is no way to the peer either: that is what is missing
        past = Past(flow, bound, None, None)
        return None if _led_by_nat(flow, bound) or _inserted(case, flow, None) else past
    out, route = found or (None, None)
    if route is None or (out is None and not to_nowhere(route)):
        return None
    if out is None and table.settled(bound.vrf) and table.towards(target, bound.vrf):
        return None  # parts of it have ways of their own
    if out is not None:
        if _mapped(out, bound) or config.interface(out.name) is None:
            return None  # what only the table names can be another tunnel (Virtual-Access)
        parts = table.towards(target, bound.vrf) if table.settled(bound.vrf) else []
        if any(_mapped(_out_of(table, way), bound) for way in parts):
            return None
        if out.vrf != bound.vrf or out.tunnel_source is not None:
            return None
    if _led_by_nat(flow, bound) or _inserted(case, flow, route):
        return None
    return Past(flow, bound, out, route)


def _mapped(out: Interface | None, bound: Interface) -> bool:
    return out is not None and (out.name == bound.name or out.crypto_map == bound.crypto_map)


def _out_of(table: Ways, way: Way) -> Interface | None:
    return way if isinstance(way, Interface) else table.leaves_by(way)


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


def _inserted(case: Case, flow: Flow, route: Route | None) -> bool:
    """Whether an entry brings its own route (`reverse-route`), or the one that was found comes and goes."""
    side = side_of(case.tunnel, flow.end)
    evidence = flow.end.evidence
    lines = evidence.config_lines if evidence is not None else []
    numbers = [
        number for entry in (side.entries if side is not None else ()) for number in entry.lines
    ]
    if any("reverse-route" in lines[one - 1] for one in numbers if 0 < one <= len(lines)):
        return True
    return route is not None and route.shown is None and _tracked(flow.end, route)


def _tracked(end: TunnelEnd, route: Route) -> bool:
    """Whether a configured route comes and goes."""
    lines = end.evidence.config_lines if end.evidence is not None else []
    return bool(route.line and route.line <= len(lines) and " track " in lines[route.line - 1])


def _needs(found: list[Past]) -> tuple[Need, ...]:
    return tuple(
        dict.fromkeys(
            Need(
                device=item.flow.device,
                command="ping",
                why=f"whether {item.flow.selector.destination} is reached by that way: then the tunnel is its backup",
            )
            if item.decided
            else Need(
                device=item.flow.device,
                command=route_command(item.flow.end),
                why="by which interface the peer and its networks are reached",
            )
            for item in found
        )
    )

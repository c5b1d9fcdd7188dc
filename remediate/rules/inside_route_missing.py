"""inside-route-missing (NET001): a route to the inside network or back to the pool is missing.

Symptom: The tunnel is up, packets are decapsulated, and nothing is encapsulated: hosts behind
the PIX cannot be pinged. No message of its own.

Cause: The PIX has no route to networks that are not directly connected inside, or the inside
router has none back to the pool.

Not this when: Encapsulated packets count up too (the way back works); NAT takes the answers
(NET002); a routing protocol runs (its routes are in no configuration); other networks of the
tunnel have their way and no counter speaks of this one.

Fix: `route inside` on the PIX and a route for the pool on the inside router (add-route, both
kinds). The next hop is that of the other inside routes; where they don't agree, or there are none,
the route is only shown. Of clients it is a finding of the device: they have no second end.

Fix safety: DISRUPTIVE: routing of an inside network changes.

Proof of cure: Both counters of the SA move and the ping is answered.

Source: Cisco document 5409, "Unable to Ping Inside the Network Behind PIX".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import AddRoute
from remediate.model.config import CryptoConfig
from remediate.model.config_clients import AddressPool
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import DeviceEvidence, FleetEvidence, TunnelEvidence
from remediate.model.selector import AddressBlock
from remediate.model.signature import Signature
from remediate.negotiation import Fate, behind, fate_of, is_interface, route_interface
from remediate.rules.base import Observed, Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, device_lines
from remediate.rules.clients import networks_of, pool_network
from remediate.rules.inside import inner_interfaces, neighbours, returns, unreachable
from remediate.rules.traffic import Flow, Moves, flows_of, moves_of

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose", "inspect"]

# No device prints a message of its own for this: configurations and counters show it.
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
    """A flow whose inside network the firewall has no way to."""

    flow: Flow
    moves: Moves


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a PIX or ASA has no way to the network that it protects."""
    lost = _lost(case)
    if lost:
        return _missing(lost)
    return _no_way_back(case)


def _lost(case: Case) -> list[_Lost]:
    """Return the flows without a way inside.

    Where no counter shows it, the whole of what an end protects must be out of its reach: a network
    that nobody has routed yet beside others is no fault of the tunnel.
    """
    found: list[_Lost] = []
    reached: set[str] = set()
    for flow in flows_of(case):
        if flow.config.platform is not Platform.ASA:
            continue
        moves = moves_of(case, flow)
        working = moves in (Moves.BOTH, Moves.OUT) or (
            moves is not Moves.IN and case.carries_traffic()
        )
        if working or not unreachable(flow.config, flow.selector.source, flow.interface):
            reached.add(flow.device)
        elif flow.mirrored or not case.tunnel.both_configured:
            # which network is meant would be another question first
            found.append(_Lost(flow, moves))
    return [item for item in found if item.moves is Moves.IN or item.flow.device not in reached]


def _missing(lost: list[_Lost]) -> Diagnosis:
    texts = []
    for flow, moves in lost:
        text = (
            f"{flow.device} has no connected network and no route for {flow.selector.source}:"
            f" what it decapsulates for it goes to the default route"
        )
        if moves is Moves.IN:
            text += "; packets of the flow are decapsulated and none is encapsulated"
        texts.append(text)
    fixes = tuple(
        dict.fromkeys(
            fix
            for item in lost
            for fix in _routes(
                item.flow.config, item.flow.device, item.flow.selector.source, item.flow.interface
            )
        )
    )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=(
            Confidence.PROVEN if all(item.flow.mirrored for item in lost) else Confidence.LIKELY
        ),
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(item.flow.device for item in lost)),
        explanation="; ".join(texts),
        evidence=tuple(
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
    )


def _routes(
    config: CryptoConfig, device: str, block: AddressBlock, outside: str
) -> tuple[Fix, ...]:
    """Return the route on the firewall, and the one that the inside router may lack."""
    hops = {
        (route.next_hop, leaving.nameif or leaving.name)
        for route in config.routes
        if (leaving := route_interface(config, route)) is not None
        and not is_interface(leaving, outside)
    }
    change = None
    why = (
        f"route INSIDE {block.dotted} {block.dotted_netmask} NEXT-HOP: which inside router leads there is"
        " not in the configuration"
    )
    if len(hops) == 1:
        [(hop, nameif)] = hops
        change = AddRoute(device=device, prefix=block, next_hop=hop, interface=nameif)
        why = f"{hop} is the next hop of every other inside route"
    back = Fix(
        kind="add-route",
        device=None,
        safety=Safety.DISPLAY_ONLY,
        documented=True,
        why="the inside router needs a route back to the other end of the tunnel over the firewall's inside"
        " address, unless that is its default gateway",
    )
    route = Fix(
        kind="add-route",
        device=device,
        safety=Safety.DISRUPTIVE if change is not None else Safety.DISPLAY_ONLY,
        documented=True,
        why=why,
        change=change,
    )
    return route, back


def _no_way_back(case: Case) -> Diagnosis | None:
    """Return what is possible where packets come in, none goes back, and the firewall itself is in order."""
    for flow in flows_of(case):
        if flow.config.platform is not Platform.ASA or moves_of(case, flow) is not Moves.IN:
            continue
        count = sum(sa.counter("decaps") for sa in flow.end.ipsec_sas if sa.up)
        fate = fate_of(flow.config, flow.selector, flow.interface)
        if count < _MANY or fate.fate is not Fate.UNTOUCHED:
            continue
        fixes = _routes(flow.config, flow.device, flow.selector.source, flow.interface)[1:]
        return Diagnosis(
            code=RULE.code,
            slug=RULE.slug,
            confidence=Confidence.POSSIBLE,
            phase=RULE.phase,
            explanation=(
                f"{flow.device} decapsulated {count} packets and encapsulated none; its routes and NAT are in"
                f" order, so the answers of {flow.selector.source} do not come back to it: a route on the"
                " inside router, the hosts' gateway or a filter"
            ),
            fixes=fixes,
            needs=(
                Need(
                    device=flow.device,
                    command="ping",
                    why=f"a host of {flow.selector.source}: whether it answers the firewall itself",
                ),
            ),
        )
    return None


def inspect(device: DeviceEvidence, fleet: FleetEvidence) -> Iterator[Observed]:
    """Yield what VPN clients of a PIX or ASA can't reach: networks without a route, pools without a way back."""
    config = device.config
    if config is None or not config.complete or config.platform is not Platform.ASA:
        return
    outside = next((name for item in config.maps for name in item.interfaces), None)
    if outside is None or not config.client_groups:
        return
    used = {name for group in config.client_groups for name in group.pools}
    for pool in config.pools:
        if pool.name not in used:
            continue
        for network in networks_of(config, pool):
            if not network.is_any and unreachable(config, network, outside):
                yield Observed(
                    Confidence.LIKELY,
                    f"clients of pool {pool.name} are to reach {network}, and {device.device} has no"
                    " connected network and no route for it",
                    device_lines(device, [pool.line]),
                    (_over(config, device.device, network, outside, fleet),),
                )
        yield from _routers(device, config, pool, outside, fleet)


def _over(
    config: CryptoConfig, device: str, network: AddressBlock, outside: str, fleet: FleetEvidence
) -> Fix:
    """Return the route over the one neighbour that knows the network, else as without the fleet."""
    knowing = [item for item in neighbours(config, outside, fleet) if behind(item.config, network)]
    if len(knowing) != 1:
        return _routes(config, device, network, outside)[0]
    [item] = knowing
    nameif = item.inner.nameif or item.inner.name
    return Fix(
        kind="add-route",
        device=device,
        safety=Safety.DISRUPTIVE,
        documented=True,
        why=f"{item.router.device} has {network} behind it and is {item.address} on {nameif}",
        change=AddRoute(device=device, prefix=network, next_hop=item.address, interface=nameif),
    )


def _routers(
    device: DeviceEvidence,
    config: CryptoConfig,
    pool: AddressPool,
    outside: str,
    fleet: FleetEvidence,
) -> Iterator[Observed]:
    """Yield the inside routers of the dumps that have no way back to a pool."""
    hops = {route.next_hop for route in config.routes}
    wanted = networks_of(config, pool)
    target = pool_network(pool)
    for item in neighbours(config, outside, fleet):
        theirs, gateway = item.config, item.inner.address
        serves = item.address in hops or any(behind(theirs, network) for network in wanted)
        whole = theirs.complete and theirs.cut is None and not theirs.dynamic_routing
        if gateway is None or not serves or not whole or returns(theirs, target, gateway):
            continue
        yield Observed(
            Confidence.LIKELY,
            f"{item.router.device} behind {device.device} has no route for the clients' pool {target} over"
            f" {gateway}: its answers take its default route",
            device_lines(item.router, [item.line]),
            (
                Fix(
                    kind="add-route",
                    device=item.router.device,
                    safety=Safety.DISRUPTIVE,
                    documented=True,
                    why="the way back to the pool is the firewall's inside address",
                    change=AddRoute(device=item.router.device, prefix=target, next_hop=gateway),
                ),
            ),
        )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether every inside network has a way afterwards, and the flows without are still protected."""
    old, new = case_of(before), case_of(after)
    kept = {(item.flow.device, item.flow.selector) for item in _lost(old)}
    now = {(flow.device, flow.selector) for flow in flows_of(new)}
    return kept <= now and not _lost(new)

"""What is said of the way to a network inside, and the route that it lacks: over the router of the dumps that knows it, else over the other routes' next hop."""

from __future__ import annotations

from remediate.model.base import Platform, Safety
from remediate.model.change import AddRoute
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Fix
from remediate.model.evidence import FleetEvidence
from remediate.model.selector import AddressBlock
from remediate.negotiation import behind, is_interface, learns, route_interface
from remediate.rules._routing_shown import not_in_force
from remediate.rules.inside import astray, has_default, leads_to, neighbours, returns, shut_down
from remediate.rules.traffic import Flow

__all__ = ["state_of", "suspects", "way_back", "way_inside"]


def way_inside(
    config: CryptoConfig,
    device: str,
    block: AddressBlock,
    outside: str,
    fleet: FleetEvidence | None,
) -> Fix:
    """Return the route on the device, with its next hop where the dumps tell one, else only shown."""
    if (idle := not_in_force(config, block)) is not None:
        return _route(device, None, idle)
    if config.dynamic_routing:
        why = f"a routing protocol runs, and does not bring {block}: whether it should, or a static route is missing, is for a person to say"
        return _route(device, None, why)
    knowing = [item for item in neighbours(config, outside, fleet) if leads_to(item, block)]
    nameif: str | None
    if len(knowing) == 1:
        [item] = knowing
        nameif = item.inner.nameif or item.inner.name
        return _route(
            device,
            AddRoute(device=device, prefix=block, next_hop=item.address, interface=nameif),
            f"{item.router.device} has {block} behind it and is {item.address} on {nameif}",
        )
    hops = {
        (route.next_hop, leaving.nameif or leaving.name)
        for route in config.routes
        if (leaving := route_interface(config, route)) is not None
        and not is_interface(leaving, outside)
    }
    if len(hops) == 1 and not knowing:
        [(hop, nameif)] = hops
        return _route(
            device,
            AddRoute(device=device, prefix=block, next_hop=hop, interface=nameif),
            f"{hop} is the next hop of every other inside route",
        )
    why = "which inside router leads there is not in the configuration"
    if knowing:
        names = " and ".join(f"{item.router.device} ({item.address})" for item in knowing)
        why = f"{names} of the dumps lead there: which of them it should be is for a person to say"
    line = f"{_spelt(config, block)} NEXT-HOP"
    return _route(device, None, f"`{line}` is missing: {why}")


def _spelt(config: CryptoConfig, block: AddressBlock) -> str:
    """Return the beginning of a static route."""
    network = f"{block.dotted} {block.dotted_netmask}"
    return f"ip route {network}" if config.platform is Platform.IOS else f"route INSIDE {network}"


def way_back(device: str) -> Fix:
    """Return the route that the router inside may lack."""
    return Fix(
        kind="add-route",
        device=None,
        safety=Safety.DISPLAY_ONLY,
        documented=True,
        why="the inside router needs a route back to the other end of the tunnel over the inside address of"
        f" {device}, unless that is its default gateway",
    )


def _route(device: str, change: AddRoute | None, why: str) -> Fix:
    return Fix(
        kind="add-route",
        device=device,
        safety=Safety.DISRUPTIVE if change is not None else Safety.DISPLAY_ONLY,
        documented=True,
        why=why,
        change=change,
    )


def state_of(flow: Flow) -> str:
    """Say what of the device itself is in order, and what is left; or what is not."""
    wrong = astray(flow.config, flow.selector.source)
    if wrong is not None:
        return f"{wrong}: nothing of {flow.selector.source} is reached by it"
    # behind nothing that is configured, it may be on a way that is learned
    unknown = learns(flow.config) or (
        behind(flow.config, flow.selector.source) == () and not has_default(flow.config)
    )
    return (
        f"its {'NAT is' if unknown else 'routes and NAT are'} in order, so the answers of"
        f" {flow.selector.source} do not come back to it: a route on the inside router, the hosts' gateway or a filter"
    )


def suspects(fleet: FleetEvidence | None, flow: Flow) -> str:
    """Return the routers of the dumps that stand before the network and have no way to the other end's."""
    target = flow.selector.destination
    off = shut_down(flow.config, flow.selector.source)
    if off is not None and not behind(flow.config, flow.selector.source):
        return f"; {off.name}, which has that network, is shut down"
    names = [
        item.router.device
        for item in neighbours(flow.config, flow.interface, fleet)
        if leads_to(item, flow.selector.source)
        and item.inner.address is not None
        and item.static
        and not returns(item.config, target, item.inner.address)
    ]
    return f"; {', '.join(names)} of the dumps has no route for {target} to it" if names else ""

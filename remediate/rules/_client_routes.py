"""Ways of VPN clients: what a PIX or ASA lets them reach and has no route to, and the way back to their pool."""

from __future__ import annotations

from collections.abc import Iterator

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import AddRoute
from remediate.model.config import CryptoConfig
from remediate.model.config_clients import AddressPool
from remediate.model.diagnosis import Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence
from remediate.negotiation import behind
from remediate.rules._inside_way import way_inside
from remediate.rules.base import Observed
from remediate.rules.case import device_lines
from remediate.rules.clients import networks_of, pool_network
from remediate.rules.inside import neighbours, returns, unreachable

__all__ = ["inspect"]


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
                    (way_inside(config, device.device, network, outside, fleet),),
                )
        yield from _routers(device, config, pool, outside, fleet)


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
        if gateway is None or not serves or not item.static or returns(theirs, target, gateway):
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

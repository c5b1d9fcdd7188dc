"""An echo from a device: in clear, or through a tunnel where its entries protect the two addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.aces import Ace
from remediate.lab.ike.counting import arrives, flows_out
from remediate.lab.ike.facts import Facts, Kind, block_of
from remediate.lab.ike.state import Flow
from remediate.lab.ike.traffic import inner_room
from remediate.lab.ike.world import Carrier

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["echo"]

_GRE = 24


def echo(
    tunnels: Tunnels, name: str, source: str | None, target: str, size: int, *, df: bool
) -> bool | int:
    """Return whether the answer came, or the MTU that was told.

    Hosts of a network that a far device is connected to, or has a way to inside, answer.
    """
    facts = tunnels.world.facts(name)
    if facts.owner(target) is not None:
        return True
    vrfs = sorted({port.vrf for port in facts.ports.values()})
    routes = (facts.route(target, vrf) for vrf in vrfs)
    route = next((item for item in routes if item is not None), None)
    if route is None:
        return False
    port = facts.ports[route.interface]
    here = source or port.address
    if here is None:
        return False
    flow = _protecting(tunnels, facts, route.interface, here, target)
    if flow is not None:
        return _inside(tunnels, name, flow, size, df=df)
    return _outside(tunnels, facts, here, target, size, port.mtu, df=df)


def _protecting(
    tunnels: Tunnels, facts: Facts, interface: str, here: str, target: str
) -> Flow | None:
    packet = Ace(protocol=1, source=block_of(here), destination=block_of(target))
    fitting: list[Flow] = []
    for flow in tunnels.holding(facts.device).flows.values():
        if flow.sa.interface != interface:
            continue
        if flow.entry.kind in (Kind.GRE, Kind.MGRE) or flow.sa.selector.covers(packet):
            fitting.append(flow)
    up = [flow for flow in fitting if flow.pair is not None]
    return next(iter(up or fitting), None)


def _inside(tunnels: Tunnels, name: str, flow: Flow, size: int, *, df: bool) -> bool | int:
    pair = flow.pair
    if pair is None or not flows_out(tunnels.world.facts(name), flow):
        return False
    other = pair.other(name)
    back = pair.ends.get(other)
    if back is None or not flows_out(tunnels.world.facts(other), back):
        return False
    if not (arrives(tunnels, pair, name, flow) and arrives(tunnels, pair, other, back)):
        return False
    exchange = pair.bond.exchange
    line = tunnels.world.line(exchange.initiator.local, exchange.answering.local)
    room = {
        mtu: inner_room(
            mtu,
            flow.sa.transforms,
            tunnel=flow.sa.mode == "tunnel",
            floated=flow.sa.nat_traversal,
        )
        - (_GRE if flow.entry.kind in (Kind.GRE, Kind.MGRE) else 0)
        for mtu in (flow.sa.path_mtu, line.path_mtu)
    }
    if df and size > room[flow.sa.path_mtu]:
        return room[flow.sa.path_mtu]
    if df and size > room[line.path_mtu]:
        return False if line.black_hole else room[line.path_mtu]
    return True


def _outside(
    tunnels: Tunnels, facts: Facts, here: str, target: str, size: int, mtu: int, *, df: bool
) -> bool | int:
    world = tunnels.world
    if df and size > mtu:
        return mtu
    met = world.at(target, facts.device)
    if met is None:
        return False
    line = world.line(here, met.address)
    if df and size > line.path_mtu:
        return False if line.black_hole else line.path_mtu
    there = world.passes(facts, here, met.facts, met.address, Carrier.ICMP, "")
    return there and world.passes(met.facts, met.address, facts, here, Carrier.ICMP, "")

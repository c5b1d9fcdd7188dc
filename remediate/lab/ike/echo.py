"""An echo from a device: in clear, or through a tunnel where its entries protect the two addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.aces import Ace
from remediate.lab.ike.counting import arrives, flows_out
from remediate.lab.ike.facts import Facts, Kind, block_of
from remediate.lab.ike.links import crosses, line_up, outer_of, taken
from remediate.lab.ike.state import Flow
from remediate.lab.ike.traffic import inner_room
from remediate.lab.ike.world import Carrier

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["echo"]

_GRE = 24
_KEY = 4


def echo(
    tunnels: Tunnels,
    name: str,
    source: str | None,
    target: str,
    size: int,
    *,
    df: bool,
    vrf: str = "",
) -> bool | int:
    """Return whether the answer came, or the MTU that was told.

    Hosts of a network that a far device is connected to, or has a way to inside, answer.
    """
    facts = tunnels.world.facts(name)
    if facts.owner(target, vrf) is not None:
        return True
    route = facts.route(target, vrf)
    if route is None:
        return False
    port = facts.ports[route.interface]
    here = source or port.address
    if here is None:
        return False
    link = facts.link(route.interface)
    outer = None
    if link is not None and link.gre:
        outer = outer_of(tunnels, name, link, route.hop or target)
        if outer is None or not line_up(tunnels, name, link.name):
            return False
        if not link.profile:
            return crosses(tunnels, name, link, outer)
    flow = _protecting(tunnels, facts, route.interface, here, target, outer)
    if flow is not None:
        return _inside(tunnels, name, flow, size, df=df)
    return _outside(tunnels, facts, here, target, size, port.mtu, vrf, df=df)


def _protecting(
    tunnels: Tunnels, facts: Facts, interface: str, here: str, target: str, outer: str | None
) -> Flow | None:
    """Return the flow that an echo goes by; one of GRE to an outer address, where it goes by that."""
    packet = Ace(protocol=1, source=block_of(here), destination=block_of(target))
    fitting: list[Flow] = []
    for flow in tunnels.holding(facts.device).flows.values():
        if outer is not None:
            if flow.entry.kind.tunnel and flow.sa.peer == outer:
                fitting.append(flow)
        elif flow.sa.interface == interface and flow.sa.selector.covers(packet):
            fitting.append(flow)
    up = [flow for flow in fitting if flow.pair is not None]
    return next(iter(up or fitting), None)


def _inside(tunnels: Tunnels, name: str, flow: Flow, size: int, *, df: bool) -> bool | int:
    pair = flow.pair
    if pair is None or not flows_out(tunnels, name, flow):
        return False
    other = pair.other(name)
    back = pair.ends.get(other)
    if back is None or not flows_out(tunnels, other, back):
        return False
    if not (arrives(tunnels, pair, name, flow) and arrives(tunnels, pair, other, back)):
        return False
    if not (taken(tunnels, name, flow) and taken(tunnels, other, back)):
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
        - _gre(tunnels.world.facts(name), flow)
        for mtu in (flow.sa.path_mtu, line.path_mtu)
    }
    if df and size > room[flow.sa.path_mtu]:
        return room[flow.sa.path_mtu]
    if df and size > room[line.path_mtu]:
        return False if line.black_hole else room[line.path_mtu]
    return True


def _gre(facts: Facts, flow: Flow) -> int:
    """Return the bytes that GRE takes, with the IP header before it."""
    if flow.entry.kind not in (Kind.GRE, Kind.MGRE):
        return 0
    link = facts.link(flow.entry.interface)
    return _GRE + (_KEY if link is not None and link.key is not None else 0)


def _outside(
    tunnels: Tunnels,
    facts: Facts,
    here: str,
    target: str,
    size: int,
    mtu: int,
    vrf: str,
    *,
    df: bool,
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
    there = world.passes(facts, here, met.facts, met.address, Carrier.ICMP, vrf)
    front = met.facts.front(met.address)
    return there and world.passes(met.facts, met.address, facts, here, Carrier.ICMP, front)

"""Tunnel interfaces of the two ends as they meet: whose GRE is taken, and whether a line protocol is up.

As in the vendor's pages on GRE tunnels: a receiver drops GRE of another key than its own; a tunnel with a
destination is up as long as its source is and there is a way to the destination that does not lead through
the tunnel itself; with keepalives, as long as their answers come back. A keepalive's answer comes in clear, so
it is refused where this end has tunnel protection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.aces import Ace
from remediate.lab.ike.facts import Facts, Kind, block_of
from remediate.lab.ike.link_facts import Link
from remediate.lab.ike.state import Flow
from remediate.lab.ike.world import Carrier

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["crosses", "facing", "known_hop", "knows", "line_up", "note_lines", "outer_of", "taken"]


def facing(facts: Facts, local: str, peer: str, key: int | None) -> Link | None:
    """Return the tunnel of a device that takes GRE: of its address, the sender's address and key; None: it is dropped.

    A tunnel to the sender alone goes before one of many ends.
    """
    found = [
        item
        for item in facts.links
        if item.gre
        and item.up
        and (item.local, item.key) == (local, key)
        and item.front == facts.front(local)
        and (item.multipoint or item.far == peer)
    ]
    return min(found, key=lambda item: item.multipoint, default=None)


def taken(tunnels: Tunnels, name: str, flow: Flow) -> bool:
    """Whether the far end takes what comes out of a flow's associations; only GRE is ever refused there."""
    pair = flow.pair
    if pair is None or flow.entry.kind not in (Kind.GRE, Kind.MGRE):
        return True
    link = tunnels.world.facts(name).link(flow.entry.interface)
    exchange = pair.bond.exchange
    far = exchange.answering if exchange.initiator.facts.device == name else exchange.initiator
    if link is None:
        return True
    return facing(tunnels.world.facts(far.facts.device), far.local, far.peer, link.key) is not None


def outer_of(tunnels: Tunnels, name: str, link: Link, inner: str) -> str | None:
    """Return the outer address that a device has for an inner one: mapped by hand, or registered; None for none."""
    if not link.multipoint:
        return link.far or None
    mapped = link.nhrp.outer(inner) if link.nhrp is not None else None
    found = tunnels.holding(name).registered.get((link.name, inner))
    return mapped or (found.outer if found is not None else None)


def knows(tunnels: Tunnels, name: str, flow: Flow) -> bool:
    """Whether a multipoint tunnel has somebody at the peer's outer address to send to; any other flow has."""
    if flow.entry.kind is not Kind.MGRE:
        return True
    places = [
        item
        for item in tunnels.world.facts(name).links
        if item.multipoint and item.local == flow.sa.local
    ]
    names = {item.name for item in places}
    mapped = {outer for item in places if item.nhrp for _, outer in item.nhrp.maps}
    registered = tunnels.holding(name).registered
    return flow.sa.peer in mapped or any(
        item.outer == flow.sa.peer for (place, _), item in registered.items() if place in names
    )


def known_hop(tunnels: Tunnels, name: str, flow: Flow) -> bool:
    """Whether a flow leads to a next hop of a multipoint tunnel: the device may begin it, though no line names the peer."""
    return flow.entry.kind is Kind.MGRE and knows(tunnels, name, flow)


def line_up(tunnels: Tunnels, name: str, interface: str) -> bool:
    """Whether the line protocol of a tunnel interface is up."""
    facts, flows = tunnels.world.facts(name), tunnels.holding(name).flows.values()
    link = facts.link(interface)
    if link is None:
        return True
    if not link.up or not link.local:
        return False
    if not link.gre:
        return any(flow.pair is not None and flow.sa.interface == interface for flow in flows)
    if link.multipoint:
        asked = tunnels.holding(name).asked
        return not link.follows or any(
            item.answered for (place, _), item in asked.items() if place == interface
        )
    if not link.far or (route := facts.route(link.far, link.front)) is None:
        return False
    if route.interface == interface:
        return False
    return link.keepalive is None or _echoed(tunnels, name, link)


def _echoed(tunnels: Tunnels, name: str, link: Link) -> bool:
    """Whether the answers to keepalives come back."""
    return not link.profile and crosses(tunnels, name, link, link.far)


def crosses(tunnels: Tunnels, name: str, link: Link, outer: str) -> bool:
    """Whether packets of a tunnel without protection come to its other end and back, by a crypto map where one takes them."""
    world = tunnels.world
    facts, met = world.facts(name), world.at(outer, name)
    if met is None or not link.local:
        return False
    there = facing(met.facts, met.address, world.seen_as(link.local), link.key)
    if there is None or there.profile:
        return False
    seen = world.seen_as(link.local)
    ways = _mapped(tunnels, name, link.local, outer), _mapped(tunnels, met.facts.device, met.address, seen)  # fmt: skip
    if any(item is not None for item in ways):
        return all(ways)
    way = (facts, link.local, met.facts, met.address, Carrier.GRE, link.front)
    back = (met.facts, met.address, facts, link.local, Carrier.GRE, there.front)
    return world.passes(*way) and world.passes(*back)


def _mapped(tunnels: Tunnels, name: str, local: str, outer: str) -> bool | None:
    """Whether the crypto map that protects a device's GRE has associations for it; None where none protects it."""
    packet = Ace(protocol=47, source=block_of(local), destination=block_of(outer))
    flows = [
        flow
        for flow in tunnels.holding(name).flows.values()
        if not flow.entry.kind.tunnel and flow.sa.selector.covers(packet)
    ]
    if not flows:
        return None
    return any(flow.pair is not None and len(flow.pair.ends) == 2 for flow in flows)


def note_lines(tunnels: Tunnels, name: str) -> None:
    """Log the tunnel interfaces of a device whose line protocol changed since it was looked at last."""
    facts, holding = tunnels.world.facts(name), tunnels.holding(name)
    device = tunnels.devices[name]
    for link in facts.links:
        up = line_up(tunnels, name, link.name)
        before = holding.lines.get(link.name)
        holding.lines[link.name] = up
        if before in (None, up):
            continue
        if not up and _through_itself(facts, link):
            device.say(
                f"%TUN-5-RECURDOWN: {link.name} temporarily disabled due to recursive routing"
            )
        device.say(
            f"%LINEPROTO-5-UPDOWN: Line protocol on Interface {link.name}, "
            f"changed state to {'up' if up else 'down'}"
        )


def _through_itself(facts: Facts, link: Link) -> bool:
    route = facts.route(link.far, link.front) if link.far else None
    return route is not None and route.interface == link.name

"""What a device knows by NHRP at a moment: whom, where, and how far it came with each.

States as ``show dmvpn`` has them: ``INTF`` (the tunnel's line protocol is down), ``IKE`` (no IPsec
association), ``NHRP`` (a next-hop server does not answer), ``UP``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from remediate.lab.ike.link_facts import Link
from remediate.lab.ike.links import line_up
from remediate.lab.ike.nhrp import flow_to, outer_address
from remediate.lab.ike.state import Asked, Flow, Registered

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["NextHop", "NextHops", "Server", "next_hops", "note_states"]


class NextHop(NamedTuple):
    """A peer of a tunnel interface."""

    inner: str
    outer: str
    state: str
    since: float | None
    """None: it was never in another state."""
    registered: Registered | None
    """None: mapped by hand."""
    flow: Flow | None


class Server(NamedTuple):
    """A next-hop server of a tunnel interface."""

    inner: str
    asked: Asked | None


class NextHops(NamedTuple):
    """A tunnel interface with NHRP."""

    link: Link
    up: bool
    peers: list[NextHop]
    servers: list[Server]


def next_hops(tunnels: Tunnels, name: str, now: float) -> list[NextHops]:
    """Return the tunnel interfaces of a device that have NHRP, with what they know."""
    holding = tunnels.holding(name)
    found = []
    for link in tunnels.world.facts(name).links:
        if link.nhrp is None or not link.gre:
            continue
        up = line_up(tunnels, name, link.name)
        rows: dict[str, tuple[str, Registered | None]] = {}
        for inner in (*(item for item, _ in link.nhrp.maps), *link.nhrp.servers):
            outer = outer_address(link, inner)
            if outer is not None:
                rows[inner] = outer, None
        for (place, inner), item in holding.registered.items():
            if place == link.name and inner not in rows:
                rows[inner] = item.outer, item
        peers = []
        for inner, (outer, registered) in rows.items():
            flow = flow_to(tunnels, name, link, outer)
            state = _state(tunnels, name, link, inner, flow, up=up)
            since = _since(tunnels, name, (link.name, inner), state, now)
            peers.append(NextHop(inner, outer, state, since, registered, flow))
        servers = [Server(item, holding.asked.get((link.name, item))) for item in link.nhrp.servers]
        found.append(NextHops(link, up, peers, servers))
    return found


def _state(
    tunnels: Tunnels, name: str, link: Link, inner: str, flow: Flow | None, *, up: bool
) -> str:
    if not up:
        return "INTF"
    if link.profile and (flow is None or flow.pair is None):
        return "IKE"
    asked = tunnels.holding(name).asked.get((link.name, inner))
    return "NHRP" if asked is not None and not asked.answered else "UP"


def _since(
    tunnels: Tunnels, name: str, key: tuple[str, str], state: str, now: float
) -> float | None:
    """Return since when a peer is in its state, and keep it."""
    known = tunnels.holding(name).since
    before = known.get(key)
    if before is None:
        known[key] = state, (now if state == "UP" else None)
    elif before[0] != state:
        never = before[1] is None and state != "UP"
        known[key] = state, (None if never else now)
    return known[key][1]


def note_states(tunnels: Tunnels, name: str, now: float) -> None:
    """Keep since when the peers of a device are in their states."""
    next_hops(tunnels, name, now)

"""NHRP between spokes and their next-hop servers (RFC 2332), over the tunnels as they are.

A spoke registers when its tunnel is there, then each third of its holdtime; what is not answered is asked again
after 1, 2, 4 … 64 seconds. A server keeps what was registered for the holdtime that it was told.

Doubtful, and decided so:

* A request of another authentication string, to a tunnel without NHRP or of another key, or for an inner
  address that is not the server's own is dropped without a word.
* An inner address that another outer one registered, and that is not over, is refused.
* Of the time between two looks it is taken that what is so now was so all along.
* Spokes find no ways to each other: nothing is resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from remediate.lab.ike.counting import arrives
from remediate.lab.ike.facts import Facts, Kind
from remediate.lab.ike.link_facts import Link, Nhrp
from remediate.lab.ike.links import crosses, facing, knows
from remediate.lab.ike.state import Asked, Flow, Registered

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["expire", "flow_to", "outer_address", "register"]

_SLOWEST = 64.0
_NOT_UNIQUE = (
    "%NHRP-3-PAKREPLY: Receive Registration Reply packet with error - "
    "unique address registered already(14)"
)


class _Server(NamedTuple):
    """Who hears a request."""

    facts: Facts
    link: Link
    nhrp: Nhrp
    outer: str
    """The spoke, as it is seen there."""
    translated: bool


def outer_address(link: Link, inner: str) -> str | None:
    """Return where a tunnel sends its requests for a server."""
    if link.far:
        return link.far
    return link.nhrp.outer(inner) if link.nhrp is not None else None


def flow_to(tunnels: Tunnels, name: str, link: Link, outer: str) -> Flow | None:
    """Return the flow that carries a tunnel's packets to an outer address; tunnels can share it."""
    for flow in tunnels.holding(name).flows.values():
        if flow.entry.kind not in (Kind.GRE, Kind.MGRE) or flow.sa.peer != outer:
            continue
        if flow.sa.local == link.local:
            return flow
    return None


def register(tunnels: Tunnels, name: str, now: float) -> None:
    """Let a device register its tunnel interfaces at their servers, where it is time to."""
    facts, holding = tunnels.world.facts(name), tunnels.holding(name)
    wanted = {
        (link.name, server): (link, link.nhrp)
        for link in facts.links
        if link.nhrp is not None and link.gre
        for server in link.nhrp.servers
    }
    for key in holding.asked.keys() - wanted.keys():
        del holding.asked[key]
    for key, (link, nhrp) in wanted.items():
        asked = holding.asked.setdefault(key, Asked(due=now))
        outer = outer_address(link, key[1])
        flow = flow_to(tunnels, name, link, outer) if outer is not None else None
        pair = flow.pair if flow is not None else None
        if pair is not asked.through and pair is not None:
            asked.due, asked.tries = now, 0
        asked.through = pair
        if now < asked.due or outer is None or tunnels.world.out(name):
            asked.answered = asked.answered and outer is not None
            continue
        _ask(tunnels, name, link, nhrp, key[1], outer, asked, now)


def _ask(
    tunnels: Tunnels,
    name: str,
    link: Link,
    nhrp: Nhrp,
    inner: str,
    outer: str,
    asked: Asked,
    now: float,
) -> None:
    asked.sent += 1
    server = _server(tunnels, name, link, outer)
    refused = server is None or not _takes(server, nhrp, inner)
    if server is not None and not refused:
        cache = tunnels.holding(server.facts.device).registered
        place = (server.link.name, link.address)
        old = cache.get(place)
        if old is not None and old.expires > now and old.unique and old.outer != server.outer:
            tunnels.devices[name].say(_NOT_UNIQUE)
            refused = True
        else:
            cache[place] = Registered(
                outer=server.outer,
                created=old.created if old is not None and old.outer == server.outer else now,
                expires=now + nhrp.holdtime,
                unique=nhrp.unique,
                translated=server.translated,
            )
    if refused:
        asked.answered = False
        asked.due = now + min(2.0**asked.tries, _SLOWEST)
        asked.tries += 1
        return
    asked.answered, asked.tries, asked.heard = True, 0, now
    asked.replied += 1
    asked.due = now + (nhrp.every or max(nhrp.holdtime / 3, 1))


def _takes(server: _Server, nhrp: Nhrp, inner: str) -> bool:
    return server.link.address == inner and server.nhrp.authentication == nhrp.authentication


def _server(tunnels: Tunnels, name: str, link: Link, outer: str) -> _Server | None:
    """Return who hears a request and is heard."""
    found = (
        _inside(tunnels, name, link, outer) if link.profile else _clear(tunnels, name, link, outer)
    )
    if found is None:
        return None
    facts, address, seen = found
    there = facing(facts, address, seen, link.key)
    if there is None or there.nhrp is None or bool(there.profile) != bool(link.profile):
        return None
    return _Server(facts, there, there.nhrp, seen, seen != link.local)


def _inside(tunnels: Tunnels, name: str, link: Link, outer: str) -> tuple[Facts, str, str] | None:
    """Return the far device, its address and the one that it sees, where packets pass both ways by associations."""
    flow = flow_to(tunnels, name, link, outer)
    pair = flow.pair if flow is not None else None
    if flow is None or pair is None or len(pair.ends) < 2:
        return None
    other = pair.other(name)
    if not arrives(tunnels, pair, name, flow):
        return None
    if not arrives(tunnels, pair, other, pair.ends[other]):
        return None
    exchange = pair.bond.exchange
    far = exchange.answering if exchange.initiator.facts.device == name else exchange.initiator
    return tunnels.world.facts(other), far.local, far.peer


def _clear(tunnels: Tunnels, name: str, link: Link, outer: str) -> tuple[Facts, str, str] | None:
    """Return the same of a tunnel that nothing protects."""
    met = tunnels.world.at(outer, name)
    if met is None or not crosses(tunnels, name, link, outer):
        return None
    return met.facts, met.address, tunnels.world.seen_as(link.local)


def expire(tunnels: Tunnels, name: str, now: float) -> None:
    """Let a server forget what was not registered again in time, and what its tunnels no longer are for."""
    facts, holding = tunnels.world.facts(name), tunnels.holding(name)
    names = {link.name for link in facts.links if link.nhrp is not None and link.up}
    holding.registered = {
        key: item
        for key, item in holding.registered.items()
        if item.expires > now and key[0] in names
    }
    for at, flow in list(holding.flows.items()):
        spare = flow.entry.kind is Kind.MGRE and not flow.own and flow.pair is None
        if spare and not knows(tunnels, name, flow):
            del holding.flows[at]

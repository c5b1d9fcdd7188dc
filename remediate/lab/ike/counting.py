"""Packets counted: what became of those that hosts sent since they were counted last.

Both ends of a pair are counted at once. What a device prints of packets that it refuses is limited in its
rate: one line of a kind and peer in 30 seconds for changed packets, in 60 for unknown associations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.ike.exchange import End
from remediate.lab.ike.facts import Facts
from remediate.lab.ike.links import knows
from remediate.lab.ike.state import Flow, Pair
from remediate.lab.ike.traffic import inner_room, rate_of, sends, translated
from remediate.lab.ike.words_packets import say_changed, say_clear, say_replayed, say_unknown
from remediate.lab.ike.world import Carrier

if TYPE_CHECKING:
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["arrives", "count", "flows_out", "hear_clear"]

_LARGE = 10
"""One packet in so many is as large as the hosts' link allows, with DF."""


def flows_out(tunnels: Tunnels, name: str, flow: Flow) -> bool:
    """Whether packets of a flow come to its associations at a device."""
    facts, entry, selector = tunnels.world.facts(name), flow.entry, flow.sa.selector
    if not knows(tunnels, name, flow):
        return False
    return sends(facts, entry, selector) and not translated(facts, entry, selector)


def count(tunnels: Tunnels, pair: Pair, now: float) -> None:
    """Count the packets of a pair of associations in both directions."""
    since, pair.counted = pair.counted, now
    if now <= since:
        return
    rate = rate_of(*pair.names, pair.child.offer)
    number = int(rate * now) - int(rate * since)
    for name in pair.names:
        flow = pair.ends.get(name)
        if flow is not None and number and flows_out(tunnels, name, flow):
            _carry(tunnels, pair, name, flow, number, now)


def _carry(tunnels: Tunnels, pair: Pair, name: str, flow: Flow, number: int, now: float) -> None:
    world = tunnels.world
    other = pair.other(name)
    one, far_end = _ends(pair, name)
    receiver = world.facts(other)
    line = world.line(one.local, far_end.local)
    sa = flow.sa
    room = inner_room(
        min(line.path_mtu, sa.path_mtu),
        sa.transforms,
        tunnel=sa.mode == "tunnel",
        floated=sa.nat_traversal,
    )
    large = number // _LARGE if _too_large(world.facts(name), room, line.path_mtu) else 0
    if large and not line.black_hole:
        sa.path_mtu = min(sa.path_mtu, line.path_mtu)
        sa.counters.send_errors += large
        number -= large
        large = 0
    sa.counters.encaps += number
    number -= large
    if not arrives(tunnels, pair, name, flow):
        return
    far = pair.ends.get(other)
    target = tunnels.devices[other]
    holding = tunnels.holding(other)
    if far is None:
        if holding.may_say(f"spi {name}", now, 60.0):
            say_unknown(target, receiver, flow, _entrance(receiver, flow))
            if receiver.recovers:
                tunnels.drop(pair, name, tell=False)
        return
    counters = far.sa.counters
    arrived = counters.decaps + counters.receive_errors
    changed = _share(line.corrupted, arrived, number)
    if changed and any(item.endswith("-hmac") or "gcm" in item for item in far.sa.transforms):
        counters.verify_failed += changed
        counters.receive_errors += changed
        number -= changed
        if holding.may_say(f"mac {name}", now, 30.0):
            say_changed(target, receiver, far)
    reordered = line.reordered if line.late_by >= far.sa.replay_window else 0.0
    late = _share(reordered, arrived, number)
    if late:
        counters.replay_failed += late
        counters.receive_errors += late
        number -= late
        if holding.may_say(f"replay {name}", now, 30.0):
            say_replayed(target, receiver, far)
    counters.decaps += number


def _share(share: float, before: int, number: int) -> int:
    """Return how many of so many more packets are of a share, so that few at a time come to it as well."""
    return int((before + number) * share) - int(before * share)


def _too_large(facts: Facts, room: int, mtu: int) -> bool:
    """Whether full-sized segments of the hosts do not fit: the line is narrow, and nothing clamps them."""
    if mtu >= 1500:
        return False
    clamps = [port.mss for port in facts.ports.values() if port.mss is not None]
    return not clamps or min(clamps) + 40 > room


def _ends(pair: Pair, name: str) -> tuple[End, End]:
    exchange = pair.bond.exchange
    one, other = exchange.initiator, exchange.answering
    return (one, other) if one.facts.device == name else (other, one)


def arrives(tunnels: Tunnels, pair: Pair, name: str, flow: Flow) -> bool:
    """Whether what a device encapsulates comes to the other."""
    world = tunnels.world
    one, other = _ends(pair, name)
    if not flow.sa.nat_traversal and world.overloaded(one.local, other.local):
        return False  # ESP has no ports that a translator could tell apart
    return world.passes(
        world.facts(name),
        one.local,
        world.facts(other.facts.device),
        other.local,
        Carrier.FLOATED if flow.sa.nat_traversal else Carrier.ESP,
        flow.entry.vrf,
    )


def _entrance(facts: Facts, flow: Flow) -> str:
    port = facts.owner(flow.sa.peer)
    return port.name if port is not None else ""


def hear_clear(tunnels: Tunnels, name: str, now: float) -> None:
    """Let a device say that a peer's GRE comes in clear where it has protection: one line a peer in 60 seconds."""
    world, holding = tunnels.world, tunnels.holding(name)
    facts = world.facts(name)
    for link in facts.links:
        if not (link.gre and link.profile and link.up and link.local):
            continue
        for sender, source in world.in_clear(link.local):
            seen = world.seen_as(source)
            if not (link.multipoint or link.far == seen) or sender.device == name:
                continue
            if not world.passes(
                sender, source, facts, link.local, Carrier.GRE, sender.front(source)
            ):
                continue
            if holding.may_say(f"clear {seen}", now, 60.0):
                say_clear(tunnels.devices[name], link.local, seen)

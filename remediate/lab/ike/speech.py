"""Who says what of a negotiation: the words of each end's platform and generation, where they are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.ike.exchange import Child, End, Exchange
from remediate.lab.ike.state import Pair
from remediate.lab.ike.voice import Lines, Voice, say_all
from remediate.lab.ike.words_asa import asa_begin
from remediate.lab.ike.words_asa_quick import asa_child
from remediate.lab.ike.words_child import child_lines
from remediate.lab.ike.words_ikev2 import initiator_lines2, responder_lines2
from remediate.lab.ike.words_main import initiator_lines, responder_lines
from remediate.lab.ike.words_packets import say_deletion, say_session
from remediate.lab.ike.words_quick import initiator_quick, request, responder_quick

if TYPE_CHECKING:
    from remediate.lab.device import Device
    from remediate.lab.ike.tunnels import Tunnels

__all__ = ["speak", "speak_deletion"]


def speak(
    tunnels: Tunnels,
    exchange: Exchange,
    child: Child | None,
    tries: int,
    *,
    began: bool,
    pair: Pair | None = None,
) -> None:
    """Let both ends print what they know of an attempt.

    ``began``: phase 1 belongs to it; ``tries``: how many attempts of the same phase 1 there were before.
    """
    ends = [(exchange.initiator, True)]
    if exchange.responder is not None:
        ends.append((exchange.responder, False))
    for end, initiator in ends:
        device = tunnels.devices[end.facts.device]
        connection = _connection(tunnels, end, exchange)
        lines = _lines(
            device, end, exchange, child, tries, pair, connection, initiator=initiator, began=began
        )
        say_all(device, lines, end.peer)
        if pair is not None and began:
            flow = pair.ends[end.facts.device]
            say_session(device, end.facts, flow.sa, up=True, version=exchange.version)


def _connection(tunnels: Tunnels, end: End, exchange: Exchange) -> int:
    for sa in reversed(tunnels.ike_sas(end.facts.device)):
        if sa.peer == end.peer and sa.version == exchange.version and not sa.deleted:
            return sa.connection
    return tunnels.holding(end.facts.device).connections + 1001 if exchange.version == 1 else 1


def _lines(
    device: Device,
    end: End,
    exchange: Exchange,
    child: Child | None,
    tries: int,
    pair: Pair | None,
    connection: int,
    *,
    initiator: bool,
    began: bool,
) -> Lines:
    if end.facts.asa:
        if began:
            yield from asa_begin(device, exchange, tries, initiator=initiator)
        if child is not None:
            yield from asa_child(device, exchange, child, pair, initiator=initiator, began=began)
        return
    if exchange.version == 2:
        if began:
            begin = initiator_lines2 if initiator else responder_lines2
            yield from begin(device, exchange, tries, connection)
        if child is not None:
            yield from child_lines(
                device, exchange, child, pair, connection, initiator=initiator, began=began
            )
        return
    if initiator and child is not None:
        yield from request(device, exchange, child, Voice(device, connection))
    if began:
        say = initiator_lines if initiator else responder_lines
        yield from say(device, exchange, tries, connection)
    if child is not None:
        quick = initiator_quick if initiator else responder_quick
        yield from quick(device, exchange, child, pair, connection)


def speak_deletion(tunnels: Tunnels, name: str, pair: Pair, why: str) -> None:
    """Let an end say that its associations ended."""
    flow = pair.ends.get(name)
    if flow is not None:
        say_deletion(tunnels.devices[name], tunnels.world.facts(name), pair, flow.sa, why)

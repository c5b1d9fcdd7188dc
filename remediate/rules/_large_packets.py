"""Signs that packets with the DF bit are too large for the tunnel: pings, hosts that are told, an ASA's counter."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from remediate.messages.times import seconds_of
from remediate.model.diagnosis import Evidence
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message, Ping
from remediate.model.selector import AddressBlock
from remediate.rules.case import Case, message_evidence
from remediate.rules.rates import LEAST, ONE_IN, counter_evidence, rate_of
from remediate.rules.room import behind, computed_mss, inner_pings
from remediate.tunnels.addresses import is_address

__all__ = ["Symptom", "large_packets"]

_TOO_LARGE = "fragmentation-needed"
_ROUND_TRIP = 1.0
"""Seconds within which what was already on its way is told of too."""
_KEPT = 300.0
"""Seconds for which a host keeps what it was told of a path, at least (RFC 1191, 6.3)."""


class Symptom(NamedTuple):
    """What an end shows of packets that are too large."""

    end: TunnelEnd
    text: str
    evidence: tuple[Evidence, ...]
    weak: bool = False
    """Whether a tunnel that works shows the same."""
    passes: int | None = None
    """Largest packet that a ping with DF brought through the tunnel."""


def large_packets(case: Case) -> Symptom | None:
    """Return what shows it best: pings that measured it, hosts that are told in vain, an ASA's counter."""
    logged = _logged(case)
    if logged is not None and not logged.weak:
        return _pinged(case) or logged
    return _pinged(case) or _counted(case) or logged


def _pinged(case: Case) -> Symptom | None:
    """Return pings with DF through the tunnel that were lost below the size that should fit."""
    for end in case.tunnel.ends:
        mine = [ping for other, ping in inner_pings(case) if other is end]
        fits = computed_mss(case, end).plain_mtu
        for target in dict.fromkeys(ping.target for ping in mine):
            pings = [ping for ping in mine if ping.target == target]
            passed = max((ping.size for ping in pings if ping.received), default=None)
            lost = [ping for ping in pings if not ping.received and ping.sent and ping.size <= fits]
            if passed is None or not lost or min(ping.size for ping in lost) <= passed:
                continue
            smallest = min(lost, key=lambda ping: ping.size)
            name = end.device or end.address
            text = (
                f"pings of {name} to {target} with DF pass with {passed} bytes and are lost with"
                f" {smallest.size}, where {fits} should fit"
            )
            shown = Evidence(
                device=name,
                file=smallest.source.file,
                line=smallest.source.line,
                text=f"ping {target} size {smallest.size} df-bit: {smallest.received} of {smallest.sent}",
            )
            return Symptom(end, text, (shown,), passes=passed)
    return None


def _logged(case: Case) -> Symptom | None:
    """Return the lines that told hosts of their packets' size; weak where no host was told again and again."""
    weak: Symptom | None = None
    for end in case.tunnel.ends:
        mine = [(end, message) for message in _told(case, end) if not _tested(end, message)]
        if not mine:
            continue
        name, rate = end.device or end.address, rate_of(mine, end)
        hosts = list(_by_host(mine))
        if any(_ignored(end, items) for items in hosts) or sum(map(_again, hosts)) >= LEAST:
            text = (
                f"{name} keeps telling hosts that packets with DF are too large ({rate}), so they don't"
                " follow it"
            )
            return Symptom(end, text, message_evidence(mine))
        text = f"{name} told hosts that packets with DF are too large ({rate}), which path MTU discovery lives on"
        weak = weak or Symptom(end, text, message_evidence(mine), weak=True)
    return weak


def _by_host(
    messages: list[tuple[TunnelEnd, Message]],
) -> Iterable[list[tuple[TunnelEnd, Message]]]:
    """Return the lines by who was told of whom."""
    found: dict[tuple[str | None, str | None], list[tuple[TunnelEnd, Message]]] = {}
    for item in messages:
        key = (item[1].field("host"), item[1].field("dst"))
        found.setdefault(key, []).append(item)
    return found.values()


def _ignored(end: TunnelEnd, messages: list[tuple[TunnelEnd, Message]]) -> bool:
    """Whether a host was told at least three times, over more than a round trip.

    IOS sends such an answer once in half a second at most.
    """
    rate = rate_of(messages, end)
    return rate.lines >= LEAST and (rate.span is None or rate.span >= _ROUND_TRIP)


def _again(messages: list[tuple[TunnelEnd, Message]]) -> int:
    """Count the times that a host was told once more although it can't have forgotten (RFC 1191, 6.3)."""
    times = sorted(
        time for _, message in messages if (time := seconds_of(message.time)) is not None
    )
    return sum(_ROUND_TRIP <= late - early < _KEPT for early, late in pairwise(times))


def _told(case: Case, end: TunnelEnd) -> list[Message]:
    """Return an end's lines about packets of this tunnel: to what is behind the other end, or to it."""
    messages = [message for message in end.messages if message.signature == _TOO_LARGE]
    blocks = behind(case, end) if messages else ()
    outer = case.tunnel.other(end).address
    return [
        message
        for message in messages
        if not blocks
        or (target := message.field("dst")) == outer
        or (target and any(block.overlaps(AddressBlock.host(target)) for block in blocks))
    ]


def _tested(end: TunnelEnd, message: Message) -> bool:
    """Whether the line answers a ping that somebody sent with DF to find the path MTU."""
    pings = end.evidence.pings if end.evidence is not None else ()
    told = message.field("host")
    return any(
        ping.df
        and ping.target == message.field("dst")
        and (told is None or (sender := _sender(end, ping)) is None or told == sender)
        for ping in pings
    )


def _counted(case: Case) -> Symptom | None:
    """Return an ASA's count of packets that it might not fragment before encryption."""
    for end in case.tunnel.ends:
        failed = sum(sa.counter("pre_frag_failures") for sa in end.ipsec_sas)
        sent = sum(sa.counter("encaps") for sa in end.ipsec_sas)
        if failed < LEAST or failed * ONE_IN < sent:
            continue
        name = end.device or end.address
        told = sum(sa.counter("pmtus_recv") for sa in end.ipsec_sas)
        text = f"{name} counts #pre-frag failures {failed} beside {sent} packets encapsulated"
        if told:
            text += f", and #PMTUs rcvd {told}: a hop on the way has a smaller MTU"
        shown = counter_evidence(end, "pre_frag_failures", "#pre-frag failures")
        return Symptom(end, text, shown)
    return None


def _sender(end: TunnelEnd, ping: Ping) -> str | None:
    """Return the address that a ping was sent from, None where it isn't known."""
    if ping.origin is None or is_address(ping.origin):
        return ping.origin
    config = end.evidence.config if end.evidence is not None else None
    place = config.interface(ping.origin) if config is not None else None
    return place.address if place is not None else None

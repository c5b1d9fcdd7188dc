"""mtu-black-hole (PKT007): packets too large for the path are lost.

Symptom: The tunnel is up and pings pass, while some applications hang; `ICMP: dst (A): frag.
needed and DF set`; ASA `#pre-frag failures`; pings with DF that are lost although they should fit.

Cause: Packets with the DF bit exceed the path MTU once the IPsec header is on, and the ICMP
answer that would shrink them is lost or ignored. A clamp can be there and be too large for the
transform that was negotiated.

Not this when: It is the answer to a test ping that was made too large on purpose: then the line
is how the path MTU is found. A few lines, which is path MTU discovery at work. A clamp that fits: what
is lost then is not TCP.

Fix: Clamp the TCP segment size at the tunnel (set-tcp-mss): 1300 as documented, or what path MTU and
transform leave. On clients: Set MTU 1400 (LAN) or 576 (dial-up), and the PPPoE adapter's MTU.

Fix safety: The clamp is safe and acts on new TCP sessions; steps on clients are DISPLAY_ONLY.

Proof of cure: The application works, and a ping with DF at the computed size passes.

Source: Cisco document 5409, "Certain Applications Do Not Work: Adjust the MTU on the Client";
RFC 1191; Cisco document 25885.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.selector import AddressBlock
from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of
from remediate.rules.packets import clamp_of, clamps, inside_interfaces, lan_clamps
from remediate.rules.rates import LEAST, ONE_IN, counter_evidence, rate_of, seconds_of
from remediate.rules.room import Room, behind, computed_mss, inner_pings

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="fragmentation-needed",
        template="ICMP: dst ({dst:ip}){:|} frag. needed and DF set{? unreachable sent to {host:ip}}",
    ),
)

RULE = Rule(
    code="PKT007",
    slug="mtu-black-hole",
    title="packets too large for the path are lost",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("set-tcp-mss",),
    planned=True,
)


_TOO_LARGE = "fragmentation-needed"
_ROUND_TRIP = 1.0
"""Seconds within which what was already on its way is told of too."""
_KEPT = 300.0
"""Seconds for which a host keeps what it was told of a path, at least (RFC 1191, 6.3)."""
_HEADERS = 40
"""Bytes of the IPv4 and TCP headers."""


class _Symptom(NamedTuple):
    end: TunnelEnd
    text: str
    evidence: tuple[Evidence, ...]
    weak: bool = False
    """Whether a tunnel that works shows the same."""
    passes: int | None = None
    """Largest packet that a ping with DF brought through the tunnel."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where large packets are seen to be lost and no clamp keeps TCP below."""
    symptom = _symptom(case)
    if symptom is None or (symptom.weak and case.both_up()):
        return None
    room, clamp = _room(case, symptom), clamp_of(case)
    if clamp is not None and clamp <= room.mss:
        return None
    text = f"{symptom.text}; {room.mss} bytes of TCP fit"
    if symptom.passes is None:
        tunnel = f" and the tunnel's ip mtu of {room.tunnel_mtu}" if room.tunnel_mtu else ""
        text += f" a path MTU of {room.path_mtu}{tunnel}"
    configured = [end for end in case.tunnel.ends if _config(end) is not None]
    confidence = Confidence.POSSIBLE
    if configured:
        if not symptom.weak:
            confidence = Confidence.PROVEN if case.tunnel.both_configured else Confidence.LIKELY
        text += f", and {_clamped(case, clamp)}"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        change_on=_change_on(symptom.end, room),
        explanation=text,
        evidence=(*symptom.evidence, *_interfaces(symptom.end)),
        fixes=_fixes(symptom.end, room),
        needs=needs_of(case, RULE.needs[:1], "its interfaces show whether TCP is clamped"),
    )


def _clamped(case: Case, clamp: int | None) -> str:
    """Say what the ends that are known clamp TCP to."""
    if clamp is not None:
        return f"the smallest clamp of both ends is {clamp}"
    some = sorted(
        {
            value
            for end in case.tunnel.ends
            if end.evidence is not None and end.evidence.config is not None
            for value in lan_clamps(end, end.evidence.config)
            if value is not None
        }
    )
    if some:
        return f"only some interfaces clamp TCP (to {', '.join(map(str, some))})"
    if case.tunnel.both_configured:
        return "neither end clamps TCP"
    return "the end that is known does not clamp TCP"


def _symptom(case: Case) -> _Symptom | None:
    """Return what shows it best: pings that measured it, hosts that are told in vain, an ASA's counter."""
    logged = _logged(case)
    if logged is not None and not logged.weak:
        return _pinged(case) or logged
    return _pinged(case) or _counted(case) or logged


def _room(case: Case, symptom: _Symptom) -> Room:
    """Return what fits: not more than what a ping was seen to bring through."""
    room = computed_mss(case, symptom.end)
    measured = symptom.passes
    if measured is None or measured >= room.plain_mtu:
        return room
    mss = measured - _HEADERS
    steps = (
        f"{measured} bytes passed the tunnel with DF and more did not",
        f"- {_HEADERS} inner IP and TCP headers = MSS {mss}",
    )
    return room._replace(plain_mtu=measured, mss=mss, steps=steps)


def _pinged(case: Case) -> _Symptom | None:
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
            return _Symptom(end, text, (shown,), passes=passed)
    return None


def _logged(case: Case) -> _Symptom | None:
    """Return the lines that told hosts of their packets' size; weak where no host was told again and again."""
    weak: _Symptom | None = None
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
            return _Symptom(end, text, message_evidence(mine))
        text = f"{name} told hosts that packets with DF are too large ({rate}), which path MTU discovery lives on"
        weak = weak or _Symptom(end, text, message_evidence(mine), weak=True)
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
    return any(ping.df and ping.target == message.field("dst") for ping in pings)


def _counted(case: Case) -> _Symptom | None:
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
        return _Symptom(end, text, shown)
    return None


def _config(end: TunnelEnd) -> object | None:
    return end.evidence.config if end.evidence is not None else None


def _interfaces(end: TunnelEnd) -> tuple[Evidence, ...]:
    config = end.evidence.config if end.evidence is not None else None
    if config is None:
        return ()
    return config_evidence(end, [item.line for item in inside_interfaces(end, config)])


def _change_on(end: TunnelEnd, room: Room) -> tuple[str, ...]:
    planned = any(fix.change is not None for fix in _fixes(end, room))
    return (end.device,) if planned and end.device is not None else ()


def _fixes(end: TunnelEnd, room: Room) -> tuple[Fix, ...]:
    config = end.evidence.config if end.evidence is not None else None
    found = clamps(end, config, room) if config is not None else []
    for kind, documented, why in (
        ("set-client-mtu", True, "VPN client, Set MTU: 1400 on a LAN, 576 on a dial-up line"),
        ("set-pppoe-mtu", True, "the MTU of the PPPoE adapter on the client"),
        (
            "clear-df-bit",
            False,
            "where a clamp does not help (UDP): let ICMP unreachables through, else 'crypto ipsec df-bit clear'",
        ),
    ):
        found.append(
            Fix(
                kind=kind,
                device=None if documented else end.device,
                safety=Safety.DISPLAY_ONLY,
                documented=documented,
                why=why,
            )
        )
    return tuple(found)


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether TCP is clamped afterwards to what fits, as far as it was measured and computed before."""
    case = Case(before, None)
    symptom = _symptom(case)
    clamp = clamp_of(Case(after, None))
    return symptom is not None and clamp is not None and clamp <= _room(case, symptom).mss

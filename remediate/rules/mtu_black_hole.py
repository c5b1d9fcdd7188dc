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

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.signature import Signature
from remediate.rules._large_packets import Symptom, large_packets
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, needs_of
from remediate.rules.packets import clamp_of, clamps, inside_interfaces, lan_clamps
from remediate.rules.room import Room, computed_mss

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


_HEADERS = 40
"""Bytes of the IPv4 and TCP headers."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where large packets are seen to be lost and no clamp keeps TCP below."""
    symptom = large_packets(case)
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


def _room(case: Case, symptom: Symptom) -> Room:
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
    symptom = large_packets(case)
    clamp = clamp_of(Case(after, None))
    return symptom is not None and clamp is not None and clamp <= _room(case, symptom).mss

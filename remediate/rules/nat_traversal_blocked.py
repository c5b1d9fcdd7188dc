"""nat-traversal-blocked (IKE011): NAT is on the path and UDP 4500 does not pass.

Symptom: NAT is detected (`NAT found`, ports move to 4500) and then `retransmitting phase 1
MM_KEY_EXCH` without an answer (IKEv2: `NAT detected float to init port 4500`, then `Maximum number of retransmissions
reached`); or ESP stays on protocol 50 behind a PAT and nothing is
decapsulated.

Cause: UDP 4500 is filtered on the way, or NAT traversal was switched off (`no crypto ipsec
nat-transparency udp-encapsulation`; ASA `no crypto isakmp nat-traversal`, or a PIX or ASA before 8.0
without `nat-traversal`).

Not this when: No NAT was found: then MM_KEY_EXCH speaks of the keys (IKE003). `His hash no
match - this node outside NAT` is how a successful detection reads. Packets go both ways: a
translation of whole addresses lets ESP through.

Fix: enable-nat-traversal where it was switched off; else open UDP 4500 between the two
addresses.

Fix safety: Enabling is safe; the filter is on somebody's path device: DISPLAY_ONLY.

Proof of cure: The SA shows port 4500 and `Tunnel UDP-Encaps`, and decapsulated packets count up
on both ends.

Source: RFC 3947 and RFC 3948; captured debugs; Cisco PIX 6.3 and ASA command references
(`nat-traversal`).
"""

from __future__ import annotations

from remediate.model.base import Confidence, Safety
from remediate.model.change_sa import EnableNatTraversal
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.negotiation import KeyState, Side, side_of
from remediate.platforms.defaults import nat_traversal_on
from remediate.rules._way_in import dropped
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of
from remediate.rules.consequences import KEY_EXCHANGE_STALLED
from remediate.rules.path import (
    Translation,
    answered,
    lost_on_4500,
    responds,
    stalled,
    translation_on_path,
)

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = KEY_EXCHANGE_STALLED

RULE = Rule(
    code="IKE011",
    slug="nat-traversal-blocked",
    title="NAT is on the path and UDP 4500 does not pass",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("enable-nat-traversal",),
    planned=True,
)


_NEVER_CAME = frozenset({"ikev2-abort-auth-timer", "ikev2-auth-timer"})


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where translation is on the path and an end has NAT traversal off, or gets no answer."""
    translation = translation_on_path(case)
    if translation is None or case.carries_traffic():
        return None
    off = _off(case.tunnel)
    if off:
        return _switched_off(case, translation, off)
    return (
        dropped(case, RULE, floated=True)
        or _filtered(case, translation)
        or _filtered_ikev2(case, translation)
    )


def _off(tunnel: TunnelEvidence) -> list[Side]:
    sides = (side_of(tunnel, end) for end in tunnel.ends)
    return [side for side in sides if side is not None and nat_traversal_on(side.config) is False]


def _switched_off(case: Case, translation: Translation, off: list[Side]) -> Diagnosis:
    one_way = [end for end in case.tunnel.ends if _one_way(end)]
    failing = bool(one_way) or (not case.any_up() and bool(stalled_ends(case)))
    names = " and ".join(side.name for side in off)
    text = (
        f"{translation.reason}, and NAT traversal is off on {names}: ESP is sent as protocol 50, which a"
        " translation of ports does not pass"
    )
    confidence = Confidence.POSSIBLE
    if failing:
        confidence = Confidence.PROVEN if case.tunnel.both_configured else Confidence.LIKELY
    for end in one_way:
        text += f"; {end.device or end.address} encapsulates packets and decapsulates none"
    fixes = tuple(
        Fix(
            kind="enable-nat-traversal",
            device=side.name,
            safety=Safety.SAFE,
            documented=False,
            why="ESP goes in UDP 4500 then wherever translation is found; other tunnels stay as they are",
            change=EnableNatTraversal(device=side.name, previous=side.config.nat_traversal),
        )
        for side in off
    )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        change_on=tuple(side.name for side in off),
        explanation=text,
        evidence=(
            *message_evidence(translation.messages),
            *(item for side in off for item in config_evidence(side.end, _lines(side))),
        ),
        fixes=fixes,
        needs=needs_of(case, RULE.needs[:1], "whether it has NAT traversal on")
        or tuple(
            Need(device=end.device, command=Show.IPSEC_SA, why="whether packets are decapsulated")
            for end in case.tunnel.ends
            if end.device is not None and not failing
        ),
    )


def _lines(side: Side) -> list[int | None]:
    """Return the lines that switch NAT traversal off, none where the release's default does."""
    text = side.end.evidence.config_text if side.end.evidence is not None else None
    return [
        number
        for number, line in enumerate((text or "").split("\n"), 1)
        if line.startswith("no ") and ("nat-transparency" in line or "nat-traversal" in line)
    ]


def _one_way(end: TunnelEnd) -> bool:
    """Whether live SAs of an end sent packets and got none."""
    live = [sa for sa in end.ipsec_sas if sa.up]
    return (
        bool(live)
        and any(sa.counter("encaps") > 0 for sa in live)
        and all(sa.counter("decaps") == 0 for sa in live)
    )


def stalled_ends(case: Case) -> list[TunnelEnd]:
    """Return the ends whose key exchange got no usable answer."""
    return [end for end in case.tunnel.ends if stalled(end) and not answered(end, port="4500")]


def _filtered(case: Case, translation: Translation) -> Diagnosis | None:
    """Return what an unanswered key exchange shows right after translation was detected."""
    waiting = stalled_ends(case)
    if not waiting or not translation.messages or case.phase1_up() or case.any_up():
        return None
    end = next((item for item in waiting if not responds(item)), waiting[0])
    other, name = case.tunnel.other(end), end.device or end.address
    keys = case.negotiation.keys.state if case.negotiation is not None else None
    if keys in (KeyState.DIFFERENT, KeyState.MISSING):
        return None
    if responds(end):
        first = other.device or other.address
        text = (
            f"{translation.reason}, and message 5, which {first} sends to UDP 4500, never came to {name}: look for a"
            f" filter of UDP 4500 between {other.address} and {end.address}, from {first} first"
        )
    else:
        text = (
            f"{translation.reason}, the exchange moved to UDP 4500, and {name} got no answer there: look for a filter"
            f" of UDP 4500 between {end.address} and {other.address}, from {name} first"
        )
    messages = [(end, message) for end in waiting for message in stalled(end)]
    if keys is not KeyState.EQUAL and any("psk-mismatch" in item.slugs for _, item in messages):
        text += "; keys that differ look the same"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.LIKELY if keys is KeyState.EQUAL else Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation=text,
        evidence=message_evidence([*translation.messages, *messages]),
        fixes=(_open(end, other),),
        needs=needs_of(case, RULE.needs[:1], "its pre-shared key rules a mismatch out")
        or tuple(
            Need(
                device=end.device,
                command=Show.DEBUG_ISAKMP,
                why="whether packets arrive on UDP 4500",
            )
            for end in (other,)
            if end.device is not None
        ),
    )


def _filtered_ikev2(case: Case, translation: Translation) -> Diagnosis | None:
    """Return what an IKE_AUTH shows that got no answer on UDP 4500, where IKE_SA_INIT on UDP 500 did."""
    lost = [(end, message) for end in case.tunnel.ends for message in lost_on_4500(end)]
    if not lost or case.phase1_up() or case.any_up():
        return None
    end, other = lost[0][0], case.tunnel.other(lost[0][0])
    never = [(other, m) for m in other.messages if m.signature in _NEVER_CAME and m.slugs]
    name, peer = end.device or end.address, other.device or other.address
    text = (
        f"{translation.reason}, IKE_AUTH moved to UDP 4500, and {name} got no answer there: look for a filter of UDP 4500"
        f" between {end.address} and {other.address}, from {name} first, and whether its fragments pass"
    )
    if never:
        text += f". {peer} says that IKE_AUTH never came"
    alike = case.negotiation is not None and case.negotiation.agrees
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.LIKELY if never and alike else Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation=text,
        evidence=message_evidence([*translation.messages, *lost, *never]),
        fixes=(_open(end, other),),
        needs=tuple(
            Need(device=other.device, command=Show.DEBUG_IKEV2, why="whether IKE_AUTH arrives")
            for _ in (other,)
            if other.device is not None and not never
        ),
    )


def _open(end: TunnelEnd, other: TunnelEnd) -> Fix:
    return Fix(
        kind="open-udp-4500",
        device=end.device,
        safety=Safety.DISPLAY_ONLY,
        documented=False,
        why=f"no fix by configuration of the two ends: let UDP 4500 pass between {end.address} and {other.address}",
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether no end has NAT traversal off afterwards."""
    del before
    return not _off(after)

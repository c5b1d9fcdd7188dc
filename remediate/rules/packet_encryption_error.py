"""packet-encryption-error (PKT004): the hardware VPN module drops packets out of sequence.

Symptom: `%HW_VPN-1-HPRXERR: Hardware VPN0/2: Packet Encryption/Decryption error, status=4615`
(AH; 4612 with ESP).

Cause: Fragmented encrypted packets are process switched while others are switched fast, or a
cache entry is stale: packets reach the module out of sequence, outside its replay window.

Not this when: The status is another one than 4612 and 4615: then it is the module's own
trouble, and not the sequence. It comes now and then on a tunnel whose packets move both ways.

Fix: Keep packets from being fragmented: `ip tcp adjust-mss`, 1300 as documented, or the value
computed from path MTU and transform (set-tcp-mss). Documented too: `no ip route-cache`,
switching the accelerator off, ESP without authentication.

Fix safety: The MSS is safe (new TCP sessions). no-route-cache and disable-accelerator are
DISRUPTIVE and for classic IOS hardware alone; ESP without authentication is WEAKENING.

Proof of cure: No new message under load; `show crypto ipsec sa` counts no further receive
errors.

Source: Cisco document 5409, "Packet Encryption/Decryption Error".
"""

from __future__ import annotations

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import Change
from remediate.model.change_sa import DisableAccelerator, NoRouteCache
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.signature import Signature
from remediate.rules._without_authentication import unauthenticated, without_authentication
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of
from remediate.rules.packets import clamp_of, clamps, inside_interfaces, mss_of
from remediate.rules.rates import seldom
from remediate.rules.room import Room, computed_mss, outside_interface

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="packet-encryption-error",
        template=(
            "{^syslog?}{Hardware VPN|Virtual Private Network (VPN) Module}{slot:word}: "
            "Packet Encryption/Decryption error, status={status:int}"
        ),
        only=("status", ("4612", "4615")),
    ),
)

RULE = Rule(
    code="PKT004",
    slug="packet-encryption-error",
    title="the hardware VPN module drops packets out of sequence",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("set-tcp-mss", "no-route-cache", "disable-accelerator", "drop-esp-authentication"),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where an end printed the accelerator's error."""
    messages = [item for item in case.messages(RULE.slug) if not seldom(case, RULE.slug, item[0])]
    if not messages:
        return None
    printing = messages[0][0]
    config = printing.evidence.config if printing.evidence is not None else None
    room = computed_mss(case, printing)
    text = (
        f"the VPN accelerator of {_name(printing)} dropped packets whose ESP or AH sequence number had left"
        " the replay window, as happens when encrypted packets are fragmented and process-switched"
    )
    if config is None or not config.complete:
        confidence = Confidence.POSSIBLE
    else:
        clamp = mss_of(config)
        if clamp is not None and clamp <= room.mss:
            confidence = Confidence.POSSIBLE
            text += f"; TCP is clamped to {clamp} bytes already, so other traffic or a stale cache is the cause"
        else:
            other = case.tunnel.other(printing)
            theirs = other.evidence.config if other.evidence is not None else None
            their_clamp = mss_of(theirs) if theirs is not None else None
            unclamped = (
                theirs is not None
                and theirs.complete
                and (their_clamp is None or their_clamp > room.mss)
            )
            confidence = Confidence.PROVEN if unclamped else Confidence.LIKELY
            text += (
                f"; no interface clamps TCP to the {room.mss} bytes that fit a path MTU of"
                f" {room.path_mtu}"
            )
    fixes = _fixes(case, printing, config, room)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        change_on=(_name(printing),),
        explanation=text,
        evidence=(*message_evidence(messages), *_shown(printing, config)),
        fixes=fixes,
        needs=needs_of(case, RULE.needs[:1], "its interfaces show whether TCP is clamped"),
    )


def _name(end: TunnelEnd) -> str:
    return end.device or end.address


def _shown(end: TunnelEnd, config: CryptoConfig | None) -> tuple[Evidence, ...]:
    if config is None:
        return ()
    return config_evidence(end, [item.line for item in inside_interfaces(end, config)])


def _fixes(case: Case, end: TunnelEnd, config: CryptoConfig | None, room: Room) -> tuple[Fix, ...]:
    found: list[Fix] = []
    if config is not None:
        found.extend(clamps(end, config, room))
    if config is None or (config.platform is Platform.IOS and not config.release.xe):
        found.extend(_hardware(end, config))
    found.extend(without_authentication(case, end.device))
    return tuple(found)


def _hardware(end: TunnelEnd, config: CryptoConfig | None) -> list[Fix]:
    """Return the document's two ways around the module, which cost throughput: only by name."""
    place = outside_interface(end, config) if config is not None else None
    cache = place is not None and place.route_cache
    engine = config is not None and config.settings.accelerator is not False
    return [
        _explained(
            "no-route-cache",
            end,
            "'no ip route-cache' on the interface: process switching, a high load; classic IOS only",
            NoRouteCache(device=_name(end), interface=place.name) if place and cache else None,
        ),
        _explained(
            "disable-accelerator",
            end,
            "'no crypto engine accelerator': throughput falls to software encryption",
            DisableAccelerator(device=_name(end)) if engine else None,
        ),
    ]


def _explained(kind: str, end: TunnelEnd, why: str, change: Change | None) -> Fix:
    return Fix(
        kind=kind,
        device=end.device,
        safety=Safety.DISRUPTIVE,
        documented=True,
        why=f"only by name: {why}",
        change=change,
        by_name=True,
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether an end that printed the error clamps TCP afterwards to what fits path and transform.

    Or, where that was asked for by name, has its accelerator or its route cache off, or neither end
    authenticates.
    """
    if unauthenticated(after):
        return True
    # a session's SYN and its answer pass both ends, so one clamp serves both
    case, clamp = Case(before, None), clamp_of(Case(after, None))
    for x, y in zip(before.ends, after.ends, strict=True):
        printed = any(RULE.slug in message.slugs for message in x.messages)
        if not printed or seldom(case, RULE.slug, x):
            continue
        config = y.evidence.config if y.evidence is not None else None
        if config is None:
            return False
        place = outside_interface(y, config)
        if config.settings.accelerator is False or (place is not None and not place.route_cache):
            continue
        if clamp is None or clamp > computed_mss(case, x).mss:
            return False
    return True

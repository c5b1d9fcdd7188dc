"""esp-sequence-fail (PKT005): ESP packets arrive out of sequence at the encryption module.

Symptom: `%C1700_EM-1-ERROR: packet-rx error: ESP sequence fail`.

Cause: QoS reorders after encryption, the path reorders, or encrypted packets arrive in
fragments that are put together before they are checked.

Not this when: It came once with a path change; the peer's log shows that packets are lost and
not reordered.

Fix: Fragment before encryption on the encrypting router (set-prefragmentation), or an MTU that
needs no fragments (set-ip-mtu: the path's, where the interface has more); no QoS on ESP; a
current image.

Fix safety: Pre-fragmentation is safe on IOS and DISRUPTIVE on ASA. A change of the MTU is
always DISRUPTIVE: every tunnel that ends on the interface drops, so a window is needed.

Proof of cure: No new message under load, and no fragments in `show ip traffic`.

Source: Cisco document 5409, "Packet Receive Error due to ESP Sequence Fail"; RFC 4303 section
3.4.3.
"""

from __future__ import annotations

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import SetIpMtu, SetPrefragmentation
from remediate.model.config import CryptoConfig, Interface
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of
from remediate.rules.room import computed_mss, outside_interface

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(name="esp-sequence-fail", template="{^syslog?}packet-rx error: ESP sequence fail"),
)

RULE = Rule(
    code="PKT005",
    slug="esp-sequence-fail",
    title="ESP packets arrive out of sequence at the encryption module",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("set-prefragmentation", "set-ip-mtu"),
    planned=True,
)


_USUAL_MTU = 1500
"""Bytes, where neither ``mtu`` nor ``ip mtu`` is printed."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where an end printed the error; what changes is the *encrypting* end."""
    messages = case.messages(RULE.slug)
    if not messages:
        return None
    receiving = messages[0][0]
    encrypting = case.tunnel.other(receiving)
    config = encrypting.evidence.config if encrypting.evidence is not None else None
    own = receiving.evidence.config if receiving.evidence is not None else None
    place = outside_interface(encrypting, config) if config is not None else None
    text = (
        f"{_name(receiving)} received ESP packets out of sequence: reordered by QoS or the path, or fragmented"
        f" after encryption by {_name(encrypting)} and reassembled before the check"
    )
    confidence = Confidence.POSSIBLE
    if config is not None:
        state = prefragmentation(config, place)
        if state is True:
            text += f"; {_name(encrypting)} fragments before encryption already: look at QoS and the path"
        elif state is False:
            confidence = Confidence.PROVEN if own is not None else Confidence.LIKELY
            text += f"; {_name(encrypting)} is configured to fragment after encryption"
        elif not config.complete:
            text += f"; only a part of the running-config of {_name(encrypting)} is known"
        elif config.platform is Platform.IOS:
            confidence = Confidence.LIKELY
            text += f"; {_name(encrypting)} is not configured to fragment before encryption"
        else:
            text += f"; {_name(encrypting)} prints no fragmentation setting: PIX and ASA fragment before encryption by default"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        change_on=(encrypting.device,)
        if encrypting.device is not None and config is not None
        else (),
        explanation=text,
        evidence=(
            *message_evidence(messages),
            *(config_evidence(encrypting, [place.line]) if place is not None else ()),
        ),
        fixes=_fixes(case, receiving, encrypting, config, place),
        needs=needs_of(case, RULE.needs[:1], "its fragmentation setting decides"),
    )


def prefragmentation(config: CryptoConfig, place: Interface | None) -> bool | None:
    """Return the setting in force on an interface: its own, else the global one, None when not printed."""
    if place is not None and place.prefragmentation is not None:
        return place.prefragmentation
    return config.prefragmentation


def _name(end: TunnelEnd) -> str:
    return end.device or end.address


def _fixes(
    case: Case,
    receiving: TunnelEnd,
    encrypting: TunnelEnd,
    config: CryptoConfig | None,
    place: Interface | None,
) -> tuple[Fix, ...]:
    found: list[Fix] = []
    name = _name(encrypting)
    if config is not None and place is not None:
        state = prefragmentation(config, place)
        asa = config.platform is Platform.ASA
        label = (place.nameif or place.name) if asa else place.name
        if state is not True and not (asa and state is None):
            found.append(
                Fix(
                    kind="set-prefragmentation",
                    device=encrypting.device,
                    safety=Safety.DISRUPTIVE if asa else Safety.SAFE,
                    documented=True,
                    why=f"{name} encrypts what arrives at {_name(receiving)}: fragments are then whole ESP packets",
                    change=SetPrefragmentation(
                        device=name, interface=label, enabled=True, previous=place.prefragmentation
                    ),
                )
            )
        found.append(_mtu(case, encrypting, config, place))
    for kind, why in (
        (
            "disable-qos",
            "take QoS off IPsec traffic on the encrypting or a middle router, or 'qos pre-classify'",
        ),
        ("upgrade", "the newest stable image of the train"),
    ):
        found.append(
            Fix(
                kind=kind,
                device=encrypting.device,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                why=f"not planned: {why}",
            )
        )
    return tuple(found)


def _mtu(case: Case, end: TunnelEnd, config: CryptoConfig, place: Interface) -> Fix:
    """Return the MTU of the path for the interface: packets are then encrypted to a size that passes whole.

    The device takes the overhead of ESP from its interface's MTU by itself, so the value is the
    path's. Where the interface has no more than that, there is nothing to win.
    """
    asa = config.platform is Platform.ASA
    room = computed_mss(case, end)
    printed = place.mtu if asa else place.ip_mtu
    current = printed or place.mtu or _USUAL_MTU
    why = "every tunnel that ends on the interface drops: only in a window"
    if room.path_mtu < current:
        why = f"the path has {room.path_mtu} bytes, the interface {current}; {why}"
    else:
        why = f"not planned: the path has not less than the {current} bytes of the interface; {why}"
    change = SetIpMtu(
        device=_name(end),
        interface=(place.nameif or place.name) if asa else place.name,
        value=room.path_mtu,
        previous=printed,
    )
    return Fix(
        kind="set-ip-mtu",
        device=end.device,
        safety=Safety.DISRUPTIVE,
        documented=True,
        why=why,
        change=change if room.path_mtu < current else None,
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether the end that encrypts towards the one that printed the error fragments before encryption."""
    for x, y in zip(before.ends, after.ends, strict=True):
        if not any(RULE.slug in message.slugs for message in x.messages):
            continue
        encrypting = after.other(y)
        config = encrypting.evidence.config if encrypting.evidence is not None else None
        if (
            config is None
            or prefragmentation(config, outside_interface(encrypting, config)) is not True
        ):
            return False
    return True

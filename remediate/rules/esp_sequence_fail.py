"""esp-sequence-fail (PKT005): ESP packets arrive out of sequence at the encryption module.

Symptom: `%C1700_EM-1-ERROR: packet-rx error: ESP sequence fail`.

Cause: QoS reorders after encryption, the path reorders, or encrypted packets arrive in
fragments that are put together before they are checked.

Not this when: It came once with a path change, or now and then on a tunnel whose packets move both
ways; the peer's log shows that packets are lost and not reordered.

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

from typing import NamedTuple

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import SetIpMtu, SetPrefragmentation
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of
from remediate.rules.rates import seldom
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
_RANK = (Confidence.PROVEN, Confidence.LIKELY, Confidence.POSSIBLE)
_ORDER = ("set-prefragmentation", "set-ip-mtu", "disable-qos", "upgrade")
"""Kinds of fix, the recommended first."""


class _Direction(NamedTuple):
    """One way of the tunnel's packets whose receiver printed the error."""

    receiving: TunnelEnd
    encrypting: TunnelEnd
    config: CryptoConfig | None
    """Of the encrypting end."""
    place: Interface | None
    """Interface that its encrypted packets leave by."""

    @property
    def state(self) -> bool | None:
        """Setting of the encrypting end, None where it is not printed or not known."""
        return None if self.config is None else prefragmentation(self.config, self.place)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where an end printed the error; what changes is the *encrypting* end, or both."""
    messages = case.messages(RULE.slug)
    if not messages:
        return None
    ways = [
        _direction(case, end)
        for end in case.tunnel.ends
        if any(e is end for e, _ in messages) and not seldom(case, RULE.slug, end)
    ]
    if not ways:
        return None
    messages = [item for item in messages if any(item[0] is way.receiving for way in ways)]
    words = [_judged(way) for way in ways]
    # an end that fragments before encryption already is not the one to change, if the other is
    open_ways = [way for way in ways if way.state is not True] or ways
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=min((word for word, _ in words), key=_RANK.index),
        phase=RULE.phase,
        change_on=tuple(
            way.encrypting.device
            for way in open_ways
            if way.encrypting.device is not None and way.config is not None
        ),
        explanation="; ".join(text for _, text in words),
        evidence=(
            *message_evidence(messages),
            *(
                line
                for way in ways
                if way.place is not None
                for line in config_evidence(way.encrypting, [way.place.line])
            ),
        ),
        fixes=tuple(
            sorted(
                (fix for way in open_ways for fix in _fixes(case, way)),
                key=lambda fix: _ORDER.index(fix.kind),
            )
        ),
        needs=needs_of(case, RULE.needs[:1], "its fragmentation setting decides"),
    )


def _direction(case: Case, receiving: TunnelEnd) -> _Direction:
    encrypting = case.tunnel.other(receiving)
    config = encrypting.evidence.config if encrypting.evidence is not None else None
    place = outside_interface(encrypting, config) if config is not None else None
    return _Direction(receiving, encrypting, config, place)


def _judged(way: _Direction) -> tuple[Confidence, str]:
    """Return how sure it is that fragments are the cause in one direction, and the sentence about it."""
    name, config, state = _name(way.encrypting), way.config, way.state
    own = way.receiving.evidence.config if way.receiving.evidence is not None else None
    text = (
        f"{_name(way.receiving)} received ESP packets out of sequence: reordered by QoS or the path, or"
        f" fragmented after encryption by {name} and reassembled before the check"
    )
    if config is None:
        return Confidence.POSSIBLE, text
    if state is True:
        text += f"; {name} fragments before encryption already: look at QoS and the path"
    elif state is False:
        text += f"; {name} is configured to fragment after encryption"
        return (Confidence.PROVEN if own is not None else Confidence.LIKELY), text
    elif not config.complete:
        text += f"; only a part of the running-config of {name} is known"
    elif config.platform is Platform.IOS:
        return (
            Confidence.LIKELY,
            f"{text}; {name} is not configured to fragment before encryption",
        )
    else:
        text += f"; {name} prints no fragmentation setting: PIX and ASA fragment before encryption by default"
    return Confidence.POSSIBLE, text


def prefragmentation(config: CryptoConfig, place: Interface | None) -> bool | None:
    """Return the setting in force on an interface: its own, else the global one, None when not printed."""
    if place is not None and place.prefragmentation is not None:
        return place.prefragmentation
    return config.prefragmentation


def _name(end: TunnelEnd) -> str:
    return end.device or end.address


def _fixes(case: Case, way: _Direction) -> list[Fix]:
    encrypting, config, place = way.encrypting, way.config, way.place
    found: list[Fix] = []
    name = _name(encrypting)
    if config is not None and place is not None:
        state = way.state
        asa = config.platform is Platform.ASA
        label = (place.nameif or place.name) if asa else place.name
        if state is not True and not (asa and state is None):
            found.append(
                Fix(
                    kind="set-prefragmentation",
                    device=encrypting.device,
                    safety=Safety.DISRUPTIVE if asa else Safety.SAFE,
                    documented=True,
                    why=f"{name} encrypts what arrives at {_name(way.receiving)}: fragments are then whole ESP packets",
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
                why=why,
            )
        )
    return found


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
        why = f"the path has not less than the {current} bytes of the interface; {why}"
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
    case = Case(before, None)
    for x, y in zip(before.ends, after.ends, strict=True):
        printed = any(RULE.slug in message.slugs for message in x.messages)
        if not printed or seldom(case, RULE.slug, x):
            continue
        encrypting = after.other(y)
        config = encrypting.evidence.config if encrypting.evidence is not None else None
        if (
            config is None
            or prefragmentation(config, outside_interface(encrypting, config)) is not True
        ):
            return False
    return True

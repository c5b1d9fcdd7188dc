"""replay-check-failed (PKT001): packets arrive outside the anti-replay window.

Symptom: `%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=N`,
`%IPSEC-3-REPLAY_ERROR`, ASA 402119; `#pkts replay failed` of the SA rises with the load.

Cause: Packets are reordered between encryption and decryption: parallel paths, QoS after
encryption, small and large packets on different switching paths. An attack is rare.

Not this when: The verify counter rises as well (PKT003); a few packets in days, or fewer than
one in a thousand, are what a path that changes loses (messages of ASA are printed once in five
seconds at most: the counter counts, not the lines); the window is switched off.

Fix: Widen the window of the end that drops (set-replay-window, 1024 packets), of this map entry or
profile alone where the platform has that; keep QoS from reordering within an SA. The document's own
remedy, ESP without authentication (drop-esp-authentication), switches the check off.

Fix safety: A wider window is safe and acts on new SAs. ESP without authentication is WEAKENING,
planned only by name, on both ends.

Proof of cure: The replay counter stands still under load in SAs negotiated after the change.

Source: Cisco document 5409, "Replay Check Failed" (CSCdp19680); Cisco document 116858; RFC 4303
section 3.4.3.
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change_sa import SetReplayWindow
from remediate.model.config_interfaces import Interface
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.globals import DEFAULT_REPLAY_WINDOW
from remediate.model.signature import Signature
from remediate.negotiation import Side, side_of
from remediate.rules._without_authentication import unauthenticated, without_authentication
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of
from remediate.rules.rates import Rate, Share, counter_evidence, rate_of, share_of
from remediate.rules.room import outside_interface

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="replay-check-failed",
        template=(
            "{^syslog?}decrypt: replay check failed{? connection id={connection_id:word}}{?, "
            "sequence number={sequence:int}}"
        ),
    ),
    Signature(
        name="replay-error",
        template=(
            "{^syslog?}IPSec SA receives anti-replay error, DP Handle {handle:int},{? ESP "
            "sequence number {sequence:word},} src_addr {src:ip}, dest_addr {dst:ip}, SPI "
            "{spi:hex}"
        ),
    ),
    Signature(
        name="asa-replay-check-failed",
        template=(
            "{^asa?}{IPSEC: |}Received an {protocol:word} packet (SPI= {spi:hex}, sequence number= "
            "{sequence:word}) from {src:ip} (user= {user:word}) to {dst:ip} that failed "
            "anti-replay checking"
        ),
    ),
)

RULE = Rule(
    code="PKT001",
    slug="replay-check-failed",
    title="packets arrive outside the anti-replay window",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("set-replay-window", "drop-esp-authentication"),
    planned=True,
)


_BURST = 5
"""Lines within a third of a minute that are more than a path that changes: nothing ages out, as SPIs do."""
_LARGEST = 1024
"""Packets: the largest window of IOS, IOS-XE and ASA."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis for the ends that drop, where they drop more than now and then."""
    messages = case.messages(RULE.slug)
    dropping = []
    for end in case.tunnel.ends:
        rate, share = rate_of(messages, end), share_of(end, "replay_failed", "#pkts replay failed")
        if _lasts(rate, share):
            dropping.append(_Drops(end, rate, share))
    return _found(case, dropping) if dropping else None


class _Drops(NamedTuple):
    end: TunnelEnd
    rate: Rate
    share: Share | None


def _lasts(rate: Rate, share: Share | None) -> bool:
    """Whether it goes on. What the output counts of packets weighs more than lines of a log."""
    if share is not None and share.failed:
        return share.lasting
    return rate.lasts(burst=_BURST)


def _found(case: Case, dropping: list[_Drops]) -> Diagnosis:
    texts: list[str] = []
    evidence: list[Evidence] = []
    fixes: list[Fix] = []
    others: list[Fix] = []
    confidence = Confidence.POSSIBLE
    for drops in dropping:
        end, side = drops.end, side_of(case.tunnel, drops.end)
        texts.append(_told(case, drops, side))
        if side is not None and window_of(side):
            confidence = Confidence.PROVEN if case.tunnel.both_configured else Confidence.LIKELY
        evidence += message_evidence([m for m in case.messages(RULE.slug) if m[0] is end])
        evidence += counter_evidence(end, "replay_failed", "#pkts replay failed")
        if side is not None:
            evidence += config_evidence(end, [entry.line for entry in side.entries])
        evidence += _queue_evidence(case, end)
        fixes += _wider(side)
        others.append(_queueing(case.tunnel.other(end)))
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        ongoing=True,
        change_on=tuple(dict.fromkeys(fix.device for fix in fixes if fix.device is not None)),
        explanation="; ".join(texts),
        evidence=tuple(evidence),
        fixes=(*fixes, *others, *without_authentication(case, dropping[0].end.device)),
        needs=needs_of(case, RULE.needs[:1], "its anti-replay window decides"),
    )


def _told(case: Case, drops: _Drops, side: Side | None) -> str:
    end, rate, share = drops
    name, other = end.device or end.address, case.tunnel.other(end)
    seen = [str(item) for item in (share, rate if rate.lines else None) if item is not None]
    text = (
        f"{name} drops packets of {other.device or other.address} that come outside its anti-replay window"
        f" ({'; '.join(seen)}): they are reordered on the way or by QoS, and the window is too small for it"
    )
    if side is not None and (window := window_of(side)):
        text += f". The window of {name} has {window} packets"
        if window >= _LARGEST:
            text += ", and there is none larger: look at QoS and at parallel paths"
    if (place := _queue(case, end)) is not None:
        text += (
            f". {other.device or other.address} queues what it has encrypted on {place.name} (service-policy"
            f" output {place.policy_out}): classes of one SA overtake each other"
        )
    return text


def _queue(case: Case, end: TunnelEnd) -> Interface | None:
    """Return the interface of the sending end that queues packets after encryption."""
    other = case.tunnel.other(end)
    there = side_of(case.tunnel, other)
    place = outside_interface(other, there.config) if there is not None else None
    return place if place is not None and place.policy_out is not None else None


def _queue_evidence(case: Case, end: TunnelEnd) -> tuple[Evidence, ...]:
    place = _queue(case, end)
    return config_evidence(case.tunnel.other(end), [place.line]) if place is not None else ()


def window_of(side: Side) -> int:
    """Return the packets of the window in force: the entry's, the profile's, the device's; 0 without a check."""
    for entry in side.entries:
        own = _own(side, entry)
        if own is not None:
            return own
    found = side.config.settings.replay_window
    return DEFAULT_REPLAY_WINDOW if found is None else found


def _own(side: Side, entry: CryptoMapEntry) -> int | None:
    if entry.kind != "tunnel-protection":
        return entry.replay_window
    name = _profile(side, entry)
    return next((item.replay_window for item in side.config.profiles if item.name == name), None)


def _profile(side: Side, entry: CryptoMapEntry) -> str | None:
    place = side.config.interface(entry.map)
    return place.tunnel_protection if place is not None else None


def _wider(side: Side | None) -> tuple[Fix, ...]:
    """Return the wider window for each entry of the peer; for the device where it has no smaller place."""
    if side is None or not 0 < window_of(side) < _LARGEST:
        return ()
    changes: dict[SetReplayWindow, None] = {}
    for entry in side.entries:
        own = _own(side, entry)
        if side.config.platform is Platform.ASA or entry.kind == "dynamic-reference":
            change = SetReplayWindow(
                device=side.name, value=_LARGEST, previous=side.config.settings.replay_window
            )
        elif entry.kind == "tunnel-protection":
            profile = _profile(side, entry)
            change = SetReplayWindow(
                device=side.name, profile=profile, value=_LARGEST, previous=own
            )
        else:
            change = SetReplayWindow(
                device=side.name,
                map=entry.map,
                sequence=entry.sequence,
                value=_LARGEST,
                previous=own,
            )
        changes[change] = None
    why = (
        f"{_LARGEST} packets instead of {window_of(side)}: still every packet once only, and what is"
        " overtaken by fewer is kept; for SAs negotiated from now on"
    )
    return tuple(
        Fix(
            kind="set-replay-window",
            device=side.name,
            safety=Safety.SAFE,
            documented=False,
            why=why,
            change=change,
        )
        for change in changes
    )


def _queueing(end: TunnelEnd) -> Fix:
    why = (
        "keep packets of one SA in one queue where they are encrypted ('qos pre-classify' classifies"
        " before, and does not keep the order), and off parallel paths of different delay"
    )
    return Fix(
        kind="disable-qos",
        device=end.device,
        safety=Safety.DISPLAY_ONLY,
        documented=False,
        why=why,
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether an end has a wider window afterwards, or both encrypt without authentication."""
    wider = False
    for x, y in zip(before.ends, after.ends, strict=True):
        old, new = side_of(before, x), side_of(after, y)
        if old is not None and new is not None:
            wider |= window_of(new) > window_of(old)
    return wider or unauthenticated(after)

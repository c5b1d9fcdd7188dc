"""invalid-spi (PKT002): packets arrive for an SA that the device no longer has.

Symptom: `%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for
destaddr=A, prot=50, spi=N, srcaddr=B`; PIX 402101, ASA 402114.

Cause: The sender still uses an SA that was cleared or has aged out here: a reload, a clear, or
skewed lifetimes.

Not this when: The source is no configured peer (Internet noise); the lines stop within a minute, as
after a rekey; the SPIs of the two SA tables fit crosswise (then it has healed).

Fix: Once it lasts: clear the SA at the sender, the packet's source (clear-peer-sa), and run DPD
on both ends (set-dpd). invalid-spi-recovery only by name.

Fix safety: DISRUPTIVE unless the sender has no live SA; a clear is an operation and has no inverse.
DPD is safe. Recovery answers strangers: a way to wear the router out, so WEAKENING.

Proof of cure: A new SA stands on both ends with equal SPIs crosswise, and the message is gone.

Source: Cisco document 5409, "IPsec Packet has Invalid SPI"; Cisco document 115801; RFC 4303
section 3.4.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from remediate.model.base import Confidence, Safety
from remediate.model.change_sa import ClearPeerSa
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import EndState, TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Signature
from remediate.negotiation import Agreement, KeyState, front_door, negotiate, side_of
from remediate.rules._dead_peers import dead_peer_detection, spi_recovery
from remediate.rules.base import Rule, Show
from remediate.rules.case import ESTABLISHED_STATES, Case, message_evidence
from remediate.rules.rates import LEAST, rate_of

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="invalid-spi",
        template=(
            "{^syslog?}decaps: {rec'd|recd|rec`d} IPSEC packet has invalid spi for "
            "destaddr={dst:word}, prot={protocol:word}, spi={spi:word}{?, "
            "srcaddr={src:ip}}{?, input interface={interface:word}}"
        ),
    ),
    Signature(
        name="asa-invalid-spi",
        template=(
            "{^asa?}{IPSEC: |}Received an {protocol:word} packet (SPI= {spi:hex}, sequence number= "
            "{sequence:word}) from {src:ip}{? (user= {user:word})} to {dst:ip} with an invalid "
            "SPI"
        ),
    ),
)
RULE = Rule(
    code="PKT002",
    slug="invalid-spi",
    title="packets arrive for an SA that the device no longer has",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("clear-peer-sa", "set-dpd", "invalid-spi-recovery"),
    planned=True,
)
_SPI = re.compile(r"0[xX]([0-9a-fA-F]+)")
_Messages = Sequence[tuple[TunnelEnd, Message]]


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where the peer keeps sending on an SA that an end does not have."""
    messages = case.messages(RULE.slug)
    for receiver in case.tunnel.ends:
        mine = [item for item in messages if item[0] is receiver]
        if mine and (found := _of(case, receiver, mine)) is not None:
            return found
    return None


def _of(case: Case, receiver: TunnelEnd, messages: _Messages) -> Diagnosis | None:
    sender = case.tunnel.other(receiver)
    rate = rate_of(messages, receiver)
    if _healed(sender, receiver):
        return None
    stale = _still_sent(sender, receiver, messages)
    seen = bool(stale) and _shown(receiver)  # else a burst can be from before it had the SA
    dead = not any(sa.up for sa in receiver.ipsec_sas)
    if not (rate.lasting or (seen and (dead or rate.lines >= LEAST))):
        return None
    here, there = receiver.device or receiver.address, sender.device or sender.address
    text = f"{here} gets packets of {there} for an SA that it does not have ({rate})"
    config = receiver.evidence.config if receiver.evidence is not None else None
    confidence = Confidence.POSSIBLE
    named = any(message.field("src") for _, message in messages)
    if not stale and _takes_in(receiver):
        text += f"; the SAs that {here} has take packets in, so {there} may have gone over to them since"
    elif config is not None and named and _names(case, receiver):
        confidence = Confidence.LIKELY
        text += f"; {there} is a configured peer, so it still uses what was cleared or has aged out here"
    if stale:
        spis = ", ".join(f"0x{spi:X}" for spi in stale)
        confidence = Confidence.PROVEN if _shown(receiver) else Confidence.LIKELY
        text += (
            f". {there} shows the outbound SPI {spis}, and {here} has no such inbound SA"
            if _shown(receiver)
            else f". {there} still sends on the SPI {spis} that {here} calls invalid"
        )
    fixes = (_clear(case, sender, receiver), *dead_peer_detection(case), *spi_recovery(receiver))
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        ongoing=True,
        change_on=tuple(fix.device for fix in fixes[:1] if fix.change and fix.device),
        explanation=text,
        evidence=message_evidence(messages),
        fixes=fixes,
        needs=() if stale else _needs(case, receiver),
    )


def _needs(case: Case, receiver: TunnelEnd) -> tuple[Need, ...]:
    """Return the tables that are not shown; where the sender's can't be, whether the packets still come."""
    why = "whether the sender's outbound SPI is the receiver's inbound one"
    owed = tuple(
        Need(device=end.device, command=Show.IPSEC_SA, why=why)
        for end in case.tunnel.ends
        if end.device is not None and end.state is not EndState.UNMANAGED and not _shown(end)
    )
    if owed or receiver.device is None:
        return owed
    still = "whether such packets come still, with the SAs that stand now"
    return (Need(device=receiver.device, command="show logging", why=still),)


def _spi(message: Message) -> int | None:
    """Return the SPI of a message: ``0x3EA71AED(1051138797)``, ``0x1C2D`` or a decimal number."""
    text = message.field("spi") or ""
    if found := _SPI.search(text):
        return int(found[1], 16)
    return int(text) if text.isdecimal() else None


def _shown(end: TunnelEnd) -> bool:
    """Whether an end shows its SAs with their SPIs."""
    shown = end.evidence is not None and end.evidence.ipsec_shown
    return shown and not any(sa.stands for sa in end.ipsec_sas)


def _takes_in(end: TunnelEnd) -> bool:
    """Whether an end shows live SAs, and that packets have come through them."""
    return _shown(end) and any(sa.up and sa.counter("decaps") for sa in end.ipsec_sas)


def _healed(sender: TunnelEnd, receiver: TunnelEnd) -> bool:
    """Whether both ends show SAs, and the receiver has every one that the sender uses."""
    out = {sa.outbound_spi for sa in sender.ipsec_sas if sa.up and sa.outbound_spi}
    known = {spi for sa in receiver.ipsec_sas for spi in sa.inbound_spis}
    return bool(out) and _shown(receiver) and out <= known


def _still_sent(sender: TunnelEnd, receiver: TunnelEnd, messages: _Messages) -> list[int]:
    """Return the SPIs of messages that the sender still has outbound and the receiver not inbound.

    The receiver chooses an SPI: what it calls invalid does not become valid later.
    """
    if not _shown(sender):
        return []
    known = {spi for sa in receiver.ipsec_sas for spi in sa.inbound_spis}
    out = {spi for sa in sender.ipsec_sas for spi in sa.outbound_spis} - known
    return sorted({spi for _, message in messages if (spi := _spi(message)) in out and spi})


def _names(case: Case, end: TunnelEnd) -> bool:
    side = side_of(case.tunnel, end)
    return side is not None and bool(side.entries)


def _clear(case: Case, sender: TunnelEnd, receiver: TunnelEnd) -> Fix:
    known = sender.evidence is not None and sender.evidence.platform is not None
    live = not _shown(sender) or any(sa.up for sa in sender.ipsec_sas)
    name = sender.device or sender.address
    why = (
        f"{name} sends on an SA that is gone at the other end; its next packet negotiates a new one."
        " An operation without inverse: what is in flight is lost"
    )
    if sender.evidence is None:
        why = f"{name} is not in the dumps; its administrator clears the SA ({why})"
    change = None
    if known:
        ike = _ike_gone(case, receiver)
        why += "; the other end has no IKE SA with it either, so that one goes too" if ike else ""
        peer, vrf = receiver.address, front_door(sender)
        change = ClearPeerSa(device=name, peer=peer, live=live, ike=ike, vrf=vrf)
    return Fix(
        kind="clear-peer-sa",
        device=sender.device,
        safety=Safety.DISRUPTIVE if live else Safety.SAFE,
        documented=True,
        why=why,
        change=change,
    )


def _ike_gone(case: Case, receiver: TunnelEnd) -> int:
    """Return the version of IKE that the receiver is seen to have no SA of with its peer, 0 where it may have one."""
    evidence = receiver.evidence
    if case.negotiation is None or evidence is None or not evidence.isakmp_shown:
        return 0
    established = any(
        row.state.upper() in ESTABLISHED_STATES and not row.deleted for row in receiver.isakmp_sas
    )
    if established:
        return 0
    return 1 if case.negotiation.ikev2 is None else 2


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether nothing in the two configurations keeps a new SA from being negotiated.

    The clear itself changes none of them: that a new SA stands shows on the devices alone.
    """
    del before
    found = negotiate(after)
    return (
        found is not None
        and found.phase1.outcome is not Agreement.DIFFER
        and found.keys.state not in (KeyState.DIFFERENT, KeyState.MISSING)
        and not found.lacking
        and all(
            pair.selectors.outcome is not Agreement.DIFFER
            and pair.transforms.outcome is not Agreement.DIFFER
            for pair in found.pairs
        )
    )

"""hmac-verification-failed (PKT003): packets arrive damaged: their authentication fails.

Symptom: `%MOTCR-1-ERROR`, `%MOTCR-1-PKTENGRET_ERROR ... PktEngReturn_MACMiscompare`,
`%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed`, `%IPSEC-3-HMAC_ERROR`, ASA 402120;
the verify-failed counter rises.

Cause: The packet was changed on the way, the crypto accelerator fails, or a defect leaves the
two ends with different keys after a rekey.

Not this when: It happens now and then: the document says to ignore it. The messages are rate
limited (IOS one in 30 seconds, ASA one in five): the counters count, not the lines.

Fix: None by configuration: find where packets are damaged, look for a known defect, replace the
accelerator.

Fix safety: DISPLAY_ONLY.

Proof of cure: The verify-failed counter stands still under load.

Source: Cisco document 5409, "HMAC Verification Failed"; Cisco document 116085; RFC 4303 section
3.4.4.
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.model.signature import Signature
from remediate.negotiation import side_of
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, message_evidence
from remediate.rules.rates import Rate, Share, counter_evidence, rate_of, share_of

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = (
    Signature(
        name="motcr-error",
        template="{^syslog?}motcr_crypto_callback() motcr return failure",
    ),
    Signature(
        name="motcr-mac-miscompare",
        template="{^syslog?}MOTCR PktEng Return Value = {value:hex}, PktEngReturn_MACMiscompare",
    ),
    Signature(
        name="mac-verify-failed",
        template=(
            "{^syslog?}decrypt: mac verify failed for connection id={connection_id:int}{? "
            "local={local:ip}}{? remote={remote:ip}}{? spi={spi:word}}{? "
            "seqno={sequence:word}}"
        ),
    ),
    Signature(
        name="hmac-error",
        template=(
            "{^syslog?}IPSec SA receives HMAC error, DP Handle {handle:int}, src_addr "
            "{src:ip}, dest_addr {dst:ip}, SPI {spi:hex}"
        ),
    ),
    Signature(
        name="asa-authentication-failed",
        template=(
            "{^asa?}{IPSEC: |}Received an {protocol:word} packet (SPI= {spi:hex}, sequence number= "
            "{sequence:word}) from {src:ip} (user= {user:word}) to {dst:ip} that failed "
            "authentication"
        ),
    ),
)

RULE = Rule(
    code="PKT003",
    slug="hmac-verification-failed",
    title="packets arrive damaged: their authentication fails",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
)


_MISCOMPARE = "motcr-mac-miscompare"
_COMPANION = "motcr-error"
"""The first of the two lines that an accelerator prints of one packet."""
_ACCELERATOR = frozenset({_COMPANION, _MISCOMPARE})
"""Messages of an accelerator itself."""
_REMEDIES = (
    (
        "find-corruption",
        "find where packets are changed on the way: interface errors hop by hop, captures at both ends",
    ),
    (
        "upgrade",
        "look for a known defect (CSCuv74256: a rekey with PFS group 21) and take the newest stable image",
    ),
    ("replace-accelerator", "replace the crypto accelerator, or move the tunnel to another one"),
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis for an end where packets fail authentication more than now and then."""
    messages = case.messages(RULE.slug)
    if any(message.signature == _MISCOMPARE for _, message in messages):
        messages = [item for item in messages if item[1].signature != _COMPANION]
    for end in case.tunnel.ends:
        rate = rate_of(messages, end)
        share = share_of(end, "verify_failed", "#pkts verify failed")
        counted = share is not None and share.failed > 0
        if share is not None and counted and share.lasting:
            return _found(case, end, rate, share, Confidence.LIKELY)
        if rate.lasting and not counted:
            timed = rate.span is not None and (case.any_up() or _of_ours(case, end, messages))
            return _found(
                case, end, rate, share, Confidence.LIKELY if timed else Confidence.POSSIBLE
            )
    return None


def _of_ours(case: Case, end: TunnelEnd, messages: Sequence[tuple[TunnelEnd, Message]]) -> bool:
    """Whether an end's messages name a peer that its configuration serves: they are of a live SA, so its tunnel stood."""
    side = side_of(case.tunnel, end)
    named = any(m.field("remote") or m.field("src") for other, m in messages if other is end)
    return named and side is not None and bool(side.entries)


def _found(
    case: Case, end: TunnelEnd, rate: Rate, share: Share | None, confidence: Confidence
) -> Diagnosis:
    name, other = end.device or end.address, case.tunnel.other(end)
    messages = [item for item in case.messages(RULE.slug) if item[0] is end]
    seen = [str(item) for item in (share, rate if rate.lines else None) if item is not None]
    own = any(message.signature in _ACCELERATOR for _, message in messages)
    text = (
        f"packets of {other.device or other.address} fail authentication at {name}, and not just now and then"
        f" ({'; '.join(seen)}): "
    )
    text += (
        "its accelerator reports it, so suspect that first"
        if own
        else "they are changed on the way, the accelerator fails, or the ends hold different keys after a rekey"
    )
    remedies = reversed(_REMEDIES) if own else _REMEDIES
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        ongoing=True,
        explanation=text,
        evidence=(
            *message_evidence(messages),
            *counter_evidence(end, "verify_failed", "#pkts verify failed"),
        ),
        fixes=tuple(
            Fix(
                kind=kind,
                device=end.device,
                safety=Safety.DISPLAY_ONLY,
                documented=kind != "find-corruption",
                why=f"no fix by configuration: {why}",
            )
            for kind, why in remedies
        ),
        needs=()
        if share is not None or end.device is None
        else (
            Need(
                device=end.device,
                command="show crypto ipsec sa detail",
                why="its verify-failed counter says how many packets it is",
            ),
        ),
    )

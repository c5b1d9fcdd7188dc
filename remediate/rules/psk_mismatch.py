"""psk-mismatch (IKE003): the two ends hold different pre-shared keys.

Symptom: `%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from A failed its sanity check or is
malformed`, `reserved not zero on payload 5!` (5 is the identity payload, the first that is
encrypted), `retransmitting phase 1 MM_KEY_EXCH`; state MM_KEY_EXCH (ASA: MM_WAIT_MSG5 or
MM_WAIT_MSG6, `had problems decrypting packet, probably due to mismatched pre-shared key`).

Cause: The keys that the two ends hold for each other differ, so the first encrypted message
decrypts to garbage.

Not this when: IKMP_BAD_MESSAGE stands alone: it has other causes, and the configurations have
to confirm it. Keys that are masked or of type 6 cannot be compared: the answer then says so.
MM_KEY_EXCH with NAT found and nothing arriving on UDP 4500 is IKE011.

Fix: Enter the same key on both ends (rekey-psk), both from one secret. Which of the two was
right is in neither configuration. IOS refuses to overwrite (`A pre-shared key for address mask
... already exists!`): the old line goes first.

Fix safety: Safe where the tunnel is down; DISRUPTIVE where it is up, since the key is used at
the next phase-1 negotiation and the wrong end would fall. The inverse needs the old secret;
`*****` is never replayed.

Proof of cure: After a phase-1 clear for this peer (an old SA hides a wrong key) the state is
QM_IDLE on both ends and neither message returns.

Source: Cisco document 5409, "IKE Message from X.X.X.X Failed its Sanity Check", "Reserved Not
Zero on Payload 5" and the PIX section on MM_KEY_EXCH; RFC 2409 section 5.4.
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show
from remediate.rules.consequences import KEY_EXCHANGE_STALLED, MAIN_MODE_FAILED

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="ikmp-bad-message",
        template="{^syslog?}IKE message from {peer:ip} failed its sanity check or is malformed",
    ),
    Signature(
        name="reserved-not-zero",
        template="{^isakmp?}reserved not zero on payload {payload:int}!",
    ),
    Signature(
        name="reserved-not-zero-named",
        template="{^isakmp}reserved not zero on {payload:word} payload!",
    ),
    Signature(
        name="asa-psk-mismatch",
        template=(
            "{^asa?}{?ERROR, }had problems decrypting packet, probably due to mismatched "
            "pre-shared key"
        ),
    ),
    *KEY_EXCHANGE_STALLED,
    *MAIN_MODE_FAILED,
)

RULE = Rule(
    code="IKE003",
    slug="psk-mismatch",
    title="the two ends hold different pre-shared keys",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("rekey-psk",),
    planned=True,
)

"""no-key-for-peer (IKE002): the device holds neither key nor certificate for this peer.

Symptom: `No cert, and no keys (public or pre-shared) with remote peer A`; newer releases print
`No pre-shared key with A!`, `No Cert or pre-shared address key.` and
`construct_initial_message: Can not start Main mode`. ASA: 713138 or 713022 (no tunnel-group of
that name).

Cause: The address under which the peer is reached has no `crypto isakmp key`, keyring entry or
tunnel-group: the key was never configured, is bound to another address or VRF, or the peer's
address has changed.

Not this when: Authentication is by certificates and a later line accepts the proposal; the key
is there for another address of the same peer (then the address is wrong: IKE004).

Fix: The document's: correct the peer address and check that it can be reached. Where the
address is right, set-psk for that peer (a keyring entry where the peer is in a VRF). Never
answer with a wildcard key.

Fix safety: Safe: there is no tunnel to lose. The key is a secret reference, set on both ends
from one secret.

Proof of cure: The message is gone and `show crypto isakmp sa` shows QM_IDLE for the peer.

Source: Cisco document 5409, "No Cert and No Keys with Remote Peer"; ASA syslog guide (713022,
713138).
"""

from __future__ import annotations

from remediate.model.base import Confidence
from remediate.model.diagnosis import Diagnosis
from remediate.model.signature import Signature
from remediate.negotiation import KeyState, key_for
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of, unplanned
from remediate.rules.consequences import MAIN_MODE_FAILED, NO_KEY_FOR_PEER

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = (
    Signature(
        name="asa-base-group-no-key",
        template=(
            "{^asa?}Group {tunnel_group:word} not found and BASE GROUP default preshared key "
            "not configured"
        ),
    ),
    *NO_KEY_FOR_PEER,
    *MAIN_MODE_FAILED,
)

RULE = Rule(
    code="IKE002",
    slug="no-key-for-peer",
    title="the device holds neither key nor certificate for this peer",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("set-psk", "set-peer-address"),
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where an end's configuration holds no key for the other."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is None:
        if not messages:
            return None
        return Diagnosis(
            code=RULE.code,
            slug=RULE.slug,
            confidence=Confidence.POSSIBLE,
            phase=RULE.phase,
            explanation="the device says that it has neither key nor certificate for the peer",
            evidence=message_evidence(messages),
            fixes=unplanned(RULE, messages[0][0].device),
            needs=needs_of(case, RULE.needs[:1], "its keys decide"),
        )
    if negotiation.keys.state is not KeyState.MISSING or negotiation.lacking:
        return None
    without = [side for side in (negotiation.one, negotiation.two) if key_for(side) is None]
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN if messages else Confidence.LIKELY,
        phase=RULE.phase,
        change_on=tuple(side.name for side in without),
        explanation="; ".join(
            f"{side.name} has no pre-shared key for {side.peer}" for side in without
        ),
        evidence=(
            *message_evidence(messages),
            *(
                item
                for side in without
                for item in config_evidence(side.end, [e.line for e in side.entries])
            ),
        ),
        fixes=unplanned(RULE, without[0].name),
    )

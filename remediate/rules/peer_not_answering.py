"""peer-not-answering (IKE005): nothing comes back from the peer.

Symptom: `retransmitting phase 1 MM_NO_STATE`, then `deleting SA reason "Death by retransmission
P1"`; ASA 713123 (`IKE lost contact with remote peer`), 713136 (`IKE session establishment timed
out`), state MM_WAIT_MSG2; clients say `Reason 412: The remote peer is no longer responding`;
IKEv2 `Failed to receive the AUTH msg before the timer expired`.

Cause: The peer is down, UDP 500 or 4500 or ESP is filtered on the way, there is no route to it
or back, or it has neither crypto map nor key for us and stays silent.

Not this when: The negotiation is answered after a retransmission; the other end's log shows
that it refused (then that refusal is the cause); the configurations disagree (the document also
names differing transform sets).

Fix: None by configuration: test UDP 500 and 4500 and protocol 50 between the two addresses,
from the side that gets no answer, then look at the peer.

Fix safety: DISPLAY_ONLY.

Proof of cure: A packet of the peer arrives (`received packet from A`) and the state leaves
MM_NO_STATE.

Source: Cisco document 5409, "Remote Peer Not Responding"; ASA syslog guide (713123, 713136);
client reason 412.
"""

from __future__ import annotations

from remediate.model.base import Confidence
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.signature import Role, Signature
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, message_evidence, unplanned
from remediate.rules.consequences import KEY_EXCHANGE_STALLED

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = (
    Signature(
        name="retransmitting-mm-no-state",
        template="{^isakmp}retransmitting phase 1 MM_NO_STATE",
        role=Role.WAITING,
    ),
    Signature(
        name="death-by-retransmission",
        template=(
            '{^isakmp?}deleting SA reason "Death by retransmission P{phase:int}" state '
            "({side:word}) MM_NO_STATE{? (peer {peer:ip})}"
        ),
        role=Role.CLOSING,
    ),
    Signature(
        name="asa-lost-contact",
        template="{^asa}IKE lost contact with remote peer, deleting connection",
    ),
    Signature(
        name="asa-establishment-timed-out",
        template="{^asa}IKE session establishment timed out",
    ),
    Signature(
        name="client-peer-not-responding",
        template="Reason {reason:int}: The remote peer is no longer responding",
    ),
    Signature(
        name="ikev2-auth-timer",
        template="{^ikev2}{: |}Failed to receive the AUTH msg before the timer expired",
    ),
    Signature(
        name="ikev2-abort-auth-timer",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Failed to receive the AUTH msg before the "
            "timer expired"
        ),
    ),
    *KEY_EXCHANGE_STALLED,
)

RULE = Rule(
    code="IKE005",
    slug="peer-not-answering",
    title="nothing comes back from the peer",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where both configurations agree and phase 1 still does not come up.

    Without both configurations a message is only as much as it says: a peer that does not answer.
    """
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is not None and not negotiation.agrees:
        return None
    if negotiation is None and not messages:
        return None
    if negotiation is not None and not (case.phase1_failed() or (messages and not case.any_up())):
        return None
    text = "the peer does not answer"
    if negotiation is not None:
        text = (
            "both configurations agree, and phase 1 still does not come up: look at the path"
            " (UDP 500, UDP 4500 behind NAT, protocol 50, routes), not at the policy"
        )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation=text,
        evidence=message_evidence(messages),
        fixes=unplanned(RULE, case.tunnel.ends[0].device),
        needs=tuple(
            Need(
                device=end.device,
                command="debug crypto isakmp",
                why="whether messages of the peer arrive at all",
            )
            for end in case.tunnel.ends
            if end.device is not None
        ),
    )

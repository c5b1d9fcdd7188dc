"""peer-not-answering (IKE005): nothing comes back from the peer.

Symptom: `retransmitting phase 1 MM_NO_STATE`, then `deleting SA reason "Death by retransmission
P1"`; ASA 713123 (`IKE lost contact with remote peer`), 713136 (`IKE session establishment timed
out`), 713201 (`Duplicate Phase 1 packet detected`: our answer does not reach it), 713236 (`IKE_DECODE RESENDING Message (msgid=0)`) and 715065 (`FSM error history` with MM_WAIT_MSG2 and
EV_TIMEOUT), or 713041 (`New Phase 1`) and then nothing but 713902 (`Removing peer from peer table failed`), state MM_WAIT_MSG2; clients say `Reason 412: The remote peer is no longer responding`;
IKEv2 `Failed to receive the AUTH msg before the timer expired`; `%SEC-6-IPACCESSLOGP`, `…LOGNP`, `%FW-6-DROP_PKT`, ASA 106023
of the peer's UDP 500, 4500 or ESP to the device's own address.

Cause: The peer is down, UDP 500 or 4500 or ESP is filtered on the way, there is no route to it
or back, it has neither crypto map nor key for us and stays silent, IKE or the interface that it
negotiates from is switched off there, or a router's own access list or zone policy drops its packets.

Not this when: The negotiation is answered after a retransmission, if only by a notify that refuses it (IKE001); the peer came
back later in the same log; the other end's log shows that it refused (then that refusal is the cause); the configurations disagree (the document also
names differing transform sets). No route is a fault where the whole routing table has none; in a configuration without one it is a question. What is switched off at both ends is meant to be. The list of a
PIX or ASA is for what passes through; one that misses UDP 4500 drops nothing without translation.

Fix: Where IKE or the interface is switched off, the command that switches it on, and where a list
drops the peer, the entry that it lacks, for a person to decide. Else none by configuration: test UDP 500 and 4500 and protocol 50 between the two addresses,
from the side that gets no answer, then look at the peer.

Fix safety: DISPLAY_ONLY.

Proof of cure: A packet of the peer arrives (`received packet from A`) and the state leaves
MM_NO_STATE.

Source: Cisco document 5409, "Remote Peer Not Responding"; ASA syslog guide (713123, 713136);
client reason 412; Cisco IOS security command reference (`ip access-group`); zone-based policy
firewall design guide (self zone).
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Fix, Need
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.model.signature import Role, Signature
from remediate.negotiation import Agreement, KeyState, Negotiation
from remediate.negotiation.switches import switched_off
from remediate.rules._logged_drops import DROPS_OF_PEER, logged
from remediate.rules._no_way_to_peer import no_way_to_peer
from remediate.rules._signing import signed_alone
from remediate.rules._silence import ASA_NOT_ANSWERED, IKEV2_NOT_ANSWERED
from remediate.rules._silent_end import NO_STATE, waiting_end, where
from remediate.rules._way_in import dropped
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence
from remediate.rules.consequences import KEY_EXCHANGE_STALLED, NO_MESSAGE_4
from remediate.rules.path import (
    answered,
    lost_on_4500,
    only_rows,
    stalled,
    translation_on_path,
)

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = (
    *DROPS_OF_PEER,
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
    *ASA_NOT_ANSWERED,
    Signature(
        name="client-peer-not-responding",
        template="Reason {reason:int}: The remote peer is no longer responding",
    ),
    *IKEV2_NOT_ANSWERED,
    *KEY_EXCHANGE_STALLED,
    *NO_MESSAGE_4,
)

RULE = Rule(
    code="IKE005",
    slug="peer-not-answering",
    title="nothing comes back from the peer",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
)


_GIVEN_UP = frozenset(
    {
        "asa-establishment-timed-out",
        "asa-given-up-for-answer",
        "asa-given-up-for-message-4",
        "asa-given-up-in-key-exchange",
        "death-by-retransmission",
        "death-in-key-exchange",
    }
)
"""Messages that end a negotiation for want of an answer."""
_UNREADABLE = frozenset({"asa-psk-mismatch", "reserved-not-zero", "reserved-not-zero-named"})
"""Messages of what comes from the peer, and can't be decrypted."""
_KEYS_OUT = ("AG_INIT_EXCH", "AM_WAIT_MSG3", "MM_WAIT_MSG5", "MM_WAIT_MSG6")
_UNTOLD = (*NO_STATE, *_KEYS_OUT, "DOWN-NEGOTIATING", "IN-NEG")
"""States that say only that something is missing: what a log tells beside them goes first."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where both configurations agree and phase 1 still does not come up.

    Without both configurations a message is only as much as it says: a peer that does not answer.
    """
    off = _switched_off(case) or no_way_to_peer(case, RULE) or dropped(case, RULE)
    off = off or logged(case, RULE)
    if off is not None:
        return off
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    alike = negotiation is not None and _alike(negotiation)
    if negotiation is not None and not alike:
        return None
    if negotiation is None and not messages:
        return None
    if messages and only_rows(messages) and (_settled(case) or _explained(case, messages)):
        return None
    if alike and not (case.phase1_failed() or (messages and not case.any_up())):
        return None
    waiting = waiting_end(case)
    moved = waiting and stalled(waiting) and translation_on_path(case)
    if moved or any(lost_on_4500(end) for end in case.tunnel.ends):
        return None  # the exchange moved to UDP 4500: IKE011
    equal = negotiation is not None and negotiation.key_state is KeyState.EQUAL
    if alike and not equal and (waiting is None or stalled(waiting)):
        return None  # a key exchange that fails speaks of the keys first, which can't be compared
    if any(
        message.signature in _UNREADABLE
        for end in case.tunnel.ends
        for message in end.messages
        if message.slugs
    ):
        return None  # what comes can't be read
    text = where(case, waiting)
    proven = negotiation is not None and negotiation.agrees
    if alike:
        text = (
            "both configurations agree, and phase 1 still does not come up: look at the path (UDP 500, UDP 4500"
            f" behind NAT, protocol 50, routes), not at the policy. {text}"
        )
    given_up = any(message.signature in _GIVEN_UP for _, message in messages)
    silent = waiting is not None and not answered(waiting) and not case.phase1_up()
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.LIKELY if proven and given_up and silent else Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation=text,
        evidence=message_evidence(messages),
        fixes=(
            Fix(
                kind="test-path",
                device=waiting.device if waiting is not None else case.tunnel.ends[0].device,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                why=f"no fix by configuration: {where(case, waiting)}",
            ),
        ),
        needs=tuple(
            Need(
                device=end.device,
                command=_debug(case),
                why="whether messages of the peer arrive at all",
            )
            for end in case.tunnel.ends
            if end.device is not None
        ),
    )


def _explained(case: Case, messages: Sequence[tuple[TunnelEnd, Message]]) -> bool:
    """Whether only rows speak of silence, and a log tells of something else."""
    if any(m.field("state") not in _UNTOLD for _, m in messages):
        return False
    told = [(end, item) for end in case.tunnel.ends for item in end.messages if item.slugs]
    return not only_rows(told)


def _settled(case: Case) -> bool:
    """Whether rows are beside the point: another one, or SAs, stand; or a certificate goes before what follows from it."""
    states = {row.state.upper() for end in case.tunnel.ends for row in end.isakmp_sas}
    signed = not states.isdisjoint(_KEYS_OUT) and signed_alone(case)
    return case.phase1_up() or case.any_up() or signed


def _switched_off(case: Case) -> Diagnosis | None:
    """Return the diagnosis where one end has switched off what it negotiates with, and no SA says that it hasn't."""
    negotiation = case.negotiation
    if negotiation is None or negotiation.lacking or case.any_up() or case.phase1_up():
        return None
    found = [off for off in map(switched_off, (negotiation.one, negotiation.two)) if off]
    if len(found) != 1:
        return None
    (off,) = found
    name = off.side.name
    commands = ": " + ", ".join(f"`{line.strip()}`" for line in off.remedy) if off.remedy else ""
    lines = [off.line] if off.line is not None else [entry.line for entry in off.side.entries]
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=(name,),
        explanation=f"{off.reason}: it neither asks nor answers",
        evidence=(
            *config_evidence(off.side.end, lines),
            *message_evidence(case.messages(RULE.slug)),
        ),
        fixes=(
            Fix(
                kind="switch-on",
                device=name,
                safety=Safety.DISPLAY_ONLY,
                documented=False,
                why=f"{off.question}{commands}",
            ),
        ),
    )


def _debug(case: Case) -> str:
    """Return the debug of the version of IKE that the ends use, as far as configurations or messages tell."""
    if case.negotiation is not None:
        return Show.DEBUG_ISAKMP if case.negotiation.ikev2 is None else Show.DEBUG_IKEV2
    ikev2 = any(
        entry.ikev2_profile or entry.ikev2_proposals
        for end in case.tunnel.ends
        for entry in end.entries
    ) or any(
        message.signature.startswith("ikev2") or message.field("state") == "IN-NEG"
        for _, message in case.messages(RULE.slug)
    )
    return Show.DEBUG_IKEV2 if ikev2 else Show.DEBUG_ISAKMP


def _alike(negotiation: Negotiation) -> bool:
    """Whether the configurations agree in all that can be compared; keys may be masked."""
    return negotiation.agrees or (
        negotiation.key_state is KeyState.INCOMPARABLE
        and negotiation.policy_outcome is Agreement.AGREE
        and not (negotiation.ikev2 is not None and negotiation.ikev2.lacks)
        and negotiation.children_agree
    )

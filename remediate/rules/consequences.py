"""Messages that several root causes end in.

A device says *that* it refused more often than *why*. Each group below is declared by every rule
that its lines can point to; :mod:`remediate.messages` narrows such a line by the reasons printed
in the same negotiation.
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.model.signature import Role, Signature
from remediate.rules._notices import IPSEC_SETUP_FAILED, PROPOSAL_NOT_CHOSEN

__all__ = [
    "CLEAR_TEXT_FROM_PEER",
    "IKEV2_NO_PROPOSAL",
    "INVALID_LOCAL_ADDRESS",
    "KEY_EXCHANGE_STALLED",
    "MAIN_MODE_FAILED",
    "NO_KEY_FOR_PEER",
    "NO_MESSAGE_4",
    "NO_PROPOSAL_CHOSEN",
    "PHASE_1_NOTIFIED",
    "PHASE_1_REFUSED",
    "PHASE_2_REFUSED",
    "QM_FSM_ERROR",
    "SA_REFUSED",
    "TOLD_OF_REFUSAL",
    "with_reasons",
]

SA_REFUSED = (
    Signature(
        name="sa-not-acceptable", template="{^isakmp}SA not acceptable{!|}", role=Role.CLOSING
    ),
)
"""Old releases don't say which phase was refused."""

PHASE_1_REFUSED = (
    Signature(
        name="phase1-atts-not-acceptable",
        template="{^isakmp?}{atts|attrs} are not acceptable. Next payload is {next_payload:int}",
        role=Role.CONSEQUENCE,
    ),
    Signature(
        name="no-offers-accepted", template="{^isakmp?}no offers accepted!", role=Role.CLOSING
    ),
    Signature(
        name="phase1-sa-not-acceptable",
        template=(
            "{^isakmp?}phase 1 SA {?policy }not acceptable!{? (local {local:ip} remote {remote:ip})}"
        ),
        role=Role.CLOSING,
    ),
    Signature(
        name="phase1-proposal-not-accepted",
        template=(
            '{^isakmp?}deleting SA reason "Phase1 SA policy proposal not accepted"'
            " state ({side:word}) {state:word}{? (peer {peer:ip})}"
        ),
        role=Role.CLOSING,
    ),
    Signature(
        name="asa-phase1-proposals-unacceptable",
        template="{^asa}All SA proposals found unacceptable",
        role=Role.CLOSING,
    ),
    Signature(
        name="notify-no-proposal-phase1",
        template=(
            "{^isakmp?}processing NOTIFY {PROPOSAL_NOT_CHOSEN|NO_PROPOSAL_CHOSEN} protocol 1"
        ),
    ),
    *SA_REFUSED,
)
"""No ISAKMP policy was accepted. ``atts are not acceptable`` is phase 1's wording."""

PHASE_1_NOTIFIED = (
    Signature(
        name="notify-without-hash",
        template="{^isakmp?}Notify has no hash. Rejected",
        role=Role.REJECTION,
        only=("connection", ("0", "0:0", "0:0:N/A:0")),
    ),
    Signature(
        name="notify-in-mm1",
        template="{^isakmp?}Unknown Input IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY: state = IKE_I_MM1",
        role=Role.REJECTION,
    ),
    Signature(
        name="informational-mode-failed",
        template="{^syslog?}Processing of Informational mode failed with peer at {peer:ip}",
        role=Role.CLOSING,
    ),
    Signature(
        name="asa-notify-in-phase1",
        template="{^asa}IKE_DECODE RECEIVED Message (msgid=0) with payloads : HDR + NOTIFY (11)",
        role=Role.REJECTION,
    ),
    Signature(
        name="asa-notify-rejected",
        template="{^asa}Received an un-encrypted NO_PROPOSAL_CHOSEN notify message, dropping",
        role=Role.REJECTION,
    ),
)
"""What the end that asked prints of a refusal: a notify comes back that nothing protects yet, so it is not taken."""

PHASE_2_REFUSED = (
    Signature(
        name="phase2-atts-not-acceptable",
        template="{^isakmp?}{atts|attrs} not acceptable. Next payload is {next_payload:int}",
        role=Role.CONSEQUENCE,
    ),
    Signature(
        name="policy-invalidated",
        template="{^isakmp?}IPSec policy invalidated proposal{? with error {error:int}}",
        role=Role.CONSEQUENCE,
    ),
    Signature(
        name="phase2-sa-not-acceptable",
        template=(
            "{^isakmp?}phase 2 SA {?policy }not acceptable!{? (local {local:ip} remote {remote:ip})}"
        ),
        role=Role.CLOSING,
    ),
    Signature(
        name="notify-no-proposal-phase2",
        template=(
            "{^isakmp?}processing NOTIFY {PROPOSAL_NOT_CHOSEN|NO_PROPOSAL_CHOSEN} protocol {2|3|4}"
        ),
    ),
    Signature(
        name="quick-mode-rejected",
        template='{^isakmp?}deleting node {node:int} error {TRUE|FALSE} reason "QM rejected"',
        role=Role.CLOSING,
    ),
    Signature(
        name="quick-mode-failed",
        template="{^syslog?}Processing of Quick mode failed with peer at {peer:ip}",
        role=Role.CLOSING,
    ),
    *PROPOSAL_NOT_CHOSEN,
    *IPSEC_SETUP_FAILED,
    *SA_REFUSED,
)
"""No IPsec proposal was accepted. ``atts not acceptable`` is phase 2's wording."""

MAIN_MODE_FAILED = (
    Signature(
        name="main-mode-failed",
        template="{^syslog?}Processing of {Main|Aggressive} mode failed with peer at {peer:ip}",
        role=Role.CLOSING,
    ),
)
"""``%CRYPTO-6-IKMP_MODE_FAILURE`` of a phase-1 exchange."""

KEY_EXCHANGE_STALLED = (
    Signature(
        name="retransmitting-mm-key-exch",
        template="{^isakmp}retransmitting phase 1 MM_KEY_EXCH",
        role=Role.WAITING,
    ),
    Signature(
        name="death-in-key-exchange",
        template=(
            '{^isakmp?}deleting SA reason "Death by retransmission P{phase:int}" state ({side:word})'
            " MM_KEY_EXCH{? (peer {peer:ip})}"
        ),
        role=Role.CLOSING,
    ),
    Signature(
        name="asa-resending-identity",
        template="{^asa}IKE_DECODE RESENDING Message (msgid=0) with payloads : HDR + ID (5)",
        role=Role.WAITING,
    ),
    Signature(
        name="asa-given-up-in-key-exchange",
        template=(
            "{^asa}IKE MM {side:name} FSM error history (struct {?&}{structure:hex}) <state>, <event>:"
            " MM_DONE, EV_ERROR-->{MM_WAIT_MSG5|MM_WAIT_MSG6}, {EV_RETRY|EV_TIMEOUT}"
        ),
        role=Role.CLOSING,
    ),
)
"""The first encrypted exchange gets no usable answer."""

NO_KEY_FOR_PEER = (
    Signature(
        name="no-cert-no-keys",
        template=(
            "{^isakmp?}No cert, and no keys (public or pre-shared) with remote peer {peer:ip}"
        ),
    ),
    Signature(
        name="offered-preshared-mismatch",
        template='{^isakmp?}{?"}Preshared authentication offered but does not match policy!',
        role=Role.REJECTION,
    ),
    Signature(
        name="no-pre-shared-key",
        template="{^isakmp}No pre-shared key with {peer:ip}",
        role=Role.REJECTION,
    ),
    Signature(
        name="no-cert-or-preshared-key",
        template="{^isakmp}No Cert or pre-shared address key",
        role=Role.CLOSING,
    ),
    Signature(
        name="cannot-start-main-mode",
        template="construct_initial_message: Can not start Main mode",
        role=Role.CLOSING,
    ),
    Signature(
        name="asa-no-group-for-peer",
        template="{^asa?}No Group found matching {identity:word} for Pre-shared key peer {remote:ip}",
    ),
    Signature(
        name="asa-no-tunnel-group",
        template="{^asa?}Can't find a valid tunnel group, aborting",
    ),
)
"""The device has nothing to authenticate the peer with, or the peer's address is not the one meant."""

NO_MESSAGE_4 = (
    Signature(
        name="asa-resending-key-exchange",
        template="{^asa}IKE_DECODE RESENDING Message (msgid=0) with payloads : HDR + KE (4)",
        role=Role.WAITING,
    ),
    Signature(
        name="asa-given-up-for-message-4",
        template=(
            "{^asa}IKE MM {side:name} FSM error history (struct {?&}{structure:hex}) <state>, <event>:"
            " MM_DONE, EV_ERROR-->MM_WAIT_MSG4, {EV_RETRY|EV_TIMEOUT}"
        ),
        role=Role.CLOSING,
    ),
)
"""The peer took the policy and then says nothing: it has no key or tunnel-group for us, or its answer is lost."""

NO_PROPOSAL_CHOSEN = (
    Signature(name="no-proposal-chosen", template="Message: No proposal chosen({code:int})"),
)
"""A VPN 3000's notify of type 14 (RFC 2408, section 3.14.1)."""

TOLD_OF_REFUSAL = frozenset({"asa-notify-no-proposal", "no-proposal-chosen", "notify-no-proposal-phase2", "quick-mode-failed"})  # fmt: skip
"""What an initiator hears of a refused phase 2, without a reason: the likely ones are its transforms, its PFS and its flows."""

INVALID_LOCAL_ADDRESS = (
    Signature(
        name="invalid-local-address",
        template="{^ipsec}{invalid|no IPSEC cryptomap exists for} local address {local:ip}",
    ),
)
"""The proposal came in for an address that no crypto map negotiates from."""

CLEAR_TEXT_FROM_PEER = (
    Signature(
        name="packet-not-ipsec",
        template=(
            "{^syslog?}{Rec'd|Recd} packet not an IPSEC packet{?.}{? (ip) {?vrf/dest_addr= {?{vrf:name}}/}"
            "{?dest_address= }{dst:ip}}, src_addr= {src:ip}, prot= {protocol:int}"
        ),
    ),
    Signature(
        name="asa-packet-not-ipsec",
        template=(
            "{^asa?}{IPSEC: |}Received a non-IPSec packet (protocol= {protocol:word}) from {src:ip} to {dst:ip}"
        ),
    ),
)
"""A packet that should have been encrypted came in clear: the peer doesn't protect the flow."""

QM_FSM_ERROR = (
    Signature(
        name="qm-fsm-error",
        template="{^asa?}QM FSM error (P2 struct{? &{structure:hex}, mess id {message_id:hex})}",
        role=Role.CLOSING,
    ),
)
"""Quick mode of a PIX or ASA failed; the line before says why, if anything does."""

IKEV2_NO_PROPOSAL = (
    Signature(name="ikev2-no-proposal-chosen", template="NOTIFY(NO_PROPOSAL_CHOSEN)"),
)
"""In IKE_SA_INIT it is the IKE proposal, in IKE_AUTH and CREATE_CHILD_SA the IPsec proposal."""


def with_reasons(
    messages: Sequence[tuple[TunnelEnd, Message]],
) -> list[tuple[TunnelEnd, Message]]:
    """Return messages without what an initiator hears of any refusal: it is no sign of an unlikely one."""
    return [item for item in messages if item[1].signature not in TOLD_OF_REFUSAL]

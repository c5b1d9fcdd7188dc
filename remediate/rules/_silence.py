"""What an ASA that asks prints while nothing comes back."""

from __future__ import annotations

from remediate.model.signature import Role, Signature

__all__ = ["ASA_NOT_ANSWERED", "IKEV2_NOT_ANSWERED"]

ASA_NOT_ANSWERED = (
    Signature(
        name="asa-resending-sa",
        template="{^asa}IKE_DECODE RESENDING Message (msgid=0) with payloads : HDR + SA (1)",
        role=Role.WAITING,
    ),
    Signature(
        name="asa-duplicate-phase1",
        template="{^asa}Duplicate Phase {phase:int} packet detected",
        role=Role.WAITING,
        only=("phase", ("1",)),
    ),
    Signature(
        name="asa-given-up-for-answer",
        template=(
            "{^asa}IKE MM {side:name} FSM error history (struct {?&}{structure:hex}) <state>, <event>:"
            " MM_DONE, EV_ERROR-->{MM_WAIT_MSG2|MM_WAIT_MSG3}, {EV_RETRY|EV_TIMEOUT}"
        ),
        role=Role.CLOSING,
    ),
    Signature(
        name="asa-peer-table",
        template="{^asa}Removing peer from peer table failed, no match",
        role=Role.CLOSING,
    ),
)
"""Its first message is sent again, and given up. The peer table speaks of every failure: :mod:`remediate.messages` leaves the
line a cause only where nothing else was said."""

IKEV2_NOT_ANSWERED = (
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
    Signature(
        name="ikev2-not-answered",
        template="{^ikev2}{: |}Maximum number of retransmissions reached",
    ),
    Signature(
        name="ikev2-abort-not-answered",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Maximum number of retransmissions reached"
        ),
    ),
)
"""The same of IKEv2."""

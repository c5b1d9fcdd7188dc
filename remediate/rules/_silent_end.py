"""The end that sends and hears nothing, and what to test from there."""

from __future__ import annotations

from remediate.model.evidence import TunnelEnd
from remediate.negotiation import KeyState
from remediate.rules._stage import (
    behind_message_2,
    beyond_first_answer,
    beyond_ikev2_init,
    beyond_policy,
)
from remediate.rules.case import Case
from remediate.rules.path import heard, stalled, translation_on_path, unanswered

__all__ = ["NO_STATE", "waiting_end", "where"]

_SLUG = "peer-not-answering"
NO_STATE = ("MM_NO_STATE", "AG_NO_STATE")
_STUCK = (*NO_STATE, "MM_WAIT_MSG2", "MM_WAIT_MSG3", "AM_WAIT_MSG2", "IN-NEG")


def waiting_end(case: Case) -> TunnelEnd | None:
    """Return the end that sends and gets no answer: it says so, or its SA table shows the state."""
    for end in case.tunnel.ends:
        if unanswered(end) or stalled(end):
            return end
    speaking = [
        end for end in case.tunnel.ends if any(_SLUG in message.slugs for message in end.messages)
    ]
    for end in speaking:
        if any(row.began for row in end.isakmp_sas) or speaking[1:] == []:
            return end
    if speaking:
        return speaking[0]
    for end in case.tunnel.ends:
        if any(row.state.upper() in _STUCK and not row.deleted for row in end.isakmp_sas):
            return end
    return None


def where(case: Case, waiting: TunnelEnd | None) -> str:
    """Name the path, the port and the side to test from."""
    if waiting is None:
        for end in case.tunnel.ends:
            far = case.tunnel.other(end)
            if (said := beyond_policy(end, far.device or far.address)) is not None:
                return said
        return "the peer does not answer"
    other = case.tunnel.other(waiting)
    name, peer = waiting.device or waiting.address, other.device or other.address
    told = (
        behind_message_2(waiting, peer)
        or beyond_first_answer(waiting, peer)
        or beyond_ikev2_init(waiting, peer)
        or (beyond_policy(waiting, peer) if not unanswered(waiting) else None)
    )
    if told is not None and not stalled(waiting):
        return told
    if stalled(waiting) and not unanswered(waiting) and translation_on_path(case) is None:
        equal = case.negotiation is not None and case.negotiation.key_state is KeyState.EQUAL
        first = "" if equal else "compare the keys first, then "
        return (
            f"{name} got answers from {peer} until the key exchange, and then none: {first}test UDP 500 and 4500"
            f" from {waiting.address} to {other.address}"
        )
    port = 4500 if stalled(waiting) and translation_on_path(case) is not None else 500
    if _heard(other) and not _heard(waiting):
        return (
            f"{peer} receives what {name} sends, and {name} gets no answer: test UDP {port} from {other.address}"
            f" to {waiting.address}, and the route of {peer} back"
        )
    return (
        f"{name} gets no answer from {peer}: test UDP {port} from {waiting.address} to {other.address}, then"
        f" whether {peer} is up, sees the packets and has a crypto map that is applied"
    )


def _heard(end: TunnelEnd) -> bool:
    """Whether a log or a row of an end shows that a packet of the peer arrived."""
    return heard(end) or any(row.heard for row in end.isakmp_sas if not row.deleted)

"""How far phase 1 of an ASA got before nothing more came: which message it waits for, and what that means.

Message 2 is the answer to the offer: who waits for message 4 has had it, so the peer is there and took a policy. Source:
ASA state names of `show crypto isakmp sa`; Cisco document 81824 ("MM_WAIT_MSG4": no key or tunnel-group at the peer).
"""

from __future__ import annotations

from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message

__all__ = [
    "behind_message_2",
    "beyond_first_answer",
    "beyond_ikev2_init",
    "beyond_policy",
    "waits_for_message_4",
]

_MESSAGE_4 = frozenset({"asa-given-up-for-message-4", "asa-resending-key-exchange"})


def waits_for_message_4(message: Message) -> bool:
    """Whether a line or a row says that message 3 of the end that printed it got no answer."""
    return message.signature in _MESSAGE_4 or _waits(message, "MM_WAIT_MSG4")


def _waits(message: Message, state: str) -> bool:
    row = (message.field("state") or "").upper() == state
    return row or (
        message.signature == "asa-given-up-for-answer" and f"EV_ERROR-->{state}" in message.text
    )


def behind_message_2(end: TunnelEnd, peer: str) -> str | None:
    """Say what stands between an end and message 4, None where it doesn't wait for that."""
    if not any(map(waits_for_message_4, end.messages)):
        return None
    name = end.device or end.address
    gone = any(item.signature == "asa-notify-invalid-cookie" for item in end.messages)
    text = (
        f"{peer} took a policy that {name} offers (its message 2 came) and does not answer message 3: see there whether it"
        f" has a key and a tunnel-group for {name}"
    )
    if gone:
        return f"{text}; it answers with INVALID_COOKIE: it has given that negotiation up, and its log says why"
    return f"{text}, then whether message 3 or its answer is lost (UDP 500)"


def beyond_first_answer(end: TunnelEnd, peer: str) -> str | None:
    """Say the same of an end that answered and waits for message 3."""
    if not any(_waits(item, "MM_WAIT_MSG3") for item in end.messages):
        return None
    name = end.device or end.address
    return (
        f"{name} answered the first message of {peer}, and no third comes: its answer is lost on the way back (UDP 500), or"
        f" {peer} goes no further, and its log says why"
    )


_AFTER_POLICY = frozenset({"MM_SA_SETUP"})
_KEYS_OUT = frozenset(
    {"AG_INIT_EXCH", "AM_WAIT_MSG3", "MM_KEY_EXCH", "MM_WAIT_MSG5", "MM_WAIT_MSG6"}
)


def beyond_policy(end: TunnelEnd, peer: str) -> str | None:
    """Say the same of rows of a main or aggressive mode that got beyond its policy."""
    states = {row.state.upper() for row in end.isakmp_sas if not row.deleted}
    name = end.device or end.address
    if any(item.signature == "asa-duplicate-phase1" and item.slugs for item in end.messages):
        return (
            f"{peer} sends its message again and again: the answer of {name} does not reach it (test UDP 500 from {name} to"
            f" {peer}), or it does not take that, and its log says why"
        )
    if states & _AFTER_POLICY:
        return (
            f"{name} and {peer} agree on a policy, and the key exchange behind it gets no answer: test UDP 500 in both"
            f" directions, then see what {peer} logs"
        )
    if states & _KEYS_OUT:
        return (
            f"{name} and {peer} got as far as the key exchange, and nothing more comes to {name}: test UDP 500 and UDP 4500"
            f" in both directions, then see what {peer} logs"
        )
    return None


def beyond_ikev2_init(end: TunnelEnd, peer: str) -> str | None:
    """Say the same of an IKEv2 SA that is not finished though the peer has been heard."""
    rows = [row for row in end.isakmp_sas if row.state.upper() == "IN-NEG" and not row.deleted]
    if not rows or not all(row.heard for row in rows):
        return None
    name = end.device or end.address
    if any(row.began is False for row in rows):
        return (
            f"{name} answered the first message of {peer}, and nothing more comes: its answer is lost on the way back (UDP"
            f" 500, or UDP 4500 behind translation), or {peer} goes no further, and its log says why"
        )
    if any(row.began for row in rows):
        return (
            f"{peer} answered the first message of {name}, and not IKE_AUTH: test UDP 500 (UDP 4500 behind translation) and"
            f" whether fragments pass, then see what {peer} logs"
        )
    return (
        f"{name} and {peer} have heard each other, and the negotiation does not end: test UDP 500 (UDP 4500 behind"
        f" translation) and whether fragments pass, in both directions, then see what {peer} logs"
    )

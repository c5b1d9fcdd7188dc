"""What is known of the way between two ends: translation on it, and what arrived where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from remediate.messages import STATE_SIGNATURE
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.negotiation import side_of
from remediate.negotiation.translation import translated
from remediate.rules.case import Case

__all__ = [
    "Lost",
    "Translation",
    "answered",
    "found_key",
    "heard",
    "lost_on_4500",
    "lost_on_the_way",
    "only_rows",
    "responds",
    "silent_row",
    "speaks_alone",
    "stalled",
    "takes_alone",
    "translation_on_path",
    "unanswered",
]

NAT_FOUND = frozenset({"ikev2-floated", "nat-found", "nat-hash-no-match"})
"""Messages of a detection that found translation: the nodes' addresses are not those of the packets."""
_HEARD = frozenset({"asa-message-received", "new-session", "packet-received"})
_WENT_ON = frozenset(
    {
        "asa-phase1-completed",
        "asa-phase2-completed",
        "atts-acceptable",
        "phase1-complete",
        "phase2-complete",
        "sa-authenticated",
    }
)
_FLOATED = frozenset({"4500"})
_NOT_ANSWERED = frozenset({"ikev2-abort-not-answered", "ikev2-not-answered"})
_MANY_LOST = 20
"""Packets: fewer may have left between the two ends' outputs."""
_UNANSWERED = frozenset(
    {
        "asa-given-up-for-answer",
        "asa-resending-sa",
        "death-by-retransmission",
        "retransmitting-mm-no-state",
    }
)
_STALLED = frozenset(
    {
        "asa-given-up-in-key-exchange",
        "asa-resending-identity",
        "death-in-key-exchange",
        "retransmitting-mm-key-exch",
    }
)


class Translation(NamedTuple):
    """Why address translation is taken to be on the path."""

    reason: str
    messages: tuple[tuple[TunnelEnd, Message], ...] = ()


def translation_on_path(case: Case) -> Translation | None:
    """Return what shows translation between the ends: a detection, an SA on UDP 4500, the inventory."""
    found = [
        (end, message)
        for end in case.tunnel.ends
        for message in end.messages
        if message.signature in NAT_FOUND
        or (
            message.signature in _HEARD
            and {message.field("dport"), message.field("sport")} & _FLOATED
        )
    ]
    if found:
        name = found[0][0].device or found[0][0].address
        return Translation(f"{name} detected address translation on the path", tuple(found[:2]))
    for end in case.tunnel.ends:
        if any(sa.nat_traversal for sa in end.ipsec_sas):
            return Translation(f"the SAs of {end.device or end.address} are encapsulated in UDP")
    for end in case.tunnel.ends:
        if end.address != end.local_address:
            name = end.device or end.address
            return Translation(f"{name} has {end.local_address} and is known as {end.address}")
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is not None and translated(side):
            return Translation(
                f"{side.peer} is a private address, and {side.name} knows that end by another one"
            )
    return None


def responds(end: TunnelEnd) -> bool:
    """Whether an end answers a negotiation of phase 1, and none that it began is told of."""
    sides = {message.field("side") for message in end.messages}
    asked = any(message.signature == "new-session" for message in end.messages)
    return "I" not in sides and ("R" in sides or asked)


class Lost(NamedTuple):
    """A direction in which encapsulated packets leave one end and never reach the other."""

    sender: TunnelEnd
    receiver: TunnelEnd
    packets: int
    carrier: str
    """``ESP (IP protocol 50)``, or UDP 4500 where that carries it."""


def lost_on_the_way(case: Case) -> tuple[Lost, ...]:
    """Return the directions in which nothing of what one end encapsulated is seen at the other.

    Both ends must show the same SAs (SPIs crosswise), and the receiver no packet at all from the
    peer, not even one that it refused: then what it lacks was lost before it.
    """
    found = []
    for sender in case.tunnel.ends:
        receiver = case.tunnel.other(sender)
        known = {spi for sa in receiver.ipsec_sas if sa.up for spi in sa.inbound_spis}
        live = [sa for sa in sender.ipsec_sas if sa.up and sa.outbound_spi in known]
        packets = sum(sa.counter("encaps") for sa in live)
        if _reset(sender, receiver):
            continue
        if packets >= _MANY_LOST and not any(
            sa.counter("decaps") or sa.counter("recv_errors") for sa in receiver.ipsec_sas
        ):
            udp = any(sa.nat_traversal for sa in live)
            found.append(
                Lost(sender, receiver, packets, "UDP 4500" if udp else "ESP (IP protocol 50)")
            )
    return tuple(found)


def _reset(sender: TunnelEnd, receiver: TunnelEnd) -> bool:
    """Whether a receiver that counts nothing was heard by the sender: its counters were cleared, or read before."""
    return any(sa.counter("decaps") for sa in sender.ipsec_sas) and not any(
        sa.counter("encaps") for sa in receiver.ipsec_sas
    )


def speaks_alone(case: Case) -> TunnelEnd | None:
    """Return the end that encapsulates and gets nothing back, where the other one shows no SAs to compare."""
    for end in case.tunnel.ends:
        other = case.tunnel.other(end)
        live = [sa for sa in end.ipsec_sas if sa.up]
        shown = other.evidence is not None and other.evidence.ipsec_shown
        if (
            not shown
            and sum(sa.counter("encaps") for sa in live) >= _MANY_LOST
            and not any(sa.counter("decaps") for sa in end.ipsec_sas)
        ):
            return end
    return None


def takes_alone(case: Case) -> tuple[TunnelEnd, int] | None:
    """Return the end that decapsulates and sends nothing into the tunnel, with the packets; None elsewhere.

    Where nothing tells whether SAs stand, counters of what they carried do.
    """
    if case.carries_traffic():
        return None
    for end in case.tunnel.ends:
        counted = end.evidence is not None and not end.evidence.ipsec_shown
        taken = sum(sa.counter("decaps") for sa in end.ipsec_sas if sa.up or counted)
        if taken >= _MANY_LOST and not any(sa.counter("encaps") for sa in end.ipsec_sas):
            return end, taken
    return None


def only_rows(messages: Sequence[tuple[TunnelEnd, Message]]) -> bool:
    """Whether rows of SA tables are all that is told: they say where phase 1 stands, and not why."""
    return all(message.signature == STATE_SIGNATURE for _, message in messages)


def found_key(case: Case, messages: Sequence[tuple[TunnelEnd, Message]]) -> bool:
    """Whether the end whose table shows a key exchange says that it has a key for the peer's address."""
    return any(
        item.signature == "found-peer-key"
        and item.field("peer")
        in (case.tunnel.other(end).address, case.tunnel.other(end).local_address)
        for end, _ in messages
        for item in end.messages
    )


def silent_row(case: Case, messages: Sequence[tuple[TunnelEnd, Message]]) -> bool:
    """Whether only a row tells of a refusal, where a log tells that nothing came back."""
    lines = [item for end in case.tunnel.ends for item in unanswered(end)]
    return only_rows(messages) and any(item.slugs for item in lines)


def unanswered(end: TunnelEnd) -> tuple[Message, ...]:
    """Return an end's lines of a first message that got no answer (MM_NO_STATE)."""
    return tuple(item for item in end.messages if item.signature in _UNANSWERED)


def stalled(end: TunnelEnd) -> tuple[Message, ...]:
    """Return an end's lines of a key exchange that got no usable answer (MM_KEY_EXCH)."""
    return tuple(item for item in end.messages if item.signature in _STALLED)


def lost_on_4500(end: TunnelEnd) -> tuple[Message, ...]:
    """Return an end's lines of an IKEv2 exchange that moved to UDP 4500 and got no answer there."""
    moved = any(item.signature == "ikev2-floated" for item in end.messages)
    back = any(
        item.signature == "ikev2-packet"
        and item.text.find("Received Packet") >= 0
        and _FLOATED & {item.field("peer_port"), item.field("local_port")}
        for item in end.messages
    )
    return tuple(
        item
        for item in end.messages
        if moved and not back and item.signature in _NOT_ANSWERED and item.slugs
    )


def heard(end: TunnelEnd) -> bool:
    """Whether an end printed that a packet of the peer arrived."""
    return any(item.signature in _HEARD or _went_on(item) for item in end.messages)


def answered(end: TunnelEnd, *, port: str | None = None) -> bool:
    """Whether something of the peer arrived after an end's last retransmission.

    With ``port`` on that port: a responder whose message 5 is lost goes on repeating message 4 on UDP 500.
    """
    last = max((item.source for item in (*unanswered(end), *stalled(end))), default=None)
    return last is not None and any(
        item.source.file == last.file
        and item.source > last
        and (_went_on(item) or (item.signature in _HEARD and _on(item, port)))
        for item in end.messages
    )


def _on(message: Message, port: str | None) -> bool:
    return port is None or port in (message.field("dport"), message.field("sport"))


def _went_on(message: Message) -> bool:
    """Whether a line shows that the negotiation went on: the peer must have answered."""
    up = message.signature == "session-status" and message.field("state") == "UP"
    return up or message.signature in _WENT_ON

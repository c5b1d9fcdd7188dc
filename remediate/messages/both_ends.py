"""What one end's log explains of the other's: who asks is told no reason, who answers prints it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from remediate.messages.explained import NOT_ANSWERING
from remediate.messages.history import PHASE_1, PHASE_2
from remediate.model.observation import Message

__all__ = ["told_by_peer"]

_TOLD_NOTHING = frozenset(
    {
        "asa-given-up-for-answer",
        "asa-given-up-for-message-4",
        "asa-given-up-in-key-exchange",
        "asa-notify-in-phase1",
        "asa-notify-no-proposal",
        "asa-notify-rejected",
        "asa-resending-identity",
        "asa-resending-key-exchange",
        "asa-resending-sa",
        "death-by-retransmission",
        "death-in-key-exchange",
        "informational-mode-failed",
        "main-mode-failed",
        "notify-in-mm1",
        "notify-no-proposal-phase1",
        "notify-no-proposal-phase2",
        "notify-without-hash",
        "retransmitting-mm-key-exch",
        "retransmitting-mm-no-state",
    }
)
"""Lines of an end that gets no answer, or a refusal without a reason."""


def told_by_peer(messages: Sequence[Message], others: Sequence[Message]) -> tuple[Message, ...]:
    """Return an end's messages with the causes that are left once the other end's log says why it refuses.

    Both are what still stands. Of a phase that the other end gives no reason for, everything stays.
    """
    reasons = [_reasons(others, phase) for phase in (PHASE_1, PHASE_2)]
    if not any(reasons):
        return tuple(messages)
    return tuple(_narrowed(message, *reasons) for message in messages)


def _reasons(messages: Sequence[Message], phase: frozenset[str]) -> frozenset[str]:
    """Return the causes of a phase that the most definite lines of an end give."""
    given = [
        frozenset(message.slugs)
        for message in messages
        if message.slugs
        and message.signature not in _TOLD_NOTHING
        and phase.issuperset(message.slugs)
    ]
    least = min(map(len, given), default=0)
    return frozenset().union(*(slugs for slugs in given if len(slugs) == least))


def _narrowed(message: Message, first: frozenset[str], second: frozenset[str]) -> Message:
    if not message.slugs or message.signature not in _TOLD_NOTHING:
        return message
    left = message.slugs
    for phase, reasons in ((PHASE_1, first - {NOT_ANSWERING}), (PHASE_2, second)):
        if reasons and phase.issuperset(left):
            left = tuple(slug for slug in left if slug in reasons) or tuple(
                slug for slug in left if slug != NOT_ANSWERING
            )
    return message if left == message.slugs else msgspec.structs.replace(message, slugs=left)

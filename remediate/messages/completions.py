"""Negotiations that a log shows completed: they prove policy and key as an established SA does, until something takes that back."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.messages.explained import NOT_ANSWERING
from remediate.messages.history import FIRST, IKEV2, IKEV2_UP, PHASE_1, SECOND, STATUS
from remediate.model.observation import Message

__all__ = ["completed", "of_others"]


def of_others(message: Message) -> bool:
    """Whether a message of a certificate names no peer: trustpoints serve licences, clients and management too."""
    return set(message.slugs) == {"certificate-failure"} and not (
        message.field("peer") or message.field("remote")
    )


def completed(messages: Sequence[Message], *, ikev2: bool) -> Message | None:
    """Return the last message of a completed phase 1, or IKEv2 SA, of a device with one peer.

    The messages are what still stands (:func:`~remediate.messages.standing`), so a refusal among them is of later, or
    of a time that can't be told: None then.
    """
    phase = IKEV2 if ikev2 else PHASE_1
    if any(
        (phase & {*message.slugs}) - {NOT_ANSWERING}
        for message in messages
        if not of_others(message)
    ):
        return None
    names = IKEV2_UP if ikev2 else FIRST | SECOND
    return next(
        (
            message
            for message in reversed(messages)
            if message.signature in names
            or (message.signature in STATUS and message.field("state") == "UP")
        ),
        None,
    )

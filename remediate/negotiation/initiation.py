"""Which end begins: where each waits for the other, or each refuses to be asked, nothing comes up.

Source: ASA command reference (``set connection-type``); Cisco IOS Security Command Reference (``responder-only``).
"""

from __future__ import annotations

from remediate.negotiation.asking import asks
from remediate.negotiation.outcome import Side

__all__ = ["does_not_answer", "neither_begins", "only_answers"]


def neither_begins(one: Side, two: Side) -> str | None:
    """Return why neither end can begin a negotiation that the other answers, None where one can.

    Only what an end's configuration says in so many words counts.
    """
    said = any(not (e.initiates and e.answers) for side in (one, two) for e in side.entries)
    if not said or not one.entries or not two.entries:
        return None
    texts = []
    for initiator, responder in ((one, two), (two, one)):
        text = only_answers(initiator) or does_not_answer(responder)
        if text is None:
            return None
        texts.append(text)
    return f"neither end can begin: {'; '.join(dict.fromkeys(texts))}"


def only_answers(side: Side) -> str | None:
    """Return why an end never begins, None where it does, or where it has nothing for its peer."""
    if not side.entries or any(asks(side, entry) for entry in side.entries):
        return None
    if any(not entry.initiates for entry in side.entries):
        return f"{side.name} is configured to answer only"
    what = "dynamic crypto map" if side.dynamic else "multipoint tunnel"
    return f"{side.name} has a {what} for its peer: it only answers"


def does_not_answer(side: Side) -> str | None:
    """Return why an end never answers, None where it does."""
    if not side.entries or any(entry.answers for entry in side.entries):
        return None
    return f"{side.name} is configured to initiate only: it does not answer"

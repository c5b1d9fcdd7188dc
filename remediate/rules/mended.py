"""Failures of phase 1 that a later success of the same peer in the same log has overtaken: history, not evidence."""

from __future__ import annotations

from remediate.model.base import remembered
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message

__all__ = ["overtaken"]

_COMPLETED = frozenset(
    {
        "sa-authenticated",
        "phase1-complete",
        "phase2-complete",
        "asa-phase1-completed",
        "asa-phase2-completed",
    }
)


def overtaken(tunnel: TunnelEvidence, end: TunnelEnd, message: Message) -> bool:
    """Whether phase 1 with the peer was completed behind the message, in the same file of the end."""
    last = _completed(tunnel).get((id(end), message.source.file))
    return last is not None and (message.source.line, message.offset) < last


@remembered
def _completed(tunnel: TunnelEvidence) -> dict[tuple[int, str], tuple[int, int]]:
    """Return where phase 1 is seen completed last, by end and file."""
    found: dict[tuple[int, str], tuple[int, int]] = {}
    for end in tunnel.ends:
        for message in end.messages:
            up = message.signature == "session-status" and message.field("state") == "UP"
            if up or message.signature in _COMPLETED:
                key = id(end), message.source.file
                place = message.source.line, message.offset
                found[key] = max(place, found.get(key, place))
    return found

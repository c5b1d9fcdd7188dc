"""A clamp of TCP that is larger than what the tunnel leaves: it works only where path MTU discovery does."""

from __future__ import annotations

from collections.abc import Iterable

from remediate.model.diagnosis import NoteView
from remediate.model.evidence import TunnelEvidence
from remediate.rules.case import Case, config_evidence
from remediate.rules.packets import clamp_of
from remediate.rules.room import computed_mss

__all__ = ["clamp_notes"]


def clamp_notes(tunnel: TunnelEvidence) -> Iterable[NoteView]:
    """Yield the clamp of TCP that is larger than what the transforms leave of the interfaces' MTU."""
    case = Case(tunnel, None)
    clamp = clamp_of(case)
    if clamp is None:
        return
    room = min((computed_mss(case, end) for end in tunnel.ends), key=lambda item: item.mss)
    if clamp <= room.mss or room.assumed:
        return
    text = f"TCP is clamped to {clamp} at most, and {room.mss} fit ({'; '.join(room.steps)})"
    lines = [
        (end, place.line)
        for end in tunnel.ends
        if end.evidence is not None and end.evidence.config is not None
        for place in end.evidence.config.interfaces
        if place.tcp_mss == clamp
    ]
    yield NoteView(
        kind="clamp",
        device=None,
        text=text,
        evidence=tuple(item for end, line in lines for item in config_evidence(end, [line])),
    )

"""What happens when one end initiates, in words: the same for every form of a check."""

from __future__ import annotations

from remediate.model.diagnosis import AgreedView, DirectionView, NoteView

__all__ = ["agreed_words", "direction_words", "note_words", "outcome_words"]

_OUTCOMES = {
    "up": "comes up",
    "answers-only": "never does, as configured",
    "not-started": "does not start",
    "no-answer": "gets no answer",
    "policy": "fails in phase 1: no ISAKMP policy is accepted",
    "keys": "fails in phase 1: the ends can't authenticate each other",
    "proxies": "fails in phase 2: no entry of the responder takes the flow",
    "entry-order": "fails in phase 2: an earlier entry takes the flow",
    "transforms": "fails in phase 2: no transform set is accepted",
    "pfs": "fails in phase 2: PFS is not what the responder demands",
    "refused": "is refused: a release takes nothing of what both configurations agree on",
    "unknown": "not known",
}


def outcome_words(direction: DirectionView) -> str:
    """Return how far a direction gets."""
    return _OUTCOMES.get(direction.outcome, direction.outcome)


def direction_words(direction: DirectionView) -> str:
    """Return a direction in one sentence: its outcome, and what is agreed or why it fails."""
    words = outcome_words(direction)
    if direction.outcome != "up":
        return f"{words}; {direction.reason}" if direction.reason else words
    agreed = agreed_words(direction.agreed)
    return f"{words}: {agreed}" if agreed else words


def agreed_words(agreed: AgreedView) -> str:
    """Return what is agreed, attribute by attribute; empty where nothing is."""
    parts = []
    ikev2 = agreed.initiator_proposal is not None
    if ikev2:
        groups = " or ".join(map(str, agreed.groups))
        words = [agreed.encryption, agreed.hash, f"PRF {agreed.prf}", f"group {groups}"]
        parts.append(
            f"proposal {agreed.initiator_proposal} with {agreed.responder_proposal}"
            f" ({', '.join(word for word in words if word)})"
        )
    elif agreed.encryption is not None:
        parts.append(
            f"policy {agreed.initiator_policy} with {agreed.responder_policy} ({agreed.encryption},"
            f" {agreed.hash}, {agreed.authentication}, group {agreed.group}, {agreed.lifetime} s)"
        )
    if agreed.transforms:
        mode = f", {agreed.mode} mode" if agreed.mode else ""
        pfs = f"PFS group {agreed.pfs_group}" if agreed.pfs_group else "no PFS"
        if ikev2 and agreed.pfs_group:
            pfs += " from the first rekey on"
        lives = f", {agreed.sa_lifetime} s" if agreed.sa_lifetime is not None else ""
        parts.append(f"{' '.join(agreed.transforms)}{mode}, {pfs}{lives}")
    return "; ".join(parts)


def note_words(note: NoteView) -> str:
    """Return a note with its kind, for one line."""
    return f"{note.kind}: {note.text}"

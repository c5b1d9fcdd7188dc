"""What the lines of one negotiation say of its causes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from remediate.model.signature import Role

__all__ = ["Entry", "Reasons"]


@dataclass(slots=True, eq=False)
class Entry:
    """One message on its way through the dialogue. ``slugs`` are final once ``settled``."""

    role: Role
    slugs: tuple[str, ...]
    key: str | None
    """Connection; None where the line names none."""
    at: int
    """Position: the line, or the ordinal in a relay's file where lines of others lie between."""
    peer: str | None
    tied: bool = True
    """Whether the line belongs to a negotiation at all (data-plane messages don't)."""
    attribute: bool = False
    """An attribute line of an offer."""
    settled: bool = False
    negotiated_with: str | None = None
    """Peer of the negotiation, where the line itself names none."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """What the lines of one negotiation say of its causes."""

    given: tuple[tuple[str, ...], ...]
    """Causes of every line that has a reason of its own."""
    certain: bool
    """Whether every one of these lines refused something (none stands for itself)."""
    shared: frozenset[str]
    """Causes that every line, with or without a reason, can point to."""

    @classmethod
    def of(cls, lines: Iterable[Entry]) -> Reasons:
        """Collect the reasons of the lines of one negotiation."""
        speaking = [line for line in lines if line.slugs and line.role is not Role.WAITING]
        own = [line for line in speaking if line.role in (Role.REJECTION, Role.FAULT)]
        return cls(
            given=tuple(line.slugs for line in own),
            certain=all(line.role is Role.REJECTION for line in own),
            shared=frozenset(speaking[0].slugs).intersection(*(line.slugs for line in speaking))
            if speaking
            else frozenset(),
        )

    def narrow(self, entry: Entry) -> tuple[str, ...]:
        """Return the causes that a line without a reason has left.

        The causes that explain every reason given; else those of the most definite ones; and of
        them those that the line can stand for. Where nothing gives a reason, what all the lines
        have in common.
        """
        if entry.role not in (Role.CONSEQUENCE, Role.CLOSING):
            return entry.slugs
        if not self.given:
            return tuple(sorted(self.shared)) or entry.slugs
        left = set(self.given[0]).intersection(*self.given[1:])
        if not left:
            least = min(map(len, self.given))
            left = {slug for causes in self.given if len(causes) == least for slug in causes}
        fitting = left.intersection(entry.slugs)
        if fitting:
            return tuple(sorted(fitting))
        return tuple(sorted(left)) if self.certain else entry.slugs

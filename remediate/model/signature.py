"""A device message as data: the template that the scanner matches and what it stands for."""

from __future__ import annotations

import enum

from remediate.model.base import Frozen

__all__ = ["Catalogue", "Role", "Signature"]


class Role(enum.StrEnum):
    """What a message means within its negotiation."""

    FAULT = "fault"
    """Points to its root causes by itself."""
    REJECTION = "rejection"
    """Refuses one proposal against one policy: a fault only when the negotiation is not then
    accepted (a later ``ACCEPTANCE`` of the same connection clears it)."""
    CONSEQUENCE = "consequence"
    """Refuses one proposal without a reason of its own: a rejection that takes the reasons of the
    lines before it."""
    CLOSING = "closing"
    """Ends a negotiation in failure; confirms the rejections before it."""
    ACCEPTANCE = "acceptance"
    """A proposal was accepted: earlier rejections of the connection were not faults."""
    START = "start"
    """Begins a negotiation: what was held of the connection before is over."""
    CHECK = "check"
    """Begins the comparison of one proposal with one policy, inside a negotiation."""
    WAITING = "waiting"
    """Nothing came back yet: a fault when the negotiation or the input then ends, none once the
    peer answers (a later ``START`` or ``ACCEPTANCE`` of the same connection)."""
    CONTEXT = "context"
    """Progress or detail that other messages are read with; no root cause."""
    BENIGN = "benign"
    """Looks like a fault and is not one (the ignore list)."""


class Signature(Frozen, frozen=True, kw_only=True):
    """One message template. ``name`` is stable; ``template`` is in fastparse's template language."""

    name: str
    template: str
    role: Role = Role.FAULT
    only: tuple[str, tuple[str, ...]] | None = None
    """(field, values): with another value the message points to no root cause that is known."""


class Catalogue(Frozen, frozen=True, kw_only=True):
    """Every signature with the slugs of the rules that declare it, in stable order."""

    signatures: tuple[Signature, ...]
    slugs: tuple[tuple[str, ...], ...]
    """Parallel to ``signatures``; empty for signatures without a root cause."""

"""Device messages in context: what was printed, and what it points to after its neighbours were read.

A device prints refusals in good negotiations and consequences without reasons in bad ones. The
:class:`Classifier` reads a dump as a stream and gives every message the root causes that are left
once the negotiation around it is known; :func:`standing` takes away what later lines, or a named cause, leave of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.messages.both_ends import told_by_peer
from remediate.messages.classify import Classifier
from remediate.messages.completions import completed
from remediate.messages.explained import refuses_certificate, signs, without_consequences
from remediate.messages.history import refused_flows, without_history
from remediate.messages.offers import Offer, offers
from remediate.messages.states import STATE_SIGNATURE, from_state_row
from remediate.model.observation import Message

__all__ = [
    "COMPILED",
    "STATE_SIGNATURE",
    "Classifier",
    "Offer",
    "completed",
    "from_state_row",
    "offers",
    "refused_flows",
    "refuses_certificate",
    "signs",
    "standing",
    "told_by_peer",
]

COMPILED = ("_dialogue", "_negotiations")
"""The extension modules of this package."""


def standing(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return a device's messages of one peer, in order, with the causes that still stand when all of them are read."""
    return without_consequences(without_history(messages))

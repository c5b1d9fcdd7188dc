"""Device messages in context: what was printed, and what it points to after its neighbours were read.

A device prints refusals in good negotiations and consequences without reasons in bad ones. The
:class:`Classifier` reads a dump as a stream and gives every message the root causes that are left
once the negotiation around it is known.
"""

from __future__ import annotations

from remediate.messages.classify import Classifier
from remediate.messages.offers import Offer, offers
from remediate.messages.states import STATE_SIGNATURE, from_state_row

__all__ = ["COMPILED", "STATE_SIGNATURE", "Classifier", "Offer", "from_state_row", "offers"]

COMPILED = ("_dialogue", "_negotiations")
"""The extension modules of this package."""

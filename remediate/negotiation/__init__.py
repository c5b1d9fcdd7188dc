"""What IKE and IPsec will agree on, from two configurations: pure functions, attribute by attribute."""

from __future__ import annotations

from remediate.negotiation.both import negotiate
from remediate.negotiation.courses import AgreedPolicy, Child, Direction, Ending
from remediate.negotiation.directions import directions
from remediate.negotiation.flows import Book
from remediate.negotiation.keys import key_for, without_key
from remediate.negotiation.outcome import (
    Agreement,
    EntryPair,
    Keys,
    KeyState,
    Lack,
    Negotiation,
    Phase1,
    PolicyPair,
    Selectors,
    Side,
    TransformPair,
)
from remediate.negotiation.phase1 import cipher, policy_differences, usable
from remediate.negotiation.phase2 import permits, same_protection, unreadable
from remediate.negotiation.printed import Printed, printed
from remediate.negotiation.sides import side_of

__all__ = [
    "AgreedPolicy",
    "Agreement",
    "Book",
    "Child",
    "Direction",
    "Ending",
    "EntryPair",
    "KeyState",
    "Keys",
    "Lack",
    "Negotiation",
    "Phase1",
    "PolicyPair",
    "Printed",
    "Selectors",
    "Side",
    "TransformPair",
    "cipher",
    "directions",
    "key_for",
    "negotiate",
    "permits",
    "policy_differences",
    "printed",
    "same_protection",
    "side_of",
    "unreadable",
    "usable",
    "without_key",
]

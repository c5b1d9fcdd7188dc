"""What IKE and IPsec will agree on, from two configurations: pure functions, attribute by attribute."""

from __future__ import annotations

from remediate.negotiation.both import negotiate
from remediate.negotiation.keys import key_for
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
from remediate.negotiation.sides import side_of

__all__ = [
    "Agreement",
    "EntryPair",
    "KeyState",
    "Keys",
    "Lack",
    "Negotiation",
    "Phase1",
    "PolicyPair",
    "Selectors",
    "Side",
    "TransformPair",
    "cipher",
    "key_for",
    "negotiate",
    "permits",
    "policy_differences",
    "same_protection",
    "side_of",
    "unreadable",
    "usable",
]

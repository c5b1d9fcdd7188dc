"""What IKE and IPsec will agree on, from two configurations: pure functions, attribute by attribute."""

from __future__ import annotations

from remediate.negotiation.both import negotiate
from remediate.negotiation.keys import key_for
from remediate.negotiation.nat import Fate, Translated, fate_of
from remediate.negotiation.nat_index import images_of, list_of, statements_over
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
from remediate.negotiation.routing import Same, behind, connected, is_interface, route_interface
from remediate.negotiation.sides import side_of

__all__ = [
    "Agreement",
    "EntryPair",
    "Fate",
    "KeyState",
    "Keys",
    "Lack",
    "Negotiation",
    "Phase1",
    "PolicyPair",
    "Same",
    "Selectors",
    "Side",
    "TransformPair",
    "Translated",
    "behind",
    "cipher",
    "connected",
    "fate_of",
    "images_of",
    "is_interface",
    "key_for",
    "list_of",
    "negotiate",
    "permits",
    "policy_differences",
    "route_interface",
    "same_protection",
    "side_of",
    "statements_over",
    "unreadable",
    "usable",
]

"""What IKE and IPsec will agree on, from two configurations: pure functions, attribute by attribute."""

from __future__ import annotations

from remediate.negotiation.both import negotiate
from remediate.negotiation.keys import held_keys, key_absent, key_for
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
from remediate.negotiation.overlaps import Share, Taken, taken_by
from remediate.negotiation.partial import built_in_sets, may_lack
from remediate.negotiation.phase1 import cipher, policy_differences, usable
from remediate.negotiation.phase2 import permits, same_protection, unreadable
from remediate.negotiation.placement import Placement, placement
from remediate.negotiation.sides import lacking, side_of
from remediate.negotiation.versions import not_ikev1

__all__ = [
    "Agreement",
    "EntryPair",
    "KeyState",
    "Keys",
    "Lack",
    "Negotiation",
    "Phase1",
    "Placement",
    "PolicyPair",
    "Selectors",
    "Share",
    "Side",
    "Taken",
    "TransformPair",
    "built_in_sets",
    "cipher",
    "held_keys",
    "key_absent",
    "key_for",
    "lacking",
    "may_lack",
    "negotiate",
    "not_ikev1",
    "permits",
    "placement",
    "policy_differences",
    "same_protection",
    "side_of",
    "taken_by",
    "unreadable",
    "usable",
]

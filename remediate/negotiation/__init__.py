"""What IKE and IPsec will agree on, from two configurations: pure functions, attribute by attribute."""

from __future__ import annotations

from remediate.negotiation.admission import Refusal, refusal
from remediate.negotiation.both import negotiate
from remediate.negotiation.crypto_acls import permits, unreadable
from remediate.negotiation.front_door import front_door
from remediate.negotiation.held import held_ikev2_keys
from remediate.negotiation.identities import asks_user
from remediate.negotiation.keys import held_keys, key_absent, key_for
from remediate.negotiation.nat import Fate, Translated, fate_of
from remediate.negotiation.nat_index import images_of, statements_over
from remediate.negotiation.outcome import (
    Agreement,
    EntryPair,
    KeyState,
    Lack,
    Negotiation,
    Phase1,
    Selectors,
    Side,
)
from remediate.negotiation.overlaps import Share, Taken, taken_by, taken_from_dynamic
from remediate.negotiation.partial import built_in_sets, may_lack, policies_shown
from remediate.negotiation.phase1 import cipher, compare_policies, policy_differences, usable
from remediate.negotiation.placement import Placement, placement
from remediate.negotiation.protection import same_protection
from remediate.negotiation.routing import (
    behind,
    connected,
    is_interface,
    learns,
    route_interface,
    ways_in,
)
from remediate.negotiation.sides import lacking, side_of, unprotected
from remediate.negotiation.versions import not_ikev1

__all__ = [
    "Agreement",
    "EntryPair",
    "Fate",
    "KeyState",
    "Lack",
    "Negotiation",
    "Phase1",
    "Placement",
    "Refusal",
    "Selectors",
    "Share",
    "Side",
    "Taken",
    "Translated",
    "asks_user",
    "behind",
    "built_in_sets",
    "cipher",
    "compare_policies",
    "connected",
    "fate_of",
    "front_door",
    "held_ikev2_keys",
    "held_keys",
    "images_of",
    "is_interface",
    "key_absent",
    "key_for",
    "lacking",
    "learns",
    "may_lack",
    "negotiate",
    "not_ikev1",
    "permits",
    "placement",
    "policies_shown",
    "policy_differences",
    "refusal",
    "route_interface",
    "same_protection",
    "side_of",
    "statements_over",
    "taken_by",
    "taken_from_dynamic",
    "unprotected",
    "unreadable",
    "usable",
    "ways_in",
]

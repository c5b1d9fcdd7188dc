"""A direction of IKEv2, from what the comparison knows of it: lookups, proposals, authentication, child SAs.

PFS is no part of it: the first child carries no key exchange (RFC 7296, section 1.3).
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.negotiation.children import asks
from remediate.negotiation.courses import Direction, Ending
from remediate.negotiation.outcome import Agreement, KeyState, Negotiation, Side

__all__ = ["ikev2_direction"]


class _Before(NamedTuple):
    """What is known of what comes before the child SA."""

    policy: Agreement
    policy_reason: str
    keys: KeyState
    keys_reason: str
    lacks: tuple[tuple[Side, str], ...] = ()
    """Ends that lack a profile, a keyring or a tunnel-group for the peer, and what it is."""


def _before(negotiation: Negotiation) -> _Before:
    found = negotiation.ikev2
    return _Before(
        negotiation.policy_outcome,
        negotiation.policy_reason,
        negotiation.key_state,
        negotiation.key_reason,
        tuple((item.side, item.reason) for item in found.lacks) if found is not None else (),
    )


def ikev2_direction(
    negotiation: Negotiation, initiator: Side, responder: Side, reason: str
) -> Direction:
    """Return what comes of it when an end initiates; ``reason`` is why it isn't IKEv1."""

    def ends(ending: Ending, why: str, slug: str | None = None) -> Direction:
        return Direction(initiator, responder, 2, ending, why, slug)

    before = _before(negotiation)
    if initiator.entries and not any(asks(initiator, entry) for entry in initiator.entries):
        what = "dynamic crypto map" if initiator.dynamic else "multipoint tunnel"
        return ends(
            Ending.ANSWERS_ONLY, f"{initiator.name} has a {what} for its peer: it only answers"
        )
    for side, ending in ((initiator, Ending.NOT_STARTED), (responder, Ending.KEYS)):
        lack = next((text for lacking, text in before.lacks if lacking is side), None)
        if lack is not None:
            return ends(ending, lack, "ikev2-profile-or-keyring-missing")
    if before.policy is Agreement.DIFFER:
        return ends(Ending.POLICY, before.policy_reason, "ikev2-proposal-mismatch")
    if before.keys is KeyState.DIFFERENT:
        return ends(Ending.KEYS, before.keys_reason, "ikev2-authentication-failed")
    for pair in negotiation.pairs:
        if pair.selectors.outcome is Agreement.DIFFER:
            return ends(Ending.PROXIES, pair.selectors.reason, "crypto-acl-not-mirrored")
        if pair.transforms.outcome is Agreement.DIFFER:
            return ends(Ending.TRANSFORMS, pair.transforms.reason, "transform-set-mismatch")
    doubts = [
        *([before.policy_reason] if before.policy is not Agreement.AGREE else ()),
        *([before.keys_reason] if before.keys is not KeyState.EQUAL else ()),
        *negotiation.unknown,
        *(lack.reason for lack in negotiation.lacking),
        *(p.selectors.reason for p in negotiation.pairs if p.selectors.outcome is Agreement.UNKNOWN),
        *(p.transforms.reason for p in negotiation.pairs if p.transforms.outcome is Agreement.UNKNOWN),
    ]  # fmt: skip
    if doubts or not negotiation.pairs:
        return ends(Ending.UNKNOWN, "; ".join(dict.fromkeys(doubts)) or reason)
    return ends(Ending.UP, "both exchanges agree")

"""What a peer offered in phase 1 that none of a device's own policies has."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.messages import Offer, offers
from remediate.model.config_maps import IsakmpPolicy
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.negotiation import (
    Agreement,
    Phase1,
    Side,
    compare_policies,
    policies_shown,
    side_of,
    usable,
)
from remediate.rules.case import Case
from remediate.rules.consequences import PHASE_1_NOTIFIED
from remediate.rules.path import only_rows

__all__ = [
    "notified",
    "spelled",
    "tables_differ",
    "unmatched_offer",
    "without_key",
    "without_reason",
]


_NOTIFIED = frozenset(signature.name for signature in PHASE_1_NOTIFIED)
ON_BOTH_ENDS = _NOTIFIED | {"death-by-retransmission", "main-mode-failed"}
"""What the end that asked prints of a refusal, or of its consequence."""


def without_reason(messages: Sequence[tuple[TunnelEnd, Message]]) -> str:
    """Return what messages say of which no offer is known; a row says only how far phase 1 came."""
    if only_rows(messages):
        return (
            "phase 1 stays at its first message: the peer refuses the proposal, or does not answer"
        )
    return "the peer's proposal was refused: the two ends seem to share no ISAKMP policy"


def spelled(offer: Offer) -> str:
    """Return what was offered, in the words of a policy."""
    parts = (
        offer.encryption and f"{offer.encryption} {offer.key_length or ''}".strip(),
        offer.hash,
        offer.authentication,
        offer.group is not None and f"group {offer.group}",
    )
    return " / ".join(part for part in parts if part)


def unmatched_offer(case: Case) -> tuple[Side, Offer] | None:
    """Return an offer that a device printed and that none of its own policies matches."""
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is None or not usable(side) or not policies_shown(side):
            continue
        if side.config.unknown_policies is not None:
            continue
        for offer in offers(end.messages):
            complete = offer.encryption and offer.hash and offer.group is not None
            if complete and not any(_accepts(policy, offer) for policy in usable(side)):
                return side, offer
    return None


def _accepts(policy: IsakmpPolicy, offer: Offer) -> bool:
    return (
        policy.encryption == offer.encryption
        and (policy.key_length is None or offer.key_length in (None, policy.key_length))
        and policy.hash == offer.hash
        and policy.group == offer.group
        and offer.authentication in (None, policy.authentication)
    )


def tables_differ(case: Case) -> tuple[Side, Side, Phase1] | None:
    """Return the ends where neither shows whom it is set up for, but both all their policies, and none is common."""
    one, two = (side_of(case.tunnel, end) for end in case.tunnel.ends)
    if case.negotiation is not None or one is None or two is None:
        return None
    if not (policies_shown(one) and policies_shown(two)):
        return None
    phase1 = compare_policies(one, two)
    return (one, two, phase1) if phase1.outcome is Agreement.DIFFER else None


def without_key(case: Case) -> bool:
    """Whether an end refused an offer that suits it but for the key, which it says it does not have."""
    return any(
        {"no-pre-shared-key", "offered-preshared-mismatch"}
        <= {message.signature for message in end.messages if message.slugs}
        for end in case.tunnel.ends
    )


def notified(messages: Sequence[tuple[TunnelEnd, Message]]) -> TunnelEnd | None:
    """Return the end that was refused by a notify, where the other one's log does not say why."""
    if any(message.signature not in ON_BOTH_ENDS for _, message in messages):
        return None
    return next((end for end, message in messages if message.signature in _NOTIFIED), None)

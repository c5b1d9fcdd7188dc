"""What a peer offered in phase 1 that none of a device's own policies has."""

from __future__ import annotations

from remediate.messages import Offer, offers
from remediate.model.config import IsakmpPolicy
from remediate.negotiation import Side, side_of, usable
from remediate.rules.case import Case

__all__ = ["spelled", "unmatched_offer"]


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
        if side is None or not usable(side) or not side.config.complete:
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

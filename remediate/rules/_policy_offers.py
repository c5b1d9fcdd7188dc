"""What a peer offered in phase 1 that none of a device's own policies has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from msgspec import structs

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
    policy_differences,
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


_BUILT_IN = 65500
"""Priorities of the policies that a release brings are above."""
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


class Unmatched(NamedTuple):
    """An offer that a device refused, and the nearest of its own policies."""

    side: Side
    offer: Offer
    policy: IsakmpPolicy

    @property
    def text(self) -> str:
        """What was offered, and what of it the nearest policy has otherwise."""
        wanted = _as_policy(self.offer, self.policy)
        differing = "; ".join(
            f"{name}: {theirs} is offered, {ours} configured"
            for name, ours, theirs in policy_differences(self.policy, wanted)
        )
        return (
            f"{self.side.name} was offered {spelled(self.offer)}, and none of its policies has that; the nearest is policy"
            f" {self.policy.priority}: {differing}"
        )


def unmatched_offer(case: Case) -> Unmatched | None:
    """Return an offer that a device printed and that none of its own policies matches."""
    for end in case.tunnel.ends:
        side = side_of(case.tunnel, end)
        if side is None or not usable(side) or side.config.unknown_policies is not None:
            continue
        printed = offers(end.messages)
        if not policies_shown(side) and not _checked_all(side, printed):
            continue
        for offer in printed:
            complete = offer.encryption and offer.hash and offer.group is not None
            if complete and not any(_accepts(policy, offer) for policy in usable(side)):
                return Unmatched(side, offer, min(usable(side), key=_distance_of(offer)))
    return None


def _checked_all(side: Side, printed: Sequence[Offer]) -> bool:
    """Whether the parts that there are show each policy that the device's debug compares an offer with.

    It goes through all that the device has, its built-in one last.
    """
    own = {policy.priority for policy in side.config.policies if not policy.default}
    compared = {offer.against_priority for offer in printed} - {None}
    return bool(compared) and all(
        priority in own or (priority or 0) >= _BUILT_IN for priority in compared
    )


def _distance_of(offer: Offer) -> Callable[[IsakmpPolicy], int]:
    return lambda policy: len(policy_differences(policy, _as_policy(offer, policy)))


def _as_policy(offer: Offer, beside: IsakmpPolicy) -> IsakmpPolicy:
    """Return an offer as a policy; what a debug doesn't print of it is as in the one that it stands beside."""
    return structs.replace(
        beside,
        encryption=offer.encryption or beside.encryption,
        key_length=offer.key_length
        or (beside.key_length if offer.encryption == beside.encryption else None),
        hash=offer.hash or beside.hash,
        group=offer.group if offer.group is not None else beside.group,
        authentication=offer.authentication or beside.authentication,
    )


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

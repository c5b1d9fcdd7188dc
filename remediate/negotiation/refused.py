"""What two configurations agree on, and the release of one end refuses all the same.

Source: field notice FN72510, ASA 9.15 release notes (:mod:`remediate.platforms.refusals`).
"""

from __future__ import annotations

from msgspec.structs import replace

from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.config_maps import IsakmpPolicy, TransformSet
from remediate.negotiation.ikev2_proposals import offered, proposal_differences
from remediate.negotiation.outcome import EntryPair, Side
from remediate.negotiation.phase1 import policy_differences, usable
from remediate.negotiation.protection import same_protection
from remediate.platforms.refusals import (
    refused_group,
    refused_policy,
    refused_transforms,
    refuses,
)

__all__ = [
    "agreed_and_refused_pfs",
    "agreed_and_refused_policies",
    "agreed_and_refused_proposals",
    "agreed_and_refused_sets",
]


def agreed_and_refused_policies(one: Side, two: Side) -> tuple[IsakmpPolicy, IsakmpPolicy] | None:
    """Return the first common pair of policies where every common pair is refused by an end."""
    common = [
        (p, q)
        for p in usable(one)
        for q in usable(two)
        if not p.problem and not q.problem and not policy_differences(p, q)
    ]
    for p, q in common:
        if not refused_policy(one.config, p) and not refused_policy(two.config, q):
            return None
    return common[0] if common else None


def agreed_and_refused_proposals(
    one: Side, two: Side
) -> tuple[Ikev2Proposal, Ikev2Proposal] | None:
    """Return the first common pair of IKEv2 proposals where all they share is refused by an end.

    What two proposals have in common is a choice of each kind: of a list a release drops what it refuses
    alone.
    """
    first: tuple[Ikev2Proposal, Ikev2Proposal] | None = None
    for p in offered(one):
        for q in offered(two):
            if p.problem or q.problem or proposal_differences(p, q):
                continue
            if proposal_differences(_left(one, p), _left(two, q)):
                first = first or (p, q)
                continue
            return None
    return first


def _left(side: Side, proposal: Ikev2Proposal) -> Ikev2Proposal:
    """Return what the release leaves of a proposal."""
    if refuses(side.config) is None:
        return proposal

    def kept(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(word for word in words if word not in ("des", "3des", "md5"))

    return replace(
        proposal,
        encryption=kept(proposal.encryption),
        integrity=kept(proposal.integrity),
        prf=kept(proposal.prf),
        groups=tuple(group for group in proposal.groups if group not in (1, 2, 5, 24)),
    )


def agreed_and_refused_sets(
    one: Side, two: Side, pair: EntryPair
) -> tuple[TransformSet, TransformSet] | None:
    """Return the first common pair of transform sets where every common pair is refused by an end."""
    common = [
        (p, q)
        for p in pair.transforms.one
        for q in pair.transforms.two
        if not p.problem and not q.problem and same_protection(p, q)
    ]
    for p, q in common:
        if not (
            refused_transforms(one.config, p.transforms)
            or refused_transforms(two.config, q.transforms)
        ):
            return None
    return common[0] if common else None


def agreed_and_refused_pfs(one: Side, two: Side, pair: EntryPair) -> int | None:
    """Return the group that both entries demand for PFS and an end refuses."""
    group = pair.one.pfs_group
    if group is None or group != pair.two.pfs_group:
        return None
    return group if any(refused_group(side.config, group) for side in (one, two)) else None

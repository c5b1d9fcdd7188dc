"""One IKEv2 proposal for both ends: never weaker than what either has, beside what is there."""

from __future__ import annotations

import msgspec

from remediate.model.base import Platform, Safety
from remediate.model.change import AlignIkev2Proposal
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.diagnosis import Fix
from remediate.model.naming import unused_name
from remediate.negotiation import Side
from remediate.negotiation.ikev2_proposals import (
    described,
    front_vrf,
    matching_policies,
    offered,
    proposal_differences,
)
from remediate.strength_ikev2 import raised_proposal, stronger_proposal, weak_proposal

__all__ = ["alignment", "raise_both"]


def alignment(one: Side, two: Side) -> tuple[Fix, ...]:
    """Return the fixes that give both ends one proposal in common, none where they have it."""
    linked = [item for item in (_linked(one, two), _linked(two, one)) if item is not None]
    if linked:
        return tuple(linked[:1])
    target = stronger_proposal(offered(one), offered(two), one.config.release, two.config.release)
    if target is None:
        why = "no IKEv2 proposal that is strong enough is known to both releases"
        return (
            Fix(
                kind="align-ikev2-proposal",
                device=None,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                why=why,
            ),
        )
    fixes = []
    for side in (one, two):
        if any(not proposal_differences(item, target) for item in offered(side)):
            continue
        fixes.append(
            _fix(
                _change(side, target),
                f"adds {described(target)}, which is not weaker than what either end has",
            )
        )
    return tuple(fixes)


def raise_both(
    one: Side, two: Side, proposals: tuple[Ikev2Proposal, Ikev2Proposal]
) -> tuple[Fix, ...]:
    """Return the fixes that move both ends up together, where a release refuses what they agree on."""
    target = raised_proposal(*proposals, one.config.release, two.config.release)
    if target is None:
        why = "no IKEv2 proposal that is strong enough is known to both releases"
        return (
            Fix(
                kind="align-ikev2-proposal",
                device=None,
                safety=Safety.DISPLAY_ONLY,
                documented=False,
                why=why,
            ),
        )
    why = f"adds {described(target)}, which both releases can"
    return tuple(
        msgspec.structs.replace(
            _fix(_change(side, target), why),
            safety=Safety.DISRUPTIVE,
            documented=False,
            together=True,
        )
        for side in (one, two)
        if all(proposal_differences(item, target) for item in offered(side))
    )


def _linked(side: Side, other: Side) -> Fix | None:
    """Return the fix where an end has a proposal that suits the other, and no policy names it."""
    known = side.config.ikev2_config
    named = {name for policy in known.policies for name in policy.proposals}
    if side.config.platform is not Platform.IOS:
        return None
    for item in known.proposals:
        if item.default or item.problem or item.name in named or weak_proposal(item):
            continue
        if any(not proposal_differences(item, offer) for offer in offered(other)):
            change = _under_a_policy(side, item, existing=True)
            return _fix(
                change, f"has a policy offer {item.name} ({described(item)}), which no policy names"
            )
    return None


def _change(side: Side, target: Ikev2Proposal) -> AlignIkev2Proposal:
    known = side.config.ikev2_config
    taken = {item.name for item in known.proposals}
    if side.config.platform is Platform.ASA:
        numbers = [int(item.name) for item in known.proposals]
        name = str((max(numbers, default=0) // 10 + 1) * 10)
        if int(name) > 65535:
            name = next(str(n) for n in range(65535, 0, -1) if n not in numbers)
        proposal = msgspec.structs.replace(target, name=name)
        return AlignIkev2Proposal(device=side.name, proposal=proposal)
    proposal = msgspec.structs.replace(target, name=unused_name(_named(target), taken))
    return _under_a_policy(side, proposal, existing=False)


def _under_a_policy(side: Side, proposal: Ikev2Proposal, *, existing: bool) -> AlignIkev2Proposal:
    policies = matching_policies(side)
    if policies:
        return AlignIkev2Proposal(
            device=side.name, proposal=proposal, policy=policies[0].name, existing=existing
        )
    known = side.config.ikev2_config
    return AlignIkev2Proposal(
        device=side.name,
        proposal=proposal,
        policy=unused_name("IKEV2-POLICY", {item.name for item in known.policies}),
        new_policy=True,
        fvrf=front_vrf(side),
        existing=existing,
    )


def _fix(change: AlignIkev2Proposal, why: str) -> Fix:
    return Fix(
        kind="align-ikev2-proposal",
        device=change.device,
        safety=Safety.DISRUPTIVE if change.new_policy else Safety.SAFE,
        documented=True,
        why=f"{why}, "
        + (
            "under the first policy of its own: the built-in one no longer serves any peer"
            if change.new_policy
            else "beside what is there"
        ),
        change=change,
    )


def _named(proposal: Ikev2Proposal) -> str:
    parts = [
        proposal.encryption[0].replace("-cbc", "").replace("aes-gcm-", "gcm").replace("-", ""),
        (proposal.integrity or proposal.prf)[0],
        f"g{proposal.groups[0]}",
    ]
    return "IKEV2-" + "-".join(parts).upper()

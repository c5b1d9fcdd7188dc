"""The ISAKMP policy that both ends should have, and how each end gets it."""

from __future__ import annotations

from remediate.capabilities import can_policy
from remediate.model.base import Safety
from remediate.model.change import AlignIsakmpPolicy
from remediate.model.config_maps import IsakmpPolicy
from remediate.model.diagnosis import Fix
from remediate.negotiation import Side, cipher, key_for, policy_differences, usable
from remediate.rules._way_on import way_on
from remediate.strength import at_least, policy_rank, stronger_policy, weaknesses

__all__ = ["align_fixes", "described", "keyed"]

_HIGHEST_PRIORITY = 10000


def align_fixes(one: Side, two: Side) -> tuple[IsakmpPolicy | None, tuple[Fix, ...]]:
    """Return the policy that both ends should have, None where there is none, and a fix per end that lacks it."""
    target = _common_policy(one, two)
    if target is None:
        reason = way_on("ISAKMP policy", (one, two), ikev2=False)
        return None, (
            Fix(
                kind="align-isakmp-policy",
                device=None,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                why=reason,
            ),
        )
    fixes = []
    for side in (one, two):
        if any(not policy_differences(policy, target) for policy in usable(side)):
            continue
        users = [policy for policy in side.config.policies if not policy.default]
        if users and not keyed(side) and key_for(side) is None:
            fixes.append(
                Fix(
                    kind="align-isakmp-policy",
                    device=side.name,
                    safety=Safety.DISPLAY_ONLY,
                    documented=True,
                    why=f"{side.name} authenticates with {users[0].authentication} and has no"
                    f" pre-shared key for {side.peer}: which method is meant is a decision",
                )
            )
            continue
        built_in = side.config.built_in_policies
        change = AlignIsakmpPolicy(device=side.name, policy=_numbered(target, side))
        fixes.append(
            Fix(
                kind="align-isakmp-policy",
                device=side.name,
                safety=Safety.SAFE if users or not built_in else Safety.DISRUPTIVE,
                documented=True,
                why=f"adds {described(target)} "
                + (
                    "beside the policies that are there; none is removed"
                    if users
                    else "as the first policy of its own: the built-in ones go, for every peer"
                    if built_in
                    else "as its first policy"
                ),
                change=change,
            )
        )
    return target, tuple(fixes)


def _common_policy(one: Side, two: Side) -> IsakmpPolicy | None:
    """Return the policy that both ends should have: never weaker than the nearest of either end.

    The strongest policy of one end where the other end's release can have it and no attribute is
    weaker than in the other's strongest; else attribute by attribute the stronger.
    """
    ours = sorted(keyed(one), key=policy_rank, reverse=True)
    theirs = sorted(keyed(two), key=policy_rank, reverse=True)
    for mine, other, release in (
        (ours, theirs, two.config.release),
        (theirs, ours, one.config.release),
    ):
        for candidate in mine:
            if weaknesses(candidate) or can_policy(release, candidate) is not None:
                continue
            if all(at_least(policy_rank(candidate), policy_rank(policy)) for policy in other):
                return candidate
    if ours and theirs:
        return stronger_policy(ours[0], theirs[0], one.config.release, two.config.release)
    alone = (ours or theirs)[:1]
    if not alone:
        return None
    return stronger_policy(alone[0], alone[0], one.config.release, two.config.release)


def keyed(side: Side) -> list[IsakmpPolicy]:
    """Return the policies of an end that authenticate with a pre-shared key, in force and in order."""
    return [policy for policy in usable(side) if policy.authentication == "pre-share"]


def _numbered(target: IsakmpPolicy, side: Side) -> IsakmpPolicy:
    """Give the policy an unused number behind the user policies, so that no other peer's order moves."""
    used = {policy.priority for policy in side.config.policies if not policy.default}
    number = (max(used, default=0) // 10 + 1) * 10
    if number > _HIGHEST_PRIORITY:
        number = next(n for n in range(_HIGHEST_PRIORITY, 0, -1) if n not in used)
    return IsakmpPolicy(
        priority=number,
        encryption=target.encryption,
        key_length=target.key_length,
        hash=target.hash,
        authentication=target.authentication,
        group=target.group,
        lifetime=target.lifetime,
    )


def described(policy: IsakmpPolicy) -> str:
    """Return a policy in a line: ``aes 256 / sha256 / pre-share / group 14``."""
    return f"{cipher(policy)} / {policy.hash} / {policy.authentication} / group {policy.group}"

"""The fixes of IKE010: both ends move up together to what both releases can."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from remediate.capabilities import can_policy
from remediate.model.base import Platform, Safety
from remediate.model.change import AlignIsakmpPolicy, Change
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.config_maps import IsakmpPolicy, TransformSet
from remediate.model.diagnosis import Fix
from remediate.negotiation import EntryPair, Side, cipher, policy_differences, usable
from remediate.platforms.refusals import refused_policy, refused_proposal, refused_transforms
from remediate.rules._pfs_change import pfs_change
from remediate.rules._transform_change import change_of
from remediate.rules._way_on import way_on
from remediate.strength import stronger_group, stronger_policy, stronger_transforms

__all__ = ["fix", "pfs_fixes", "policy_fixes", "set_fixes", "told"]


def told(
    sides: tuple[Side, Side],
    what: str,
    items: Sequence[IsakmpPolicy | TransformSet | Ikev2Proposal],
) -> str:
    """Return in words what of two things that agree is refused, and where."""
    parts = []
    for side, item in zip(sides, items, strict=True):
        if isinstance(item, IsakmpPolicy):
            refused = refused_policy(side.config, item)
            name = str(item.priority)
        elif isinstance(item, Ikev2Proposal):
            refused, name = refused_proposal(side.config, item), item.name
        else:
            refused, name = refused_transforms(side.config, item.transforms), item.name
        if refused:
            parts.append(f"{what} {name} of {side.name} has {', '.join(refused)}")
    return " and ".join(parts)


def policy_fixes(
    one: Side, two: Side, policies: tuple[IsakmpPolicy, IsakmpPolicy]
) -> Iterable[Fix]:
    """Yield an ISAKMP policy that both releases can, for the ends that have none like it."""
    target = stronger_policy(*policies, one.config.release, two.config.release)
    if target is None:
        why = way_on("ISAKMP policy", (one, two), ikev2=False)
        yield fix("align-isakmp-policy", None, why, None)
        return
    target = _with_sha2(target, one, two)
    said = f"{cipher(target)} / {target.hash} / {target.authentication} / group {target.group}"
    for side in (one, two):
        if any(not policy_differences(policy, target) for policy in usable(side)):
            continue
        used = {policy.priority for policy in side.config.policies if not policy.default}
        number = (max(used, default=0) // 10 + 1) * 10
        policy = replace(target, priority=number)
        yield fix(
            "align-isakmp-policy",
            side.name,
            f"adds {said}, which neither release is known to lack; none of the policies that are there is removed",
            AlignIsakmpPolicy(device=side.name, policy=policy),
        )


def _with_sha2(policy: IsakmpPolicy, one: Side, two: Side) -> IsakmpPolicy:
    """Return the policy with SHA-256 in place of SHA-1 where both releases are known to have it (IOS 15)."""
    better = replace(policy, hash="sha256")
    able = all(
        side.config.platform is Platform.IOS
        and side.config.release.numbers >= (15,)
        and can_policy(side.config.release, better) is None
        for side in (one, two)
    )
    return better if policy.hash == "sha" and able else policy


def set_fixes(
    one: Side, two: Side, pair: EntryPair, sets: tuple[TransformSet, TransformSet]
) -> Iterable[Fix]:
    """Yield a transform set that both releases can, for both entries."""
    transforms = stronger_transforms(*sets, one.config.release, two.config.release)
    if transforms is None:
        why = way_on("transform set", (one, two), ikev2=False)
        yield fix("align-transform-set", None, why, None)
        return
    wanted = TransformSet(name="", transforms=transforms, mode=sets[0].mode)
    for side, entry in ((one, pair.one), (two, pair.two)):
        why = f"{' '.join(transforms)}, which neither release is known to lack, in a set of the entry's own"
        change = change_of(side, entry, wanted)
        if change is None:
            why = f"{why} has no entry or profile to go to"
        yield fix("align-transform-set", side.name, why, change)


def pfs_fixes(one: Side, two: Side, pair: EntryPair, group: int) -> Iterable[Fix]:
    """Yield a group for PFS that both releases can, for both entries."""
    ikev2 = all(entry.ikev2_profile or entry.ikev2_proposals for entry in (pair.one, pair.two))
    better = stronger_group([group, 14], [one.config.release, two.config.release], ikev2=ikev2)
    if better is None:
        yield fix("align-pfs", None, "no group is known to both releases: move to IKEv2", None)
        return
    for side, entry in ((one, pair.one), (two, pair.two)):
        change, against = pfs_change(side, entry, better)
        why = f"both ends demand group {better} instead of group {group}"
        yield fix("align-pfs", side.name, f"{why}; {against}" if against else why, change)


def fix(kind: str, device: str | None, why: str, change: Change | None) -> Fix:
    """Return a fix that is made together with that of the other end."""
    return Fix(
        kind=kind,
        device=device,
        safety=Safety.DISRUPTIVE if change is not None else Safety.DISPLAY_ONLY,
        documented=False,
        why=why,
        change=change,
        together=True,
    )

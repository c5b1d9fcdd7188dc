"""weak-crypto-refused (IKE010): the release refuses cryptography that the configuration asks for.

Symptom: `Either (3des) encryption algorithm or (md5) hash algorithm is not CSDL compliant` or
`DH Group (5) is not CSDL compliant` (the device prints `algorithmis`), after an upgrade of
IOS-XE to 17.11.1 or later; a tunnel that both configurations describe alike and that no longer comes
up after an ASA went to 9.15 or later.

Cause: From 17.11.1 IOS-XE refuses DES, 3DES, MD5 and groups 1, 2 and 5, and ASA from 9.15 on has them
(and group 24) no more: what the classic examples are made of. The two ends agree on nothing else.

Not this when: The policy in parentheses is a built-in one, 65507 to 65514: the line is then
noise about the defaults, and the user's policies decide. The ends agree on something stronger as
well. `crypto engine compliance shield disable` is set. No policy is common at all (IKE001).

Fix: Move both ends upward, within what both platforms can (ASA IKEv1 has no SHA-2):
align-isakmp-policy, align-ikev2-proposal, align-transform-set, align-pfs.

Fix safety: DISRUPTIVE, in a window. `crypto engine compliance shield disable` with a reload is
WEAKENING, a dated exception at the most.

Proof of cure: Both ends negotiate the stronger policy after a phase-1 clear and the message is
gone.

Source: Field notice FN72510 (weak cryptography in IOS-XE 17.11.1); ASA 9.15 release notes; captured
IOS-XE debug.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from remediate.model.base import Confidence, Platform, Safety
from remediate.model.change import AlignIsakmpPolicy, Change
from remediate.model.config import IsakmpPolicy, TransformSet
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Role, Signature
from remediate.negotiation import (
    Agreement,
    EntryPair,
    Negotiation,
    Side,
    cipher,
    negotiate,
    policy_differences,
    side_of,
    usable,
)
from remediate.negotiation.refused import (
    agreed_and_refused_pfs,
    agreed_and_refused_policies,
    agreed_and_refused_sets,
)
from remediate.platforms.refusals import refused_policy, refused_transforms, refuses
from remediate.rules._pfs_change import pfs_change
from remediate.rules._transform_change import change_of
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of
from remediate.strength import can_policy, stronger_group, stronger_policy, stronger_transforms

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="weak-algorithm-refused",
        template=(
            "{^isakmp?}({priority:int}): Either ({encryption:word}) encryption algorithm or "
            "({hash:word}) hash algorithm{ |}is not CSDL compliant"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="weak-group-refused",
        template="{^isakmp}{?({priority:int}): }DH Group ({group:int}) is not CSDL compliant",
        role=Role.REJECTION,
    ),
)

RULE = Rule(
    code="IKE010",
    slug="weak-crypto-refused",
    title="the release refuses cryptography that the configuration asks for",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.VERSION),
    changes=("align-isakmp-policy", "align-ikev2-proposal", "align-transform-set", "align-pfs"),
    planned=True,
)


_FIRST_BUILT_IN = 65507
_Messages = Sequence[tuple[TunnelEnd, Message]]


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where all that two ends agree on is refused by one of them."""
    messages = [item for item in case.messages(RULE.slug) if not _of_built_in(item[1])]
    if case.both_up():
        return None  # what is refused brings no SA up
    negotiation = case.negotiation
    if negotiation is not None:
        found = _proven(negotiation, messages)
        if found is not None or not negotiation.unknown:
            return found
    return _spoken(case, messages) if messages else None


def _of_built_in(message: Message) -> bool:
    return int(message.field("priority") or 0) >= _FIRST_BUILT_IN


def _spoken(case: Case, messages: _Messages) -> Diagnosis | None:
    """Return what a device's own words show, with its configuration where that is known."""
    end = messages[0][0]
    side = side_of(case.tunnel, end)
    name = end.device or end.address
    weak = (
        [p for p in usable(side) if not p.default and refused_policy(side.config, p)]
        if side is not None
        else []
    )
    if side is not None and side.config.complete and not weak:
        return None  # of built-in policies, which are noise, or no longer so
    only = side is not None and weak and len(weak) == sum(not p.default for p in usable(side))
    text = (
        f"{name} refuses a weak algorithm or group of one of its own policies, as its release does"
    )
    if only:
        text += "; it has no other policy"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.LIKELY if only else Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation=text,
        evidence=(*message_evidence(messages), *config_evidence(end, [p.line for p in weak])),
        fixes=(
            _fix(
                "align-isakmp-policy",
                end.device,
                "no fix planned yet: both ends move up together, and one configuration is not known",
                None,
            ),
        ),
        needs=needs_of(case, RULE.needs[:1], "what the other end can use decides what both get"),
    )


def _proven(negotiation: Negotiation, messages: _Messages) -> Diagnosis | None:
    one, two = negotiation.one, negotiation.two
    if not any(refuses(side.config) for side in (one, two)):
        return None
    texts: list[str] = []
    fixes: list[Fix] = []
    lines: dict[str, list[int | None]] = {one.name: [], two.name: []}
    agreed = negotiation.phase1.outcome is Agreement.AGREE  # of IKEv2 the policies say nothing
    if agreed and (policies := agreed_and_refused_policies(one, two)) is not None:
        texts.append(_told((one, two), "ISAKMP policy", policies))
        fixes += _policy_fixes(one, two, policies)
        for side, policy in zip((one, two), policies, strict=True):
            lines[side.name].append(policy.line)
    for pair in negotiation.pairs:
        if (sets := agreed_and_refused_sets(one, two, pair)) is not None:
            texts.append(_told((one, two), "transform set", sets))
            fixes += _set_fixes(one, two, pair, sets)
            for side, item in zip((one, two), sets, strict=True):
                lines[side.name].append(item.line)
        if (group := agreed_and_refused_pfs(one, two, pair)) is not None:
            texts.append(f"PFS group {group} of both entries is refused")
            fixes += _pfs_fixes(one, two, pair, group)
    if not texts:
        return None
    refusing = " and ".join(
        f"{side.name} ({release})" for side in (one, two) if (release := refuses(side.config))
    )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(
            dict.fromkeys(fix.device for fix in fixes if fix.device is not None and fix.change)
        ),
        explanation=f"{refusing} refuses all that the two ends agree on: {'; '.join(texts)}",
        evidence=(
            *message_evidence(messages),
            *config_evidence(one.end, lines[one.name]),
            *config_evidence(two.end, lines[two.name]),
        ),
        fixes=tuple(fixes),
    )


def _told(sides: tuple[Side, Side], what: str, items: Sequence[IsakmpPolicy | TransformSet]) -> str:
    parts = []
    for side, item in zip(sides, items, strict=True):
        if isinstance(item, IsakmpPolicy):
            refused = refused_policy(side.config, item)
            name = str(item.priority)
        else:
            refused, name = refused_transforms(side.config, item.transforms), item.name
        if refused:
            parts.append(f"{what} {name} of {side.name} has {', '.join(refused)}")
    return " and ".join(parts)


def _policy_fixes(
    one: Side, two: Side, policies: tuple[IsakmpPolicy, IsakmpPolicy]
) -> Iterable[Fix]:
    target = stronger_policy(*policies, one.config.release, two.config.release)
    if target is None:
        why = "no fix planned yet: no ISAKMP policy that is strong enough is known to both releases; move to IKEv2"
        yield _fix("align-isakmp-policy", None, why, None)
        return
    target = _with_sha2(target, one, two)
    said = f"{cipher(target)} / {target.hash} / {target.authentication} / group {target.group}"
    for side in (one, two):
        if any(not policy_differences(policy, target) for policy in usable(side)):
            continue
        used = {policy.priority for policy in side.config.policies if not policy.default}
        number = (max(used, default=0) // 10 + 1) * 10
        policy = replace(target, priority=number)
        yield _fix(
            "align-isakmp-policy",
            side.name,
            f"adds {said}, which both releases can; none of the policies that are there is removed",
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


def _set_fixes(
    one: Side, two: Side, pair: EntryPair, sets: tuple[TransformSet, TransformSet]
) -> Iterable[Fix]:
    transforms = stronger_transforms(*sets, one.config.release, two.config.release)
    if transforms is None:
        why = "no fix planned yet: no transform set that is strong enough is known to both releases; move to IKEv2"
        yield _fix("align-transform-set", None, why, None)
        return
    wanted = TransformSet(name="", transforms=transforms, mode=sets[0].mode)
    for side, entry in ((one, pair.one), (two, pair.two)):
        why = f"{' '.join(transforms)}, which both releases can, in a set of the entry's own"
        change: Change | None = None
        made = change_of(side, entry, wanted)
        if made is None:
            why = f"not planned: {why} has no entry or profile to go to"
        else:
            # What the release refuses could not be made again on the way back: it stays, unused.
            change = replace(
                made,
                drop=tuple(
                    item
                    for item in made.drop
                    if not refused_transforms(side.config, item.transforms)
                ),
            )
        yield _fix("align-transform-set", side.name, why, change)


def _pfs_fixes(one: Side, two: Side, pair: EntryPair, group: int) -> Iterable[Fix]:
    ikev2 = all(entry.ikev2_profile or entry.ikev2_proposals for entry in (pair.one, pair.two))
    better = stronger_group([group, 14], [one.config.release, two.config.release], ikev2=ikev2)
    if better is None:
        yield _fix("align-pfs", None, "no group is known to both releases: move to IKEv2", None)
        return
    for side, entry in ((one, pair.one), (two, pair.two)):
        change, against = pfs_change(side, entry, better)
        why = f"both ends demand group {better} instead of group {group}"
        yield _fix("align-pfs", side.name, f"{why}; {against}" if against else why, change)


def _fix(kind: str, device: str | None, why: str, change: Change | None) -> Fix:
    return Fix(
        kind=kind,
        device=device,
        safety=Safety.DISRUPTIVE if change is not None else Safety.DISPLAY_ONLY,
        documented=False,
        why=why,
        change=change,
        together=True,
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether the two ends agree afterwards on something that neither refuses."""
    del before
    found = negotiate(after)
    if found is None:
        return False
    one, two = found.one, found.two
    agreed = found.phase1.outcome is Agreement.AGREE
    return (not agreed or agreed_and_refused_policies(one, two) is None) and all(
        agreed_and_refused_sets(one, two, pair) is None
        and agreed_and_refused_pfs(one, two, pair) is None
        for pair in found.pairs
    )

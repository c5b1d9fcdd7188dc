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

from collections.abc import Sequence

from remediate.model.base import Confidence
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Role, Signature
from remediate.negotiation import (
    Agreement,
    Negotiation,
    negotiate,
    side_of,
    usable,
)
from remediate.negotiation.refused import (
    agreed_and_refused_pfs,
    agreed_and_refused_policies,
    agreed_and_refused_proposals,
    agreed_and_refused_sets,
)
from remediate.platforms.refusals import refused_policy, refuses
from remediate.rules._ikev2_alignment import raise_both
from remediate.rules._weak_fixes import fix, pfs_fixes, policy_fixes, set_fixes, told
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of

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
            fix(
                "align-isakmp-policy",
                end.device,
                "both ends move up together, and one configuration is not known",
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
        texts.append(told((one, two), "ISAKMP policy", policies))
        fixes += policy_fixes(one, two, policies)
        for side, policy in zip((one, two), policies, strict=True):
            lines[side.name].append(policy.line)
    if _ikev2_agrees(negotiation) and (found := agreed_and_refused_proposals(one, two)) is not None:
        texts.append(told((one, two), "IKEv2 proposal", found))
        fixes += raise_both(one, two, found)
        for side, proposal in zip((one, two), found, strict=True):
            lines[side.name].append(proposal.line)
    for pair in negotiation.pairs:
        if (sets := agreed_and_refused_sets(one, two, pair)) is not None:
            texts.append(told((one, two), "transform set", sets))
            fixes += set_fixes(one, two, pair, sets)
            for side, item in zip((one, two), sets, strict=True):
                lines[side.name].append(item.line)
        if (group := agreed_and_refused_pfs(one, two, pair)) is not None:
            texts.append(f"PFS group {group} of both entries is refused")
            fixes += pfs_fixes(one, two, pair, group)
    if not texts:
        return None
    strict = [
        f"{side.name} ({release})" for side in (one, two) if (release := refuses(side.config))
    ]
    refusing, verb = " and ".join(strict), "refuses" if len(strict) == 1 else "refuse"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(
            dict.fromkeys(fix.device for fix in fixes if fix.device is not None and fix.change)
        ),
        explanation=f"{refusing} {verb} all that the two ends agree on: {'; '.join(texts)}",
        evidence=(
            *message_evidence(messages),
            *config_evidence(one.end, lines[one.name]),
            *config_evidence(two.end, lines[two.name]),
        ),
        fixes=tuple(fixes),
    )


def _ikev2_agrees(negotiation: Negotiation) -> bool:
    """Whether the two ends use IKEv2 and share a proposal as configured."""
    found = negotiation.ikev2
    return found is not None and found.init.outcome is Agreement.AGREE


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether the two ends agree afterwards on something that neither refuses."""
    del before
    found = negotiate(after)
    if found is None:
        return False
    one, two = found.one, found.two
    agreed = found.phase1.outcome is Agreement.AGREE
    if agreed and agreed_and_refused_policies(one, two) is not None:
        return False
    if _ikev2_agrees(found) and agreed_and_refused_proposals(one, two) is not None:
        return False
    return all(
        agreed_and_refused_sets(one, two, pair) is None
        and agreed_and_refused_pfs(one, two, pair) is None
        for pair in found.pairs
    )

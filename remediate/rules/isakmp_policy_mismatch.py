"""isakmp-policy-mismatch (IKE001): the two ends have no ISAKMP policy in common.

Symptom: The responder refuses every pair of offered transform and own policy (`Hash algorithm
offered does not match policy!`, its siblings for encryption, group, authentication and key
length, `atts are not acceptable`), closes with `no offers accepted!` and `phase 1 SA policy not
acceptable!`, and logs `%CRYPTO-6-IKMP_MODE_FAILURE`. ASA prints `All SA proposals found
unacceptable` and 713257. The end that asked prints `Notify has no hash. Rejected` and `Processing of Informational mode
failed`, an ASA `Received an un-encrypted NO_PROPOSAL_CHOSEN notify message`: that says no reason. `show crypto isakmp sa` stays in `MM_NO_STATE`.

Cause: No policy of one end equals one of the other in encryption (with AES key length), hash,
authentication and Diffie-Hellman group. A refusal against priority 65535 or 65507 to 65514
means that only built-in policies were left to try.

Not this when: A later proposal of the same negotiation is accepted; only the lifetimes differ
(the shorter one is used); both configurations do share a policy and the state is still
MM_NO_STATE, which is a path problem (IKE005); the refused pairs belong to another peer of the
same hub.

Fix: Add one policy that both platforms support, the strongest common one, under an unused
number, with every attribute written (align-isakmp-policy). The end with the weaker policies is
the one to change.

Fix safety: Safe: nothing negotiated is touched. DISRUPTIVE where it would be the first user
policy of an IOS router, because the built-in policies of every other peer vanish with it. Never
align downward to DES, MD5 or groups 1 and 2.

Proof of cure: After a phase-1 clear for this peer alone, `show crypto isakmp sa` shows QM_IDLE
(ASA: MM_ACTIVE) in a new SA, and no new refusal is printed.

Source: Cisco document 5409, "Main Mode Process Failed with Peer" and "Hash Algorithm Offered
does not Match Policy"; RFC 2409 section 5; ASA syslog guide (713xxx).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from remediate.model.base import Confidence
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Role, Signature
from remediate.negotiation import (
    Agreement,
    Phase1,
    Side,
    policy_differences,
    side_of,
    usable,
)
from remediate.rules._common_policy import align_fixes, described, keyed
from remediate.rules._policy_offers import (
    notified,
    tables_differ,
    unmatched_offer,
    without_key,
    without_reason,
)
from remediate.rules.base import Rule, Show
from remediate.rules.case import (
    Case,
    config_evidence,
    message_evidence,
    needs_of,
    policy_needs,
)
from remediate.rules.consequences import MAIN_MODE_FAILED, PHASE_1_NOTIFIED, PHASE_1_REFUSED
from remediate.rules.path import silent_row
from remediate.strength import at_least, policy_rank

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="offered-hash-mismatch",
        template='{^isakmp?}{?"}Hash algorithm offered does not match policy!',
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-encryption-mismatch",
        template='{^isakmp?}{?"}Encryption algorithm offered does not match policy!',
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-group-mismatch",
        template='{^isakmp?}{?"}Diffie-Hellman group offered does not match policy!',
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-authentication-mismatch",
        template='{^isakmp?}{?"}Authentication method offered does not match policy!',
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-preshared-mismatch",
        template='{^isakmp?}{?"}Preshared authentication offered but does not match policy!',
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-rsa-mismatch",
        template=(
            '{^isakmp?}{?"}RSA {signature|encryption} authentication offered but does not '
            "match policy!"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-xauth-mismatch",
        template=(
            '{^isakmp?}{?"}Xauth authentication by {pre-shared key|RSA} offered but does not '
            "match policy!"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="offered-key-length-mismatch",
        template="{^isakmp}Proposed key length does not match policy",
        role=Role.REJECTION,
    ),
    Signature(
        name="asa-phase1-attribute-mismatch",
        template=(
            "{^asa?}Phase 1 failure{? against global IKE proposal # {proposal:int}}: Mismatched {attribute|attr} types"
            " for class {attribute:text}: "
            "Rcv'd: {received:text} Cfg'd: {configured:rest}"
        ),
        role=Role.REJECTION,
    ),
    *PHASE_1_NOTIFIED,
    *PHASE_1_REFUSED,
    *MAIN_MODE_FAILED,
)

RULE = Rule(
    code="IKE001",
    slug="isakmp-policy-mismatch",
    title="the two ends have no ISAKMP policy in common",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("align-isakmp-policy",),
    planned=True,
)


_REFUSALS = frozenset(
    signature.name
    for signature in PHASE_1_REFUSED
    if signature.role is Role.CLOSING and signature.name != "sa-not-acceptable"
)
"""Messages that close a phase 1 whose every offer was refused; the old wording says no phase."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis from both configurations, else from what one end's messages show."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is not None and negotiation.ikev2 is not None:
        return None  # ISAKMP policies are IKEv1's
    if negotiation is not None and negotiation.phase1.outcome is not Agreement.UNKNOWN:
        if negotiation.phase1.outcome is Agreement.AGREE or not (
            negotiation.one.entries and negotiation.two.entries
        ):
            return None
        return _proven(messages, negotiation.one, negotiation.two, negotiation.phase1)
    if not messages or case.phase1_up():
        return None  # an established ISAKMP SA proves that a policy is common
    if (tables := tables_differ(case)) is not None:
        return msgspec.structs.replace(
            _proven(messages, *tables),
            confidence=Confidence.PROVEN if _refused(case, messages) else Confidence.LIKELY,
        )
    if without_key(case) or silent_row(case, messages):
        return None
    if policy_needs(case) and _refused(case, messages):
        return _refused_without_proof(case, messages)
    # A capture can end between two offers of one negotiation: only a closing line says that all were refused.
    offer = None if policy_needs(case) else unmatched_offer(case)
    refused = offer is not None and _refused(case, messages)
    text = without_reason(messages)
    if offer is not None:
        text = offer.text
    needs = policy_needs(case) or needs_of(case, RULE.needs[:1], "its ISAKMP policies decide")
    asking = notified(messages)
    if asking is not None and offer is None:
        other = case.tunnel.other(asking)
        name, peer = asking.device or asking.address, other.device or other.address
        text = (
            f"{peer} answers {name} with a refusal that nothing protects yet: none of the offered policies suits it, or"
            " it has no key for who asks. Only its own debug says which"
        )
        needs = (Need(device=peer, command=Show.DEBUG_ISAKMP, why="what it refuses"), *needs)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.LIKELY if refused else Confidence.POSSIBLE,
        phase=RULE.phase,
        explanation=text,
        evidence=(
            *message_evidence(messages),
            *(config_evidence(offer.side.end, [offer.policy.line]) if offer is not None else ()),
        ),
        needs=needs,
    )


def _refused(case: Case, messages: Sequence[tuple[TunnelEnd, Message]]) -> bool:
    """Whether a debug shows that every policy was refused, built-in ones included, and nothing stands."""
    printed = any(message.signature in _REFUSALS for _, message in messages)
    return printed and not case.phase1_up() and not case.any_up()


def _refused_without_proof(
    case: Case, messages: Sequence[tuple[TunnelEnd, Message]]
) -> Diagnosis | None:
    """Return what a refusal shows where an end's built-in policies are not known: no common one."""
    negotiation = case.negotiation
    assert negotiation is not None  # noqa: S101  # built-in policies are open: both ends are known
    if not (negotiation.one.entries and negotiation.two.entries):
        return None
    found = _proven(messages, negotiation.one, negotiation.two, negotiation.phase1)
    return msgspec.structs.replace(
        found,
        confidence=Confidence.LIKELY,
        explanation=f"the whole proposal was refused; {found.explanation}",
        needs=policy_needs(case),
    )


def _proven(
    messages: Sequence[tuple[TunnelEnd, Message]], one: Side, two: Side, phase1: Phase1
) -> Diagnosis:
    nearest = phase1.nearest
    text = phase1.reason
    lines = {id(side.end): [p.line for p in usable(side) if not p.default] for side in (one, two)}
    if nearest is not None:
        differing = "; ".join(
            f"{name}: {ours} on {one.name}, {theirs} on {two.name}"
            for name, ours, theirs in nearest.differences
        )
        text += (
            f"; the nearest pair is policy {nearest.one.priority} of {one.name} and policy"
            f" {nearest.two.priority} of {two.name}: {differing}"
        )
    target, fixes = align_fixes(one, two)
    if target is not None:
        rank = policy_rank(target)
        upward = all(
            at_least(rank, policy_rank(policy)) for side in (one, two) for policy in keyed(side)
        )
        has = [
            f"policy {policy.priority} of {side.name}"
            for side in (one, two)
            for policy in usable(side)
            if not policy.default and not policy_differences(policy, target)
        ]
        known = f"{has[0]} ({described(target)})" if has else described(target)
        text += f". Both can use {known}, " + (
            "which is not weaker than what either has"
            if upward
            else "which is weaker than what one end has: the other's release can't have that under IKEv1,"
            " and IKEv2 is the next step up"
        )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(fix.device for fix in fixes if fix.device is not None),
        explanation=text,
        evidence=(
            *message_evidence(messages),
            *config_evidence(one.end, lines[id(one.end)]),
            *config_evidence(two.end, lines[id(two.end)]),
        ),
        fixes=fixes,
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether the ends share a policy afterwards, and neither lost one that it had."""
    sides = [
        (side_of(before, x), side_of(after, y))
        for x, y in zip(before.ends, after.ends, strict=True)
    ]
    for old, new in sides:
        if old is None or new is None:
            return False
        # What other changes put above them moves their lines.
        now = {msgspec.structs.replace(policy, line=None) for policy in new.config.policies}
        own = (policy for policy in old.config.policies if not policy.default)
        if not all(msgspec.structs.replace(policy, line=None) in now for policy in own):
            return False
    one, two = sides[0][1], sides[1][1]
    assert one is not None and two is not None  # noqa: S101, PT018  # checked in the loop
    return any(not policy_differences(p, q) for p in usable(one) for q in usable(two))

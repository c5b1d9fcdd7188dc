"""ikev2-proposal-mismatch (IKE006): the two ends have no IKEv2 proposal in common.

Symptom: `Failed to find a matching policy`, with the lists `Received Policies:` and `Expected
Policies:`; `Received no proposal chosen notify`, `NOTIFY(NO_PROPOSAL_CHOSEN)` in IKE_SA_INIT.

Cause: No proposal that one end uses has an algorithm of each kind (encryption with key length,
integrity, PRF, Diffie-Hellman group) in common with one of the other. A proposal of IOS acts only
through a policy: one that no policy names is not used.

Not this when: The notify answers IKE_AUTH or CREATE_CHILD_SA, or the lists begin with `ESP:` (then
it is the IPsec proposal: IPS002); INVALID_KE_PAYLOAD followed by success (the group was guessed and
retried); the lists differ and share one algorithm of each kind.

Fix: Add a proposal with the strongest algorithms that both ends can have, and link it to the policy
that the peer meets (align-ikev2-proposal); on an ASA a `crypto ikev2 policy` under an unused number.
The weaker end is the one to change. What is there stays.

Fix safety: Safe: it is one more offer. DISRUPTIVE where an IOS device has no policy of its own, since
the first one displaces the built-in policy for every peer. Never downward to DES, 3DES, MD5 or
groups 1 and 2.

Proof of cure: `show crypto ikev2 sa` shows READY for the peer, with the new algorithms, after its
IKE SA alone was cleared.

Source: RFC 7296 sections 1.2, 2.7 and 3.3.6; Cisco IOS IKEv2 guide (proposals and policies);
captured debugs of IOS-XE and ASA.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from remediate.messages.ikev2_lists import PolicyLists, policy_lists
from remediate.model.base import Confidence
from remediate.model.config_ikev2 import Ikev2Proposal
from remediate.model.diagnosis import Diagnosis, Evidence
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Signature
from remediate.negotiation import Agreement, Side, negotiate, side_of
from remediate.negotiation.ikev2_outcome import Ikev2Init
from remediate.negotiation.ikev2_proposals import (
    compare_proposals,
    described,
    matching_policies,
    offered,
    proposal_differences,
)
from remediate.rules._ikev2_alignment import alignment
from remediate.rules.base import Rule, Show
from remediate.rules.case import (
    Case,
    confidence_of,
    config_evidence,
    message_evidence,
    needs_of,
    policy_needs,
)
from remediate.rules.consequences import IKEV2_NO_PROPOSAL

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="ikev2-no-matching-policy", template="{^ikev2}{: |}Failed to find a matching policy"
    ),
    Signature(
        name="ikev2-abort-no-matching-policy",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Failed to find a matching policy"
        ),
    ),
    Signature(
        name="ikev2-received-no-proposal-chosen",
        template="{^ikev2}{: |}Received no proposal chosen notify",
    ),
    Signature(
        name="ikev2-abort-no-proposal-chosen",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Received no proposal chosen notify"
        ),
    ),
    *IKEV2_NO_PROPOSAL,
)

RULE = Rule(
    code="IKE006",
    slug="ikev2-proposal-mismatch",
    title="the two ends have no IKEv2 proposal in common",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.IKEV2_SA, Show.DEBUG_IKEV2),
    changes=("align-ikev2-proposal",),
    planned=True,
)

Said = Sequence[tuple[TunnelEnd, Message]]


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis from both configurations, else from the lists that one end printed."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is not None:
        if negotiation.ikev2 is None or negotiation.ikev2.init.outcome is Agreement.AGREE:
            return None
        if negotiation.ikev2.init.outcome is Agreement.DIFFER:
            return _proven(case, messages, negotiation.one, negotiation.two, negotiation.ikev2.init)
    lists = [(end, item) for end in case.tunnel.ends for item in policy_lists(end.messages)]
    own = [(end, item) for end, item in lists if not item.child]
    if not messages or (lists and not own) or case.phase1_up() or case.any_up():
        return None
    one, two = (side_of(case.tunnel, end) for end in case.tunnel.ends)
    if negotiation is None and one is not None and two is not None:
        # Neither shows whom it is set up for; the log shows that they negotiate.
        init = compare_proposals(one, two)
        if init.outcome is Agreement.AGREE:
            return None
        if init.outcome is Agreement.DIFFER:
            return _proven(case, messages, one, two, init)
    text = "the peer's IKEv2 proposal was refused: the two ends seem to share none"
    differing = [(end, item) for end, item in own if _apart(item.received, item.expected)]
    if differing:
        end, item = differing[-1]
        text = f"{end.device or end.address} refused the peer's IKEv2 proposal: {_compared(item)}"
    confirmed = any(_confirms(case, end, item) for end, item in own)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.LIKELY
        if confirmed and negotiation is not None
        else confidence_of(case, confirmed_by_one=confirmed),
        phase=RULE.phase,
        explanation=text,
        evidence=(*message_evidence(messages), *_listed(own)),
        needs=policy_needs(case) or needs_of(case, RULE.needs[:1], "its IKEv2 proposals decide"),
    )


def _apart(ours: Sequence[Ikev2Proposal], theirs: Sequence[Ikev2Proposal]) -> bool:
    return bool(ours and theirs) and all(_unlike(p, q) for p in ours for q in theirs)


def _unlike(one: Ikev2Proposal, two: Ikev2Proposal) -> bool:
    """Whether two proposals, one of them as a debug prints it, differ in a kind that both name."""
    return any("none" not in (ours, theirs) for _, ours, theirs in proposal_differences(one, two))


def _compared(item: PolicyLists) -> str:
    received = " or ".join(map(described, item.received))
    expected = " or ".join(map(described, item.expected))
    return f"it received {received}, and expected {expected}"


def _listed(lists: Sequence[tuple[TunnelEnd, PolicyLists]]) -> tuple[Evidence, ...]:
    return message_evidence((end, message) for end, item in lists for message in item.messages)


def _confirms(case: Case, end: TunnelEnd, item: PolicyLists) -> bool:
    """Whether the configuration of the end that printed the lists has nothing for what it received.

    Of a part of a configuration: whether the proposals that it shows are what the end says that it expected.
    """
    side = side_of(case.tunnel, end)
    if side is None:
        return False
    if not side.config.complete or side.config.cut is not None:
        own = [one for one in side.config.ikev2_config.proposals if not one.default]
        told = all(any(not _unlike(p, q) for q in own) for p in item.expected)
        return bool(own) and told and _apart(item.received, item.expected)
    if side.config.ikev2_config.unknown_default is not None and not matching_policies(side):
        return _apart(item.received, item.expected)
    return _apart(item.received, offered(side))


def _proven(case: Case, messages: Said, one: Side, two: Side, init: Ikev2Init) -> Diagnosis:
    text = init.reason
    if init.nearest is not None:
        differing = "; ".join(
            f"{name}: {ours} on {one.name}, {theirs} on {two.name}"
            for name, ours, theirs in init.nearest.differences
        )
        text += (
            f"; the nearest are {init.nearest.one.name} of {one.name} and {init.nearest.two.name} of"
            f" {two.name}: {differing}"
        )
    unused = [f"{side.name} has proposals that no policy names: {names}"
              for side in (one, two) if (names := _unused(side))]  # fmt: skip
    if case.any_up():
        unused.append(
            "the SAs that are up were negotiated before, and fall at the next negotiation"
        )
    text = "; ".join((text, *unused))
    lists = [(end, item) for end in case.tunnel.ends for item in policy_lists(end.messages)]
    fixes = alignment(one, two)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(fix.device for fix in fixes if fix.device is not None),
        explanation=text,
        evidence=(
            *message_evidence(messages),
            *_listed([(end, item) for end, item in lists if not item.child]),
            *config_evidence(one.end, [item.line for item in offered(one)]),
            *config_evidence(two.end, [item.line for item in offered(two)]),
        ),
        fixes=fixes,
    )


def _unused(side: Side) -> str:
    known = side.config.ikev2_config
    named = {name for policy in known.policies for name in policy.proposals}
    return ", ".join(
        item.name for item in known.proposals if not item.default and item.name not in named
    )


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether the ends share a proposal afterwards, and neither lost one that it had."""
    old, new = negotiate(before), negotiate(after)
    if old is None or new is None or new.ikev2 is None:
        return False
    kept = all(_own(was) <= _own(now) for was, now in ((old.one, new.one), (old.two, new.two)))
    return kept and new.ikev2.init.outcome is Agreement.AGREE


def _own(side: Side) -> set[Ikev2Proposal]:
    """Return the proposals of the configuration, wherever they stand in it."""
    return {
        msgspec.structs.replace(item, line=None)
        for item in side.config.ikev2_config.proposals
        if not item.default
    }

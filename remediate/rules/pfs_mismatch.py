"""pfs-mismatch (IPS003): the two ends demand different perfect forward secrecy.

Symptom: Phase 2 is refused with the same lines as a transform mismatch (`phase 2 SA policy not
acceptable!`, `PROPOSAL_NOT_CHOSEN protocol 3`), though transform sets and crypto ACLs agree.

Cause: One end has `set pfs` and the other has none or another group. The demand is directional:
the end with PFS refuses an offer without it, while an end without PFS accepts one; so it fails
from one side only.

Not this when: A line names the transform or the proxies; the negotiation is of IKEv2, whose
first child carries no key exchange: there PFS shows at the first rekey only.

Fix: The same group on both ends, the stronger of the two (align-pfs).

Fix safety: DISRUPTIVE: it acts at the next negotiation of an entry in use.

Proof of cure: A phase-2 negotiation from each side, or a forced child rekey under IKEv2, shows
the group (`PFS (Y/N): Y, DH group: groupN`).

Source: RFC 2409 section 5.5; RFC 7296 section 1.3; a capture in which PFS on one end was the
whole fault.
"""

from __future__ import annotations

from remediate.model.base import Confidence
from remediate.model.diagnosis import Diagnosis
from remediate.negotiation import Agreement
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of, unplanned
from remediate.rules.consequences import PHASE_2_REFUSED

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = PHASE_2_REFUSED

RULE = Rule(
    code="IPS003",
    slug="pfs-mismatch",
    title="the two ends demand different perfect forward secrecy",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("align-pfs",),
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where both configurations differ in PFS and no live SA shows that it works."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is None:
        if not messages:
            return None
        return Diagnosis(
            code=RULE.code,
            slug=RULE.slug,
            confidence=Confidence.POSSIBLE,
            phase=RULE.phase,
            explanation="phase 2 was refused, as where one end demands perfect forward secrecy",
            evidence=message_evidence(messages),
            fixes=unplanned(RULE, messages[0][0].device),
            needs=needs_of(case, RULE.needs[:1], "its 'set pfs' decides"),
        )
    pairs = [pair for pair in negotiation.pairs if pair.pfs is Agreement.DIFFER]
    if not pairs or case.both_up():
        return None
    one, two = negotiation.one, negotiation.two
    weaker = dict.fromkeys(
        (one if (pair.one.pfs_group or 0) < (pair.two.pfs_group or 0) else two).name
        for pair in pairs
    )
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(weaker),
        explanation="; ".join(pair.pfs_reason for pair in pairs),
        evidence=(
            *message_evidence(messages),
            *config_evidence(one.end, [line for pair in pairs for line in pair.one.lines]),
            *config_evidence(two.end, [line for pair in pairs for line in pair.two.lines]),
        ),
        fixes=unplanned(RULE, next(iter(weaker))),
    )

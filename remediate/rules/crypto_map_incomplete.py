"""crypto-map-incomplete (IPS007): a crypto-map entry lacks its peer, ACL or transform set.

Symptom: `WARNING: This crypto map is in an incomplete state!` in `show crypto map`; ASA 713223
(`no ACL configured`), 713224 (`Crypto map entry incomplete`), 752006 and 752015 (no KEY_ACQUIRE
could be dispatched).

Cause: The entry has no `set peer`, no `match address` or no transform set, or the ACL that it
names does not exist. On ASA 752006 and 752015 may also mean that no tunnel-group or proposal
fits the entry.

Not this when: The entry belongs to a dynamic map, which needs no peer; it is unused on purpose.

Fix: Add what is missing (complete-crypto-map).

Fix safety: Safe where the flow is down, carries nothing in clear and no other entry overlaps;
else DISRUPTIVE.

Proof of cure: `show crypto map` no longer warns and the tunnel forms.

Source: Captured `show crypto map`; ASA syslog guide.
"""

from __future__ import annotations

from remediate.model.base import Confidence
from remediate.model.diagnosis import Diagnosis
from remediate.model.signature import Role, Signature
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, unplanned

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = (
    Signature(
        name="crypto-map-incomplete",
        template="WARNING: This crypto map is in an incomplete state!",
    ),
    Signature(
        name="asa-map-entry-no-acl",
        template=(
            "{^asa}Static Crypto Map Check, map{? =} {map:word}, seq = "
            "{sequence:int}, no ACL configured"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="asa-map-entry-incomplete",
        template="{^asa}Static Crypto Map Check by-passed: Crypto map entry incomplete!",
        role=Role.REJECTION,
    ),
    Signature(
        name="asa-key-acquire-failed",
        template="{^asa?}Tunnel Manager failed to dispatch a KEY_ACQUIRE message",
    ),
    Signature(
        name="asa-l2l-sa-failed",
        template="{^asa?}Tunnel Manager has failed to establish an L2L SA",
    ),
)

RULE = Rule(
    code="IPS007",
    slug="crypto-map-incomplete",
    title="a crypto-map entry lacks its peer, ACL or transform set",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("complete-crypto-map",),
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a configuration shows it, whatever the other end has."""
    negotiation = case.negotiation
    if negotiation is None:
        return None
    lacks = [lack for lack in negotiation.lacking if lack.slug == RULE.slug]
    if not lacks:
        return None
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.LIKELY,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(lack.side.name for lack in lacks)),
        explanation="; ".join(lack.reason for lack in lacks),
        evidence=(
            *message_evidence(case.messages(RULE.slug)),
            *(item for lack in lacks for item in config_evidence(lack.side.end, [lack.line])),
        ),
        fixes=unplanned(RULE, lacks[0].side.name),
    )

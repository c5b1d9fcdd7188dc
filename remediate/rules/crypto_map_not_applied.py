"""crypto-map-not-applied (IPS005): the crypto map is on no interface, or on the wrong one.

Symptom: `IPSEC(validate_proposal): invalid local address A` while the interface that owns A has
no crypto map; `No crypto map bound to interface` on ASA; the peer receives clear packets
(`RECVD_PKT_NOT_IPSEC`, 402117).

Cause: `crypto map M` is missing on the interface that routes to the peer, its name is misspelt
there, or it was bound to another interface. With tunnel interfaces: protection on one end only.

Not this when: The map is bound there and `local-address` points elsewhere (IPS004); the clear
packets come from a host that is no peer.

Fix: Bind the map, by its right name, to the interface that the peer is reached through
(bind-crypto-map).

Fix safety: DISRUPTIVE: binding resets the map's SAs, and from then on matching clear traffic is
dropped.

Proof of cure: `show crypto map` lists the interface under the map; SAs form from both sides.

Source: Cisco document 5409, "Invalid Local Address"; IOS system message guide
(RECVD_PKT_NOT_IPSEC); ASA syslog guide (402117).
"""

from __future__ import annotations

from remediate.model.base import Confidence
from remediate.model.diagnosis import Diagnosis
from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, unplanned
from remediate.rules.consequences import (
    CLEAR_TEXT_FROM_PEER,
    INVALID_LOCAL_ADDRESS,
    PHASE_2_REFUSED,
)

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = (
    Signature(name="asa-no-crypto-map-bound", template="{^asa}No crypto map bound to interface"),
    *INVALID_LOCAL_ADDRESS,
    *CLEAR_TEXT_FROM_PEER,
    *PHASE_2_REFUSED,
)

RULE = Rule(
    code="IPS005",
    slug="crypto-map-not-applied",
    title="the crypto map is on no interface, or on the wrong one",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("bind-crypto-map",),
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

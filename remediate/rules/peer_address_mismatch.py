"""peer-address-mismatch (IKE004): an end peers with, or holds its key for, the wrong address.

Symptom: `No cert, and no keys ... with remote peer A` for an address that no peer has; state
MM_KEY_EXCH on the PIX; ASA 713022 (`No Group found matching A`) and 713063 (`IKE Peer address
not configured`).

Cause: `set peer`, the address of the key or the name of the tunnel-group is not the address
that the other end negotiates from: it was mistyped, the peer was renumbered, or NAT shows
another one.

Not this when: The address belongs to the peer and only its key is missing (IKE002), or it is
right and the keys differ (IKE003).

Fix: set-peer-address and the key's address: `set peer` appends to a failover list, so the new
one is added before the old one goes. On ASA the tunnel-group is named after the address and
follows it.

Fix safety: DISRUPTIVE: the crypto-map entry is in use while it is edited.

Proof of cure: `show crypto isakmp sa` shows the right pair of addresses in QM_IDLE on both
ends.

Source: Cisco document 5409, "No Cert and No Keys with Remote Peer" and the PIX section; ASA
syslog guide.
"""

from __future__ import annotations

from remediate.model.base import Confidence
from remediate.model.diagnosis import Diagnosis, Need
from remediate.model.signature import Signature
from remediate.negotiation import Side, key_for
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, message_evidence, needs_of, unplanned
from remediate.rules.consequences import NO_KEY_FOR_PEER

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = (
    Signature(
        name="asa-peer-not-configured",
        template="{^asa}IKE Peer address not configured for destination {peer:ip}",
    ),
    *NO_KEY_FOR_PEER,
)

RULE = Rule(
    code="IKE004",
    slug="peer-address-mismatch",
    title="an end peers with, or holds its key for, the wrong address",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("set-peer-address",),
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where one end's configuration does not point back to the other.

    Likely where the end holds a key for the peer, so that it means to; only possible otherwise:
    address translation that the inventory does not name looks the same.
    """
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
            explanation="the address of the peer may not be the one that the other end uses",
            evidence=message_evidence(messages),
            fixes=unplanned(RULE, messages[0][0].device),
            needs=needs_of(case, RULE.needs[:1], "its addresses and peers decide"),
        )
    lacks = [lack for lack in negotiation.lacking if lack.slug == RULE.slug]
    if not lacks:
        return None
    side = lacks[0].side
    key = key_for(side)
    meant = key is not None and key.peer is not None and key.peer.is_host
    text = "; ".join(lack.reason for lack in lacks)
    if not meant:
        text += "; if address translation stands between the ends, name it in the inventory"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.LIKELY if meant and _points_elsewhere(side) else Confidence.POSSIBLE,
        phase=RULE.phase,
        change_on=(side.name,),
        explanation=text,
        evidence=message_evidence(messages),
        fixes=unplanned(RULE, side.name),
        needs=(Need(device=side.name, command="show crypto map", why="which peers it has"),),
    )


def _points_elsewhere(side: Side) -> bool:
    """Whether the device has crypto map entries, so that this one is wrong rather than not there yet."""
    return any(entry.peers for crypto_map in side.config.maps for entry in crypto_map.entries)

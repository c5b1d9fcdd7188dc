"""crypto-map-entry-order (IPS006): an earlier crypto-map entry takes the peer's flow.

Symptom: `IPSEC(validate_transform_proposal): peer address A not found`; a VPN 3000 on the other
end prints `No proposal chosen(14)`.

Cause: A lower sequence of the map has a wider ACL that covers the proposed proxies (a network
around the hosts) and another peer, so the entry of the asking peer is never reached.

Not this when: No entry has the peer at all (IPS007 or IKE004).

Fix: Put the specific entry first: a copy under a lower sequence, then remove the old one
(reorder-crypto-map); none after the dynamic map.

Fix safety: DISRUPTIVE: entries of a bound map are removed and added.

Proof of cure: The flow's SA stands under the specific entry and the message is gone.

Source: Cisco document 5409, "Peer Address X.X.X.X Not Found".
"""

from __future__ import annotations

from remediate.model.signature import Role, Signature
from remediate.rules.base import Rule, Show
from remediate.rules.consequences import NO_PROPOSAL_CHOSEN, PHASE_2_REFUSED

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="peer-address-not-found",
        template="{^ipsec}peer address {peer:ip} not found",
        role=Role.REJECTION,
    ),
    *NO_PROPOSAL_CHOSEN,
    *PHASE_2_REFUSED,
)

RULE = Rule(
    code="IPS006",
    slug="crypto-map-entry-order",
    title="an earlier crypto-map entry takes the peer's flow",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("reorder-crypto-map",),
)

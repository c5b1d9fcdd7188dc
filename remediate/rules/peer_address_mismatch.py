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

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show
from remediate.rules.consequences import NO_KEY_FOR_PEER

__all__ = ["RULE", "SIGNATURES"]

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

"""crypto-map-local-address (IPS004): the crypto map negotiates from the wrong local address.

Symptom: `IPSEC(validate_proposal): invalid local address A`, then `atts not acceptable` and `SA
not acceptable!`.

Cause: `crypto map M local-address IF` makes the router use that interface's address as its
identity, and the peer peers with another one; or the peer's `set peer` names an address that
the map does not use.

Not this when: The interface that owns the printed address carries no crypto map at all
(IPS005).

Fix: Name the interface whose address the peer uses, or remove the line (set-local-address); the
peer's `set peer` and key have to agree.

Fix safety: DISRUPTIVE: the identity of every tunnel of the map changes.

Proof of cure: `show crypto ipsec sa` prints the right `local addr` and live SPIs.

Source: Cisco document 5409, "Invalid Local Address".
"""

from __future__ import annotations

from remediate.rules.base import Rule, Show
from remediate.rules.consequences import INVALID_LOCAL_ADDRESS, PHASE_2_REFUSED

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    *INVALID_LOCAL_ADDRESS,
    *PHASE_2_REFUSED,
)

RULE = Rule(
    code="IPS004",
    slug="crypto-map-local-address",
    title="the crypto map negotiates from the wrong local address",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("set-local-address",),
)

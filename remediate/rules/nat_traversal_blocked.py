"""nat-traversal-blocked (IKE011): NAT is on the path and UDP 4500 does not pass.

Symptom: NAT is detected (`NAT found`, ports move to 4500) and then `retransmitting phase 1
MM_KEY_EXCH` without an answer; or ESP stays on protocol 50 behind a PAT and nothing is
decapsulated.

Cause: UDP 4500 is filtered on the way, or NAT traversal was switched off (`no crypto ipsec
nat-transparency udp-encapsulation`; ASA without `crypto isakmp nat-traversal`).

Not this when: No NAT was found: then MM_KEY_EXCH speaks of the keys (IKE003). `His hash no
match - this node outside NAT` is how a successful detection reads.

Fix: enable-nat-traversal where it was switched off; else open UDP 4500 between the two
addresses.

Fix safety: Enabling is safe; the filter is on somebody's path device: DISPLAY_ONLY.

Proof of cure: The SA shows port 4500 and `Tunnel UDP-Encaps`, and decapsulated packets count up
on both ends.

Source: RFC 3947 and RFC 3948; captured debugs.
"""

from __future__ import annotations

from remediate.rules.base import Rule, Show
from remediate.rules.consequences import KEY_EXCHANGE_STALLED

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = KEY_EXCHANGE_STALLED

RULE = Rule(
    code="IKE011",
    slug="nat-traversal-blocked",
    title="NAT is on the path and UDP 4500 does not pass",
    phase=1,
    needs=(Show.RUNNING_CONFIG, Show.ISAKMP_SA, Show.DEBUG_ISAKMP),
    changes=("enable-nat-traversal",),
)

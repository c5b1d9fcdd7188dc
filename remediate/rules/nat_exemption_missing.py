"""nat-exemption-missing (NET002): tunnel traffic is translated before it is encrypted.

Symptom: Traffic flows one way or not at all although the SAs stand; ASA 305013 (`Asymmetric NAT
rules matched for forward and reverse flows`); encapsulated packets stay at 0.

Cause: No NAT exemption covers the flow, or the exemption ACL is not bound: a route-map on
routers, `nat (if) 0 access-list` on PIX and ASA up to 8.2, an identity NAT from 8.3 on.

Not this when: The crypto ACL holds the translated addresses on purpose; the interface does no
NAT.

Fix: Exempt the flow (add-nat-exemption). The bound ACL is extended, never replaced; on IOS the
deny stands ahead of the permit, and a static NAT ignores it.

Fix safety: DISRUPTIVE: translations in use may have to be dropped.

Proof of cure: Both counters move, and `show ip nat translations` (`show xlate`) holds no entry
for the flow.

Source: Cisco document 5409, "Verify the ACLs"; ASA syslog guide (305013).
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="asa-asymmetric-nat",
        template=(
            "{^asa?}Asymmetric NAT rules matched for forward and reverse flows; Connection "
            "for {protocol:word} src {src_proxy:word} dst {dest_proxy:text} denied due to "
            "NAT reverse path failure"
        ),
    ),
)

RULE = Rule(
    code="NET002",
    slug="nat-exemption-missing",
    title="tunnel traffic is translated before it is encrypted",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("add-nat-exemption",),
)

"""crypto-acl-overlap (IPS008): the crypto ACLs of several tunnels overlap.

Symptom: Traffic for one site leaves through the tunnel of another, or a flow works from one
side only, although each pair of ACLs mirrors. No message of its own.

Cause: Two entries of a map permit the same flow; the lower sequence takes it, and its peer
cannot deliver it.

Not this when: The entries share their peers (a failover pair), or a deny in the first list
leaves the flow to the second.

Fix: Reorder the entries, or narrow the wider ACL.

Fix safety: DISRUPTIVE: flows change their tunnel.

Proof of cure: Each flow's counters move under the entry that is meant for it, on both ends.

Source: Cisco document 5409, "Verify the ACLs".
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="IPS008",
    slug="crypto-acl-overlap",
    title="the crypto ACLs of several tunnels overlap",
    phase=2,
    needs=(Show.RUNNING_CONFIG,),
    changes=("reorder-crypto-map",),
)

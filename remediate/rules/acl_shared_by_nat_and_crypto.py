"""acl-shared-by-nat-and-crypto (NET003): one ACL serves NAT exemption and encryption.

Symptom: One direction only, or no traffic, after either use of the list was edited. No message
of its own.

Cause: `nat 0` and the crypto map name the same ACL: an edit for one purpose changes the other.

Not this when: Two lists with equal content: that is what the document asks for.

Fix: Give NAT exemption a copy of its own (split-acl).

Fix safety: DISRUPTIVE: the exemption is bound anew.

Proof of cure: Both references name different lists and both counters move.

Source: Cisco document 5409, "Verify the ACLs".
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="NET003",
    slug="acl-shared-by-nat-and-crypto",
    title="one ACL serves NAT exemption and encryption",
    phase=0,
    needs=(Show.RUNNING_CONFIG,),
    changes=("split-acl",),
)

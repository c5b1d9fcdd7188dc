"""sysopt-missing (NET004): decrypted traffic is dropped by the interface access lists.

Symptom: The tunnel is up, packets are decapsulated and then denied by the outside access list
of the PIX. No message of its own.

Cause: `sysopt connection permit-ipsec` is missing on a PIX up to 6.x; on 7.x and later `no
sysopt connection permit-vpn` was given, often on purpose.

Not this when: 7.x or later and no explicit `no sysopt`: it is on by default and not printed.

Fix: permit-ipsec-sysopt; a permit for the flow in the interface ACL, or a vpn-filter, is the
scoped way.

Fix safety: WEAKENING: the interface ACLs are bypassed for all tunnels.

Proof of cure: The deny counters stand still and the flow's counters move.

Source: Cisco document 5409, "Missing Sysopt Command".
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="NET004",
    slug="sysopt-missing",
    title="decrypted traffic is dropped by the interface access lists",
    phase=0,
    needs=(Show.RUNNING_CONFIG,),
    changes=("permit-ipsec-sysopt",),
)

"""router-split-tunnel-missing (CLT001): clients of a router reach nothing outside the tunnel.

Symptom: The VPN client is connected and reaches only what is behind the router. No message of
its own.

Cause: The client group has no `acl`, so all of the client's traffic goes into the tunnel.

Not this when: Policy forbids split tunnelling: then it works as meant.

Fix: `acl N` in `crypto isakmp client configuration group` with a permit for the inside networks
(set-client-split-tunnel).

Fix safety: WEAKENING: whether clients may bypass the tunnel is a policy decision. Clients
reconnect.

Proof of cure: The client's route table holds only the inside networks through the tunnel.

Source: Cisco document 5409, "Inability to Access Subnets Outside the VPN Tunnel: Split Tunnel".
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="CLT001",
    slug="router-split-tunnel-missing",
    title="clients of a router reach nothing outside the tunnel",
    phase=0,
    needs=(Show.RUNNING_CONFIG,),
    changes=("set-client-split-tunnel",),
)

"""pix-split-tunnel-missing (CLT002): clients of a PIX cannot browse the Internet.

Symptom: The VPN client is connected and the Internet is out of reach. No message of its own.

Cause: All of the client's traffic reaches the PIX, which does not send it back out of the
interface that it came in by.

Not this when: Policy forbids split tunnelling.

Fix: `vpngroup G split-tunnel ACL` with a list of its own, equal in content to the NAT
exemption's (set-vpngroup-split-tunnel).

Fix safety: WEAKENING: a policy decision. Clients reconnect.

Proof of cure: The client reaches inside networks through the tunnel and the rest directly.

Source: Cisco document 5409, "Once the Tunnel Is Up, User Is Unable to Browse the Internet".
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="CLT002",
    slug="pix-split-tunnel-missing",
    title="clients of a PIX cannot browse the Internet",
    phase=0,
    needs=(Show.RUNNING_CONFIG,),
    changes=("set-vpngroup-split-tunnel",),
)

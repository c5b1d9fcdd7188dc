"""mtu-black-hole (PKT007): packets too large for the path are lost.

Symptom: The tunnel is up and pings pass, while some applications hang; `ICMP: dst (A): frag.
needed and DF set`.

Cause: Packets with the DF bit exceed the path MTU once the IPsec header is on, and the ICMP
answer that would shrink them is lost or ignored.

Not this when: It is the answer to a test ping that was made too large on purpose: then the line
is how the path MTU is found.

Fix: Clamp the TCP segment size at the tunnel (set-tcp-mss). On clients: Set MTU 1400 (LAN) or
576 (dial-up), and the PPPoE adapter's MTU.

Fix safety: The clamp is safe and acts on new TCP sessions; steps on clients are DISPLAY_ONLY.

Proof of cure: The application works, and a ping with DF at the computed size passes.

Source: Cisco document 5409, "Certain Applications Do Not Work: Adjust the MTU on the Client";
RFC 1191; Cisco document 25885.
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="fragmentation-needed",
        template="ICMP: dst ({dst:ip}){:|} frag. needed and DF set{? unreachable sent to {src:ip}}",
    ),
)

RULE = Rule(
    code="PKT007",
    slug="mtu-black-hole",
    title="packets too large for the path are lost",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("set-tcp-mss",),
)

"""crypto-engine-unsupported (PKT006): the platform has no hardware for this tunnel.

Symptom: `crypto_engine_select_crypto_engine: can't handle any more` while a tunnel is set up on
a 7600.

Cause: The 7600 ends IPsec tunnels on an IPSEC-SPA only; software encryption is not supported
there.

Not this when: The platform is another one and its session limit is reached.

Fix: Install the module, or end the tunnel elsewhere.

Fix safety: DISPLAY_ONLY: hardware.

Proof of cure: `show crypto engine connections active` lists the tunnel's SAs.

Source: Cisco document 5409, "Error Setting Up VPN Tunnel on 7600 Series Router".
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="crypto-engine-full",
        template="crypto_engine_select_crypto_engine: can't handle any more",
    ),
)

RULE = Rule(
    code="PKT006",
    slug="crypto-engine-unsupported",
    title="the platform has no hardware for this tunnel",
    phase=0,
)

"""inside-route-missing (NET001): a route to the inside network or back to the pool is missing.

Symptom: The tunnel is up, packets are decapsulated, and nothing is encapsulated: hosts behind
the PIX cannot be pinged.

Cause: The PIX has no route to networks that are not directly connected inside, or the inside
router has none back to the pool.

Not this when: Encapsulated packets count up too (the way back works); NAT takes the answers
(NET002).

Fix: `route inside` on the PIX and a route for the pool on the inside router (add-route, both
kinds).

Fix safety: DISRUPTIVE: routing of an inside network changes.

Proof of cure: Both counters of the SA move and the ping is answered.

Source: Cisco document 5409, "Unable to Ping Inside the Network Behind PIX".
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="NET001",
    slug="inside-route-missing",
    title="a route to the inside network or back to the pool is missing",
    phase=0,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA),
    changes=("add-route",),
)

"""ikev2-proposal-mismatch (IKE006): the two ends have no IKEv2 proposal in common.

Symptom: `Failed to find a matching policy`, with the lists `Received Policies:` and `Expected
Policies:`; `Received no proposal chosen notify`, `NOTIFY(NO_PROPOSAL_CHOSEN)` in IKE_SA_INIT.

Cause: No IKEv2 proposal of one end equals one of the other in encryption, integrity, PRF and
group.

Not this when: The notify answers IKE_AUTH or CREATE_CHILD_SA (then it is the IPsec proposal:
IPS002); INVALID_KE_PAYLOAD followed by success (the group was guessed and retried).

Fix: Add a common strong proposal and link it to the policy that the peer meets
(align-ikev2-proposal). Both lists are printed: compare them.

Fix safety: Safe; DISRUPTIVE where a new policy displaces the default one for every peer.

Proof of cure: `show crypto ikev2 sa` shows READY for the peer after its IKE SA was cleared.

Source: RFC 7296 sections 1.2 and 3.10.1; IKEv2 debugs of IOS-XE and ASA.
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show
from remediate.rules.consequences import IKEV2_NO_PROPOSAL

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="ikev2-no-matching-policy", template="{^ikev2}{: |}Failed to find a matching policy"
    ),
    Signature(
        name="ikev2-abort-no-matching-policy",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Failed to find a matching policy"
        ),
    ),
    Signature(
        name="ikev2-received-no-proposal-chosen",
        template="{^ikev2}{: |}Received no proposal chosen notify",
    ),
    Signature(
        name="ikev2-abort-no-proposal-chosen",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Received no proposal chosen notify"
        ),
    ),
    *IKEV2_NO_PROPOSAL,
)

RULE = Rule(
    code="IKE006",
    slug="ikev2-proposal-mismatch",
    title="the two ends have no IKEv2 proposal in common",
    phase=1,
    needs=(Show.RUNNING_CONFIG,),
    changes=("align-ikev2-proposal",),
)

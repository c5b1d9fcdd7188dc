"""ikev2-profile-or-keyring-missing (IKE008): no IKEv2 profile, keyring or tunnel-group fits the peer.

Symptom: `% IKEv2 profile not found`, `Profile could not be found by peer certificate`; ASA
751002 (no key or trustpoint for self), 751004 (no remote authentication method), 751009 (no
tunnel-group).

Cause: The `match identity` or certificate map of no profile fits what the peer sends, or the
keyring or tunnel-group has no entry for it. An initiator looks its key up by address only, a
responder by identity as well.

Not this when: A later line says `Matched peer block` and authentication fails (IKE007).

Fix: Complete the keyring or the profile's match on the printing end (complete-ikev2-keyring).

Fix safety: Safe: an entry is added for a peer that has none.

Proof of cure: The debug shows the peer block or profile matched and `show crypto ikev2 sa`
READY.

Source: Cisco document 117337 (ASA and IOS IKEv2 with certificates); ASA syslog guide (751xxx).
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(name="ikev2-profile-not-found", template="{^ikev2}{: |}IKEv2 profile not found"),
    Signature(
        name="ikev2-profile-not-found-by-certificate",
        template="{^ikev2?}{: |}Profile could not be found by peer certificate",
    ),
    Signature(
        name="asa-ikev2-no-local-key",
        template=(
            "{^asa?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int} "
            "Username:{username:word} }No preshared key or trustpoint configured for self in "
            "tunnel group {tunnel_group:word}"
        ),
    ),
    Signature(
        name="asa-ikev2-no-remote-authentication",
        template=(
            "{^asa?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int} "
            "Username:{username:word} }No remote authentication method configured for peer "
            "in tunnel group {tunnel_group:word}"
        ),
    ),
    Signature(
        name="asa-ikev2-no-tunnel-group",
        template=(
            "{^asa?}{?Local:{local:ip}:{local_port:int} Remote:{remote:ip}:{remote_port:int} "
            "Username:{username:word} }Unable to find tunnel group for peer"
        ),
    ),
)

RULE = Rule(
    code="IKE008",
    slug="ikev2-profile-or-keyring-missing",
    title="no IKEv2 profile, keyring or tunnel-group fits the peer",
    phase=1,
    needs=(Show.RUNNING_CONFIG,),
    changes=("complete-ikev2-keyring",),
)

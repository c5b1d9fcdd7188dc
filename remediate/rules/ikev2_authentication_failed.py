"""ikev2-authentication-failed (IKE007): IKEv2 authentication of one end fails at the other.

Symptom: `NOTIFY(AUTHENTICATION_FAILED)`, `Verification of peer's authentication data FAILED`
(devices also print `authenctication`), `Auth exchange failed`, `Failed to authenticate the IKE
SA`.

Cause: The local key of one end is not the remote key of the other (the two directions may
differ), or the certificate or identity is not accepted.

Not this when: The profile or keyring for the peer is missing (IKE008), or a certificate message
says why (IKE009).

Fix: Rule out identity and profile first, then rekey-psk: the local key of A is compared with
the remote key of B, and the other way round.

Fix safety: DISRUPTIVE where the tunnel is up: the keys act at the next authentication.

Proof of cure: `show crypto ikev2 sa` shows READY in an SA that was authenticated after the
change.

Source: RFC 7296 sections 2.15 and 3.10.1 (AUTHENTICATION_FAILED, 24); captured IOS-XE debugs.
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(name="ikev2-authentication-failed", template="NOTIFY(AUTHENTICATION_FAILED)"),
    Signature(
        name="ikev2-verification-failed",
        template="{^ikev2?}{: |}Verification of peer's {authentication|authenctication} data FAILED",
    ),
    Signature(name="ikev2-auth-exchange-failed", template="{^ikev2}{: |}Auth exchange failed"),
    Signature(
        name="ikev2-abort-auth-exchange-failed",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Auth exchange failed"
        ),
    ),
    Signature(
        name="ikev2-abort-not-authenticated",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Failed to authenticate the IKE SA"
        ),
    ),
)

RULE = Rule(
    code="IKE007",
    slug="ikev2-authentication-failed",
    title="IKEv2 authentication of one end fails at the other",
    phase=1,
    needs=(Show.RUNNING_CONFIG,),
    changes=("rekey-psk",),
)

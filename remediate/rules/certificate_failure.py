"""certificate-failure (IKE009): a certificate is expired, incomplete or not trusted.

Symptom: `%CRYPTO-5-IKMP_INVAL_CERT`, `%PKI-3-CERTIFICATE_INVALID_EXPIRED`, `CRYPTO_PKI: No
suitable trustpoints found`, `Peer ID check failed`, `Unsupported cert encoding found`.

Cause: The certificate has run out, a clock is wrong, the issuing CA or an intermediate one is
not known to the verifier, the subject has no name that the peer expects, or the HTTP-URL form
is asked for and not supported.

Not this when: The tunnel authenticates by pre-shared keys: the line then belongs to another use
of PKI.

Fix: Set the clock (NTP), enrol again, install the chain at the end that sends it, `no crypto
ikev2 http-url cert` on the router. The owner of the certificate has to act.

Fix safety: DISPLAY_ONLY; switching the identity check off (`peer-id-validate nocheck`) would be
WEAKENING.

Proof of cure: The peer authenticates and none of the messages returns.

Source: Cisco document 117337; IOS system message guide (CRYPTO, PKI).
"""

from __future__ import annotations

from remediate.model.signature import Signature
from remediate.rules.base import Rule

__all__ = ["RULE", "SIGNATURES"]

SIGNATURES = (
    Signature(
        name="ikmp-invalid-certificate",
        template="{^syslog?}Certificate received from {peer:ip} is bad: {reason:rest}",
    ),
    Signature(
        name="pki-certificate-expired",
        template="%PKI-{severity:int}-CERTIFICATE_INVALID_EXPIRED: {reason:rest}",
    ),
    Signature(
        name="pki-no-suitable-trustpoints",
        template="CRYPTO_PKI: No suitable trustpoints found",
    ),
    Signature(name="ikev2-peer-id-check-failed", template="{^ikev2}{: |}Peer ID check failed"),
    Signature(
        name="ikev2-cert-encoding",
        template=(
            "{^ikev2?}{: |}Unsupported cert encoding found or Peer requested HTTP URL but never "
            "sent HTTP_LOOKUP_SUPPORTED Notification"
        ),
    ),
    Signature(
        name="ikev2-abort-cert-encoding",
        template=(
            "{^syslog?}{?Local:{local:ip}:{local_port:int} "
            "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
            "}Negotiation aborted due to ERROR: Unsupported cert encoding found"
        ),
    ),
)

RULE = Rule(
    code="IKE009",
    slug="certificate-failure",
    title="a certificate is expired, incomplete or not trusted",
    phase=1,
)

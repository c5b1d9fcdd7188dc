"""Messages of refused certificates: what the device that prints one finds, and what has to be done about it.

Source: ASA syslog guide (717009, 717027, 751006), IOS system message guide (CRYPTO, PKI), Cisco document 117337.
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.signature import Signature

__all__ = ["NOT_FETCHED", "REFUSALS", "UNEXPLAINED", "Refusal", "Remedy"]


class Remedy(NamedTuple):
    """What somebody has to do, who is never this program."""

    kind: str
    why: str


class Refusal(NamedTuple):
    """One message of a refused certificate."""

    signature: Signature
    finding: str
    """What its device does not take, or lacks: ``<name> refuses …``."""
    remedies: tuple[Remedy, ...]
    """The likeliest first."""
    of_its_peer: bool = False
    """Whether it says whose certificate is not taken: that of the peer of a tunnel."""
    nameless: bool = False
    """Whether it names no peer: a client's certificate is refused in the same words."""


_CLOCK = Remedy(
    "set-clock", "compare `show clock` of both ends with the certificate's time; NTP on both"
)
_ENROL = Remedy(
    "renew-certificate",
    "the owner of the certificate enrols again, with the name that the peer expects",
)
_CHAIN = Remedy(
    "install-chain",
    "install the issuing CAs at the verifier, and have the sender send its chain",
)
_CRL = Remedy(
    "reach-revocation-list",
    "make the server of the revocation list reachable from the verifier (`show crypto pki crls`)",
)
_URL = Remedy("no-http-url", "'no crypto ikev2 http-url cert' on the router")
_BY_URL = "is asked for a certificate by HTTP URL, which it does not support"

UNEXPLAINED = Refusal(
    Signature(
        name="ikmp-invalid-certificate",
        template="{^syslog?}Certificate received from {peer:ip} is bad: {reason:rest}",
    ),
    "refuses the certificate of its peer",
    (_CLOCK, _CHAIN, _ENROL),
)
"""It says no cause: where another message does, that one counts."""
NOT_FETCHED = Refusal(
    Signature(
        name="pki-crl-not-fetched",
        template="%PKI-{severity:int}-CRL_FETCH_FAIL: CRL fetch for trustpoint {trustpoint:word} failed",
    ),
    "gets no revocation list, and takes no certificate without one",
    (_CRL,),
)
"""It stops nothing where the trustpoint takes certificates without a list."""
REFUSALS = (
    Refusal(
        Signature(
            name="asa-certificate-not-valid",
            template="{^asa?}Certificate validation failed. {reason:rest}",
        ),
        "does not take a certificate: no trustpoint of it, or not its time, or revoked",
        (_CHAIN, _CLOCK, _ENROL),
        nameless=True,
    ),
    Refusal(
        Signature(
            name="asa-certificate-chain-not-valid",
            template="{^asa?}Certificate chain failed validation. {reason:rest}",
        ),
        "knows no CA that issued the certificate: a trustpoint with it is missing, or the sender leaves out an intermediate"
        " one",
        (_CHAIN,),
        nameless=True,
    ),
    Refusal(
        Signature(
            name="asa-peer-certificate-failed",
            template="{^asa?}Peer Certificate authentication failed: {reason:rest}",
        ),
        "does not take the certificate of its peer",
        (_CHAIN, _CLOCK, _ENROL),
        of_its_peer=True,
    ),
    Refusal(
        Signature(
            name="asa-ikev2-certificate-failed",
            template=(
                "{^asa?}{?Local:{ |}{local:ip}:{local_port:int} Remote:{ |}{remote:ip}:{remote_port:int}"
                " Username:{ |}{username:word} }{?IKEv2 }Certificate authentication failed. Error: {reason:rest}"
            ),
        ),
        "does not take the certificate of its peer",
        (_CHAIN, _CLOCK, _ENROL),
        of_its_peer=True,
    ),
    UNEXPLAINED,
    Refusal(
        Signature(
            name="pki-certificate-expired",
            template="%PKI-{severity:int}-CERTIFICATE_INVALID_EXPIRED: {reason:rest}",
        ),
        "finds a certificate outside its time: it has run out, or a clock is wrong",
        (_CLOCK, _ENROL),
    ),
    Refusal(
        Signature(
            name="pki-certificate-not-yet-valid",
            template="%PKI-{severity:int}-CERTIFICATE_INVALID_NOT_YET_VALID: {reason:rest}",
        ),
        "finds a certificate whose time has not begun: a clock is behind",
        (_CLOCK,),
    ),
    Refusal(
        Signature(
            name="pki-certificate-revoked",
            template="%PKI-{severity:int}-CERTIFICATE_REVOKED: {reason:rest}",
        ),
        "finds the certificate of its peer revoked",
        (_ENROL,),
    ),
    Refusal(
        Signature(
            name="pki-no-suitable-trustpoints",
            template="CRYPTO_PKI: No suitable trustpoints found",
        ),
        "knows no CA that issued the certificate: the sender leaves out an intermediate one",
        (_CHAIN,),
    ),
    NOT_FETCHED,
    Refusal(
        Signature(
            name="ikev2-chain-not-valid",
            template="{^ikev2?}[PKI -> IKEv2] Validation of certificate chain FAILED",
        ),
        "does not take the certificate chain of its peer",
        (_CHAIN, _CLOCK, _ENROL),
    ),
    Refusal(
        Signature(name="ikev2-peer-id-check-failed", template="{^ikev2}{: |}Peer ID check failed"),
        "does not find the name that it expects in the peer's certificate",
        (_ENROL,),
    ),
    Refusal(
        Signature(
            name="ikev2-cert-encoding",
            template=(
                "{^ikev2?}{: |}Unsupported cert encoding found or Peer requested HTTP URL but never "
                "sent HTTP_LOOKUP_SUPPORTED Notification"
            ),
        ),
        _BY_URL,
        (_URL,),
    ),
    Refusal(
        Signature(
            name="ikev2-abort-cert-encoding",
            template=(
                "{^syslog?}{?Local:{local:ip}:{local_port:int} "
                "Remote:{remote:ip}:{remote_port:int} Username:{username:word} IKEv2 "
                "}Negotiation aborted due to ERROR: Unsupported cert encoding found"
            ),
        ),
        _BY_URL,
        (_URL,),
    ),
)

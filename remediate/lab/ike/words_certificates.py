"""What routers print of certificates: how they are sent, and why one is not taken.

The messages of the log and ``No suitable trustpoints found`` are shown by the vendor's documents and the system
message guide; the steps between are from memory.
"""

from __future__ import annotations

from remediate.lab.ike.certified import Flaw, Unproven
from remediate.lab.ike.exchange import Exchange, Reason
from remediate.lab.ike.voice import Lines, Said, Voice

__all__ = ["REFUSED", "refused", "refused2", "signing", "signing2", "taken", "verified2"]

REFUSED = (Reason.CERTIFICATE, Reason.CERTIFICATE_BACK)
_CHAIN = "Certificate chain validation has failed.  The certificate (SN: {serial})"


def _logged(voice: Voice, found: Unproven | None) -> Lines:
    """Yield what PKI itself says of a certificate that is not taken."""
    if found is None or found.certificate is None:
        return
    head = _CHAIN.format(serial=found.certificate.serial)
    if found.flaw is Flaw.ENDED:
        when = f"{found.certificate.ends:%Y-%m-%dT%H:%M:%SZ}"
        yield voice.log(
            f"%PKI-3-CERTIFICATE_INVALID_EXPIRED: {head} has expired.    Validity period ended on {when}"
        )
    elif found.flaw is Flaw.NOT_BEGUN:
        when = f"{found.certificate.begins:%Y-%m-%dT%H:%M:%SZ}"
        yield voice.log(
            f"%PKI-3-CERTIFICATE_INVALID_NOT_YET_VALID: {head} is not yet valid"
            f"   Validity period starts on {when}"
        )
    elif found.flaw is Flaw.UNKNOWN:
        yield "crypto pki", "CRYPTO_PKI: No suitable trustpoints found"


# --- IKEv1 ---


def signing(voice: Voice) -> Said:
    """Return what an end says that proves itself by a certificate."""
    return voice("SA is doing RSA signature authentication using id type ID_IPV4_ADDR")


def _received(voice: Voice) -> Lines:
    yield voice(" processing ID payload. message ID = 0")
    yield voice(" processing CERT payload. message ID = 0")
    yield voice(" processing a CT_X509_SIGNATURE cert")


def taken(voice: Voice, peer: str) -> Lines:
    """Yield what an end prints that takes the certificate of its peer."""
    yield from _received(voice)
    yield voice(": peer matches *none* of the profiles")
    yield voice(" processing SIG payload. message ID = 0")
    yield voice("SA authentication status:\n        authenticated")
    yield voice(f"SA has been authenticated with {peer}")


def refused(voice: Voice, exchange: Exchange, peer: str) -> Lines:
    """Yield what an end prints that does not take it."""
    found = exchange.unproven
    yield from _received(voice)
    yield from _logged(voice, found)
    yield voice.error(" Unable to get DN from certificate!")
    unknown = found is not None and found.flaw is Flaw.UNKNOWN
    why = "unknown error returned in certificate validation" if unknown else "certificate invalid"
    yield voice.log(f"%CRYPTO-5-IKMP_INVAL_CERT: Certificate received from {peer} is bad: {why}")


# --- IKEv2 ---


def signing2(voice: Voice) -> Lines:
    """Yield what an end prints that proves itself by a certificate."""
    yield voice.ikev2("[IKEv2 -> PKI] Getting cert chain for the trustpoint")
    yield voice.ikev2("[PKI -> IKEv2] Getting of cert chain for the trustpoint PASSED")
    yield voice.ikev2("[IKEv2 -> Crypto Engine] Generate IKEv2 authentication data")
    yield voice.ikev2("Get my authentication method")
    yield voice.ikev2("My authentication method is 'RSA'")


def verified2(voice: Voice) -> Lines:
    """Yield what an end prints that takes the certificate of its peer."""
    yield voice.ikev2("[IKEv2 -> PKI] Validating certificate chain")
    yield voice.ikev2("[PKI -> IKEv2] Validation of certificate chain PASSED")


def refused2(voice: Voice, exchange: Exchange) -> Lines:
    """Yield what an end prints that does not take it."""
    yield voice.ikev2("Get peer's authentication method")
    yield voice.ikev2("Peer's authentication method is 'RSA'")
    yield voice.ikev2("[IKEv2 -> PKI] Validating certificate chain")
    yield from _logged(voice, exchange.unproven)
    yield voice.ikev2("[PKI -> IKEv2] Validation of certificate chain FAILED")
    yield voice.ikev2(": Failed to verify the certificate", error=True)

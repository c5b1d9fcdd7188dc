"""certificate-failure (IKE009): a certificate is expired, incomplete or not trusted.

Symptom: `%CRYPTO-5-IKMP_INVAL_CERT`, `%PKI-3-CERTIFICATE_INVALID_EXPIRED`, `…_NOT_YET_VALID`,
`%PKI-3-CERTIFICATE_REVOKED`, `%PKI-3-CRL_FETCH_FAIL`, `CRYPTO_PKI: No suitable trustpoints found`,
`Peer ID check failed`, `Unsupported cert encoding found`; ASA 717009, 717027, 751006, `Peer Certificate authentication failed`;
a certificate in `show crypto ca certificates` whose end date is before `show clock`, while phase 1 fails.

Cause: The certificate has run out, a clock is wrong, the issuing CA or an intermediate one is
not known to the verifier, the subject has no name that the peer expects, the revocation list can't be
fetched where nothing else is allowed, or the HTTP-URL form is asked for and not supported.

Not this when: The tunnel authenticates by pre-shared keys: the line then belongs to another use
of PKI. 717009 and 717027 stand alone: they name no peer, and a client's certificate is refused in
the same words. Phase 1 is up: the certificate was accepted. A revocation list that isn't fetched stops
nothing under `revocation-check crl none`.

Fix: Set the clock (NTP), enrol again, install the chain at the end that sends it, `no crypto
ikev2 http-url cert` on the router. The owner of the certificate has to act.

Fix safety: DISPLAY_ONLY; switching the identity check off (`peer-id-validate nocheck`) would be
WEAKENING.

Proof of cure: The peer authenticates and none of the messages returns.

Source: Cisco document 117337; IOS system message guide (CRYPTO, PKI).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from remediate.messages import refuses_certificate, signs
from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Evidence, Fix, Need
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.model.signature import Signature
from remediate.negotiation import Agreement, side_of, usable
from remediate.negotiation.ikev2_outcome import Ikev2Outcome
from remediate.rules._notices import CERTIFICATE_REFUSED
from remediate.rules._outlived import outlived
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = (
    *CERTIFICATE_REFUSED,
    Signature(
        name="ikmp-invalid-certificate",
        template="{^syslog?}Certificate received from {peer:ip} is bad: {reason:rest}",
    ),
    Signature(
        name="pki-certificate-expired",
        template="%PKI-{severity:int}-CERTIFICATE_INVALID_EXPIRED: {reason:rest}",
    ),
    Signature(
        name="pki-certificate-not-yet-valid",
        template="%PKI-{severity:int}-CERTIFICATE_INVALID_NOT_YET_VALID: {reason:rest}",
    ),
    Signature(
        name="pki-certificate-revoked",
        template="%PKI-{severity:int}-CERTIFICATE_REVOKED: {reason:rest}",
    ),
    Signature(
        name="pki-no-suitable-trustpoints",
        template="CRYPTO_PKI: No suitable trustpoints found",
    ),
    Signature(
        name="pki-crl-not-fetched",
        template="%PKI-{severity:int}-CRL_FETCH_FAIL: CRL fetch for trustpoint {trustpoint:word} failed",
    ),
    Signature(
        name="ikev2-chain-not-valid",
        template="{^ikev2?}[PKI -> IKEv2] Validation of certificate chain FAILED",
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
    brings=("ikev2-authentication-failed", "psk-mismatch"),
    needs=(Show.RUNNING_CONFIG,),
)


_UNSURE = "whether the tunnel authenticates by certificates"
_SIGNED = ("rsa-sig", "ecdsa-sig")
_CAUSES = {
    "ikmp-invalid-certificate": "refuses the certificate of its peer",
    "pki-certificate-expired": "finds a certificate outside its time: it has run out, or a clock is wrong",
    "pki-certificate-not-yet-valid": "finds a certificate whose time has not begun: a clock is behind",
    "pki-certificate-revoked": "finds the certificate of its peer revoked",
    "pki-no-suitable-trustpoints": "knows no CA that issued the certificate: the sender leaves out an intermediate one",
    "pki-crl-not-fetched": "gets no revocation list, and takes no certificate without one",
    "asa-certificate-not-valid": "does not take a certificate: no trustpoint of it, or not its time, or revoked",
    "asa-certificate-chain-not-valid": "knows no CA that issued the certificate: a trustpoint with it is missing, or the"
    " sender leaves out an intermediate one",
    "asa-peer-certificate-failed": "does not take the certificate of its peer",
    "asa-ikev2-certificate-failed": "does not take the certificate of its peer",
    "ikev2-chain-not-valid": "does not take the certificate chain of its peer",
    "ikev2-peer-id-check-failed": "does not find the name that it expects in the peer's certificate",
    "ikev2-cert-encoding": "is asked for a certificate by HTTP URL, which it does not support",
    "ikev2-abort-cert-encoding": "is asked for a certificate by HTTP URL, which it does not support",
}
_OF_ITS_PEER = frozenset({"asa-peer-certificate-failed", "asa-ikev2-certificate-failed"})
"""Messages of an ASA that say whose certificate it does not take."""
_NAMELESS = frozenset({"asa-certificate-not-valid", "asa-certificate-chain-not-valid"})
"""They name no peer: a client's certificate is refused in the same words."""
_CLOCK = ("set-clock", "compare `show clock` of both ends with the certificate's time; NTP on both")
_ENROL = (
    "renew-certificate",
    "the owner of the certificate enrols again, with the name that the peer expects",
)
_CHAIN = (
    "install-chain",
    "install the issuing CAs at the verifier, and have the sender send its chain",
)
_CRL = (
    "reach-revocation-list",
    "make the server of the revocation list reachable from the verifier (`show crypto pki crls`)",
)
_URL = ("no-http-url", "'no crypto ikev2 http-url cert' on the router")
_REMEDIES = {
    "ikmp-invalid-certificate": (_CLOCK, _CHAIN, _ENROL),
    "pki-certificate-expired": (_CLOCK, _ENROL),
    "pki-certificate-not-yet-valid": (_CLOCK,),
    "pki-certificate-revoked": (_ENROL,),
    "pki-no-suitable-trustpoints": (_CHAIN,),
    "pki-crl-not-fetched": (_CRL,),
    "asa-certificate-not-valid": (_CHAIN, _CLOCK, _ENROL),
    "asa-certificate-chain-not-valid": (_CHAIN,),
    "asa-peer-certificate-failed": (_CHAIN, _CLOCK, _ENROL),
    "asa-ikev2-certificate-failed": (_CHAIN, _CLOCK, _ENROL),
    "ikev2-chain-not-valid": (_CHAIN, _CLOCK, _ENROL),
    "ikev2-peer-id-check-failed": (_ENROL,),
    "ikev2-cert-encoding": (_URL,),
    "ikev2-abort-cert-encoding": (_URL,),
}


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a device refused a certificate of a tunnel that uses them."""
    messages = [item for item in case.messages(RULE.slug) if not _optional(*item)]
    if all(item.signature in _NAMELESS for _, item in messages):
        return outlived(case, RULE)
    if case.phase1_up() or case.any_up():
        return None
    by_certificate = [_by_certificate(case, end) for end in case.tunnel.ends]
    printing = messages[0][0]
    own = by_certificate[0 if printing == case.tunnel.ends[0] else 1]
    signed = any(map(signs, printing.messages)) and any(refuses_certificate(m) for _, m in messages)
    signed = signed or any(message.signature in _OF_ITS_PEER for _, message in messages)
    if own is False or False in by_certificate:
        return None
    confidence = Confidence.POSSIBLE
    if own or signed:
        confidence = Confidence.PROVEN if all(by_certificate) else Confidence.LIKELY
    name = printing.device or printing.address
    named = [item for item in messages if item[1].signature != "ikmp-invalid-certificate"]
    causes = dict.fromkeys(_CAUSES[message.signature] for _, message in named or messages)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        explanation=f"{name} {'; it '.join(causes)}",
        evidence=(*message_evidence(messages), *_policies(case, printing)),
        fixes=_fixes(named or messages, printing),
        needs=(() if signed else needs_of(case, RULE.needs, _UNSURE))
        or tuple(
            Need(
                device=end.device,
                command="show crypto pki certificates",
                why="times, names and issuers",
            )
            for end in case.tunnel.ends
            if end.device is not None
        ),
    )


def _optional(end: TunnelEnd, message: Message) -> bool:
    """Whether a revocation list that was not fetched stops nothing (``revocation-check crl none``).

    Without the trustpoint's configuration it stops nothing that is known.
    """
    if message.signature != "pki-crl-not-fetched":
        return False
    text = (end.evidence.config_text or "") if end.evidence is not None else ""
    lines = iter(text.splitlines())
    heads = (
        f"crypto pki trustpoint {message.field('trustpoint')}",
        f"crypto ca trustpoint {message.field('trustpoint')}",
    )
    inside = next((True for line in lines if line.strip() in heads), False)
    if not inside:
        return True
    own = itertools.takewhile(lambda line: line[:1].isspace(), lines)
    methods = [line.split()[1:] for line in own if line.split()[:1] == ["revocation-check"]]
    return bool(methods) and methods[-1] != ["crl"]


def _by_certificate(case: Case, end: TunnelEnd) -> bool | None:
    """Whether an end authenticates this peer by signatures; None where that isn't known."""
    negotiation = case.negotiation
    if negotiation is not None and negotiation.ikev2 is not None:
        return _by_ikev2(negotiation.ikev2)
    if negotiation is not None and negotiation.phase1.outcome is Agreement.AGREE:
        agreed = negotiation.phase1.agreed
        return agreed is not None and agreed[0].authentication in _SIGNED
    side = side_of(case.tunnel, end)
    if side is None:
        return None
    named = {entry.ikev2_profile for entry in side.entries}
    profiles = [item for item in side.config.ikev2_config.profiles if item.name in named]
    if profiles:
        methods = {
            method
            for item in profiles
            for method in (item.authentication_local, *item.authentication_remote)
        }
        return None if methods <= {None} else not methods.isdisjoint(_SIGNED)
    if any(entry.ikev2_profile or entry.ikev2_proposals for entry in side.entries):
        return True if side.config.settings.certificates else None
    policies = [policy for policy in usable(side) if not policy.default]
    if not policies:
        return None
    return any(policy.authentication in _SIGNED for policy in policies)


def _by_ikev2(outcome: Ikev2Outcome) -> bool | None:
    """Whether either end proves itself with a certificate; None where the methods are not known."""
    methods = [item.local_method for item in (outcome.one, outcome.two)]
    if any(method in _SIGNED for method in methods):
        return True
    return None if None in methods else False


def _policies(case: Case, end: TunnelEnd) -> tuple[Evidence, ...]:
    side = side_of(case.tunnel, end)
    if side is None:
        return ()
    return config_evidence(
        end,
        [policy.line for policy in usable(side) if policy.authentication in _SIGNED],
    )


def _fixes(messages: Sequence[tuple[TunnelEnd, Message]], end: TunnelEnd) -> tuple[Fix, ...]:
    remedies = dict.fromkeys(
        remedy for _, message in messages for remedy in _REMEDIES[message.signature]
    )
    return tuple(
        Fix(
            kind=kind,
            device=end.device,
            safety=Safety.DISPLAY_ONLY,
            documented=False,
            why=f"no fix by configuration alone: {why}",
        )
        for kind, why in remedies
    )

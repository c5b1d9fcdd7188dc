"""certificate-failure (IKE009): a certificate is expired, incomplete or not trusted.

Symptom: `%CRYPTO-5-IKMP_INVAL_CERT`, `%PKI-3-CERTIFICATE_INVALID_EXPIRED`, `…_NOT_YET_VALID`,
`%PKI-3-CERTIFICATE_REVOKED`, `%PKI-3-CRL_FETCH_FAIL`, `CRYPTO_PKI: No suitable trustpoints found`,
`Peer ID check failed`, `Unsupported cert encoding found`; ASA 717009, 717027, 751006, `Peer Certificate authentication failed`;
state MM_KEY_EXCH (ASA: MM_WAIT_MSG5, MM_WAIT_MSG6) of an end whose policies or trustpoint authenticate by signatures;
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
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import Message
from remediate.negotiation import Agreement, side_of, usable
from remediate.negotiation.ikev2_outcome import Ikev2Outcome
from remediate.rules._outlived import outlived
from remediate.rules._refused_certificates import NOT_FETCHED, REFUSALS, UNEXPLAINED, Refusal
from remediate.rules._signing import certificates_of, unfinished
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence, needs_of

__all__ = ["RULE", "SIGNATURES", "diagnose"]

SIGNATURES = tuple(item.signature for item in REFUSALS)

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
_BY_SIGNATURE = {item.signature.name: item for item in REFUSALS}


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where a device refused a certificate of a tunnel that uses them."""
    messages = [item for item in case.messages(RULE.slug) if not _optional(*item)]
    refusals = [_BY_SIGNATURE[message.signature] for _, message in messages]
    if all(item.nameless for item in refusals):
        return outlived(case, RULE) or (None if messages else unfinished(case, RULE))
    if case.phase1_up() or case.any_up():
        return None
    by_certificate = [_by_certificate(case, end) for end in case.tunnel.ends]
    printing = messages[0][0]
    own = by_certificate[0 if printing == case.tunnel.ends[0] else 1]
    signed = any(map(signs, printing.messages)) and any(refuses_certificate(m) for _, m in messages)
    signed = signed or any(item.of_its_peer for item in refusals)
    if own is False or False in by_certificate:
        return None
    confidence = Confidence.POSSIBLE
    if own or signed:
        confidence = Confidence.PROVEN if all(by_certificate) else Confidence.LIKELY
    name = printing.device or printing.address
    explained = [item for item in refusals if item is not UNEXPLAINED] or refusals
    findings = dict.fromkeys(item.finding for item in explained)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        explanation=f"{name} {'; it '.join(findings)}",
        evidence=(*message_evidence(messages), *_policies(case, printing)),
        fixes=_fixes(explained, printing),
        needs=(() if signed else needs_of(case, RULE.needs, _UNSURE)) or certificates_of(case),
    )


def _optional(end: TunnelEnd, message: Message) -> bool:
    """Whether a revocation list that was not fetched stops nothing (``revocation-check crl none``).

    Without the trustpoint's configuration it stops nothing that is known.
    """
    if message.signature != NOT_FETCHED.signature.name:
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


def _fixes(refusals: Sequence[Refusal], end: TunnelEnd) -> tuple[Fix, ...]:
    remedies = dict.fromkeys(remedy for item in refusals for remedy in item.remedies)
    return tuple(
        Fix(
            kind=remedy.kind,
            device=end.device,
            safety=Safety.DISPLAY_ONLY,
            documented=False,
            why=f"no fix by configuration alone: {remedy.why}",
        )
        for remedy in remedies
    )

"""crypto-engine-unsupported (PKT006): the platform has no hardware for this tunnel.

Symptom: `crypto_engine_select_crypto_engine: can't handle any more` while a tunnel is set up on
a 7600.

Cause: The 7600 ends IPsec tunnels on an IPSEC-SPA only; software encryption is not supported
there.

Not this when: The tunnel came up; the configuration names a module that encrypts (`crypto engine
slot`, `subslot`): then its session limit may be reached.

Fix: Install the module, or end the tunnel elsewhere.

Fix safety: DISPLAY_ONLY: hardware.

Proof of cure: `show crypto engine connections active` lists the tunnel's SAs.

Source: Cisco document 5409, "Error Setting Up VPN Tunnel on 7600 Series Router".
"""

from __future__ import annotations

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.signature import Signature
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, message_evidence, needs_of

__all__ = ["RULE", "SIGNATURES", "diagnose"]

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
    needs=(Show.RUNNING_CONFIG, Show.ENGINE),
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where an end found no engine for a tunnel that is not up."""
    messages = case.messages(RULE.slug)
    if not messages or case.any_up():
        return None
    end = messages[0][0]
    config = end.evidence.config if end.evidence is not None else None
    name = end.device or end.address
    text = f"{name} found no crypto engine for the tunnel"
    confidence = Confidence.POSSIBLE
    if config is not None and config.settings.crypto_module:
        text += ": its configuration names a module that encrypts, so look at the module and its session limit"
    elif config is not None and config.complete:
        confidence = Confidence.LIKELY
        text += ": its configuration names no module that encrypts, and a 7600 does not encrypt in software"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence,
        phase=RULE.phase,
        explanation=text,
        evidence=message_evidence(messages),
        fixes=(
            Fix(
                kind="install-module",
                device=end.device,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                why="no fix by configuration: install an IPSEC-SPA, or end the tunnel on another device",
            ),
        ),
        needs=needs_of(case, RULE.needs[:1], "it shows whether a module encrypts"),
    )

"""A certificate of an end's own that has run out by the clock of its device, while phase 1 of the tunnel fails."""

from __future__ import annotations

from remediate.model.base import Confidence, Safety
from remediate.model.diagnosis import Diagnosis, Evidence, Fix
from remediate.model.evidence import TunnelEnd
from remediate.model.observation import ShownCertificate
from remediate.platforms.certificate_show import seconds_left
from remediate.rules._signing import trustpoint_of
from remediate.rules.base import Rule
from remediate.rules.case import Case, cut_needs, message_evidence

__all__ = ["outlived"]

_WHY = "the owner of the certificate enrols again; compare `show clock` of both ends with its time first"


def outlived(case: Case, rule: Rule) -> Diagnosis | None:
    """Return the diagnosis of ``rule`` where an end's tunnel-group has a trustpoint whose own certificate is past its end."""
    if not case.phase1_failed() or case.any_up():
        return None
    for end in case.tunnel.ends:
        found = _past(case, end)
        if found is None or end.device is None:
            continue
        clock = (end.evidence.clock or "") if end.evidence is not None else ""
        return Diagnosis(
            code=rule.code,
            slug=rule.slug,
            confidence=Confidence.LIKELY,
            phase=rule.phase,
            change_on=(end.device,),
            explanation=f"the certificate that {end.device} has for the tunnel is valid until {found.end}, and its clock has {clock}",
            evidence=(
                *message_evidence([(end, item) for item in end.messages]),
                Evidence(
                    device=end.device,
                    file=found.source.file,
                    line=found.source.line,
                    text=found.text,
                ),
            ),
            fixes=(
                Fix(
                    kind="renew-certificate",
                    device=end.device,
                    safety=Safety.DISPLAY_ONLY,
                    documented=True,
                    why=_WHY,
                ),
            ),
            needs=cut_needs(case),
        )
    return None


def _past(case: Case, end: TunnelEnd) -> ShownCertificate | None:
    """Return the end's certificate where each that its trustpoint has is past its end."""
    name, evidence = trustpoint_of(case, end), end.evidence
    if name is None or evidence is None or evidence.clock is None:
        return None
    own = [item for item in evidence.certificates if name in item.trustpoints]
    left = [seconds_left(item.end, evidence.clock) for item in own]
    return own[0] if own and all(one is not None and one < 0 for one in left) else None

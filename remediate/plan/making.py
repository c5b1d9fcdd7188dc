"""Diagnoses -> an ordered, digested plan: changes, inverse, diff, risk, waves, checks.

Every tunnel's changes are carried out on the parsed configurations in memory and the tunnel is
diagnosed again. What does not come out healthy, what does not give the first configuration back
with its inverse, and what a platform can't do is refused: the tunnel is listed with the reasons and
nothing of it is planned. A tunnel's changes are made from the configurations as they were read, so
each tunnel stands alone; numbers and names that an earlier tunnel of the plan takes on a device are
not taken again.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from remediate import __version__
from remediate.diagnose import FleetDiagnosis, TunnelDiagnosis, examine
from remediate.model.base import Confidence, Safety, Verdict
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import DeviceEvidence, TunnelEnd, TunnelEvidence
from remediate.model.plan import ConfigFingerprint, NotPlanned, Plan, TunnelPlan
from remediate.plan.document import assemble
from remediate.plan.names import names_taken
from remediate.plan.proof import apply_in_memory, prove
from remediate.plan.steps import Refused, carry_out
from remediate.plan_file import seal
from remediate.secrets import config_fingerprint

__all__ = ["make_plan"]

_NOT_PLANNED = "no fix is planned"


def make_plan(
    diagnosis: FleetDiagnosis,
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    mss: str = "documented",
) -> Plan:
    """Return the sealed plan for every faulty tunnel.

    ``include`` names kinds of change to plan besides the recommended one (``set-ip-mtu``),
    ``exclude`` kinds never to plan; ``mss`` is ``documented`` (1300) or ``computed``.
    """
    planned: list[TunnelPlan] = []
    left: list[NotPlanned] = []
    fingerprints: dict[str, ConfigFingerprint] = {}
    taken: dict[str, set[str]] = {}
    for item in diagnosis.tunnels:
        if item.verdict is Verdict.HEALTHY:
            continue
        outcome = _tunnel(item, include, exclude, mss, taken)
        if isinstance(outcome, Refused):
            left.append(
                NotPlanned(
                    tunnel=item.tunnel.id,
                    verdict=item.verdict,
                    slugs=tuple(found.slug for found in item.diagnoses),
                    reasons=outcome.reasons,
                    needs=item.needs,
                )
            )
            continue
        planned.append(outcome)
        for end in item.tunnel.ends:
            if (
                end.evidence is not None
                and end.evidence.config_text is not None
                and end.evidence.device not in fingerprints
            ):
                fingerprints[end.evidence.device] = _fingerprint(end.evidence)
    waved = _waves(planned, {item.tunnel.id: item.tunnel for item in diagnosis.tunnels})
    secrets = {name: None for item in waved for change in item.changes for name in change.secrets}
    return seal(
        Plan(
            generator=f"remediate {__version__}",
            fingerprints=tuple(fingerprints[name] for name in sorted(fingerprints)),
            tunnels=tuple(waved),
            not_planned=tuple(left),
            secrets=tuple(secrets),
        )
    )


def _fingerprint(evidence: DeviceEvidence) -> ConfigFingerprint:
    source = evidence.config_source
    return ConfigFingerprint(
        device=evidence.device,
        sha256=config_fingerprint(evidence.config_text or ""),
        file=source.file if source is not None else "",
        line=source.line if source is not None else 1,
    )


def _tunnel(
    item: TunnelDiagnosis,
    include: Sequence[str],
    exclude: Sequence[str],
    mss: str,
    taken: dict[str, set[str]],
) -> TunnelPlan | Refused:
    certain = [found for found in item.diagnoses if found.confidence is not Confidence.POSSIBLE]
    if not certain:
        return Refused((item.reason,))
    chosen: list[tuple[Fix, Diagnosis]] = []
    reasons: list[str] = []
    for found in certain:
        fixes = _recommended(found, include, exclude, mss)
        if not fixes:
            reasons.append(f"{found.slug}: {_why_not(found, exclude)}")
        chosen.extend((fix, found) for fix in fixes)
    if reasons:
        return Refused(tuple(reasons))
    steps = carry_out(item.tunnel, chosen, taken)
    if isinstance(steps, Refused):
        return steps
    after = apply_in_memory(item.tunnel, steps)
    proof = prove(item, after, certain)
    if isinstance(proof, Refused) and (more := _consequences(after, certain)):
        certain += more
        chosen.extend(
            (fix, found) for found in more for fix in _recommended(found, include, exclude, mss)
        )
        steps = carry_out(item.tunnel, chosen, taken)
        if isinstance(steps, Refused):
            return steps
        proof = prove(item, apply_in_memory(item.tunnel, steps), certain)
    if isinstance(proof, Refused):
        return proof
    for step in steps:
        taken.setdefault(step.change.device, set()).update(names_taken(step.change))
    return assemble(item, certain, steps, proof)


def _consequences(after: TunnelEvidence | None, certain: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Return what the changes bring to light and only they do: flows that NAT takes once they are protected."""
    if after is None:
        return []
    known = {found.slug for found in certain}
    return [
        msgspec.structs.replace(found, evidence=())  # its lines are not yet in any dump
        for found in examine(after).diagnoses
        if found.slug == "nat-exemption-missing" and found.slug not in known
    ]


def _recommended(
    found: Diagnosis, include: Sequence[str], exclude: Sequence[str], mss: str
) -> list[Fix]:
    """Return the fixes to plan: the first kind that can be, and the kinds asked for by name.

    What weakens is taken only where its kind is named; what is only displayed never is.
    """
    usable = [
        fix
        for fix in found.fixes
        if fix.change is not None
        and fix.kind not in exclude
        and (
            fix.safety in (Safety.SAFE, Safety.DISRUPTIVE)
            or (fix.safety is Safety.WEAKENING and fix.kind in include)
        )
        and (not fix.by_name or fix.kind in include)
    ]
    if not usable:
        return []
    kind = usable[0].kind
    taken = []
    for fix in usable:
        if fix.kind == "set-tcp-mss" and fix.documented is not (mss == "documented"):
            continue
        if fix.kind == kind or fix.kind in include or (fix.together and usable[0].together):
            taken.append(fix)
    return taken or [usable[0]]


def _why_not(found: Diagnosis, exclude: Sequence[str]) -> str:
    excluded = sorted({fix.kind for fix in found.fixes if fix.kind in exclude})
    if excluded:
        return f"{', '.join(excluded)} was excluded"
    texts = [fix.why for fix in found.fixes if fix.change is None]
    return texts[0] if texts else _NOT_PLANNED


def _waves(planned: Sequence[TunnelPlan], tunnels: dict[str, TunnelEvidence]) -> list[TunnelPlan]:
    """Spread tunnels over waves so that no two of one wave share a device, safe ones first."""
    busy: dict[str, set[int]] = {}
    free: dict[str, int] = {}
    """By device, the waves that it is in, and the first one that it is not in."""
    result = []
    for item in sorted(planned, key=lambda plan: plan.window):
        devices = {end.device for end in _ends(tunnels[item.tunnel]) if end.device is not None}
        wave = max((free.get(name, 0) for name in devices), default=0)
        while any(wave in busy.get(name, ()) for name in devices):
            wave += 1
        for name in devices:
            busy.setdefault(name, set()).add(wave)
            while free.get(name, 0) in busy[name]:
                free[name] = free.get(name, 0) + 1
        result.append(msgspec.structs.replace(item, wave=wave))
    order = {item.tunnel: index for index, item in enumerate(planned)}
    return sorted(result, key=lambda plan: (plan.wave, order[plan.tunnel]))


def _ends(tunnel: TunnelEvidence) -> tuple[TunnelEnd, TunnelEnd]:
    return tunnel.ends

"""The diagnosis as people and programs see it: the ``diagnose --format json`` document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from remediate.diagnose import DeviceFinding, FleetDiagnosis, TunnelDiagnosis
from remediate.model.base import Safety, Verdict
from remediate.model.change import Change, Rendered
from remediate.model.change_sa import ClearPeerSa
from remediate.model.config import CryptoConfig
from remediate.model.diagnosis import (
    DeviceReport,
    Diagnosis,
    DiagnosisReport,
    DiagnosisView,
    End,
    Evidence,
    Finding,
    Fix,
    FixView,
    Summary,
    TunnelReport,
    UnrecognisedView,
)
from remediate.model.evidence import DeviceEvidence, EndState, TunnelEnd
from remediate.model.release import Release
from remediate.platforms.render import render

__all__ = ["report_of"]


class _Configs(NamedTuple):
    """What fixes are rendered for, by device."""

    known: dict[str, CryptoConfig]
    bare: dict[str, CryptoConfig]
    """Of devices whose platform alone is known: enough for an operation."""

    @classmethod
    def of(cls, devices: Sequence[DeviceEvidence]) -> _Configs:
        """Collect them."""
        return cls(
            {item.device: item.config for item in devices if item.config is not None},
            {
                item.device: CryptoConfig(
                    platform=item.platform, release=Release(platform=item.platform), complete=False
                )
                for item in devices
                if item.config is None and item.platform is not None
            },
        )

    def made_for(self, change: Change) -> CryptoConfig | None:
        """Return the configuration that a change is made for."""
        bare = self.bare if isinstance(change, ClearPeerSa) else {}
        return self.known.get(change.device) or bare.get(change.device)


def report_of(diagnosis: FleetDiagnosis) -> DiagnosisReport:
    """Return the document of a fleet's diagnosis; fixes are rendered for their devices."""
    fleet = diagnosis.fleet
    configs = _Configs.of(fleet.devices)
    findings: dict[str, list[DeviceFinding]] = {}
    for finding in diagnosis.findings:
        findings.setdefault(finding.device, []).append(finding)
    verdicts = Counter(item.verdict for item in diagnosis.tunnels)
    return DiagnosisReport(
        summary=Summary(
            devices=len(fleet.devices),
            tunnels=len(diagnosis.tunnels),
            healthy=verdicts[Verdict.HEALTHY],
            fault=verdicts[Verdict.FAULT],
            ambiguous=verdicts[Verdict.AMBIGUOUS],
            unknown=verdicts[Verdict.UNKNOWN],
        ),
        tunnels=tuple(_tunnel(item, configs) for item in diagnosis.tunnels),
        devices=tuple(
            _device(device, findings.get(device.device, ()), configs) for device in fleet.devices
        ),
        unrecognised=tuple(
            UnrecognisedView(
                device=item.device,
                file=item.file,
                lines=item.lines,
                first=item.first,
                line=item.line,
                reason=item.reason,
            )
            for item in fleet.unrecognised
        ),
    )


def _tunnel(item: TunnelDiagnosis, configs: _Configs) -> TunnelReport:
    return TunnelReport(
        id=item.tunnel.id,
        ends=(_end(item.tunnel.ends[0]), _end(item.tunnel.ends[1])),
        verdict=item.verdict,
        reason=item.reason,
        diagnoses=tuple(_diagnosis(found, configs) for found in item.diagnoses),
        needs=item.needs,
    )


def _end(end: TunnelEnd) -> End:
    present = end.state is EndState.PRESENT
    return End(
        device=end.device if present else None,
        address=end.address if end.address_known else None,
        state=end.state.value,
        name=None if present else end.device or (None if end.address_known else end.address),
    )


def _diagnosis(found: Diagnosis, configs: _Configs) -> DiagnosisView:
    return DiagnosisView(
        code=found.code,
        slug=found.slug,
        confidence=found.confidence,
        phase=found.phase,
        change_on=found.change_on,
        explanation=found.explanation,
        evidence=_unique(found.evidence),
        fixes=tuple(_fix(fix, configs) for fix in found.fixes),
    )


def _unique(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(evidence))


def _fix(fix: Fix, configs: _Configs, *, of_device: bool = False) -> FixView:
    """Return a fix as it is shown; one of a device's finding is never planned unasked.

    What there is no command for is for a person to do: it is shown, whatever it would be by its kind.
    """
    commands: tuple[str, ...] = ()
    inverse: tuple[str, ...] = ()
    safety, why = fix.safety, fix.told
    if fix.change is not None and (config := configs.made_for(fix.change)) is not None:
        rendered = render(fix.change, config)
        if isinstance(rendered, Rendered):
            commands, inverse = rendered.commands, rendered.inverse
            safety = max(safety, rendered.safety, key=_severity)
        else:
            why = f"{why}. Not planned: {rendered.reason}"
    return FixView(
        change=fix.kind,
        device=fix.device,
        safety=safety if commands else Safety.DISPLAY_ONLY,
        documented=fix.documented,
        commands=commands,
        inverse=inverse,
        why=why,
        by_name=fix.by_name or (bool(commands) and (of_device or safety is Safety.WEAKENING)),
        either=fix.either,
    )


def _severity(safety: str) -> int:
    return ("SAFE", "DISRUPTIVE", "WEAKENING", "DISPLAY_ONLY").index(safety)


def _device(
    device: DeviceEvidence, findings: Sequence[DeviceFinding], configs: _Configs
) -> DeviceReport:
    return DeviceReport(
        device=device.device,
        platform=device.platform.value if device.platform is not None else None,
        version=device.version,
        findings=tuple(
            Finding(
                code=item.code,
                slug=item.slug,
                confidence=item.confidence,
                count=item.times,
                evidence=item.evidence,
                explanation=item.explanation,
                fixes=tuple(_fix(fix, configs, of_device=True) for fix in item.fixes),
            )
            for item in findings
        ),
        problems=device.problems,
    )

"""What a device lacks for itself, and no tunnel suffers from: planned only where its kind is asked for by name.

As of a tunnel, nothing is planned that does not prove itself: with the changes applied in memory the
rule must no longer find it, no rule may find something new on the device, and every tunnel of the
device must come out of a diagnosis as it did before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import msgspec

from remediate.diagnose import DeviceFinding, FleetDiagnosis
from remediate.model.base import Safety
from remediate.model.evidence import DeviceEvidence, FleetEvidence, TunnelEvidence
from remediate.model.plan import DeviceNotPlanned, DevicePlan
from remediate.plan.document import planned_changes, why_of
from remediate.plan.proof import config_after, worse
from remediate.plan.standing import Standing
from remediate.plan.steps import Chosen, Refused, Step, carry_out_on
from remediate.rules import discover, sections

__all__ = ["plan_devices"]


def plan_devices(
    diagnosis: FleetDiagnosis, kinds: Collection[str], standing: Standing
) -> tuple[list[DevicePlan], list[DeviceNotPlanned]]:
    """Return what is planned on devices for themselves, and which of it is refused.

    ``kinds`` are the kinds of change that are asked for; ``standing`` is what the earlier parts of the
    plan leave of each device.
    """
    planned: list[DevicePlan] = []
    left: list[DeviceNotPlanned] = []
    wanted: dict[str, list[_Item]] = {}
    for finding in diagnosis.findings:
        for fix in finding.fixes:
            if fix.kind not in kinds:
                continue
            if fix.change is None or fix.safety is Safety.DISPLAY_ONLY:
                left.append(_left(finding, (fix.why,)))
            else:
                item = _Item(Chosen(fix, finding.slug), finding)
                wanted.setdefault(finding.device, []).append(item)
    devices = {device.device: device for device in diagnosis.fleet.devices}
    for name, items in wanted.items():
        tunnels = [
            standing.tunnel(item.tunnel)
            for item in diagnosis.tunnels
            if any(end.device == name and end.evidence is not None for end in item.tunnel.ends)
        ]
        cured: list[DeviceFinding] = []
        device = standing.evidence(devices[name])
        proof = _Proof((), device)
        for item in items:
            if item.key in _found(proof.after, diagnosis.fleet):
                outcome = _add(item, proof, device, diagnosis.fleet, tunnels, standing)
                if isinstance(outcome, Refused):
                    left.append(_left(item.finding, outcome.reasons))
                    continue
                proof = outcome
            cured.append(item.finding)
        if proof.steps:
            part = _assembled(name, cured, proof.steps)
            if standing.is_changed(devices[name]):
                fingerprint = standing.fingerprint(devices[name])
                part = msgspec.structs.replace(part, fingerprints=(fingerprint,))
            planned.append(part)
            standing.add("", proof.steps, [devices[name]])
    return planned, left


class _Item(NamedTuple):
    """A fix to plan for what was found."""

    chosen: Chosen
    finding: DeviceFinding

    @property
    def key(self) -> tuple[str, str]:
        """As the rules find it."""
        return self.finding.slug, self.finding.explanation


class _Proof(NamedTuple):
    """What has been planned on a device, and the device as it would be."""

    steps: tuple[Step, ...]
    after: DeviceEvidence


def _left(finding: DeviceFinding, reasons: tuple[str, ...]) -> DeviceNotPlanned:
    return DeviceNotPlanned(device=finding.device, slug=finding.slug, reasons=reasons)


def _add(
    item: _Item,
    proof: _Proof,
    device: DeviceEvidence,
    fleet: FleetEvidence,
    tunnels: Iterable[TunnelEvidence],
    standing: Standing,
) -> _Proof | Refused:
    """Add a fix to what is planned; refused unless it cures and harms nothing."""
    chosen = [*(Chosen(step.fix, step.slugs[0]) for step in proof.steps), item.chosen]
    steps = carry_out_on(standing.devices([device]), chosen, standing.made, {})
    if isinstance(steps, Refused):
        return steps
    text = next((step.after for step in reversed(steps) if not step.made_for), None)
    after = config_after(device, text)
    found = _found(after, fleet)
    if item.key in found:
        return Refused((f"{item.chosen.slug}: with the changes applied in memory it is not cured",))
    harm = [
        f"with the changes applied in memory {slug} is found: {text}"
        for slug, text in sorted(found - _found(device, fleet))
    ]
    harm += worse(tunnels, steps)
    return Refused(tuple(harm)) if harm else _Proof(steps, after)


def _found(device: DeviceEvidence, fleet: FleetEvidence) -> set[tuple[str, str]]:
    """Return what the rules find on a device, by slug and explanation."""
    others = (device if item.device == device.device else item for item in fleet.devices)
    seen = msgspec.structs.replace(fleet, devices=tuple(others))
    return {
        (module.RULE.slug, item.explanation)
        for module in discover()
        if (inspect := getattr(module, "inspect", None)) is not None
        for item in inspect(device, seen)
    }


def _assembled(device: str, findings: Sequence[DeviceFinding], steps: Sequence[Step]) -> DevicePlan:
    changes = planned_changes(steps)
    modules = {module.RULE.slug: module for module in discover()}
    checks = {
        f"{device}: {sections(modules[finding.slug])['Proof of cure']}": None
        for finding in findings
    }
    return DevicePlan(
        device=device,
        why=tuple(map(why_of, findings)),
        changes=changes,
        checks=tuple(" ".join(check.split()) for check in checks),
        window=any(change.window for change in changes),
        wave=0,
    )

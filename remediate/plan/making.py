"""Diagnoses -> an ordered, digested plan: changes, inverse, diff, risk, waves, checks.

Every tunnel's changes are carried out on the parsed configurations in memory and the tunnel is
diagnosed again. What does not come out healthy, what does not give the first configuration back
with its inverse, and what a platform can't do is refused: the tunnel is listed with the reasons and
nothing of it is planned. A tunnel's changes are made from the configurations as they were read, so
each tunnel stands alone (a change that several tunnels of a device need is in each, and made once); numbers and names that an earlier tunnel of the plan takes on a device are
not taken again. What a device lacks for itself is planned where it is asked for by name (on_devices).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from remediate import __version__
from remediate.diagnose import FleetDiagnosis, TunnelDiagnosis, examine
from remediate.model.base import Confidence, Safety, Verdict
from remediate.model.change import Change
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import DeviceEvidence, TunnelEvidence
from remediate.model.plan import ConfigFingerprint, DevicePlan, NotPlanned, Plan, TunnelPlan
from remediate.plan.beside import Beside
from remediate.plan.document import assemble
from remediate.plan.names import Taken
from remediate.plan.on_devices import plan_devices
from remediate.plan.proof import apply_in_memory, prove, worse
from remediate.plan.steps import Chosen, Refused, carry_out
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
    change_on: Sequence[str] = (),
) -> Plan:
    """Return the sealed plan for every faulty tunnel.

    ``include`` names kinds of change to plan besides the recommended one (``set-ip-mtu``),
    ``exclude`` kinds never to plan; ``mss`` is ``documented`` (1300) or ``computed``;
    ``change_on`` names the devices to change where either end could be.
    """
    planned: list[TunnelPlan] = []
    left: list[NotPlanned] = []
    fingerprints: dict[str, ConfigFingerprint] = {}
    taken = Taken()
    beside = Beside(item.tunnel for item in diagnosis.tunnels)
    for item in diagnosis.tunnels:
        if item.verdict is Verdict.HEALTHY:
            continue
        outcome = _tunnel(item, _Wishes(include, exclude, mss, change_on), taken, beside)
        if isinstance(outcome, Refused):
            left.append(
                NotPlanned(
                    tunnel=item.tunnel.id,
                    verdict=item.verdict,
                    slugs=tuple(found.slug for found in item.diagnoses),
                    reasons=outcome.reasons,
                    needs=tuple(dict.fromkeys((*item.needs, *outcome.needs))),
                )
            )
            continue
        planned.append(outcome)
        _add_fingerprints(fingerprints, (end.evidence for end in item.tunnel.ends))
    on_devices, devices_left = plan_devices(diagnosis, {*include} - {*exclude}, taken)
    changed = {item.device for item in on_devices}
    _add_fingerprints(
        fingerprints, (item for item in diagnosis.fleet.devices if item.device in changed)
    )
    tunnels = {item.tunnel.id: item.tunnel for item in diagnosis.tunnels}
    waved, on_devices = _waves(planned, on_devices, tunnels)
    secrets = {name: None for item in waved for change in item.changes for name in change.secrets}
    return seal(
        Plan(
            generator=f"remediate {__version__}",
            fingerprints=tuple(fingerprints[name] for name in sorted(fingerprints)),
            tunnels=tuple(waved),
            not_planned=tuple(left),
            devices=tuple(on_devices),
            devices_not_planned=tuple(devices_left),
            secrets=tuple(secrets),
        )
    )


def _add_fingerprints(
    fingerprints: dict[str, ConfigFingerprint], evidences: Iterable[DeviceEvidence | None]
) -> None:
    """Add the fingerprints of configurations that a part of the plan was made from."""
    for evidence in evidences:
        if (
            evidence is not None
            and evidence.config_text is not None
            and evidence.device not in fingerprints
        ):
            fingerprints[evidence.device] = _fingerprint(evidence)


def _fingerprint(evidence: DeviceEvidence) -> ConfigFingerprint:
    source = evidence.config_source
    return ConfigFingerprint(
        device=evidence.device,
        sha256=config_fingerprint(evidence.config_text or ""),
        file=source.file if source is not None else "",
        line=source.line if source is not None else 1,
    )


class _Wishes(NamedTuple):
    """What was asked for by name: kinds to plan too, kinds never to plan, which MSS, which end to change."""

    include: Sequence[str]
    exclude: Sequence[str]
    mss: str
    change_on: Sequence[str]


def _tunnel(
    item: TunnelDiagnosis, wishes: _Wishes, taken: Taken, beside: Beside
) -> TunnelPlan | Refused:
    certain = [found for found in item.diagnoses if found.confidence is not Confidence.POSSIBLE]
    if not certain:
        return Refused((item.reason,))
    chosen: list[Chosen] = []
    reasons: list[str] = []
    for found in certain:
        fixes = _recommended(found, wishes)
        if not fixes:
            reasons.append(f"{found.slug}: {_why_not(item, found, wishes)}")
        chosen.extend(Chosen(fix, found.slug) for fix in fixes)
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
            Chosen(fix, found.slug) for found in more for fix in _recommended(found, wishes)
        )
        steps = carry_out(item.tunnel, chosen, taken)
        if isinstance(steps, Refused):
            return steps
        proof = prove(item, apply_in_memory(item.tunnel, steps), certain)
    if isinstance(proof, Refused):
        return proof
    harm = tuple(worse(beside.of(item.tunnel, steps), steps))
    if harm:
        return Refused(harm)
    for step in steps:
        step.note(taken)
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


def _recommended(found: Diagnosis, wishes: _Wishes) -> list[Fix]:
    """Return the fixes to plan: the first kind that can be, and the kinds asked for by name.

    What weakens is taken only where its kind is named, one of two ways only where its device is;
    what is only displayed never is.
    """
    either = [fix for fix in found.fixes if fix.either and fix.device in wishes.change_on]
    usable = [
        fix
        for fix in found.fixes
        if fix.change is not None
        and fix.kind not in wishes.exclude
        and (
            fix.safety in (Safety.SAFE, Safety.DISRUPTIVE)
            or (fix.safety is Safety.WEAKENING and fix.kind in wishes.include)
        )
        and (not fix.by_name or fix.kind in wishes.include)
        and (not fix.either or [fix] == either)
    ]
    if not usable:
        return []
    kind = usable[0].kind
    taken = []
    for fix in usable:
        if fix.kind == "set-tcp-mss" and fix.documented is not (wishes.mss == "documented"):
            continue
        if fix.kind == kind or fix.kind in wishes.include or (fix.together and usable[0].together):
            taken.append(fix)
    return taken or [usable[0]]


def _why_not(item: TunnelDiagnosis, found: Diagnosis, wishes: _Wishes) -> str:
    excluded = sorted({fix.kind for fix in found.fixes if fix.kind in wishes.exclude})
    if excluded:
        return f"{', '.join(excluded)} was excluded"
    either = [fix for fix in found.fixes if fix.either]
    if len(wished := [fix.device for fix in either if fix.device in wishes.change_on]) > 1:
        return f"one of {' and '.join(map(str, wished))} is to be changed, and both were named"
    if ways := [f"--change-on {fix.device}" for fix in either if fix.change is not None]:
        return f"which end deviates is not in the configurations: {' or '.join(ways)} plans it"
    texts = [fix.why for fix in found.fixes if fix.change is None]
    if texts:
        return texts[0]
    for end in item.tunnel.ends:
        if end.evidence is None or end.evidence.config is None:
            name = end.device or end.address
            return f"what both ends should have depends on the running-config of {name}, which is not in the dumps"
    return _NOT_PLANNED


def _waves(
    planned: Sequence[TunnelPlan],
    on_devices: Sequence[DevicePlan],
    tunnels: dict[str, TunnelEvidence],
) -> tuple[list[TunnelPlan], list[DevicePlan]]:
    """Spread the parts of a plan over waves so that no two of one wave share a device, safe ones first."""
    spread = _Spread()
    waved: list[tuple[int, int, TunnelPlan]] = []
    for index, item in sorted(enumerate(planned), key=lambda pair: pair[1].window):
        ends = tunnels[item.tunnel].ends
        wave = spread.wave({end.device for end in ends if end.device is not None})
        waved.append((wave, index, msgspec.structs.replace(item, wave=wave)))
    devices = [
        msgspec.structs.replace(item, wave=spread.wave({item.device})) for item in on_devices
    ]
    waved.sort(key=lambda item: item[:2])
    ordered = _made_once([item for _, _, item in waved])
    return ordered, sorted(devices, key=lambda item: item.wave)


def _made_once(ordered: Sequence[TunnelPlan]) -> list[TunnelPlan]:
    """Say of each change that several tunnels of a device need which of them it is made for."""
    first: dict[tuple[str, Change], str] = {}
    result = []
    for item in ordered:
        changes = [
            change
            if change.operational
            or (maker := first.setdefault((change.device, change.change), item.tunnel))
            == item.tunnel
            else msgspec.structs.replace(change, made_for=maker)
            for change in item.changes
        ]
        result.append(msgspec.structs.replace(item, changes=tuple(changes)))
    return result


class _Spread:
    """The waves that devices are in."""

    def __init__(self) -> None:
        self._busy: dict[str, set[int]] = {}
        self._free: dict[str, int] = {}
        """By device, the first wave that it is not in."""

    def wave(self, devices: Iterable[str]) -> int:
        """Return the first wave that none of the devices is in, and put them into it."""
        names = tuple(devices)
        wave = max((self._free.get(name, 0) for name in names), default=0)
        while any(wave in self._busy.get(name, ()) for name in names):
            wave += 1
        for name in names:
            busy = self._busy.setdefault(name, set())
            busy.add(wave)
            while self._free.get(name, 0) in busy:
                self._free[name] = self._free.get(name, 0) + 1
        return wave

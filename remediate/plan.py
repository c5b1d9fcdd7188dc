"""Diagnoses -> an ordered, digested plan: changes, inverse, diff, risk, waves, checks.

Every tunnel's changes are carried out on the parsed configurations in memory and the tunnel is
diagnosed again. What does not come out healthy, what does not give the first configuration back with
its inverse, and what a platform can't do is refused: the tunnel is listed with the reasons and nothing
of it is planned. A tunnel's changes are made from the configurations as they were read, so each tunnel
stands alone; numbers and names that an earlier tunnel of the plan takes on a device are not taken again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from remediate import __version__
from remediate.diagnose import FleetDiagnosis, TunnelDiagnosis, examine
from remediate.errors import ConfigurationError
from remediate.model.base import Confidence, Platform, Safety, Verdict
from remediate.model.change import (
    AlignIsakmpPolicy,
    AlignTransformSet,
    Change,
    RekeyPsk,
    Rendered,
    kind_of,
)
from remediate.model.config import Release
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence, TunnelEnd, TunnelEvidence
from remediate.model.plan import ConfigFingerprint, NotPlanned, Plan, PlannedChange, TunnelPlan, Why
from remediate.negotiation import KeyState
from remediate.plan_file import seal
from remediate.platforms.apply import NOTHING_UNPRINTED, Applied, Unprinted, apply, tokens_for
from remediate.platforms.diff import unified
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.rules import discover
from remediate.secrets import config_fingerprint, mask
from remediate.tunnels import join

__all__ = ["Refused", "apply_in_memory", "make_plan"]

_NOT_PLANNED = "no fix planned yet"


class Refused(NamedTuple):
    """Why a tunnel's fixes are not planned."""

    reasons: tuple[str, ...]


class _Step(NamedTuple):
    """A change with what it does to its device's configuration."""

    change: Change
    fix: Fix
    slugs: tuple[str, ...]
    rendered: Rendered
    before: str
    after: str


class _Device(NamedTuple):
    """A device's configuration while changes are carried out on it in memory."""

    evidence: DeviceEvidence
    text: str
    unprinted: Unprinted


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
            if end.evidence is not None and end.evidence.config_text is not None:
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


# --- one tunnel --------------------------------------------------------------------------------


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
    steps = _carry_out(item.tunnel, chosen, taken)
    if isinstance(steps, Refused):
        return steps
    after = apply_in_memory(item.tunnel, steps)
    refusal = _not_cured(item, after, certain)
    if refusal is not None:
        return refusal
    for step in steps:
        taken.setdefault(step.change.device, set()).update(_names(step.change))
    return _assemble(item, certain, steps)


def _recommended(
    found: Diagnosis, include: Sequence[str], exclude: Sequence[str], mss: str
) -> list[Fix]:
    """Return the fixes to plan: the first kind that can be, and the kinds asked for by name.

    WEAKENING and DISPLAY_ONLY fixes are never taken here.
    """
    usable = [
        fix
        for fix in found.fixes
        if fix.change is not None
        and fix.kind not in exclude
        and fix.safety in (Safety.SAFE, Safety.DISRUPTIVE)
    ]
    if not usable:
        return []
    kind = usable[0].kind
    taken = []
    for fix in usable:
        if fix.kind == "set-tcp-mss" and fix.documented is not (mss == "documented"):
            continue
        if fix.kind == kind or fix.kind in include:
            taken.append(fix)
    return taken or [usable[0]]


def _why_not(found: Diagnosis, exclude: Sequence[str]) -> str:
    excluded = sorted({fix.kind for fix in found.fixes if fix.kind in exclude})
    if excluded:
        return f"{', '.join(excluded)} was excluded"
    texts = [fix.why for fix in found.fixes if fix.change is None]
    return texts[0] if texts else _NOT_PLANNED


def _carry_out(
    tunnel: TunnelEvidence,
    chosen: Sequence[tuple[Fix, Diagnosis]],
    taken: dict[str, set[str]],
) -> tuple[_Step, ...] | Refused:
    devices: dict[str, _Device] = {}
    for end in tunnel.ends:
        evidence = end.evidence
        if (
            evidence is not None
            and evidence.config is not None
            and evidence.config_text is not None
        ):
            devices[evidence.device] = _Device(evidence, evidence.config_text, NOTHING_UNPRINTED)
    steps: list[_Step] = []
    for fix, found in chosen:
        change = fix.change
        if change is None:
            continue
        device = devices.get(change.device)
        if device is None or device.evidence.config is None:
            return Refused(
                (f"{found.slug}: the running-config of {change.device} is not in the dumps",)
            )
        if not device.evidence.config.complete:
            return Refused((f"{found.slug}: the running-config of {change.device} is truncated",))
        change = _untaken(change, taken.get(change.device, set()))
        outcome = _step(fix, found, change, device)
        if isinstance(outcome, Refused):
            return outcome
        step, applied = outcome
        steps.append(step)
        devices[change.device] = _Device(device.evidence, applied.text, applied.unprinted)
    return tuple(steps)


def _step(
    fix: Fix, found: Diagnosis, change: Change, device: _Device
) -> tuple[_Step, Applied] | Refused:
    """Carry one change out and back; refused unless the inverse gives the text back exactly."""
    config = read_config(device.text, release=_release(device.evidence))
    rendered = render(change, config, unprinted=device.unprinted)
    if not isinstance(rendered, Rendered):
        return Refused((f"{found.slug}: {change.device}: {rendered.reason}",))
    tokens = tokens_for(change, config)
    try:
        applied = apply(
            device.text,
            rendered.commands,
            platform=config.platform,
            release=config.release,
            unprinted=device.unprinted,
            secrets=tokens,
        )
        back = apply(
            applied.text,
            _resolved(rendered.inverse, tokens, change),
            platform=config.platform,
            release=config.release,
            unprinted=applied.unprinted,
            secrets=tokens,
        )
    except ConfigurationError as error:
        return Refused((f"{found.slug}: {change.device} would refuse it: {error.reason}",))
    if back.text != device.text:
        return Refused(
            (
                f"{found.slug}: {change.device}: the inverse does not give the first configuration back",
            )
        )
    if applied.text == device.text:
        return Refused((f"{found.slug}: {change.device}: the change changes nothing",))
    return _Step(change, fix, (found.slug,), rendered, device.text, applied.text), applied


def _resolved(commands: Sequence[str], tokens: dict[str, str], change: Change) -> tuple[str, ...]:
    """Put what the text holds in place of the new key's reference, so that the way back finds it."""
    if not isinstance(change, RekeyPsk):
        return tuple(commands)
    placeholder = change.secret.placeholder()
    return tuple(
        line.replace(placeholder, tokens.get(placeholder, placeholder)) for line in commands
    )


def _release(evidence: DeviceEvidence) -> Release | None:
    return evidence.config.release if evidence.config is not None else None


def _names(change: Change) -> set[str]:
    """Return the numbers and names that a change takes on its device."""
    if isinstance(change, AlignIsakmpPolicy):
        return {f"policy {change.policy.priority}"}
    if isinstance(change, AlignTransformSet) and change.new is not None:
        return {f"transform-set {change.new.name}"}
    return set()


def _untaken(change: Change, taken: set[str]) -> Change:
    """Return the change under numbers and names that no earlier tunnel of the plan takes."""
    if isinstance(change, AlignIsakmpPolicy):
        number = change.policy.priority
        while f"policy {number}" in taken:
            number += 10
        policy = msgspec.structs.replace(change.policy, priority=number)
        return msgspec.structs.replace(change, policy=policy)
    if isinstance(change, AlignTransformSet) and change.new is not None:
        base, number = change.new.name, 2
        name = base
        while f"transform-set {name}" in taken:
            name, number = f"{base}-{number}", number + 1
        new = msgspec.structs.replace(change.new, name=name)
        sets = tuple(name if item == base else item for item in change.transform_sets)
        return msgspec.structs.replace(change, new=new, transform_sets=sets)
    return change


# --- the proof ---------------------------------------------------------------------------------


def apply_in_memory(tunnel: TunnelEvidence, steps: Sequence[_Step]) -> TunnelEvidence | None:
    """Return the tunnel as its configurations would be afterwards, without old states and messages."""
    texts = {step.change.device: step.after for step in steps}
    devices = []
    for end in tunnel.ends:
        if end.evidence is None:
            continue
        text = texts.get(end.evidence.device, end.evidence.config_text)
        config = end.evidence.config
        if text is not None and text != end.evidence.config_text:
            config = read_config(
                text, release=end.evidence.config.release if end.evidence.config else None
            )
        devices.append(
            DeviceEvidence(
                device=end.evidence.device,
                platform=end.evidence.platform,
                version=end.evidence.version,
                config=config,
                config_text=text,
                config_source=end.evidence.config_source,
                facts=end.evidence.facts,
            )
        )
    hosts = tuple(item.facts for item in devices if item.facts is not None)
    joined = join(FleetEvidence(devices=tuple(devices), hosts=hosts))
    return next((item for item in joined.tunnels if item.id == tunnel.id), None)


def _not_cured(
    item: TunnelDiagnosis, after: TunnelEvidence | None, certain: Sequence[Diagnosis]
) -> Refused | None:
    """Return why the plan is refused: a cause is still there, or a new one has come."""
    if after is None:
        return Refused(("with the changes applied the two ends no longer face each other",))
    modules = {module.RULE.slug: module for module in discover()}
    for found in certain:
        cured = getattr(modules[found.slug], "cured", None)
        if cured is None or not cured(item.tunnel, after):
            return Refused((f"{found.slug}: with the changes applied in memory it is not cured",))
    again = examine(after)
    if again.diagnoses:
        return Refused(
            tuple(
                f"with the changes applied in memory {found.slug} is found: {found.explanation}"
                for found in again.diagnoses
            )
        )
    if again.verdict is Verdict.HEALTHY:
        return None
    before = item.case.negotiation
    if before is None:
        return Refused(("the configuration of one end is not in the dumps",))
    masked = before.keys.state is KeyState.INCOMPARABLE
    if masked and again.verdict is Verdict.AMBIGUOUS and again.reason == before.keys.reason:
        return None  # keys that can't be compared were no part of what is claimed
    return Refused(
        (f"with the changes applied in memory the tunnel is {again.verdict}: {again.reason}",)
    )


# --- the document ------------------------------------------------------------------------------


def _assemble(
    item: TunnelDiagnosis, certain: Sequence[Diagnosis], steps: Sequence[_Step]
) -> TunnelPlan:
    live = item.case.any_up() or item.case.phase1_up()
    changes = tuple(_planned(index, step, item) for index, step in enumerate(steps, start=1))
    negotiates = any(found.phase in (1, 2) for found in certain)
    # A flow that has no SA negotiates one by itself: the live SAs of the other flows stay.
    flows_only = all(found.slug == "crypto-acl-not-mirrored" for found in certain)
    clears = tuple(_clears(item, certain)) if negotiates and not (flows_only and live) else ()
    window = any(change.window for change in changes) or (live and bool(clears))
    return TunnelPlan(
        tunnel=item.tunnel.id,
        verdict=item.verdict,
        why=tuple(
            Why(
                code=found.code,
                slug=found.slug,
                confidence=found.confidence,
                explanation=found.explanation,
                evidence=tuple(dict.fromkeys(found.evidence)),
            )
            for found in certain
        ),
        changes=changes,
        checks=tuple(_checks(item, certain)),
        clears=clears,
        window=window,
        wave=0,
        after=Verdict.HEALTHY,
    )


def _planned(order: int, step: _Step, item: TunnelDiagnosis) -> PlannedChange:
    end = next(e for e in item.tunnel.ends if e.device == step.change.device)
    platform = end.evidence.platform if end.evidence is not None else None
    safety = max(step.fix.safety, step.rendered.safety, key=_severity)
    refs: list[str] = []
    if isinstance(step.change, RekeyPsk):
        refs.append(step.change.secret.name)
        if step.change.previous is not None:
            refs.append(step.change.previous.name)
    return PlannedChange(
        order=order,
        kind=kind_of(step.change),
        device=step.change.device,
        platform=platform.value if platform is not None else Platform.IOS.value,
        cures=step.slugs,
        change=step.change,
        commands=step.rendered.commands,
        inverse=step.rendered.inverse,
        diff=mask(unified(step.before, step.after, platform=platform or Platform.IOS)),
        safety=safety,
        window=safety is Safety.DISRUPTIVE,
        documented=step.fix.documented,
        why=step.fix.why,
        preconditions=step.rendered.preconditions,
        secrets=tuple(refs),
    )


def _severity(safety: Safety) -> int:
    return (Safety.SAFE, Safety.DISRUPTIVE, Safety.WEAKENING, Safety.DISPLAY_ONLY).index(safety)


def _clears(item: TunnelDiagnosis, certain: Sequence[Diagnosis]) -> Iterable[tuple[str, str]]:
    """Yield the scoped clears that make the cure visible: phase 1 where phase 1 changed, else phase 2."""
    first = any(found.phase == 1 for found in certain)
    for end in item.tunnel.ends:
        config = end.evidence.config if end.evidence is not None else None
        if config is None or end.device is None:
            continue
        peer = item.tunnel.other(end).address
        command = _clear(config.platform, config.release, peer, phase1=first)
        if command is not None:
            yield end.device, command


def _clear(platform: Platform, release: object, peer: str, *, phase1: bool) -> str | None:
    """Return the command that clears this peer's SAs alone, None where the release has no such form."""
    numbers = getattr(release, "numbers", ())
    if platform is Platform.IOS:
        return f"clear crypto session remote {peer}" if phase1 else f"clear crypto sa peer {peer}"
    if not numbers or numbers < (8, 4):
        return None if phase1 else f"clear crypto ipsec sa peer {peer}" if numbers >= (7,) else None
    return f"clear crypto ikev1 sa {peer}" if phase1 else f"clear crypto ipsec sa peer {peer}"


def _checks(item: TunnelDiagnosis, certain: Sequence[Diagnosis]) -> Iterable[str]:
    modules = {module.RULE.slug: module.RULE for module in discover()}
    negotiates = any(found.phase in (1, 2) for found in certain)
    for end in item.tunnel.ends:
        if end.device is None or end.evidence is None:
            continue
        peer = item.tunnel.other(end).address
        if negotiates:
            state = "MM_ACTIVE" if end.evidence.platform is Platform.ASA else "QM_IDLE"
            yield f"{end.device}: 'show crypto isakmp sa' shows {state} for {peer} in a new SA"
            yield (
                f"{end.device}: 'show crypto ipsec sa peer {peer}' shows inbound and outbound ESP SAs,"
                " and encaps and decaps grow with traffic"
            )
        else:
            yield f"{end.device}: 'show crypto ipsec sa peer {peer}': the SAs still stand, and receive errors no longer grow"
    for found in certain:
        yield f"no further message of {found.slug} ({modules[found.slug].title}) in 'show logging' of either end"


def _waves(planned: Sequence[TunnelPlan], tunnels: dict[str, TunnelEvidence]) -> list[TunnelPlan]:
    """Spread tunnels over waves so that no two of one wave share a device, safe ones first."""
    busy: list[set[str]] = []
    result = []
    for item in sorted(planned, key=lambda plan: plan.window):
        devices = {end.device for end in _ends(tunnels[item.tunnel]) if end.device is not None}
        wave = next((index for index, used in enumerate(busy) if not used & devices), len(busy))
        if wave == len(busy):
            busy.append(set())
        busy[wave] |= devices
        result.append(msgspec.structs.replace(item, wave=wave))
    order = {item.tunnel: index for index, item in enumerate(planned)}
    return sorted(result, key=lambda plan: (plan.wave, order[plan.tunnel]))


def _ends(tunnel: TunnelEvidence) -> tuple[TunnelEnd, TunnelEnd]:
    return tunnel.ends

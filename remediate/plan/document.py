"""A tunnel's part of the plan: changes, clears, checks, safety."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.diagnose import DeviceFinding, TunnelDiagnosis
from remediate.model.base import Safety
from remediate.model.change import kind_of, secrets_of
from remediate.model.diagnosis import Diagnosis
from remediate.model.plan import PlannedChange, TunnelPlan, Why
from remediate.plan.checks import checks_of
from remediate.plan.clears import clears_of
from remediate.plan.proof import Proof
from remediate.plan.steps import Step
from remediate.platforms.diff import unified
from remediate.secrets import mask

__all__ = ["assemble", "planned_changes", "why_of"]


def assemble(
    item: TunnelDiagnosis, certain: Sequence[Diagnosis], steps: Sequence[Step], proof: Proof
) -> TunnelPlan:
    """Return a tunnel's part of the plan."""
    live = item.case.any_up() or item.case.phase1_up()
    changes = planned_changes(steps)
    clears = clears_of(item, certain, steps)
    window = any(change.window for change in changes) or (live and bool(clears))
    return TunnelPlan(
        tunnel=item.tunnel.id,
        verdict=item.verdict,
        why=tuple(map(why_of, certain)),
        changes=changes,
        checks=tuple(checks_of(item, certain, steps)),
        clears=clears,
        window=window,
        wave=0,
        after=proof.verdict,
        after_reason=proof.reason,
    )


def why_of(found: Diagnosis | DeviceFinding) -> Why:
    """Return a cause, of a tunnel or of a device, as the plan shows it."""
    return Why(
        code=found.code,
        slug=found.slug,
        confidence=found.confidence,
        explanation=found.explanation,
        evidence=tuple(dict.fromkeys(found.evidence)),
    )


def planned_changes(steps: Sequence[Step]) -> tuple[PlannedChange, ...]:
    """Return the steps as the plan shows them, in order: SAs are cleared once the configuration is what they are to be made from."""
    ordered = sorted(steps, key=lambda step: step.rendered.operational)
    return tuple(_planned(index, step) for index, step in enumerate(ordered, start=1))


def _planned(order: int, step: Step) -> PlannedChange:
    safety = max(step.fix.safety, step.rendered.safety, key=_severity)
    return PlannedChange(
        order=order,
        kind=kind_of(step.change),
        device=step.change.device,
        platform=step.platform.value,
        cures=step.slugs,
        change=step.change,
        commands=step.rendered.commands,
        inverse=() if step.made_for else step.rendered.inverse,
        diff=mask(unified(step.before, step.after, platform=step.platform)),
        safety=safety,
        window=safety is Safety.DISRUPTIVE or step.rendered.disruptive,
        documented=step.fix.documented,
        why=step.fix.why,
        preconditions=step.rendered.preconditions,
        operational=step.rendered.operational,
        secrets=tuple(item.name for item in secrets_of(step.change)),
        made_for=step.made_for,
        asked=step.asked,
    )


def _severity(safety: Safety) -> int:
    return (Safety.SAFE, Safety.DISRUPTIVE, Safety.WEAKENING, Safety.DISPLAY_ONLY).index(safety)

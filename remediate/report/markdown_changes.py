"""Planned changes and other fixes as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remediate.model.diagnosis import Evidence, FixView
from remediate.model.plan import DevicePlan, PlannedChange, TunnelPlan
from remediate.report.markdown_text import code, fence, prose, text_of
from remediate.report.text import count, diff_lines, place
from remediate.report.view import FleetView

__all__ = ["EVIDENCE_SHOWN", "device_plans", "evidence_list", "other_fix", "planned_changes"]

EVIDENCE_SHOWN = 20
"""Lines of one cause; the JSON report has all."""


def evidence_list(items: Sequence[Evidence]) -> Iterator[str]:
    """Yield the first lines of the evidence, and how many more there are."""
    for item in items[:EVIDENCE_SHOWN]:
        yield f"* {text_of(place(item))}: {code(item.text)}"
    if len(items) > EVIDENCE_SHOWN:
        yield f"* … and {count(len(items) - EVIDENCE_SHOWN, 'more line')}, in the JSON report"
    if items:
        yield ""


def planned_changes(plan: TunnelPlan) -> Iterator[str]:
    """Yield what is planned for a tunnel: the changes in order, what to clear and to check afterwards."""
    yield (
        f"{_planned_head(plan)} · diagnosed again with the "
        f"changes applied in memory: {plan.after.value}"
        + (f" ({prose(plan.after_reason)})" if plan.after_reason else "")
    )
    yield ""
    for change in plan.changes:
        yield from _change(change)
    yield from _afterwards(plan.clears, plan.checks)


def _planned_head(plan: TunnelPlan | DevicePlan) -> str:
    window = "**needs a maintenance window**" if plan.window else "needs no maintenance window"
    return f"**Planned changes** · wave {plan.wave + 1} · {window}"


def _afterwards(clears: Sequence[tuple[str, str]], checks: Sequence[str]) -> Iterator[str]:
    if not clears and not checks:
        return
    yield "**Afterwards**"
    yield ""
    for device, command in clears:
        yield f"* Clear: {code(command)} on {text_of(device)}"
    yield from (f"* Check: {prose(check)}" for check in checks)
    yield ""


def device_plans(view: FleetView) -> Iterator[str]:
    """Yield what is planned, or was asked for and is not, on devices for themselves."""
    for plan in view.device_plans:
        yield f"## Device {text_of(plan.device)}"
        yield ""
        for why in plan.why:
            yield f"**{text_of(why.code)} {text_of(why.slug)}** · {why.confidence.value}"
            yield ""
            yield prose(why.explanation)
            yield ""
            yield from evidence_list(why.evidence)
        yield _planned_head(plan)
        yield ""
        for change in plan.changes:
            yield from _change(change)
        yield from _afterwards((), plan.checks)
    if view.devices_left:
        yield "## Asked for by name, and not planned"
        yield ""
        for left in view.devices_left:
            reasons = "; ".join(prose(reason) for reason in left.reasons)
            yield f"* {text_of(left.device)}, {text_of(left.slug)}: {reasons}"
        yield ""


def _change(change: PlannedChange) -> Iterator[str]:
    marks = [change.safety.value]
    marks += ["WINDOW"] if change.window else []
    marks += [] if change.documented else ["not documented"]
    yield (
        f"### {change.order}\\. {text_of(change.kind)} on {text_of(change.device)} "
        f"({text_of(change.platform)}) · {' · '.join(marks)}"
    )
    yield ""
    if change.made_for:
        yield f"The same change as for {text_of(change.made_for)}, made once."
        yield ""
        return
    yield prose(change.why)
    yield ""
    if change.preconditions:
        yield from (f"* To be seen before: {prose(item)}" for item in change.preconditions)
        yield ""
    if change.diff:
        yield from fence(diff_lines(change.diff), "diff")
    yield "Commands:"
    yield ""
    yield from fence(change.commands)
    if change.operational:
        yield "Way back: none. It changes no configuration."
        yield ""
    else:
        yield "Way back:"
        yield ""
        yield from fence(change.inverse)
    if change.secrets:
        yield f"Secrets, by reference: {', '.join(code(name) for name in change.secrets)}"
        yield ""


def other_fix(fix: FixView) -> Iterator[str]:
    """Yield a fix that is told of and not planned."""
    where = f" on {text_of(fix.device)}" if fix.device else ""
    documented = "" if fix.documented else " · not documented"
    documented += " · only by name" if fix.by_name else ""
    why = f": {prose(fix.why)}" if fix.why else ""
    yield f"* {text_of(fix.change)}{where} · {fix.safety.value}{documented}{why}"
    yield ""
    if fix.commands:
        yield from fence(fix.commands)

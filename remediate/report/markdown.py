"""``report.md``: the same facts for a change request, a wiki or a merge request.

Every text that is not ours is escaped, or stands in a code span or fence that is longer than any
run of backticks in it: nothing that a device printed becomes a heading, a link or markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from remediate.model.base import Verdict
from remediate.model.diagnosis import (
    UNKNOWN_ADDRESS,
    DiagnosisReport,
    End,
)
from remediate.model.plan import Plan, PlannedChange
from remediate.report.directions import agreed_words, note_words, outcome_words
from remediate.report.joining import fleet_view
from remediate.report.markdown_below import devices, notes, plan_basis, unread
from remediate.report.markdown_changes import (
    device_plans,
    evidence_list,
    other_fix,
    planned_changes,
)
from remediate.report.markdown_text import code, fence, prose, table, text_of
from remediate.report.text import count, listed
from remediate.report.view import CauseView, FleetView, TunnelView

__all__ = ["markdown"]


def markdown(report: DiagnosisReport | None, plan: Plan | None) -> bytes:
    """Return the Markdown (CommonMark with tables) of a diagnosis, a plan or both, as UTF-8."""
    view = fleet_view(report, plan)
    lines = [*_head(view), *_figures(view), *_glance(view)]
    for tunnel in view.tunnels:
        if tunnel.verdict is not Verdict.HEALTHY:
            lines += _tunnel(tunnel, planned=view.planned)
    lines += [*device_plans(view), *notes(view), *devices(view), *unread(view), *plan_basis(view)]
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8")


# --- the fleet -----------------------------------------------------------------------------------


def _head(view: FleetView) -> Iterator[str]:
    title = "diagnosis and change plan" if view.planned else "diagnosis"
    yield f"# IPsec tunnels: {'check of configurations' if view.checked else title}"
    yield ""
    yield "**Dry run: nothing was written to a device.**"
    yield ""
    if view.planned:
        yield f"* Plan, sha256: {code(view.digest) or 'not sealed'}"
        yield f"* Made by: {text_of(view.generator)}"
        yield ""


def _figures(view: FleetView) -> Iterator[str]:
    yield "## Summary"
    yield ""
    if view.summary is not None:
        seen = count(view.summary.devices, "device")
        yield f"{seen}, {count(view.total, 'tunnel')}."
    else:
        yield f"Only the plan is at hand: {count(view.total, 'tunnel')}; healthy ones are not in it."
    yield ""
    yield from table(
        ("Verdict", "Tunnels"),
        [(verdict.value, f"{number:,}") for verdict, number in view.verdicts],
    )
    if view.checked and view.summary is not None:
        yield (
            f"{count(view.summary.one_way or 0, 'tunnel')} would come up from one end only; "
            f"{count(view.summary.weak or 0, 'tunnel has', 'tunnels have')} a note of weak cryptography."
        )
        yield ""
    if view.causes:
        heads = ("Code", "Root cause", "Tunnels", "Confidence")
        yield from table(
            (*heads, "Planned") if view.planned else heads,
            [
                (
                    text_of(cause.code),
                    text_of(cause.slug),
                    f"{cause.tunnels:,}",
                    listed(f"{number:,} {word}" for word, number in cause.confidences),
                    *((f"{cause.planned:,}",) if view.planned else ()),
                )
                for cause in view.causes
            ],
        )
    if view.planned:
        figures = view.figures
        grades = listed(f"{number:,} {safety}" for safety, number in figures.safeties)
        yield (
            f"The plan cures {count(figures.tunnels, 'tunnel')}{figures.and_own} with "
            f"{count(figures.changes, 'change')} ({grades}) on "
            f"{count(figures.devices, 'device')}, in {count(figures.waves, 'wave')}; "
            f"{count(figures.window_tunnels, 'tunnel needs', 'tunnels need')} a maintenance window."
        )
        yield ""


def _glance(view: FleetView) -> Iterator[str]:
    if not view.figures.changes:
        return
    yield "## Changes at a glance"
    yield ""
    yield from table(
        ("Wave", "Tunnel", "Device", "Change", "Safety", "Window"),
        [
            (
                str(wave + 1),
                text_of(name) or "(the device alone)",
                text_of(change.device),
                text_of(change.kind),
                change.safety.value,
                "needed" if change.window else "no",
            )
            for wave, name, change in _changes(view)
        ],
    )


def _changes(view: FleetView) -> Iterator[tuple[int, str, PlannedChange]]:
    """Yield every planned change with its wave and its tunnel (none: of a device alone)."""
    for tunnel in view.tunnels:
        if tunnel.plan is not None:
            yield from ((tunnel.plan.wave, tunnel.id, change) for change in tunnel.changes)
    for plan in view.device_plans:
        yield from ((plan.wave, "", change) for change in plan.changes)


# --- a tunnel ------------------------------------------------------------------------------------


def _tunnel(tunnel: TunnelView, *, planned: bool) -> Iterator[str]:
    yield f"## {tunnel.verdict.value} {text_of(tunnel.id)}"
    yield ""
    if tunnel.ends:
        yield " ↔ ".join(_end(end) for end in tunnel.ends)
        yield ""
    if tunnel.reason:
        yield text_of(tunnel.reason)
        yield ""
    yield from _directions(tunnel)
    for cause in tunnel.causes:
        yield from _cause(cause)
    if tunnel.notes:
        yield from (f"* Note, {text_of(note_words(note))}" for note in tunnel.notes)
        yield ""
    if tunnel.needs:
        yield "**What would decide**"
        yield ""
        for need in tunnel.needs:
            why = f": {text_of(need.why)}" if need.why else ""
            yield f"* {code(need.command)} on {text_of(need.device)}{why}"
        yield ""
    if tunnel.plan is not None:
        yield from planned_changes(tunnel.plan)
    if tunnel.left_out:
        named = f" ({text_of(', '.join(tunnel.bare_slugs))})" if tunnel.bare_slugs else ""
        yield f"**Not planned{named}, because**"
        yield ""
        yield from (f"* {prose(reason)}" for reason in tunnel.left_out)
        yield ""
    others = [fix for cause in tunnel.causes for fix in cause.other_fixes]
    if others:
        yield "**Other documented fixes, not in the plan**" if planned else "**Fixes**"
        yield ""
        for fix in others:
            yield from other_fix(fix)


def _directions(tunnel: TunnelView) -> Iterator[str]:
    """Yield what a check says of both directions of initiation."""
    if not tunnel.directions:
        return
    yield from table(
        ("Initiator", "Outcome", "Agreed, or why not"),
        [
            (
                text_of(item.initiator),
                text_of(outcome_words(item)),
                text_of(agreed_words(item.agreed) if item.outcome == "up" else item.reason),
            )
            for item in tunnel.directions
        ],
    )
    for item in tunnel.directions:
        for printed in item.printed:
            if printed.lines:
                state = f", in state {code(printed.state)}" if printed.state else ""
                yield (
                    f"When {text_of(item.initiator)} initiates, {text_of(printed.device)} would print{state}:"
                )
                yield ""
                yield from fence(printed.lines)


def _end(end: End) -> str:
    name = end.device or end.name or "unknown device"
    state = "" if end.state == "present" else f", {text_of(end.state)}"
    return f"**{text_of(name)}** ({text_of(end.address or UNKNOWN_ADDRESS)}{state})"


def _cause(cause: CauseView) -> Iterator[str]:
    phase = f" · phase {cause.phase}" if cause.phase else ""
    where = f" · change on {text_of(', '.join(cause.change_on))}" if cause.change_on else ""
    yield f"**{text_of(cause.code)} {text_of(cause.slug)}** · {cause.confidence.value}{phase}{where}"
    yield ""
    yield prose(cause.explanation)
    yield ""
    yield from evidence_list(cause.evidence)

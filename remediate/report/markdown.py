"""``report.md``: the same facts for a change request, a wiki or a merge request.

Every text that is not ours is escaped, or stands in a code span or fence that is longer than any
run of backticks in it: nothing that a device printed becomes a heading, a link or markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remediate.model.base import Verdict
from remediate.model.diagnosis import (
    UNKNOWN_ADDRESS,
    DiagnosisReport,
    End,
    UnrecognisedView,
)
from remediate.model.observation import UNUSED
from remediate.model.plan import Plan, PlannedChange
from remediate.report.directions import agreed_words, note_words, outcome_words
from remediate.report.joining import fleet_view
from remediate.report.markdown_changes import (
    EVIDENCE_SHOWN,
    device_plans,
    evidence_list,
    other_fix,
    planned_changes,
)
from remediate.report.markdown_text import LINES_SHOWN, code, fence, prose, table, text_of
from remediate.report.text import count, listed, place
from remediate.report.view import CauseView, FleetView, TunnelView

__all__ = ["markdown"]


def markdown(report: DiagnosisReport | None, plan: Plan | None) -> bytes:
    """Return the Markdown (CommonMark with tables) of a diagnosis, a plan or both, as UTF-8."""
    view = fleet_view(report, plan)
    lines = [*_head(view), *_figures(view), *_glance(view)]
    for tunnel in view.tunnels:
        if tunnel.verdict is not Verdict.HEALTHY:
            lines += _tunnel(tunnel, planned=view.planned)
    lines += [*device_plans(view), *_notes(view), *_devices(view), *_unread(view), *_rests(view)]
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
        devices = count(view.summary.devices, "device")
        yield f"{devices}, {count(view.total, 'tunnel')}."
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
        own = (
            f" and {count(figures.own, 'finding of a device', 'findings of devices')}"
            if figures.own
            else ""
        )
        yield (
            f"The plan cures {count(figures.tunnels, 'tunnel')}{own} with "
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


def _notes(view: FleetView) -> Iterator[str]:
    """Yield what a check notes of healthy tunnels and of devices."""
    notes = [*view.healthy_notes, *((note.device or "", note) for note in view.device_notes)]
    if not notes:
        return
    yield "## Notes"
    yield ""
    for name, note in notes[:LINES_SHOWN]:
        yield f"* {text_of(name)}: {text_of(note_words(note))}"
        yield from (f"  * {text_of(place(item))}: {code(item.text)}" for item in note.evidence)
    if len(notes) > LINES_SHOWN:
        yield f"* … and {count(len(notes) - LINES_SHOWN, 'more note')}, in the JSON report"
    yield ""


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


# --- the rest ------------------------------------------------------------------------------------


def _devices(view: FleetView) -> Iterator[str]:
    if not view.findings:
        return
    yield "## Also seen on devices"
    yield ""
    for device in view.findings:
        yield f"**{text_of(device.device)}** {text_of(device.platform or '')} {text_of(device.version or '')}".rstrip()
        yield ""
        for problem in device.problems:
            yield f"* {prose(problem)}"
        for finding in device.findings:
            seen = "" if finding.explanation else f" · seen {count(finding.count, 'time')}"
            yield f"* {text_of(finding.code)} {text_of(finding.slug)} · {finding.confidence.value}{seen}"
            if finding.explanation:
                yield f"  * {prose(finding.explanation)}"
            for fix in finding.fixes:
                lines = "; ".join(fix.commands)
                named = ", only by name" if fix.by_name else ""
                yield f"  * {text_of(fix.change)} ({fix.safety.value}{named}): {prose(fix.why)}"
                if lines:
                    yield f"    {code(lines)}"
            for item in finding.evidence[:EVIDENCE_SHOWN]:
                yield f"  * {text_of(place(item))}: {code(item.text)}"
        yield ""


def _unread(view: FleetView) -> Iterator[str]:
    if view.unused:
        yield "## Not used"
        yield ""
        yield f"{count(len(view.unused), 'output')} of commands that nothing above rests on."
        yield ""
        yield from _places(view.unused)
    if view.unread:
        lines = count(sum(item.lines for item in view.unread), "line")
        yield "## Not understood"
        yield ""
        yield f"{lines} in {count(len(view.unread), 'place')}; nothing above rests on them."
        yield ""
        yield from _places(view.unread)


def _places(items: Sequence[UnrecognisedView]) -> Iterator[str]:
    for item in items[:LINES_SHOWN]:
        reason = f" ({text_of(item.reason)})" if item.reason and item.reason != UNUSED else ""
        where = f"{text_of(item.file)}:{item.line}"
        yield f"* {where}, {count(item.lines, 'line')}{reason}: {code(item.first)}"
    if len(items) > LINES_SHOWN:
        more = len(items) - LINES_SHOWN
        yield f"* … and {count(more, 'more place')}, in the JSON report"
    yield ""


def _rests(view: FleetView) -> Iterator[str]:
    if view.secrets:
        yield "## Secrets to have ready"
        yield ""
        yield from (f"* {code(name)}" for name in view.secrets)
        yield ""
    if view.fingerprints:
        yield "## Configurations that the plan was made from"
        yield ""
        yield "A device whose configuration has moved since needs a new plan."
        yield ""
        yield from table(
            ("Device", "Read from", "sha256, redacted and normalised"),
            [
                (text_of(item.device), f"{text_of(item.file)}:{item.line}", text_of(item.sha256))
                for item in view.fingerprints
            ],
        )

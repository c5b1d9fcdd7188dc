"""``report.md``: the same facts for a change request, a wiki or a merge request.

Every text that is not ours is escaped, or stands in a code span or fence that is longer than any
run of backticks in it: nothing that a device printed becomes a heading, a link or markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from remediate.model.base import Verdict
from remediate.model.diagnosis import DiagnosisReport, End, Evidence, FixView
from remediate.model.plan import DevicePlan, Plan, PlannedChange, TunnelPlan
from remediate.report.directions import agreed_words, note_words, outcome_words
from remediate.report.text import count, diff_lines, excerpt, listed, one_line, place, shortened
from remediate.report.view import CauseView, FleetView, TunnelView, fleet_view

__all__ = ["markdown"]

_LINES_SHOWN = 400
_EVIDENCE_SHOWN = 20
_SPECIAL = re.compile(r"([\\`*\[\]<#~&$|@])|(?<![^\W_])(_)|(_)(?![^\W_])|(:)(?=//)|(?<=www)(\.)")
_LEADING = re.compile(r"^([-+=:>]|\d+(?=[.)](?:\s|$)))")
_BACKTICKS = re.compile("`+")


def markdown(report: DiagnosisReport | None, plan: Plan | None) -> bytes:
    """Return the Markdown (CommonMark with tables) of a diagnosis, a plan or both, as UTF-8."""
    view = fleet_view(report, plan)
    lines = [*_head(view), *_figures(view), *_glance(view)]
    for tunnel in view.tunnels:
        if tunnel.verdict is not Verdict.HEALTHY:
            lines += _tunnel(tunnel, planned=view.planned)
    lines += [*_device_plans(view), *_notes(view), *_devices(view), *_unread(view), *_rests(view)]
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8")


# --- text ----------------------------------------------------------------------------------------


def _text(text: str) -> str:
    """Return a text, on one line, with everything escaped that Markdown would read."""
    escaped = _SPECIAL.sub(r"\\\g<0>", one_line(text))
    leading = _LEADING.match(escaped)
    if leading is None:
        return escaped
    found = leading[0]
    return f"\\{escaped}" if not found.isdigit() else f"{found}\\{escaped[len(found) :]}"


def _code(text: str) -> str:
    """Return a text as a code span, whatever backticks it holds."""
    line = shortened(text, 2000)
    if not line:
        return ""
    longest = max((len(run) for run in _BACKTICKS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _prose(text: str) -> str:
    """Return a sentence whose `commands` stay code spans."""
    parts = one_line(text).split("`")
    if len(parts) % 2 == 0 or any(not part.strip() for part in parts[1::2]):
        return _text(text)
    return "".join(
        _code(part) if index % 2 else _SPECIAL.sub(r"\\\g<0>", part)
        for index, part in enumerate(parts)
    )


def _fence(lines: Sequence[str], language: str = "") -> Iterator[str]:
    """Yield a fenced block, cut at 400 lines with a note of the rest."""
    part = excerpt(lines, _LINES_SHOWN)
    shown = [piece for line in part.lines for piece in line.split("\n")]
    longest = max((len(run) for line in shown for run in _BACKTICKS.findall(line)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language}"
    yield from shown
    yield fence
    yield ""
    if part.omitted:
        yield f"*… and {count(part.omitted, 'more line')}; the whole is in the plan file.*"
        yield ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


# --- the fleet -----------------------------------------------------------------------------------


def _head(view: FleetView) -> Iterator[str]:
    title = "diagnosis and change plan" if view.planned else "diagnosis"
    yield f"# IPsec tunnels: {'check of configurations' if view.checked else title}"
    yield ""
    yield "**Dry run: nothing was written to a device.**"
    yield ""
    if view.planned:
        yield f"* Plan, sha256: {_code(view.digest) or 'not sealed'}"
        yield f"* Made by: {_text(view.generator)}"
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
    yield from _table(
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
        yield from _table(
            (*heads, "Planned") if view.planned else heads,
            [
                (
                    _text(cause.code),
                    _text(cause.slug),
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
    yield from _table(
        ("Wave", "Tunnel", "Device", "Change", "Safety", "Window"),
        [
            (
                str(wave + 1),
                _text(name) or "(the device alone)",
                _text(change.device),
                _text(change.kind),
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
    yield f"## {tunnel.verdict.value} {_text(tunnel.id)}"
    yield ""
    if tunnel.ends:
        yield " ↔ ".join(_end(end) for end in tunnel.ends)
        yield ""
    if tunnel.reason:
        yield _text(tunnel.reason)
        yield ""
    yield from _directions(tunnel)
    for cause in tunnel.causes:
        yield from _cause(cause)
    if tunnel.notes:
        yield from (f"* Note, {_text(note_words(note))}" for note in tunnel.notes)
        yield ""
    if tunnel.needs:
        yield "**What would decide**"
        yield ""
        for need in tunnel.needs:
            why = f": {_text(need.why)}" if need.why else ""
            yield f"* {_code(need.command)} on {_text(need.device)}{why}"
        yield ""
    if tunnel.plan is not None:
        yield from _planned(tunnel.plan)
    if tunnel.left_out:
        named = f" ({_text(', '.join(tunnel.bare_slugs))})" if tunnel.bare_slugs else ""
        yield f"**Not planned{named}, because**"
        yield ""
        yield from (f"* {_prose(reason)}" for reason in tunnel.left_out)
        yield ""
    others = [fix for cause in tunnel.causes for fix in cause.other_fixes]
    if others:
        yield "**Other documented fixes, not in the plan**" if planned else "**Fixes**"
        yield ""
        for fix in others:
            yield from _other_fix(fix)


def _directions(tunnel: TunnelView) -> Iterator[str]:
    """Yield what a check says of both directions of initiation."""
    if not tunnel.directions:
        return
    yield from _table(
        ("Initiator", "Outcome", "Agreed, or why not"),
        [
            (
                _text(item.initiator),
                _text(outcome_words(item)),
                _text(agreed_words(item.agreed) if item.outcome == "up" else item.reason),
            )
            for item in tunnel.directions
        ],
    )
    for item in tunnel.directions:
        for printed in item.printed:
            if printed.lines:
                state = f", in state {_code(printed.state)}" if printed.state else ""
                yield (
                    f"When {_text(item.initiator)} initiates, {_text(printed.device)} would print{state}:"
                )
                yield ""
                yield from _fence(printed.lines)


def _notes(view: FleetView) -> Iterator[str]:
    """Yield what a check notes of healthy tunnels and of devices."""
    notes = [*view.healthy_notes, *((note.device or "", note) for note in view.device_notes)]
    if not notes:
        return
    yield "## Notes"
    yield ""
    for name, note in notes[:_LINES_SHOWN]:
        yield f"* {_text(name)}: {_text(note_words(note))}"
        yield from (f"  * {_text(place(item))}: {_code(item.text)}" for item in note.evidence)
    if len(notes) > _LINES_SHOWN:
        yield f"* … and {count(len(notes) - _LINES_SHOWN, 'more note')}, in the JSON report"
    yield ""


def _end(end: End) -> str:
    name = end.device or end.name or "unknown device"
    state = "" if end.state == "present" else f", {_text(end.state)}"
    return f"**{_text(name)}** ({_text(end.address)}{state})"


def _cause(cause: CauseView) -> Iterator[str]:
    phase = f" · phase {cause.phase}" if cause.phase else ""
    where = f" · change on {_text(', '.join(cause.change_on))}" if cause.change_on else ""
    yield f"**{_text(cause.code)} {_text(cause.slug)}** · {cause.confidence.value}{phase}{where}"
    yield ""
    yield _prose(cause.explanation)
    yield ""
    yield from _evidence(cause.evidence)


def _evidence(items: Sequence[Evidence]) -> Iterator[str]:
    for item in items[:_EVIDENCE_SHOWN]:
        yield f"* {_text(place(item))}: {_code(item.text)}"
    if len(items) > _EVIDENCE_SHOWN:
        yield f"* … and {count(len(items) - _EVIDENCE_SHOWN, 'more line')}, in the JSON report"
    if items:
        yield ""


def _planned(plan: TunnelPlan) -> Iterator[str]:
    yield (
        f"{_planned_head(plan)} · diagnosed again with the "
        f"changes applied in memory: {plan.after.value}"
        + (f" ({_prose(plan.after_reason)})" if plan.after_reason else "")
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
        yield f"* Clear: {_code(command)} on {_text(device)}"
    yield from (f"* Check: {_prose(check)}" for check in checks)
    yield ""


def _device_plans(view: FleetView) -> Iterator[str]:
    """Yield what is planned, or was asked for and is not, on devices for themselves."""
    for plan in view.device_plans:
        yield f"## Device {_text(plan.device)}"
        yield ""
        for why in plan.why:
            yield f"**{_text(why.code)} {_text(why.slug)}** · {why.confidence.value}"
            yield ""
            yield _prose(why.explanation)
            yield ""
            yield from _evidence(why.evidence)
        yield _planned_head(plan)
        yield ""
        for change in plan.changes:
            yield from _change(change)
        yield from _afterwards((), plan.checks)
    if view.devices_left:
        yield "## Asked for by name, and not planned"
        yield ""
        for left in view.devices_left:
            reasons = "; ".join(_prose(reason) for reason in left.reasons)
            yield f"* {_text(left.device)}, {_text(left.slug)}: {reasons}"
        yield ""


def _change(change: PlannedChange) -> Iterator[str]:
    marks = [change.safety.value]
    marks += ["WINDOW"] if change.window else []
    marks += [] if change.documented else ["not documented"]
    yield (
        f"### {change.order}\\. {_text(change.kind)} on {_text(change.device)} "
        f"({_text(change.platform)}) · {' · '.join(marks)}"
    )
    yield ""
    if change.made_for:
        yield f"The same change as for {_text(change.made_for)}, made once."
        yield ""
        return
    yield _prose(change.why)
    yield ""
    if change.preconditions:
        yield from (f"* To be seen before: {_prose(item)}" for item in change.preconditions)
        yield ""
    if change.diff:
        yield from _fence(diff_lines(change.diff), "diff")
    yield "Commands:"
    yield ""
    yield from _fence(change.commands)
    if change.operational:
        yield "Way back: none. It changes no configuration."
        yield ""
    else:
        yield "Way back:"
        yield ""
        yield from _fence(change.inverse)
    if change.secrets:
        yield f"Secrets, by reference: {', '.join(_code(name) for name in change.secrets)}"
        yield ""


def _other_fix(fix: FixView) -> Iterator[str]:
    where = f" on {_text(fix.device)}" if fix.device else ""
    documented = "" if fix.documented else " · not documented"
    documented += " · only by name" if fix.by_name else ""
    why = f": {_prose(fix.why)}" if fix.why else ""
    yield f"* {_text(fix.change)}{where} · {fix.safety.value}{documented}{why}"
    yield ""
    if fix.commands:
        yield from _fence(fix.commands)


# --- the rest ------------------------------------------------------------------------------------


def _devices(view: FleetView) -> Iterator[str]:
    if not view.findings:
        return
    yield "## Also seen on devices"
    yield ""
    for device in view.findings:
        yield f"**{_text(device.device)}** {_text(device.platform or '')} {_text(device.version or '')}".rstrip()
        yield ""
        for problem in device.problems:
            yield f"* {_prose(problem)}"
        for finding in device.findings:
            seen = "" if finding.explanation else f" · seen {count(finding.count, 'time')}"
            yield f"* {_text(finding.code)} {_text(finding.slug)} · {finding.confidence.value}{seen}"
            if finding.explanation:
                yield f"  * {_prose(finding.explanation)}"
            for fix in finding.fixes:
                lines = "; ".join(fix.commands)
                named = ", only by name" if fix.by_name else ""
                yield f"  * {_text(fix.change)} ({fix.safety.value}{named}): {_prose(fix.why)}"
                if lines:
                    yield f"    {_code(lines)}"
            for item in finding.evidence[:_EVIDENCE_SHOWN]:
                yield f"  * {_text(place(item))}: {_code(item.text)}"
        yield ""


def _unread(view: FleetView) -> Iterator[str]:
    if not view.unrecognised:
        return
    lines = count(sum(item.lines for item in view.unrecognised), "line")
    yield "## Not understood"
    yield ""
    yield f"{lines} in {count(len(view.unrecognised), 'place')}; nothing above rests on them."
    yield ""
    for item in view.unrecognised[:_LINES_SHOWN]:
        reason = f" ({_text(item.reason)})" if item.reason else ""
        where = f"{_text(item.file)}:{item.line}"
        yield f"* {where}, {count(item.lines, 'line')}{reason}: {_code(item.first)}"
    if len(view.unrecognised) > _LINES_SHOWN:
        more = len(view.unrecognised) - _LINES_SHOWN
        yield f"* … and {count(more, 'more place')}, in the JSON report"
    yield ""


def _rests(view: FleetView) -> Iterator[str]:
    if view.secrets:
        yield "## Secrets to have ready"
        yield ""
        yield from (f"* {_code(name)}" for name in view.secrets)
        yield ""
    if view.fingerprints:
        yield "## Configurations that the plan was made from"
        yield ""
        yield "A device whose configuration has moved since needs a new plan."
        yield ""
        yield from _table(
            ("Device", "Read from", "sha256, redacted and normalised"),
            [
                (_text(item.device), f"{_text(item.file)}:{item.line}", _text(item.sha256))
                for item in view.fingerprints
            ],
        )

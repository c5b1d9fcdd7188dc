"""What stands below the tunnels of ``report.md``: notes, devices, what was not understood, what a plan needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from remediate.model.diagnosis import (
    UnrecognisedView,
)
from remediate.model.observation import UNUSED
from remediate.report.directions import note_words
from remediate.report.markdown_changes import (
    EVIDENCE_SHOWN,
)
from remediate.report.markdown_text import LINES_SHOWN, code, prose, table, text_of
from remediate.report.text import count, place
from remediate.report.view import FleetView

__all__ = ["devices", "notes", "plan_basis", "unread"]


def notes(view: FleetView) -> Iterator[str]:
    """Yield what a check notes of healthy tunnels and of devices."""
    found = view.notes_apart
    if not found:
        return
    yield "## Notes"
    yield ""
    for name, note in found[:LINES_SHOWN]:
        yield f"* {text_of(name)}: {text_of(note_words(note))}"
        yield from (f"  * {text_of(place(item))}: {code(item.text)}" for item in note.evidence)
    if len(found) > LINES_SHOWN:
        yield f"* … and {count(len(found) - LINES_SHOWN, 'more note')}, in the JSON report"
    yield ""


def devices(view: FleetView) -> Iterator[str]:
    """Yield what is said of devices beside their tunnels."""
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


def unread(view: FleetView) -> Iterator[str]:
    """Yield which outputs nothing rests on, and which lines were not understood."""
    if view.unused:
        yield "## Not used"
        yield ""
        yield f"{count(len(view.unused), 'output')} of commands that nothing above plan_basis on."
        yield ""
        yield from _places(view.unused)
    if view.unread:
        lines = count(sum(item.lines for item in view.unread), "line")
        yield "## Not understood"
        yield ""
        yield f"{lines} in {count(len(view.unread), 'place')}; nothing above plan_basis on them."
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


def plan_basis(view: FleetView) -> Iterator[str]:
    """Yield what a plan asks for: secrets, and configurations that are still the same."""
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

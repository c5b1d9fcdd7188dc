"""JUnit XML, for a CI job that shows tunnels as test cases.

A tunnel at fault is a failure; an ambiguous or unknown one is skipped with what would decide it;
a healthy one passes. Times are not written: nothing was run.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from remediate.model.base import Verdict
from remediate.model.diagnosis import UNKNOWN_ADDRESS, DiagnosisReport
from remediate.model.plan import Plan, PlannedChange
from remediate.report.directions import direction_words, note_words
from remediate.report.joining import fleet_view
from remediate.report.text import count, excerpt, listed, place, shortened
from remediate.report.view import FleetView, TunnelView

__all__ = ["junit_xml"]

_LINES_SHOWN = 400
_EVIDENCE_SHOWN = 20


def junit_xml(report: DiagnosisReport | None, plan: Plan | None) -> bytes:
    """Return the XML of a diagnosis, a plan or both, as UTF-8; one test case per tunnel."""
    view = fleet_view(report, plan)
    skipped = view.number(Verdict.AMBIGUOUS) + view.number(Verdict.UNKNOWN)
    counts = {
        "name": "remediate",
        "tests": str(view.total),
        "failures": str(view.number(Verdict.FAULT)),
        "errors": "0",
        "skipped": str(skipped),
    }
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", counts | {"name": "ipsec tunnels"})
    if view.digest:
        properties = ET.SubElement(suite, "properties")
        ET.SubElement(properties, "property", name="plan sha256", value=_legal(view.digest))
    for tunnel in view.tunnels:
        _case(suite, tunnel, view)
    said = [*(f"{note.device}: {note_words(note)}" for note in view.device_notes), *_own(view)]
    if said:
        out = ET.SubElement(suite, "system-out")
        out.text = "\n".join(_legal(line) for line in said)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _case(suite: ET.Element, tunnel: TunnelView, view: FleetView) -> None:
    devices = listed(
        (end.device or end.name or end.address or UNKNOWN_ADDRESS for end in tunnel.ends), "tunnel"
    )
    case = ET.SubElement(
        suite, "testcase", classname=_legal(devices), name=_legal(tunnel.id), assertions="1"
    )
    if tunnel.verdict is Verdict.FAULT:
        first = tunnel.causes[0] if tunnel.causes else None
        kind = f"{first.code} {first.slug}" if first else "FAULT"
        told = tunnel.reason or (first.explanation if first else listed(tunnel.left_out))
        failure = ET.SubElement(case, "failure", type=_legal(kind), message=_legal(told))
        failure.text = "\n".join(_legal(line) for line in _told(tunnel, view))
    elif tunnel.verdict is not Verdict.HEALTHY:
        needs = listed((f"{need.command} on {need.device}" for need in tunnel.needs), "")
        told = tunnel.reason or listed(tunnel.left_out, "no root cause is proven")
        message = f"{tunnel.verdict.value}: {told}" + (f" Decided by: {needs}" if needs else "")
        ET.SubElement(case, "skipped", message=_legal(message))
    if tunnel.notes or (tunnel.directions and tunnel.verdict is not Verdict.FAULT):
        out = ET.SubElement(case, "system-out")
        out.text = "\n".join(_legal(line) for line in _beside(tunnel))


def _beside(tunnel: TunnelView) -> Iterator[str]:
    """Yield what a check says of a tunnel that is no failure."""
    if tunnel.verdict is not Verdict.FAULT:
        yield from _directions(tunnel)
    yield from (note_words(note) for note in tunnel.notes)


def _directions(tunnel: TunnelView) -> Iterator[str]:
    for direction in tunnel.directions:
        yield f"{direction.initiator} initiates: {direction_words(direction)}"
        for printed in direction.printed:
            yield from (f"  {printed.device} would print: {line}" for line in printed.lines)


def _told(tunnel: TunnelView, view: FleetView) -> Iterator[str]:
    yield from _directions(tunnel)
    for cause in tunnel.causes:
        yield f"{cause.code} {cause.slug} ({cause.confidence.value}): {cause.explanation}"
        yield from (f"  {place(line)}: {line.text}" for line in cause.evidence[:_EVIDENCE_SHOWN])
        if len(cause.evidence) > _EVIDENCE_SHOWN:
            yield f"  … and {count(len(cause.evidence) - _EVIDENCE_SHOWN, 'more line')} of evidence"
    for change in tunnel.changes:
        yield from _change(change)
    for reason in tunnel.left_out:
        yield f"not planned: {reason}"
    if view.planned and not tunnel.changes and not tunnel.left_out:
        yield "nothing is planned for this tunnel"


def _own(view: FleetView) -> Iterator[str]:
    """Yield what is planned on devices for no tunnel."""
    for plan in view.device_plans:
        for change in plan.changes:
            yield from _change(change)
    for left in view.devices_left:
        yield from (f"{left.device}: not planned: {reason}" for reason in left.reasons)


def _change(change: PlannedChange) -> Iterator[str]:
    window = ", window needed" if change.window else ""
    made = f": made once, for {change.made_for}" if change.made_for else ""
    yield f"planned on {change.device}: {change.kind} ({change.safety.value}{window}){made}"
    if made:
        return
    part = excerpt(change.commands, _LINES_SHOWN)
    yield from (f"  {line}" for line in part.lines)
    if part.omitted:
        yield f"  … and {part.omitted:,} more lines, see the plan file"


def _legal(text: str) -> str:
    """Return a text on one line: what XML 1.0 forbids has no shape, so it was spelled out."""
    indent = " " * (len(text) - len(text.lstrip(" ")))
    return indent + shortened(text, 4000)

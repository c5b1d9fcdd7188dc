"""The one-file page: what a change board is sent. It loads nothing, sends nothing, decides nothing.

Everything is in the page as static text, so that it can be read, searched and printed without
JavaScript; the script only filters, opens and copies what stands there. The content security
policy admits that one style sheet and that one script, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from importlib import resources
from itertools import groupby

import jinja2
from markupsafe import Markup, escape

from remediate.model.base import Confidence, Frozen, Verdict
from remediate.model.diagnosis import DiagnosisReport, FixView
from remediate.model.plan import DevicePlan, Plan, PlannedChange
from remediate.report.directions import direction_words, note_words
from remediate.report.joining import fleet_view
from remediate.report.text import (
    count,
    diff_kinds,
    diff_lines,
    excerpt,
    one_line,
    place,
    shortened,
    visible,
)
from remediate.report.view import FleetView, TunnelView

__all__ = ["html_page"]

_MARKS = {
    Verdict.FAULT: "✕",
    Verdict.AMBIGUOUS: "?",
    Verdict.UNKNOWN: "–",
    Verdict.HEALTHY: "✓",
}
_CONFIDENCES = {
    Confidence.PROVEN: "both ends' configuration confirms the symptom",
    Confidence.LIKELY: "one end's configuration confirms the symptom",
    Confidence.POSSIBLE: "messages or state alone",
}
_END_STATES = {
    "present": "in the dumps",
    "missing": "missing: in the inventory, not in the dumps",
    "unmanaged": "unmanaged: in neither inventory nor dumps",
}
_TAGS = {"add": "ins", "del": "del"}
_LARGEST = 24_000_000
"""Bytes of a page that a browser still opens in about two seconds."""
_DEVICE_TEXT_BUDGET = 10_000_000
"""Characters of diffs and commands in such a page."""
_LEVELS = ((400, 20), (200, 20), (100, 10), (50, 10), (25, 5), (12, 3))
"""Most lines of a diff or command list, and of evidence, from the fullest page to the barest."""
_UNREAD_LIMIT = 500


class _Run(Frozen, frozen=True, kw_only=True):
    """Neighbouring lines of a diff of one kind."""

    kind: str
    tag: str
    text: str


class _DiffPart(Frozen, frozen=True, kw_only=True):
    runs: tuple[_Run, ...]
    omitted: int


class _Share(Frozen, frozen=True, kw_only=True):
    """A verdict's part of the bar, in thousandths."""

    verdict: Verdict
    start: str
    width: str


def html_page(report: DiagnosisReport | None, plan: Plan | None) -> bytes:
    """Return the page of a diagnosis, a plan or both; the same input gives the same bytes.

    Long diffs, command lists and evidence are cut, with a note of the rest and of the file that
    holds it, earlier in a fleet so large that the page would no longer open at once.
    """
    view = fleet_view(report, plan)
    environment = _environment()
    page = b""
    for lines, evidence in _levels(view):
        page = _render(environment, view, lines=lines, evidence=evidence)
        if len(page) <= _LARGEST:
            break
    return page


def _render(
    environment: jinja2.Environment, view: FleetView, *, lines: int, evidence: int
) -> bytes:
    style = _source("report.css")
    script = _source("report.js")
    page = environment.get_template("report.html.jinja").render(
        view=view,
        figures=view.figures,
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704 - our own file, no input in it
        script=Markup(script),  # noqa: S704 - our own file, no input in it
        marks=_MARKS,
        confidences=_CONFIDENCES,
        end_states=_END_STATES,
        shares=tuple(_shares(view)),
        anchors=_anchors(view.tunnels),
        device_names=_device_names(view),
        unread_lines=sum(item.lines for item in view.unread),
        diff_part=partial(_diff_part, limit=lines),
        command_part=partial(excerpt, limit=lines),
        evidence_limit=evidence,
        unread_limit=_UNREAD_LIMIT,
        count=count,
    )
    return page.encode("utf-8")


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("remediate.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters.update(
        one_line=one_line,
        place=place,
        shortened=shortened,
        prose=_prose,
        tokens=_tokens,
        other_fixes=_other_fixes,
        direction_words=direction_words,
        note_words=note_words,
    )
    return environment


def _shown(value: object) -> object:
    """Spell out, in every text that a template prints, what has no shape."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _source(name: str) -> str:
    return (resources.files("remediate.report") / "templates" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return the policy that admits nothing but this style sheet and this script."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _prose(text: str) -> Markup:
    """Return a sentence with its `commands` as code."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:  # an odd backtick is text
        return escape(visible(text))
    return Markup().join(
        Markup("<code>{}</code>").format(part) if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )


def _tokens(names: Iterable[str]) -> str:
    return "\n".join(one_line(name) for name in names)


def _other_fixes(tunnel: TunnelView) -> tuple[FixView, ...]:
    return tuple(fix for cause in tunnel.causes for fix in cause.other_fixes)


def _diff_part(change: PlannedChange, *, limit: int) -> _DiffPart:
    lines = diff_lines(change.diff)
    part = excerpt(lines, limit)
    pairs = zip(diff_kinds(lines[:limit]), part.lines, strict=True)
    runs = tuple(
        _Run(kind=kind, tag=_TAGS.get(kind, "span"), text="\n".join(line for _, line in group))
        for kind, group in groupby(pairs, key=lambda pair: pair[0])
    )
    return _DiffPart(runs=runs, omitted=part.omitted)


def _levels(view: FleetView) -> Sequence[tuple[int, int]]:
    """Return the levels to try, from the first whose diffs and commands fit into their budget."""
    parts: list[TunnelView | DevicePlan] = [*view.tunnels, *view.device_plans]
    texts = [
        [min(len(line), 2000) + 1 for line in lines]
        for lines in (
            *(
                lines
                for part in parts
                for change in part.changes
                for lines in (diff_lines(change.diff), change.commands, change.inverse)
            ),
            *(fix.commands for tunnel in view.tunnels for fix in _other_fixes(tunnel)),
        )
    ]
    for position, (limit, _) in enumerate(_LEVELS):
        if sum(sum(lengths[:limit]) for lengths in texts) <= _DEVICE_TEXT_BUDGET:
            return _LEVELS[position:]
    return _LEVELS[-1:]


def _shares(view: FleetView) -> Iterator[_Share]:
    start = 0.0
    for verdict, number in view.verdicts:
        if number:
            width = number * 1000 / view.total
            yield _Share(verdict=verdict, start=f"{start:.2f}", width=f"{width:.2f}")
            start += width


def _anchors(tunnels: Sequence[TunnelView]) -> tuple[str, ...]:
    """Return one id for each tunnel, from its own where it can be, always unique."""
    seen: set[str] = set()
    anchors: list[str] = []
    for number, tunnel in enumerate(tunnels):
        name = "tunnel-" + "".join(
            letter if letter.isascii() and (letter.isalnum() or letter in ".-_") else "_"
            for letter in tunnel.id[:80]
        )
        while name in seen:
            name = f"{name}_{number}"
        seen.add(name)
        anchors.append(name)
    return tuple(anchors)


def _device_names(view: FleetView) -> tuple[str, ...]:
    return tuple(sorted({one_line(name) for item in view.tunnels for name in item.devices}))

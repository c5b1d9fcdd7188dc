"""Answers on the terminal, in files and as records."""

from __future__ import annotations

import sys
from pathlib import Path

import typer
from rich.console import Console

from remediate.cli.options import View
from remediate.errors import (
    ExitStatus,
    OutputError,
    UsageError,
)
from remediate.model.diagnosis import DiagnosisReport
from remediate.model.evidence import FleetEvidence
from remediate.model.plan import Plan
from remediate.plan_file import plan_json
from remediate.report.documents import diagnosis_json
from remediate.report.html import html_page
from remediate.report.junit import junit_xml
from remediate.report.markdown import markdown
from remediate.report.terminal import show

__all__ = [
    "answer",
    "console_for",
    "document",
    "finish",
    "form_of",
    "report_form",
    "write",
]

_ENDINGS = {
    ".html": View.HTML,
    ".htm": View.HTML,
    ".md": View.MARKDOWN,
    ".xml": View.JUNIT,
    ".json": View.JSON,
}


def form_of(form: View, output: Path | None) -> View:
    """Return the form asked for, or the one that the file name asks for."""
    if form is View.JUNIT_NAME:
        return View.JUNIT
    if output is None or form is not View.TEXT:
        return form
    return _ENDINGS.get(output.suffix.lower(), View.TEXT)


def report_form(path: Path) -> View:
    """Return the form that the name of a report asks for; :class:`UsageError` for another ending."""
    form = _ENDINGS.get(path.suffix.lower())
    if form is None:
        raise UsageError(f"{path}: a report ends in {', '.join(_ENDINGS)}")
    return form


def answer(
    report: DiagnosisReport | None,
    plan: Plan | None,
    form: View,
    output: Path | None,
    *,
    verbose: bool,
    no_color: bool,
) -> None:
    """Show an answer on the terminal, or write it to a file."""
    if form is View.TEXT and output is None:
        where = "--verbose" if plan is None else "report.html"
        show(console_for(no_color), report, plan, verbose=verbose, see=where)
        return
    data = document(report, plan, form)
    if output is None:
        sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
        sys.stdout.flush()
    else:
        write(output, data)


def document(report: DiagnosisReport | None, plan: Plan | None, form: View) -> bytes:
    """Return an answer as the bytes of a file."""
    if form is View.HTML:
        return html_page(report, plan)
    if form is View.MARKDOWN:
        return markdown(report, plan)
    if form is View.JUNIT:
        return junit_xml(report, plan)
    if form is View.JSON:
        if report is not None:
            return diagnosis_json(report)
        if plan is not None:
            return plan_json(plan)
    console = Console(width=120, no_color=True, force_terminal=False)
    with console.capture() as captured:
        show(console, report, plan, verbose=True)
    return captured.get().encode()


def console_for(no_color: bool) -> Console:
    """Return the terminal."""
    return Console(no_color=True if no_color else None, highlight=False)


def write(path: Path, data: bytes) -> None:
    """Write a file; :class:`OutputError` with the reason when it cannot be."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}", file=str(path)
        ) from error


def finish(fleet: FleetEvidence, *, pending: bool, failed: bool = False) -> None:
    """End with the exit status that the answer has; where something of ours ``failed`` it is not a whole one."""
    if failed:
        raise typer.Exit(ExitStatus.ERROR)
    if not fleet.devices and not fleet.stray and any(problem.fatal for problem in fleet.problems):
        raise typer.Exit(ExitStatus.ERROR)
    if pending:
        raise typer.Exit(ExitStatus.FAULTS)
    if any(problem.fatal for problem in fleet.problems):
        raise typer.Exit(ExitStatus.HOSTS_FAILED)

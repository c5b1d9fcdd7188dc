"""Answers on the terminal, in files and as records."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import msgspec
import typer
from rich.console import Console

from remediate.cli.options import Records, View
from remediate.errors import (
    ExitStatus,
    OutputError,
    UsageError,
)
from remediate.model.diagnosis import DiagnosisReport
from remediate.model.evidence import FleetEvidence, InputProblem
from remediate.model.observation import Message
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
    "notes",
    "opened",
    "report_form",
    "write",
    "write_records",
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
        show(console_for(no_color), report, plan, verbose=verbose)
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


class opened:  # noqa: N801  # used like a function
    """A text file for records, with our own error."""

    def __init__(self, path: Path) -> None:
        try:
            self._stream = path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise OutputError(
                f"cannot be written: {error.strerror or error}", file=str(path)
            ) from error

    def __enter__(self) -> TextIO:
        return self._stream

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def write_records(messages: Iterator[Message], form: Records, stream: TextIO) -> None:
    """Write one record a message, each as soon as it is there."""
    write = stream.write
    if form is Records.CSV:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(
            ("device", "file", "line", "offset", "time", "slug", "signature", "fields", "text")
        )
        for item in messages:
            table.writerow(
                (
                    item.device or "",
                    item.source.file,
                    item.source.line,
                    item.offset,
                    item.time or "",
                    " ".join(item.slugs),
                    item.signature,
                    " ".join(f"{name}={value}" for name, value in item.fields),
                    item.text,
                )
            )
        return
    encoder = msgspec.json.Encoder()
    for item in messages:
        record = {
            "device": item.device,
            "file": item.source.file,
            "line": item.source.line,
            "offset": item.offset,
            "time": item.time,
            "slug": item.slugs,
            "signature": item.signature,
            "fields": dict(item.fields),
            "text": item.text,
        }
        write(encoder.encode(record).decode() + "\n")


def notes(problems: Sequence[InputProblem], quiet: bool) -> None:
    """Print what was wrong with the input to standard error."""
    for problem in problems:
        if problem.fatal or not quiet:
            kind = "error" if problem.fatal else "note"
            typer.echo(f"{kind}: {problem}", err=True)


def finish(fleet: FleetEvidence, *, pending: bool) -> None:
    """End with the exit status that the answer has."""
    if not fleet.devices and not fleet.stray and any(problem.fatal for problem in fleet.problems):
        raise typer.Exit(ExitStatus.ERROR)
    if pending:
        raise typer.Exit(ExitStatus.FAULTS)
    if any(problem.fatal for problem in fleet.problems):
        raise typer.Exit(ExitStatus.HOSTS_FAILED)

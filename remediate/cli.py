"""The command line: ``remediate scan · diagnose · plan · report · rules``.

Exit statuses are those of :class:`remediate.errors.ExitStatus`. Everything that is printed or written
was redacted when it was read; an error never shows a secret because none of them holds one.
"""

from __future__ import annotations

import csv
import enum
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TextIO

import msgspec
import typer
from rich.console import Console

from remediate import __version__
from remediate.diagnose import FleetDiagnosis, diagnose
from remediate.errors import (
    ExitStatus,
    OutputError,
    PlanRefusedError,
    RemediateError,
    UsageError,
)
from remediate.evidence import read_fleet
from remediate.evidence.scan import scan_messages
from remediate.messages import Classifier
from remediate.model.diagnosis import SCHEMA, DiagnosisReport
from remediate.model.evidence import FleetEvidence, HostFacts, InputProblem
from remediate.model.observation import Message
from remediate.model.plan import Plan
from remediate.nornir_tasks.inventory import load_hosts
from remediate.plan import make_plan
from remediate.plan_file import load_plan, plan_json
from remediate.report.documents import diagnosis_json
from remediate.report.html import html_page
from remediate.report.junit import junit_xml
from remediate.report.markdown import markdown
from remediate.report.terminal import show
from remediate.rules import catalogue, discover, documentation
from remediate.secrets import Redactor
from remediate.views import report_of

__all__ = ["app", "main", "run"]

app = typer.Typer(
    name="remediate",
    help="Why a fleet's Cisco IPsec tunnels fail, proven from both ends, and the fix as a dry-run plan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class View(enum.StrEnum):
    """Forms of an answer."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "md"
    HTML = "html"
    JUNIT = "xml"


class Records(enum.StrEnum):
    """Forms of scan records."""

    NDJSON = "ndjson"
    CSV = "csv"


class Mss(enum.StrEnum):
    """Which TCP maximum segment size a plan sets."""

    DOCUMENTED = "documented"
    COMPUTED = "computed"


Paths = Annotated[
    list[Path],
    typer.Argument(
        help="Dump folders (DUMPS/<host>/…, DUMPS/<host>.<ext>), files, or - for standard input."
    ),
]
Host = Annotated[
    str | None, typer.Option("--host", help="Device of a plain file or of standard input.")
]
Inventory = Annotated[
    Path | None, typer.Option("--inventory", help="Nornir's configuration file (config.yaml).")
]
Filter = Annotated[
    list[str] | None,
    typer.Option(
        "--filter",
        help="Only hosts with key=value (Nornir's F; group=, name=, data keys). Repeatable.",
    ),
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="Write the answer to this file.")
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Only the answer, no progress, no notes.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Also list healthy tunnels and every note.")
]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours.")]


class _Fleet(NamedTuple):
    diagnosis: FleetDiagnosis
    report: DiagnosisReport


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if version:
        typer.echo(f"remediate {__version__}")
        raise typer.Exit


@app.command("scan")
def scan_command(
    paths: Paths,
    host: Host = None,
    form: Annotated[
        Records, typer.Option("--format", help="Form of the records.")
    ] = Records.NDJSON,
    context: Annotated[
        bool, typer.Option("--context", help="Also messages that point to no root cause.")
    ] = False,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Classify messages: one record per message (device, file, line, slug, fields, text)."""
    problems: list[InputProblem] = []
    if output is not None and output.suffix in (".parquet", ".arrow"):
        raise UsageError(f"{output}: {output.suffix} is not written yet; use ndjson or csv")
    if output is not None and output.suffix == ".csv":
        form = Records.CSV
    messages = scan_messages(
        paths,
        classifier=Classifier(catalogue()),
        redactor=Redactor(),
        host=host,
        problem=problems.append,
    )
    wanted = (message for message in messages if context or message.slugs)
    if output is None:
        _records(wanted, form, sys.stdout)
    else:
        with _opened(output) as stream:
            _records(wanted, form, stream)
    _notes(problems, quiet)
    if any(problem.fatal for problem in problems):
        raise typer.Exit(ExitStatus.ERROR)


@app.command("diagnose")
def diagnose_command(
    paths: Paths,
    host: Host = None,
    inventory: Inventory = None,
    filters: Filter = None,
    form: Annotated[View, typer.Option("--format", help="Form of the answer.")] = View.TEXT,
    output: Output = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Join both ends of every tunnel and rank the causes. Exit status 3 where a fault is found."""
    fleet = _read(paths, host, inventory, filters, quiet)
    _answer(fleet.report, None, _form(form, output), output, verbose=verbose, no_color=no_color)
    _notes(fleet.diagnosis.fleet.problems, quiet)
    _end(fleet.diagnosis.fleet, pending=bool(fleet.report.summary.fault))


@app.command("plan")
def plan_command(
    paths: Paths,
    host: Host = None,
    inventory: Inventory = None,
    filters: Filter = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The sealed plan (canonical JSON).")
    ] = Path("plan.json"),
    report: Annotated[
        list[Path] | None,
        typer.Option(
            "--report",
            help="Also write a report: .html, .md, .xml or .json by its ending. Repeatable.",
        ),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option("--include", help="Also plan this kind of change (set-ip-mtu …). Repeatable."),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", help="Never plan this kind of change. Repeatable."),
    ] = None,
    mss: Annotated[
        Mss,
        typer.Option("--mss", help="TCP MSS to set: the documented 1300 or the computed value."),
    ] = Mss.DOCUMENTED,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Make the dry run: ordered changes with diffs and inverse. Changes nothing on any device."""
    fleet = _read(paths, host, inventory, filters, quiet)
    plan = make_plan(fleet.diagnosis, include=include or (), exclude=exclude or (), mss=mss.value)
    _write(output, plan_json(plan))
    for path in report or ():
        _write(path, _document(fleet.report, plan, _form(View.TEXT, path)))
    if not quiet:
        console = _console(no_color)
        show(console, fleet.report, plan, verbose=verbose)
        written = ", ".join(str(path) for path in (output, *(report or ())))
        console.print(f"Written: {written}", highlight=False, soft_wrap=True)
    _notes(fleet.diagnosis.fleet.problems, quiet)
    _end(fleet.diagnosis.fleet, pending=bool(plan.tunnels or fleet.report.summary.fault))


@app.command("report")
def report_command(
    documents: Annotated[
        list[Path], typer.Argument(help="plan.json, and the diagnosis as JSON, in any order.")
    ],
    output: Output = None,
    form: Annotated[View, typer.Option("--format", help="Form of the report.")] = View.TEXT,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Show a plan, a diagnosis or both for people, CI or programs."""
    report: DiagnosisReport | None = None
    plan: Plan | None = None
    for path in documents:
        if _schema(path) == SCHEMA:
            report = _diagnosis(path)
        else:
            plan = load_plan(path)
    _answer(report, plan, _form(form, output), output, verbose=verbose, no_color=no_color)


@app.command("rules")
def rules_command(
    slug: Annotated[str | None, typer.Argument(help="Code or slug of one rule.")] = None,
) -> None:
    """List every root cause, or explain one in full."""
    modules = discover()
    if slug is None:
        for module in modules:
            mark = "planned" if module.RULE.planned else "named"
            typer.echo(f"{module.RULE.code}  {module.RULE.slug:<34} {mark:<8} {module.RULE.title}")
        return
    for module in modules:
        if slug.casefold() in (module.RULE.code.casefold(), module.RULE.slug):
            typer.echo(documentation(module.RULE.slug))
            return
    raise UsageError(f"no rule has the code or slug '{slug}': see 'remediate rules'")


# --- reading -----------------------------------------------------------------------------------


def _read(
    paths: Sequence[Path],
    host: str | None,
    inventory: Path | None,
    filters: Sequence[str] | None,
    quiet: bool,
) -> _Fleet:
    if filters and inventory is None:
        raise UsageError("--filter needs --inventory")
    hosts: tuple[HostFacts, ...] = load_hosts(inventory) if inventory is not None else ()
    kept = (
        {item.name.casefold() for item in load_hosts(inventory, filters=filters)}
        if filters
        else None
    )
    with _progress(quiet) as step:
        fleet = read_fleet(
            paths,
            classifier=Classifier(catalogue()),
            redactor=Redactor(),
            host=host,
            hosts=hosts,
            progress=step,
        )
        result = diagnose(fleet)
    if kept is not None:
        result = _filtered(result, kept)
    return _Fleet(result, report_of(result))


def _filtered(result: FleetDiagnosis, kept: set[str]) -> FleetDiagnosis:
    """Keep the tunnels with an end among the hosts asked for; both ends were read all the same."""
    fleet = msgspec.structs.replace(
        result.fleet,
        devices=tuple(item for item in result.fleet.devices if item.device.casefold() in kept),
        unrecognised=tuple(
            item
            for item in result.fleet.unrecognised
            if item.device is None or item.device.casefold() in kept
        ),
    )
    tunnels = tuple(
        item
        for item in result.tunnels
        if any(end.device is not None and end.device.casefold() in kept for end in item.tunnel.ends)
    )
    findings = tuple(item for item in result.findings if item.device.casefold() in kept)
    return FleetDiagnosis(fleet, tunnels, findings)


class _progress:  # noqa: N801  # used like a function
    """Show which file is being read: a status line on a terminal, nothing elsewhere."""

    def __init__(self, quiet: bool) -> None:
        self._console = Console(stderr=True)
        self._status = (
            None if quiet or not self._console.is_terminal else self._console.status("reading")
        )

    def __enter__(self) -> Callable[[str], None]:
        if self._status is not None:
            self._status.start()
        return self._step

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def _step(self, name: str) -> None:
        if self._status is not None:
            self._status.update(f"reading {name}")


def _schema(path: Path) -> str | None:
    class Head(msgspec.Struct):
        schema: str = ""

    try:
        return msgspec.json.decode(path.read_bytes(), type=Head).schema
    except OSError as error:
        raise PlanRefusedError(
            f"cannot be read: {error.strerror or error}", file=str(path)
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PlanRefusedError(
            f"neither a plan nor a diagnosis: {error}", file=str(path)
        ) from error


def _diagnosis(path: Path) -> DiagnosisReport:
    try:
        return msgspec.json.decode(path.read_bytes(), type=DiagnosisReport)
    except msgspec.DecodeError as error:
        raise PlanRefusedError(f"not a diagnosis: {error}", file=str(path)) from error


# --- writing -----------------------------------------------------------------------------------


_ENDINGS = {
    ".html": View.HTML,
    ".htm": View.HTML,
    ".md": View.MARKDOWN,
    ".xml": View.JUNIT,
    ".json": View.JSON,
}


def _form(form: View, output: Path | None) -> View:
    if output is None or form is not View.TEXT:
        return form
    return _ENDINGS.get(output.suffix.lower(), View.TEXT)


def _answer(
    report: DiagnosisReport | None,
    plan: Plan | None,
    form: View,
    output: Path | None,
    *,
    verbose: bool,
    no_color: bool,
) -> None:
    if form is View.TEXT and output is None:
        show(_console(no_color), report, plan, verbose=verbose)
        return
    data = _document(report, plan, form)
    if output is None:
        sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
        sys.stdout.flush()
    else:
        _write(output, data)


def _document(report: DiagnosisReport | None, plan: Plan | None, form: View) -> bytes:
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


def _console(no_color: bool) -> Console:
    return Console(no_color=True if no_color else None, highlight=False)


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}", file=str(path)
        ) from error


class _opened:  # noqa: N801  # used like a function
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


def _records(messages: Iterator[Message], form: Records, stream: TextIO) -> None:
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


def _notes(problems: Sequence[InputProblem], quiet: bool) -> None:
    for problem in problems:
        if problem.fatal or not quiet:
            kind = "error" if problem.fatal else "note"
            typer.echo(f"{kind}: {problem}", err=True)


def _end(fleet: FleetEvidence, *, pending: bool) -> None:
    if not fleet.devices and not fleet.stray and any(problem.fatal for problem in fleet.problems):
        raise typer.Exit(ExitStatus.ERROR)
    if pending:
        raise typer.Exit(ExitStatus.FAULTS)
    if any(problem.fatal for problem in fleet.problems):
        raise typer.Exit(ExitStatus.HOSTS_FAILED)


# --- entry points ------------------------------------------------------------------------------


# Typer carries its own click and does not export the base class of its usage errors.
_CLICK_ERROR: Any = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


def run(argv: Sequence[str]) -> int:
    """Run one command line in this process and return its exit status."""
    try:
        result = app(args=list(argv), prog_name="remediate", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        typer.echo("interrupted", err=True)
        return ExitStatus.INTERRUPTED
    except _CLICK_ERROR as error:
        error.show()
        return ExitStatus.USAGE
    except RemediateError as error:
        typer.echo(f"error: {error.code}: {error}", err=True)
        return error.exit_status
    except BrokenPipeError:
        sys.stderr.close()
        return ExitStatus.DONE
    return result if isinstance(result, int) else ExitStatus.DONE


def main() -> None:
    """Run the command line of the process."""
    sys.exit(run(sys.argv[1:]))

"""The commands: ``remediate scan · diagnose · plan · report · rules``.

Everything that is printed or written was redacted when it was read; an error never shows a secret
because none of them holds one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from remediate import __version__
from remediate.cli.options import (
    Filter,
    Host,
    Inventory,
    Mss,
    NoColor,
    Output,
    Paths,
    Quiet,
    Records,
    Verbose,
    View,
)
from remediate.cli.reading import known_kinds, load_diagnosis, read, schema_of
from remediate.cli.writing import (
    answer,
    console_for,
    document,
    finish,
    form_of,
    notes,
    opened,
    report_form,
    write,
    write_records,
)
from remediate.errors import (
    ExitStatus,
    UsageError,
)
from remediate.evidence.scan import scan_messages
from remediate.messages import Classifier
from remediate.model.diagnosis import SCHEMA, DiagnosisReport
from remediate.model.evidence import InputProblem
from remediate.model.plan import Plan
from remediate.plan import make_plan
from remediate.plan_file import load_plan, plan_json
from remediate.report.terminal import show
from remediate.rules import catalogue, discover, documentation
from remediate.secrets import Redactor

__all__ = [
    "app",
    "diagnose_command",
    "plan_command",
    "report_command",
    "rules_command",
    "scan_command",
]

app = typer.Typer(
    name="remediate",
    help="Why a fleet's Cisco IPsec tunnels fail, proven from both ends, and the fix as a dry-run plan.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
        write_records(wanted, form, sys.stdout)
    else:
        with opened(output) as stream:
            write_records(wanted, form, stream)
    notes(problems, quiet)
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
    fleet = read(paths, host, inventory, filters, quiet)
    answer(fleet.report, None, form_of(form, output), output, verbose=verbose, no_color=no_color)
    notes(fleet.diagnosis.fleet.problems, quiet)
    finish(fleet.diagnosis.fleet, pending=bool(fleet.report.summary.fault))


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
    known_kinds([*(include or ()), *(exclude or ())])
    forms = [report_form(path) for path in report or ()]
    fleet = read(paths, host, inventory, filters, quiet)
    plan = make_plan(fleet.diagnosis, include=include or (), exclude=exclude or (), mss=mss.value)
    write(output, plan_json(plan))
    for path, form in zip(report or (), forms, strict=True):
        write(path, document(fleet.report, plan, form))
    if not quiet:
        console = console_for(no_color)
        show(console, fleet.report, plan, verbose=verbose)
        written = ", ".join(str(path) for path in (output, *(report or ())))
        console.print(f"Written: {written}", highlight=False, soft_wrap=True)
    notes(fleet.diagnosis.fleet.problems, quiet)
    finish(fleet.diagnosis.fleet, pending=bool(plan.tunnels or fleet.report.summary.fault))


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
        if schema_of(path) == SCHEMA:
            report = load_diagnosis(path)
        else:
            plan = load_plan(path)
    answer(report, plan, form_of(form, output), output, verbose=verbose, no_color=no_color)


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

"""The commands: ``remediate collect · scan · diagnose · check · plan · report · rules``.

Everything that is printed or written was redacted when it was read; an error never shows a secret
because none of them holds one. A command imports what it needs when it runs: what one of them
takes to load would be most of the time that another one takes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from remediate.cli.lab import lab_app
from remediate.cli.options import (
    ChangeOn,
    DebugPeer,
    Exclude,
    Filter,
    Host,
    Include,
    Inventory,
    Jobs,
    Mss,
    MssSource,
    NoColor,
    Output,
    Paths,
    Quiet,
    Records,
    Reports,
    Seconds,
    Timeout,
    Verbose,
    View,
    Workers,
)
from remediate.errors import UsageError

__all__ = [
    "app",
    "check_command",
    "collect_command",
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


app.add_typer(lab_app)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    if version:
        from remediate import __version__

        typer.echo(f"remediate {__version__}")
        raise typer.Exit


@app.command("collect")
def collect_command(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", help="Folder of the dumps: DUMPS/<host>/<command>.txt."),
    ],
    inventory: Annotated[
        Path, typer.Option("--inventory", help="Nornir's configuration file (config.yaml).")
    ],
    filters: Filter = None,
    timeout: Timeout = 30.0,
    workers: Workers = None,
    debug_peer: DebugPeer = None,
    seconds: Seconds = 30,
    quiet: Quiet = False,
    no_color: NoColor = False,
) -> None:
    """Collect what a diagnosis needs from the devices of an inventory: show commands, redacted as they are captured. Exit status 4 where a device could not be reached, 2 where one failed."""
    from remediate.cli.collecting import collect

    collect(
        output,
        inventory,
        filters=filters or (),
        timeout=timeout,
        workers=workers,
        peer=debug_peer,
        seconds=seconds,
        quiet=quiet,
        no_color=no_color,
    )


@app.command("scan")
def scan_command(
    paths: Paths,
    host: Host = None,
    form: Annotated[
        Records | None,
        typer.Option(
            "--format", help="Form of the records; told by the output's name, else ndjson."
        ),
    ] = None,
    context: Annotated[
        bool, typer.Option("--context", help="Also messages that point to no root cause.")
    ] = False,
    output: Output = None,
    jobs: Jobs = None,
    quiet: Quiet = False,
) -> None:
    """Classify messages: one record per message (device, file, line, slug, fields, text)."""
    from remediate.cli.scanning import scan

    scan(paths, host=host, form=form, context=context, output=output, jobs=jobs, quiet=quiet)


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
    from remediate.cli.reading import read
    from remediate.cli.troubles import notes, report_defects
    from remediate.cli.writing import answer, finish, form_of

    fleet = read(paths, host, inventory, filters, quiet)
    answer(fleet.report, None, form_of(form, output), output, verbose=verbose, no_color=no_color)
    notes(fleet.diagnosis.fleet.problems, quiet)
    report_defects(fleet.diagnosis.defects, verbose=verbose)
    finish(
        fleet.diagnosis.fleet,
        pending=bool(fleet.report.summary.fault),
        failed=bool(fleet.diagnosis.defects),
    )


@app.command("check")
def check_command(
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
    """Check configurations alone, before they are deployed: which tunnels would not come up, and why. Exit status 3 where a fault is found."""
    from remediate.cli.reading import read_check
    from remediate.cli.troubles import notes, report_defects
    from remediate.cli.writing import answer, finish, form_of

    found = read_check(paths, host, inventory, filters, quiet)
    answer(found.report, None, form_of(form, output), output, verbose=verbose, no_color=no_color)
    notes(found.fleet.problems, quiet)
    report_defects(found.defects, verbose=verbose)
    finish(found.fleet, pending=bool(found.report.summary.fault), failed=bool(found.defects))


@app.command("plan")
def plan_command(
    paths: Paths,
    host: Host = None,
    inventory: Inventory = None,
    filters: Filter = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The sealed plan (canonical JSON).")
    ] = Path("plan.json"),
    report: Reports = None,
    include: Include = None,
    exclude: Exclude = None,
    mss: MssSource = Mss.DOCUMENTED,
    change_on: ChangeOn = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    no_color: NoColor = False,
) -> None:
    """Make the dry run: ordered changes with diffs and inverse. Changes nothing on any device."""
    from remediate.cli.reading import known_devices, known_kinds, read
    from remediate.cli.troubles import notes, report_defects
    from remediate.cli.writing import console_for, document, finish, report_form, write
    from remediate.plan import make_plan
    from remediate.plan_file import plan_json
    from remediate.report.terminal import show

    known_kinds([*(include or ()), *(exclude or ())])
    forms = [report_form(path) for path in report or ()]
    fleet = read(paths, host, inventory, filters, quiet)
    known_devices(change_on or (), fleet)
    defects = [*fleet.diagnosis.defects]
    plan = make_plan(
        fleet.diagnosis,
        include=include or (),
        exclude=exclude or (),
        mss=mss.value,
        change_on=change_on or (),
        failed=defects.append,
    )
    write(output, plan_json(plan))
    for path, form in zip(report or (), forms, strict=True):
        write(path, document(fleet.report, plan, form))
    if not quiet:
        console = console_for(no_color)
        show(console, fleet.report, plan, verbose=verbose)
        written = ", ".join(str(path) for path in (output, *(report or ())))
        console.print(f"Written: {written}", highlight=False, soft_wrap=True)
    notes(fleet.diagnosis.fleet.problems, quiet)
    report_defects(defects, verbose=verbose)
    finish(
        fleet.diagnosis.fleet,
        failed=bool(defects),
        pending=bool(plan.tunnels or plan.devices or fleet.report.summary.fault),
    )


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
    from remediate.cli.reading import load_diagnosis, schema_of
    from remediate.cli.writing import answer, form_of
    from remediate.model.diagnosis import SCHEMA, DiagnosisReport
    from remediate.model.plan import Plan
    from remediate.plan_file import load_plan

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
    no_color: NoColor = False,
) -> None:
    """List every root cause, or explain one in full: as text on a terminal, as Markdown elsewhere."""
    from remediate.cli.writing import console_for
    from remediate.report.rule_text import show_rule, show_rules
    from remediate.rules import discover, documentation
    from remediate.rules.base import Planning

    modules = discover()
    console = console_for(no_color)
    if slug is None and console.is_terminal:
        show_rules(console, modules)
        return
    if slug is None:
        marks = {Planning.ALWAYS: "planned", Planning.BY_NAME: "named", Planning.NEVER: "shown"}
        for module in modules:
            mark = marks[module.RULE.planning]
            typer.echo(f"{module.RULE.code}  {module.RULE.slug:<34} {mark:<8} {module.RULE.title}")
        return
    for module in modules:
        if slug.casefold() in (module.RULE.code.casefold(), module.RULE.slug):
            if console.is_terminal:
                show_rule(console, module)
            else:
                typer.echo(documentation(module.RULE.slug))
            return
    raise UsageError(f"no rule has the code or slug '{slug}': see 'remediate rules'")

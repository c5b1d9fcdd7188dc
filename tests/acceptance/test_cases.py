"""Small dump folders, written by hand from the documents, against the verdicts that they must get."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import pytest

from remediate.cli import run
from remediate.model.diagnosis import DiagnosisReport, DiagnosisView, TunnelReport
from remediate.model.plan import Plan, TunnelPlan
from remediate.plan_file import load_plan
from tests.acceptance.expected import Expected, Tunnel, listed, load

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.yaml"))


class Ran(msgspec.Struct):
    """Statuses and outputs of ``diagnose`` and ``plan``; the outputs are empty where none was written."""

    diagnose: tuple[int, str]
    plan: tuple[int, str]


def arguments(case: Path) -> list[str]:
    config = case / "inventory" / "config.yaml"
    return [str(case / "dumps"), *(("--inventory", str(config)) if config.exists() else ()), "-q"]


def ran(command: str, case: Path, out: Path, *options: str) -> tuple[int, str]:
    status = run([command, *arguments(case), *options, "-o", str(out)])
    return status, out.read_text("utf-8") if out.exists() else ""


def run_both(case: Path, folder: Path) -> Ran:
    folder.mkdir()
    return Ran(
        ran("diagnose", case, folder / "diagnosis.json", "--format", "json"),
        ran("plan", case, folder / "plan.json"),
    )


def test_there_are_cases():
    assert len(CASES) >= 50


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case, tmp_path, capfd):
    expected = load(case)
    first = run_both(case, tmp_path / "one")
    assert run_both(case, tmp_path / "two") == first, "the same input gives other bytes"
    printed = capfd.readouterr()
    check_secrets(case, expected, first, printed.out + printed.err)
    (status, text), (_, plan_text) = first.diagnose, first.plan
    assert status in listed(expected.exit_status)
    assert text, "no document was written"
    report = msgspec.json.decode(text, type=DiagnosisReport)
    plan = load_plan(tmp_path / "one" / "plan.json")
    assert json.loads(plan_text)["digest"] == plan.digest
    check_causes(expected, report, plan)
    assert len(report.tunnels) == len(expected.tunnels)
    for wanted in expected.tunnels:
        (tunnel,) = [
            item for item in report.tunnels if {end.address for end in item.ends} == {*wanted.ends}
        ]
        check_tunnel(tunnel, wanted)
        check_plan(plan, tunnel, wanted)
        check_included(case, tmp_path, tunnel, wanted)


def check_secrets(case: Path, expected: Expected, outputs: Ran, printed: str) -> None:
    dumps = b"".join(path.read_bytes() for path in (case / "dumps").rglob("*") if path.is_file())
    everything = outputs.diagnose[1] + outputs.plan[1] + printed
    for secret in expected.secrets:
        assert secret.encode() in dumps, f"{secret} is not in the dumps: its absence shows nothing"
        assert secret not in everything


def check_causes(expected: Expected, report: DiagnosisReport, plan: Plan) -> None:
    found = {item.slug for tunnel in report.tunnels for item in tunnel.diagnoses}
    found |= {item.slug for device in report.devices for item in device.findings}
    found |= {item.slug for tunnel in plan.tunnels for item in tunnel.why}
    assert not found & {*expected.must_not}
    shown = {item.device: {finding.slug for finding in item.findings} for item in report.devices}
    for device, slugs in expected.findings.items():
        assert shown[device] == {*slugs}, device


def check_tunnel(tunnel: TunnelReport, wanted: Tunnel) -> None:
    ends = {end.address: end for end in tunnel.ends}
    assert tuple(ends[address].device for address in wanted.ends) == wanted.devices
    if wanted.states is not None:
        assert tuple(ends[address].state for address in wanted.ends) == wanted.states
    assert tunnel.verdict in listed(wanted.verdict), tunnel.reason
    assert tunnel.reason
    if wanted.needs_device is not None:
        assert wanted.needs_device in {need.device for need in tunnel.needs}, tunnel.needs
    if wanted.needs_command is not None:
        assert wanted.needs_command in {need.command for need in tunnel.needs}, tunnel.needs
    commands = commands_of(fix for found in tunnel.diagnoses for fix in found.fixes)
    check_never(commands, wanted)
    if not tunnel.diagnoses:
        assert None in listed(wanted.slug)
        return
    top = tunnel.diagnoses[0]
    assert top.slug in listed(wanted.slug)
    if wanted.confidence is not None:
        assert top.confidence in listed(wanted.confidence)
    if wanted.change_on:
        assert sorted(top.change_on) in [sorted(choice) for choice in wanted.change_on]
    check_fixes(top, wanted)


def check_fixes(top: DiagnosisView, wanted: Tunnel) -> None:
    kinds = [fix.change for fix in top.fixes]
    recommended = [fix for fix in top.fixes if fix.change == kinds[0]]
    assert {*wanted.offers} <= {*kinds}
    if wanted.change is not None:
        assert kinds[:1] == [wanted.change]
    if wanted.documented is not None:
        assert {fix.documented for fix in recommended[:1]} == {wanted.documented}
    for device, safety in wanted.safety.items():
        assert {fix.safety for fix in recommended if fix.device == device} == {safety}, device
    commands = commands_of(recommended)
    check_contains(commands, wanted)
    inverse = commands_of(recommended, inverse=True)
    for device, patterns in wanted.inverse_contain.items():
        for pattern in patterns:
            assert find(pattern, inverse.get(device, [])) is not None, (device, pattern, inverse)


def check_plan(plan: Plan, tunnel: TunnelReport, wanted: Tunnel) -> None:
    """Whether a fault with a fix is planned, its proof held, and its commands are the diagnosis's."""
    found = [item for item in plan.tunnels if item.tunnel == tunnel.id]
    left = [item for item in plan.not_planned if item.tunnel == tunnel.id]
    fault = tunnel.verdict == "FAULT"
    fixable = fault and any(fix.commands for fix in tunnel.diagnoses[0].fixes[:1])
    assert bool(found) is (fixable if wanted.planned is None else wanted.planned), left
    assert len(found) + len(left) == (tunnel.verdict != "HEALTHY")
    if wanted.not_planned_because is not None:
        assert re.search(wanted.not_planned_because, " ".join(left[0].reasons))
    if not found:
        assert not wanted.window
        return
    (planned,) = found
    assert fault
    assert planned.after == wanted.after
    assert all(change.commands and change.inverse and change.diff for change in planned.changes)
    if wanted.window is not None:
        assert planned.window is wanted.window
    top = tunnel.diagnoses[0]
    assert sorted({change.device for change in planned.changes}) == sorted(top.change_on)
    check_planned_commands(planned, wanted)


def check_planned_commands(planned: TunnelPlan, wanted: Tunnel) -> None:
    commands = commands_of(planned.changes)
    check_contains(commands, wanted)
    check_never(commands, wanted)
    for device, safety in wanted.safety.items():
        assert {item.safety for item in planned.changes if item.device == device} == {safety}


def check_included(case: Path, folder: Path, tunnel: TunnelReport, wanted: Tunnel) -> None:
    """Whether a kind of change is planned when it is asked for by name, and not before."""
    for kind, patterns in wanted.include.items():
        out = folder / f"{kind}.json"
        ran("plan", case, out, "--include", kind)
        (planned,) = [item for item in load_plan(out).tunnels if item.tunnel == tunnel.id]
        commands = commands_of(item for item in planned.changes if item.kind == kind)
        for device, expressions in patterns.items():
            for expression in expressions:
                assert find(expression, commands.get(device, [])) is not None, expression
        (plain,) = [
            item
            for item in load_plan(folder / "one" / "plan.json").tunnels
            if item.tunnel == tunnel.id
        ]
        assert kind not in {item.kind for item in plain.changes}


def check_contains(commands: Mapping[str, list[str]], wanted: Tunnel) -> None:
    for device, patterns in wanted.commands_contain.items():
        for pattern in patterns:
            assert find(pattern, commands.get(device, [])) is not None, (device, pattern, commands)
    for device, patterns in wanted.commands_order.items():
        places = [find(pattern, commands.get(device, [])) for pattern in patterns]
        assert None not in places, (device, patterns, commands)
        assert places == sorted({*places}), (device, patterns, commands)


def check_never(commands: Mapping[str, list[str]], wanted: Tunnel) -> None:
    for device, patterns in wanted.commands_never.items():
        for pattern in patterns:
            assert find(pattern, commands.get(device, [])) is None, (device, pattern, commands)


def commands_of(items: Iterable, *, inverse: bool = False) -> dict[str, list[str]]:
    """Return the command lines of fixes or planned changes by device, in order."""
    commands: dict[str, list[str]] = {}
    for item in items:
        lines = item.inverse if inverse else item.commands
        commands.setdefault(item.device or "", []).extend(lines)
    return commands


def find(pattern: str, lines: list[str]) -> int | None:
    """Return the index of the first line in which an expression is found."""
    expression = re.compile(pattern)
    return next((index for index, line in enumerate(lines) if expression.search(line)), None)

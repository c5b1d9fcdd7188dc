"""Small dump folders, written by hand from the documents, against the verdicts that they must get."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from remediate.cli import run
from remediate.errors import DEFECT
from remediate.model.diagnosis import DiagnosisReport, DiagnosisView, TunnelReport
from remediate.model.plan import Plan, PlannedChange, TunnelPlan
from remediate.plan_file import load_plan
from remediate.platforms.apply import apply
from remediate.platforms.edit_state import NOTHING_UNPRINTED
from remediate.platforms.read import read_config
from tests.acceptance.expected import Expected, Tunnel, listed, load

CONFIGURATION = re.compile(
    r"\s*(\S+#.*\s+)?(Building configuration|Current configuration|Using \d+|: Saved|version |(PIX|ASA) Version )"
)
PROMPT = re.compile(r"^\S+#(?! ?(sh(ow)? run|more system:run)).*$", re.MULTILINE)
"""Ends the configuration where other outputs follow in its file."""
STILL_TRUE = re.compile(r"^Default protection suite|^dst +src[^\n]*\n[^\n]*QM_IDLE", re.MULTILINE)
"""Outputs besides the configurations that a change leaves as they are: built-in policies, an ISAKMP SA that stands."""
SEPARATORS = 3
"""Lines with ``!`` alone that a change may bring and its diff does not show."""
CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.yaml"))


class Case(NamedTuple):
    """A case, where its outputs go, and its plan."""

    path: Path
    folder: Path
    plan: Plan


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
    assert len(CASES) >= 65


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case, tmp_path, capfd):
    expected = load(case)
    first = run_both(case, tmp_path / "one")
    assert run_both(case, tmp_path / "two") == first, "the same input gives other bytes"
    printed = capfd.readouterr()
    assert DEFECT not in printed.err
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
        planned = check_plan(plan, tunnel, wanted)
        check_included(Case(case, tmp_path, plan), tunnel, wanted)
        if planned is not None and not wanted.joined_by_tables:
            check_patched(Case(case, tmp_path, plan), planned)


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
    fixes = {
        item.device: {
            "": commands_of_all(fix for finding in item.findings for fix in finding.fixes)
        }
        for item in report.devices
    }
    for device, patterns in expected.findings_contain.items():
        check_contains(fixes[device], {"": patterns})


def check_tunnel(tunnel: TunnelReport, wanted: Tunnel) -> None:
    ends = {end.address: end for end in tunnel.ends}
    pairs = zip(wanted.ends, wanted.devices, strict=True)
    assert Counter((end.address, end.device) for end in tunnel.ends) == Counter(pairs)
    if wanted.states is not None:
        assert tuple(ends[address].state for address in wanted.ends) == wanted.states
    assert tunnel.verdict in listed(wanted.verdict), tunnel.reason
    assert tunnel.reason
    if wanted.needs_device is not None:
        assert wanted.needs_device in {need.device for need in tunnel.needs}, tunnel.needs
    if wanted.needs_command is not None:
        assert wanted.needs_command in {need.command for need in tunnel.needs}, tunnel.needs
    commands = commands_of(
        fix for found in tunnel.diagnoses for fix in found.fixes if not fix.by_name
    )
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
    assert not {*wanted.offers_never} & {*kinds}
    if wanted.change is not None:
        assert kinds[:1] == [wanted.change]
    if wanted.documented is not None:
        assert {fix.documented for fix in recommended[:1]} == {wanted.documented}
    for device, safety in wanted.safety.items():
        assert {fix.safety for fix in recommended if fix.device == device} == {safety}, device
    commands = commands_of(recommended)
    check_contains(commands, wanted.commands_contain)
    check_order(commands, wanted.commands_order)
    check_contains(commands_of(recommended, inverse=True), wanted.inverse_contain)


def check_plan(plan: Plan, tunnel: TunnelReport, wanted: Tunnel) -> TunnelPlan | None:
    """Whether a fault with a fix is planned, its proof held, and its commands are the diagnosis's."""
    found = [item for item in plan.tunnels if item.tunnel == tunnel.id]
    left = [item for item in plan.not_planned if item.tunnel == tunnel.id]
    fault = tunnel.verdict == "FAULT"
    fixable = fault and any(
        fix.commands and not fix.either for fix in tunnel.diagnoses[0].fixes[:1]
    )
    assert bool(found) is (fixable if wanted.planned is None else wanted.planned), left
    assert len(found) + len(left) == (tunnel.verdict != "HEALTHY")
    if wanted.not_planned_because is not None:
        assert re.search(wanted.not_planned_because, " ".join(left[0].reasons))
    if not found:
        assert not wanted.window
        assert not [*wanted.planned_contain, *wanted.planned_inverse]
        return None
    (planned,) = found
    assert fault
    assert planned.after == wanted.after, planned.after_reason
    assert all(
        change.operational or (change.diff and bool(change.inverse) is not bool(change.made_for))
        for change in planned.changes
    )
    assert all(change.commands for change in planned.changes)
    if wanted.window is not None:
        assert planned.window is wanted.window
    devices = {device for found in tunnel.diagnoses for device in found.change_on}
    if not planned.fingerprints:  # what earlier waves leave may be for another end to fit in with
        changed = {item.device for item in planned.changes}
        assert {*tunnel.diagnoses[0].change_on} <= changed <= devices
    commands = commands_of(planned.changes)
    check_contains(commands, wanted.commands_contain)
    check_contains(commands, wanted.planned_contain)
    check_order(commands, wanted.commands_order)
    check_order(commands, wanted.planned_order)
    check_never(commands, wanted)
    inverse = commands_of(planned.changes, inverse=True)
    check_contains(inverse, wanted.inverse_contain)
    check_contains(inverse, wanted.planned_inverse)
    for device, safety in wanted.safety.items():
        assert {item.safety for item in planned.changes if item.device == device} == {safety}
    check_words(planned, wanted)
    return planned


def check_words(planned: TunnelPlan, wanted: Tunnel) -> None:
    """Whether the plan says what is seen before, cleared then and looked at afterwards."""
    before: dict[str, list[str]] = {}
    for change in planned.changes:
        before.setdefault(change.device, []).extend(change.preconditions)
    check_contains(before, wanted.preconditions)
    clears = {
        device: [line for name, line in planned.clears if name == device]
        for device in wanted.clears
    }
    check_contains(clears, wanted.clears)
    assert not [device for device, asked in wanted.clears.items() if not asked and clears[device]]
    for pattern in wanted.checks:
        assert any(re.search(pattern, check) for check in planned.checks), pattern


def check_included(case: Case, tunnel: TunnelReport, wanted: Tunnel) -> None:
    """Whether a kind of change is planned when it is asked for by name, and not before."""
    for kind, patterns in wanted.include.items():
        plain = planned_changes(case.plan, tunnel)
        assert kind not in {item.kind for item in plain}
        out = case.folder / f"{kind}.json"
        ran("plan", case.path, out, "--include", kind)
        (planned,) = [item for item in load_plan(out).tunnels if item.tunnel == tunnel.id]
        changes = [item for item in planned.changes if item.kind == kind]
        check_contains(commands_of(changes), patterns)
        check_contains(commands_of(changes, inverse=True), wanted.include_inverse)
        if wanted.include_window is not None:
            assert planned.window is wanted.include_window


def planned_changes(plan: Plan, tunnel: TunnelReport) -> list[PlannedChange]:
    return [change for item in plan.tunnels if item.tunnel == tunnel.id for change in item.changes]


def check_patched(case: Case, planned: TunnelPlan) -> None:
    """Patch the configurations with the plan's diffs alone, and diagnose them again from new dumps.

    What the earlier waves change is typed before. A new key is a reference in a diff, so a plan that
    changes keys cannot be looked at this way.
    """
    parts = sorted(case.plan.tunnels, key=lambda item: item.wave)
    parts = [item for item in parts if item.wave < planned.wave] if planned.fingerprints else []
    earlier = [change for item in parts for change in item.changes if not change.made_for]
    own = [change for change in planned.changes if not change.made_for]
    if any(change.secrets for change in (*earlier, *own)):
        return
    dumps = case.folder / "patched" / "dumps"
    shutil.rmtree(dumps.parent, ignore_errors=True)
    for path in sorted(one for one in (case.path / "dumps").rglob("*") if one.is_file()):
        text = path.read_text("utf-8")
        device = path.stem if path.parent == case.path / "dumps" else path.parent.name
        if CONFIGURATION.match(text):
            text = PROMPT.split(text)[0]
            text = typed(text, [change for change in earlier if change.device == device])
            for change in own:
                if change.device == device:
                    text = patched(text, change.diff)
        elif not STILL_TRUE.search(text) or (planned.fingerprints and not told_of(text, planned)):
            continue
        target = dumps / path.relative_to(case.path / "dumps")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    if (case.path / "inventory").is_dir():
        shutil.copytree(case.path / "inventory", dumps.parent / "inventory")
    out = case.folder / "patched" / "diagnosis.json"
    ran("diagnose", dumps.parent, out, "--format", "json")
    report = msgspec.json.decode(out.read_bytes(), type=DiagnosisReport)
    (tunnel,) = [item for item in report.tunnels if item.id == planned.tunnel]
    assert (tunnel.verdict, tunnel.diagnoses) == (planned.after, ()), tunnel.reason


def told_of(text: str, planned: TunnelPlan) -> bool:
    """Whether an output speaks of a tunnel, or of none: one that lacks it tells of before."""
    return "Default protection suite" in text or all(
        address in text for address in planned.tunnel.split("--")
    )


def typed(text: str, changes: list[PlannedChange]) -> str:
    """Carry changes out on a configuration."""
    unprinted = NOTHING_UNPRINTED
    for change in changes:
        if change.operational:
            continue
        config = read_config(text)
        done = apply(
            text,
            change.commands,
            platform=config.platform,
            release=config.release,
            unprinted=unprinted,
        )
        text, unprinted = done.text, done.unprinted
    return text


def patched(text: str, diff: str) -> str:
    """Apply a plan's diff: lines without a sign and ``-`` lines are looked for onward from the hunk's.

    A diff shows no separators, so an earlier one may have moved a hunk by a few lines.
    """
    lines = text.split("\n")
    at = first = grown = 0
    for line in diff.splitlines()[2:]:
        if hunk := re.match(r"@@ -(\d+) ", line):
            at = int(hunk[1]) - 1 + grown - SEPARATORS
            first = at + SEPARATORS
        elif line.startswith("+"):
            at = max(at, first)
            lines.insert(at, line[1:])
            at, grown = at + 1, grown + 1
        else:
            while lines[at].rstrip() != line[1:]:
                at += 1
            first = 0
            if line.startswith("-"):
                del lines[at]
                grown -= 1
            else:
                at += 1
    return "\n".join(lines)


def check_contains(commands: Mapping[str, list[str]], wanted: Mapping[str, list[str]]) -> None:
    for device, patterns in wanted.items():
        for pattern in patterns:
            assert find(pattern, commands.get(device, [])) is not None, (device, pattern, commands)


def check_order(commands: Mapping[str, list[str]], wanted: Mapping[str, list[str]]) -> None:
    for device, patterns in wanted.items():
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


def commands_of_all(items: Iterable) -> list[str]:
    return [line for item in items for line in item.commands]


def find(pattern: str, lines: list[str]) -> int | None:
    """Return the index of the first line in which an expression is found."""
    expression = re.compile(pattern)
    return next((index for index, line in enumerate(lines) if expression.search(line)), None)

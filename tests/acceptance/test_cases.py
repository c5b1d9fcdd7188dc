"""Small dump folders, written by hand from the documents, against the verdicts that they must get."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from remediate.cli import run

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/expected.yaml"))


def listed(value):
    return value if isinstance(value, list) else [value]


def diagnosed(case: Path, out: Path) -> tuple[int, str]:
    arguments = ["diagnose", str(case / "dumps"), "--format", "json", "-o", str(out), "-q"]
    if (case / "inventory" / "config.yaml").exists():
        arguments += ["--inventory", str(case / "inventory" / "config.yaml")]
    status = run(arguments)
    return status, out.read_text() if out.exists() else ""


def test_there_are_cases():
    assert len(CASES) >= 50


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_case(case, tmp_path, capfd):
    expected = YAML(typ="safe").load((case / "expected.yaml").read_text())
    status, text = diagnosed(case, tmp_path / "one.json")
    assert status in listed(expected["exit_status"])
    assert diagnosed(case, tmp_path / "two.json") == (status, text)
    printed = capfd.readouterr()
    for secret in expected.get("secrets") or []:
        assert str(secret) not in text + printed.out + printed.err
    if not text:
        return
    report = json.loads(text)
    found = {
        slug for tunnel in report["tunnels"] for slug in (d["slug"] for d in tunnel["diagnoses"])
    }
    found |= {item["slug"] for device in report["devices"] for item in device["findings"]}
    assert not found & set(expected.get("must_not") or [])
    for wanted in expected.get("tunnels") or []:
        (tunnel,) = [
            item
            for item in report["tunnels"]
            if {end["address"] for end in item["ends"]} == set(wanted["ends"])
        ]
        check_tunnel(tunnel, wanted)


def check_tunnel(tunnel, wanted):
    assert tunnel["verdict"] in listed(wanted["verdict"]), tunnel["reason"]
    top = tunnel["diagnoses"][0] if tunnel["diagnoses"] else None
    if "slug" in wanted:
        assert (top["slug"] if top else None) in listed(wanted["slug"])
    if top is None:
        return
    if "confidence" in wanted:
        assert top["confidence"] in listed(wanted["confidence"])
    if "change_on" in wanted and wanted["change_on"] != "any":
        choices = wanted["change_on"]
        choices = choices if choices and isinstance(choices[0], list) else [choices]
        assert sorted(top["change_on"]) in [sorted(choice) for choice in choices]
    commands: dict[str, str] = {}
    for fix in top["fixes"]:
        commands[fix["device"]] = (
            commands.get(fix["device"], "") + "\n".join(fix["commands"]) + "\n"
        )
    for device, patterns in (wanted.get("commands_never") or {}).items():
        for pattern in listed(patterns):
            assert not re.search(pattern, commands.get(device, "")), (device, pattern)

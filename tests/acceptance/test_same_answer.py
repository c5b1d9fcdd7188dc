"""What must not matter: how lines end, blanks behind them, separators, and which documentation networks are used.

A sample of the cases, changed alike on all devices, has to get the same answer.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from remediate.model.diagnosis import DiagnosisReport
from tests.acceptance.test_cases import CASES, ran

ADDRESS = re.compile(r"(?<![\d.])(192\.0\.2|198\.51\.100|203\.0\.113)\.(\d{1,3})(?![\d.])")
OTHERS = {"192.0.2": "192.0.8", "198.51.100": "198.51.200", "203.0.113": "203.0.213"}


def windows(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def blanks(text: str) -> str:
    return re.sub(r"(?<=[^\s])\n", "   \n", text)


def no_separators(text: str) -> str:
    return re.sub(r"^ *!\s*$\n", "", text, flags=re.MULTILINE)


def renumbered(text: str) -> str:
    return ADDRESS.sub(lambda found: f"{OTHERS[found[1]]}.{found[2]}", text)


@pytest.mark.parametrize("change", [windows, blanks, no_separators, renumbered])
@pytest.mark.parametrize("case", CASES[::12], ids=lambda path: path.name)
def test_the_answer_is_the_same(case: Path, change: Callable[[str], str], tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(case, other)
    for path in (one for one in other.rglob("*") if one.is_file()):
        path.write_bytes(
            change(path.read_bytes().decode("utf-8", "surrogateescape")).encode(
                "utf-8", "surrogateescape"
            )
        )
    assert answer(other, tmp_path / "2.json", str) == answer(case, tmp_path / "1.json", change)


def answer(case: Path, out: Path, change: Callable[[str], str]) -> object:
    """Return the verdicts and causes, addresses as they are after the change."""
    status, text = ran("diagnose", case, out, "--format", "json")
    report = msgspec.json.decode(text, type=DiagnosisReport)
    found = [
        (
            sorted(change(end.address or "") for end in item.ends),
            item.verdict,
            [(one.slug, one.confidence) for one in item.diagnoses],
            sorted({(fix.change, fix.device or "") for one in item.diagnoses for fix in one.fixes}),
        )
        for item in report.tunnels
    ]
    return status, sorted(found, key=str)

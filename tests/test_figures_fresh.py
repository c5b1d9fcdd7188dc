"""The README's table of figures is what bench/results.md says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parent.parent / "docs"

RESULTS = """\
# Measured side by side

## Messages in logs

A processor, 2 cores, 8 GB; Python 3.11.7; no ripgrep; and more.

### 2 % of lines match

| | GB/s: least / median / most | fastparse is ... times as fast | goal |
|---|---|---|---|
| fastparse | 7.59 / 7.75 / 7.83 | 1 / 1 / 1 |  |
| Hyperscan, C | 2.04 / 2.04 / 2.05 | 3.73 / 3.8 / 3.82 | at least 3 |
| Python re | 0.007 / 0.007 / 0.007 | 998 / 1.08e+03 / 1.09e+03 | at least 150 |

### 30 % match

| | GB/s: least / median / most | fastparse is ... times as fast | goal |
|---|---|---|---|
| Hyperscan, C | 1.42 / 1.48 / 1.48 | 0.668 / 0.7 / 0.711 | at least 3 |

## Show output

Words before the table.

| command | rows | µs a row | TextFSM: columns (250) | TTP: columns (100) |
|---|---|---|---|---|
| show a | 500 | 1 / 2 | 300 / 310 / 320 | **90 / 95 / 99** |
| show b | 500 | 1 / 2 | 400 / 410 / 420 † | – |
| show c | 500 | 1 / 2 | 200 / 210 / 900 | not here |

## Running-configs

### A hub

| | ms | µs a line | remediate is ... times as fast |
|---|---|---|---|
| remediate, text to crypto model | 3 / 3 / 3 | 0.3 | |
| a peer, loading | 900 / 950 / 990 | 90 | 290 / 310 / 330 |
"""
"""Synthetic: in the form in which the bench writes."""


@pytest.fixture
def make_figures() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_figures", DOCS / "make_figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_fresh(make_figures: ModuleType):
    assert not make_figures.stale(), "run python docs/make_figures.py"


def test_every_part_is_in_the_table(make_figures: ModuleType):
    assert list(make_figures.rows(RESULTS)) == [
        ("a log, 2 % of lines match", "Hyperscan, C", "3.73 / 3.8 / 3.82"),
        ("a log, 2 % of lines match", "Python re", "998 / 1,080 / 1,090"),
        ("3 show commands, columns", "TextFSM", "200 / 310 / 900"),
        ("1 show commands, columns", "TTP", "90 / 95 / 99"),
        ("A hub", "a peer, loading", "290 / 310 / 330"),
    ]


def test_staleness_is_seen(
    make_figures: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    results, readme = tmp_path / "results.md", tmp_path / "README.md"
    monkeypatch.setattr(make_figures, "RESULTS", results)
    monkeypatch.setattr(make_figures, "README", readme)
    results.write_text(RESULTS, encoding="utf-8")
    readme.write_text("no place for it", encoding="utf-8")
    with pytest.raises(ValueError, match="lacks"):
        make_figures.stale()
    marks = f"# A\n\n{make_figures.BEGIN}\n{make_figures.END}\n\n## B\n"
    readme.write_text(marks, encoding="utf-8")
    assert make_figures.main(["--check"]) == 1
    assert make_figures.main([]) == 0
    assert make_figures.main(["--check"]) == 0
    written = readme.read_text(encoding="utf-8")
    assert "A processor, 2 cores, 8 GB; Python 3.11.7 (" in written
    assert written.startswith("# A\n")
    assert written.endswith("\n\n## B\n")
    results.write_text(RESULTS.replace("3.8 /", "3.9 /"), encoding="utf-8")
    assert make_figures.main(["--check"]) == 1

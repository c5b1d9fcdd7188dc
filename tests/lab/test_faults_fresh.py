"""docs/lab-faults.md is what the lab does today."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from remediate.lab.faults import FAULTS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def make_faults() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_faults", DOCS / "make_faults.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_fresh(make_faults: ModuleType):
    assert not make_faults.stale(), "run python docs/make_faults.py"


def test_every_fault_is_told_and_every_rule_behind_it_is_one(make_faults: ModuleType):
    page = make_faults.PAGE.read_text(encoding="utf-8")
    headings = [line[3:] for line in page.splitlines() if line.startswith("## ")]
    assert headings == list(FAULTS)
    without = page.count(make_faults._NO_RULE)
    known = [slug for slug in headings if (DOCS / "rules" / f"{slug}.md").exists()]
    assert len(known) + without == len(headings)

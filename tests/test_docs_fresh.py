"""docs/rules is what the rule modules say today."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def make_rules() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_rules", DOCS / "make_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_fresh(make_rules: ModuleType):
    assert make_rules.stale() == [], "run python docs/make_rules.py"


def test_staleness_is_seen(make_rules: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(make_rules, "FOLDER", tmp_path / "rules")
    assert make_rules.main([]) == 0
    assert make_rules.main(["--check"]) == 0
    (tmp_path / "rules" / "psk-mismatch.md").write_text("old", encoding="utf-8")
    (tmp_path / "rules" / "gone.md").write_text("of no rule", encoding="utf-8")
    assert make_rules.stale() == ["psk-mismatch.md", "gone.md"]
    assert make_rules.main(["--check"]) == 1
    assert make_rules.main([]) == 0
    assert make_rules.stale() == []

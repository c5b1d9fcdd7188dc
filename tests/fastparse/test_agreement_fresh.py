"""docs/reference/show-agreement.md is what the comparisons say today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.fastparse.agreement.comparison import Compared
from tests.fastparse.show_corpus import CORPUS

SCRIPT = Path(__file__).parents[2] / "docs" / "make_agreement.py"

pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of captured outputs is not at hand"),
    pytest.mark.skipif(not SCRIPT.exists(), reason="docs is not beside the tests"),
]


@pytest.fixture(scope="module")
def make_agreement():
    spec = importlib.util.spec_from_file_location("make_agreement", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_is_fresh(make_agreement):
    assert not make_agreement.stale(), "run python docs/make_agreement.py"


def test_a_value_that_differs_makes_it_stale(make_agreement, monkeypatch):
    (first, *others) = make_agreement.comparisons()
    values = first.values
    monkeypatch.setattr(
        make_agreement,
        "comparisons",
        lambda: [
            type(first)(
                **{
                    **vars(first),
                    "values": lambda expected, parsed: [
                        *values(expected, parsed), Compared("one more", 1, 2)
                    ],
                }
            ),
            *others,
        ],
    )  # fmt: skip
    assert make_agreement.stale()

"""The inputs that fuzzing kept, replayed: what the sanitizers saw holds in the build that is tested.

They are synthetic: libFuzzer made them from the tests' samples and the mock fleet's dumps, and
``make fuzz-corpus`` keeps the smallest that reach all it reached, beside what once failed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.entry_points import CHECKS, check
from tests.fuzz.seeds import dictionary, seeds

CORPUS = Path(__file__).parent / "corpus"
LIMIT = 1 << 20
"""Bytes that the kept inputs may take together."""


@pytest.mark.parametrize("name", CHECKS)
def test_seeds_and_kept_inputs_hold(name: str):
    kept = {path.name: path.read_bytes() for path in sorted((CORPUS / name).glob("*"))}
    begun = {f"seed {number}": seed for number, seed in enumerate(seeds(name))}
    assert len(begun) > 5
    for place, data in (begun | kept).items():
        try:
            check(name, data)
        except AssertionError as error:
            error.add_note(f"{name}: {place}")
            raise


def test_the_dictionary_is_of_libfuzzers_form():
    lines = dictionary().splitlines()
    assert len(lines) > 200
    assert all(line[0] == line[-1] == '"' and line.isascii() for line in lines)


def test_nothing_kept_is_too_much_or_of_an_entry_point_that_is_gone():
    assert {path.name for path in CORPUS.iterdir()} <= set(CHECKS)
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) <= LIMIT

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
def test_every_kept_input_holds(name: str):
    paths = sorted((CORPUS / name).iterdir())
    assert paths, f"no input was kept for {name}: make fuzz FUZZ_ONLY={name}, make fuzz-corpus"
    for path in paths:
        try:
            check(name, path.read_bytes())
        except AssertionError as error:
            error.add_note(str(path))
            raise


@pytest.mark.parametrize("name", CHECKS)
def test_fuzzing_has_seeds(name: str):
    assert len(seeds(name)) > 5


def test_the_dictionary_is_of_libfuzzers_form():
    lines = dictionary().splitlines()
    assert len(lines) > 200
    assert all(line[0] == line[-1] == '"' and line.isascii() for line in lines)


def test_nothing_kept_is_of_an_entry_point_that_is_gone():
    assert {path.name for path in CORPUS.iterdir()} == set(CHECKS)
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) <= LIMIT

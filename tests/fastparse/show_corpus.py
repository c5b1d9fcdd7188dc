"""Captured show outputs and the values that their publishers' parsers expect of them.

The outputs and expected files are those of genieparser and ntc-templates, read from beside the
repository. The comparison goes through the expected file, key by key: what fastparse read is put
under the keys of the expected file, and the two are the same but for the differences that a test
lists with their reasons.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

SHARED = Path(os.environ.get("REMEDIATE_SHARED", Path(__file__).parents[3] / "shared"))
CORPUS = SHARED / "corpus"

Difference = tuple[object, str, object, object]
"""(row, key, what the expected file has, what fastparse read)."""


def outputs(*patterns: str) -> list[Any]:
    """Return the captured outputs that match, as parameters named after their file.

    One skipping parameter when there are none; a pattern that matches nothing is an error.
    """
    if not CORPUS.is_dir():
        mark = pytest.mark.skip(reason="the corpus of captured outputs is not at hand")
        return [pytest.param(None, marks=mark, id="no corpus")]
    found = []
    for pattern in patterns:
        paths = sorted(CORPUS.glob(f"{pattern}.raw"))
        assert paths, f"nothing in the corpus is {pattern}.raw"
        found += [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in paths]
    return found


def genie(output: Path) -> dict[str, Any]:
    """Return the expected file of a genieparser output."""
    return json.loads(output.with_suffix(".json").read_text())


@cache
def ntc(output: Path) -> list[dict[str, str]]:
    """Return the expected rows of an ntc-templates output."""
    return YAML(typ="safe").load(output.with_suffix(".yml"))["parsed_sample"]


def flat(tree: Mapping[str, Any], above: tuple[str, ...] = ()) -> dict[str, object]:
    """Return the leaves of a tree under their paths; an empty branch is a leaf."""
    leaves: dict[str, object] = {}
    for key, value in tree.items():
        path = (*above, key)
        if isinstance(value, Mapping) and value:
            leaves |= flat(value, path)
        else:
            leaves[" / ".join(path)] = value
    return leaves


def differences(
    expected: Iterable[Mapping[str, object]], read: Iterable[Mapping[str, object]]
) -> list[Difference]:
    """Return where rows differ in any key of either; a row that one lacks is an error."""
    return [
        (number, key, theirs.get(key), ours.get(key))
        for number, (theirs, ours) in enumerate(zip(expected, read, strict=True))
        for key in sorted({*theirs, *ours})
        if theirs.get(key) != ours.get(key)
    ]


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text whose commas are ornament."""
    return tuple(text.replace(",", " ").split())

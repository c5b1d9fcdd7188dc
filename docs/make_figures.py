"""Writes the README's table of figures, from what ``make bench`` measured into bench/results.md.

``python docs/make_figures.py`` writes; with ``--check`` it only says whether the table is stale (exit
status 1). Nothing is measured here, and nothing is rounded anew: a cell is one of the results, or the
least, the median and the most of a column of them.
"""

from __future__ import annotations

import re
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "bench" / "results.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- figures: make docs -->", "<!-- end of figures -->"
LOGS = "2 % of lines match"
_CELL = re.compile(r"\s*\|\s*")
_RATIOS = re.compile(r"([\d.e+]+) / ([\d.e+]+) / ([\d.e+]+)")
_PARENTHESES = re.compile(r"\s*\([^)]*\)$")


class Table(NamedTuple):
    """One table of the results."""

    part: str
    name: str
    head: list[str]
    rows: list[list[str]]


def tables(text: str) -> Iterator[Table]:
    """Yield the tables of a Markdown text with the headings that they stand under."""
    part = name = ""
    block: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            block.append(_CELL.split(line.strip())[1:-1])
            continue
        if len(block) > 2:
            yield Table(part, name, block[0], block[2:])
        block = []
        if line.startswith("## "):
            part, name = line[3:], ""
        elif line.startswith("### "):
            name = line[4:]


def _ratios(cell: str) -> tuple[float, float, float] | None:
    found = _RATIOS.search(cell)
    return None if found is None else (float(found[1]), float(found[2]), float(found[3]))


def _shown(least: float, middle: float, most: float) -> str:
    return " / ".join(
        f"{one:,.0f}" if one >= 1000 else f"{one:.3g}" for one in (least, middle, most)
    )


def _column(table: Table, sign: str) -> int | None:
    return next((at for at, text in enumerate(table.head) if sign in text), None)


def rows(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (what is read, beside what, least / median / most times as fast) of the results."""
    for table in tables(text):
        if table.part == "Messages in logs" and table.name == LOGS:
            at = _column(table, "times as fast")
            for row in table.rows:
                ratios = at is not None and _ratios(row[at])
                if ratios and not row[0].startswith(("fastparse", "memory")):
                    yield f"a log, {LOGS}", row[0], _shown(*ratios)
        if table.part == "Show output" and table.head[0] == "command":
            for at, head in enumerate(table.head):
                found = [
                    ratios for row in table.rows if ": " in head and (ratios := _ratios(row[at]))
                ]
                if found:
                    peer, _, what = _PARENTHESES.sub("", head).partition(": ")
                    least, middle, most = zip(*found, strict=True)
                    ratio = _shown(min(least), statistics.median(middle), max(most))
                    yield f"{len(found)} show commands, {what}", peer, ratio
        if table.part == "Running-configs":
            at = _column(table, "times as fast")
            for row in table.rows:
                ratios = at is not None and _ratios(row[at])
                if ratios and "loading" in row[0]:
                    yield table.name, row[0], _shown(*ratios)


def figures() -> str:
    """Return the README's table."""
    text = RESULTS.read_text(encoding="utf-8")
    machine = re.search(r"^## Messages in logs\n\n([^;]*;[^;]*);", text, re.MULTILINE)
    lines = [
        f"Measured on {machine[1] if machine else 'one machine'} ([all of it](bench/results.md), `make bench`):",
        "",
        "| read | beside | times as fast: least / median / most |",
        "|---|---|---|",
        *(f"| {what} | {peer} | {ratio} |" for what, peer, ratio in rows(text)),
    ]
    return "\n".join(lines)


def document() -> str:
    """Return the README with its table as it should be; raises :class:`ValueError` without its marks."""
    readme = README.read_text(encoding="utf-8")
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"README.md lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n\n{figures()}\n\n{END}{after}"


def stale() -> bool:
    """Return whether the README's table is not what was measured."""
    return README.read_text(encoding="utf-8") != document()


def main(arguments: list[str]) -> int:
    """Write or check."""
    if arguments == ["--check"]:
        if stale():
            print("README.md's figures are stale: run python docs/make_figures.py")
            return 1
        return 0
    README.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

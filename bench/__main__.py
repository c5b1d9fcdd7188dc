"""``make bench``: fastparse beside its peers, and bench/results.md with what was measured.

``python -m bench [MEGABYTES [ROUNDS]]`` runs everything; 256 MB of each log and 5 rounds unless said
otherwise. ``python -m bench show [ROUNDS]`` runs the show readers alone and leaves the rest of the
results as it is.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import show
from bench.scan import Row, compare
from fastparse.scan import paths

RESULTS = Path(__file__).parent / "results.md"
_GOALS = {
    "memory read (NumPy sum)": "at least 0.35 (2 %), 0.5 (0.01 %)",
    "Hyperscan, C": "at least 3",
    "ripgrep -c -F": "at least 8 (2 %), 10 (0.01 %)",
    "ahocorasick_rs": "at least 9",
    "google-re2": "at least 8",
    "Python re": "at least 150",
}


def _machine() -> str:
    """Return processor, cores, memory and versions, without the machine's name."""
    about = Path("/proc/cpuinfo").read_text(errors="replace")
    model = next(
        (line.split(":")[1].strip() for line in about.split("\n") if "model name" in line), "?"
    )
    cores = about.count("processor\t")
    memory = Path("/proc/meminfo").read_text().split()[1]
    rg = subprocess.run(["rg", "--version"], capture_output=True, text=True, check=False).stdout
    return (
        f"{model}, {cores} cores, {int(memory) >> 20} GB; Python {platform.python_version()}; "
        f"{rg.split(chr(10))[0] or 'no ripgrep'}; fastparse takes the path {paths()[0]}."
    )


def _table(name: str, rows: list[Row]) -> Iterator[str]:
    mine = next(timed for label, timed in rows if label == "fastparse").rate
    yield f"### {name}\n"
    yield "| | GB/s: best / median / worst | fastparse is | goal |"
    yield "|---|---|---|---|"
    for label, timed in rows:
        goal = _GOALS.get(label, "")
        yield f"| {label} | {timed.spread()} | {mine / timed.rate:.2f} × | {goal} |"
    yield ""


def _logs(size: int, rounds: int) -> Iterator[str]:
    yield (
        f"{_machine()} {size} MB of each log in memory, one core, {rounds} rounds after one that is not"
    )
    yield "counted; ratios are of the best rounds. Every peer names the lines that fastparse names, or the run fails."
    yield ""
    for name, rows in compare(size << 20, rounds):
        yield from _table(name, rows)


def _shows(rounds: int) -> Iterator[str]:
    yield f"{_machine()} Texts in memory, one core, {rounds} rounds of a peer and {rounds * show.FASTER} of fastparse after one"
    yield f"that is not counted, in CPU time; ratios are of the best rounds, over texts of {show.SIZE:,} SAs or entries. *Columns* are all"
    yield "values by place, *records* the same as Python objects, reading included. Templates and parsers of the peers are"
    yield "read before. Before anything is timed a peer has to find the values that fastparse finds."
    yield ""
    yield from show.side_by_side(rounds)
    yield from ("", "### Nanoseconds an SA or entry, columns / with records", "")
    yield from show.linear(rounds)
    yield from ("", "### The Cisco document's own samples", "")
    yield "Its indentation is lost, and one device is a PIX."
    yield ""
    yield from show.document_samples()
    yield ""


def _write(parts: dict[str, list[str]]) -> None:
    """Put parts into the results in place of the ones of the same title."""
    head, *old = (
        RESULTS.read_text().split("\n## ") if RESULTS.exists() else ["# Measured side by side\n"]
    )
    found = dict(part.split("\n", 1) for part in old)
    if "Messages in logs" in parts:
        head = "# Measured side by side\n"  # each part names the machine that it was measured on
    for title, lines in parts.items():
        found[title] = "\n" + "\n".join(lines)
    texts = [f"## {title}\n{text.rstrip()}\n" for title, text in found.items()]
    RESULTS.write_text("\n".join([head.rstrip() + "\n", *texts]))


def _run(lines: Iterator[str]) -> list[str]:
    """Print lines as they come, and return them."""
    found = []
    for line in lines:
        print(line, flush=True)
        found.append(line)
    return found


def main() -> None:
    """Run what is asked for, print as it goes, and write the results."""
    alone = sys.argv[1:2] == ["show"]
    given = [int(text) for text in sys.argv[2 if alone else 1 :]]
    size, rounds = (256, *(given or [5])) if alone else [*given, *(256, 5)[len(given) :]]
    parts = {} if alone else {"Messages in logs": _run(_logs(size, rounds))}
    parts["Show output"] = _run(_shows(rounds))
    _write(parts)


if __name__ == "__main__":
    main()

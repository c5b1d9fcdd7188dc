"""``make bench``: fastparse beside its peers, and bench/results.md with what was measured.

``python -m bench [MEGABYTES [ROUNDS]]``; 256 MB and 5 rounds unless said otherwise.
``python -m bench command [MEGABYTES [ROUNDS]]``: the whole command, see ``bench/command.py``.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import command
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


def main() -> None:
    """Run everything, print as it goes, and write the results."""
    if sys.argv[1:2] == ["command"]:
        command.main(sys.argv[2:])
        return
    given = [int(text) for text in sys.argv[1:3]]
    size, rounds = [*given, *(256, 5)[len(given) :]]
    lines = [
        "# Measured side by side",
        "",
        f"{_machine()} {size} MB of each log in memory, one core, {rounds} rounds after one that is not",
        "counted; ratios are of the best rounds. Every peer names the lines that fastparse names, or the run fails.",
        "",
        "## Messages in logs",
        "",
    ]
    for name, rows in compare(size << 20, rounds):
        found = list(_table(name, rows))
        print("\n".join(found), flush=True)
        lines += found
    RESULTS.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

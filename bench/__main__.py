"""``make bench``: fastparse beside its peers, and bench/results.md with what was measured.

``python -m bench`` runs everything; ``python -m bench PART [NUMBER ...]`` runs one part and leaves the
rest of the results as it is. The parts: ``scan [MEGABYTES [ROUNDS]]``, ``show [ROUNDS]``, ``config [ROUNDS]``,
``command [MEGABYTES [ROUNDS]]``, ``adversarial``, ``fleet [TUNNELS]``,
``lab [DEVICES]``. ``python -m bench adversarial READER`` times every text made to be
slow in one reader, and ``python -m bench gigabyte [MEGABYTES]`` reads single texts of a gigabyte; both fail where one is above what it may cost.
"""

from __future__ import annotations

import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import adversarial, command, config, fleet, gigabyte, lab, peers, show
from bench.scan import Row, compare
from bench.show_breaks import where_peers_break
from bench.timing import spread
from fastparse.scan import paths

RESULTS = Path(__file__).parent / "results.md"
TITLE = "# Measured side by side\n"
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
    found = [
        f"{model}, {cores} cores, {int(memory) >> 20} GB",
        f"Python {platform.python_version()}",
    ]
    if shutil.which("rg"):
        said = subprocess.run(
            ["rg", "--version"], capture_output=True, text=True, check=True
        ).stdout
        found.append(said.split("\n")[0])
    if missing := peers.absent():
        found.append(f"absent: {', '.join(missing)}")
    return f"{'; '.join(found)}; fastparse takes the path {paths()[0]}."


def _table(name: str, rows: list[Row]) -> Iterator[str]:
    mine = next(timed for label, timed in rows if label == "fastparse")
    yield f"### {name}\n"
    yield "| | GB/s: least / median / most | fastparse is ... times as fast | goal |"
    yield "|---|---|---|---|"
    for label, timed in rows:
        goal = _GOALS.get(label, "")
        yield f"| {label} | {timed.spread()} | {spread(mine.times(timed))} | {goal} |"
    yield ""


def _logs(size: int = 256, rounds: int = 5) -> Iterator[str]:
    yield f"{_machine()} {size} MB of each log in memory, one core, {rounds} rounds after one that is not"
    yield "counted, one call of each in turn; ratios are of the same round. Every peer names the lines that"
    yield "fastparse names, or the run fails."
    yield ""
    for name, rows in compare(size << 20, rounds):
        yield from _table(name, rows)


def _shows(rounds: int = 5) -> Iterator[str]:
    yield f"{_machine()} Texts in memory, one core, processor time. *Columns* are all values by place, *records* the same"
    yield f"as Python objects, reading included. Ratios are how many times fastparse is faster: least / median / most of {rounds}"
    yield f"rounds, in each of which every reader reads the same text of {show.ROWS} SAs, entries or interfaces once (one, where a"
    yield "device or a peer's parser has no more). Goals stand in parentheses; a median that misses its goal is bold. TextFSM"
    yield "takes ntc-templates' template, TTP one written here for the very form, Genie its parser, all read before. A dash:"
    yield "there is none. Before anything is timed a peer has to find the values that fastparse finds (†: it doesn't)."
    yield ""
    yield from show.side_by_side(rounds)
    yield from ("", "### Nanoseconds an SA, entry or interface, columns / with records", "")
    yield from show.linear(3)
    yield from ("", "### Where peers break", "")
    yield from where_peers_break()
    yield ""


def _configurations(rounds: int = 5) -> Iterator[str]:
    """Yield the section about running-configs, piece by piece."""
    for name, rows in config.compare(rounds):
        mine = rows[0][1]
        yield f"### {name}\n"
        yield "| | ms of processor: best / median / worst | µs a line | remediate is ... times as fast (goal: 200 for loading) |"
        yield "|---|---|---|---|"
        for label, spent, lines in rows:
            times = [1e3 * one for one in (min(spent.seconds), statistics.median(spent.seconds), max(spent.seconds))]  # fmt: skip
            shown = " / ".join(f"{one:.3g}" for one in times)
            line = min(spent.seconds) / lines
            # Rounds are not of one number here: the least is the peer's best beside our worst.
            times = [
                one / lines / (other / rows[0][2])
                for one, other in (
                    (min(spent.seconds), max(mine.seconds)),
                    (statistics.median(spent.seconds), statistics.median(mine.seconds)),
                    (max(spent.seconds), min(mine.seconds)),
                )
            ]
            yield f"| {label} | {shown} | {1e6 * line:.3g} | {spread(times)} |"
        yield ""
    yield "### Growth: µs a line\n"
    yield "| lines | text to crypto model | and everything looked at | keys to tokens |"
    yield "|---|---|---|---|"
    for name, times in config.growth(rounds):
        yield f"| {name} | {' | '.join(f'{1e6 * one:.3g}' for one in times)} |"
    yield ""


def _command(megabytes: int = 2048, rounds: int = 5) -> Iterator[str]:
    yield f"{_machine()} Whole processes, a log in the page cache; {rounds} rounds in turn after one that is not counted."
    yield ""
    yield from command.report(megabytes << 20, rounds)


def _fleets(tunnels: int = 20000) -> Iterator[str]:
    yield _machine()
    yield from fleet.report(tunnels)


def _lab(devices: int = 1000) -> Iterator[str]:
    yield _machine()
    yield from lab.report(devices)


PARTS: dict[str, tuple[str, Callable[..., Iterator[str]]]] = {
    "scan": ("Messages in logs", _logs),
    "show": ("Show output", _shows),
    "config": ("Running-configs", _configurations),
    "command": ("The whole command", _command),
    "adversarial": ("Texts made to be slow", adversarial.report),
    "fleet": ("Fleets", _fleets),
    "lab": ("The lab", _lab),
}


def _write(title: str, lines: list[str]) -> None:
    """Put a part into the results, in place of the one of the same title."""
    _, *old = RESULTS.read_text().split("\n## ") if RESULTS.exists() else [TITLE]
    found = dict(part.split("\n", 1) for part in old)
    found[title] = "\n" + "\n".join(lines)
    order = [known for known, _ in PARTS.values()]
    texts = [f"## {title}\n{found[title].rstrip()}\n" for title in order if title in found]
    RESULTS.write_text("\n".join([TITLE, *texts]))


def main() -> None:
    """Run what is asked for, print as it goes, and write the results."""
    wanted = sys.argv[1:2] or list(PARTS)
    if wanted == ["adversarial"] and sys.argv[2:]:
        raise SystemExit(not adversarial.compare(*sys.argv[2:3]))
    if wanted == ["gigabyte"]:
        raise SystemExit(not gigabyte.compare(*map(int, sys.argv[2:3])))
    for name in wanted:
        if name not in PARTS:
            raise SystemExit(f"no part is called {name!r}: {', '.join(PARTS)}")
        title, part = PARTS[name]
        lines = []
        for line in part(*map(int, sys.argv[2:])):
            print(line, flush=True)
            lines.append(line)
        _write(title, lines)


if __name__ == "__main__":
    main()

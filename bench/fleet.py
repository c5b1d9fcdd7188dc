"""Fleets with planted faults: what the commands find, how long they take, and how much memory.

``remediate diagnose`` and ``remediate plan`` as processes, over dumps in the page cache. Wall-clock seconds
are those of the machine as it is; processor seconds (user and system, all processes) are disturbed less.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from bench.fleets.fleet import make_fleet
from bench.fleets.judge import Judgement, judge, load

__all__ = ["report"]

P = ParamSpec("P")
T = TypeVar("T")
_COMMAND = "from remediate.cli import main; main()"
_FAULTS = 3
"""Exit status of `diagnose` and `plan` where faults are found."""


class Run(NamedTuple):
    """One command over one fleet."""

    seconds: float
    work: float
    """Processor seconds."""
    resident: int
    """Bytes, the most that a process of it held."""
    status: int


class Case(NamedTuple):
    """A fleet to look at."""

    tunnels: int
    shape: str
    evidence: str

    @property
    def name(self) -> str:
        shapes = {"mixed": "hubs and meshes", "pairs": "pairs", "hub": "one hub"}
        kinds = {
            "config": "configurations",
            "shows": "with SA tables",
            "all": "with SA tables and logs",
        }
        return f"{self.tunnels:,} tunnels, {shapes[self.shape]}, {kinds[self.evidence]}"


def _elsewhere(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do something in a process of its own: what it takes doesn't count as memory of what is measured."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, args, kwargs)


def _write(case: Case, folder: Path) -> int:
    """Write the dumps; return how many configurations there are."""
    fleet = make_fleet(case.tunnels, shape=case.shape, evidence=case.evidence)
    fleet.write(folder)
    return sum(device.shown for device in fleet.devices)


def _judged(case: Case, document: Path) -> Judgement:
    return judge(make_fleet(case.tunnels, shape=case.shape, evidence=case.evidence), load(document))


def _run(*arguments: str) -> Run:
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", _COMMAND, *arguments]) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss << 10, process.returncode)


def _row(case: Case, command: str, run: Run, devices: int) -> str:
    each = 1e3 * run.work / case.tunnels
    return (
        f"| {case.name} | {command} | {devices:,} | {run.seconds:.1f} | {run.work:.1f} | {each:.2f} |"
        f" {run.resident / 1e6:.0f} MB | {run.status} |"
    )


def report(tunnels: int = 20000) -> Iterator[str]:
    """Yield the lines of what was found and what it took; ``tunnels`` is the size of the largest fleets."""
    small = tunnels // 10
    shapes = ("mixed", "pairs")
    cases = [Case(size, shape, "config") for shape in shapes for size in (small, tunnels)]
    cases += [
        Case(small, "hub", "config"),
        Case(small, "mixed", "all"),
        Case(tunnels, "mixed", "all"),
    ]
    judgements: dict[Case, Judgement] = {}
    spent: dict[tuple[Case, str], Run] = {}
    yield "One in ten tunnels is faulty, and every fault of `bench/fleets/faults.py` is planted in turn; of one in fifty an"
    yield "end is missing. `diagnose --format json` and `plan`, whole processes on the dumps in the page cache."
    yield ""
    yield "| fleet | command | configurations | seconds | processor seconds | ms of them a tunnel | resident | exit status |"
    yield "|---|---|---|---|---|---|---|---|"
    for case in cases:
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as name:
            folder, document = Path(name) / "dumps", Path(name) / "diagnosis.json"
            devices = _elsewhere(_write, case, folder)
            arguments = ["diagnose", str(folder), "--format", "json", "-o", str(document), "-q"]
            run = spent[case, "diagnose"] = _run(*arguments)
            yield _row(case, "diagnose", run, devices)
            judgements[case] = _elsewhere(_judged, case, document)
            if case.tunnels == small:
                run = _run("plan", str(folder), "-o", str(Path(name) / "plan.json"), "-q")
                yield _row(case, "plan", run, devices)
    yield ""
    yield from _growth(spent, shapes, small, tunnels)
    for case in (Case(tunnels, "mixed", "config"), Case(tunnels, "mixed", "all")):
        yield from _outcomes(case, judgements[case])
    wrong = sum(len(found.false) for found in judgements.values())
    faulty = {run.status for run in spent.values()}
    yield f"False alarms in all of these fleets: {wrong}. Exit statuses of `diagnose`: {', '.join(map(str, sorted(faulty)))}"
    yield f"({_FAULTS}: faults found)."
    yield ""


def _growth(
    spent: dict[tuple[Case, str], Run], shapes: tuple[str, ...], small: int, large: int
) -> Iterator[str]:
    found = []
    for shape in shapes:
        few, many = (
            spent[Case(size, shape, "config"), "diagnose"].work / size for size in (small, large)
        )
        found.append(f"{many / few:.2f} ({shape})")
    yield f"Processor time a tunnel at {large:,} tunnels, as a multiple of that at {small:,}: {', '.join(found)}."
    yield ""


def _outcomes(case: Case, found: Judgement) -> Iterator[str]:
    columns = ("found", "ambiguous", "unknown", "misnamed", "missed")
    yield f"### {case.name}"
    yield ""
    yield f"| planted | {' | '.join(columns)} | false |"
    yield f"|{'---|' * (len(columns) + 2)}"
    wrong = found.wrong()
    outcomes = found.outcomes()
    for slug in sorted({*outcomes, *wrong}):
        counts = outcomes.get(slug, Counter())
        yield f"| {slug} | {' | '.join(str(counts[item]) for item in columns)} | {wrong.get(slug, 0)} |"
    yield ""
    for name, counts in (("both ends there", found.healthy), ("one end missing", found.single)):
        shown = ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(counts.items()))
        yield f"Nothing planted, {name}: {shown}."
    yield ""

"""What the runs of the fuzzer came to: one record a run, kept beside its working corpus, and their sums."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Run", "add", "kept", "read_log", "table"]

FILE = "runs.jsonl"
_COVERED = re.compile(r"^#\d+\s+(INITED|NEW|REDUCE|RELOAD|pulse|DONE)\s+cov: (\d+)", re.MULTILINE)
_NEW = re.compile(r"^#\d+\s+NEW\s", re.MULTILINE)
_EXECUTED = re.compile(r"^stat::number_of_executed_units:\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one entry point."""

    name: str
    commit: str
    """What was built: ends with ``-dirty`` where it is not what the commit holds."""
    seconds: int
    """Of wall-clock time, from start to end."""
    processor: int
    """Seconds of processor time: fewer, where others had the machine."""
    executions: int
    first: int
    """Edges of the C that the corpus reached at the start."""
    edges: int
    """Edges that were reached at the end."""
    new: int
    """Inputs that reached edges, or counts of them, that none before had."""
    finding: str
    """File of what failed; empty where the entry point held to its end."""

    @property
    def verdict(self) -> str:
        """Return ``held``, or what failed."""
        return f"FAILED: {self.finding}" if self.finding else "held"


def read_log(text: str) -> tuple[int, int, int, int]:
    """Return executions, edges at the start and at the end, and new inputs, as libFuzzer's log says them."""
    covered = [int(found[1]) for found in _COVERED.findall(text)]
    executed = _EXECUTED.search(text)
    return (
        int(executed[1]) if executed else 0,
        covered[0] if covered else 0,
        max(covered, default=0),
        len(_NEW.findall(text)),
    )


def add(folder: Path, run: Run) -> None:
    """Write a run down behind those before it."""
    with (folder / FILE).open("a") as stream:
        stream.write(json.dumps(asdict(run)) + "\n")


def kept(work: Path) -> Iterator[Run]:
    """Yield every run under a working folder."""
    for path in sorted(work.glob(f"*/{FILE}")):
        for line in path.read_text().splitlines():
            yield Run(**json.loads(line))


def table(runs: Iterable[Run], names: Iterable[str]) -> Iterator[str]:
    """Yield a table of every entry point's runs, added up by commit; of those without one, too."""
    sums: dict[tuple[str, str], list[Run]] = {}
    for run in runs:
        sums.setdefault((run.name, run.commit), []).append(run)
    yield "| entry point | commit | runs | seconds | of processor | executions | edges: start, end | new inputs | verdict |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name in names:
        mine = [(commit, group) for (one, commit), group in sums.items() if one == name]
        if not mine:
            yield f"| {name} | | 0 | 0 | 0 | 0 | | 0 | never run |"
        for commit, group in mine:
            bad = [run.verdict for run in group if run.finding]
            edges = f"{min(run.first for run in group):,}, {max(run.edges for run in group):,}"
            yield (
                f"| {name} | {commit} | {len(group)} | {sum(run.seconds for run in group):,}"
                f" | {sum(run.processor for run in group):,} | {sum(run.executions for run in group):,} | {edges}"
                f" | {sum(run.new for run in group):,} | {', '.join(bad) or 'held'} |"
            )

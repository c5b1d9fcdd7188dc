"""``python -m bench show``: every show command beside its peers, how it grows, and where peers break.

Before anything is timed, each peer has to find the values that fastparse finds on that text; one that
doesn't is named with what it did instead, and timed nevertheless where it came to an end.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

from bench.show_commands import COMMANDS, Command
from bench.show_peers import KINDS, OtherValuesError, PeerError, Runner
from bench.timing import timed_cpu

__all__ = ["ROWS", "linear", "side_by_side"]

ROWS = 500
"""SAs, entries or interfaces that peers read at a time: they are as slow a row with more."""
SIZES = (1, 10, 100, 1_000, 10_000, 20_000)
SHORTEST = 0.003
"""Seconds of a round of fastparse at least: it is repeated until then."""
COLUMNS = {"TextFSM": 250, "TTP": 100, "Genie cli()": 100, "Genie device.parse()": 1000}
RECORDS = 50
"""Times that columns have to be faster, by peer, and records than TextFSM."""
Work = Callable[[], object]


def _seconds(work: Work, calls: int) -> float:
    start = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - start) / calls


def _calls(work: Work) -> int:
    return max(1, int(SHORTEST / max(_seconds(work, 1), 1e-7)))


def _rounds(works: dict[str, Work], rounds: int) -> dict[str, list[float]]:
    """Return processor seconds of each, a call of every one in turn a round."""
    calls = {name: _calls(work) for name, work in works.items()}
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(_seconds(work, calls[name]))
    return found


def _ratios(theirs: list[float], mine: list[float], goal: int) -> str:
    """Return least, median and greatest ratio of the rounds; a goal that the median misses is bold."""
    ratios = [one / two for one, two in zip(theirs, mine, strict=True)]
    middle = statistics.median(ratios)
    shown = f"{min(ratios):.0f} / {middle:.0f} / {max(ratios):.0f}"
    return shown if middle >= goal else f"**{shown}**"


class _Beside:
    """A command's peers on one text: who is here, what agreed, and what is to be timed."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.rows = 1 if command.single else ROWS
        self.data = command.text(self.rows)
        self.said: dict[str, str] = {}
        """What a peer found, of those that have something for the command."""
        self.instead: dict[str, str] = {}
        """What stands in place of a ratio."""
        self.runners: dict[str, Runner] = {}
        parsed = command.parse(self.data)
        if parsed.unrecognised:
            raise RuntimeError(f"{command.title}: not understood: {parsed.unrecognised[0]}")
        for kind, make in command.peers():
            if make is None:
                self.said[kind] = self.instead[kind] = "–"
                continue
            try:
                runner = make()
                self.runners[kind] = runner
                self.said[kind] = f"{runner.check(self.data.decode(), parsed):,}"
            except OtherValuesError as error:
                self.said[kind] = f"† {error}"
            except PeerError as error:
                self.runners.pop(kind, None)
                self.said[kind] = str(error)
                self.instead[kind] = str(error).partition(":")[0]

    def cells(self, rounds: int) -> Iterator[str]:
        """Time all; yield the cells of the table's row."""
        parse, data, text = self.command.parse, self.data, self.data.decode()
        works: dict[str, Work] = {
            "columns": lambda: parse(data),
            "records": lambda: parse(data).records,
        }
        for kind, runner in self.runners.items():
            works[kind] = lambda run=runner.run: run(text)
        found = _rounds(works, rounds)
        yield f"{self.rows:,}"
        yield " / ".join(
            f"{1e6 * min(found[name]) / self.rows:.2g}" for name in ("columns", "records")
        )
        for kind in KINDS:
            if kind in found:
                mark = " †" if self.said[kind].startswith("†") else ""
                yield _ratios(found[kind], found["columns"], COLUMNS[kind]) + mark
            else:
                yield self.instead[kind]
            if kind == "TextFSM":
                yield _ratios(found[kind], found["records"], RECORDS) if kind in found else "–"


def side_by_side(rounds: int) -> Iterator[str]:
    """Yield the lines of two tables: how many times faster, and which values were the same."""
    heads = [f"{kind}: columns ({COLUMNS[kind]:,})" for kind in KINDS]
    heads.insert(1, f"TextFSM: records ({RECORDS})")
    yield "| command | rows | µs a row, columns / with records | " + " | ".join(heads) + " |"
    yield "|---|" + "---|" * (len(heads) + 2)
    every = []
    for command in COMMANDS:
        beside = _Beside(command)
        every.append(beside)
        yield f"| {command.title} | {' | '.join(beside.cells(rounds))} |"
    yield from ("", "### Values that were found the same, or what was found instead (†)", "")
    yield "| command | " + " | ".join(KINDS) + " |"
    yield "|---|" + "---|" * len(KINDS)
    for beside in every:
        yield (
            f"| {beside.command.title} | " + " | ".join(beside.said[kind] for kind in KINDS) + " |"
        )


def linear(rounds: int) -> Iterator[str]:
    """Yield the lines of a table: nanoseconds a row from 1 to 20,000, columns / with records."""
    yield "| command | " + " | ".join(f"{size:,}" for size in SIZES) + " |"
    yield "|---|" + "---|" * len(SIZES)
    for command in COMMANDS:
        if not command.sized:
            continue
        cells = []
        for size in SIZES:
            data = command.text(size)
            parse = command.parse
            columns = timed_cpu(lambda parse=parse, data=data: parse(data), len(data), rounds)
            records = timed_cpu(
                lambda parse=parse, data=data: parse(data).records, len(data), rounds
            )
            pair = [1e9 * min(found.seconds) / size for found in (columns, records)]
            cells.append(f"{pair[0]:.0f} / {pair[1]:.0f}")
        yield f"| {command.title} | " + " | ".join(cells) + " |"

"""Timing of several things side by side: one call of each a round, so that all have the same weather."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Contender", "Timed", "clocked", "side_by_side", "spread", "timed", "timed_cpu"]


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of every round, and what each round went over."""

    seconds: tuple[float, ...]
    size: int
    """Bytes a round."""

    @property
    def rate(self) -> float:
        """Bytes a second of the fastest round."""
        return self.size / min(self.seconds)

    @property
    def rates(self) -> tuple[float, ...]:
        """Bytes a second, round by round."""
        return tuple(self.size / one for one in self.seconds)

    def spread(self) -> str:
        """Return GB/s of the slowest, the median and the fastest round."""
        return spread([rate / 1e9 for rate in self.rates])

    def times(self, other: Timed) -> tuple[float, ...]:
        """Return how many times faster than ``other`` this was, round by round."""
        return tuple(mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True))


@dataclass(frozen=True, slots=True)
class Contender:
    """Something to time: ``run`` does one round and returns its seconds."""

    name: str
    size: int
    run: Callable[[], float]


def spread(values: Sequence[float]) -> str:
    """Return the least, the median and the greatest of ``values``."""
    return f"{min(values):.3g} / {statistics.median(values):.3g} / {max(values):.3g}"


def clocked(work: Callable[[], object]) -> Callable[[], float]:
    """Return ``work`` as a round: its wall-clock seconds."""

    def run() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return run


def side_by_side(contenders: Sequence[Contender], rounds: int) -> list[Timed]:
    """Time all ``contenders``, in turn, after a round that is not counted."""
    for one in contenders:
        one.run()
    seconds = [[one.run() for one in contenders] for _ in range(rounds)]
    return [
        Timed(times, one.size)
        for one, times in zip(contenders, zip(*seconds, strict=True), strict=True)
    ]


def timed(
    work: Callable[[], object],
    size: int,
    rounds: int,
    *,
    warm: bool = True,
    clock: Callable[[], float] = time.perf_counter,
) -> Timed:
    """Time ``work`` on its own: wall-clock seconds, one call a round, after one that is not counted.

    ``warm=False``: without that one, for what takes so long that it makes no difference.
    ``clock``: another one, such as the process's own time where others use the machine.
    """
    if warm:
        work()
    seconds = []
    for _ in range(rounds):
        start = clock()
        work()
        seconds.append(clock() - start)
    return Timed(tuple(seconds), size)


SHORTEST = 0.002
"""Seconds that a round of :func:`timed_cpu` takes at least."""


def timed_cpu(work: Callable[[], object], size: int, rounds: int) -> Timed:
    """Time ``work`` as :func:`timed` does, in CPU seconds of this process.

    What other processes do to a peer of long rounds and to one of short ones would be no ratio of
    theirs. ``work`` is called as often a round as it takes to be long against the clock.
    """
    start = time.process_time()
    work()
    calls = max(1, int(SHORTEST / max(time.process_time() - start, 1e-7)))
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(calls):
            work()
        seconds.append((time.process_time() - start) / calls)
    return Timed(tuple(seconds), size)

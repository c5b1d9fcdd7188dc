"""Timing of one thing over several rounds, and ratios between things timed in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Timed", "timed", "timed_cpu"]


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

    def spread(self) -> str:
        """Return GB/s of the fastest, the median and the slowest round."""
        rates = [self.size / 1e9 / one for one in self.seconds]
        return f"{max(rates):.3g} / {statistics.median(rates):.3g} / {min(rates):.3g}"


def timed(work: Callable[[], object], size: int, rounds: int) -> Timed:
    """Time ``work`` on its own: wall-clock seconds, one call a round, after one that is not counted."""
    work()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
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

"""Timing of one thing over several rounds, and ratios between things timed in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Timed", "timed"]


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

"""The lab's time: real seconds, or faster ones, from a start that is the same for all devices."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

__all__ = ["Clock"]


class Clock:
    """Tells the time of the lab. ``speed`` lab seconds pass in one real second."""

    def __init__(
        self,
        start: datetime | None = None,
        speed: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._zero = monotonic()
        self.start = start or datetime.now(UTC)
        self.speed = speed

    def elapsed(self) -> float:
        """Return the lab seconds since the start."""
        return (self._monotonic() - self._zero) * self.speed

    def now(self) -> datetime:
        """Return the time of day."""
        return self.start + timedelta(seconds=self.elapsed())

    def real(self, seconds: float) -> float:
        """Return the real seconds that so many lab seconds take."""
        return seconds / self.speed

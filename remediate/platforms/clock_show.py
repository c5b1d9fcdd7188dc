"""``show clock``: what time it is on a device."""

from __future__ import annotations

import re

__all__ = ["clock"]

_CLOCK = re.compile(
    rb"^(\d\d:\d\d:\d\d(?:\.\d+)? \S+ [A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d{4})\s*$", re.MULTILINE
)


def clock(data: bytes) -> str | None:
    """Return the time of ``show clock``, None where no time source sets it (``*``) or it can't be read."""
    found = _CLOCK.search(data)
    return found[1].decode("ascii", "replace") if found is not None else None

"""Lines that hold one of some short words, in plain Python."""

from __future__ import annotations

from fastparse.needles import Needles

__all__ = ["lines_with"]


def lines_with(text: str, needles: Needles) -> list[tuple[int, int, int]]:
    """Return (start, end, words that it holds) of lines; see :func:`fastparse.needles.lines_with`."""
    found: list[tuple[int, int, int]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if any(word in line for word in needles.words[: needles.deciding]):
            held = sum(1 << number for number, word in enumerate(needles.words) if word in line)
            found.append((start, end, held))
        start = end + 1
    return found

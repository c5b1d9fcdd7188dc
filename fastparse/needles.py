"""Lines of a text that hold one of some short words, found in one pass over it."""

from __future__ import annotations

from fastparse._needles import Needles, lines_with

__all__ = ["Needles", "lines_with"]

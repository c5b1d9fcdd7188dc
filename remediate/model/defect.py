"""A defect of this program that one tunnel, device or output shows: said there, and nowhere in silence.

What an exception's text holds may come from a dump, a key too: its kind and its place are shown, the traceback (without that
text) only to whom asks for it.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import NamedTuple

from remediate.errors import DEFECT

__all__ = ["NOT_READ", "Defect"]

NOT_READ = f"not read: a defect of this program, not of the input ({DEFECT})"
"""What is said in the answers of an output that a reader failed on."""


class Defect(NamedTuple):
    """An exception that nothing should raise, whatever the input."""

    where: str
    """The tunnel or the device that it was about, or the place in the dumps."""
    what: str
    """What failed: ``the rule psk-mismatch``."""
    error: Exception

    @property
    def trace(self) -> str:
        """Where it comes from, in this program's own lines; without the exception's text."""
        lines = traceback.format_tb(self.error.__traceback__)
        return "".join(["Traceback (most recent call last):\n", *lines, type(self.error).__name__])

    @property
    def reason(self) -> str:
        """What is said of it: what failed, the kind of the exception and its place."""
        place = traceback.extract_tb(self.error.__traceback__)[-1]
        return (
            f"{self.what} failed: a defect of this program, not of the input ({DEFECT},"
            f" {type(self.error).__name__} in {place.name}, {Path(place.filename).name}:{place.lineno})"
        )

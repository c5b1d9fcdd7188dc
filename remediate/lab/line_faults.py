"""Faults of the line and of devices that misbehave: what a session meets, to order and to a seed."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

__all__ = ["LineCutError", "LineFaults"]


class LineCutError(Exception):
    """The session ends here: the connection is gone without a word."""


@dataclass(slots=True)
class LineFaults:
    """What goes wrong on a device's sessions. Nothing does as it is made."""

    latency: float = 0.0
    """Real seconds before each piece of output."""
    cut_after: int | None = None
    """Bytes, in both directions together, after which the next session is cut; then it is used up."""
    refuse_login: bool = False
    """Whether passwords are refused, right ones too."""
    silent: bool = False
    """Whether the device takes input and answers nothing more."""
    silent_after: str | None = None
    """Line (a regular expression) upon which it falls silent."""
    reboot_at: str | None = None
    """Line (a regular expression) upon which the device restarts; then it is used up."""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Lines (regular expressions) that are refused, with what is printed."""
    unreachable: bool = False
    """Whether connections are not taken."""

    def refusal(self, line: str) -> str | None:
        """Return what is printed of a line that is refused; None where it isn't."""
        for pattern, text in self.refused:
            if re.search(pattern, line):
                return text if text.endswith("\n") else f"{text}\n"
        return None

    def spend(self, count: int) -> int:
        """Note ``count`` bytes; return how many of them pass: fewer where the line is cut among them, once."""
        if self.cut_after is None:
            return count
        if count < self.cut_after:
            self.cut_after -= count
            return count
        passed, self.cut_after = self.cut_after, None
        return min(passed, count - 1)

    def cut_somewhere(self, seed: int, most: int) -> None:
        """LineCutError the next session at a byte that a seed chooses, of the first ``most``."""
        self.cut_after = random.Random(seed).randrange(1, most)  # noqa: S311 (repeatable, not secret)

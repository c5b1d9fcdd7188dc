"""Faults of the line and of devices that misbehave: what a session meets, to order and to a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

import msgspec

__all__ = ["LineCutError", "LineFaults", "disturbed"]


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
        """Cut the next session at a byte that a seed chooses, of the first ``most``."""
        self.cut_after = random.Random(seed).randrange(1, most)  # noqa: S311 (repeatable, not secret)

    def told(self) -> dict[str, object]:
        """Return what goes wrong, by name; empty where nothing does."""
        calm = LineFaults()
        return {
            item.name: getattr(self, item.name)
            for item in fields(self)
            if getattr(self, item.name) != getattr(calm, item.name)
        }


def disturbed(faults: Mapping[str, object], now: LineFaults) -> LineFaults:
    """Return the faults of a line with some more, none at all where none are given.

    ``cut_within`` (bytes) and ``seed`` choose where the next session is cut. Raises ``ValueError`` for a name that is
    none, and for a pattern that can't be one.
    """
    if not faults:
        return LineFaults()
    given = dict(faults)
    most, seed = given.pop("cut_within", None), given.pop("seed", 0)
    if unknown := given.keys() - {item.name for item in fields(LineFaults)}:
        raise ValueError(f"a line has no {', '.join(sorted(unknown))}")
    try:
        more = msgspec.convert(given, LineFaults)
        within, chosen = msgspec.convert((most, seed), tuple[int | None, int])
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    for pattern in (*(line for line, _ in more.refused), more.silent_after, more.reboot_at):
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
    found = replace(now, **{name: getattr(more, name) for name in given})
    found.refused = [*now.refused, *more.refused]
    if within is not None:
        found.cut_somewhere(chosen, max(within, 2))
    return found

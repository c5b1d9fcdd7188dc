"""A defect of this program that one rule shows on one tunnel or device: said there, and nowhere in silence.

A rule that fails has not answered, so of that tunnel nothing is known; the other tunnels of a fleet have nothing to do
with it. What an exception's text holds may come from a dump, a key too: its kind and its place are shown, the traceback
(without that text) only to whom asks for it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from remediate.errors import DEFECT
from remediate.rules import RuleModule

__all__ = ["Defect", "answers"]

_Answer = TypeVar("_Answer")


class Defect(NamedTuple):
    """An exception that no rule should raise."""

    where: str
    """The tunnel or the device that the rule was asked about."""
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


def answers(
    rules: Iterable[RuleModule],
    name: str,
    where: str,
    ask: Callable[[Callable[..., Any]], _Answer],
) -> tuple[list[tuple[RuleModule, _Answer]], tuple[Defect, ...]]:
    """Ask the function ``name`` of each rule that has one; return the answers, and what failed instead."""
    found: list[tuple[RuleModule, _Answer]] = []
    failed: list[Defect] = []
    for module in rules:
        function = getattr(module, name, None)
        if function is None:
            continue
        try:
            found.append((module, ask(function)))
        except Exception as error:  # whatever it is: it is one rule's, and it is reported
            failed.append(Defect(where, f"the rule {module.RULE.slug}", error))
    return found, tuple(failed)

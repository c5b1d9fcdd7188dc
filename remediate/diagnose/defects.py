"""The rules are asked one by one: what fails of one is a defect, said where it was asked, and of no other answer.

A rule that fails has not answered, so of that tunnel nothing is known; the other tunnels of a fleet have nothing to do
with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from remediate.model.defect import Defect
from remediate.rules import RuleModule

__all__ = ["answers"]

_Answer = TypeVar("_Answer")


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

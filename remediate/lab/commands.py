"""Commands of exec mode: a pattern, the privilege it takes, and what carries it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from remediate.lab.syntax import Grammar, Match

if TYPE_CHECKING:
    from remediate.lab.terminal import Terminal

__all__ = ["Answer", "Command", "Commands", "Question"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that a command asks before it goes on."""

    before: str
    """Printed before, with its own line ends."""
    prompt: str
    """Printed last: the cursor stays behind it."""
    then: Callable[[str], Answer]
    echo: bool = True
    """Whether what is typed is shown; a password's is not."""
    key: bool = False
    """Whether one key answers it: ``[confirm]``."""


Answer: TypeAlias = str | Question
"""What is printed, or what is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of exec mode."""

    pattern: str
    run: Callable[[Terminal, Match[Command]], Answer]
    level: int = 15
    """Privilege that it takes."""


class Commands:
    """The commands of a platform: those of user exec, and all."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._user: Grammar[Command] = Grammar()
        self._all: Grammar[Command] = Grammar()
        for command in commands:
            self._all.add(command.pattern, command)
            if command.level <= 1:
                self._user.add(command.pattern, command)

    def of(self, *, privileged: bool) -> Grammar[Command]:
        """Return what a session may say."""
        return self._all if privileged else self._user

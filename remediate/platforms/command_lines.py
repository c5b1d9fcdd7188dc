"""Commands as they are typed in configuration mode: one with the sub-mode commands after it, or one that is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from remediate.errors import ConfigurationError

__all__ = ["Command", "grouped", "refuse"]


@dataclass(frozen=True, kw_only=True)
class Command:
    """A configuration command with the sub-mode commands after it."""

    line: str
    subs: tuple[str, ...] = ()

    @property
    def words(self) -> list[str]:
        """The words of the command."""
        return self.line.split()

    @property
    def positive(self) -> list[str]:
        """The words without a leading ``no``."""
        words = self.words
        return words[1:] if words[:1] == ["no"] else words

    @property
    def negated(self) -> bool:
        """Whether it starts with ``no``."""
        return self.words[:1] == ["no"]


def grouped(commands: Sequence[str]) -> Iterator[Command]:
    """Yield the commands with their sub-mode commands; a stray sub-mode command is refused."""
    header: str | None = None
    subs: list[str] = []
    for line in commands:
        if not line.strip():
            continue
        if line[0].isspace():
            if header is None:
                raise refuse(line, "stands in no sub-mode")
            subs.append(line.strip())
            continue
        if header is not None:
            yield Command(line=header, subs=tuple(subs))
        header, subs = line.strip(), []
    if header is not None:
        yield Command(line=header, subs=tuple(subs))


def refuse(command: str, reason: str) -> ConfigurationError:
    """Return the error for a command that the device would refuse."""
    return ConfigurationError(f"{command.strip()!r} is refused: {reason}")

"""What the configuration modes of a platform know: one :class:`Line` for each command, in device order.

The order of a mode's lines is the order in which the device prints them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from remediate.lab.syntax import Grammar, Match

__all__ = ["Known", "Line", "Mode", "Vocabulary", "line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A command of a configuration mode."""

    pattern: str
    key: str
    """What it sets: a later command of the same key (and ``each``) takes its place."""
    each: tuple[str, ...] = ()
    """Arguments that make it one of several: ``crypto isakmp policy 10`` and ``20``."""
    opens: str | None = None
    """Mode that it enters."""
    sort: tuple[str, ...] = ()
    """Arguments by which its kind is printed in order; otherwise in the order of entry."""
    default: str | None = None
    """Text that is in force without it, and that only ``show running-config all`` prints."""
    on: bool = False
    """In force without a line: ``no …`` is what is stored and printed."""
    written: tuple[str, str] | None = None
    """What it begins with as typed, and as printed: ``encryption`` is printed ``encr``."""
    group: str = ""
    """Lines of one group stand together; ``!`` is printed between groups."""
    fixed: bool = False
    """Can't be removed: a physical interface, ``line vty``."""
    closes: str = ""
    """Printed where the section of what it opens ends."""


def line(
    pattern: str,
    *,
    key: str = "",
    each: str = "",
    opens: str | None = None,
    sort: str = "",
    default: str | None = None,
    on: bool = False,
    written: tuple[str, str] | None = None,
    group: str = "",
    fixed: bool = False,
    closes: str = "",
) -> Line:
    """Return a line; its key is the words before the first argument or alternative, if none is given."""
    words = []
    for word in pattern.split():
        if word[0] in "<([":
            break
        words.append(word)
    return Line(
        pattern=pattern,
        key=key or " ".join(words),
        each=tuple(each.split()),
        opens=opens,
        sort=tuple(sort.split()),
        default=default,
        on=on,
        written=written,
        group=group,
        fixed=fixed,
        closes=closes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A line of a mode with its place in device order."""

    line: Line
    rank: int
    mode: str
    alone: tuple[str, ...]
    """What identifies it where no argument does."""

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Return what makes two ways to write it one (:meth:`Grammar.parse`)."""
        return self.line.key, self.line.each

    def identity(self, values: dict[str, str]) -> tuple[str, ...]:
        """Return its key with its arguments, an empty one where it is not given."""
        if not self.line.each:
            return self.alone
        return (self.line.key, *(values.get(name, "") for name in self.line.each))

    def text(self, match: Match[Known]) -> str:
        """Return the line as the configuration has it."""
        typed = match.text
        if self.line.written is not None and typed.startswith(self.line.written[0]):
            return self.line.written[1] + typed[len(self.line.written[0]) :]
        return typed


class Mode:
    """A configuration mode: its lines, its prompt."""

    def __init__(self, name: str, prompt: str, lines: Iterable[Line]) -> None:
        self.name = name
        self.prompt = prompt
        """Between the parentheses: ``config-if``."""
        ranks: dict[str, int] = {}
        self.lines = tuple(
            Known(line=item, rank=ranks.setdefault(item.key, rank), mode=name, alone=(item.key,))
            for rank, item in enumerate(lines)
        )
        self.grammar: Grammar[Known] = Grammar()
        for known in self.lines:
            self.grammar.add(known.line.pattern, known)


class Vocabulary:
    """All modes of a platform and generation."""

    TOP = "configure"

    def __init__(self, modes: Sequence[Mode]) -> None:
        self.modes = {mode.name: mode for mode in modes}
        opened = {item.line.opens for mode in modes for item in mode.lines} - {None}
        if missing := opened - self.modes.keys():
            raise ValueError(f"no such modes: {', '.join(sorted(map(str, missing)))}")

    def __getitem__(self, name: str) -> Mode:
        """Return a mode by its name."""
        return self.modes[name]

    @property
    def top(self) -> Mode:
        """Return the mode of global configuration."""
        return self.modes[self.TOP]

"""The command language of a mode: words that can be abbreviated, arguments with types, alternatives.

====================  =======================================================================
``word``              a keyword; any prefix that no other keyword of the place shares
``<name:type>``       an argument, see :mod:`remediate.lab.arguments`
``<name:(a|b)>``      one of the keywords, known by a name
``(a|b c)``           alternatives
``[a]``               may be there or not
====================  =======================================================================

As on the devices: a keyword goes before an argument, an exact keyword before an abbreviation; the
place of the first word that fits nothing is what the caret points at.
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from remediate.lab.arguments import Argument, argument

__all__ = ["Failure", "Grammar", "Match", "Place", "Trouble", "words_of"]

Command = TypeVar("Command")
_KEPT = 256
"""Lines of a mode whose reading is kept: a fleet's devices say much of the same, and then share it."""


class Trouble(enum.Enum):
    """Why a line is no command."""

    INVALID = "invalid"
    INCOMPLETE = "incomplete"
    AMBIGUOUS = "ambiguous"


class Place(NamedTuple):
    """A word of a line and where it stands, from 0."""

    text: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A line that is no command."""

    trouble: Trouble
    at: int
    """Column of the first word that fits nothing (INVALID)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Generic[Command]):
    """A command that a line was recognised as."""

    command: Command
    words: tuple[str, ...]
    """As the device writes them: keywords in full, arguments in their canonical form."""
    values: dict[str, str]
    """Of the named arguments, in canonical form."""

    @property
    def text(self) -> str:
        """Return the line as the device writes it."""
        return " ".join(self.words)


@dataclass(slots=True, eq=False)
class _Node(Generic[Command]):
    keywords: dict[str, tuple[str | None, _Node[Command]]] = field(default_factory=dict)
    """To each keyword the name that it is known by, if any, and what follows."""
    arguments: list[tuple[str, Argument, _Node[Command]]] = field(default_factory=list)
    accepts: Command | None = None

    def below(self) -> Iterator[Command]:
        """Yield the commands that can still come of it."""
        if self.accepts is not None:
            yield self.accepts
        for _, child in self.keywords.values():
            yield from child.below()
        for _, _, child in self.arguments:
            yield from child.below()


class Grammar(Generic[Command]):
    """The commands of one mode."""

    def __init__(self) -> None:
        self._root: _Node[Command] = _Node()
        self._kept = functools.lru_cache(_KEPT)(self._read)

    def add(self, pattern: str, command: Command) -> None:
        """Add a command. Raises ``ValueError`` where the pattern is none, or one with its words is there."""
        reader = _Reader(pattern)
        for node in reader.attach([self._root]):
            if node.accepts is not None and node.accepts != command:
                raise ValueError(f"two commands for {pattern!r}")
            node.accepts = command
        self._kept.cache_clear()

    def parse(self, line: str, *, partial: bool = False) -> Match[Command] | Failure:
        """Return the command that a line is.

        With ``partial`` a line may end early, where all that can come of it is one command: what
        follows ``no``. What is returned is shared by all who ask: its values are not to be changed.
        """
        return self._kept(line, partial)

    def _read(self, line: str, partial: bool) -> Match[Command] | Failure:
        node, words, values = self._root, list[str](), dict[str, str]()
        places = words_of(line)
        index = 0
        while index < len(places):
            step = self._step(node, line, places, index)
            if isinstance(step, Failure):
                return step
            node, index = step.node, step.index
            words.extend(step.words)
            if step.name is not None:
                values[step.name] = " ".join(step.words)
        command = node.accepts
        if command is None and partial and words:
            rest = list(dict.fromkeys(node.below()))
            command = rest[0] if len({_identity(item) for item in rest}) == 1 else None
        if command is None:
            return Failure(trouble=Trouble.INCOMPLETE, at=len(line))
        return Match(command=command, words=tuple(words), values=values)

    def choices(self, line: str) -> list[str] | Failure:
        """Return what may stand where a line with ``?`` ends; keywords sorted, ``<cr>`` last.

        Directly behind a word: the keywords that begin so.
        """
        places = words_of(line)
        begun = places.pop().text if places and not line[-1].isspace() else ""
        node, index = self._root, 0
        while index < len(places):
            step = self._step(node, line, places, index)
            if isinstance(step, Failure):
                return step
            node, index = step.node, step.index
        found = sorted(word for word in node.keywords if word.startswith(begun.lower()))
        if begun:
            return found
        found += [kind.shown for _, kind, _ in node.arguments]
        return [*found, "<cr>"] if node.accepts is not None else found

    def completion(self, line: str) -> str | None:
        """Return the rest of the keyword that a line ends in, where there is one alone: the Tab key."""
        found = self.choices(line)
        if isinstance(found, Failure) or len(found) != 1 or not line or line[-1].isspace():
            return None
        return found[0][len(line.rsplit(maxsplit=1)[-1]) :]

    def _step(
        self, node: _Node[Command], line: str, places: Sequence[Place], index: int
    ) -> _Step[Command] | Failure:
        place = places[index]
        keyword = self._keyword(node, place)
        if isinstance(keyword, Failure):
            return keyword
        if keyword is not None:
            name, child = node.keywords[keyword]
            return _Step(child, index + 1, (keyword,), name)
        for name, kind, child in node.arguments:
            if kind.rest:
                value = kind.read(line[place.at :].rstrip())
                if value is not None:
                    return _Step(child, len(places), (value,), name)
                continue
            for width in kind.widths:
                taken = places[index : index + width]
                value = kind.read(" ".join(item.text for item in taken))
                if len(taken) == width and value is not None:
                    return _Step(child, index + width, (value,), name)
        return self._refused(node, line, place)

    @staticmethod
    def _refused(node: _Node[Command], line: str, place: Place) -> Failure:
        """Return why nothing fits: within a list of words the first of them that does not."""
        faults = [kind.fault for _, kind, _ in node.arguments if kind.fault is not None]
        if len(faults) != 1 or len(node.arguments) != 1:
            return Failure(trouble=Trouble.INVALID, at=place.at)
        found = faults[0](line[place.at :].rstrip())
        if found is None:
            return Failure(trouble=Trouble.INCOMPLETE, at=len(line))
        return Failure(trouble=Trouble.INVALID, at=place.at + found)

    @staticmethod
    def _keyword(node: _Node[Command], place: Place) -> str | Failure | None:
        word = place.text.lower()
        if word in node.keywords:
            return word
        begun = [keyword for keyword in node.keywords if keyword.startswith(word)]
        if len(begun) > 1:
            return Failure(trouble=Trouble.AMBIGUOUS, at=place.at)
        return begun[0] if begun else None


@dataclass(frozen=True, slots=True)
class _Step(Generic[Command]):
    node: _Node[Command]
    index: int
    words: tuple[str, ...]
    name: str | None


def _identity(command: object) -> object:
    """Return what makes two ways to write a command one: its ``key``, where it has one."""
    return getattr(command, "key", command)


_WORD = re.compile(r'"[^"]*"|\S+')


def words_of(line: str) -> list[Place]:
    """Return the words of a line; a quoted run is one word."""
    return [Place(found.group(), found.start()) for found in _WORD.finditer(line)]


_TOKEN = re.compile(r"<(\w[\w-]*):(\([^)]*\)|[^>]+)>|[()\[\]|]|[^\s()\[\]|<>]+")


class _Reader:
    """Turns a pattern into nodes."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._tokens = list(_TOKEN.finditer(pattern))
        self._at = 0

    def attach(self, nodes: list[_Node[Command]]) -> list[_Node[Command]]:
        """Add the pattern behind ``nodes``; return the nodes that it ends in."""
        ends = self._either(nodes)
        if self._at != len(self._tokens):
            raise ValueError(f"unbalanced pattern {self._pattern!r}")
        return ends

    def _either(self, nodes: list[_Node[Command]]) -> list[_Node[Command]]:
        ends = self._run(nodes)
        while self._next() == "|":
            self._at += 1
            ends = _united(ends, self._run(nodes))
        return ends

    def _run(self, nodes: list[_Node[Command]]) -> list[_Node[Command]]:
        while (sign := self._next()) not in (None, ")", "]", "|"):
            found = self._tokens[self._at]
            self._at += 1
            if sign in ("(", "["):
                inner = self._either(nodes)
                if self._next() != (")" if sign == "(" else "]"):
                    raise ValueError(f"unbalanced pattern {self._pattern!r}")
                self._at += 1
                nodes = _united(nodes, inner) if sign == "[" else inner
            elif found[1] is not None:
                nodes = self._argument(nodes, found[1], found[2])
            else:
                nodes = [_keyword(node, found.group().lower(), None) for node in nodes]
        return nodes

    def _argument(self, nodes: list[_Node[Command]], name: str, kind: str) -> list[_Node[Command]]:
        if kind.startswith("("):
            words = kind[1:-1].split("|")
            return [_keyword(node, word, name) for node in nodes for word in words]
        return [_argument(node, name, argument(kind)) for node in nodes]

    def _next(self) -> str | None:
        return self._tokens[self._at].group() if self._at < len(self._tokens) else None


def _united(first: list[_Node[Command]], second: list[_Node[Command]]) -> list[_Node[Command]]:
    return [*first, *(node for node in second if all(node is not item for item in first))]


def _keyword(node: _Node[Command], word: str, name: str | None) -> _Node[Command]:
    if word not in node.keywords:
        node.keywords[word] = (name, _Node())
    return node.keywords[word][1]


def _argument(node: _Node[Command], name: str, kind: Argument) -> _Node[Command]:
    for known, other, child in node.arguments:
        if (known, other) == (name, kind):
            return child
    child = _Node[Command]()
    node.arguments.append((name, kind, child))
    node.arguments.sort(key=lambda item: item[1].rank)
    return child

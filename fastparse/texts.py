"""Hits as columns of text: no object a hit, and what :class:`fastparse.hits.Hits` gives for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, NamedTuple, TypeAlias

from fastparse import _arrow, _automaton, _texts
from fastparse.hits import Columns
from fastparse.parallel import Part, Step

__all__ = [
    "Needles",
    "Reading",
    "Rows",
    "Strings",
    "Suspects",
    "bits",
    "filled",
    "joined",
    "lists",
    "pick",
    "replaced",
    "rows",
    "strings",
    "take",
]

Implementation = Literal["compiled", "reference"]
_Numbers: TypeAlias = "array[int] | memoryview[int]"

bits = _arrow.bits
"""Lists of the bits that are set in 64-bit masks: where each list begins, and the bits' numbers."""
filled = _arrow.filled
"""Of the offsets of strings: a bitmap of those that are not empty, and how many are empty."""
lists = _arrow.lists
"""Of ``first`` (where each list begins) and ``rows``: the same of these rows, and the items' indexes.
The lists at ``longer``, ascending, end in one item more: new ones, counted on from the last."""
take = _arrow.take
"""The numbers of ``rows``."""


class Strings(NamedTuple):
    """A column of strings as Apache Arrow lays it out, valid UTF-8."""

    offsets: _Numbers
    """32-bit: string ``n`` is ``data[offsets[n]:offsets[n + 1]]``."""
    data: bytes

    def at(self, row: int) -> str:
        """Return one string."""
        return self.data[self.offsets[row] : self.offsets[row + 1]].decode()


class Suspects(NamedTuple):
    """Strings that hold all the words of a set."""

    rows: _Numbers
    sets: _Numbers
    """A mask for each of these rows: bit ``n`` for the set ``n``."""


class Rows(NamedTuple):
    """Hits in columns, in order; nothing of the scanned bytes is needed any more."""

    signature: _Numbers
    line: _Numbers
    offset: _Numbers
    time: Strings
    """Empty where the line prints none."""
    host: Strings
    """Host that a relayed syslog line names; empty where it names none."""
    text: Strings
    field_first: _Numbers
    """Per hit: index of its first field; one more at the end."""
    field_name: _Numbers
    """Index into :attr:`fastparse.hits.Hits.names`, each once a hit."""
    field_value: Strings


def rows(
    part: Part, *, wanted: bytes | None = None, implementation: Implementation = "compiled"
) -> Rows:
    """Read the hits of one window: what :class:`fastparse.hits.Hit` holds of each.

    ``wanted`` has a byte for each signature; where it is 0, time and text are left empty.
    """
    columns = part.columns
    if wanted is None:
        wanted = b"\1" * (max(columns.signature, default=0) + 1)
    if implementation == "reference":
        read = _twin().rows
        return _rows(part, read(part.data, part.base, *_read(columns), wanted))
    step = _texts.Texts(wanted, None)
    step.read_columns(part.data, part.base, *_read(columns))
    return _rows(part, step.rows())


def _read(columns: Columns) -> Iterator[memoryview[int]]:
    """Yield the columns that are read."""
    return (column for name, column in columns._asdict().items() if name != "line")


def _twin() -> ModuleType:
    # The plain twin is loaded where it is asked for.
    return import_module("fastparse.reference.texts")


def _rows(part: Part, found: tuple[Any, ...]) -> Rows:
    time, host, text, first, name, value = found
    return Rows(
        part.columns.signature,
        part.columns.line,
        part.columns.start,
        Strings(*time),
        Strings(*host),
        Strings(*text),
        first,
        name,
        Strings(*value),
    )


def pick(column: Strings, rows: array[int]) -> Strings:
    """Return the strings of ``rows`` as a column of their own."""
    return Strings(*_arrow.pick(column.offsets, column.data, rows))


def joined(column: Strings, behind: Strings) -> Strings:
    """Return one column of the strings of two."""
    return Strings(*_arrow.joined(*column, *behind)) if len(behind.offsets) > 1 else column


def replaced(column: Strings, rows: array[int], others: Strings) -> Strings:
    """Return the column with ``others`` in place of the strings of ``rows``, which ascend."""
    return Strings(*_arrow.replaced(*column, rows, *others))


def strings(values: Iterable[bytes]) -> Strings:
    """Make a column of texts in UTF-8."""
    offsets = array("i", [0])
    pieces = []
    for value in values:
        pieces.append(value)
        offsets.append(offsets[-1] + len(value))
    return Strings(offsets, b"".join(pieces))


class Needles:
    """Finds the strings that hold certain words together, without looking at each in Python."""

    __slots__ = ("_automaton", "_longest", "_together", "_words")

    def __init__(self, together: Sequence[Sequence[str]], *, longest: int) -> None:
        """Take sets of words in lower-case ASCII, at most 64 sets and 64 different words.

        A blank stands for any blank character, ``^`` at a word's beginning for that of the string.
        Strings of more than ``longest`` bytes are always suspect.
        """
        words = sorted({word.encode("ascii") for one in together for word in one})
        if not all(together):
            raise ValueError("a set without a word")
        numbers = {word.decode(): 1 << number for number, word in enumerate(words)}
        self._words = words
        self._together = [sum({numbers[word] for word in one}) for one in together]
        self._longest = longest
        self._automaton = _automaton.Automaton(words, self._together, longest)

    def suspects(self, column: Strings, *, implementation: Implementation = "compiled") -> Suspects:
        """Return the rows whose text, case ignored, holds all the words of a set.

        Strings that are overlong or hold more than ASCII are among them, with every bit set.
        """
        if implementation == "reference":
            return Suspects(*_twin().suspects(self._words, self._together, self._longest, *column))
        return Suspects(*_automaton.suspects(self._automaton, *column))


class Reading:
    """What :func:`rows` does as a step of a scan, and :class:`Needles` with what it read."""

    __slots__ = ("_automaton", "_wanted")

    def __init__(self, wanted: bytes, needles: Needles) -> None:
        """Take what :func:`rows` does, and what values of fields and texts are looked through for."""
        self._wanted = wanted
        self._automaton = needles._automaton

    def step(self) -> Step:
        """Return the step for one window."""
        return _texts.Texts(self._wanted, self._automaton)

    @staticmethod
    def read(part: Part, step: Step) -> tuple[Rows, Suspects, Suspects]:
        """Return what a step read, and the suspects among values and texts."""
        if not isinstance(step, _texts.Texts):
            raise TypeError("a step of another kind")
        texts, values = step.suspects()
        return _rows(part, step.rows()), Suspects(*values), Suspects(*texts)

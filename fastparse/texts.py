"""Hits as columns of text: no object a hit, and what :class:`fastparse.hits.Hits` gives for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from fastparse import _arrow, _automaton, _texts
from fastparse.parallel import Part
from fastparse.reference import texts as _plain

__all__ = [
    "Needles",
    "Rows",
    "Strings",
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

    offsets: array[int]
    """32-bit: string ``n`` is ``data[offsets[n]:offsets[n + 1]]``."""
    data: bytes

    def at(self, row: int) -> str:
        """Return one string."""
        return self.data[self.offsets[row] : self.offsets[row + 1]].decode()


class Rows(NamedTuple):
    """Hits in columns, in order; nothing of the scanned bytes is needed any more."""

    signature: array[int] | memoryview[int]
    line: array[int] | memoryview[int]
    offset: array[int] | memoryview[int]
    time: Strings
    """Empty where the line prints none."""
    host: Strings
    """Host that a relayed syslog line names; empty where it names none."""
    text: Strings
    field_first: array[int]
    """Per hit: index of its first field; one more at the end."""
    field_name: array[int]
    """Index into :attr:`fastparse.hits.Hits.names`, each once a hit."""
    field_value: Strings


def rows(
    part: Part, *, wanted: bytes | None = None, implementation: Implementation = "compiled"
) -> Rows:
    """Read the hits of one window: what :class:`fastparse.hits.Hit` holds of each.

    ``wanted`` has a byte for each signature; where it is 0, time and text are left empty.
    """
    made = _texts if implementation == "compiled" else _plain
    data = part.data if implementation == "compiled" else bytes(part.data)
    columns, base = part.columns, part.base
    time, time_end, host, host_end = made.stamps(data, base, columns.line_start, columns.start)
    start = columns.start
    if wanted is not None:
        time = made.kept(time, columns.signature, wanted)
        start = made.kept(start, columns.signature, wanted)
    first, name, field, field_end = made.once(len(columns.start), *columns[5:])
    return Rows(
        columns.signature,
        columns.line,
        columns.start,
        Strings(*made.texts(data, base, time, time_end)),
        Strings(*made.texts(data, base, host, host_end)),
        Strings(*made.texts(data, base, start, columns.end)),
        first,
        name,
        Strings(*made.texts(data, base, field, field_end)),
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
        self._automaton = _automaton.Automaton(words)
        self._together = array("Q", [sum({numbers[word] for word in one}) for one in together])
        self._longest = longest

    def suspects(
        self, column: Strings, *, implementation: Implementation = "compiled"
    ) -> tuple[array[int], array[int]]:
        """Return the rows whose text, case ignored, holds all the words of a set; and the sets.

        The second column is a mask for each of these rows: bit ``n`` for the set ``n``. Strings
        that are overlong or hold more than ASCII are among them, with every bit set.
        """
        if implementation == "reference":
            return _plain.suspects(self._words, self._together, self._longest, *column)
        return _automaton.suspects(self._automaton, self._together, self._longest, *column)

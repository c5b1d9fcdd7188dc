"""Sections of a running-config, materialised on demand from the columns of a scan."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from fastparse.config_forms import Form, Forms, Sheet, SheetRow

__all__ = [
    "ENTRY",
    "EXTENDED",
    "STANDARD",
    "Columns",
    "ConfigTree",
    "EntryParts",
    "FlatRun",
    "NamedList",
    "Rows",
    "Section",
]

ENTRY, EXTENDED, STANDARD = 1, 2, 3
"""Kinds of flat access list entries: IOS, and what PIX and ASA print."""

FlatRun = tuple[int, str, int, int, bool]
"""Neighbouring ``access-list`` lines of one list: kind, name, first row, row after the last, remarks alone."""
NamedList = tuple[bool, str, int, int, bool]
"""An ``ip access-list``: extended, name, row, row after its entries, whether they say more than entries."""
EntryParts = tuple[Any, ...]
"""Parts of an access list entry, see :meth:`ConfigTree.entries`."""


class Columns(NamedTuple):
    """One row per configuration line, in order.

    ``start`` and ``end`` are byte offsets of the line without blanks around it; ``indent`` is the
    number of blanks before it; ``parent`` the row it belongs to, -1 at the top; ``number`` the
    1-based line; ``head`` the kind of section it opens (0: none that is known), or -1 for the
    wrapped rest of its parent's line.
    """

    start: array[int]
    end: array[int]
    indent: array[int]
    parent: array[int]
    number: array[int]
    head: array[int]
    end_line: int
    """Line of the ``end`` that closes the configuration, 0 when there is none."""
    trailing: int
    """Lines with text after ``end``: they are not configuration and have no row."""
    open_text: int
    """Line of a certificate that the end of the text cuts off, else 0."""


class Section(NamedTuple):
    """A configuration line with the lines that belong to it.

    ``text`` has no blanks around it, and a wrapped access list entry is joined to one line; bytes
    that are not UTF-8 come out as U+FFFD.
    """

    line: int
    text: str
    children: tuple[Section, ...] = ()


class Rows(NamedTuple):
    """What reads the rows of a scanned configuration: the compiled reader, or the plain one."""

    blocks: Callable[[bytes, Columns, Forms], list[tuple[int, int, int]]]
    sheet: Callable[[bytes, Columns, int, int, Sheet], Iterator[SheetRow | int]]
    usual: Callable[[bytes, Columns, int, int, Sheet], list[tuple[int, int, int] | int]]
    flat_lists: Callable[[bytes, Columns, int, int, bool, bool], list[FlatRun | int]]
    named_lists: Callable[[bytes, Columns, int, int, bool], list[NamedList | int]]
    foreign_masks: Callable[[bytes, Columns, int, int, bool], bool]
    entries: Callable[[bytes, Columns, int, int, bool, bool], Iterator[EntryParts | int]]


class ConfigTree:
    """A scanned running-config: cheap to hold, sections are made when they are asked for."""

    __slots__ = ("_rows", "columns", "data")

    def __init__(self, data: bytes, columns: Columns, rows: Rows) -> None:
        """Join the text, the columns that a scan made of it, and what reads its rows."""
        self.data = data
        self.columns = columns
        self._rows = rows

    def blocks(self, heads: Forms) -> list[tuple[int, int, int]]:
        """Return the sections whose first lines have one of the forms, in order.

        Neighbours with forms of one number are one block: (number, its first row, the row after it).
        """
        return self._rows.blocks(self.data, self.columns, heads)

    def sheet(self, first: int, stop: int, kind: Sheet) -> Iterator[SheetRow | int]:
        """Yield the sections of a block as rows of a sheet; the row alone of one that is not usual."""
        return self._rows.sheet(self.data, self.columns, first, stop, kind)

    def usual(self, first: int, stop: int, kind: Sheet) -> list[tuple[int, int, int] | int]:
        """Return the sections of a block that have rows in a sheet as runs, without making a row.

        A run is (first row, row after the last, how many rows the sheet has); a section that isn't
        usual is its row alone.
        """
        return self._rows.usual(self.data, self.columns, first, stop, kind)

    def flat_lists(
        self, first: int, stop: int, *, netmask: bool, grouped: bool
    ) -> list[FlatRun | int]:
        """Return the ``access-list`` lines of a block as runs, or the row of one that says more.

        More than an entry: no action where it should stand, a wrapped line, a mask in the notation
        of the other platform (``netmask``: which is this one's), with ``grouped`` also an object.
        """
        return self._rows.flat_lists(self.data, self.columns, first, stop, netmask, grouped)

    def named_lists(self, first: int, stop: int, *, grouped: bool) -> list[NamedList | int]:
        """Return the ``ip access-list`` sections of a block, or the row of one of another form."""
        return self._rows.named_lists(self.data, self.columns, first, stop, grouped)

    def foreign_masks(self, first: int, stop: int, *, netmask: bool) -> bool:
        """Whether any of some rows holds a mask in the notation that is not the one said."""
        return self._rows.foreign_masks(self.data, self.columns, first, stop, netmask)

    def entries(
        self, first: int, stop: int, *, flat: bool, netmask: bool
    ) -> Iterator[EntryParts | int]:
        """Yield of every row the parts of an extended entry; the row where it is not as usually printed.

        Parts: (line, sequence or None, action, body, protocol, source, source wildcard, source
        ports, target, target wildcard, what follows), addresses as numbers, ports and what follows
        as they stand, words one space apart; of a remark the first four.
        """
        return self._rows.entries(self.data, self.columns, first, stop, flat, netmask)

    def section(self, row: int) -> Section:
        """Return the section that a top-level row begins."""
        following = row + 1
        parents = self.columns.parent
        while following < len(parents) and parents[following] >= 0:
            following += 1
        return self._section(row, following)

    def text(self, row: int) -> str:
        """Return the text of a row, without the wrapped rest of its line."""
        return self._text(row)

    def sections(self, *heads: bytes) -> tuple[Section, ...]:
        """Return the top-level sections that begin with one of the heads, in order.

        Heads are lower-case words (``b"crypto isakmp policy"``); letter case and the number of
        blanks in the configuration don't matter. Without heads: every section.
        """
        kinds = (Form(head + b";") for head in heads) if heads else (Form(b""),)
        forms = Forms(*kinds, loose=True, fold=True)
        return tuple(
            section
            for _, first, stop in self.blocks(forms)
            for section in self.between(first, stop)
        )

    def between(self, first: int, stop: int) -> Iterator[Section]:
        """Yield the sections of a block."""
        parents = self.columns.parent
        row = first
        while row < stop:
            following = row + 1
            while following < stop and parents[following] >= 0:
                following += 1
            yield self._section(row, following)
            row = following

    def _section(self, row: int, following: int) -> Section:
        columns = self.columns
        if following == row + 1:
            return Section(columns.number[row], self._text(row))
        children: defaultdict[int, list[Section]] = defaultdict(list)
        rests: defaultdict[int, list[str]] = defaultdict(list)
        for item in range(following - 1, row - 1, -1):
            parent = columns.parent[item]
            text = self._text(item)
            if columns.head[item] == -1:
                rests[parent].append(text)
                continue
            if item in rests:
                text = " ".join((text, *reversed(rests[item])))
            below = tuple(reversed(children.pop(item))) if item in children else ()
            children[parent].append(Section(columns.number[item], text, below))
        return children[columns.parent[row]][0]

    def _text(self, row: int) -> str:
        return self.data[self.columns.start[row] : self.columns.end[row]].decode("utf-8", "replace")

"""Sections of a running-config, materialised on demand from the columns of a scan."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import NamedTuple

__all__ = ["Columns", "ConfigTree", "Section"]


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


class ConfigTree:
    """A scanned running-config: cheap to hold, sections are made when they are asked for."""

    __slots__ = ("columns", "data")

    def __init__(self, data: bytes, columns: Columns) -> None:
        """Join the text and the columns that a scan made of it."""
        self.data = data
        self.columns = columns

    def sections(self, *heads: bytes) -> tuple[Section, ...]:
        """Return the top-level sections that begin with one of the heads, in order.

        Heads are lower-case words (``b"crypto isakmp policy"``); letter case and the number of
        blanks in the configuration don't matter. Without heads: every section.
        """
        columns = self.columns
        data = self.data
        wanted = tuple(head + b" " for head in heads) or (b"",)
        found: list[Section] = []
        rows = len(columns.start)
        row = 0
        parents = columns.parent
        while row < rows:
            following = row + 1
            while following < rows and parents[following] >= 0:
                following += 1
            text = data[columns.start[row] : columns.end[row]].lower() + b" "
            if b"  " in text or b"\t" in text:
                text = b" ".join(text.split()) + b" "
            if text.startswith(wanted):
                found.append(self._section(row, following))
            row = following
        return tuple(found)

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

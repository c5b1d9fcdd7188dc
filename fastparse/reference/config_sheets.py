"""Sections of known forms as rows of values, in plain Python."""

from __future__ import annotations

from collections.abc import Iterator

from fastparse.config_forms import Forms, Sheet, SheetRow
from fastparse.config_tree import Columns
from fastparse.reference.config_forms import form_of

__all__ = ["sheet", "usual"]


class _Section:
    """A section while its lines are being read."""

    def __init__(self, kind: Sheet, row: int, number: int, line: int, shared: list[object]) -> None:
        self.kind = kind
        self.first = row
        self.number = number
        self.line = line
        self.shared = shared
        self.values: dict[int, object] = dict(enumerate(shared))
        self.several: list[object] = []

    def takes(self, words: dict[int, object]) -> bool:
        """Whether the places that words go to are free."""
        return all(place not in self.values for place in words if place != self.kind.several)

    def take(self, words: dict[int, object]) -> None:
        for place, word in words.items():
            if place == self.kind.several:
                self.several.append(word)
            else:
                self.values[place] = word

    @property
    def wanted(self) -> bool:
        """Whether it has a row."""
        return bool(self.number) and (self.kind.needed < 0 or self.kind.needed in self.values)

    def row(self, columns: Columns, stop: int) -> SheetRow:
        values = [
            tuple(self.several) if place == self.kind.several else self.values.get(place)
            for place in range(self.kind.places)
        ]
        numbers = [tuple(columns.number[self.first : stop])] if self.kind.numbered else []
        return (self.first, self.number, self.line, *values, *numbers)


def _placed(
    forms: Forms, found: tuple[int, list[object]], shared: int, usual: int
) -> dict[int, object]:
    """Return the words of a line by the places that they go to."""
    form = forms.forms[found[0]]
    words = found[1][shared:]
    place = usual if form.place < 0 and words else form.place
    if place < 0:
        return {}
    return dict(enumerate(words or [form.number], place))


def sheet(
    data: bytes, columns: Columns, first: int, stop: int, kind: Sheet
) -> Iterator[SheetRow | int]:
    """Yield the sections of some rows as rows; see :func:`fastparse._config_sheets.sheet`."""
    tops = [row for row in range(first, stop) if columns.parent[row] < 0]
    section: _Section | None = None
    for top, following in zip(tops, [*tops[1:], stop], strict=False):
        head = form_of(data, columns, top, kind.heads)
        if kind.shared and following > top + 1:
            head = None
        number = 0 if head is None else kind.heads.forms[head[0]].number
        words = {} if head is None else _placed(kind.heads, head, kind.shared, kind.shared)
        shared = [] if head is None else head[1][: kind.shared]
        goes_on = kind.shared and number and section and section.shared == shared
        if section and not (goes_on and section.takes(words)):
            yield section.row(columns, top)
            section = None
        if head is None:
            yield top
            continue
        if section is None:
            section = _Section(kind, top, number, columns.number[top], shared)
        section.take(words)
        usual = all(_line(data, columns, top, row, section) for row in range(top + 1, following))
        if not usual:
            yield top
        if not usual or not section.wanted:
            section = None
    if section:
        yield section.row(columns, stop)


def _line(data: bytes, columns: Columns, top: int, row: int, section: _Section) -> bool:
    """Take a line of a section; False where it is not usual."""
    lines = section.kind.lines
    found = form_of(data, columns, row, lines) if columns.parent[row] == top else None
    if found is None:
        return False
    words = _placed(lines, found, 0, -1)
    if not section.takes(words):
        return False
    section.take(words)
    return True


def usual(
    data: bytes, columns: Columns, first: int, stop: int, kind: Sheet
) -> list[tuple[int, int, int] | int]:
    """Return neighbouring sections that are usual as runs; see :func:`fastparse._config_sheets.usual`."""
    if kind.shared:
        raise ValueError("neighbours that share words are one section")
    tops = [row for row in range(first, stop) if columns.parent[row] < 0]
    found: list[tuple[int, int, int] | int] = []
    for top, following in zip(tops, [*tops[1:], stop], strict=False):
        rows = list(sheet(data, columns, top, following, kind))
        if rows == [top]:
            found.append(top)
        elif found and not isinstance(found[-1], int):
            begin, _, count = found[-1]
            found[-1] = (begin, following, count + len(rows))
        else:
            found.append((top, following, len(rows)))
    return found

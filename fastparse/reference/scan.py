"""The message scanner in plain Python: every template is tried at every position."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from fastparse.hits import Columns
from fastparse.reference.context import Captured, before
from fastparse.reference.fields import candidates
from fastparse.template import (
    BLANK_LIMIT,
    LINES,
    SPAN,
    Blank,
    Choice,
    Field,
    Literal,
    Optional,
    Part,
    Template,
)

__all__ = ["scan"]

_BLANKS = b" \t\r\n"
_BLANK = re.compile(rb"[ \t\r]*\n?[ \t\r]*")
_TOKEN = re.compile(rb"[A-Za-z0-9_.]")

Found = tuple[int, int, int, Captured]
"""Start, end with the longest first, template, fields: sorts into the order of preference."""


class _Attempt:
    """One template, tried at one position of the text."""

    def __init__(self, data: bytes, lowered: bytes, body: int) -> None:
        self._data = data
        self._lowered = lowered
        self._body = body
        self._limit = min(len(data), body + SPAN)
        at = body - 1
        for _ in range(LINES):
            at = data.find(b"\n", at + 1, self._limit)
            if at < 0:
                break
        else:
            self._limit = at
        self._failed: set[tuple[tuple[Part, ...], int]] = set()

    def match(self, parts: tuple[Part, ...], at: int) -> tuple[int, Captured] | None:
        """Match ``parts`` from ``at``: the end, and the fields, of the first way that works."""
        if not parts:
            return at, []
        if (parts, at) in self._failed:
            return None
        found = self._ways(parts[0], parts[1:], at)
        if found is None:
            self._failed.add((parts, at))
        return found

    def _ways(self, part: Part, rest: tuple[Part, ...], at: int) -> tuple[int, Captured] | None:
        if isinstance(part, Literal):
            end = at + len(part.text)
            same = self._lowered.startswith(part.text, at) and end <= self._limit
            return self.match(rest, end) if same else None
        if isinstance(part, Blank):
            after = self._blank(at)
            return None if after is None else self.match(rest, after)
        if isinstance(part, Choice):
            ways: Iterable[tuple[Part, ...]] = (option + rest for option in part.options)
            return self._first(ways, at)
        if isinstance(part, Optional):
            return self._first((part.parts + rest, rest), at)
        for start, end, after in candidates(part.kind, self._data, at, self._limit):
            found = self.match(rest, after)
            if found is not None:
                return found[0], [(part.name, start, end), *found[1]]
        return None

    def _first(self, ways: Iterable[tuple[Part, ...]], at: int) -> tuple[int, Captured] | None:
        for way in ways:
            found = self.match(way, at)
            if found is not None:
                return found
        return None

    def _blank(self, at: int) -> int | None:
        if at == self._body:
            return at
        run = _BLANK.match(self._data, at, min(self._limit, at + BLANK_LIMIT))
        if run is not None and run.end() > at:
            return run.end()
        return at if self._data[at - 1] in _BLANKS else None


def _opening(parts: tuple[Part, ...]) -> set[int] | None:
    """Return the lower-case bytes that a match can begin with; None when it may be any."""
    if not parts or isinstance(parts[0], Field):
        return None
    first, rest = parts[0], parts[1:]
    if isinstance(first, Blank):
        return _opening(rest)
    if isinstance(first, Literal):
        return {first.text[0]}
    if isinstance(first, Choice):
        return _union(option + rest for option in first.options)
    return _union((first.parts + rest, rest))


def _union(ways: Iterable[tuple[Part, ...]]) -> set[int] | None:
    found: set[int] = set()
    for way in ways:
        opening = _opening(way)
        if opening is None:
            return None
        found |= opening
    return found


def _starts(template: Template, data: bytes, lowered: bytes) -> Iterable[int]:
    opening = _opening(template.parts)
    if isinstance(template.parts[0], Field):
        return (at for at in range(len(data)) if at == 0 or not _TOKEN.match(data, at - 1))
    if opening is None:
        return range(len(data))
    pattern = b"[" + b"".join(re.escape(bytes([byte])) for byte in sorted(opening)) + b"]"
    return (found.start() for found in re.finditer(pattern, lowered))


def _all(templates: Sequence[Template], data: bytes) -> list[Found]:
    found: list[Found] = []
    lowered = data.lower()
    for index, template in enumerate(templates):
        for body in _starts(template, data, lowered):
            matched = _Attempt(data, lowered, body).match(template.parts, body)
            if matched is None:
                continue
            end, fields = matched
            start = body
            if template.context is not None:
                context = before(template.context, data, body, template.bare)
                if context is None:
                    continue
                start, lead = context
                fields = lead + fields
            found.append((start, -end, index, fields))
    return sorted(found)


class _Growing(NamedTuple):
    """:class:`Columns` while they are filled."""

    signature: array[int]
    start: array[int]
    end: array[int]
    line: array[int]
    line_start: array[int]
    field_hit: array[int]
    field_name: array[int]
    field_start: array[int]
    field_end: array[int]


def scan(
    templates: Sequence[Template],
    name_of: Callable[[str], int],
    data: bytes,
    offset: int,
    line: int,
) -> Columns:
    """Scan ``data``; the columns' positions are ``offset`` and its lines ``line`` further on."""
    columns = _Growing(*(array(code) for code in ("i", "q", "q", "q", "q", "q", "i", "q", "q")))
    taken = 0
    for start, minus_end, index, fields in _all(templates, data):
        if start < taken:
            continue
        taken = -minus_end
        hit = len(columns.start)
        columns.signature.append(index)
        columns.start.append(offset + start)
        columns.end.append(offset + taken)
        columns.line.append(line + data.count(b"\n", 0, start))
        columns.line_start.append(offset + data.rfind(b"\n", 0, start) + 1)
        for name, first, last in fields:
            columns.field_hit.append(hit)
            columns.field_name.append(name_of(name))
            columns.field_start.append(offset + first)
            columns.field_end.append(offset + last)
    return Columns(*(memoryview(column) for column in columns))

"""Hits as columns of text, in plain Python."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeAlias

from fastparse.reference.context import timestamp
from fastparse.template import LEAD

__all__ = [
    "bits",
    "filled",
    "joined",
    "lists",
    "pick",
    "replaced",
    "rows",
    "suspects",
    "take",
    "texts",
]

_WRAP = re.compile(rb"[ \t\r]*\n[ \t\r]*")
_BLANKS = b" \t\r\n"

_Strings: TypeAlias = "tuple[array[int], bytes]"


def _strings(values: Iterable[bytes]) -> _Strings:
    offsets = array("i", [0])
    pieces = []
    for value in values:
        pieces.append(value)
        offsets.append(offsets[-1] + len(value))
    return offsets, b"".join(pieces)


def texts(data: bytes, base: int, start: Sequence[int], end: Sequence[int]) -> _Strings:
    """Return the text at the spans, wraps made one blank, bytes that are no UTF-8 escaped."""
    return _strings(
        b""
        if low < 0
        else _WRAP.sub(b" ", data[low - base : high - base])
        .decode("utf-8", "backslashreplace")
        .encode()
        for low, high in zip(start, end, strict=True)
    )


def rows(
    data: bytes | memoryview,
    base: int,
    signature: Sequence[int],
    start: Sequence[int],
    end: Sequence[int],
    line_start: Sequence[int],
    field_hit: Sequence[int],
    field_name: Sequence[int],
    field_start: Sequence[int],
    field_end: Sequence[int],
    wanted: bytes,
) -> tuple[_Strings, _Strings, _Strings, array[int], array[int], _Strings]:
    """Return times, hosts, texts, where each hit's fields begin, their names and values."""
    data = bytes(data)
    time, time_end, host, host_end = _stamps(data, base, line_start, start)
    # Where nothing is wanted of a signature, its spans stand before the data.
    time, start = (
        array("q", [at if wanted[kind] else -1 for at, kind in zip(one, signature, strict=True)])
        for one in (time, start)
    )
    first, name, value, value_end = _once(len(start), field_hit, field_name, field_start, field_end)
    return (
        texts(data, base, time, time_end),
        texts(data, base, host, host_end),
        texts(data, base, start, end),
        first,
        name,
        texts(data, base, value, value_end),
    )


def _stamps(
    data: bytes, base: int, line_start: Sequence[int], start: Sequence[int]
) -> tuple[array[int], array[int], array[int], array[int]]:
    """Return where time and host of every hit stand, -1 where they don't."""
    columns = tuple(array("q") for _ in range(4))
    for line, at in zip(line_start, start, strict=True):
        time, host = _header(data, line - base, at - base)
        for column, position in zip(columns, (*time, *host), strict=True):
            column.append(position + base if position >= 0 else -1)
    return columns[0], columns[1], columns[2], columns[3]


_Span = tuple[int, int]
_NONE = (-1, -1)


def _header(data: bytes, line: int, at: int) -> tuple[_Span, _Span]:
    if at - line > LEAD:
        return _NONE, _NONE
    time, host, _ = _spans(data, line, at + 1)
    if host != _NONE:
        return time, host
    floor = max(0, line - LEAD)
    before = data[floor:line].rstrip(_BLANKS)
    begin = floor + before.rfind(b"\n") + 1
    stop = floor + len(before)
    stamp, relay, length = _spans(data, begin, stop)
    if relay == _NONE or length != stop - begin:
        return time, host
    return (stamp if time == _NONE else time), relay


def _spans(data: bytes, start: int, end: int) -> tuple[_Span, _Span, int]:
    """Return where the time and the host of a line stand that opens at ``start``."""
    line = data[start:end]
    time, host, length = timestamp(line)
    if time is None:
        return _NONE, _NONE, 0
    when = start + line.rindex(time.encode(), 0, length)
    told = (when, when + len(time))
    if host is None:
        return told, _NONE, length
    where = start + line.index(host.encode(), 0, length)
    return told, (where, where + len(host)), length


def _once(
    hits: int,
    field_hit: Sequence[int],
    field_name: Sequence[int],
    field_start: Sequence[int],
    field_end: Sequence[int],
) -> tuple[array[int], array[int], array[int], array[int]]:
    """Return the fields with each name once a hit: where it stood first, with its last value."""
    found: list[dict[int, tuple[int, int]]] = [{} for _ in range(hits)]
    for hit, *field in zip(field_hit, field_name, field_start, field_end, strict=True):
        found[hit][field[0]] = (field[1], field[2])
    first = array("i", [0])
    for fields in found:
        first.append(first[-1] + len(fields))
    flat = [(name, *span) for fields in found for name, span in fields.items()]
    return (
        first,
        array("i", [one[0] for one in flat]),
        array("q", [one[1] for one in flat]),
        array("q", [one[2] for one in flat]),
    )


def pick(offsets: Sequence[int], data: bytes, rows: Sequence[int]) -> _Strings:
    """Return the strings of ``rows``."""
    return _strings(data[offsets[row] : offsets[row + 1]] for row in rows)


def _each(offsets: Sequence[int], data: bytes) -> list[bytes]:
    return [data[low:high] for low, high in pairwise(offsets)]


def joined(offsets: Sequence[int], data: bytes, more: Sequence[int], behind: bytes) -> _Strings:
    """Return one column of the strings of two."""
    return _strings(_each(offsets, data) + _each(more, behind))


def replaced(
    offsets: Sequence[int],
    data: bytes,
    rows: Sequence[int],
    others: Sequence[int],
    texts: bytes,
) -> _Strings:
    """Return the column with ``others`` in place of the strings of ``rows``."""
    found = _each(offsets, data)
    for row, text in zip(rows, _each(others, texts), strict=True):
        found[row] = text
    return _strings(found)


def take(column: array[int], rows: Sequence[int]) -> array[int]:
    """Return the numbers of ``rows``."""
    return array(column.typecode, [column[row] for row in rows])


def bits(masks: Sequence[int]) -> tuple[array[int], array[int]]:
    """Return the numbers of the bits that are set, a list for each mask."""
    found = [[bit for bit in range(64) if mask >> bit & 1] for mask in masks]
    first = array("i", [0])
    for one in found:
        first.append(first[-1] + len(one))
    return first, array("i", [bit for one in found for bit in one])


def filled(offsets: Sequence[int]) -> tuple[bytes, int]:
    """Return a bitmap of the strings that are not empty, lowest bit first, and how many are."""
    present = [low < high for low, high in pairwise(offsets)]
    bitmap = sum(1 << row for row, there in enumerate(present) if there)
    return bitmap.to_bytes((len(present) + 7) // 8, "little"), present.count(False)


def lists(
    first: Sequence[int], rows: Sequence[int], longer: Sequence[int]
) -> tuple[array[int], array[int]]:
    """Return the lists of ``rows``; those at ``longer`` end in a new item, counted from the last."""
    found = [list(range(first[row], first[row + 1])) for row in rows]
    for extra, index in enumerate(longer):
        found[index].append(first[-1] + extra)
    listed = array("i", [0])
    for one in found:
        listed.append(listed[-1] + len(one))
    return listed, array("i", [item for one in found for item in one])


def _pattern(word: bytes) -> re.Pattern[bytes]:
    body = re.escape(word.removeprefix(b"^")).replace(rb"\ ", rb"[ \t-\r\x1c-\x1f]")
    return re.compile((rb"\A" if word.startswith(b"^") else b"") + body)


def suspects(
    words: Sequence[bytes],
    together: Sequence[int],
    longest: int,
    offsets: Sequence[int],
    data: bytes,
) -> tuple[array[int], array[int]]:
    """Return the rows that hold all the words of a set, or are odd, and a mask of the sets."""
    patterns = [_pattern(word) for word in words]
    rows, masks = array("i"), array("Q")
    for row in range(len(offsets) - 1):
        text = data[offsets[row] : offsets[row + 1]]
        lowered = text.lower()
        held = sum(1 << index for index, one in enumerate(patterns) if one.search(lowered))
        sets = sum(1 << index for index, mask in enumerate(together) if mask & held == mask)
        if len(text) > longest or not text.isascii():
            sets = 2**64 - 1
        if sets:
            rows.append(row)
            masks.append(sets)
    return rows, masks

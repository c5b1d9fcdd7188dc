"""Hits as columns of text: what a hit holds, whatever the bytes; and the plain twin agrees."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fastparse import _arrow, _texts
from fastparse.parallel import parts
from fastparse.reference import texts as plain
from fastparse.texts import (
    Needles,
    Rows,
    Strings,
    bits,
    filled,
    joined,
    lists,
    pick,
    replaced,
    rows,
    strings,
    take,
)

from .test_scan import COMPILED
from .test_scan_properties import logs

RELAYED = st.sampled_from(
    [
        b"Mar  1 00:00:01 hub1 45: *Mar  1 00:00:00.123: ",
        b"<189>2026-11-24T10:11:12+01:00 10.0.0.1 ",
        b"Mar  1 2025 00:00:01 10.9.9.9 : \n",
        b"1d00h: ",
        b"x" * 600,
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(RELAYED | logs() | st.binary(max_size=40), max_size=8), st.integers(1, 3000))
def test_rows_hold_what_hits_hold(pieces: list[bytes], window: int):
    data = b"".join(pieces)
    expected = COMPILED.scan(data, offset=3, line=2)
    found: list[tuple[object, ...]] = []
    for part, _ in parts(COMPILED, data, window=window, offset=3, line=2):
        columns = rows(part)
        assert columns == rows(part, implementation="reference")
        found += [row(columns, expected.names, at) for at in range(len(columns.line))]
    assert found == [
        (
            hit.signature,
            hit.line,
            hit.offset,
            hit.time or "",
            hit.origin or "",
            hit.text.decode("utf-8", "backslashreplace"),
            list(hit.fields.items()),
        )
        for hit in expected
    ]


@settings(max_examples=60, deadline=None)
@given(logs())
def test_what_is_not_wanted_has_no_text(data: bytes):
    wanted = bytes(number % 2 for number in range(len(COMPILED.templates)))
    for part, _ in parts(COMPILED, data):
        whole, some = rows(part), rows(part, wanted=wanted)
        assert some == rows(part, wanted=wanted, implementation="reference")
        for at, kind in enumerate(whole.signature):
            shown = (whole.time.at(at), whole.text.at(at)) if wanted[kind] else ("", "")
            assert (some.time.at(at), some.text.at(at), some.host.at(at)) == (
                *shown,
                whole.host.at(at),
            )


def row(columns: Rows, names: tuple[str, ...], at: int) -> tuple[object, ...]:
    fields = range(columns.field_first[at], columns.field_first[at + 1])
    return (
        columns.signature[at],
        columns.line[at],
        columns.offset[at],
        columns.time.at(at),
        columns.host.at(at),
        columns.text.at(at),
        [(names[columns.field_name[one]], columns.field_value.at(one)) for one in fields],
    )


BYTES = st.binary(max_size=60) | st.lists(
    st.sampled_from(
        [b"\n", b" ", b"\r", b"\t", b"\xc3\xa9", b"\xe2\x82", b"\xf0\x9f\x98\x80", b"a"]
    )
).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(BYTES, st.data())
@example(b"\xed\xa0\x80\xf4\x90\x80\x80\xc0\xaf\xe0\x9f\xbf", None)
def test_texts_of_any_bytes(data: bytes, draw: st.DataObject | None):
    size = len(data)
    spans = [(0, size)]
    if draw is not None:
        spans += [
            tuple(sorted(span))
            for span in draw.draw(st.lists(st.tuples(*[st.integers(0, size)] * 2)))
        ]
    start = array("q", [7 + low for low, _ in spans] + [-1])
    end = array("q", [7 + high for _, high in spans] + [-1])
    offsets, text = _texts.texts(data, 7, start, end)
    assert (offsets, text) == plain.texts(data, 7, start, end)
    text.decode()


def test_spans_outside_the_data_are_refused():
    for start, end in ((-5, 3), (2, 99), (6, 5)):
        with pytest.raises(ValueError, match="outside"):
            _texts.texts(b"0123456789", 8, array("q", [start + 8]), array("q", [end + 8]))
    with pytest.raises(ValueError, match="lengths"):
        _texts.texts(b"", 0, array("q", [1]), array("q"))
    for line_start, start, end in ((2, 4, 4), (3, 2, 4), (0, 2, 9)):
        with pytest.raises(ValueError, match="outside"):
            read(line_start=line_start, start=start, end=end)
    with pytest.raises(ValueError, match="not known"):
        read(signature=1)
    with pytest.raises(ValueError, match="lengths"):
        read(fields=1)


def read(
    *, signature: int = 0, start: int = 0, end: int = 4, line_start: int = 0, fields: int = 0
) -> object:
    """Read one hit in ``0123``, with so many fields of which nothing is told but the hit."""
    spans = (array("q", [number]) for number in (start, end, line_start))
    none = array("q")
    step = _texts.Texts(b"\1", None)
    step.read_columns(
        b"0123",
        0,
        array("i", [signature]),
        *spans,
        array("q", bytes(8 * fields)),
        array("i"),
        none,
        none,
    )
    return step.rows()


COLUMNS = st.lists(st.text(max_size=8)).map(lambda texts: strings(text.encode() for text in texts))


@given(COLUMNS, st.data())
def test_columns_are_picked_as_the_twin_picks(column: Strings, draw: st.DataObject):
    count = len(column.offsets) - 1
    chosen = array("i", draw.draw(st.lists(st.integers(0, count - 1))) if count else [])
    assert pick(column, chosen) == plain.pick(*column, chosen)
    assert filled(column.offsets) == plain.filled(column.offsets)
    numbers = array("q", range(count))
    assert take(numbers, chosen) == plain.take(numbers, chosen) == array("q", chosen)
    longer = array(
        "i", sorted(draw.draw(st.sets(st.integers(0, max(0, len(chosen) - 1))))) if chosen else []
    )
    assert lists(column.offsets, chosen, longer) == plain.lists(column.offsets, chosen, longer)


@given(COLUMNS, COLUMNS, st.data())
def test_columns_are_joined_and_replaced_as_the_twin_does(
    column: Strings, other: Strings, draw: st.DataObject
):
    assert joined(column, other) == plain.joined(*column, *other)
    count, most = len(column.offsets) - 1, len(other.offsets) - 1
    size = min(count, most)
    places = st.sets(st.integers(0, max(0, count - 1)), min_size=size, max_size=size)
    chosen = array("i", sorted(draw.draw(places)) if size else [])
    others = pick(other, array("i", range(size)))
    assert replaced(column, chosen, others) == plain.replaced(*column, chosen, *others)


def test_what_does_not_fit_a_column_is_not_put_into_it():
    column = strings([b"a", b"b"])
    for at, others in (([2], [b"c"]), ([1, 0], [b"c", b"d"]), ([0], []), ([-1], [b"c"])):
        with pytest.raises(ValueError, match="outside"):
            replaced(column, array("i", at), strings(others))
    with pytest.raises(ValueError, match="outside"):
        _arrow.joined(array("i", [0, 3]), b"a", *column)
    with pytest.raises(ValueError, match="one offset more"):
        _arrow.joined(array("i"), b"", *column)


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_masks_become_lists(masks: list[int]):
    column = array("Q", masks)
    first, number = bits(column)
    assert (first, number) == plain.bits(column)
    assert [sum(1 << bit for bit in number[a:b]) for a, b in pairwise(first)] == masks


def test_rows_outside_a_column_are_refused():
    column = strings([b"a", b"b"])
    for wrong in (-1, 2):
        chosen = array("i", [wrong])
        with pytest.raises(ValueError, match="outside"):
            pick(column, chosen)
        with pytest.raises(ValueError, match="outside"):
            take(array("i", [1, 2]), chosen)
        with pytest.raises(ValueError, match="outside"):
            lists(column.offsets, chosen, array("i"))


WORDS = st.text("ab -", min_size=1, max_size=4) | st.text("ab ", max_size=2).map(
    "^".__add__
).filter(lambda word: len(word) > 1)
SETS = st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=6)


@settings(max_examples=300, deadline=None)
@given(SETS, st.lists(st.text("aAbB -\t\x1c^é", max_size=12)), st.integers(0, 12))
def test_needles_find_what_the_twin_finds(sets: list[list[str]], texts: list[str], longest: int):
    needles = Needles(sets, longest=longest)
    column = strings(text.encode() for text in texts)
    found = needles.suspects(column)
    assert found == needles.suspects(column, implementation="reference")
    for text, at in zip(texts, range(len(texts)), strict=True):
        if len(text.encode()) > longest or not text.isascii():
            assert at in found[0]


def test_needles_are_bounded():
    with pytest.raises(ValueError, match="64 words"):
        Needles([[chr(97 + n % 26) * (n + 1)] for n in range(65)], longest=9)
    with pytest.raises(ValueError, match="lower-case"):
        Needles([["Key"]], longest=9)
    with pytest.raises(ValueError, match="without a word"):
        Needles([[]], longest=9)

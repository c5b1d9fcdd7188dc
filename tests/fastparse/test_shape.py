"""Rows by a shape: every form, inner rows, pairs and damage, compiled and plain, on any columns."""

from __future__ import annotations

import gc
from array import array
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fastparse import _rows
from fastparse.records import Columns, Field
from fastparse.reference import rows as plain
from fastparse.shape import (
    FIRST_REASON,
    MOST_LISTS,
    MOST_VALUES,
    Carried,
    Form,
    Inner,
    Pairs,
    Shape,
    Spread,
    Value,
    numbers,
    texts,
)


class Parts(NamedTuple):
    text: str
    first: str
    second: str


class Net(NamedTuple):
    text: str
    address: str
    mask: str
    number: int | None = None


class Ends(NamedTuple):
    text: str
    first: str
    first_port: int
    last: str
    last_port: int


class Entry(NamedTuple):
    line: int
    side: str
    number: int | None
    body: str = ""
    kind: str | None = None
    complete: bool = True


class Note(NamedTuple):
    line: int
    text: str


class Row(NamedTuple):
    line: int
    name: str
    kind: str | None = None
    lower: str = ""
    spaced: str = ""
    words: tuple[str, ...] = ()
    number: int = 0
    hexadecimal: int = 0
    true: bool = False
    parts: Parts | None = None
    made: Any = None
    pairs: tuple[tuple[str, int], ...] = ()
    entries: tuple[Entry, ...] = ()
    notes: tuple[Note, ...] = ()
    many: tuple[str, ...] = ()
    fixed: str = ""
    thousands: int = 0
    others: tuple[tuple[str, int], ...] = ()
    net: Net | None = None
    phrase: str = ""
    yes: bool | None = None
    ends: Ends | None = None
    mark: str | None = None
    shared: tuple[str, ...] | None = None
    complete: bool = True


VALUES = {
    **texts(name=1),
    2: Value("lower", Form.LOWER),
    3: Value("spaced", Form.SPACED),
    4: Value("words", Form.WORDS),
    **numbers(number=5),
    6: Value("hexadecimal", Form.HEX),
    7: Value("true", Form.TRUE),
    8: Value("parts", Form.SLASHED, Parts),
    9: Value("made", Form.MADE, str.split),
    16: Value("many", many=True),
    19: Value("fixed", Form.FIXED, "said"),
    20: Value("thousands", Form.THOUSANDS),
    25: Value("net", Form.NETWORK, Net),
    30: Value("phrase", Form.PHRASE),
    31: Value("yes", Form.YES),
    32: Value("ends", Form.RANGE, Ends),
    33: Value("mark"),
    34: Value("shared", many=True),
}
SHAPE = Shape(
    row=Row,
    starts=2,
    damage=frozenset({Field.CUT_RECORD}),
    values=VALUES,
    pairs=(
        Pairs("pairs", 10, 11, str.upper, {23: "fixed name"}),
        Pairs("others", 21, 22, str.lower),
    ),
    left_out=frozenset({24}),
    inners=(
        Inner(
            attribute="entries",
            row=Entry,
            begin=12,
            defaults={"number": None},
            values={**numbers(number=12), **texts(body=13), 14: Value("kind", outer=True)},
            damage=frozenset({Field.CUT_SA}),
            carried=Carried(15, ("side",), lambda text: (text[:1],)),
        ),
        Inner(attribute="notes", row=Note, begin=17, values=texts(text=18)),
    ),
    spread=Spread("shared", "mark", ("name", "lower")),
)
BUILDERS = [
    pytest.param(_rows.Builder, id="compiled"),
    pytest.param(plain.Builder, id="reference"),
]


def columns(*cells: tuple[int, int, int, int, int]) -> Columns:
    turned = zip(*cells, strict=True) if cells else ((), (), (), (), ())
    return Columns(*(array(code, column) for code, column in zip("iHIII", turned, strict=True)))


def made(builder, *cells: tuple[int, bytes]) -> list[Row]:
    """Make rows of one record a ``name``; each cell stands on a line of its own."""
    data, found, record = b"", [], -1
    for line, (field, text) in enumerate(cells, start=1):
        record += field == 1
        found.append((record, field, len(data), len(data) + len(text), line))
        data += text
    return builder(SHAPE).rows(data, columns(*found), 100)


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_form(builder):
    (row,) = made(
        builder,
        (1, b"na\xffme"), (2, b"Kind"), (3, b" a  b\tc "), (4, b" a, b,,c "), (5, b"007"),
        (6, b"0xfF"), (7, b""), (8, b"a/b/c"), (9, b"x y"), (10, b"sent"), (11, b"4"), (15, b"in"),
        (12, b"1"), (13, b"one"), (16, b"m"), (17, b""), (18, b"note"), (16, b"n"), (15, b"out"), (12, b"2"), (14, b"k1"), (12, b"3"), (14, b"k2"),
        (19, b""), (20, b"12"), (21, b"sent"), (22, b"5"), (23, b"x"), (11, b"6"), (21, b"GOT"), (22, b"7"), (24, b"z"),
        (25, b"a/b/07"),
        (Field.CUT_SA, b""), (30, b"  not  detected ."), (31, b"True"),
        (32, b"2001:db8::/0 - 2001:db8::ff/65535"),
    )  # fmt: skip
    assert row == Row(
        line=101, name="na\ufffdme", kind="k1", lower="kind", spaced="a b c", words=("a", "b", "c"),
        number=7, hexadecimal=255, true=True, parts=Parts("a/b/c", "a/b", "c"), made=["x", "y"],
        pairs=(("SENT", 4), ("fixed name", 6)),
        entries=(
            Entry(112, "i", 1, "one"), Entry(119, "o", 2, "", "k1"),
            Entry(121, "o", 3, "", "k2", complete=False),
        ),
        notes=(Note(115, "note"),),
        many=("m", "n"), fixed="said", thousands=12000, others=(("sent", 5), ("got", 7)),
        net=Net("a/b/07", "a", "b", 7),
        phrase="not detected",
        yes=True,
        ends=Ends("2001:db8::/0 - 2001:db8::ff/65535", "2001:db8::", 0, "2001:db8::ff", 65535),
    )  # fmt: skip
    assert type(row) is Row
    assert type(row.ends) is Ends
    assert type(row.parts) is Parts


@pytest.mark.parametrize("builder", BUILDERS)
def test_the_line_is_that_of_the_first_value_from_starts_on(builder):
    first, second = made(builder, (1, b"a"), (2, b"x"), (3, b"y"), (1, b"b"))
    assert (first.line, second.line) == (101, 103)


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_record_that_was_cut(builder):
    first, second = made(builder, (1, b"a"), (Field.CUT_RECORD, b""), (1, b"b"), (Field.STRAY, b""))
    assert (first.complete, second.complete) == (False, True)


@pytest.mark.parametrize("builder", BUILDERS)
def test_what_the_last_of_a_group_says_is_each_ones(builder):
    rows = made(
        builder,
        (1, b"a"), (1, b"b"), (34, b"own"), (1, b"b"), (2, b"B"), (1, b"b"), (2, b"b"),
        (34, b"one"), (34, b"two"), (33, b""), (1, b"b"), (34, b"below"), (1, b"c"), (1, b"c"),
        (33, b"x"), (1, b"d"), (34, b"three"),
    )  # fmt: skip
    both = ("one", "two")
    shared = [None, ("own",), both, both, ("below",), (), (), ("three",)]
    assert [row.shared for row in rows] == shared
    assert rows[2].shared is rows[3].shared or builder is plain.Builder


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_range_of_ports_as_printed(builder):
    for text in (b"1.1.1.1/0 -  1.1.1.9/7", b"\t1.1.1.1/0 - 1.1.1.9/7", b"a/1/0 - b/2/7"):
        (row,) = made(builder, (1, b"a"), (32, text))
        assert row.ends
        assert (row.ends.text, row.ends.first_port, row.ends.last_port) == (text.decode(), 0, 7)


@pytest.mark.parametrize("builder", BUILDERS)
def test_what_a_heading_carries_ends_with_its_record(builder):
    with pytest.raises(ValueError, match="without side"):
        made(builder, (1, b"a"), (15, b"in"), (12, b"1"), (1, b"b"), (12, b"2"))


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([(1, b"a"), (5, b"x")], "invalid literal"),
        ([(1, b"a"), (8, b"a/b")], None),
        ([(1, b"a"), (8, b"a")], "too few parts"),
        ([(1, b"a"), (11, b"1")], "does not fit"),
        ([(1, b"a"), (10, b"n")], "without its number"),
        ([(1, b"a"), (10, b"n"), (10, b"m")], "does not fit"),
        ([(1, b"a"), (10, b"n"), (22, b"1")], "does not fit"),
        ([(1, b"a"), (23, b"n"), (24, b"")], "without its number"),
        ([(1, b"a"), (20, b"x")], "invalid literal"),
        ([(1, b"a"), (25, b"a/b")], None),
        ([(1, b"a"), (25, b"a")], "no network"),
        ([(1, b"a"), (25, b"a/b/1/2")], "no network"),
        ([(1, b"a"), (25, b"a/b/c")], "invalid literal"),
        ([(1, b"a"), (13, b"n")], "outside of a"),
        ([(1, b"a"), (99, b"n")], "does not fit"),
        ([(1, b"a"), (17, b"n")], "without text"),
        ([(1, b"a"), (32, b"a/1 - b")], "without a port"),
        ([(1, b"a"), (32, b"a/1 b/1")], "values to unpack"),
        ([(1, b"a"), (32, b"a/1 - b/x")], "invalid literal"),
    ],
)
def test_columns_that_do_not_fit(builder, cells, message):
    if message is None:
        made(builder, *cells)
        return
    with pytest.raises(ValueError, match=message):
        made(builder, *cells)


@pytest.mark.parametrize("builder", BUILDERS)
@pytest.mark.parametrize("records", [(1,), (0, 2), (0, 1, 0)])
def test_records_out_of_order(builder, records):
    found = columns(*((record, 1, 0, 1, 1) for record in records))
    with pytest.raises(ValueError, match="stands behind record"):
        builder(SHAPE).rows(b"a", found, 1)


def test_places_outside_of_the_bytes():
    for start, end in ((0, 2), (1, 0), (5, 6)):
        with pytest.raises(ValueError, match="does not fit the bytes"):
            _rows.Builder(SHAPE).rows(b"a", columns((0, 1, start, end, 1)), 1)


def test_columns_of_another_type():
    with pytest.raises(TypeError, match="type code"):
        _rows.Builder(SHAPE).rows(b"", Columns(*(array("q") for _ in range(5))), 1)


@pytest.mark.parametrize(
    "table",
    [
        {"values": {FIRST_REASON: Value("name")}},
        {"values": {1: Value("name", Form.MADE)}},
        {"values": {1: Value("name", Form.NETWORK)}},
        {"values": {1: Value("name")}, "pairs": (Pairs("pairs", 1, 2, str),)},
        {"values": {1: Value("name")}, "pairs": (Pairs("pairs", 2, 3, str, {1: "n"}),)},
        {"values": {}, "pairs": (Pairs("pairs", 2, 3, str), Pairs("others", 3, 4, str))},
        {"values": {}, "pairs": tuple(Pairs("pairs", n, n + 1, str) for n in (1, 3, 5, 7, 9))},
        {"values": {1: Value("name")}, "left_out": frozenset({1})},
        {"values": {}, "damage": frozenset({1})},
        {"values": {number: Value("name") for number in range(MOST_VALUES + 1)}},
        {"values": {1: Value("name", Form.RANGE)}},
        {"values": {1: Value("many"), 2: Value("many", many=True)}},
        {"values": {number: Value(str(number), many=True) for number in range(MOST_LISTS + 1)}},
    ],
)
def test_shapes_that_no_columns_fit(table):
    with pytest.raises(ValueError, match=r"field|reasons|make|values|lists|kinds of pairs"):
        Shape(row=Row, **table)


def test_rows_outlive_their_bytes_and_the_collector():
    rows = made(_rows.Builder, *[(1, b"name %d" % n) for n in range(2000)])
    gc.collect()
    assert [row.name for row in rows] == [f"name {n}" for n in range(2000)]
    assert len({hash(row[:9]) for row in rows}) == 2000


PIECES = st.sampled_from(
    [b"", b"a", b"A b", b"1", b"0x1F", b"f", b"1_0", b" 7", b"1" * 19, b"1" * 25, b"a/b/c", b"//", b"a/b", b"a/b/1",
     b"x,y", b",", b" ", b"\t", b"\x0b", b"\x1c", b"\xff", b"\xc3\xa9", b"\xe2\x82", b"\xc2\xa0",
     b"\xd9\xa3", b"w " * 40, b"a . ", b"Yes.", b"t", b"a/1 - b/2", b"a/1/2 - b/3", b"a/1 -",
     b" - b/1", b"/1 - /2", b"a/1 - b/\xd9\xa3", b"a/1 - b/2 "]
)  # fmt: skip
CELLS = st.lists(
    st.tuples(
        st.integers(-1, 2),
        st.one_of(
            st.integers(1, 35), st.sampled_from([Field.CUT_RECORD, Field.CUT_SA, Field.STRAY])
        ),
        PIECES,
        st.integers(1, 3),
    ),
    max_size=25,
)


def outcome(builder, data: bytes, found: Columns) -> object:
    try:
        return builder(SHAPE).rows(data, found, 5)
    except ValueError:
        return ValueError


@settings(max_examples=600, deadline=None)
@given(cells=CELLS, orderly=st.booleans())
@example(cells=[(0, 1, b"a", 1), (0, 4, b"w " * 40, 1), (0, 4, b"\xc2\xa0", 1)], orderly=False)
def test_the_two_agree_on_any_columns(cells, orderly):
    data, found, record = b"", [], -1
    for number, field, text, line in cells:
        if orderly:  # a name begins a record, and what comes before one is of none
            record += field == 1
            number = record  # noqa: PLW2901  # in place of its own
        found.append((number, int(field), len(data), len(data) + len(text), line))
        data += text
    table = columns(*found)
    assert outcome(_rows.Builder, data, table) == outcome(plain.Builder, data, table)
    assert _rows.reasons(table) == plain.reasons(table)

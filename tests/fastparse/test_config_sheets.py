"""Sections as rows of values: both readers, on sections that are usual and on any bytes. All texts are synthetic."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse import _config_sheets, config
from fastparse.config_forms import Form, Forms, Sheet
from fastparse.reference import config as reference
from fastparse.reference import config_sheets as plain_sheets

NO_LINES = Forms()


@pytest.fixture(params=["compiled", "reference"])
def parse(request):
    return config.parse if request.param == "compiled" else reference.parse


def _rows(tree, kind: Sheet) -> list[object]:
    return list(tree.sheet(0, len(tree.columns.parent), kind))


ENTRIES = Sheet(
    Forms(Form(b"crypto map ~ + ipsec-isakmp$", 1), loose=True),
    Forms(
        Form(b"set peer '$", 0, place=2),
        Form(b"match address ~$", 0, place=3),
        Form(b"set pfs$", 9, place=4),
        Form(b"set pfs group+$", 0, place=4),
        Form(b"description;"),
        loose=True,
    ),
    5,
    several=2,
    numbered=True,
)


def test_sections_with_lines(parse) -> None:
    tree = parse(
        b"crypto map M 1 ipsec-isakmp\n set peer 1.1.1.1\n description x\n set peer 2.2.2.2\n match address A\n"
        b"crypto map M 2 ipsec-isakmp\n set pfs\n"
        b"crypto map M 3 ipsec-isakmp\n match address A\n match address B\n"
        b"crypto map M 4 ipsec-isakmp\n set transform-set T\n"
        b"crypto map M 5 ipsec-isakmp\n description a\n  b\n"
        b"crypto map M 65536 ipsec-isakmp\n"
        b"crypto map M 6 ipsec-isakmp\n"
        b"crypto map M 7 ipsec-isakmp\n set pfs group14\n"
    )
    found = _rows(tree, ENTRIES)
    tops = [row for row, parent in enumerate(tree.columns.parent) if parent < 0]
    assert found == [
        (0, 1, 1, "M", 1, ("1.1.1.1", "2.2.2.2"), "A", None, (1, 2, 3, 4, 5)),
        (5, 1, 6, "M", 2, (), None, 9, (6, 7)),
        *tops[
            2:6
        ],  # a place filled twice; a line of no form; one nested deeper; no sequence number
        (tops[6], 1, 17, "M", 6, (), None, None, (17,)),
        (tops[7], 1, 18, "M", 7, (), None, 14, (18, 19)),
    ]


FLAT = Sheet(
    Forms(
        Form(b"crypto map ~ + set peer '$", 1, place=2),
        Form(b"crypto map ~ + match address ~$", 2, place=3),
        Form(b"crypto map ~ + set pfs$", 3, place=4),
        Form(b"crypto map ~ + set nothing$", 4),
        Form(b"crypto map ~ + left out$", 0),
        loose=True,
    ),
    NO_LINES,
    5,
    several=2,
    shared=2,
    numbered=True,
)


def test_neighbours_with_words_in_common(parse) -> None:
    tree = parse(
        b"crypto map M 1 match address A\ncrypto map M 1 set nothing\ncrypto map M 1 set peer 1.1.1.1\n"
        b"crypto map  M 01 set peer 2.2.2.2\ncrypto map M 2 set pfs\n"
        b"crypto map M 2 set unknown\n"
        b"crypto map M 2 match address B\ncrypto map M 2 match address C\n"
        b"crypto map M 2 left out\n"
        b"crypto map M 2 set nothing\n"
        b"crypto map M 2 set nothing\n something\n"
    )
    assert _rows(tree, FLAT) == [
        (0, 2, 1, "M", 1, ("1.1.1.1", "2.2.2.2"), "A", None, (1, 2, 3, 4)),
        (4, 3, 5, "M", 2, (), None, 3, (5,)),
        5,
        (6, 2, 7, "M", 2, (), "B", None, (7,)),
        (7, 2, 8, "M", 2, (), "C", None, (8,)),
        (9, 4, 10, "M", 2, (), None, None, (10,)),
        10,
    ]


KEYS = Sheet(
    Forms(Form(b"group |^ keys$", 2), Form(b"group ~ keys$", 1), Form(b"group ~;", 0), loose=True),
    Forms(Form(b'="key ~$', place=2), Form(b"key;", -1), Form(b"", 0), loose=True),
    5,
    needed=4,
)


def test_lines_that_are_kept_whole_and_heads_that_are_left_out(parse) -> None:
    tree = parse(
        b"group A type\n other\ngroup A keys\n x\n key  k \ngroup B keys\n key a b\ngroup C type\n key a b\n"
        b"group 1.2.3.4 keys\n key x\ngroup C keys\n"
    )
    assert _rows(tree, KEYS) == [
        (2, 1, 3, "A", None, "key  k", 5, "k"),
        5,
        7,
        (9, 2, 10, "1.2.3.4", 0x01020304, "key x", 11, "x"),
    ]


def test_usual_sections_without_their_rows(parse) -> None:
    tree = parse(
        b"group A keys\n key k\ngroup A type\ngroup B keys\n key a b\nother\ngroup C keys\n"
    )
    assert tree.usual(0, 7, KEYS) == [(0, 3, 1), 3, 5, (6, 7, 0)]
    assert tree.usual(0, 3, KEYS) == [(0, 3, 1)]
    assert tree.usual(0, 0, KEYS) == []
    with pytest.raises(ValueError, match="share words"):
        tree.usual(0, 7, FLAT)


@pytest.mark.parametrize(
    ("heads", "lines", "places", "several", "shared"),
    [
        (Form(b"~ ~"), None, 1, -1, 0),
        (Form(b"~"), None, 2, -1, 2),
        (Form(b"~ ~", 0, place=0), None, 3, -1, 1),
        (Form(b"x", 0, place=1), None, 1, -1, 0),
        (Form(b"x"), Form(b"~", 0, place=1), 1, -1, 0),
        (Form(b"~"), None, 2, 0, 1),
        (Form(b"x"), None, 61, -1, 0),
        (Form(b"x"), None, 1, 1, 0),
    ],
)
def test_words_without_a_place(heads, lines, places: int, several: int, shared: int) -> None:
    with pytest.raises(ValueError, match="place"):
        Sheet(
            Forms(heads), Forms(*[lines] if lines else ()), places, several=several, shared=shared
        )


def test_rows_that_are_not_there() -> None:
    tree = config.parse(b"a\nb\n")
    for first, stop in ((-1, 1), (2, 1), (0, 3)):
        with pytest.raises(ValueError, match="no such rows"):
            tree.sheet(first, stop, ENTRIES)
    with pytest.raises(ValueError, match="another text"):
        config.ConfigTree(b"a", tree.columns, config.ROWS).sheet(0, 2, ENTRIES)


def test_columns_are_not_resized_while_rows_are_made() -> None:
    tree = config.parse(b"crypto map M 1 ipsec-isakmp\n" * 2)
    sections = tree.sheet(0, 2, ENTRIES)
    assert next(sections)[0] == 0
    with pytest.raises(BufferError):
        tree.columns.start.append(0)
    assert [row[0] for row in sections] == [1]
    assert list(sections) == []
    tree.columns.start.append(0)


_TEXTS = st.lists(
    st.sampled_from([b"~", b"#", b"@", b"^", b"'", b"=", b"&", b"+", b'"', b"|", b"{", b"\\~", b"\\a", b"*", b";", b"$", b" ", b"a", b"b"]), max_size=5
).map(b"".join)  # fmt: skip
_FORM = st.builds(
    Form, _TEXTS, st.integers(-1, 3), st.just(0), st.just(0), st.integers(-1, 4)
).filter(lambda form: sum(byte in b"~#@^'=&+|\"" for byte in form.text) <= 4)
_WORDS = [b"a", b"b", b"ab", b"~", b"A", b"1.2.3.4", b"255.255.0.0", b"0.0.0.0", b"(a)", b"12", b"007", b"65535", b"65536", b"!", b"x"]  # fmt: skip
_LINE = st.tuples(
    st.sampled_from([b"", b" ", b" ", b"  "]), st.lists(st.sampled_from(_WORDS), max_size=4)
).map(lambda parts: parts[0] + b" ".join(parts[1]))
_BYTES = st.one_of(st.lists(_LINE, max_size=12).map(b"\n".join), st.binary(max_size=60))


@st.composite
def _sheets(draw: st.DrawFn) -> Sheet:
    heads, lines = draw(st.lists(_FORM, max_size=5)), draw(st.lists(_FORM, max_size=5))
    shared, several = draw(st.integers(0, 2)), draw(st.integers(-1, 5))
    kept: list[list[Form]] = [[], []]
    for place, forms in enumerate((heads, lines)):
        for form in forms:
            given_forms = [Forms(), Forms()]
            given_forms[place] = Forms(form)
            try:
                Sheet(*given_forms, 6, shared=shared)
            except ValueError:
                continue
            kept[place].append(form)
    loose = draw(st.booleans())
    needed = draw(st.sampled_from([-1, -1, 0, 2, 3])) if shared == 0 else -1
    if several < shared:
        several = -1
    return Sheet(
        Forms(*kept[0], loose=loose), Forms(*kept[1], loose=loose), 6,
        several=several, shared=shared, needed=-1 if needed == several else needed, numbered=draw(st.booleans()),
    )  # fmt: skip


@settings(max_examples=800, deadline=None)
@given(_sheets(), _BYTES)
def test_compiled_equals_reference(kind: Sheet, data: bytes) -> None:
    columns = config.scan(data)
    rows = len(columns.start)
    for first, stop in ((0, rows), (rows // 2, rows), (0, rows // 2)):
        compiled = _config_sheets.sheet(data, columns, first, stop, kind)
        plain = plain_sheets.sheet(data, columns, first, stop, kind)
        assert list(compiled) == list(plain)
        if not kind.shared:
            runs = _config_sheets.usual(data, columns, first, stop, kind)
            assert runs == plain_sheets.usual(data, columns, first, stop, kind)


_MAP_LINES = st.lists(
    st.tuples(
        st.sampled_from([b"crypto map M 1 ", b"crypto map M 2 ", b"crypto map N 1 ", b" ", b""]),
        st.sampled_from([b"ipsec-isakmp", b"set peer 1.1.1.1", b"set peer 1.1.1.2", b"match address A", b"set pfs", b"set pfs group5",
                         b"description x !", b"set nothing", b"left out", b"crypto map M 70000 set pfs", b"set peer x"]),
    ).map(b"".join),
    max_size=16,
).map(b"\n".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(_MAP_LINES, st.sampled_from([ENTRIES, FLAT]))
def test_compiled_equals_reference_on_crypto_maps(data: bytes, kind: Sheet) -> None:
    columns = config.scan(data)
    rows = len(columns.start)
    compiled = _config_sheets.sheet(data, columns, 0, rows, kind)
    assert list(compiled) == list(plain_sheets.sheet(data, columns, 0, rows, kind))

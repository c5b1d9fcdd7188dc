"""Lines of a session that are looked for without reading the rest: prompts, rules, line feeds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fastparse import _session
from fastparse.reference import session as plain
from fastparse.session import blank, feeds, holds, ruled

PIECES = st.sampled_from(
    [
        b"R1#", b"R1(config)#", b"asa/pri/act>", b"#", b">", b"->", b"<189>", b"---", b"-- ", b"\n", b"\r\n",
        b" ", b"\t", b"\r", b"(", b")", b"/", b"sh ver", b"x" * 70, b"word " * 60, b"--More--", b"Mo", b"re", b"Mor",
        b"\x1b[0m", b"\x00", b"\x08", b"*=!+-#",
    ]
)  # fmt: skip
DATA = st.lists(PIECES | st.binary(max_size=9), max_size=40).map(b"".join)


@settings(max_examples=500, deadline=None)
@given(DATA)
@example(b"x" * 63 + b"#" + b"\n" + b"y" * 255 + b"R1#")
def test_compiled_and_plain_agree(data: bytes):
    assert _session.prompts(data) == plain.prompts(data)
    assert ruled(data) == ruled(data, implementation="reference")
    assert feeds(data) == data.count(b"\n")
    assert blank(data) == blank(data, implementation="reference")


@pytest.mark.parametrize("dirt", [b"\x00", b"\x08", b"\x1b[m", b"--More--"], ids=repr)
def test_dirt_is_found_wherever_it_stands(dirt: bytes):
    for at in range(600):
        data = b"." * at + dirt + b"." * (600 - at)
        assert blank(data) == blank(data, implementation="reference") != data


def test_a_mark_is_found_wherever_it_stands():
    for at in range(600):
        data = b"." * at + b"\nR1#sh ver" + b"." * (600 - at)
        assert list(_session.prompts(data))[:4] == [at + 1, at + 1, at + 3, at + 3]


@pytest.mark.parametrize("width", [64, 32, 1])
@settings(max_examples=200, deadline=None)
@given(
    DATA | st.tuples(st.integers(0, 300), DATA).map(lambda one: b"." * one[0] + one[1]), st.data()
)
def test_every_way_to_look_for_marks_finds_the_first(width: int, data: bytes, draw: st.DataObject):
    at = draw.draw(st.integers(0, len(data)))
    try:
        found = _session.next_mark(data, at, width)
    except ValueError:
        assert width > 1
        pytest.skip(f"this processor has no blocks of {width} bytes")
    places = (place for place in range(at, len(data)) if data[place : place + 1] in (b"#", b">"))
    assert found == next(places, -1)


@given(DATA, st.binary(min_size=1, max_size=4))
def test_a_word_is_held_or_not(data: bytes, word: bytes):
    assert holds(data, word) == (word in data)


def test_rules_open_a_line():
    data = b"--- a\nx ---\n \t=== b ===\n--\n##!\n"
    assert [data[at:].split(b"\n")[0] for at in ruled(data)] == [b"--- a", b" \t=== b ===", b"##!"]

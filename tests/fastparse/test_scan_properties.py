"""Compiled = reference: arbitrary bytes, mutated messages, any chunking, arbitrary templates."""

from __future__ import annotations

import random
import string
from array import array
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fastparse.reference.context import timestamp as plain_timestamp
from fastparse.scan import Scanner, Template, TemplateError, paths, timestamp
from fastparse.template import Blank, Choice, Field, Kind, Literal, Part

from .scan_messages import DOCUMENTED, PROSE, SYNTHETIC, TEMPLATES
from .test_scan import COMPILED, REFERENCE, TIMES

LINES = [case[0] for case in DOCUMENTED + SYNTHETIC] + list(PROSE)
PIECES = st.sampled_from(
    [
        *LINES,
        *(line for text in LINES for line in text.splitlines(keepends=True)),
        *(word + b" " for text in LINES for word in text.split()),
        b"\n", b"\r\n", b" ", b"\t", b"\r", b"\n   ", b": ", b"(", b")", b"\0", b"ISAKMP", b"ISAKMP: ",
        b"IPSEC(f): ", b"1d00h: ", b"*Mar  1 00:42:09.431: ", b"Group = g, ", b"IP = 1.2.3.4, ",
        b"[IKEv1]: ", b"%ASA-3-713902: ", b"%C-4-X: ", b"IKEv2:(SA ID = 1):", b'"', b" " * 130,
        b"x" * 520, b"word " * 60, b"=", b",", b"-", b"%", b"ISAKMP-ERROR", b"Username = u, ",
    ]
)  # fmt: skip
JUNK = st.binary(max_size=6) | st.text(" \n\t:;.,!()[]%-=\"'0123456789abIKEP", max_size=8).map(
    str.encode
)


@st.composite
def logs(draw: st.DrawFn) -> bytes:
    """Messages and parts of them, with bytes changed, left out and put in."""
    data = bytearray(b"".join(draw(st.lists(PIECES | JUNK, max_size=14))))
    if draw(st.booleans()):  # wrapped, as terminals do
        wrap = draw(st.sampled_from([b"\n", b"\r\n", b" \n  ", b"\t", b"   "]))
        blanks = [at for at, byte in enumerate(data) if byte == ord(" ")]
        for at in sorted(draw(st.sets(st.sampled_from(blanks), max_size=5)) if blanks else [])[
            ::-1
        ]:
            data[at : at + 1] = wrap
    for _ in range(draw(st.integers(0, 4))):
        if not data:
            break
        at = draw(st.integers(0, len(data) - 1))
        change = draw(st.integers(0, 3))
        if change == 0:
            del data[at]
        elif change == 1:
            data[at] = draw(st.integers(0, 255))
        elif change == 2:
            data[at:at] = draw(JUNK)
        else:
            data[at : at + 1] = bytes(data[at : at + 1]).swapcase()
    return bytes(data)


@settings(max_examples=300, deadline=None)
@given(logs() | st.binary(max_size=300))
def test_both_find_the_same(data: bytes):
    assert list(COMPILED.scan(data)) == list(REFERENCE.scan(data))


@pytest.mark.parametrize("blank", [b"\n", b"\r\n    ", b"\t  "], ids=repr)
def test_a_message_may_be_wrapped_at_any_blank(blank: bytes):
    for line in LINES:
        for at, byte in enumerate(line):
            if byte == ord(" "):
                text = line[:at] + blank + line[at + 1 :]
                assert list(COMPILED.scan(text)) == list(REFERENCE.scan(text))


PATHS = [Scanner(TEMPLATES, path=path) for path in paths()]


@settings(max_examples=150, deadline=None)
@given(st.lists(logs(), max_size=6), st.integers(0, 70), st.booleans())
def test_every_path_finds_the_same(pieces: list[bytes], shift: int, padded: bool):
    data = b"." * shift + (b"word of filler, " * 5 if padded else b"\n").join(pieces)
    exact = array("B", data)[:]  # allocated to the byte: `make sanitize` sees a read past it
    expected = list(REFERENCE.scan(data))
    for scanner in PATHS:
        assert list(scanner.scan(exact)) == expected


@settings(max_examples=150, deadline=None)
@given(logs(), st.lists(st.integers(0, 3000), max_size=5), st.integers(1, 5000))
def test_any_chunking_gives_the_same(data: bytes, cuts: list[int], window: int):
    expected = list(COMPILED.scan(data, offset=5, line=9))
    bounds = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    chunks = [data[a:b] for a, b in pairwise(bounds)]
    for scanner in (COMPILED, REFERENCE):
        hits = scanner.stream(iter(chunks), offset=5, line=9, window=window)
        assert [hit for batch in hits for hit in batch] == expected


@settings(max_examples=60, deadline=None)
@given(logs(), st.lists(logs(), min_size=3, max_size=8), st.integers(1, 600))
def test_windows_overlap_rightly(first: bytes, rest: list[bytes], window: int):
    data = first + b"".join(piece + b"filler " * 150 for piece in rest) * 3
    expected = list(COMPILED.scan(data))
    assert [hit for hits in COMPILED.stream([data], window=window) for hit in hits] == expected


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([line for line, _ in TIMES])
        | st.sampled_from(
            [b"Sep 22 11:02:39", b" ", b":", b"12", b"r1", b"1.2.3.4", b"%", b"<1>", b'"', b"UTC"]
        )
        | JUNK,
        max_size=6,
    ).map(b"".join)
)
@example(b"1d:1:00:00: ")
def test_both_read_the_same_timestamps(line: bytes):
    found = timestamp(line)
    assert found == plain_timestamp(line)
    time, _, length = found
    assert 0 <= length <= len(line)
    assert time is None or time.encode() in line[:length]


NAMES = st.sampled_from("fgh")
FIELDS = st.builds(
    "{{{0}:{1}}}".format,
    NAMES,
    st.sampled_from(
        ["ip", "addr", "int", "hex", "num", "word", "name", "proxy", "set", "rest", "text"]
    ),
)
WORDS = st.text("ab1.:, ", min_size=1, max_size=4)
# Long enough for the scanner to look for six letters of them, and alike enough to be mixed up.
LONG_WORDS = st.lists(st.text("abB", min_size=3, max_size=8), min_size=1, max_size=3).map(" ".join)
CHOICES = st.lists(st.text("ab. ", max_size=3), min_size=2, max_size=3).map(
    lambda options: "{" + "|".join(options) + "}"
)
OPTIONALS = st.recursive(
    WORDS | FIELDS | CHOICES,
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda parts: "{?" + "".join(parts) + "}"
    ),
    max_leaves=5,
)
CONTEXTS = st.sampled_from(["", "", "{^isakmp}", "{^isakmp?}", "{^syslog?}", "{^ipsec}", "{^asa?}"])


@st.composite
def templates(draw: st.DrawFn) -> Template | None:
    words = LONG_WORDS if draw(st.booleans()) else WORDS
    parts = draw(st.lists(words | words | FIELDS | CHOICES | OPTIONALS, min_size=1, max_size=6))
    if words is LONG_WORDS:
        parts.insert(draw(st.integers(0, 1)), draw(words))
    try:
        template = Template.parse(draw(CONTEXTS) + "".join(parts))
        Scanner([template])
    except TemplateError:
        return None
    return template


TEXT = st.lists(
    st.text("ab1.:, ", max_size=6).map(str.encode)
    | st.sampled_from(
        [b"1.2.3.4", b"1::b", b"0x1a", b"{a b}", b"\n", b"\r\n", b" ", b"  ", b"1.1.1.1/1.1/1/1",
         b"ISAKMP: ", b"IPSEC(f): ", b"%a-1-b: ", b"IP = 1.2.3.4, ", b"1d00h: ", b"\xff"]
    ),
    max_size=16,
).map(b"".join)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(templates(), min_size=1, max_size=4), TEXT)
@example([Template.parse("{^isakmp}{?{f:ip}}{g:word}1")], b"ISAKMP: 1.2.3.4ab 1")
def test_both_agree_on_any_template(found: list[Template | None], data: bytes):
    usable = [template for template in found if template is not None]
    compiled = Scanner(usable)
    reference = Scanner(usable, implementation="reference")
    assert list(compiled.scan(data)) == list(reference.scan(data))


VALUES = {
    Kind.IP: "1.2.3.4",
    Kind.ADDR: "1::b",
    Kind.PROXY: "1.1.1.1/1.1/1/1",
    Kind.SET: "{a b}",
    Kind.INT: "-7",
    Kind.HEX: "0x1a",
    Kind.NUM: "12",
}


def spelled(parts: tuple[Part, ...], dice: random.Random) -> str:
    """Return a text that the parts may stand for."""
    text = ""
    for part in parts:
        if isinstance(part, Literal):
            text += part.text.decode()
        elif isinstance(part, Blank):
            text += dice.choice([" ", " ", "\n", " \r\n  ", "\t"])
        elif isinstance(part, Field):
            text += VALUES.get(part.kind, "ab")
        elif isinstance(part, Choice):
            text += spelled(dice.choice(part.options), dice)
        elif dice.random() < 0.6:
            text += spelled(part.parts, dice)
    return text


@settings(max_examples=300, deadline=None)
@given(st.lists(templates(), min_size=1, max_size=3), st.randoms(use_true_random=False), TEXT)
def test_both_agree_on_what_a_template_means(
    found: list[Template | None], dice: random.Random, between: bytes
):
    usable = [template for template in found if template is not None]
    data = b"".join(
        dice.choice([b"", b"\n", b"ISAKMP: ", b"IPSEC(f): ", b"%a-1-b: "])
        + spelled(template.parts, dice).encode()
        + dice.choice([b"\n", b" ", between])
        for template in usable * 3
    )
    reference = Scanner(usable, implementation="reference")
    assert list(Scanner(usable).scan(data)) == list(reference.scan(data))


@settings(max_examples=200, deadline=None)
@given(st.text(string.printable, max_size=40))
def test_parsing_a_template_fails_with_a_position_or_not_at_all(text: str):
    error = None
    try:
        template = Template.parse(text)
    except TemplateError as caught:
        error = caught
    if error is None:
        assert template.text == text
    else:
        assert 0 <= error.position <= len(text)


def test_offsets_point_at_the_fields():
    data = b"junk\n" + b"".join(LINES)
    for scanner in (COMPILED, REFERENCE):
        hits = scanner.scan(data)
        columns = hits.columns
        for index, hit in enumerate(columns.field_hit):
            name = hits.names[columns.field_name[index]]
            value = data[columns.field_start[index] : columns.field_end[index]]
            assert " ".join(value.decode().split()) == hits[hit].fields[name]
            assert columns.start[hit] <= columns.field_start[index]
            assert columns.field_end[index] <= columns.end[hit]
            assert name in TEMPLATES[columns.signature[hit]].fields

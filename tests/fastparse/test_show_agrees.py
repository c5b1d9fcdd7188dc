"""The compiled show readers and their plain-Python twins give the same columns on damaged output.

Samples are captured outputs of the corpus where it is at hand, and the mock fleet's, which no
reader of this project made. Every reader reads the samples of every command.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fastparse import _show_fields, show
from fastparse._show_access_lists import access_lists
from fastparse._show_engine import engine
from fastparse._show_ipsec import ipsec_sa
from fastparse._show_isakmp import isakmp_sa
from fastparse._show_version import version
from fastparse.records import REASONS, Field
from fastparse.show_rows import FIRST_REASON
from tests.fastparse.show_corpus import CORPUS

COMPILED = {
    show.parse_isakmp_sa: isakmp_sa,
    show.parse_ipsec_sa: ipsec_sa,
    show.parse_engine: engine,
    show.parse_version: version,
    show.parse_access_lists: access_lists,
}
PARSERS = list(COMPILED)
LIMIT = 5000
"""Bytes of a sample that are damaged."""
DUMPS = Path(__file__).parents[2] / "inventory" / "dumps"
NAMES = ("isakmp_sa", "ikev1_sa", "ipsec_sa", "connections_active", "version", "access-list")
SAMPLES = [
    path.read_bytes()[:LIMIT]
    for name in NAMES
    for path in sorted(DUMPS.rglob(f"show_*{name}*.txt"))[:3]
]
CAPTURED = [
    path.read_bytes()[:LIMIT]
    for pattern in (
        "genieparser/ShowCryptoI*Sa*/*.raw",
        "genieparser/ShowIpAccessLists/*.raw",
        "ntc-templates/*/show_crypto_i*_sa*/*.raw",
        "ntc-templates/*/show_*access-list*/*.raw",
    )
    for path in sorted(CORPUS.glob(pattern))
]
PIECES = [
    b"10.1.0.2", b"10.1.0.1:500", b"2001:db8::1", b"QM_IDLE", b"1", b"0x3D3 (979)", b"ACTIVE",
    b"(deleted)", b"86400", b"00:01:47", b"99999999999999999999", b"999999999999999999999", b":",
    b"=", b"{", b"}", b",", b"#pkts encaps: 4", b"##", b"/", b"(", b")", b";", b"0x", b"(hitcnt=5)",
    b"(inactive)", b"(5 matches)", b"access-list", b"line", b"permit", b"ip", b"access", b"list",
    b"interface:", b"Crypto map tag:", b"local ident (a):", b"(1/2/3/4)", b"spi:", b"transform:",
    b"in use settings ={a}", b"inbound esp sas:", b"outbound esp sas:", b"IKE Peer:", b"dst:",
    b"current outbound spi:", b"remaining key lifetime (k/sec): (1/2)", b"sa timing:", b", Version ",
    b"Cisco IOS Software", b"hardware:", b"cisco", b"R1#", b"--More--", b"\xff", b"\x00", b"\x0b",
    b"\xa0", b"\t", b"\r", b"\n", b" ", b"",
]  # fmt: skip


def test_compiled_and_plain_fields_have_the_same_names_and_numbers():
    assert {field.name: field.value for field in _show_fields.Field} == {
        field.name: field.value for field in Field
    }


def test_every_reason_has_its_words():
    assert set(REASONS) == {field for field in Field if field >= FIRST_REASON}


def test_there_are_samples_of_every_command():
    for parse in PARSERS:
        assert any(parse(sample).records for sample in SAMPLES)


def both(parse, data: bytes) -> None:
    """Hold the two readers together, and what they say to the bytes."""
    one, two = parse(data), parse(data, implementation="reference")
    assert one.columns == two.columns
    exact = array("B", data)[:]  # a slice is allocated to the byte: `make sanitize` sees past it
    assert COMPILED[parse](exact) == one.columns
    assert one.records == two.records
    assert one.unrecognised == two.unrecognised
    assert one.totals == two.totals
    ends = [0, *(at + 1 for at, byte in enumerate(data) if byte == 10), len(data) + 1]
    lines = list(pairwise(ends))
    for record, field, start, end, line in zip(*one.columns, strict=True):
        first, last = lines[line - 1]
        assert first <= start <= end < last
        assert -1 <= record < len(one.records) or (parse is show.parse_version and record == 0)
        assert Field(field)


@st.composite
def damaged(draw, sample: bytes, pieces: Sequence[bytes] = PIECES) -> bytes:
    """Damage an output the way terminals, pagers, mail programs and cut captures do."""
    lines = sample.split(b"\n")
    places = st.integers(0, len(lines) - 1)
    for kind in draw(
        st.lists(st.sampled_from(["drop", "join", "twice", "move", "indent"]), max_size=3)
    ):
        match kind:
            case "drop":
                gone = draw(st.sets(places, max_size=8))
                lines = [line for at, line in enumerate(lines) if at not in gone] or [b""]
            case "join":
                at = min(draw(places), len(lines) - 1)
                lines[at : at + 2] = [draw(st.sampled_from([b"", b" "])).join(lines[at : at + 2])]
            case "twice":
                at, count = draw(places), draw(st.integers(1, 9))
                lines[at:at] = lines[at : at + count]
            case "move":
                at, to = draw(places), draw(places)
                lines[to:to] = [lines.pop(min(at, len(lines) - 1))]
            case "indent":
                lines = [line.strip() for line in lines]
    width = draw(st.sampled_from([0, 0, 0, 16, 40, 72, 80]))
    if width:
        lines = [
            line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width)
        ]
    text = draw(st.sampled_from([b"\n", b"\n", b"\r\n"])).join(lines)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(pieces)) + text[at + draw(st.integers(0, 3)) :]
    for _ in range(draw(st.integers(0, 3))):
        if text:
            at = draw(st.integers(0, len(text) - 1))
            flipped = text[at] ^ (1 << draw(st.integers(0, 7)))
            text = text[:at] + bytes([flipped]) + text[at + 1 :]
    return text[: draw(st.integers(0, len(text)))] if draw(st.booleans()) else text


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(SAMPLES, id="mock fleet"),
        pytest.param(
            CAPTURED,
            id="captured",
            marks=pytest.mark.skipif(
                not CAPTURED, reason="the corpus of captured outputs is not at hand"
            ),
        ),
    ],
)
def test_on_whole_output(parse, samples):
    for sample in samples:
        both(parse, sample)


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=300, deadline=None)
@given(data=st.sampled_from(CAPTURED + SAMPLES).flatmap(damaged))
def test_on_damaged_output(parse, data):
    both(parse, data)


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=300, deadline=None)
@given(
    data=st.lists(
        st.lists(st.sampled_from(PIECES), max_size=9).map(b" ".join), max_size=14
    ).map(b"\n".join)
)  # fmt: skip
@example(data=b"a " * 30)
@example(data=b"1 10.1.0.1 10.1.0.2 " + b"x " * 30)
@example(data=b"access-list a; 5 elements; name hash: " + b"0x1 " * 30)
@example(data=b"Extended IP access list a (" + b"b " * 30 + b")")
@example(data=b"local\tident (a): (1/2/3/4)\ninbound\tesp\tsas:\nspi: 1\nIV\tsize: 16\tbytes")
@example(data=b"a" * 63 + b" b\n" + b"c" * 64 + b"\n" + b"d " * 32 + b"\n" + b" " * 65 + b"e")
def test_on_pieces_of_output(parse, data):
    both(parse, data)


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300))
def test_on_arbitrary_bytes(parse, data):
    both(parse, data)

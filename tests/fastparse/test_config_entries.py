"""Entries of access lists in parts: what is usual, and both readers on any bytes. All texts are synthetic."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse import _config_entries, config
from fastparse.reference import config as reference
from fastparse.reference import config_entries as plain


@pytest.fixture(params=["compiled", "reference"])
def parse(request):
    return config.parse if request.param == "compiled" else reference.parse


ALL = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("line", "flat", "netmask", "parts"),
    [
        (b"permit ip host 10.0.0.1 any", False, False, (1, None, "permit", "permit ip host 10.0.0.1 any", "ip", 0x0A000001, 0, "", 0, ALL, "")),
        (b"20 deny   tcp any range 1 2 10.0.0.0 0.0.0.255 eq www log", False, False,
         (1, 20, "deny", "deny tcp any range 1 2 10.0.0.0 0.0.0.255 eq www log", "tcp", 0, ALL, "range 1 2", 0x0A000000, 255, "eq www log")),
        (b"access-list 101 permit 50 any4 any", True, False, (1, None, "permit", "permit 50 any4 any", "50", 0, ALL, "", 0, ALL, "")),
        (b"access-list A  extended permit ip 10.0.0.0 255.0.0.0 any inactive", True, True,
         (1, None, "permit", "permit ip 10.0.0.0 255.0.0.0 any inactive", "ip", 0x0A000000, 0x00FFFFFF, "", 0, ALL, "inactive")),
        (b"5 remark  What  it is !x", False, False, (1, 5, "remark", "remark  What  it is !x")),
        (b"permit ip any any !x", False, False, 0),
        (b"permit TCP any any", False, False, 0),
        (b"permit ip object-group A any", False, False, 0),
        (b"permit ip host 010.0.0.1 any", False, False, 0),
        (b"permit ip any", False, False, 0),
        (b"1 2 permit ip any any", False, False, 0),
        (b"evaluate x", False, False, 0),
    ],
)  # fmt: skip
def test_parts(parse, line: bytes, flat: bool, netmask: bool, parts: object) -> None:
    tree = parse(line + b"\n")
    assert list(tree.entries(0, 1, flat=flat, netmask=netmask)) == [parts]


_WORDS = st.sampled_from(
    [b"permit", b"deny", b"remark", b"10", b"123456789", b"1234567890", b"ip", b"tcp", b"any", b"any4", b"host", b"10.0.0.1", b"0.0.0.255",
     b"255.255.0.0", b"01.2.3.4", b"256.1.1.1", b"1.2.3", b"eq", b"range", b"gt", b"www", b"80", b"log", b"inactive", b"access-list", b"A",
     b"extended", b"object", b"!", b"!x", b"Log", b"\xe9", b"\x7f", b""]
)  # fmt: skip
_LINES = st.lists(st.tuples(_WORDS, st.sampled_from([b" ", b" ", b" ", b"  ", b"\t"])), max_size=12).map(
    lambda parts: b"".join(a + b for a, b in parts)
)  # fmt: skip
_ADDRESSES = st.sampled_from([b"any", b"host 1.2.3.4", b"10.0.0.0 0.0.0.255", b"10.0.0.0 255.0.0.0", b"host", b"1.2.3.4"])  # fmt: skip
_ENTRIES = st.tuples(
    st.sampled_from([b"", b"7 ", b"access-list A ", b"access-list A extended "]), st.sampled_from([b"permit ", b"deny  "]),
    st.sampled_from([b"ip ", b"udp "]), _ADDRESSES, st.sampled_from([b" ", b" eq 5 ", b" range a b  "]), _ADDRESSES, _LINES,
).map(b"".join)  # fmt: skip


@settings(max_examples=800, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=60),
        _LINES,
        _ENTRIES,
        st.lists(st.one_of(_LINES, _ENTRIES), max_size=8).map(b"\n".join),
    ),
    st.booleans(),
    st.booleans(),
)
def test_compiled_equals_reference(data: bytes, flat: bool, netmask: bool) -> None:
    columns = config.scan(data)
    rows = len(columns.start)
    compiled = _config_entries.entries(data, columns, 0, rows, flat, netmask)
    assert list(compiled) == list(plain.entries(data, columns, 0, rows, flat, netmask))

"""Access lists as runs of rows: what is a run, and both readers on any bytes. All texts are synthetic."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse import _config_lists, config
from fastparse.config_tree import ENTRY, EXTENDED, STANDARD
from fastparse.reference import config as reference
from fastparse.reference import config_lists as plain_lists


@pytest.fixture(params=["compiled", "reference"])
def parse(request):
    return config.parse if request.param == "compiled" else reference.parse


def test_ios_runs(parse) -> None:
    tree = parse(
        b"access-list 101 permit ip any any\naccess-list  101\tdeny ip any any\naccess-list 101 remark 255.0.0.0\n"
        b"access-list 102 permit ip any 10.0.0.0 255.0.0.0\naccess-list 102 permit ip any\n 10.0.0.0 0.0.0.255\n"
        b"access-list 102 permit udp object-group G any\naccess-list 102 dynamic X permit\nAccess-List 102 permit\n"
        b"access-list 102 permit ip 128.0.0.0 0.0.0.1 any\naccess-list 102 permit 0.0.0.0 255.255.255.255\n"
    )
    rows = len(tree.columns.start)
    assert tree.flat_lists(0, rows, netmask=False, grouped=False) == [
        (ENTRY, "101", 0, 3, False),
        3,
        4,
        (ENTRY, "102", 6, 7, False),
        7,
        8,
        9,
        (ENTRY, "102", 10, 11, False),
    ]
    assert tree.flat_lists(6, 7, netmask=False, grouped=True) == [6]
    assert tree.foreign_masks(9, 10, netmask=False)
    assert not tree.foreign_masks(10, 11, netmask=False)


def test_firewall_runs(parse) -> None:
    tree = parse(
        b"access-list A remark one\naccess-list A remark two\naccess-list A extended permit ip any any\n"
        b"access-list A standard permit 10.0.0.0 255.0.0.0\naccess-list A extended remark x\n"
        b"access-list A line 3 permit ip any any\naccess-list B remark x\naccess-list B extended permit ip any 10.0.0.0 0.0.0.255\n"
        b"access-list B ethertype permit bpdu\naccess-list B extended\naccess-list \xe9 permit\n"
    )
    assert tree.flat_lists(0, 11, netmask=True, grouped=False) == [
        (EXTENDED, "A", 0, 3, False),
        (STANDARD, "A", 3, 4, False),
        4,
        5,
        (EXTENDED, "B", 6, 7, True),
        7,
        8,
        (EXTENDED, "B", 9, 10, False),
        10,
    ]


def test_named_lists(parse) -> None:
    tree = parse(
        b"ip access-list extended X\n 10 permit ip any any\n remark y\n"
        b"ip access-list standard 5\nip access-list extended Y\n permit ip any 10.0.0.0 255.0.0.0\n"
        b"ip access-list extended Z\n permit ip any\n 1.1.1.1 0.0.0.0\nip access-list extended Z more\n"
        b"ip access-list resequence X 10 10\nip access-list extended W\n permit object A\n"
    )
    rows = len(tree.columns.start)
    assert tree.named_lists(0, rows, grouped=False) == [
        (True, "X", 0, 3, False),
        (False, "5", 3, 4, False),
        (True, "Y", 4, 6, True),
        6,
        9,
        10,
        (True, "W", 11, 13, False),
    ]
    assert tree.named_lists(11, 13, grouped=True) == [(True, "W", 11, 13, True)]
    assert tree.named_lists(0, 2, grouped=False) == [0]  # the section goes on after these rows


_PIECES = st.sampled_from(
    [b"access-list ", b"access-list\t", b"ip access-list extended ", b"ip access-list standard", b"A ", b"101 ", b"permit ",
     b"deny", b"remark ", b"extended ", b"standard ", b"ip any ", b"10.0.0.0 ", b"0.0.0.255", b"255.255.255.0", b"1.2.3.4.5 ",
     b"0255.0.0.0 ", b"256.0.0.0", b"object", b"\n", b"\n", b"\n ", b"\n", b" ", b"\xe9", b"!", b".", b"9", b"\r\n", b"eq 80"]
)  # fmt: skip
_TEXTS = st.one_of(
    st.binary(max_size=120), st.lists(_PIECES, max_size=60).map(b"".join),
    st.lists(st.lists(_PIECES, max_size=6).map(lambda parts: b"access-list A " + b"".join(parts) + b"\n"), max_size=12).map(b"".join),
)  # fmt: skip


_BEHIND = b"\n!" + b"-" * 1100
"""The last piece of a text is looked at a byte at a time: with this behind it all of a short text is not the last."""


@settings(max_examples=900, deadline=None)
@given(_TEXTS, st.booleans(), st.booleans(), st.booleans())
def test_compiled_equals_reference(data: bytes, netmask: bool, grouped: bool, pieces: bool) -> None:
    data += _BEHIND if pieces else b""
    columns = config.scan(data)
    rows = len(columns.start)
    for first, stop in ((0, rows), (rows // 2, rows), (rows // 3, rows // 2)):
        for name, arguments in (
            ("flat_lists", (netmask, grouped)),
            ("named_lists", (grouped,)),
            ("foreign_masks", (netmask,)),
        ):
            compiled = getattr(_config_lists, name)(data, columns, first, stop, *arguments)
            assert compiled == getattr(plain_lists, name)(data, columns, first, stop, *arguments)


@pytest.mark.parametrize("ones", range(33))
def test_every_mask_of_the_other_notation(ones: int) -> None:
    value = (0xFFFFFFFF << (32 - ones)) & 0xFFFFFFFF
    for netmask in (False, True):
        mask = ".".join(str(byte) for byte in (value ^ (0xFFFFFFFF * netmask)).to_bytes(4, "big"))
        for before, foreign in (("", True), (".", True), ("x", True), ("5.", False), ("1", False)):
            line = f"access-list A permit ip any 10.0.0.0 {before}{mask}\n"
            data = line.encode() + _BEHIND
            columns = config.scan(data)
            found = _config_lists.flat_lists(data, columns, 0, 1, netmask, False)
            assert found == plain_lists.flat_lists(data, columns, 0, 1, netmask, False)
            if 0 < ones < 32 and foreign:
                assert found == [0]


def test_runs_are_whole_and_in_order() -> None:
    lines = b"".join(b"access-list %d permit ip any any\n" % (100 + n // 7 % 3) for n in range(500))
    tree = config.parse(lines)
    runs = tree.flat_lists(0, 500, netmask=False, grouped=False)
    assert [run[2:4] for run in runs] == [(n, min(n + 7, 500)) for n in range(0, 500, 7)]

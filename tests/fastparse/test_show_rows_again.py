"""Rows of tables that are read by the form of the row above are read as line by line.

The outputs are synthetic: rows alike but for values that fit and values that must not, rows lost,
cut, doubled or longer than a form can be, and other lines between them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fastparse import _show_dmvpn, _show_engine, _show_interfaces, _show_isakmp
from fastparse.records import Columns
from fastparse.reference import show as plain

ODD = (
    "", "x", "1" * 20, "1" * 21, "-1", "1.2.3", "256.1.1.1", "1.2.3.4.5", "1.2.3.1234", "1..2.3",
    "299.1.1.1", "255.255.255.255", "001.02.3.4", "1.2.3.4.", ".1.2.3.4", "2001:db8::1", "a/b",
    "a_b", "_a", "a-b", "R1#", "(deleted)", "1.2.3.4#", "dst", "IKE", "Peer:", "X" * 130, "\xe9",
    "y\x0bz", "1\t", "\t", "\r", "1:2", "1.2.3.4/5",
)  # fmt: skip


class Table(NamedTuple):
    compiled: Callable[[bytes], Columns]
    plain: Callable[[bytes], Columns]
    by_form: Callable[[bytes], int]
    head: str
    widths: tuple[int, ...]
    """Of each word; a negative one is set to the right."""
    words: tuple[tuple[str, ...], ...]
    between: str = ""
    """A line that stands above each row."""
    below: str = ""
    """A line that stands below each row, with a place for a value."""


QUADS = ("192.0.2.1", "198.51.100.254", "10.0.0.9", "255.0.0.1", "172.16.250.199")
NUMBERS = ("1", "1001", "20999", "4294967295")
ISAKMP = (QUADS, QUADS, ("QM_IDLE", "MM_NO_STATE"), NUMBERS, ("ACTIVE", "STDBY-X"))
DETAIL = (
    NUMBERS, QUADS, QUADS, ("RED", "BLUE", "V1"), ("ACTIVE", "STDBY"), ("aes", "3des"), ("sha256",), ("psk", "renc"),
    ("14", "2"), ("00:06:31", "23:59:59", "1:2:3"), ("D", "CX"),
)  # fmt: skip
READ_ISAKMP = (_show_isakmp.isakmp_sa, plain.isakmp_sa, _show_isakmp.read_by_form)
TABLES = {
    "isakmp": Table(
        *READ_ISAKMP, "IPv4 Crypto ISAKMP SA\ndst src state conn-id status\n",
        (15, 15, 14, -7, 0), ISAKMP,
    ),
    "isakmp with slots": Table(
        *READ_ISAKMP, "dst src state conn-id slot\n", (15, 15, 14, -7, -4),
        (*ISAKMP[:4], ("0", "1")),
    ),
    "isakmp being deleted": Table(
        *READ_ISAKMP, "dst src state conn-id slot status\n", (15, 15, 14, -7, -4, 0, 0),
        (*ISAKMP[:4], ("0", "1"), ("ACTIVE",), ("(deleted)",)),
    ),
    "isakmp without a heading": Table(*READ_ISAKMP, "", (15, 15, 14, -7, 0), ISAKMP),
    "ikev1": Table(
        *READ_ISAKMP, "", (0, 0, 5, 5, 3, 10, 7, 5, 7, 0),
        (
            NUMBERS, QUADS, ("L2L", "user"), ("Init", "Resp"), ("No", "Yes"),
            ("MM_ACTIVE", "AM_ACTIVE"), ("3des", "aes-256"), ("SHA",), ("preshrd", "rsa"), NUMBERS,
        ),
        "IKE Peer      Type  Dir   Rky  State      Encrypt Hash  Auth    Lifetime\n",
    ),
    "isakmp detail": Table(
        *READ_ISAKMP,
        "C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.\n",
        (5, 15, 15, 6, 6, 4, 6, 4, 2, 8, 0), DETAIL, "\n", "       Engine-id:Conn-id =  SW:{}\n",
    ),
    "isakmp detail of 12.2": Table(
        *READ_ISAKMP, "Conn-id Local Remote Encr Hash Auth DH Lifetime Capabilities\n",
        (5, 15, 15, 4, 6, 4, 2, 8), (*DETAIL[:3], *DETAIL[5:10]),
    ),
    "isakmp detail without blank lines": Table(
        *READ_ISAKMP, "C-id Local Remote I-VRF Status Encr Hash Auth DH Lifetime Cap.\n",
        (5, 15, 15, 6, 4, 6, 4, 2, 8), (*DETAIL[:3], *DETAIL[4:10]), "", "  Connection-id:Engine-id = SW:{}\n",
    ),
    "engine": Table(
        _show_engine.engine, plain.engine, _show_engine.read_by_form,
        "   ID  Type    Algorithm           Encrypt  Decrypt LastSeqN IP-Address\n",
        (-5, 7, 17, -8, -8, -8, 0),
        (NUMBERS, ("IPsec", "IKE"), ("AES+SHA", "3DES"), NUMBERS, NUMBERS, NUMBERS, QUADS),
    ),
    "interfaces": Table(
        _show_interfaces.interfaces, plain.interfaces, _show_interfaces.rows_by_form,
        "Interface IP-Address OK? Method Status Protocol\n", (22, 15, 3, 6, 21, 0),
        (
            ("Tunnel1", "Tunnel20", "Tunnel0/0/1.20", "Tunnel5:1"), (*QUADS, "unassigned"), ("YES",),
            ("NVRAM", "unset", "DHCP"), ("up", "down", "deleted"), ("up", "down"),
        ),
    ),
    "interfaces that are down": Table(
        _show_interfaces.interfaces, plain.interfaces, _show_interfaces.rows_by_form,
        "", (22, 15, 3, 6, 0, 4, 0),
        (
            ("mtu1", "mtu2", "GigabitEthernet0/0"), ("unassigned", QUADS[0]), ("YES", "NO"), ("NVRAM", "TFTP"),
            ("administratively",), ("down",), ("down", "up"),
        ),
    ),
    "dmvpn": Table(
        _show_dmvpn.dmvpn, plain.dmvpn, _show_dmvpn.read_by_form,
        "Interface: Tunnel1, IPv4 NHRP Details\nType:Hub, NHRP Peers:3,\n",
        (-6, 15, -15, -5, 8, -5),
        (NUMBERS, QUADS, QUADS, ("UP", "NHRP", "IKE"), ("00:29:40", "3w5d", "never"), ("D", "DT1")),
    ),
    "dmvpn detail": Table(
        _show_dmvpn.dmvpn, plain.dmvpn, _show_dmvpn.read_by_form,
        "Interface: Tunnel1, IPv4 NHRP Details\nType:Hub, NHRP Peers:3,\n",
        (-6, 15, -15, -5, 8, -5, -18),
        (
            NUMBERS, QUADS, QUADS, ("UP", "NHRP"), ("00:29:40", "never"), ("D", "S"),
            ("10.0.0.1/32", "192.168.0.0/24"),
        ),
    ),
}  # fmt: skip


def row(table: Table, words: list[str]) -> str:
    padded = [
        word.rjust(-width) if width < 0 else word.ljust(width)
        for word, width in zip(words, table.widths, strict=True)
    ]
    return " ".join(padded)


@st.composite
def outputs(draw) -> tuple[Table, bytes]:
    table = TABLES[draw(st.sampled_from(sorted(TABLES)))]
    text = table.head
    # Columns that keep one word make forms fit, and are as in most outputs.
    kept = [draw(st.sampled_from((*pool, *pool, ""))) for pool in table.words]
    for _ in range(draw(st.integers(1, 8))):
        words = [
            one if one and draw(st.integers(0, 3)) else draw(st.sampled_from(pool))
            for one, pool in zip(kept, table.words, strict=True)
        ]
        if draw(st.integers(0, 3)) == 0:
            at = draw(st.integers(0, len(words) - 1))
            words[at] = draw(st.sampled_from(ODD))
        line = row(table, words)
        change = draw(st.integers(0, 19))
        if change == 0:
            line = line[: draw(st.integers(0, len(line)))]
        elif change == 1:
            line = " ".join(line.split())
        elif change == 2:
            line += draw(st.sampled_from([" ", " x", "\t", " (deleted)", " D 10.0.0.0/8"]))
        elif change == 3:
            line += "\n" + draw(st.sampled_from(["", "R1#", "junk", table.head, table.between]))
        text += (table.between if draw(st.integers(0, 9)) else "") + line + "\n"
        if draw(st.integers(0, 9)):
            odd = draw(
                st.sampled_from(
                    ["1", "20", "20999"] * 3 + ["?", "1 2", "x", "1" * 20, "1" * 21, "1:", ""]
                )
            )
            text += table.below.format(odd)
    text = text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n"])))
    # A form is used only where there are 64 bytes more: some lines that say nothing.
    return table, (text + draw(st.sampled_from(["", " " * 100, "\n" * 90]))).encode("latin-1")


@settings(max_examples=1500, deadline=None)
@given(output=outputs())
@example(output=(TABLES["engine"], b""))
def test_the_same_as_line_by_line(output):
    table, data = output
    found = table.compiled(data)
    assert found == table.plain(data)
    if table.compiled is _show_isakmp.isakmp_sa:
        assert _show_isakmp.portable(data) == found


@pytest.mark.parametrize("name", sorted(TABLES))
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_long_tables(name, end):
    """All rows but the first and those in the last 64 bytes are read by the form."""
    table = TABLES[name]
    lines = [
        (table.between if n else "")
        + row(table, [pool[n % len(pool)] for pool in table.words])
        + "\n"
        + table.below.format(n)
        for n in range(500)
    ]
    data = (table.head + "".join(lines)).replace("\n", end).encode()
    found = table.compiled(data)
    assert found == table.plain(data)
    regular = (table.head + (table.between + lines[0]) * 500).replace("\n", end).encode()
    assert table.compiled(regular) == table.plain(regular)
    assert table.by_form(regular) >= 495
    if name == "dmvpn":
        assert table.by_form(data) >= 480


@pytest.mark.parametrize(
    ("at", "word", "fits"),
    [
        (0, "255.255.255.255", True), (0, "256.1.1.1", False), (0, "1.1.1.1111", False),
        (0, "1.1.1", False), (0, "1.1.1.1.1", False), (0, "2001:db8::1", False),
        (1, "299.0.0.1", False), (1, "199.199.199.199", True), (2, "AM_ACTIVE", True),
        (2, "ACTIVE", False), (2, "1_A", False), (3, "1" * 20, True), (3, "1" * 21, False),
        (3, "1" * 16, True), (3, "1" * 17, True), (3, "x", False), (4, "STDBY", True),
        (4, "1", False), (4, "(deleted)", False),
    ],
)  # fmt: skip
def test_what_fits_a_row(at, word, fits):
    """Of six rows the first is read line by line; the others by its form, if they fit."""
    table = TABLES["isakmp"]
    usual = ["192.0.2.1", "192.0.2.2", "QM_IDLE", "1001", "ACTIVE"]
    other = [*usual[:at], word, *usual[at + 1 :]]
    rows = [usual, usual, other, usual, usual, usual]
    data = (table.head + "".join(f"{row(table, one)}\n" for one in rows) + "\n" * 99).encode()
    assert table.compiled(data) == table.plain(data)
    assert (table.by_form(data) == 5) is fits

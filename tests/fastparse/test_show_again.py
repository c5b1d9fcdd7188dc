"""What is read as printed as the one before is read as line by line, whatever is in it.

Bodies of blocks are read by the form of the one before, entries of ASA's lists by their opening. The
outputs are synthetic: sessions of ASA, interfaces and entries in printed order, alike but for their
values, with values that must not pass, and lines lost, doubled or changed.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench import outputs as others
from bench import outputs_devices as outputs
from fastparse import _show_access_lists, _show_interfaces, _show_vpn_sessions, show
from fastparse.reference import show as plain
from tests.fastparse import test_show_interfaces, test_show_ip_interfaces

READERS = {
    "vpn_sessions": (_show_vpn_sessions.vpn_sessions, plain.vpn_sessions),
    "interfaces": (_show_interfaces.interfaces, plain.interfaces),
    "access_lists": (_show_access_lists.access_lists, plain.access_lists),
}
ROUTER = "".join(
    test_show_interfaces.IOS.partition("\n")[2]
    .replace("0/0", f"0/{n}")
    .replace("Tunnel0", f"Tunnel{n}")
    for n in range(3)
)
FIREWALL = "".join(
    test_show_interfaces.ASA.replace("0/0", f"0/{n}").replace("192.0.2.", f"10.{n}.2.")
    for n in range(3)
)
LISTS = others.asa_access_list(55).decode().split("\n")
SAMPLES = [
    ("access_lists", "\n".join(LISTS[:8] + LISTS[49:])),
    ("vpn_sessions", outputs.vpn_sessions(5).decode()),
    ("interfaces", outputs.interfaces(4).decode()),
    ("interfaces", outputs.asa_interface(4).decode()),
    ("interfaces", outputs.ip_interface(4).decode()),
    ("interfaces", ROUTER),
    ("interfaces", FIREWALL),
    ("interfaces", test_show_ip_interfaces.IP_INTERFACE * 2),
]
WORD = re.compile(r"[^ \t\n,:/()]+|[ \t]+")
ODD = [
    "", "0", "7", "1" * 20, "1" * 21, "-1", "1.2", "1.2.3.4", "999.1.1.1", "1.2.3.4.5", "10.0.0.0/8/0",
    "10.0.0.0/255.0.0.0/6/23", "2001:db8::1", "x", "not set", "unnumbered. Using address of Loopback0",
    "is up, line protocol is up", "  ", " ", "\t", "\r", ",", "hardware is X", "mtu 9", "bw 5 Mbps", "#",
    "a>", "a#", ":", "a:b", "IKE:", "  Index : 5", "  IP Addr : a  b", "Connection : b", "bytes",
    "packets input", "\n", "\nIndex : 9\n", "\nTunnel9 is up, line protocol is up\n", "drops", "(a)", "minute",
    "Session Type: LAN-to-LAN", "\nSession Type: LAN-to-LAN Detailed\n", "IPv6", "MTU is 5 bytes", "\xff",
    "line", "standard", "permit", "deny", "remark any", "OUTSIDE-2", "(hitcnt=7)", "(hitcnt=x)", "(inactive)",
    "access-list A line 7 extended permit ip any any", "\nExtended IP access list B\n 10 permit ip any any\n",
]  # fmt: skip


@st.composite
def outputs_of_blocks(draw) -> tuple[str, bytes]:
    reader, text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(0, 5))):
        kind = draw(
            st.sampled_from(["word", "word", "word", "drop", "twice", "odd", "cut", "insert"])
        )
        if kind == "word":  # another value, or something odd in the place of one
            words = list(WORD.finditer(text))
            word = words[draw(st.integers(0, len(words) - 1))]
            other = draw(st.one_of(st.sampled_from(ODD), st.integers(0, 10**10).map(str)))
            text = text[: word.start()] + other + text[word.end() :]
            continue
        if kind == "insert":
            at = draw(st.integers(0, len(text)))
            text = text[:at] + draw(st.sampled_from(ODD)) + text[at:]
            continue
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        if kind == "drop":
            del lines[at]
        elif kind == "twice":
            lines.insert(at, lines[at])
        elif kind == "odd":
            lines.insert(
                at, draw(st.sampled_from(["", "R1#", "junk", "5 packets input", "--More--"]))
            )
        else:
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        text = "\n".join(lines)
        if not text:
            break
    text = text.replace("\n", draw(st.sampled_from(["\n", "\n", "\n", "\r\n"])))
    return reader, text.encode("latin-1")


@settings(max_examples=1000, deadline=None)
@given(drawn=outputs_of_blocks())
@example(drawn=("vpn_sessions", b""))
@example(drawn=("interfaces", b""))
@example(
    drawn=("interfaces", FIREWALL.replace("MAC address 0011.2233.4456", "MAC 0 0", 2).encode())
)
@example(
    drawn=(
        "vpn_sessions",
        outputs.vpn_sessions(5).replace(b"Port : 500 ", b"Port : 50  Index : 5 "),
    )
)
def test_the_same_as_line_by_line(drawn):
    reader, data = drawn
    compiled, oracle = READERS[reader]
    assert compiled(data) == oracle(data)


@pytest.mark.parametrize(
    ("module", "reader", "text"),
    [
        (_show_vpn_sessions, "vpn_sessions", outputs.vpn_sessions),
        (_show_interfaces, "interfaces", outputs.interfaces),
        (_show_interfaces, "interfaces", outputs.asa_interface),
        (_show_interfaces, "interfaces", outputs.ip_interface),
    ],
)
@pytest.mark.parametrize("cut", [0, 1, 777, 5000])
def test_long_outputs(module, reader, text, cut):
    data = text(60)
    data = data[: len(data) - cut]
    assert module.read_by_form(data) > 40
    compiled, oracle = READERS[reader]
    assert compiled(data) == oracle(data)


def test_a_text_that_a_phrase_goes_on_with_is_no_value():
    """``not set`` behind a list's phrase says that there is none."""
    text = outputs.ip_interface(9).replace(b"list is FROM-7", b"list is not set")
    assert _show_interfaces.read_by_form(text) == 7
    rows = show.parse_interfaces(text).records
    assert [row.inbound_list for row in rows][5:] == ["FROM-5", "FROM-6", "", "FROM-8"]


def test_every_value_is_its_own():
    rows = show.parse_interfaces(outputs.interfaces(300)).records
    assert [row.name for row in rows] == [f"Tunnel{n}" for n in range(300)]
    assert [row.description for row in rows] == [f"to spoke {n}" for n in range(300)]
    assert [row.output_drops for row in rows] == list(range(300))
    assert len({row.tunnel_destination for row in rows[:250]}) == 250
    sessions = show.parse_vpn_sessions(outputs.vpn_sessions(300)).records
    assert [row.session_index for row in sessions] == list(range(1000, 1300))
    assert [row.tunnels[1].id for row in sessions] == [f"{n}.2" for n in range(1000, 1300)]
    assert len({row.tunnels[1].remote for row in sessions}) == 300

"""The readers that make records straight from columns agree with their plain-Python twins.

Samples are captured outputs of the corpus where it is at hand, and the synthetic ones of the tests
of each reader. Every reader reads the samples of every command, damaged ones and arbitrary bytes.
"""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse import _show_interface_phrases, _show_pings, _show_vpn_labels, show
from fastparse._show_interfaces import interfaces
from fastparse._show_pings import pings
from fastparse._show_vpn_sessions import vpn_sessions
from fastparse.records import REASONS
from fastparse.records_interfaces import InterfaceField
from fastparse.records_pings import PingField
from fastparse.records_vpn_sessions import VpnSessionField
from tests.fastparse import (
    test_show_interfaces,
    test_show_ip_interfaces,
    test_show_pings,
    test_show_vpn_sessions,
)
from tests.fastparse.show_corpus import CORPUS
from tests.fastparse.test_show_agrees import damaged

COMPILED = {
    show.parse_vpn_sessions: (vpn_sessions, VpnSessionField, _show_vpn_labels.VpnSessionField),
    show.parse_interfaces: (interfaces, InterfaceField, _show_interface_phrases.InterfaceField),
    show.parse_ping: (pings, PingField, _show_pings.PingField),
}
PARSERS = list(COMPILED)
LIMIT = 6000
"""Bytes of a sample that are damaged."""
SYNTHETIC = {
    show.parse_vpn_sessions: [test_show_vpn_sessions.TERSE],
    show.parse_interfaces: [
        test_show_interfaces.IOS,
        test_show_interfaces.ASA,
        test_show_interfaces.PIX,
        test_show_ip_interfaces.IP_INTERFACE,
        "Interface IP-Address OK? Method Status Protocol\nGi0/0 192.0.2.1 YES NVRAM up up\nGi0/1 unassigned YES unset administratively down down\n",
    ],
    show.parse_ping: [
        test_show_pings.PING,
        test_show_pings.SWEEP,
        test_show_pings.ASA,
        test_show_pings.PIX,
    ],
}
CAPTURED = [
    path.read_bytes()[:LIMIT]
    for path in sorted(CORPUS.glob("ntc-templates/cisco_asa/show_vpn-sessiondb_detail_l2l/*.raw"))
]
SAMPLES = [text.encode() for texts in SYNTHETIC.values() for text in texts] + CAPTURED
PIECES = [
    b"Connection   : 192.0.2.1", b"Index        : 7", b"  IP Addr      : 192.0.2.1",
    b"Bytes Tx     : 1", b"  Bytes Rx     : 2", b"IKEv1:", b"IPsec:", b"NAC:", b"IKEv2 Tunnels: 1",
    b"IKE Sessions: 1 IPSec Sessions: 2", b"Tunnel ID    : 7.1", b"Rekey Int (T): 1 Seconds",
    b"Local Addr   : 10.0.0.0/255.0.0.0/0/0", b"Session Type: LAN-to-LAN Detailed", b"Encryption",
    b"Tunnel0", b"Interface", b'"outside",', b"is up,", b"line protocol is up", b"(looped)",
    b"Hardware is", b"MTU 1500 bytes", b"BW 100 Kbit/sec", b"BW 10 Mbps", b"Tunnel source 192.0.2.1",
    b"(Serial0)", b", destination 192.0.2.2", b"Tunnel protocol/transport GRE/IP", b"Key 0x1",
    b"5 packets input", b"5 packets output", b"7 bytes", b"Received", b"5 minute",
    b"Traffic Statistics for", b"YES", b"unassigned", b"Helper addresses are", b"192.0.2.9",
    b"Mode: ipsec ipv4", b"IPsec profile: P", b"Source interface: outside", b"IP address: 192.0.2.1",
    b"IP address 192.0.2.1, subnet mask 255.0.0.0", b"Output queue 0/4, 1 drops; input queue 0/7, 2 drops",
    b"Input queue: 0/7/1/0 (size); Total output drops: 3", b"Encapsulation X, Vlan ID  3.",
    b"Sending 5, 100-byte ICMP Echos to 192.0.2.1, timeout is 2 seconds:", b"[36..40]-byte",
    b"Packet sent with a source address of 192.0.2.1", b"Packet sent with the DF bit set", b"!!!!!",
    b"M.U", b"Success rate is 0 percent (0/5)", b"Repeat count [5]: 3", b"Target IP address: 192.0.2.1",
    b"Set DF bit in IP header? [no]: y", b"192.0.2.1 NO response received -- 10ms",
    b"Reply to request 0 (1 ms)", b"Request 1 timed out", b"(size 100)",
    b"Unreachable from 192.0.2.1, maximum MTU 1400", b":", b"::", b",", b";", b"/", b"(", b")", b"[",
    b"]", b'"', b"?", b"0", b"99999999999999999999", b"999999999999999999999", b"2001:db8::1",
    b"R1#", b"\xff", b"\x00", b"\x0b", b"\xa0", b"\t", b"\r", b"  ", b"",
]  # fmt: skip


@pytest.mark.parametrize("parse", PARSERS)
def test_compiled_and_plain_fields_have_the_same_names_and_numbers(parse):
    _, plain, compiled = COMPILED[parse]
    assert {field.name: field.value for field in compiled} == {
        field.name: field.value for field in plain
    }
    assert max(plain) < min(REASONS)


@pytest.mark.parametrize("parse", PARSERS)
def test_the_samples_of_a_command_have_records(parse):
    for text in SYNTHETIC[parse]:
        assert parse(text.encode()).records


def both(parse, data: bytes) -> None:
    """Hold the two readers together, and what they say to the bytes."""
    one, two = parse(data), parse(data, implementation="reference")
    assert one.columns == two.columns
    compiled, fields, _ = COMPILED[parse]
    exact = array("B", data)[:]  # a slice is allocated to the byte: `make sanitize` sees past it
    assert compiled(exact) == one.columns
    assert one.records == two.records
    assert one.unrecognised == two.unrecognised
    ends = [0, *(at + 1 for at, byte in enumerate(data) if byte == 10), len(data) + 1]
    lines = list(pairwise(ends))
    for record, field, start, end, line in zip(*one.columns, strict=True):
        first, last = lines[line - 1]
        assert first <= start <= end < last
        assert -1 <= record < len(one.records)
        assert field in REASONS or fields(field)
    cut = {record for record, field in zip(*one.columns[:2], strict=True) if field in (207, 208)}
    assert [row.complete for row in one.records] == [
        at not in cut for at in range(len(one.records))
    ]


@pytest.mark.parametrize("parse", PARSERS)
def test_on_whole_output(parse):
    for sample in SAMPLES:
        both(parse, sample)


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=300, deadline=None)
@given(data=st.sampled_from(SAMPLES).flatmap(damaged))
def test_on_damaged_output(parse, data):
    both(parse, data)


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=400, deadline=None)
@given(
    data=st.lists(
        st.lists(st.sampled_from(PIECES), max_size=5).map(b" ".join), max_size=20
    ).map(b"\n".join)
)  # fmt: skip
def test_on_pieces_of_output(parse, data):
    both(parse, data)


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300))
def test_on_arbitrary_bytes(parse, data):
    both(parse, data)

"""``show vpn-sessiondb [detail] l2l`` of ASA.

The outputs of the corpus are captured ones, read from beside the repository; the terse form is
synthetic, written by hand in the labels of ASA 9.
"""

from __future__ import annotations

import pytest

from fastparse.records_vpn_sessions import VpnSelector
from fastparse.show import parse_vpn_sessions
from tests.fastparse.show_corpus import outputs

DETAIL = "ntc-templates/cisco_asa/show_vpn-sessiondb_detail_l2l/*"
CUT = "block is cut short"


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    def parsed(text):
        data = text.encode() if isinstance(text, str) else text
        return parse_vpn_sessions(data, implementation=request.param)

    return parsed


# --- the captured outputs ----------------------------------------------------------------------

# What is not understood of the captured outputs: nothing. Three sessions are said to be cut, and
# are: their publisher took blocks out. They count 5, 4 and 3 IPsec tunnels and show two each.
TAKEN_OUT = {"cisco_asa_show_vpn-sessiondb_detail_l2l2": [3, 54, 105]}


@pytest.mark.parametrize("output", outputs(DETAIL))
def test_all_of_the_captured_sessions_is_understood(read, output):
    parsed = read(output.read_bytes())
    cut = TAKEN_OUT.get(output.stem, [])
    assert [row.line for row in parsed.records if not row.complete] == cut
    assert [(unread.line, unread.reason) for unread in parsed.unrecognised] == [
        (line, CUT) for line in cut
    ]


@pytest.mark.parametrize("output", outputs(DETAIL))
def test_lost_lines_of_captured_sessions(output):
    """A tunnel that is said to be complete says nothing that was not said of it."""
    text = output.read_bytes()
    originals = {
        (row.session_index, tunnel.id): tunnel
        for row in parse_vpn_sessions(text).records
        for tunnel in row.tunnels
    }
    lines = text.split(b"\n")
    for count in range(1, 6):
        for first in range(len(lines) - count + 1):
            parsed = parse_vpn_sessions(b"\n".join(lines[:first] + lines[first + count :]))
            for row in parsed.records:
                if not row.complete:
                    continue
                for tunnel in row.tunnels:
                    original = originals[row.session_index, tunnel.id]
                    assert all(
                        value is None or value == getattr(original, field)
                        for field, value in tunnel._asdict().items()
                        if field != "line"
                    ), (first + 1, count)


@pytest.mark.parametrize("output", outputs(DETAIL))
def test_captured_sessions_cut_anywhere(output):
    """A session of ``detail`` that is said to be complete has all its tunnels."""
    text = output.read_bytes()
    originals = {row.line: row for row in parse_vpn_sessions(text).records}
    for end in range(0, len(text), 11):
        for row in parse_vpn_sessions(text[:end]).records:
            original = originals[row.line]
            if row.complete:
                assert [tunnel.id for tunnel in row.tunnels] == [
                    tunnel.id for tunnel in original.tunnels
                ]


# --- the terse form ----------------------------------------------------------------------------

TERSE = """\
asa# show vpn-sessiondb l2l

Session Type: LAN-to-LAN

Connection   : 198.51.100.2
Index        : 17                     IP Addr      : 198.51.100.2
Protocol     : IKEv2 IPsec
Encryption   : IKEv2: (1)AES256  IPsec: (1)AES-GCM-256
Hashing      : IKEv2: (1)SHA256  IPsec: (1)none
Bytes Tx     : 0                      Bytes Rx     : 4860
Login Time   : 09:14:03 UTC Tue Mar 5 2024
Duration     : 0h:12m:41s
Tunnel Zone  : 0

Connection   : 2001:db8::7
Index        : 18                     IP Addr      : 2001:db8::7
Protocol     : IKEv1 IPsec
Encryption   : IKEv1: (1)AES128  IPsec: (1)AES128
Hashing      : IKEv1: (1)SHA1  IPsec: (1)SHA1
Bytes Tx     : 1                      Bytes Rx     : 2
Login Time   : 09:14:03 UTC Tue Mar 5 2024
Duration     : 1d 2h:12m:41s
Tunnel Zone  : 0
"""


def test_terse_sessions(read):
    parsed = read(TERSE)
    assert parsed.unrecognised == ()
    one, two = parsed.records
    assert (one.line, one.session_type, one.connection, one.session_index) == (
        5, "LAN-to-LAN", "198.51.100.2", 17,
    )  # fmt: skip
    assert one.address == "198.51.100.2"
    assert one.encryption == "IKEv2: (1)AES256  IPsec: (1)AES-GCM-256"
    assert (one.bytes_tx, one.bytes_rx, one.tunnel_zone) == (0, 4860, "0")
    assert (one.login, one.duration) == ("09:14:03 UTC Tue Mar 5 2024", "0h:12m:41s")
    assert (one.counts, one.tunnels, one.nac, one.complete) == ((), (), (), True)
    assert (two.connection, two.address, two.duration) == (
        "2001:db8::7", "2001:db8::7", "1d 2h:12m:41s",
    )  # fmt: skip


def test_no_session(read):
    parsed = read("INFO: There are presently no active sessions of the type specified\n")
    assert (parsed.records, parsed.unrecognised) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("Connection   : 2001:db8::7\n", "", [CUT]),
        ("Index        : 18 ", "Index        : 1x ", ["not a number where one is expected", CUT]),
        ("Bytes Tx     : 1 ", "Bytes Tx     : - ", ["not a number where one is expected"]),
        ("Protocol     : IKEv1", "Protokoll    : IKEv1", [CUT, "not understood"]),
        ("Duration     : 1d 2h:12m:41s\n", "", [CUT]),
        ("Tunnel Zone  : 0\n\nC", "Tunnel Zone  : 0\nTunnel Zone  : 0\n\nC",
         [CUT, "line outside of the block that it belongs to"]),
    ],
)  # fmt: skip
def test_a_damaged_session_says_so(read, old, new, reasons):
    assert TERSE.count(old) == 1
    parsed = read(TERSE.replace(old, new))
    assert sorted(unread.reason for unread in parsed.unrecognised) == sorted(reasons)
    assert len(parsed.records) == 2
    assert sum(not row.complete for row in parsed.records) == (CUT in reasons)


def test_selectors_of_ipv6_and_without_ports(read):
    detail = (
        "Connection   : a\nIndex        : 1    IP Addr      : 192.0.2.1\nProtocol     : IKEv2 IPsec\n"
        "Duration     : 0h:00m:09s\nIKEv2 Tunnels: 1\nIPsec Tunnels: 1\nIKEv2:\n"
        "  Tunnel ID    : 1.1\n  Rekey Int (T): 86400 Seconds\nIPsec:\n  Tunnel ID    : 1.2\n"
        "  Local Addr   : 2001:db8:1::/64/6/443\n  Remote Addr  : 10.0.0.0/255.0.0.0\n"
        "  Conn Time Out: 5 Minutes              Conn TO Left : 4 Minutes\n"
        "  Pkts Tx      : 7                      Pkts Rx      : 8\n"
    )
    parsed = read(detail)
    assert parsed.unrecognised == ()
    (row,) = parsed.records
    ipsec = row.tunnels[1]
    assert (row.complete, row.counts) == (True, (("IKEv2", 1), ("IPsec", 1)))
    assert ipsec.local == VpnSelector("2001:db8:1::/64/6/443", "2001:db8:1::", "64", 6, 443)
    assert ipsec.remote == VpnSelector("10.0.0.0/255.0.0.0", "10.0.0.0", "255.0.0.0")
    assert (ipsec.connect_timeout, ipsec.connect_left) == (5, 4)
    assert (ipsec.packets_tx, ipsec.packets_rx) == (7, 8)
    damaged = read(detail.replace("Remote Addr  : 10.0.0.0/", "Remote Addr  : 10.0.0.999/"))
    assert [row.complete for row in damaged.records] == [False]
    assert {unread.reason for unread in damaged.unrecognised} == {
        "identity is not addr/mask/prot/port", "SA is cut short",
    }  # fmt: skip

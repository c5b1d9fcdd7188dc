"""The compiled readers of sessions, IKEv2 SAs, crypto maps and DMVPN and their plain twins agree.

Samples are captured outputs of the corpus where it is at hand, and the synthetic ones of
``show_tunnel_samples``. Every reader reads the samples of every command.
"""

from __future__ import annotations

import enum
from array import array
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fastparse import _show_crypto_map, _show_dmvpn, _show_ikev2, _show_session, show
from fastparse.records import REASONS, Columns
from fastparse.records_crypto_map import CryptoMapField
from fastparse.records_dmvpn import DmvpnField
from fastparse.records_ikev2 import Ikev2Field
from fastparse.records_session import SessionField
from tests.fastparse import show_tunnel_samples as samples
from tests.fastparse.show_corpus import CORPUS
from tests.fastparse.test_show_agrees import PIECES, damaged

LIMIT = 5000
"""Bytes of a sample that are damaged."""


class Reader(NamedTuple):
    parse: Callable[..., show.Parsed]
    compiled: Callable[..., Columns]
    fields: type[enum.IntEnum]
    captured: tuple[str, ...]
    written: tuple[str, ...]
    pieces: tuple[bytes, ...]


READERS = {
    "session": Reader(
        show.parse_crypto_session,
        _show_session.crypto_session,
        SessionField,
        ("genieparser/ShowCryptoSession*/*.raw", "ntc-templates/*/show_crypto_session*/*.raw"),
        samples.SESSIONS,
        (
            b"Interface: Tunnel1", b"Profile: P", b"Username: u", b"Group: g", b"Uptime: 3d18h",
            b"Session status: UP-ACTIVE", b"Peer: 192.0.2.1 port 500 ", b"fvrf: (none) ivrf: RED",
            b"Peer: 192.0.2.1/500", b"Phase1_id: a", b"Desc: b", b"Session ID: 0",
            b"IKEv1 SA: local 192.0.2.1/500", b"remote 192.0.2.2/500 Active", b"IKE SA:",
            b"Capabilities:DN connid:4 lifetime:12:47:36", b"IPSEC FLOW: permit 47 host 192.0.2.1",
            b"Active SAs: 2, origin: crypto map", b"Inbound:  #pkts dec'ed 4 drop 0",
            b"Outbound: #pkts enc'ed 4 drop 0", b"life (KB/Sec) KB Vol Rekey Disabled/3060",
            b"life (KB/Sec) 1/2", b"System IP: 192.0.2.9  Interface: Tu1", b"K - Keepalives",
            b"Assigned address: 192.0.2.3", b"/", b"permit", b"local", b"remote",
        ),
    ),
    "ikev2": Reader(
        show.parse_ikev2_sa,
        _show_ikev2.ikev2_sa,
        Ikev2Field,
        (),
        samples.IKEV2,
        (
            b"1 192.0.2.1/500 198.51.100.1/500 none/none READY", b"2 192.0.2.1/500", b"READY",
            b"2001:db8::1/500", b"198.51.100.1/500", b"INITIATOR", b"3 none/none READY",
            b"Local 2001:db8::1/500", b"Remote 2001:db8::2/500",
            b"Encr: AES-CBC, keysize: 256, Hash: SHA96, DH Grp:5, Auth: PSK", b"Encr: AES,",
            b"Life/Active Time: 86400/3423 sec", b"CE id: 1001, Session-id: 1", b"Session-id: 2",
            b"Session-id:1, Status:UP-ACTIVE, IKE count:1, CHILD count:1", b"IKE count:2",
            b"Local spi: 6A2C Remote spi: 03C2F", b"Local window: 5 Remote window: 6",
            b"Local id: a", b"Remote id:", b"DPD configured for 10 seconds, retry 2",
            b"NAT-T is not detected", b"Fragmentation not configured.", b"Remote subnets:",
            b"10.1.0.0 255.255.0.0", b"2001:db8::/64", b"Tunnel-id Local Remote", b"IKEv2 SAs:",
            b"Child sa: local selector  10.0.0.0/0 - 10.0.255.255/65535", b"-", b"Child sa:",
            b"remote selector 10.1.0.0/22 - 10.1.255.255/22", b"ESP spi in/out: 0x8717a5a/0x8",
            b"AH spi in/out: 0x0/0x0", b"Encr: AES, keysize: 256, esp_hmac: N/A", b"esp_hmac: x",
            b"ah_hmac: None, comp: IPCOMP_NONE, mode tunnel", b"Parent SA Extended Status:",
        ),
    ),
    "dmvpn": Reader(
        show.parse_dmvpn,
        _show_dmvpn.dmvpn,
        DmvpnField,
        ("genieparser/ShowDmvpn/*.raw", "ntc-templates/*/show_dmvpn/*.raw"),
        samples.DMVPN,
        (
            b"Interface: Tunnel1, IPv4 NHRP Details", b"Interface: Tunnel0", b"Tunnel1,",
            b"Type:Hub, NHRP Peers:2,", b"Type:Spoke, Total NBMA Peers (v4/v6): 1", b"NHRP Peers:",
            b"1 192.0.2.1", b"10.0.0.1 UP 00:02:19 D", b"10.0.0.9 NHRP never", b"UNKNOWN", b"UP",
            b"2 2001:db8::1", b"10.0.0.1/32", b"3w5d", b"never", b"1.Peer NBMA Address: 192.0.2.3",
            b"Tunnel IPv6 Address: 2001:db8::4", b"IPv6 Target Network: 2001:db8::4/128",
            b"# Ent: 1, Status: UP, UpDn Time: 00:01:44, Cache Attrib: D", b"# Ent:", b"# Ent -->",
            b"Ent Peer NBMA Addr Peer", b"C - CTS", b"=====", b"Crypto Session Details:", b'"',
            b'Interface Tunnel1 is up/up, Addr. is 10.0.0.1, VRF ""', b"Interface Tunnel1 is up",
            b'Tunnel Src./Dest. addr: 10.0.0.1/MGRE, Tunnel VRF ""', b"IPv4 NHS:",
            b'Protocol/Transport: "multi-GRE/IP", Protect "P"', b"10.0.0.1 RE", b"IPv4 NHS: 1.2.3.4",
            b"NBMA Address: 172.16.1.1 priority = 0 cluster = 1", b"nhrp event-publisher : Disabled",
        ),
    ),
    "crypto map": Reader(
        show.parse_crypto_map,
        _show_crypto_map.crypto_map,
        CryptoMapField,
        ("genieparser/ShowCryptoMap/*.raw",),
        samples.MAPS,
        (
            b'Crypto Map IPv4 "A" 10 ipsec-isakmp', b'Crypto Map "A" 20 gdoi', b'Crypto Map "A"',
            b'Crypto Map: "A" idb: Ethernet0 local address: 192.0.2.1', b'Crypto Map Template"A" 1',
            b"Peer = 192.0.2.1", b"Peer =", b"Extended IP access list A", b"IPv6 access list B",
            b"access-list A permit ip any any", b"access-list permit ip any", b"permit gre", b"A",
            b"dynamic (created from dynamic map A/10)", b"Current peer: 192.0.2.1", b"PFS (Y/N): Y",
            b"Security association lifetime: 4608000 kilobytes/3600 seconds", b"1 kilobytes/2",
            b"Security association idletime: 60 seconds", b"Dualstack (Y/N): N", b"seconds", b"KB/",
            b"Transform sets={", b"STRONG:  { esp-aes esp-sha-hmac  } ,", b"t1,", b"t1:", b"} ,",
            b"Reverse Route Injection Enabled", b"Antireplay window size = 1024", b"Vlan1",
            b"Interfaces using crypto map A:", b"Tunnel0", b"Inbound esp spi: 300,", b"key: 0011,",
            b"WARNING: This crypto map is in an incomplete state!", b"(missing peer)",
            b"No matching address list set.", b"Dynamic map template tag: D", b"Group Name: G",
            b"Extended IP access check IN list C", b"Access-List SS dynamic: False",
        ),
    ),
}  # fmt: skip
parametrized = pytest.mark.parametrize("reader", READERS.values(), ids=READERS)


TOLD_APART = (
    b'Crypto Map "A" 1 gdoi\nTransform sets={\nt1:  {\n} (1)\n}',
    b'Interface T1 is up , Addr. is 10.0.0.1, VRF " A "\nTunnel Src./Dest. addr: A / B , Tunnel VRF ""',
    b"Crypto Session Details:\nInterface T1 is up/up, Addr. is 10.0.0.1, VRF Z\nType:Hub, NHRP Peers:0,",
)
"""Outputs on which a compiled reader and its twin once differed."""


def read(pattern: str) -> list[bytes]:
    return [path.read_bytes()[:LIMIT] for path in sorted(CORPUS.glob(pattern))]


SAMPLES = {
    name: [text.encode() for text in reader.written]
    + [text for pattern in reader.captured for text in read(pattern)]
    for name, reader in READERS.items()
}
EVERYTHING = [text for texts in SAMPLES.values() for text in texts] + [
    text for pattern in ("genieparser/*/*.raw", "ntc-templates/*/*/*.raw") for text in read(pattern)
]


def test_there_are_samples_of_every_command():
    for name, reader in READERS.items():
        assert any(reader.parse(sample).records for sample in SAMPLES[name])


def both(reader: Reader, data: bytes) -> None:
    """Hold the two readers together, and what they say to the bytes."""
    one, two = reader.parse(data), reader.parse(data, implementation="reference")
    assert one.columns == two.columns
    exact = array("B", data)[:]  # a slice is allocated to the byte: `make sanitize` sees past it
    assert reader.compiled(exact) == one.columns
    assert one.records == two.records
    assert one.unrecognised == two.unrecognised
    assert one.totals == two.totals == ()
    ends = [0, *(at + 1 for at, byte in enumerate(data) if byte == 10), len(data) + 1]
    lines = list(pairwise(ends))
    highest = -1
    for record, field, start, end, line in zip(*one.columns, strict=True):
        first, last = lines[line - 1]
        assert first <= start <= end < last
        assert -1 <= record <= highest + 1
        highest = max(highest, record)
        if field in REASONS:
            assert record < 0 or not one.records[record].complete
        else:
            assert record >= 0
            assert reader.fields(field)
    assert highest == len(one.records) - 1


@parametrized
def test_on_whole_output(reader):
    for sample in (*EVERYTHING, *TOLD_APART):
        both(reader, sample)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=400, deadline=None)
@given(st.data())
def test_on_damaged_output(name, data):
    pieces = (*READERS[name].pieces, *PIECES)
    both(
        READERS[name],
        data.draw(st.sampled_from(SAMPLES[name]).flatmap(lambda s: damaged(s, pieces))),
    )


@parametrized
@settings(max_examples=100, deadline=None)
@given(data=st.sampled_from(EVERYTHING).flatmap(damaged))
def test_on_damaged_output_of_other_commands(reader, data):
    both(reader, data)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=400, deadline=None)
@given(st.data())
def test_on_pieces_of_output(name, data):
    pieces = st.sampled_from([*READERS[name].pieces, *PIECES])
    own = st.sampled_from(READERS[name].pieces)
    line = st.lists(pieces, max_size=6).map(b" ".join) | st.lists(own, max_size=2).map(b" ".join)
    both(READERS[name], data.draw(st.lists(line | own, max_size=16).map(b"\n".join)))


@parametrized
@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300))
def test_on_arbitrary_bytes(reader, data):
    both(reader, data)

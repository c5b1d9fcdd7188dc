"""Tables of associations of an ASA, letter by letter, and as the product's readers and ntc-templates see them."""

from __future__ import annotations

import re

import pytest
from ntc_templates.parse import parse_output

from fastparse.show import (
    parse_access_lists,
    parse_ikev2_sa,
    parse_interfaces,
    parse_ipsec_sa,
    parse_isakmp_sa,
    parse_ping,
    parse_version,
    parse_vpn_sessions,
)
from remediate.lab.aces import Ace, Block
from remediate.lab.asa_words import overhead
from remediate.lab.associations import Counters, FlowSa, IkeSa, Role, Spi
from tests.lab.asa.conftest import Session

LAN = Block(0x0A220000, 0xFF)
REMOTE = Block(0x0A010000, 0xFF)


def phase1(**other: object) -> IkeSa:
    values: dict[str, object] = {
        "peer": "203.0.113.10",
        "local": "198.51.100.34",
        "role": Role.RESPONDER,
        "version": 1,
        "state": "MM_ACTIVE",
        "connection": 33,
        "encryption": "aes 256",
        "hash": "sha",
        "group": 5,
    }
    return IkeSa(**(values | other))  # type: ignore[arg-type]  # values of the fields by name


def flow(**other: object) -> FlowSa:
    values: dict[str, object] = {
        "interface": "outside",
        "tag": "OUT",
        "sequence": 10,
        "local": "198.51.100.34",
        "peer": "203.0.113.10",
        "selector": Ace(protocol=0, source=LAN, destination=REMOTE),
        "inbound": Spi(value=0x32F752FF, connection=40960, flow=1),
        "outbound": Spi(value=0x50023DDC, connection=40960, flow=2),
        "transforms": ("esp-aes 256", "esp-sha-hmac"),
        "lifetime": 28800,
        "counters": Counters(encaps=1200, decaps=900),
    }
    return FlowSa(**(values | other))  # type: ignore[arg-type]  # values of the fields by name


@pytest.fixture
def up(session: Session) -> Session:
    session.network.ike = [phase1()]
    session.network.flows = [flow()]
    return session


def test_ikev1_table(up: Session) -> None:
    assert up.run("show crypto ikev1 sa") == (
        "\nIKEv1 SAs:\n\n   Active SA: 1\n"
        "    Rekey SA: 0 (A tunnel will report 1 Active and 1 Rekey SA during rekey)\n"
        "Total IKE SA: 1\n\n1   IKE Peer: 203.0.113.10\n"
        "    Type    : L2L             Role    : responder \n"
        "    Rekey   : no              State   : MM_ACTIVE \n"
    )
    assert up.run("show crypto isakmp sa").endswith("\nThere are no IKEv2 SAs\n")


def test_ikev1_table_is_read(up: Session) -> None:
    parsed = parse_isakmp_sa(up.run("show crypto ikev1 sa detail").encode())
    (row,) = parsed.records
    assert (row.peer, row.state, row.encryption, row.hash, row.lifetime, row.complete) == (
        "203.0.113.10",
        "MM_ACTIVE",
        "aes-256",
        "SHA",
        "86400",
        True,
    )
    assert parsed.unrecognised == ()


def test_ikev2_table_is_read(session: Session) -> None:
    session.network.ike = [
        phase1(
            version=2, state="READY", hash="sha256", prf="sha256", group=19, spi=(0x1234, 0x5678)
        )
    ]
    session.network.flows = [flow()]
    for line in ("show crypto ikev2 sa", "show crypto ikev2 sa detail"):
        parsed = parse_ikev2_sa(session.run(line).encode())
        (row,) = parsed.records
        assert (row.local, row.local_port, row.remote, row.status, row.role) == (
            "198.51.100.34",
            500,
            "203.0.113.10",
            "READY",
            "RESPONDER",
        )
        assert (row.encryption, row.key_size, row.hash, row.dh_group, row.child_count) == (
            "AES-CBC",
            256,
            "SHA256",
            "19",
            1,
        )
        assert (row.complete, parsed.unrecognised) == (True, ())
    assert (row.local_spi, row.remote_spi) == (0x5678, 0x1234)


def test_ipsec_table_is_read(up: Session) -> None:
    text = up.run("show crypto ipsec sa")
    parsed = parse_ipsec_sa(text.encode())
    (row,) = parsed.records
    assert parsed.unrecognised == ()
    assert (row.interface, row.map, row.sequence, row.peer, row.complete) == (
        "outside",
        "OUT",
        10,
        "203.0.113.10",
        True,
    )
    assert row.local_ident is not None
    assert row.local_ident.text == "10.34.0.0/255.255.255.0/0/0"
    assert dict(row.counters)["encaps"] == 1200
    assert (row.path_mtu, row.overhead, row.overhead_fixed) == (1500, 74, 44)
    assert [(sa.direction, sa.spi) for sa in row.sas] == [
        ("inbound", 0x32F752FF),
        ("outbound", 0x50023DDC),
    ]
    assert row.sas[0].transforms[:2] == ("esp-aes-256", "esp-sha-hmac")
    assert (
        "      access-list VPN extended permit ip 10.34.0.0 255.255.255.0 10.1.0.0 255.255.255.0 \n"
        in text
    )
    assert "in use settings ={L2L, Tunnel, IKEv1, }" in text


def test_ipsec_table_detail_nat_and_pfs(session: Session) -> None:
    session.network.ike = [phase1(nat_traversal=True, peer_port=4500)]
    session.network.flows = [flow(nat_traversal=True, peer_port=4500, pfs=5)]
    text = session.run("show crypto ipsec sa peer 203.0.113.10 detail")
    parsed = parse_ipsec_sa(text.encode())
    assert parsed.unrecognised == ()
    assert "in use settings ={L2L, Tunnel,  NAT-T-Encaps, PFS Group 5, IKEv1, }" in text
    assert "198.51.100.34/4500" in text
    assert "#pkts replay failed (rcv): 0" in text
    assert session.run("show crypto ipsec sa peer 192.0.2.1") == "\nThere are no ipsec sas\n"


@pytest.mark.parametrize(
    ("transforms", "nat", "shown"),
    [
        (("esp-aes 256", "esp-md5-hmac"), False, "74(44)"),
        (("esp-aes 256", "esp-md5-hmac"), True, "82(52)"),
        (("esp-aes 256", "esp-sha256-hmac"), False, "78(44)"),
        (("esp-3des", "esp-sha-hmac"), False, "58(36)"),
        (("esp-gcm 256",), False, "55(36)"),
    ],
)
def test_overhead_as_devices_print_it(transforms: tuple[str, ...], nat: bool, shown: str) -> None:
    assert overhead(transforms, nat_traversal=nat) == shown


def test_sessions_are_read(up: Session) -> None:
    parsed = parse_vpn_sessions(up.run("show vpn-sessiondb detail l2l").encode())
    (row,) = parsed.records
    assert parsed.unrecognised == ()
    assert (row.connection, row.protocol, row.complete) == ("203.0.113.10", "IKEv1 IPsec", True)
    assert row.counts == (("IKEv1", 1), ("IPsec", 1))
    assert [tunnel.kind for tunnel in row.tunnels] == ["IKEv1", "IPsec"]
    assert (row.tunnels[1].packets_tx, row.tunnels[1].packets_rx) == (1200, 900)
    brief = parse_vpn_sessions(up.run("show vpn-sessiondb l2l").encode())
    assert [item.connection for item in brief.records] == ["203.0.113.10"]
    assert brief.unrecognised == ()


def test_other_shows_are_read(up: Session) -> None:
    (version,) = parse_version(up.run("show version").encode()).records
    assert (version.family, version.release, version.hostname) == ("asa", "9.8(4)41", "asa1")
    (row,) = parse_access_lists(up.run("show access-list VPN").encode()).records
    assert (row.name, len(row.entries)) == ("VPN", 2)
    assert "(hitcnt=1200)" in up.run("show access-list VPN")
    interfaces = parse_interfaces(up.run("show interface").encode())
    assert [(item.name, item.nameif, item.address) for item in interfaces.records] == [
        ("GigabitEthernet1/1", "outside", "198.51.100.34"),
        ("GigabitEthernet1/2", "inside", "10.34.0.1"),
    ]
    assert interfaces.unrecognised == ()
    (ping,) = parse_ping(up.run("ping outside 198.51.100.33 size 1400").encode()).records
    assert (ping.target, ping.size, ping.received, ping.sent) == ("198.51.100.33", 1400, 5, 5)


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("show version", 1),
        ("show access-list", 3),
        ("show crypto ipsec sa", 1),
        ("show interface", 2),
        ("show interface ip brief", 2),
        ("show route", 5),
        ("show nat", 1),
        ("show logging", 1),
        ("show inventory", 1),
        ("show vpn-sessiondb detail l2l", 2),
        ("show vpn-sessiondb", 1),
        ("show running-config crypto map", 1),
        ("show running-config tunnel-group", 1),
        ("show running-config crypto ikev1", 1),
    ],
)
def test_ntc_templates_read_it(up: Session, line: str, rows: int) -> None:
    up.configure(
        "logging enable\nlogging timestamp\nlogging buffered informational\nhostname asa1\nend"
    )
    text = up.run(line)
    if line == "show logging":
        text = "\n".join(re.findall(r"^\w{3} \d\d .*$", text, re.MULTILINE)[-1:])
    found = parse_output(platform="cisco_asa", command=line, data=text)
    assert len(found) == rows, found

"""Session tables as SAs without SPIs. Synthetic, in the form of IOS-XE 17 and ASA 9."""

from __future__ import annotations

from remediate.evidence.content import by_content
from remediate.evidence.kinds import Kind
from remediate.evidence.recognise import by_command, by_file_name
from remediate.platforms.session_shows import session_sas

IOS = b"""\
Crypto session current status

Interface: GigabitEthernet0/0/0
Session status: UP-ACTIVE
Peer: 198.51.100.34 port 500
  Session ID: 12
  IKEv2 SA: local 203.0.113.10/500 remote 198.51.100.34/500 Active
  IPSEC FLOW: permit ip 10.1.0.0/255.255.255.0 10.34.0.0/255.255.255.0
        Active SAs: 2, origin: crypto map

Interface: GigabitEthernet0/0/0
Session status: DOWN
Peer: 198.51.100.35 port 500
  IPSEC FLOW: permit 47 host 203.0.113.10 host 198.51.100.35
        Active SAs: 0, origin: crypto map
"""
ASA = b"""\

Session Type: LAN-to-LAN

Connection   : 203.0.113.10
Index        : 211                    IP Addr      : 203.0.113.10
Protocol     : IKEv2 IPsec
Encryption   : IKEv2: (1)AES256  IPsec: (1)AES256
Hashing      : IKEv2: (1)SHA256  IPsec: (1)SHA256
Bytes Tx     : 4120334                Bytes Rx     : 3980021
Login Time   : 10:02:11 UTC Thu Nov 26 2026
Duration     : 3h:12m:04s
"""


def test_ios() -> None:
    (up, down), left = session_sas(IOS, file="r1/session.txt")
    assert not left
    assert (up.peer, up.local_address, up.up) == ("198.51.100.34", "203.0.113.10", True)
    assert (up.local_ident, up.remote_ident) == (
        "10.1.0.0/255.255.255.0/0/0",
        "10.34.0.0/255.255.255.0/0/0",
    )
    assert (down.peer, down.up) == ("198.51.100.35", False)
    assert down.remote_ident == "198.51.100.35/255.255.255.255/47/0"


def test_asa_without_detail() -> None:
    (sa,), _ = session_sas(ASA, file="fw/sessions.txt")
    assert (sa.peer, sa.up, sa.counters) == ("203.0.113.10", True, ())


def test_commands() -> None:
    assert by_command("sh cry session det") is Kind.SESSIONS
    assert by_command("show vpn-sessiondb detail l2l") is Kind.SESSIONS
    assert by_command("show vpn-sessiondb l2l filter name 203.0.113.10") is Kind.SESSIONS
    assert by_command("show vpn-sessiondb anyconnect") is Kind.UNUSED
    assert by_file_name("fw/show_vpn-sessiondb_detail_l2l.txt") is Kind.SESSIONS
    assert by_file_name("r1/show_crypto_session.txt") is Kind.SESSIONS
    assert by_file_name("r1/debug_crypto_engine.txt") is Kind.LOG


def test_content() -> None:
    """`Interface: X` heads a session within its table, and the SAs of an interface elsewhere."""
    assert [item.kind for item in by_content(IOS, 1)] == [Kind.SESSIONS]
    assert [item.kind for item in by_content(ASA, 1)] == [Kind.SESSIONS]
    assert [item.kind for item in by_content(b"interface: outside\n", 1)] == [Kind.IPSEC_SA]


def test_a_brief_table_tells_which_peers_are_up_and_active() -> None:
    text = b"""Status: A- Active, U - Up, D - Down, I - Idle, S - Standby, N - Negotiating
        K - No IKE
ivrf = (none)
           Peer     I/F       Username                Group/Phase1_id          Uptime    Status
   203.0.113.101    Gi1                                203.0.113.101            1d02h     UA
   203.0.113.102    Tu10      bob                      203.0.113.102         00:01:07     UI
   203.0.113.103    Gi1                                203.0.113.103         00:00:00     D
"""
    sas, left = session_sas(text, file="a", line=1)
    assert [(sa.peer, sa.interface, sa.up) for sa in sas] == [
        ("203.0.113.101", "Gi1", True),
        ("203.0.113.102", "Tu10", False),
        ("203.0.113.103", "Gi1", False),
    ]
    assert sas[0].source.line == 5
    assert left == ()

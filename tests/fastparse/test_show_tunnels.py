"""Forms of sessions, IKEv2 SAs, crypto maps and DMVPN that the captured samples do not hold.

All of it is synthetic; see ``show_tunnel_samples``.
"""

from __future__ import annotations

import pytest

from fastparse.records_crypto_map import CryptoMapRow, MapTransformSet
from fastparse.records_dmvpn import DmvpnPeer, DmvpnRow, NextHopServer
from fastparse.records_ikev2 import Ikev2ChildSa, Ikev2SaRow, Selector
from fastparse.records_session import CryptoSessionRow, SessionFlow, SessionSa
from fastparse.show import parse_crypto_map, parse_crypto_session, parse_dmvpn, parse_ikev2_sa
from tests.fastparse import show_tunnel_samples as samples


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    def parsed(parse, text: str, **more):
        return parse(text.encode(), implementation=request.param, **more)

    return parsed


def whole(parsed):
    """Return the records of an output of which all was understood."""
    assert parsed.unrecognised == ()
    assert all(row.complete for row in parsed.records)
    return parsed.records


def reasons(parsed):
    return [(unread.line, unread.reason) for unread in parsed.unrecognised]


# --- show crypto session -----------------------------------------------------------------------


def test_sessions_stand_under_their_own_interface(read):
    first, second, third, fourth = whole(read(parse_crypto_session, samples.SESSIONS_OF_A_HUB))
    assert [row.interface for row in (first, second, third, fourth)] == [
        "GigabitEthernet0/0/0",
        "GigabitEthernet0/0/0",
        "Tunnel7",
        "(unknown)",
    ]
    assert first == CryptoSessionRow(
        7, "GigabitEthernet0/0/0", "BRANCHES", uptime="1d02h", status="UP-ACTIVE",
        peer="198.51.100.1", port=4500, fvrf="INET", ivrf="RED", phase1_id="branch one",
        description="first branch > second",
        sas=(
            SessionSa(15, "IKEv2", 11, "192.0.2.1", 4500, "198.51.100.1", 4500, "Active", "NU", 1,
                      "21:10:01"),
        ),
        flows=(
            SessionFlow(17, "permit ip 10.0.0.0/255.0.0.0 10.1.0.0/255.255.0.0", 2, "crypto map",
                        10, 0, 4607999, None, 3000, 20, 1, 4607998, None, 3000),
            SessionFlow(21, "deny ip host 10.0.0.9 host 10.1.0.9", 0, "crypto map"),
        ),
    )  # fmt: skip
    assert [flow.action for flow in first.flows] == ["permit", "deny"]
    assert first.flows[1].selectors == ("ip", "host 10.0.0.9", "host 10.1.0.9")
    assert (second.line, second.profile, second.peer) == (23, None, "198.51.100.2")
    assert second.flows[0].outbound_drops == 7
    assert third == CryptoSessionRow(
        35, "Tunnel7", status="UP-NO-IKE", peer="2001:db8::2", port=500,
        flows=(SessionFlow(38, "permit ipv6 ::/0 ::/0", 2, "crypto map"),),
    )  # fmt: skip
    assert fourth == CryptoSessionRow(
        41, "(unknown)", username="alice", group="staff", assigned_address="10.3.3.4",
        status="UP-IDLE", peer="203.0.113.7", port=61500,
        sas=(
            SessionSa(48, "IKEv2", 12, "2001:db8::1", 4500, "2001:db8::7", 61500, "Active"),
        ),
    )  # fmt: skip


def test_sessions_of_old_releases(read):
    manual, client = whole(read(parse_crypto_session, samples.OLD_SESSIONS))
    assert (manual.peer, manual.port, manual.sas) == ("192.0.2.179", 500, ())
    assert manual.flows[0].origin == "manual-keyed crypto map"
    assert client.sas == (
        SessionSa(16, "IKE", None, "192.0.2.6", 500, "192.0.2.5", 500, "Active", "(none)", 1, "00:59:51"),
    )  # fmt: skip


def test_a_session_below_an_interface_that_can_not_be_read_is_under_none(read):
    text = samples.SESSIONS_OF_A_HUB.replace("Interface: Tunnel7", "Interfxce: Tunnel7")
    parsed = read(parse_crypto_session, text)
    assert reasons(parsed) == [(35, "not understood"), (36, "block is cut short")]
    assert [row.interface for row in parsed.records] == [
        "GigabitEthernet0/0/0",
        "GigabitEthernet0/0/0",
        None,
        "(unknown)",
    ]
    # The unread line may have been the session's above, too.
    assert [row.complete for row in parsed.records] == [True, False, False, True]


def test_a_bad_line_costs_its_session_only(read):
    text = samples.OLD_SESSIONS.replace(
        "remote 192.0.2.5/500 Active", "remote 192.0.2.555/500 Active"
    )
    parsed = read(parse_crypto_session, text)
    assert reasons(parsed) == [
        (16, "row without the columns that it should have"),
        (17, "line outside of the block that it belongs to"),
    ]
    manual, client = parsed.records
    assert (manual.complete, client.complete) == (True, False)
    assert client.sas == ()
    assert client.flows[0].decrypted == 4


def test_flow_with_ports_has_no_selectors():
    assert SessionFlow(1, "permit 6 host 192.0.2.1 port 22 host 192.0.2.2").selectors is None


def test_lines_are_counted_from_where_the_output_begins(read):
    first = read(parse_crypto_session, samples.OLD_SESSIONS, line=101).records[0]
    assert (first.line, first.flows[0].line) == (101, 106)


# --- show crypto ikev2 sa ----------------------------------------------------------------------


def test_ikev2_sas_of_ios(read):
    first, second, third = whole(read(parse_ikev2_sa, samples.IKEV2_OF_IOS))
    assert first == Ikev2SaRow(
        4, 1, "192.0.2.1", 500, "198.51.100.1", 500, "none/none", "READY", None,
        "AES-CBC", 256, "SHA512", "SHA512", "19", "PSK", "PSK", None, 86400, 3423, 1001, 1,
        status_description="Negotiation done",
        local_spi=0x6A2C1E1C1B5BA0E1, remote_spi=0x03C2F00000000001,
        local_request=2, remote_request=7, local_next=2, remote_next=7,
        local_queued=2, remote_queued=7, local_window=5, remote_window=6,
        local_id="192.0.2.1", remote_id="cn=branch 1, o=Example", dpd_seconds=10, dpd_retry=2,
        fragmentation="not configured", route_update="enabled",
        extended_authentication="not configured", nat="detected outside", sgt="disabled",
        initiator=True, peer_type="IOS-XE",
        remote_subnets=("10.1.0.0 255.255.0.0", "2001:db8:1::/64"),
    )  # fmt: skip
    assert (first.fvrf, first.ivrf) == ("none", "none")
    assert second == Ikev2SaRow(
        29, 2, "192.0.2.1", 4500, "198.51.100.2", 61500, "INET/RED", "IN-NEG", None,
        "Unknown - 0", None, "Unknown - 0", "None", "0", "Unknown - 0", "Unknown - 0",
        lifetime=86400, active_time=0,
    )  # fmt: skip
    assert (second.fvrf, second.ivrf) == ("INET", "RED")
    assert third == Ikev2SaRow(
        36, 3, "2001:DB8::1", 500, "2001:DB8::2", 500, "none/none", "READY", None,
        "AES-GCM", 128, None, "SHA96", "5", auth="PSK", lifetime=86400, active_time=52,
        remote_eap_id="alice", assigned_address="10.9.9.9", quantum="Enabled",
    )  # fmt: skip


def test_ikev2_sas_of_asa(read):
    first, second, third = whole(read(parse_ikev2_sa, samples.IKEV2_OF_ASA))
    assert (first.tunnel, first.role, first.session_id) == (45926289, "INITIATOR", 138)
    assert (first.session_status, first.ike_count, first.child_count) == ("UP-ACTIVE", 1, 2)
    assert (first.auth_sign, first.auth_verify, first.local_request) == ("PSK", "RSA", 12)
    assert first.fragmentation == (
        "Configured MTU: 576 bytes, Overhead: 28 bytes, Effective MTU: 548 bytes"
    )
    assert (first.deleting, first.marked, first.vrfs, first.fvrf) == (False, True, None, None)
    assert first.children == (
        Ikev2ChildSa(
            26,
            Selector("10.0.0.0/0 - 10.0.255.255/65535", "10.0.0.0", 0, "10.0.255.255", 65535),
            Selector("10.1.0.0/22 - 10.1.255.255/22", "10.1.0.0", 22, "10.1.255.255", 22),
            0x8717A5A, 0x8564387D, 0, 0, 0, 1, "AES-GCM", 256, "N/A", "None", "IPCOMP_NONE",
            "tunnel",
        ),
        Ikev2ChildSa(
            33,
            Selector("2001:db8::/0 - 2001:db8::ffff/65535", "2001:db8::", 0, "2001:db8::ffff", 65535),
            Selector("2001:db8:1::/0 - 2001:db8:1::ffff/65535", "2001:db8:1::", 0,
                     "2001:db8:1::ffff", 65535),
            1, 2,
        ),
    )  # fmt: skip
    # A rekey: one heading counts for two SAs.
    assert [(row.session_id, row.ike_count) for row in (second, third)] == [(139, 2), (139, 2)]
    assert (second.vrfs, third.vrfs) == ("Global/Global", None)


def test_no_ikev2_sas(read):
    parsed = read(parse_ikev2_sa, "\nThere are no IKEv2 SAs\n")
    assert (parsed.records, parsed.unrecognised) == ((), ())


def test_fewer_sas_than_a_heading_counts(read):
    parsed = read(parse_ikev2_sa, samples.IKEV2_OF_ASA[: samples.IKEV2_OF_ASA.index("8 192.0.2.1")])
    assert reasons(parsed) == [(37, "block is cut short")]
    assert [row.complete for row in parsed.records] == [True, False]


def test_fewer_children_than_a_heading_counts(read):
    text = samples.IKEV2_OF_ASA
    start = text.index("Child sa: local selector  2001")
    parsed = read(parse_ikev2_sa, text[:start] + text[text.index("\nSession-id:139") :])
    assert reasons(parsed) == [(8, "block is cut short")]
    assert [row.complete for row in parsed.records] == [False, True, True]


def test_what_an_sa_says_twice_is_of_an_sa_whose_row_was_lost(read):
    text = samples.IKEV2_OF_IOS.replace("2         192.0.2.1/4500", "2         192.0.2.1;4500")
    parsed = read(parse_ikev2_sa, text)
    assert [row.tunnel for row in parsed.records] == [1, 3]
    assert all(row.complete for row in parsed.records)
    assert reasons(parsed) == [
        (29, "row without the columns that it should have"),
        (30, "line outside of the block that it belongs to"),
        (31, "line outside of the block that it belongs to"),
    ]


def test_vrf_names_with_slashes_are_not_guessed():
    row = Ikev2SaRow(1, 1, vrfs="A/B/C")
    assert (row.vrfs, row.fvrf, row.ivrf) == ("A/B/C", None, None)


# --- show crypto map ---------------------------------------------------------------------------


def test_a_hub_with_several_identities(read):
    rows = whole(read(parse_crypto_map, samples.MAP_OF_A_HUB))
    first, second, dynamic, created, profile, instance, group = rows
    assert first == CryptoMapRow(
        1, "HUB", "IPv4", 10, "ipsec-isakmp", description="to branch one: the old router",
        peers=("198.51.100.1", "backup.example.net"), current_peer="198.51.100.1",
        isakmp_profile="BRANCH-1", acl="BRANCH-1",
        acl_entries=(
            "permit ip 10.0.0.0 0.255.255.255 10.1.0.0 0.0.255.255",
            "permit tcp host 10.0.0.9 eq 22 host 10.1.0.9",
            "deny ip any any",
        ),
        ss_dynamic="False", kilobytes=4608000, seconds=3600, idle_seconds=600, dualstack=False,
        responder_only=False, pfs=True, dh_group="group14", mixed_mode="Disabled",
        reverse_route="Enabled", replay_window=1024,
        interfaces=("GigabitEthernet0/0/0", "GigabitEthernet0/0/1.100"),
        transform_sets=(
            MapTransformSet(21, "STRONG", ("esp-256-aes", "esp-sha256-hmac")),
            MapTransformSet(22, "OLD", ("esp-3des", "esp-md5-hmac")),
        ),
    )  # fmt: skip
    assert (second.unfinished, second.no_acl, second.transform_sets) == (True, True, ())
    assert (second.kilobytes, second.volume, second.seconds) == (
        None,
        "KB Vol Rekey Disabled",
        3600,
    )
    assert dynamic.dynamic_template == "CLIENTS"
    assert (created.acl, created.acl_entries) == ("", ("permit ip any host 10.3.3.4",))
    assert created.created_from == "CLIENTS/10"
    assert [row.applied for row in rows[:4]] == [None, None, None, "HUB"]
    assert {row.interfaces for row in rows[:4]} == {first.interfaces}
    assert (profile.profile, profile.interfaces) == ("DMVPN", ("Tunnel0",))
    assert (instance.profile_instance, instance.always_up) == (True, True)
    assert (group.kind, group.family, group.interfaces) == ("gdoi", "IPv6", ())
    assert group.acl_entries == ("permit ipv6 2001:db8::/32 any sequence 10",)


def test_maps_of_old_releases_and_templates(read):
    alice, manual, template = whole(read(parse_crypto_map, samples.OLD_MAPS))
    assert (alice.idb, alice.local_address) == ("Ethernet0", "192.0.2.123")
    assert (alice.seconds, alice.interfaces) == (120, None)
    assert alice.transform_sets == (MapTransformSet(10, "t1"), MapTransformSet(10, "t2"))
    assert (manual.idb, manual.inbound_esp, manual.outbound_ah) == (None, 300, 301)
    assert (template.name, template.template, template.kind) == ("CLIENTS", True, None)


def test_keys_of_manual_entries_are_never_handed_out(read):
    for text in (
        samples.OLD_MAPS,
        samples.OLD_MAPS.replace("spi: 301", "spi: many"),
        samples.OLD_MAPS[samples.OLD_MAPS.index("        Inbound esp") :],
    ):
        parsed = read(parse_crypto_map, text)
        handed_out = repr((parsed.records, parsed.unrecognised))
        for key in ("0123456789abcdef", "fedcba9876543210", "00112233445566778899"):
            assert key in text
            assert key not in handed_out


def test_an_entry_below_a_heading_that_can_not_be_read_is_of_no_map(read):
    text = samples.MAP_OF_A_HUB.replace('"HUB" 20', '"HUB" twenty')
    parsed = read(parse_crypto_map, text)
    assert [row.sequence for row in parsed.records] == [10, 65535, 65536, 65536, 65537, 1]
    assert all(row.complete for row in parsed.records)
    assert [unread.line for unread in parsed.unrecognised] == [
        27,
        28,
        29,
        30,
        31,
        32,
        33,
        34,
        35,
        36,
    ]


def test_an_entry_of_another_access_list_is_not_taken(read):
    text = samples.MAP_OF_A_HUB.replace("access-list BRANCH-1 deny", "access-list BRANCH-2 deny")
    parsed = read(parse_crypto_map, text)
    assert reasons(parsed) == [(10, "line outside of the block that it belongs to")]
    assert len(parsed.records[0].acl_entries) == 2
    assert [row.complete for row in parsed.records] == [False, *[True] * 6]


def test_no_crypto_maps(read):
    parsed = read(parse_crypto_map, "No crypto maps found.\n")
    assert (parsed.records, parsed.unrecognised) == ((), ())


# --- show dmvpn --------------------------------------------------------------------------------


def test_dmvpn_tables_of_both_families(read):
    table, list_ = whole(read(parse_dmvpn, samples.DMVPN_TABLES))
    assert table == DmvpnRow(
        10, "Tunnel1", "IPv4", "Hub/Spoke", 3,
        peers=(
            DmvpnPeer(15, "10.0.0.1", "192.0.2.1", 2, "UP", "00:02:19", "D"),
            DmvpnPeer(16, "10.0.0.9", "192.0.2.1", 2, "UP", "00:02:19", "DT1"),
            DmvpnPeer(18, "10.0.0.2", "2001:DB8:1202::123", 1, "IKE", "1y2w", "DN"),
            DmvpnPeer(19, "10.0.0.3", "UNKNOWN", 0, "NHRP", "never", "IX"),
        ),
    )  # fmt: skip
    assert list_ == DmvpnRow(
        21, "Tunnel1", "IPv6", "Hub", 2,
        peers=(
            DmvpnPeer(24, "2001:db8::4", "192.0.2.10", 2, "UP", "00:01:44", "D", "2001:db8::4/128"),
            DmvpnPeer(27, "2001:db8::5", "192.0.2.10", 0, "NHRP", "never", "I", "FE80::5/128"),
            DmvpnPeer(31, "2001:db8::6", "2001:db8:f::1", 1, "UP", "1d02h", "S"),
        ),
    )  # fmt: skip


def test_dmvpn_detail(read):
    parsed = read(parse_dmvpn, samples.DMVPN_DETAIL)
    first, second = parsed.records
    assert first == DmvpnRow(
        10, "Tunnel0", None, "Spoke", 1, "up/up", "10.0.0.2", "RED", "172.16.2.2", "MGRE", "INET",
        "multi-GRE/IP", "DMVPN-PROF", "Disabled", "Disabled", "60 seconds",
        servers=(
            NextHopServer(19, "10.0.0.1", "RE", "172.16.1.1", 0, 1),
            NextHopServer(20, "10.0.0.9", "E"),
        ),
        peers=(
            DmvpnPeer(25, "10.0.0.1", "172.16.1.1", 2, "UP", "00:05:46", "S", "10.0.0.1/32"),
            DmvpnPeer(26, "10.0.0.1", "172.16.1.1", 2, "UP", "00:05:46", "DT2", "192.168.0.0/24"),
        ),
    )  # fmt: skip
    assert (second.line_state, second.vrf, second.protection) == ("up/down", "", "")
    assert (second.servers, second.peer_count) == ((NextHopServer(42, "10.2.0.1", "W"),), 0)
    assert second.complete
    # The crypto sessions below the table are returned unread.
    assert [unread.line for unread in parsed.unrecognised] == [32, 33, 34, 35]


def test_fewer_peers_than_an_interface_counts(read):
    text = samples.DMVPN_TABLES[: samples.DMVPN_TABLES.index("     0 UNKNOWN")]
    parsed = read(parse_dmvpn, text)
    assert reasons(parsed) == [(10, "block is cut short")]
    assert [row.complete for row in parsed.records] == [False]


def test_a_tunnel_address_below_an_nbma_address_that_can_not_be_read_is_behind_none(read):
    text = samples.DMVPN_TABLES.replace("2 192.0.2.1 ", "2 192.0.2.999 ")
    parsed = read(parse_dmvpn, text)
    assert reasons(parsed) == [
        (10, "block is cut short"),
        (15, "row without the columns that it should have"),
        (16, "line outside of the block that it belongs to"),
    ]
    assert [peer.tunnel for peer in parsed.records[0].peers] == ["10.0.0.2", "10.0.0.3"]
    assert [row.complete for row in parsed.records] == [False, True]

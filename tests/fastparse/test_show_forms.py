"""Forms of show outputs that neither the document nor the captured samples hold.

All of it is synthetic: written by hand in the columns and words of the releases named, with
addresses of the documentation ranges.
"""

from __future__ import annotations

import pytest

from fastparse.records import AccessEntryRow, IsakmpSaRow
from fastparse.show import (
    parse_access_lists,
    parse_ipsec_sa,
    parse_isakmp_sa,
)


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    def parsed(parse, text: str):
        return parse(text.encode(), implementation=request.param)

    return parsed


def whole(parsed):
    """Return the records of an output of which all was understood."""
    assert parsed.unrecognised == ()
    return parsed.records


# --- show crypto isakmp sa ---------------------------------------------------------------------

ASA_IKEV1 = """\

IKEv1 SAs:

   Active SA: 2
    Rekey SA: 1 (A tunnel will report 1 Active and 1 Rekey SA during rekey)
Total IKE SA: 3

1   IKE Peer: 192.0.2.1
    Type    : L2L             Role    : initiator
    Rekey   : no              State   : MM_ACTIVE
    Encrypt : aes-256         Hash    : SHA
    Auth    : preshared       Lifetime: 86400
    Lifetime Remaining: 86187
2   IKE Peer: 2001:db8::7
    Type    : user            Role    : responder
    Rekey   : yes             State   : MM_WAIT_MSG3

There are no IKEv2 SAs
"""


def test_ikev1_sas_of_asa_in_blocks(read):
    parsed = read(parse_isakmp_sa, ASA_IKEV1)
    assert whole(parsed) == (
        IsakmpSaRow(
            8,
            peer="192.0.2.1",
            ordinal=1,
            type="L2L",
            role="initiator",
            rekey="no",
            state="MM_ACTIVE",
            encryption="aes-256",
            hash="SHA",
            authentication="preshared",
            lifetime="86400",
            lifetime_remaining="86187",
        ),
        IsakmpSaRow(
            14,
            peer="2001:db8::7",
            ordinal=2,
            type="user",
            role="responder",
            rekey="yes",
            state="MM_WAIT_MSG3",
        ),
    )
    assert parsed.totals == (("active_sas", 2), ("rekey_sas", 1), ("total_sas", 3))


def test_a_block_without_its_state_is_cut(read):
    cut = ASA_IKEV1[: ASA_IKEV1.index("    Rekey   : yes")]
    first, second = read(parse_isakmp_sa, cut).records
    assert (first.complete, second.complete) == (True, False)


IPV6_BLOCKS = """\
IPv6 Crypto ISAKMP SA

 dst: 2001:DB8::2
 src: 2001:DB8::1
 state: QM_IDLE         conn-id:   1001 slot:    0 status: ACTIVE

 dst: 2001:DB8::2
 src: 2001:DB8::9
 state: MM_NO_STATE     conn-id:      0 slot:    0 status: ACTIVE (deleted)
"""


def test_ipv6_sas_of_ios_in_blocks(read):
    assert whole(read(parse_isakmp_sa, IPV6_BLOCKS)) == (
        IsakmpSaRow(3, "2001:DB8::2", "2001:DB8::1", "QM_IDLE", 1001, 0, "ACTIVE"),
        IsakmpSaRow(
            7, "2001:DB8::2", "2001:DB8::9", "MM_NO_STATE", 0, 0, "ACTIVE", deleted=True
        ),
    )  # fmt: skip


def test_sas_of_ios_with_vrfs(read):
    (row,) = whole(
        read(
            parse_isakmp_sa,
            "f_vrf/i_vrf   dst             src             state          conn-id slot\n"
            "      /RED    192.0.2.2       192.0.2.1       QM_IDLE              1    0\n",
        )
    )
    assert row == IsakmpSaRow(2, "192.0.2.2", "192.0.2.1", "QM_IDLE", 1, 0, vrf="/RED")


# --- show crypto ipsec sa ----------------------------------------------------------------------

IOS_XE = """\
interface: Tunnel11
    Crypto map tag: Tunnel11-head-0, local addr 192.0.2.1

   protected vrf: (none)
   local  ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
   remote ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
   current_peer 192.0.2.2 port 500
     PERMIT, flags={origin_is_acl,}
    #pkts encaps: 10, #pkts encrypt: 10, #pkts digest: 10
    #pkts decaps: 9, #pkts decrypt: 9, #pkts verify: 9
     local crypto endpt.: 192.0.2.1, remote crypto endpt.: 192.0.2.2
     plaintext mtu 1438, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet1
     current outbound spi: 0xB1(177)
     PFS (Y/N): Y, DH group: group14

     inbound esp sas:
      spi: 0xA1(161)
        transform: esp-gcm 256 ,
        in use settings ={Tunnel, }
        conn id: 2009, flow_id: ESG:9, sibling_flags FFFFFFFF80004048, crypto map: Tunnel11-head-0, initiator : True
        Kilobyte Volume Rekey has been disabled
        sa timing: remaining key lifetime (sec): (2500)
        IV size: 8 bytes
        replay detection support: Y  replay window size: 64
        Status: ACTIVE(ACTIVE)

     inbound ah sas:

     inbound pcp sas:

     outbound esp sas:
      spi: 0xB1(177)
        transform: esp-gcm 256 ,
        in use settings ={Tunnel, }
        conn id: 2010, flow_id: ESG:10, sibling_flags FFFFFFFF80004048, crypto map: Tunnel11-head-0, initiator : True
        sa timing: remaining key lifetime (k/sec): (KB Vol Rekey Disabled/2500)
        IV size: 8 bytes
        replay detection support: N
        ecn bit support: Y status: off
        Status: ACTIVE(ACTIVE)

     outbound ah sas:

     outbound pcp sas:
"""


def test_ipsec_sas_of_ios_xe_without_volume_lifetime(read):
    (row,) = whole(read(parse_ipsec_sa, IOS_XE))
    assert row.complete
    assert [sa.transforms for sa in row.sas] == [("esp-gcm", "256")] * 2
    assert [(sa.kilobytes, sa.seconds) for sa in row.sas] == [(None, 2500)] * 2
    assert [sa.initiator for sa in row.sas] == ["True"] * 2
    assert [sa.map for sa in row.sas] == ["Tunnel11-head-0"] * 2
    assert [(sa.replay, sa.replay_window) for sa in row.sas] == [("Y", 64), ("N", None)]
    assert [sa.ecn for sa in row.sas] == [None, "Y status: off"]
    assert (row.pfs, row.dh_group, row.nat_traversal) == ("Y", "group14", False)


ASA_CLIENT = """\
interface: outside
    Crypto map tag: DYN, seq num: 10, local addr: 192.0.2.1

      Protected vrf (ivrf): Global
      local ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
      remote ident (addr/mask/prot/port): (10.9.9.9/255.255.255.255/0/0)
      current_peer: 198.51.100.7, username: anna
      dynamic allocated peer ip: 10.9.9.9
      dynamic allocated peer ip(ipv6): 0.0.0.0

      #pkts encaps: 3, #pkts encrypt: 3, #pkts digest: 3
      #pkts decaps: 4, #pkts decrypt: 4, #pkts verify: 4
      #send errors: 0, #recv errors: 0

      local crypto endpt.: 192.0.2.1/4500, remote crypto endpt.: 198.51.100.7/61234
      path mtu 1500, ipsec overhead 86(52), media mtu 1500
      PMTU time remaining (sec): 0, DF policy: copy-df
      ICMP error validation: disabled, TFC packets: disabled
      current outbound spi: 0000000B
      current inbound spi : 0000000A

    inbound esp sas:
      spi: 0x0000000A (10)
         SA State: active
         transform: esp-aes-256 esp-sha-hmac no compression
         in use settings ={RA, Tunnel,  NAT-T-Encaps, IKEv2, }
         slot: 0, conn_id: 4096, crypto-map: DYN
         sa timing: remaining key lifetime (sec): 28000
         IV size: 16 bytes
         replay detection support: Y
         Anti replay bitmap:
          0x00000000 0x0000001F
    outbound esp sas:
      spi: 0x0000000B (11)
         SA State: active
         transform: esp-aes-256 esp-sha-hmac no compression
         in use settings ={RA, Tunnel,  NAT-T-Encaps, IKEv2, }
         slot: 0, conn_id: 4096, crypto-map: DYN
         sa timing: remaining key lifetime (sec): 28000
         IV size: 16 bytes
         replay detection support: Y
         Anti replay bitmap:
          0x00000000 0x00000001
"""


def test_an_ipsec_client_of_asa_has_an_address_of_each_family(read):
    (row,) = whole(read(parse_ipsec_sa, ASA_CLIENT))
    assert row.complete
    assert (row.peer, row.username) == ("198.51.100.7", "anna")
    assert (row.dynamic_peer, row.dynamic_peer_ipv6) == ("10.9.9.9", "0.0.0.0")  # noqa: S104  # any peer, no address to listen on
    assert (row.vrf, row.sequence) == ("Global", 10)
    assert (row.inbound_spi, row.outbound_spi) == (10, 11)
    assert (row.remote_endpoint, row.remote_port, row.nat_traversal) == (
        "198.51.100.7", 61234, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    inbound esp sas:\n", "", "part of an SA whose SPI or direction could not be read"),
        ("    outbound esp sas:\n", "", "block is cut short"),
        ("spi: 0x0000000B (11)", "spi: 0x0000000C (12)", "block is cut short"),
        ("spi: 0x0000000A (10)", "spi: 0xZ (10)", "SPI is not a hexadecimal number of 32 bits"),
        ("      spi: 0x0000000A (10)\n", "", "part of an SA whose SPI or direction could not"),
        ("      remote ident", "      remote id", "block is cut short"),
        ("(10.9.9.9/255.255.255.255/0/0)", "(10.9.9.9/255.2", "identity is not addr/mask/prot"),
    ],
)
def test_a_damaged_identity_is_not_whole(read, old, new, reason):
    assert ASA_CLIENT.count(old) == 1
    parsed = read(parse_ipsec_sa, ASA_CLIENT.replace(old, new))
    assert [row.complete for row in parsed.records] == [False]
    assert any(unread.reason.startswith(reason) for unread in parsed.unrecognised)


def test_an_identity_without_sas_is_whole(read):
    idle = "\n".join(
        line for line in IOS_XE.splitlines() if not line.startswith("      ") or "sas" in line
    ).replace("0xB1(177)", "0x0(0)")
    (row,) = whole(read(parse_ipsec_sa, idle))
    assert (row.complete, row.sas, row.outbound_spi) == (True, (), 0)


# --- show access-lists -------------------------------------------------------------------------


def test_ipv6_lists_of_ios(read):
    (acl,) = whole(
        read(
            parse_access_lists,
            "IPv6 access list TO-HUB\n"
            "    permit ipv6 2001:DB8:1::/48 2001:DB8:2::/48 (12 matches) sequence 10\n"
            "    deny ipv6 any any sequence 20\n",
        )
    )
    assert (acl.name, acl.kind, acl.family, acl.note) == ("TO-HUB", None, "ipv6", None)
    assert acl.entries == (
        AccessEntryRow(2, 10, "permit ipv6 2001:DB8:1::/48 2001:DB8:2::/48", hits=12),
        AccessEntryRow(3, 20, "deny ipv6 any any"),
    )


def test_lists_of_an_interface_and_notes(read):
    one, two = whole(
        read(
            parse_access_lists,
            "Extended IP access list 101 in\n    10 permit ip any any\n"
            "Extended IP access list 102 (Compiled)\n    10 deny ip any any\n",
        )
    )
    assert (one.name, one.note) == ("101", None)
    assert (two.name, two.note) == ("102", "Compiled")


def test_entries_below_a_damaged_heading_belong_to_no_list(read):
    parsed = read(
        parse_access_lists,
        "Extended IP access list 101\n    10 permit ip any any\n"
        "Extended IP access list TO HUB\n    10 deny ip any any\n",
    )
    (acl,) = parsed.records
    assert [entry.body for entry in acl.entries] == ["permit ip any any"]
    assert [unread.line for unread in parsed.unrecognised] == [3, 4]


PIX_LIST = """\
access-list cached ACL log flows: total 0, denied 0 (deny-flow-max 1024)
            alert-interval 300
access-list 90; 2 elements
access-list 90 line 1 permit ip 10.1.1.0 255.255.255.0 10.1.2.0 255.255.255.0 (hitcnt=17)
access-list 90 line 2 remark the clients (hitcnt=none of it)
access-list 90 line 3 permit ip object-group A any (hitcnt=0) (inactive) 0x1f2e3d4c
  access-list 90 line 3 permit ip host 10.1.1.1 any (inactive) 0x0000000a
"""


def test_access_list_of_pix(read):
    (acl,) = whole(read(parse_access_lists, PIX_LIST))
    assert (acl.name, acl.kind, acl.family, acl.elements, acl.hash) == ("90", None, None, 2, None)
    assert acl.entries == (
        AccessEntryRow(4, 1, "permit ip 10.1.1.0 255.255.255.0 10.1.2.0 255.255.255.0", hits=17),
        AccessEntryRow(5, 2, "remark the clients (hitcnt=none of it)"),
        AccessEntryRow(
            6, 3, "permit ip object-group A any", hits=0, inactive=True, hash="0x1f2e3d4c"
        ),
        AccessEntryRow(
            7, 3, "permit ip host 10.1.1.1 any", element=True, inactive=True, hash="0x0000000a"
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        ("(hitcnt=5x)", "not a number where one is expected"),
        ("(hitcnt=5) what", "not understood"),
    ],
)
def test_what_stands_behind_an_entry_is_read_or_named(read, tail, reason):
    line = f"access-list OUT line 1 extended permit ip any any {tail}"
    parsed = read(parse_access_lists, line)
    assert parsed.records[0].entries[0].body == "permit ip any any"
    assert [(unread.text, unread.reason) for unread in parsed.unrecognised] == [(line, reason)]


def test_what_stands_above_many_identities_is_not_held_by_each(read):
    """A long heading over many identities would take the product of both otherwise."""
    text = "interface: " + "x" * 50 + "\n" + "local ident (a): (1.1.1.1/2/3/4)\n" * 9
    rows = read(parse_ipsec_sa, text).records
    assert [row.interface for row in rows] == ["x" * 50] * 9
    assert len({id(row.interface) for row in rows}) <= 2

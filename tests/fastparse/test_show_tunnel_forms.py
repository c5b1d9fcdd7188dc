"""``show crypto ipsec sa`` and ``show crypto isakmp sa`` of tunnel interfaces and of IPv6.

All of it is synthetic: written by hand in the lines of the releases named, with addresses of the
documentation ranges.
"""

from __future__ import annotations

import pytest

from fastparse.show import parse_ipsec_sa, parse_isakmp_sa


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    """Return the records of an output of which all is understood."""

    def records(parse, text: str):
        parsed = parse(text.encode(), implementation=request.param)
        assert parsed.unrecognised == ()
        return parsed.records

    return records


VTI_IPV6 = """\
interface: Tunnel1
    Crypto map tag: Tunnel1-head-0, local addr 2001:DB8:1::1

   protected vrf: (none)
   local  ident (addr/mask/prot/port): (::/0/0/0)
   remote ident (addr/mask/prot/port): (::/0/0/0)
   current_peer 2001:DB8:2::2 port 500
     PERMIT, flags={origin_is_acl,}
    #pkts encaps: 133, #pkts encrypt: 133, #pkts digest: 133
    #pkts decaps: 130, #pkts decrypt: 130, #pkts verify: 130
    #pkts compressed: 0, #pkts decompressed: 0
    #pkts not compressed: 0, #pkts compr. failed: 0
    #pkts not decompressed: 0, #pkts decompress failed: 0
    #send errors 60, #recv errors 0

     local crypto endpt.: 2001:DB8:1::1,
     remote crypto endpt.: 2001:DB8:2::2
     plaintext mtu 1422, path mtu 1500, ipv6 mtu 1500, ipv6 mtu idb GigabitEthernet1
     current outbound spi: 0x28551D9A(676666778)
     PFS (Y/N): N, DH group: none

     inbound esp sas:
      spi: 0x2104850C(553944332)
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={Tunnel, }
        conn id: 93, flow_id: ESG:93, sibling_flags FFFFFFFF80000049, crypto map: Tunnel1-head-0
        sa timing: remaining key lifetime (k/sec): (4397507/148)
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE(ACTIVE)

     inbound ah sas:
      spi: 0x967698CB(2524354763)
        transform: ah-sha-hmac ,
        in use settings ={Tunnel, }
        conn id: 93, flow_id: SW:93, crypto map: Tunnel1-head-0
        crypto engine type: Software, engine_id: 1
        sa timing: remaining key lifetime (k/sec): (4397507/147)
        ike_cookies: 9263635C CA4B4E99 C14E908E 8EE2D79C
        replay detection support: Y
        Status: ACTIVE

     inbound pcp sas:

     outbound esp sas:
      spi: 0x28551D9A(676666778)
        transform: esp-256-aes esp-sha256-hmac ,
        in use settings ={Tunnel, }
        conn id: 94, flow_id: ESG:94, sibling_flags FFFFFFFF80000049, crypto map: Tunnel1-head-0
        sa timing: remaining key lifetime (k/sec): (4397508/148)
        IV size: 16 bytes
        replay detection support: Y
        Status: ACTIVE(ACTIVE)

     outbound ah sas:

     outbound pcp sas:
"""


def test_a_vti_over_ipv6_of_ios(read):
    (row,) = read(parse_ipsec_sa, VTI_IPV6)
    assert row.complete
    assert (row.interface, row.map, row.local_address, row.vrf) == (
        "Tunnel1", "Tunnel1-head-0", "2001:DB8:1::1", "(none)",
    )  # fmt: skip
    assert row.local_ident == ("::/0/0/0", "::", "0", "0", "0")
    assert row.remote_ident == row.local_ident
    assert (row.peer, row.peer_port) == ("2001:DB8:2::2", 500)
    assert (row.local_endpoint, row.remote_endpoint) == ("2001:DB8:1::1", "2001:DB8:2::2")
    assert (row.local_port, row.remote_port, row.nat_traversal) == (None, None, False)
    assert (row.plaintext_mtu, row.path_mtu, row.ip_mtu, row.ip_mtu_idb) == (
        1422, 1500, 1500, "GigabitEthernet1",
    )  # fmt: skip
    assert (row.counter("encaps"), row.counter("decaps"), row.counter("send_errors")) == (
        133, 130, 60,
    )  # fmt: skip
    assert [
        (sa.direction, sa.protocol, sa.spi, sa.transforms, sa.flow, sa.kilobytes, sa.seconds)
        for sa in row.sas
    ] == [
        ("inbound", "esp", 0x2104850C, ("esp-256-aes", "esp-sha256-hmac"), "ESG:93", 4397507, 148),
        ("inbound", "ah", 0x967698CB, ("ah-sha-hmac",), "SW:93", 4397507, 147),
        ("outbound", "esp", 0x28551D9A, ("esp-256-aes", "esp-sha256-hmac"), "ESG:94", 4397508, 148),
    ]
    assert [sa.status for sa in row.sas] == ["ACTIVE(ACTIVE)", "ACTIVE", "ACTIVE(ACTIVE)"]


DMVPN = """\
interface: Tunnel0
    Crypto map tag: Tunnel0-head-0, local addr 172.16.1.1

   protected vrf: RED
   local  ident (addr/mask/prot/port): (172.16.1.1/255.255.255.255/47/0)
   remote ident (addr/mask/prot/port): (172.16.2.1/255.255.255.255/47/0)
   current_peer 172.16.2.1 port 4500
     PERMIT, flags={origin_is_acl,ipsec_sa_request_sent}
    #pkts encaps: 27, #pkts encrypt: 27, #pkts digest: 27
    #pkts decaps: 26, #pkts decrypt: 26, #pkts verify: 26
    #pkts compressed: 0, #pkts decompressed: 0
    #pkts not compressed: 0, #pkts compr. failed: 0
    #pkts not decompressed: 0, #pkts decompress failed: 0
    #send errors 0, #recv errors 0

     local crypto endpt.: 172.16.1.1, remote crypto endpt.: 172.16.2.1
     plaintext mtu 1458, path mtu 1500, ip mtu 1500, ip mtu idb (none)
     current outbound spi: 0x9D4F5C7B(2639223931)
     PFS (Y/N): Y, DH group: group19

     inbound esp sas:
      spi: 0x64A51F0E(1688543001)
        transform: esp-gcm 256 ,
        in use settings ={Transport UDP-Encaps, }
        conn id: 2001, flow_id: CSR:1, sibling_flags FFFFFFFF80004008, crypto map: Tunnel0-head-0, initiator : False
        sa timing: remaining key lifetime (k/sec): (4607996/3289)
        IV size: 8 bytes
        replay detection support: Y
        ecn bit support: Y status: off
        Status: ACTIVE(ACTIVE)

     inbound ah sas:

     inbound pcp sas:

     outbound esp sas:
      spi: 0x9D4F5C7B(2639223931)
        transform: esp-gcm 256 ,
        in use settings ={Transport UDP-Encaps, }
        conn id: 2002, flow_id: CSR:2, sibling_flags FFFFFFFF80004008, crypto map: Tunnel0-head-0, initiator : False
        sa timing: remaining key lifetime (k/sec): (4607997/3289)
        IV size: 8 bytes
        replay detection support: Y
        ecn bit support: Y status: off
        Status: ACTIVE(ACTIVE)

     outbound ah sas:

     outbound pcp sas:

   protected vrf: RED
   local  ident (addr/mask/prot/port): (172.16.1.1/255.255.255.255/47/0)
   remote ident (addr/mask/prot/port): (172.16.3.1/255.255.255.255/47/0)
   current_peer 172.16.3.1 port 500
     PERMIT, flags={origin_is_acl,}
    #pkts encaps: 0, #pkts encrypt: 0, #pkts digest: 0
    #pkts decaps: 0, #pkts decrypt: 0, #pkts verify: 0
    #pkts compressed: 0, #pkts decompressed: 0
    #pkts not compressed: 0, #pkts compr. failed: 0
    #pkts not decompressed: 0, #pkts decompress failed: 0
    #send errors 0, #recv errors 0

     local crypto endpt.: 172.16.1.1, remote crypto endpt.: 172.16.3.1
     plaintext mtu 1500, path mtu 1500, ip mtu 1500, ip mtu idb GigabitEthernet1
     current outbound spi: 0x0(0)
     PFS (Y/N): N, DH group: none

     inbound esp sas:

     inbound ah sas:

     inbound pcp sas:

     outbound esp sas:

     outbound ah sas:

     outbound pcp sas:
"""


def test_a_multipoint_gre_tunnel_of_dmvpn_behind_nat(read):
    live, idle = read(parse_ipsec_sa, DMVPN)
    assert (live.complete, idle.complete) == (True, True)
    for row, spoke in ((live, "172.16.2.1"), (idle, "172.16.3.1")):
        assert (row.interface, row.map, row.vrf) == ("Tunnel0", "Tunnel0-head-0", "RED")
        assert row.peer == row.remote_endpoint == spoke
        assert row.local_ident == (
            "172.16.1.1/255.255.255.255/47/0", "172.16.1.1", "255.255.255.255", "47", "0",
        )  # fmt: skip
        assert (row.remote_ident.address, row.remote_ident.protocol) == (spoke, "47")
    assert (live.peer_port, live.nat_traversal, live.flags) == (
        4500, True, ("origin_is_acl", "ipsec_sa_request_sent"),
    )  # fmt: skip
    assert (live.pfs, live.dh_group, live.ip_mtu_idb) == ("Y", "group19", "(none)")
    assert [(sa.settings, sa.initiator, sa.ecn) for sa in live.sas] == [
        (("Transport", "UDP-Encaps"), "False", "Y status: off")
    ] * 2
    assert (idle.sas, idle.outbound_spi, idle.nat_traversal) == ((), 0, False)


@pytest.mark.parametrize("interface", ["Virtual-Access2", "Virtual-Template1", "Tunnel2147483647"])
def test_interfaces_of_flexvpn(read, interface):
    text = DMVPN.replace("Tunnel0", interface).replace(
        "protected vrf: RED", "protected vrf: (none)"
    )
    live, idle = read(parse_ipsec_sa, text)
    assert (live.interface, idle.interface) == (interface, interface)
    assert [sa.map for sa in live.sas] == [f"{interface}-head-0"] * 2
    assert (live.complete, live.vrf) == (True, "(none)")


VTI_ASA = """\
interface: vti1
    Crypto map tag: __vti-crypto-map-4-0-1, seq num: 65280, local addr: 192.168.2.111

      Protected vrf (ivrf): Global
      local ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
      remote ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)
      current_peer: 192.168.2.112


      #pkts encaps: 10, #pkts encrypt: 10, #pkts digest: 10
      #pkts decaps: 11, #pkts decrypt: 11, #pkts verify: 11
      #pkts compressed: 0, #pkts decompressed: 0
      #pkts not compressed: 10, #pkts comp failed: 0, #pkts decomp failed: 0
      #post-frag successes: 0, #post-frag failures: 0, #fragments created: 0
      #PMTUs sent: 0, #PMTUs rcvd: 0, #decapsulated frgs needing reassembly: 0
      #TFC rcvd: 0, #TFC sent: 0
      #Valid ICMP Errors rcvd: 0, #Invalid ICMP Errors rcvd: 0
      #send errors: 0, #recv errors: 0

      local crypto endpt.: 192.168.2.111/500, remote crypto endpt.: 192.168.2.112/500
      path mtu 1500, ipsec overhead 78(44), media mtu 1500
      PMTU time remaining (sec): 0, DF policy: copy-df
      ICMP error validation: disabled, TFC packets: disabled
      current outbound spi: FC7CBE12
      current inbound spi : 69B8BE0D

    inbound esp sas:
      spi: 0x69B8BE0D (1773714957)
         SA State: active
         transform: esp-aes-256 esp-sha-hmac no compression
         in use settings ={L2L, Tunnel, IKEv2, VTI, }
         slot: 0, conn_id: 1, crypto-map: __vti-crypto-map-4-0-1
         sa timing: remaining key lifetime (kB/sec): (4055039/28784)
         IV size: 16 bytes
         replay detection support: Y
         Anti replay bitmap:
          0x00000000 0x000007FF
    outbound esp sas:
      spi: 0xFC7CBE12 (4235001362)
         SA State: active
         transform: esp-aes-256 esp-sha-hmac no compression
         in use settings ={L2L, Tunnel, IKEv2, VTI, }
         slot: 0, conn_id: 1, crypto-map: __vti-crypto-map-4-0-1
         sa timing: remaining key lifetime (kB/sec): (4008959/28784)
         IV size: 16 bytes
         replay detection support: Y
         Anti replay bitmap:
          0x00000000 0x00000001
"""


def test_a_vti_of_asa_with_ikev2(read):
    (row,) = read(parse_ipsec_sa, VTI_ASA)
    assert row.complete
    assert (row.interface, row.map, row.sequence) == ("vti1", "__vti-crypto-map-4-0-1", 65280)
    assert (row.acl, row.peer) == (None, "192.168.2.112")
    assert row.local_ident.text == "0.0.0.0/0.0.0.0/0/0"
    assert (row.local_port, row.remote_port) == (500, 500)
    assert (row.overhead, row.overhead_fixed, row.media_mtu, row.df_policy) == (
        78, 44, 1500, "copy-df",
    )  # fmt: skip
    assert (row.inbound_spi, row.outbound_spi) == (0x69B8BE0D, 0xFC7CBE12)
    assert row.counter("post_frag_successes") == 0
    assert [(sa.spi, sa.settings, sa.status, sa.kilobytes) for sa in row.sas] == [
        (0x69B8BE0D, ("L2L", "Tunnel", "IKEv2", "VTI"), "active", 4055039),
        (0xFC7CBE12, ("L2L", "Tunnel", "IKEv2", "VTI"), "active", 4008959),
    ]


DETAIL_ASA = """\
interface: outside
    Crypto map tag: outside_map, seq num: 1, local addr: 2001:db8::1

      access-list VPN extended permit ip 2001:db8:1::/64 2001:db8:2::/64
      Protected vrf (ivrf): Global
      local ident (addr/mask/prot/port): (2001:db8:1::/64/0/0)
      remote ident (addr/mask/prot/port): (2001:db8:2::/64/0/0)
      current_peer: 2001:db8::2

      #pkts encaps: 10, #pkts encrypt: 10, #pkts digest: 10
      #pkts decaps: 11, #pkts decrypt: 11, #pkts verify: 11
      #pkts compressed: 0, #pkts decompressed: 0
      #pkts not compressed: 10, #pkts comp failed: 0, #pkts decomp failed: 0
      #pre-frag successes: 0, #pre-frag failures: 0, #fragments created: 0
      #PMTUs sent: 0, #PMTUs rcvd: 0, #decapsulated frgs needing reassembly: 0
      #TFC rcvd: 0, #TFC sent: 0
      #Valid ICMP Errors rcvd: 0, #Invalid ICMP Errors rcvd: 0
      #pkts no sa (send): 1, #pkts invalid sa (rcv): 2
      #pkts encaps failed (send): 0, #pkts decaps failed (rcv): 0
      #pkts invalid prot (rcv): 0, #pkts verify failed: 0
      #pkts invalid identity (rcv): 0, #pkts invalid len (rcv): 0
      #pkts invalid pad (rcv): 0,
      #pkts invalid ip version (rcv): 0,
      #pkts replay rollover (send): 0, #pkts replay rollover (rcv): 0
      #pkts replay failed (rcv): 3
      #pkts min mtu frag failed (send): 0, #pkts bad frag offset (rcv): 0
      #pkts internal err (send): 0, #pkts internal err (rcv): 0

      local crypto endpt.: 2001:db8::1/4500, remote crypto endpt.: 2001:db8::2/4500
      path mtu 1500, ipsec overhead 94(64), media mtu 1500
      PMTU time remaining (sec): 0, DF policy: copy-df
      ICMP error validation: disabled, TFC packets: disabled
      current outbound spi: FC7CBE12
      current inbound spi : 69B8BE0D

    inbound esp sas:
      spi: 0x69B8BE0D (1773714957)
         SA State: active
         transform: esp-aes-gcm-256 esp-null-hmac no compression
         in use settings ={L2L, Tunnel, PFS Group 19, IKEv2, }
         slot: 0, conn_id: 1, crypto-map: outside_map
         sa timing: remaining key lifetime (kB/sec): (4055039/28784)
         IV size: 8 bytes
         replay detection support: Y
         Anti replay bitmap:
          0x00000000 0x000007FF
    outbound esp sas:
      spi: 0xFC7CBE12 (4235001362)
         SA State: active
         transform: esp-aes-gcm-256 esp-null-hmac no compression
         in use settings ={L2L, Tunnel, PFS Group 19, IKEv2, }
         slot: 0, conn_id: 1, crypto-map: outside_map
         sa timing: remaining key lifetime (kB/sec): (4008959/28784)
         IV size: 8 bytes
         replay detection support: Y
         Anti replay bitmap:
          0x00000000 0x00000001
"""


def test_detail_of_asa_over_ipv6(read):
    (row,) = read(parse_ipsec_sa, DETAIL_ASA)
    assert row.complete
    assert row.acl == "access-list VPN extended permit ip 2001:db8:1::/64 2001:db8:2::/64"
    assert row.local_ident == ("2001:db8:1::/64/0/0", "2001:db8:1::", "64", "0", "0")
    assert (row.local_endpoint, row.local_port) == ("2001:db8::1", 4500)
    assert (row.remote_endpoint, row.remote_port, row.nat_traversal) == ("2001:db8::2", 4500, True)
    assert {
        name: row.counter(name)
        for name in (
            "no_sa_send", "invalid_sa_recv", "replay_failed", "min_mtu_frag_failed_send",
            "bad_frag_offset_recv", "invalid_pad_recv", "invalid_ip_version_recv",
            "internal_err_recv",
        )
    } == {
        "no_sa_send": 1, "invalid_sa_recv": 2, "replay_failed": 3, "min_mtu_frag_failed_send": 0,
        "bad_frag_offset_recv": 0, "invalid_pad_recv": 0, "invalid_ip_version_recv": 0,
        "internal_err_recv": 0,
    }  # fmt: skip
    assert [sa.settings for sa in row.sas] == [("L2L", "Tunnel", "PFS", "Group", "19", "IKEv2")] * 2


# --- show crypto isakmp sa ---------------------------------------------------------------------

DETAIL_IOS = """\
Codes: C - IKE configuration mode, D - Dead Peer Detection
       K - Keepalives, N - NAT-traversal
       T - cTCP encapsulation, X - IKE Extended Authentication
       psk - Preshared key, rsig - RSA signature
       renc - RSA encryption
IPv4 Crypto ISAKMP SA

C-id  Local           Remote          I-VRF  Status Encr Hash   Auth DH Lifetime Cap.

1001  192.0.2.1       198.51.100.2           ACTIVE aes  sha256 psk  14 23:59:40 DN
       Engine-id:Conn-id =  SW:1
1002  192.0.2.1       198.51.100.3    RED    ACTIVE 3des sha    rsig 2  00:00:00     (deleted)
       Engine-id:Conn-id =  SW:2

IPv6 Crypto ISAKMP SA
"""


def test_isakmp_detail_of_ios_with_its_legend(read):
    first, second = read(parse_isakmp_sa, DETAIL_IOS)
    assert (first.line, first.connection, first.local, first.remote) == (
        10, 1001, "192.0.2.1", "198.51.100.2",
    )  # fmt: skip
    assert (first.vrf, first.status, first.encryption, first.hash) == (
        None, "ACTIVE", "aes", "sha256",
    )  # fmt: skip
    assert (first.authentication, first.group, first.lifetime) == ("psk", 14, "23:59:40")
    assert (first.capabilities, first.engine, first.deleted) == ("DN", "SW:1", False)
    assert (second.vrf, second.authentication, second.group) == ("RED", "rsig", 2)
    assert (second.capabilities, second.engine, second.deleted) == (None, "SW:2", True)


def test_isakmp_of_pix_in_two_rows(read):
    first, second = read(
        parse_isakmp_sa,
        "Total     : 2\nEmbryonic : 1\n"
        "        dst               src        state     pending     created\n"
        "   192.0.2.1     198.51.100.2    QM_IDLE         0           2\n"
        "   192.0.2.1     198.51.100.3    MM_KEY_EXCH     1           0\n",
    )
    assert (first.source, first.state, first.pending, first.created) == (
        "198.51.100.2", "QM_IDLE", 0, 2,
    )  # fmt: skip
    assert (second.source, second.state, second.pending, second.created) == (
        "198.51.100.3", "MM_KEY_EXCH", 1, 0,
    )  # fmt: skip


def test_isakmp_with_two_vrfs_slot_and_status(read):
    (row,) = read(
        parse_isakmp_sa,
        "IPv4 Crypto ISAKMP SA\n"
        "f_vrf/i_vrf   dst             src             state          conn-id slot status\n"
        "INTERNET/RED  192.0.2.1       198.51.100.3    MM_NO_STATE          0    0 ACTIVE (deleted)\n"
        "\nIPv6 Crypto ISAKMP SA\n",
    )
    assert (row.vrf, row.connection, row.slot, row.status, row.deleted) == (
        "INTERNET/RED", 0, 0, "ACTIVE", True,
    )  # fmt: skip

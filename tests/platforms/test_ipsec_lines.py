"""Single lines of `show crypto ipsec sa`."""

from remediate.platforms.ipsec_lines import grown, ipsec_sas_in_lines

IOS = """   local  ident (addr/mask/prot/port): (10.73.0.0/255.255.255.0/0/0)
   remote ident (addr/mask/prot/port): (10.74.0.0/255.255.255.0/0/0)
   current_peer 198.51.100.74 port 500
    #pkts encaps: 7701, #pkts encrypt: 7701, #pkts digest: 7701
    #pkts decaps: 7650, #pkts decrypt: 7650, #pkts verify: 7650
   local  ident (addr/mask/prot/port): (10.73.0.0/255.255.255.0/0/0)
   remote ident (addr/mask/prot/port): (10.75.0.0/255.255.255.0/0/0)
   current_peer 198.51.100.74 port 500
    #pkts encaps: 12, #pkts encrypt: 12, #pkts digest: 12
    #pkts decaps: 0, #pkts decrypt: 0, #pkts verify: 0
"""
ASA = """    Crypto map tag: outside_map, seq num: 1, local addr: 203.0.113.7
      local ident (addr/mask/prot/port): (10.7.0.0/255.255.0.0/0/0)
      remote ident (addr/mask/prot/port): (10.8.0.0/255.255.0.0/0/0)
      current_peer: 198.51.100.8
      #pkts encaps: 40, #pkts encrypt: 40, #pkts digest: 40
      #pkts decaps: 38, #pkts decrypt: 38, #pkts verify: 38
      current outbound spi: C3B1A2F0
"""


def test_counters_alone_show_flows_and_no_live_sa() -> None:
    one, two = ipsec_sas_in_lines(IOS, file="a", line=3)
    assert (one.peer, one.local_ident) == ("198.51.100.74", "10.73.0.0/255.255.255.0/0/0")
    assert (one.source.line, two.source.line) == (3, 8)
    assert one.counters == (("encaps", 7701), ("decaps", 7650))
    assert not one.up
    assert not two.up


def test_an_asa_prints_its_own_address_and_the_spi() -> None:
    (sa,) = ipsec_sas_in_lines(ASA, file="a", line=1)
    assert (sa.local_address, sa.peer, sa.up) == ("203.0.113.7", "198.51.100.8", True)


def test_the_command_names_the_peer_where_no_line_does() -> None:
    lines = "\n".join(line for line in IOS.splitlines()[:5] if "pkts" in line)
    command = "sh cry ips sa peer 198.51.100.74 | i pkts"
    (sa,) = ipsec_sas_in_lines(lines, file="a", line=1, command=command)
    assert sa.peer == "198.51.100.74"
    assert ipsec_sas_in_lines(lines, file="a", line=1, command="sh cry ips sa | i pkts") == ()


def test_what_is_counted_between_two_outputs_was_carried_by_a_live_sa() -> None:
    before = ipsec_sas_in_lines(IOS, file="a", line=1)
    later = IOS.replace("7701", "7741").replace("7650", "7688").replace(" 12,", " 20,")
    assert [sa.up for sa in grown(before, ipsec_sas_in_lines(later, file="a", line=20))] == [
        True,
        True,
    ]
    # one way stands still: whether it failed or had nothing to carry is left open
    one_way = ipsec_sas_in_lines(IOS.replace("7701", "7741"), file="a", line=20)
    assert [sa.up for sa in grown(before, one_way)] == [False, False]
    assert [sa.up for sa in grown((), one_way)] == [False, False]

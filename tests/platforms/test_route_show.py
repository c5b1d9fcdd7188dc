"""Routing tables in the spellings of each platform: no row is lost, and what is left out is noticed."""

import pytest

from remediate.evidence.shown_routes import ShownRoutes, asked_for
from remediate.model.routing_table import RoutingTable, ShownRoute

LEGEND = """\
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2, m - OMP
       n - NAT, Ni - NAT inside, No - NAT outside, Nd - NAT DIA
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       H - NHRP, G - NHRP registered, g - NHRP registration summary
       o - ODR, P - periodic downloaded static route, l - LISP
       a - application route
       + - replicated route, % - next hop override, p - overrides from PfR
       & - replicated local route overrides by connected

"""
IOS15 = (
    LEGEND
    + """\
Gateway of last resort is 203.0.113.254 to network 0.0.0.0

S*    0.0.0.0/0 [1/0] via 203.0.113.254
                [1/0] via 203.0.113.253, GigabitEthernet0/2
      10.0.0.0/8 is variably subnetted, 10 subnets, 4 masks
D        10.0.0.0/8 is a summary, 1d02h, Null0
C        10.90.1.0/24 is directly connected, GigabitEthernet0/1
L        10.90.1.1/32 is directly connected, GigabitEthernet0/1
D        10.91.0.0/16 [90/3072] via 10.90.1.254, 00:12:01, GigabitEthernet0/1
                      [90/3072] via 10.90.1.253, 00:12:01, GigabitEthernet0/1
D EX     10.92.0.0/16 [170/3072] via 10.90.1.254, 2w3d, GigabitEthernet0/1
O IA     10.93.0.0/16 [110/20] via 10.90.1.254, 00:00:10, GigabitEthernet0/1
O E2     10.94.0.0/16
           [110/20] via 10.90.1.254, 00:00:10, GigabitEthernet0/1
B        10.95.0.0/16 [20/0] via 192.0.2.9, 1y12w
S   %    10.96.1.0/24 is directly connected, Tunnel0
i L1     10.97.0.0/16 [115/20] via 10.90.1.2, 00:00:09, GigabitEthernet0/1
      172.16.0.0/24 is subnetted, 3 subnets
C        172.16.1.0 is directly connected, Loopback0
R        172.16.2.0 [120/1] via 10.90.1.2, 00:00:12, GigabitEthernet0/1
U        172.16.3.0 [1/0] via 10.90.1.3
R     192.168.9.0/24 is possibly down,
          routing via 10.90.1.2, GigabitEthernet0/1
O*E2  192.168.10.0/24 [110/1] via 10.90.1.2, 00:00:12, Vlan10
B   + 192.168.11.0/24 [20/0] via 192.0.2.9 (BLUE), 00:00:12
B     192.168.12.0/24 is directly connected, 00:00:12, Vlan10
      203.0.113.0/24 is variably subnetted, 2 subnets, 2 masks
C        203.0.113.0/24 is directly connected, GigabitEthernet0/0
L        203.0.113.121/32 is directly connected, GigabitEthernet0/0
H        203.0.113.200/32 is directly connected, 00:01:00, Tunnel1
"""
)
IOS12 = """\
Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area
       U - per-user static route, o - ODR

Gateway of last resort is not set

     10.0.0.0/24 is subnetted, 3 subnets
C       10.1.1.0 is directly connected, Ethernet0
S       10.1.2.0 [1/0] via 10.1.1.254
S       10.1.3.0 is directly connected, Null0
C    192.168.4.0/24 is directly connected, Serial0
     172.16.0.0 255.255.0.0 is variably subnetted, 2 subnets, 2 masks
S       172.16.5.0 255.255.255.0 [1/0] via 192.168.4.2
O       172.16.6.4 255.255.255.252 [110/74] via 192.168.4.2, 3d04h, Serial0
"""
ASA8 = """\

Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area
       * - candidate default, U - per-user static route, o - ODR
       P - periodic downloaded static route

Gateway of last resort is 192.0.2.65 to network 0.0.0.0

C    192.0.2.64 255.255.255.224 is directly connected, outside
S    10.2.2.0 255.255.255.0 [1/0] via 192.0.2.65, outside
C    10.1.1.0 255.255.255.0 is directly connected, inside
O E2 10.7.0.0 255.255.0.0 [110/20] via 10.1.1.2, 0:01:10, inside
S*   0.0.0.0 0.0.0.0 [1/0] via 192.0.2.65, outside
S    0.0.0.0 0.0.0.0 [255/0] via 10.1.1.9, inside tunneled
"""
ASA9 = """\
Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area
       o - ODR, P - periodic downloaded static route, + - replicated route
       SI - Static InterVRF, BI - BGP InterVRF
Gateway of last resort is 192.0.2.65 to network 0.0.0.0

S*       0.0.0.0 0.0.0.0 [1/0] via 192.0.2.65, outside
C        10.1.1.0 255.255.255.0 is directly connected, inside
L        10.1.1.1 255.255.255.255 is directly connected, inside
V        10.2.2.0 255.255.255.0 connected by VPN (advertised), outside
D        10.5.0.0 255.255.0.0
           [90/3072] via 10.1.1.2, 00:12:01, inside
S        10.9.0.0 255.255.0.0 [1/0] via 10.1.1.254, inside
                              [1/0] via 10.1.1.253, inside
C        192.0.2.64 255.255.255.224 is directly connected, outside
L        192.0.2.66 255.255.255.255 is directly connected, outside

"""
PIX6 = """\
        outside 0.0.0.0 0.0.0.0 192.0.2.65 1 OTHER static
        inside 10.1.1.0 255.255.255.0 10.1.1.1 1 CONNECT static
        inside 10.2.0.0 255.255.0.0 10.1.1.254 1 OTHER static
        outside 192.0.2.64 255.255.255.224 192.0.2.66 1 CONNECT static
"""


def _tables(text: str, command: str | None, file: str = "x.txt") -> tuple[RoutingTable, ...]:
    shown = ShownRoutes()
    shown.add(text.encode(), file=file, line=1, command=command)
    return shown.tables


def _rows(table: RoutingTable) -> list[tuple[str, str, str | None, str | None]]:
    return [(_prefix(row), row.code, row.next_hop, row.interface) for row in table.routes]


def _prefix(row: ShownRoute) -> str:
    return f"{row.prefix.dotted}/{32 - row.prefix.wildcard.bit_count()}"


def test_every_row_of_ios() -> None:
    [table] = _tables(IOS15, "sh ip ro")
    lan, hop = "GigabitEthernet0/1", "10.90.1.2"
    assert table.whole
    assert _rows(table) == [
        ("0.0.0.0/0", "S", "203.0.113.254", None),
        ("0.0.0.0/0", "S", "203.0.113.253", "GigabitEthernet0/2"),
        ("10.0.0.0/8", "D", None, "Null0"),
        ("10.90.1.0/24", "C", None, lan),
        ("10.90.1.1/32", "L", None, lan),
        ("10.91.0.0/16", "D", "10.90.1.254", lan),
        ("10.91.0.0/16", "D", "10.90.1.253", lan),
        ("10.92.0.0/16", "D EX", "10.90.1.254", lan),
        ("10.93.0.0/16", "O IA", "10.90.1.254", lan),
        ("10.94.0.0/16", "O E2", "10.90.1.254", lan),
        ("10.95.0.0/16", "B", "192.0.2.9", None),
        ("10.96.1.0/24", "S", None, "Tunnel0"),
        ("10.97.0.0/16", "i L1", hop, lan),
        ("172.16.1.0/24", "C", None, "Loopback0"),
        ("172.16.2.0/24", "R", hop, lan),
        ("172.16.3.0/24", "U", "10.90.1.3", None),
        ("192.168.9.0/24", "R", hop, lan),
        ("192.168.10.0/24", "O E2", hop, "Vlan10"),
        ("192.168.11.0/24", "B", "192.0.2.9 of VRF BLUE", None),
        ("192.168.12.0/24", "B", None, "Vlan10"),
        ("203.0.113.0/24", "C", None, "GigabitEthernet0/0"),
        ("203.0.113.121/32", "L", None, "GigabitEthernet0/0"),
        ("203.0.113.200/32", "H", None, "Tunnel1"),
    ]
    assert table.routes[3].source.line == LEGEND.count("\n") + 7


def test_the_mask_of_a_heading_is_that_of_its_rows() -> None:
    [table] = _tables(IOS12, "show ip route")
    assert table.whole
    assert [_prefix(row) for row in table.routes] == [
        "10.1.1.0/24",
        "10.1.2.0/24",
        "10.1.3.0/24",
        "192.168.4.0/24",
        "172.16.5.0/24",
        "172.16.6.4/30",
    ]


@pytest.mark.parametrize(("text", "count"), [(ASA8, 5), (ASA9, 9), (PIX6, 6)])
def test_every_row_of_pix_and_asa(text: str, count: int) -> None:
    [table] = _tables(text, "show route")
    assert table.whole
    assert len(table.routes) == count
    assert {row.interface for row in table.routes} == {"inside", "outside"}


def test_rows_of_asa_over_two_lines_and_over_the_vpn() -> None:
    [table] = _tables(ASA9, "sh route")
    assert ("10.5.0.0/16", "D", "10.1.1.2", "inside") in _rows(table)
    assert ("10.9.0.0/16", "S", "10.1.1.253", "inside") in _rows(table)
    assert ("10.2.2.0/24", "V", None, "outside") in _rows(table)


def test_own_addresses() -> None:
    shown = ShownRoutes()
    shown.add(PIX6.encode(), file="x", line=1, command="show route")
    assert {(item.address, item.nameif) for item in shown.addresses(nameifs=True)} == {
        ("10.1.1.1", "inside"),
        ("192.0.2.66", "outside"),
    }


@pytest.mark.parametrize(
    ("command", "whole"),
    [
        ("show ip route", True),
        ("sh ip route | begin Gateway", True),
        ("sh ip route | b Gate", True),
        ("show ip route static", False),
        ("show ip route connected", False),
        ("show ip route | include 10.9", False),
        ("show ip route | begin 172", False),
        ("show ip route 10.0.0.0 255.0.0.0 longer-prefixes", False),
        ("show ip route vrf BLUE", True),
    ],
)
def test_what_is_the_whole_table(command: str, whole: bool) -> None:
    [table] = _tables(IOS15[len(LEGEND) :], command)
    assert table.whole is whole
    assert table.vrf == ("BLUE" if "vrf" in command else None)


@pytest.mark.parametrize(
    "gone",
    [
        (
            "D        10.91.0.0/16 [90/3072] via 10.90.1.254, 00:12:01, GigabitEthernet0/1\n"
            "                      [90/3072] via 10.90.1.253, 00:12:01, GigabitEthernet0/1\n"
        ),
        "R        172.16.2.0 [120/1] via 10.90.1.2, 00:00:12, GigabitEthernet0/1\n",
    ],
)
def test_a_row_that_is_missing_below_its_heading_is_noticed(gone: str) -> None:
    assert gone in IOS15
    [table] = _tables(IOS15.replace(gone, ""), "show ip route")
    assert not table.whole


def test_a_table_that_breaks_off_is_a_part() -> None:
    for end in range(len(LEGEND) + 60, len(IOS15) - 260, 37):
        tables = _tables(IOS15[:end], "show ip route")
        assert not any(table.whole for table in tables)
    [table] = _tables(ASA9 + "<--- More --->", "show route")
    assert not table.whole


def test_vrfs_are_apart() -> None:
    text = IOS12 + "\nRouting Table: BLUE\n" + IOS12
    one, two = _tables(text, "show ip route vrf *")
    assert (one.vrf, two.vrf, one.whole, two.whole) == (None, "BLUE", True, True)
    [third] = _tables("Routing Table: RED\n" + IOS12, "show ip route vrf RED")
    assert third.vrf == "RED"


def test_one_address_that_was_looked_up() -> None:
    text = """\
Routing entry for 10.1.1.0/24
  Known via "eigrp 100", distance 90, metric 3072, type internal
  Redistributing via eigrp 100
  Last update from 10.0.0.2 on GigabitEthernet0/1, 00:12:01 ago
  Routing Descriptor Blocks:
  * 10.0.0.2, from 10.0.0.2, 00:12:01 ago, via GigabitEthernet0/1
      Route metric is 3072, traffic share count is 1
"""
    [table] = _tables(text, "show ip route 10.1.1.9")
    assert _rows(table) == [("10.1.1.0/24", "D", "10.0.0.2", "GigabitEthernet0/1")]
    assert not table.whole
    [table] = _tables("% Network not in table\n", "show ip route 10.1.1.9")
    assert [block.dotted for block in table.absent] == ["10.1.1.9"]
    [table] = _tables("% Subnet not in table\n", "show route 10.1.1.9")
    assert [block.dotted for block in table.absent] == ["10.1.1.9"]


@pytest.mark.parametrize(
    ("file", "whole"),
    [
        ("R1/show_ip_route.txt", True),
        ("R1/routes.txt", True),
        ("R1/show_ip_route_static.txt", False),
        ("R1/show_ip_route_include_10.txt", False),
        ("R1/show ip route | i 10.txt", False),
    ],
)
def test_files_that_a_command_names(file: str, whole: bool) -> None:
    assert asked_for(None, file).all is whole


def test_without_a_name_the_connected_networks_must_be_there() -> None:
    rows = [line for line in ASA8.splitlines() if not line.startswith("C ")]
    [table] = _tables("\n".join(rows) + "\n", None)
    assert not table.whole
    [table] = _tables(ASA8, None)
    assert table.whole


def test_log_lines_and_prompts_between_are_none_of_it() -> None:
    log = "*Mar  1 00:01:02.345: %SYS-5-CONFIG_I: Configured from console by console\n"
    at = IOS15.index("D EX")
    [table] = _tables(IOS15[:at] + log + IOS15[at:], "show ip route")
    assert table.whole


def test_hostile_tables_are_read_in_time() -> None:
    text = "S 10.0.0.0/8 [1/0] via 1.1.1.1,\n" + "  x via 1.1.1.1,\n" * 20000
    assert not any(table.whole for table in _tables(text, "show ip route"))
    text = f"  10.0.0.0/8 is variably subnetted, {'9' * 9000} subnets\nC 10.1.1.0 255.0.255.0 is directly connected, X\n"
    assert not _tables(text + IOS12, "show ip route")[0].whole


def test_ways_without_a_next_hop() -> None:
    text = IOS12 + "n*Nd  0.0.0.0/0 [6/0], 1w0d, Null0\n"
    [table] = _tables(text, "show ip route")
    assert table.whole
    assert _rows(table)[-1] == ("0.0.0.0/0", "n Nd", None, "Null0")


def test_what_is_not_understood_is_named_and_makes_it_a_part() -> None:
    shown = ShownRoutes()
    text = ASA9.replace("V        10.2.2.0", "V?!       10.2.2.0")
    left = shown.add(text.encode(), file="x", line=1, command="show route")
    assert [item.first[:4] for item in left] == ["V?!  "[:4]]
    assert not shown.tables[0].whole

"""``show ip interface`` of IOS, and the ``brief`` tables of IOS and ASA.

All of it is synthetic: written by hand in the lines of the releases named, with addresses of the
documentation ranges. Neither the document nor the corpus holds an output of these commands.
"""

from __future__ import annotations

import pytest

from fastparse.records_interfaces import InterfaceRow
from fastparse.show import parse_interfaces


@pytest.fixture(params=["compiled", "reference"])
def read(request):
    def parsed(text: str):
        return parse_interfaces(text.encode(), implementation=request.param)

    return parsed


def whole(parsed):
    """Return the records of an output of which all was understood."""
    assert parsed.unrecognised == ()
    return parsed.records


IP_INTERFACE = """\
GigabitEthernet0/0 is up, line protocol is up
  Internet address is 192.0.2.1/30
  Broadcast address is 255.255.255.255
  Address determined by non-volatile memory
  Peer address is 192.0.2.2
  MTU is 1492 bytes
  Helper addresses are 10.0.9.1
                       10.0.9.2
  Directed broadcast forwarding is disabled
  Secondary address 10.8.0.1/24
  Secondary address 10.9.0.1/24
  Multicast reserved groups joined: 224.0.0.10
  Outgoing Common access list is not set
  Outgoing access list is not set
  Inbound Common access list is not set
  Inbound  access list is OUTSIDE-IN
  Proxy ARP is enabled
  Local Proxy ARP is disabled
  Security level is default
  Split horizon is enabled
  ICMP redirects are always sent
  ICMP unreachables are never sent
  ICMP mask replies are never sent
  IP fast switching is enabled
  IP Flow switching is disabled
  IP CEF switching is enabled
  IP CEF switching turbo vector
  IP Null turbo vector
  IP Clear Dont Fragment is disabled
  VPN Routing/Forwarding "RED"
  Downstream VPN Routing/Forwarding ""
  Associated unicast routing topologies:
        Topology "base", operation state is UP
  IP multicast fast switching is enabled
  IP multicast distributed fast switching is disabled
  IP route-cache flags are Fast, CEF
  Router Discovery is disabled
  IP output packet accounting is disabled
  IP access violation accounting is disabled
  TCP/IP header compression is disabled
  RTP/IP header compression is disabled
  Probe proxy name replies are disabled
  Policy routing is enabled, using route map CLEAR-DF
  Network address translation is enabled, interface in domain outside
  BGP Policy Mapping is disabled
  Input features: Ingress-NetFlow, MCI Check
  Output features: IPSec output classification
  IPv4 WCCP Redirect outbound is disabled
  WCCP Redirect outbound is disabled
  WCCP Redirect exclude is disabled
Loopback9 is up, line protocol is up
  Internet protocol processing disabled
Tunnel1 is up, line protocol is up
  Interface is unnumbered. Using address of Loopback0 (10.0.0.1)
  MTU is 1400 bytes
  Helper address is not set
  Outgoing access list is 102
  Inbound  access list is not set
"""


def test_ip_interfaces_of_ios(read):
    gigabit, loopback, tunnel = whole(read(IP_INTERFACE))
    assert gigabit == InterfaceRow(
        1, "GigabitEthernet0/0", "up", "up", address="192.0.2.1", prefix=30,
        secondary=("10.8.0.1/24", "10.9.0.1/24"), ip_mtu=1492, vrf="RED",
        helpers=("10.0.9.1", "10.0.9.2"), outbound_list="", inbound_list="OUTSIDE-IN",
        unreachables="never sent", cef="enabled", policy_route="CLEAR-DF", nat_domain="outside",
        clear_df="disabled",
    )  # fmt: skip
    assert loopback == InterfaceRow(51, "Loopback9", "up", "up")
    assert tunnel == InterfaceRow(
        53, "Tunnel1", "up", "up", unnumbered="Loopback0", address="10.0.0.1", ip_mtu=1400,
        outbound_list="102", inbound_list="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        (
            "Interface                  IP-Address      OK? Method Status                Protocol",
            [
                ("GigabitEthernet0/0         192.0.2.1       YES NVRAM  up                    up",
                 ("GigabitEthernet0/0", "192.0.2.1", "YES", "NVRAM", "up", "up")),
                ("GigabitEthernet0/1         unassigned      YES unset  administratively down down",
                 ("GigabitEthernet0/1", "unassigned", "YES", "unset", "administratively down",
                  "down")),
                ("Tunnel0                    10.0.0.1        YES manual up                    down",
                 ("Tunnel0", "10.0.0.1", "YES", "manual", "up", "down")),
                ("Virtual-Access3            10.0.0.1        YES TFTP   deleted               down",
                 ("Virtual-Access3", "10.0.0.1", "YES", "TFTP", "deleted", "down")),
            ],
        ),
        (
            "Interface                  IP-Address      OK?           Method Status      Protocol",
            [
                ("Control0/0                 127.0.1.1       YES           CONFIG up          up",
                 ("Control0/0", "127.0.1.1", "YES", "CONFIG", "up", "up")),
                ("Tunnel1                    10.1.1.1        NO            manual down        down",
                 ("Tunnel1", "10.1.1.1", "NO", "manual", "down", "down")),
            ],
        ),
    ],
    ids=["show ip interface brief", "show interface ip brief"],
)  # fmt: skip
def test_brief_tables(read, heading, rows):
    parsed = read("\n".join([heading, *(line for line, _ in rows)]))
    assert [
        (row.line, row.name, row.address, row.ok, row.method, row.status, row.protocol)
        for row in whole(parsed)
    ] == [(number, *values) for number, (_, values) in enumerate(rows, start=2)]


def test_a_damaged_row_says_so(read):
    parsed = read("Tunnel0 10.0.0.1 YES manual up\nTunnel1 10.0.0.300 YES manual up down\n")
    assert parsed.records == ()
    assert [(unread.line, unread.reason) for unread in parsed.unrecognised] == [
        (line, "row without the columns that it should have") for line in (1, 2)
    ]

"""Where a device sends what it protects, as far as static routes and connected networks tell. Synthetic."""

from __future__ import annotations

import pytest

from remediate.model.selector import AddressBlock
from remediate.negotiation.ways import way_of
from remediate.platforms.read import read_config

CONFIG = """\
version 15.2
hostname r1
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.0
interface GigabitEthernet0/1
 ip address 10.1.1.1 255.255.255.0
interface GigabitEthernet0/2
 vrf forwarding RED
 ip address 10.3.3.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 192.0.2.254
ip route 10.0.0.0 255.0.0.0 10.1.1.254
ip route 10.4.0.0 255.255.0.0 192.0.2.253
ip route 10.4.0.0 255.255.0.0 10.1.1.253 250
ip route 10.5.0.0 255.255.0.0 172.31.0.1
ip route vrf RED 0.0.0.0 0.0.0.0 10.3.3.254
end
"""


@pytest.mark.parametrize(
    ("network", "mask", "vrf", "out"),
    [
        ("198.51.100.7", "255.255.255.255", None, "GigabitEthernet0/0"),
        ("10.2.2.0", "255.255.255.0", None, "GigabitEthernet0/1"),
        ("10.1.1.0", "255.255.255.0", None, "GigabitEthernet0/1"),
        ("10.0.0.0", "254.0.0.0", None, "GigabitEthernet0/0"),  # more than the route is for
        ("10.4.4.0", "255.255.255.0", None, None),  # one of two routes to the same network
        ("10.5.5.0", "255.255.255.0", None, None),  # a next hop that is on no interface
        ("10.2.2.0", "255.255.255.0", "RED", "GigabitEthernet0/2"),
    ],
)
def test_longest_way(network: str, mask: str, vrf: str | None, out: str | None) -> None:
    found = way_of(read_config(CONFIG), AddressBlock.from_netmask(network, mask), vrf)
    assert found is not None
    assert (found[0].name if found[0] else None) == out


def test_no_way() -> None:
    config = read_config(CONFIG.replace("ip route 0.0.0.0 0.0.0.0 192.0.2.254\n", ""))
    assert way_of(config, AddressBlock.host("198.51.100.7")) is None
    assert way_of(config, AddressBlock.host("198.51.100.7"), "BLUE") is None

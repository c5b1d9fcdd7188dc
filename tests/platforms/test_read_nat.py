"""NAT statements in their order, client groups, pools and what firewalls let through. Synthetic."""

from __future__ import annotations

import pytest
from read_samples import IOS_124

from remediate.model.config import CryptoConfig
from remediate.model.config_clients import AccessGroup, AddressPool, ClientGroup
from remediate.model.selector import AddressBlock
from remediate.platforms.read import read_config

PIX = """\
PIX Version 6.3(5)
nameif ethernet0 outside security0
nameif ethernet1 inside security100
hostname pix1
names
name 10.1.1.0 lan
access-list nonat permit ip lan 255.255.255.0 10.2.2.0 255.255.255.0
ip address outside 192.0.2.1 255.255.255.0
ip address inside 10.1.1.1 255.255.255.0
ip local pool mypool 10.1.2.1-10.1.2.254
global (outside) 1 interface
global (outside) 2 192.0.2.10-192.0.2.13 netmask 255.255.255.0
nat (inside) 1 lan 255.255.255.0 0 0
nat (inside) 2 0 0
nat (inside) 3 0.0.0.0 0.0.0.0
nat (inside) 0 access-list nonat
static (inside,outside) 192.0.2.5 10.1.1.5 netmask 255.255.255.255 0 0
static (inside,outside) tcp interface www 10.1.1.6 www netmask 255.255.255.255 0 0
access-group acl_out in interface outside
conduit permit icmp any any
rip inside default version 2
sysopt connection permit-ipsec
vpngroup vpn3000 address-pool mypool
vpngroup vpn3000 split-tunnel 90
vpngroup vpn3000 password ********
: end
"""
ASA = """\
ASA Version 9.8(4)
hostname asa1
same-security-traffic permit intra-interface
object network LAN
 subnet 10.1.1.0 255.255.255.0
object network FAR
 subnet 10.2.2.0 255.255.255.0
object network HOST
 host 10.1.1.5
object network NAMED
 fqdn v4 www.example.net
ip local pool RA 10.1.99.1-10.1.99.50 mask 255.255.255.0
nat (inside,outside) source static LAN LAN destination static FAR FAR no-proxy-arp route-lookup
nat (inside,outside) source dynamic LAN interface destination static NAMED NAMED
!
object network LAN
 nat (inside,outside) dynamic interface
object network HOST
 nat (inside,outside) static 192.0.2.5
nat (any,outside) after-auto source dynamic any interface
access-group OUT in interface outside
access-group ALL global
no sysopt connection permit-vpn
group-policy DfltGrpPolicy attributes
 split-tunnel-policy tunnelspecified
 split-tunnel-network-list value DEFAULT
group-policy ALL attributes
 split-tunnel-policy tunnelall
tunnel-group ONE type remote-access
tunnel-group ONE general-attributes
 address-pool RA
tunnel-group ONE ipsec-attributes
 ikev1 pre-shared-key *****
tunnel-group TWO type remote-access
tunnel-group TWO general-attributes
 address-pool (inside) RA
 default-group-policy ALL
tunnel-group 192.0.2.9 type ipsec-l2l
tunnel-group 192.0.2.9 ipsec-attributes
 ikev1 pre-shared-key *****
router ospf 1
 network 10.1.1.0 255.255.255.0 area 0
: end
"""


@pytest.fixture(scope="module")
def pix() -> CryptoConfig:
    return read_config(PIX)


@pytest.fixture(scope="module")
def asa() -> CryptoConfig:
    return read_config(ASA)


def block(address: str, netmask: str = "255.255.255.255") -> AddressBlock:
    return AddressBlock.from_netmask(address, netmask)


def test_ios_statics_stand_before_dynamic_ones() -> None:
    config = read_config(IOS_124)
    static, by_list, by_map = config.translations
    assert (static.kind, static.sources, static.mapped) == (
        "static",
        (block("10.1.0.5"),),
        (block("198.51.100.5"),),
    )
    assert (by_list.kind, by_list.acl, by_list.to_interface) == (
        "dynamic",
        "102",
        "FastEthernet0/0",
    )
    assert by_map.acl is None
    assert [clause.acls for clause in by_map.clauses] == [("103",)]


def test_ios_route_maps_pools_and_clients() -> None:
    config = read_config(
        "version 15.2\nhostname r1\n"
        "crypto isakmp client configuration group STAFF\n key k\n pool RA\n acl 150\n"
        "interface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.255.0\n"
        "ip local pool RA 10.1.99.1 10.1.99.6\nip local pool RA 10.1.98.9\n"
        "ip nat pool P 192.0.2.8 192.0.2.9 netmask 255.255.255.0\n"
        "ip nat inside source route-map RM pool P overload\n"
        "ip nat inside source static network 10.5.0.0 10.6.0.0 /16\n"
        "ip nat inside source list 1 interface GigabitEthernet0/0 vrf RED overload\n"
        "route-map RM deny 5\n match ip address 101\n"
        "route-map RM permit 10\n match ip address 102 103\n match interface GigabitEthernet0/0\n"
        "route-map RM permit 20\n match tag 4\nrouter eigrp 1\nend\n"
    )
    network, dynamic, of_vrf = config.translations
    assert (network.vrf, dynamic.vrf, of_vrf.vrf) == (None, None, "RED")
    assert network.sources == (block("10.5.0.0", "255.255.0.0"),)
    assert dynamic.mapped == (block("192.0.2.8", "255.255.255.254"),)
    deny, permit, unclear = dynamic.clauses
    assert (deny.takes, deny.acls) == (False, ("101",))
    assert (permit.acls, permit.interfaces) == (("102", "103"), ("GigabitEthernet0/0",))
    assert unclear.problem is not None
    [group] = config.client_groups
    assert (group.name, group.pools, group.split_acl) == ("STAFF", ("RA",), "150")
    [pool] = config.pools
    assert block("10.1.98.9") in pool.blocks
    assert config.dynamic_routing
    assert not config.unparsed


def test_pix_order_and_pairs(pix: CryptoConfig) -> None:
    assert [(item.kind, item.text.split()[0]) for item in pix.translations] == [
        ("exemption", "nat"),
        ("static", "static"),
        ("static", "static"),
        ("dynamic", "nat"),
        ("dynamic", "nat"),
    ]
    exemption, static, port, first, second = pix.translations
    assert exemption.clauses[0].acls == ("nonat",)
    assert (static.sources, static.mapped, static.ported) == (
        (block("10.1.1.5"),),
        (block("192.0.2.5"),),
        False,
    )
    assert (port.ported, port.to_interface) == (True, "outside")
    assert (first.sources, first.to_interface) == ((block("10.1.1.0", "255.255.255.0"),), "outside")
    assert second.sources[0].is_any
    assert {item.dotted for item in second.mapped} == {"192.0.2.10", "192.0.2.12"}
    assert len(pix.translations) == 5  # nat 3 has no global


def test_pix_surroundings(pix: CryptoConfig) -> None:
    assert pix.nat_control
    assert pix.permit_vpn is True
    assert pix.dynamic_routing
    assert not pix.intra_interface
    acl, conduit = pix.access_groups
    assert (acl.acl, acl.interface) == ("acl_out", "outside")
    assert conduit == AccessGroup(acl=None, interface=None, line=conduit.line)
    [group] = pix.client_groups
    assert group == ClientGroup(name="vpn3000", pools=("mypool",), split_acl="90", line=group.line)
    [pool] = pix.pools
    assert isinstance(pool, AddressPool)
    assert min(item.address for item in pool.blocks) == block("10.1.2.1").address
    assert not pix.unparsed


def test_asa_sections(asa: CryptoConfig) -> None:
    assert [(item.section, item.kind) for item in asa.translations] == [
        (1, "identity"),
        (1, "identity"),
        (1, "static"),
        (2, "static"),
        (2, "dynamic"),
        (3, "dynamic"),
    ]
    identity, back, unread, host, lan, after = asa.translations
    assert (identity.inside, identity.outside) == ("inside", "outside")
    assert identity.destinations == (block("10.2.2.0", "255.255.255.0"),)
    assert (back.inside, back.outside) == ("outside", "inside")
    assert (back.sources, back.destinations) == (identity.destinations, identity.sources)
    assert unread.problem is not None
    assert unread.ported  # dynamic: it exempts nothing
    assert host.mapped == (block("192.0.2.5"),)
    assert lan.to_interface == "outside"
    assert (after.inside, after.sources[0].is_any) == (None, True)
    objects = {item.name: item.blocks for item in asa.network_objects}
    assert objects["HOST"] == (block("10.1.1.5"),)
    assert objects["NAMED"] == ()


def test_asa_surroundings(asa: CryptoConfig) -> None:
    assert asa.permit_vpn is False
    assert asa.intra_interface
    assert asa.dynamic_routing
    assert not asa.nat_control
    one, two = asa.client_groups
    assert (one.name, one.policy, one.pools, one.split_acl) == (
        "ONE",
        "DfltGrpPolicy",
        ("RA",),
        "DEFAULT",
    )
    assert (two.name, two.policy, two.pools, two.split_acl) == ("TWO", "ALL", ("RA",), None)
    assert two.attributes == (("split-tunnel-policy", "tunnelall"),)
    assert [item.interface for item in asa.access_groups] == ["outside", None]
    assert [key.keyring for key in asa.keys] == ["ONE", "192.0.2.9"]


@pytest.mark.parametrize(
    "line",
    [
        "nat (inside,outside) source static LAN",
        "nat (inside,outside) source",
        "static (inside,outside) 192.0.2.5",
        "nat (inside,outside) source static LAN LAN destination static FAR",
    ],
)
def test_a_statement_that_ends_too_early_costs_itself(line: str) -> None:
    config = read_config(ASA.replace("same-security", line + "\nsame-security"))
    found = [item for item in config.translations if item.text == line]
    assert found
    assert all(item.problem is not None for item in found)

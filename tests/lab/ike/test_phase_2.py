"""Phase 2 of IKEv1: selectors, transform sets, mode, PFS, order; who begins matters.

Expectations from domain/CATALOGUE.md §2.3, §2.6, §2.7, §2.9, FACTS.md §3-§5 and MODERN.md D.
"""

from __future__ import annotations

import pytest

from remediate.lab.device import Device
from remediate.lab.releases import IOS_12, IOS_15, XE_17
from tests.lab.ike.two_ends import KEY, POLICY, SET, A, B, World, inside, lan_to_lan, outside, pair


def up(world: World, device: Device) -> list[bool]:
    return [sa.up for sa in world.look(device)[1]]


def texts(world: World, device: Device) -> list[tuple[str, bool]]:
    return [(sa.selector.text(), sa.up) for sa in world.look(device)[1]]


def debugged(world: World, one: Device, other: Device) -> str:
    for device in (one, other):
        device.debug_on("crypto isakmp")
        device.debug_on("crypto ipsec")
    world.look(one)
    return "\n".join([*one.log, *other.log])


def test_lists_that_do_not_mirror() -> None:
    world = World()
    r1, r2 = pair(world, other={"acl": " permit ip 10.2.2.0 0.0.0.255 10.1.9.0 0.0.0.255\n"})
    log = debugged(world, r1, r2)
    assert "IPSEC(ipsec_process_proposal): proxy identities not supported" in log
    assert "IPSec policy invalidated proposal with error 32" in log
    assert f"phase 2 SA policy not acceptable! (local {B} remote {A})" in log
    assert "processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3" in log
    assert 'error TRUE reason "Delete Larval"' in log
    assert 'error TRUE reason "QM rejected"' in log
    assert [sa.state for sa in world.look(r1)[0]] == ["QM_IDLE"]
    assert up(world, r1) == [False]


def test_a_responder_takes_a_subset_of_its_entry_and_not_the_other_way_round() -> None:
    world = World()
    r1, r2 = pair(
        world,
        {"acl": " permit ip 10.1.1.0 0.0.0.255 host 10.2.2.9\n"},
        {"acl": " permit ip 10.2.2.0 0.0.0.255 10.1.1.0 0.0.0.255\n"},
    )
    assert texts(world, r1) == [("ip 10.1.1.0 0.0.0.255 host 10.2.2.9", True)]
    assert texts(world, r2) == [
        ("ip 10.2.2.0 0.0.0.255 10.1.1.0 0.0.0.255", False),
        ("ip host 10.2.2.9 10.1.1.0 0.0.0.255", True),
    ]


def test_ports_are_exchanged_with_the_sides() -> None:
    world = World()
    r1, _ = pair(
        world,
        {"acl": " permit tcp 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255 eq www\n"},
        {"acl": " permit tcp 10.2.2.0 0.0.0.255 eq www 10.1.1.0 0.0.0.255\n"},
    )
    assert up(world, r1) == [True]


def test_every_permit_is_a_flow_of_its_own() -> None:
    world = World()
    r1, _ = pair(
        world,
        {
            "acl": " permit ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n permit ip 10.1.3.0 0.0.0.255 10.2.2.0 0.0.0.255\n"
        },
    )
    assert texts(world, r1) == [
        ("ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255", True),
        ("ip 10.1.3.0 0.0.0.255 10.2.2.0 0.0.0.255", False),
    ]


def test_transform_sets_that_differ() -> None:
    world = World()
    r1, r2 = pair(world, other={"sets": SET.replace("aes 256", "aes")})
    log = debugged(world, r1, r2)
    assert "IPSEC(ipsec_process_proposal): transform proposal not supported for identity: \n" in log
    assert "IPSec policy invalidated proposal with error 256" in log
    assert up(world, r1) == [False]


def test_of_several_sets_the_initiators_order_decides() -> None:
    world = World()
    more = SET + "crypto ipsec transform-set T2 esp-3des esp-md5-hmac\n"
    r1, r2 = pair(
        world,
        {"sets": more, "entry": " set transform-set T2 TS\n"},
        {"sets": more, "entry": " set transform-set TS T2\n"},
    )
    world.look(r1)
    first = world.look(r1)[0][0]
    began = first.role.value
    wanted = "esp-3des" if began == "initiator" else "esp-aes 256"
    assert world.look(r2)[1][0].transforms[0] == wanted


def test_weak_sets_are_not_used_by_new_releases() -> None:
    world = World()
    weak = "crypto ipsec transform-set TS esp-3des esp-sha-hmac\n"
    r1 = {"sets": weak}
    first, second = pair(world, r1, {}, (IOS_15, XE_17))
    assert up(world, first) == [False]
    assert up(world, second) == [False]


def one_begins(world: World, one: dict[str, str], other: dict[str, str]) -> tuple[Device, Device]:
    """Return two routers of which the second has no hosts that send, so that the first begins."""
    r1, r2 = pair(world, one, other)
    port = r2.platform.release.ports[1]
    world.type(r2, f"interface {port}\n shutdown")
    return r1, r2


def test_pfs_at_the_initiator_alone_is_taken() -> None:
    world = World()
    r1, r2 = pair(world, {"entry": " set pfs group14\n"})
    world.network.tunnels.settle("r1")
    assert up(world, r1) == [True]
    # Whoever begins first: the end with PFS is answered, so the pair comes up.
    assert world.look(r2)[1][0].pfs == 14


def test_pfs_that_only_the_responder_wants_is_refused() -> None:
    world = World()
    # r2 never begins: its peers are unknown to it.
    r1, r2 = pair(world, other={"entry": " set pfs group14\n"})
    world.type(
        r2,
        "no ip route 0.0.0.0 0.0.0.0 198.51.100.254\nip route 192.0.2.0 255.255.255.0 198.51.100.254",
    )
    log = debugged(world, r1, r2)
    assert "invalid transform proposal flags" in log
    assert up(world, r1) == [False]


def test_groups_of_pfs_that_differ() -> None:
    world = World()
    r1, _ = pair(world, {"entry": " set pfs group14\n"}, {"entry": " set pfs group19\n"})
    assert up(world, r1) == [False]


def test_lifetimes_that_differ_are_no_fault() -> None:
    world = World()
    r1, r2 = pair(world, {"entry": " set security-association lifetime seconds 900\n"})
    assert up(world, r1) == [True]
    assert {world.look(item)[1][0].lifetime for item in (r1, r2)} == {900}


def test_local_address_of_another_interface() -> None:
    world = World()
    forced = f"crypto map VPN local-address {IOS_15.ports[1]}\n"
    r1, r2 = pair(world, other={"extra": forced})
    log = debugged(world, r1, r2)
    assert f"invalid local address {B}" in log
    assert up(world, r1) == [False]


def test_a_map_that_is_not_bound() -> None:
    world = World()
    r1, r2 = pair(world, other={"bound": ""})
    log = debugged(world, r1, r2)
    assert f"invalid local address {B}" in log
    assert up(world, r1) == [False]
    assert world.look(r2)[1] == []


@pytest.mark.parametrize(
    "line", [" no match address", " no set peer 192.0.2.1", " no set transform-set"]
)
def test_an_entry_that_is_incomplete(line: str) -> None:
    world = World()
    r1, r2 = pair(world)
    world.type(r2, f"crypto map VPN 10 ipsec-isakmp\n{line}")
    assert up(world, r1) == [False]
    assert world.look(r2)[1] == []


def test_an_earlier_entry_for_another_peer_takes_the_flow() -> None:
    world = World()
    r1, r2 = pair(
        world,
        other={
            "extra": "ip access-list extended WIDE\n permit ip 10.2.0.0 0.0.255.255 10.1.0.0 0.0.255.255\n"
            "crypto map VPN 5 ipsec-isakmp\n set peer 203.0.113.9\n set transform-set TS\n match address WIDE\n"
        },
    )
    log = debugged(world, r1, r2)
    assert f"peer address {A} not found" in log
    assert up(world, r1) == [False]
    # A deny hands the flow on to the later entry.
    world.type(
        r2,
        "ip access-list extended WIDE\n 5 deny ip 10.2.2.0 0.0.0.255 10.1.1.0 0.0.0.255",
    )
    world.turn(11)
    assert up(world, r1) == [True]


GRE = """{policy}{key}
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
 mode {mode}
crypto ipsec profile P
 set transform-set TS
{lines}interface Tunnel0
 ip address 172.16.0.{number} 255.255.255.0
 tunnel source {port}
 tunnel destination {peer}
 tunnel protection ipsec profile P
"""


def gre(here: str, there: str, number: int, mode: str = "transport") -> str:
    text = GRE.format(
        policy=POLICY,
        key=KEY.format(peer=there) + "\n",
        mode=mode,
        number=number,
        port=IOS_15.ports[0],
        peer=there,
        lines=outside(IOS_15, here),
    )
    return text + inside(IOS_15, f"10.{number}.{number}.1")


def test_gre_in_transport_mode() -> None:
    world = World()
    r1, r2 = world.add("r1", gre(A, B, 1)), world.add("r2", gre(B, A, 2))
    [sa] = world.look(r1)[1]
    assert (sa.interface, sa.tag, sa.mode, sa.up) == (
        "Tunnel0",
        "Tunnel0-head-0",
        "transport",
        True,
    )
    assert sa.selector.text() == f"gre host {A} host {B}"
    world.turn(5)
    assert world.look(r2)[1][0].counters.decaps > 0


def test_tunnel_mode_is_taken_by_who_has_transport_not_the_other_way_round() -> None:
    world = World()
    r1, _ = world.add("r1", gre(A, B, 1, "tunnel")), world.add("r2", gre(B, A, 2))
    world.look(r1)
    [sa] = world.look(r1)[1]
    assert (sa.up, sa.mode) == (True, "tunnel")
    assert world.look(r1)[0][0].role.value == "initiator"


def test_transport_counts_only_where_the_endpoints_are_protected() -> None:
    world = World()
    r1, _ = pair(world, {"sets": SET + " mode transport\n"})
    [sa] = world.look(r1)[1]
    assert (sa.up, sa.mode) == (True, "tunnel")


def test_protection_at_one_end_alone() -> None:
    world = World()
    r1, r2 = world.add("r1", gre(A, B, 1)), world.add("r2", gre(B, A, 2))
    world.type(r2, "interface Tunnel0\n no tunnel protection ipsec profile P")
    assert up(world, r1) == [False]
    said = [line for line in r1.log if "RECVD_PKT_NOT_IPSEC" in line]
    assert len(said) == 1
    assert f"(ip) vrf/dest_addr= /{A}, src_addr= {B}, prot= 47" in said[0]


def test_a_dynamic_map_answers_and_never_begins() -> None:
    world = World()
    hub = (
        f"{POLICY}crypto isakmp key s3cretKey address 0.0.0.0 0.0.0.0\n{SET}"
        "crypto dynamic-map DYN 10\n set transform-set TS\n"
        "crypto map VPN 65535 ipsec-isakmp dynamic DYN\n"
        f"{inside(IOS_12, '10.2.2.1')}{outside(IOS_12, B, ' crypto map VPN' + chr(10))}"
    )
    r1 = world.add("r1", lan_to_lan(A, B, "10.1.1.0", "10.2.2.0"))
    hub_device = world.add("hub", hub, IOS_12)
    assert (
        world.look(hub_device)[1][0].selector.text() == "ip 10.2.2.0 0.0.0.255 10.1.1.0 0.0.0.255"
    )
    assert up(world, r1) == [True]
    world.network.clear_ipsec(r1, B)
    world.network.off.add("r1")
    world.turn(10)
    assert world.look(hub_device)[1] == []

"""IKEv2 between routers: VTI and crypto map; proposals, profiles, keys, selectors, PFS.

Expectations from domain/MODERN.md B, FACTS.md §2, §3, §6 and §13.
"""

from __future__ import annotations

import pytest

from remediate.lab.device import Device
from remediate.lab.releases import IOS_15, XE_16, XE_17, Release
from tests.lab.ike.two_ends import A, B, World, inside, outside

PROPOSAL = """crypto ikev2 proposal P1
 encryption aes-cbc-256
 integrity sha256
 group 14
crypto ikev2 policy POL
 proposal P1
"""
TUNNEL = """interface Tunnel0
 ip address 172.16.0.{number} 255.255.255.0
 tunnel source {port}
 tunnel mode ipsec ipv4
 tunnel destination {there}
 tunnel protection ipsec profile P
ip route {far} 255.255.255.0 Tunnel0
"""


def vti(
    here: str,
    there: str,
    number: int,
    *,
    release: Release = XE_16,
    proposal: str = PROPOSAL,
    keys: str = " pre-shared-key s3cret\n",
    identity: str = "",
    match: str = "",
    profile: str = "",
    sets: str = "crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac\n",
    ipsec: str = "",
    tunnel: str = TUNNEL,
) -> str:
    far = f"10.{3 - number}.{3 - number}.0"
    match = match or f" match identity remote address {there} 255.255.255.255\n"
    return (
        f"{proposal}crypto ikev2 keyring KR\n peer PEER\n  address {there}\n {keys}"
        f"crypto ikev2 profile PROF\n{match}{identity}"
        " authentication remote pre-share\n authentication local pre-share\n keyring local KR\n"
        f"{profile}{sets}crypto ipsec profile P\n set transform-set TS\n set ikev2-profile PROF\n{ipsec}"
        f"{inside(release, f'10.{number}.{number}.1')}{outside(release, here)}"
        + tunnel.format(number=number, port=release.ports[0], there=there, far=far)
    )


def two(
    world: World,
    one: dict[str, str] | None = None,
    other: dict[str, str] | None = None,
    releases: tuple[Release, Release] = (XE_16, XE_17),
) -> tuple[Device, Device]:
    r1 = world.add("r1", vti(A, B, 1, release=releases[0], **(one or {})), releases[0])  # type: ignore[arg-type]
    r2 = world.add("r2", vti(B, A, 2, release=releases[1], **(other or {})), releases[1])  # type: ignore[arg-type]
    return r1, r2


def up(world: World, device: Device) -> list[bool]:
    return [sa.up for sa in world.look(device)[1]]


def said(world: World, *devices: Device) -> str:
    for device in devices:
        device.debug_on("crypto ikev2")
    world.look(devices[0])
    return "\n".join(line for device in devices for line in device.log)


def test_two_tunnel_interfaces_come_up() -> None:
    world = World()
    r1, r2 = two(world)
    log = said(world, r1, r2)
    [ike], [flow] = world.look(r1)
    assert (ike.version, ike.state, ike.encryption, ike.group) == (2, "READY", "aes-cbc-256", 14)
    assert (flow.interface, flow.selector.text(), flow.up) == ("Tunnel0", "ip any any", True)
    assert "IKEv2:(SESSION ID = 1,SA ID = 1):Session with IKE ID PAIR" in log
    assert "is UP" in log
    assert world.network.tunnel_up(r1, "Tunnel0")
    world.turn(30)
    assert world.look(r2)[1][0].counters.decaps > 0
    assert world.network.ping(r1, "10.1.1.1", "10.2.2.7", 100, False) is True


def test_smart_defaults_have_a_group_in_common_from_16_8_on_but_not_with_15() -> None:
    world = World()
    r1, _ = two(world, {"proposal": ""}, {"proposal": ""})
    assert up(world, r1) == [True]
    assert world.look(r1)[0][0].group == 19
    world = World()
    r1, r2 = two(world, {"proposal": ""}, {"proposal": ""}, (IOS_15, XE_17))
    assert up(world, r1) == up(world, r2) == [False]


def test_no_common_proposal_prints_both_lists() -> None:
    world = World()
    r1, r2 = two(world, other={"proposal": PROPOSAL.replace("group 14", "group 19")})
    log = said(world, r1, r2)
    assert up(world, r1) == [False]
    received = (
        "Received Policies: \nProposal 1:  AES-CBC-256 SHA256 SHA256 DH_GROUP_2048_MODP/Group 14"
    )
    expected = (
        "Expected Policies: \nProposal 1:  AES-CBC-256 SHA256 SHA256 DH_GROUP_256_ECP/Group 19"
    )
    assert received in log
    assert expected in log
    assert "Failed to find a matching policy" in log
    assert "NOTIFY(NO_PROPOSAL_CHOSEN)" in log
    assert "%IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: " in log
    assert world.look(r1)[0] == []


def test_a_wrong_guess_of_the_group_is_no_fault() -> None:
    world = World()
    r1, r2 = two(
        world,
        {"proposal": PROPOSAL.replace("group 14", "group 14 19")},
        {"proposal": PROPOSAL.replace("group 14", "group 19")},
    )
    log = said(world, r1, r2)
    assert "NOTIFY(INVALID_KE_PAYLOAD)" in log
    assert "we sent group 14, peer prefers group 19" in log
    assert up(world, r1) == [True]


def test_keys_that_differ() -> None:
    world = World()
    r1, r2 = two(world, other={"keys": " pre-shared-key other\n"})
    log = said(world, r1, r2)
    assert "Verification of peer's authentication data FAILED" in log
    assert "NOTIFY(AUTHENTICATION_FAILED)" in log
    assert "Auth exchange failed" in log
    assert up(world, r1) == [False]


def test_keys_are_compared_crosswise() -> None:
    world = World()
    one = " pre-shared-key local aaa\n  pre-shared-key remote bbb\n"
    other = " pre-shared-key local bbb\n  pre-shared-key remote aaa\n"
    r1, _ = two(world, {"keys": one}, {"keys": other})
    assert up(world, r1) == [True]
    world = World()
    r1, _ = two(world, {"keys": one}, {"keys": one})
    assert up(world, r1) == [False]


def test_no_profile_for_the_identity() -> None:
    world = World()
    r1, r2 = two(world, {"identity": " identity local fqdn r1.example.com\n"})
    log = said(world, r1, r2)
    assert "IKEv2:% IKEv2 profile not found" in log
    assert up(world, r1) == [False]


def test_a_profile_that_matches_the_name_of_the_peer() -> None:
    world = World()
    match = " match identity remote fqdn domain example.com\n"
    r1, _ = two(
        world,
        {"identity": " identity local fqdn r1.example.com\n"},
        {"match": match},
    )
    assert up(world, r1) == [True]


def test_the_keyring_lacks_the_peer() -> None:
    world = World()
    r1, r2 = two(world)
    world.type(r2, "crypto ikev2 keyring KR\n no peer PEER")
    log = said(world, r1, r2)
    assert "IKEv2:% Getting preshared key from profile keyring KR" in log
    assert up(world, r1) == [False]


def test_transform_sets_of_the_child_differ() -> None:
    world = World()
    r1, r2 = two(world, other={"sets": "crypto ipsec transform-set TS esp-aes esp-sha256-hmac\n"})
    log = said(world, r1, r2)
    assert "VID IDr AUTH NOTIFY(NO_PROPOSAL_CHOSEN)" in log
    assert "is UP" in log
    assert up(world, r1) == [False]
    assert [sa.state for sa in world.look(r1)[0]] == ["READY"]


def test_a_mode_that_differs_falls_back_to_tunnel() -> None:
    gre = TUNNEL.replace(" tunnel mode ipsec ipv4\n", "")
    sets = "crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac\n"
    world = World()
    r1, _ = two(
        world, {"tunnel": gre, "sets": sets + " mode transport\n"}, {"tunnel": gre, "sets": sets}
    )
    [flow] = world.look(r1)[1]
    assert (flow.up, flow.mode) == (True, "tunnel")


def test_pfs_shows_at_the_rekey() -> None:
    world = World()
    r1, r2 = two(world, {"ipsec": " set pfs group14\n"}, {"ipsec": " set pfs group19\n"})
    assert up(world, r1) == [True]
    world.turn(3601)
    assert up(world, r1) == [False]
    world = World()
    r1, r2 = two(world, {"ipsec": " set pfs group14\n"}, {"ipsec": " set pfs group14\n"})
    assert world.look(r1)[1][0].pfs is None
    world.turn(3601)
    assert up(world, r2) == [True]
    assert world.look(r1)[1][0].pfs == 14


MAP = """crypto map VPN 10 ipsec-isakmp
 set peer {there}
 set transform-set TS
 set ikev2-profile PROF
 match address VPN
ip access-list extended VPN
 permit ip 10.{number}.{number}.0 0.0.0.255 {far} 0.0.0.255
interface {port}
 crypto map VPN
"""


def test_a_crypto_map_with_a_profile() -> None:
    world = World()
    r1, r2 = two(world, {"tunnel": MAP}, {"tunnel": MAP})
    assert up(world, r1) == up(world, r2) == [True]
    assert world.look(r1)[0][0].version == 2


def test_selectors_are_narrowed() -> None:
    world = World()
    host = MAP.replace(
        "permit ip 10.{number}.{number}.0 0.0.0.255", "permit ip host 10.{number}.{number}.9"
    )
    r1, r2 = two(world, {"tunnel": MAP}, {"tunnel": host})
    assert up(world, r1) == [True]
    texts = {sa.selector.text() for sa in world.look(r2)[1] if sa.up}
    assert texts == {"ip host 10.2.2.9 10.1.1.0 0.0.0.255"}


def test_a_tunnel_interface_and_a_crypto_map_do_not_meet() -> None:
    world = World()
    r1, r2 = two(world, {}, {"tunnel": MAP})
    log = said(world, r1, r2)
    assert "NOTIFY(TS_UNACCEPTABLE)" in log
    assert "There was no IPSEC policy found for received TS" in log
    assert not any(up(world, r1))


def test_an_old_release_prints_the_sa_alone() -> None:
    world = World()
    r1, r2 = two(world, releases=(IOS_15, IOS_15))
    log = said(world, r1, r2)
    assert "IKEv2:(SA ID = 1):" in log
    assert "SESSION ID" not in log


HUB = """interface Tunnel0
 ip address 172.16.0.1 255.255.255.0
 ip nhrp map multicast dynamic
 ip nhrp network-id 1
 tunnel source {port}
 tunnel mode gre multipoint
 tunnel key 7
 tunnel protection ipsec profile P
"""
SPOKE = """interface Tunnel0
 ip address 172.16.0.{number} 255.255.255.0
 ip nhrp map 172.16.0.1 {there}
 ip nhrp map multicast {there}
 ip nhrp network-id 1
 ip nhrp nhs 172.16.0.1
 tunnel source {port}
 tunnel mode gre multipoint
 tunnel key 7
 tunnel protection ipsec profile P
"""


@pytest.mark.parametrize("order", [0, 1])
def test_a_hub_and_its_spokes(order: int) -> None:
    world = World()
    sets = "crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac\n mode transport\n"
    every = " match identity remote address 0.0.0.0\n"
    hub = vti(A, "0.0.0.0", 1, match=every, sets=sets, tunnel=HUB).replace(  # noqa: S104
        "  address 0.0.0.0\n", "  address 0.0.0.0 0.0.0.0\n"
    )
    first = world.add("hub", hub, XE_16)
    one = world.add("s1", vti(B, A, 2, release=XE_17, sets=sets, tunnel=SPOKE), XE_17)
    two_ = world.add("s2", vti("203.0.113.3", A, 2, release=XE_16, sets=sets, tunnel=SPOKE), XE_16)
    if order:
        assert up(world, one) == [True]
    texts = sorted((sa.peer, sa.selector.text(), sa.mode) for sa in world.look(first)[1])
    assert texts == [
        (B, f"gre host {A} host {B}", "transport"),
        ("203.0.113.3", f"gre host {A} host 203.0.113.3", "transport"),
    ]
    assert up(world, two_) == [True]

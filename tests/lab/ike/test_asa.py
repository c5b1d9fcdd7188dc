"""An ASA at one end, a router at the other: what comes about, what the ASA logs.

Expectations from domain/CATALOGUE.md §2.2, §2.16, FACTS.md §1, §4, §6, §7 and MODERN.md B, C.
"""

from __future__ import annotations

from remediate.lab.asa import Asa
from remediate.lab.device import Device
from remediate.lab.releases import ASA_9, IOS_15, XE_16
from remediate.lab.store import Section
from tests.lab.ike.test_ikev2 import MAP, vti
from tests.lab.ike.two_ends import POLICY, A, B, World, lan_to_lan

GROUP_5 = POLICY.replace("group 14", "group 5")
BASE = """hostname fw
interface GigabitEthernet1/1
 nameif outside
 security-level 0
 ip address 198.51.100.2 255.255.255.0
 no shutdown
interface GigabitEthernet1/2
 nameif inside
 security-level 100
 ip address 10.2.2.1 255.255.255.0
 no shutdown
object network LAN
 subnet 10.2.2.0 255.255.255.0
object network FAR
 subnet 10.1.1.0 255.255.255.0
access-list VPN extended permit ip object LAN object FAR
{exemption}nat (inside,outside) after-auto source dynamic any interface
route outside 0.0.0.0 0.0.0.0 198.51.100.254 1
crypto map OM 10 match address VPN
crypto map OM 10 set peer 192.0.2.1
crypto map OM interface outside
tunnel-group 192.0.2.1 type ipsec-l2l
tunnel-group 192.0.2.1 ipsec-attributes
"""
EXEMPTION = "nat (inside,outside) source static LAN LAN destination static FAR FAR no-proxy-arp route-lookup\n"
ONE = """ ikev1 pre-shared-key s3cretKey
crypto ipsec ikev1 transform-set TS esp-aes-256 esp-sha-hmac
crypto map OM 10 set ikev1 transform-set TS
crypto ikev1 enable outside
crypto ikev1 policy 10
 authentication pre-share
 encryption aes-256
 hash sha
 group 5
"""
TWO = """ ikev2 remote-authentication pre-shared-key s3cret
 ikev2 local-authentication pre-shared-key s3cret
crypto ipsec ikev2 ipsec-proposal P
 protocol esp encryption aes-256 aes
 protocol esp integrity sha-256
crypto map OM 10 set ikev2 ipsec-proposal P
crypto ikev2 enable outside
crypto ikev2 policy 1
 encryption aes-256
 integrity sha256
 group 14
 prf sha256
"""


def firewall(world: World, text: str = ONE, exemption: str = EXEMPTION) -> Device:
    device = Device("fw", Asa(ASA_9), world.clock, Section("configure"))
    world.network.add(device)
    assert device.platform.load(device, BASE.format(exemption=exemption) + text) == []
    return device


def router(world: World, **more: str) -> Device:
    return world.add("r1", lan_to_lan(A, B, "10.1.1.0", "10.2.2.0", policy=GROUP_5, **more), IOS_15)


def up(world: World, device: Device) -> list[bool]:
    return [sa.up for sa in world.look(device)[1]]


def test_a_router_and_an_asa() -> None:
    world = World()
    r1, fw = router(world), firewall(world)
    assert up(world, r1) == up(world, fw) == [True]
    assert [sa.state for sa in world.look(fw)[0]] == ["MM_ACTIVE"]
    log = "\n".join(fw.log)
    assert f"%ASA-5-713119: Group = {A}, IP = {A}, PHASE 1 COMPLETED" in log
    assert f"%ASA-5-713120: Group = {A}, IP = {A}, PHASE 2 COMPLETED (msgid=" in log
    assert "%ASA-6-602303: IPSEC: An outbound LAN-to-LAN SA (SPI= 0x" in log
    assert world.look(r1)[1][0].lifetime == 3600
    world.turn(20)
    assert world.look(fw)[1][0].counters.encaps > 0


def test_an_asa_wants_its_own_entry_exactly() -> None:
    world = World()
    acl = " permit ip host 10.1.1.9 10.2.2.0 0.0.0.255\n"
    r1, fw = router(world, acl=acl), firewall(world)
    assert up(world, r1) == [False]
    log = "\n".join(fw.log)
    assert (
        f"%ASA-3-713061: Group = {A}, IP = {A}, Rejecting IPSec tunnel: no matching crypto map entry for remote proxy "
        "10.1.1.9/255.255.255.255/0/0 local proxy 10.2.2.0/255.255.255.0/0/0 on interface outside"
    ) in log
    assert f"%ASA-3-713902: Group = {A}, IP = {A}, QM FSM error (P2 struct &0x" in log


def test_transform_sets_differ() -> None:
    world = World()
    r1 = router(world, sets="crypto ipsec transform-set TS esp-aes esp-sha-hmac\n")
    fw = firewall(world)
    assert up(world, r1) == [False]
    assert f"Group = {A}, IP = {A}, All IPSec SA proposals found unacceptable!" in "\n".join(fw.log)


def test_no_tunnel_group_for_the_peer() -> None:
    world = World()
    r1, fw = router(world), firewall(world, ONE.replace(" ikev1 pre-shared-key s3cretKey\n", ""))
    assert up(world, r1) == [False]
    assert (
        f"%ASA-3-713138: IP = {A}, Group {A} not found and BASE GROUP default preshared key not configured"
        in "\n".join(fw.log)
    )


def test_keys_that_differ() -> None:
    world = World()
    r1, fw = router(world), firewall(world, ONE.replace("s3cretKey", "another"))
    assert not any(up(world, r1))
    assert {sa.state for sa in world.look(fw)[0]} <= {"MM_WAIT_MSG5", "MM_WAIT_MSG6"}
    assert "MM_KEY_EXCH" in {sa.state for sa in world.look(r1)[0]}


def test_policies_that_differ() -> None:
    world = World()
    r1, fw = router(world), firewall(world, ONE.replace(" group 5\n", " group 2\n"))
    fw.debug_on("crypto ikev1 127")
    told: list[str] = []

    class Terminal:
        monitors = False

        def tell(self, text: str) -> None:
            told.append(text)

        def drop(self) -> None:
            raise AssertionError

    fw.listeners.add(Terminal())
    assert not any(up(world, r1))
    assert "MM_WAIT_MSG2" in {sa.state for sa in world.look(fw)[0]}
    assert any(
        "Phase 1 failure:  Mismatched attribute types for class Group Description:  Rcv'd: Group 5  Cfg'd: Group 2"
        in line
        for line in told
    )


def test_translation_that_is_not_exempted() -> None:
    world = World()
    r1, fw = router(world), firewall(world, exemption="")
    assert up(world, r1) == [True]
    world.turn(20)
    assert world.look(fw)[1][0].counters.encaps == 0
    assert world.look(fw)[1][0].counters.decaps > 0


def test_ike_that_is_not_enabled() -> None:
    world = World()
    r1, fw = router(world), firewall(world, ONE.replace("crypto ikev1 enable outside\n", ""))
    assert up(world, r1) == [False]
    assert [sa.state for sa in world.look(r1)[0]] == ["MM_NO_STATE"]
    assert up(world, fw) == [False]


def ikev2_router(
    world: World, sets: str = "crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac\n"
) -> Device:
    return world.add("r1", vti(A, B, 1, sets=sets, tunnel=MAP), XE_16)


def test_ikev2_with_a_router() -> None:
    world = World()
    r1, fw = ikev2_router(world), firewall(world, TWO)
    assert up(world, r1) == [True]
    [ike], [flow] = world.look(fw)
    assert (ike.version, ike.state) == (2, "READY")
    assert flow.transforms == ("esp-aes 256", "esp-sha256-hmac")
    assert "IKEv2 SA UP. Reason: New Connection Setup" in "\n".join(fw.log)


def test_ikev2_lists_that_do_not_meet() -> None:
    world = World()
    r1, fw = ikev2_router(world), firewall(world, TWO)
    world.type(
        r1,
        "ip access-list extended VPN\n no 10\n 10 permit ip 10.1.1.0 0.0.0.255 10.9.9.0 0.0.0.255",
    )
    assert not any(up(world, r1))
    log = "\n".join(fw.log)
    assert (
        "IKEv2 Tunnel rejected: Crypto Map Policy not found for remote traffic selector "
        "10.1.1.0/10.1.1.255/0/65535/0 local traffic selector 10.9.9.0/10.9.9.255/0/65535/0!"
    ) in log
    assert (
        f"%ASA-4-750003: Local:{B}:500 Remote:{A}:500 Username:{A} IKEv2 Negotiation aborted due to ERROR: "
        "There was no IPSEC policy found for received TS"
    ) in log


def test_ikev2_without_tunnel_group() -> None:
    world = World()
    r1 = ikev2_router(world)
    keys = TWO.splitlines(keepends=True)
    fw = firewall(world, "".join(keys[2:]))
    assert not any(up(world, r1))
    assert (
        f"%ASA-3-751009: Local:{B}:500 Remote:{A}:500 Username:Unknown Unable to find tunnel group for peer."
        in "\n".join(fw.log)
    )


def test_nobody_answers_an_asa() -> None:
    world = World()
    _, fw = ikev2_router(world), firewall(world, TWO)
    world.network.off.add("r1")
    for _ in range(8):
        world.look(fw)
        world.turn(10)
    log = "\n".join(fw.log)
    assert "Map Tag = OM.  Map Sequence Number = 10." in log
    assert (
        "IKEv2 Negotiation aborted due to ERROR: Maximum number of retransmissions reached" in log
    )
    assert (
        "%ASA-3-752015: Tunnel Manager has failed to establish an L2L SA.  All configured IKE versions failed to "
        "establish the tunnel. Map Tag= OM.  Map Sequence Number = 10."
    ) in log


def test_clearing_an_ike_sa_of_an_asa_ends_its_associations() -> None:
    world = World()
    r1, fw = router(world), firewall(world)
    before = world.look(fw)[1][0].outbound
    assert before is not None
    world.network.clear_ike(fw, peer=A)
    assert not world.network.flow_sas(fw)[0].up
    world.turn(1)
    after = world.look(r1)[1][0].inbound
    assert after is not None
    assert after.value != before.value


VTI = """crypto ipsec ikev2 ipsec-proposal P
 protocol esp encryption aes-256
 protocol esp integrity sha-256
crypto ipsec profile PROF
 set ikev2 ipsec-proposal P
interface Tunnel1
 nameif vti
 ip address 172.16.0.2 255.255.255.0
 tunnel source interface outside
 tunnel destination 192.0.2.1
 tunnel mode ipsec ipv4
 tunnel protection ipsec profile PROF
"""


def test_a_tunnel_interface_of_an_asa() -> None:
    world = World()
    r1 = world.add("r1", vti(A, B, 1), XE_16)
    fw = firewall(world, TWO + VTI)
    for line in ("no crypto map OM interface outside",):
        fw.editor().line(line)
    assert up(world, r1) == up(world, fw) == [True]
    [flow] = world.look(fw)[1]
    assert (flow.interface, flow.selector.text()) == ("vti", "ip any any")


def test_two_asas() -> None:
    for text in (ONE, TWO):
        world = World()
        fw = firewall(world, text)
        other = Device("fw2", Asa(ASA_9), world.clock, Section("configure"))
        world.network.add(other)
        mirrored = BASE.format(exemption=EXEMPTION) + text
        for one, two in (
            (B, "@"),
            (A, B),
            ("@", A),
            ("10.2.2.", "#"),
            ("10.1.1.", "10.2.2."),
            ("#", "10.1.1."),
            ("198.51.100.254", "192.0.2.254"),
        ):
            mirrored = mirrored.replace(one, two)
        assert other.platform.load(other, mirrored) == []
        assert up(world, fw) == up(world, other) == [True]


def test_a_dynamic_map_of_an_asa_answers() -> None:
    world = World()
    text = ONE.replace(
        "crypto map OM 10 set ikev1 transform-set TS\n",
        "crypto dynamic-map DYN 10 set ikev1 transform-set TS\ncrypto map OM 65535 ipsec-isakmp dynamic DYN\n",
    )
    fw = firewall(world, text)
    fw.editor().line("no crypto map OM 10 match address VPN")
    fw.editor().line("no crypto map OM 10 set peer 192.0.2.1")
    r1 = router(world)
    assert up(world, r1) == [True]
    assert [sa.selector.text() for sa in world.look(fw)[1]] == [
        "ip 10.2.2.0 0.0.0.255 10.1.1.0 0.0.0.255"
    ]


def test_associations_that_end_are_told_of() -> None:
    world = World()
    _, fw = router(world), firewall(world)
    found = world.look(fw)[1][0].outbound
    assert found is not None
    world.network.clear_ipsec(fw, A)
    assert any(
        f"%ASA-6-602304: IPSEC: An outbound LAN-to-LAN SA (SPI= 0x{found.value:08X})" in line
        for line in fw.log
    )

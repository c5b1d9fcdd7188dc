"""A hub of a DMVPN and its spokes: NHRP follows from associations, keys of tunnels and NHRP's own settings."""

from __future__ import annotations

import pytest

from remediate.lab.device import Device
from remediate.lab.network import Translation
from remediate.lab.releases import IOS_12, XE_16, XE_17
from tests.lab.ike.cloud import HUB, SPOKE, A, B, C, World, cloud, hub, pass_time, shown, spoke


def rows(device: Device) -> list[tuple[str, ...]]:
    """Return outer and inner address, state and attributes of ``show dmvpn``."""
    found: list[tuple[str, ...]] = []
    for line in shown(device, "show dmvpn").partition("-----\n")[2].splitlines():
        words = line.split()
        if len(words) == 6:
            found.append((words[1], words[2], words[3], words[5]))
        elif words:  # another inner address behind the outer one above
            found.append((found[-1][0], words[0], words[1], words[3]))
    return found


def traffic(world: World, device: Device, peer: str) -> tuple[bool, bool]:
    """Return whether a device encapsulates and decapsulates between two looks."""

    def counters() -> tuple[int, int]:
        [sa] = [item for item in world.look(device)[1] if item.peer == peer]
        return sa.counters.encaps, sa.counters.decaps

    before = counters()
    world.turn(20)
    after = counters()
    return after[0] > before[0], after[1] > before[1]


def test_spokes_register_and_both_ends_say_up() -> None:
    world, h, s2, s3 = cloud()
    pass_time(world, h, s2, s3)
    assert rows(h) == [(B, "172.16.0.2", "UP", "D"), (C, "172.16.0.3", "UP", "D")]
    assert rows(s2) == rows(s3) == [(A, "172.16.0.1", "UP", "S")]
    text = shown(h, "show dmvpn")
    assert "Interface: Tunnel0, IPv4 NHRP Details \nType:Hub, NHRP Peers:2, \n" in text
    assert "     1 198.51.100.2         172.16.0.2    UP 00:01:28     D" in text
    assert traffic(world, h, B) == traffic(world, s2, A) == (True, True)
    assert world.network.carries(h, B)
    assert world.network.carries(s2, A)


def test_what_was_registered_is_kept_for_the_holdtime_of_the_spoke() -> None:
    world, h, s2, _ = cloud(("holdtime 300", "holdtime 120"))
    world.look(s2)
    assert shown(h, "show ip nhrp dynamic").splitlines()[:3] == [
        "172.16.0.2/32 via 172.16.0.2",
        "   Tunnel0 created 00:00:00, expire 00:02:00 ",
        "   Type: dynamic, Flags: unique registered used nhop ",
    ]
    world.network.off.add("s2")
    world.turn(100)
    assert (B, "172.16.0.2", "UP", "D") in rows(h)
    world.turn(30)
    assert B not in [row[0] for row in rows(h)]


def test_a_server_that_is_asked_again_and_again() -> None:
    world, h, s2, _ = cloud(("authentication Harbour", "authentication Canal"))
    pass_time(world, h, s2, looks=4, seconds=40)
    text = shown(s2, "show ip nhrp nhs detail")
    assert "172.16.0.1   E priority = 0 cluster = 0  req-sent " in text
    assert "repl-recv 0" in text
    world.type(s2, "interface Tunnel0\n ip nhrp authentication Harbour")
    world.turn(64)
    world.look(s2)
    assert rows(s2) == [(A, "172.16.0.1", "UP", "S")]
    assert "RE priority" in shown(s2, "show ip nhrp nhs")


@pytest.mark.parametrize(
    "change",
    [
        ("authentication Harbour", "authentication Canal"),
        ("nhs 172.16.0.1", "nhs 172.16.0.9\n ip nhrp map 172.16.0.9 192.0.2.1"),
    ],
)
def test_a_hub_that_takes_no_registration_sends_nothing(change: tuple[str, str]) -> None:
    world, h, s2, s3 = cloud(change)
    pass_time(world, h, s2, s3)
    assert "NHRP" in [row[2] for row in rows(s2)]
    assert "never" in shown(s2, "show dmvpn")
    assert rows(h) == [(C, "172.16.0.3", "UP", "D")]
    assert traffic(world, s2, A) == (True, False)
    assert traffic(world, h, B) == (False, True)
    assert not world.network.carries(h, B)
    assert world.network.carries(h, C)


def test_another_tunnel_key_is_dropped_behind_ipsec() -> None:
    world, h, s2, s3 = cloud(("tunnel key 7", "tunnel key 8"))
    pass_time(world, h, s2, s3)
    assert rows(s2) == [(A, "172.16.0.1", "NHRP", "S")]
    assert [sa.up for sa in world.look(s2)[1]] == [True]
    assert traffic(world, h, B) == (False, True)
    assert not world.network.carries(s2, A)
    assert "Success rate is 0 percent" in shown(s2, "ping 172.16.0.1")
    assert "Key 0x8, sequencing disabled" in shown(s2, "show interfaces Tunnel0")
    world.type(s2, "interface Tunnel0\n tunnel key 7")
    pass_time(world, s2, looks=7)
    assert rows(s2) == [(A, "172.16.0.1", "UP", "S")]
    assert "Success rate is 100 percent" in shown(s2, "ping 172.16.0.1")


def test_network_ids_are_of_each_device_alone() -> None:
    world, h, s2, s3 = cloud(("network-id 99", "network-id 5"))
    pass_time(world, h, s2, s3)
    assert rows(s2) == [(A, "172.16.0.1", "UP", "S")]


def test_no_nhrp_without_a_network_id() -> None:
    world, h, s2, s3 = cloud((" ip nhrp network-id 99\n", ""))
    pass_time(world, h, s2, s3)
    assert rows(s2) == []
    assert [row[0] for row in rows(h)] == [C]


@pytest.mark.parametrize(
    ("change", "more"),
    [
        ((), {"key": "AnotherKey"}),
        ((), {"sets": "crypto ipsec transform-set TS esp-aes 192 esp-sha256-hmac\n mode transport\ncrypto ipsec profile DMVPN\n set transform-set TS\n"}),
        ((("{hub}", "203.0.113.77"),), {}),
    ],
)  # fmt: skip
def test_no_ipsec_is_said_by_the_state(
    change: tuple[tuple[str, str], ...], more: dict[str, str]
) -> None:
    world, h, s2, s3 = cloud(*change, **more)
    pass_time(world, h, s2, s3)
    [row] = rows(s2)
    assert row[1:] == ("172.16.0.1", "IKE", "S")
    assert [item[0] for item in rows(h)] == [C]
    assert not any(sa.up for sa in world.look(s2)[1])


def test_a_tunnel_that_is_shut_down() -> None:
    world, h, s2, s3 = cloud()
    pass_time(world, h, s2, s3)
    world.type(s2, "interface Tunnel0\n shutdown")
    assert rows(s2) == [(A, "172.16.0.1", "INTF", "S")]
    pass_time(world, h, looks=10)
    assert (B, "172.16.0.2", "IKE", "D") in rows(h)


def test_an_inner_address_that_another_outer_one_has() -> None:
    world, h, s2, _ = cloud()
    world.look(s2)
    world.network.off.add("s2")
    other = world.add("s9", spoke("203.0.113.9", 2), XE_17)
    pass_time(world, h, other)
    said = [line for line in other.log if "NHRP-3-PAKREPLY" in line]
    assert said[0].endswith("error - unique address registered already(14)")
    assert rows(other) == [(A, "172.16.0.1", "NHRP", "S")]
    world.turn(300)
    pass_time(world, h, other)
    assert rows(other) == [(A, "172.16.0.1", "UP", "S")]


def test_without_uniqueness_the_later_one_has_it() -> None:
    free = SPOKE.replace(" ip nhrp nhs", " ip nhrp registration no-unique\n ip nhrp nhs")
    world = World()
    h = world.add("hub", hub(), XE_16)
    one = world.add("s2", spoke(B, 2, tunnel=free), XE_17)
    world.look(one)
    other = world.add("s9", spoke(C, 2, tunnel=free), XE_17)
    world.look(other)
    assert rows(h) == [(C, "172.16.0.2", "UP", "D")]


def test_a_spoke_behind_a_translator() -> None:
    world, h, s2, s3 = cloud()
    world.network.translations.append(Translation(real=B, outside="203.0.113.200"))
    pass_time(world, h, s2, s3)
    assert ("203.0.113.200", "172.16.0.2", "UP", "DN") in rows(h)
    assert f"(Claimed NBMA address: {B})" in shown(h, "show ip nhrp")


def test_the_hub_forgets_and_the_spoke_comes_again() -> None:
    world, h, s2, s3 = cloud()
    pass_time(world, h, s2, s3)
    shown(h, "clear ip nhrp")
    assert rows(h) == []
    assert not world.network.carries(h, B)
    world.turn(100)
    world.look(h)
    assert len(rows(h)) == 2


def test_a_hub_that_starts_anew_is_registered_at_again() -> None:
    world, h, s2, s3 = cloud()
    pass_time(world, h, s2, s3)
    h.reload()
    assert rows(h) == []
    pass_time(world, h, s2, s3, looks=20)
    assert len(rows(h)) == 2


def test_a_tunnel_that_follows_its_servers() -> None:
    world, h, s2, s3 = cloud((" tunnel source", " if-state nhrp\n tunnel source"))
    pass_time(world, h, s2, s3)
    assert "line protocol is up" in shown(s2, "show interfaces Tunnel0")
    world.type(h, "interface Tunnel0\n ip nhrp authentication Canal")
    world.turn(101)
    assert "line protocol is down" in shown(s2, "show interfaces Tunnel0")
    said = [line for line in s2.log if "LINEPROTO" in line]
    assert said[-1].endswith("Line protocol on Interface Tunnel0, changed state to down")
    assert rows(s2)[0][2] == "INTF"


def test_a_spoke_with_a_destination_registers_too() -> None:
    phase_1 = (" tunnel mode gre multipoint\n", " tunnel destination 192.0.2.1\n")
    world, h, s2, s3 = cloud(
        phase_1, (" ip nhrp map 172.16.0.1 {hub}\n ip nhrp map multicast {hub}\n", "")
    )
    pass_time(world, h, s2, s3)
    assert rows(s2) == [(A, "172.16.0.1", "UP", "S")]
    assert (B, "172.16.0.2", "UP", "D") in rows(h)


def test_an_old_release_has_the_interface_on_the_first_line() -> None:
    world = World()
    h = world.add("hub", hub(release=IOS_12).replace("sha256", "sha"), IOS_12)
    s2 = world.add("s2", spoke(B, 2).replace("sha256", "sha"), XE_17)
    pass_time(world, h, s2)
    text = shown(h, "show ip nhrp")
    assert text.startswith("172.16.0.2/32 via 172.16.0.2, Tunnel0 created ")
    assert "\n  Type: dynamic, Flags: authoritative unique registered \n" in text


def test_what_is_typed_is_what_is_printed() -> None:
    world = World()
    h = world.add("hub", hub(HUB + " ip nhrp redirect\n"), XE_16)
    s2 = world.add("s2", spoke(B, 2), XE_17)
    text = h.platform.text(h)
    assert (
        "interface Tunnel0\n ip address 172.16.0.1 255.255.255.0\n no ip redirects\n ip mtu 1400\n"
        " ip nhrp authentication Harbour\n ip nhrp map multicast dynamic\n ip nhrp network-id 1\n"
        " ip nhrp holdtime 300\n ip nhrp redirect\n tunnel source GigabitEthernet0/0/0\n"
        " tunnel mode gre multipoint\n tunnel key 7\n tunnel protection ipsec profile DMVPN\n!\n"
    ) in text
    world.type(s2, "interface Tunnel0\n no ip nhrp map multicast 192.0.2.1")
    assert "multicast" not in s2.platform.text(s2)


def test_a_hub_begins_towards_who_is_registered() -> None:
    world, h, s2, s3 = cloud()
    pass_time(world, h, s2, s3)
    world.network.lose(s2, A)
    world.network.clear_ipsec(h, B)  # the spoke answers DPD: only so does the hub give its own up
    pass_time(world, h, s2, looks=12)
    assert rows(h)[0] == (B, "172.16.0.2", "UP", "D")
    assert [sa.up for sa in world.look(s2)[1]] == [True]


def test_a_spoke_without_protection_is_heard_in_clear() -> None:
    world, h, s2, s3 = cloud()
    pass_time(world, h, s2, s3)
    world.type(s2, "interface Tunnel0\n no tunnel protection ipsec profile DMVPN")
    pass_time(world, h, s2, looks=3)
    said = [line for line in h.log if "RECVD_PKT_NOT_IPSEC" in line]
    assert said[0].endswith(f"(ip) vrf/dest_addr= /{A}, src_addr= {B}, prot= 47")
    pass_time(world, h, s2, looks=12)
    assert rows(s2) == [(A, "172.16.0.1", "NHRP", "S")]

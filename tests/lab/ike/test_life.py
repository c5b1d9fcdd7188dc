"""Associations over time: they stay, end, are cleared, go stale; packets are counted.

Expectations from domain/CATALOGUE.md §2.1, §2.10, §2.14, FACTS.md §3, §7-§11, §13 and MODERN.md A.
"""

from __future__ import annotations

import pytest

from remediate.lab.associations import FlowSa
from remediate.lab.device import Device
from remediate.lab.network import LineFault
from remediate.lab.releases import IOS_15, XE_17
from tests.lab.ike.two_ends import KEY, SET, A, B, World, pair


def flow(world: World, device: Device) -> FlowSa:
    [found] = world.look(device)[1]
    return found


def spi(world: World, device: Device) -> int:
    found = flow(world, device).outbound
    assert found is not None
    return found.value


def test_associations_stay_on_what_they_were_made_with_until_they_are_cleared() -> None:
    world = World()
    r1, r2 = pair(world)
    before = spi(world, r1)
    world.type(r2, "crypto ipsec transform-set TS esp-aes 192 esp-sha-hmac")
    world.turn(100)
    assert spi(world, r1) == before
    assert flow(world, r2).transforms == ("esp-aes 256", "esp-sha-hmac")
    world.network.clear_ipsec(r1, B)
    assert not flow(world, r1).up
    assert not flow(world, r2).up
    world.type(r2, "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac")
    world.turn(11)
    assert spi(world, r1) != before


def test_a_wrong_key_passes_until_phase_1_is_cleared() -> None:
    world = World()
    r1, r2 = pair(world)
    world.look(r1)
    world.type(
        r2, f"no crypto isakmp key s3cretKey address {A}\ncrypto isakmp key wrong address {A}"
    )
    world.network.clear_ipsec(r1, B)
    world.turn(1)
    assert flow(world, r1).up, "the IKE SA is still there"
    world.network.clear_ike(r1, peer=B)
    assert flow(world, r1).up, "its associations live on in IKEv1"
    assert any(sa.deleted and sa.state == "MM_NO_STATE" for sa in world.network.ike_sas(r1))
    world.network.clear_ipsec(r1, B)
    world.turn(1)
    assert not flow(world, r1).up
    assert "MM_KEY_EXCH" in [sa.state for sa in world.network.ike_sas(r1)]


def test_an_ike_sa_is_cleared_by_its_number() -> None:
    world = World()
    r1, _ = pair(world)
    [sa] = world.look(r1)[0]
    world.network.clear_ike(r1, connection=sa.connection + 1)
    assert [item.deleted for item in world.network.ike_sas(r1)] == [False]
    world.network.clear_ike(r1, connection=sa.connection)
    assert [item.deleted for item in world.network.ike_sas(r1)] == [True]
    world.turn(61)
    assert all(not item.deleted for item in world.network.ike_sas(r1))


def test_a_rekey_after_the_lifetime() -> None:
    world = World()
    r1, r2 = pair(world)
    before = spi(world, r1)
    world.turn(3599)
    assert spi(world, r1) == before
    world.turn(2)
    assert spi(world, r1) != before
    assert flow(world, r2).up


def test_a_rekey_shows_what_an_edit_broke() -> None:
    world = World()
    r1, r2 = pair(world)
    world.look(r1)
    world.type(r2, "crypto ipsec transform-set TS esp-aes 192 esp-sha-hmac")
    world.turn(3601)
    assert not flow(world, r1).up
    assert not flow(world, r2).up


@pytest.mark.parametrize(
    "lines",
    [
        "interface GigabitEthernet0/0\n ip mtu 1400",
        "interface GigabitEthernet0/0\n no crypto map\n crypto map VPN",
        "interface GigabitEthernet0/0\n ip address 192.0.2.1 255.255.0.0",
    ],
)
def test_what_ends_the_associations_of_an_interface(lines: str) -> None:
    world = World()
    r1, r2 = pair(world)
    before = spi(world, r1)
    world.type(r1, lines)
    assert not world.network.flow_sas(r2)[0].up
    world.turn(1)
    assert spi(world, r1) != before


def test_an_edit_elsewhere_ends_nothing() -> None:
    world = World()
    r1, _ = pair(world)
    before = spi(world, r1)
    world.type(r1, "interface GigabitEthernet0/1\n ip mtu 1400\nip host x 10.1.1.1")
    world.turn(1)
    assert spi(world, r1) == before


def test_shutdown_tells_nobody() -> None:
    world = World()
    r1, r2 = pair(world)
    world.look(r1)
    world.type(r1, "interface GigabitEthernet0/0\n shutdown")
    assert flow(world, r2).up
    assert world.look(r1)[1] == []
    world.type(r1, "interface GigabitEthernet0/0\n no shutdown")
    world.turn(1)
    assert flow(world, r1).up


def test_dead_peer_detection_ends_what_is_stale() -> None:
    world = World()
    r1, r2 = pair(world, other={"extra": "crypto isakmp keepalive 10 3 periodic\n"})
    world.look(r1)
    world.network.off.add("r1")
    world.type(r1, "interface GigabitEthernet0/0\n shutdown")
    world.turn(29)
    assert flow(world, r2).up
    world.turn(2)
    assert not flow(world, r2).up


def test_packets_for_an_association_that_is_no_more() -> None:
    world = World()
    r1, r2 = pair(world)
    world.look(r1)
    world.turn(60)
    world.look(r1)
    sent = flow(world, r1).outbound
    assert sent is not None
    r2.reload()
    world.turn(r2.up_at - world.clock.elapsed() + 10)
    world.look(r2)
    want = (
        "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for "
        f"destaddr={B}, prot=50, spi=0x{sent.value:X}({sent.value}), srcaddr={A}"
    )
    assert sum(want in line for line in r2.log) == 1
    assert flow(world, r1).up
    world.turn(20)
    assert flow(world, r2).up, "its own attempt tells the peer of INITIAL-CONTACT"
    assert spi(world, r1) != sent.value


def test_stale_until_the_sender_is_cleared() -> None:
    world = World()
    r1, r2 = pair(world)
    world.look(r1)
    world.network.lose(r2, A)
    world.turn(130)
    world.look(r2)
    assert not flow(world, r2).up
    assert flow(world, r1).counters.encaps > 0
    world.turn(61)
    world.look(r2)
    assert sum("RECVD_PKT_INV_SPI" in line for line in r2.log) == 2
    world.network.clear_ipsec(r1, B)
    world.turn(1)
    assert flow(world, r1).up
    assert flow(world, r2).up


def test_packets_are_counted_with_time_whoever_looks() -> None:
    world = World()
    r1, r2 = pair(world)
    world.look(r1)
    world.turn(100)
    world.look(r1)
    first = flow(world, r2).counters.encaps
    world.turn(50)
    world.look(r2)
    world.turn(50)
    once = flow(world, r1).counters
    assert first > 0
    assert abs(once.encaps - 2 * first) <= 2
    assert once.encaps == once.decaps == flow(world, r2).counters.decaps


def test_counted_alike_in_one_look_or_many() -> None:
    totals = []
    for looks in (1, 50):
        world = World()
        r1, _ = pair(world)
        world.look(r1)
        for _ in range(looks):
            world.turn(300 / looks)
            world.look(r1)
        totals.append(flow(world, r1).counters.encaps)
    assert totals[0] == totals[1]


def test_esp_filtered_in_one_direction() -> None:
    world = World()
    bound = " crypto map VPN\n ip access-group IN in\n"
    filtering = "ip access-list extended IN\n permit udp any any\n permit icmp any any\n"
    r1, r2 = pair(world, other={"bound": bound, "extra": filtering})
    world.look(r1)
    world.turn(30)
    assert flow(world, r1).counters.decaps > 0
    assert flow(world, r1).counters.encaps > 0
    assert flow(world, r2).counters.decaps == 0
    assert not world.network.carries(r1, B)
    assert world.network.carries(r2, A)


NAT = (
    "ip access-list extended NAT\n{deny} permit ip 10.1.1.0 0.0.0.255 any\n"
    "ip nat inside source list NAT interface GigabitEthernet0/0 overload\n"
    "interface GigabitEthernet0/1\n ip nat inside\ninterface GigabitEthernet0/0\n ip nat outside\n"
)


def test_inside_translation_goes_before_the_crypto_map() -> None:
    world = World()
    r1, r2 = pair(world, {"extra": NAT.format(deny="")})
    assert flow(world, r1).up, "the peer begins"
    world.turn(30)
    counters = flow(world, r1).counters
    assert (counters.encaps, flow(world, r2).counters.decaps) == (0, 0)
    assert counters.decaps > 0
    assert world.network.ping(r1, "10.1.1.1", "10.2.2.1", 100, False) is False


def test_a_deny_for_the_flow_exempts_it() -> None:
    world = World()
    deny = " deny ip 10.1.1.0 0.0.0.255 10.2.2.0 0.0.0.255\n"
    r1, _ = pair(world, {"extra": NAT.format(deny=deny)})
    world.look(r1)
    world.turn(30)
    assert flow(world, r1).counters.encaps > 0


def test_a_way_to_the_inside_network_that_is_missing() -> None:
    world = World()
    acl = " permit ip 10.20.0.0 0.0.255.255 10.1.1.0 0.0.0.255\n"
    r1, r2 = pair(
        world, {"acl": " permit ip 10.1.1.0 0.0.0.255 10.20.0.0 0.0.255.255\n"}, {"acl": acl}
    )
    world.look(r1)
    world.turn(30)
    assert flow(world, r2).counters.decaps > 0
    assert flow(world, r2).counters.encaps == 0
    world.type(r2, "ip route 10.20.0.0 255.255.0.0 10.2.2.254")
    world.turn(30)
    assert flow(world, r2).counters.encaps > 0


def test_a_far_network_that_is_routed_past_the_map() -> None:
    world = World()
    r1, r2 = pair(world)
    world.type(r1, "ip route 10.2.2.0 255.255.255.0 10.1.1.254")
    world.type(r2, "ip route 10.1.1.0 255.255.255.0 10.2.2.254")
    assert not flow(world, r1).up


@pytest.mark.parametrize(
    ("release", "text"),
    [
        (
            IOS_15,
            f"%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=1 local={A} remote={B} spi=",
        ),
        (
            XE_17,
            f"%IPSEC-3-HMAC_ERROR: IPSec SA receives HMAC error, DP Handle 1, src_addr {B}, dest_addr {A}, SPI 0x",
        ),
    ],
)
def test_a_line_that_changes_packets(release: object, text: str) -> None:
    world = World()
    r1, _ = pair(world, releases=(release, IOS_15))  # type: ignore[arg-type]
    world.network.lines[frozenset((A, B))] = LineFault(corrupted=0.05)
    world.look(r1)
    for _ in range(6):
        world.turn(10)
        world.look(r1)
    counters = flow(world, r1).counters
    assert counters.verify_failed > 0
    assert counters.replay_failed == 0
    assert sum(text in line for line in r1.log) == 2


def test_a_line_that_reorders_and_a_larger_window() -> None:
    world = World()
    r1, r2 = pair(world)
    world.network.lines[frozenset((A, B))] = LineFault(reordered=0.02)
    world.look(r1)
    world.turn(60)
    assert flow(world, r1).counters.replay_failed > 0
    assert any(
        "%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed\n   connection id=" in line
        for line in r1.log
    )
    before = flow(world, r1).counters.replay_failed
    for device in (r1, r2):
        world.type(device, "crypto ipsec security-association replay window-size 1024")
    world.turn(60)
    assert flow(world, r1).counters.replay_failed > before, (
        "associations that stand keep their window"
    )
    world.network.clear_ipsec(r1, B)
    world.look(r1)
    before = flow(world, r1).counters.replay_failed
    world.turn(60)
    assert flow(world, r1).counters.replay_failed == before


def test_how_large_an_echo_may_be() -> None:
    world = World()
    r1, _ = pair(world, {"sets": SET}, {"sets": SET})
    world.look(r1)
    ping = world.network.ping
    assert ping(r1, "10.1.1.1", "10.2.2.2", 1438, True) is True
    assert ping(r1, "10.1.1.1", "10.2.2.2", 1439, True) == 1438
    assert ping(r1, "10.1.1.1", "10.2.2.2", 1500, False) is True
    assert ping(r1, None, B, 1500, True) is True
    world.network.lines[frozenset((A, B))] = LineFault(path_mtu=1400)
    assert ping(r1, None, B, 1500, True) is False
    assert ping(r1, "10.1.1.1", "10.2.2.2", 1438, True) is False
    world.network.lines[frozenset((A, B))] = LineFault(path_mtu=1400, black_hole=False)
    assert ping(r1, None, B, 1500, True) == 1400


def test_large_packets_are_lost_on_a_narrow_line_unless_tcp_is_clamped() -> None:
    world = World()
    r1, r2 = pair(world)
    world.network.lines[frozenset((A, B))] = LineFault(path_mtu=1400)
    world.look(r1)
    world.turn(60)
    assert flow(world, r2).counters.decaps < flow(world, r1).counters.encaps
    world.type(r1, "interface GigabitEthernet0/1\n ip tcp adjust-mss 1300")
    one, other = flow(world, r1).counters.encaps, flow(world, r2).counters.decaps
    world.turn(60)
    assert flow(world, r1).counters.encaps - one == flow(world, r2).counters.decaps - other


def test_a_failing_tunnel_tries_every_ten_seconds_at_most() -> None:
    world = World()
    r1, r2 = pair(world, other={"key": KEY.replace("s3cret", "other")})
    world.type(
        r2,
        "no ip route 0.0.0.0 0.0.0.0 198.51.100.254\nip route 192.0.2.0 255.255.255.0 198.51.100.254",
    )
    for _ in range(40):
        world.look(r1)
        world.turn(1)
    assert sum("IKMP_BAD_MESSAGE" in line for line in r2.log) == 4


def test_a_session_is_told_of_where_it_is_asked() -> None:
    world = World()
    r1, r2 = pair(world, {"extra": "crypto logging session\n"})
    world.look(r1)
    assert any(
        f"%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  Peer {B}:500       Id: {B}" in line
        for line in r1.log
    )
    assert not any("SESSION_STATUS" in line for line in r2.log)
    world.turn(3601)
    world.look(r1)
    assert not any("is DOWN" in line for line in r1.log), "a rekey is no end"
    world.network.clear_ipsec(r1, B)
    assert any(f"Crypto tunnel is DOWN.  Peer {B}:500" in line for line in r1.log)


def test_the_responder_of_an_ike_sa_begins_under_it_with_what_stands_now() -> None:
    world = World()
    r1, r2 = pair(world)
    [sa] = world.look(r1)[0]
    one, other = (r1, r2) if sa.role.value == "initiator" else (r2, r1)
    world.type(one, "crypto ipsec transform-set TS esp-aes 192 esp-sha-hmac")
    world.type(other, "crypto ipsec transform-set TS esp-aes 192 esp-sha-hmac")
    world.network.clear_ipsec(other, sa.peer if other is r1 else sa.local)
    world.turn(1)
    world.look(other)
    assert flow(world, one).transforms == ("esp-aes 192", "esp-sha-hmac")


def test_a_device_that_restarts_answers_nobody() -> None:
    world = World()
    r1, r2 = pair(world)
    world.look(r1)
    r2.reload()
    r2.up_at = world.clock.elapsed() + 120
    world.turn(60)
    assert world.network.ping(r1, None, B, 100, False) is False
    assert flow(world, r1).counters.decaps == 0
    world.turn(200)
    assert flow(world, r1).up


def test_recovery_from_an_invalid_spi() -> None:
    world = World()
    r1, r2 = pair(world, other={"extra": "crypto isakmp invalid-spi-recovery\n"})
    world.look(r1)
    world.network.lose(r2, A)
    world.turn(20)
    world.look(r1)
    world.turn(1)
    assert flow(world, r1).up
    assert flow(world, r2).up

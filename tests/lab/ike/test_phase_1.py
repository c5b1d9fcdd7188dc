"""Phase 1 of IKEv1: what comes about, what does not, and what each end's table and log then say.

Expectations from domain/CATALOGUE.md §2, FACTS.md §1, §2, §6 and MODERN.md A.
"""

from __future__ import annotations

import pytest

from remediate.lab.device import Device
from remediate.lab.network import LineFault, Translation
from remediate.lab.releases import IOS_12, IOS_15, XE_16, XE_17, Release
from tests.lab.emulated import Screen
from tests.lab.ike.two_ends import KEY, POLICY, A, B, World, pair

WEAK = POLICY.replace("aes 256", "3des").replace("group 14", "group 2")


def states(world: World, device: Device) -> list[str]:
    return [sa.state for sa in world.look(device)[0] if not sa.deleted]


def up(world: World, device: Device) -> list[bool]:
    return [sa.up for sa in world.look(device)[1]]


@pytest.mark.parametrize("other", [IOS_12, IOS_15, XE_16, XE_17], ids=lambda item: item.name)
@pytest.mark.parametrize("one", [IOS_12, XE_17], ids=lambda item: item.name)
def test_two_mirrored_routers_come_up(one: Release, other: Release) -> None:
    world = World()
    r1, r2 = pair(world, releases=(one, other))
    assert states(world, r1) == ["QM_IDLE"]
    assert states(world, r2) == ["QM_IDLE"]
    assert up(world, r1) == up(world, r2) == [True]
    first, second = world.look(r1)[1][0], world.look(r2)[1][0]
    assert first.inbound is not None
    assert second.outbound is not None
    assert first.inbound.value == second.outbound.value
    assert first.transforms == ("esp-aes 256", "esp-sha-hmac")


def test_numbers_of_policies_need_not_match_and_the_shorter_lifetime_holds() -> None:
    world = World()
    r1, r2 = pair(
        world,
        {"policy": WEAK + POLICY.replace("policy 10", "policy 30") + " lifetime 3600\n"},
        {"policy": POLICY},
    )
    assert states(world, r1) == ["QM_IDLE"]
    [sa] = world.look(r2)[0]
    assert (sa.encryption, sa.group, sa.lifetime) == ("aes 256", 14, 3600)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (POLICY.replace("aes 256", "3des"), "Encryption algorithm offered does not match policy!"),
        (POLICY.replace("hash sha", "hash md5"), "Hash algorithm offered does not match policy!"),
        (
            POLICY.replace("group 14", "group 5"),
            "Diffie-Hellman group offered does not match policy!",
        ),
        (POLICY.replace("aes 256", "aes 128"), "Proposed key length does not match policy"),
        (
            POLICY.replace("pre-share", "rsa-sig"),
            "Authentication method offered does not match policy!",
        ),
    ],
)
def test_no_common_policy(text: str, complaint: str) -> None:
    world = World()
    r1, r2 = pair(world, other={"policy": text})
    r2.debug_on("crypto isakmp")
    assert states(world, r1) == ["MM_NO_STATE"]
    log = "\n".join(r2.log)
    assert complaint in log
    assert "ISAKMP:(0):atts are not acceptable. Next payload is 0" in log
    assert "ISAKMP:(0):no offers accepted!" in log
    assert f"ISAKMP:(0): phase 1 SA policy not acceptable! (local {B} remote {A})" in log
    assert f"%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at {A}" in log
    assert f"Processing of Informational mode failed with peer at {B}" in "\n".join(r1.log)
    assert up(world, r1) == up(world, r2) == [False]


def test_marked_as_an_error_from_ios_xe_16_on() -> None:
    world = World()
    _, r2 = pair(world, {"policy": WEAK}, releases=(IOS_15, XE_17))
    r2.debug_on("crypto isakmp")
    world.look(r2)
    log = "\n".join(r2.log)
    assert "ISAKMP-ERROR: (0):Encryption algorithm offered does not match policy!" in log
    assert "ISAKMP-ERROR: (0):no offers accepted!" in log
    assert (
        "ISAKMP-PAK: (0):received packet from 192.0.2.1 dport 500 sport 500 Global (N) NEW SA"
        in log
    )


def test_default_policies_serve_where_there_is_no_other() -> None:
    world = World()
    r1, _ = pair(world, {"policy": ""}, {"policy": ""})
    assert states(world, r1) == ["QM_IDLE"]
    assert world.look(r1)[0][0].encryption == "aes 128"
    assert world.look(r1)[0][0].group == 5


def test_default_policies_of_new_releases_are_refused_as_weak() -> None:
    world = World()
    _, r2 = pair(world, {"policy": ""}, {"policy": ""}, (IOS_15, XE_17))
    r2.debug_on("crypto isakmp")
    assert up(world, r2) == [False]
    log = "\n".join(r2.log)
    assert (
        "ISAKMP-ERROR: (0):(65514): Either (3des) encryption algorithm or (md5) hash algorithmis not CSDL compliant"
        in log
    )
    assert "ISAKMP-ERROR: (0):(65507): DH Group (5) is not CSDL compliant" in log


def test_keys_that_differ() -> None:
    world = World()
    r1, r2 = pair(world, other={"key": KEY.replace("s3cretKey", "another")})
    r2.debug_on("crypto isakmp")
    assert states(world, r1) == ["MM_KEY_EXCH"]
    assert set(states(world, r2)) == {"MM_KEY_EXCH"}
    log = "\n".join([*r1.log, *r2.log])
    assert (
        f"%CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from {A} failed its sanity check or is malformed"
        in log
    )
    assert "ISAKMP: reserved not zero on ID payload!" in "\n".join(r2.log)


def test_an_initiator_without_key_does_not_begin() -> None:
    world = World()
    r1, r2 = pair(world, {"key": "crypto isakmp key x address 203.0.113.9"})
    r1.debug_on("crypto isakmp")
    r2.debug_on("crypto isakmp")
    assert up(world, r1) == [False]
    log = "\n".join(r1.log)
    assert f"ISAKMP:(0):No pre-shared key with {B}!" in log
    assert "ISAKMP:(0): No Cert or pre-shared address key." in log
    assert "ISAKMP:(0): construct_initial_message: Can not start Main mode" in log
    # The other end begins too, and is refused.
    assert "Preshared authentication offered but does not match policy!" in log
    assert states(world, r2) == ["MM_NO_STATE"]


def test_the_longest_match_of_the_keys_is_taken() -> None:
    world = World()
    keys = "crypto isakmp key wide address 0.0.0.0 0.0.0.0\n" + KEY
    r1, _ = pair(world, {"key": keys})
    assert states(world, r1) == ["QM_IDLE"]


def test_a_keyring_serves_too() -> None:
    world = World()
    ring = "crypto keyring R\n  pre-shared-key address {peer} key s3cretKey"
    r1, _ = pair(world, {"key": ring})
    assert states(world, r1) == ["QM_IDLE"]


def test_nobody_at_the_address() -> None:
    world = World()
    r1, r2 = pair(world)
    r1.debug_on("crypto isakmp")
    world.network.off.add("r2")
    assert states(world, r1) == ["MM_NO_STATE"]
    for _ in range(7):
        world.turn(10)
        r1.tick()
    log = "\n".join(r1.log)
    assert "ISAKMP:(0): retransmitting phase 1 MM_NO_STATE..." in log
    assert "incrementing error counter on sa, attempt 5 of 5: retransmit phase 1" in log
    assert (
        f'deleting SA reason "Death by retransmission P1" state (I) MM_NO_STATE (peer {B})' in log
    )
    assert log.count(" beginning Main Mode exchange") == 2
    assert world.look(r2)[0] == []


@pytest.mark.parametrize("where", ["line", "list", "line towards the initiator"])
def test_udp_500_filtered(where: str) -> None:
    world = World()
    filtering = ""
    if where != "line":
        filtering = "ip access-list extended IN\n permit tcp any any\n permit udp any any eq 4500\n"
    bound = " crypto map VPN\n ip access-group IN in\n"
    second = {"bound": bound, "extra": filtering} if where == "list" else {}
    first = {"bound": bound, "extra": filtering} if where.endswith("initiator") else {}
    r1, r2 = pair(world, first, second)
    if where == "line":
        world.network.lines[frozenset((A, B))] = LineFault(filtered=frozenset({500}))
    assert "MM_NO_STATE" in states(world, r1)
    assert up(world, r2) == [False]


def test_translation_on_the_way_floats_to_udp_4500() -> None:
    world = World()
    r1, r2 = pair(world, other={"key": KEY.replace("{peer}", "203.0.113.7")})
    world.network.translations.append(Translation(real=A, outside="203.0.113.7", overload=True))
    world.type(r2, "crypto map VPN 10 ipsec-isakmp\n no set peer 192.0.2.1\n set peer 203.0.113.7")
    r1.debug_on("crypto isakmp")
    assert states(world, r1) == ["QM_IDLE"]
    [sa] = world.look(r2)[0]
    assert (sa.peer, sa.peer_port, sa.nat_traversal) == ("203.0.113.7", 4500, True)
    assert "encaps is 3 (Tunnel-UDP)" in "\n".join(r1.log)
    world.turn(10)
    assert world.look(r1)[1][0].counters.decaps > 0


def test_udp_4500_filtered_behind_a_translator() -> None:
    world = World()
    r1, r2 = pair(world, other={"key": KEY.replace("{peer}", "203.0.113.7")})
    world.network.translations.append(Translation(real=A, outside="203.0.113.7"))
    world.network.lines[frozenset(("203.0.113.7", B))] = LineFault(filtered=frozenset({4500}))
    r1.debug_on("crypto isakmp")
    assert states(world, r1) == ["MM_KEY_EXCH"]
    world.turn(10)
    r1.tick()
    assert "my_port 4500 peer_port 4500 (I) MM_KEY_EXCH" in "\n".join(r1.log)
    assert "retransmitting phase 1 MM_KEY_EXCH..." in "\n".join(r1.log)
    assert "MM_KEY_EXCH" in states(world, r2)


def test_nat_traversal_switched_off_carries_nothing_through_a_translator_of_ports() -> None:
    world = World()
    r1, r2 = pair(
        world,
        {"extra": "no crypto ipsec nat-transparency udp-encapsulation\n"},
        {"key": KEY.replace("{peer}", "203.0.113.7")},
    )
    world.network.translations.append(Translation(real=A, outside="203.0.113.7", overload=True))
    world.type(r2, "crypto map VPN 10 ipsec-isakmp\n no set peer 192.0.2.1\n set peer 203.0.113.7")
    assert states(world, r1) == ["QM_IDLE"]
    world.turn(10)
    counters = world.look(r1)[1][0].counters
    assert counters.encaps > 0
    assert counters.decaps == 0


def test_isakmp_switched_off() -> None:
    world = World()
    r1, _ = pair(world, other={"extra": "no crypto isakmp enable\n"})
    assert states(world, r1) == ["MM_NO_STATE"]


def test_a_condition_hides_the_debug_of_other_peers() -> None:
    world = World()
    r1, _ = pair(world)
    r1.conditions.append("203.0.113.9")
    r1.debug_on("crypto isakmp")
    world.look(r1)
    assert not any("ISAKMP" in line for line in r1.log)


def test_a_debug_that_is_typed_prints() -> None:
    world = World()
    r1, _ = pair(world)
    screen = Screen(r1)
    assert "Crypto ISAKMP debugging is on" in screen.type("debug crypto isakmp")
    assert "Crypto ISAKMP debugging is on" in screen.type("show debugging")
    world.look(r1)
    assert any("beginning Main Mode exchange" in line for line in r1.log)
    screen.type("undebug all")
    assert screen.type("show debugging") == ""

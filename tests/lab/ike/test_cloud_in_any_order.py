"""A DMVPN to whose devices anything is done in any order: nothing fails, and it comes up again when it is mended."""

from __future__ import annotations

import random

import pytest

from remediate.lab.device import Device
from remediate.lab.network import LineFault
from tests.lab.ike.cloud import A, B, C, World, cloud, pass_time, shown
from tests.lab.ike.test_any_order import check
from tests.lab.ike.test_dmvpn import rows

_TUNNEL = "interface Tunnel0\n "
EDITS = [
    *(_TUNNEL + line for line in (
        "shutdown", "no shutdown", "tunnel key 8", "tunnel key 7", "no tunnel key", "ip nhrp authentication Canal",
        "ip nhrp authentication Harbour", "no ip nhrp network-id", "ip nhrp network-id 5", "no ip nhrp nhs 172.16.0.1",
        "ip nhrp nhs 172.16.0.1", "ip nhrp nhs 172.16.0.1 nbma 192.0.2.1 multicast", "no ip nhrp map 172.16.0.1",
        "ip nhrp map 172.16.0.1 192.0.2.1", "ip nhrp map 172.16.0.1 203.0.113.77", "ip nhrp holdtime 60",
        "ip nhrp registration no-unique", "if-state nhrp", "keepalive 10 3", "no keepalive", "ip address 172.16.0.2 255.255.255.0",
        "ip address 172.16.0.3 255.255.255.0", "no tunnel protection", "tunnel protection ipsec profile DMVPN",
        "no tunnel mode", "tunnel mode gre multipoint", "tunnel destination 192.0.2.1", "no tunnel destination",
        "tunnel vrf RED", "no tunnel vrf", "no tunnel source", "tunnel source GigabitEthernet0/0/0", "vrf forwarding RED",
    )),
    "crypto ipsec profile DMVPN\n no set transform-set",
    "crypto ipsec profile DMVPN\n set transform-set TS",
    "no interface Tunnel0",
    "vrf definition RED\n address-family ipv4",
    "no vrf definition RED",
]  # fmt: skip
SHOWS = (
    "show dmvpn", "show dmvpn detail", "show ip nhrp", "show ip nhrp nhs detail", "show interfaces", "show ip route",
    "show ip interface", "show crypto session detail", "show crypto ipsec sa", "show vrf", "clear ip nhrp", "clear dmvpn session",
    "ping 172.16.0.1", "ping 10.1.1.1", "show running-config all",
)  # fmt: skip


def act(world: World, dice: random.Random, devices: list[Device]) -> None:
    device = dice.choice(devices)
    match dice.randrange(8):
        case 0 | 1 | 2 | 3:
            editor = device.editor()
            for line in dice.choice(EDITS).splitlines():
                editor.line(line)
        case 4 if not device.down:
            shown(device, dice.choice(SHOWS))
        case 5:
            faults: list[frozenset[int | str]] = [frozenset(), frozenset({500}), frozenset({"esp"}), frozenset({"gre"})]  # fmt: skip
            world.network.lines[frozenset((A, dice.choice((B, C))))] = LineFault(
                filtered=dice.choice(faults)
            )
        case 6 if dice.random() < 0.2:
            device.reload()
        case _:
            world.network.lose(device, dice.choice((A, B, C)))
    world.turn(dice.choice([0, 1, 11, 70, 400]))


@pytest.mark.parametrize("seed", range(25))
def test_any_order(seed: int) -> None:
    dice = random.Random(seed)
    world, *devices = cloud()
    sound = [device.running.copy() for device in devices]
    for _ in range(50):
        act(world, dice, devices)
        check(world, devices)
        for device in devices:
            for found in world.network.next_hops(device):
                assert all(peer.state in ("UP", "NHRP", "IKE", "INTF") for peer in found.peers)
    world.network.lines.clear()
    for device, configuration in zip(devices, sound, strict=True):
        device.replace(configuration)
        device.up_at = 0.0
    world.turn(8000)  # the last holdtime is over
    for device in devices:
        world.network.clear_ike(device, None)
        for peer in (A, B, C):
            world.network.clear_ipsec(device, peer)
        world.network.clear_next_hops(device)
    pass_time(world, *devices, looks=10)
    assert [row[2] for device in devices for row in rows(device)] == ["UP"] * 4
    for name, device, peer in (("hub", devices[0], B), ("s2", devices[1], A), ("s3", devices[2], A)):  # fmt: skip
        assert world.network.carries(device, peer), name

"""Whatever is done in whatever order: nothing fails, and both ends' tables stay true to each other."""

from __future__ import annotations

import random

import pytest

from remediate.lab.device import Device
from remediate.lab.network import LineFault
from remediate.lab.releases import IOS_15, XE_17
from tests.lab.ike import test_asa as asa
from tests.lab.ike.two_ends import A, B, World, pair

PORTS = {"r1": IOS_15.ports, "r2": XE_17.ports}


def edits(name: str) -> list[str]:
    outer, inner = PORTS[name]
    peer = B if name == "r1" else A
    return [
        f"interface {outer}\n ip mtu 1400",
        f"interface {outer}\n shutdown",
        f"interface {outer}\n no shutdown",
        f"interface {outer}\n no crypto map",
        f"interface {outer}\n crypto map VPN",
        f"interface {inner}\n shutdown",
        f"interface {inner}\n no shutdown",
        "crypto ipsec transform-set TS esp-aes 192 esp-sha-hmac",
        "crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac",
        f"crypto map VPN 10 ipsec-isakmp\n no set peer {peer}",
        f"crypto map VPN 10 ipsec-isakmp\n set peer {peer}",
        "crypto map VPN 10 ipsec-isakmp\n set pfs group14",
        "crypto map VPN 10 ipsec-isakmp\n no set pfs",
        "crypto map VPN 10 ipsec-isakmp\n set security-association lifetime seconds 120",
        f"no crypto isakmp key s3cretKey address {peer}",
        f"crypto isakmp key s3cretKey address {peer}",
        "ip access-list extended VPN\n 20 permit ip 10.5.0.0 0.0.255.255 10.6.0.0 0.0.255.255",
        "ip access-list extended VPN\n no 20",
        "crypto isakmp policy 10\n lifetime 300",
        "crypto isakmp invalid-spi-recovery",
        "crypto isakmp keepalive 10 3 periodic",
    ]


def act(world: World, dice: random.Random, devices: list[Device]) -> None:
    device = dice.choice(devices)
    peer = B if device.name == "r1" else A
    network = world.network
    match dice.randrange(9):
        case 0 | 1 | 2 if device.name in PORTS:
            editor = device.editor()
            for line in dice.choice(edits(device.name)).splitlines():
                editor.line(line)
        case 3:
            network.clear_ipsec(device, peer)
        case 4:
            network.clear_ike(device, peer=dice.choice([peer, None]))
        case 5:
            network.lose(device, peer)
        case 6 if dice.random() < 0.3:
            device.reload()
        case 7:
            faults: list[frozenset[int | str]] = [frozenset(), frozenset({500}), frozenset({"esp"})]
            network.lines[frozenset((A, B))] = LineFault(
                filtered=dice.choice(faults), corrupted=dice.choice([0, 0.1])
            )
        case _:
            network.ping(device, None, peer, 100, dice.random() < 0.5)
    world.turn(dice.choice([0, 1, 11, 70, 500, 4000]))


def check(world: World, devices: list[Device]) -> None:
    tunnels = world.network.tunnels
    for device in devices:
        world.network.settle(device)
        holding = tunnels.holding(device.name)
        for flow in holding.flows.values():
            assert flow.sa.up == (flow.pair is not None)
            if flow.pair is None:
                continue
            assert flow.pair.ends[device.name] is flow
            far = flow.pair.ends.get(flow.pair.other(device.name))
            if far is None:
                assert flow.pair.lost is not None
                continue
            assert far.pair is flow.pair
            assert far.sa.inbound is not None
            assert flow.sa.outbound is not None
            assert far.sa.inbound.value == flow.sa.outbound.value
            assert far.sa.transforms == flow.sa.transforms
        for bond in holding.bonds:
            assert device.name in bond.ends
        for sa in world.network.ike_sas(device):
            assert sa.state
        for entry in world.network.flow_sas(device):
            counters = entry.counters
            assert min(counters.encaps, counters.decaps, counters.send_errors) >= 0


@pytest.mark.parametrize("seed", range(40))
def test_any_order(seed: int) -> None:
    world = World()
    dice = random.Random(seed)
    if seed % 2:
        devices = [asa.router(world), asa.firewall(world)]
    else:
        devices = list(pair(world, releases=(IOS_15, XE_17)))
    if seed % 3 == 0:
        for device in devices:
            for category in ("isakmp", "ipsec", "engine"):
                device.debug_on(f"crypto {category}")
    sound = [device.running.copy() for device in devices]
    for _ in range(60):
        act(world, dice, devices)
        check(world, devices)
    world.network.lines.clear()
    for device, configuration in zip(devices, sound, strict=True):
        device.replace(configuration)
        device.up_at = 0.0
    for device, peer in zip(devices, (B, A), strict=True):
        world.network.clear_ike(device, peer=peer)
        world.network.clear_ipsec(device, peer)
    world.turn(100)
    check(world, devices)
    world.turn(11)
    check(world, devices)
    assert world.network.carries(devices[0], B)
    assert world.network.carries(devices[1], A)

"""Random hubs and spokes: what the lab lets come up and carry, ``remediate check`` calls no fault; what it does not, not healthy.

The two were written from the same documents without knowing each other. Where they differ, it is because the
product does not ask whether the table that outer packets are routed in has a way to the peer.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from remediate.lab.device import Device
from remediate.lab.releases import IOS_15, XE_16, XE_17
from tests.lab.ike.cloud import A, B, World, hub, pass_time, spoke
from tests.lab.ike.test_agreement import checked
from tests.lab.ike.test_front_door import fronted

_FRONT = (
    (" tunnel vrf INET\n", ""),
    ("KR vrf INET", "KR"),
    ("ip route vrf INET 0.0.0.0", "ip route 0.0.0.0"),
)
_SPOKE = (
    ("tunnel key 7", "tunnel key 8"),
    ("authentication Harbour", "authentication Canal"),
    ("network-id 99", "network-id 3"),
    (" ip nhrp network-id 99\n", ""),
    ("key CloudKey", "key OtherKey"),
    ("aes 256 esp-sha256", "aes 192 esp-sha256"),
    (" mode transport\n", ""),
    ("hash sha256", "hash sha512"),
    (" group 14\n", " group 19\n"),
    (" tunnel protection ipsec profile DMVPN\n", ""),
    ("nhs 172.16.0.1", "nhs 172.16.0.1 nbma 192.0.2.1"),
    (" tunnel mode gre multipoint\n", " tunnel destination 192.0.2.1\n"),
)
_HUB = (
    (" ip nhrp network-id 1\n", ""),
    ("tunnel key 7", "tunnel key 9"),
    (" mode transport\n", ""),
    ("address 0.0.0.0", f"address {B}"),
    ("address 0.0.0.0", "address 203.0.113.0 255.255.255.0"),
    ("hash sha256", "hash sha384"),
)


def changed(
    dice: random.Random, text: str, changes: tuple[tuple[str, str], ...], share: float
) -> str:
    """Return a text with some of the changes made."""
    for old, new in changes:
        if dice.random() < share:
            text = text.replace(old, new, 1)
    return text


def made(world: World, dice: random.Random) -> tuple[Device, Device]:
    """Add a hub and a spoke."""
    releases = dice.choice((XE_16, XE_17, IOS_15)), dice.choice((XE_16, XE_17, IOS_15))
    first = changed(dice, hub(release=releases[0]), _HUB, 0.06)
    second = changed(dice, spoke(B, 2, release=releases[1]), _SPOKE, 0.06)
    if dice.random() < 0.5:
        first = changed(dice, fronted(first), _FRONT, 0.06)
    if dice.random() < 0.5:
        second = changed(dice, fronted(second), _FRONT, 0.06)
    return (
        world.add("r1", first, releases[0], refuses=True),
        world.add("r2", second, releases[1], refuses=True),
    )


def explained(*devices: Device) -> bool:
    """Whether the default route of a device is in another table than its outside."""
    texts = [device.platform.text(device) for device in devices]
    return any("vrf forwarding INET" in text and "\nip route 0.0.0.0" in text for text in texts)


@pytest.mark.parametrize("seed", range(80))
def test_the_lab_and_the_check_agree(seed: int, tmp_path: Path) -> None:
    world = World()
    devices = made(world, random.Random(seed))
    pass_time(world, *devices, looks=6)
    network = world.network
    up = any(sa.up for sa in world.look(devices[1])[1])
    carries = network.carries(devices[0], B) and network.carries(devices[1], A)
    verdict, slugs = checked(tmp_path, devices)
    if up:
        assert verdict != "FAULT", slugs
    if not carries:
        assert verdict != "HEALTHY" or explained(*devices)

"""A hub of a DMVPN and its spokes, and a session on each."""

from __future__ import annotations

from remediate.lab.device import Device
from remediate.lab.releases import IOS_15, XE_16, XE_17, Release
from tests.lab.emulated import Screen
from tests.lab.ike.two_ends import A, B, World, inside, outside

C = "203.0.113.3"
POLICY = """
logging buffered 262144
crypto isakmp policy 10
 encryption aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp keepalive 30 5 periodic
"""
SETS = """
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode transport
crypto ipsec profile DMVPN
 set transform-set TS
"""
HUB = """interface Tunnel0
 ip address 172.16.0.1 255.255.255.0
 no ip redirects
 ip mtu 1400
 ip nhrp authentication Harbour
 ip nhrp map multicast dynamic
 ip nhrp network-id 1
 ip nhrp holdtime 300
 tunnel source {port}
 tunnel mode gre multipoint
 tunnel key 7
 tunnel protection ipsec profile DMVPN
"""
SPOKE = """interface Tunnel0
 ip address 172.16.0.{number} 255.255.255.0
 no ip redirects
 ip mtu 1400
 ip nhrp authentication Harbour
 ip nhrp map 172.16.0.1 {hub}
 ip nhrp map multicast {hub}
 ip nhrp network-id 99
 ip nhrp holdtime 300
 ip nhrp nhs 172.16.0.1
 tunnel source {port}
 tunnel mode gre multipoint
 tunnel key 7
 tunnel protection ipsec profile DMVPN
"""


def hub(tunnel: str = HUB, release: Release = XE_16, spokes: tuple[int, ...] = (2, 3)) -> str:
    ways = "".join(f"ip route 10.{n}.{n}.0 255.255.255.0 172.16.0.{n}\n" for n in spokes)
    return (
        f"{POLICY}crypto isakmp key CloudKey address 0.0.0.0\n{SETS}"
        f"{tunnel.format(port=release.ports[0])}{inside(release, '10.1.1.1')}{outside(release, A)}{ways}"
    )


def spoke(
    here: str,
    number: int,
    *,
    tunnel: str = SPOKE,
    release: Release = XE_17,
    hub_address: str = A,
    key: str = "CloudKey",
    sets: str = SETS,
) -> str:
    return (
        f"{POLICY}crypto isakmp key {key} address {hub_address}\n{sets}"
        f"{tunnel.format(port=release.ports[0], number=number, hub=hub_address)}"
        f"{inside(release, f'10.{number}.{number}.1')}{outside(release, here)}"
        "ip route 10.1.1.0 255.255.255.0 172.16.0.1\n"
    )


def cloud(*changes: tuple[str, str], **spoke_: str) -> tuple[World, Device, Device, Device]:
    """Return a world, a hub and two spokes; ``changes``: what stands in the first spoke's tunnel, and in its place."""
    world, tunnel = World(), SPOKE
    for old, new in changes:
        assert old in tunnel, old
        tunnel = tunnel.replace(old, new)
    return (
        world,
        world.add("hub", hub(), XE_16),
        world.add("s2", spoke(B, 2, tunnel=tunnel, **spoke_), XE_17),  # type: ignore[arg-type]
        world.add("s3", spoke(C, 3, release=IOS_15), IOS_15),
    )


def pass_time(world: World, *devices: Device, looks: int = 8, seconds: float = 11) -> None:
    """Look at devices in turn, again and again."""
    for _ in range(looks):
        for device in devices:
            world.look(device)
        world.turn(seconds)
    for device in devices:
        world.look(device)


def shown(device: Device, command: str) -> str:
    """Return what a command prints."""
    return Screen(device).type(command)

"""Two routers and what they are told, with a clock that stands until it is turned."""

from __future__ import annotations

from datetime import UTC, datetime

from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.ios import Ios
from remediate.lab.network import Network
from remediate.lab.releases import IOS_15, RELEASES, Release
from remediate.lab.store import Section

A, B = "192.0.2.1", "198.51.100.2"
KEY = "crypto isakmp key s3cretKey address {peer}"
POLICY = """
crypto isakmp policy 10
 encryption aes 256
 hash sha
 authentication pre-share
 group 14
"""
SET = """
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
"""


class Turned:
    """A clock of one's own."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class World:
    """Devices by name."""

    def __init__(self) -> None:
        self.hands = Turned()
        self.clock = Clock(datetime(2024, 3, 14, 10, 0, tzinfo=UTC), monotonic=self.hands)
        self.network = Network(self.clock)
        self.platforms: dict[str, Ios] = {}

    def add(
        self, name: str, text: str, release: Release = IOS_15, *, refuses: bool = False
    ) -> Device:
        """Add a device; ``refuses``: it may refuse lines of its configuration, as weak algorithms."""
        platform = self.platforms.setdefault(release.name, Ios(RELEASES[release.name]))
        device = Device(name, platform, self.clock, Section("configure"))
        self.network.add(device)
        refused = platform.load(device, text)
        assert refuses or refused == [], refused
        device.startup = platform.text(device)
        return device

    def turn(self, seconds: float) -> None:
        self.hands.seconds += seconds

    def look(self, device: Device) -> tuple[list[IkeSa], list[FlowSa]]:
        self.network.settle(device)
        return self.network.ike_sas(device), self.network.flow_sas(device)

    def type(self, device: Device, text: str) -> None:
        editor = device.editor()
        for line in text.strip("\n").splitlines():
            if not line.startswith(" "):
                del editor.path[1:]
            said = editor.line(line)
            assert not editor.failed, said


def outside(release: Release, address: str, more: str = "") -> str:
    gateway = address.rsplit(".", 1)[0] + ".254"
    return (
        f"interface {release.ports[0]}\n ip address {address} 255.255.255.0\n no shutdown\n{more}"
        f"ip route 0.0.0.0 0.0.0.0 {gateway}\n"
    )


def inside(release: Release, address: str, more: str = "") -> str:
    return (
        f"interface {release.ports[1]}\n ip address {address} 255.255.255.0\n no shutdown\n{more}"
    )


def lan_to_lan(
    here: str,
    there: str,
    near: str,
    far: str,
    *,
    release: Release = IOS_15,
    policy: str = POLICY,
    key: str = KEY,
    sets: str = SET,
    entry: str = "",
    acl: str = "",
    bound: str = " crypto map VPN\n",
    extra: str = "",
) -> str:
    """Return a router with a crypto map for one peer."""
    acl = acl or f" permit ip {near} 0.0.0.255 {far} 0.0.0.255\n"
    host = near.rsplit(".", 1)[0] + ".1"
    return (
        f"{policy}{key.format(peer=there)}\n{sets}"
        f"ip access-list extended VPN\n{acl}"
        f"crypto map VPN 10 ipsec-isakmp\n set peer {there}\n set transform-set TS\n"
        f" match address VPN\n{entry}"
        f"{inside(release, host)}{outside(release, here, bound)}{extra}"
    )


def pair(
    world: World,
    one: dict[str, str] | None = None,
    other: dict[str, str] | None = None,
    releases: tuple[Release, Release] = (IOS_15, IOS_15),
) -> tuple[Device, Device]:
    """Add two routers whose configurations are mirrors but for what is said."""
    first = lan_to_lan(A, B, "10.1.1.0", "10.2.2.0", release=releases[0], **(one or {}))  # type: ignore[arg-type]
    second = lan_to_lan(B, A, "10.2.2.0", "10.1.1.0", release=releases[1], **(other or {}))  # type: ignore[arg-type]
    return world.add("r1", first, releases[0]), world.add("r2", second, releases[1])

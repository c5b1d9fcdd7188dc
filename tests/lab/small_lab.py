"""A few emulated routers behind real SSH, in a thread: a hub, its two branches, and a Nornir inventory of them.

The configurations are synthetic. Keys of r1 and r2 for each other differ, those of r1 and r3 are the same; canaries
are planted in every form that the lab's devices take.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.ios import Ios
from remediate.lab.line_faults import LineFaults
from remediate.lab.releases import RELEASES
from remediate.lab.server import SshFleet
from remediate.lab.store import Section

PASSWORD = "Canary-Login-9x"
CANARIES = (
    PASSWORD,
    "CanaryPskTwo",
    "CanaryPskHub",
    "CanaryPskThree",
    "CanarySnmp",
    "CanaryIkev2Local",
    "CanaryIkev2Remote",
    "CanaryRing",
    "CanaryUser",
    "CanaryNhrp",
)
"""Nothing of these may stand anywhere but in the devices."""
R1, R2, R3 = "192.0.2.1", "198.51.100.1", "203.0.113.1"
"""The routers' outer addresses."""

_CONFIG = """hostname {name}
username ops privilege 15 password 0 CanaryUser
logging buffered 64000
crypto ikev2 keyring NEXT
 peer OTHER
  address 192.0.2.99
  pre-shared-key local CanaryIkev2Local
  pre-shared-key remote CanaryIkev2Remote
crypto keyring PARTNERS
 pre-shared-key address 192.0.2.98 key CanaryRing
crypto isakmp policy 10
 encr aes 256
 authentication pre-share
 group 14
{keys}
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
{maps}
interface Tunnel9
 ip address 10.99.0.{number} 255.255.255.0
 ip nhrp authentication CanaryNhrp
interface GigabitEthernet{slot}0
 ip address {address} 255.255.255.252
 crypto map VPN
interface GigabitEthernet{slot}1
 ip address 10.{number}.1.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 {hop}
{lists}
snmp-server community CanarySnmp RO
line vty 0 4
 login local
 transport input ssh
end
"""
_KEY = {2: "CanaryPskTwo", 3: "CanaryPskThree"}


def _config(number: int, slot: str) -> str:
    addresses = {1: R1, 2: R2, 3: R3}
    peers = (2, 3) if number == 1 else (1,)
    keys = [
        f"crypto isakmp key {'CanaryPskHub' if (number, peer) == (2, 1) else _KEY[max(number, peer)]} address {addresses[peer]}"
        for peer in peers
    ]
    maps = [
        f"crypto map VPN {peer}0 ipsec-isakmp\n set peer {addresses[peer]}\n set transform-set TS\n match address 10{peer}"
        for peer in peers
    ]
    lists = [
        f"access-list 10{peer} permit ip 10.{number}.1.0 0.0.0.255 10.{peer}.1.0 0.0.0.255"
        for peer in peers
    ]
    return _CONFIG.format(
        name=f"r{number}",
        number=number,
        slot=slot,
        address=addresses[number],
        hop=addresses[number][:-1] + "2",
        keys="\n".join(keys),
        maps="\n".join(maps),
        lists="\n".join(lists),
    )


class _AtLine(LineFaults):
    """Looks at every line, as the faults that are ordered of a device do."""

    def __init__(self, pattern: str, work: Callable[[], Any]) -> None:
        super().__init__()
        self._pattern = pattern
        self._work: Callable[[], Any] | None = work

    def refusal(self, line: str) -> str | None:
        if self._work is not None and re.search(self._pattern, line):
            work, self._work = self._work, None
            work()
        return super().refusal(line)


class Served:
    """Devices behind SSH in a thread of their own. Use it as a context."""

    def __init__(self, folder: Path, devices: dict[str, Device], password: str, user: str) -> None:
        self.folder = folder
        self.devices = devices
        self.port = free_port()
        self.fleet = SshFleet(devices.values(), (user, password), self.port)
        self._waits = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.fleet.start(), self._loop).result(30)
        self.write_inventory()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.fleet.stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    def write_inventory(self) -> None:
        """Write what Nornir reads."""
        raise NotImplementedError

    def do(self, work: Callable[[], Any]) -> Any:
        """Do something to the devices in the thread that they live in."""

        async def done() -> Any:
            return work()

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(30)

    def later_here(self, seconds: float, work: Callable[[], Any]) -> None:
        """Do something in a moment, said in the devices' own thread."""
        self._loop.call_later(seconds, work)

    def at_line(self, name: str, pattern: str, work: Callable[[], Any]) -> None:
        """Do something, once, when a device is told a line, before it carries it out."""
        self.do(lambda: setattr(self.devices[name], "faults", _AtLine(pattern, work)))

    def mend(self) -> None:
        """Let nothing go wrong any more, and wait for nothing."""

        def mended() -> None:
            self._waits += 1
            for device in self.devices.values():
                device.faults = LineFaults()
                device.debugs.clear()
                device.conditions.clear()
                device.up_at = 0.0

        self.do(mended)

    def when(self, condition: Callable[[], bool], work: Callable[[], Any]) -> None:
        """Do something as soon as a condition holds."""

        waits = self._waits

        def look() -> None:
            if waits != self._waits:
                return
            if condition():
                work()
            else:
                self._loop.call_later(0.01, look)

        self.do(look)

    @property
    def config(self) -> Path:
        """Nornir's configuration file."""
        return self.folder / "config.yaml"


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class SmallLab(Served):
    """The routers by name, their SSH servers, and the folder of their inventory."""

    def __init__(self, folder: Path, names: Sequence[str] = ("r1", "r2", "r3")) -> None:
        clock = Clock()
        devices: dict[str, Device] = {}
        for name in names:
            number = int(name[1:])
            release = RELEASES["xe17" if number == 2 else "ios15"]
            device = Device(name, Ios(release), clock, Section("configure"))
            assert (
                device.platform.load(device, _config(number, "0/0/" if release.xe else "0/")) == []
            )
            device.save("lab")
            device.address = f"127.81.0.{number}"
            devices[name] = device
        super().__init__(folder, devices, PASSWORD, "admin")

    def write_inventory(self) -> None:
        """Write what Nornir reads; the password stands in a file of its own."""
        self.folder.mkdir(parents=True, exist_ok=True)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(PASSWORD + "\n")
        hosts = "".join(
            f"{name}:\n  hostname: {device.address}\n  groups: [ios]\n  data:\n    site: s{name[1:]}\n"
            for name, device in self.devices.items()
        )
        (self.folder / "hosts.yaml").write_text(hosts)
        (self.folder / "groups.yaml").write_text("ios:\n  platform: cisco_ios\n")
        (self.folder / "defaults.yaml").write_text(
            f"port: {self.port}\nusername: admin\ndata:\n  secret: file:password\n"
        )
        self.config.write_text(
            "inventory:\n  plugin: SimpleInventory\n  options:\n    host_file: hosts.yaml\n"
            "    group_file: groups.yaml\n    defaults_file: defaults.yaml\n"
        )

"""One emulated IOS device for tests, and a terminal on it whose screen is a string."""

from __future__ import annotations

from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.ios import Ios
from remediate.lab.releases import IOS_15, Release
from remediate.lab.store import Section
from remediate.lab.terminal import Terminal

SITE = """\
hostname r1
enable secret 9 $9$nhEmQVczB7dqsO$J80Al1qeYlZ.40vawMhFtGNUcetkS8hrMH1XasIQekM
archive
 path flash:saved
username lab privilege 15 secret 9 $9$nhEmQVczB7dqsO$J80Al1qeYlZ.40vawMhFtGNUcetkS8hrMH1XasIQekM
ip scp server enable
crypto isakmp policy 10
 encryption aes 256
 authentication pre-share
 group 14
crypto isakmp key Harbour77Crane address 198.51.100.2
crypto ipsec transform-set TS esp-aes 256 esp-sha-hmac
crypto map VPN 10 ipsec-isakmp
 set peer 198.51.100.2
 set transform-set TS
 match address 101
interface GigabitEthernet0/0
 ip address 192.0.2.1 255.255.255.252
 crypto map VPN
interface GigabitEthernet0/1
 ip address 10.1.1.1 255.255.255.0
ip route 0.0.0.0 0.0.0.0 192.0.2.2
access-list 101 permit ip 10.1.1.0 0.0.0.255 10.2.1.0 0.0.0.255
line vty 0 4
 login local
 transport input ssh
"""


class Time:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def emulated(text: str = SITE, release: Release = IOS_15, time: Time | None = None) -> Device:
    device = Device("r1", Ios(release), Clock(monotonic=time or Time()), Section("configure"))
    assert device.platform.load(device, text) == []
    device.save("lab")
    return device


class Screen:
    """A session: what is typed, what is shown."""

    def __init__(self, device: Device, *, privileged: bool = True, length: int = 0) -> None:
        self.shown = ""
        self.closed = False
        self.terminal = Terminal(
            device, self._write, self._close, user="lab", source="127.0.0.1", privileged=privileged
        )
        self.terminal.length = length
        self.terminal.open()

    def _write(self, text: str) -> None:
        self.shown += text.replace("\r\n", "\n")

    def _close(self) -> None:
        self.closed = True

    def keys(self, text: str) -> str:
        """Press keys; return what appears."""
        before = len(self.shown)
        self.terminal.receive(text)
        return self.shown[before:]

    def type(self, *lines: str) -> str:
        """Type lines; return what appears behind the last one's echo, without the prompt."""
        said = ""
        for line in lines:
            said = self.keys(f"{line}\n")
        return said.partition("\n")[2].rpartition("\n")[0] if "\n" in said else said

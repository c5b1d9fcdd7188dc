"""An ASA with one tunnel, a network that holds what the tests give it, and a terminal on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from remediate.lab.asa import Asa
from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.network import Network
from remediate.lab.releases import ASA_9
from remediate.lab.store import Entry, Section
from remediate.lab.terminal import Terminal

START = """\
hostname asa1
enable password Enable.1
interface GigabitEthernet1/1
 nameif outside
 security-level 0
 ip address 198.51.100.34 255.255.255.240
interface GigabitEthernet1/2
 nameif inside
 security-level 100
 ip address 10.34.0.1 255.255.255.0
object network LAN
 subnet 10.34.0.0 255.255.255.0
object network REMOTE
 subnet 10.1.0.0 255.255.255.0
access-list VPN extended permit ip object LAN object REMOTE
nat (inside,outside) source static LAN LAN destination static REMOTE REMOTE no-proxy-arp route-lookup
route outside 0.0.0.0 0.0.0.0 198.51.100.33
crypto ipsec ikev1 transform-set AES esp-aes-256 esp-sha-hmac
crypto map OUT 10 match address VPN
crypto map OUT 10 set peer 203.0.113.10
crypto map OUT 10 set ikev1 transform-set AES
crypto map OUT interface outside
crypto ikev1 enable outside
crypto ikev1 policy 10
 encryption aes-256
 group 5
tunnel-group 203.0.113.10 type ipsec-l2l
tunnel-group 203.0.113.10 ipsec-attributes
 ikev1 pre-shared-key Heron-Basalt-7741
"""


class FakeNetwork(Network):
    """Holds associations that nobody negotiated; notes what it was told."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.ike: list[IkeSa] = []
        self.flows: list[FlowSa] = []
        self.told: list[object] = []

    def edited(
        self, device: Device, mode: str, key: str, entry: Entry | None, path: tuple[str, ...]
    ) -> None:
        self.told.append((mode, key, entry.text if entry is not None else None))

    def ike_sas(self, device: Device) -> list[IkeSa]:
        return self.ike

    def flow_sas(self, device: Device) -> list[FlowSa]:
        return self.flows

    def replaced(self, device: Device) -> None:
        self.told.append("replaced")

    def restarted(self, device: Device) -> None:
        self.told.append("restarted")

    def settle(self, device: Device) -> None:
        del device

    def watched(self, device: Device) -> None:
        del device

    def tunnel_up(self, device: Device, name: str) -> bool:
        del device, name
        return False

    def clear_ike(
        self, device: Device, peer: str | None = None, connection: int | None = None
    ) -> None:
        self.told.append(("clear ike", peer, connection))

    def clear_ipsec(self, device: Device, peer: str) -> None:
        self.told.append(("clear ipsec", peer))

    def ping(
        self, device: Device, source: str | None, target: str, size: int, df: bool
    ) -> bool | int:
        del device, source, size, df
        return target == "198.51.100.33"


@dataclass
class Session:
    """A terminal and what was printed on it."""

    device: Device
    network: FakeNetwork
    printed: list[str] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self.terminal = Terminal(
            self.device,
            self.printed.append,
            self._close,
            user="admin",
            source="192.0.2.9",
            privileged=False,
        )
        self.terminal.open()

    def _close(self) -> None:
        self.closed = True

    def say(self, line: str) -> str:
        """Type a line; return what is printed behind its echo, the next prompt as well."""
        self.printed.clear()
        self.terminal.receive(f"{line}\r")
        return "".join(self.printed).replace("\r\n", "\n").removeprefix(f"{line}\n")

    def run(self, line: str) -> str:
        """Type a line; return what it prints before the next prompt."""
        return self.say(line).removesuffix(self.terminal.prompt)

    def configure(self, text: str) -> str:
        """Type lines in configuration mode; return all that they print."""
        if self.terminal.editor is None:
            self.run("configure terminal")
        return "".join(self.run(line) for line in text.strip().splitlines())


@pytest.fixture
def device() -> Device:
    clock = Clock(datetime(2026, 11, 27, 12, 0, tzinfo=UTC), monotonic=lambda: 0.0)
    device = Device("asa1", Asa(ASA_9), clock, Section("configure"))
    FakeNetwork(clock).add(device)
    assert device.platform.load(device, START) == []
    device.startup = device.platform.text(device)
    return device


@pytest.fixture
def session(device: Device) -> Session:
    network = device.network
    assert isinstance(network, FakeNetwork)
    session = Session(device, network)
    session.say("enable")
    session.say("Enable.1")
    session.run("terminal pager 0")
    network.told.clear()
    return session

"""Two ASAs, one of 8.2 and one of 9.8, that negotiate with each other in the lab's network."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from remediate.lab.asa import Asa
from remediate.lab.clock import Clock
from remediate.lab.device import Device
from remediate.lab.network import Network
from remediate.lab.releases import ASA_8, ASA_9, Release
from remediate.lab.store import Section
from remediate.lab.terminal import Terminal

OLD = """\
hostname old
interface Ethernet0/0
 nameif outside
 security-level 0
 ip address 192.0.2.1 255.255.255.0
interface Ethernet0/1
 nameif inside
 security-level 100
 ip address 10.1.1.1 255.255.255.0
access-list VPN extended permit ip 10.1.1.0 255.255.255.0 10.2.2.0 255.255.255.0
route outside 0.0.0.0 0.0.0.0 192.0.2.254 1
crypto ipsec transform-set T esp-aes-256 esp-sha-hmac
crypto map M 10 match address VPN
crypto map M 10 set peer 198.51.100.1
crypto map M 10 set transform-set T
crypto map M interface outside
crypto isakmp enable outside
crypto isakmp policy 10
 encryption aes-256
 group 5
tunnel-group 198.51.100.1 type ipsec-l2l
tunnel-group 198.51.100.1 ipsec-attributes
 pre-shared-key Lantern-Otter-31
"""
NEW = """\
hostname new
interface GigabitEthernet1/1
 nameif outside
 security-level 0
 ip address 198.51.100.1 255.255.255.0
interface GigabitEthernet1/2
 nameif inside
 security-level 100
 ip address 10.2.2.1 255.255.255.0
object network HERE
 subnet 10.2.2.0 255.255.255.0
object network THERE
 subnet 10.1.1.0 255.255.255.0
access-list VPN extended permit ip object HERE object THERE
route outside 0.0.0.0 0.0.0.0 198.51.100.254 1
crypto ipsec ikev1 transform-set T esp-aes-256 esp-sha-hmac
crypto map M 10 match address VPN
crypto map M 10 set peer 192.0.2.1
crypto map M 10 set ikev1 transform-set T
crypto map M interface outside
crypto ikev1 enable outside
crypto ikev1 policy 10
 encryption aes-256
 group 5
tunnel-group 192.0.2.1 type ipsec-l2l
tunnel-group 192.0.2.1 ipsec-attributes
 ikev1 pre-shared-key Lantern-Otter-31
"""


class Pair:
    """Both devices, a terminal on each, and their time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.clock = Clock(datetime(2026, 11, 27, 12, 0, tzinfo=UTC), monotonic=lambda: self.now)
        self.network = Network(self.clock)
        self.old = self._terminal("old", ASA_8, OLD)
        self.new = self._terminal("new", ASA_9, NEW)

    def _terminal(self, name: str, release: Release, text: str) -> tuple[Terminal, list[str]]:
        device = Device(name, Asa(release), self.clock, Section("configure"))
        self.network.add(device)
        assert device.platform.load(device, text) == []
        printed: list[str] = []
        terminal = Terminal(
            device, printed.append, lambda: None, user="a", source="192.0.2.9", privileged=True
        )
        terminal.length = 0
        terminal.open()
        return terminal, printed

    @staticmethod
    def say(side: tuple[Terminal, list[str]], *lines: str) -> str:
        terminal, printed = side
        printed.clear()
        for line in lines:
            terminal.receive(f"{line}\r")
        return "".join(printed).replace("\r\n", "\n")


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_the_tunnel_comes_up(pair: Pair) -> None:
    pair.now = 30.0
    assert "State   : MM_ACTIVE" in pair.say(pair.old, "show crypto isakmp sa")
    assert "State   : MM_ACTIVE" in pair.say(pair.new, "show crypto ikev1 sa")
    assert "current_peer: 198.51.100.1" in pair.say(pair.old, "show crypto ipsec sa")
    shown = pair.say(pair.new, "show crypto ipsec sa")
    assert (
        "access-list VPN extended permit ip 10.2.2.0 255.255.255.0 10.1.1.0 255.255.255.0" in shown
    )
    assert "LAN-to-LAN" in pair.say(pair.new, "show vpn-sessiondb l2l")


def test_another_key_shows_once_it_is_cleared(pair: Pair) -> None:
    pair.now = 30.0
    pair.say(pair.new, "show crypto ikev1 sa")
    pair.say(
        pair.new,
        "configure terminal",
        "tunnel-group 192.0.2.1 ipsec-attributes",
        "ikev1 pre-shared-key Other-Key-99",
        "end",
    )
    pair.now = 60.0
    assert "MM_ACTIVE" in pair.say(pair.new, "show crypto ikev1 sa")
    pair.say(pair.new, "clear crypto ikev1 sa 192.0.2.1")
    pair.now = 90.0
    assert "MM_ACTIVE" not in pair.say(pair.new, "show crypto ikev1 sa")
    assert "There are no ipsec sas" in pair.say(pair.new, "show crypto ipsec sa")


def test_a_transform_set_that_the_other_end_has_not(pair: Pair) -> None:
    pair.say(
        pair.old,
        "configure terminal",
        "crypto ipsec transform-set U esp-3des esp-md5-hmac",
        "crypto map M 10 set transform-set U",
        "logging enable",
        "logging buffered debugging",
        "end",
    )
    pair.now = 30.0
    assert "There are no ipsec sas" in pair.say(pair.old, "show crypto ipsec sa")
    assert "MM_ACTIVE" in pair.say(pair.old, "show crypto isakmp sa")
    assert "%ASA-3-713902" in pair.say(pair.old, "show logging")

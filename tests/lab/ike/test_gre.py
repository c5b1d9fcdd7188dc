"""GRE tunnels: keys, keepalives, and the line protocol that follows from source, route and the other end."""

from __future__ import annotations

import pytest

from remediate.lab.device import Device
from remediate.lab.network import LineFault
from remediate.lab.releases import IOS_15
from tests.lab.ike.cloud import shown
from tests.lab.ike.test_phase_2 import gre
from tests.lab.ike.two_ends import A, B, World, inside, lan_to_lan, outside

BARE = """interface Tunnel0
 ip address 172.16.0.{number} 255.255.255.252
{lines} tunnel source {port}
 tunnel destination {far}
ip route {lan} 255.255.255.0 Tunnel0
"""


def bare(here: str, far: str, number: int, lines: str = "") -> str:
    tunnel = BARE.format(
        number=number,
        lines=lines,
        port=IOS_15.ports[0],
        far=far,
        lan=f"10.{3 - number}.{3 - number}.0",
    )
    return inside(IOS_15, f"10.{number}.{number}.1") + outside(IOS_15, here) + tunnel


def two(one: str = "", other: str = "") -> tuple[World, Device, Device]:
    world = World()
    return world, world.add("r1", bare(A, B, 1, one)), world.add("r2", bare(B, A, 2, other))


def protocol(device: Device) -> str:
    [head, *_] = shown(device, "show interfaces Tunnel0").splitlines()
    return head.split()[-1]


def test_without_keepalives_the_other_end_is_not_looked_at() -> None:
    world, r1, r2 = two()
    assert (protocol(r1), protocol(r2)) == ("up", "up")
    world.type(r2, "interface Tunnel0\n shutdown")
    assert protocol(r1) == "up"
    assert "Tunnel0 is administratively down, line protocol is down" in shown(
        r2, "show interfaces Tunnel0"
    )
    assert "10.2.2.0/24" in shown(r1, "show ip route")


@pytest.mark.parametrize(
    "breaking",
    ["interface Tunnel0\n shutdown", "interface Tunnel0\n tunnel key 9", f"interface {IOS_15.ports[0]}\n shutdown",
     "interface Tunnel0\n tunnel destination 203.0.113.1"],
)  # fmt: skip
def test_with_keepalives_it_is(breaking: str) -> None:
    world, r1, r2 = two(" keepalive 5 4\n")
    assert protocol(r1) == "up"
    assert "  Keepalive set (5 sec), retries 4" in shown(r1, "show interfaces Tunnel0")
    assert "  Keepalive not set" in shown(r2, "show interfaces Tunnel0")
    world.type(r2, breaking)
    assert protocol(r1) == "down"
    assert r1.log[-1].endswith(
        "%LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel0, changed state to down"
    )
    assert "10.2.2.0/24" not in shown(r1, "show ip route")
    assert "Success rate is 0 percent" in shown(r1, "ping 10.2.2.1")


def test_keepalives_that_a_line_loses() -> None:
    world, r1, _ = two(" keepalive\n")
    assert "retries 3" in shown(r1, "show interfaces Tunnel0")
    world.network.lines[frozenset((A, B))] = LineFault(filtered=frozenset({"gre"}))
    assert protocol(r1) == "down"
    world.network.lines.clear()
    assert protocol(r1) == "up"


def test_keepalives_and_tunnel_protection_do_not_go_together() -> None:
    world = World()
    first = gre(A, B, 1).replace(" tunnel source", " keepalive 10 3\n tunnel source")
    r1, r2 = world.add("r1", first), world.add("r2", gre(B, A, 2))
    assert [sa.up for sa in world.look(r1)[1]] == [True]
    assert (protocol(r1), protocol(r2)) == ("down", "up")


@pytest.mark.parametrize("fault", ["", "no route", "itself", "source", "no source"])
def test_a_line_protocol_needs_a_source_and_a_way(fault: str) -> None:
    world, r1, _ = two()
    assert protocol(r1) == "up"
    match fault:
        case "no route":
            world.type(r1, "no ip route 0.0.0.0 0.0.0.0 192.0.2.254")
        case "itself":
            world.type(r1, f"ip route {B} 255.255.255.255 Tunnel0")
        case "source":
            world.type(r1, f"interface {IOS_15.ports[0]}\n shutdown")
        case "no source":
            world.type(r1, "interface Tunnel0\n no tunnel source")
    assert protocol(r1) == ("down" if fault else "up")
    said = [line for line in r1.log if "RECURDOWN" in line]
    assert bool(said) is (fault == "itself")


@pytest.mark.parametrize(
    ("one", "other", "works"),
    [("", "", True), (" tunnel key 5\n", " tunnel key 5\n", True), (" tunnel key 5\n", "", False), (" tunnel key 5\n", " tunnel key 6\n", False)],
)  # fmt: skip
def test_a_key_is_both_ends(one: str, other: str, works: bool) -> None:
    world, r1, _ = two(one, other)
    assert ("100 percent" in shown(r1, "ping 10.2.2.1")) is works
    assert ("Key 0x5" in shown(r1, "show interfaces Tunnel0")) is bool(one)
    protected = World()
    texts = [
        gre(here, far, at).replace(" tunnel protection", f"{key} tunnel protection")
        for here, far, at, key in ((A, B, 1, one), (B, A, 2, other))
    ]
    r1, r2 = protected.add("r1", texts[0]), protected.add("r2", texts[1])
    protected.look(r1)
    protected.turn(20)
    [sa] = protected.look(r1)[1]
    assert sa.counters.decaps > 0  # counted as it comes out of IPsec
    assert protected.network.carries(r1, B) is works
    assert protected.network.carries(r2, A) is works
    assert ("100 percent" in shown(r1, "ping 172.16.0.2")) is works
    del world


def test_what_a_tunnel_shows() -> None:
    world = World()
    r1 = world.add("r1", gre(A, B, 1))
    world.add("r2", gre(B, A, 2))
    text = shown(r1, "show interfaces Tunnel0")
    assert "  Tunnel source 192.0.2.1 (GigabitEthernet0/0), destination 198.51.100.2\n" in text
    assert "  Tunnel protocol/transport GRE/IP\n    Key disabled, sequencing disabled\n" in text
    assert '  Tunnel protection via IPSec (profile "P")\n' in text
    assert "MTU is 1476 bytes" in shown(r1, "show ip interface Tunnel0")


def test_keepalives_go_by_a_crypto_map() -> None:
    world = World()
    devices = []
    for name, here, far, number in (("r1", A, B, 1), ("r2", B, A, 2)):
        tunnel = BARE.format(
            number=number,
            lines=" keepalive 10 3\n",
            port=IOS_15.ports[0],
            far=far,
            lan=f"10.{3 - number}.{3 - number}.0",
        )
        text = lan_to_lan(
            here,
            far,
            f"10.{number}.{number}.0",
            f"10.{3 - number}.{3 - number}.0",
            acl=f" permit gre host {here} host {far}\n",
            extra=tunnel,
        )
        devices.append(world.add(name, text))
    r1, r2 = devices
    assert [sa.up for sa in world.look(r1)[1]] == [True]
    assert (protocol(r1), protocol(r2)) == ("up", "up")
    world.type(r2, f"interface {IOS_15.ports[0]}\n no crypto map")
    world.network.clear_ipsec(r1, B)
    assert protocol(r1) == "down"

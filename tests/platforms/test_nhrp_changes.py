"""Where NHRP has a next-hop server: read, changed, and changed back to the very text."""

from __future__ import annotations

import pytest

from remediate.errors import ConfigurationError
from remediate.model.change import Rendered, SetPeerAddress
from remediate.platforms.apply import apply
from remediate.platforms.read import read_config
from remediate.platforms.render import render
from remediate.platforms.rendered import NotRendered

OLD, NEW, INNER = "203.0.113.33", "192.0.2.33", "10.200.0.1"
HEAD = """\
version 15.7
hostname v2
!
crypto ipsec transform-set TS esp-aes 256 esp-sha256-hmac
 mode transport
!
crypto ipsec profile DMVPN
 set transform-set TS
!
interface Tunnel0
 ip address 10.200.0.3 255.255.255.0
 no ip redirects
 ip nhrp authentication <key#1111111111111111>
"""
TAIL = """\
 tunnel source GigabitEthernet0/0
 tunnel mode gre multipoint
 tunnel key 100
 tunnel protection ipsec profile DMVPN
!
interface GigabitEthernet0/0
 ip address 198.51.100.241 255.255.255.248
!
end
"""
MAPS = f" ip nhrp map {INNER} {OLD}\n ip nhrp map multicast {OLD}\n ip nhrp network-id 10\n ip nhrp nhs {INNER}\n"
NHS = f" ip nhrp network-id 10\n ip nhrp nhs {INNER} nbma {OLD} multicast priority 1 cluster 2\n ip nhrp shortcut\n"
TWO = (
    f" ip nhrp map 10.200.0.9 {OLD}\n ip nhrp map {INNER} {OLD}\n ip nhrp map multicast {OLD}\n"
    f" ip nhrp network-id 10\n ip nhrp nhs {INNER}\n ip nhrp nhs 10.200.0.9\n"
)
BESIDE = (
    f" ip nhrp map multicast 192.0.2.65\n ip nhrp map {INNER} {OLD}\n ip nhrp map 10.200.0.9 192.0.2.65\n"
    f" ip nhrp map multicast {OLD}\n ip nhrp network-id 10\n ip nhrp nhs {INNER}\n ip nhrp nhs 10.200.0.9\n"
)
THERE = f" ip nhrp map {INNER} {OLD}\n ip nhrp map multicast {OLD}\n ip nhrp map multicast {NEW}\n ip nhrp nhs {INNER}\n"
CHANGE = SetPeerAddress(device="v2", old=OLD, new=NEW, tunnel="Tunnel0", next_hop=INNER)


def out_and_back(text: str) -> tuple[str, tuple[str, ...]]:
    config = read_config(text)
    rendered = render(CHANGE, config)
    assert isinstance(rendered, Rendered), rendered
    after = apply(text, rendered.commands, platform=config.platform, release=config.release)
    back = apply(after.text, rendered.inverse, platform=config.platform, release=config.release, unprinted=after.unprinted)  # fmt: skip
    assert back.text == text
    return after.text, tuple(line.strip() for line in rendered.commands)


@pytest.mark.parametrize("lines", [MAPS, NHS, BESIDE, THERE])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_line_follows(lines: str, end: str) -> None:
    text, commands = out_and_back((HEAD + lines + TAIL).replace("\n", end))
    assert OLD not in text
    tunnel = read_config(text).interface("Tunnel0")
    assert tunnel is not None
    assert {item.outer for item in tunnel.nhrp if item.inner in (INNER, None)} >= {NEW}
    assert NEW in tunnel.nbma
    assert INNER in tunnel.next_hops
    olds = [number for number, line in enumerate(commands) if OLD in line]
    assert all(commands[number].startswith("no ip nhrp") for number in olds)


def test_the_words_behind_the_address_stay() -> None:
    text, _ = out_and_back(HEAD + NHS + TAIL)
    assert f" ip nhrp nhs {INNER} nbma {NEW} multicast priority 1 cluster 2\n" in text


def test_another_server_at_the_old_address_keeps_its_lines() -> None:
    text, _ = out_and_back(HEAD + TWO + TAIL)
    for line in (f"map 10.200.0.9 {OLD}", f"map {INNER} {NEW}", f"map multicast {OLD}", f"map multicast {NEW}"):  # fmt: skip
        assert f" ip nhrp {line}\n" in text
    assert f"map {INNER} {OLD}" not in text


def test_the_destination_of_a_point_to_point_tunnel_follows() -> None:
    text, _ = out_and_back(
        HEAD + MAPS + TAIL.replace("tunnel mode gre multipoint", f"tunnel destination {OLD}")
    )
    assert OLD not in text
    assert f" tunnel destination {NEW}\n" in text


@pytest.mark.parametrize(
    "lines",
    [
        MAPS.replace(OLD, "203.0.113.34"),
        MAPS.replace(f" ip nhrp nhs {INNER}\n", ""),
        MAPS + f" ip nhrp nhs {INNER} nbma 203.0.113.99\n",
        " ip nhrp network-id 10\n",
    ],
)
def test_what_is_another_one_now_is_not_changed(lines: str) -> None:
    assert isinstance(render(CHANGE, read_config(HEAD + lines + TAIL)), NotRendered)


@pytest.mark.parametrize(
    "line",
    [
        f" ip nhrp map {INNER} {NEW}",
        f" no ip nhrp map {INNER} {NEW}",
        f" ip nhrp nhs {INNER} nbma {NEW}",
    ],
)
def test_what_a_device_would_not_take(line: str) -> None:
    text = HEAD + MAPS + TAIL
    config = read_config(text)
    with pytest.raises(ConfigurationError):
        apply(text, ("interface Tunnel0", line), platform=config.platform, release=config.release)


def test_ipv6_is_read_and_not_changed() -> None:
    text = (HEAD + MAPS + TAIL).replace(OLD, "2001:db8:0:1::1")
    tunnel = read_config(text).interface("Tunnel0")
    assert tunnel is not None
    assert [item.outer for item in tunnel.nhrp] == ["2001:DB8:0:1::1"] * 2
    change = SetPeerAddress(device="v2", old="2001:DB8:0:1::1", new="2001:DB8:0:2::1", tunnel="Tunnel0", next_hop=INNER)  # fmt: skip
    assert isinstance(render(change, read_config(text)), NotRendered)

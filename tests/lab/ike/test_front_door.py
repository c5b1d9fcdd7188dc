"""Front-door VRFs: the outer packets of a tunnel in a VRF of their own, through keys, profiles and routes."""

from __future__ import annotations

import re

import pytest

from remediate.lab.device import Device
from remediate.lab.releases import IOS_15, XE_16, XE_17
from tests.lab.emulated import emulated
from tests.lab.ike.cloud import A, B, World, hub, pass_time, shown, spoke
from tests.lab.ike.test_ikev2 import PROPOSAL, vti
from tests.lab.ike.two_ends import KEY, lan_to_lan

DEFINED = "vrf definition INET\n address-family ipv4\n exit-address-family\n"


def fronted(text: str) -> str:
    """Put the outside of a router into a VRF, with all that has to follow."""
    port = re.search(r"^interface (\S+0)\n ip address (192|198|203)\.", text, re.MULTILINE)
    assert port is not None
    text = text.replace(f"interface {port[1]}\n", f"interface {port[1]}\n vrf forwarding INET\n")
    text = text.replace("ip route 0.0.0.0", "ip route vrf INET 0.0.0.0")
    text = re.sub(
        r"crypto isakmp key (\S+) address (\S+)",
        r"crypto keyring KR vrf INET\n pre-shared-key address \2 key \1",
        text,
    )
    text = text.replace(" tunnel protection", " tunnel vrf INET\n tunnel protection")
    return DEFINED + text


def pair(first: str, second: str) -> tuple[World, Device, Device]:
    world = World()
    r1, r2 = world.add("r1", first, XE_16), world.add("r2", second, XE_17)
    pass_time(world, r1, r2, looks=3)
    return world, r1, r2


def ups(world: World, *devices: Device) -> list[bool]:
    return [sa.up for device in devices for sa in world.look(device)[1]]


def test_a_cloud_through_a_vrf() -> None:
    world, h, s2 = pair(fronted(hub()), fronted(spoke(B, 2)))
    assert ups(world, h, s2) == [True, True]
    assert world.network.carries(h, B)
    assert "UP" in shown(s2, "show dmvpn").partition("-----\n")[2]
    assert "fvrf: INET ivrf: (none)" in shown(s2, "show crypto session detail")
    assert 'Tunnel VRF "INET"' in shown(s2, "show dmvpn detail")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" tunnel vrf INET\n", ""),  # its packets are looked up in the global table
        ("crypto keyring KR vrf INET", "crypto keyring KR"),  # keys of the global table
        ("ip route vrf INET 0.0.0.0", "ip route 0.0.0.0"),
        (" vrf forwarding INET\n", ""),
    ],
)
def test_what_is_of_the_wrong_table(old: str, new: str) -> None:
    text = fronted(spoke(B, 2))
    assert old in text
    world, h, s2 = pair(fronted(hub()), text.replace(old, new))
    assert not any(ups(world, h, s2))
    assert "IKE" in shown(s2, "show dmvpn").partition("-----\n")[2]


def test_a_hub_whose_key_is_of_another_table() -> None:
    text = fronted(hub()).replace("crypto keyring KR vrf INET", "crypto keyring KR")
    world, h, s2 = pair(text, fronted(spoke(B, 2)))
    assert not any(ups(world, h, s2))


def test_a_hub_whose_tunnel_is_of_another_table() -> None:
    world, h, s2 = pair(fronted(hub()).replace(" tunnel vrf INET\n", ""), fronted(spoke(B, 2)))
    assert not any(ups(world, h, s2))
    assert any(sa.state == "QM_IDLE" for sa in world.network.ike_sas(s2))


@pytest.mark.parametrize(
    ("policy", "profile", "works"),
    [
        ("any", "any", True),
        ("INET", "INET", True),
        ("any", "", False),
        ("OTHER", "INET", True),  # the smart default is left at both ends
    ],
)
def test_ikev2_matches_the_front_door(policy: str, profile: str, works: bool) -> None:
    head = "crypto ikev2 policy POL\n"
    proposal = PROPOSAL.replace(head, f"{head} match fvrf {policy}\n")
    match = f" match fvrf {profile}\n" if profile else ""
    there = " match identity remote address {} 255.255.255.255\n"
    first = vti(A, B, 1, proposal=proposal, match=match + there.format(B))
    second = vti(B, A, 2, release=XE_17, proposal=proposal, match=match + there.format(A))
    world, r1, r2 = pair(fronted(first), fronted(second))
    assert ups(world, r1, r2) == [works, works]
    if works:
        assert "INET/none" in shown(r1, "show crypto ikev2 sa")


PROFILE = (
    "crypto isakmp profile IP\n keyring KR\n match identity address {there} 255.255.255.255{vrf}\n"
)


@pytest.mark.parametrize(("vrf", "works"), [(" INET", True), ("", False)])
def test_an_isakmp_profile_is_for_a_vrf(vrf: str, works: bool) -> None:
    text = fronted(hub()).replace(
        " set transform-set TS\n", " set transform-set TS\n set isakmp-profile IP\n"
    ) + PROFILE.format(there=B, vrf=vrf)
    world, _, s2 = pair(text, fronted(spoke(B, 2)))
    assert any(ups(world, s2)) is works


def test_a_crypto_map_that_protects_a_customers_vrf() -> None:
    far = lan_to_lan(B, A, "10.2.2.0", "10.1.1.0", release=XE_17)
    near = lan_to_lan(
        A,
        B,
        "10.1.1.0",
        "10.2.2.0",
        release=XE_16,
        entry=" set isakmp-profile IP\n",
        key="crypto keyring KR\n pre-shared-key address {peer} key s3cretKey",
        extra=(
            "vrf definition BLUE\n address-family ipv4\n"
            f"crypto isakmp profile IP\n vrf BLUE\n keyring KR\n match identity address {B}\n"
            f"interface {XE_16.ports[1]}\n vrf forwarding BLUE\n ip address 10.1.1.1 255.255.255.0\n"
            f"ip route vrf BLUE 10.2.2.0 255.255.255.0 {XE_16.ports[0]} 192.0.2.254\n"
        ),
    )
    assert KEY.format(peer=A) in far
    world, r1, r2 = pair(near, far)
    assert ups(world, r1, r2) == [True, True]
    assert "protected vrf: BLUE" in shown(r1, "show crypto ipsec sa")
    assert world.network.carries(r1, B)


def test_routes_and_echoes_of_a_table() -> None:
    _, _, s2 = pair(fronted(hub()), fronted(spoke(B, 2)))
    inet = shown(s2, "show ip route vrf INET")
    assert "Routing Table: INET" in inet
    assert "198.51.100.0/24 is directly connected" in inet
    assert "172.16.0.0" not in inet
    assert "198.51.100.0" not in shown(s2, "show ip route")
    assert "does not exist" in shown(s2, "show ip route vrf RED")
    assert "Success rate is 100 percent" in shown(s2, f"ping vrf INET {A}")
    assert "Success rate is 0 percent" in shown(s2, f"ping {A}")
    assert "Success rate is 100 percent" in shown(s2, "ping 10.1.1.1")
    assert re.search(r"^  INET +<not set> +ipv4 +Gi", shown(s2, "show vrf"), re.MULTILINE)


def test_an_interface_that_changes_its_vrf_loses_its_address() -> None:
    device = emulated(release=IOS_15)
    editor = device.editor()
    editor.line("interface GigabitEthernet0/0")
    assert editor.line("vrf forwarding RED") == "% VRF RED not configured.\n"
    editor.line("vrf definition RED")
    editor.line("address-family ipv4")
    editor.line("exit-address-family")
    assert editor.mode.prompt == "config-vrf"
    editor.line("interface GigabitEthernet0/0")
    assert "address(es) removed due to enabling VRF RED" in editor.line("vrf forwarding RED")
    assert editor.line("vrf forwarding RED") == ""
    text = device.platform.text(device)
    assert "vrf definition RED\n address-family ipv4\n exit-address-family\n" in text
    assert "interface GigabitEthernet0/0\n vrf forwarding RED\n no ip address\n" in text
    editor.line("ip address 192.0.2.1 255.255.255.0")
    assert "due to disabling VRF RED" in editor.line("no vrf forwarding RED")
    assert "interface GigabitEthernet0/0\n no ip address\n" in device.platform.text(device)


def test_a_route_of_a_table_is_not_that_of_another() -> None:
    device = emulated(release=IOS_15)
    editor = device.editor()
    for line in (
        "vrf definition RED",
        "ip route 10.9.0.0 255.255.0.0 192.0.2.2",
        "ip route vrf RED 10.9.0.0 255.255.0.0 192.0.2.2 global",
        "no ip route 10.9.0.0 255.255.0.0 192.0.2.2",
    ):
        editor.line(line)
    text = device.platform.text(device)
    assert "ip route vrf RED 10.9.0.0 255.255.0.0 192.0.2.2 global\n" in text
    assert "\nip route 10.9" not in text

"""What show output tells besides its own subject: the addresses of a device, and whose output it is."""

from __future__ import annotations

import pytest

from remediate.evidence.filters import commands_shown
from remediate.model.base import Platform
from remediate.platforms.address_show import addresses_in_lines, interface_addresses
from remediate.platforms.shown_platform import platform_of_output

BRIEF = b"""Interface                  IP-Address      OK? Method Status                Protocol
GigabitEthernet0/0         198.51.100.77   YES DHCP   up                    up
GigabitEthernet0/1         unassigned      YES NVRAM  administratively down down
"""
OF_ASA = b"""System IP Addresses:
Interface                Name                   IP address      Subnet mask     Method
GigabitEthernet0/0       outside                203.0.113.9     255.255.255.0   CONFIG
Current IP Addresses:
Interface                Name                   IP address      Subnet mask     Method
GigabitEthernet0/0       outside                203.0.113.9     255.255.255.0   CONFIG
"""
WHOLE = b"""GigabitEthernet0/0 is up, line protocol is up
  Hardware is iGbE, address is 5254.0001.0001
  Internet address is 192.0.2.1/24
  MTU 1500 bytes, BW 1000000 Kbit/sec, DLY 10 usec,
"""


def test_a_table_of_interfaces_shows_each_address_with_its_interface():
    assert [(i.interface, i.nameif, i.address) for i in interface_addresses(BRIEF)] == [
        ("GigabitEthernet0/0", None, "198.51.100.77")
    ]
    assert [(i.interface, i.nameif, i.address) for i in interface_addresses(OF_ASA)] == [
        ("GigabitEthernet0/0", "outside", "203.0.113.9")
    ]
    assert [i.address for i in interface_addresses(WHOLE)] == ["192.0.2.1"]
    assert interface_addresses(b"") == ()


def test_single_lines_show_addresses_without_interfaces():
    text = " ip address 203.0.113.9 255.255.255.248 \n ip address dhcp\nip address 10.1.0.1 255.0.0.0\n"
    found = addresses_in_lines(text)
    assert [item.address for item in found] == ["203.0.113.9", "10.1.0.1"]
    assert all(item.interface is None for item in found)


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("sh run | s crypto", ("crypto",)),
        ("show running-config | section ^crypto|interface", ("crypto", "interface")),
        ("show running-config | section isakmp policy", ("isakmp policy",)),
        ("show running-config | include crypto", ()),
        ("show running-config tunnel-group", ("tunnel-group",)),
        ("show running-config tunnel-group 192.0.2.1", ()),
        ("show running-config crypto map", ("crypto map",)),
        ("show running-config crypto map vpn", ()),
        (None, ()),
    ],
)
def test_what_a_section_filter_shows_all_of(command, shown):
    assert commands_shown(command) == shown


@pytest.mark.parametrize(
    ("body", "platform"),
    [
        (b"   protected vrf: (none)\n", Platform.IOS),
        (b"dst             src             state          conn-id status\n", Platform.IOS),
        (b"     current_peer 192.0.2.1 port 500\n", Platform.IOS),
        (b"1   IKE Peer: 192.0.2.1\n", Platform.ASA),
        (b"      #pre-frag successes: 0, #pre-frag failures: 0\n", Platform.ASA),
        (b"     PERMIT, flags={origin_is_acl,}\n", None),  # PIX 6 and IOS
        (b"dst            src       state       pending    created\n", None),
    ],
)
def test_what_one_platform_alone_prints(body, platform):
    assert platform_of_output(body) is platform

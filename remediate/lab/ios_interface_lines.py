"""Interface mode of IOS and IOS-XE, and the VRFs that interfaces are of."""

from __future__ import annotations

from remediate.lab.vocabulary import Mode, line

__all__ = ["interface_mode", "vrf_modes"]


def interface_mode() -> Mode:
    """Return the mode of interfaces, physical ones and tunnels."""
    return Mode(
        "interface",
        "config-if",
        [
            line("description <text:line>"),
            line("mtu <mtu:64-9216>", default="mtu 1500"),
            line("bandwidth <kilobits:1-10000000>"),
            line("vrf forwarding <vrf:name>"),
            line("ip vrf forwarding <vrf:name>"),
            line("ip address <address:ip> <mask:mask>", key="ip address"),
            line("ip address (dhcp|negotiated)", key="ip address"),
            line("ip redirects", on=True),
            line("ip access-group <acl:name> <way:(in|out)>", key="ip access-group", each="way"),
            line("ip mtu <mtu:68-9216>", default="ip mtu 1500"),
            line("ip nat <side:(inside|outside)>", key="ip nat"),
            line("ip nhrp authentication <key:name>"),
            line("ip nhrp map multicast (dynamic|<outer:ip>)", key="ip nhrp map multicast", each="outer"),
            line("ip nhrp map <inner:ip> <outer:ip>", each="inner"),
            line("ip nhrp network-id <id:1-4294967295>"),
            line("ip nhrp holdtime <seconds:1-65535>"),
            line("ip nhrp registration no-unique"),
            line("ip nhrp registration timeout <seconds:1-65535>"),
            line("ip nhrp shortcut"),
            line("ip nhrp redirect"),
            line("ip nhrp nhs <inner:ip> [nbma <outer:ip> [multicast]]", key="ip nhrp nhs", each="inner"),
            line("ip virtual-reassembly [in]", key="ip virtual-reassembly"),
            line("ip tcp adjust-mss <mss:500-1460>"),
            line("ip route-cache", on=True),
            line("if-state nhrp"),
            line("keepalive [<period:0-32767> [<retries:1-255>]]", key="keepalive"),
            line("load-interval <seconds:30-600>"),
            line("shutdown"),
            line("duplex <mode:(auto|full|half)>"),
            line("speed <mode:(auto|10|100|1000)>"),
            line("negotiation auto"),
            line("tunnel source (<source:ip>|<interface:interface>)", key="tunnel source"),
            line("tunnel mode <mode:line>", default="tunnel mode gre ip"),
            line("tunnel destination <destination:ip>"),
            line("tunnel key <key:0-4294967295>"),
            line("tunnel vrf <vrf:name>"),
            line("tunnel path-mtu-discovery"),
            line("tunnel protection ipsec profile <profile:name> [shared]", key="tunnel protection"),
            line("crypto map <map:name>"),
            line("crypto ipsec df-bit <mode:(clear|copy|set)>"),
            line("crypto ipsec fragmentation <when:(before-encryption|after-encryption)>"),
        ],
    )  # fmt: skip


def vrf_modes() -> list[Mode]:
    """Return the modes of ``vrf definition`` and ``ip vrf``."""
    route_target = line(
        "route-target <way:(import|export|both)> <target:name>",
        key="route-target",
        each="way target",
    )
    return [
        Mode(
            "vrf",
            "config-vrf",
            [
                line("rd <rd:name>"),
                line("description <text:line>"),
                route_target,
                line("address-family ipv4", opens="vrf-family", closes="exit-address-family"),
            ],
        ),
        Mode("vrf-family", "config-vrf-af", [route_target, line("exit-address-family")]),
    ]

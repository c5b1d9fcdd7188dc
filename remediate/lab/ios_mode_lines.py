"""Modes of IOS and IOS-XE beside the global one and cryptography: interfaces, access lists, services."""

from __future__ import annotations

from remediate.lab.vocabulary import Mode, line

__all__ = ["interface_modes", "list_modes", "service_modes"]


def interface_modes() -> list[Mode]:
    """Return the mode of interfaces, tunnels included."""
    return [
        Mode(
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
                line("ip access-group <acl:name> <way:(in|out)>", key="ip access-group", each="way"),
                line("ip mtu <mtu:68-9216>", default="ip mtu 1500"),
                line("ip nat <side:(inside|outside)>", key="ip nat"),
                line("ip nhrp authentication <key:name>"),
                line("ip nhrp map multicast (dynamic|<outer:ip>)", key="ip nhrp map multicast"),
                line("ip nhrp map <inner:ip> <outer:ip>", each="inner"),
                line("ip nhrp network-id <id:1-4294967295>"),
                line("ip nhrp holdtime <seconds:1-65535>"),
                line("ip nhrp nhs <inner:ip> [nbma <outer:ip> [multicast]]", key="ip nhrp nhs", each="inner"),
                line("ip virtual-reassembly [in]", key="ip virtual-reassembly"),
                line("ip tcp adjust-mss <mss:500-1460>"),
                line("ip route-cache", on=True),
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
        ),
    ]  # fmt: skip


def list_modes() -> list[Mode]:
    """Return the modes of named access lists."""
    entry = "[<sequence:1-2147483647>] <action:(permit|deny)> <entry:ace>"
    return [
        Mode(
            "extended-acl",
            "config-ext-nacl",
            [
                line("<sequence:1-2147483647>", key="sequence", each="sequence"),
                line(entry, key="entry", each="sequence", sort="sequence"),
                line("[<sequence:1-2147483647>] remark <text:line>", key="entry", each="sequence", sort="sequence"),
            ],
        ),
        Mode(
            "standard-acl",
            "config-std-nacl",
            [
                line("<sequence:1-2147483647>", key="sequence", each="sequence"),
                line(entry.replace(":ace>", ":standard-ace>"), key="entry", each="sequence", sort="sequence"),
                line("[<sequence:1-2147483647>] remark <text:line>", key="entry", each="sequence", sort="sequence"),
            ],
        ),
        Mode(
            "route-map",
            "config-route-map",
            [
                line("description <text:line>"),
                line("match ip address <acls:line>"),
                line("set interface <interface:interface>"),
                line("set ip next-hop <hop:ip>"),
            ],
        ),
    ]  # fmt: skip


def service_modes() -> list[Mode]:
    """Return the modes of services, VRFs and lines."""
    return [
        Mode("vrf", "config-vrf", [line("rd <rd:name>"), line("address-family ipv4")]),
        Mode(
            "archive",
            "config-archive",
            [
                line("log config", opens="archive-log"),
                line("path <path:line>"),
                line("maximum <number:1-14>", default="maximum 10"),
                line("write-memory"),
                line("time-period <minutes:1-525600>"),
            ],
        ),
        Mode(
            "archive-log",
            "config-archive-log-cfg",
            [
                line("logging enable"),
                line("logging size <size:1-1000>", default="logging size 100"),
                line("notify syslog"),
                line("hidekeys"),
            ],
        ),
        Mode(
            "line",
            "config-line",
            [
                line("exec-timeout <minutes:0-35791> [<seconds:0-2147483>]", key="exec-timeout"),
                line("privilege level <level:0-15>"),
                line("logging synchronous"),
                line("login [local]", key="login"),
                line("length <lines:0-512>", default="length 24"),
                line("stopbits 1"),
                line("transport input (all|none|ssh|telnet [ssh])", key="transport input"),
            ],
        ),
        Mode(
            "router",
            "config-router",
            [
                line("router-id <id:ip>"),
                line("network <network:ip> <wildcard:wildcard> [area <area:0-65535>]", key="network", each="network wildcard"),
                line("passive-interface <interface:interface>", each="interface"),
                line("neighbor <neighbor:ip> remote-as <as:1-65535>", each="neighbor"),
            ],
        ),
    ]  # fmt: skip

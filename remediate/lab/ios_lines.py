"""Configuration modes of IOS and IOS-XE, in the order of a running-config."""

from __future__ import annotations

from functools import cache

from remediate.lab.ios_crypto_lines import (
    ikev2_modes,
    phase1_modes,
    phase2_modes,
    transforms_of,
)
from remediate.lab.ios_interface_lines import interface_mode, vrf_modes
from remediate.lab.ios_neighbours import neighbour_lines
from remediate.lab.ios_pki_lines import pki_lines, pki_modes
from remediate.lab.releases import Release
from remediate.lab.vocabulary import Line, Mode, Vocabulary, line

__all__ = ["ios_vocabulary"]


@cache
def ios_vocabulary(release: Release) -> Vocabulary:
    """Return the modes of a release."""
    xe = release.xe
    encryption = ("encryption", "encryption" if xe and release.numbers >= (17, 0) else "encr")
    return Vocabulary(
        [
            Mode(
                "configure",
                "config",
                [item for item in _top(release) if release.modern or not _newer(item)],
            ),
            *phase1_modes(encryption, release),
            *pki_modes(),
            *(ikev2_modes() if release.modern else ()),
            *phase2_modes(release),
            interface_mode(),
            *vrf_modes(),
            *_lists(),
            *_services(),
        ]
    )


def _newer(item: Line) -> bool:
    """Whether a line is one of IKEv2."""
    return "ikev2" in item.pattern


def _top(release: Release) -> list[Line]:
    shield = line("crypto engine compliance shield disable", group="engine")
    esp = transforms_of(release)
    points, chains = pki_lines()
    return [
        line("service timestamps debug datetime [msec] [localtime] [show-timezone]", key="service timestamps debug", group="service"),
        line("service timestamps log datetime [msec] [localtime] [show-timezone]", key="service timestamps log", group="service"),
        line("service password-encryption", group="service"),
        line("hostname <name:name>", group="hostname"),
        line("vrf definition <name:name>", each="name", opens="vrf", group="vrf"),
        line("logging buffered <size:4096-2147483647> [debugging|informational]", key="logging buffered", group="logging"),
        line("logging console", on=True, group="logging"),
        line("enable secret [<type:(0|5|8|9)>] <secret:word>", key="enable secret", group="enable"),
        line("aaa new-model", group="aaa"),
        line("aaa authentication login default (local|group tacacs+ local)", key="aaa authentication login default", group="aaa"),
        line("aaa authorization exec default local [if-authenticated]", key="aaa authorization exec default", group="aaa"),
        line("clock timezone <zone:name> <hours:0-23> [<minutes:0-59>]", group="clock"),
        line("ip cef", on=True, group="ip"),
        line("ip vrf <name:name>", each="name", opens="vrf", group="vrf"),
        line("ip domain lookup", on=True, group="ip"),
        line("ip domain name <name:name>", group="ip"),
        line("ip host <name:name> <address:ip>", each="name", group="ip"),
        line("ip name-server <server:ip>", each="server", group="ip"),
        line("archive", opens="archive", group="archive"),
        line("username <user:name> [privilege <level:0-15>] [(secret|password) [<type:(0|5|7|8|9)>] <secret:word>]", key="username", each="user", group="username"),
        *points,
        *chains,
        *([shield] if release.compliant else []),
        line("crypto ikev2 proposal <name:name>", each="name", opens="ikev2-proposal", group="ikev2 proposal"),
        line("crypto ikev2 policy <name:name>", each="name", opens="ikev2-policy", group="ikev2 policy"),
        line("crypto ikev2 keyring <name:name>", each="name", opens="ikev2-keyring", group="ikev2 keyring"),
        line("crypto ikev2 profile <name:name>", each="name", opens="ikev2-profile", group="ikev2 profile"),
        line("crypto ikev2 dpd <interval:10-3600> <retry:2-60> <kind:(on-demand|periodic)>", key="crypto ikev2 dpd", group="ikev2 dpd"),
        line("crypto logging session", group="crypto logging"),
        line("crypto keyring <name:name> [vrf <vrf:name>]", key="crypto keyring", each="name", opens="keyring", group="keyring"),
        line("crypto isakmp policy <priority:1-10000>", each="priority", sort="priority", opens="isakmp-policy", group="isakmp policy"),
        line("crypto isakmp key [<type:(0|6)>] <key:word> address <peer:ip> [<mask:mask>] [no-xauth]", key="crypto isakmp key", each="peer", group="isakmp key"),
        line("crypto isakmp invalid-spi-recovery", group="isakmp key"),
        line("crypto isakmp keepalive <interval:10-3600> [<retry:2-60>] [<kind:(on-demand|periodic)>]", group="isakmp key"),
        line("crypto isakmp nat keepalive <seconds:5-3600>", group="isakmp key"),
        line("crypto isakmp aggressive-mode disable", group="isakmp key"),
        line("crypto isakmp default policy", on=True, group="isakmp key"),
        line("crypto isakmp enable", on=True, group="isakmp key"),
        line("crypto isakmp client configuration group <name:name>", each="name", opens="client-group", group="client group"),
        line("crypto isakmp profile <name:name>", each="name", opens="isakmp-profile", group="isakmp profile"),
        line("crypto ipsec security-association lifetime seconds <seconds:120-2592000>", default="crypto ipsec security-association lifetime seconds 3600", group="ipsec sa"),
        line("crypto ipsec security-association lifetime kilobytes <kilobytes:2560-4294967295>", default="crypto ipsec security-association lifetime kilobytes 4608000", group="ipsec sa"),
        line("crypto ipsec security-association replay window-size <size:(64|128|256|512|1024)>", default="crypto ipsec security-association replay window-size 64", group="ipsec sa"),
        line("crypto ipsec security-association replay disable", group="ipsec sa"),
        line(f"crypto ipsec transform-set <name:name> <transforms:{esp}>", each="name", opens="transform-set", group="transform-set"),
        line("crypto ipsec df-bit <mode:(clear|copy|set)>", default="crypto ipsec df-bit copy", group="transform-set"),
        line("crypto ipsec fragmentation <when:(before-encryption|after-encryption)>", default="crypto ipsec fragmentation before-encryption", group="transform-set"),
        line("crypto ipsec nat-transparency udp-encapsulation", on=True, group="transform-set"),
        line("crypto ipsec profile <name:name>", each="name", opens="ipsec-profile", group="ipsec profile"),
        line("crypto dynamic-map <map:name> <sequence:1-65535>", each="map sequence", sort="sequence", opens="crypto-map", group="dynamic map"),
        line("crypto map <map:name> local-address <interface:interface>", key="crypto map local-address", each="map", group="crypto map"),
        line("crypto map <map:name> isakmp-profile <profile:name>", key="crypto map isakmp-profile", each="map", group="crypto map"),
        line("crypto map <map:name> client configuration address (respond|initiate)", key="crypto map client", each="map", group="crypto map"),
        line("crypto map <map:name> <sequence:1-65535> ipsec-isakmp dynamic <dynamic:name>", key="crypto map", each="map sequence", sort="map sequence", group="crypto map"),
        line("crypto map <map:name> <sequence:1-65535> ipsec-isakmp [profile <profile:name>]", key="crypto map", each="map sequence", sort="map sequence", opens="crypto-map", group="crypto map"),
        line("crypto map <map:name>", key="crypto map", each="map sequence", group="crypto map"),
        line("interface <name:interface>", each="name", opens="interface", group="interface"),
        line("router ospf <process:1-65535>", each="process", opens="router", group="router"),
        line("router bgp <process:1-65535>", each="process", opens="router", group="router"),
        line("router eigrp <process:1-65535>", each="process", opens="router", group="router"),
        line("ip local pool <pool:name> <low:ip> <high:ip>", each="pool", group="forward"),
        line("ip forward-protocol nd", default="ip forward-protocol nd", group="forward"),
        line("ip http server", on=True, group="forward"),
        line("ip http secure-server", on=True, group="forward"),
        line("ip nat inside source list <acl:name> interface <interface:interface> overload", key="ip nat inside source list", each="acl", group="nat"),
        line("ip nat inside source route-map <map:name> interface <interface:interface> overload", key="ip nat inside source route-map", each="map", group="nat"),
        line("ip nat inside source static <inside:ip> <outside:ip>", each="inside", group="nat"),
        line("ip route <network:ip> <mask:mask> (<hop:ip>|<interface:interface> [<hop:ip>]) [<distance:1-255>] [name <label:name>]", key="ip route", each="network mask hop", group="route"),
        line("ip route vrf <vrf:name> <network:ip> <mask:mask> (<hop:ip>|<interface:interface> [<hop:ip>]) [global] [<distance:1-255>] [name <label:name>]", key="ip route vrf", each="vrf network mask hop", group="route"),
        line("ip ssh version <version:(1|2)>", group="ssh"),
        line("ip scp server enable", group="ssh"),
        line("access-list <acl:1-2699> <action:(permit|deny)> <entry:line>", key="access-list", group="acl"),
        line("access-list <acl:1-2699> remark <text:line>", key="access-list", group="acl"),
        line("ip access-list standard <acl:name>", key="ip access-list", each="acl", opens="standard-acl", group="acl"),
        line("ip access-list extended <acl:name>", key="ip access-list", each="acl", opens="extended-acl", group="acl"),
        *neighbour_lines(release),
        line("logging host <host:ip>", each="host", group="logging host"),
        line("logging trap <level:(debugging|informational|notifications|warnings|errors)>", group="logging host"),
        line("route-map <name:name> [<action:(permit|deny)>] [<sequence:0-65535>]", key="route-map", each="name sequence", sort="name sequence", opens="route-map", group="route-map"),
        line("snmp-server community <community:word> [<access:(RO|RW)>] [<acl:name>]", key="snmp-server community", each="community", group="snmp"),
        line("snmp-server location <text:line>", group="snmp"),
        line("snmp-server contact <text:line>", group="snmp"),
        line("banner <kind:(motd|login|exec|incoming)> <text:line>", key="banner", each="kind", group="banner"),
        line("line (con|console) 0", key="line con", opens="line", written=("line console", "line con"), group="line", fixed=True),
        line("line aux 0", key="line aux", opens="line", group="line", fixed=True),
        line("line vty <first:0-1869> [<last:1-1869>]", each="first", sort="first", opens="line", group="line", fixed=True),
        line("ntp server <server:ip>", each="server", group="ntp"),
        line("file prompt <mode:(alert|noisy|quiet)>", default="file prompt alert", group="file"),
    ]  # fmt: skip


def _lists() -> list[Mode]:
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


def _services() -> list[Mode]:
    return [
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

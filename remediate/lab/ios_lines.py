"""Configuration modes of IOS and IOS-XE, in the order of a running-config."""

from __future__ import annotations

from functools import cache

from remediate.lab.releases import Release
from remediate.lab.vocabulary import Line, Mode, Vocabulary, line

__all__ = ["ios_vocabulary"]

_CIPHER = "(des|3des|aes [<bits:(128|192|256)>])"
_HASHES = "<hash:(md5|sha|sha256|sha384|sha512)>"
_GROUPS = "<group:(1|2|5|14|15|16|19|20|21|24)>"
_ESP = (
    "some ah-md5-hmac ah-sha-hmac ah-sha256-hmac comp-lzs esp-null esp-seal esp-des esp-3des esp-aes esp-gcm"
    " esp-gmac esp-md5-hmac esp-sha-hmac esp-sha256-hmac esp-sha384-hmac esp-sha512-hmac 128 192 256"
)


@cache
def ios_vocabulary(release: Release) -> Vocabulary:
    """Return the modes of a release."""
    xe = release.xe
    encryption = ("encryption", "encryption" if xe and release.numbers >= (17, 0) else "encr")
    return Vocabulary(
        [
            Mode("configure", "config", _top()),
            *_phase1(encryption),
            *_ikev2(),
            *_phase2(),
            *_interfaces(),
            *_lists(),
            *_services(),
        ]
    )


def _top() -> list[Line]:
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
        line("username <user:name> [privilege <level:0-15>] (secret|password) [<type:(0|5|7|8|9)>] <secret:word>", key="username", each="user", group="username"),
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
        line(f"crypto ipsec transform-set <name:name> <transforms:{_ESP}>", each="name", opens="transform-set", group="transform-set"),
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
        line("ip route [vrf <vrf:name>] <network:ip> <mask:mask> (<hop:ip>|<interface:interface> [<hop:ip>]) [<distance:1-255>] [name <label:name>]", key="ip route", each="network mask hop", group="route"),
        line("ip ssh version <version:(1|2)>", group="ssh"),
        line("ip scp server enable", group="ssh"),
        line("access-list <acl:1-2699> <action:(permit|deny)> <entry:line>", key="access-list", group="acl"),
        line("access-list <acl:1-2699> remark <text:line>", key="access-list", group="acl"),
        line("ip access-list standard <acl:name>", key="ip access-list", each="acl", opens="standard-acl", group="acl"),
        line("ip access-list extended <acl:name>", key="ip access-list", each="acl", opens="extended-acl", group="acl"),
        line("logging host <host:ip>", each="host", group="logging host"),
        line("logging trap <level:(debugging|informational|notifications|warnings|errors)>", group="logging host"),
        line("route-map <name:name> [<action:(permit|deny)>] [<sequence:0-65535>]", key="route-map", each="name sequence", sort="name sequence", opens="route-map", group="route-map"),
        line("snmp-server community <community:word> [<access:(RO|RW)>] [<acl:name>]", key="snmp-server community", each="community", group="snmp"),
        line("snmp-server location <text:line>", group="snmp"),
        line("snmp-server contact <text:line>", group="snmp"),
        line("banner <kind:(motd|login|exec)> <text:line>", key="banner", each="kind", group="banner"),
        line("line (con|console) 0", key="line con", opens="line", written=("line console", "line con"), group="line", fixed=True),
        line("line aux 0", key="line aux", opens="line", group="line", fixed=True),
        line("line vty <first:0-1869> [<last:1-1869>]", each="first", sort="first", opens="line", group="line", fixed=True),
        line("ntp server <server:ip>", each="server", group="ntp"),
        line("file prompt <mode:(alert|noisy|quiet)>", default="file prompt alert", group="file"),
    ]  # fmt: skip


def _phase1(encryption: tuple[str, str]) -> list[Mode]:
    return [
        Mode(
            "isakmp-policy",
            "config-isakmp",
            [
                line(f"encryption {_CIPHER}", default=f"{encryption[1]} des", written=encryption),
                line(f"hash {_HASHES}", default="hash sha"),
                line("authentication <method:(rsa-sig|rsa-encr|pre-share)>", default="authentication rsa-sig"),
                line(f"group {_GROUPS}", default="group 1"),
                line("lifetime <seconds:60-86400>", default="lifetime 86400"),
            ],
        ),
        Mode(
            "keyring",
            "conf-keyring",
            [
                line("description <text:line>"),
                line("local-address (<address:ip>|<interface:interface>)", key="local-address"),
                line("pre-shared-key address <peer:ip> [<mask:mask>] key [<type:(0|6)>] <key:word>", each="peer"),
            ],
        ),
        Mode(
            "isakmp-profile",
            "conf-isa-prof",
            [
                line("vrf <vrf:name>"),
                line("keyring <keyring:name>"),
                line("self-identity address"),
                line("match identity address <address:ip> [<mask:mask>] [<vrf:name>]", each="address"),
                line("match identity host [domain] <host:name>", key="match identity host", each="host"),
                line("match identity group <group:name>", each="group"),
                line("keepalive <interval:10-3600> retry <retry:2-60>"),
                line("client authentication list <list:name>"),
                line("isakmp authorization list <list:name>"),
                line("client configuration address (respond|initiate)", key="client configuration address"),
            ],
        ),
        Mode(
            "client-group",
            "config-isakmp-group",
            [
                line("key [<type:(0|6)>] <key:word>", key="key"),
                line("dns <server:ip>"),
                line("domain <name:name>"),
                line("pool <pool:name>"),
                line("acl <acl:name>"),
                line("save-password"),
                line("netmask <mask:mask>"),
            ],
        ),
    ]  # fmt: skip


def _ikev2() -> list[Mode]:
    ciphers = "some des 3des aes-cbc-128 aes-cbc-192 aes-cbc-256 aes-gcm-128 aes-gcm-256"
    hashes = "some md5 sha1 sha256 sha384 sha512"
    groups = "some 1 2 5 14 15 16 19 20 21 24"
    return [
        Mode(
            "ikev2-proposal",
            "config-ikev2-proposal",
            [
                line(f"encryption <ciphers:{ciphers}>"),
                line(f"integrity <hashes:{hashes}>"),
                line(f"prf <hashes:{hashes}>"),
                line(f"group <groups:{groups}>"),
            ],
        ),
        Mode(
            "ikev2-policy",
            "config-ikev2-policy",
            [
                line("match fvrf (any|<vrf:name>)", key="match fvrf"),
                line("match address local <address:ip>"),
                line("proposal <proposal:name>", each="proposal"),
            ],
        ),
        Mode(
            "ikev2-keyring",
            "config-ikev2-keyring",
            [line("peer <peer:name>", each="peer", opens="ikev2-peer")],
        ),
        Mode(
            "ikev2-peer",
            "config-ikev2-keyring-peer",
            [
                line("description <text:line>"),
                line("address <address:ip> [<mask:mask>]"),
                line("identity address <identity:ip>", key="identity"),
                line("identity fqdn <identity:name>", key="identity"),
                line("pre-shared-key local [<type:(0|6)>] <key:word>", key="pre-shared-key local"),
                line("pre-shared-key remote [<type:(0|6)>] <key:word>", key="pre-shared-key remote"),
                line("pre-shared-key [<type:(0|6)>] <key:word>", key="pre-shared-key"),
            ],
        ),
        Mode(
            "ikev2-profile",
            "config-ikev2-profile",
            [
                line("description <text:line>"),
                line("match fvrf (any|<vrf:name>)", key="match fvrf"),
                line("match identity remote address <address:ip> [<mask:mask>]", each="address"),
                line("match identity remote fqdn [domain] <name:name>", key="match identity remote fqdn", each="name"),
                line("identity local address <address:ip>", key="identity local"),
                line("identity local fqdn <name:name>", key="identity local"),
                line("authentication remote <method:(pre-share|rsa-sig)>"),
                line("authentication local <method:(pre-share|rsa-sig)>"),
                line("keyring local <keyring:name>"),
                line("lifetime <seconds:120-86400>", default="lifetime 86400"),
                line("dpd <interval:10-3600> <retry:2-60> <kind:(on-demand|periodic)>"),
            ],
        ),
    ]  # fmt: skip


def _phase2() -> list[Mode]:
    pfs = line(
        "set pfs [<group:(group1|group2|group5|group14|group15|group16|group19|group20|group21|group24)>]",
        key="set pfs",
    )
    return [
        Mode(
            "transform-set",
            "cfg-crypto-trans",
            [line("mode <mode:(transport|tunnel)>", default="mode tunnel")],
        ),
        Mode(
            "ipsec-profile",
            "ipsec-profile",
            [
                line("set security-association lifetime seconds <seconds:120-2592000>"),
                line("set security-association replay window-size <size:(64|128|256|512|1024)>"),
                line("set transform-set <sets:line>"),
                pfs,
                line("set ikev2-profile <profile:name>"),
                line("set isakmp-profile <profile:name>"),
            ],
        ),
        Mode(
            "crypto-map",
            "config-crypto-map",
            [
                line("description <text:line>"),
                line("set peer <peer:ip> [default]", each="peer"),
                line("set security-association lifetime seconds <seconds:120-2592000>"),
                line("set security-association replay window-size <size:(64|128|256|512|1024)>"),
                line("set transform-set <sets:line>"),
                pfs,
                line("set isakmp-profile <profile:name>"),
                line("set ikev2-profile <profile:name>"),
                line("match address <acl:name>"),
                line("reverse-route [static]", key="reverse-route"),
            ],
        ),
    ]


def _interfaces() -> list[Mode]:
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

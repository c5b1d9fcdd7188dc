"""Seeded running-configs as routers and firewalls print them, of a wanted number of lines.

A hub with hundreds of crypto map entries, each with its key and its access list, among what such a device
carries besides: interfaces, routing protocols, static routes, quality of service, prefix lists, a banner,
certificates, and access lists that filter. Of a configuration without tunnels only the share of each differs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

__all__ = ["asa", "flat", "ios"]

_SERVICES = ("www", "443", "22", "domain", "smtp", "8080", "1433", "range 5000 5010")
_WORDS = (
    "branch",
    "campus",
    "uplink",
    "transit",
    "voice",
    "storage",
    "lab",
    "vendor",
    "guest",
    "core",
)


def _address(dice: random.Random, first: int = 10) -> str:
    return f"{first}.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(1, 255)}"


def _network(dice: random.Random, first: int = 10) -> str:
    return f"{first}.{dice.randrange(256)}.{dice.randrange(256)}.0"


def _far(dice: random.Random, number: int) -> str:
    """Return a network of the other end; with the low byte of the number, each is another one."""
    return f"{172 + (number >> 16)}.{number >> 8 & 255}.{dice.randrange(256)}.0"


def _filter(dice: random.Random, mask: str) -> str:
    """Return the rest of an entry of a filter, with wildcards (IOS) or netmasks (ASA)."""
    protocol = dice.choice(("tcp", "tcp", "udp", "ip", "icmp"))
    source = dice.choice((f"host {_address(dice)}", f"{_network(dice)} {mask}", "any"))
    target = dice.choice((f"host {_address(dice, 172)}", f"{_network(dice, 172)} {mask}"))
    ports = f" eq {dice.choice(_SERVICES)}" if protocol in ("tcp", "udp") else ""
    ports = ports.replace("eq range", "range")
    action = dice.choice(("permit", "permit", "permit", "deny"))
    log = " log" if dice.random() < 0.05 else ""
    return f"{action} {protocol} {source} {target}{ports}{log}"


def _certificate(dice: random.Random, lines: int) -> Iterator[str]:
    yield " certificate self-signed 01"
    for _ in range(lines):
        yield "  " + " ".join(f"{dice.getrandbits(32):08X}" for _ in range(8))
    yield "  \tquit"


def ios(lines: int, seed: int = 1, *, tunnels: int | None = None, crypto_acl: int = 2) -> str:
    """Return the configuration of an IOS hub of about ``lines`` lines, seeded.

    ``tunnels`` crypto map entries (one for 40 lines unless given), each with an access list of
    ``crypto_acl`` entries; filters fill up what the rest leaves.
    """
    dice = random.Random(seed)
    count = lines // 40 if tunnels is None else tunnels
    out = [
        "Building configuration...", "", "Current configuration : 1000000 bytes", "!",
        "! Last configuration change at 10:00:00 UTC Mon Jan 5 2015 by admin", "!", "version 15.2",
        "service timestamps debug datetime msec", "service timestamps log datetime msec",
        "service password-encryption", "!", "hostname hub-1", "!", "boot-start-marker", "boot-end-marker", "!",
        "enable secret 5 $1$abcd$0123456789abcdefghijkl", "!", "aaa new-model", "!", "ip cef", "!",
        "crypto pki certificate chain TP-self-signed-1", *_certificate(dice, 20), "!",
        "crypto isakmp policy 10", " encr aes 256", " authentication pre-share", " group 14", " lifetime 28800",
        "crypto isakmp policy 20", " encr 3des", " hash md5", " authentication pre-share", " group 2",
    ]  # fmt: skip
    peers = [f"198.{18 + (n >> 16)}.{n >> 8 & 255}.{n & 255}" for n in range(1, count + 1)]
    out += [
        f"crypto isakmp key {dice.getrandbits(64):x} address {peer}   no-xauth" for peer in peers
    ]
    out += ["!", "crypto ipsec transform-set STRONG esp-aes 256 esp-sha-hmac", " mode tunnel",
            "crypto ipsec transform-set OLD esp-3des esp-md5-hmac", " mode tunnel", "!"]  # fmt: skip
    for number, peer in enumerate(peers, 1):
        out += [f"crypto map VPN {number} ipsec-isakmp ", f" description {dice.choice(_WORDS)} {number}",
                f" set peer {peer}", f" set transform-set {dice.choice(('STRONG', 'OLD'))} ",
                f" set pfs group{dice.choice((2, 5, 14))}", f" match address VPN-{number}"]  # fmt: skip
    out += [
        "!",
        "class-map match-any VOICE",
        " match ip dscp ef ",
        "policy-map WAN",
        " class VOICE",
        "  priority percent 20",
        "!",
    ]
    out += [
        "interface GigabitEthernet0/0",
        " ip address 203.0.113.1 255.255.255.0",
        " ip nat outside",
        " crypto map VPN",
        "!",
    ]
    for number in range(1, max(2, lines // 100)):
        out += [f"interface GigabitEthernet0/1.{number}", f" description {dice.choice(_WORDS)} {number}",
                f" encapsulation dot1Q {number}", f" ip address 10.{number >> 8}.{number & 255}.1 255.255.255.0",
                " ip access-group FILTER-0 in", " ip nat inside", " ip virtual-reassembly in", " no cdp enable", "!"]  # fmt: skip
    out += ["router ospf 1", " router-id 10.0.0.1"]
    out += [
        f" network {_network(dice)} 0.0.0.255 area {dice.randrange(10)}"
        for _ in range(lines // 200)
    ]
    out += ["!", "router bgp 65000", " bgp log-neighbor-changes"]
    for _ in range(lines // 400):
        peer = _address(dice)
        out += [
            f" neighbor {peer} remote-as 65001",
            f" neighbor {peer} password 7 {dice.getrandbits(48):X}",
        ]
    out += ["!", "ip nat inside source list NAT interface GigabitEthernet0/0 overload"]
    out += [f"ip route {_network(dice)} 255.255.255.0 {_address(dice)}" for _ in range(lines // 20)]
    out += ["!"]
    for number in range(1, count + 1):
        out += [f"ip access-list extended VPN-{number}"]
        out += [
            f" permit ip 10.1.{n & 255}.0 0.0.0.255 {_far(dice, n)} 0.0.0.255"
            for n in range(crypto_acl)
        ]
    out += [
        "ip access-list extended NAT",
        " deny   ip 10.0.0.0 0.255.255.255 172.16.0.0 0.15.255.255",
        " permit ip 10.0.0.0 0.255.255.255 any",
        "!",
    ]
    out += [
        f"ip prefix-list OUT seq {5 * n} permit {_network(dice)}/24" for n in range(1, lines // 100)
    ]
    tail = ["!", "snmp-server community 0123abcd RO 10", "tacacs-server host 10.9.9.9 key 7 0822455D0A16", "!",
            "banner motd ^C", "Authorised people only. key words: crypto isakmp policy 1", "^C", "!",
            "line con 0", " password 7 0822455D0A16", "line vty 0 4", " transport input ssh", "!", "end", ""]  # fmt: skip
    left = lines - len(out) - len(tail) + 1
    for number in range(8):
        out.append(f"ip access-list extended FILTER-{number}")
        out += [f" {_filter(dice, '0.0.0.255')}" for _ in range(max(1, left // 16))]
        out += [
            f"access-list {110 + number} {_filter(dice, '0.0.0.255')}"
            for _ in range(max(1, left // 16))
        ]
    return "\n".join([*out, *tail])


def asa(lines: int, seed: int = 1, *, tunnels: int | None = None, crypto_acl: int = 2) -> str:
    """Return the configuration of an ASA hub of about ``lines`` lines; see :func:`ios`."""
    dice = random.Random(seed)
    count = lines // 40 if tunnels is None else tunnels
    out = [": Saved", ":", ": Serial Number: XXXXXXXXXXX", ": Hardware:   ASA5515, 8192 MB RAM", ":",
           "ASA Version 9.8(4)32 ", "!", "hostname hub-2", "enable password $sha512$5000$abc pbkdf2", "names", "!"]  # fmt: skip
    for number, name in enumerate(
        ("outside", "inside", "dmz", *(f"zone{n}" for n in range(lines // 200)))
    ):
        out += [f"interface GigabitEthernet0/{number}", f" nameif {name}", f" security-level {number % 100}",
                f" ip address 10.{number >> 8}.{number & 255}.1 255.255.255.0 ", "!"]  # fmt: skip
    for number in range(lines // 50):
        out += [f"object network net-{number}", f" subnet {_network(dice)} 255.255.255.0"]
    for number in range(lines // 200):
        out += [
            f"object-group network group-{number}",
            f" network-object object net-{number}",
            f" network-object host {_address(dice)}",
        ]
    peers = [f"198.{18 + (n >> 16)}.{n >> 8 & 255}.{n & 255}" for n in range(1, count + 1)]
    for number in range(1, count + 1):
        out += [
            f"access-list VPN-{number} extended permit ip 10.1.{n & 255}.0 255.255.255.0 {_far(dice, n)} 255.255.255.0 "
            for n in range(crypto_acl)
        ]
    middle = ["pager lines 24", "logging enable", "mtu outside 1500", "mtu inside 1500", "no failover",
              "nat (inside,outside) source static net-0 net-0 destination static net-1 net-1 no-proxy-arp"]  # fmt: skip
    middle += [
        f"route outside {_network(dice)} 255.255.255.0 {_address(dice)} 1 "
        for _ in range(lines // 20)
    ]
    middle += ["snmp-server host inside 10.9.9.9 community 0123abcd version 2c", "sysopt connection tcpmss 1380",
               "crypto ipsec ikev1 transform-set STRONG esp-aes-256 esp-sha-hmac ",
               "crypto ipsec ikev1 transform-set OLD esp-3des esp-md5-hmac "]  # fmt: skip
    for number, peer in enumerate(peers, 1):
        middle += [f"crypto map VPN {number} match address VPN-{number}", f"crypto map VPN {number} set pfs ",
                   f"crypto map VPN {number} set peer {peer} ",
                   f"crypto map VPN {number} set ikev1 transform-set {dice.choice(('STRONG', 'OLD'))}"]  # fmt: skip
    middle += [
        "crypto map VPN interface outside",
        "crypto ca certificate chain TP",
        " certificate 01",
    ]
    middle += [*_certificate(dice, 20)][1:]
    middle += ["crypto ikev1 enable outside", "crypto ikev1 policy 10", " authentication pre-share", " encryption aes-256",
               " hash sha", " group 5", " lifetime 86400"]  # fmt: skip
    for peer in peers:
        middle += [
            f"tunnel-group {peer} type ipsec-l2l",
            f"tunnel-group {peer} ipsec-attributes",
            f" ikev1 pre-shared-key {dice.getrandbits(64):x}",
        ]
    tail = ["class-map inspection_default", " match default-inspection-traffic", "!", "policy-map global_policy",
            " class inspection_default", "  inspect ftp ", "!", "service-policy global_policy global",
            "banner motd Authorised people only", "Cryptochecksum:0123456789abcdef0123456789abcdef", ": end", ""]  # fmt: skip
    left = lines - len(out) - len(middle) - len(tail) + 1
    for number in range(8):
        out += [
            f"access-list filter-{number} extended {_filter(dice, '255.255.255.0')} "
            for _ in range(max(1, left // 8))
        ]
    return "\n".join([*out, *middle, *tail])


def flat(entries: int, seed: int = 1, *, firewall: bool = False) -> str:
    """Return a small tunnel configuration whose crypto access list has ``entries`` entries."""
    make: Callable[..., str] = asa if firewall else ios
    return make(200, seed, tunnels=1, crypto_acl=entries)

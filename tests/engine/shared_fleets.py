"""Hubs whose tunnels share what they need: profiles, lists, dynamic maps, policies, keyrings, interfaces.

Hand-written shapes with faults by chance: what two tunnels of one device need lies in one object of it,
so that the later part of a plan has to reckon with the earlier one.
"""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["SHAPES"]

HUB = "192.0.2.1"
SETS = (
    "esp-3des esp-sha-hmac",
    "esp-aes esp-sha-hmac",
    "esp-aes 256 esp-sha-hmac",
    "esp-aes 256 esp-sha256-hmac",
)
POLICIES = (
    ("aes", "sha", 5),
    ("aes 256", "sha", 14),
    ("aes 256", "sha256", 14),
    ("aes 256", "sha256", 19),
)
PROPOSALS = (
    ("aes-cbc-128", "sha256", 14),
    ("aes-cbc-256", "sha512", 19),
    ("aes-cbc-256", "sha512", 20),
)


def _spoke(number: int) -> str:
    return f"198.51.100.{number}"


def _config(
    name: str, release: str, crypto: list[str], interfaces: list[str], lists: list[str], way: str
) -> str:
    lines = [
        "Building configuration...",
        "",
        f"version {release}",
        f"hostname {name}",
        "!",
        *crypto,
        "!",
        *interfaces,
        "!",
        f"ip route {way}0.0.0.0 0.0.0.0 {'198.51.100' if name != 'hub' else '192.0.2'}.254",
        "!",
        *lists,
        "!",
        "line vty 0 4",
        " login",
        "end",
        "",
    ]
    return "\n".join(lines)


def _policy(number: int, policy: tuple[str, str, int]) -> list[str]:
    encryption, digest, group = policy
    found = [f"crypto isakmp policy {number}", f" encr {encryption}"]
    if digest != "sha":
        found.append(f" hash {digest}")
    return [*found, " authentication pre-share", f" group {group}"]


def _outside(address: str, *, vrf: bool = False, bound: bool = False) -> list[str]:
    return [
        "interface GigabitEthernet0/0",
        *([" ip vrf forwarding INET"] if vrf else []),
        f" ip address {address} 255.255.255.0",
        *([" crypto map VPN"] if bound else []),
    ]


def _inside(network: str) -> list[str]:
    return ["!", "interface GigabitEthernet0/1", f" ip address {network}.1 255.255.255.0"]


def _key(number: int) -> str:
    return f"PlantedKey{number}"


def _mapped_spoke(number: int, sets: str, policy: tuple[str, str, int]) -> str:
    return _config(
        f"spoke{number}",
        "15.7",
        [
            *_policy(10, policy),
            f"crypto isakmp key {_key(number)} address {HUB}",
            "!",
            f"crypto ipsec transform-set TS {sets}",
            " mode tunnel",
            "!",
            "crypto map VPN 10 ipsec-isakmp",
            f" set peer {HUB}",
            " set transform-set TS",
            " match address VPN",
        ],
        [*_outside(_spoke(number), bound=True), *_inside(f"10.2.{number}")],
        ["ip access-list extended VPN", f" permit ip 10.2.{number}.0 0.0.0.255 10.1.1.0 0.0.0.255"],
        "",
    )


def profile(chance: random.Random, count: int) -> dict[str, str]:
    """One IPsec profile of the hub protects the tunnel interfaces of all spokes."""
    numbers = range(1, count + 1)
    interfaces: list[str] = []
    found: dict[str, str] = {}
    for n in numbers:
        for name, own, far, address in (
            ("hub", HUB, _spoke(n), 1),
            (f"spoke{n}", _spoke(n), HUB, 2),
        ):
            del own
            place = [
                f"interface Tunnel{n}",
                f" ip address 10.254.{n}.{address} 255.255.255.252",
                " tunnel source GigabitEthernet0/0",
                " tunnel mode ipsec ipv4",
                f" tunnel destination {far}",
                " tunnel protection ipsec profile PV",
                "!",
            ]
            if name == "hub":
                interfaces += place
                continue
            crypto = [*_policy(10, POLICIES[2]), f"crypto isakmp key {_key(n)} address {HUB}"]
            crypto += [f"crypto ipsec transform-set X {chance.choice(SETS)}", " mode tunnel", "!"]
            crypto += ["crypto ipsec profile PV", " set transform-set X"]
            found[name] = _config(name, "15.7", crypto, [*place, *_outside(_spoke(n))], [], "")
    crypto = _policy(10, POLICIES[2])
    crypto += [f"crypto isakmp key {_key(n)} address {_spoke(n)}" for n in numbers]
    crypto += [f"crypto ipsec transform-set X {chance.choice(SETS)}", " mode tunnel", "!"]
    crypto += ["crypto ipsec profile PV", " set transform-set X"]
    found["hub"] = _config("hub", "15.7", crypto, [*interfaces, *_outside(HUB)], [], "")
    return found


def entries(chance: random.Random, count: int) -> dict[str, str]:
    """A crypto map with an entry a spoke: first policy, keyring of a VRF, sets and lists by chance; one list for two."""
    vrf = chance.random() < 0.5
    found: dict[str, str] = {}
    crypto = [] if chance.random() < 0.5 else _policy(10, chance.choice(POLICIES))
    keys: list[str] = []
    maps: list[str] = []
    lists: list[str] = []
    for n in range(1, count + 1):
        found[f"spoke{n}"] = _mapped_spoke(n, chance.choice(SETS), chance.choice(POLICIES))
        if chance.random() < 0.6:
            keys.append(
                f"  pre-shared-key address {_spoke(n)} key {_key(n)}"
                if vrf
                else f"crypto isakmp key {_key(n)} address {_spoke(n)}"
            )
        lists += [f"ip access-list extended TO-{n}"]
        if chance.random() < 0.8:
            lists += [f" permit ip 10.1.1.0 0.0.0.255 10.2.{n}.0 0.0.0.255"]
        else:
            lists += [f" permit ip 10.1.1.0 0.0.0.255 10.2.{n}.0 0.0.0.127"]
        maps += [f"crypto map VPN {n * 10} ipsec-isakmp", f" set peer {_spoke(n)}"]
        maps += [" set transform-set TS", f" match address TO-{n}"]
    if vrf and keys:
        keys = ["crypto keyring KEYS vrf INET", *keys]
    sets = [f"crypto ipsec transform-set TS {chance.choice(SETS)}", " mode tunnel", "!"]
    head = ["ip vrf INET", "!"] if vrf else []
    found["hub"] = _config(
        "hub",
        "15.7",
        [*head, *keys, "!", *crypto, "!", *sets, *maps]
        if vrf
        else [*crypto, *keys, "!", *sets, *maps],
        [*_outside(HUB, vrf=vrf, bound=True), *_inside("10.1.1")],
        lists,
        "vrf INET " if vrf else "",
    )
    return found


def built_in(chance: random.Random, count: int) -> dict[str, str]:
    """A hub without an ISAKMP policy: the built-in ones serve the spokes that can use one."""
    found: dict[str, str] = {}
    maps: list[str] = []
    lists: list[str] = []
    for n in range(1, count + 1):
        wanted = POLICIES[0] if chance.random() < 0.3 else chance.choice(POLICIES)
        found[f"spoke{n}"] = _mapped_spoke(n, SETS[2], wanted)
        maps += [f"crypto map VPN {n * 10} ipsec-isakmp", f" set peer {_spoke(n)}"]
        maps += [" set transform-set TS", f" match address TO-{n}"]
        lists += [f"ip access-list extended TO-{n}"]
        lists += [f" permit ip 10.1.1.0 0.0.0.255 10.2.{n}.0 0.0.0.255"]
    crypto = [f"crypto isakmp key {_key(n)} address {_spoke(n)}" for n in range(1, count + 1)]
    crypto += ["!", f"crypto ipsec transform-set TS {SETS[2]}", " mode tunnel", "!", *maps]
    interfaces = [*_outside(HUB, bound=True), *_inside("10.1.1")]
    found["hub"] = _config("hub", "12.4(15)T", crypto, interfaces, lists, "")
    return found


def dynamic(chance: random.Random, count: int) -> dict[str, str]:
    """One dynamic map entry with one list serves all spokes."""
    found: dict[str, str] = {}
    lines = [" permit ip 10.1.1.0 0.0.0.255 10.2.99.0 0.0.0.255"]
    for n in range(1, count + 1):
        found[f"spoke{n}"] = _mapped_spoke(n, chance.choice(SETS), POLICIES[2])
        if chance.random() < 0.5:
            lines.append(f" permit ip 10.1.1.0 0.0.0.255 10.2.{n}.0 0.0.0.255")
    lines += [" deny   ip any any"] if chance.random() < 0.5 else []
    crypto = [*_policy(10, POLICIES[2])]
    crypto += [f"crypto isakmp key {_key(n)} address {_spoke(n)}" for n in range(1, count + 1)]
    crypto += ["!", f"crypto ipsec transform-set TS {chance.choice(SETS)}", " mode tunnel", "!"]
    crypto += [
        "crypto dynamic-map DYN 10",
        *([" set transform-set TS"] if chance.random() < 0.7 else []),
    ]
    crypto += [" match address SITES", "!", "crypto map VPN 100 ipsec-isakmp dynamic DYN"]
    found["hub"] = _config(
        "hub",
        "15.7",
        crypto,
        [*_outside(HUB, bound=True), *_inside("10.1.1")],
        ["ip access-list extended SITES", *lines],
        "",
    )
    return found


def one_entry(chance: random.Random, count: int) -> dict[str, str]:
    """Entries with the peers of two sites each, and one list for both."""
    found: dict[str, str] = {}
    maps: list[str] = []
    lists: list[str] = []
    for n in range(1, count + 1):
        found[f"spoke{n}"] = _mapped_spoke(n, SETS[2], POLICIES[2])
    for n in range(1, count + 1, 2):
        pair = [n, n + 1] if n < count else [n]
        maps += [f"crypto map VPN {n} ipsec-isakmp", *(f" set peer {_spoke(x)}" for x in pair)]
        maps += [" set transform-set TS", f" match address TO-{n}"]
        lists += [f"ip access-list extended TO-{n}"]
        lists += [f" permit ip 10.1.1.0 0.0.0.255 10.2.{x}.0 0.0.0.255" for x in pair]
        if chance.random() < 0.5:
            lists.append(f" permit ip 10.1.1.0 0.0.0.255 10.3.{n}.0 0.0.0.255")
    crypto = [*_policy(10, POLICIES[2])]
    crypto += [f"crypto isakmp key {_key(n)} address {_spoke(n)}" for n in range(1, count + 1)]
    crypto += ["!", f"crypto ipsec transform-set TS {SETS[2]}", " mode tunnel", "!", *maps]
    interfaces = [*_outside(HUB, bound=True), *_inside("10.1.1")]
    found["hub"] = _config("hub", "15.7", crypto, interfaces, lists, "")
    return found


def ikev2(chance: random.Random, count: int) -> dict[str, str]:
    """A hub of IKEv2 without a policy of its own, or with one, and spokes with proposals by chance."""

    def device(
        name: str, ends: list[tuple[int, str, str]], proposal: tuple[str, str, int] | None
    ) -> str:
        crypto: list[str] = []
        if proposal is not None:
            encryption, digest, group = proposal
            crypto += [
                "crypto ikev2 proposal PROP",
                f" encryption {encryption}",
                f" integrity {digest}",
            ]
            crypto += [f" group {group}", "!", "crypto ikev2 policy POL", " proposal PROP", "!"]
        keyring = ["crypto ikev2 keyring KR"]
        profiles: list[str] = []
        interfaces: list[str] = []
        for n, far, inner in ends:
            keyring += [f" peer P{n}", f"  address {far}", f"  pre-shared-key {_key(n)}", " !"]
            profiles += [
                f"crypto ikev2 profile PROF{n}",
                f" match identity remote address {far} 255.255.255.255",
            ]
            profiles += [
                " authentication remote pre-share",
                " authentication local pre-share",
                " keyring local KR",
                "!",
            ]
            interfaces += [
                f"interface Tunnel{n}",
                f" ip address 10.254.{n}.{inner} 255.255.255.252",
            ]
            interfaces += [" tunnel source GigabitEthernet0/0", " tunnel mode ipsec ipv4"]
            interfaces += [
                f" tunnel destination {far}",
                f" tunnel protection ipsec profile VTI{n}",
                "!",
            ]
        sets = ["crypto ipsec transform-set TS esp-gcm 256", " mode tunnel", "!"]
        for n, _, _ in ends:
            sets += [
                f"crypto ipsec profile VTI{n}",
                " set transform-set TS",
                f" set ikev2-profile PROF{n}",
                "!",
            ]
        own = HUB if name == "hub" else _spoke(ends[0][0])
        return _config(
            name,
            "16.7",
            [*crypto, *keyring, "!", *profiles, *sets],
            [*interfaces, *_outside(own)],
            [],
            "",
        )

    numbers = range(1, count + 1)
    found = {
        f"spoke{n}": device(f"spoke{n}", [(n, HUB, "2")], chance.choice(PROPOSALS)) for n in numbers
    }
    own = chance.choice(PROPOSALS) if chance.random() < 0.4 else None
    found["hub"] = device("hub", [(n, _spoke(n), "1") for n in numbers], own)
    return found


def translated(chance: random.Random, count: int) -> dict[str, str]:
    """One NAT list of the hub, standard or extended, in which flows are not exempted yet."""
    found: dict[str, str] = {}
    maps: list[str] = []
    lists: list[str] = []
    denies: list[str] = []
    for n in range(1, count + 1):
        found[f"spoke{n}"] = _mapped_spoke(n, SETS[2], POLICIES[2])
        maps += [f"crypto map VPN {n * 10} ipsec-isakmp", f" set peer {_spoke(n)}"]
        maps += [" set transform-set TS", f" match address TO-{n}"]
        lists += [f"ip access-list extended TO-{n}"]
        lists += [f" permit ip 10.1.1.0 0.0.0.255 10.2.{n}.0 0.0.0.255"]
        if chance.random() < 0.3:
            denies.append(f" deny   ip 10.1.1.0 0.0.0.255 10.2.{n}.0 0.0.0.255")
    crypto = [*_policy(10, POLICIES[2])]
    crypto += [f"crypto isakmp key {_key(n)} address {_spoke(n)}" for n in range(1, count + 1)]
    crypto += ["!", f"crypto ipsec transform-set TS {SETS[2]}", " mode tunnel", "!", *maps]
    interfaces = [*_outside(HUB, bound=True), " ip nat outside"]
    interfaces += [*_inside("10.1.1"), " ip nat inside"]
    if chance.random() < 0.4:
        nat = ["ip nat inside source list 1 interface GigabitEthernet0/0 overload", "!"]
        lists += ["!", "access-list 1 permit 10.1.1.0 0.0.0.255"]
    else:
        nat = ["ip nat inside source list NAT interface GigabitEthernet0/0 overload", "!"]
        lists += ["ip access-list extended NAT", *denies, " permit ip 10.1.1.0 0.0.0.255 any"]
    found["hub"] = _config("hub", "15.7", crypto, interfaces, [*nat, *lists], "")
    return found


def firewall(chance: random.Random, count: int) -> dict[str, str]:
    """An ASA as the hub: policies, sets, lists and identity NAT by chance, objects that several flows share."""
    found: dict[str, str] = {}
    lists: list[str] = []
    maps: list[str] = []
    groups: list[str] = []
    nat: list[str] = []
    objects = ["object network LAN", " subnet 10.1.1.0 255.255.255.0"]
    sets = ("esp-3des esp-sha-hmac", "esp-aes esp-sha-hmac", "esp-aes-256 esp-sha-hmac")
    for n in range(1, count + 1):
        found[f"spoke{n}"] = _mapped_spoke(n, chance.choice(SETS[:3]), chance.choice(POLICIES[:2]))
        flow = f"10.1.1.0 255.255.255.0 10.2.{n}.0 255.255.255."
        mask = "0" if chance.random() < 0.7 else "128"
        lists.append(f"access-list TO-{n} extended permit ip {flow}{mask}")
        entry = f"crypto map VPN {n * 10}"
        maps += [f"{entry} match address TO-{n}", f"{entry} set peer {_spoke(n)}"]
        maps.append(f"{entry} set ikev1 transform-set TS")
        groups += [f"tunnel-group {_spoke(n)} type ipsec-l2l"]
        groups += [f"tunnel-group {_spoke(n)} ipsec-attributes", f" ikev1 pre-shared-key {_key(n)}"]
        if chance.random() < 0.5:
            objects += [f"object network SITE-{n}", f" subnet 10.2.{n}.0 255.255.255.0"]
            nat.append(
                f"nat (inside,outside) source static LAN LAN destination static SITE-{n} SITE-{n} no-proxy-arp"
            )
    nat.append("nat (inside,outside) after-auto source dynamic any interface")
    encryption, _, group = chance.choice(POLICIES[:2])
    own = encryption.replace("aes 256", "aes-256")
    found["hub"] = "\n".join(
        [
            ": Saved",
            ":",
            "ASA Version 9.1(7)",
            "!",
            "hostname hub",
            "!",
            "interface GigabitEthernet0/0",
            " nameif outside",
            " security-level 0",
            f" ip address {HUB} 255.255.255.0",
            "!",
            "interface GigabitEthernet0/1",
            " nameif inside",
            " security-level 100",
            " ip address 10.1.1.1 255.255.255.0",
            "!",
            *objects,
            *lists,
            *nat,
            "route outside 0.0.0.0 0.0.0.0 192.0.2.254 1",
            f"crypto ipsec ikev1 transform-set TS {chance.choice(sets)}",
            *maps,
            "crypto map VPN interface outside",
            "crypto ikev1 enable outside",
            "crypto ikev1 policy 10",
            " authentication pre-share",
            f" encryption {own}",
            " hash sha",
            f" group {5 if group == 5 else 2}",
            " lifetime 86400",
            *groups,
            ": end",
            "",
        ]
    )
    return found


SHAPES: dict[str, Callable[[random.Random, int], dict[str, str]]] = {
    item.__name__: item
    for item in (profile, entries, built_in, dynamic, one_entry, ikev2, translated, firewall)
}

"""Two routers drawn by dice: most of what both say is the same, some of it is not."""

from __future__ import annotations

import random

from remediate.lab.device import Device
from remediate.lab.releases import IOS_12, IOS_15, XE_16, XE_17, Release
from tests.lab.ike.test_ikev2 import MAP, TUNNEL, vti
from tests.lab.ike.two_ends import A, B, World, lan_to_lan

SETS = [
    "esp-aes 256 esp-sha-hmac",
    "esp-aes 256 esp-sha-hmac",
    "esp-aes esp-sha-hmac",
    "esp-3des esp-md5-hmac",
    "esp-aes 256 esp-sha256-hmac",
]
GRE = TUNNEL.replace(" tunnel mode ipsec ipv4\n", "")


def policies(dice: random.Random) -> str:
    numbers = sorted(dice.sample([5, 10, 20, 30], dice.choice([1, 1, 2, 3])))
    return "".join(
        f"crypto isakmp policy {number}\n"
        f" encryption {dice.choice(['aes 256'] * 5 + ['aes', '3des'])}\n"
        f" hash {dice.choice(['sha'] * 6 + ['md5', 'sha256'])}\n"
        f" authentication {dice.choice(['pre-share'] * 15 + ['rsa-sig'])}\n"
        f" group {dice.choice(['14'] * 6 + ['5', '2'])}\n"
        f" lifetime {dice.choice([86400, 86400, 3600])}\n"
        for number in numbers
    )


def transforms(dice: random.Random) -> tuple[str, str]:
    names = ["TS", "T2", "T3"][: dice.choice([1, 1, 2, 3])]
    made = "".join(
        f"crypto ipsec transform-set {name} {dice.choice(SETS)}\n"
        + (" mode transport\n" if dice.random() < 0.15 else "")
        for name in names
    )
    return made, f" set transform-set {' '.join(dice.sample(names, len(names)))}\n"


def entries(dice: random.Random, near: str, far: str) -> str:
    whole = f" permit ip {near} 0.0.0.255 {far} 0.0.0.255\n"
    host = f"host {near[:-1]}9"
    others = [
        f"{whole} permit ip {near} 0.0.0.255 10.77.0.0 0.0.255.255\n",
        f" permit ip {host} {far} 0.0.0.255\n",
        f" permit ip {near} 0.0.0.255 host {far[:-1]}9\n",
        f" deny ip {host} {far} 0.0.0.255\n{whole}",
        f" permit tcp {near} 0.0.0.255 {far} 0.0.0.255\n",
        f" permit ip {near} 0.0.0.255 10.66.0.0 0.0.255.255\n",
    ]
    return dice.choice([whole] * 30 + others)


def extras(dice: random.Random, near: str, release: Release) -> str:
    drawn = dice.random()
    if drawn < 0.02:
        return f"crypto map VPN local-address {release.ports[1]}\n"
    if drawn < 0.07:
        return (
            f"ip access-list extended WIDE\n permit ip {near} 0.0.0.255 10.0.0.0 0.255.255.255\n"
            f"crypto map VPN {dice.choice([5, 20])} ipsec-isakmp\n set peer 203.0.113.9\n"
            " set transform-set TS\n match address WIDE\n"
        )
    if drawn < 0.15:
        return (
            "crypto dynamic-map DYN 10\n set transform-set TS\n"
            "crypto map VPN 65535 ipsec-isakmp dynamic DYN\n"
        )
    return ""


def map_pair(world: World, dice: random.Random) -> tuple[Device, Device]:
    """Add two routers with crypto maps for IKEv1."""
    common = policies(dice) if dice.random() < 0.85 else None
    sets = transforms(dice) if dice.random() < 0.85 else None
    usual = "crypto isakmp key s3cretKey address {peer}"
    keys = [usual] * 25 + [
        "crypto isakmp key other address {peer}",
        "crypto isakmp key s3cretKey address 0.0.0.0 0.0.0.0",
        "crypto isakmp key s3cretKey address 203.0.113.9",
        "crypto keyring R\n pre-shared-key address {peer} key s3cretKey",
    ]
    found = []
    for name, here, there, near, far in (
        ("r1", A, B, "10.1.1.0", "10.2.2.0"),
        ("r2", B, A, "10.2.2.0", "10.1.1.0"),
    ):
        release = dice.choice([IOS_12, IOS_15, XE_16, XE_17])
        made, used = sets or transforms(dice)
        entry = used
        if dice.random() < 0.12:
            entry += f" set pfs group{dice.choice([14, 14, 5])}\n"
        if dice.random() < 0.2:
            entry += f" set security-association lifetime seconds {dice.choice([900, 7200])}\n"
        text = lan_to_lan(
            here,
            there,
            near,
            far,
            release=release,
            policy=common if common is not None else policies(dice),
            key=dice.choice(keys),
            sets=made,
            entry=entry,
            acl=entries(dice, near, far),
            bound="" if dice.random() < 0.02 else " crypto map VPN\n",
            extra=extras(dice, near, release),
        )
        found.append(world.add(name, text, release, refuses=True))
    return found[0], found[1]


def proposals(dice: random.Random) -> str:
    names = ["P0", "P1"][: dice.choice([1, 1, 2])]

    def some(items: list[str]) -> str:
        return " ".join(dice.sample(items, dice.choice([1, 1, 2])))

    made = "".join(
        f"crypto ikev2 proposal {name}\n encryption {some(['aes-cbc-256', 'aes-cbc-128', 'aes-cbc-192'])}\n"
        f" integrity {some(['sha256', 'sha512', 'sha1'])}\n group {some(['14', '19', '21'])}\n"
        for name in names
    )
    return (
        f"{made}crypto ikev2 policy POL\n{''.join(f' proposal {name}{chr(10)}' for name in names)}"
    )


def ikev2_pair(world: World, dice: random.Random) -> tuple[Device, Device]:
    """Add two routers with tunnel interfaces or crypto maps for IKEv2."""
    common = proposals(dice) if dice.random() < 0.8 else None
    kind = dice.choice([TUNNEL, GRE, MAP])
    keys = [" pre-shared-key s3cret\n"] * 14 + [
        " pre-shared-key other\n",
        " pre-shared-key local aaa\n  pre-shared-key remote bbb\n",
        " pre-shared-key local bbb\n  pre-shared-key remote aaa\n",
    ]
    found = []
    for number, here, there in ((1, A, B), (2, B, A)):
        release = dice.choice([IOS_15, XE_16, XE_17])
        transforms_ = dice.choice(["esp-aes 256 esp-sha256-hmac"] * 8 + ["esp-aes esp-sha256-hmac"])
        matches = [""] * 8 + [
            " match identity remote fqdn domain example.com\n",
            f" match identity remote address {there} 255.255.255.255\n match identity remote fqdn domain example.com\n",
            " match identity remote address 0.0.0.0\n",
        ]
        text = vti(
            here,
            there,
            number,
            release=release,
            proposal=common if common is not None else proposals(dice),
            keys=dice.choice(keys),
            identity=f" identity local fqdn r{number}.example.com\n"
            if dice.random() < 0.08
            else "",
            match=dice.choice(matches),
            sets=f"crypto ipsec transform-set TS {transforms_}\n"
            + (" mode transport\n" if dice.random() < 0.2 else ""),
            ipsec=f" set pfs group{dice.choice([14, 19])}\n" if dice.random() < 0.15 else "",
            tunnel=dice.choice([TUNNEL, GRE, MAP]) if dice.random() < 0.05 else kind,
        )
        found.append(world.add(f"r{number}", text, release, refuses=True))
    return found[0], found[1]

"""Phase 1 of IKEv1 drawn by dice: policies in any order, keys found in every way that there is."""

from __future__ import annotations

from typing import NamedTuple

from tests.lab.ike.wide_words import Dice, Place

__all__ = ["Phase1", "Policy", "of_firewall", "of_router", "policies"]


class Policy(NamedTuple):
    """A policy without its number."""

    encryption: str
    hash: str
    authentication: str
    group: int
    lifetime: int


class Phase1(NamedTuple):
    """Lines, and the profile that entries name."""

    text: str
    profile: str = ""


def _policy(dice: Dice, groups: tuple[int, ...]) -> Policy:
    return Policy(
        dice.choice(["aes 256"] * 4 + ["aes", "aes 192", "3des", "des"]),
        dice.choice(["sha"] * 5 + ["md5", "sha256"]),
        dice.choice(["pre-share"] * 12 + ["rsa-sig"]),
        dice.choice(groups),
        dice.choice([86400, 86400, 3600, 28800]),
    )


def policies(dice: Dice, groups: tuple[int, ...]) -> tuple[Policy, ...]:
    """Return some policies."""
    return tuple(_policy(dice, groups) for _ in range(dice.choice([1, 1, 2, 3, 4])))


def _said(place: Place, common: tuple[Policy, ...]) -> list[tuple[int, Policy]]:
    """Return the policies of an end with their numbers, in an order of its own now and then."""
    dice = place.dice
    found = list(common)
    if place.differs(0.12, "policies"):
        groups = tuple({item.group for item in common} | {14, 5})
        change = dice.choice(["add", "drop", "other", "group", "key length"])
        if change == "add":
            found.append(_policy(dice, groups))
        elif change == "drop":
            found.pop(dice.randrange(len(found)))
        elif change == "other":
            found = [_policy(dice, groups)]
        elif change == "group":
            found[0] = found[0]._replace(group=dice.choice([1, 2, 5, 14, 16, 19]))
        else:
            found[0] = found[0]._replace(encryption=dice.choice(["aes", "aes 192", "aes 256"]))
    found = [
        item._replace(lifetime=dice.choice([86400, 3600])) if dice.now_and_then(0.1) else item
        for item in found
    ]
    if dice.now_and_then(0.4):
        dice.shuffle(found)
    numbers = sorted(dice.sample(range(1, 200), len(found)))
    return list(zip(numbers, found, strict=True))


def of_router(place: Place, common: tuple[Policy, ...], secret: str) -> Phase1:
    """Return the lines of a router."""
    dice = place.dice
    text = "".join(
        f"crypto isakmp policy {number}\n encryption {item.encryption}\n hash {item.hash}\n"
        f" authentication {item.authentication}\n group {item.group}\n lifetime {item.lifetime}\n"
        for number, item in _said(place, common)
    )
    if place.differs(0.02, "default policies"):
        text = dice.choice(["", "no crypto isakmp default policy\n"])
    return _keyed(place, text, secret)


def _keyed(place: Place, text: str, secret: str) -> Phase1:
    dice, there = place.dice, place.there
    network = there.rpartition(".")[0] + ".0"
    if place.differs(0.03, "key"):
        secret = "0therKey"
    wide = f"address {network} 255.255.255.0"
    if place.differs(0.03, "key's place"):
        lines = dice.choice(
            [
                "",
                f"crypto isakmp key {secret} address 203.0.113.9\n",
                f"crypto keyring R\n local-address 203.0.113.77\n pre-shared-key address {there} key {secret}\n",
                f"crypto isakmp key {secret} {wide}\ncrypto isakmp key wr0ng address {there}\n",
            ]
        )
        return Phase1(text + lines)
    forms = [
        f"crypto isakmp key {secret} address {there}\n",
        f"crypto isakmp key {secret} address {there}\n",
        f"crypto isakmp key {secret} {wide}\n",
        f"crypto isakmp key {secret} address 0.0.0.0 0.0.0.0\n",
        f"crypto isakmp key {secret} address {there} no-xauth\n",
        f"crypto keyring R\n pre-shared-key address {there} key {secret}\n",
        f"crypto keyring R\n local-address {place.here}\n pre-shared-key address {there} key {secret}\n",
        f"crypto keyring R\n local-address {place.release.ports[0]}\n pre-shared-key address {network} 255.255.255.0 key {secret}\n",
        f"crypto isakmp key wr0ng {wide}\ncrypto isakmp key {secret} address {there}\n",
        f"crypto isakmp key wr0ng address 0.0.0.0 0.0.0.0\ncrypto isakmp key {secret} {wide}\n",
    ]
    if not dice.now_and_then(0.2):
        return Phase1(text + dice.choice(forms))
    ring = f"crypto keyring R\n pre-shared-key address {there} key {secret}\n"
    match = dice.choice([f"{there} 255.255.255.255"] * 3 + [f"{network} 255.255.255.0", "0.0.0.0"])  # noqa: S104 - any peer
    if place.differs(0.1, "profile's match"):
        match = "203.0.113.9 255.255.255.255"
    profile = f"crypto isakmp profile IP\n keyring R\n match identity address {match}\n"
    if dice.now_and_then(0.2):
        ring += f"crypto isakmp key {dice.choice([secret, 'wr0ng'])} address {there}\n"
    return Phase1(text + ring + profile, "" if dice.now_and_then(0.2) else "IP")


def of_firewall(place: Place, common: tuple[Policy, ...], secret: str) -> str:
    """Return the lines of a firewall."""
    dice = place.dice
    text = "".join(
        f"crypto ikev1 policy {number}\n authentication {item.authentication}\n"
        f" encryption {item.encryption.replace(' ', '-')}\n hash {item.hash}\n group {item.group}\n"
        f" lifetime {item.lifetime}\n"
        for number, item in _said(place, common)
    )
    if not place.differs(0.01, "not enabled"):
        text += "crypto ikev1 enable outside\n"
    if place.differs(0.03, "key"):
        secret = "0therKey"
    text += groups(place, "ikev1", f" ikev1 pre-shared-key {secret}\n")
    if dice.now_and_then(0.05):
        text += f"crypto isakmp identity {dice.choice(['address', 'hostname'])}\n"
    return text


def groups(place: Place, word: str, keys: str) -> str:
    """Return the tunnel groups of a firewall, and their policy."""
    dice, name = place.dice, place.there
    if place.differs(0.03, "tunnel group"):
        name = dice.choice(["203.0.113.9", ""])
    elif dice.now_and_then(0.07):
        name = "DefaultL2LGroup"
    if not name:
        return ""
    text = ""
    policy = ""
    if dice.now_and_then(0.3):
        allowed = dice.choice([word, "ikev1 ikev2"])
        if place.differs(0.08, "group policy"):
            allowed = "ikev1" if word == "ikev2" else "ikev2"
        policy = dice.choice(["L2L", "DfltGrpPolicy"])
        if policy == "L2L":
            text += "group-policy L2L internal\n"
        text += f"group-policy {policy} attributes\n vpn-tunnel-protocol {allowed}\n"
    if name != "DefaultL2LGroup":
        text += f"tunnel-group {name} type ipsec-l2l\n"
    if policy == "L2L":
        text += f"tunnel-group {name} general-attributes\n default-group-policy L2L\n"
    return f"{text}tunnel-group {name} ipsec-attributes\n{keys}"

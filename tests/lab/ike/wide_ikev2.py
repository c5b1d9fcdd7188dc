"""IKEv2 drawn by dice: proposals and policies, profiles, identities, keyrings and tunnel groups."""

from __future__ import annotations

from typing import NamedTuple

from tests.lab.ike.wide_ikev1 import groups
from tests.lab.ike.wide_words import Dice, Place

__all__ = ["Proposal", "of_firewall", "of_router", "proposals"]


class Proposal(NamedTuple):
    """What may be used together."""

    encryption: tuple[str, ...]
    integrity: tuple[str, ...]
    groups: tuple[str, ...]


def _some(dice: Dice, items: list[str]) -> tuple[str, ...]:
    return tuple(dice.sample(items, dice.choice([1, 1, 2])))


def _proposal(dice: Dice) -> Proposal:
    return Proposal(
        _some(dice, ["256", "256", "128", "192"])
        if dice.now_and_then(0.9)
        else _some(dice, ["256", "3des"]),
        _some(dice, ["sha256", "sha512", "sha1"]),
        _some(dice, ["14", "19", "21", "5"]),
    )


def proposals(dice: Dice) -> tuple[Proposal, ...]:
    """Return some proposals."""
    return tuple(_proposal(dice) for _ in range(dice.choice([1, 1, 2, 3])))


def _said(place: Place, common: tuple[Proposal, ...]) -> list[Proposal]:
    dice = place.dice
    found = list(common)
    if place.differs(0.15, "proposals"):
        change = dice.choice(["add", "drop", "other", "group", "order"])
        if change == "add":
            found.append(_proposal(dice))
        elif change == "drop":
            found.pop(dice.randrange(len(found)))
        elif change == "other":
            found = [_proposal(dice)]
        elif change == "group":
            found[0] = found[0]._replace(groups=_some(dice, ["14", "19", "21", "5", "2", "24"]))
        else:
            found[0] = Proposal(*(items[::-1] for items in found[0]))
    if dice.now_and_then(0.3):
        dice.shuffle(found)
    return [
        item._replace(encryption=tuple(dict.fromkeys(item.encryption)), integrity=tuple(dict.fromkeys(item.integrity)))
        for item in found
    ]  # fmt: skip


def of_router(place: Place, common: tuple[Proposal, ...], secret: str) -> str:
    """Return proposals, policies, keyring and profile of a router."""
    dice, here = place.dice, place.here
    said = _said(place, common)
    text = ""
    for number, item in enumerate(said):
        ciphers = " ".join(
            word if word == "3des" else f"aes-cbc-{word}" for word in item.encryption
        )
        text += f"crypto ikev2 proposal P{number}\n encryption {ciphers}\n integrity {' '.join(item.integrity)}\n"
        text += f" group {' '.join(item.groups)}\n"
        if dice.now_and_then(0.05):
            text += f" prf {dice.choice(['sha256', 'sha512'])}\n"
    names = "".join(f" proposal P{number}\n" for number in range(len(said)))
    if place.differs(0.03, "policy for another address"):
        text += f"crypto ikev2 policy POL\n match address local 203.0.113.7\n{names}"
    elif place.differs(0.03, "smart defaults"):
        text += dice.choice(["", "crypto ikev2 policy POL\n proposal default\n"])
    elif dice.now_and_then(0.1):
        text += f"crypto ikev2 policy POL\n match address local {here}\n{names}"
    else:
        text += f"crypto ikev2 policy POL\n{names}"
    return text + _keyring(place, secret) + _profile(place)


def _keyring(place: Place, secret: str) -> str:
    dice, there = place.dice, place.there
    if place.differs(0.03, "key"):
        secret = "0therKey"
    network = there.rpartition(".")[0] + ".0"
    keys = dice.choice(
        [f"  pre-shared-key {secret}\n"] * 3
        + [f"  pre-shared-key local {secret}\n  pre-shared-key remote {secret}\n"]
    )
    if place.differs(0.04, "two keys"):
        pair = dice.choice([("aaa", "bbb"), ("bbb", "aaa"), (secret, "bbb"), ("bbb", secret)])
        keys = f"  pre-shared-key local {pair[0]}\n  pre-shared-key remote {pair[1]}\n"
    if place.differs(0.02, "half a key"):
        keys = dice.choice([f"  pre-shared-key local {secret}\n", f"  pre-shared-key remote {secret}\n", ""])  # fmt: skip
    where = dice.choice(
        [f"  address {there}\n"] * 4
        + [f"  address {network} 255.255.255.0\n", "  address 0.0.0.0 0.0.0.0\n"]
    )
    if place.differs(0.03, "keyring's peer"):
        where = dice.choice(
            ["  address 203.0.113.9\n", f"  identity fqdn r{3 - place.number}.example.com\n", ""]
        )
    text = "crypto ikev2 keyring KR\n"
    if dice.now_and_then(0.1):
        text += " peer WIDE\n  address 0.0.0.0 0.0.0.0\n  pre-shared-key wr0ng\n"
    return f"{text} peer FAR\n{where}{keys}"


def _profile(place: Place) -> str:
    dice, there = place.dice, place.there
    network = there.rpartition(".")[0] + ".0"
    matches = [f" match identity remote address {there} 255.255.255.255\n"] * 6 + [
        f" match identity remote address {network} 255.255.255.0\n",
        " match identity remote address 0.0.0.0\n",
        f" match identity remote address {there} 255.255.255.255\n match identity remote fqdn domain example.com\n",
    ]
    match = dice.choice(matches)
    if place.differs(0.04, "profile's match"):
        match = dice.choice(
            [
                " match identity remote fqdn domain example.com\n",
                f" match identity remote fqdn r{3 - place.number}.example.com\n",
                " match identity remote address 203.0.113.9 255.255.255.255\n",
                "",
            ]
        )
    identity = ""
    if place.differs(0.05, "identity"):
        identity = dice.choice(
            [f" identity local fqdn r{place.number}.example.com\n", " identity local address 203.0.113.8\n", f" identity local address {place.here}\n"]
        )  # fmt: skip
    ways = [" authentication remote pre-share\n", " authentication local pre-share\n"]
    if place.differs(0.02, "method"):
        at = dice.choice([0, 1])
        ways[at] = dice.choice(["", ways[at].replace("pre-share", "rsa-sig")])
    ring = "" if place.differs(0.015, "no keyring") else " keyring local KR\n"
    other = ""
    if dice.now_and_then(0.06):
        place.marks.append(f"{place.name}: another profile first")
        other = (
            "crypto ikev2 profile ANOTHER\n match identity remote address 0.0.0.0\n"
            " authentication remote pre-share\n authentication local pre-share\n keyring local KR\n"
        )
    return f"{other}crypto ikev2 profile PROF\n{match}{identity}{''.join(ways)}{ring}"


def of_firewall(place: Place, common: tuple[Proposal, ...], secret: str) -> str:
    """Return the policies and tunnel groups of a firewall."""
    dice = place.dice
    text = ""
    for number, item in enumerate(_said(place, common), 1):
        ciphers = " ".join(
            {"256": "aes-256", "192": "aes-192", "128": "aes"}.get(word, word)
            for word in item.encryption
        )
        digests = " ".join("sha" if word == "sha1" else word for word in item.integrity)
        text += f"crypto ikev2 policy {number * 10}\n encryption {ciphers}\n integrity {digests}\n"
        text += f" group {' '.join(item.groups)}\n"
        if not place.differs(0.02, "prf"):
            text += f" prf {digests}\n"
    if not place.differs(0.01, "not enabled"):
        text += "crypto ikev2 enable outside\n"
    keys = [secret, secret]
    if place.differs(0.03, "key"):
        keys[dice.choice([0, 1])] = "0therKey"
    lines = [f" ikev2 remote-authentication pre-shared-key {keys[0]}\n", f" ikev2 local-authentication pre-shared-key {keys[1]}\n"]  # fmt: skip
    if place.differs(0.02, "half a key"):
        lines.pop(dice.choice([0, 1]))
    if dice.now_and_then(0.05):
        text += f"crypto isakmp identity {dice.choice(['address', 'hostname'])}\n"
    return text + groups(place, "ikev2", "".join(lines))

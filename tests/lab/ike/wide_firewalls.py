"""A firewall of a drawn pair, from ASA 8.4 on."""

from __future__ import annotations

from tests.lab.ike import wide_ikev1, wide_ikev2
from tests.lab.ike.wide_wishes import NOBODY, SETS_1, SETS_2, Row, Wish, other_rows
from tests.lab.ike.wide_words import Place, netmask

__all__ = ["firewall"]


def firewall(place: Place, wish: Wish, rows: tuple[Row, ...]) -> str:
    dice, there = place.dice, place.there
    outside, inside = place.release.ports[:2]
    if place.differs(0.12, "list"):
        rows = other_rows(dice, rows)
    peers = [there]
    if place.differs(0.03, "peer"):
        peers = [NOBODY]
    elif dice.now_and_then(0.06):
        peers = dice.sample([NOBODY, there], 2)
    text = (
        f"hostname {place.name}\ninterface {outside}\n nameif outside\n security-level 0\n"
        f" ip address {place.here} 255.255.255.0\n no shutdown\n"
        f"interface {inside}\n nameif inside\n security-level 100\n"
        f" ip address 10.{place.number}.{place.number}.1 255.255.255.0\n no shutdown\n"
    )
    for row in rows:
        text += (
            f"access-list VPN extended {'permit' if row.permit else 'deny'} {row.protocol} {netmask(row.near)}"
            f"{f' eq {row.near_port}' if row.near_port else ''} {netmask(row.far)}"
            f"{f' eq {row.port}' if row.port else ''}\n"
        )
    text += f"route outside 0.0.0.0 0.0.0.0 {place.here.rpartition('.')[0]}.254 1\n"
    sets = wish.sets
    if place.differs(0.07, "sets"):
        sets = (dice.choice(SETS_1 if wish.version == 1 else SETS_2),)
    names = [f"TS{number}" for number in range(len(sets))]
    text += "".join(_set_asa(wish.version, name, item) for name, item in zip(names, sets, strict=True))  # fmt: skip
    entry = "crypto map OM 10"
    if not place.differs(0.015, "no list"):
        text += f"{entry} match address VPN\n"
    pfs = wish.pfs
    if place.differs(0.05, "pfs"):
        pfs = dice.choice(["", "14", "5", "2", "bare"])
    if pfs:
        text += f"{entry} set pfs{'' if pfs == 'bare' else f' group{pfs}'}\n"
    text += f"{entry} set peer {' '.join(peers)}\n"
    word = "ikev1 transform-set" if wish.version == 1 else "ikev2 ipsec-proposal"
    text += f"{entry} set {word} {' '.join(names)}\n"
    if place.differs(0.02, "connection type"):
        text += f"{entry} set connection-type {dice.choice(['answer-only', 'originate-only'])}\n"
    if not place.differs(0.015, "unbound"):
        text += "crypto map OM interface outside\n"
    if wish.version == 1:
        return text + wide_ikev1.of_firewall(place, wish.policies, wish.secret)
    return text + wide_ikev2.of_firewall(place, wish.proposals, wish.secret)


def _set_asa(version: int, name: str, item: str) -> str:
    cipher, _, digest = item.rpartition(" ")
    kind, _, length = cipher.partition(" ")
    if version == 1:
        word = f"esp-{kind}{f'-{length}' if length else ''}"
        return f"crypto ipsec ikev1 transform-set {name} {word} esp-{digest}-hmac\n"
    if kind == "gcm":
        return f"crypto ipsec ikev2 ipsec-proposal {name}\n protocol esp encryption aes-gcm-{digest}\n protocol esp integrity null\n"
    word = f"{kind}{f'-{length}' if length else ''}"
    return f"crypto ipsec ikev2 ipsec-proposal {name}\n protocol esp encryption {word}\n protocol esp integrity {'sha-1' if digest == 'sha' else 'sha-256'}\n"

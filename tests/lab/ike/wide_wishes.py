"""What both ends of a drawn pair are meant to say: flows, transforms, PFS, policies, proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tests.lab.ike import wide_ikev1, wide_ikev2
from tests.lab.ike.wide_words import Dice

__all__ = ["NOBODY", "SETS_1", "SETS_2", "Row", "Wish", "other_rows", "wish"]

NOBODY = "203.0.113.9"


class Row(NamedTuple):
    """An entry of a crypto access list: networks as address and prefix length."""

    permit: bool
    protocol: str
    near: str
    far: str
    port: str = ""
    """Of the far end."""
    near_port: str = ""

    def mirrored(self) -> Row:
        return self._replace(near=self.far, far=self.near, port=self.near_port, near_port=self.port)


@dataclass(frozen=True, slots=True)
class Wish:
    """What both ends are meant to say."""

    version: int
    kind: str
    """``map``, ``vti``, ``gre``."""
    secret: str
    rows: tuple[Row, ...]
    """As the first end has them."""
    sets: tuple[str, ...]
    transport: bool
    pfs: str
    policies: tuple[wide_ikev1.Policy, ...]
    proposals: tuple[wide_ikev2.Proposal, ...]


def _rows(dice: Dice) -> tuple[Row, ...]:
    whole = Row(True, "ip", "10.1.1.0/24", "10.2.2.0/24")
    drawn = dice.random()
    if drawn < 0.6:
        return (whole,)
    if drawn < 0.75:
        return (whole, Row(True, "ip", "10.1.1.0/24", "10.2.3.0/24"))
    if drawn < 0.82:
        return (Row(True, "ip", "10.1.0.0/16", "10.2.0.0/16"),)
    if drawn < 0.88:
        return (Row(True, "tcp", "10.1.1.0/24", "10.2.2.0/24", port="443"),)
    if drawn < 0.94:
        return (Row(False, "ip", "10.1.1.9/32", "10.2.2.0/24"), whole)
    return (Row(True, "ip", "10.1.1.9/32", "10.2.2.9/32"), Row(True, "ip", "10.1.1.0/24", "10.2.2.0/24"))  # fmt: skip


def other_rows(dice: Dice, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return a list that is not the mirror."""
    first = rows[0]
    here, there = first.near.partition("/")[0][:-1], first.far.partition("/")[0][:-1]
    return dice.choice(
        [
            rows[::-1],
            (*rows, first._replace(far="10.77.0.0/16")),
            rows[1:] or (first._replace(near=f"{here}9/32"),),
            (first._replace(far=f"{there}9/32"), *rows[1:]),
            (first._replace(permit=False, near=f"{here}9/32"), *rows),
            (first._replace(protocol="tcp", port="", near_port=""), *rows[1:]),
            (first._replace(protocol="tcp", port="80", near_port=""), *rows[1:]),
            (first._replace(near="10.0.0.0/8"), *rows[1:]),
            (first._replace(far="10.66.0.0/16"), *rows[1:]),
            (first._replace(near="0.0.0.0/0"), *rows[1:]),
            (*rows, first._replace(near=f"{here}128/25")),
        ]
    )


SETS_1 = ["aes 256 sha"] * 4 + ["aes sha", "aes 192 sha", "3des md5", "3des sha"]
SETS_2 = ["aes 256 sha256"] * 4 + ["aes sha256", "aes 192 sha256", "aes 256 sha", "gcm 256"]


def wish(dice: Dice, version: int, kind: str, groups: tuple[int, ...]) -> Wish:
    pool = SETS_1 if version == 1 else SETS_2
    sets = tuple(dict.fromkeys(dice.choice(pool) for _ in range(dice.choice([1, 1, 2, 3]))))
    return Wish(
        version=version,
        kind=kind,
        secret="s3cretKey",
        rows=_rows(dice),
        sets=sets,
        transport=dice.now_and_then(0.5 if kind == "gre" else 0.05),
        pfs=dice.choice([""] * 5 + ["14", "14", "5", "bare"]),
        policies=wide_ikev1.policies(dice, groups),
        proposals=wide_ikev2.proposals(dice),
    )

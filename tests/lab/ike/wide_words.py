"""Dice, the place of an end, networks as the platforms write them."""

from __future__ import annotations

import ipaddress
import random
from dataclasses import dataclass

from remediate.lab.releases import Release

_RATE = 0.5
"""How much of what is rare comes about: most ends differ nowhere or at one point."""

__all__ = ["Dice", "Place", "netmask", "wildcard"]


class Dice(random.Random):
    """Dice with a word for what is rare."""

    def now_and_then(self, share: float) -> bool:
        return self.random() < share


@dataclass(slots=True, kw_only=True)
class Place:
    """One end of a pair."""

    number: int
    here: str
    there: str
    release: Release
    marks: list[str]
    dice: Dice

    @property
    def name(self) -> str:
        return f"r{self.number}"

    def differs(self, share: float, what: str) -> bool:
        """Whether this end says something of its own; noted where it does."""
        if not self.dice.now_and_then(share * _RATE):
            return False
        self.marks.append(f"{self.name}: {what}")
        return True


def wildcard(block: str) -> str:
    """Return ``10.1.1.0/24`` as a router has it."""
    network = ipaddress.IPv4Network(block)
    if network.prefixlen == 0:
        return "any"
    if network.prefixlen == 32:
        return f"host {network.network_address}"
    return f"{network.network_address} {network.hostmask}"


def netmask(block: str) -> str:
    """Return ``10.1.1.0/24`` as a firewall has it."""
    network = ipaddress.IPv4Network(block)
    if network.prefixlen == 0:
        return "any4"
    if network.prefixlen == 32:
        return f"host {network.network_address}"
    return f"{network.network_address} {network.netmask}"

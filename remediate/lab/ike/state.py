"""What the devices hold: pairs of associations, the flows that they serve, and attempts that go on."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from remediate.lab.aces import Ace
from remediate.lab.associations import FlowSa, IkeSa
from remediate.lab.ike.exchange import Child, Exchange, Reason
from remediate.lab.ike.facts import CryptoEntry

__all__ = ["Asked", "Bond", "Flow", "Holding", "Pair", "Registered", "Stuck", "number_of"]

FlowKey = tuple[tuple[str, int, int], Ace, str]
"""Entry, selector, peer."""


def number_of(*parts: object) -> int:
    """Return a number of 32 bits that depends on the parts alone."""
    return zlib.crc32("|".join(map(str, parts)).encode())


@dataclass(slots=True, eq=False)
class Bond:
    """An IKE SA: one end at each of two devices, as long as each holds it."""

    exchange: Exchange
    began: float
    ends: dict[str, IkeSa] = field(default_factory=dict)
    lost: float | None = None
    """Since when one end is gone and the other does not know."""

    def exchange_names(self) -> tuple[str, str]:
        """Return the two devices, whether or not they still hold it."""
        return self.exchange.initiator.facts.device, self.exchange.answering.facts.device


@dataclass(slots=True, eq=False)
class Pair:
    """IPsec associations in both directions between two devices."""

    bond: Bond
    child: Child
    began: float
    lifetime: int
    ends: dict[str, Flow] = field(default_factory=dict)
    names: tuple[str, str] = ("", "")
    """Initiator and responder."""
    counted: float = 0.0
    lost: float | None = None

    def other(self, name: str) -> str:
        """Return the other device."""
        return self.names[1] if name == self.names[0] else self.names[0]


@dataclass(slots=True, eq=False)
class Flow:
    """A flow that an entry protects at one device, with or without associations."""

    entry: CryptoEntry
    sa: FlowSa
    pair: Pair | None = None
    due: float = 0.0
    """When it may try again."""
    counted: float = 0.0
    own: bool = True
    """Whether the configuration has it; else it is here as long as its associations."""
    covered: bool = False
    """Whether an earlier entry takes its packets."""
    peer_index: int = 0


@dataclass(slots=True, eq=False)
class Stuck:
    """A phase 1 that does not come about."""

    sa: IkeSa | None
    tries: int = 0
    due: float = 0.0
    failed: Reason | None = None
    """What the last attempt failed for."""


@dataclass(slots=True, eq=False)
class Asked:
    """A registration at a next-hop server, at the device that asks for it."""

    due: float
    """When it asks next."""
    answered: bool = False
    through: Pair | None = None
    """Associations that it asked through last."""
    tries: int = 0
    """Since the last answer."""
    sent: int = 0
    replied: int = 0
    heard: float = 0.0
    """When the last answer came."""


@dataclass(slots=True, eq=False)
class Registered:
    """An inner address that was registered at a next-hop server."""

    outer: str
    """As the server sees it."""
    created: float
    expires: float
    unique: bool
    translated: bool = False
    """Whether the outer address is not the spoke's own."""


@dataclass(slots=True, eq=False)
class Holding:
    """The associations of one device."""

    bonds: list[Bond] = field(default_factory=list)
    flows: dict[FlowKey, Flow] = field(default_factory=dict)
    stuck: dict[tuple[str, int], Stuck] = field(default_factory=dict)
    """By peer and version."""
    gone: list[tuple[float, IkeSa]] = field(default_factory=list)
    """IKE SAs whose rows linger."""
    connections: int = 0
    engines: int = 0
    said: dict[str, float] = field(default_factory=dict)
    """When a message that is limited in its rate was printed last."""
    read: object = None
    """The facts that the flows were made from."""
    retries: int = 0
    asked: dict[tuple[str, str], Asked] = field(default_factory=dict)
    """By tunnel interface and inner address of the server."""
    registered: dict[tuple[str, str], Registered] = field(default_factory=dict)
    """By tunnel interface and inner address."""
    since: dict[tuple[str, str], tuple[str, float | None]] = field(default_factory=dict)
    """State of NHRP's peers by the same, and since when it is so; None: always."""
    lines: dict[str, bool] = field(default_factory=dict)
    """Line protocol of tunnel interfaces when they were looked at last."""

    def may_say(self, what: str, now: float, every: float) -> bool:
        """Whether a message of limited rate may be printed again; it counts as printed then."""
        last = self.said.get(what)
        if last is not None and now - last < every:
            return False
        self.said[what] = now
        return True

"""What lies between the devices: who answers at an address, what passes, and what a line does to packets.

Every two devices are joined by a network that carries all outer packets, but for the faults that are set
on the line between the two, the translators in the path and the devices' own access groups. An access
group of an ASA does not concern packets to the ASA itself.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from remediate.lab.aces import Ace, Block, Ports
from remediate.lab.device import Device
from remediate.lab.ike.facts import Facts, ListRow, Port, block_of
from remediate.lab.ike.reader import facts_of

__all__ = ["Carrier", "LineFault", "Meeting", "Translation", "World", "permitted"]


class Carrier(enum.Enum):
    """What the packets of a tunnel travel as."""

    IKE = 500
    FLOATED = 4500
    ESP = "esp"
    ICMP = "icmp"
    GRE = "gre"

    def ace(self, source: Block, destination: Block) -> Ace:
        """Return its packets between two addresses."""
        match self:
            case Carrier.ESP:
                return Ace(protocol=50, source=source, destination=destination)
            case Carrier.ICMP:
                return Ace(protocol=1, source=source, destination=destination)
            case Carrier.GRE:
                return Ace(protocol=47, source=source, destination=destination)
            case Carrier.IKE | Carrier.FLOATED:
                port = 500 if self is Carrier.IKE else 4500
                return Ace(
                    protocol=17,
                    source=source,
                    destination=destination,
                    source_ports=Ports(port, port),
                    destination_ports=Ports(port, port),
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFault:
    """What the line between two devices does to packets. Nothing as it is made."""

    filtered: frozenset[int | str] = frozenset()
    """UDP ports (500, 4500) and ``esp`` that do not pass."""
    reordered: float = 0.0
    """Share of packets that arrive late by more than a window of 64."""
    late_by: int = 200
    """Packets that overtake those; a replay window larger than that takes them."""
    corrupted: float = 0.0
    """Share of packets that arrive changed."""
    path_mtu: int = 1500
    black_hole: bool = True
    """Whether nobody is told of packets that are too large."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A translator in the path before a device's own address."""

    real: str
    outside: str
    overload: bool = False
    """Whether it hides the ports too (PAT): nothing can be begun from outside, and ESP does not pass."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who answers at an address."""

    facts: Facts
    address: str
    """Its real one."""


def permitted(rows: tuple[ListRow, ...] | None, flow: Ace) -> bool:
    """Whether an access group lets packets pass; without one all do, an empty list refuses none."""
    if not rows:
        return True
    return next((row.permit for row in rows if row.ace.covers(flow)), False)


_SOUND = LineFault()


class World:
    """The devices of a lab as they meet each other."""

    def __init__(self, devices: dict[str, Device]) -> None:
        self._devices = devices
        self._facts: dict[str, Facts] = {}
        self._dirty: set[str] = set()
        self._places: dict[str, set[str]] = {}
        """Device names by address."""
        self._named: dict[str, set[str]] = {}
        """Device names by an address that one of their entries negotiates with."""
        self._bare: dict[str, set[str]] = {}
        """Device names by an address that one of their GRE tunnels sends to in clear."""
        self._kept: dict[str, tuple[frozenset[str], ...]] = {}
        self.lines: dict[frozenset[str], LineFault] = {}
        """Faults, by the two outside addresses."""
        self.translations: list[Translation] = []
        self.off: set[str] = set()
        """Devices that are switched off, or unreachable."""

    def forget(self, name: str) -> Facts | None:
        """Read a device's configuration anew when it is needed; return what was read last."""
        self._dirty.add(name)
        return self._facts.pop(name, None)

    def facts(self, name: str) -> Facts:
        """Return the facts of a device."""
        found = self._facts.get(name)
        if found is None:
            found = self._facts[name] = facts_of(self._devices[name])
            self._dirty.discard(name)
            self._index(name, found)
        return found

    @property
    def _tables(self) -> tuple[dict[str, set[str]], ...]:
        return self._places, self._named, self._bare

    def _index(self, name: str, facts: Facts) -> None:
        old = self._kept.pop(name, None)
        if old is not None:
            for table, addresses in zip(self._tables, old, strict=True):
                for address in addresses:
                    table[address].discard(name)
        own = frozenset(port.address for port in facts.ports.values() if port.address)
        named = frozenset(peer for entry in facts.entries for peer in entry.peers)
        bare = frozenset(far for _, far in facts.clear_tunnels)
        self._kept[name] = own, named, bare
        for table, addresses in zip(self._tables, self._kept[name], strict=True):
            for address in addresses:
                table.setdefault(address, set()).add(name)

    def _all(self) -> None:
        for name in self._devices.keys() - self._facts.keys():
            self.facts(name)

    def out(self, name: str) -> bool:
        """Whether a device is switched off, cut off, or restarting."""
        return name in self.off or self._devices[name].down

    def time(self, name: str) -> datetime:
        """Return the time of day by a device's clock."""
        return self._devices[name].now()

    def line(self, one: str, other: str) -> LineFault:
        """Return what happens between two real addresses."""
        if not self.lines:
            return _SOUND
        seen = frozenset((self.seen_as(one), self.seen_as(other)))
        return self.lines.get(seen) or self.lines.get(frozenset((one, other))) or _SOUND

    def seen_as(self, address: str) -> str:
        """Return the address that others see packets of an address come from."""
        return next((item.outside for item in self.translations if item.real == address), address)

    def translated(self, one: str, other: str) -> tuple[bool, bool]:
        """Tell of two real addresses whether each is behind a translator."""
        return self.seen_as(one) != one, self.seen_as(other) != other

    def overloaded(self, *addresses: str) -> bool:
        """Whether one of the addresses is behind a translator of ports."""
        return any(item.overload and item.real in addresses for item in self.translations)

    def at(self, address: str, asker: str, *, began: bool = True) -> Meeting | None:
        """Return who answers at an address that another device sends to.

        ``began``: whether it is the first packet, which no translator of ports lets in.
        """
        self._all()
        for item in self.translations:
            if item.outside == address:
                if item.overload and began:
                    return None
                address = item.real
                break
        else:
            if any(item.real == address for item in self.translations):
                return None
        for name in sorted(self._places.get(address, ())):
            if name == asker or self.out(name):
                continue
            facts = self.facts(name)
            if facts.owner(address) is not None:
                return Meeting(facts, address)
        return None

    def naming(self, name: str) -> Iterator[str]:
        """Yield the devices with entries that negotiate with a device."""
        self._all()
        own = self._kept[name][0] | {
            item.outside for item in self.translations if item.real in self._kept[name][0]
        }
        found = {other for address in own for other in self._named.get(address, ())}
        yield from sorted(found - {name})

    def in_clear(self, address: str) -> Iterator[tuple[Facts, str]]:
        """Yield the devices that send GRE in clear to an address, and the one that it comes from."""
        self._all()
        seen = self.seen_as(address)
        for name in sorted(self._bare.get(seen, ())):
            facts = self.facts(name)
            yield from ((facts, local) for local, far in facts.clear_tunnels if far == seen)

    def passes(
        self, sender: Facts, source: str, receiver: Facts, target: str, carrier: Carrier, vrf: str
    ) -> bool:
        """Whether packets from a real address of a device reach a real address of another."""
        if self.out(sender.device) or self.out(receiver.device):
            return False
        if sender.owner(source) is None or receiver.owner(target) is None:
            return False
        if sender.route(self.seen_as(target), vrf) is None:
            return False
        if carrier.value in self.line(source, target).filtered:
            return False
        came = self.seen_as(source)
        port = self._entrance(receiver, came, target)
        if port is None or receiver.asa:
            return True
        flow = carrier.ace(block_of(came), block_of(target))
        return permitted(port.inbound, flow)

    @staticmethod
    def _entrance(facts: Facts, came: str, target: str) -> Port | None:
        """Return the interface that packets come in by: that of the way back, else the owner's."""
        owner = facts.owner(target)
        vrf = owner.vrf if owner is not None else ""
        back = facts.route(came, vrf)
        return facts.ports.get(back.interface) if back is not None else owner

"""Entries of access lists: read as typed, written as the device writes them, and what they match.

IOS stores the network without the bits that its wildcard leaves open, writes ``host`` and ``any`` for
the two extremes, and names for the ports that it knows. ASA has netmasks in their place.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

__all__ = ["ANY", "Ace", "Block", "Ports", "ace_of", "standard_ace_of"]

_PROTOCOLS = {
    "icmp": 1,
    "igmp": 2,
    "ipinip": 4,
    "tcp": 6,
    "udp": 17,
    "gre": 47,
    "esp": 50,
    "ahp": 51,
    "eigrp": 88,
    "ospf": 89,
}
_NUMBERS = {number: name for name, number in _PROTOCOLS.items()}
_PORTS = {
    6: {"ftp-data": 20, "ftp": 21, "telnet": 23, "smtp": 25, "domain": 53, "www": 80, "pop3": 110, "bgp": 179},
    17: {"domain": 53, "bootps": 67, "bootpc": 68, "tftp": 69, "ntp": 123, "snmp": 161, "snmptrap": 162, "isakmp": 500, "syslog": 514, "non500-isakmp": 4500},
}  # fmt: skip
_ALL_ONES = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Block:
    """Addresses: those that are ``network`` in all bits that ``wildcard`` has not set."""

    network: int
    wildcard: int

    def covers(self, other: Block) -> bool:
        """Whether every address of ``other`` is one of these."""
        care = ~self.wildcard & _ALL_ONES
        return other.wildcard & care == 0 and (self.network ^ other.network) & care == 0

    def overlaps(self, other: Block) -> bool:
        """Whether an address is in both."""
        care = ~(self.wildcard | other.wildcard) & _ALL_ONES
        return (self.network ^ other.network) & care == 0

    def has(self, address: str) -> bool:
        """Whether an address is one of these."""
        return self.covers(Block(int(ipaddress.IPv4Address(address)), 0))

    @property
    def address(self) -> str:
        """Return the network, dotted."""
        return str(ipaddress.IPv4Address(self.network))

    @property
    def netmask(self) -> str:
        """Return the bits that matter, dotted."""
        return str(ipaddress.IPv4Address(~self.wildcard & _ALL_ONES))

    def ios(self) -> str:
        """Return it as IOS writes it."""
        if self == ANY:
            return "any"
        if self.wildcard == 0:
            return f"host {self.address}"
        return f"{self.address} {ipaddress.IPv4Address(self.wildcard)}"

    def asa(self) -> str:
        """Return it as an ASA writes it."""
        if self == ANY:
            return "any"
        if self.wildcard == 0:
            return f"host {self.address}"
        return f"{self.address} {self.netmask}"


ANY = Block(0, _ALL_ONES)


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports from ``low`` to ``high``."""

    low: int = 0
    high: int = 65535

    def covers(self, other: Ports) -> bool:
        """Whether each port of ``other`` is one of these."""
        return self.low <= other.low and other.high <= self.high

    def text(self, protocol: int) -> str:
        """Return the condition as a device writes it, empty for all ports."""
        if self == Ports():
            return ""
        if self.low == self.high:
            return f" eq {_port_name(self.low, protocol)}"
        if self.low == 0:
            return f" lt {_port_name(self.high + 1, protocol)}"
        if self.high == 65535:
            return f" gt {_port_name(self.low - 1, protocol)}"
        return f" range {_port_name(self.low, protocol)} {_port_name(self.high, protocol)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ace:
    """An entry of an extended list, without its action."""

    protocol: int
    """0 for ``ip``."""
    source: Block
    destination: Block
    source_ports: Ports = Ports()
    destination_ports: Ports = Ports()
    options: tuple[str, ...] = ()
    """What stands behind: ``established``, ``log``, an ICMP type."""

    def mirrored(self) -> Ace:
        """Return it with the two sides exchanged."""
        return Ace(
            protocol=self.protocol,
            source=self.destination,
            destination=self.source,
            source_ports=self.destination_ports,
            destination_ports=self.source_ports,
        )

    def covers(self, other: Ace) -> bool:
        """Whether every packet of ``other`` is one of this."""
        return (
            self.protocol in (0, other.protocol)
            and self.source.covers(other.source)
            and self.destination.covers(other.destination)
            and self.source_ports.covers(other.source_ports)
            and self.destination_ports.covers(other.destination_ports)
        )

    def flow(self) -> Ace:
        """Return it without its options: the packets alone."""
        return Ace(
            protocol=self.protocol,
            source=self.source,
            destination=self.destination,
            source_ports=self.source_ports,
            destination_ports=self.destination_ports,
        )

    def text(self, *, netmasks: bool = False) -> str:
        """Return it as a device writes it."""
        name = "ip" if self.protocol == 0 else _NUMBERS.get(self.protocol, str(self.protocol))
        sides = [
            (block.asa() if netmasks else block.ios()) + ports.text(self.protocol)
            for block, ports in (
                (self.source, self.source_ports),
                (self.destination, self.destination_ports),
            )
        ]
        return " ".join([name, *sides, *self.options])


def ace_of(text: str, *, netmasks: bool = False) -> Ace | None:
    """Return the entry that is typed behind the action; None where it is none."""
    words = text.lower().split()
    reader = _Reader(words, netmasks=netmasks)
    try:
        return reader.ace()
    except (IndexError, ValueError):
        return None


def standard_ace_of(text: str) -> Block | None:
    """Return the addresses of an entry of a standard list; None where it is none."""
    words = [word for word in text.lower().split() if word != "log"]
    try:
        if len(words) == 1 and words[0] != "any":
            return Block(int(ipaddress.IPv4Address(words[0])), 0)
        reader = _Reader(words, netmasks=False)
        block = reader.block()
    except (IndexError, ValueError):
        return None
    return block if not reader.words else None


class _Reader:
    def __init__(self, words: list[str], *, netmasks: bool) -> None:
        self.words = words
        self._netmasks = netmasks

    def ace(self) -> Ace:
        protocol = self._protocol(self.words.pop(0))
        source = self.block()
        source_ports = self._ports(protocol)
        destination = self.block()
        destination_ports = self._ports(protocol)
        options = tuple(self.words)
        known = {"log", "established", "fragments", "echo", "echo-reply", "unreachable", "inactive", "log-input", "packet-too-big", "time-exceeded", "ttl-exceeded"}  # fmt: skip
        if not known.issuperset(options):
            raise ValueError(options)
        return Ace(
            protocol=protocol,
            source=source,
            destination=destination,
            source_ports=source_ports,
            destination_ports=destination_ports,
            options=options,
        )

    @staticmethod
    def _protocol(word: str) -> int:
        if word == "ip":
            return 0
        if word in _PROTOCOLS:
            return _PROTOCOLS[word]
        if not 0 <= int(word) <= 255:
            raise ValueError(word)
        return int(word)

    def block(self) -> Block:
        word = self.words.pop(0)
        if word in ("any", "any4"):
            return ANY
        if word == "host":
            return Block(int(ipaddress.IPv4Address(self.words.pop(0))), 0)
        network = int(ipaddress.IPv4Address(word))
        mask = int(ipaddress.IPv4Address(self.words.pop(0)))
        wildcard = ~mask & _ALL_ONES if self._netmasks else mask
        return Block(network & ~wildcard & _ALL_ONES, wildcard)

    def _ports(self, protocol: int) -> Ports:
        if protocol not in (6, 17) or not self.words:
            return Ports()
        match self.words[0]:
            case "eq":
                self.words.pop(0)
                port = self._port(protocol)
                return Ports(port, port)
            case "lt":
                self.words.pop(0)
                return Ports(0, self._port(protocol) - 1)
            case "gt":
                self.words.pop(0)
                return Ports(self._port(protocol) + 1, 65535)
            case "range":
                self.words.pop(0)
                low = self._port(protocol)
                return Ports(low, self._port(protocol))
            case _:
                return Ports()

    def _port(self, protocol: int) -> int:
        word = self.words.pop(0)
        if word in _PORTS[protocol]:
            return _PORTS[protocol][word]
        if not 0 <= int(word) <= 65535:
            raise ValueError(word)
        return int(word)


def _port_name(port: int, protocol: int) -> str:
    names = {number: name for name, number in _PORTS.get(protocol, {}).items()}
    return names.get(port, str(port))

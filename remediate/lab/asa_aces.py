"""Entries of an ASA's extended access lists: with netmasks, and with objects in the place of addresses and ports."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from remediate.lab.asa_services import NO_PORTS, PROTOCOLS, Service, port_of

__all__ = ["AsaEntry", "End", "entry_of", "fault_of", "service_of"]

_ICMP = frozenset(
    [
        "echo",
        "echo-reply",
        "unreachable",
        "time-exceeded",
        "redirect",
        "source-quench",
        "parameter-problem",
        "traceroute",
        "timestamp-reply",
        "timestamp-request",
        "information-reply",
        "information-request",
        "mask-reply",
        "mask-request",
    ]
)
_LEVELS = frozenset(
    [
        "emergencies",
        "alerts",
        "critical",
        "errors",
        "warnings",
        "notifications",
        "informational",
        "debugging",
        "disable",
        "default",
    ]
)
_ANY = ("any", "any4", "any6")
_COMPARED = ("eq", "neq", "lt", "gt")


class _WrongError(Exception):
    """A word that fits nothing; ``at`` is its place among the words, -1 where one is missing."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


@dataclass(frozen=True, slots=True)
class End:
    """One side of an entry."""

    kind: str
    """``any``, ``any4``, ``any6``, ``host``, ``subnet``, ``object``, ``object-group``, ``interface``."""
    name: str = ""
    """The address, or what is referred to."""
    mask: str = ""

    def text(self) -> str:
        """Return it as an ASA writes it."""
        if self.kind in _ANY:
            return self.kind
        return f"{self.name} {self.mask}" if self.kind == "subnet" else f"{self.kind} {self.name}"

    @property
    def pairs(self) -> bool:
        """Whether an address has no bit that its mask leaves open."""
        if self.kind != "subnet":
            return True
        mask = int(ipaddress.IPv4Address(self.mask))
        return int(ipaddress.IPv4Address(self.name)) & ~mask & 0xFFFFFFFF == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AsaEntry:
    """An entry without its action."""

    protocol: str
    """``ip``, ``tcp`` …, a number, or ``object NAME`` and ``object-group NAME`` of services."""
    source: End
    destination: End
    source_ports: Service = NO_PORTS
    destination_ports: Service = NO_PORTS
    options: tuple[str, ...] = ()

    @property
    def inactive(self) -> bool:
        """Whether it is switched off."""
        return "inactive" in self.options

    def text(self) -> str:
        """Return it as an ASA writes it."""
        words = [
            self.protocol,
            self.source.text(),
            *self.source_ports.words,
            self.destination.text(),
            *self.destination_ports.words,
            *self.options,
        ]
        return " ".join(words)

    def references(self) -> list[tuple[str, str]]:
        """Return the objects and groups that it names, each with its kind."""
        found = [
            (end.kind, end.name)
            for end in (self.source, self.destination)
            if end.kind in ("object", "object-group")
        ]
        named = (self.protocol.split(), self.source_ports.words, self.destination_ports.words)
        found += [
            (words[0], words[1]) for words in named if words and words[0].startswith("object")
        ]
        return found


def entry_of(text: str, services: frozenset[str] | None = None) -> AsaEntry | None:
    """Return the entry that is typed behind the action; None where it is none.

    ``services`` are the names of the groups of services: without them two groups in a row are taken for
    a destination and its ports.
    """
    try:
        return _Reader(text.split(), services).entry()
    except _WrongError:
        return None


def fault_of(text: str) -> int | None:
    """Return the column of the first word that fits nothing, None where a word is missing."""
    words = text.split()
    try:
        _Reader(words).entry()
    except _WrongError as wrong:
        if wrong.at < 0:
            return None
        column = 0
        for word in words[: wrong.at]:
            column = text.index(word, column) + len(word)
        return text.index(words[wrong.at], column)
    return 0


def service_of(words: list[str], protocol: str) -> Service | None:
    """Return a condition on ports alone, as objects and groups have it; None where it is none."""
    reader = _Reader(words)
    try:
        found = reader.ports(protocol)
    except _WrongError:
        return None
    return found if reader.at == len(words) else None


class _Reader:
    def __init__(self, words: list[str], services: frozenset[str] | None = None) -> None:
        self._words = words
        self._services = services
        self._ended = False
        """Whether both sides are read: what follows are ports."""
        self.at = 0

    def _take(self) -> str:
        if self.at >= len(self._words):
            raise _WrongError(-1)
        self.at += 1
        return self._words[self.at - 1]

    def _peek(self) -> str:
        return self._words[self.at].lower() if self.at < len(self._words) else ""

    def entry(self) -> AsaEntry:
        protocol = self._protocol()
        source = self._end()
        source_ports = self.ports(protocol)
        destination = self._end()
        self._ended = True
        return AsaEntry(
            protocol=protocol,
            source=source,
            source_ports=source_ports,
            destination=destination,
            destination_ports=self.ports(protocol),
            options=self._options(protocol),
        )

    def _protocol(self) -> str:
        word = self._take().lower()
        if word in ("object", "object-group"):
            return f"{word} {self._take()}"
        if word == "ip" or word in PROTOCOLS:
            return word
        if word.isdigit() and int(word) <= 255:
            names = {number: name for name, number in PROTOCOLS.items()}
            return "ip" if int(word) == 0 else names.get(int(word), str(int(word)))
        raise _WrongError(self.at - 1)

    def _end(self) -> End:
        word = self._take()
        kind = word.lower()
        if kind in _ANY:
            return End(kind)
        if kind in ("object", "object-group", "interface"):
            return End(kind, self._take())
        if kind == "host":
            return End(kind, self._address())
        self.at -= 1
        address = self._address()
        mask = self._address()
        if mask == "255.255.255.255":
            return End("host", address)
        return End("any") if mask == address == "0.0.0.0" else End("subnet", address, mask)  # noqa: S104

    def _address(self) -> str:
        word = self._take()
        try:
            return str(ipaddress.IPv4Address(word))
        except ValueError:
            raise _WrongError(self.at - 1) from None

    def ports(self, protocol: str) -> Service:
        """Take a condition on ports, where one stands here."""
        if protocol not in ("tcp", "udp", "tcp-udp") and not protocol.startswith("object"):
            return Service()
        word = self._peek()
        if word == "object-group" and not protocol.startswith("object") and self._holds_ports():
            self.at += 1
            return Service((word, self._take()))
        if word in _COMPARED:
            self.at += 1
            return Service((word, self._one_port(protocol)))
        if word == "range":
            self.at += 1
            low = self._one_port(protocol)
            return Service((word, low, self._one_port(protocol)))
        return Service()

    def _holds_ports(self) -> bool:
        """Whether a group that stands here is one of ports."""
        name = self._words[self.at + 1 : self.at + 2]
        if self._services is not None:
            return bool(name) and name[0] in self._services
        rest = [word.lower() for word in self._words[self.at + 2 :]]
        if not rest or rest[0] in ("log", "inactive", "time-range", *_COMPARED, "range"):
            return self._ended
        return rest[0] != "object-group" or (len(rest) > 3 and rest[2] not in ("log", "inactive"))

    def _one_port(self, protocol: str) -> str:
        found = port_of(self._take(), protocol)
        if found is None:
            raise _WrongError(self.at - 1)
        return found

    def _options(self, protocol: str) -> tuple[str, ...]:
        found: list[str] = []
        if protocol == "icmp" and (self._peek() in _ICMP or self._peek().isdigit()):
            found.append(self._take().lower())
            if self._peek().isdigit():
                found.append(self._take())
        while self._peek():
            word = self._take().lower()
            found.append(word)
            if word == "log":
                if self._peek() in _LEVELS or self._peek().isdigit():
                    found.append(self._take().lower())
                if self._peek() == "interval":
                    found += [self._take().lower(), self._take()]
            elif word == "time-range":
                found.append(self._take())
            elif word != "inactive":
                raise _WrongError(self.at - 1)
        return tuple(found)

"""Interfaces and static routes of PIX and ASA configurations, which know them by nameif."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastparse.config_forms import Form, Forms, Record
from fastparse.config_tree import Section
from remediate.model.config import Interface, Route
from remediate.model.selector import AddressBlock
from remediate.platforms.reading import Reading, UnreadError, dotted, netmask, whole, words_of

__all__ = ["INTERFACES", "INTERFACE_LINES", "ROUTES", "AsaInterfaces"]

_ALL_ONES = 0xFFFFFFFF
_OTHER, _NAMEIF, _ADDRESS, _SHUTDOWN, _ENABLED = range(5)
INTERFACES = Forms(Form(b"interface ~$"), loose=True)
"""Heads of interfaces as they are usually printed, for :meth:`AsaInterfaces.usual`."""
INTERFACE_LINES = Forms(
    Form(b"nameif ~$", _NAMEIF),
    Form(b"ip address ' ';", _ADDRESS),
    Form(b"shutdown$", _SHUTDOWN),
    Form(b"no shutdown$", _ENABLED),
    Form(b"ip address;", -1),
    Form(b"", _OTHER),
    loose=True,
)
ROUTES = Forms(Form(b"route ~ ^ ^ ~;"), loose=True)
"""Routes as they are usually printed, for :meth:`AsaInterfaces.usual_route`."""


class AsaInterfaces:
    """The interfaces of one configuration; settings by nameif find theirs at the end."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self._reading = reading
        self._found: dict[str, dict[str, Any]] = {}
        self._by_nameif: dict[str, dict[str, Any]] = {}
        self.routes: list[Route] = []

    def interfaces(self) -> tuple[Interface, ...]:
        """Return the interfaces in order; one that is only known by nameif has that as name."""
        left = dict(self._by_nameif)
        result: list[Interface] = []
        for name, values in self._found.items():
            more = left.pop(values["nameif"], {}) if values.get("nameif") else {}
            result.append(Interface(name=name, **{**more, **values}))
        for nameif, values in left.items():
            result.append(Interface(name=nameif, nameif=nameif, **values))
        return tuple(result)

    def bind(self, nameif: str, crypto_map: str) -> None:
        """Take ``crypto map M interface NAMEIF``."""
        self._named(nameif)["crypto_map"] = crypto_map

    def prefragmentation(self, nameif: str, *, before: bool) -> None:
        """Take ``crypto ipsec fragmentation … NAMEIF``."""
        self._named(nameif)["prefragmentation"] = before

    def read(self, section: Section, words: list[str]) -> None:
        """Read an interface block, or one of the flat lines of PIX 6 and ASA."""
        match words:
            case ["interface", name, *rest]:
                self._interface(section, name, rest)
            case ["nameif", hardware, nameif, *_]:
                self._found.setdefault(hardware, {"line": section.line})["nameif"] = nameif
            case ["ip", "address", nameif, *rest]:
                self._address(self._named(nameif), rest)
            case ["mtu", nameif, size] if (value := whole(size, 1, 65535)) is not None:
                self._named(nameif)["mtu"] = value
            case ["route", nameif, network, mask, hop, *_]:
                prefix = self._reading.block(_zero(network), _zero(mask), netmask=True)
                self.routes.append(
                    Route(
                        prefix=prefix,
                        next_hop=self._reading.resolved(hop),
                        interface=nameif,
                        line=section.line,
                    )
                )
            case ["ip", *_]:
                return
            case _:
                raise UnreadError("not an interface setting that is known")

    def usual(self, head: Record, lines: Sequence[Record]) -> bool:
        """Take the records of an interface; False where its address is a name."""
        values = self._found.setdefault(head[2], {"line": head[1]})
        for form, _, *words in lines:
            if form == _NAMEIF:
                values["nameif"] = words[0]
            elif form == _ADDRESS:
                if words[0] in self._reading.names:
                    return False
                self._address(values, words)
            else:
                values["shutdown"] = form == _SHUTDOWN
        return True

    def usual_route(self, head: Record) -> bool:
        """Take the record of a route."""
        _, line, nameif, address, mask, hop = head
        prefix = AddressBlock(address=address, wildcard=mask ^ _ALL_ONES)
        hop = self._reading.resolved(hop)
        self.routes.append(Route(prefix=prefix, next_hop=hop, interface=nameif, line=line))
        return True

    def _interface(self, section: Section, name: str, rest: list[str]) -> None:
        values = self._found.setdefault(name, {"line": section.line})
        if "shutdown" in rest:
            values["shutdown"] = True
        for child in section.children:
            words = words_of(child.text)
            match words:
                case ["nameif", nameif]:
                    values["nameif"] = nameif
                case ["ip", "address", *address]:
                    try:
                        self._address(values, address)
                    except UnreadError as problem:
                        self._reading.unread(child, str(problem))
                case ["shutdown"]:
                    values["shutdown"] = True
                case ["no", "shutdown"]:
                    values["shutdown"] = False

    def _address(self, values: dict[str, Any], words: list[str]) -> None:
        if words[:1] in (["dhcp"], ["pppoe"]):
            values["negotiated"] = True
            return
        address = self._reading.resolved(words[0]) if words else ""
        if not dotted(address):
            raise UnreadError("not an address")
        values["address"] = address
        if len(words) > 1 and netmask(words[1]):
            values["netmask"] = words[1]

    def _named(self, nameif: str) -> dict[str, Any]:
        return self._by_nameif.setdefault(nameif, {})


def _zero(word: str) -> str:
    return "0.0.0.0" if word == "0" else word  # noqa: S104  # PIX spells the default route so

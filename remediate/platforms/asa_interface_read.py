"""Interfaces and static routes of PIX and ASA configurations, which know them by nameif."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from fastparse.config_forms import Form, Forms, Sheet, SheetRow
from fastparse.config_tree import Section
from remediate.model.config_interfaces import Interface, Route
from remediate.model.selector import AddressBlock, canonical
from remediate.platforms.ios_interface_read import settings_of
from remediate.platforms.later import Found
from remediate.platforms.reading import Reading, UnreadError, dotted, netmask, whole, words_of

__all__ = ["INTERFACES", "ROUTES", "AsaInterfaces"]

_ALL_ONES = 0xFFFFFFFF
_NAMEIF, _ADDRESS, _SHUTDOWN, _SECURITY, _BARE = 1, 2, 4, 5, 6  # places in a row
INTERFACES = Sheet(
    Forms(Form(b"interface ~$", 1), loose=True),
    Forms(
        Form(b"nameif ~$", place=_NAMEIF),
        Form(b"ip address ' &;", place=_ADDRESS),
        Form(b"shutdown$", 1, place=_SHUTDOWN),
        Form(b"no shutdown$", 0, place=_SHUTDOWN),
        Form(b"security-level #$", place=_SECURITY),
        Form(b"no ip address$", 1, place=_BARE),
        Form(b"ip address;", -1),
        Form(b"bridge-group;", -1),
        Form(b"tunnel;", -1),
        Form(b"ipv6 address;", -1),
        Form(b""),
        loose=True,
    ),
    7,
)
"""Interfaces as they are usually printed, for :meth:`AsaInterfaces.usual`."""
ROUTES = Sheet(Forms(Form(b"route ~ ^ ^ ~;", 1), loose=True), Forms(), 4)
"""Routes as they are usually printed."""


class AsaInterfaces:
    """The interfaces of one configuration; settings by nameif find theirs at the end."""

    def __init__(self, reading: Reading) -> None:
        """Start with nothing read."""
        self._reading = reading
        self._found: dict[str, Interface | dict[str, Any]] = {}
        self._by_nameif: dict[str, dict[str, Any]] = {}
        self.routes = Found(ROUTES, partial(_route, reading))

    def interfaces(self) -> tuple[Interface, ...]:
        """Return the interfaces in order; one that is only known by nameif has that as name."""
        left = dict(self._by_nameif)
        result: list[Interface] = []
        for name, values in self._found.items():
            nameif = values.nameif if isinstance(values, Interface) else values.get("nameif")
            more = left.pop(nameif, {}) if nameif else {}
            if isinstance(values, Interface):
                result.append(
                    Interface(name=name, **{**more, **settings_of(values)}) if more else values
                )
            else:
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
            case ["nameif", hardware, nameif, *rest]:
                values = self._settings(hardware, section.line)
                values["nameif"] = nameif
                if rest and rest[0].startswith("security"):
                    values["security"] = _level(rest[0].removeprefix("security"))
            case ["ip", "address", nameif, *rest]:
                self._address(self._named(nameif), rest)
            case ["mtu", nameif, size] if (value := whole(size, 1, 65535)) is not None:
                self._named(nameif)["mtu"] = value
            case ["route", nameif, network, mask, hop, *_]:
                prefix = self._reading.block(_zero(network), _zero(mask), netmask=True)
                self.routes.add(
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

    def usual(self, rows: Iterable[SheetRow | int], read: Callable[[int], None]) -> None:
        """Take rows of interfaces; ``read`` takes what has none, names for addresses, repeated headings."""
        names = self._reading.names
        for row in rows:
            if isinstance(row, int):
                read(row)
                continue
            first, _, line, name, nameif, address, mask, shutdown, security, bare = row
            if name in self._found or (names and address in names):
                read(first)
                continue
            self._found[name] = Interface(
                name=name,
                nameif=nameif,
                address=address,
                netmask=mask,
                shutdown=shutdown == 1,
                security=_level(security),
                unaddressed=bare == 1 and address is None,
                line=line,
            )

    def _settings(self, name: str, line: int) -> dict[str, Any]:
        """Return the settings of an interface, for more to be added."""
        values = self._found.get(name, {"line": line})
        if isinstance(values, Interface):
            values = settings_of(values)
        self._found[name] = values
        return values

    def _interface(self, section: Section, name: str, rest: list[str]) -> None:
        values = self._settings(name, section.line)
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
                case ["no", "ip", "address"] if not {"address", "negotiated"} & values.keys():
                    values["unaddressed"] = True
                case ["ipv6", "address", address, *more] if ":" in address and not more:
                    own = (*values.get("ipv6", ()), canonical(address.partition("/")[0]))
                    values["ipv6"] = own
                case ["security-level", level]:
                    values["security"] = _level(level)
                case ["tunnel", "source", "interface", source, *_]:
                    values["tunnel_source"] = source
                case ["tunnel", "destination", target, *_]:
                    values["tunnel_destination"] = self._reading.resolved(target)
                case ["tunnel", "mode", *mode] if mode:
                    values["tunnel_mode"] = " ".join(mode)
                case ["tunnel", "protection", "ipsec", "profile", profile, *_]:
                    values["tunnel_protection"] = profile
                case ["shutdown"]:
                    values["shutdown"] = True
                case ["no", "shutdown"]:
                    values["shutdown"] = False
        if any(words_of(child.text)[:1] == ["bridge-group"] for child in section.children):
            values.pop("unaddressed", None)  # its packets leave by the bridge's address

    def _address(self, values: dict[str, Any], words: list[str]) -> None:
        values.pop("unaddressed", None)
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


def _level(word: str | None) -> int | None:
    return whole(word, 0, 100) if word is not None else None


def _zero(word: str) -> str:
    return "0.0.0.0" if word == "0" else word  # noqa: S104  # PIX spells the default route so


def _route(reading: Reading, row: SheetRow) -> Route:
    _, _, line, nameif, address, mask, hop = row
    prefix = AddressBlock(address=address, wildcard=mask ^ _ALL_ONES)
    return Route(prefix=prefix, next_hop=reading.resolved(hop), interface=nameif, line=line)

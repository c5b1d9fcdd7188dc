"""Objects and object-groups of IOS and ASA, expanded to blocks and services.

IOS groups (``host A``, ``A M``, ``range A B``, ``tcp eq www``) and ASA objects and groups
(``network-object``, ``service-object``, ``port-object``, ``protocol-object``). What a member
can't say as addresses or ports (a host name, IPv6) makes the group unusable, with the reason.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from fastparse.config_forms import Form, Forms, Sheet
from fastparse.config_tree import ConfigTree, Section
from remediate.model.base import Platform
from remediate.model.selector import ANY, AddressBlock
from remediate.platforms.reading import Reading, UnreadError, whole, words_of
from remediate.platforms.service_objects import Service, port_object, service_object

__all__ = ["ObjectGroups"]

_MOST = 10_000  # members of one expanded group
_HEADS = {Platform.IOS: ("object-group",), Platform.ASA: ("object-group ", "object ")}
_NESTING = frozenset(
    {"group-object", "group", "network-object", "subnet", "object", "service-object"}
)
_DEEPEST = 25
_GROUPS = Sheet(
    Forms(Form(b"object-group network ~$", 1), Form(b"object network ~$", 1)),
    Forms(
        Form(b"group-object ~$", place=1),
        Form(b"group ~$", place=1),
        Form(b"network-object object ~$", place=1),
        Form(b"subnet object ~$", place=1),
        Form(b"object ~$", place=1),
        Form(b""),
        loose=True,
    ),
    2,
    several=1,
)
"""Network groups and the groups that their members name; of the rest nothing is kept before the group is used."""


class ObjectGroups:
    """Every object and object-group of a configuration, expanded when it is used."""

    def __init__(self, reading: Reading) -> None:
        """Take the reading that knows the configuration's names."""
        self._reading = reading
        self._networks: dict[str, list[Section | int]] = {}
        """The members of a group, or the row of the section that holds them."""
        self._tree: ConfigTree | None = None
        self._inner: dict[str, list[str]] = {}
        """Which names the members of a group name."""
        self._services: dict[str, tuple[str | None, list[Section]]] = {}
        self._blocks: dict[str, tuple[AddressBlock, ...] | str] = {}
        self._expanded: dict[str, tuple[Service, ...] | str] = {}
        self.matter_at_once = False
        """Whether entries that name groups must be read in order: what they say is not theirs alone."""

    def block(self, tree: ConfigTree, first: int, stop: int) -> None:
        """Take a block of object and object-group sections."""
        self._tree = tree
        for item in tree.sheet(first, stop, _GROUPS):
            if not isinstance(item, int):
                row, _, _, name, inner = item
                self._networks.setdefault(name, []).append(row)
                if inner:
                    self._inner.setdefault(name, []).extend(inner)
                continue
            section = tree.section(item)
            if section.text.startswith(_HEADS[self._reading.platform]):
                self.add(section)
        # A wildcard where a netmask should stand is noted with the first entry that comes upon it.
        self.matter_at_once = self.matter_at_once or tree.foreign_masks(first, stop, netmask=True)

    def finish(self) -> None:
        """Look for groups that hold themselves: which of them is blamed depends on who comes first."""
        self.matter_at_once = self.matter_at_once or self._deep()

    def _deep(self) -> bool:
        """Whether groups nest deeper than any device's (or endlessly)."""
        inner = self._inner
        level = set(inner)
        for _ in range(_DEEPEST):
            if not level:
                return False
            level = {below for name in level for below in inner[name] if below in inner}
        return True

    def add(self, section: Section) -> None:
        """Take ``object …`` or ``object-group …``; repeated headings add to the same one."""
        words = words_of(section.text)
        if len(words) < 3:
            self._reading.unread(section, "an object-group without kind and name")
            return
        kind, name = words[1], words[2]
        if kind in ("network", "v6-network"):
            self._networks.setdefault(name, []).extend(section.children)
        elif kind in ("service", "protocol"):
            protocol = words[3] if len(words) > 3 else None
            self._services.setdefault(name, (protocol, []))[1].extend(section.children)
        for child in section.children:
            inner = words_of(child.text)
            if len(inner) > 1 and inner[0] in _NESTING:
                self._inner.setdefault(name, []).append(inner[-1])

    def network_names(self) -> Iterable[str]:
        """Return the names of the network objects and groups, in order."""
        return self._networks

    def is_service(self, name: str) -> bool:
        """Whether the name is that of a service or protocol group or object."""
        return name in self._services and name not in self._networks

    def blocks(self, name: str, path: tuple[str, ...] = ()) -> tuple[AddressBlock, ...]:
        """Return the addresses of a network object or group."""
        if name not in self._blocks:
            try:
                self._blocks[name] = self._network(name, path)
            except UnreadError as problem:
                self._blocks[name] = str(problem)
        found = self._blocks[name]
        if isinstance(found, str):
            raise UnreadError(found)
        return found

    def services(self, name: str, path: tuple[str, ...] = ()) -> tuple[Service, ...]:
        """Return the protocols and ports of a service or protocol object or group."""
        if name not in self._expanded:
            try:
                self._expanded[name] = self._service(name, path)
            except UnreadError as problem:
                self._expanded[name] = str(problem)
        found = self._expanded[name]
        if isinstance(found, str):
            raise UnreadError(found)
        return found

    def _network(self, name: str, path: tuple[str, ...]) -> tuple[AddressBlock, ...]:
        members = self._networks.get(name)
        if members is None:
            raise UnreadError(f"object or object-group {name} is not in the configuration")
        if name in path or len(path) > 30:
            raise UnreadError(f"object-group {name} holds itself")
        found: dict[AddressBlock, None] = {}
        lines = (line for member in members for line in self._lines(member))
        for line in lines:
            words = words_of(line.text)
            found.update(dict.fromkeys(self._member(name, words, (*path, name))))
            if len(found) > _MOST:
                raise UnreadError(f"object-group {name} has more than {_MOST} members")
        if not found:
            raise UnreadError(f"object or object-group {name} is empty")
        return tuple(found)

    def _lines(self, member: Section | int) -> tuple[Section, ...]:
        if isinstance(member, Section):
            return (member,)
        return self._tree.section(member).children if self._tree else ()

    def _member(self, name: str, words: list[str], path: tuple[str, ...]) -> Iterable[AddressBlock]:
        if words[0] in ("description", "nat"):
            return ()
        if words[0] in ("group-object", "group") and len(words) == 2:
            return self.blocks(words[1], path)
        if words[0] in ("network-object", "subnet"):
            words = words[1:]
        match words:
            case ["object", other]:
                return self.blocks(other, path)
            case ["host", address] if (number := self._reading.address(address)) is not None:
                return (AddressBlock(address=number, wildcard=0),)
            case ["any" | "any4"]:
                return (ANY,)
            case ["range", low, high]:
                return self._range(name, low, high)
            case [address, length] if (
                length[0] == "/" and (bits := whole(length[1:], 0, 32)) is not None
            ):
                mask = str(ipaddress.IPv4Address((0xFFFFFFFF << (32 - bits)) & 0xFFFFFFFF))
                return (self._reading.block(address, mask, netmask=True),)
            case [address, mask] if self._reading.address(address) is not None:
                return (self._reading.block(address, mask, netmask=True),)
        raise UnreadError(f"object {name}: '{' '.join(words)}' is not an IPv4 address or network")

    def _range(self, name: str, low: str, high: str) -> tuple[AddressBlock, ...]:
        first, last = self._reading.address(low), self._reading.address(high)
        if first is None or last is None or first > last:
            raise UnreadError(f"object {name}: 'range {low} {high}' is not a range of addresses")
        networks = ipaddress.summarize_address_range(
            ipaddress.IPv4Address(first), ipaddress.IPv4Address(last)
        )
        return tuple(
            AddressBlock(address=int(item.network_address), wildcard=int(item.hostmask))
            for item in networks
        )

    def _service(self, name: str, path: tuple[str, ...]) -> tuple[Service, ...]:
        protocol, members = self._services.get(name, (None, None))
        if members is None:
            raise UnreadError(f"service object-group {name} is not in the configuration")
        if name in path or len(path) > 30:
            raise UnreadError(f"object-group {name} holds itself")
        found: dict[Service, None] = {}
        for member in members:
            words = words_of(member.text)
            if words[0] == "description":
                continue
            if words[0] == "group-object" and len(words) == 2:
                found.update(dict.fromkeys(self.services(words[1], (*path, name))))
            elif words[0] == "service-object" and words[1:2] == ["object"] and len(words) == 3:
                found.update(dict.fromkeys(self.services(words[2], (*path, name))))
            elif words[0] == "port-object":
                found.update(dict.fromkeys(port_object(words[1:], protocol)))
            else:
                inner = (
                    words[1:]
                    if words[0] in ("service-object", "protocol-object", "service")
                    else words
                )
                found.update(dict.fromkeys(service_object(name, inner)))
        if not found:
            raise UnreadError(f"service object-group {name} is empty")
        return tuple(found)

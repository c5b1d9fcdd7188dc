"""What the entries of an ASA's access lists amount to: objects and groups expanded into plain entries."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from remediate.lab.aces import ANY, Ace, Block, Ports
from remediate.lab.asa_aces import AsaEntry, End, entry_of, service_of
from remediate.lab.asa_lists import entries_of
from remediate.lab.asa_services import PROTOCOLS, Service
from remediate.lab.store import Entry, Section

__all__ = ["Element", "blocks_of", "elements_of", "entries_naming", "exists", "plain_entries"]

_DEPTH = 8
"""Groups within groups that are followed."""


@dataclass(frozen=True, slots=True)
class Element:
    """An entry of an access list with its objects resolved."""

    permit: bool
    text: str
    """Behind the action, as ``show access-list`` prints it."""
    ace: Ace


def exists(top: Section, kind: str, name: str) -> bool:
    """Whether there is such an object or group."""
    if kind == "object-group":
        return top.get("object-group", name) is not None
    return (
        top.get("object network", name) is not None or top.get("object service", name) is not None
    )


def entries_naming(top: Section, kind: str, name: str) -> list[str]:
    """Return the lines that name an object or group."""
    words = f" {kind} {name} "
    found = [entry.text for entry in top.entries.values() if words in f"{entry.text} "]
    if kind == "object":
        found += [
            entry.text
            for entry in top.entries.values()
            if entry.known.line.key in ("nat", "nat after-auto") and name in entry.text.split()
        ]
    for entry in top.all("object-group"):
        if entry.section is not None:
            inner = [item.text for item in entry.section.ordered()]
            found += [
                text
                for text in inner
                if text in (f"network-object object {name}", f"group-object {name}")
            ]
    return found


def elements_of(top: Section, entry: Entry) -> list[Element]:
    """Return what an entry of an extended list expands to; nothing for a remark or an inactive entry."""
    words = entry.values.get("body", "").split(" ")
    if words[0] != "extended":
        return []
    groups = top.all("object-group")
    services = frozenset(
        item.values["name"]
        for item in groups
        if item.section is not None and item.section.mode == "service-group"
    )
    found = entry_of(" ".join(words[2:]), services)
    if found is None or found.inactive:
        return []
    return [Element(words[1] == "permit", text, ace) for text, ace in _expanded(top, found)]


def plain_entries(top: Section, acl: str) -> list[tuple[bool, Ace]]:
    """Return the plain entries of an access list in their order, each with whether it permits."""
    return [
        (element.permit, element.ace)
        for entry in entries_of(top, "access-list", acl)
        for element in elements_of(top, entry)
    ]


def _expanded(top: Section, entry: AsaEntry) -> Iterator[tuple[str, Ace]]:
    for protocol, service in _services(top, entry):
        for source in _ends(top, entry.source, _DEPTH):
            for destination in _ends(top, entry.destination, _DEPTH):
                for sport in _ports(top, entry.source_ports, protocol):
                    for port in (
                        [service]
                        if service.words
                        else _ports(top, entry.destination_ports, protocol)
                    ):
                        plain = AsaEntry(
                            protocol=protocol,
                            source=source,
                            source_ports=sport,
                            destination=destination,
                            destination_ports=port,
                            options=entry.options,
                        )
                        yield plain.text(), _ace(top, plain)


def _ace(top: Section, entry: AsaEntry) -> Ace:
    protocol = entry.protocol
    number = (
        0
        if protocol == "ip"
        else PROTOCOLS.get(protocol, int(protocol) if protocol.isdigit() else 0)
    )
    return Ace(
        protocol=number,
        source=_block(top, entry.source),
        destination=_block(top, entry.destination),
        source_ports=_plain(entry.source_ports, protocol),
        destination_ports=_plain(entry.destination_ports, protocol),
    )


def _plain(service: Service, protocol: str) -> Ports:
    return service.ports(protocol) if service.words else Ports()


def _block(top: Section, end: End) -> Block:
    if end.kind == "interface":
        for entry in top.all("interface"):
            if entry.section is not None and entry.section.value("nameif", "nameif") == end.name:
                address = entry.section.value("ip address", "address")
                return Block(int(ipaddress.IPv4Address(address or "0.0.0.0")), 0)  # noqa: S104
    if end.kind == "host":
        return Block(int(ipaddress.IPv4Address(end.name)), 0)
    if end.kind == "subnet":
        wildcard = ~int(ipaddress.IPv4Address(end.mask)) & 0xFFFFFFFF
        return Block(int(ipaddress.IPv4Address(end.name)) & ~wildcard & 0xFFFFFFFF, wildcard)
    return ANY


def blocks_of(top: Section, name: str) -> list[Block]:
    """Return the addresses of a network object or group, as a NAT rule names them; ``any`` is one."""
    if name == "any":
        return [ANY]
    kind = "object-group" if top.get("object-group", name) is not None else "object"
    return [_block(top, end) for end in _ends(top, End(kind, name), _DEPTH)]


def _ends(top: Section, end: End, depth: int) -> Iterator[End]:
    if end.kind == "object":
        held = top.get("object network", end.name)
        value = held.section.get("value") if held is not None and held.section is not None else None
        if value is not None:
            yield from _of_object(value)
    elif end.kind == "object-group" and depth:
        group = top.get("object-group", end.name)
        members = (
            group.section.all("member") if group is not None and group.section is not None else []
        )
        for member in members:
            yield from _of_member(top, member, depth)
    elif end.kind != "object-group":
        yield end


def _of_object(value: Entry) -> Iterator[End]:
    match value.text.split():
        case ["host", address]:
            yield End("host", address)
        case ["subnet", address, mask]:
            yield _network(address, mask)
        case ["range", low, high]:
            first, last = ipaddress.IPv4Address(low), ipaddress.IPv4Address(high)
            for network in ipaddress.summarize_address_range(first, last):
                yield _network(str(network.network_address), str(network.netmask))
        case _:
            return  # a name that nobody resolves here


def _network(address: str, mask: str) -> End:
    if mask == "255.255.255.255":
        return End("host", address)
    return End("any4") if mask == address == "0.0.0.0" else End("subnet", address, mask)  # noqa: S104


def _of_member(top: Section, member: Entry, depth: int) -> Iterator[End]:
    match member.text.split():
        case ["network-object", "host", address]:
            yield End("host", address)
        case ["network-object", "object", name]:
            yield from _ends(top, End("object", name), depth - 1)
        case ["network-object", address, mask]:
            yield _network(address, mask)
        case ["group-object", name]:
            yield from _ends(top, End("object-group", name), depth - 1)
        case _:
            return


def _services(top: Section, entry: AsaEntry) -> Iterator[tuple[str, Service]]:
    """Yield each protocol of an entry, with the ports that come with it."""
    words = entry.protocol.split()
    if words[0] == "object":
        held = top.get("object service", words[1])
        text = (
            held.section.get("service") if held is not None and held.section is not None else None
        )
        if text is not None:
            yield _service(text.text.split()[1:])
    elif words[0] == "object-group":
        group = top.get("object-group", words[1])
        members = (
            group.section.all("member") if group is not None and group.section is not None else []
        )
        for member in members:
            yield _service(member.text.split()[1:])
    else:
        yield entry.protocol, Service()


def _service(words: list[str]) -> tuple[str, Service]:
    rest = words[1:]
    if "destination" in rest:
        rest = rest[rest.index("destination") + 1 :]
    return words[0], service_of(rest, words[0]) or Service()


def _ports(top: Section, service: Service, protocol: str) -> Iterator[Service]:
    if not service.group:
        yield service
        return
    group = top.get("object-group", service.group)
    members = group.section.all("member") if group is not None and group.section is not None else []
    for member in members:
        yield service_of(member.text.split()[1:], protocol) or Service()

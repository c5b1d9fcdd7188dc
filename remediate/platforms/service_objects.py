"""Protocols and ports: the operators of an access list, and the members of service objects and groups that say them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import NamedTuple

from remediate.model.selector import ANY_PORT, PortRange
from remediate.platforms.port_names import protocol_number, service_port
from remediate.platforms.reading import UnreadError

__all__ = ["Service", "port_object", "read_ports", "service_object"]

_OPERATORS = frozenset({"eq", "neq", "gt", "lt", "range"})
_TCP_AND_UDP = (6, 17)


class Service(NamedTuple):
    """A protocol (None: every one) with its ports."""

    protocol: int | None
    source: PortRange = ANY_PORT
    destination: PortRange = ANY_PORT


def read_ports(words: list[str], at: int, protocol: int | None) -> tuple[list[PortRange], int]:
    """Read ``eq P…``, ``range P Q``, ``gt``, ``lt``, ``neq`` at a place, if they stand there.

    Return the ranges (every port when none is given) and the place after them.
    """
    if at >= len(words) or words[at] not in _OPERATORS:
        return [ANY_PORT], at
    operator = words[at]
    at += 1
    ports: list[int] = []
    most = {"range": 2, "gt": 1, "lt": 1}.get(operator, 10)
    while at < len(words) and len(ports) < most:
        port = service_port(words[at], protocol)
        if port is None:
            break
        ports.append(port)
        at += 1
    if not ports or (operator == "range" and len(ports) != 2):
        found = words[at] if at < len(words) else "the end of the line"
        raise UnreadError(f"'{operator}' is followed by {found}, not by a port")
    return _ranges(operator, ports), at


def _ranges(operator: str, ports: list[int]) -> list[PortRange]:
    if operator == "range":
        return [PortRange(low=min(ports), high=max(ports))]
    if operator == "gt":
        bounds = [(ports[0] + 1, 65535)]
    elif operator == "lt":
        bounds = [(0, ports[0] - 1)]
    elif operator == "neq":
        edges = [-1, *sorted(set(ports)), 65536]
        bounds = [(low + 1, high - 1) for low, high in itertools.pairwise(edges)]
    else:
        bounds = [(port, port) for port in dict.fromkeys(ports)]
    return [PortRange(low=low, high=high) for low, high in bounds if low <= high]


def port_object(words: list[str], protocol: str | None) -> Iterable[Service]:
    """Yield what ``port-object …`` says, without that word, in a group of a protocol."""
    for number in _numbers(protocol or "tcp-udp"):
        ranges, at = read_ports(words, 0, number)
        if at != len(words) or at == 0:
            raise UnreadError(f"'port-object {' '.join(words)}' is not a port")
        for ports in ranges:
            yield Service(number, destination=ports)


def service_object(name: str, words: list[str]) -> Iterable[Service]:
    """Return what a member of a service or protocol group says: ``tcp source eq 1 destination eq 2``."""
    if not words:
        raise UnreadError(f"service object-group {name} has a member without protocol")
    if words == ["ip"]:
        return (Service(None),)
    found: list[Service] = []
    for number in _numbers(words[0]):
        at = 1
        sources = [ANY_PORT]
        if words[at : at + 1] == ["source"]:
            sources, at = read_ports(words, at + 1, number)
        if words[at : at + 1] == ["destination"]:
            at += 1
        destinations, at = read_ports(words, at, number)
        if at != len(words):
            raise UnreadError(
                f"service object-group {name}: '{' '.join(words)}' is more than ports"
            )
        found += [Service(number, one, two) for one in sources for two in destinations]
    return found


def _numbers(word: str) -> tuple[int, ...]:
    if word == "tcp-udp":
        return _TCP_AND_UDP
    number = protocol_number(word)
    if number is None:
        raise UnreadError(f"'{word}' is not a protocol")
    return (number,)

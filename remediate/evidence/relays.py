"""Whose the lines of a log are that only its name or its syslog headers tell of.

A relay's file holds many hosts, and what is read of it may come from one alone: the name of the file is then no
device's. A router's own log can be relayed as well, and its name is the router's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from fastparse.reference.context import timestamp
from remediate.dumps import DumpFile
from remediate.evidence.bag import MessageBag
from remediate.model.observation import Message

__all__ = ["Relays"]

_HEAD = 1 << 16
"""Bytes of a log whose headers are counted."""


class Relays:
    """The messages of logs whose host is not sure, by file and by the host of their header."""

    def __init__(self) -> None:
        """Start without a log."""
        self._hosts: dict[str, str | None] = {}
        self._bags: dict[str, dict[str | None, MessageBag]] = {}
        self._others: dict[str, set[str]] = {}

    def add(self, file: DumpFile, message: Message, peer: str) -> None:
        """Take a message; its ``device`` is the host of its header, None without one."""
        self._hosts[file.name] = file.host
        bags = self._bags.setdefault(file.name, {})
        bags.setdefault(message.device, MessageBag()).add(message, peer)

    def headers(self, file: DumpFile, data: bytes | memoryview) -> None:
        """Look which hosts the headers of a file name, where its messages name one alone."""
        named = {host for host in self._bags.get(file.name, {}) if host is not None}
        if len(named) == 1:
            found = (timestamp(line)[1] for line in bytes(data[:_HEAD]).splitlines())
            self._others[file.name] = {host for host in found if host is not None} - named

    def settled(
        self, owner: Callable[[str], str | None], known: Mapping[str, frozenset[str]]
    ) -> Iterator[tuple[str | None, MessageBag]]:
        """Yield the messages with their devices, None where nothing tells whose they are.

        ``owner`` knows the device of a header's host; ``known`` are the devices of which there is more than these
        logs, by folded name, with the files that speak of them.
        """
        for file, bags in self._bags.items():
            host = self._hosts[file]
            names = [name for name in bags if name is not None]
            if host is None or len(names) > 1 or self._others.get(file):
                for name, bag in bags.items():
                    yield (host if name is None else owner(name) or name), bag
                continue
            sole = owner(names[0]) or _named(names[0], host) if names else None
            itself = bool(known.get(host.casefold(), frozenset()) - {file})
            device = host if sole is None or itself else sole
            for bag in bags.values():
                yield device, bag


def _named(origin: str, host: str) -> str | None:
    """Return the name in a header, None for an address and where it is the file's: a header is printed, a stem is given."""
    short = origin.split(".", maxsplit=1)[0]
    return None if short.isdigit() or short.casefold() == host.casefold() else origin

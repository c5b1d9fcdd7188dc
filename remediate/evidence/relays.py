"""Whose the lines of a log are that only its name or its syslog headers tell of.

A relay's file holds many hosts, and what is read of it may come from one alone: the name of the file, or of the folder
that it was put into, is then no device's. A router's own log can be relayed as well, and its name is the router's.
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
        self._in_folders: set[str] = set()

    def add(self, file: DumpFile, message: Message, peer: str) -> None:
        """Take a message; its ``device`` is the host of its header, None without one."""
        self._hosts[file.name] = file.host
        if file.sure:
            self._in_folders.add(file.name)
        bags = self._bags.setdefault(file.name, {})
        bags.setdefault(message.device, MessageBag()).add(message, peer)

    def holds(self, file: DumpFile) -> bool:
        """Whether messages of a file are here."""
        return file.name in self._bags

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
            if file in self._in_folders and host is not None:
                itself = bool(known.get(host.casefold()))
                for name, bag in bags.items():
                    yield self._in_folder(file, name, host, owner, itself=itself), bag
                continue
            if host is None or len(names) > 1 or self._others.get(file):
                for name, bag in bags.items():
                    yield (host if name is None else owner(name) or name), bag
                continue
            sole = owner(names[0]) or _named(names[0], host) if names else None
            itself = bool(known.get(host.casefold(), frozenset()) - {file})
            device = host if sole is None or itself else sole
            for bag in bags.values():
                yield device, bag

    def _in_folder(
        self,
        file: str,
        name: str | None,
        host: str,
        owner: Callable[[str], str | None],
        *,
        itself: bool,
    ) -> str:
        """Return the device of a header in a file of a host's folder; ``itself``: whether there is more of that host.

        The one stranger that speaks in a file of a device's is the device itself, under an address that nothing else
        shows. In a folder that holds logs alone an address is whose it is: a relay's folder is no device.
        """
        if name is None:
            return host
        known = owner(name)
        if known is not None:
            return known
        names = {one for one in self._bags[file] if one is not None} | self._others.get(file, set())
        strangers = {one for one in names if owner(one) is None}
        if len(strangers) == 1 and (itself or (len(names) == 1 and not _is_address(name))):
            return host
        return name


def _named(origin: str, host: str) -> str | None:
    """Return the name in a header, None for an address and where it is the file's: a header is printed, a stem is given."""
    short = origin.split(".", maxsplit=1)[0]
    return None if _is_address(origin) or short.casefold() == host.casefold() else origin


def _is_address(origin: str) -> bool:
    return ":" in origin or origin.split(".", maxsplit=1)[0].isdigit()

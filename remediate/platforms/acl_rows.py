"""Rows of access lists to entries: one line at a time, or a run of lines as they are usually printed."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from fastparse.config_tree import ConfigTree
from remediate.model.base import Platform
from remediate.model.config_lists import AccessEntry
from remediate.model.selector import AddressBlock, PortRange, Selector
from remediate.platforms.acl_entry_read import EntryReader
from remediate.platforms.object_groups import ObjectGroups
from remediate.platforms.reading import Reading, whole

__all__ = ["EntryRows", "Run", "without_kind"]

_Shape = tuple[int | None, PortRange, PortRange]
"""A flow without its addresses: protocol, source ports, destination ports."""


class Run(msgspec.Struct, frozen=True, gc=False):
    """Rows of an access list whose entries nobody has read yet."""

    name: str
    first: int
    stop: int
    extended: bool
    flat: bool


class EntryRows:
    """Reads the entries of one configuration."""

    def __init__(self, reading: Reading, groups: ObjectGroups) -> None:
        """Take the reading and the object-groups that entries may name."""
        self._reading = reading
        self._reader = EntryReader(reading, groups)
        self._netmask = reading.platform is Platform.ASA
        self._shapes: dict[tuple[str, str, str], tuple[_Shape, ...]] = {}
        self._known: dict[tuple[str, bool], tuple[tuple[Selector, ...], str | None]] = {}

    def read(self, tree: ConfigTree, parts: Iterable[AccessEntry | Run]) -> tuple[AccessEntry, ...]:
        """Return the entries of a list, given those that are read already and the runs of the others."""
        found: list[AccessEntry] = []
        for part in parts:
            if isinstance(part, AccessEntry):
                found.append(part)
            elif part.extended:
                self._extended(tree, part, found)
            else:
                found += (self.row(tree, part, row) for row in range(part.first, part.stop))
        return tuple(found)

    def _extended(self, tree: ConfigTree, run: Run, found: list[AccessEntry]) -> None:
        """Add the entries of a run of which none says more than itself."""
        known = self._shapes
        items = tree.entries(run.first, run.stop, flat=run.flat, netmask=self._netmask)
        for row, item in enumerate(items, run.first):
            if isinstance(item, int):
                found.append(self.row(tree, run, row))
                continue
            if len(item) == 4:
                line, sequence, action, body = item
                found.append(AccessEntry(action=action, body=body, sequence=sequence, line=line))
                continue
            line, sequence, action, body, protocol, source, bits, ports, target, more, tail = item
            key = (protocol, ports, tail)
            shapes = known[key] if key in known else self._shape(key)
            if not shapes:  # ports or options that can't be read
                found.append(self.row(tree, run, row))
                continue
            one = AddressBlock(address=source, wildcard=bits)
            two = AddressBlock(address=target, wildcard=more)
            selectors = [
                Selector(
                    protocol=number,
                    source=one,
                    source_ports=low,
                    destination=two,
                    destination_ports=high,
                )
                for number, low, high in shapes
            ]
            found.append(
                AccessEntry(
                    action=action,
                    selectors=tuple(selectors),
                    sequence=sequence,
                    body=body,
                    inactive=tail[-8:] == "inactive" and body[-9:] == " inactive",
                    line=line,
                )
            )

    def _shape(self, key: tuple[str, str, str]) -> tuple[_Shape, ...]:
        """Return the flows of a protocol, ports and what follows: the same whatever the addresses are."""
        protocol, ports, tail = key
        read, _ = self._reader.flows(f"{protocol} any {ports} any {tail}", extended=True)
        shapes = tuple((one.protocol, one.source_ports, one.destination_ports) for one in read)
        self._shapes[key] = shapes
        return shapes

    def row(self, tree: ConfigTree, run: Run, row: int) -> AccessEntry:
        """Return the entry of one row of a run, with its notes."""
        text, line = tree.text(row), tree.columns.number[row]
        if not run.flat:
            return self.named(run.name, text, line, extended=run.extended)
        rest = text.split(None, 2)[2]
        if self._netmask:
            rest = without_kind(rest)
        return self.entry(run.name, rest, None, line, extended=run.extended)

    def named(self, name: str, text: str, line: int, *, extended: bool) -> AccessEntry:
        """Return the entry of a line of ``ip access-list``, which may have its sequence number."""
        sequence = None
        first, _, rest = text.partition(" ")
        number = whole(first, 0, 0xFFFFFFFF)
        if number is not None and rest:
            sequence, text = number, rest.lstrip()
        return self.entry(name, text, sequence, line, extended=extended)

    def entry(
        self, name: str, text: str, sequence: int | None, line: int, *, extended: bool
    ) -> AccessEntry:
        """Return the entry that a text says, given without list name and sequence number."""
        action, _, rest = text.partition(" ")
        if action == "remark":
            return AccessEntry(action="remark", body=text, sequence=sequence, line=line)
        body = " ".join(text.split())
        if action not in ("permit", "deny"):
            problem = f"'{action}' is neither permit, deny nor remark"
            return AccessEntry(
                action="unknown", body=body, sequence=sequence, problem=problem, line=line
            )
        key = (rest, extended)
        if key not in self._known:
            self._known[key] = self._reader.flows(rest, extended=extended)
        selectors, reason = self._known[key]
        for selector in selectors[:1]:
            self._suspect(name, line, selector)
        return AccessEntry(
            action=action,
            selectors=selectors,
            sequence=sequence,
            body=body,
            inactive=body.endswith(" inactive"),
            problem=None if reason is None else f"'{body}': {reason}",
            within=self._reader.within(rest) if reason is not None and extended else (),
            line=line,
        )

    def _suspect(self, name: str, line: int, selector: Selector) -> None:
        for block in (selector.source, selector.destination):
            if block.contiguous:
                continue
            inverse = block.wildcard ^ 0xFFFFFFFF
            looks_other = inverse & (inverse + 1) == 0
            if looks_other:
                mask = block.dotted_netmask if self._netmask else block.dotted_wildcard
                here, there = ("netmask", "wildcard") if self._netmask else ("wildcard", "netmask")
                self._reading.note(
                    f"access list {name}, line {line}: the {here} {mask} looks like a {there}"
                )


def without_kind(rest: str) -> str:
    """Return an ASA entry without ``extended`` or ``standard`` before its action."""
    kind, *more = rest.split(None, 1)
    if kind not in ("extended", "standard"):
        return rest
    return more[0] if more else ""

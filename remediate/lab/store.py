"""A configuration as a device holds it: lines of modes, set and removed by what they are, printed in device order."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known, Vocabulary

__all__ = ["Entry", "Order", "Section", "default_of", "lines_of"]

Key = tuple[str, ...]
Order = tuple[int, tuple[tuple[int, str], ...], int]
"""Device order, then its numbers, then the order of entry."""


@dataclass(slots=True, eq=False)
class Entry:
    """A line that is set."""

    known: Known
    text: str
    """As printed, ``no …`` included."""
    values: dict[str, str]
    """Of its named arguments."""
    number: int
    """Grows with each entry: the order of entry."""
    section: Section | None = None

    @property
    def lines(self) -> Section:
        """Return its section, an empty one where it has none."""
        return self.section if self.section is not None else Section("")

    def order(self) -> Order:
        """Return what it is sorted by: device order, then its numbers, then the order of entry."""
        sort = tuple(_sortable(self.values.get(name, "")) for name in self.known.line.sort)
        return self.known.rank, sort, self.number


def _sortable(text: str) -> tuple[int, str]:
    return (int(text), "") if text.isdigit() else (0, text)


@dataclass(slots=True, eq=False)
class Section:
    """The lines of one mode: the whole configuration, an interface, a crypto-map entry."""

    mode: str
    entries: dict[Key, Entry] = field(default_factory=dict)
    counter: int = 0

    def set(self, match: Match[Known]) -> Entry:
        """Set a line; an entry of the same key gives way, and its section is kept where both have one."""
        known = match.command
        key = known.identity(match.values)
        old = self.entries.get(key)
        self.counter += 1
        entry = Entry(
            known=known,
            text=sys.intern(known.text(match)),  # most lines are those of other devices too
            values=match.values,
            number=old.number if old is not None else self.counter,
        )
        if known.line.opens is not None:
            entry.section = old.section if old is not None else None
            entry.section = entry.section or Section(known.line.opens)
        if entry.text == known.line.default:
            self.entries.pop(key, None)
            return entry
        self.entries[key] = entry
        return entry

    def negate(self, match: Match[Known]) -> None:
        """Store the ``no`` form of a line that is on by default."""
        known = match.command
        key = known.identity(match.values)
        self.counter += 1
        text = "no " + known.text(match)
        self.entries[key] = Entry(known=known, text=text, values=match.values, number=self.counter)

    def fitting(self, match: Match[Known]) -> list[Key]:
        """Return the keys of the entries that a line speaks of, as far as its arguments go."""
        line, values = match.command.line, match.values
        return [
            key
            for key, entry in self.entries.items()
            if entry.known.line.key == line.key
            and all(entry.values.get(name) == values[name] for name in line.each if name in values)
        ]

    def remove(self, key: Key) -> Entry | None:
        """Remove an entry; return it, or None where there was none."""
        return self.entries.pop(key, None)

    def get(self, *key: str) -> Entry | None:
        """Return an entry by its key and arguments."""
        return self.entries.get(key)

    def all(self, key: str) -> list[Entry]:
        """Return the entries of a key, in the order they are printed in."""
        found = [entry for entry in self.entries.values() if entry.known.line.key == key]
        return sorted(found, key=Entry.order)

    def value(self, key: str, name: str) -> str | None:
        """Return an argument of the entry of a key; None where it is not set."""
        entry = self.entries.get((key,))
        return entry.values.get(name) if entry is not None else None

    def ordered(self) -> list[Entry]:
        """Return all entries in device order."""
        return sorted(self.entries.values(), key=Entry.order)

    def copy(self) -> Section:
        """Return a copy that shares nothing that changes."""
        return Section(
            self.mode,
            {
                key: Entry(
                    item.known,
                    item.text,
                    item.values,
                    item.number,
                    item.section.copy() if item.section is not None else None,
                )
                for key, item in self.entries.items()
            },
            self.counter,
        )


def default_of(known: Known) -> str | None:
    """Return the line that is in force where none is set, None where nothing is."""
    line = known.line
    if line.default is not None or not line.on:
        return line.default
    return None if any(sign in line.pattern for sign in "<([") else line.pattern


def lines_of(
    section: Section, vocabulary: Vocabulary, *, everything: bool = False, depth: int = 0
) -> Iterator[str]:
    """Yield the lines of a section as a device prints them, without ``!``.

    With ``everything`` the defaults too, each in its place (``show running-config all``).
    """
    found: list[tuple[Order, str, Section | None, str]] = [
        (entry.order(), entry.text, entry.section, entry.known.line.closes)
        for entry in section.entries.values()
    ]
    if everything:
        set_keys = {entry.known.line.key for entry in section.entries.values()}
        found += [
            ((known.rank, (), 0), text, None, "")
            for known in vocabulary[section.mode].lines
            if (text := default_of(known)) is not None and known.line.key not in set_keys
        ]
    for _, text, inner, closes in sorted(found, key=lambda item: item[0]):
        yield " " * depth + text
        if inner is not None:
            yield from lines_of(inner, vocabulary, everything=everything, depth=depth + 1)
            if closes:
                yield " " * depth + closes

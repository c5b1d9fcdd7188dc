"""A configuration as text: with its heading, its ``!`` and its end, whole or a part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from remediate.lab.releases import Release
from remediate.lab.store import Entry, Order, Section, default_of, lines_of
from remediate.lab.vocabulary import Known, Vocabulary

__all__ = ["body", "filtered", "ios_text", "section_lines"]

_LISTS = ("extended-acl", "standard-acl")


def ios_text(
    section: Section,
    vocabulary: Vocabulary,
    release: Release,
    *,
    changed: str = "",
    everything: bool = False,
) -> str:
    """Return a configuration of IOS from ``!`` to ``end``, each line ended.

    ``changed`` are the comments on when it was changed and saved last.
    """
    lines = ["!", *changed.splitlines(), "!" if changed else "", f"version {release.short}"]
    lines = [item for item in lines if item]
    lines += body(section, vocabulary, release, everything=everything)
    lines += ["!", "end"]
    return "".join(f"{item}\n" for item in lines)


def body(
    section: Section, vocabulary: Vocabulary, release: Release, *, everything: bool = False
) -> Iterator[str]:
    """Yield the lines of a configuration, ``!`` between groups and behind sections.

    With ``everything`` the defaults too, each in its place (``show running-config all``).
    """
    found = [(entry.order(), entry.known, entry) for entry in section.entries.values()]
    missing: list[tuple[Order, Known, None]] = []
    if everything:
        keys = {entry.known.line.key for entry in section.entries.values()}
        missing = [
            ((known.rank, (), 0), known, None)
            for known in vocabulary[section.mode].lines
            if default_of(known) is not None and known.line.key not in keys
        ]
    group: str | None = None
    for _, known, entry in sorted([*found, *missing], key=lambda item: item[0]):
        if known.line.group != group or (entry is not None and entry.section is not None):
            yield "!"
        group = known.line.group
        if entry is None:
            yield default_of(known) or ""
        else:
            yield from _entry(entry, vocabulary, release, everything=everything)


def _entry(
    entry: Entry, vocabulary: Vocabulary, release: Release, *, everything: bool
) -> Iterator[str]:
    if entry.section is None:
        yield entry.text
        return
    if entry.section.mode in _LISTS:
        yield from _list(entry, entry.section, release)
        return
    yield entry.text
    for line in section_lines(entry.section, vocabulary, everything=everything):
        if line != " tunnel mode gre ip" or entry.values.get("name", "").startswith("Tunnel"):
            yield line


def section_lines(
    section: Section, vocabulary: Vocabulary, *, everything: bool = False
) -> Iterator[str]:
    """Yield the lines below a heading; ``no ip address`` where an interface has none, as devices print it."""
    if section.mode == "interface" and section.get("ip address") is None:
        lines = list(lines_of(section, vocabulary, everything=everything, depth=1))
        early = sum(
            line.startswith((" description", " mtu", " bandwidth", " vrf", " ip vrf"))
            for line in lines
        )
        yield from lines[:early]
        yield " no ip address"
        yield from lines[early:]
        return
    yield from lines_of(section, vocabulary, everything=everything, depth=1)


def _list(entry: Entry, section: Section, release: Release) -> Iterator[str]:
    """Yield an access list: numbered ones of a classic release a line each, with their number."""
    name = entry.values["acl"]
    if name.isdigit() and not release.sequenced:
        yield from (f"access-list {name} {item.text}" for item in section.ordered())
        return
    yield entry.text
    for item in section.ordered():
        number = f"{item.values['sequence']} " if release.sequenced else ""
        yield f" {number}{item.text}"


def filtered(lines: Iterable[str], kind: str, pattern: str) -> list[str]:
    """Return what a pipe leaves of an output: ``include``, ``exclude``, ``begin``, ``section`` or ``count``.

    Raises ``re.error`` for a pattern that is none.
    """
    expression = re.compile(pattern)
    match kind:
        case "include":
            return [line for line in lines if expression.search(line)]
        case "exclude":
            return [line for line in lines if not expression.search(line)]
        case "count":
            number = sum(expression.search(line) is not None for line in lines)
            return [f"Number of lines which match regexp = {number}"]
        case "begin":
            return _begun(lines, expression)
        case _:
            return _sections(lines, expression)


def _begun(lines: Iterable[str], expression: re.Pattern[str]) -> list[str]:
    found = list(lines)
    start = next((at for at, line in enumerate(found) if expression.search(line)), len(found))
    return found[start:]


def _sections(lines: Iterable[str], expression: re.Pattern[str]) -> list[str]:
    """Return the lines that match with all that stands deeper below them."""
    kept: list[str] = []
    depth: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if depth is not None and indent > depth:
            kept.append(line)
            continue
        depth = indent if expression.search(line) else None
        if depth is not None:
            kept.append(line)
    return kept

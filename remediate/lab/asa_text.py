"""A configuration of an ASA as text: in its order, with what it prints unasked, whole or a part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from remediate.lab.asa_crypto_lines import policy_defaults
from remediate.lab.asa_lines import INTERLEAVED, shown_defaults
from remediate.lab.asa_secrets import masked
from remediate.lab.releases import Release
from remediate.lab.store import Entry, Section, lines_of
from remediate.lab.vocabulary import Vocabulary

__all__ = ["Block", "blocks", "checksum", "config_text", "line_text"]

_BLANK_BEHIND = (
    "ASA Version ", "access-list ", "route ", "crypto ipsec ikev1 transform-set ", "crypto ipsec transform-set ", "prompt ", "dns-server ",
    "vpn-tunnel-protocol ", "inspect ", "monitor-interface ", "no monitor-interface ",
)  # fmt: skip
_TOPMOST = 65536
_ENTRY_DEFAULTS = (
    ("set connection-type", "set connection-type bidirectional"),
    ("set ikev1 phase1-mode", "set ikev1 phase1-mode main"),
    ("set ikev2 mode", "set ikev2 mode tunnel"),
    ("set tfc-packets", "no set tfc-packets"),
)
_OLDER_DEFAULTS = (
    ("set connection-type", "set connection-type bidirectional"),
    ("set ikev1 phase1-mode", "set phase1-mode main"),
)
_INTERFACE_DEFAULTS = (
    ("crypto ipsec df-bit", "copy-df"),
    ("crypto ipsec fragmentation", "before-encryption"),
)
_INTERFACE_NONE = (
    ("nameif", "no nameif"),
    ("security-level", "no security-level"),
    ("ip address", "no ip address"),
)


class Block(NamedTuple):
    """What stands together: a line, or a heading with what is below it."""

    key: str
    lines: tuple[str, ...]
    name: str = ""
    """Of what has one."""


def line_text(text: str) -> str:
    """Return a line with the blank that an ASA prints behind some."""
    inner = text.lstrip()
    if (
        inner.startswith(_BLANK_BEHIND)
        or " set peer " in text
        or (text.startswith("aaa authentication ") and " console " in text)
    ):
        return f"{text} "
    return f"{text} " if inner.startswith("ip address ") and inner[-1].isdigit() else text


def blocks(
    section: Section, vocabulary: Vocabulary, release: Release, *, everything: bool = False
) -> list[Block]:
    """Return the whole configuration, in the order of a running-config, keys in clear."""
    found: list[tuple[_Order, Block]] = []
    first = _first_numbers(section)
    ranks = {known.line.key: known.rank for known in reversed(vocabulary.top.lines)}
    for entry in section.entries.values():
        order = _order(entry, vocabulary, first)
        found.append((order, _block(entry, vocabulary, release, everything=everything)))
        if entry.known.line.key == "object network" and entry.section is not None:
            nat = entry.section.get("nat")
            if nat is not None:
                lines = (entry.text, f" {nat.text}")
                found.append(((ranks["nat"], 1, entry.number, 0, 0), Block("object nat", lines)))
    shown = shown_defaults(release)
    for known in vocabulary.top.lines:
        line = known.line
        if line.default is None or section.get(line.key) is not None:
            continue
        if everything or line.key in shown:
            found.append(((known.rank, 0, 0, 0, 0), Block(line.key, (line.default,))))
    if everything:
        found += _unsaid(section, vocabulary, first)
    for number, name in enumerate(_names(section)):
        if section.get("mtu", name) is None:
            found.append(
                ((ranks["mtu"], 0, number, 0, 0), Block("mtu", (f"mtu {name} 1500",), name))
            )
    return [block for _, block in sorted(found, key=lambda item: item[0])]


_Order = tuple[int, int, int, int, int]


def _names(section: Section) -> list[str]:
    found = []
    for entry in section.all("interface"):
        name = entry.section.value("nameif", "nameif") if entry.section is not None else None
        if name is not None:
            found.append(name)
    return found


def _first_numbers(section: Section) -> dict[tuple[str, str], int]:
    """Return when each name of a group was entered first."""
    found: dict[tuple[str, str], int] = {}
    for entry in section.entries.values():
        line = entry.known.line
        if line.group in INTERLEAVED:
            place = line.group, entry.values.get(line.each[0], "")
            found[place] = min(found.get(place, entry.number), entry.number)
    return found


def _order(entry: Entry, vocabulary: Vocabulary, first: dict[tuple[str, str], int]) -> _Order:
    line = entry.known.line
    if line.key == "mtu":
        return entry.known.rank, 0, entry.number, 0, 0
    if line.group not in INTERLEAVED:
        priority = entry.values.get(line.sort[0], "0") if line.sort else "0"
        return entry.known.rank, 0, int(priority) if priority.isdigit() else 0, 0, entry.number
    rank = _group_ranks(vocabulary)[line.group]
    name = first[line.group, entry.values.get(line.each[0], "")]
    if line.group == "access-list":
        return rank, name, entry.number, 0, 0
    sequence = int(entry.values.get("sequence", _TOPMOST)) if "map" in line.group else 0
    return rank, name, sequence, entry.known.rank, entry.number


@cache
def _group_ranks(vocabulary: Vocabulary) -> dict[str, int]:
    """Return where each group begins."""
    return {known.line.group: known.rank for known in reversed(vocabulary.top.lines)}


def _unsaid(
    section: Section, vocabulary: Vocabulary, first: dict[tuple[str, str], int]
) -> Iterator[tuple[_Order, Block]]:
    """Yield what ``all`` shows of crypto maps and interfaces that is set nowhere."""
    start = _group_ranks(vocabulary)["crypto map"]
    ranks = {known.line.key: known.rank for known in vocabulary.top.lines}
    older = "crypto map set ikev2 mode" not in ranks
    entries = {
        (entry.values["map"], entry.values["sequence"])
        for entry in section.all("crypto map set peer") + section.all("crypto map match address")
    }
    for name, sequence in entries:
        for key, text in _OLDER_DEFAULTS if older else _ENTRY_DEFAULTS:
            if section.get(f"crypto map {key}", name, sequence) is None:
                no = "no " if text.startswith("no ") else ""
                line = f"{no}crypto map {name} {sequence} {text.removeprefix('no ')}"
                rank = ranks.get(f"crypto map {key}", _TOPMOST)
                order = start, first["crypto map", name], int(sequence), rank, 0
                yield order, Block("crypto map", (line,), name)
    for number, name in enumerate(_names(section)):
        for key, text in _INTERFACE_DEFAULTS:
            if section.get(key, name) is None:
                yield (ranks[key], 0, number, 0, 0), Block(key, (f"{key} {text} {name}",), name)


def _block(entry: Entry, vocabulary: Vocabulary, release: Release, *, everything: bool) -> Block:
    line = entry.known.line
    name = entry.values.get(line.each[0], "") if line.each else ""
    text = entry.text
    if entry.section is None:
        return Block(line.key, (text,), name)
    return Block(
        line.key, (text, *_below(entry.section, entry.text, vocabulary, release, everything)), name
    )


def _below(
    section: Section, heading: str, vocabulary: Vocabulary, release: Release, everything: bool
) -> Iterator[str]:
    """Yield the lines below a heading."""
    defaults = policy_defaults(release, section.mode)
    if section.mode == "network-object":
        yield from (f" {item.text}" for item in section.ordered() if item.known.line.key != "nat")
        return
    if section.mode == "interface":
        defaults = {} if everything else defaults
        defaults |= dict(_INTERFACE_NONE if "Tunnel" not in heading else ())
    if not defaults:
        yield from lines_of(section, vocabulary, everything=everything, depth=1)
        return
    for known in vocabulary[section.mode].lines:
        key = known.line.key
        held = [item for item in section.all(key) if item.known is known]
        yield from (f" {item.text}" for item in held)
        if key in defaults and section.get(key) is None:
            yield f" {defaults.pop(key)}"
        elif everything and known.line.default is not None and section.get(key) is None:
            yield f" {known.line.default}"


def config_text(
    section: Section,
    vocabulary: Vocabulary,
    release: Release,
    *,
    heading: str,
    masks: bool = False,
    everything: bool = False,
) -> str:
    """Return a configuration from its heading to ``: end``, each line ended.

    The checksum is that of the configuration as it is saved, keys in clear and defaults left out,
    so that it tells whether what runs is what was saved.
    """
    saved = list(_all_lines(section, vocabulary, release, everything=False))
    shown = list(_all_lines(section, vocabulary, release, everything=True)) if everything else saved
    body = [line_text(masked(line) if masks else line) for line in shown]
    lines = [*heading.splitlines(), *body, f"Cryptochecksum:{checksum(saved)}", ": end"]
    return "".join(f"{line}\n" for line in lines)


def _all_lines(
    section: Section, vocabulary: Vocabulary, release: Release, *, everything: bool
) -> Iterator[str]:
    yield from (f"ASA Version {release.version}", "!")
    before = ""
    for block in blocks(section, vocabulary, release, everything=everything):
        yield from _separators(before, block.key)
        yield from block.lines
        before = block.key
        if block.key == "interface":
            yield "!"


def _separators(before: str, key: str) -> list[str]:
    """Return what stands between two groups."""
    if key == "interface" and before != "interface":
        return ["", "!"]
    if ("object nat" in (before, key) and before != key) or (before, key) == (
        "nat",
        "nat after-auto",
    ):
        return ["!"]
    if key == "class-map" != before or key == "service-policy":
        return ["!"]
    return ["!", "!"] if before == "class-map" != key else []


def checksum(lines: list[str]) -> str:
    """Return what stands behind ``Cryptochecksum:``."""
    body = [line for line in lines if not line.startswith(":")]
    return hashlib.md5("\n".join(body).encode(), usedforsecurity=False).hexdigest()

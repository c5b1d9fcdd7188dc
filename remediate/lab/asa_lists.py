"""Lists of an ASA whose entries have places: access lists and NAT rules, entered at a line and removed by their text."""

from __future__ import annotations

from remediate.lab.store import Entry, Section
from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known

__all__ = ["body_of", "closed_up", "entered", "entries_of", "taken_out"]


def entries_of(section: Section, key: str, acl: str | None = None) -> list[Entry]:
    """Return the entries of a kind, of one access list if it is named, in their order."""
    found = [
        entry
        for entry in section.entries.values()
        if entry.known.line.key == key and (acl is None or entry.values.get("acl") == acl)
    ]
    return sorted(found, key=lambda entry: entry.number)


def body_of(match: Match[Known]) -> str:
    """Return what identifies an entry: the line without the name of its list and its place."""
    words = list(match.words[2:])
    if words[:1] == ["after-auto"]:
        words.pop(0)
    if words[:1] == ["line"]:
        words.pop(0)
    if words[:1] == [match.values.get("line")]:
        words.pop(0)
    if "entry" in match.values and words[:1] != ["extended"]:
        words.insert(0, "extended")
    return " ".join(words)


def entered(section: Section, match: Match[Known]) -> Entry | None:
    """Put an entry where its line number says, else behind the last; None where it is there already."""
    key, body = match.command.line.key, body_of(match)
    values = match.values | {"body": body}
    place = values.pop("line", None)
    acl = values.get("acl")
    others = entries_of(section, key, acl)
    if section.get(*match.command.identity(values)) is not None:
        return None
    head = " ".join(match.words[:2]) + (" after-auto" if key == "nat after-auto" else "")
    entry = section.set(
        Match(command=match.command, words=(*head.split(), *body.split(" ")), values=values)
    )
    at = min(int(place) - 1, len(others)) if place is not None else len(others)
    _numbered([*others[:at], entry, *others[at:]])
    return entry


def taken_out(section: Section, match: Match[Known]) -> bool:
    """Remove the entry that a line is, wherever it stands; whether it was there."""
    values = match.values | {"body": body_of(match)}
    key = match.command.line.key
    others = entries_of(section, key, values.get("acl"))
    gone = section.remove(match.command.identity(values))
    if gone is None:
        return False
    closed_up([*others], gone)
    return True


def closed_up(entries: list[Entry], gone: Entry) -> None:
    """Let those that are left keep the place of their list: it goes by its first entry."""
    numbers = sorted(entry.number for entry in entries)
    left = [entry for entry in entries if entry is not gone]
    for entry, number in zip(left, numbers, strict=False):
        entry.number = number


def _numbered(entries: list[Entry]) -> None:
    numbers = sorted(entry.number for entry in entries)
    for entry, number in zip(entries, numbers, strict=True):
        entry.number = number

"""The names of an ASA's interfaces, which all its other lines know them by."""

from __future__ import annotations

from collections.abc import Iterator

from remediate.lab.device import Device
from remediate.lab.store import Entry, Section

__all__ = ["drop_name", "nameifs", "rename"]


def nameifs(device: Device) -> dict[str, Entry]:
    """Return the interfaces that have a name, by it, in their order."""
    found = {}
    for entry in device.running.all("interface"):
        name = entry.section.value("nameif", "nameif") if entry.section is not None else None
        if name is not None:
            found[name] = entry
    return found


def drop_name(top: Section, name: str) -> list[str]:
    """Remove the lines that refer to a name, as ``no nameif`` does; return their keys."""
    gone = []
    for section, entry in list(_referring(top, name)):
        section.remove(entry.known.identity(entry.values))
        gone.append(entry.known.line.key)
    return gone


def rename(top: Section, old: str, new: str) -> None:
    """Let the lines that refer to a name follow to another one."""
    for section, entry in list(_referring(top, old)):
        section.remove(entry.known.identity(entry.values))
        entry.text = _renamed(entry, old, new)
        entry.values = {
            key: _word(value, old, new) if key in ("nameif", "pair", "place") else value
            for key, value in entry.values.items()
        }
        section.entries[entry.known.identity(entry.values)] = entry


def _renamed(entry: Entry, old: str, new: str) -> str:
    """Return a line with the name replaced, and not a list or an object that is called the same."""
    words = entry.text.split(" ")
    if "nameif" not in entry.values:
        return " ".join(_word(word, old, new) if word.startswith("(") else word for word in words)
    start = words.index("interface") if "interface" in words[1:] else 0
    words[words.index(old, start + 1)] = new
    return " ".join(words)


def _word(word: str, old: str, new: str) -> str:
    if word == old:
        return new
    if word.startswith("("):
        return f"({','.join(new if name == old else name for name in word.strip('()').split(','))})"
    return word


def _referring(top: Section, name: str) -> Iterator[tuple[Section, Entry]]:
    """Yield the entries that refer to a name, each with the section that holds it."""
    for entry in top.entries.values():
        if _refers(entry, name):
            yield top, entry
        if entry.section is not None:
            for inner in entry.section.entries.values():
                if inner.known.line.key != "nameif" and _refers(inner, name):
                    yield entry.section, inner


def _refers(entry: Entry, name: str) -> bool:
    values = entry.values
    places = values.get("pair", values.get("place", "")).strip("()").split(",")
    return values.get("nameif") == name or name in places

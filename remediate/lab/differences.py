"""What two configurations differ in: as IOS prints it, and as commands from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from remediate.lab.store import Entry, Section

__all__ = ["Difference", "commands", "contextual", "differences", "incremental"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that only one of two configurations has, below the headings of ``path``."""

    path: tuple[str, ...]
    text: str
    added: bool


def differences(old: Section, new: Section, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """Yield what ``old`` has and ``new`` has not, then what is new, section by section in device order."""
    for key, entry in sorted(old.entries.items(), key=lambda item: item[1].order()):
        other = new.entries.get(key)
        if other is None or other.text != entry.text:
            yield Difference(path, _printed(entry), added=False)
    for key, entry in sorted(new.entries.items(), key=lambda item: item[1].order()):
        other = old.entries.get(key)
        fresh = other is None or other.text != entry.text
        if fresh:
            yield Difference(path, _printed(entry), added=True)
        if entry.section is not None:
            before = other.section if other is not None and not fresh else None
            yield from differences(
                before or Section(entry.section.mode), entry.section, (*path, entry.text)
            )


def _printed(entry: Entry) -> str:
    number = entry.values.get("sequence")
    if entry.known.line.key == "entry" and number is not None:
        return f"{number} {entry.text}"
    return entry.text


def contextual(found: list[Difference]) -> str:
    """Return differences as ``show archive config differences`` prints them."""
    if not found:
        return "!Contextual Config Diffs:\n!No changes were found\n"
    lines = ["!Contextual Config Diffs:"]
    last: tuple[str, ...] = ()
    for item, behind in zip_longest(found, found[1:]):
        if item.path != last:
            lines += [f"{' ' * depth}{text}" for depth, text in enumerate(item.path)]
            last = item.path
        lines.append(f"{' ' * len(item.path)}{'+' if item.added else '-'}{item.text}")
        if item.added and _opens(item, behind):
            last = (*item.path, item.text)
    return "".join(f"{line}\n" for line in lines)


def incremental(found: list[Difference]) -> str:
    """Return what a file would add as ``show archive config incremental-diffs`` prints it."""
    lines = ["!List of Commands:", *_listed([item for item in found if item.added]), "end"]
    if len(lines) == 2:
        lines.append("!No changes were found")
    return "".join(f"{line}\n" for line in lines)


def commands(found: list[Difference]) -> list[str]:
    """Return the commands that lead from the old configuration to the new one."""
    gone = [
        Difference(item.path, negated(item.text), added=True) for item in found if not item.added
    ]
    return _listed([*gone, *(item for item in found if item.added)])


def _opens(item: Difference, behind: Difference | None) -> bool:
    """Whether a line is the heading of what comes right behind it."""
    return behind is not None and behind.path == (*item.path, item.text)


def negated(text: str) -> str:
    """Return the command that takes a line back."""
    return text.removeprefix("no ") if text.startswith("no ") else f"no {text}"


def _listed(found: list[Difference]) -> list[str]:
    lines: list[str] = []
    last: tuple[str, ...] = ()
    for item, behind in zip_longest(found, found[1:]):
        if item.path != last:
            lines += [f"{' ' * depth}{text}" for depth, text in enumerate(item.path)]
            last = item.path
        lines.append(f"{' ' * len(item.path)}{item.text}")
        if _opens(item, behind):
            last = (*item.path, item.text)
    return lines

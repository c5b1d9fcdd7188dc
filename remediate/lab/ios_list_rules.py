"""Access lists of IOS as they are edited: entries by number, in a named list or as ``access-list 150 …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.aces import ace_of, standard_ace_of
from remediate.lab.editor import Editor
from remediate.lab.store import Section
from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["number_alone", "remove_entry", "remove_numbered", "set_entry", "set_numbered"]


def _entered(section: Section, match: Match[Known]) -> str | None:
    """Put an entry into a list, at its number or behind the last; return why it can't be, None when it is in.

    An entry that is there already is not there twice; a number that is taken is a refusal.
    """
    values = dict(match.values)
    words = match.words
    number = values.get("sequence")
    text = " ".join(words[1:] if number is not None and words[0] == number else words)
    taken = {entry.values["sequence"]: entry for entry in section.entries.values()}
    if number is not None and number in taken and taken[number].text != text:
        return "% Duplicate sequence number"
    if any(entry.text == text for entry in taken.values()) and not text.startswith("remark"):
        return None
    if number is None:
        number = str(max((int(item) for item in taken), default=0) // 10 * 10 + 10)
        while number in taken:
            number = str(int(number) + 10)
    values["sequence"] = number
    section.set(Match(command=match.command, words=tuple(text.split(" ")), values=values))
    return None


def set_entry(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Put an entry into the list that is edited, or refuse it."""
    refused = _entered(editor.path[-1].section, match)
    if refused is not None:
        return editor.refuse(refused)
    heading = editor.path[-1].entry
    device.edited(match.command.mode, "entry", heading, (heading.text,) if heading else ())
    return ""


def remove_entry(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Remove an entry by its number, or by its text."""
    section = editor.path[-1].section
    number = match.values.get("sequence")
    words = match.words[1:] if number is not None and match.words[0] == number else match.words
    text = " ".join(words)
    keys = [
        key
        for key, entry in section.entries.items()
        if (number is None or entry.values["sequence"] == number)
        and (not text or entry.text == text)
    ]
    for key in keys:
        section.remove(key)
    heading = editor.path[-1].entry
    device.edited(match.command.mode, "entry", heading, (heading.text,) if heading else ())
    return "" if keys else editor.refuse(f"%Error: no such entry {text or number}")


def number_alone(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Refuse a number without an entry."""
    del device, match
    return editor.refuse("% Incomplete command.\n")


def set_numbered(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """``access-list 150 permit …``: an entry of the list that ``ip access-list extended 150`` is."""
    number = int(match.values["acl"])
    extended = 100 <= number <= 199 or 2000 <= number <= 2699
    rest = " ".join(match.words[2:])
    action, _, entry = rest.partition(" ")
    if action != "remark":
        found = ace_of(entry) if extended else standard_ace_of(entry)
        if found is None:
            return editor.refuse("% Invalid input detected at '^' marker.\n")
    kind = "extended" if extended else "standard"
    opened = editor.top.get("ip access-list", str(number))
    if opened is None:
        opening = editor.vocabulary.top.grammar.parse(f"ip access-list {kind} {number}")
        if not isinstance(opening, Match):
            return editor.refuse("% Invalid input detected at '^' marker.\n")
        opened = editor.top.set(opening)
    typed = editor.vocabulary[f"{kind}-acl"].grammar.parse(rest)
    if not isinstance(typed, Match):
        return editor.refuse("% Invalid input detected at '^' marker.\n")
    refused = _entered(opened.lines, typed)
    if refused is not None:
        return editor.refuse(refused)
    device.edited(opened.lines.mode, "entry", opened, (opened.text,))
    return ""


def remove_numbered(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """``no access-list 150 …`` removes the whole list, whatever stands behind the number."""
    gone = editor.top.remove(("ip access-list", match.values["acl"]))
    if gone is not None:
        device.edited("configure", "ip access-list", None, ())
    return ""

"""Banners of IOS: texts of several lines between two delimiters, and when they are shown.

Documented for IOS (``banner login``): the delimiter is the letter that the text begins with, ``^C`` in
a configuration; the login banner is sent before the password is asked for, the others once somebody is in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.editor import Editor
from remediate.lab.store import Section
from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["banner_of", "greeting", "set_banner"]

_PRINTED = "^C"


def set_banner(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Store a banner; where its end is not in the line, read lines until it comes."""
    typed = match.values["text"]
    delimiter = _PRINTED if typed.startswith(_PRINTED) else typed[0]
    first, found, _ = typed[len(delimiter) :].partition(delimiter)
    section = editor.top

    def store(text: str) -> None:
        kind = match.values["kind"]
        whole = f"{_PRINTED}{text}{_PRINTED}"
        values = {"kind": kind, "text": text}
        entry = section.set(
            Match(command=match.command, words=("banner", kind, whole), values=values)
        )
        device.edited("configure", "banner", entry, ())

    if found:
        store(first)
        return ""
    lines = [first]

    def more(line: str) -> bool:
        last, ended, _ = line.partition(delimiter)
        lines.append(last)
        if ended:
            store("\n".join(lines))
        return not ended

    editor.reading = more
    return f"Enter TEXT message.  End with the character '{delimiter}'.\n"


def banner_of(section: Section, kind: str) -> str:
    """Return a banner as it is shown, an empty text where there is none."""
    entry = section.get("banner", kind)
    return entry.values["text"].strip("\n") if entry is not None else ""


def greeting(section: Section) -> str:
    """Return what is shown to somebody who has logged in."""
    shown = [banner_of(section, kind) for kind in ("motd", "exec")]
    return "".join(f"\n{text}\n" for text in shown if text)

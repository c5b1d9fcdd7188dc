"""What editing does with VRFs on IOS: an interface that changes its VRF loses its address.

The notes are from memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from remediate.lab.editor import Editor
from remediate.lab.store import Entry, Section
from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["VRF_REMOVING", "VRF_SETTING", "close"]

_DEFINED = ("vrf definition", "ip vrf")
_MEMBER = ("vrf forwarding", "ip vrf forwarding")


def _bare(editor: Editor) -> tuple[str, Section]:
    """Take the address from the interface that is edited; return its name and its section."""
    place = editor.path[-1]
    for key in [key for key in place.section.entries if key[0] == "ip address"]:
        place.section.remove(key)
    return (place.entry.values["name"] if place.entry is not None else ""), place.section


def _join(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    name = match.values["vrf"]
    if not any(editor.top.get(kind, name) for kind in _DEFINED):
        return editor.refuse(f"% VRF {name} not configured.")
    section = editor.path[-1].section
    if any(section.value(key, "vrf") == name for key in _MEMBER):
        return ""
    had = section.get("ip address") is not None
    port, section = _bare(editor)
    for key in _MEMBER:
        section.remove((key,))
    entry = section.set(match)
    _tell(device, editor, match, entry)
    note = f"% Interface {port} IPv4 disabled and address(es) removed due to enabling VRF {name}\n"
    return note if had else ""


def _leave(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    section = editor.path[-1].section
    name = section.value(match.command.line.key, "vrf")
    if name is None:
        return None
    port, section = _bare(editor)
    section.remove((match.command.line.key,))
    _tell(device, editor, match, None)
    return f"% Interface {port} IPv4 disabled and address(es) removed due to disabling VRF {name}\n"


def _tell(device: Device, editor: Editor, match: Match[Known], entry: Entry | None) -> None:
    path = tuple(place.entry.text for place in editor.path if place.entry is not None)
    device.edited(match.command.mode, "ip address", entry, path)


def close(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Leave a section by its own last line."""
    del device, match
    editor.line("exit")
    return ""


_Act = Callable[["Device", Editor, Match[Known]], "str | None"]
VRF_SETTING: dict[tuple[str, str], _Act] = {
    ("interface", "vrf forwarding"): _join,
    ("interface", "ip vrf forwarding"): _join,
    ("vrf-family", "exit-address-family"): close,
}
VRF_REMOVING: dict[tuple[str, str], _Act] = {
    ("interface", "vrf forwarding"): _leave,
    ("interface", "ip vrf forwarding"): _leave,
}

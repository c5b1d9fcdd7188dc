"""What editing does on IOS beyond setting and removing lines: access lists, keys, refusals.

The texts of refusals are those that IOS prints as far as the domain documents show them (keys). Of the
others the wording is from memory; clients go by the ``%`` or ``ERROR`` that they begin with.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from remediate.lab.aces import ace_of, standard_ace_of
from remediate.lab.editor import Editor, Rules
from remediate.lab.ios_accounts import set_secret, set_user
from remediate.lab.ios_banners import set_banner
from remediate.lab.ios_vrf_rules import VRF_REMOVING, VRF_SETTING, close
from remediate.lab.ios_weak import refuses, weak_in
from remediate.lab.store import Entry, Section
from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["IosRules", "list_entry"]

_LISTS = ("extended-acl", "standard-acl")
_VIRTUAL = (
    "Loopback",
    "Tunnel",
    "Dialer",
    "Vlan",
    "Virtual-Template",
    "Port-channel",
    "BVI",
    "Null",
)
_NEW_MAP = (
    "% NOTE: This new crypto map will remain disabled until a peer\n"
    "        and a valid access list have been configured.\n"
)


class IosRules(Rules):
    """The rules of one device."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def set(self, editor: Editor, match: Match[Known]) -> str | None:
        """Carry out what is no plain line, refuse what IOS refuses."""
        mode, key = match.command.mode, match.command.line.key
        release = self._device.platform.release
        if refuses(editor.top, release) and (weak := weak_in(mode, key, match)):
            return editor.refuse(f"% {weak} is not CSDL compliant: command rejected")
        act = _SETTING.get((mode, key)) or _SETTING.get(("", key))
        return act(self._device, editor, match) if act is not None else None

    def remove(self, editor: Editor, match: Match[Known]) -> str | None:
        """Do the same for ``no``."""
        mode, key = match.command.mode, match.command.line.key
        if match.command.line.fixed:
            return editor.refuse("% Can't remove it")
        act = _REMOVING.get((mode, key))
        return act(self._device, editor, match) if act is not None else None

    def done(self, editor: Editor, match: Match[Known], entry: Entry | None) -> str:
        """Tell the device; note a map entry that is new."""
        path = tuple(place.entry.text for place in editor.path if place.entry is not None)
        self._device.edited(match.command.mode, match.command.line.key, entry, path)
        new = entry is not None and entry.section is not None and not entry.section.entries
        if new and match.command.line.opens == "crypto-map" and "sequence" in match.values:
            return _NEW_MAP if match.command.line.key == "crypto map" else ""
        return ""


# --- access lists ---


def list_entry(section: Section, match: Match[Known]) -> str | None:
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


def _set_entry(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    refused = list_entry(editor.path[-1].section, match)
    if refused is not None:
        return editor.refuse(refused)
    heading = editor.path[-1].entry
    device.edited(match.command.mode, "entry", heading, (heading.text,) if heading else ())
    return ""


def _remove_entry(device: Device, editor: Editor, match: Match[Known]) -> str | None:
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


def _number_alone(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device, match
    return editor.refuse("% Incomplete command.\n")


def _numbered(device: Device, editor: Editor, match: Match[Known]) -> str | None:
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
    refused = list_entry(opened.lines, typed)
    if refused is not None:
        return editor.refuse(refused)
    device.edited(opened.lines.mode, "entry", opened, (opened.text,))
    return ""


def _no_numbered(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """``no access-list 150 …`` removes the whole list, whatever stands behind the number."""
    gone = editor.top.remove(("ip access-list", match.values["acl"]))
    if gone is not None:
        device.edited("configure", "ip access-list", None, ())
    return ""


# --- keys, sets, maps, interfaces ---


def _key(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    peer, mask = match.values["peer"], match.values.get("mask", "255.255.255.255")
    old = editor.path[-1].section.get("crypto isakmp key", peer)
    if old is not None and old.values["key"] != match.values["key"]:
        return editor.refuse(f"A pre-shared key for address mask {peer} {mask} already exists!\n")
    return None


def _set_transform_sets(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    for name in match.values["sets"].split():
        if name != "default" and editor.top.get("crypto ipsec transform-set", name) is None:
            return editor.refuse(f"ERROR: transform set with tag {name} does not exist.")
    return None


def _remove_transform_set(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    name = match.values["name"]
    for entry in editor.top.entries.values():
        used = entry.section.value("set transform-set", "sets") if entry.section else None
        if used is not None and name in used.split():
            return editor.refuse(f"% Transform set {name} is in use by {entry.text}")
    return None


def _remove_map(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    name = match.values["map"]
    others = len(editor.top.all("crypto map")) > len(editor.top.fitting(match))
    for place in editor.top.all("interface"):
        bound = place.section.value("crypto map", "map") if place.section else None
        if bound == name and "sequence" not in match.values and not others:
            return editor.refuse(
                f"% Crypto map {name} is in use by interface {place.values['name']}"
            )
    return None


def _map_alone(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Refuse a map by its name alone: only ``no`` can stand before it."""
    del device
    return None if "sequence" in match.values else editor.refuse("% Incomplete command.\n")


def _bind_map(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    name = match.values["map"]
    if not any(entry.values["map"] == name for entry in editor.top.all("crypto map")):
        return editor.refuse(f"ERROR: Crypto Map with tag {name} does not exist.")
    return None


def _interface(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    name = match.values["name"]
    known = name in device.platform.release.ports or name.startswith(_VIRTUAL)
    if known or editor.top.get("interface", name) is not None:
        return None
    return editor.refuse("% Invalid input detected at '^' marker.\n")


def _remove_interface(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    if match.values["name"] in device.platform.release.ports:
        return editor.refuse("% Removal of physical interfaces is not permitted")
    return None


_Act = Callable[["Device", Editor, Match[Known]], "str | None"]
_SETTING: dict[tuple[str, str], _Act] = {
    ("extended-acl", "entry"): _set_entry,
    ("standard-acl", "entry"): _set_entry,
    ("extended-acl", "sequence"): _number_alone,
    ("standard-acl", "sequence"): _number_alone,
    ("configure", "access-list"): _numbered,
    ("configure", "crypto isakmp key"): _key,
    ("configure", "crypto map"): _map_alone,
    ("configure", "interface"): _interface,
    ("configure", "enable secret"): set_secret,
    ("configure", "username"): set_user,
    ("configure", "banner"): set_banner,
    ("interface", "crypto map"): _bind_map,
    ("", "set transform-set"): _set_transform_sets,
    ("certificate", "quit"): close,
    **VRF_SETTING,
}
_REMOVING: dict[tuple[str, str], _Act] = {
    ("extended-acl", "entry"): _remove_entry,
    ("standard-acl", "entry"): _remove_entry,
    ("extended-acl", "sequence"): _remove_entry,
    ("standard-acl", "sequence"): _remove_entry,
    ("configure", "access-list"): _no_numbered,
    ("configure", "crypto ipsec transform-set"): _remove_transform_set,
    ("configure", "crypto map"): _remove_map,
    ("configure", "interface"): _remove_interface,
    **VRF_REMOVING,
}

"""What editing does on IOS beyond setting and removing lines: keys, sets, maps, interfaces, refusals.

The texts of refusals are those that IOS prints as far as the domain documents show them (keys). Of the
others the wording is from memory; clients go by the ``%`` or ``ERROR`` that they begin with.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from remediate.lab.editor import Editor, Rules
from remediate.lab.ios_list_rules import (
    number_alone,
    remove_entry,
    remove_numbered,
    set_entry,
    set_numbered,
)
from remediate.lab.passwords import hashed
from remediate.lab.store import Entry
from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["IosRules"]

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
_WEAK_CIPHERS = ("des", "3des")
_WEAK_TRANSFORMS = ("esp-des", "esp-3des", "esp-null", "esp-gmac", "esp-md5-hmac", "ah-md5-hmac")
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
        if self._device.platform.release.refuses_old and (weak := _weak(mode, key, match)):
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


def _weak(mode: str, key: str, match: Match[Known]) -> str | None:
    """Name what 17.11.1 and later refuse of a line, None where it may stand."""
    words = match.text.split()
    if (mode, key) in (("isakmp-policy", "encryption"), ("ikev2-proposal", "encryption")):
        return next((f"encryption {word}" for word in words[1:] if word in _WEAK_CIPHERS), None)
    if (mode, key) in (
        ("isakmp-policy", "hash"),
        ("ikev2-proposal", "integrity"),
        ("ikev2-proposal", "prf"),
    ):
        return "hash md5" if "md5" in words else None
    if (mode, key) in (("isakmp-policy", "group"), ("ikev2-proposal", "group")):
        old = ("1", "2", "5") if mode == "isakmp-policy" else ("1", "2", "5", "24")
        return next((f"DH Group ({word})" for word in words[1:] if word in old), None)
    if key == "crypto ipsec transform-set":
        return next((word for word in words if word in _WEAK_TRANSFORMS), None)
    if key == "set pfs":
        group = match.values.get("group", "group1").removeprefix("group")
        return f"DH Group ({group})" if group in ("1", "2", "5", "24") else None
    return None


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


def _secret(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Store a typed password as a hash, as ``secret`` does."""
    del device
    if "type" in match.values and match.values["type"] != "0":
        return None
    if "secret" not in match.words:  # username … password
        return None
    words = list(match.words[:-1])
    if words[-1] == "0":
        words.pop()
    digest = hashed(match.values["secret"])
    values = match.values | {"secret": digest, "type": "9"}
    section = editor.path[-1].section
    section.set(Match(command=match.command, words=(*words, "9", digest), values=values))
    return ""


_Act = Callable[["Device", Editor, Match[Known]], "str | None"]
_SETTING: dict[tuple[str, str], _Act] = {
    ("extended-acl", "entry"): set_entry,
    ("standard-acl", "entry"): set_entry,
    ("extended-acl", "sequence"): number_alone,
    ("standard-acl", "sequence"): number_alone,
    ("configure", "access-list"): set_numbered,
    ("configure", "crypto isakmp key"): _key,
    ("configure", "crypto map"): _map_alone,
    ("configure", "interface"): _interface,
    ("configure", "enable secret"): _secret,
    ("configure", "username"): _secret,
    ("interface", "crypto map"): _bind_map,
    ("", "set transform-set"): _set_transform_sets,
}
_REMOVING: dict[tuple[str, str], _Act] = {
    ("extended-acl", "entry"): remove_entry,
    ("standard-acl", "entry"): remove_entry,
    ("extended-acl", "sequence"): remove_entry,
    ("standard-acl", "sequence"): remove_entry,
    ("configure", "access-list"): remove_numbered,
    ("configure", "crypto ipsec transform-set"): _remove_transform_set,
    ("configure", "crypto map"): _remove_map,
    ("configure", "interface"): _remove_interface,
}

"""What editing does on an ASA beyond setting and removing lines.

The texts of refusals are from memory, as no document of the project shows them; clients go by the
``ERROR`` or ``WARNING`` that they begin with. A second ``set peer`` adds to the list of an entry (command
reference), other settings of an entry give way to the new one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TYPE_CHECKING

from remediate.lab.asa_complaints import asa_complaint
from remediate.lab.asa_crypto_lines import WHOLE
from remediate.lab.asa_crypto_rules import CRYPTO_REMOVING, CRYPTO_SETTING, incomplete
from remediate.lab.asa_list_rules import LIST_REMOVING, LIST_SETTING
from remediate.lab.asa_nameifs import drop_name, nameifs, rename
from remediate.lab.asa_secrets import hashed, hashed_older
from remediate.lab.editor import Editor, Rules
from remediate.lab.store import Entry, Section
from remediate.lab.syntax import Failure, Match, Trouble, words_of
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["AsaRules"]

_VIRTUAL = ("Tunnel", "Vlan", "Port-channel", "Loopback", "BVI")
_TYPES = {
    "group-policy type": "group-policy whole",
    "tunnel-group type": "tunnel-group whole",
    "username": "username whole",
}
"""Lines that take all that has their name along when they go."""
_NO_NAME = ("any", "interface", "global")


class AsaRules(Rules):
    """The rules of one device."""

    def __init__(self, device: Device) -> None:
        self._device = device

    def complaint(self, line: str, failure: Failure, indent: int) -> str:
        """Return what is printed of a line that is no command."""
        return asa_complaint(line, failure, indent)

    def set(self, editor: Editor, match: Match[Known]) -> str | None:
        """Carry out what is no plain line, refuse what an ASA refuses."""
        mode, key = match.command.mode, match.command.line.key
        if key in WHOLE:
            return self._unfinished(editor, match)
        unknown = self._unknown_name(editor, match)
        if unknown is not None:
            return unknown
        act = _SETTING.get((mode, key)) or _SETTING.get(("", key))
        return act(self._device, editor, match) if act is not None else None

    def remove(self, editor: Editor, match: Match[Known]) -> str | None:
        """Do the same for ``no``."""
        mode, key = match.command.mode, match.command.line.key
        if key in WHOLE or key in _TYPES:
            return self._whole(editor, match)
        act = _REMOVING.get((mode, key))
        return act(self._device, editor, match) if act is not None else None

    def done(self, editor: Editor, match: Match[Known], entry: Entry | None) -> str:
        """Tell the device; warn of an entry of a crypto map that lacks something."""
        path = tuple(place.entry.text for place in editor.path if place.entry is not None)
        self._device.edited(match.command.mode, match.command.line.key, entry, path)
        return incomplete(editor, match) if entry is not None else ""

    def _unfinished(self, editor: Editor, match: Match[Known]) -> str:
        """Refuse a name alone; of ``group 5`` in a policy that has no such group, the number."""
        text, indent = editor.typed
        if match.words[0] in text.lower():
            return editor.refuse("ERROR: % Incomplete command")
        editor.failed = True
        at = words_of(text)[-1].at
        return self.complaint(text, Failure(trouble=Trouble.INVALID, at=at), indent)

    def _unknown_name(self, editor: Editor, match: Match[Known]) -> str | None:
        """Refuse the name of an interface that there is none of, as a word that fits nothing."""
        name = match.values.get("nameif")
        if name is None or match.command.line.key == "nameif" or name in _NO_NAME:
            return None
        if name in nameifs(self._device):
            return None
        editor.failed = True
        text, indent = editor.typed
        at = next((place.at for place in words_of(text) if place.text == name), 0)
        return self.complaint(text, Failure(trouble=Trouble.INVALID, at=at), indent)

    def _whole(self, editor: Editor, match: Match[Known]) -> str:
        """Remove all that has a name: ``no tunnel-group 192.0.2.1``."""
        act = _REMOVING.get(("configure", match.command.line.key))
        if act is not None:
            refused = act(self._device, editor, match)
            if refused is not None:
                return refused
        name = match.values[match.command.line.each[0]]
        kind = _TYPES.get(match.command.line.key, match.command.line.key)
        for key in WHOLE[kind]:
            if editor.top.remove((key, name)) is not None:
                self._device.edited("configure", key, None, ())
        return ""


def _nameif(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Name an interface; its security level follows from the name until it is set."""
    section, heading = editor.path[-1].section, editor.path[-1].entry
    name = match.values["nameif"]
    if name.startswith("(") or "," in name:
        return editor.refuse("ERROR: Invalid interface name")
    owner = nameifs(device).get(name)
    if owner is not None and owner is not heading:
        return editor.refuse(f"ERROR: Interface with name {name} already exists.")
    old = section.value("nameif", "nameif")
    if old is not None and old != name:
        rename(editor.top, old, name)
    section.set(match)
    printed = ""
    if (
        section.get("security-level") is None
        and heading is not None
        and "Tunnel" not in heading.text
    ):
        level = "100" if name == "inside" else "0"
        found = editor.mode.grammar.parse(f"security-level {level}")
        if isinstance(found, Match):
            section.set(found)
        printed = f'INFO: Security level for "{name}" set to {level} by default.\n'
    device.edited("interface", "nameif", section.get("nameif"), (heading.text,) if heading else ())
    return printed


def _no_nameif(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Take an interface its name, and with it all lines that refer to it."""
    del match
    _forget_name(device, editor.path[-1].section, editor)
    return None


def _forget_name(device: Device, section: Section, editor: Editor) -> None:
    name = section.value("nameif", "nameif")
    for key in drop_name(editor.top, name) if name is not None else ():
        device.edited("configure", key, None, ())


def _address(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Give an address the mask of its class where none is given."""
    del device
    if "address" not in match.values or "mask" in match.values:
        return None
    first = int(match.values["address"].split(".")[0])
    mask = "255.0.0.0" if first < 128 else "255.255.0.0" if first < 192 else "255.255.255.0"
    typed = f"ip address {match.values['address']} {mask}"
    found = editor.mode.grammar.parse(typed)
    if isinstance(found, Match):
        editor.path[-1].section.set(found)
    return ""


def _interface(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    name = match.values["name"]
    port = name.partition(".")[0] in device.platform.release.ports
    if port or name.startswith((*_VIRTUAL, "Management")) or editor.top.get("interface", name):
        return None
    editor.failed = True
    text, indent = editor.typed
    place = words_of(text)[1]
    return asa_complaint(text, Failure(trouble=Trouble.INVALID, at=place.at), indent)


def _no_interface(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    if match.values["name"] in device.platform.release.ports:
        return editor.refuse("ERROR: Cannot remove physical interfaces")
    held = editor.top.get("interface", match.values["name"])
    if held is not None and held.section is not None:
        _forget_name(device, held.section, editor)
    return None


def _password(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Store a password that is typed in clear as a hash."""
    if "secret" not in match.values or "form" in match.values:
        return None
    secret = match.values["secret"]
    at = match.words.index(secret, 2)
    later = device.platform.release.numbers >= (9, 7)
    form = "pbkdf2" if later else "encrypted"
    digest = hashed(secret) if later else hashed_older(secret, match.values.get("user", ""))
    words = (*match.words[:at], digest, form, *match.words[at + 1 :])
    values = match.values | {"secret": digest, "form": form}
    editor.top.set(Match(command=match.command, words=words, values=values))
    return ""


def _usual(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Set what an interface does anyway: no line is left."""
    usual = {"mtu": "1500", "when": "before-encryption", "mode": "copy-df"}
    if not any(match.values.get(name) == value for name, value in usual.items()):
        return None
    for key in editor.top.fitting(match):
        editor.top.remove(key)
    device.edited("configure", match.command.line.key, None, ())
    return ""


def _mask_pairs(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    network, mask = match.values["network"], match.values["mask"]
    if int(ipaddress.IPv4Address(network)) & ~int(ipaddress.IPv4Address(mask)) & 0xFFFFFFFF:
        return editor.refuse(f"ERROR: IP address,mask <{network},{mask}> doesn't pair")
    return None


def _route(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Write the distance that a route has without one."""
    refused = _mask_pairs(device, editor, match)
    if refused is not None or "distance" in match.values or "track" in match.values:
        return refused
    values = match.values | {"distance": "1"}
    entry = editor.top.set(Match(command=match.command, words=(*match.words, "1"), values=values))
    device.edited("configure", "route", entry, ())
    return ""


def _segment_size(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    return None if "mss" in match.values else editor.refuse("ERROR: % Incomplete command")


_Act = Callable[["Device", Editor, Match[Known]], "str | None"]
_SETTING: dict[tuple[str, str], _Act] = {
    ("configure", "interface"): _interface,
    ("configure", "sysopt connection tcpmss"): _segment_size,
    ("configure", "route"): _route,
    ("configure", "ssh"): _mask_pairs,
    ("configure", "http"): _mask_pairs,
    ("configure", "enable password"): _password,
    ("configure", "username"): _password,
    ("configure", "mtu"): _usual,
    ("configure", "crypto ipsec fragmentation"): _usual,
    ("configure", "crypto ipsec df-bit"): _usual,
    ("interface", "nameif"): _nameif,
    ("interface", "ip address"): _address,
    **LIST_SETTING,
    **CRYPTO_SETTING,
}
_REMOVING: dict[tuple[str, str], _Act] = {
    ("configure", "interface"): _no_interface,
    ("interface", "nameif"): _no_nameif,
    **LIST_REMOVING,
    **CRYPTO_REMOVING,
}

"""What editing does on an ASA beyond setting and removing lines.

The texts of refusals are from memory, as no document of the project shows them; clients go by the
``ERROR`` or ``WARNING`` that they begin with. A second ``set peer`` adds to the list of an entry (command
reference), other settings of an entry give way to the new one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TYPE_CHECKING

from remediate.lab import asa_lists
from remediate.lab.asa_aces import entry_of
from remediate.lab.asa_crypto_lines import WHOLE
from remediate.lab.asa_crypto_rules import CRYPTO_REMOVING, CRYPTO_SETTING, incomplete
from remediate.lab.asa_objects import entries_naming, exists
from remediate.lab.asa_secrets import hashed
from remediate.lab.editor import Editor, Rules
from remediate.lab.store import Entry
from remediate.lab.syntax import Failure, Match, Trouble, words_of
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["AsaRules", "asa_complaint", "nameifs"]

_VIRTUAL = ("Tunnel", "Vlan", "Port-channel", "Loopback", "BVI")
_NO_NAME = ("any", "interface", "global")


def asa_complaint(line: str, failure: Failure, indent: int) -> str:
    """Return what an ASA prints of a line that is no command."""
    match failure.trouble:
        case Trouble.INVALID:
            return (
                f"{' ' * (indent + failure.at)}^\nERROR: % Invalid input detected at '^' marker.\n"
            )
        case Trouble.AMBIGUOUS:
            return f'ERROR: % Ambiguous command:  "{line.strip()}"\n'
        case Trouble.INCOMPLETE:
            return "ERROR: % Incomplete command\n"


def nameifs(device: Device) -> dict[str, Entry]:
    """Return the interfaces that have a name, by it, in their order."""
    found = {}
    for entry in device.running.all("interface"):
        name = entry.section.value("nameif", "nameif") if entry.section is not None else None
        if name is not None:
            found[name] = entry
    return found


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
            return editor.refuse("ERROR: % Incomplete command")
        unknown = self._unknown_name(editor, match)
        if unknown is not None:
            return unknown
        act = _SETTING.get((mode, key)) or _SETTING.get(("", key))
        return act(self._device, editor, match) if act is not None else None

    def remove(self, editor: Editor, match: Match[Known]) -> str | None:
        """Do the same for ``no``."""
        mode, key = match.command.mode, match.command.line.key
        if key in WHOLE:
            return self._whole(editor, match)
        act = _REMOVING.get((mode, key))
        return act(self._device, editor, match) if act is not None else None

    def done(self, editor: Editor, match: Match[Known], entry: Entry | None) -> str:
        """Tell the device; warn of an entry of a crypto map that lacks something."""
        path = tuple(place.entry.text for place in editor.path if place.entry is not None)
        self._device.edited(match.command.mode, match.command.line.key, entry, path)
        return incomplete(editor, match) if entry is not None else ""

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
        for key in WHOLE[match.command.line.key]:
            if editor.top.remove((key, name)) is not None:
                self._device.edited("configure", key, None, ())
        return ""


def _access_list(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    acl = match.values["acl"]
    if "entry" in match.values:
        found = entry_of(match.values["entry"])
        for end in (found.source, found.destination) if found is not None else ():
            if not end.pairs:
                return editor.refuse(f"ERROR: IP address,mask <{end.name},{end.mask}> doesn't pair")
        for kind, name in found.references() if found is not None else ():
            if not exists(editor.top, kind, name):
                return editor.refuse(f"ERROR: specified {kind} <{name}> does not exist")
    entry = asa_lists.entered(editor.top, match)
    if entry is None:
        return "" if "text" in match.values else f"WARNING: <{acl}> found duplicate element\n"
    device.edited("configure", "access-list", entry, ())
    return ""


def _no_access_list(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    if "entry" not in match.values and "text" not in match.values and "network" not in match.values:
        return editor.refuse("ERROR: % Incomplete command")
    if not asa_lists.taken_out(editor.top, match):
        return editor.refuse("ERROR: specified access-list entry does not exist")
    device.edited("configure", "access-list", None, ())
    return ""


def _nat(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    for name in match.values["pair"].strip("()").split(","):
        if name != "any" and name not in nameifs(device):
            editor.failed = True
            text, indent = editor.typed
            return asa_complaint(
                text, Failure(trouble=Trouble.INVALID, at=text.index("(") + 1), indent
            )
    for role in ("real", "mapped", "there", "shown"):
        name = match.values.get(role, "any")
        if name in ("any", "interface", "pat-pool"):
            continue
        if not exists(editor.top, "object", name) and not exists(editor.top, "object-group", name):
            return editor.refuse(f"ERROR: {name} doesn't match an existing object or object-group")
    entry = asa_lists.entered(editor.top, match)
    if entry is not None:
        device.edited("configure", match.command.line.key, entry, ())
    return ""


def _no_nat(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    key = match.command.line.key
    if "how" not in match.values:
        rules = asa_lists.entries_of(editor.top, key)
        line = match.values.get("line", "")
        if not line or int(line) > len(rules):
            return editor.refuse(
                "ERROR: % Incomplete command" if not line else "ERROR: NAT rule does not exist"
            )
        gone = rules[int(line) - 1]
        editor.top.remove(gone.known.identity(gone.values))
        asa_lists.closed_up(rules, gone)
    elif not asa_lists.taken_out(editor.top, match):
        return editor.refuse("ERROR: NAT rule does not exist")
    device.edited("configure", key, None, ())
    return ""


def _member(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Add to a group: each member by its whole line."""
    section, heading = editor.path[-1].section, editor.path[-1].entry
    values = match.values | {"body": match.text}
    group = heading.values["name"] if heading is not None else ""
    if section.get("member", match.text) is not None:
        return editor.refuse(
            f"Adding obj ({match.text}) to grp ({group}) failed; object already exists"
        )
    entry = section.set(Match(command=match.command, words=match.words, values=values))
    device.edited(match.command.mode, "member", entry, (heading.text,) if heading else ())
    return ""


def _no_member(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    heading = editor.path[-1].entry
    if editor.path[-1].section.remove(("member", match.text)) is None:
        return editor.refuse(f"Removing obj ({match.text}) from grp failed; object does not exist")
    device.edited(match.command.mode, "member", None, (heading.text,) if heading else ())
    return ""


def _no_object(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    kind = match.command.line.key.split()[0]
    name = match.values["name"]
    if entries_naming(editor.top, kind, name):
        return editor.refuse(f"ERROR: unable to delete {kind} ({name}). {kind} is being used.")
    return None


def _nameif(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Name an interface; its security level follows from the name until it is set."""
    section, heading = editor.path[-1].section, editor.path[-1].entry
    name = match.values["nameif"]
    owner = nameifs(device).get(name)
    if owner is not None and owner is not heading:
        return editor.refuse(f"ERROR: Interface with name {name} already exists.")
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
    return None


def _password(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Store a password that is typed in clear as a hash."""
    del device
    if "secret" not in match.values or "form" in match.values:
        return None
    at = match.words.index(match.values["secret"], 2)
    digest = hashed(match.values["secret"])
    words = (*match.words[:at], digest, "pbkdf2", *match.words[at + 1 :])
    values = match.values | {"secret": digest, "form": "pbkdf2"}
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


def _access_group(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    acl = match.values["acl"]
    if not asa_lists.entries_of(editor.top, "access-list", acl):
        return editor.refuse(f"ERROR: access-list <{acl}> does not exist")
    return None


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
    ("configure", "access-list"): _access_list,
    ("configure", "access-group"): _access_group,
    ("configure", "nat"): _nat,
    ("configure", "nat after-auto"): _nat,
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
    ("", "member"): _member,
    **CRYPTO_SETTING,
}
_REMOVING: dict[tuple[str, str], _Act] = {
    ("configure", "access-list"): _no_access_list,
    ("configure", "nat"): _no_nat,
    ("configure", "nat after-auto"): _no_nat,
    ("configure", "interface"): _no_interface,
    ("configure", "object network"): _no_object,
    ("configure", "object service"): _no_object,
    ("configure", "object-group"): _no_object,
    ("network-group", "member"): _no_member,
    ("service-group", "member"): _no_member,
    ("protocol-group", "member"): _no_member,
    **CRYPTO_REMOVING,
}

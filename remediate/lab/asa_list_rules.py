"""What editing does on an ASA to access lists, NAT rules, objects and groups."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from remediate.lab import asa_lists
from remediate.lab.asa_aces import End, entry_of
from remediate.lab.asa_complaints import asa_complaint
from remediate.lab.asa_nameifs import nameifs
from remediate.lab.asa_objects import entries_naming, exists
from remediate.lab.editor import Editor
from remediate.lab.syntax import Failure, Match, Trouble
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["LIST_REMOVING", "LIST_SETTING"]


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


def _addresses(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Refuse addresses that are none: bits beside the mask, a range that ends before it begins."""
    del device
    values = match.values
    if "mask" in values and not End("subnet", values["address"], values["mask"]).pairs:
        return editor.refuse(
            f"ERROR: IP address,mask <{values['address']},{values['mask']}> doesn't pair"
        )
    if "low" in values and IPv4Address(values["low"]) > IPv4Address(values["high"]):
        return editor.refuse("ERROR: Invalid range: the end is before the start")
    return None


def _member(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Add to a group: each member by its whole line."""
    refused = _addresses(device, editor, match)
    if refused is not None:
        return refused
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


def _group(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Refuse to make a group of another kind of one that is there."""
    del device
    old = editor.top.get("object-group", match.values["name"])
    if old is None or old.known is match.command:
        return None
    kind = old.text.split()[1]
    return editor.refuse(f"ERROR: object-group {match.values['name']} already exists as {kind}")


def _no_object(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    kind = match.command.line.key.split()[0]
    name = match.values["name"]
    if entries_naming(editor.top, kind, name):
        return editor.refuse(f"ERROR: unable to delete {kind} ({name}). {kind} is being used.")
    return None


def _access_group(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    acl = match.values["acl"]
    if not asa_lists.entries_of(editor.top, "access-list", acl):
        return editor.refuse(f"ERROR: access-list <{acl}> does not exist")
    return None


_Act = Callable[["Device", Editor, Match[Known]], "str | None"]
LIST_SETTING: dict[tuple[str, str], _Act] = {
    ("configure", "access-list"): _access_list,
    ("configure", "access-group"): _access_group,
    ("configure", "nat"): _nat,
    ("configure", "nat after-auto"): _nat,
    ("configure", "object-group"): _group,
    ("network-object", "value"): _addresses,
    ("", "member"): _member,
}
LIST_REMOVING: dict[tuple[str, str], _Act] = {
    ("configure", "access-list"): _no_access_list,
    ("configure", "nat"): _no_nat,
    ("configure", "nat after-auto"): _no_nat,
    ("configure", "object network"): _no_object,
    ("configure", "object service"): _no_object,
    ("configure", "object-group"): _no_object,
    ("network-group", "member"): _no_member,
    ("service-group", "member"): _no_member,
    ("protocol-group", "member"): _no_member,
}

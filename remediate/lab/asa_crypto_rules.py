"""What editing does on an ASA to crypto maps, transform sets, proposals, profiles and tunnel groups."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import TYPE_CHECKING

from remediate.lab.asa_lists import entries_of
from remediate.lab.editor import Editor
from remediate.lab.store import Section
from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["CRYPTO_REMOVING", "CRYPTO_SETTING", "incomplete"]

_MOST_PEERS = 10
_SETS = {
    "sets": "crypto ipsec ikev1 transform-set",
    "proposals": "crypto ipsec ikev2 ipsec-proposal",
}
_KINDS = {"sets": "transform set", "proposals": "ipsec-proposal"}
_BUILT_IN = ("DefaultL2LGroup", "DefaultRAGroup", "DefaultWEBVPNGroup")
_NOT_AN_ADDRESS = (
    "WARNING: L2L tunnel-groups that have names which are not an IP\n"
    "address may only be used if the tunnel authentication\n"
    "method is Digital Certificates and/or The peer is \n"
    "configured to use Aggressive Mode\n"
)


def incomplete(editor: Editor, match: Match[Known]) -> str:
    """Return the warning on an entry of a crypto map that lacks something, or on a bound map that has one."""
    key, top = match.command.line.key, editor.top
    if key == "crypto map interface":
        short = any(
            _lacks(top, name, number)
            for name, number in _static(top)
            if name == match.values["map"]
        )
        return "WARNING: crypto map has incomplete entries\n" if short else ""
    if not key.startswith("crypto map ") or key == "crypto map dynamic":
        return ""
    short = _lacks(top, match.values["map"], match.values["sequence"])
    return "WARNING: The crypto map entry is incomplete!\n" if short else ""


def _static(top: Section) -> set[tuple[str, str]]:
    """Return the static entries of all maps."""
    return {
        (entry.values["map"], entry.values["sequence"])
        for entry in top.entries.values()
        if entry.known.line.key.startswith("crypto map ")
        and entry.known.line.key not in ("crypto map interface", "crypto map dynamic")
    }


def _lacks(top: Section, name: str, number: str) -> bool:
    """Whether an entry has no list, no peer, or neither transform set nor proposal."""
    held = [
        top.get(f"crypto map {key}", name, number)
        for key in (
            "match address",
            "set peer",
            "set ikev1 transform-set",
            "set ikev2 ipsec-proposal",
        )
    ]
    return held[0] is None or held[1] is None or (held[2] is None and held[3] is None)


def _stored(editor: Editor, match: Match[Known], name: str, values: list[str]) -> None:
    """Set a line with other values in the place of a list that it ends in."""
    typed = match.values[name]
    head = match.text.removesuffix(typed).split()
    editor.path[-1].section.set(
        Match(
            command=match.command,
            words=(*head, " ".join(values)),
            values=match.values | {name: " ".join(values)},
        )
    )


def _peers(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Add peers to those of the entry."""
    new = match.values["peers"].split()
    for word in new:
        if not _address(word) and editor.top.get("name", word) is None:
            return editor.refuse(f"ERROR: unable to resolve peer {word}")
    old = editor.top.get(*match.command.identity(match.values))
    before = old.values["peers"].split() if old is not None else []
    peers = list(dict.fromkeys([*before, *new]))
    if len(peers) > _MOST_PEERS:
        return editor.refuse(f"ERROR: no more than {_MOST_PEERS} peers")
    _stored(editor, match, "peers", peers)
    entry = editor.top.get(*match.command.identity(match.values))
    device.edited("configure", match.command.line.key, entry, ())
    return incomplete(editor, match)


def _no_peers(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    return _fewer(device, editor, match, "peers")


def _fewer(device: Device, editor: Editor, match: Match[Known], name: str) -> str | None:
    """Take values off the list of a line; the line goes with the last."""
    old = editor.path[-1].section.get(*match.command.identity(match.values))
    gone = match.values.get(name, "").split()
    if old is None or not gone:
        return None
    left = [word for word in old.values[name].split() if word not in gone]
    if not left:
        return None
    kept = Match(command=old.known, words=tuple(old.text.split()), values=old.values)
    _stored(editor, kept, name, left)
    entry = editor.path[-1].section.get(*match.command.identity(match.values))
    device.edited(match.command.mode, match.command.line.key, entry, _headings(editor))
    return ""


def _no_sets(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    name = "sets" if "ikev1" in match.command.line.key else "proposals"
    return _fewer(device, editor, match, name)


def _headings(editor: Editor) -> tuple[str, ...]:
    return tuple(place.entry.text for place in editor.path if place.entry is not None)


def _sets(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Refuse transform sets and proposals that there are none of."""
    del device
    for name, key in _SETS.items():
        for word in match.values.get(name, "").split():
            if editor.top.get(key, word) is None:
                return editor.refuse(f'ERROR: {_KINDS[name]} with tag "{word}" does not exist.')
    return None


def _match_address(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    acl = match.values["acl"]
    if not entries_of(editor.top, "access-list", acl):
        return editor.refuse(f"ERROR: access-list <{acl}> does not exist")
    return None


def _bind(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Bind a map to an interface: the one that was bound there gives way."""
    name, where = match.values["map"], match.values["nameif"]
    known = any(
        entry.values.get("map") == name
        for entry in editor.top.entries.values()
        if entry.known.line.group == "crypto map" and entry.known.line.key != "crypto map interface"
    )
    if not known:
        return editor.refuse(f'ERROR: crypto map with tag "{name}" does not exist.')
    for entry in editor.top.all("crypto map interface"):
        if entry.values["nameif"] == where and entry.values["map"] != name:
            editor.top.remove(entry.known.identity(entry.values))
            device.edited("configure", "crypto map interface", None, ())
    return None


def _in_use(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Refuse to remove a transform set, proposal or profile that something names."""
    del device
    key, word = match.command.line.key, match.values["name"]
    role = "proposals" if "ikev2" in key else "sets"
    users = [
        entry for entry in editor.top.entries.values() if word in entry.values.get(role, "").split()
    ]
    inner = [
        entry.section
        for entry in (*editor.top.all("crypto ipsec profile"), *editor.top.all("interface"))
        if entry.section is not None
    ]
    wanted = "profile" if key == "crypto ipsec profile" else role
    named = any(
        word in item.values.get(wanted, "").split()
        for section in inner
        for item in section.entries.values()
    )
    if (users and wanted != "profile") or named:
        kind = key.removesuffix(" whole").split()[-1]
        return editor.refuse(f'ERROR: {kind} "{word}" is in use and cannot be removed.')
    return None


def _group_type(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """Make a group; one that is there with another type stays as it is."""
    name = match.values["name"]
    old = editor.top.get("tunnel-group type", name)
    if old is not None and old.values["type"] != match.values["type"]:
        return editor.refuse(
            f"ERROR: tunnel-group {name} already exists with type {old.values['type']}"
        )
    entry = editor.top.set(match)
    device.edited("configure", "tunnel-group type", entry, ())
    return "" if _address(name) or match.values["type"] != "ipsec-l2l" else _NOT_AN_ADDRESS


def _group_part(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    name = match.values["name"]
    if name not in _BUILT_IN and editor.top.get("tunnel-group type", name) is None:
        return editor.refuse(f"ERROR: The tunnel-group {name} does not exist; enter its type first")
    return None


def _policy_part(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    name = match.values["name"]
    if name != "DfltGrpPolicy" and editor.top.get("group-policy type", name) is None:
        return editor.refuse(f"ERROR: The group policy {name} does not exist")
    return None


def _default_policy(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    name = match.values["policy"]
    if name != "DfltGrpPolicy" and editor.top.get("group-policy type", name) is None:
        return editor.refuse(f"ERROR: The group policy {name} does not exist")
    return None


def _profile(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    del device
    name = match.values["profile"]
    if editor.top.get("crypto ipsec profile", name) is None:
        return editor.refuse(f"ERROR: IPsec profile {name} does not exist")
    return None


def _address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_Act = Callable[["Device", Editor, Match[Known]], "str | None"]
_MAPS = ("crypto map", "crypto dynamic-map")
CRYPTO_SETTING: dict[tuple[str, str], _Act] = {
    ("configure", "crypto map interface"): _bind,
    ("configure", "tunnel-group type"): _group_type,
    ("configure", "tunnel-group general"): _group_part,
    ("configure", "tunnel-group ipsec"): _group_part,
    ("configure", "group-policy attributes"): _policy_part,
    ("tunnel-general", "default-group-policy"): _default_policy,
    ("interface", "tunnel protection"): _profile,
    ("ipsec-profile", "set ikev1 transform-set"): _sets,
    ("ipsec-profile", "set ikev2 ipsec-proposal"): _sets,
    **{("configure", f"{head} set peer"): _peers for head in _MAPS},
    **{("configure", f"{head} match address"): _match_address for head in _MAPS},
    **{("configure", f"{head} set ikev1 transform-set"): _sets for head in _MAPS},
    **{("configure", f"{head} set ikev2 ipsec-proposal"): _sets for head in _MAPS},
}
CRYPTO_REMOVING: dict[tuple[str, str], _Act] = {
    ("configure", "crypto ipsec ikev1 transform-set"): _in_use,
    ("configure", "crypto ipsec ikev1 transform-set whole"): _in_use,
    ("configure", "crypto ipsec ikev2 ipsec-proposal"): _in_use,
    ("configure", "crypto ipsec profile"): _in_use,
    ("ipsec-profile", "set ikev1 transform-set"): _no_sets,
    ("ipsec-profile", "set ikev2 ipsec-proposal"): _no_sets,
    **{("configure", f"{head} set peer"): _no_peers for head in _MAPS},
    **{("configure", f"{head} set ikev1 transform-set"): _no_sets for head in _MAPS},
    **{("configure", f"{head} set ikev2 ipsec-proposal"): _no_sets for head in _MAPS},
}

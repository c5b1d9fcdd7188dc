"""Users and secrets of IOS: what is set of a user in several commands is one line; secrets are stored as hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from remediate.lab.editor import Editor
from remediate.lab.passwords import hashed
from remediate.lab.syntax import Match
from remediate.lab.vocabulary import Known

if TYPE_CHECKING:
    from remediate.lab.device import Device

__all__ = ["set_secret", "set_user"]


def set_secret(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """``enable secret``: store a typed one as a hash."""
    del device
    if match.values.get("type", "0") != "0":
        return None
    digest = hashed(match.values["secret"])
    values = match.values | {"secret": digest, "type": "9"}
    words = ("enable", "secret", "9", digest)
    editor.path[-1].section.set(Match(command=match.command, words=words, values=values))
    return ""


def set_user(device: Device, editor: Editor, match: Match[Known]) -> str | None:
    """``username``: what the command leaves open stays as it is."""
    section, name = editor.path[-1].section, match.values["user"]
    old = section.get("username", name)
    values = {**(old.values if old is not None else {}), **match.values}
    if "secret" in match.values:
        values["form"] = "secret" if "secret" in match.words else "password"
        kind = match.values.get("type", "0")
        if values["form"] == "secret" and kind == "0":
            kind, values["secret"] = "9", hashed(match.values["secret"])
        values["type"] = kind
    words = ["username", name]
    if values.get("level", "1") != "1":
        words += ["privilege", values["level"]]
    if "secret" in values:
        words += [values["form"], values["type"], values["secret"]]
    entry = section.set(Match(command=match.command, words=tuple(words), values=values))
    device.edited("configure", "username", entry, ())
    return ""

"""Settings of an IPsec profile of IOS: the commands, and their effect on text.

A profile can serve several tunnel interfaces: what it offered stays behind the new set, so that no
other tunnel loses the one that it uses.
"""

from __future__ import annotations

from collections.abc import Callable

from remediate.model.base import Safety
from remediate.model.change import AlignTransformSet, Rendered
from remediate.model.config import CryptoConfig
from remediate.platforms.config_text import Command, EditState, refuse
from remediate.platforms.ios_apply_sa import entry_replay, set_pfs
from remediate.platforms.ios_edit import subs
from remediate.platforms.ios_release import refuses_weak
from remediate.platforms.rendered import NotRendered

__all__ = ["HANDLERS", "render_profile"]

_WEAK = frozenset({"ah-md5-hmac", "esp-gmac", "esp-des", "esp-3des", "esp-null", "esp-md5-hmac"})


def render_profile(change: AlignTransformSet, config: CryptoConfig) -> Rendered | NotRendered:
    """Return the commands that give a profile its list of transform sets, or why there are none."""
    profile = next((item for item in config.profiles if item.name == change.profile), None)
    if profile is None:
        return NotRendered(reason=f"there is no IPsec profile {change.profile}")
    if profile.transform_sets != change.previous:
        return NotRendered(reason=f"IPsec profile {profile.name} points to other sets now")
    new = change.new
    if new is not None and config.transform_set(new.name) is not None:
        return NotRendered(reason=f"transform set {new.name} exists: a successor needs a new name")
    if new is not None and refuses_weak(config) and _WEAK & {t.split()[0] for t in new.transforms}:
        return NotRendered(reason="IOS-XE 17.11.1 and later refuse DES, 3DES, NULL and MD5")
    made: tuple[str, ...] = ()
    if new is not None:
        mode = "transport" if new.mode.startswith("transport") else new.mode
        made = (
            f"crypto ipsec transform-set {new.name} {' '.join(new.transforms)}",
            f" mode {mode}",
        )
    header = f"crypto ipsec profile {profile.name}"
    old = " ".join(change.previous)
    users = [item.name for item in config.interfaces if item.tunnel_protection == profile.name]
    shared = f"IPsec profile {profile.name} also serves other tunnels: {', '.join(users)}"
    return Rendered(
        commands=(*made, header, f" set transform-set {' '.join(change.transform_sets)}"),
        inverse=(
            header,
            f" set transform-set {old}" if old else " no set transform-set",
            *((f"no crypto ipsec transform-set {new.name}",) if new is not None else ()),
        ),
        safety=Safety.SAFE if len(users) < 2 else Safety.DISRUPTIVE,
        preconditions=(
            "live SAs keep their transforms until they are renegotiated",
            *((shared,) if len(users) > 1 else ()),
        ),
    )


def _profile(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    headers = [row for row in text.starting(*words[:4]) if text.words(row) == words]
    if command.negated or len(words) != 4 or not headers:
        raise refuse(command.line, "the profile is not there, or would be removed whole")
    for sub in command.subs:
        inner = Command(line=sub)
        if inner.positive[:3] == ["set", "security-association", "replay"]:
            entry_replay(state, headers[0], inner)
            continue
        if inner.positive[:2] == ["set", "pfs"]:
            set_pfs(state, headers[0], inner)
            continue
        if inner.positive[:2] != ["set", "transform-set"]:
            raise refuse(sub, "the setting is not one that is carried out in memory")
        rows = subs(state, headers[0], ("set", "transform-set"))
        if inner.negated:
            if not rows:
                raise refuse(sub, "the profile has no transform set")
            text.delete(rows[0], rows[0] + 1)
            continue
        known = {text.word(row, 3) for row in text.starting("crypto", "ipsec", "transform-set")}
        missing = [name for name in inner.positive[2:] if name not in known and name != "default"]
        if missing or not inner.positive[2:]:
            raise refuse(sub, f"transform set {' '.join(missing)} does not exist")
        if rows:
            text.replace(rows[0], sub)
        else:
            text.insert(headers[0] + 1, [text.indent(headers[0]) + sub])


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ipsec", "profile"), _profile),
)

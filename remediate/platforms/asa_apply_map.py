"""Transform sets of PIX and ASA, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.asa_edit import place_before
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState

__all__ = ["HANDLERS"]


def _transform_set(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    at = words.index("transform-set") + 1
    prefix = words[:at]
    if len(words) <= at:
        raise refuse(command.line, "a transform set needs a name")
    name, rest = words[at], words[at + 1 :]
    rows = text.starting(*prefix)
    mine = [row for row in rows if text.word(row, at) == name]
    modes = [row for row in mine if text.words(row)[at + 1 : at + 2] == ["mode"]]
    if command.negated:
        if not mine or (rest[:1] == ["mode"] and not modes):
            raise refuse(command.line, f"there is no such transform set {name}")
        if rest[:1] == ["mode"]:
            text.delete(modes[0], modes[0] + 1)
            return
        if user := _transform_user(state, name):
            raise refuse(command.line, f"transform set {name} is in use by {user}")
        if mine != list(range(mine[0], mine[0] + len(mine))):
            raise refuse(command.line, f"the lines of transform set {name} do not stand together")
        state.vacate(
            "transform-set", name, tuple(text.words(mine[0])[at + 1 :]), mine[0], mine[-1] + 1
        )
        text.delete(mine[0], mine[-1] + 1)
    elif rest[:1] == ["mode"]:
        if not mine:
            raise refuse(command.line, f"there is no transform set {name}")
        if not modes:
            text.insert(mine[-1] + 1, [command.line])
    elif mine:
        raise refuse(
            command.line,
            f"transform set {name} exists: editing it would reach every entry that uses it",
        )
    elif not rest:
        raise refuse(command.line, "a transform set needs its transforms")
    elif not state.reoccupy("transform-set", name, tuple(rest)):
        anchor = place_before(
            state,
            (
                "crypto ipsec security-association",
                "crypto dynamic-map",
                "crypto map",
                "isakmp",
                "telnet",
                "Cryptochecksum",
            ),
        )
        text.insert(rows[-1] + 1 if rows else anchor, [command.line])


def _transform_user(state: EditState, name: str) -> str | None:
    text = state.text
    for row in [*text.starting("crypto", "map"), *text.starting("crypto", "dynamic-map")]:
        words = text.words(row)
        if "transform-set" in words and name in words[words.index("transform-set") + 1 :]:
            return " ".join(words[:4])
    return None


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ipsec", "transform-set"), _transform_set),
    (("crypto", "ipsec", "ikev1", "transform-set"), _transform_set),
)

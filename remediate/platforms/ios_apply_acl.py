"""Access lists of IOS, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.acl_text import IosList
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.ios_edit import place_before

__all__ = ["HANDLERS"]

_AFTER_LISTS = ("route-map", "snmp-server", "control-plane", "line", "end")
"""What a running-config prints below its access lists."""


def _named_list(state: EditState, command: Command) -> None:
    words = command.positive
    if len(words) != 4 or words[2] != "extended":
        raise refuse(command.line, "only the entries of an extended access list are edited")
    rows = state.text.starting("ip", "access-list")
    mine = state.text.starting(*words)
    if command.negated:
        _remove_list(state, command, mine, [row for row in rows if row not in mine])
        return
    if not mine and not state.text.starting("access-list", words[3]):
        state.text.insert_beside(
            [command.line], rows, None, place_before(state, _AFTER_LISTS), separated=False
        )
    for sub in command.subs:
        acl = IosList(state, words[3], sub)
        inner = Command(line=sub)
        entry = inner.positive
        sequence = int(entry.pop(0)) if entry and entry[0].isdecimal() else None
        if inner.negated:
            if entry:
                acl.remove(" ".join(entry))
            elif sequence is not None:
                acl.remove_number(sequence)
        elif entry[:1] and entry[0] in {"permit", "deny", "remark"}:
            acl.add(" ".join(entry), sequence)
        else:
            raise refuse(sub, "it is not an entry")


def _remove_list(state: EditState, command: Command, mine: list[int], others: list[int]) -> None:
    """Remove a list that no crypto map entry points to."""
    text, name = state.text, command.positive[3]
    if not mine:
        raise refuse(command.line, f"there is no access list {name}")
    text.remove_beside(mine[0], others, separated=False)
    state.numbers.pop(name, None)


def _numbered_list(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) < 2:
        raise refuse(command.line, "an access list needs its number")
    rows = [
        *text.starting("access-list", words[1]),
        *text.starting("ip", "access-list", "extended", words[1]),
    ]
    if command.negated:
        if not rows:
            raise refuse(command.line, f"there is no access list {words[1]}")
        # On IOS any `no access-list N …` deletes the list, whatever entry it names.
        for row in reversed(rows):
            text.delete(row, text.end(row))
        state.numbers.pop(words[1], None)
    elif not rows:
        if words[2:3] not in (["permit"], ["deny"], ["remark"]) or not words[1].isdecimal():
            raise refuse(command.line, "it is not an entry of a numbered access list")
        lists = text.starting("access-list")
        place = lists[-1] + 1 if lists else place_before(state, _AFTER_LISTS)
        text.insert(place, [command.line])
    else:
        IosList(state, words[1], command.line).add(" ".join(words[2:]), None)


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("ip", "access-list"), _named_list),
    (("access-list",), _numbered_list),
)

"""Access lists of IOS, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.acl_text import IosList
from remediate.platforms.config_text import Command, EditState, refuse

__all__ = ["HANDLERS"]


def _named_list(state: EditState, command: Command) -> None:
    words = command.positive
    if command.negated or len(words) != 4 or words[2] != "extended":
        raise refuse(command.line, "only the entries of an extended access list are edited")
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
        raise refuse(command.line, "a new access list is not made in memory")
    else:
        IosList(state, words[1], command.line).add(" ".join(words[2:]), None)


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("ip", "access-list"), _named_list),
    (("access-list",), _numbered_list),
)

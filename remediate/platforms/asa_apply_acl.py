"""Access lists of PIX and ASA, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.acl_text import AsaList
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState

__all__ = ["HANDLERS"]


def _access_list(state: EditState, command: Command) -> None:
    words = command.positive
    if len(words) < 4:
        raise refuse(command.line, "it is not an entry of an access list")
    acl, rest, line = AsaList(state, words[1], command.line), words[2:], None
    if rest[0] == "line" and len(rest) > 2 and rest[1].isdecimal():
        line, rest = int(rest[1]), rest[2:]
    if command.negated:
        acl.remove(" ".join(rest))
    else:
        acl.add(" ".join(rest), line)


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("access-list",), _access_list),
)

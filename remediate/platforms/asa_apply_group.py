"""Tunnel-groups of ASA made and removed whole, on text.

A group is its `type` line and the sections of its attributes, each a top-level line that begins with its name.
"""

from __future__ import annotations

from remediate.platforms.asa_edit import place_before
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState

__all__ = ["whole_group"]

_KEY = "pre-shared-key"


def whole_group(state: EditState, command: Command) -> bool:
    """Make or remove a group, or put a section of it back; False for what changes attributes."""
    text, words = state.text, command.positive
    if len(words) < 2:
        raise refuse(command.line, "a tunnel-group needs its name")
    rows = text.starting("tunnel-group", words[1])
    if command.negated:
        if len(words) != 2 or not rows:
            raise refuse(command.line, "there is no such tunnel-group")
        for row in reversed(rows):
            end = text.end(row)
            name, inner = _printed(state, row, end)
            state.vacate("tunnel-group", name, inner, row, end)
            text.delete(row, end)
        return True
    if len(words) < 3:
        raise refuse(command.line, "a tunnel-group needs its type")
    if words[2] == "type":
        if rows:
            raise refuse(command.line, f"tunnel-group {words[1]} exists")
    elif (words[2] == "ipsec-attributes" and not _stood(state, command)) or text.starting(
        *words[:3]
    ):
        return False
    elif not rows:
        raise refuse(command.line, f"tunnel-group {words[1]} does not exist")
    inner = tuple(_masked(sub) for sub in command.subs)
    if state.reoccupy("tunnel-group", " ".join(words[1:]), inner):
        return True
    groups = text.starting("tunnel-group")
    place = text.end((rows or groups)[-1]) if groups else _first_place(state)
    text.insert(place, [command.line, *(f" {sub}" for sub in command.subs)])
    return True


def _printed(state: EditState, row: int, end: int) -> tuple[str, tuple[str, ...]]:
    text = state.text
    inner = tuple(_masked(" ".join(text.words(index))) for index in range(row + 1, end))
    return " ".join(text.words(row)[1:]), inner


def _masked(sub: str) -> str:
    """Return a line of a section without its key, which is another word on the way back."""
    words = sub.split()
    return " ".join(words[:-1]) if _KEY in words else " ".join(words)


def _stood(state: EditState, command: Command) -> bool:
    name = " ".join(command.positive[1:])
    return any((v.kind, v.name) == ("tunnel-group", name) for v in state.vacated)


def _first_place(state: EditState) -> int:
    place = place_before(
        state, ("class-map", "policy-map", "service-policy", "prompt", "Cryptochecksum")
    )
    return place - 1 if state.text.is_separator(place - 1) else place

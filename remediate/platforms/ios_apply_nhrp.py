"""NHRP lines of a tunnel interface, carried out on text."""

from __future__ import annotations

from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.ios_edit import subs

__all__ = ["set_nhrp"]


def set_nhrp(state: EditState, header: int, command: Command) -> None:
    """Add or remove where NHRP has a next-hop server, or sends multicast to; a second place for one inner address is refused."""
    text, words = state.text, command.positive
    line = " ".join(words)
    kept = f"{' '.join(text.words(header)[1:])} {line}"
    rows = [row for row in subs(state, header, tuple(words[:3])) if text.words(row) == words]
    if command.negated:
        if not rows:
            raise refuse(command.line, "the interface has no such line")
        state.vacate("nhrp", kept, (), rows[0], rows[0] + 1)
        text.delete(rows[0], rows[0] + 1)
        return
    if rows or (words[3:4] != ["multicast"] and subs(state, header, tuple(words[:4]))):
        raise refuse(command.line, "the interface has a line for that address: it goes first")
    if state.reoccupy("nhrp", kept, ()):
        return
    before = subs(state, header, tuple(words[:3])) or subs(
        state, header, (*words[:2], "authentication"), (*words[:2], "map"), ("ip", "mtu")
    )
    place = before[-1] + 1 if before else header + 1
    text.insert(place, [text.indent(header) + line])

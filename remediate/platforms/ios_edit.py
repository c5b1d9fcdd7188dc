"""Where a line stands in the text of an IOS running-config, and settings that stand once."""

from __future__ import annotations

from remediate.platforms.command_lines import Command
from remediate.platforms.edit_state import EditState
from remediate.platforms.settings import set_once

__all__ = ["place_before", "single", "subs"]


def place_before(state: EditState, starts: tuple[str, ...]) -> int:
    """Return the index of the first top-level line of the first kind that the text has."""
    text = state.text
    for start in starts:
        words = start.split()
        rows = text.starting(*words)
        if rows:
            return rows[0]
    ends = text.starting("end")
    return ends[-1] if ends else len(text.lines) - (1 if text.lines[-1].strip() == "" else 0)


def subs(state: EditState, header: int, *prefixes: tuple[str, ...]) -> list[int]:
    """Return the indices of a section's lines that start with one of the prefixes."""
    text = state.text
    found = []
    for index in range(header + 1, text.end(header)):
        words = tuple(text.words(index))
        if any(words[: len(prefix)] == prefix for prefix in prefixes):
            found.append(index)
    return found


def single(state: EditState, header: int, command: Command, width: int, place: int) -> None:
    """Set, replace or remove a setting that an interface has once."""
    words = command.positive
    set_once(
        state,
        command,
        subs(state, header, tuple(words[:width])),
        place,
        value=len(words) == width + 1,
        indent=state.text.indent(header),
        lacks="the interface has no such setting",
    )

"""Where a line stands in the text of a PIX or ASA configuration, and lines that stand once."""

from __future__ import annotations

from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.settings import set_once

__all__ = ["known_interface", "place_before", "single"]


def place_before(state: EditState, starts: tuple[str, ...]) -> int:
    """Return the index of the first top-level line of the first kind that the text has."""
    text = state.text
    for start in starts:
        first, *others = start.split()
        rows = (
            text.starting(first, *others)
            if others
            else text.tops(lambda words, first=first: words[0].split(":")[0] == first, first=first)  # type: ignore[misc]  # a default binds the loop's word
        )
        if rows:
            return rows[0]
    return len(text.lines) - (1 if text.lines[-1].strip() == "" else 0)


def known_interface(state: EditState, command: Command, name: str) -> None:
    """Refuse a name that ``nameif`` gives to no interface (PIX 6: a global line)."""
    for index, line in enumerate(state.text.lines):
        words = line.split()
        if words[:1] == ["nameif"] and index not in state.text.opaque:
            named = words[1:2] if line[0].isspace() else words[2:3]
            if [name.casefold()] == [word.casefold() for word in named]:
                return
    raise refuse(command.line, f"there is no interface named {name}")


def single(state: EditState, command: Command, width: int, rows: list[int], place: int) -> None:
    """Set, replace or remove a line of ``width`` words and a value that exists once."""
    set_once(state, command, rows, place, value=len(command.positive) == width + 1)

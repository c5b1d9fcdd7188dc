"""Lines of a configuration that stand once, and the settings of a section, carried out on text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState

__all__ = ["Setting", "carry_settings", "set_once"]

Setting = tuple[tuple[str, ...], Callable[[EditState, int, Command], None]]
"""First words of a setting, and what carries it out: (state, index of the section's header, command)."""


def set_once(
    state: EditState,
    command: Command,
    rows: Sequence[int],
    place: int,
    *,
    value: bool = True,
    need: str = "it needs one value",
    indent: str = "",
    lacks: str = "it is not configured",
) -> None:
    """Set, replace or remove a line that stands once.

    ``rows`` is where it stands now, ``place`` where a new one goes. A line to set that has not the
    ``value`` it needs is refused with ``need``, one to remove that isn't there with ``lacks``.
    """
    if command.negated:
        if not rows:
            raise refuse(command.line, lacks)
        state.text.delete(rows[0], rows[0] + 1)
    elif not value:
        raise refuse(command.line, need)
    elif rows:
        state.text.replace(rows[0], command.line)
    else:
        state.text.insert(place, [indent + command.line])


def carry_settings(
    state: EditState, header: int, command: Command, settings: Sequence[Setting], what: str
) -> None:
    """Carry out a command's sub-mode lines in the section at ``header``; ``what`` they are set of."""
    for sub in command.subs:
        inner = Command(line=sub)
        words = tuple(inner.positive)
        for prefix, carry_out in settings:
            if words[: len(prefix)] == prefix:
                carry_out(state, header, inner)
                break
        else:
            raise refuse(sub, f"the {what} is not one that is carried out in memory")

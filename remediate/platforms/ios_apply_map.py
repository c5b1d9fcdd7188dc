"""Transform sets of IOS, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.ios_edit import place_before

__all__ = ["HANDLERS"]


def _transform_set(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) < 4:
        raise refuse(command.line, "a transform set needs a name")
    name = words[3]
    rows = text.starting("crypto", "ipsec", "transform-set")
    found = [row for row in rows if text.word(row, 3) == name]
    if command.negated:
        if not found:
            raise refuse(command.line, f"there is no transform set {name}")
        if user := _transform_user(state, name):
            raise refuse(command.line, f"transform set {name} is in use by {user}")
        end = text.end(found[0])
        made_of = tuple(
            " ".join(text.words(index)[0 if index > found[0] else 4 :])
            for index in range(found[0], end)
        )
        state.vacate("transform-set", name, _made_of(made_of), found[0], end)
        text.delete(found[0], end)
        return
    if found:
        raise refuse(
            command.line,
            f"transform set {name} exists: editing it would reach every entry that uses it",
        )
    if len(words) < 5:
        raise refuse(command.line, "a transform set needs its transforms")
    made_of = _made_of((" ".join(words[4:]), *command.subs))
    if any(not sub.startswith("mode ") for sub in command.subs):
        raise refuse(command.line, "only the mode is set under a transform set")
    if state.reoccupy("transform-set", name, made_of):
        return
    lines = [" ".join(words)]
    lines += [
        f" {mode}" for mode in made_of[1:] if mode != "mode tunnel" or _prints_mode(state, rows)
    ]
    anchor = place_before(
        state, ("crypto ipsec profile", "crypto dynamic-map", "crypto map", "interface")
    )
    text.insert_beside(lines, rows, None, anchor, separated=False)


def _made_of(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return transforms and mode, with the mode that is not printed."""
    modes = [part for part in parts[1:] if part.startswith("mode ")]
    return (parts[0], modes[-1] if modes else "mode tunnel")


def _prints_mode(state: EditState, rows: list[int]) -> bool:
    """Whether the release prints ``mode tunnel``: its own sets show it, else 15.0 and later do."""
    text = state.text
    modes = [[text.words(index) for index in range(row + 1, text.end(row))] for row in rows]
    if any(["mode", "tunnel"] in lines for lines in modes):
        return True
    if [] in modes:
        return False
    return bool(state.release.numbers) and state.release.numbers[0] >= 15


def _transform_user(state: EditState, name: str) -> str | None:
    """Return the header of a section that refers to the transform set."""
    text = state.text
    for row in [
        *text.starting("crypto", "map"),
        *text.starting("crypto", "dynamic-map"),
        *text.starting("crypto", "ipsec", "profile"),
    ]:
        for index in range(row + 1, text.end(row)):
            words = text.words(index)
            if words[:2] == ["set", "transform-set"] and name in words[2:]:
                return text.lines[row].strip()
    return None


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ipsec", "transform-set"), _transform_set),
)

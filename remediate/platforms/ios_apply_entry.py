"""Crypto maps of IOS, carried out on text: entries, their settings, what the map negotiates from."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.ios_apply_ikev2 import set_profile
from remediate.platforms.ios_apply_sa import ENTRY_SETTINGS
from remediate.platforms.ios_edit import place_before, subs
from remediate.platforms.settings import Setting, carry_settings, set_once

__all__ = ["HANDLERS"]


def _crypto_map(state: EditState, command: Command) -> None:
    words = command.positive
    if words[1] == "map" and words[3:4] == ["local-address"]:
        _local_address(state, command)
    elif command.negated:
        _remove(state, command)
    else:
        _enter(state, command)


def _local_address(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    rows = text.starting(*words[:4])
    name = words[2]
    if command.negated:
        if not rows:
            raise refuse(command.line, "it is not configured")
        state.vacate("local-address", name, (), rows[0], rows[0] + 1)
        text.delete(rows[0], rows[0] + 1)
        return
    if len(words) != 5:
        raise refuse(command.line, "it needs an interface")
    known = {"".join(text.words(row)[1:]).casefold() for row in text.starting("interface")}
    if words[4].casefold() not in known:
        raise refuse(command.line, f"there is no interface {words[4]}")
    if not rows and state.reoccupy("local-address", name, ()):
        rows = text.starting(*words[:4])
    if rows:
        text.replace(rows[0], command.line)
        return
    entries = text.starting(*words[:3])
    text.insert(entries[0] if entries else place_before(state, ("interface",)), [command.line])


def _entries(state: EditState, words: list[str]) -> dict[int, int]:
    """Return sequence number -> header of the entries of a map."""
    return state.text.by_number(state.text.starting(*words[:3]), 3)


def _remove(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if words[1] != "map" or len(words) < 4 or not words[3].isdecimal():
        raise refuse(command.line, "only one entry is removed, never a whole crypto map")
    header = _entries(state, words).get(int(words[3]))
    if header is None:
        raise refuse(command.line, f"{' '.join(words[:4])} does not exist")
    end = text.end(header)
    settings = tuple(" ".join(text.words(index)) for index in range(header + 1, end))
    state.vacate("crypto map", " ".join(words[2:4]), settings, header, end)
    text.delete(header, end)


def _enter(state: EditState, command: Command) -> None:
    words = command.positive
    if len(words) < 4 or not words[3].isdecimal():
        raise refuse(command.line, "only the settings of a map entry are changed")
    header = _entries(state, words).get(int(words[3]))
    if header is None:
        _make(state, command)
        return
    carry_settings(state, header, command, _SETTINGS, "setting")


def _profile(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    headers = [row for row in text.starting(*words[:4]) if text.words(row) == words]
    if command.negated or len(words) != 4 or not headers:
        raise refuse(command.line, "the profile is not there, or would be removed whole")
    carry_settings(state, headers[0], command, _PROFILE_SETTINGS, "setting")


def _make(state: EditState, command: Command) -> None:
    """Make an entry with all its settings; it takes its place among the others by its number."""
    text, words = state.text, command.positive
    others = _entries(state, words)
    if words[1] != "map" or words[4:] != ["ipsec-isakmp"] or not others:
        raise refuse(command.line, f"{' '.join(words[:4])} does not exist")
    if state.reoccupy("crypto map", " ".join(words[2:4]), command.subs):
        return
    for sub in command.subs:
        if sub.startswith("set transform-set"):
            _check_sets(state, Command(line=sub))
    later = [row for number, row in sorted(others.items()) if number > int(words[3])]
    last = max(others.values())
    indent = text.indent(last)
    place = later[0] if later else text.end(last)
    text.insert(place, [command.line, *(indent + sub for sub in command.subs)])


def _check_sets(state: EditState, command: Command) -> None:
    names = command.positive[2:]
    for name in names:
        if not _is_set(state, name):
            raise refuse(command.line, f"transform set {name} does not exist")
    if not names:
        raise refuse(command.line, "it names no transform set")


def _is_set(state: EditState, name: str) -> bool:
    rows = state.text.starting("crypto", "ipsec", "transform-set")
    return name == "default" or any(state.text.word(row, 3) == name for row in rows)


def _set_transforms(state: EditState, header: int, command: Command) -> None:
    text, names = state.text, tuple(command.positive[2:])
    rows = subs(state, header, ("set", "transform-set"))
    if command.negated:
        if not rows:
            raise refuse(command.line, "the entry has no transform set")
        text.delete(rows[0], rows[0] + 1)
        return
    entry = " ".join(text.words(header)[1:4])
    stood = next(
        (v for v in state.vacated if (v.kind, v.name) == ("names", entry) and v.identity == names),
        None,
    )
    if stood is not None and rows:  # names that no set has: a text can hold them, a device hardly
        state.vacated.remove(stood)
        text.replace(rows[0], command.line)
        return
    _check_sets(state, command)
    if rows:
        old = tuple(text.words(rows[0])[2:])
        if not all(_is_set(state, name) for name in old):
            state.vacate("names", entry, old, rows[0], rows[0] + 1)
        text.replace(rows[0], command.line)
        return
    before = subs(
        state,
        header,
        ("description",),
        ("set", "peer"),
        ("set", "security-association"),
        ("set", "ip"),
    )
    place = before[-1] + 1 if before else header + 1
    text.insert(place, [text.indent(header) + command.line])


def _set_peer(state: EditState, header: int, command: Command) -> None:
    text = state.text
    if len(command.positive) != 3:
        raise refuse(command.line, "it needs one address")
    rows = subs(state, header, ("set", "peer"))
    same = [row for row in rows if text.word(row, 2) == command.positive[2]]
    if command.negated:
        if not same:
            raise refuse(command.line, "the entry has no such peer")
        text.delete(same[0], same[0] + 1)
    elif not same:
        described = subs(state, header, ("description",))
        place = rows[-1] + 1 if rows else (described[-1] if described else header) + 1
        text.insert(place, [text.indent(header) + command.line])


def _match_address(state: EditState, header: int, command: Command) -> None:
    text = state.text
    later = subs(state, header, ("reverse-route",), ("qos",))
    set_once(
        state,
        command,
        subs(state, header, ("match", "address")),
        later[0] if later else text.end(header),
        value=len(command.positive) == 3,
        need="it needs one access list",
        indent=text.indent(header),
        lacks="the entry has no access list",
    )


_PROFILE_SETTINGS: tuple[Setting, ...] = (
    (("set", "transform-set"), _set_transforms),
    *ENTRY_SETTINGS,
)
"""Settings that an IPsec profile and a map entry both have."""

_SETTINGS: tuple[Setting, ...] = (
    *_PROFILE_SETTINGS,
    (("set", "ikev2-profile"), set_profile),
    (("set", "peer"), _set_peer),
    (("match", "address"), _match_address),
)

HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "map"), _crypto_map),
    (("crypto", "dynamic-map"), _crypto_map),
    (("crypto", "ipsec", "profile"), _profile),
)

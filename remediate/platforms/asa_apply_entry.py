"""Crypto maps of PIX and ASA, carried out on text: one line a setting, one line an interface.

A setting that has one value is replaced in its line. `set peer` adds: ASA prints all peers of an
entry in one line, PIX 6 one line a peer.
"""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.asa_apply_ikev2 import check_proposals
from remediate.platforms.asa_edit import known_interface, place_before
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState

__all__ = ["HANDLERS"]

_SETTINGS: tuple[tuple[str, ...], ...] = (
    ("ipsec-isakmp",), ("match", "address"), ("set", "peer"), ("set", "transform-set"), ("set", "ikev1", "transform-set"),
    ("set", "ikev2", "ipsec-proposal"), ("set", "ikev2", "mode"), ("set", "df-bit"), ("set", "tfc-packets"),
    ("set", "pfs"), ("set", "security-association", "lifetime", "seconds"),
    ("set", "security-association", "lifetime", "kilobytes"), ("set", "security-association"), ("set", "phase1-mode"),
    ("set", "ikev1", "phase1-mode"), ("set", "connection-type"), ("set", "reverse-route"), ("set", "nat-t-disable"),
    ("set", "trustpoint"),
)  # fmt: skip
"""Settings of an entry, each with one line (of a PIX 6: `set peer` with several), in no order."""


def _crypto_map(state: EditState, command: Command) -> None:
    words = command.positive
    if words[1] == "map" and words[3:4] == ["interface"]:
        _interface(state, command)
        return
    if len(words) < 5 or not words[3].isdecimal():
        raise refuse(
            command.line, "only a setting of one entry is changed, never a whole crypto map"
        )
    setting = next((s for s in _SETTINGS if tuple(words[4 : 4 + len(s)]) == s), None)
    if setting is None:
        raise refuse(command.line, "the setting is not one that is carried out in memory")
    if "transform-set" in setting and not command.negated:
        _check_sets(state, command, len(setting) + 4)
    if "ipsec-proposal" in setting and not command.negated:
        check_proposals(state, command)
    mine = _lines(state, words)
    rows = [row for row in mine if tuple(state.text.words(row)[4 : 4 + len(setting)]) == setting]
    if setting == ("set", "peer") and _peers(state, command, rows):
        return
    if command.negated:
        _remove(state, command, rows, len(setting) + 4)
    elif rows:
        _replace(state, command, rows[0])
    elif not state.reoccupy("crypto map line", command.line, ()):
        state.text.insert(_place(state, words, mine, setting), [command.line])


def _lines(state: EditState, words: list[str]) -> list[int]:
    """Return the lines of an entry; its number may be printed with other words than the command's."""
    return state.text.starting(*words[:4])


def _place(state: EditState, words: list[str], mine: list[int], setting: tuple[str, ...]) -> int:
    """Return where a new line of an entry goes: with its entry, entries by their numbers."""
    if mine:
        if setting == ("ipsec-isakmp",):
            return mine[0]
        header = state.text.words(mine[0])[4:5] == ["ipsec-isakmp"]
        if setting == ("match", "address"):
            return mine[1 if header else 0] if len(mine) > header else mine[0] + 1
        peers = [row for row in mine if state.text.words(row)[4:6] == ["set", "peer"]]
        lists = [row for row in mine if state.text.words(row)[4:6] == ["match", "address"]]
        if setting == ("set", "peer"):
            return (lists or mine[: 1 if header else 0] or [mine[0] - 1])[-1] + 1
        return (peers or mine)[-1] + 1 if "transform-set" in setting else mine[-1] + 1
    rows = state.text.starting(*words[:3])
    numbered = [
        (int(state.text.word(row, 3)), row) for row in rows if state.text.word(row, 3).isdecimal()
    ]
    if not numbered:
        raise refuse(" ".join(words[:4]), f"there is no crypto map {words[2]}")
    later = [row for number, row in numbered if number > int(words[3])]
    return min(later) if later else max(row for _, row in numbered) + 1


def _check_sets(state: EditState, command: Command, at: int) -> None:
    words = command.positive
    names = words[at:]
    spelling = [word for word in words[5:at] if word == "ikev1"]
    if not names:
        raise refuse(command.line, "it names no transform set")
    missing = [name for name in names if not _is_set(state, name, spelling)]
    stood = any((v.kind, v.name) == ("crypto map names", command.line) for v in state.vacated)
    if missing and not stood:
        raise refuse(command.line, f"transform set {' '.join(missing)} does not exist")
    if not state.text.starting(*words[:4]):
        raise refuse(command.line, f"{' '.join(words[:4])} does not exist")


def _is_set(state: EditState, name: str, spelling: list[str]) -> bool:
    rows = state.text.starting("crypto", "ipsec", *spelling, "transform-set")
    return any(state.text.word(row, 3 + len(spelling)) == name for row in rows)


def _replace(state: EditState, command: Command, row: int) -> None:
    old = " ".join(state.text.words(row))
    if "transform-set" in old.split():
        state.vacate("crypto map names", old, (), row, row + 1)
    state.text.replace(row, command.line)


def _remove(state: EditState, command: Command, rows: list[int], width: int) -> None:
    """Remove a setting; a value that is named has to be the one that stands there."""
    words = command.positive
    found = [
        row for row in rows if len(words) == width or state.text.words(row)[width:] == words[width:]
    ]
    if not found:
        raise refuse(command.line, "it is not configured")
    row = found[0]
    state.vacate("crypto map line", " ".join(state.text.words(row)), (), row, row + 1)
    state.text.delete(row, row + 1)


def _peers(state: EditState, command: Command, rows: list[int]) -> bool:
    """Change the peers of an ASA's entry, all in one line; False where a line is added or goes."""
    text, words = state.text, command.positive
    named = words[6:]
    if not named:
        raise refuse(command.line, "it needs an address")
    pix = bool(state.release.numbers) and state.release.numbers < (7,)
    if len(rows) > 1 or pix:
        same = [row for row in rows if text.words(row)[6:] == named]
        if command.negated:
            if not same:
                raise refuse(command.line, "the entry has no such peer")
            if len(rows) == 1:
                return False
            state.vacate("crypto map line", " ".join(words), (), same[0], same[0] + 1)
            text.delete(same[0], same[0] + 1)
        elif same:
            return True
        elif rows:
            text.insert(rows[-1] + 1, state.printed("crypto map line", command.line))
        else:
            return False
        return True
    if not rows:
        return False
    have = text.words(rows[0])[6:]
    if command.negated:
        if any(name not in have for name in named):
            raise refuse(command.line, "the entry has no such peer")
        left = [name for name in have if name not in named]
        if not left:
            return False
    else:
        left = [*have, *(name for name in named if name not in have)]
    text.replace(rows[0], " ".join([*words[:6], *left]))
    return True


def _interface(state: EditState, command: Command) -> None:
    """Apply a crypto map to an interface, of which each has one, or take it off."""
    text, words = state.text, command.positive
    if len(words) != 5:
        raise refuse(command.line, "it needs the name of an interface")
    rows = [
        row
        for row in text.starting("crypto", "map")
        if text.words(row)[3:5] == ["interface", words[4]]
    ]
    mine = [row for row in rows if text.word(row, 2) == words[2]]
    if command.negated:
        if not mine:
            raise refuse(command.line, "the interface does not carry that crypto map")
        state.vacate("bound", f"{words[4]} {words[2]}", (), mine[0], mine[0] + 1)
        text.delete(mine[0], mine[0] + 1)
        return
    known_interface(state, command, words[4])
    if rows:
        raise refuse(command.line, "the interface carries a crypto map: it goes first")
    if state.reoccupy("bound", f"{words[4]} {words[2]}", ()):
        return
    entries = text.starting("crypto", "map", words[2])
    if not entries:
        raise refuse(command.line, f"there is no crypto map {words[2]}")
    text.insert(entries[-1] + 1, [command.line])


def _enable(state: EditState, command: Command) -> None:
    """Enable IKE on an interface."""
    text, words = state.text, command.positive
    at = words.index("enable")
    if len(words) != at + 2:
        raise refuse(command.line, "it needs the name of an interface")
    rows = text.starting(*words[: at + 1])
    mine = [row for row in rows if text.word(row, at + 1) == words[at + 1]]
    if command.negated:
        if not mine:
            raise refuse(command.line, "it is not enabled there")
        text.delete(mine[0], mine[0] + 1)
        return
    known_interface(state, command, words[at + 1])
    maps = text.starting("crypto", "map")
    place = rows or maps
    if not mine:
        text.insert(
            place[-1] + 1 if place else place_before(state, ("telnet", "Cryptochecksum")),
            [command.line],
        )


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "map"), _crypto_map),
    (("crypto", "dynamic-map"), _crypto_map),
    (("crypto", "ikev1", "enable"), _enable),
    (("crypto", "isakmp", "enable"), _enable),
    (("isakmp", "enable"), _enable),
)

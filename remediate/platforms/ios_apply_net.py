"""Routes, NAT, route-maps, new access lists and client groups of IOS, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms import ios_apply_acl
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.ios_edit import place_before, subs

__all__ = ["HANDLERS"]

_LISTS = (
    "access-list", "logging", "route-map", "snmp-server", "radius-server", "control-plane", "banner", "line", "end",
)  # fmt: skip
_MAPS = ("snmp-server", "radius-server", "control-plane", "banner", "line", "end")


def _route(state: EditState, command: Command) -> None:
    text = state.text
    rows = text.starting("ip", "route")
    wanted = command.positive
    same = [row for row in rows if text.words(row)[: len(wanted)] == wanted]
    if command.negated:
        if not same:
            raise refuse(command.line, "there is no such route")
        text.delete(same[0], same[0] + 1)
    elif same:
        raise refuse(command.line, "the route is there")
    else:
        place = rows[-1] + 1 if rows else place_before(state, ("ip access-list", *_LISTS))
        text.insert(place, [command.line])


def _nat(state: EditState, command: Command) -> None:
    text = state.text
    wanted = command.positive
    sided = wanted[2] == "inside"  # `ip nat source …` has no sides
    rows = text.starting(*wanted[: 4 if sided else 3])
    same = [row for row in rows if text.words(row) == wanted]
    if command.negated:
        if not same:
            raise refuse(command.line, "there is no such statement")
        state.vacate("nat", " ".join(wanted), tuple(wanted), same[0], same[0] + 1)
        text.delete(same[0], same[0] + 1)
    elif same:
        raise refuse(command.line, "the statement is there")
    elif not state.reoccupy("nat", " ".join(wanted), tuple(wanted)):
        if not rows:
            raise refuse(command.line, "there is no NAT statement beside which it would stand")
        text.insert(rows[-1] + 1, [command.line])


def _route_map(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    rows = [row for row in text.starting("route-map") if text.words(row) == words]
    if len(words) != 4:
        raise refuse(command.line, "it needs a name, permit or deny, and a sequence number")
    if command.negated:
        if not rows:
            raise refuse(command.line, "there is no such route-map")
        _delete(state, rows[0])
    elif rows:
        raise refuse(command.line, "the sequence is there")
    else:
        text.insert(
            place_before(state, _MAPS), [command.line, *(f" {sub}" for sub in command.subs), "!"]
        )


def _access_list(state: EditState, command: Command) -> None:
    """Make a new extended list, or delete one whole; entries of a list that is there are edited."""
    text, words = state.text, command.positive
    rows = text.starting("ip", "access-list", "extended", words[3]) if len(words) == 4 else []
    if words[2:3] != ["extended"] or len(words) != 4:
        raise refuse(command.line, "only extended access lists are edited")
    if command.negated:
        if not rows:
            raise refuse(command.line, "there is no such access list")
        _delete(state, rows[0])
    elif rows or text.starting("access-list", words[3]):
        ios_apply_acl.HANDLERS[0][1](state, command)
    else:
        others = text.starting("ip", "access-list", "extended")
        place = text.end(others[-1]) if others else place_before(state, _LISTS)
        lines = [command.line, *(f" {sub}" for sub in command.subs)]
        text.insert(place, ["!", *lines] if others else [*lines, "!"])


def _delete(state: EditState, header: int) -> None:
    """Delete a section with the ``!`` that came with it."""
    text = state.text
    start, end = header, text.end(header)
    siblings = [
        row
        for row in text.starting(*text.words(header)[: 3 if text.word(header, 0) == "ip" else 1])
        if row != header
    ]
    if text.is_separator(start - 1) and any(text.end(row) == start - 1 for row in siblings):
        start -= 1
    elif text.is_separator(end):
        end += 1
    text.delete(start, end)


def _client_group(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    rows = [row for row in text.starting(*words[:5]) if text.words(row) == words]
    if command.negated or not rows or len(words) != 6:
        raise refuse(command.line, "there is no such client group")
    for sub in command.subs:
        inner = Command(line=sub)
        if inner.positive[:1] != ["acl"] or len(inner.positive) != 2:
            raise refuse(
                " ".join(inner.words[:1]), "the setting is not one that is carried out in memory"
            )
        have = subs(state, rows[0], ("acl",))
        if inner.negated:
            if not have or text.words(have[0]) != inner.positive:
                raise refuse(sub, "the group has no such list")
            text.delete(have[0], have[0] + 1)
        elif have:
            text.replace(have[0], sub)
        else:
            pools = subs(state, rows[0], ("pool",))
            place = pools[-1] + 1 if pools else text.end(rows[0])
            text.insert(place, [text.indent(rows[0]) + sub])


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("ip", "route"), _route),
    (("ip", "nat", "inside", "source"), _nat),
    (("ip", "nat", "source"), _nat),
    (("route-map",), _route_map),
    (("ip", "access-list"), _access_list),
    (("crypto", "isakmp", "client", "configuration", "group"), _client_group),
)

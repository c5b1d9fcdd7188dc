"""Routes, NAT, objects, sysopt and client groups of PIX and ASA, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.asa_edit import place_before
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState

__all__ = ["HANDLERS"]

_AFTER_ROUTES = ("timeout", "aaa-server", "telnet", "Cryptochecksum")
_AFTER_NAT = ("access-group", "route", "timeout")
_VPNGROUP_LAST = frozenset({"idle-time", "max-time", "password", "device-pass-through"})


def _route(state: EditState, command: Command) -> None:
    text = state.text
    rows = text.starting("route")
    wanted = command.positive[:5]
    same = [row for row in rows if text.words(row)[:5] == wanted]
    if len(wanted) < 5:
        raise refuse(command.line, "it needs interface, network, netmask and gateway")
    if command.negated:
        if not same:
            raise refuse(command.line, "there is no such route")
        text.delete(same[0], same[0] + 1)
    elif same:
        raise refuse(command.line, "the route is there")
    else:
        text.insert(rows[-1] + 1 if rows else place_before(state, _AFTER_ROUTES), [command.line])


def _nat(state: EditState, command: Command) -> None:
    words = command.positive
    if words[2:4] == ["0", "access-list"] and len(words) == 5:
        _exemption(state, command)
    elif "source" in words:
        _twice(state, command)
    else:
        raise refuse(command.line, "the NAT statement is not one that is carried out in memory")


def _exemption(state: EditState, command: Command) -> None:
    """Bind a list to ``nat (if) 0``: it replaces the one that is bound."""
    text, words = state.text, command.positive
    rows = [row for row in text.starting("nat", words[1]) if text.words(row)[2:4] == words[2:4]]
    if command.negated:
        if not rows or text.words(rows[0])[4:5] != words[4:5]:
            raise refuse(command.line, "there is no such exemption")
        text.delete(rows[0], rows[0] + 1)
        return
    if not text.starting("access-list", words[4]):
        raise refuse(command.line, f"there is no access list {words[4]}")
    if rows:
        text.replace(rows[0], command.line)
        return
    others = text.starting("nat", words[1]) or text.starting("nat")
    place = others[0] if others else place_before(state, ("static", "access-group", "route"))
    text.insert(place, [command.line])


def _twice(state: EditState, command: Command) -> None:
    """Add a twice NAT at its place in its section (1-based; without one: the last), or remove it."""
    text, words = state.text, command.positive
    after = words[2] == "after-auto"
    at = 3 if after else 2
    line = int(words[at]) if words[at].isdecimal() else None
    wanted = words[:at] + words[at + 1 :] if line is not None else words
    rows = [
        row
        for row in text.starting("nat")
        if "source" in text.words(row) and ("after-auto" in text.words(row)) is after
    ]
    same = [row for row in rows if text.words(row) == wanted]
    if command.negated:
        if not same:
            raise refuse(command.line, "there is no such statement")
        text.delete(same[0], same[0] + 1)
        return
    if same:
        raise refuse(command.line, "the statement is there")
    for name in {wanted[at + 1] for at, word in enumerate(wanted) if word == "static"}:
        if name != "any" and not _objects(state, name):
            raise refuse(command.line, f"there is no object {name}")
    if line is not None and line <= len(rows):
        place = rows[line - 1]
    elif rows:
        place = rows[-1] + 1
    elif after:
        owners = _nat_objects(state)
        place = text.end(owners[-1]) if owners else place_before(state, _AFTER_NAT)
        place += int(bool(owners) and text.is_separator(place))
    else:
        place = place_before(state, ("nat", "access-group", "route", "timeout"))
        owners = _nat_objects(state)
        if owners:
            place = owners[0]
            if text.is_separator(place - 1):
                place -= 1
    text.insert(place, [" ".join(wanted)])


def _objects(state: EditState, name: str) -> list[int]:
    text = state.text
    return [
        *text.starting("object", "network", name),
        *text.starting("object-group", "network", name),
    ]


def _nat_objects(state: EditState) -> list[int]:
    """Return the sections of objects that hold their NAT."""
    text = state.text
    return [
        row
        for row in text.starting("object", "network")
        if any(text.word(child, 0) == "nat" for child in range(row + 1, text.end(row)))
    ]


def _object(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) != 3:
        raise refuse(command.line, "it needs a name")
    rows = text.starting(*words)
    if command.negated:
        used = [
            index
            for index, line in enumerate(text.lines)
            if index not in rows and words[2] in line.split()
        ]
        if len(rows) != 1 or used:
            raise refuse(command.line, "there is no such object, or it is used")
        text.delete(rows[0], text.end(rows[0]))
        return
    if rows:
        raise refuse(command.line, "the object is there")
    nat = _nat_objects(state)
    others = [row for row in text.starting("object", "network") if row not in nat]
    place = (
        text.end(others[-1])
        if others
        else place_before(state, ("object-group", "access-list", "pager", "logging", "mtu"))
    )
    text.insert(place, [command.line, *(f" {sub}" for sub in command.subs)])


def _sysopt(state: EditState, command: Command) -> None:
    """Switch the bypass on or off; on is the default from 7.0 on and is not printed."""
    text, words = state.text, command.positive
    shown = [row for row in text.starting("sysopt", "connection") if text.words(row) == words]
    denied = [row for row in text.starting("no", "sysopt") if text.words(row)[1:] == words]
    identity = tuple(words)
    if state.release.numbers >= (7,):
        if not command.negated:
            if not denied:
                raise refuse(command.line, "it is on")
            state.vacate("sysopt", words[2], identity, denied[0], denied[0] + 1)
            text.delete(denied[0], denied[0] + 1)
        elif denied or not state.reoccupy("sysopt", words[2], identity):
            raise refuse(command.line, "it is off, or its place is not known")
        return
    if command.negated:
        if not shown:
            raise refuse(command.line, "it is not configured")
        text.delete(shown[0], shown[0] + 1)
        return
    if shown:
        raise refuse(command.line, "it is there")
    others = text.starting("sysopt")
    place = place_before(
        state, ("crypto ipsec", "crypto map", "isakmp", "telnet", "Cryptochecksum")
    )
    text.insert(others[0] if others else place, [command.line])


def _vpngroup(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    rows = text.starting("vpngroup", words[1]) if len(words) == 4 else []
    if not rows or words[2] != "split-tunnel":
        raise refuse(
            " ".join(command.words[:3]), "there is no such group, or it is another setting"
        )
    same = [row for row in rows if text.word(row, 2) == "split-tunnel"]
    if command.negated:
        if not same or text.words(same[0]) != words:
            raise refuse(command.line, "the group has no such list")
        text.delete(same[0], same[0] + 1)
    elif same:
        text.replace(same[0], command.line)
    else:
        later = [row for row in rows if text.word(row, 2) in _VPNGROUP_LAST]
        text.insert(later[0] if later else rows[-1] + 1, [command.line])


def _group_policy(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    rows = [row for row in text.starting("group-policy") if text.words(row) == words]
    if command.negated or not rows or words[2:] != ["attributes"]:
        raise refuse(command.line, "there are no such attributes")
    for sub in command.subs:
        inner = Command(line=sub)
        setting = inner.positive[0]
        if setting not in ("split-tunnel-policy", "split-tunnel-network-list"):
            raise refuse(sub, "the setting is not one that is carried out in memory")
        children = range(rows[0] + 1, text.end(rows[0]))
        have = [child for child in children if text.word(child, 0) == setting]
        if inner.negated:
            if not have:
                raise refuse(sub, "it is not configured")
            text.delete(have[0], have[0] + 1)
            continue
        if have:
            text.replace(have[0], sub)
            continue
        place = [child for child in children if text.word(child, 0) == "split-tunnel-policy"]
        text.insert(place[0] + 1 if place else text.end(rows[0]), [text.indent(rows[0]) + sub])


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("route",), _route),
    (("nat",), _nat),
    (("object", "network"), _object),
    (("sysopt", "connection", "permit-ipsec"), _sysopt),
    (("sysopt", "connection", "permit-vpn"), _sysopt),
    (("vpngroup",), _vpngroup),
    (("group-policy",), _group_policy),
)

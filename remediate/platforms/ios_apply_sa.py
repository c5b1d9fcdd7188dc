"""What guards and keeps SAs on IOS, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.ios_edit import place_before, subs
from remediate.platforms.settings import Setting, set_once

__all__ = ["ENTRY_SETTINGS", "HANDLERS", "INTERFACE_SETTINGS"]

_IPSEC = ("crypto ipsec transform-set", "crypto ipsec profile", "crypto dynamic-map", "crypto map")


def _once(state: EditState, command: Command, width: int, place: int) -> None:
    """Set, replace or remove a global line that the first ``width`` words name."""
    set_once(state, command, state.text.starting(*command.positive[:width]), place)


def _replay(state: EditState, command: Command) -> None:
    if command.positive[4:5] not in (["window-size"], ["disable"]):
        raise refuse(command.line, "it needs window-size or disable")
    beside = state.text.starting("crypto", "ipsec", "security-association")
    _once(
        state, command, 4, beside[-1] + 1 if beside else place_before(state, (*_IPSEC, "interface"))
    )


def _entry_replay(state: EditState, header: int, command: Command) -> None:
    """Set or remove the replay window of a map entry or an IPsec profile."""
    text = state.text
    rows = subs(state, header, ("set", "security-association", "replay"))
    if command.positive[3:4] not in (["window-size"], ["disable"]):
        raise refuse(command.line, "it needs window-size or disable")
    before = subs(state, header, ("description",), ("set", "peer"), ("set", "security-association"))
    set_once(
        state,
        command,
        rows,
        before[-1] + 1 if before else header + 1,
        indent=text.indent(header),
        lacks="the entry has no such setting",
    )


def _set_pfs(state: EditState, header: int, command: Command) -> None:
    """Set or remove the PFS of a map entry or an IPsec profile."""
    text = state.text
    before = [
        row
        for row in subs(state, header, ("set",), ("description",))
        if text.word(row, 1) != "ikev2-profile"  # printed behind it
    ]
    set_once(
        state,
        command,
        subs(state, header, ("set", "pfs")),
        before[-1] + 1 if before else header + 1,
        value=len(command.positive) <= 3,
        need="it needs one group",
        indent=text.indent(header),
        lacks="the entry has no PFS",
    )


def _isakmp(state: EditState, command: Command) -> None:
    """``crypto isakmp keepalive`` and ``invalid-spi-recovery``: behind policies and keys."""
    text = state.text
    beside = text.starting("crypto", "isakmp")
    anchor = text.end(beside[-1]) if beside else place_before(state, (*_IPSEC, "interface"))
    keyrings = [row for row in beside if text.words(row)[2:3] in (["profile"], ["client"])]
    if keyrings:  # profiles and client groups are printed behind
        anchor = min(keyrings)
    _once(state, command, 3, anchor)


def _ikev2_dpd(state: EditState, command: Command) -> None:
    """``crypto ikev2 dpd``: behind what else there is of IKEv2."""
    text = state.text
    beside = text.starting("crypto", "ikev2")
    anchor = text.end(beside[-1]) if beside else place_before(state, (*_IPSEC, "interface"))
    _once(state, command, 3, anchor)


def _switch(state: EditState, command: Command, name: str, place: int) -> None:
    """Carry out a switch that is on by default: only ``no …`` is printed."""
    text, words = state.text, command.positive
    rows = text.starting("no", *words)
    if command.negated:
        if rows:
            raise refuse(command.line, "it is switched off already")
        if not state.reoccupy(name, "", tuple(words)):
            text.insert(place, [command.line])
    elif rows:
        state.vacate(name, "", tuple(words), rows[0], rows[0] + 1)
        text.delete(rows[0], rows[0] + 1)
    else:
        raise refuse(command.line, "it is switched on already")


def _nat_transparency(state: EditState, command: Command) -> None:
    if command.positive[3:] not in (["udp-encapsulation"], ["udp-encaps"]):
        raise refuse(command.line, "only udp-encapsulation is switched")
    _switch(state, command, "nat-transparency", place_before(state, (*_IPSEC, "interface")))


def _accelerator(state: EditState, command: Command) -> None:
    _switch(
        state,
        command,
        "accelerator",
        place_before(
            state, ("crypto isakmp", "crypto keyring", "crypto ipsec", *_IPSEC, "interface")
        ),
    )


def _route_cache(state: EditState, header: int, command: Command) -> None:
    text = state.text
    rows = [
        row for row in subs(state, header, ("no", "ip", "route-cache")) if len(text.words(row)) == 3
    ]
    if command.negated:
        if rows:
            raise refuse(command.line, "the interface is process switched already")
        behind = subs(state, header, ("ip",), ("no", "ip"))
        text.insert(behind[-1] + 1 if behind else header + 1, [text.indent(header) + command.line])
    elif rows:
        text.delete(rows[0], rows[0] + 1)
    else:
        raise refuse(command.line, "the interface has its route cache")


INTERFACE_SETTINGS: tuple[Setting, ...] = ((("ip", "route-cache"), _route_cache),)
"""Settings of an interface: (state, index of the interface's header, command)."""

ENTRY_SETTINGS: tuple[Setting, ...] = (
    (("set", "security-association", "replay"), _entry_replay),
    (("set", "pfs"), _set_pfs),
)
"""Settings of a map entry or an IPsec profile: (state, index of its header, command)."""

HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ipsec", "security-association", "replay"), _replay),
    (("crypto", "isakmp", "keepalive"), _isakmp),
    (("crypto", "isakmp", "invalid-spi-recovery"), _isakmp),
    (("crypto", "ikev2", "dpd"), _ikev2_dpd),
    (("crypto", "ipsec", "nat-transparency"), _nat_transparency),
    (("crypto", "engine", "accelerator"), _accelerator),
)

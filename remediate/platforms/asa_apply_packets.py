"""Sizes and fragments of PIX and ASA, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.asa_edit import known_interface, place_before, single
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.settings import set_once

__all__ = ["HANDLERS"]


def _tcpmss(state: EditState, command: Command) -> None:
    text = state.text
    # `sysopt connection tcpmss minimum N` is another setting.
    rows = [
        row
        for row in text.starting("sysopt", "connection", "tcpmss")
        if text.words(row)[-1:] == text.words(row)[3:4]
    ]
    others = text.starting("sysopt")
    anchor = ("crypto ipsec", "crypto map", "isakmp", "telnet", "Cryptochecksum")
    single(state, command, 3, rows, others[-1] + 1 if others else place_before(state, anchor))


def _fragmentation(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) != 5:
        raise refuse(command.line, "it needs the name of an interface")
    known_interface(state, command, words[4])
    rows = [
        row
        for row in text.starting("crypto", "ipsec", "fragmentation")
        if text.words(row)[4:] == words[4:]
    ]
    others = text.starting("crypto", "ipsec")
    anchor = place_before(
        state, ("crypto dynamic-map", "crypto map", "telnet", "tunnel-group", "Cryptochecksum")
    )
    set_once(state, command, rows, others[-1] + 1 if others else anchor)


def _mtu(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) < 2:
        raise refuse(command.line, "it needs the name of an interface")
    known_interface(state, command, words[1])
    rows = text.starting("mtu", words[1])
    others = text.starting("mtu")
    anchor = place_before(
        state, ("ip", "failover", "icmp", "arp", "nat", "global", "route", "timeout")
    )
    single(state, command, 2, rows, others[-1] + 1 if others else anchor)


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ipsec", "fragmentation"), _fragmentation),
    (("sysopt", "connection", "tcpmss"), _tcpmss),
    (("mtu",), _mtu),
)

"""What guards and keeps SAs on PIX and ASA, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.asa_edit import place_before
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.settings import set_once

__all__ = ["HANDLERS", "keepalive"]

_BEHIND = ("telnet", "ssh", "console", "tunnel-group", "Cryptochecksum")


def _replay(state: EditState, command: Command) -> None:
    text = state.text
    if command.positive[4:5] not in (["window-size"], ["disable"]):
        raise refuse(command.line, "it needs window-size or disable")
    beside = text.starting("crypto", "ipsec")
    place = place_before(state, ("crypto dynamic-map", "crypto map", *_BEHIND))
    rows = text.starting(*command.positive[:4])
    set_once(state, command, rows, beside[-1] + 1 if beside else place)


def _behind_isakmp(state: EditState, words: list[str]) -> int:
    """Return the place behind the ISAKMP lines of the same spelling, else behind the crypto maps."""
    text = state.text
    beside = text.starting(*words)
    if beside:
        return text.end(beside[-1])
    maps = text.starting("crypto", "map")
    return maps[-1] + 1 if maps else place_before(state, _BEHIND)


def _pix_keepalive(state: EditState, command: Command) -> None:
    rows = state.text.starting("isakmp", "keepalive")
    set_once(state, command, rows, _behind_isakmp(state, ["isakmp"]))


def _nat_traversal(state: EditState, command: Command) -> None:
    """On from 8.0 on, where only ``no …`` is printed; off before, where only the command is."""
    text, words = state.text, command.positive
    name = words[: words.index("nat-traversal") + 1]
    on, off = text.starting(*name), text.starting("no", *name)
    by_default = state.release.numbers >= (8,)
    if command.negated:
        if on:
            text.delete(on[0], on[0] + 1)
            if not by_default:
                return
        elif off or not by_default:
            raise refuse(command.line, "it is switched off already")
        if not state.reoccupy("nat-traversal", "", tuple(name)):
            text.insert(_behind_isakmp(state, name[:-1]), [" ".join(["no", *name])])
        return
    if on or (by_default and not off):
        raise refuse(command.line, "it is switched on already")
    if off:
        state.vacate("nat-traversal", "", tuple(name), off[0], off[0] + 1)
        text.delete(off[0], off[0] + 1)
    if not by_default:
        text.insert(_behind_isakmp(state, name[:-1]), [command.line])


def keepalive(state: EditState, header: int, command: Command) -> None:
    """Carry ``isakmp keepalive`` out under a tunnel-group's IPsec attributes, or the ``no`` of ``disable``."""
    if not command.negated and command.positive[2:3] == ["threshold"]:
        _times(state, header, command)
        return
    text, name = state.text, state.text.word(header, 1)
    rows = [
        row
        for row in range(header + 1, text.end(header))
        if text.words(row)[:3] == ["isakmp", "keepalive", "disable"]
    ]
    if command.positive[2:] != ["disable"]:
        raise refuse(command.line, "only disable is set and taken away")
    if command.negated:
        if not rows:
            raise refuse(command.line, "the tunnel-group has dead peer detection")
        state.vacate("keepalive", name, ("disable",), rows[0], rows[0] + 1)
        text.delete(rows[0], rows[0] + 1)
    elif rows:
        raise refuse(command.line, "dead peer detection is switched off already")
    elif not state.reoccupy("keepalive", name, ("disable",)):
        text.insert(text.end(header), [f" {command.line}"])


_THRESHOLD, _RETRY = range(10, 3601), range(2, 11)
"""Seconds. Source: Cisco ASA command reference, `isakmp keepalive`."""


def _times(state: EditState, header: int, command: Command) -> None:
    """Set ``isakmp keepalive threshold N retry N``, which replaces what is printed."""
    match command.positive[2:]:
        case ["threshold", threshold, "retry", retry] if (
            threshold.isdecimal()
            and int(threshold) in _THRESHOLD
            and retry.isdecimal()
            and int(retry) in _RETRY
        ):
            pass
        case _:
            raise refuse(command.line, "a threshold of 10 to 3600 seconds, a retry of 2 to 10")
    text = state.text
    rows = [
        row
        for row in range(header + 1, text.end(header))
        if text.words(row)[:2] == ["isakmp", "keepalive"]
    ]
    if rows:
        text.replace(rows[0], command.line)
    else:
        text.insert(text.end(header), [f" {command.line}"])


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ipsec", "security-association", "replay"), _replay),
    (("isakmp", "keepalive"), _pix_keepalive),
    (("isakmp", "nat-traversal"), _nat_traversal),
    (("crypto", "isakmp", "nat-traversal"), _nat_traversal),
)

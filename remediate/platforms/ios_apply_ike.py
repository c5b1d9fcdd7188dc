"""ISAKMP policies and pre-shared keys of IOS, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.ios_edit import place_before, subs
from remediate.platforms.keys_text import (
    add_key,
    key_lines,
    parse_ios_key,
    parse_keyring_key,
    remove_key,
)

__all__ = ["HANDLERS"]


_POLICY_ATTRIBUTES = ("encr", "hash", "authentication", "group", "lifetime")
_HIDDEN = {
    "encr": ("des",),
    "hash": ("sha",),
    "authentication": ("rsa-sig",),
    "group": ("1",),
    "lifetime": ("86400",),
}
"""Policy attributes that IOS does not print, because they have their default value."""


def _policy(state: EditState, command: Command) -> None:
    words = command.positive
    if len(words) != 4 or not words[3].isdecimal():
        raise refuse(command.line, "a policy needs its number")
    text, number = state.text, int(words[3])
    rows = text.starting("crypto", "isakmp", "policy")
    numbers = text.by_number(rows, 3)
    if command.negated:
        if number not in numbers:
            raise refuse(command.line, f"there is no policy {number}")
        text.remove_beside(
            numbers[number], [row for row in rows if row != numbers[number]], separated=True
        )
        return
    attributes: dict[str, tuple[str, ...]] = {}
    if number in numbers:
        header = numbers[number]
        for index in range(header + 1, text.end(header)):
            name, *value = text.words(index)
            attributes["encr" if name == "encryption" else name] = tuple(value)
    for sub in command.subs:
        name, *value = sub.split()
        name = "encr" if name == "encryption" else name
        if name not in _POLICY_ATTRIBUTES or not value:
            raise refuse(sub, "it is not an attribute of an ISAKMP policy")
        attributes[name] = tuple(value)
    lines = [f"crypto isakmp policy {number}"]
    spelled = {name: name for name in _POLICY_ATTRIBUTES}
    if any(text.word(i, 0) == "encryption" for row in rows for i in range(row + 1, text.end(row))):
        spelled["encr"] = "encryption"  # as later IOS-XE prints it
    lines += [
        f" {spelled[name]} {' '.join(attributes[name])}"
        for name in _POLICY_ATTRIBUTES
        if name in attributes and attributes[name] != _HIDDEN[name]
    ]
    if number in numbers:
        header = numbers[number]
        text.delete(header, text.end(header))
        text.insert(header, lines)
        return
    before = min((item for item in numbers if item > number), default=None)
    anchor = place_before(
        state, ("crypto isakmp", "crypto keyring", "crypto ipsec", "crypto map", "interface")
    )
    text.insert_beside(
        lines, rows, None if before is None else numbers[before], anchor, separated=True
    )


def _key(state: EditState, command: Command) -> None:
    text = state.text
    key = parse_ios_key(command.positive)
    rows = text.starting("crypto", "isakmp", "key")
    policies = text.starting("crypto", "isakmp", "policy")
    if rows:
        place = rows[-1] + 1
    elif policies:
        place = text.end(policies[-1])
    else:
        place = place_before(state, ("crypto ipsec", "crypto map", "interface"))
    keys = key_lines(state, rows, parse_ios_key)
    if command.negated:
        remove_key(state, "", key, keys)
    else:
        add_key(state, "", key, keys, place=place)


def _keyring(state: EditState, command: Command) -> None:
    text = state.text
    headers = text.starting(*command.positive[:3])
    if len(command.positive) < 3:
        raise refuse(command.line, "a keyring needs a name")
    others = [row for row in text.starting("crypto", "keyring") if row not in headers]
    if command.negated:
        if not headers or len(subs(state, headers[0], ("pre-shared-key",))) > 1:
            raise refuse(command.line, "the keyring is not there, or holds the keys of others")
        text.remove_beside(headers[0], others, separated=False)
        return
    if not headers:
        anchor = place_before(state, ("crypto isakmp", "crypto ipsec", "crypto map", "interface"))
        text.insert_beside([command.line], others, None, anchor, separated=False)
        headers = text.starting(*command.positive[:3])
        if not headers:
            raise refuse(
                command.line, "it would stand within a banner or a certificate that has no end"
            )
    for sub in command.subs:
        header = headers[0]
        inner = Command(line=sub)
        rows = key_lines(state, subs(state, header, ("pre-shared-key",)), parse_keyring_key)
        key = parse_keyring_key(inner.positive)
        if inner.negated:
            remove_key(state, command.positive[2], key, rows)
        else:
            place = rows[-1][0] + 1 if rows else text.end(header)
            add_key(
                state, command.positive[2], key, rows, place=place, indent=text.indent(header, "  ")
            )


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "isakmp", "policy"), _policy),
    (("crypto", "isakmp", "key"), _key),
    (("crypto", "keyring"), _keyring),
)

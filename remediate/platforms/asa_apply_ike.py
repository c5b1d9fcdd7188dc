"""ISAKMP policies and pre-shared keys of PIX and ASA, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.asa_apply_group import whole_group
from remediate.platforms.asa_apply_ikev2 import set_key
from remediate.platforms.asa_apply_sa import keepalive
from remediate.platforms.asa_edit import place_before
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.keys_text import add_key, key_lines, parse_pix_key, remove_key

__all__ = ["HANDLERS"]


_POLICY_ATTRIBUTES = ("authentication", "encryption", "hash", "group", "lifetime")


def _policy(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    kind = words[1]
    if len(words) != 4 or not words[3].isdecimal():
        raise refuse(command.line, "a policy needs its number")
    number = int(words[3])
    rows = text.starting("crypto", kind, "policy")
    numbers = text.by_number(rows, 3)
    header = numbers.get(number)
    if command.negated:
        if header is None:
            raise refuse(command.line, f"there is no policy {number}")
        text.remove_beside(header, [row for row in rows if row != header], separated=False)
        return
    attributes = {
        "authentication": "pre-share",
        "encryption": "3des",
        "hash": "sha",
        "group": "2",
        "lifetime": "86400",
    }
    if header is not None:
        for index in range(header + 1, text.end(header)):
            attributes[text.word(index, 0)] = " ".join(text.words(index)[1:])
    for sub in command.subs:
        name, *value = sub.split()
        if name not in _POLICY_ATTRIBUTES or len(value) != 1:
            raise refuse(sub, "it is not an attribute of an IKEv1 policy")
        attributes[name] = value[0]
    lines = [
        f"crypto {kind} policy {number}",
        *(f" {name} {attributes[name]}" for name in _POLICY_ATTRIBUTES),
    ]
    if header is not None:
        text.delete(header, text.end(header))
        text.insert(header, lines)
        return
    before = min((item for item in numbers if item > number), default=None)
    anchor = place_before(
        state, ("telnet", "ssh", "tunnel-group", "group-policy", "Cryptochecksum")
    )
    enabled = [*text.starting("crypto", kind, "enable"), *text.starting("crypto", "map")]
    if enabled and not rows:
        anchor = max(enabled) + 1
    text.insert_beside(
        lines, rows, None if before is None else numbers[before], anchor, separated=False
    )


def _pix_policy(state: EditState, command: Command) -> None:
    """PIX 6: flat ``isakmp policy N attribute value`` lines, by number."""
    text, words = state.text, command.positive
    if len(words) < 3 or not words[2].isdecimal():
        raise refuse(command.line, "a policy needs its number")
    rows = text.starting("isakmp", "policy")
    mine = [row for row in rows if text.word(row, 2) == words[2]]
    if command.negated:
        gone = [row for row in mine if text.words(row)[3:] == words[3:] or len(words) == 3]
        if not gone:
            raise refuse(command.line, f"there is no such line of policy {words[2]}")
        for row in reversed(gone):
            text.delete(row, row + 1)
        return
    if len(words) != 5 or words[3] not in _POLICY_ATTRIBUTES:
        raise refuse(command.line, "it is not an attribute of an ISAKMP policy")
    same = [row for row in mine if text.word(row, 3) == words[3]]
    if same:
        text.replace(same[0], command.line)
        return
    lower = [
        row for number, row in sorted(text.by_number(rows, 2).items()) if number <= int(words[2])
    ]
    if lower:
        place = lower[-1] + 1
    elif rows:
        place = rows[0]
    else:
        isakmp = text.starting("isakmp")
        place = (
            isakmp[-1] + 1 if isakmp else place_before(state, ("telnet", "ssh", "Cryptochecksum"))
        )
    text.insert(place, [command.line])


def _pix_key(state: EditState, command: Command) -> None:
    text = state.text
    key = parse_pix_key(command.positive)
    keys = key_lines(state, text.starting("isakmp", "key"), parse_pix_key)
    if command.negated:
        remove_key(state, "", key, keys)
        return
    others = [*text.starting("isakmp", "enable"), *text.starting("crypto", "map")]
    place = (
        keys[-1][0] + 1
        if keys
        else max(others, default=place_before(state, ("Cryptochecksum",)) - 1) + 1
    )
    add_key(state, "", key, keys, place=place)


def _tunnel_group(state: EditState, command: Command) -> None:
    if whole_group(state, command):
        return
    text, words = state.text, command.positive
    if command.negated or len(words) != 3 or words[2] != "ipsec-attributes":
        raise refuse(command.line, "only the IPsec attributes of a tunnel-group are changed")
    group = text.starting("tunnel-group", words[1])
    if not group and words[1] not in {"DefaultL2LGroup", "DefaultRAGroup"}:
        raise refuse(command.line, f"tunnel-group {words[1]} does not exist")
    for sub in command.subs:
        inner = Command(line=sub)
        if inner.positive[:1] == ["ikev2"]:
            set_key(state, command, sub)
            continue
        if inner.positive[:2] == ["isakmp", "keepalive"]:
            attributes = text.starting("tunnel-group", words[1], "ipsec-attributes")
            if not attributes:
                raise refuse(sub, f"tunnel-group {words[1]} has no IPsec attributes")
            keepalive(state, attributes[0], inner)
            continue
        name = (
            ["ikev1", "pre-shared-key"] if inner.positive[:1] == ["ikev1"] else ["pre-shared-key"]
        )
        value = inner.positive[len(name) :]
        if inner.positive[: len(name)] != name:
            raise refuse(" ".join(inner.words[:2]), "only the IKEv1 pre-shared key is changed")
        headers = text.starting("tunnel-group", words[1], "ipsec-attributes")
        rows = [
            row
            for row in (range(headers[0] + 1, text.end(headers[0])) if headers else ())
            if text.words(row)[: len(name)] == name
        ]
        if inner.negated:
            if not rows:
                raise refuse(" ".join(["no", *name]), f"tunnel-group {words[1]} has no such key")
            text.delete(rows[0], rows[0] + 1)
            if text.end(headers[0]) == headers[0] + 1:
                text.delete(headers[0], headers[0] + 1)
            continue
        if len(value) != 1 or set(value[0]) == {"*"}:
            raise refuse(" ".join([*name, "<key>"]), "a masked key is not a key")
        line = " ".join([*name, value[0]])
        if rows:
            text.replace(rows[0], line)
        elif headers:
            text.insert(headers[0] + 1, [f" {line}"])
        else:
            place = (
                text.end(group[-1])
                if group
                else place_before(state, ("tunnel-group", "Cryptochecksum"))
            )
            text.insert(place, [command.line, f" {line}"])


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ikev1", "policy"), _policy),
    (("crypto", "isakmp", "policy"), _policy),
    (("isakmp", "policy"), _pix_policy),
    (("isakmp", "key"), _pix_key),
    (("tunnel-group",), _tunnel_group),
)

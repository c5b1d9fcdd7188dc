"""IOS and IOS-XE configuration commands, carried out on the text of a running-config.

What is modelled is what :mod:`remediate.platforms.ios_render` writes; any other command is
refused rather than guessed. Source of the semantics: domain facts on IOS configuration (key
entries are not overwritten, ``no access-list N`` deletes the list, ``set peer`` appends, a
transform set in use is not removed, attributes at their default are not printed).
"""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.acl_text import IosList
from remediate.platforms.config_text import Command, EditState, refuse
from remediate.platforms.keys_text import (
    add_key,
    key_lines,
    parse_ios_key,
    parse_keyring_key,
    remove_key,
)

__all__ = ["carry_out"]

_POLICY_ATTRIBUTES = ("encr", "hash", "authentication", "group", "lifetime")
_HIDDEN = {
    "encr": ("des",),
    "hash": ("sha",),
    "authentication": ("rsa-sig",),
    "group": ("1",),
    "lifetime": ("86400",),
}
"""Policy attributes that IOS does not print, because they have their default value."""
_ADDRESSING = (
    "description", "bandwidth", "mtu", "vrf", "ip vrf", "ip address", "ip unnumbered",
    "ip access-group", "no ip redirects", "no ip unreachables", "no ip proxy-arp",
)  # fmt: skip


def carry_out(state: EditState, command: Command) -> None:
    """Carry out one command with its sub-mode commands; ``ConfigurationError`` where refused."""
    words = command.positive
    for prefix, handler in _HANDLERS:
        if tuple(words[: len(prefix)]) == prefix:
            handler(state, command)
            return
    # Two words: what comes after them could be a secret.
    raise refuse(
        " ".join(command.words[:2]), "the command is not one that is carried out in memory"
    )


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
    anchor = _anchor(
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
        place = _anchor(state, ("crypto ipsec", "crypto map", "interface"))
    keys = key_lines(state, rows, parse_ios_key)
    if command.negated:
        remove_key(state, "", key, keys)
    else:
        add_key(state, "", key, keys, place=place)


def _keyring(state: EditState, command: Command) -> None:
    text = state.text
    headers = text.starting(*command.positive[:3])
    if command.negated or not headers:
        raise refuse(command.line, "the keyring is not there, or would be removed whole")
    for sub in command.subs:
        header = headers[0]
        inner = Command(line=sub)
        rows = key_lines(state, _subs(state, header, ("pre-shared-key",)), parse_keyring_key)
        key = parse_keyring_key(inner.positive)
        if inner.negated:
            remove_key(state, command.positive[2], key, rows)
        else:
            place = rows[-1][0] + 1 if rows else text.end(header)
            add_key(
                state, command.positive[2], key, rows, place=place, indent=text.indent(header, "  ")
            )


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
    anchor = _anchor(
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


def _map_entry(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if command.negated or len(words) < 4:
        raise refuse(command.line, "only the settings of a map entry are changed")
    headers = text.starting(*words[:4])
    if not headers:
        raise refuse(command.line, f"{' '.join(words[:4])} does not exist")
    for sub in command.subs:
        inner = Command(line=sub)
        setting = inner.positive
        if setting[:2] == ["set", "transform-set"]:
            _set_transforms(state, headers[0], inner)
        elif setting[:2] == ["set", "peer"] and len(setting) == 3:
            _set_peer(state, headers[0], inner)
        else:
            raise refuse(sub, "the setting is not one that is carried out in memory")


def _set_transforms(state: EditState, header: int, command: Command) -> None:
    text, names = state.text, command.positive[2:]
    rows = _subs(state, header, ("set", "transform-set"))
    if command.negated:
        if not rows:
            raise refuse(command.line, "the entry has no transform set")
        text.delete(rows[0], rows[0] + 1)
        return
    known = {text.word(row, 3) for row in text.starting("crypto", "ipsec", "transform-set")}
    for name in names:
        if name not in known and name != "default":
            raise refuse(command.line, f"transform set {name} does not exist")
    if not names:
        raise refuse(command.line, "it names no transform set")
    if rows:
        text.replace(rows[0], command.line)
        return
    before = _subs(
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
    rows = _subs(state, header, ("set", "peer"))
    same = [row for row in rows if text.word(row, 2) == command.positive[2]]
    if command.negated:
        if not same:
            raise refuse(command.line, "the entry has no such peer")
        text.delete(same[0], same[0] + 1)
    elif not same:
        place = rows[-1] + 1 if rows else header + 1
        text.insert(place, [text.indent(header) + command.line])


def _interface(state: EditState, command: Command) -> None:
    text = state.text
    name = "".join(command.positive[1:]).casefold()
    headers = [
        row for row in text.starting("interface") if "".join(text.words(row)[1:]).casefold() == name
    ]
    if command.negated or not headers:
        raise refuse(command.line, "there is no such interface")
    header = headers[0]
    for sub in command.subs:
        inner = Command(line=sub)
        words = inner.positive
        if words[:3] == ["ip", "tcp", "adjust-mss"]:
            _single(state, header, inner, 3, _after_ip(state, header))
        elif words[:2] == ["ip", "mtu"]:
            rows = [
                i
                for i in range(header + 1, text.end(header))
                if text.lines[i].strip().startswith(_ADDRESSING)
            ]
            _single(state, header, inner, 2, rows[-1] + 1 if rows else header + 1)
        elif words[:3] == ["crypto", "ipsec", "fragmentation"]:
            rows = _subs(state, header, ("crypto", "map"))
            _single(state, header, inner, 3, rows[-1] + 1 if rows else text.end(header))
        else:
            raise refuse(sub, "the interface setting is not one that is carried out in memory")


def _after_ip(state: EditState, header: int) -> int:
    rows = _subs(state, header, ("ip",), ("no", "ip"))
    return rows[-1] + 1 if rows else header + 1


def _single(state: EditState, header: int, command: Command, width: int, place: int) -> None:
    """Set, replace or remove a setting that an interface has once."""
    text, words = state.text, command.positive
    rows = _subs(state, header, tuple(words[:width]))
    if command.negated:
        if not rows:
            raise refuse(command.line, "the interface has no such setting")
        text.delete(rows[0], rows[0] + 1)
    elif len(words) != width + 1:
        raise refuse(command.line, "it needs one value")
    elif rows:
        text.replace(rows[0], command.line)
    else:
        text.insert(place, [text.indent(header) + command.line])


def _subs(state: EditState, header: int, *prefixes: tuple[str, ...]) -> list[int]:
    """Return the indices of a section's lines that start with one of the prefixes."""
    text = state.text
    found = []
    for index in range(header + 1, text.end(header)):
        words = tuple(text.words(index))
        if any(words[: len(prefix)] == prefix for prefix in prefixes):
            found.append(index)
    return found


def _fragmentation(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    rows = text.starting("crypto", "ipsec", "fragmentation")
    if command.negated:
        if not rows:
            raise refuse(command.line, "it is not configured")
        text.delete(rows[0], rows[0] + 1)
    elif len(words) != 4:
        raise refuse(command.line, "it needs before-encryption or after-encryption")
    elif rows:
        text.replace(rows[0], command.line)
    else:
        sets = text.starting("crypto", "ipsec", "transform-set")
        place = (
            text.end(sets[-1])
            if sets
            else _anchor(state, ("crypto dynamic-map", "crypto map", "interface"))
        )
        text.insert(place, [command.line])


def _named_list(state: EditState, command: Command) -> None:
    words = command.positive
    if command.negated or len(words) != 4 or words[2] != "extended":
        raise refuse(command.line, "only the entries of an extended access list are edited")
    for sub in command.subs:
        acl = IosList(state, words[3], sub)
        inner = Command(line=sub)
        entry = inner.positive
        sequence = int(entry.pop(0)) if entry and entry[0].isdecimal() else None
        if inner.negated:
            if entry:
                acl.remove(" ".join(entry))
            elif sequence is not None:
                acl.remove_number(sequence)
        elif entry[:1] and entry[0] in {"permit", "deny", "remark"}:
            acl.add(" ".join(entry), sequence)
        else:
            raise refuse(sub, "it is not an entry")


def _numbered_list(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) < 2:
        raise refuse(command.line, "an access list needs its number")
    rows = [
        *text.starting("access-list", words[1]),
        *text.starting("ip", "access-list", "extended", words[1]),
    ]
    if command.negated:
        if not rows:
            raise refuse(command.line, f"there is no access list {words[1]}")
        # On IOS any `no access-list N …` deletes the list, whatever entry it names.
        for row in reversed(rows):
            text.delete(row, text.end(row))
        state.numbers.pop(words[1], None)
    elif not rows:
        raise refuse(command.line, "a new access list is not made in memory")
    else:
        IosList(state, words[1], command.line).add(" ".join(words[2:]), None)


def _anchor(state: EditState, starts: tuple[str, ...]) -> int:
    """Return the index of the first top-level line of the first kind that the text has."""
    text = state.text
    for start in starts:
        words = start.split()
        rows = text.starting(*words)
        if rows:
            return rows[0]
    ends = text.starting("end")
    return ends[-1] if ends else len(text.lines) - (1 if text.lines[-1].strip() == "" else 0)


_HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "isakmp", "policy"), _policy),
    (("crypto", "isakmp", "key"), _key),
    (("crypto", "keyring"), _keyring),
    (("crypto", "ipsec", "transform-set"), _transform_set),
    (("crypto", "ipsec", "fragmentation"), _fragmentation),
    (("crypto", "map"), _map_entry),
    (("crypto", "dynamic-map"), _map_entry),
    (("interface",), _interface),
    (("ip", "access-list"), _named_list),
    (("access-list",), _numbered_list),
)

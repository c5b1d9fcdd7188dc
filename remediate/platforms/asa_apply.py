"""PIX and ASA configuration commands, carried out on the text of a running-config.

What is modelled is what :mod:`remediate.platforms.asa_render` writes, in the spelling of PIX 6,
ASA 7 to 8.3 and ASA 8.4 and later; any other command is refused rather than guessed.
"""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.acl_text import AsaList
from remediate.platforms.config_text import Command, EditState, refuse
from remediate.platforms.keys_text import add_key, key_lines, parse_pix_key, remove_key

__all__ = ["carry_out"]

_POLICY_ATTRIBUTES = ("authentication", "encryption", "hash", "group", "lifetime")


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
    anchor = _anchor(state, ("telnet", "ssh", "tunnel-group", "group-policy", "Cryptochecksum"))
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
        place = isakmp[-1] + 1 if isakmp else _anchor(state, ("telnet", "ssh", "Cryptochecksum"))
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
        else max(others, default=_anchor(state, ("Cryptochecksum",)) - 1) + 1
    )
    add_key(state, "", key, keys, place=place)


def _tunnel_group(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if command.negated or len(words) != 3 or words[2] != "ipsec-attributes":
        raise refuse(command.line, "only the IPsec attributes of a tunnel-group are changed")
    group = text.starting("tunnel-group", words[1])
    if not group and words[1] not in {"DefaultL2LGroup", "DefaultRAGroup"}:
        raise refuse(command.line, f"tunnel-group {words[1]} does not exist")
    for sub in command.subs:
        inner = Command(line=sub)
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
                text.end(group[-1]) if group else _anchor(state, ("tunnel-group", "Cryptochecksum"))
            )
            text.insert(place, [command.line, f" {line}"])


def _transform_set(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    at = words.index("transform-set") + 1
    prefix = words[:at]
    if len(words) <= at:
        raise refuse(command.line, "a transform set needs a name")
    name, rest = words[at], words[at + 1 :]
    rows = text.starting(*prefix)
    mine = [row for row in rows if text.word(row, at) == name]
    modes = [row for row in mine if text.words(row)[at + 1 : at + 2] == ["mode"]]
    if command.negated:
        if not mine or (rest[:1] == ["mode"] and not modes):
            raise refuse(command.line, f"there is no such transform set {name}")
        if rest[:1] == ["mode"]:
            text.delete(modes[0], modes[0] + 1)
            return
        if user := _transform_user(state, name):
            raise refuse(command.line, f"transform set {name} is in use by {user}")
        if mine != list(range(mine[0], mine[0] + len(mine))):
            raise refuse(command.line, f"the lines of transform set {name} do not stand together")
        state.vacate(
            "transform-set", name, tuple(text.words(mine[0])[at + 1 :]), mine[0], mine[-1] + 1
        )
        text.delete(mine[0], mine[-1] + 1)
    elif rest[:1] == ["mode"]:
        if not mine:
            raise refuse(command.line, f"there is no transform set {name}")
        if not modes:
            text.insert(mine[-1] + 1, [command.line])
    elif mine:
        raise refuse(
            command.line,
            f"transform set {name} exists: editing it would reach every entry that uses it",
        )
    elif not rest:
        raise refuse(command.line, "a transform set needs its transforms")
    elif not state.reoccupy("transform-set", name, tuple(rest)):
        anchor = _anchor(
            state,
            (
                "crypto ipsec security-association",
                "crypto dynamic-map",
                "crypto map",
                "isakmp",
                "telnet",
                "Cryptochecksum",
            ),
        )
        text.insert(rows[-1] + 1 if rows else anchor, [command.line])


def _transform_user(state: EditState, name: str) -> str | None:
    text = state.text
    for row in [*text.starting("crypto", "map"), *text.starting("crypto", "dynamic-map")]:
        words = text.words(row)
        if "transform-set" in words and name in words[words.index("transform-set") + 1 :]:
            return " ".join(words[:4])
    return None


def _map_entry(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if "transform-set" not in words or words[4:5] != ["set"]:
        raise refuse(command.line, "the setting is not one that is carried out in memory")
    entry = text.starting(*words[:4])
    if not entry:
        raise refuse(command.line, f"{' '.join(words[:4])} does not exist")
    at = words.index("transform-set") + 1
    rows = text.starting(*words[:at])
    if command.negated:
        if not rows:
            raise refuse(command.line, "the entry has no transform set")
        text.delete(rows[0], rows[0] + 1)
        return
    spelling = [word for word in words[5:at] if word == "ikev1"]
    known = {
        text.word(row, 3 + len(spelling))
        for row in text.starting("crypto", "ipsec", *spelling, "transform-set")
    }
    missing = [name for name in words[at:] if name not in known]
    if missing or not words[at:]:
        raise refuse(command.line, f"transform set {' '.join(missing)} does not exist")
    if rows:
        text.replace(rows[0], command.line)
        return
    peers = [row for row in entry if text.words(row)[4:6] == ["set", "peer"]]
    text.insert((peers or entry)[-1] + 1, [command.line])


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
    _single(state, command, 3, rows, others[-1] + 1 if others else _anchor(state, anchor))


def _fragmentation(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) != 5:
        raise refuse(command.line, "it needs the name of an interface")
    _known_interface(state, command, words[4])
    rows = [
        row
        for row in text.starting("crypto", "ipsec", "fragmentation")
        if text.words(row)[4:] == words[4:]
    ]
    if command.negated:
        if not rows:
            raise refuse(command.line, "it is not configured")
        text.delete(rows[0], rows[0] + 1)
    elif rows:
        text.replace(rows[0], command.line)
    else:
        others = text.starting("crypto", "ipsec")
        anchor = _anchor(
            state, ("crypto dynamic-map", "crypto map", "telnet", "tunnel-group", "Cryptochecksum")
        )
        text.insert(others[-1] + 1 if others else anchor, [command.line])


def _mtu(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) < 2:
        raise refuse(command.line, "it needs the name of an interface")
    _known_interface(state, command, words[1])
    rows = text.starting("mtu", words[1])
    others = text.starting("mtu")
    anchor = _anchor(state, ("ip", "failover", "icmp", "arp", "nat", "global", "route", "timeout"))
    _single(state, command, 2, rows, others[-1] + 1 if others else anchor)


def _known_interface(state: EditState, command: Command, name: str) -> None:
    """Refuse a name that ``nameif`` gives to no interface (PIX 6: a global line)."""
    for index, line in enumerate(state.text.lines):
        words = line.split()
        if words[:1] == ["nameif"] and index not in state.text.opaque:
            named = words[1:2] if line[0].isspace() else words[2:3]
            if [name.casefold()] == [word.casefold() for word in named]:
                return
    raise refuse(command.line, f"there is no interface named {name}")


def _single(state: EditState, command: Command, width: int, rows: list[int], place: int) -> None:
    """Set, replace or remove a line of ``width`` words and a value that exists once."""
    if command.negated:
        if not rows:
            raise refuse(command.line, "it is not configured")
        state.text.delete(rows[0], rows[0] + 1)
    elif len(command.positive) != width + 1:
        raise refuse(command.line, "it needs one value")
    elif rows:
        state.text.replace(rows[0], command.line)
    else:
        state.text.insert(place, [command.line])


def _access_list(state: EditState, command: Command) -> None:
    words = command.positive
    if len(words) < 4:
        raise refuse(command.line, "it is not an entry of an access list")
    acl, rest, line = AsaList(state, words[1], command.line), words[2:], None
    if rest[0] == "line" and len(rest) > 2 and rest[1].isdecimal():
        line, rest = int(rest[1]), rest[2:]
    if command.negated:
        acl.remove(" ".join(rest))
    else:
        acl.add(" ".join(rest), line)


def _anchor(state: EditState, starts: tuple[str, ...]) -> int:
    """Return the index of the first top-level line of the first kind that the text has."""
    text = state.text
    for start in starts:
        first, *others = start.split()
        rows = (
            text.starting(first, *others)
            if others
            else text.tops(lambda words, first=first: words[0].split(":")[0] == first, first=first)  # type: ignore[misc]  # a default binds the loop's word
        )
        if rows:
            return rows[0]
    return len(text.lines) - (1 if text.lines[-1].strip() == "" else 0)


_HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ikev1", "policy"), _policy),
    (("crypto", "isakmp", "policy"), _policy),
    (("isakmp", "policy"), _pix_policy),
    (("isakmp", "key"), _pix_key),
    (("tunnel-group",), _tunnel_group),
    (("crypto", "ipsec", "transform-set"), _transform_set),
    (("crypto", "ipsec", "ikev1", "transform-set"), _transform_set),
    (("crypto", "ipsec", "fragmentation"), _fragmentation),
    (("crypto", "map"), _map_entry),
    (("crypto", "dynamic-map"), _map_entry),
    (("sysopt", "connection", "tcpmss"), _tcpmss),
    (("mtu",), _mtu),
    (("access-list",), _access_list),
)

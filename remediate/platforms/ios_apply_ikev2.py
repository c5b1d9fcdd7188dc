"""IKEv2 proposals, policies, keyrings and profiles of IOS, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.ios_edit import place_before, subs

__all__ = ["HANDLERS", "set_profile"]

_AFTER = {
    "proposal": ("crypto ikev2 policy", "crypto ikev2 keyring", "crypto ikev2 profile"),
    "policy": ("crypto ikev2 keyring", "crypto ikev2 profile"),
}
_LATER = ("crypto isakmp", "crypto ipsec", "crypto map", "interface")
_ATTRIBUTES = ("encryption", "prf", "integrity", "group")


def _rows(state: EditState, kind: str) -> list[int]:
    return state.text.starting("crypto", "ikev2", kind)


def _named(state: EditState, kind: str, name: str) -> int | None:
    return next((row for row in _rows(state, kind) if state.text.word(row, 3) == name), None)


def _add(state: EditState, kind: str, lines: list[str]) -> None:
    anchor = place_before(state, (*_AFTER[kind], *_LATER))
    state.text.insert_beside(lines, _rows(state, kind), None, anchor, separated=True)


def _remove(state: EditState, command: Command, kind: str, header: int | None) -> None:
    if header is None:
        raise refuse(command.line, f"there is no such {kind}")
    others = [row for row in _rows(state, kind) if row != header]
    state.text.remove_beside(header, others, separated=True)


def _proposal(state: EditState, command: Command) -> None:
    name = _name(command)
    header = _named(state, "proposal", name)
    if command.negated:
        for row in _rows(state, "policy"):
            if any(
                state.text.words(item)[1:] == [name] for item in subs(state, row, ("proposal",))
            ):
                raise refuse(command.line, f"proposal {name} is in use by a policy")
        _remove(state, command, "proposal", header)
        return
    if header is not None:
        raise refuse(command.line, f"proposal {name} exists: editing it would reach every peer")
    given = {sub.split()[0]: sub for sub in command.subs}
    if not given or not given.keys() <= {*_ATTRIBUTES}:
        raise refuse(command.line, "it is not an IKEv2 proposal that is carried out in memory")
    if not {"encryption", "group"} <= given.keys() or not {"integrity", "prf"} & given.keys():
        raise refuse(command.line, "the proposal is incomplete")
    lines = [f" {given[key]}" for key in _ATTRIBUTES if key in given]
    _add(state, "proposal", [f"crypto ikev2 proposal {name}", *lines])


def _policy(state: EditState, command: Command) -> None:
    text, name = state.text, _name(command)
    header = _named(state, "policy", name)
    if command.negated:
        _remove(state, command, "policy", header)
        return
    if header is None:
        _add(state, "policy", [f"crypto ikev2 policy {name}"])
        header = _named(state, "policy", name)
        assert header is not None  # noqa: S101  # it was just added
    for sub in command.subs:
        inner = Command(line=sub)
        match inner.positive:
            case ["proposal", proposal]:
                rows = subs(state, header, ("proposal",))
                if not inner.negated and _named(state, "proposal", proposal) is None:
                    raise refuse(sub, f"proposal {proposal} does not exist")
            case ["match", "fvrf", _]:
                rows = subs(state, header, ("match",))
            case _:
                raise refuse(sub, "the setting is not one that is carried out in memory")
        same = [row for row in rows if text.words(row) == inner.positive]
        if inner.negated:
            if not same:
                raise refuse(sub, "the policy has no such line")
            text.delete(same[0], same[0] + 1)
        elif not same:
            place = rows[-1] + 1 if rows else text.end(header)
            text.insert(place, [text.indent(header) + " ".join(inner.positive)])


# --- keyrings ----------------------------------------------------------------------------------


def _keyring(state: EditState, command: Command) -> None:
    header = _named(state, "keyring", _name(command))
    if command.negated or header is None:
        raise refuse(command.line, "the keyring is not there, or would be removed whole")
    peer: int | None = None
    for sub in command.subs:
        inner = Command(line=sub)
        match inner.positive:
            case ["peer", name]:
                found = _block(state, header, name)
                if inner.negated:
                    if found is None:
                        raise refuse(sub, f"the keyring has no peer {name}")
                    state.text.delete(found, _after_block(state, header, found))
                    peer = None
                else:
                    peer = _new_block(state, header, name) if found is None else found
            case ["address" | "pre-shared-key" as kind, *_] if peer is not None:
                _setting(state, peer, inner, kind)
            case _:
                raise refuse(
                    " ".join(inner.words[:1]),
                    "the setting is not one that is carried out in memory",
                )


def _block(state: EditState, header: int, name: str) -> int | None:
    rows = subs(state, header, ("peer",))
    return next((row for row in rows if state.text.word(row, 1) == name), None)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _end_of_block(state: EditState, block: int) -> int:
    """Return the index after the block's last line, the ``!`` that follows it not counted."""
    text, index = state.text, block + 1
    while (
        index < len(text.lines)
        and text.lines[index].strip()
        and _depth(text.lines[index]) > _depth(text.lines[block])
    ):
        index += 1
    return index


def _after_block(state: EditState, header: int, block: int) -> int:
    end = _end_of_block(state, block)
    mark = end < state.text.end(header) and state.text.lines[end].strip() == "!"
    return end + 1 if mark else end


def _new_block(state: EditState, header: int, name: str) -> int:
    text = state.text
    rows = subs(state, header, ("peer",))
    marked = not rows or text.lines[_after_block(state, header, rows[-1]) - 1].strip() == "!"
    place = text.end(header)
    indent = " " * _depth(text.lines[rows[0]]) if rows else " "
    text.insert(place, [f"{indent}peer {name}", *([f"{indent}!"] if marked else [])])
    return place


def _setting(state: EditState, block: int, command: Command, kind: str) -> None:
    text, words = state.text, command.positive
    if command.negated or len(words) < 2:
        raise refuse(kind, "only its value is changed")
    if set(words[-1]) == {"*"}:
        raise refuse(kind, "a masked key is not a key")
    way = words[1:2] if kind == "pre-shared-key" and words[1] in ("local", "remote") else []
    end = _end_of_block(state, block)
    for row in range(block + 1, end):
        have = text.words(row)
        mine = have[1:2] if have[1:2] in (["local"], ["remote"]) else []
        if have[:1] == [kind] and mine == way:
            text.replace(row, " ".join(words))
            return
    text.insert(end, [" " * (_depth(text.lines[block]) + 1) + " ".join(words)])


# --- profiles ----------------------------------------------------------------------------------


def _profile(state: EditState, command: Command) -> None:
    text = state.text
    header = _named(state, "profile", _name(command))
    if command.negated or header is None:
        raise refuse(command.line, "the profile is not there, or would be removed whole")
    for sub in command.subs:
        inner = Command(line=sub)
        words = inner.positive
        match words:
            case ["match", "identity", "remote", _, *_]:
                rows = subs(state, header, ("match", "identity"))
                single = False
            case ["match", "fvrf", _]:
                rows = subs(state, header, ("match", "fvrf"))
                single = True
            case ["keyring", "local", name]:
                if not inner.negated and _named(state, "keyring", name) is None:
                    known = subs(state, header, ("keyring",))
                    if not known:
                        raise refuse(sub, f"keyring {name} does not exist")
                rows = subs(state, header, ("keyring",))
                single = True
            case _:
                raise refuse(sub, "the setting is not one that is carried out in memory")
        same = [row for row in rows if text.words(row) == words]
        if inner.negated:
            if not same:
                raise refuse(sub, "the profile has no such line")
            text.delete(same[0], same[0] + 1)
        elif single and rows:
            text.replace(rows[0], " ".join(words))
        elif not same:
            others = rows or subs(state, header, ("match",))
            if words[:2] == ["match", "fvrf"]:
                others = subs(
                    state, header, ("description",)
                )  # printed before what else is matched
            elif single:
                others = subs(state, header, ("match",), ("identity",), ("authentication",))
            place = others[-1] + 1 if others else header + 1
            text.insert(place, [text.indent(header) + " ".join(words)])


def set_profile(state: EditState, header: int, command: Command) -> None:
    """Set or remove the IKEv2 profile of a crypto map entry."""
    text, words = state.text, command.positive
    rows = subs(state, header, ("set", "ikev2-profile"))
    if len(words) != 3:
        raise refuse(command.line, "it needs one profile")
    if command.negated:
        if not rows or text.words(rows[0]) != words:
            raise refuse(command.line, "the entry has no such profile")
        text.delete(rows[0], rows[0] + 1)
        return
    if _named(state, "profile", words[2]) is None:
        raise refuse(command.line, f"IKEv2 profile {words[2]} does not exist")
    if rows:
        text.replace(rows[0], command.line)
        return
    before = subs(state, header, ("set",))
    text.insert(before[-1] + 1 if before else header + 1, [text.indent(header) + " ".join(words)])


def _name(command: Command) -> str:
    if len(command.positive) != 4:
        raise refuse(" ".join(command.words[:4]), "it needs one name")
    return command.positive[3]


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ikev2", "proposal"), _proposal),
    (("crypto", "ikev2", "policy"), _policy),
    (("crypto", "ikev2", "keyring"), _keyring),
    (("crypto", "ikev2", "profile"), _profile),
)

"""IKEv2 policies and keys of tunnel-groups of an ASA, carried out on text."""

from __future__ import annotations

from collections.abc import Callable

from remediate.platforms.asa_edit import place_before
from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState

__all__ = ["HANDLERS", "check_proposals", "set_key"]

_ATTRIBUTES = ("encryption", "integrity", "group", "prf", "lifetime")
_ENDS = ("telnet", "ssh", "tunnel-group", "group-policy", "Cryptochecksum")


def _policy(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) != 4 or not words[3].isdecimal():
        raise refuse(command.line, "a policy needs its number")
    number = int(words[3])
    rows = text.starting("crypto", "ikev2", "policy")
    numbers = text.by_number(rows, 3)
    header = numbers.get(number)
    if command.negated:
        if header is None:
            raise refuse(command.line, f"there is no policy {number}")
        text.remove_beside(header, [row for row in rows if row != header], separated=False)
        return
    if header is not None:
        raise refuse(command.line, f"policy {number} exists")
    given = {sub.split()[0]: sub for sub in command.subs}
    if given.keys() != {*_ATTRIBUTES}:
        raise refuse(command.line, "every attribute of the policy has to be given")
    lines = [f"crypto ikev2 policy {number}", *(f" {given[name]}" for name in _ATTRIBUTES)]
    before = min((item for item in numbers if item > number), default=None)
    listens = text.starting("crypto", "ikev2", "enable")
    anchor = listens[0] if listens else place_before(state, _ENDS)
    text.insert_beside(
        lines, rows, None if before is None else numbers[before], anchor, separated=False
    )


def _ipsec_proposal(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    if len(words) != 5:
        raise refuse(command.line, "an IPsec proposal needs a name")
    rows = text.starting("crypto", "ipsec", "ikev2", "ipsec-proposal")
    found = [row for row in rows if text.word(row, 4) == words[4]]
    if command.negated:
        if not found:
            raise refuse(command.line, f"there is no IPsec proposal {words[4]}")
        for row in [*text.starting("crypto", "map"), *text.starting("crypto", "dynamic-map")]:
            if (
                text.words(row)[5:7] == ["ikev2", "ipsec-proposal"]
                and words[4] in text.words(row)[7:]
            ):
                raise refuse(command.line, f"IPsec proposal {words[4]} is in use by a crypto map")
        for row in text.starting("crypto", "ipsec", "profile"):
            for line in range(row + 1, text.end(row)):
                if words[4] in text.words(line)[3:]:
                    raise refuse(command.line, f"IPsec proposal {words[4]} is in use by a profile")
        text.delete(found[0], text.end(found[0]))
        return
    if found:
        raise refuse(command.line, f"IPsec proposal {words[4]} exists")
    if [sub.split()[:3] for sub in command.subs] != [
        ["protocol", "esp", "encryption"],
        ["protocol", "esp", "integrity"],
    ]:
        raise refuse(command.line, "it needs its encryption and its integrity")
    anchor = place_before(
        state, ("crypto ipsec security-association", "crypto ipsec profile", "crypto map", *_ENDS)
    )
    place = text.end(rows[-1]) if rows else anchor
    text.insert(place, [command.line, *(f" {sub}" for sub in command.subs)])


def check_proposals(state: EditState, command: Command) -> None:
    """Refuse IPsec proposals for a crypto map entry where one is not there, or the entry isn't."""
    text, words = state.text, command.positive
    known = {
        text.word(row, 4) for row in text.starting("crypto", "ipsec", "ikev2", "ipsec-proposal")
    }
    if not words[7:]:
        raise refuse(command.line, "it names no IPsec proposal")
    missing = [name for name in words[7:] if name not in known]
    if missing:
        raise refuse(command.line, f"IPsec proposal {' '.join(missing)} does not exist")
    if not text.starting(*words[:4]):
        raise refuse(command.line, f"{' '.join(words[:4])} does not exist")


def _profile(state: EditState, command: Command) -> None:
    text, words = state.text, command.positive
    headers = [row for row in text.starting(*words[:4]) if text.words(row) == words]
    if command.negated or len(words) != 4 or not headers:
        raise refuse(command.line, "the profile is not there, or would be removed whole")
    known = {
        text.word(row, 4) for row in text.starting("crypto", "ipsec", "ikev2", "ipsec-proposal")
    }
    for sub in command.subs:
        given = sub.split()
        if Command(line=sub).positive[:2] == ["set", "pfs"]:
            _profile_pfs(state, headers[0], Command(line=sub))
            continue
        rows = [
            row
            for row in range(headers[0] + 1, text.end(headers[0]))
            if text.words(row)[:3] == ["set", "ikev2", "ipsec-proposal"]
        ]
        if given[:3] != ["set", "ikev2", "ipsec-proposal"] or not rows or not given[3:]:
            raise refuse(sub, "only the list of a profile that has one is replaced")
        missing = [name for name in given[3:] if name not in known]
        if missing:
            raise refuse(sub, f"IPsec proposal {' '.join(missing)} does not exist")
        text.replace(rows[0], sub)


def _profile_pfs(state: EditState, header: int, command: Command) -> None:
    text = state.text
    inside = range(header + 1, text.end(header))
    rows = [row for row in inside if text.words(row)[:2] == ["set", "pfs"]]
    if command.negated:
        if not rows:
            raise refuse(command.line, "the profile has no PFS")
        text.delete(rows[0], rows[0] + 1)
    elif rows:
        text.replace(rows[0], command.line)
    else:
        sets = [row for row in inside if text.words(row)[1:2] in (["ikev1"], ["ikev2"])]
        text.insert((sets[-1] if sets else header) + 1, [text.indent(header) + command.line])


def set_key(state: EditState, command: Command, sub: str) -> None:
    """Set or remove the IKEv2 authentication of one direction in a tunnel-group."""
    text, inner = state.text, Command(line=sub)
    words, name = inner.positive, command.positive[1]
    way = words[1:2]
    if way not in (["local-authentication"], ["remote-authentication"]):
        raise refuse(" ".join(words[:2]), "it is not one that is carried out in memory")
    headers = text.starting("tunnel-group", name, "ipsec-attributes")
    inside = range(headers[0] + 1, text.end(headers[0])) if headers else range(0)
    rows = [row for row in inside if text.words(row)[:2] == ["ikev2", *way]]
    if inner.negated:
        if not rows:
            raise refuse(" ".join(words[:2]), f"tunnel-group {name} has no such key")
        text.delete(rows[0], rows[0] + 1)
        if text.end(headers[0]) == headers[0] + 1:
            text.delete(headers[0], headers[0] + 1)
        return
    if len(words) != 4 or words[2] != "pre-shared-key" or set(words[3]) == {"*"}:
        raise refuse(" ".join([*words[:3], "<key>"]), "it needs one key that is not masked")
    line = " ".join(words)
    if rows:
        text.replace(rows[0], line)
    elif headers:
        keys = [row for row in inside if text.words(row)[-2:-1] == ["pre-shared-key"]]
        text.insert((keys[-1] if keys else headers[0]) + 1, [f" {line}"])
    else:
        group = text.starting("tunnel-group", name)
        place = text.end(group[-1]) if group else place_before(state, _ENDS)
        text.insert(place, [f"tunnel-group {name} ipsec-attributes", f" {line}"])


HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ikev2", "policy"), _policy),
    (("crypto", "ipsec", "ikev2", "ipsec-proposal"), _ipsec_proposal),
    (("crypto", "ipsec", "profile"), _profile),
)

"""Interface settings of IOS, and what is global beside them, carried out on text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from remediate.platforms.command_lines import Command, refuse
from remediate.platforms.edit_state import EditState
from remediate.platforms.ios_apply_nhrp import set_nhrp
from remediate.platforms.ios_apply_sa import INTERFACE_SETTINGS
from remediate.platforms.ios_edit import place_before, single, subs
from remediate.platforms.settings import Setting, carry_settings, set_once

__all__ = ["HANDLERS"]


_ADDRESSING = (
    "description", "bandwidth", "mtu", "vrf", "ip vrf", "ip address", "ip unnumbered",
    "ip access-group", "no ip redirects", "no ip unreachables", "no ip proxy-arp",
)  # fmt: skip


def _name_of(words: Sequence[str]) -> str:
    """Return the name in an interface's heading, without the type that a template has behind it."""
    plain = words[: words.index("type")] if "type" in words[1:] else words
    return "".join(plain).casefold()


def _interface(state: EditState, command: Command) -> None:
    text = state.text
    name = "".join(command.positive[1:]).casefold()
    headers = [row for row in text.starting("interface") if _name_of(text.words(row)[1:]) == name]
    if command.negated or not headers:
        raise refuse(command.line, "there is no such interface")
    carry_settings(state, headers[0], command, _SETTINGS, "interface setting")


def _crypto_map(state: EditState, header: int, command: Command) -> None:
    """Apply a crypto map, of which an interface has one; what it is applied to must exist."""
    text, words = state.text, command.positive
    rows = subs(state, header, ("crypto", "map"))
    place = " ".join(text.words(header)[1:])
    if command.negated:
        if not rows or words[2:3] not in ([], [text.word(rows[0], 2)]):
            raise refuse(command.line, "the interface does not carry that crypto map")
        bound = text.word(rows[0], 2)
        state.vacate("bound", f"{place} {bound}", (), rows[0], rows[0] + 1)
        text.delete(rows[0], rows[0] + 1)
        return
    if len(words) != 3:
        raise refuse(command.line, "it needs the name of a crypto map")
    if rows:
        raise refuse(command.line, "the interface carries a crypto map: it goes first")
    if state.reoccupy("bound", f"{place} {words[2]}", ()):
        return
    if not text.starting("crypto", "map", words[2]):
        raise refuse(command.line, f'Crypto Map with tag "{words[2]}" does not exist')
    text.insert(text.end(header), [text.indent(header) + command.line])


def _protection(state: EditState, header: int, command: Command) -> None:
    """Protect a tunnel interface with an IPsec profile, of which it has one, or take it off."""
    text, words = state.text, command.positive
    rows = subs(state, header, ("tunnel", "protection"))
    if words[:4] != ["tunnel", "protection", "ipsec", "profile"] or len(words) != 5:
        raise refuse(command.line, "it needs one IPsec profile")
    if command.negated:
        if not rows or text.words(rows[0]) != words:
            raise refuse(command.line, "the interface is not protected by that profile")
        text.delete(rows[0], rows[0] + 1)
        return
    if rows:
        raise refuse(command.line, "the interface has an IPsec profile")
    if not text.starting("crypto", "ipsec", "profile", words[4]):
        raise refuse(command.line, f"IPsec profile {words[4]} does not exist")
    others = subs(state, header, ("tunnel",))
    if not others:
        raise refuse(command.line, "it is no tunnel interface")
    text.insert(others[-1] + 1, [text.indent(header) + " ".join(words)])


def _destination(state: EditState, header: int, command: Command) -> None:
    """Set where a tunnel goes to; the address that stands there is replaced."""
    text, words = state.text, command.positive
    rows = subs(state, header, ("tunnel", "destination"))
    if command.negated or len(words) != 3 or not rows:
        raise refuse(command.line, "only the destination of a tunnel that has one is replaced")
    text.replace(rows[0], " ".join(words))


def _tcp_mss(state: EditState, header: int, command: Command) -> None:
    single(state, header, command, 3, _after_ip(state, header))


def _ip_mtu(state: EditState, header: int, command: Command) -> None:
    text = state.text
    rows = [
        i
        for i in range(header + 1, text.end(header))
        if text.lines[i].strip().startswith(_ADDRESSING)
    ]
    single(state, header, command, 2, rows[-1] + 1 if rows else header + 1)


def _interface_fragmentation(state: EditState, header: int, command: Command) -> None:
    rows = subs(state, header, ("crypto", "map"))
    single(state, header, command, 3, rows[-1] + 1 if rows else state.text.end(header))


def _after_ip(state: EditState, header: int) -> int:
    rows = subs(state, header, ("ip",), ("no", "ip"))
    return rows[-1] + 1 if rows else header + 1


def _fragmentation(state: EditState, command: Command) -> None:
    text = state.text
    sets = text.starting("crypto", "ipsec", "transform-set")
    place = (
        text.end(sets[-1])
        if sets
        else place_before(state, ("crypto dynamic-map", "crypto map", "interface"))
    )
    set_once(
        state,
        command,
        text.starting("crypto", "ipsec", "fragmentation"),
        place,
        value=len(command.positive) == 4,
        need="it needs before-encryption or after-encryption",
    )


_SETTINGS: tuple[Setting, ...] = (
    (("ip", "tcp", "adjust-mss"), _tcp_mss),
    (("ip", "mtu"), _ip_mtu),
    (("crypto", "ipsec", "fragmentation"), _interface_fragmentation),
    (("crypto", "map"), _crypto_map),
    (("tunnel", "protection"), _protection),
    (("tunnel", "destination"), _destination),
    *(((family, "nhrp", word), set_nhrp) for family in ("ip", "ipv6") for word in ("map", "nhs")),
    *INTERFACE_SETTINGS,
)
"""Settings of an interface: (state, index of the interface's header, command)."""

HANDLERS: tuple[tuple[tuple[str, ...], Callable[[EditState, Command], None]], ...] = (
    (("crypto", "ipsec", "fragmentation"), _fragmentation),
    (("interface",), _interface),
)

"""Pre-shared key lines of the global configuration and of keyrings, edited in place.

IOS and PIX hold one key for an address and mask and do not overwrite it: the old one is removed
first. A key that comes back for the same peer takes the slot that the old one left. No error here
quotes a line of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from remediate.errors import ConfigurationError
from remediate.platforms.command_lines import refuse
from remediate.platforms.edit_state import EditState, Vacated

__all__ = [
    "KeyLine",
    "add_key",
    "key_lines",
    "parse_ios_key",
    "parse_keyring_key",
    "parse_pix_key",
    "remove_key",
]

_HOST_MASK = "255.255.255.255"


@dataclass(frozen=True, kw_only=True)
class KeyLine:
    """What a key line is for, and the words that make it, without the key."""

    peer: str
    mask: str
    frame: tuple[str, ...]
    """All words but the key, which is the word at ``key_at``."""
    key_at: int
    key: str

    @property
    def words(self) -> list[str]:
        """The words of the line, with the key."""
        return [*self.frame[: self.key_at], self.key, *self.frame[self.key_at :]]


def parse_ios_key(words: list[str]) -> KeyLine:
    """Read ``crypto isakmp key [0|6] KEY address A [mask] [no-xauth]`` (or ``hostname H``)."""
    at = (
        4
        if len(words) > 5 and words[3] in {"0", "6"} and words[5] in {"address", "hostname"}
        else 3
    )
    return _parse(words, at, at + 1)


def parse_pix_key(words: list[str]) -> KeyLine:
    """Read ``isakmp key KEY address A [netmask M] [no-xauth] [no-config-mode]``."""
    return _parse(words, 2, 3)


def parse_keyring_key(words: list[str]) -> KeyLine:
    """Read ``pre-shared-key address A [mask] key [0|6] KEY`` (or ``hostname H``)."""
    if words[:1] != ["pre-shared-key"] or "key" not in words[1:] or len(words) < 5:
        raise refuse("pre-shared-key", "it is not a key of the keyring")
    at = words.index("key", 1) + 1
    if at + 1 < len(words) and words[at] in {"0", "6"}:
        at += 1
    if at >= len(words):
        raise refuse("pre-shared-key", "it has no key")
    return _parse(words, at, 1)


def key_lines(
    state: EditState, rows: Iterable[int], parse: Callable[[list[str]], KeyLine]
) -> list[tuple[int, KeyLine]]:
    """Return the key lines among ``rows``; one that cannot be read is no peer's key."""
    found = []
    for row in rows:
        try:
            found.append((row, parse(state.text.words(row))))
        except ConfigurationError:
            continue
    return found


def _parse(words: list[str], at: int, kind_at: int) -> KeyLine:
    if len(words) < max(at, kind_at + 1) + 1 or words[kind_at] not in {
        "address",
        "hostname",
        "ipv6",
    }:
        raise refuse(" ".join(words[: min(at, 2)]), "it does not say for which peer the key is")
    rest = words[kind_at + 2 :]
    if rest[:1] == ["netmask"]:
        rest = rest[1:]
    dotted = rest[:1] and rest[0].count(".") == 3
    return KeyLine(
        peer=words[kind_at + 1],
        mask=rest[0] if dotted else _HOST_MASK,
        frame=(*words[:at], *words[at + 1 :]),
        key_at=at,
        key=words[at],
    )


def add_key(
    state: EditState,
    scope: str,
    key: KeyLine,
    rows: list[tuple[int, KeyLine]],
    *,
    place: int,
    indent: str = "",
) -> None:
    """Add a key, at ``place`` or in the slot that it left; refused where the peer has one.

    ``scope`` names the keyring, empty for the global keys.
    """
    if any((row.peer, row.mask) == (key.peer, key.mask) for _, row in rows):
        raise refuse(
            _safe(key), f"A pre-shared key for address mask {key.peer} {key.mask} already exists!"
        )
    if set(key.key) == {"*"}:
        raise refuse(_safe(key), "a masked key is not a key")
    old, slot = _slot(state, scope, key)
    if old is None:
        state.text.insert(place, [indent + " ".join(key.words)])
        return
    line = old.lines[0]
    lead = line[: len(line) - len(line.lstrip())]
    tail = line[len(line.rstrip()) :]
    if old.identity == key.frame:
        printed = _with_word(line, key.key_at, key.key)
    else:
        printed = lead + " ".join(key.words) + tail
    state.text.insert(place if slot is None else slot, [printed])


def remove_key(state: EditState, scope: str, key: KeyLine, rows: list[tuple[int, KeyLine]]) -> None:
    """Remove the key of a peer; refused where there is none."""
    for index, row in rows:
        if (row.peer, row.mask) == (key.peer, key.mask):
            state.vacate("key", _name(scope, key), row.frame, index, index + 1)
            state.text.delete(index, index + 1)
            return
    raise refuse(_safe(key), "there is no key for that peer")


def _slot(state: EditState, scope: str, key: KeyLine) -> tuple[Vacated | None, int | None]:
    """Return the line that the peer's key had and the index to put it back at."""
    for item in state.vacated:
        if (item.kind, item.name) == ("key", _name(scope, key)):
            state.vacated.remove(item)
            return item, state.place(item)
    return None, None


def _name(scope: str, key: KeyLine) -> str:
    return f"{scope} {key.peer} {key.mask}".strip()


def _safe(key: KeyLine) -> str:
    return " ".join([*key.frame[: key.key_at], "<key>", *key.frame[key.key_at :]])


def _with_word(line: str, at: int, word: str) -> str:
    """Replace one word of a line, keeping the blanks as they are."""
    start = 0
    for count in range(at + 1):
        while line[start].isspace():
            start += 1
        end = start
        while end < len(line) and not line[end].isspace():
            end += 1
        if count < at:
            start = end
    return line[:start] + word + line[end:]

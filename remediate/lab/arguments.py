"""Types of arguments: what a device takes in a place, and how it writes it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from remediate.lab.aces import ace_of, standard_ace_of
from remediate.lab.asa_aces import entry_of, fault_of
from remediate.lab.interface_names import full_name

__all__ = ["Argument", "argument"]


@dataclass(frozen=True, slots=True)
class Argument:
    """A type of argument."""

    kind: str
    """As a pattern names it."""
    shown: str
    """As ``?`` shows it."""
    rank: int
    """What is tried first where several types could stand: the narrower one."""
    read: Callable[[str], str | None]
    """Returns the canonical form; None where the text is none of this type."""
    widths: tuple[int, ...] = (1,)
    """How many words it can be written in, tried in this order: ``gi0/1``, ``gi 0/1``."""
    rest: bool = False
    """Whether it takes all up to the end of the line, blanks as they are."""
    fault: Callable[[str], int | None] | None = None
    """Of one that takes the rest: where in a text that it refuses the wrong word is, None where one is missing."""


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.IPv4Address(text))
    except ValueError:
        return None


def _mask(text: str) -> str | None:
    """Return a netmask: ones, then zeros."""
    address = _address(text)
    if address is None:
        return None
    value = int(ipaddress.IPv4Address(address)) ^ 0xFFFFFFFF
    return address if value & (value + 1) == 0 else None


def _prefix(text: str) -> str | None:
    address, slash, length = text.partition("/")
    if not slash or _address(address) is None or not length.isdigit() or int(length) > 32:
        return None
    return f"{_address(address)}/{int(length)}"


def _hexadecimal(text: str) -> str | None:
    return text.upper() if re.fullmatch(r"(0x)?[0-9A-Fa-f]+", text) else None


def _number(low: int, high: int) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        return str(int(text)) if text.isdigit() and low <= int(text) <= high else None

    return read


def _word(text: str) -> str | None:
    return text or None


def _name(text: str) -> str | None:
    """Return a name: no blanks, no question mark, not only digits is demanded by none."""
    return text if re.fullmatch(r"[!-~]+", text) else None


def _matching(pattern: str) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        return text if re.fullmatch(pattern, text) else None

    return read


def _line(text: str) -> str | None:
    return text or None


def _ace(text: str) -> str | None:
    found = ace_of(text)
    return found.text() if found is not None else None


def _asa_ace(text: str) -> str | None:
    found = entry_of(text)
    return found.text() if found is not None else None


def _standard_ace(text: str) -> str | None:
    found = standard_ace_of(text)
    if found is None:
        return None
    return found.address if found.wildcard == 0 else found.ios()


def _some(kind: str, known: list[str]) -> Argument:
    """Return the type of a list of keywords, one at least."""

    def keyword(word: str) -> str | None:
        begun = [item for item in known if item.lower().startswith(word.lower())]
        exact = [item for item in begun if len(item) == len(word)]
        return (exact or begun)[0] if exact or len(begun) == 1 else None

    def read(text: str) -> str | None:
        words = [keyword(word) for word in text.split()]
        return " ".join(word for word in words if word) if words and all(words) else None

    def fault(text: str) -> int | None:
        wrong = next(
            (found for found in re.finditer(r"\S+", text) if not keyword(found.group())), None
        )
        return wrong.start() if wrong is not None else None

    return Argument(kind, " ".join(known), 6, read, rest=True, fault=fault)


_FIXED = {
    "ace": Argument("ace", "A.B.C.D", 5, _ace, rest=True),
    "asa-ace": Argument("asa-ace", "A.B.C.D", 5, _asa_ace, rest=True, fault=fault_of),
    "standard-ace": Argument("standard-ace", "A.B.C.D", 5, _standard_ace, rest=True),
    "ip": Argument("ip", "A.B.C.D", 1, _address),
    "mask": Argument("mask", "A.B.C.D", 2, _mask),
    "wildcard": Argument("wildcard", "A.B.C.D", 2, _address),
    "prefix": Argument("prefix", "A.B.C.D/nn", 1, _prefix),
    "hex": Argument("hex", "<0-FFFFFFFF>", 3, _hexadecimal),
    "interface": Argument("interface", "INTERFACE", 4, full_name, (1, 2)),
    "name": Argument("name", "WORD", 8, _name),
    "pair": Argument("pair", "(IN,OUT)", 5, _matching(r"\([\w.-]+,[\w.-]+\)")),
    "place": Argument("place", "(IF)", 5, _matching(r"\([\w.-]+\)")),
    "word": Argument("word", "WORD", 9, _word),
    "line": Argument("line", "LINE", 10, _line, rest=True),
}
_RANGE = re.compile(r"(\d+)-(\d+)")


@cache
def argument(kind: str) -> Argument:
    """Return the type that a pattern names: one of the table, ``LOW-HIGH`` for a number, ``some A B C`` for a list.

    Raises ``ValueError`` for any other.
    """
    if kind in _FIXED:
        return _FIXED[kind]
    if kind.startswith("some "):
        return _some(kind, kind.split()[1:])
    found = _RANGE.fullmatch(kind)
    if found is None:
        raise ValueError(f"no argument of type {kind!r}")
    low, high = int(found[1]), int(found[2])
    return Argument(kind, f"<{low}-{high}>", 3, _number(low, high))

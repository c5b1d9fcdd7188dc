"""What the readers of one configuration share: its names, notes and lines not understood."""

from __future__ import annotations

from fastparse.config_tree import Section
from remediate.model.base import Platform
from remediate.model.config import Unparsed
from remediate.model.release import Release
from remediate.model.selector import AddressBlock, canonical
from remediate.secrets import Redactor

__all__ = ["Reading", "UnreadError", "dotted", "netmask", "whole", "words_of"]

_LONGEST = 200  # characters of a line that is quoted


class UnreadError(ValueError):
    """Why a line can't be read; it costs that line alone and never leaves the readers."""


def words_of(text: str) -> list[str]:
    """Return the words of a line, without a comment at its end; none of an empty text alone."""
    words = text.split()
    if not words and text:
        return [text]  # blanks that are none to a device
    if " !" in text:
        for place, word in enumerate(words):
            if place and word[0] == "!":
                return words[:place]
    return words


def whole(word: str, low: int, high: int) -> int | None:
    """Return a decimal number within bounds (both included), None for anything else."""
    if word.isascii() and word.isdigit() and len(word) <= 10 and low <= int(word) <= high:
        return int(word)
    return None


class Reading:
    """One configuration while it is being read."""

    def __init__(self, platform: Platform, release: Release) -> None:
        """Start with nothing read."""
        self.platform = platform
        self.release = release
        self.names: dict[str, str] = {}
        """``name A N`` of PIX and ASA: address by name."""
        self.unparsed: list[Unparsed] = []
        self._notes: dict[str, None] = {}
        self._addresses: dict[str, int | None] = {}
        self._redactor = Redactor()

    def note(self, text: str) -> None:
        """Say once what is not known or not as it looks."""
        self._notes[text] = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noted, in order."""
        return tuple(self._notes)

    def unread(self, section: Section, reason: str) -> None:
        """Keep a line that was not understood; a key that nobody redacted goes no further."""
        text = self._redactor.redact(section.text)[:_LONGEST]
        self.unparsed.append(Unparsed(line=section.line, text=text, reason=reason))

    def address(self, word: str) -> int | None:
        """Return an IPv4 address as a number, also one given by a ``name`` or ``ip host``."""
        try:
            return self._addresses[word]
        except KeyError:
            number = _number(word)
            if number is None and word in self.names:
                number = _number(self.names[word])
            self._addresses[word] = number
            return number

    def host(self, text: str) -> None:
        """Take ``ip host NAME A …`` of IOS, of the global table; the first address is the one that is used."""
        words = words_of(text)
        if len(words) > 3 and _number(words[3]) is not None:
            self.names.setdefault(words[2], words[3])

    def resolved(self, word: str) -> str:
        """Return the address of a name of the configuration (``name``, ``ip host``), or the word itself."""
        return self.names.get(word) or canonical(word)

    def block(self, address: str, mask: str, *, netmask: bool) -> AddressBlock:
        """Return the block of an address with its netmask or wildcard."""
        base, bits = self.address(address), _number(mask)
        if base is None:
            raise UnreadError(f"'{address}' is not an IPv4 address")
        if bits is None:
            raise UnreadError(f"'{mask}' is not a {'netmask' if netmask else 'wildcard'}")
        return AddressBlock(address=base, wildcard=bits ^ 0xFFFFFFFF if netmask else bits)


def dotted(word: str) -> bool:
    """Whether a word is an IPv4 address in dotted form."""
    return _number(word) is not None


def netmask(word: str) -> bool:
    """Whether a word is the netmask of a network: ones, then zeros."""
    number = _number(word)
    if number is None:
        return False
    wildcard = number ^ 0xFFFFFFFF
    return wildcard & (wildcard + 1) == 0


# No device prints leading zeros, and some programs read them as octal: such an octet is none.
_OCTETS = {str(number): number for number in range(256)}


def _number(word: str) -> int | None:
    try:
        first, second, third, fourth = map(_OCTETS.__getitem__, word.split("."))
    except (KeyError, ValueError):
        return None
    return first << 24 | second << 16 | third << 8 | fourth

"""Messages as the device prints them, with typed fields: the template language.

====================  ============================================================================
``text``              literal, ASCII case ignored
blank                 blanks and tabs, or a line wrap (blanks, optional CR, LF, blanks; one LF)
``{name:type}``       a typed field, see :class:`Kind`
``{a|b|c}``           one of the literals; an empty one is allowed (``rec{'|`|}d``)
``{?…}``              may be there or not; holds literals, fields, choices, further optional parts
``{^class}``          first of all: what must stand before the text, see :class:`Context`
``{^class?}``         the same, or the text opens its line (after blanks and a timestamp)
``{{`` ``}}``         a brace; inside ``{?…}`` a single ``}`` always closes
====================  ============================================================================

A match starts with its context tag, spans at most :data:`SPAN` bytes and :data:`LINES` lines
from the start of its text. The limits below keep every match bounded, whatever the input.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import NoReturn

__all__ = [
    "BLANK_LIMIT",
    "LEAD",
    "LINES",
    "PROXY_LIMIT",
    "SPAN",
    "TEXT_LIMIT",
    "WORD_LIMIT",
    "Blank",
    "Choice",
    "Context",
    "Field",
    "Kind",
    "Literal",
    "Optional",
    "Part",
    "Template",
    "TemplateError",
]

SPAN = 4096
"""Bytes that the text of a match may span."""
LINES = 4
"""Lines that the text of a match may span."""
LEAD = 512
"""Bytes before the text that are looked at for its context and for the start of its line."""
BLANK_LIMIT = 128
"""Bytes that one blank (or wrap) may span."""
WORD_LIMIT = 256
"""Bytes of a ``word``, ``name`` or ``set``."""
TEXT_LIMIT = 512
"""Bytes of a ``text``."""
PROXY_LIMIT = 96
"""Bytes of a ``proxy``."""
_FIELDS_LIMIT = 32
_PARTS_LIMIT = 200


class TemplateError(ValueError):
    """A template that can't be understood; ``position`` is the 0-based index of the trouble."""

    def __init__(self, reason: str, text: str, position: int) -> None:
        super().__init__(f"{reason} at {position} in template {text!r}")
        self.reason = reason
        self.text = text
        self.position = position


class Kind(enum.IntEnum):
    """Types of fields. What is captured never has blanks at its ends."""

    IP = 0
    """Dotted quad, octets up to 255, not followed by a digit or a dot and a digit."""
    ADDR = 1
    """``ip``, or an IPv6 address."""
    INT = 2
    """Decimal digits, maybe after a minus sign."""
    HEX = 3
    """Hexadecimal digits with or without ``0x``, not followed by a letter or digit."""
    NUM = 4
    """``0x`` and hexadecimal digits, or decimal digits."""
    WORD = 5
    """Run without blanks, less the punctuation ``.,;:!"`` at its end."""
    NAME = 6
    """Run of letters, digits and ``_./:-``, less ``.`` and ``:`` at its end."""
    PROXY = 7
    """``addr/mask/prot/port``; the mask may be mangled (kept as printed)."""
    SET = 8
    """What stands between braces: ``{esp-aes esp-sha-hmac }``."""
    REST = 9
    """All up to the end of the line."""
    TEXT = 10
    """Shortest run, over one wrap at most, after which the next part matches."""


class Context(enum.IntEnum):
    """What stands before a message's text. Blanks and one wrap may lie between."""

    ISAKMP = 0
    """``ISAKMP:``, ``ISAKMP (0:1):``, ``ISAKMP:(1003):``, ``ISAKMP-ERROR: (0):``, …; gives the
    field ``connection`` (``0:1``) where there is one."""
    IPSEC = 1
    """``IPSEC(function):``, ``IPSec (function):``, ``PSEC(function):``; gives ``function``."""
    IKEV2 = 2
    """``IKEv2:(SESSION ID = 31,SA ID = 1):``, ``IKEv2-ERROR:``, ``IKEv2-PROTO-1: (16):``,
    ``IKEv2:%``; gives ``session``, the first number in the parentheses."""
    ASA = 3
    """``[IKEv1]: Group = G, Username = U, IP = A,`` or ``%ASA-3-713902: Group = G, IP = A,``, any
    of it; gives ``group``, ``username``, ``peer``, ``msgid``."""
    SYSLOG = 4
    """``%FACILITY-SEVERITY-MNEMONIC:``; gives ``mnemonic``, the whole tag without ``%`` and
    colon (``CRYPTO-4-IKMP_BAD_MESSAGE``), misprints kept."""


CONTEXT_FIELDS: dict[Context, tuple[str, ...]] = {
    Context.ISAKMP: ("connection",),
    Context.IPSEC: ("function",),
    Context.IKEV2: ("session",),
    Context.ASA: ("group", "username", "peer", "msgid"),
    Context.SYSLOG: ("mnemonic",),
}


@dataclass(frozen=True, slots=True)
class Literal:
    """Lower-case bytes without blanks."""

    text: bytes


@dataclass(frozen=True, slots=True)
class Blank:
    """Blanks or a wrap; nothing where a match begins, or behind a blank already matched."""


@dataclass(frozen=True, slots=True)
class Field:
    """A typed field."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several runs of literals and blanks, the first that leads to a match."""

    options: tuple[tuple[Literal | Blank, ...], ...]


@dataclass(frozen=True, slots=True)
class Optional:
    """A run of parts that is there, or isn't."""

    parts: tuple[Part, ...]


Part = Literal | Blank | Field | Choice | Optional


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template: its context and its parts, in order."""

    text: str
    context: Context | None
    bare: bool
    """Whether the context may be missing where the text opens its line."""
    parts: tuple[Part, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Parse ``text``. Raises :class:`TemplateError` with the position of the trouble."""
        return _Parser(text).template()

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that a match can have, those of its context first, each once."""
        names = list(CONTEXT_FIELDS[self.context]) if self.context is not None else []
        names += _names(self.parts)
        return tuple(dict.fromkeys(names))


def _names(parts: tuple[Part, ...]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if isinstance(part, Field):
            found.append(part.name)
        elif isinstance(part, Optional):
            found += _names(part.parts)
    return found


def _unbounded_start(parts: tuple[Part, ...], *, behind: bool = False) -> Kind | None:
    """Return the kind of a field without bounds that a match can begin with, None without one.

    Of a field ``behind`` an optional part it could not be told where the match begins; behind a choice
    that may be empty it can.
    """
    for place, part in enumerate(parts):
        match part:
            case Field():
                unbounded = part.kind in (Kind.REST, Kind.TEXT)
                return part.kind if unbounded and (behind or place == 0) else None
            case Optional():
                kind = _unbounded_start(part.parts, behind=behind)
                if kind is not None:
                    return kind
                behind = True
            case Choice() if any(
                all(isinstance(run, Blank) for run in option) for option in part.options
            ):
                pass
            case Blank():
                pass
            case _:
                return None
    return None


_FIELD = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):([a-z]+)")
_CONTEXT = re.compile(r"\^([a-z0-9]+)(\??)")
_KINDS = {kind.name.lower(): kind for kind in Kind}
_CONTEXTS = {context.name.lower(): context for context in Context}
_BLANKS = " \t\r\n"


def _literals(text: str) -> tuple[Literal | Blank, ...]:
    """Split literal text at its blanks."""
    runs = re.findall(r"[ \t\r\n]+|[^ \t\r\n]+", text)
    return tuple(
        Blank() if run[0] in _BLANKS else Literal(run.lower().encode("ascii")) for run in runs
    )


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._count = 0

    def _fail(self, reason: str, position: int | None = None) -> NoReturn:
        raise TemplateError(reason, self._text, self._at if position is None else position)

    def template(self) -> Template:
        for at, letter in enumerate(self._text):
            if not letter.isascii() or letter == "\0":
                self._fail("only ASCII other than NUL can be matched", at)
        context, bare = self._context()
        while self._at < len(self._text) and self._text[self._at] in _BLANKS:
            self._at += 1
        parts = self._parts(nested=False)
        while parts and isinstance(parts[-1], Blank):
            parts = parts[:-1]
        self._check(parts)
        return Template(text=self._text, context=context, bare=bare, parts=parts)

    def _check(self, parts: tuple[Part, ...]) -> None:
        if not parts:
            self._fail("nothing to match")
        if not any(isinstance(part, Literal | Choice) for part in parts):
            self._fail("no literal text that is always there", 0)
        kind = _unbounded_start(parts)
        if kind is not None:
            self._fail(f"a template can't begin with a field of type {kind.name.lower()}", 0)
        if isinstance(parts[-1], Field) and parts[-1].kind is Kind.TEXT:
            self._fail("a field of type text needs something after it")
        if len(_names(parts)) > _FIELDS_LIMIT or self._count > _PARTS_LIMIT:
            self._fail("too long", 0)

    def _context(self) -> tuple[Context | None, bool]:
        if not self._text.startswith("{^"):
            return None, False
        close = self._text.find("}")
        found = _CONTEXT.fullmatch(self._text[1:close]) if close > 0 else None
        if found is None or found[1] not in _CONTEXTS:
            self._fail("unknown context")
        self._at = close + 1
        return _CONTEXTS[found[1]], bool(found[2])

    def _parts(self, *, nested: bool) -> tuple[Part, ...]:
        opened = self._at
        parts: list[Part] = []
        literal: list[str] = []

        def flush() -> None:
            for part in _literals("".join(literal)):
                if not (isinstance(part, Blank) and parts and isinstance(parts[-1], Blank)):
                    parts.append(part)
            literal.clear()

        while self._at < len(self._text):
            letter = self._text[self._at]
            if letter == "{" and not self._text.startswith("{{", self._at):
                flush()
                parts.append(self._brace())
            elif letter == "}" and nested:
                self._at += 1
                flush()
                self._count += len(parts)
                return tuple(parts)
            elif letter in "{}":
                if not self._text.startswith(letter * 2, self._at):
                    self._fail("a lone brace")
                literal.append(letter)
                self._at += 2
            else:
                literal.append(letter)
                self._at += 1
        if nested:
            self._fail("an optional part is not closed", opened - 2)
        flush()
        self._count += len(parts)
        return tuple(parts)

    def _brace(self) -> Part:
        opened = self._at
        if self._text.startswith("{?", opened):
            self._at += 2
            parts = self._parts(nested=True)
            if not parts:
                self._fail("an empty optional part", opened)
            return Optional(parts)
        if self._text.startswith("{^", opened):
            self._fail("a context stands first")
        close = self._text.find("}", opened)
        if close < 0:
            self._fail("a brace is not closed", opened)
        inside = self._text[opened + 1 : close]
        if "{" in inside:
            self._fail("a brace inside a field or choice", opened + 1 + inside.index("{"))
        self._at = close + 1
        field = _FIELD.fullmatch(inside)
        if field is not None and field[2] in _KINDS:
            return Field(field[1], _KINDS[field[2]])
        if "|" in inside:
            options = tuple(_literals(option) for option in inside.split("|"))
            self._count += sum(map(len, options))
            return Choice(options)
        return self._fail("neither a field of a known type nor a choice", opened)

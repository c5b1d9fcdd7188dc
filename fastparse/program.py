"""Templates made into ops for the interpreter, and the anchors that they are found by.

An anchor is literal text whose occurrence starts a try: what a template's text opens with (one
anchor for each way it can open) or, where that is too short, a later run that is always there.
One blank of it stands for any run of blanks, so that wrapped messages are found as they are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fastparse.template import (
    BLANK_LIMIT,
    CONTEXT_FIELDS,
    LEAD,
    PROXY_LIMIT,
    SPAN,
    TEXT_LIMIT,
    WORD_LIMIT,
    Blank,
    Choice,
    Field,
    Kind,
    Literal,
    Optional,
    Part,
    Template,
    TemplateError,
)

__all__ = [
    "Anchor",
    "Ops",
    "alike",
    "anchors_of",
    "context_names",
    "opening_flags",
    "openings_of",
    "ops_of",
]

_OP_MATCH, _OP_LITERAL, _OP_BLANK, _OP_SPLIT, _OP_JUMP, _OP_FIELD, _OP_TEXT = range(7)
_NUMBERS = 4
"""Of an op: its kind, and up to three more."""
_OPS_LIMIT = 512
_ANCHOR_LENGTH = 40
"""Longer anchors have rarer windows, and more of them."""
_ANCHOR_LEAST = 3
_ANCHOR_RARE = 7
"""Openings that are all shorter stand in much that is no message (``Group = ...``)."""
_REACH = 2 * LEAD
"""How far behind a match's start its anchor may stand."""
_LOOKED_AT = {Kind.WORD: 1, Kind.NAME: 1, Kind.TEXT: 3}
"""Ops behind a field that tell where it may end."""
_OPENINGS_LIMIT = 48
_WIDEST = {
    Kind.IP: 15,
    Kind.ADDR: 64,
    Kind.INT: 21,
    Kind.HEX: 66,
    Kind.NUM: 66,
    Kind.WORD: WORD_LIMIT,
    Kind.NAME: WORD_LIMIT,
    Kind.PROXY: PROXY_LIMIT,
    Kind.SET: WORD_LIMIT,
    Kind.REST: SPAN,
    Kind.TEXT: TEXT_LIMIT,
}


@dataclass(slots=True)
class Ops:
    """The ops of all templates, four numbers each, and the literals they point into."""

    names: dict[str, int]
    ops: array[int] = field(default_factory=lambda: array("i"))
    literals: bytearray = field(default_factory=bytearray)
    firsts: array[int] = field(default_factory=lambda: array("i"))
    counts: array[int] = field(default_factory=lambda: array("i"))

    def _emit(self, kind: int, a: int = 0, b: int = 0) -> int:
        self.ops.extend((kind, a, b, 0))
        return len(self.ops) // _NUMBERS - 1

    def _here(self) -> int:
        return len(self.ops) // _NUMBERS

    def _text(self, text: bytes) -> int:
        at = self.literals.find(text)
        if at < 0:
            at = len(self.literals)
            self.literals += text
        return at

    def _run(self, parts: Sequence[Part]) -> None:
        """Emit ``parts``; where words follow one another, first a short cut for single blanks."""
        index = 0
        while index < len(parts):
            end = _words_end(parts, index)
            if end > index + 1 and any(isinstance(part, Literal) for part in parts[index:end]):
                text = _flat(parts[index:end])
                short_cut = self._emit(_OP_TEXT, self._text(text), len(text))
                for part in parts[index:end]:
                    self._part(part)  # a step each, where it is wrapped or spaced otherwise
                self.ops[_NUMBERS * short_cut + 3] = self._here()
            else:
                self._part(parts[index])
                end = index + 1
                if _ends_at_blank(parts[index:]):
                    self.ops[-1] = 1
            index = end

    def _part(self, part: Part) -> None:
        if isinstance(part, Literal):
            self._emit(_OP_LITERAL, self._text(part.text), len(part.text))
        elif isinstance(part, Blank):
            self._emit(_OP_BLANK)
        elif isinstance(part, Field):
            self._emit(_OP_FIELD, part.kind, self.names[part.name])
        elif isinstance(part, Optional):
            split = self._emit(_OP_SPLIT, self._here() + 1)
            self._run(part.parts)
            self.ops[_NUMBERS * split + 2] = self._here()
        else:
            self._choice(part)

    def _choice(self, choice: Choice) -> None:
        jumps = []
        for option in choice.options[:-1]:
            split = self._emit(_OP_SPLIT, self._here() + 1)
            self._run(option)
            jumps.append(self._emit(_OP_JUMP))
            self.ops[_NUMBERS * split + 2] = self._here()
        self._run(choice.options[-1])
        for jump in jumps:
            self.ops[_NUMBERS * jump + 1] = self._here()

    def add(self, template: Template) -> None:
        """Append the ops of ``template``."""
        first = self._here()
        self._run(template.parts)
        self._emit(_OP_MATCH)
        if self._here() - first > _OPS_LIMIT:
            raise TemplateError("too long", template.text, 0)
        self.firsts.append(first)
        self.counts.append(self._here() - first)

    def relative(self, template: int) -> list[tuple[int, int, int, int]]:
        """Return the ops of a template, those that they lead to counted from its first."""
        first = self.firsts[template]
        found = []
        for op in range(first, first + self.counts[template]):
            kind, a, b, c = self.ops[_NUMBERS * op : _NUMBERS * (op + 1)]
            if kind in (_OP_SPLIT, _OP_JUMP):
                a -= first
            if kind == _OP_SPLIT:
                b -= first
            if kind == _OP_TEXT:
                c -= first
            found.append((kind, a, b, c))
        return found

    def shared(self, one: int, other: int) -> int:
        """Return how many ops two templates begin with that are the same, and lead to no others."""
        ops = self.relative(one)
        same = ops[: alike(ops, self.relative(other))]
        count, farthest = 0, 0
        for index, (kind, a, b, c) in enumerate(same):
            if kind == _OP_MATCH:
                break
            leads = {_OP_SPLIT: (a, b), _OP_JUMP: (a,), _OP_TEXT: (c,)}
            needs = _LOOKED_AT.get(Kind(a), 0) if kind == _OP_FIELD and not c else 0
            farthest = max(farthest, *leads.get(kind, ()), index + 1 + needs)
            if farthest == index + 1:
                count = farthest
        return count


def alike(one: Sequence[object], other: Sequence[object]) -> int:
    """Return how many items two sequences begin with that are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def ops_of(templates: Iterable[Template], names: dict[str, int]) -> Ops:
    """Compile ``templates``; ``names`` numbers the fields."""
    found = Ops(names)
    for template in templates:
        found.add(template)
    return found


@dataclass(frozen=True, slots=True)
class Anchor:
    """Lower-case text, its blanks single, and how far before it a match may start."""

    text: bytes
    reach: int
    """0: the match starts with it; else at most this many bytes before."""


def openings_of(template: Template) -> tuple[bytes, ...]:
    """Return the literal texts that a match of ``template`` can begin with, context aside."""
    return tuple(text for text, _ in _openings(template.parts))


def anchors_of(template: Template, texts: Iterable[bytes] | None = None) -> tuple[Anchor, ...]:
    """Choose the anchors of ``template``: every match contains one of them.

    ``texts``: what :func:`openings_of` says of it, where that is known.
    """
    texts = openings_of(template) if texts is None else texts
    openings = {text.lstrip(b" ")[:_ANCHOR_LENGTH] for text in texts}
    shortest = min(map(len, openings))
    best: Anchor | None = None
    if shortest < _ANCHOR_LEAST or max(map(len, openings)) < _ANCHOR_RARE:
        for text, reach in _runs(template.parts):
            # The nearest that is long enough, else the longest.
            longest = shortest if best is None else len(best.text)
            if 0 < reach <= _REACH and longest < min(len(text), _ANCHOR_RARE):
                best = Anchor(text[:_ANCHOR_LENGTH], reach)
    if best is not None:
        return (best,)
    if not shortest:
        raise TemplateError("no literal text near its start to look for", template.text, 0)
    # One that begins with another is found where that one is.
    return tuple(
        Anchor(one, 0)
        for one in sorted(openings)
        if not any(one != other and one.startswith(other) for other in openings)
    )


def _openings(parts: Sequence[Part]) -> list[tuple[bytes, bool]]:
    """Return the texts that a match can begin with, and whether more text may follow each."""
    whole: list[bytes] = [b""]
    ended: list[bytes] = []
    for part in parts:
        ways: list[tuple[bytes, bool]]
        if isinstance(part, Field):
            return [(one, False) for one in dict.fromkeys(ended + whole)]
        if isinstance(part, Literal):
            ways = [(part.text, True)]
        elif isinstance(part, Blank):
            ways = [(b" ", True)]
        elif isinstance(part, Choice):
            ways = [(_flat(option), True) for option in part.options]
        else:
            ways = [(b"", True), *_openings(part.parts)]
        if len(whole) * len(ways) + len(ended) > _OPENINGS_LIMIT:
            return [(one, False) for one in dict.fromkeys(ended + whole)]
        ended += [_joined(one, text) for one in whole for text, open_ in ways if not open_]
        whole = [_joined(one, text) for one in whole for text, open_ in ways if open_]
        whole = list(dict.fromkeys(whole))
    return [(one, False) for one in ended] + [(one, True) for one in whole]


def _ends_at_blank(parts: Sequence[Part]) -> bool:
    """Tell whether ``parts`` begin with a field that can only end where a blank is."""
    return (
        len(parts) > 1
        and isinstance(parts[0], Field)
        and parts[0].kind in (Kind.WORD, Kind.NAME)
        and isinstance(parts[1], Blank)
    )


def _words_end(parts: Sequence[Part], start: int) -> int:
    """Return the index behind the words and blanks that begin at ``start``."""
    end = start
    while end < len(parts) and isinstance(parts[end], Literal | Blank):
        end += 1
    return end


def _joined(first: bytes, second: bytes) -> bytes:
    return first + (second.lstrip(b" ") if first.endswith(b" ") else second)


def _flat(parts: Iterable[Part]) -> bytes:
    return b"".join(part.text if isinstance(part, Literal) else b" " for part in parts)


def _runs(parts: Sequence[Part]) -> Iterable[tuple[bytes, int]]:
    """Yield the literal runs that are always there, each with its farthest distance."""
    run, start, reach = b"", 0, 0
    for part in parts:
        if isinstance(part, Literal | Blank):
            if not (run == b"" and isinstance(part, Blank)):
                if run == b"":
                    start = reach
                run += part.text if isinstance(part, Literal) else b" "
        elif run:
            yield run, start
            run = b""
        reach += _width(part)
    if run:
        yield run, start


def _width(part: Part) -> int:
    """Return the most bytes that ``part`` may take."""
    if isinstance(part, Literal):
        return len(part.text)
    if isinstance(part, Blank):
        return BLANK_LIMIT
    if isinstance(part, Field):
        return _WIDEST[part.kind]
    if isinstance(part, Choice):
        return max(sum(map(_width, option)) for option in part.options)
    return sum(map(_width, part.parts))


def opening_flags(openings: Iterable[bytes]) -> bytes:
    """Return 256 flags: the bytes that a match can begin with, of what :func:`openings_of` says."""
    flags = bytearray(256)
    letters = {text.lstrip(b" ")[:1] for text in openings}
    if b"" in letters:
        return b"\1" * 256
    for letter in letters:
        flags[letter[0]] = flags[letter.upper()[0]] = 1
    return bytes(flags)


def context_names(template: Template, names: dict[str, int]) -> list[int]:
    """Return the field numbers of a template's context, filled up to four."""
    own = [] if template.context is None else CONTEXT_FIELDS[template.context]
    return [names[name] for name in own] + [0] * (4 - len(own))

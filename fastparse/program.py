"""Templates made into tables: ops for the interpreter, one automaton for all their anchors.

An anchor is literal text whose occurrence starts a try: what a template's text opens with (one
anchor for each way it can open) or, where that is too short, a later run that is always there.
The automaton is Aho and Corasick's (CACM 18, 1975) with all failures resolved, over classes of
bytes. It reads upper case as lower and any run of blanks as one blank, so that wrapped messages
are found as they are.
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
    "Automaton",
    "Ops",
    "anchors_of",
    "automaton_of",
    "context_names",
    "opening_flags",
    "ops_of",
]

_OP_MATCH, _OP_LITERAL, _OP_BLANK, _OP_SPLIT, _OP_JUMP, _OP_FIELD = range(6)
_OPS_LIMIT = 512
_ANCHOR_LENGTH = 16
"""Longer anchors save tries, shorter ones keep the automaton in the processor's cache."""
_ANCHOR_LEAST = 3
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
    """The ops of all templates, three numbers each, and the literals they point into."""

    names: dict[str, int]
    ops: array[int] = field(default_factory=lambda: array("i"))
    literals: bytearray = field(default_factory=bytearray)
    firsts: array[int] = field(default_factory=lambda: array("i"))
    counts: array[int] = field(default_factory=lambda: array("i"))

    def _emit(self, kind: int, a: int = 0, b: int = 0) -> int:
        self.ops.extend((kind, a, b))
        return len(self.ops) // 3 - 1

    def _here(self) -> int:
        return len(self.ops) // 3

    def _part(self, part: Part) -> None:
        if isinstance(part, Literal):
            at = self.literals.find(part.text)
            if at < 0:
                at = len(self.literals)
                self.literals += part.text
            self._emit(_OP_LITERAL, at, len(part.text))
        elif isinstance(part, Blank):
            self._emit(_OP_BLANK)
        elif isinstance(part, Field):
            self._emit(_OP_FIELD, part.kind, self.names[part.name])
        elif isinstance(part, Optional):
            split = self._emit(_OP_SPLIT, self._here() + 1)
            for inner in part.parts:
                self._part(inner)
            self.ops[3 * split + 2] = self._here()
        else:
            self._choice(part)

    def _choice(self, choice: Choice) -> None:
        jumps = []
        for option in choice.options[:-1]:
            split = self._emit(_OP_SPLIT, self._here() + 1)
            for inner in option:
                self._part(inner)
            jumps.append(self._emit(_OP_JUMP))
            self.ops[3 * split + 2] = self._here()
        for inner in choice.options[-1]:
            self._part(inner)
        for jump in jumps:
            self.ops[3 * jump + 1] = self._here()

    def add(self, template: Template) -> None:
        """Append the ops of ``template``."""
        first = self._here()
        for part in template.parts:
            self._part(part)
        self._emit(_OP_MATCH)
        if self._here() - first > _OPS_LIMIT:
            raise TemplateError("too long", template.text, 0)
        self.firsts.append(first)
        self.counts.append(self._here() - first)


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


def anchors_of(template: Template) -> tuple[Anchor, ...]:
    """Choose the anchors of ``template``: every match contains one of them."""
    openings = {opening[:_ANCHOR_LENGTH].rstrip() for opening in _openings(template.parts)}
    shortest = min(map(len, openings))
    best: Anchor | None = None
    if shortest < _ANCHOR_LEAST:
        for text, reach in _runs(template.parts):
            longest = shortest if best is None else len(best.text)
            if 0 < reach <= LEAD and len(text) > longest:
                best = Anchor(text[:_ANCHOR_LENGTH].rstrip(), reach)
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


def _openings(parts: Sequence[Part]) -> list[bytes]:
    """Return the texts that a match can begin with, as far as they are literal."""
    whole: list[bytes] = [b""]
    ended: list[bytes] = []
    for part in parts:
        if isinstance(part, Field):
            break
        ways: list[tuple[bytes, bool]]
        if isinstance(part, Literal):
            ways = [(part.text, False)]
        elif isinstance(part, Blank):
            ways = [(b" ", False)]
        elif isinstance(part, Choice):
            ways = [(_flat(option), False) for option in part.options]
        else:
            ways = [(b"", False)]
            cut = any(isinstance(inner, Field) for inner in part.parts)
            ways += [(opening, cut) for opening in _openings(part.parts)]
        if len(whole) * len(ways) + len(ended) > _OPENINGS_LIMIT:
            break
        ended += [one + text for one in whole for text, cut in ways if cut]
        whole = [one + text for one in whole for text, cut in ways if not cut]
        whole = [one.replace(b"  ", b" ").lstrip() for one in dict.fromkeys(whole)]
        if all(len(one) >= _ANCHOR_LENGTH for one in whole):
            break
    return ended + whole


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
            yield run.rstrip(), start
            run = b""
        reach += _width(part)
    if run:
        yield run.rstrip(), start


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


@dataclass(frozen=True, slots=True)
class Automaton:
    """The automaton's tables. A state's number is the index of its row's first entry."""

    classes: bytes
    """Class of each of the 256 bytes."""
    rows: array[int]
    """For every state and class: the next state."""
    accept: int
    """States from this one on have found an anchor."""
    width: int
    """Classes, the length of a row."""
    first_found: array[int]
    """For every accepting state, in order: where its anchors begin in ``found``; one more at the end."""
    found: array[int]
    """Indices of anchor texts."""


def automaton_of(texts: Sequence[bytes]) -> Automaton:
    """Build the automaton that finds ``texts``, which neither begin nor end with a blank."""
    letters = sorted(set(b"".join(texts)) | {ord(" ")})
    number = {letter: index + 1 for index, letter in enumerate(letters)}
    classes = bytearray(256)
    for letter, index in number.items():
        classes[letter] = index
        classes[ord(chr(letter).upper()) if chr(letter).isascii() else letter] = index
    for blank in b"\t\r\n":
        classes[blank] = number[ord(" ")]
    width, blank_class = len(letters) + 1, number[ord(" ")]

    children: list[dict[int, int]] = [{}]
    found: list[list[int]] = [[]]
    for text_index, text in enumerate(texts):
        state = 0
        for letter in text:
            key = number[letter]
            if key not in children[state]:
                children[state][key] = len(children)
                children.append({})
                found.append([])
            state = children[state][key]
        found[state].append(text_index)

    fail = [0] * len(children)
    rows: list[array[int]] = [array("I", bytes(4 * width)) for _ in children]
    order = [0]
    for state in order:  # breadth first: the list grows while it is walked
        if state:
            rows[state][:] = rows[fail[state]]
            found[state] += found[fail[state]]
        after = [(key, child) for key, child in children[state].items()]
        for key, child in after:
            fail[child] = rows[state][key] if state else 0
        for key, child in after:
            rows[state][key] = child
            order.append(child)
    for key_state in {
        child for kids in children for key, child in kids.items() if key == blank_class
    }:
        rows[key_state][blank_class] = key_state
    return _packed(bytes(classes), width, rows, found)


def _packed(
    classes: bytes, width: int, rows: list[array[int]], found: list[list[int]]
) -> Automaton:
    """Renumber the states: the accepting ones last, each by the index of its row."""
    order = sorted(range(len(rows)), key=lambda state: bool(found[state]))
    place = array("I", bytes(4 * len(rows)))
    for index, state in enumerate(order):
        place[state] = index * width
    packed = array("I")
    first_found, flat = array("i", [0]), array("i")
    accept = len(order) * width
    for index, state in enumerate(order):
        packed.extend(place[target] for target in rows[state])
        if found[state]:
            accept = min(accept, index * width)
            flat.extend(found[state])
            first_found.append(len(flat))
    return Automaton(classes, packed, accept, width, first_found, flat)


def opening_flags(template: Template) -> bytes:
    """Return 256 flags: the bytes that a match of ``template`` can begin with, context aside."""
    flags = bytearray(256)
    for opening in _openings(template.parts):
        if not opening:
            return b"\1" * 256
        letter = opening[:1]
        flags[letter[0]] = flags[letter.upper()[0]] = 1
    return bytes(flags)


def context_names(template: Template, names: dict[str, int]) -> list[int]:
    """Return the field numbers of a template's context, filled up to four."""
    own = [] if template.context is None else CONTEXT_FIELDS[template.context]
    return [names[name] for name in own] + [0] * (4 - len(own))

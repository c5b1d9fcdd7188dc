"""A configuration that is typed line by line at the prompt, as blogs and lab reports show it: a part of the running-config.

It is never all of it: the device had a configuration before, so other policies, lines of a list and statements of NAT
can be there. Of a crypto map those entries are taken that the device says to be new. Lists are left out, as a line adds to
what is there, unless the device says that ISAKMP comes on: then it had no crypto map in use before. One line that is not understood, that the device did not take for a reason unknown, or that takes back
what was not typed, and nothing of it is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from remediate.evidence.kinds import Scope
from remediate.evidence.running import PrintedText
from remediate.evidence.typed_words import CONTEXTS, GLOBAL, beside, full, interface_name
from remediate.model.observation import Source
from remediate.platforms.table_parts import laid_out

__all__ = ["TypedLine", "answers_alone", "typed_line", "typed_sections"]

_PROMPT_LIMIT = 1200
_MODE = re.compile(rb"\((?P<mode>(?:config|cfg)[A-Za-z0-9_. :/~-]*)\)#[^#\n]*$")
_REFUSED = re.compile(
    rb"^(?:ERROR: )?% ?(?:Invalid|Incomplete|Ambiguous|Unrecognized)", re.MULTILINE
)
_DOUBTFUL = re.compile(
    rb"^(?:ERROR\b|% ?(?!NOTE\b|Warning\b|Note\b|[A-Z][A-Z0-9_]*-(?:[A-Z0-9_]+-)*[0-7]-)\S)"
    rb"|^\S+\((?:config|cfg)[^)\n]*\)# ?\$",
    re.MULTILINE,
)
"""A complaint, or a line that the terminal moved out of its left edge."""
_NEW = re.compile(rb"This new crypto map will remain disabled|crypto map entry is incomplete")


_ANSWER = re.compile(
    rb"[ \t]*(?:% ?NOTE\b|and a valid access list have|WARNING:|INFO:|%[A-Z][A-Z0-9_]*-(?:[A-Z0-9_]+-)*[0-7]-"
    rb"|[*.]?[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d|\d\d:\d\d:\d\d: |$)"
)


def answers_alone(body: bytes) -> bool:
    """Whether what stands behind a command is what a device answers or logs, and nothing that was pasted there."""
    return all(_ANSWER.match(line) for line in body.splitlines())


class TypedLine(NamedTuple):
    """A command of the configuration mode."""

    place: Source
    mode: str
    """As the prompt has it: ``config``, ``config-if`` …"""
    command: str
    doubtful: bool
    """Whether the device answers something that may mean that it did not take it."""
    new: bool
    """Whether it says that a crypto map entry is new."""
    first: bool
    """Whether it says that ISAKMP comes on: no crypto map was in use before."""


def typed_line(
    data: bytes | memoryview, start: int, answer: bytes, command: str, place: Source
) -> TypedLine | None:
    """Return the command typed at the prompt that ends before ``start``; None where the device refuses it as no command."""
    before = bytes(data[max(0, start - _PROMPT_LIMIT) : start]).rstrip(b"\r\n")
    mode = _MODE.search(before[before.rfind(b"\n") + 1 :])
    if mode is None or _REFUSED.search(answer):
        return None
    doubtful = _DOUBTFUL.search(answer) is not None
    new, first = _NEW.search(answer) is not None, b"ISAKMP is ON" in answer
    return TypedLine(place, mode["mode"].decode(), command, doubtful, new, first)


class _Section:
    """A heading with what stands below it, or a line of its own."""

    def __init__(self, head: str, place: Source) -> None:
        self.head = head
        self.place = place
        self.lines: dict[str, tuple[str, Source]] = {}
        self.new = False

    def rows(self) -> list[tuple[int, str]]:
        """Return the lines, each with that at which it was typed."""
        below = [(place.line, f" {text}") for text, place in self.lines.values()]
        return [(self.place.line, self.head), *sorted(below)]


class _Reader:
    """Follows the modes of one device's prompts."""

    def __init__(self) -> None:
        self.sections: dict[str, _Section] = {}
        self.current: _Section | None = None
        self.mode: str | None = None
        """Of the lines below the current heading, None until one is seen."""
        self.skipping = False
        """Whether the lines belong to a heading that is beside the point."""

    def line(self, item: TypedLine) -> bool:
        """Take a line; False where it is not understood."""
        command = re.sub(r"\b(key|pre-shared-key) 0 (?=\S)", r"\1 ", item.command)
        if item.mode == "config":
            self.current, self.mode, self.skipping = None, None, False
        elif self.current is not None and self.mode is None:
            self.mode = item.mode
        if item.mode != "config" and not self.skipping:
            if self.current is None or self.mode != item.mode:
                return False  # its heading was not typed here
            taken = self._below(self.current, command, item)
            if taken is not None:
                return taken
        return self._at_margin(command, item)

    def _below(self, section: _Section, command: str, item: TypedLine) -> bool | None:
        """Take a line below a heading; None where it may be one at the margin, typed from there."""
        grammar = next(text for head, text in CONTEXTS.items() if section.head.startswith(head))
        words = full(command, grammar)
        if words is not None:
            if not words.startswith("no "):
                section.lines[_name(words)] = words, item.place
            else:
                section.lines.pop("shutdown", None)
            return True
        if command.startswith("no "):
            taken_back = full(command.removeprefix("no ").strip(), grammar)
            if taken_back is not None:
                return section.lines.pop(_name(taken_back), ("", None))[0] == taken_back
        if full(command, GLOBAL) is not None:
            return None
        return beside(command, section.head) and (beside(command, None) or None)

    def _at_margin(self, command: str, item: TypedLine) -> bool:
        words = full(command, GLOBAL)
        if words is None:
            self.current, self.mode, self.skipping = None, None, True
            return beside(command, None)
        if words.startswith("interface "):
            name = interface_name(words.removeprefix("interface "))
            if name is None:
                return False
            words = f"interface {name}"
        key = _name(words)
        known = self.sections.get(key)
        if known is not None and known.head != words and words.startswith("crypto isakmp key "):
            return False  # a second key for one peer: which one the device kept is not known
        section = known or _Section(words, item.place)
        section.head = words
        self.sections[key] = section
        section.new = section.new or item.new
        self.current, self.mode, self.skipping = section, None, False
        if not any(words.startswith(head) for head in CONTEXTS):
            self.current = None
        return True


_SINGLE = re.compile(
    r"(?:crypto isakmp key (?=\S+ address)|crypto (?:ipsec |ipsec ikev1 )transform-set \S+|crypto map \S+ \d+ (?:match address|set (?:ikev1 )?transform-set|set pfs)"
    r"|encryption|hash|authentication|group|lifetime|mode|set transform-set|set pfs|match address|crypto map(?= \S+$)|ip address(?!.* secondary)|nameif"
    r"|security-level|tunnel source|tunnel destination|(?:ikev1 )?pre-shared-key|set security-association lifetime (?:seconds|kilobytes)|description)(?= )"
)
"""What has one value: the last one counts."""


def _name(words: str) -> str:
    """Return what a line defines: a later one of that name takes its place."""
    if words.startswith("crypto isakmp key "):
        return f"key {words.partition(' address ')[2].split()[0]}"
    found = _SINGLE.match(words)
    return found[0] if found is not None else words


def typed_sections(lines: Sequence[TypedLine]) -> tuple[PrintedText, ...]:
    """Return what a device's lines make of its configuration, by heading; nothing where one of them is not understood."""
    reader = _Reader()
    if any(item.doubtful for item in lines) or not all(reader.line(item) for item in lines):
        return ()
    first = any(item.first for item in lines)
    sections = [
        one
        for one in reader.sections.values()
        if _whole(one, reader.sections) and (first or not one.head.startswith(_LISTS))
    ]
    if not any(one.head.startswith("crypto map ") for one in sections):
        return ()  # a correction of what is not shown
    return tuple(
        PrintedText(
            laid_out(one.rows(), one.place.line),
            one.place,
            Scope.SECTIONS,
            None if first and one.head.startswith(_BEGUN) else f"configure terminal typed {number}",
            unasked=False,
            saved=False,
        )
        for number, one in enumerate(sections)
    )


_LISTS = ("access-list ", "ip access-list ")
_BEGUN = ("crypto map ", *_LISTS)
"""What is new, all of it, where ISAKMP comes on."""
_OF_MAP = re.compile(r"crypto map (?P<entry>\S+ \d+) ")


def _whole(section: _Section, sections: dict[str, _Section]) -> bool:
    """Whether a section is all of what it is: of a crypto map entry the device says that it is new."""
    entry = _OF_MAP.match(section.head)
    if entry is None:
        return True
    head = f"crypto map {entry['entry']} "
    return any(one.new for one in sections.values() if one.head.startswith(head))

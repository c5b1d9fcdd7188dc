"""Parts of a running-config: how outputs that stand behind each other come apart, and how those of one device are put together.

``show running-config interface X`` prints a heading and an ``end`` of its own, as a whole configuration does.
``| section WORD`` prints the sections whose heading matches, and of any other section the lines that match, without
its heading: ``| section crypto`` the line `` crypto map NAME`` of an interface. Such a line belongs to nothing that
stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from fastparse.session import expand
from remediate.evidence.running import PrintedText
from remediate.model.observation import Source

__all__ = ["Sections", "apart", "joined"]

_BEGINNING = re.compile(r"^[ \t]*(?:hostname|version) \S", re.MULTILINE)
_HEADINGS = re.compile(r"^(?:Building configuration\b|Current configuration ?:)", re.MULTILINE)
_END = re.compile(r"^end[ \t]*$", re.MULTILINE)
_MARGIN = re.compile(
    r"^(?!end[ \t]*$|Building configuration\b|Current configuration ?:)[^\s!:]", re.MULTILINE
)
_HEADING = re.compile(r"Building configuration\b|Current configuration ?:")
_GOES_ON = re.compile(
    r"(?:interface|crypto|ip access-list|access-list|ip route|router|hostname|version|tunnel-group|object) "
)


class Output(NamedTuple):
    """One output of several that stand behind each other."""

    first: int
    """Line of the text that it begins at, from 0."""
    text: str
    alone: bool
    """Whether it is a part of a configuration: it has a heading, or others beside it, and no beginning."""


def apart(text: str, *, asked: bool) -> tuple[Output, ...]:
    """Take outputs apart. Behind an ``end`` one goes on only where no command was ``asked``: else that may be anything."""
    headings = [found.start() for found in _HEADINGS.finditer(text)]
    end = None if asked else _END.search(text)
    behind = bool(headings) and _MARGIN.search(text, 0, headings[-1]) is not None
    if not behind and not (end and text[end.end() :].strip()):
        alone = (bool(headings) and _one_section(text)) or (not asked and _crypto_alone(text))
        return (Output(0, text, alone),)
    lines = text.split("\n")
    starts = [0]
    told = ended = False
    for number, line in enumerate(lines):
        if _HEADING.match(line):
            if told:
                starts.append(number)
            told = ended = False
            continue
        if ended and not asked and _GOES_ON.match(line):
            starts.append(number)
        ended = told if line.rstrip() == "end" else ended and not line.strip(" \t!")
        told = told or bool(line.strip(" \t!"))
    if len(starts) == 1:
        return (Output(0, text, alone=False),)
    parts = [
        (start, "\n".join(lines[start:stop])) for start, stop in pairwise([*starts, len(lines)])
    ]
    return tuple(Output(start, part, _BEGINNING.search(part) is None) for start, part in parts)


def _one_section(text: str) -> bool:
    """Whether an output is that of ``show running-config interface X``: one heading at the margin, and no beginning."""
    if _BEGINNING.search(text) is not None:
        return False
    return sum(1 for _ in zip(_MARGIN.finditer(text), range(2), strict=False)) == 1


def _crypto_alone(text: str) -> bool:
    """Whether an output is that of ``| section crypto`` or ``show running-config crypto``: nothing else at the margin."""
    margin = [text.startswith("crypto ", found.start()) for found in _MARGIN.finditer(text)]
    return len(margin) > 1 and all(margin)


class Sections(NamedTuple):
    """Parts of one configuration, put together."""

    text: str
    parts: tuple[tuple[int, Source], ...]
    """(1-based line of the text, its place in the dumps)."""
    orphans: tuple[Source, ...]
    """Lines of sections whose headings are printed nowhere; marks stand for them in the text."""


def joined(sections: Iterable[PrintedText]) -> Sections:
    """Put sections of a configuration together; of two outputs of one command the later counts."""
    latest: dict[str, PrintedText] = {}
    for item in sections:
        name = expand(item.command) if item.command else f"{item.source.file}:{item.source.line}"
        latest.pop(name, None)
        latest[name] = item
    lines: list[str] = []
    parts: list[tuple[int, Source]] = []
    astray: list[tuple[str, Source]] = []
    for item in latest.values():
        parts.append((len(lines) + 1, item.source))
        own = [_AROUND.sub("!", line) for line in item.text.rstrip("\n").split("\n")]
        filtered = _filtered(item.command) or (item.command is None and _crypto_alone(item.text))
        for number in _orphans(own, filtered=filtered):
            place = Source(file=item.source.file, line=item.source.line + number)
            astray.append((own[number].strip(), place))
            own[number] = " !"
        lines += own
    shown = {line.strip() for line in lines if line[:1].isspace()} if astray else frozenset()
    orphans = [place for line, place in astray if line not in shown]
    return Sections("\n".join([*lines, ""]) if lines else "", tuple(parts), tuple(orphans))


_AROUND = re.compile(
    r"^(?:Building configuration\b|Current configuration ?:|end[ \t]*$|: end[ \t]*$).*"
)
"""What a device prints around an output: the first `end` would end the configuration that all of them make."""

_SECTION = re.compile(r"\|\s*se?c?(?:t(?:i(?:on?)?)?)?\s", re.IGNORECASE)


def _filtered(command: str | None) -> bool:
    """Whether a command prints sections by a word."""
    return command is not None and _SECTION.search(command) is not None


_FITTING = tuple(
    (re.compile(rf"(?:{child})"), tuple(headings))
    for child, *headings in (
        (r"(?:crypto map|tunnel|ip (?:mtu|tcp adjust-mss|access-group)|zone-member|ipv6 address) ", "interface "),
        (r"ip address [\dnd]|ip nat (?:inside|outside)\s*$", "interface "),
        (r"set ", "crypto map ", "crypto dynamic-map ", "crypto ipsec profile ", "route-map ", "class ", "policy-map "),
        (r"match address ", "crypto map ", "crypto dynamic-map ", "crypto ikev2 ", "crypto gdoi "),
        (r"match identity ", "crypto isakmp profile ", "crypto ikev2 profile "),
        (r"(?:\d+ )?(?:permit|deny) ", "ip access-list ", "ipv6 access-list ", "mac access-list "),
        (r"(?:encr|hash|authentication pre-share$|authentication rsa-sig$)", "crypto isakmp policy ", "crypto ikev2 "),
    )
)  # fmt: skip
"""What stands under some headings alone."""

_WITHOUT_MODE = (
    "crypto isakmp key ", "crypto isakmp enable", "crypto isakmp identity ", "crypto isakmp keepalive ",
    "crypto isakmp nat ", "crypto isakmp invalid-spi-recovery", "crypto isakmp aggressive-mode ",
    "crypto ipsec security-association ", "crypto ipsec df-bit ", "crypto ipsec fragmentation ",
    "crypto ipsec nat-transparency ", "crypto ikev2 dpd ", "crypto ikev2 nat ", "crypto ikev2 cookie-challenge ",
    "access-list ", "ip route ", "ip nat inside ", "ip nat outside ", "ip host ", "hostname ", "no ",
)  # fmt: skip
"""Headings that nothing stands under."""


def _orphans(lines: list[str], *, filtered: bool) -> list[int]:
    """Return the lines, from 0, of sections whose headings are not there.

    What stands before the first heading of a part; of one that was ``filtered`` by a word, what fits under no heading
    above it, and all that follows it up to the next heading.
    """
    found: list[int] = []
    heading: str | None = None
    astray = False
    for number, line in enumerate(lines):
        text = line.strip()
        if not text or text.startswith("!"):
            continue
        if not line[0].isspace():
            heading, astray = text, False
        elif heading is None or (filtered and (astray or not _fits(text, heading))):
            astray = True
            found.append(number)
    return found


def _fits(child: str, heading: str) -> bool:
    if heading.startswith(_WITHOUT_MODE):
        return False
    return all(
        heading.startswith(headings) for form, headings in _FITTING if form.match(child) is not None
    )

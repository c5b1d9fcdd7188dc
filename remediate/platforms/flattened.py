"""Running-configs whose indentation was lost on the way, as forums do: which line belongs to which section.

Where every line stands at the margin, a line belongs to the section above as far as it is one of its known commands (the
readers go by the same words). What belongs to none and can only be a part of one, or would be a section within a section,
tells that the reading may be wrong.
"""

from __future__ import annotations

import re

from fastparse.config_grammar import HEADS
from fastparse.reference.config import matches

__all__ = ["belongs", "is_flattened", "lost_layout", "out_of_place"]

_INDENTED = re.compile(r"^[ \t]+[^\s!:]", re.MULTILINE)
_PART = re.compile(
    r"(?:ip address (?:\d|dhcp|negotiated)|crypto map \S+\s*$|duplex |speed |negotiation auto|ip nat (?:in|out)side\s*$"
    r"|nameif \S+\s*$|security-level \d|tunnel (?:source|destination|protection|mode) "
    r"|set (?:peer|transform-set|pfs|ikev2-profile|isakmp-profile) |match (?:address|identity) |encr(?:yption)? \S"
    r"|hash \S+\s*$|authentication (?:pre-share|rsa-|remote |local )|(?:\d+ )?(?:permit|deny) |pre-shared-key "
    r"|nat \([^)]*,[^)]*\) (?!source|\d|after-auto))"
)
"""What is a part of a section, and no command by itself."""
_NESTING = ("crypto ikev2 keyring ",)
"""Headings of sections that hold sections: without indentation nothing tells which line is whose."""


def is_flattened(text: str) -> bool:
    """Whether no line is indented; a PIX up to 6.x prints none that is."""
    return _INDENTED.search(text) is None


def belongs(command: str, heading: str) -> bool:
    """Whether a line at the margin is one of the known commands of the section above."""
    head, words = heading.lower().encode().split(), command.lower().encode().split()
    for item in HEADS:
        if matches(item.start, head):
            return any(matches(inner, words) for inner in item.inside)
    return False


def out_of_place(command: str) -> bool:
    """Whether a line that belongs to no section above it is no command by itself, or heads sections within one."""
    return _PART.match(command) is not None or command.startswith(_NESTING)


_SPACED = 3
"""One line in so many is empty: devices print an empty line here and there."""


def lost_layout(text: str) -> str | None:
    """Return what became of a text's layout, by which a device shows what belongs to what; None where it is there."""
    lines = text.splitlines()
    found = []
    if is_flattened(text) and any(_PART.match(line) for line in lines):
        found.append("its indentation is lost")
    if sum(not line.strip() for line in lines) * _SPACED > len(lines):
        found.append("empty lines stand between its lines")
    return " and ".join(found) or None

"""Prompt lines and terminal dirt, in plain Python."""

from __future__ import annotations

import re
from array import array

__all__ = ["blank", "prompts", "ruled"]

_PROMPT = re.compile(
    rb"[ \t\r]*(?P<host>(?=[A-Za-z0-9])[A-Za-z0-9_.-]{1,64}(?:/[A-Za-z0-9_.-]{1,32}){0,3})"
    rb"(?:\([A-Za-z0-9_. :/~-]{1,40}\))?(?P<mark>[#>])"
)
_RULE = re.compile(rb"[ \t]*[-=*#!+]{3}")
_DIRT = re.compile(
    rb"[\x00\x08]"
    rb"|\x1b(?:\[[\x20-\x3f]{0,64}[\x40-\x7e]|\][^\x07\n]{0,256}\x07|[()][A-Za-z0-9]|[0-Z\\^-~]|)"
    rb"|<?-{2,5} ?More ?-{2,5}>?"
)


def prompts(data: bytes) -> array[int]:
    """Find the lines that look like prompts; six numbers each, as the compiled twin gives."""
    rows = array("q")
    at = 0
    for index, line in enumerate(data.split(b"\n")):
        found = _PROMPT.match(line)
        if found is not None:
            rows.extend(
                (at, at + found.start("host"), at + found.end("host"), at + found.start("mark"))
            )
            rows.extend((at + len(line), index))
        at += len(line) + 1
    return rows


def ruled(data: bytes) -> array[int]:
    """Return where the lines begin that open with blanks and at least three of ``-=*#!+``."""
    rows = array("q")
    at = 0
    for line in data.split(b"\n"):
        if _RULE.match(line):
            rows.append(at)
        at += len(line) + 1
    return rows


def blank(data: bytes) -> bytes | None:
    """Return a copy with the dirt blanked, None when there is nothing to blank."""
    clean, count = _DIRT.subn(lambda found: b" " * len(found[0]), data)
    return clean if count else None

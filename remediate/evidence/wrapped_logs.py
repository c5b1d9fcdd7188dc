"""Messages that a terminal broke at its edge, or that a page took apart with empty lines: together again, so that they are read.

Joined only where a text has no line beyond the edge, several that end there, and what is broken is a message, known by the time
or the name that begins it. Lines of a configuration are not joined: what a broken one says is no proof.
"""

from __future__ import annotations

import re

__all__ = ["unspaced", "unwrapped"]

_EDGE = 80
"""Columns of a terminal that nobody set."""
_LEAST = 2
_LINES = 5
_HEAD = 1 << 12
_MESSAGE = re.compile(
    rb"(?:\d{1,10}: )?[*.]?(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d|\d\d:\d\d:\d\d[.:]|\d+[ywd]\d+[wdh]: )"
    rb"|%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+:|\[IKEv1|IKEv2-"
)
_OWN = re.compile(rb"[\t!%*.]|  |[A-Za-z][\w./-]{0,62}(?:\([\w. :/~-]{1,40}\))?[#>]")
"""What begins a line of its own: deep blanks, a mark, a prompt."""


def unspaced(text: bytes) -> bytes:
    """Return a text with an empty line behind each line so that what stands in follows what it belongs to; others as they are."""
    if b"\n\n" not in text[:_HEAD] and b"\n\r\n" not in text[:_HEAD]:
        return text
    lines = text.split(b"\n")
    between = lines[1::2]
    empty = sum(1 for line in between if not line.strip())
    said = sum(1 for line in lines[0::2] if line.strip())
    if len(between) < _LINES or empty < len(between) or said * 2 < len(between):
        return text
    found: list[bytes] = []
    owed = 0
    for line in lines[0::2]:
        if line[:1] not in (b" ", b"\t"):
            found += [b""] * owed
            owed = 0
        found.append(line)
        owed += 1
    found += [b""] * owed
    return b"\n".join(found[: len(lines)])


def unwrapped(text: bytes) -> bytes:
    """Return a text in which messages are one line again; any other text as it is."""
    lines = text.split(b"\n")
    lengths = [len(line.rstrip(b"\r")) for line in lines]
    if max(lengths) != _EDGE or lengths.count(_EDGE) < _LEAST:
        return text
    found: list[bytes] = []
    owed = 0
    goes_on = False
    for line, length in zip(lines, lengths, strict=True):
        begins = _MESSAGE.match(line) is not None
        if goes_on and line.strip() and not begins and _OWN.match(line) is None:
            found[-1] = found[-1].rstrip(b"\r") + line
            owed += 1
        else:
            if not line[:1].isspace():  # what belongs to a message stays behind it
                found += [b""] * owed
                owed = 0
            found.append(line)
            goes_on = begins
        goes_on = goes_on and length == _EDGE
    return b"\n".join([*found, *[b""] * owed])

"""Messages that a terminal broke at its edge: joined again, so that they are read.

Only where a text has no line beyond the edge, several that end there, and what is broken is a message, known by the time
or the name that begins it. Lines of a configuration are not joined: what a broken one says is no proof.
"""

from __future__ import annotations

import re

__all__ = ["unwrapped"]

_EDGE = 80
"""Columns of a terminal that nobody set."""
_LEAST = 2
_MESSAGE = re.compile(
    rb"(?:\d{1,10}: )?[*.]?(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d|\d\d:\d\d:\d\d[.:]|\d+[ywd]\d+[wdh]: )"
    rb"|%[A-Z][A-Z0-9_]*(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+:|\[IKEv1|IKEv2-"
)
_OWN = re.compile(rb"[\t!%*.]|  |[A-Za-z][\w./-]{0,62}(?:\([\w. :/~-]{1,40}\))?[#>]")
"""What begins a line of its own: deep blanks, a mark, a prompt."""


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

"""The numbers that ``show running-config linenum`` prints before the lines: they are no part of the configuration."""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["unnumbered"]

_NUMBERED = re.compile(rb"^[ \t]*(\d{1,7}) :(?: |(?=\r?$))", re.MULTILINE)
_HEAD = 4096
"""Bytes among which the first number stands."""
_LEAST = 3
"""Lines below which a number and a colon are no numbering."""


def unnumbered(body: bytes) -> bytes:
    """Return an output without its line numbers; any other output as it is: the numbers rise from line to line."""
    if _NUMBERED.search(body, 0, _HEAD) is None:
        return body
    numbers = [int(found[1]) for found in _NUMBERED.finditer(body)]
    if len(numbers) < _LEAST or any(two <= one for one, two in pairwise(numbers)):
        return body
    return _NUMBERED.sub(b"", body)

"""What a filter's pattern surely finds, or may find, in a line: on any device, and in a moment.

A pattern comes out of a dump, so whoever wrote the dump chose it: what takes long to try is not tried, and neither is what
means other things to other devices. Both questions have their answer there: it is not sure, and it may be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["may_be_in", "surely_in"]

_LONGEST = 300
"""Letters of a pattern, and of what it is tried on: the longest names of devices have 241."""
_UNCLEAR = re.compile(
    r"\(\?|\\\w|\{|\[\^?\[|--|&&|~~"  # of other languages of patterns
    r"|\|\||^\||\|$|\(\||\|\)"  # nothing as an alternative
    r"|[)*+?][*+?]|(?:[*+?][^*+?]*){4}"  # long: a repeated group, four repeats
)
_END_OF_WORD = "(?:^|$|[ ,{}()])"
"""What a router takes ``_`` for (Cisco IOS Configuration Fundamentals, Regular Expressions)."""


def surely_in(pattern: str, words: str, *, router: bool) -> bool:
    """Whether a pattern matches every line that begins with some words, whatever follows: it is found within them.

    ``_`` is a letter to a firewall, and the end of a word to a router. Found as a letter it is enough for both: the router
    would print no line of such a name, and this is asked of what is printed. Found as the end of a word it is enough where
    only a ``router`` knows the filter: a firewall prints of map VPN for ``VPN_10`` just the line that names list VPN_10.
    """
    if "$" in pattern:  # what binds the end of a line is not found in its beginning
        return False
    read = _readings(pattern, words)
    return read is not None and any(
        one.search(words) is not None for one in (read if router else read[:1])
    )


def may_be_in(pattern: str, line: str) -> bool:
    """Whether a device may find a pattern in a line."""
    read = _readings(pattern, line)
    return read is None or any(one.search(line) is not None for one in read)


def _readings(pattern: str, words: str) -> list[re.Pattern[str]] | None:
    """Return what a pattern means, ``_`` as a letter first; None where that isn't clear or takes long to try."""
    if not pattern or max(len(pattern), len(words)) > _LONGEST or _UNCLEAR.search(pattern):
        return None
    try:
        return [re.compile(one) for one in _spellings(pattern)]
    except re.error:
        return None


def _spellings(pattern: str) -> Iterator[str]:
    yield pattern
    if "_" in pattern and "[" not in pattern and "\\" not in pattern:  # there it is a letter to all
        yield pattern.replace("_", _END_OF_WORD)

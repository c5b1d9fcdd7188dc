"""Parts of patterns: words, numbers and keys as the readers take them, legends and rules."""

from __future__ import annotations

import re

__all__ = ["BLANK", "COUNT", "LEGEND", "RULE", "WORD", "key", "pattern"]

BLANK = rb"[ \t\r]"
WORD = rb"(?>[^ \t\r]+)"
COUNT = rb"(?>[0-9]{1,20})(?![0-9])"
LEGEND = re.compile(rb"[A-Za-z0-9]{1,2}[ \t\r]+-[ \t\r]")
"""A line that explains letters, as in ``K - Keepalives``."""
RULE = re.compile(rb"[\-= \t\r]*")
"""A line of hyphens or equals signs."""


def key(text: bytes, *, colon: bool = True) -> bytes:
    """Return a pattern for what ``show_lines.after`` passes over."""
    behind = rb":(?!:)[ \t\r]*" if colon else rb"(?::(?!:)[ \t\r]*)?"
    words = text.replace(b" ", rb"[ \t\r]+")
    return rb"(?>(?:" + words + rb")(?![A-Za-z0-9_\-])\.?[ \t\r]*" + behind + rb")"


def pattern(*parts: bytes) -> re.Pattern[bytes]:
    """Return parts as one pattern in which letter case is ignored."""
    return re.compile(b"".join(parts), re.IGNORECASE)

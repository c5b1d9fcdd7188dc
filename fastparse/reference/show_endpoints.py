"""What the plain readers of newer outputs share: keys in patterns, ends of a tunnel, legends."""

from __future__ import annotations

import re

from fastparse.reference.show_lines import is_address, is_number

__all__ = ["BLANK", "COUNT", "LEGEND", "RULE", "WORD", "endpoint", "key", "pattern"]

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


def endpoint(text: bytes) -> int:
    """Return where the slash of ``address/port`` stands; -1 when the text is none."""
    at = text.rfind(b"/")
    return at if at > 0 and is_address(text[:at]) and is_number(text[at + 1 :]) else -1

"""In which encoding a dump was written, by its first bytes: terminal programs and editors on Windows choose their own."""

from __future__ import annotations

__all__ = ["HEAD", "MARK", "is_wide", "transcoded"]

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""First bytes of text in UTF-16."""

MARK = b"\xef\xbb\xbf"
"""What editors on Windows put before a text in UTF-8."""

HEAD = 1 << 10
"""Bytes that tell whether a text has two bytes a letter."""

_LEAST = 16
"""Bytes below which nothing tells it but the mark."""


def transcoded(data: bytes) -> bytes:
    """Return text in UTF-16 as UTF-8, any other as it is; without the mark that editors put before it."""
    encoding = _wide(data[:HEAD])
    if encoding is not None:
        data = data.decode(encoding, errors="replace").encode()
    return data.removeprefix(MARK)


def is_wide(head: bytes) -> bool:
    """Whether a text has two bytes a letter, by its beginning, with or without a mark."""
    return _wide(head) is not None


def _wide(head: bytes) -> str | None:
    if head[:2] in UTF_16:
        return "utf-16"
    if len(head) < _LEAST or b"\0" not in head:
        return None
    pairs = len(head) // 2
    high, low = head[1 : 2 * pairs : 2], head[: 2 * pairs : 2]
    for name, empty, full in (("utf-16-le", high, low), ("utf-16-be", low, high)):
        if empty.count(0) * 10 >= pairs * 9 and full.count(0) == 0:
            return name
    return None

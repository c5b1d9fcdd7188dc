"""Lines, words and columns: what the plain show-output readers share."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from fastparse.records import Columns

__all__ = [
    "BLANKS",
    "IPV4",
    "LIFETIME",
    "MOST_WORDS",
    "STATE",
    "STATUS",
    "Sink",
    "Word",
    "after",
    "is_address",
    "is_number",
    "lines",
    "past_blanks",
    "words",
]

BLANKS = b" \t\r"
MOST_WORDS = 24
"""No row that is understood has so many words."""
PROMPT = re.compile(rb"[A-Za-z0-9][A-Za-z0-9_.\-/:@()]*[#>]")
ECHO = re.compile(
    rb"show[ \t\r]|load[ \t\r]+for[ \t\r]|time[ \t\r]+source[ \t\r]+is[ \t\r]|--more--|<---[ \t\r]+more",
    re.IGNORECASE,
)
NUMBER = re.compile(rb"[0-9]{1,20}")
IPV4 = re.compile(rb"([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})")
IPV6 = re.compile(rb"[0-9A-Fa-f:.]{2,45}")
STATE = re.compile(rb"[A-Za-z][A-Za-z0-9_]*_[A-Za-z0-9_]*")
STATUS = re.compile(rb"[A-Za-z][A-Za-z\-]*")
LIFETIME = re.compile(rb"[0-9]{1,20}:[0-9]{1,20}:[0-9]{1,20}")

Word = tuple[int, int, bytes]


class Sink:
    """Collects columns; ``line`` is the line being read."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, int, int, int, int]] = []
        self.line = 0

    def put(self, record: int, field: int, start: int, end: int) -> None:
        """Add one value at the current line."""
        self.rows.append((record, int(field), start, end, self.line))

    def columns(self) -> Columns:
        """Return what was collected."""
        turned = zip(*self.rows, strict=True) if self.rows else ((), (), (), (), ())
        return Columns(*(array(code, column) for code, column in zip("iHIII", turned, strict=True)))


def lines(data: bytes, sink: Sink) -> Iterator[tuple[int, int, bytes]]:
    """Yield (start, end, text) of the lines that are neither blank nor a prompt or an echo."""
    start = 0
    for number, raw in enumerate(data.split(b"\n"), start=1):
        sink.line = number
        begin = start + len(raw) - len(raw.lstrip(BLANKS))
        text = raw.strip(BLANKS)
        start += len(raw) + 1
        if text and not PROMPT.match(text) and not ECHO.match(text):
            yield begin, begin + len(text), text


def words(start: int, text: bytes) -> list[Word]:
    """Split a line into (start, end, text) words."""
    return [
        (start + m.start(), start + m.end(), m.group()) for m in re.finditer(rb"[^ \t\r]+", text)
    ]


def after(key: bytes, text: bytes, *, colon: bool = False) -> int:
    """Return where the value begins after a key, its full stop and its colon; -1 without the key.

    A blank in the key stands for one or more; letter case is ignored.
    """
    pattern = re.escape(key).replace(rb"\ ", rb"[ \t\r]+")
    found = re.match(pattern + rb"(?![A-Za-z0-9_\-])", text, re.IGNORECASE)
    if not found:
        return -1
    at = found.end()
    if text[at : at + 1] == b".":
        at += 1
    at = past_blanks(text, at)
    if text[at : at + 1] == b":" and text[at + 1 : at + 2] != b":":
        return past_blanks(text, at + 1)
    return -1 if colon else at


def past_blanks(text: bytes, at: int) -> int:
    """Return the first place from ``at`` on that holds no blank."""
    while text[at : at + 1] and text[at] in BLANKS:
        at += 1
    return at


def is_number(text: bytes) -> bool:
    """Whether it is a decimal number of at most 20 digits."""
    return NUMBER.fullmatch(text) is not None


def is_address(text: bytes) -> bool:
    """Whether it is an IPv4 address, or made as an IPv6 address is."""
    quad = IPV4.fullmatch(text)
    if quad:
        return all(int(part) <= 255 for part in quad.groups())
    return text.count(b":") >= 2 and IPV6.fullmatch(text) is not None

"""What stands before each line of a text because of how it was taken down, and is none of the device's: taken away.

A terminal program's log puts the time of day before each line, a page of a forum the number of the line, a mail the marks
of a quotation. Lines stay lines, and what stands behind keeps its blanks.
"""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["unheaded"]

_CLOCK = rb"\d\d?:\d\d:\d\d(?:[.,]\d{1,6})?"
_DATE = rb"(?:\d{4}[-/]\d\d[-/]\d\d|\d\d[-/.]\d\d[-/.]\d{4})"
_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d"
_STAMPS = tuple(
    re.compile(rb"^" + form + rb"(?=[ \t\r]|$)", re.MULTILINE)
    for form in (
        rb"\[(?:" + _DATE + rb"[ T])?" + _CLOCK + rb"\]:?",
        rb"\[" + _DAY + rb" " + _CLOCK + rb"(?: \d{4})?\]:?",
        rb"\(" + _CLOCK + rb"\)",
        rb"<" + _CLOCK + rb">",
        _DATE + rb"[ T]" + _CLOCK + rb":?",
        _CLOCK,
    )
)
_TYPED = re.compile(
    rb"^[ \t]*[A-Za-z][\w./-]{0,62}(?:\([\w. :/~-]{1,40}\))?[#>] ?(?:sh|conf|deb|ter|ping|en|undeb|clear)[a-z]*\b",
    re.MULTILINE,
)
"""A prompt with a command, as no server's log of messages has one."""
_EMPTY = re.compile(rb"^[ \t]{0,4}! *\r?$", re.MULTILINE)
"""A line of a configuration that says nothing."""
_SEVERAL = 3
_OUTPUT = re.compile(
    rb"^[ \t]{0,4}(?:hostname \S+|: Saved|version \d+\.\d+|interface: \S+|dst +src +state.*)\r?$"
    rb"|^[ \t]{0,4}(?:[*.]?[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d[.:]|\d\d:\d\d:\d\d: |\d+[ywd]\d+[wdh]: )",
    re.MULTILINE,
)
"""What a device prints without a time before it, and messages that have the device's own."""

_TEXT = re.compile(rb"^(?=[^\r\n])", re.MULTILINE)
_LEAST = 5
"""Lines below which something before each of them is no form."""
_BLANKS = re.compile(rb"^[ \t]*(?=[^ \t\r\n])", re.MULTILINE)

_NUMBER = re.compile(rb"^[ \t]*(\d{1,6})([.:)|]?)(?=[ \t\r]|$)", re.MULTILINE)
_FIRST = frozenset(bytes((letter,)) for letter in b"[(<0123456789")
"""What such a text begins with."""
_HEAD = 1 << 12
"""Bytes in which the beginning of most lines shows whether any of this is worth a look."""


def unheaded(text: bytes, counts: Counter[str]) -> bytes:
    """Return a text without the times or numbers before its lines, counted; any other text as it is."""
    head = text[:_HEAD]
    if head.lstrip(b"\r\n")[:2] in _MARGINS:
        text = _dedented(text, counts)
        head = text[:_HEAD]
    if head.lstrip()[:1] not in _FIRST:
        return text
    for form in _STAMPS:
        if not _before_most(form, head):
            continue
        number = len(form.findall(text))
        rest = form.sub(b"", text)
        if number * 10 < len(_TEXT.findall(text)) * 9:
            continue
        session = _TYPED.search(rest) or _OUTPUT.search(rest)
        if session or len(_EMPTY.findall(rest)) >= _SEVERAL:
            counts["times before the lines"] += number
            return _moved(rest)
    return _unnumbered(text, counts) if _before_most(_NUMBER, head) else text


_MARGINS = (
    frozenset((b"  ", b" \t", b"\t ")) | {b"\t" + bytes((c,)) for c in range(33, 127)} | {b"\t\t"}
)


def _dedented(text: bytes, counts: Counter[str]) -> bytes:
    """Return a text of which all lines stand in, as a mail or a page sets them; one of sections alone stays."""
    blanks = min((len(found[0]) for found in _BLANKS.finditer(text)), default=0)
    if blanks < 2 and not text.lstrip(b"\r\n").startswith(b"\t"):  # a section stands in by one
        return text
    rest = _moved(text) if blanks else text
    if blanks and (_TYPED.search(rest) or _OUTPUT.search(rest)):
        counts["blanks before all lines"] += len(_TEXT.findall(text))
        return rest
    return text


def _before_most(form: re.Pattern[bytes], text: bytes) -> bool:
    lines = len(_TEXT.findall(text))
    return lines >= _LEAST and len(form.findall(text)) * 10 >= lines * 8


def _unnumbered(text: bytes, counts: Counter[str]) -> bytes:
    """Return a text without the numbers of its lines: they rise by one, and each line has one."""
    lines = text.split(b"\n")
    found = [_NUMBER.match(line) for line in lines]
    last = len(lines) - (found[-1] is None and not lines[-1].strip())
    numbered = [match for match in found[:last] if match is not None]
    if len(numbered) < last or len({match[2] for match in numbered}) != 1:
        return text
    first = int(numbered[0][1])
    if first > 1 or any(int(match[1]) != first + place for place, match in enumerate(numbered)):
        return text
    counts["numbers before the lines"] += last
    rest = [line[match.end() :] for line, match in zip(lines, numbered, strict=False)]
    return _moved(b"\n".join([*rest, *lines[last:]]))


def _moved(text: bytes) -> bytes:
    """Return a text moved left by the blanks that each of its lines has."""
    blanks = min((len(found[0]) for found in _BLANKS.finditer(text)), default=0)
    return re.sub(rb"(?m)^[ \t]{0,%d}" % blanks, b"", text) if blanks else text

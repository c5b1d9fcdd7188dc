"""Where a typed field may end, in plain Python."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from fastparse.template import PROXY_LIMIT, TEXT_LIMIT, WORD_LIMIT, Kind

__all__ = ["Candidate", "candidates"]

Candidate = tuple[int, int, int]
"""First byte of the value, byte after its last, and where the next part goes on."""

_BLANKS = b" \t\r\n"
_PUNCTUATION = b'.,;:!"'
_OCTET = rb"(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])"
_IP = re.compile(_OCTET + rb"(?:\." + _OCTET + rb"){3}(?![0-9])(?!\.[0-9])")
_HEXTETS = re.compile(rb"[0-9A-Fa-f:.]{2,64}(?![0-9A-Fa-f:.])")
_EXACT = {
    Kind.INT: re.compile(rb"-?[0-9]{1,20}(?![0-9])"),
    Kind.HEX: re.compile(rb"(?:0[xX])?[0-9A-Fa-f]{1,64}(?![0-9A-Za-z_])"),
    Kind.NUM: re.compile(rb"0[xX][0-9A-Fa-f]{1,64}(?![0-9A-Za-z_])|[0-9]{1,20}(?![0-9xX])"),
}
_PROXY = re.compile(rb"[0-9A-Fa-f:.]+/[0-9.]+/[0-9]+/[0-9]+(?![0-9])")
_RUNS = {Kind.WORD: re.compile(rb"[^ \t\r\n]*"), Kind.NAME: re.compile(rb"[A-Za-z0-9_./:-]*")}


def candidates(kind: Kind, data: bytes, at: int, limit: int) -> Iterator[Candidate]:
    """Yield the ends that a field of ``kind`` may have when it begins ``at``, the best first.

    Nothing before ``limit`` is left out and nothing behind it taken; what follows a number is
    looked at beyond it.
    """
    if kind is Kind.IP:
        yield from _ip(data, at, limit)
    elif kind is Kind.ADDR:
        yield from _addr(data, at, limit)
    elif kind in _EXACT:
        found = _EXACT[kind].match(data, at)
        if found is not None and found.end() <= limit:
            yield at, found.end(), found.end()
    elif kind in _RUNS:
        yield from _word(_RUNS[kind], data, at, limit)
    elif kind is Kind.PROXY:
        found = _PROXY.match(data, at)
        if found is not None and found.end() <= min(limit, at + PROXY_LIMIT):
            yield at, found.end(), found.end()
    elif kind is Kind.SET:
        yield from _set(data, at, limit)
    elif kind is Kind.REST:
        yield from _rest(data, at, limit)
    else:
        yield from _text(data, at, limit)


def _trim(data: bytes, start: int, end: int) -> tuple[int, int]:
    value = data[start:end]
    start += len(value) - len(value.lstrip(_BLANKS))
    return start, max(start, start + len(value.strip(_BLANKS)))


def _ip(data: bytes, at: int, limit: int) -> Iterator[Candidate]:
    found = _IP.match(data, at)
    if found is not None and found.end() <= limit:
        yield at, found.end(), found.end()


def _addr(data: bytes, at: int, limit: int) -> Iterator[Candidate]:
    four = list(_ip(data, at, limit))
    yield from four
    run = _HEXTETS.match(data, at)
    if four or run is None or run.end() > limit:
        return
    text = run[0].rstrip(b".")
    if text.endswith(b":") and not text.endswith(b"::"):
        text = text[:-1]
    end = at + len(text)
    if data[end : end + 1].isalnum() or len(text) > 45:
        return
    try:
        ipaddress.IPv6Address(text.decode("ascii"))
    except ValueError:
        return
    yield at, end, end


def _word(run: re.Pattern[bytes], data: bytes, at: int, limit: int) -> Iterator[Candidate]:
    """Yield the longest value first, then with ever more of the punctuation behind it skipped.

    Then comes the next shorter value, and so on.
    """
    whole = run.match(data, at, min(limit, at + WORD_LIMIT))[0]  # type: ignore[index]  # may be empty
    for length in range(len(whole), 0, -1):
        if whole[length - 1] in _PUNCTUATION:
            continue
        yield at, at + length, at + length
        for skipped in range(length, len(whole)):
            if whole[skipped] not in _PUNCTUATION:
                break
            yield at, at + length, at + skipped + 1


def _set(data: bytes, at: int, limit: int) -> Iterator[Candidate]:
    inside = data[at + 1 : min(limit, at + WORD_LIMIT)]
    close = inside.find(b"}")
    if data[at : at + 1] != b"{" or at >= limit or close < 0:
        return
    inside = inside[:close]
    if b"{" not in inside and inside.count(b"\n") <= 1:
        yield *_trim(data, at + 1, at + 1 + close), at + close + 2


def _rest(data: bytes, at: int, limit: int) -> Iterator[Candidate]:
    line = data[at:limit].split(b"\n", 1)[0]
    for length in range(len(line.rstrip(_BLANKS)), 0, -1):
        start, end = _trim(data, at, at + length)
        if start < end:
            yield start, end, at + length


def _text(data: bytes, at: int, limit: int) -> Iterator[Candidate]:
    for end in range(at + 1, min(limit, at + TEXT_LIMIT) + 1):
        if data.count(b"\n", at, end) > 1:
            return
        start, last = _trim(data, at, end)
        if start < last:
            yield start, last, end

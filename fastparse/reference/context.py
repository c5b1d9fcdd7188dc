"""Timestamps, relay headers and message contexts, in plain Python."""

from __future__ import annotations

import re

from fastparse.hits import Timestamp
from fastparse.template import LEAD, Context

__all__ = ["Captured", "before", "timestamp"]

Captured = list[tuple[str, int, int]]
"""Fields with the positions of their first and after their last byte."""

_DATE = (
    rb"[*.]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[ \t]+[0-9]{1,2}"
    rb"(?:[ \t]+[0-9]{4}(?=[ \t]))?[ \t]+[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    rb"(?:[ \t]+[a-z]{2,5}(?=[ \t]*:))?"
)
_ISO = (
    rb"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    rb"(?:z|[+-][0-9]{2}:?[0-9]{2})?"
)
_UPTIME = rb"(?:[0-9]{1,5}[ywdh]){1,4}"
_CLOCK = rb"[*.]?[0-9]{1,3}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
_STAMP = (
    rb"(?:(?P<full>" + _DATE + rb"|" + _ISO + rb")[ \t]*(?P<colon>:?)"
    rb"|(?P<short>" + _UPTIME + rb"|" + _CLOCK + rb")[ \t]*:)"
)
_STAMP_RE = re.compile(_STAMP, re.IGNORECASE)
_PLAIN_STAMP = re.sub(rb"\(\?P<[a-z]+>", b"(?:", _STAMP)
_SEQUENCE = rb"[0-9]{1,10}:(?=[ \t]|\Z)"
_SEQUENCE_RE = re.compile(_SEQUENCE + rb"[ \t]*")
_NAME = rb"(?P<host>[A-Za-z0-9][A-Za-z0-9_.-]{0,63})(?![A-Za-z0-9_.-])"
_ORIGIN_RE = re.compile(_NAME + rb":[ \t]+(?=" + _PLAIN_STAMP + rb")", re.IGNORECASE)
_QUAD = rb"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![A-Za-z0-9_.-])"
_HOST_RE = re.compile(
    _NAME
    + rb"(?:[ \t]*:[ \t]*(?=%|"
    + _SEQUENCE
    + rb"|"
    + _PLAIN_STAMP
    + rb")|[ \t]+(?=%|"
    + _SEQUENCE
    + rb"|"
    + _PLAIN_STAMP
    + rb"))",
    re.IGNORECASE,
)
_ADDRESS_RE = re.compile(rb"(?P<host>" + _QUAD + rb")[ \t]*(?::[ \t]*)?")
_BLANK_RE = re.compile(rb"[ \t]*")
_OPENING_RE = re.compile(rb'[ \t\r]*"?[ \t]*(?:<[0-9]{1,3}>)?[ \t]*')


def timestamp(line: bytes) -> Timestamp:
    """Read what a line opens with: sequence number, time, relaying host.

    Returns the time as printed (the device's own where a relay put one before it), the host of
    a relayed line, and how many bytes they take with the blanks after them; ``(None, None, 0)``
    for a line that doesn't open with a time.
    """
    at = _OPENING_RE.match(line).end()  # type: ignore[union-attr]  # it matches an empty line too
    time: bytes | None = None
    host: bytes | None = None
    length = 0
    for _ in range(2):
        if found := _SEQUENCE_RE.match(line, at):
            at = found.end()
        if host is None and (found := _ORIGIN_RE.match(line, at)):
            host_here, after = found["host"], found.end()
        else:
            host_here, after = host, at
        stamp = _STAMP_RE.match(line, after)
        if stamp is None:
            break
        host = host_here
        time = stamp["full"] or stamp["short"]
        at = _BLANK_RE.match(line, stamp.end()).end()  # type: ignore[union-attr]  # may be empty
        if (
            host is None
            and stamp["full"]
            and not stamp["colon"]
            and (found := _HOST_RE.match(line, at) or _ADDRESS_RE.match(line, at))
        ):
            host, at = found["host"], found.end()
            if found := _SEQUENCE_RE.match(line, at):
                at = found.end()
        length = at
    if time is None:
        return None, None, 0
    return time.decode("ascii"), None if host is None else host.decode("ascii"), length


_GAP = rb"[ \t\r]*+\n?[ \t\r]*+\Z"
_G = rb"[ \t]*+"
_ISAKMP_RE = re.compile(
    rb"isakmp(?:-[a-z]{1,10})?" + _G + rb"(:?)" + _G + rb"(?:\(([0-9a-z:._/-]{1,40})\))?" + _G
    + rb"([:;]?)" + _GAP,
    re.IGNORECASE,
)  # fmt: skip
_IPSEC_RE = re.compile(
    rb"i?psec" + _G + rb"(?:\(([0-9a-z_.-]{1,64})\)" + _G + rb"[:;]|:" + _G
    + rb"\(session id = [0-9]{1,10}\)" + _G + rb"\(([0-9a-z_.-]{1,64})\)" + _G + rb"[:;]?)" + _GAP,
    re.IGNORECASE,
)  # fmt: skip
_IKEV2_RE = re.compile(
    rb"ikev2(?:-[a-z]{1,10}(?:-[0-9]{1,2})?)?" + _G + rb"(:?)" + _G
    + rb"(?:\(([0-9a-z =,:._-]{1,64})\))?" + _G + rb"(:?)" + _G + rb"%?" + _GAP,
    re.IGNORECASE,
)  # fmt: skip
_GAP_RE = re.compile(_GAP)
_IKE_TAG_RE = re.compile(rb"\[ike(?:v[12])?(?: [a-z]{1,12})?\]:?\Z", re.IGNORECASE)
_ASA_TAG_RE = re.compile(rb"%(?:asa|pix|ftd)(?:-[a-z]{1,16})?-[0-7]-([0-9]{6}):\Z", re.IGNORECASE)
_TOKEN_RE = re.compile(rb"[A-Za-z0-9_|-]{1,80}\Z")
_ASA_KEYS = (("peer", b"ip = "), ("username", b"username = "), ("group", b"group = "))
_VALUE_LIMIT = 128


def before(context: Context, data: bytes, body: int, bare: bool) -> tuple[int, Captured] | None:
    """Look for ``context`` right before ``body``; return where the message starts, and fields.

    With ``bare`` the text may also open its line, after blanks and a timestamp.
    """
    floor = max(0, body - LEAD)
    found = _READERS[context](data[floor:body])
    if found is not None:
        start, fields = found
        return floor + start, [(name, floor + a, floor + b) for name, a, b in fields]
    if not bare:
        return None
    line = data.rfind(b"\n", floor, body) + 1
    if line == 0 and floor > 0:
        return None
    line = max(line, floor)
    head = data[line : body + 1]
    length = timestamp(head)[2] or len(head) - len(head.lstrip(b" \t\r"))
    return (body, []) if line + length == body else None


def _isakmp(window: bytes) -> tuple[int, Captured] | None:
    for found in _searches(_ISAKMP_RE, window):
        if found[1] or found[3] or found[2] is not None:
            return found.start(), [] if found[2] is None else [("connection", *found.span(2))]
    return None


def _ipsec(window: bytes) -> tuple[int, Captured] | None:
    found = _IPSEC_RE.search(window)
    if found is None:
        return None
    return found.start(), [("function", *found.span(1 if found[1] is not None else 2))]


def _ikev2(window: bytes) -> tuple[int, Captured] | None:
    for found in _searches(_IKEV2_RE, window):
        if found[1] or found[3]:
            number = re.search(rb"[0-9]+", found[2] or b"")
            if number is None:
                return found.start(), []
            start = found.start(2) + number.start()
            return found.start(), [("session", start, start + len(number[0]))]
    return None


def _searches(pattern: re.Pattern[bytes], window: bytes) -> list[re.Match[bytes]]:
    found = pattern.search(window)
    return [] if found is None else [found]


def _ungap(window: bytes) -> bytes:
    return window[: _GAP_RE.search(window).start()]  # type: ignore[union-attr]  # may be empty


def _asa(window: bytes) -> tuple[int, Captured] | None:
    fields: Captured = []
    rest = window
    for name, key in _ASA_KEYS:
        head = _ungap(rest)
        if not head.endswith(b","):
            break
        end = len(head) - 1
        at = head.lower().rfind(key, max(0, end - _VALUE_LIMIT - len(key)), end)
        start = at + len(key)
        value = head[start:end]
        if at < 0 or not value or b"\n" in value or b"\r" in value:
            continue
        if name == "peer" and not re.fullmatch(rb"[0-9A-Fa-f.:]+", value):
            continue
        if at > 0 and re.match(rb"[A-Za-z0-9_]", head[at - 1 : at]):
            continue
        fields.insert(0, (name, start, end))
        rest = head[:at]
    head = _ungap(rest)
    tagged = _IKE_TAG_RE.search(head)
    if tagged is not None:
        rest = head[: tagged.start()]
        head = _ungap(rest)
    numbered = _ASA_TAG_RE.search(head)
    if numbered is not None:
        rest = head[: numbered.start()]
        fields.append(("msgid", *numbered.span(1)))
    if not fields and tagged is None:
        return None
    return len(rest), fields


def _syslog(window: bytes) -> tuple[int, Captured] | None:
    head = _ungap(window)
    if not head.endswith(b":"):
        return None
    token = _TOKEN_RE.search(head[:-1])
    if token is None:
        return None
    pieces = token[0].split(b"-")
    graded = any(re.fullmatch(rb"[0-7]", piece) for piece in pieces[1:-1])
    if not graded or not all(pieces) or not token[0][:1].isalpha():
        return None
    start = token.start()
    mark = head[start - 1 : start] if start else b""
    if mark == b"%":
        start -= 1
    elif (mark and mark not in b" \t\r\n:") or (start == 0 and len(window) == LEAD):
        return None
    return start, [("mnemonic", *token.span())]


_READERS = {
    Context.ISAKMP: _isakmp,
    Context.IPSEC: _ipsec,
    Context.IKEV2: _ikev2,
    Context.ASA: _asa,
    Context.SYSLOG: _syslog,
}

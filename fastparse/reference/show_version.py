"""``show version`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re

from fastparse.records import Columns, Field
from fastparse.reference.show_lines import Sink, after, is_number, lines, past_blanks, words

__all__ = ["version"]

RELEASES = (
    (b"cisco ios xe software, version", Field.XE_RELEASE),
    (b"cisco pix firewall version", Field.PIX_RELEASE),
    (b"cisco pix security appliance software version", Field.PIX_RELEASE),
    (b"cisco adaptive security appliance software version", Field.ASA_RELEASE),
)
RELEASE_FIELDS = {Field.XE_RELEASE, Field.PIX_RELEASE, Field.ASA_RELEASE, Field.IOS_RELEASE}


def version(data: bytes) -> Columns:
    """Read ``show version``; lines about other things are passed over."""
    sink = Sink()
    seen: set[Field] = set()
    first: tuple[int, int, int] | None = None
    for start, end, text in lines(data, sink):
        first = first or (start, end, sink.line)
        for field, begin, stop in _version_line(text):
            if field not in seen:
                seen.add(field)
                sink.put(0, field, start + begin, start + stop)
    if first and not seen & RELEASE_FIELDS:
        sink.rows.append((-1, int(Field.NO_RELEASE), *first))
    return sink.columns()


def _version_line(text: bytes) -> list[tuple[Field, int, int]]:
    for key, field in RELEASES:
        at = after(key, text)
        if at >= 0:
            return _upto(field, text, at)
    if after(b"cisco ios software", text) >= 0 or after(b"ios (tm)", text) >= 0:
        comma = text.lower().find(b", version ")
        if comma < 0:
            return []
        value = _upto(Field.IOS_RELEASE, text, past_blanks(text, comma + 10))
        return [(Field.SOFTWARE, 0, comma), *value] if value else []
    at = after(b"hardware", text, colon=True)
    if at >= 0:
        return _upto(Field.HARDWARE, text, at)
    quoted = re.match(
        rb'system[ \t\r]+image[ \t\r]+file[ \t\r]+is[ \t\r]*"([^"]+)"', text, re.IGNORECASE
    )
    if quoted:
        return [(Field.IMAGE, *quoted.span(1))]
    ws = words(0, text)
    w = [word.lower() for _, _, word in ws]
    if len(w) > 2 and (w[1:3] == [b"uptime", b"is"] or (w[1] == b"up" and is_number(w[2]))):
        return [(Field.HOSTNAME, *ws[0][:2])]
    if len(w) > 2 and w[0] == b"cisco" and w[2].startswith(b"("):
        return [(Field.HARDWARE, *ws[1][:2])]
    return []


def _upto(field: Field, text: bytes, at: int) -> list[tuple[Field, int, int]]:
    """Take a value up to the next comma or blank."""
    value = re.match(rb"[^ \t\r,]*", text[at:])
    size = len(value.group()) if value else 0
    return [(field, at, at + size)] if size else []

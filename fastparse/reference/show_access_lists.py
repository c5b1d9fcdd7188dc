"""``show access-lists`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re

from fastparse.records import Columns, Field
from fastparse.reference.show_lines import MOST_WORDS, Sink, Word, is_number, lines, words

__all__ = ["access_lists"]

ACTIONS = {b"permit", b"deny", b"remark", b"evaluate", b"dynamic"}
FAMILIES = {b"ip", b"ipv6", b"mac"}
HASH = re.compile(rb"0x[0-9a-f]{1,8}")
HITS = re.compile(rb"\(hitcnt=([0-9]{1,20})\)")

Span = tuple[int, int]


def access_lists(data: bytes) -> Columns:
    """Read ``show (ip) access-lists`` of IOS and ``show access-list`` of PIX and ASA."""
    walk = _AccessLists()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, text)
        if reason is not None:
            walk.sink.put(-1, reason, start, end)
    return walk.sink.columns()


class _AccessLists:
    """State of one walk over access lists."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.reading = ""
        self.name = b""
        self.last = b""

    def open(self, name: Word, reading: str) -> None:
        """Begin a list."""
        self.record += 1
        self.name, self.reading, self.last = name[2], reading, b""
        self.sink.put(self.record, Field.LIST_NAME, *name[:2])

    def line(self, start: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        ws = words(start, text)
        w = [word.lower() for _, _, word in ws]
        if w[0] == b"access-list":
            return self.firewall_line(ws, w)
        if w[0] == b"alert-interval":
            return None
        reason: Field | None
        for family in (1, 0):
            if w[family + 1 : family + 3] == [b"access", b"list"] and w[family] in FAMILIES:
                reason = self.heading(ws, w, family)
                break
        else:
            reason = self.entry(ws, w)
        if reason is Field.NOT_UNDERSTOOD and self.reading == "ios":
            self.reading = ""  # it may have been a heading: the entries that follow have no list
        return reason

    def heading(self, ws: list[Word], w: list[bytes], family: int) -> Field | None:
        """Read an IOS heading: kind, family, name, and what may stand behind it."""
        name, rest = family + 3, w[family + 4 :]
        note = b" ".join(rest)
        noted = note.startswith(b"(") and note.endswith(b")") and len(note) > 2
        if name >= len(w) or len(w) > MOST_WORDS:
            return Field.NOT_UNDERSTOOD
        if rest and not noted and rest not in ([b"in"], [b"out"]):
            return Field.NOT_UNDERSTOOD
        self.open(ws[name], "ios")
        if family:
            self.sink.put(self.record, Field.LIST_KIND, *ws[0][:2])
        self.sink.put(self.record, Field.LIST_FAMILY, *ws[family][:2])
        if noted:
            self.sink.put(self.record, Field.LIST_NOTE, ws[name + 1][0] + 1, ws[-1][1] - 1)
        return None

    def entry(self, ws: list[Word], w: list[bytes]) -> Field | None:
        """Read an IOS entry."""
        number = ws[0] if is_number(w[0]) else None
        first = 1 if number else 0
        if len(w) < first + 2 or w[first] not in ACTIONS:
            return Field.NOT_UNDERSTOOD
        if self.reading != "ios":
            return Field.STRAY
        stop = len(w)
        if not number and stop > first + 3 and w[-2] == b"sequence" and is_number(w[-1]):
            number = ws[-1]
            stop -= 2
        hits = None
        if stop > first + 3 and w[stop - 1] in {b"match)", b"matches)"}:
            at, until, count = ws[stop - 2]
            if count.startswith(b"(") and is_number(count[1:]):
                hits = (at + 1, until)
                stop -= 2
        self.put(
            (ws[first][0], ws[stop - 1][1]),
            {Field.ENTRY_SEQUENCE: number[:2] if number else None},
            {Field.ENTRY_HITS: hits},
        )
        return None

    def put(
        self, body: Span, before: dict[Field, Span | None], behind: dict[Field, Span | None]
    ) -> None:
        """Write an entry: its body, and what stands before and behind it."""
        for values in ({Field.ENTRY: body}, before, {Field.ENTRY_BODY: body}, behind):
            for field, span in values.items():
                if span:
                    self.sink.put(self.record, field, *span)

    def firewall_line(self, ws: list[Word], w: list[bytes]) -> Field | None:
        """Read a PIX or ASA line."""
        if w[1:3] == [b"cached", b"acl"]:
            return None
        if len(w) < 3:
            return Field.NOT_UNDERSTOOD
        if w[1].endswith(b";") and len(w[1]) > 1 and is_number(w[2]):
            self.firewall_heading(ws[: MOST_WORDS + 1], w[: MOST_WORDS + 1])
            return None
        at, number, kind = 2, None, None
        if w[2] == b"line":
            if len(w) < 4 or not is_number(w[3]):
                return Field.NOT_A_NUMBER
            at, number = 4, ws[3]
        if len(w) > at and w[at] in {b"extended", b"standard"}:
            kind = ws[at]
            at += 1
        if len(w) < at + 2 or w[at] not in ACTIONS:
            return Field.MISSHAPEN_ROW
        stop = len(w)
        behind: dict[Field, Span | None] = {}
        reason: Field | None = None
        if w[at] != b"remark":
            stop = _body_end(w, at + 1)
            behind, reason = _tail(ws[stop:])
        if self.reading != "firewall" or self.name != ws[1][2]:
            self.open(ws[1], "firewall")
        element = number is not None and number[2] == self.last
        self.last = number[2] if number else b""
        body = (ws[at][0], ws[stop - 1][1])
        before = {
            Field.ENTRY_SEQUENCE: number[:2] if number else None,
            Field.ENTRY_KIND: kind[:2] if kind else None,
            Field.ENTRY_ELEMENT: body if element else None,
        }
        self.put(body, before, behind)
        return reason

    def firewall_heading(self, ws: list[Word], w: list[bytes]) -> None:
        """Read ``access-list NAME; N elements; name hash: 0x…``."""
        start, end, name = ws[1]
        self.open((start, end - 1, name[:-1]), "firewall")
        self.sink.put(self.record, Field.LIST_ELEMENTS, *ws[2][:2])
        if w[-2] == b"hash:" and HASH.fullmatch(w[-1]):
            self.sink.put(self.record, Field.LIST_HASH, *ws[-1][:2])


def _body_end(w: list[bytes], first: int) -> int:
    """Return the index of the word that ends a body: its hits, its state or its hash."""
    for i in range(first, len(w)):
        if w[i].startswith(b"(hitcnt=") or w[i] == b"(inactive)":
            return i
    return len(w) - 1 if len(w) > first + 1 and HASH.fullmatch(w[-1]) else len(w)


def _tail(ws: list[Word]) -> tuple[dict[Field, Span | None], Field | None]:
    """Read what stands behind the body of a PIX or ASA entry; the first failure is the reason."""
    found: dict[Field, Span] = {}
    reason: Field | None = None
    for start, end, word in ws:
        low = word.lower()
        hits = HITS.fullmatch(low)
        if hits:
            found[Field.ENTRY_HITS] = (start + hits.start(1), start + hits.end(1))
        elif low.startswith(b"(hitcnt="):
            reason = reason or Field.NOT_A_NUMBER
        elif low == b"(inactive)":
            found[Field.ENTRY_INACTIVE] = (start, end)
        elif HASH.fullmatch(low):
            found[Field.ENTRY_HASH] = (start, end)
        else:
            reason = reason or Field.NOT_UNDERSTOOD
    order = (Field.ENTRY_HITS, Field.ENTRY_INACTIVE, Field.ENTRY_HASH)
    return {field: found.get(field) for field in order}, reason

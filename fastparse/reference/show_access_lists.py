"""``show access-lists`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

from fastparse.records import Columns, Field
from fastparse.reference.show_lines import Sink, Word, is_number, lines, words

__all__ = ["access_lists"]

ACTIONS = {b"permit", b"deny", b"remark", b"evaluate", b"dynamic"}


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
        self.name: bytes | None = None
        self.firewall = False
        self.last = b""

    def open(self, name: Word, kind: Word | None, *, firewall: bool) -> None:
        """Begin a list."""
        self.record += 1
        self.name, self.firewall, self.last = name[2], firewall, b""
        self.sink.put(self.record, Field.LIST_NAME, *name[:2])
        if kind:
            self.sink.put(self.record, Field.LIST_KIND, *kind[:2])

    def line(self, start: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        ws = words(start, text)
        w = [word.lower() for _, _, word in ws]
        if w[0] == b"access-list":
            return self.firewall_line(ws, w)
        if w[0] == b"alert-interval":
            return None
        if len(w) >= 5 and w[1] in {b"ip", b"ipv6", b"mac"} and w[2:4] == [b"access", b"list"]:
            name, rest = 4, w[5:]
        elif len(w) >= 4 and w[:3] == [b"ipv6", b"access", b"list"]:
            name, rest = 3, w[4:]
        else:
            return self.entry(ws, w)
        if rest and not rest[0].startswith(b"("):
            return Field.NOT_UNDERSTOOD
        self.open(ws[name], ws[0], firewall=False)
        return None

    def entry(self, ws: list[Word], w: list[bytes]) -> Field | None:
        """Read an IOS entry."""
        number = ws[0] if is_number(w[0]) else None
        first = 1 if number else 0
        if len(w) < first + 2 or w[first] not in ACTIONS:
            return Field.NOT_UNDERSTOOD
        if self.name is None or self.firewall:
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
        self.put(ws[first][0], ws[stop - 1][1], number=number, hits=hits)
        return None

    def put(
        self,
        start: int,
        end: int,
        *,
        number: Word | None,
        hits: tuple[int, int] | None,
        kind: Word | None = None,
        element: bool = False,
    ) -> None:
        """Write an entry."""
        self.sink.put(self.record, Field.ENTRY, start, end)
        if number:
            self.sink.put(self.record, Field.ENTRY_SEQUENCE, *number[:2])
        if kind:
            self.sink.put(self.record, Field.ENTRY_KIND, *kind[:2])
        if element:
            self.sink.put(self.record, Field.ENTRY_ELEMENT, start, end)
        self.sink.put(self.record, Field.ENTRY_BODY, start, end)
        if hits:
            self.sink.put(self.record, Field.ENTRY_HITS, *hits)

    def firewall_line(self, ws: list[Word], w: list[bytes]) -> Field | None:
        """Read a PIX or ASA line."""
        if w[1:3] == [b"cached", b"acl"]:
            return None
        if len(w) < 3:
            return Field.NOT_UNDERSTOOD
        if w[1].endswith(b";") and len(w[1]) > 1 and is_number(w[2]):
            start, end, name = ws[1]
            self.open((start, end - 1, name[:-1]), None, firewall=True)
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
        stop, hits = len(w), None
        if w[at] != b"remark":
            for i in range(at + 1, len(w)):
                if w[i].startswith(b"(hitcnt="):
                    count = w[i][8:-1]
                    if w[i].endswith(b")") and is_number(count):
                        hits = (ws[i][0] + 8, ws[i][1] - 1)
                    stop = i
                    break
                if w[i] == b"(inactive)":
                    stop = i
                    break
        if not self.firewall or self.name != ws[1][2]:
            self.open(ws[1], None, firewall=True)
        element = number is not None and number[2] == self.last
        self.last = number[2] if number else b""
        self.put(ws[at][0], ws[stop - 1][1], number=number, hits=hits, kind=kind, element=element)
        return None

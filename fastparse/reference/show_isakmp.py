"""``show crypto isakmp sa`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re

from fastparse.records import Columns, Field
from fastparse.reference.show_lines import (
    BLANKS,
    LIFETIME,
    MOST_WORDS,
    STATE,
    STATUS,
    Sink,
    Word,
    after,
    is_address,
    is_number,
    lines,
    past_blanks,
    words,
)

__all__ = ["isakmp_sa"]

ISAKMP_PHRASES = (
    b"there are no", b"ikev1 sas", b"ikev2 sas", b"isakmp sas", b"codes",
    b"ipv4 crypto isakmp sa", b"ipv6 crypto isakmp sa",
    b"k - keepalives", b"t - ctcp", b"x - ike", b"n - nat", b"psk - preshared", b"renc - rsa",
)  # fmt: skip
ISAKMP_TOTALS = (
    (b"total ike sa", Field.TOTAL_SAS),
    (b"total", Field.TOTAL),
    (b"embryonic", Field.EMBRYONIC),
    (b"active sa", Field.ACTIVE_SAS),
    (b"rekey sa", Field.REKEY_SAS),
    (b"active isakmp sa's", Field.ACTIVE_SAS),
    (b"standby isakmp sa's", Field.STANDBY_SAS),
    (b"currently being negotiated isakmp sa's", Field.NEGOTIATING_SAS),
    (b"dead isakmp sa's", Field.DEAD_SAS),
)
ISAKMP_KEYS = (
    (b"dst", Field.DESTINATION),
    (b"src", Field.SOURCE),
    (b"state", Field.STATE),
    (b"conn-id", Field.CONNECTION),
    (b"slot", Field.SLOT),
    (b"status", Field.STATUS),
    (b"type", Field.TYPE),
    (b"role", Field.ROLE),
    (b"rekey", Field.REKEY),
    (b"encrypt", Field.ENCRYPTION),
    (b"hash", Field.HASH),
    (b"auth", Field.AUTHENTICATION),
    (b"lifetime remaining", Field.LIFETIME_REMAINING),
    (b"lifetime", Field.LIFETIME),
)
FLAT = (
    Field.ORDINAL, Field.PEER, Field.TYPE, Field.ROLE, Field.REKEY, Field.STATE,
    Field.ENCRYPTION, Field.HASH, Field.AUTHENTICATION, Field.LIFETIME,
)  # fmt: skip


def _key(text: bytes) -> tuple[Field, int] | None:
    """Return the key that begins a text, and where its value begins."""
    for key, field in ISAKMP_KEYS:
        value = after(key, text, colon=True)
        if value >= 0:
            return field, value
    return None


class _Isakmp:
    """State of one walk over ``show crypto isakmp sa``."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.heading = ""
        self.missing: set[Field] = set()
        self.head = (0, 0, 0)
        self.block = False
        self.detail = False

    def close(self) -> None:
        """End a block of ``key : value`` lines, and say so when it lacks what it must have."""
        if self.block and self.missing:
            start, end, line = self.head
            self.sink.rows.append((self.record, int(Field.CUT_RECORD), start, end, line))
        self.block = self.detail = False

    def open(self, start: int, end: int, missing: set[Field]) -> None:
        """Begin a block of ``key : value`` lines."""
        self.close()
        self.record += 1
        self.block, self.missing, self.head = True, missing, (start, end, self.sink.line)

    def row(self, values: list[tuple[Field, int, int]]) -> None:
        """Write one row of a table."""
        self.close()
        self.record += 1
        for field, start, end in values:
            self.sink.put(self.record, field, start, end)

    def line(self, start: int, end: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        for key, field in ISAKMP_TOTALS:
            at = after(key, text, colon=True)
            if at >= 0:
                number = re.match(rb"[0-9]+", text[at:])
                size = len(number.group()) if number else 0
                rest = text[at + size :].lstrip(BLANKS)
                if not 1 <= size <= 20 or (rest and not rest.startswith(b"(")):
                    return Field.NOT_A_NUMBER
                self.sink.put(-1, field, start + at, start + at + size)
                return None
        for phrase in ISAKMP_PHRASES:
            if after(phrase, text) >= 0:
                if phrase.startswith(b"ipv"):
                    self.heading = ""
                return None
        ws = words(start, text)
        if len(ws) > MOST_WORDS:
            return Field.NOT_UNDERSTOOD
        w = [word.lower() for _, _, word in ws]
        if self.heading_line(w):
            return None
        if w[0] in {b"engine-id:conn-id", b"connection-id:engine-id"} and w[1:2] == [b"="]:
            if not self.detail or len(w) > 3:
                return Field.STRAY
            self.detail = False
            if len(w) == 3 and not w[2].startswith(b"?"):
                self.sink.put(self.record, Field.ENGINE, *ws[2][:2])
            return None
        skip = ws[1][0] - start if len(ws) > 1 and is_number(w[0]) else 0
        at = after(b"ike peer", text[skip:], colon=True)
        if at >= 0:
            value = words(start + skip + at, text[skip + at :])
            if len(value) != 1:
                return Field.MISSHAPEN_ROW
            self.open(start, end, {Field.STATE})
            if skip:
                self.sink.put(self.record, Field.ORDINAL, *ws[0][:2])
            self.sink.put(self.record, Field.PEER, *value[0][:2])
            return None
        if _key(text):
            return self.pairs(start, end, text)
        return self.table(ws)

    def heading_line(self, w: list[bytes]) -> bool:
        """Take in a table heading."""
        names = w[1:] if w[0] == b"f_vrf/i_vrf" else w
        if names[:3] == [b"dst", b"src", b"state"]:
            self.close()
            self.heading = "pending" if names[3:4] == [b"pending"] else "slot"
            if names[4:5] == [b"status"] or names[5:6] == [b"status"]:
                self.heading = "status"
            return True
        if w[0] in {b"c-id", b"conn-id"} and w[1:3] == [b"local", b"remote"]:
            self.close()
            self.heading = "detail" if b"status" in w else "old detail"
            return True
        if w[:3] == [b"ike", b"peer", b"type"]:
            self.close()
            return True
        return False

    def pairs(self, start: int, end: int, text: bytes) -> Field | None:
        """Read ``key : value`` pairs."""
        at = 0
        last: Field | None = None
        while at < len(text):
            if last is Field.STATUS and text[at:].lower() == b"(deleted)":
                self.sink.put(self.record, Field.DELETED, start + at, end)
                return None
            key = _key(text[at:])
            if key is None:
                return Field.NOT_UNDERSTOOD
            field, value = key
            begin = at + value
            word = re.match(rb"[^ \t\r]*", text[begin:])
            size = len(word.group()) if word else 0
            content = text[begin : begin + size]
            if field is Field.DESTINATION:
                self.open(start, end, {Field.DESTINATION, Field.SOURCE, Field.STATE})
            if not self.block:
                return Field.STRAY
            if field in {Field.CONNECTION, Field.SLOT} and not is_number(content):
                return Field.NOT_A_NUMBER
            if field in {Field.DESTINATION, Field.SOURCE} and not is_address(content):
                return Field.MISSHAPEN_ROW
            if (field is Field.STATE and not STATE.fullmatch(content)) or not content:
                return Field.NOT_UNDERSTOOD
            self.sink.put(self.record, field, start + begin, start + begin + size)
            self.missing.discard(field)
            last = field
            at = past_blanks(text, begin + size)
        return None

    def table(self, ws: list[Word]) -> Field | None:
        """Read a row of one of the tables, told apart by what stands in its columns."""
        w = [word for _, _, word in ws]
        if len(w) in {6, 10} and is_number(w[0]) and STATE.fullmatch(w[5]):
            if len(w) == 10 and not is_number(w[9]):
                return Field.NOT_A_NUMBER
            self.row([(field, *word[:2]) for field, word in zip(FLAT, ws, strict=False)])
            return None
        if len(w) > 2 and is_number(w[0]) and is_address(w[1]) and is_address(w[2]):
            return self.detail_row(ws, w)
        vrf = []
        if b"/" in w[0] and len(w) > 2 and is_address(w[1]) and is_address(w[2]):
            vrf = [(Field.VRF, *ws[0][:2])]
            ws, w = ws[1:], w[1:]
        if len(w) < 2 or not is_address(w[0]) or not is_address(w[1]):
            return Field.NOT_UNDERSTOOD
        if len(w) < 3 or not STATE.fullmatch(w[2]):
            return Field.MISSHAPEN_ROW
        shape = "".join("N" if is_number(x) else "W" if STATUS.fullmatch(x) else "?" for x in w[3:])
        deleted = []
        if w[-1].lower() == b"(deleted)":
            shape = shape[:-1]
            deleted = [(Field.DELETED, *ws[-1][:2])]
        fields: tuple[Field, ...]
        if shape == "NW" and self.heading != "pending":
            fields = (Field.CONNECTION, Field.STATUS)
        elif shape == "NNW" and self.heading != "pending":
            fields = (Field.CONNECTION, Field.SLOT, Field.STATUS)
        elif shape == "NN" and self.heading == "slot":
            fields = (Field.CONNECTION, Field.SLOT)
        elif shape == "NN" and self.heading == "pending":
            fields = (Field.PENDING, Field.CREATED)
        elif shape == "NN" and self.heading != "status":
            fields = ()
        else:
            return Field.MISSHAPEN_ROW
        names = (Field.DESTINATION, Field.SOURCE, Field.STATE, *fields)
        values = [(field, *word[:2]) for field, word in zip(names, ws, strict=False)]
        self.row(vrf + values + deleted)
        if not fields:
            self.sink.put(self.record, Field.NO_HEADING, ws[3][0], ws[4][1])
        return None

    def detail_row(self, ws: list[Word], w: list[bytes]) -> Field | None:
        """Read a row of the ``detail`` table, from its lifetime outwards."""
        at = next((i for i, word in enumerate(w) if LIFETIME.fullmatch(word)), -1)
        deleted = [(Field.DELETED, *ws[-1][:2])] if w[-1].lower() == b"(deleted)" else []
        if at < 7 or at > 9 or len(w) - len(deleted) > at + 2 or not is_number(w[at - 1]):
            return Field.MISSHAPEN_ROW
        between = list(range(3, at - 4))
        known = self.heading == "detail"
        values = [(Field.CONNECTION, *ws[0][:2]), (Field.LOCAL, *ws[1][:2]),
                  (Field.REMOTE, *ws[2][:2])]  # fmt: skip
        status = bool(between) and (known or w[between[-1]].upper() in {b"ACTIVE", b"STDBY"})
        if len(between) - status > 1:
            return Field.MISSHAPEN_ROW
        if len(between) > status:
            if not status and self.heading != "old detail":
                return Field.MISSHAPEN_ROW
            values.append((Field.VRF, *ws[between[0]][:2]))
        if status:
            values.append((Field.STATUS, *ws[between[-1]][:2]))
        for field, i in ((Field.ENCRYPTION, at - 4), (Field.HASH, at - 3),
                         (Field.AUTHENTICATION, at - 2), (Field.GROUP, at - 1),
                         (Field.LIFETIME, at), (Field.CAPABILITIES, at + 1)):  # fmt: skip
            if i < len(ws) - len(deleted):
                values.append((field, *ws[i][:2]))
        self.row(values + deleted)
        self.detail = True
        return None


def isakmp_sa(data: bytes) -> Columns:
    """Read ``show crypto isakmp sa`` of IOS, PIX and ASA, and ``show crypto ikev1 sa``."""
    walk = _Isakmp()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, end, text)
        if reason is not None:
            walk.sink.put(walk.record if walk.block else -1, reason, start, end)
    walk.close()
    return walk.sink.columns()

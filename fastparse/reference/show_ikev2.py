"""``show crypto ikev2 sa`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re

from fastparse.records import Columns, Field
from fastparse.records_ikev2 import Ikev2Field as F
from fastparse.reference.show_endpoints import endpoint
from fastparse.reference.show_lines import (
    MOST_WORDS,
    STATUS,
    Sink,
    after,
    is_address,
    is_number,
    lines,
    words,
)
from fastparse.reference.show_patterns import BLANK, COUNT, WORD, key, pattern

__all__ = ["ikev2_sa"]

PHRASES = (
    b"tunnel-id", b"ipv4 crypto ikev2 sa", b"ipv6 crypto ikev2 sa", b"ipv4 crypto ikev2 session",
    b"ipv6 crypto ikev2 session", b"ikev2 sas", b"there are no",
)  # fmt: skip
TEXTS = (
    (b"status description", F.STATUS_DESCRIPTION),
    (b"local id", F.LOCAL_ID),
    (b"remote id", F.REMOTE_ID),
    (b"remote eap id", F.REMOTE_EAP_ID),
    (b"fragmentation", F.FRAGMENTATION),
    (b"ikev2 fragmentation", F.FRAGMENTATION),
    (b"dynamic route update", F.ROUTE_UPDATE),
    (b"extended authentication", F.EXTENDED_AUTHENTICATION),
    (b"nat-t is", F.NAT),
    (b"cisco trust security sgt is", F.SGT),
    (b"initiator of sa", F.INITIATOR),
    (b"peer type", F.PEER_TYPE),
    (b"assigned host addr", F.ASSIGNED_ADDRESS),
    (b"pushed ip address", F.ASSIGNED_ADDRESS),
    (b"quantum resistance", F.QUANTUM),
    (b"quantum-safe encryption", F.QUANTUM),
    (b"delete in progress", F.DELETING),
    (b"marked for delete", F.MARKED),
)
SIDES = (
    (b"spi", F.LOCAL_SPI),
    (b"req msg id", F.LOCAL_REQUEST),
    (b"req mess id", F.LOCAL_REQUEST),
    (b"next msg id", F.LOCAL_NEXT),
    (b"next mess id", F.LOCAL_NEXT),
    (b"req queued", F.LOCAL_QUEUED),
    (b"window", F.LOCAL_WINDOW),
)
PROPOSAL = (
    (b"encr", F.ENCRYPTION),
    (b"keysize", F.KEY_SIZE),
    (b"prf", F.PRF),
    (b"hash", F.HASH),
    (b"dh grp", F.DH_GROUP),
    (b"auth sign", F.AUTH_SIGN),
    (b"auth verify", F.AUTH_VERIFY),
    (b"auth", F.AUTH),
)
CHILD_PROPOSAL = (
    (b"encr", F.CHILD_ENCRYPTION),
    (b"keysize", F.CHILD_KEY_SIZE),
    (b"esp_hmac", F.ESP_HMAC),
    (b"ah_hmac", F.AH_HMAC),
    (b"comp", F.COMPRESSION),
    (b"mode", F.MODE),
)
IDS = ((b"ce id", F.CE_ID), (b"session-id", F.SESSION_ID))
SPIS = ((b"esp spi in/out", F.ESP_IN), (b"ah spi in/out", F.AH_IN), (b"cpi in/out", F.CPI_IN))
NUMBERS = {F.KEY_SIZE, F.CHILD_KEY_SIZE, F.CE_ID, F.SESSION_ID}
ABOVE = pattern(
    key(b"session-id"), rb"(?P<SESSION_ID>", COUNT, rb")[ \t\r]*,[ \t\r]*", key(b"status"),
    rb"(?P<SESSION_STATUS>[a-z][a-z\-]*)[ \t\r]*,[ \t\r]*", key(b"ike count"), rb"(?P<IKE_COUNT>",
    COUNT, rb")[ \t\r]*,[ \t\r]*", key(b"child count"), rb"(?P<CHILD_COUNT>", COUNT, rb")",
)  # fmt: skip
SELECTOR = re.compile(WORD + BLANK + rb"+-" + BLANK + rb"+" + WORD)
HEX = re.compile(rb"[0-9A-Fa-f]{1,16}")
SLASHED = re.compile(rb"(0[xX][0-9A-Fa-f]{1,8})/(0[xX][0-9A-Fa-f]{1,8})")

Line = tuple[int, int, int]
Value = tuple[F, int, int]


class _Ikev2:
    """State of one walk over ``show crypto ikev2 sa``."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.open = False
        self.seen: set[F] = set()
        self.head: Line = (0, 0, 0)
        self.subnets = False
        self.child: Line | None = None
        self.said: set[F] = set()
        self.children = self.due = 0
        self.above: list[tuple[F, int, int, int]] = []
        self.left = self.counted = 0

    def put(self, field: F | Field, start: int, end: int, line: int | None = None) -> None:
        """Add one value of the SA."""
        at = self.sink.line if line is None else line
        self.sink.rows.append((self.record, int(field), start, end, at))

    def end_child(self) -> None:
        """End a child SA, and say so when it lacks what it must have."""
        if self.child and not {F.CHILD_REMOTE, F.ESP_IN} <= self.said:
            self.put(Field.CUT_SA, *self.child)
        self.child = None

    def close(self) -> None:
        """End an SA, and say so when it lacks what it must have."""
        self.end_child()
        must = {F.LOCAL, F.REMOTE, F.ENCRYPTION, F.LIFETIME}
        if self.open and (self.children < self.due or not must <= self.seen):
            self.put(Field.CUT_RECORD, *self.head)
        self.open = self.subnets = False

    def end_above(self) -> None:
        """End what a heading counts for, and say so when fewer SAs came than it says."""
        if self.left > 0:
            record = self.record if self.open else -1
            _, start, _, line = self.above[0]
            cut = (record, int(Field.CUT_RECORD), start, self.above[-1][2], line)
            self.sink.rows.append(cut)
        self.left = 0
        self.close()

    def line(self, start: int, end: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        if self.subnets:
            pair = re.split(rb"[ \t\r]+", text, maxsplit=1)
            both = len(pair) == 2 and all(is_address(part) for part in pair)
            if endpoint(text) >= 0 or both:
                self.put(F.REMOTE_SUBNET, start, end)
                return None
            self.subnets = False
        if text[:1].isdigit():
            return self.row(start, end, text)
        if any(after(phrase, text) >= 0 for phrase in PHRASES):
            self.close()
            return None
        at = after(b"child sa", text, colon=True)
        if at >= 0:
            return self.begin_child(start, end, text, at)
        field = self.of_child(text)
        if field:
            if not self.child or field in self.said:
                return Field.STRAY
            return self.read_child(field, start, text)
        return self.of_sa(start, end, text)

    def row(self, start: int, end: int, text: bytes) -> Field | None:
        """Read ``id local remote [fvrf/ivrf] status [role]``, or ``id fvrf/ivrf status``."""
        self.close()
        ws = words(start, text)[: MOST_WORDS + 1]
        w = [word for _, _, word in ws]
        if not is_number(w[0]) or not 3 <= len(w) <= 6:
            return Field.MISSHAPEN_ROW
        ends = [endpoint(word) for word in w]
        values: list[Value] = []
        if ends[1] >= 0:
            if len(w) < 4 or ends[2] < 0:
                return Field.MISSHAPEN_ROW
            for (at, stop, _), slash, address, port in zip(
                ws[1:3], ends[1:3], (F.LOCAL, F.REMOTE), (F.LOCAL_PORT, F.REMOTE_PORT), strict=True
            ):
                values += [(address, at, at + slash), (port, at + slash + 1, stop)]
            status = 4 if len(w) > 4 and b"/" in w[3] else 3
        elif len(w) == 3 and b"/" in w[1]:
            status = 2
        else:
            return Field.MISSHAPEN_ROW
        if len(w) > status + 2 or not all(STATUS.fullmatch(word) for word in w[status:]):
            return Field.MISSHAPEN_ROW
        if status != 3:
            values.append((F.VRFS, *ws[status - 1][:2]))
        values += [
            (field, *word[:2]) for field, word in zip((F.STATUS, F.ROLE), ws[status:], strict=False)
        ]
        self.record += 1
        self.open, self.seen, self.head = True, set(), (start, end, self.sink.line)
        self.children = self.due = 0
        self.put(F.TUNNEL, *ws[0][:2])
        if self.left > 0:
            self.left -= 1
            self.due = self.counted
            for field, begin, stop, line in self.above:
                self.put(field, begin, stop, line)
        for value in values:
            self.put(*value)
        if ends[1] >= 0:
            self.seen |= {F.LOCAL, F.REMOTE}
        return None

    def heading(self, start: int, text: bytes) -> Field | None:
        """Read ``Session-id:1, Status:UP-ACTIVE, IKE count:1, CHILD count:1``."""
        self.end_above()
        self.counted = 0
        found = ABOVE.fullmatch(text)
        if not found:
            return Field.MISSHAPEN_ROW
        self.above = [
            (F[name], start + found.start(name), start + found.end(name), self.sink.line)
            for name in found.groupdict()
        ]
        self.left = int(found["IKE_COUNT"])
        self.counted = int(found["CHILD_COUNT"]) if self.left == 1 else 0
        return None

    def begin_child(self, start: int, end: int, text: bytes, at: int) -> Field | None:
        """Read ``Child sa: local selector A/port - B/port``."""
        if not self.open:
            return Field.STRAY
        self.end_child()
        value = after(b"local selector", text[at:])
        if value < 0 or not self.selector(text[at + value :]):
            return Field.MISSHAPEN_ROW
        self.put(F.CHILD_LOCAL, start + at + value, end)
        self.child, self.said = (start, end, self.sink.line), set()
        self.children += 1
        return None

    @staticmethod
    def selector(text: bytes) -> bool:
        """Whether it is ``A/port - B/port``."""
        if not SELECTOR.fullmatch(text):
            return False
        first, _, last = words(0, text)
        return endpoint(first[2]) >= 0 and endpoint(last[2]) >= 0

    @staticmethod
    def of_child(text: bytes) -> F | None:
        """Return what a line of a child SA begins with saying; None when it is none."""
        last = text[text.rfind(b",") + 1 :].lstrip(b" \t\r")
        if after(b"encr", text, colon=True) >= 0 and after(b"esp_hmac", last, colon=True) >= 0:
            return F.CHILD_ENCRYPTION
        if after(b"ah_hmac", text, colon=True) >= 0:
            return F.AH_HMAC
        if after(b"remote selector", text) >= 0:
            return F.CHILD_REMOTE
        return next((field for name, field in SPIS if after(name, text, colon=True) >= 0), None)

    def read_child(self, field: F, start: int, text: bytes) -> Field | None:
        """Read a line of a child SA."""
        if field in {F.CHILD_ENCRYPTION, F.AH_HMAC}:
            values = self.commas(start, text, CHILD_PROPOSAL)
        elif field is F.CHILD_REMOTE:
            at = after(b"remote selector", text)
            if not self.selector(text[at:]):
                return Field.MISSHAPEN_ROW
            values = [(field, start + at, start + len(text))]
        else:
            at = max(after(name, text, colon=True) for name, _ in SPIS)
            found = SLASHED.fullmatch(text, at)
            if not found:
                return Field.MISSHAPEN_ROW
            values = [(F(field + i), start + found.start(i + 1), start + found.end(i + 1))
                      for i in range(2)]  # fmt: skip
        if isinstance(values, Field):
            return values
        self.said.add(values[0][0])
        for value in values:
            self.put(*value)
        return None

    @staticmethod
    def commas(start: int, text: bytes, table: tuple[tuple[bytes, F], ...]) -> list[Value] | Field:
        """Read ``key: value, key: value``, or return what is wrong with it."""
        values: list[Value] = []
        keys: set[bytes] = set()
        at = 0
        for piece in text.split(b","):
            part = piece.lstrip(b" \t\r") if at else piece
            begin = at + len(piece) - len(part)
            part = part.rstrip(b" \t\r")
            name, field = next(
                ((name, field) for name, field in table if after(name, part) >= 0), (b"", F.TUNNEL)
            )
            value = after(name, part) if name else -1
            if value < 0 or value == len(part) or name in keys:
                return Field.MISSHAPEN_ROW
            if field in NUMBERS and not is_number(part[value:]):
                return Field.NOT_A_NUMBER
            keys.add(name)
            values.append((field, start + begin + value, start + begin + len(part)))
            at += len(piece) + 1
        return values

    def of_sa(self, start: int, end: int, text: bytes) -> Field | None:
        """Read a line of an SA itself."""
        at = after(b"session-id", text, colon=True)
        if at >= 0 and b"," in text[at:]:
            return self.heading(start, text)
        at = after(b"parent sa extended status", text, colon=True)
        if at >= 0:
            return None if self.open and at == len(text) else Field.STRAY
        found = self.pairs(start, end, text)
        if found is None:
            return Field.NOT_UNDERSTOOD
        field, values = found
        # What an SA says twice is another one's, whose own row was lost.
        if not self.open or field in self.seen:
            self.close()
            return Field.STRAY
        if isinstance(values, Field):
            return values
        self.seen.add(field)
        self.subnets = field is F.REMOTE_SUBNET
        for value in values:
            self.put(*value)
        return None

    def pairs(self, start: int, end: int, text: bytes) -> tuple[F, list[Value] | Field] | None:
        """Return what a line begins with saying, and its values or what is wrong with them."""
        for table in (PROPOSAL[:1], IDS):
            for name, field in table:
                if after(name, text, colon=True) >= 0:
                    return field, self.commas(start, text, PROPOSAL if table is not IDS else IDS)
        at = after(b"life/active time", text, colon=True)
        if at >= 0:
            return F.LIFETIME, self.times(start, text, at)
        for name, field in SIDES:
            at = after(b"local " + name, text, colon=True)
            if at >= 0:
                return field, self.sides(name, field, start, text, at)
        found = re.match(rb"dpd[ \t\r]+configured[ \t\r]+for[ \t\r]+", text, re.IGNORECASE)
        if found:
            return F.DPD_SECONDS, self.dpd(start, text, found.end())
        at = after(b"remote subnets", text, colon=True)
        if at >= 0:
            return F.REMOTE_SUBNET, [] if at == len(text) else Field.MISSHAPEN_ROW
        for name, field in TEXTS:
            at = after(name, text)
            if at >= 0:
                return field, [(field, start + at, end)] if at < len(text) else []
        for name, field, port in (
            (b"local", F.LOCAL, F.LOCAL_PORT),
            (b"remote", F.REMOTE, F.REMOTE_PORT),
        ):
            at = after(name, text)
            if at >= 0:
                slash = at + endpoint(text[at:])
                if slash < at:
                    return field, Field.MISSHAPEN_ROW
                return field, [(field, start + at, start + slash), (port, start + slash + 1, end)]
        return None

    @staticmethod
    def times(start: int, text: bytes, at: int) -> list[Value] | Field:
        """Read ``86400/3423 sec``."""
        found = re.match(rb"([0-9]{1,20})/([0-9]{1,20})(?![^ \t\r])[ \t\r]*", text[at:])
        if not found:
            return Field.NOT_A_NUMBER
        if text[at + found.end() :].lower() != b"sec":
            return Field.MISSHAPEN_ROW
        return [(field, start + at + found.start(i), start + at + found.end(i))
                for i, field in ((1, F.LIFETIME), (2, F.ACTIVE_TIME))]  # fmt: skip

    @staticmethod
    def sides(name: bytes, field: F, start: int, text: bytes, at: int) -> list[Value] | Field:
        """Read the two values of ``Local …: value  Remote …: value``."""
        near = re.split(BLANK, text[at:], maxsplit=1)[0]
        stop = at + len(near)
        rest = text[stop:].lstrip(b" \t\r")
        value = after(b"remote " + name, rest, colon=True)
        if value < 0:
            return Field.MISSHAPEN_ROW
        both = (near, rest[value:])
        if field is F.LOCAL_SPI:
            if not all(HEX.fullmatch(text) for text in both):
                return Field.MISSHAPEN_ROW
        elif not all(is_number(text) for text in both):
            return Field.NOT_A_NUMBER
        far = len(text) - len(both[1])
        return [(field, start + at, start + stop),
                (F(field + 1), start + far, start + len(text))]  # fmt: skip

    @staticmethod
    def dpd(start: int, text: bytes, at: int) -> list[Value] | Field:
        """Read ``10 seconds, retry 2``."""
        found = re.fullmatch(
            rb"([0-9]{1,20})[ \t\r]+seconds,[ \t\r]+retry[ \t\r]+([0-9]{1,20})",
            text[at:],
            re.IGNORECASE,
        )
        if not found:
            return Field.NOT_A_NUMBER
        return [(field, start + at + found.start(i), start + at + found.end(i))
                for i, field in ((1, F.DPD_SECONDS), (2, F.DPD_RETRY))]  # fmt: skip


def ikev2_sa(data: bytes) -> Columns:
    """Read ``show crypto ikev2 sa [detail]`` of IOS and ASA."""
    walk = _Ikev2()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, end, text)
        if reason is not None:
            walk.sink.put(walk.record if walk.open else -1, reason, start, end)
            walk.end_child()
            walk.subnets = False
            walk.left = 0
    walk.end_above()
    return walk.sink.columns()

"""``show vpn-sessiondb [detail] l2l`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re
from typing import NamedTuple

from fastparse.records import Columns, Field
from fastparse.records_vpn_sessions import VpnSessionField as F
from fastparse.reference.show_lines import BLANKS, Sink, is_address, is_number, lines, past_blanks

__all__ = ["vpn_sessions"]

LONGEST_LABEL = 32
"""No label and the blanks behind it are longer."""
SESSION, IKE, IPSEC, NAC, LOST = "session", "ike", "ipsec", "nac", "lost"
KINDS = {
    b"nac": NAC, b"ike": IKE, b"ikev1": IKE, b"ikev2": IKE, b"ipsec": IPSEC,
    b"ipsecovernatt": IPSEC, b"ipsecoverudp": IPSEC, b"ipsecovertcp": IPSEC,
    b"ipseclan2lan": IPSEC, b"ipseclan2lanovernatt": IPSEC,
}  # fmt: skip
HIGHER = F.TUNNEL_ENCRYPTION - F.ENCRYPTION
"""So much is the field of a tunnel that sessions have too."""
UNITS = {"seconds": b"seconds", "kilobytes": b"k-bytes", "minutes": b"minutes"}
PAIRS: tuple[tuple[bytes, F, str, tuple[str, ...]], ...] = (
    (b"connection", F.CONNECTION, "text", (SESSION,)),
    (b"index", F.SESSION_INDEX, "number", (SESSION,)),
    (b"ip addr", F.ADDRESS, "text", (SESSION,)),
    (b"protocol", F.PROTOCOL, "text", (SESSION,)),
    (b"encryption", F.ENCRYPTION, "text", (SESSION, IKE, IPSEC)),
    (b"hashing", F.HASHING, "text", (SESSION, IKE, IPSEC)),
    (b"bytes tx", F.BYTES_TX, "number", (SESSION, IPSEC)),
    (b"bytes rx", F.BYTES_RX, "number", (SESSION, IPSEC)),
    (b"login time", F.LOGIN, "text", (SESSION,)),
    (b"duration", F.DURATION, "text", (SESSION,)),
    (b"tunnel zone", F.TUNNEL_ZONE, "text", (SESSION,)),
    (b"filter name", F.FILTER, "text", (SESSION, IKE, IPSEC)),
    (b"ipv6 filter", F.IPV6_FILTER, "text", (SESSION, IKE, IPSEC)),
    (b"tunnel id", F.TUNNEL_ID, "text", (IKE, IPSEC)),
    (b"session id", F.TUNNEL_ID, "text", (IKE, IPSEC)),
    (b"udp src port", F.SOURCE_PORT, "number", (IKE, IPSEC)),
    (b"udp dst port", F.DESTINATION_PORT, "number", (IKE, IPSEC)),
    (b"tcp src port", F.SOURCE_PORT, "number", (IKE, IPSEC)),
    (b"tcp dst port", F.DESTINATION_PORT, "number", (IKE, IPSEC)),
    (b"ike neg mode", F.NEGOTIATION_MODE, "text", (IKE,)),
    (b"auth mode", F.AUTHENTICATION, "text", (IKE,)),
    (b"rem auth mode", F.REMOTE_AUTHENTICATION, "text", (IKE,)),
    (b"loc auth mode", F.LOCAL_AUTHENTICATION, "text", (IKE,)),
    (b"prf", F.PRF, "text", (IKE,)),
    (b"d/h group", F.DH_GROUP, "text", (IKE,)),
    (b"rekey int (t)", F.REKEY_INTERVAL, "seconds", (IKE, IPSEC)),
    (b"rekey left(t)", F.REKEY_LEFT, "seconds", (IKE, IPSEC)),
    (b"rekey int (d)", F.REKEY_VOLUME, "kilobytes", (IPSEC,)),
    (b"rekey left(d)", F.REKEY_VOLUME_LEFT, "kilobytes", (IPSEC,)),
    (b"local addr", F.LOCAL, "selector", (IPSEC,)),
    (b"remote addr", F.REMOTE, "selector", (IPSEC,)),
    (b"encapsulation", F.ENCAPSULATION, "text", (IPSEC,)),
    (b"pfs group", F.PFS_GROUP, "text", (IPSEC,)),
    (b"idle time out", F.IDLE_TIMEOUT, "minutes", (IPSEC,)),
    (b"idle to left", F.IDLE_LEFT, "minutes", (IPSEC,)),
    (b"conn time out", F.CONNECT_TIMEOUT, "minutes", (IPSEC,)),
    (b"conn to left", F.CONNECT_LEFT, "minutes", (IPSEC,)),
    (b"pkts tx", F.PACKETS_TX, "number", (IPSEC,)),
    (b"pkts rx", F.PACKETS_RX, "number", (IPSEC,)),
    (b"reval int (t)", F.REVALIDATION_INTERVAL, "seconds", (NAC,)),
    (b"reval left(t)", F.REVALIDATION_LEFT, "seconds", (NAC,)),
    (b"sq int (t)", F.STATUS_QUERY_INTERVAL, "seconds", (NAC,)),
    (b"eou age(t)", F.EAP_OVER_UDP_AGE, "seconds", (NAC,)),
    (b"hold left (t)", F.HOLD_LEFT, "seconds", (NAC,)),
    (b"posture token", F.POSTURE_TOKEN, "text", (NAC,)),
    (b"redirect url", F.REDIRECT_URL, "text", (NAC,)),
)
NEEDED = {
    IKE: {F.TUNNEL_ID, F.REKEY_INTERVAL},
    IPSEC: {F.TUNNEL_ID, F.LOCAL, F.REMOTE, F.PACKETS_RX},
}
NONE = re.compile(
    rb"info:[ \t\r]+there[ \t\r]+are[ \t\r]+presently[ \t\r]+no[ \t\r]+active[ \t\r]+sessions",
    re.IGNORECASE,
)


class Label(NamedTuple):
    """A label, its field, the form of its value and the blocks that it may stand in."""

    field: F
    form: str
    where: tuple[str, ...]


LABELS = {text: Label(field, form, where) for text, field, form, where in PAIRS}
LABELS[b"session type"] = Label(F.SESSION_TYPE, "type", ())
for name, kind in KINDS.items():
    LABELS[name] = Label(F.NAC_BLOCK if kind is NAC else F.TUNNEL, "heading", (kind,))
    if kind is not NAC:
        LABELS[name + b" tunnels"] = LABELS[name + b" sessions"] = Label(
            F.COUNT, "counted", (kind,)
        )


def _label_at(text: bytes, at: int) -> tuple[Label, int] | None:
    """Return the label that stands before the next colon, and the colon."""
    colon = text.find(b":", at, at + LONGEST_LABEL)
    label = LABELS.get(text[at:colon].rstrip(BLANKS).lower()) if colon >= 0 else None
    return None if label is None else (label, colon)


def _shaped(form: str, value: bytes) -> tuple[Field | None, int]:
    """Hold a value to its form; return the reason, and how much of it is the value."""
    if form == "text":
        return None, len(value)
    if form == "selector":
        first, *rest = value.split(b"/")
        good = (
            len(rest) in {1, 3}
            and is_address(first)
            and (is_number(rest[0]) or is_address(rest[0]))
            and all(map(is_number, rest[1:]))
        )
        return None if good else Field.BAD_IDENT, len(value)
    digits = re.match(rb"[0-9]*", value)
    size = digits.end() if digits else 0
    if 1 <= size <= 20:
        rest_of_it = value[size:]
        unit = UNITS.get(form)
        if unit is None:
            good = not rest_of_it
        else:
            good = rest_of_it[:1] in {b" ", b"\t", b"\r"} and (
                rest_of_it.lstrip(BLANKS).lower() == unit
            )
        if good:
            return None, size
    return Field.NOT_A_NUMBER, size


class _Sessions:
    """State of one walk over the sessions."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.open = self.cut = self.detailed = self.counted = False
        self.block = ""
        self.session_seen: set[F] = set()
        self.block_seen: set[F] = set()
        self.wanted = {IKE: 0, IPSEC: 0}
        self.type = (0, 0, 0)
        self.head = (0, 0, 0)
        self.block_head = (0, 0, 0)

    def put_at(self, field: int, place: tuple[int, int, int]) -> None:
        """Add a cell at another line than the one being read."""
        self.sink.rows.append((self.record, int(field), *place))

    def close_block(self) -> None:
        """End a block, and say so when it lacks what it must have."""
        if not NEEDED.get(self.block, set()) <= self.block_seen:
            self.put_at(Field.CUT_SA, self.block_head)
        self.block = ""
        self.block_seen = set()

    def close(self) -> None:
        """End a session, and say so when something of it was lost."""
        self.close_block()
        if self.open and (
            self.cut
            or not {F.SESSION_INDEX, F.PROTOCOL, F.DURATION} <= self.session_seen
            or (self.detailed and not self.counted)
            or (self.counted and any(self.wanted.values()))
        ):
            self.put_at(Field.CUT_RECORD, self.head)
        self.open = False

    def lost(self, *, whole: bool) -> Field:
        """Take it that the beginning of the block, or of the whole session, was lost."""
        self.cut = True
        if whole:
            self.close()
        else:
            self.close_block()
            self.block = LOST
        return Field.STRAY

    def line(self, start: int, end: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        found = _label_at(text, 0)
        if found is None:
            return None if NONE.match(text) else Field.NOT_UNDERSTOOD
        label, colon = found
        at = past_blanks(text, colon + 1)
        if label.form == "type":
            self.close()
            self.type = (start + at, end, self.sink.line)
            self.detailed = text[at:].lower().endswith(b"detailed")
            return None
        if label.form == "heading":
            if at < len(text):
                return Field.NOT_UNDERSTOOD
            if not self.open:
                return Field.STRAY
            self.close_block()
            (self.block,) = label.where
            self.block_head = (start, end, self.sink.line)
            if self.block in self.wanted:
                self.wanted[self.block] -= 1
            self.sink.put(self.record, label.field, start, start + colon)
            return None
        if label.form == "counted":
            return self.counts(start, text)
        reason: Field | None = None
        following: tuple[Label, int] | None = found
        while following:
            label, colon = following
            following = None
            stop = len(text)
            for gap in re.finditer(rb"[ \t\r]{2,}", text[colon + 1 :]):
                following = _label_at(text, colon + 1 + gap.end())
                if following and following[0].form not in {"heading", "counted", "type"}:
                    stop = colon + 1 + gap.start()
                    break
                following = None
            at = min(past_blanks(text, colon + 1), stop)
            failed = self.pair(label, (start, end), start + at, text[at:stop])
            reason = reason or failed
        return reason

    def counts(self, start: int, text: bytes) -> Field | None:
        """Read how many tunnels of each kind the session has."""
        at = 0
        while True:
            found = _label_at(text, at)
            if found is None or found[0].form != "counted":
                return Field.NOT_UNDERSTOOD
            label, colon = found
            first = past_blanks(text, colon + 1)
            digits = re.match(rb"[0-9]*", text[first:])
            stop = first + (digits.end() if digits else 0)
            if not self.open:
                return Field.STRAY
            if self.block != SESSION:
                return self.lost(whole=True)
            if not is_number(text[first:stop]):
                return Field.NOT_A_NUMBER
            name = re.split(rb"[ \t\r]+", text[at:colon].rstrip(BLANKS))[0]
            self.wanted[label.where[0]] += _capped(text[first:stop])
            self.counted = True
            self.sink.put(self.record, F.COUNT_NAME, start + at, start + at + len(name))
            self.sink.put(self.record, F.COUNT, start + first, start + stop)
            at = past_blanks(text, stop)
            if at == len(text):
                return None
            if at == stop:
                return Field.NOT_UNDERSTOOD

    def pair(self, label: Label, line: tuple[int, int], start: int, value: bytes) -> Field | None:
        """Read one value."""
        reason, size = _shaped(label.form, value)
        seen = self.session_seen if self.block == SESSION else self.block_seen
        place = (start, start + size)
        field = label.field
        if field is F.CONNECTION or (
            field is F.SESSION_INDEX and not reason and (self.block != SESSION or field in seen)
        ):
            self.close()
            self.record += 1
            self.open, self.block, self.counted = True, SESSION, False
            self.cut = field is not F.CONNECTION
            self.session_seen = {field}
            self.wanted = {IKE: 0, IPSEC: 0}
            self.head = (*line, self.sink.line)
            self.sink.put(self.record, field, *place)
            if self.type[1] > self.type[0]:
                self.put_at(F.SESSION_TYPE, self.type)
            return None
        if not self.open or self.block == LOST:
            return Field.STRAY
        if self.block not in label.where or field in seen:
            return self.lost(whole=label.where == (SESSION,))
        if reason:
            return reason
        seen.add(field)
        if self.block != SESSION and SESSION in label.where:
            field = F(field + HIGHER)
        self.sink.put(self.record, field, *place)
        return None


def _capped(digits: bytes) -> int:
    """Return a number, or its first ten digits where it is longer."""
    number = 0
    for digit in digits:
        if number < 1_000_000_000:
            number = number * 10 + digit - 48
    return number


def vpn_sessions(data: bytes) -> Columns:
    """Read ``show vpn-sessiondb [detail] l2l`` of ASA."""
    walk = _Sessions()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, end, text)
        if reason is not None:
            walk.sink.put(walk.record if walk.open else -1, reason, start, end)
    walk.close()
    return walk.sink.columns()

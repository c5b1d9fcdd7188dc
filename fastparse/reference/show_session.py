"""``show crypto session`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re

from fastparse.records import Columns, Field
from fastparse.records_session import SessionField as F
from fastparse.reference.show_endpoints import endpoint
from fastparse.reference.show_lines import STATUS, Sink, after, is_address, is_number, lines
from fastparse.reference.show_patterns import BLANK, COUNT, LEGEND, WORD, key, pattern

__all__ = ["crypto_session"]

HEADS = (
    (b"interface", F.INTERFACE),
    (b"profile", F.PROFILE),
    (b"username", F.USERNAME),
    (b"group", F.GROUP),
    (b"assigned address", F.ASSIGNED_ADDRESS),
    (b"uptime", F.UPTIME),
    (b"session status", F.STATUS),
)
KEYS = (
    *HEADS,
    (b"peer", F.PEER),
    (b"phase1_id", F.PHASE1_ID),
    (b"desc", F.DESCRIPTION),
    (b"system ip", F.SYSTEM_IP),
    (b"session id", F.SESSION_ID),
    (b"ike sa", F.VERSION),
    (b"ikev1 sa", F.VERSION),
    (b"ikev2 sa", F.VERSION),
    (b"capabilities", F.CAPABILITIES),
    (b"ipsec flow", F.FLOW),
    (b"active sas", F.ACTIVE_SAS),
    (b"inbound", F.DECRYPTED),
    (b"outbound", F.ENCRYPTED),
)
ONE_WORD = {F.INTERFACE, F.STATUS, F.UPTIME}

PEER = pattern(
    rb"(?:(?P<PEER>", WORD, rb")", BLANK, rb"+", key(b"port", colon=False), rb"(?P<PORT>", COUNT,
    rb")|(?P<peer>", WORD, rb"))(?:", BLANK, rb"+", key(b"fvrf"), rb"(?P<FVRF>", WORD, rb")(?:",
    BLANK, rb"+", key(b"ivrf"), rb"(?P<IVRF>", WORD, rb"))?)?",
)  # fmt: skip
SYSTEM = pattern(
    rb"(?P<SYSTEM_IP>", WORD, rb")", BLANK, rb"+", key(b"interface"),
    rb"(?P<SYSTEM_INTERFACE>", WORD, rb")",
)  # fmt: skip
FAR = rb"(?P<remote>" + WORD + rb")[ \t\r]+(?P<SA_STATUS>" + WORD + rb")"
REMOTE = pattern(key(b"remote", colon=False), FAR)
SA = pattern(
    rb"(?P<VERSION>ikev?[12]?)", BLANK, rb"+sa\.?[ \t\r]*:[ \t\r]*", key(b"local", colon=False),
    rb"(?P<local>", WORD, rb")(?:", BLANK, rb"+", key(b"remote", colon=False), FAR, rb")?",
)  # fmt: skip
CAPABILITIES = pattern(
    rb"(?P<CAPABILITIES>", WORD, rb")", BLANK, rb"+", key(b"connid"), rb"(?P<CONNECTION>", COUNT,
    rb")", BLANK, rb"+", key(b"lifetime"), rb"(?P<LIFETIME>", WORD, rb")",
)  # fmt: skip
FLOW = pattern(rb"(?:permit|deny)", BLANK, rb".*")
ACTIVE = pattern(
    rb"(?P<ACTIVE_SAS>", COUNT, rb"),", BLANK, rb"*", key(b"origin"), rb"(?P<ORIGIN>.+)"
)  # fmt: skip
LIFE = (
    rb"[ \t\r]+drop[ \t\r]+(?P<drops>" + COUNT + rb")[ \t\r]+life[ \t\r]+\(kb/sec\)[ \t\r]+"
    rb"(?P<volume>[^/ \t\r](?:[^/]*[^/ \t\r])?)[ \t\r]*/(?P<seconds>" + COUNT + rb")"
)
COUNTERS = {
    F.DECRYPTED: pattern(rb"#pkts[ \t\r]+dec'ed[ \t\r]+(?P<packets>", COUNT, rb")", LIFE),
    F.ENCRYPTED: pattern(rb"#pkts[ \t\r]+enc'ed[ \t\r]+(?P<packets>", COUNT, rb")", LIFE),
}
ENDS = {"peer": (F.PEER, F.PORT), "local": (F.LOCAL, F.LOCAL_PORT),
        "remote": (F.REMOTE, F.REMOTE_PORT)}  # fmt: skip


class _Session:
    """State of one walk over ``show crypto session``."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.open = False
        self.seen: set[F] = set()
        self.flows = False
        self.head = (0, 0, 0)
        self.part = ""
        self.said: set[F] = set()
        self.part_at = (0, 0, 0)
        self.interface: tuple[int, int, int] | None = None
        self.waiting: tuple[int, int, int] | None = None

    def put(self, field: F | Field, start: int, end: int, line: int | None = None) -> None:
        """Add one value of the session."""
        at = self.sink.line if line is None else line
        self.sink.rows.append((self.record, int(field), start, end, at))

    def values(self, found: re.Match[bytes], begin: int) -> Field | None:
        """Write the named groups of a match, addresses and states being held to their shape."""
        spans: list[tuple[F, int, int]] = []
        for name, text in found.groupdict().items():
            start, end = found.span(name)
            if text is None:
                continue
            if name in ENDS:
                slash = endpoint(text)
                if slash < 0:
                    return Field.MISSHAPEN_ROW
                address, port = ENDS[name]
                spans += [(address, start, start + slash), (port, start + slash + 1, end)]
            elif (name in {"PEER", "SYSTEM_IP"} and not is_address(text)) or (
                name == "SA_STATUS" and not STATUS.fullmatch(text)
            ):
                return Field.MISSHAPEN_ROW
            else:
                spans.append((F[name], start, end))
        for field, start, end in spans:
            self.put(field, begin + start, begin + end)
        return None

    def end_part(self) -> None:
        """End an SA or a flow, and say so when it lacks what it must have."""
        if self.waiting:
            self.put(Field.CUT_SA, *self.waiting)
        if self.part == "sa" and F.REMOTE not in self.said:
            self.put(Field.CUT_SA, *self.part_at)
        one_way = (F.DECRYPTED in self.said) != (F.ENCRYPTED in self.said)
        if self.part == "flow" and (one_way or F.ACTIVE_SAS not in self.said):
            self.put(Field.CUT_RECORD, *self.part_at)
        self.waiting, self.part = None, ""

    def close(self) -> None:
        """End a session, and say so when it lacks what it must have."""
        if self.open:
            self.end_part()
            if not {F.PEER, F.STATUS} <= self.seen:
                self.put(Field.CUT_RECORD, *self.head)
        self.open = False

    def begin(self, start: int, end: int, *, named: bool = False) -> None:
        """Begin a session, under the interface above unless the line names its own."""
        self.close()
        self.record += 1
        self.open, self.seen, self.head = True, set(), (start, end, self.sink.line)
        self.flows = False
        self.put(F.HEAD, start, end)
        if named:
            return
        if self.interface:
            self.put(F.INTERFACE, *self.interface)
        else:
            self.put(Field.CUT_RECORD, start, end)

    def begin_part(self, kind: str, start: int, end: int) -> None:
        """Begin what stands below the peer's line, an SA or a flow."""
        self.part, self.said, self.part_at = kind, set(), (start, end, self.sink.line)

    def line(self, start: int, end: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        for name, field in KEYS:
            at = after(name, text, colon=True)
            if at >= 0:
                return self.pair(field, start, end, start + at, text[at:], text)
        if after(b"remote", text) >= 0:
            if self.part != "sa" or F.REMOTE in self.said:
                return Field.STRAY
            found = REMOTE.fullmatch(text)
            if not found or self.values(found, start):
                return Field.MISSHAPEN_ROW
            self.said.add(F.REMOTE)
            return None
        if (
            LEGEND.match(text)
            or after(b"crypto session current status", text) == len(text)
            or after(b"code", text, colon=True) >= 0
        ):
            return None
        return Field.NOT_UNDERSTOOD

    def pair(
        self, field: F, start: int, end: int, begin: int, value: bytes, text: bytes
    ) -> Field | None:
        """Read a line that a key begins."""
        if field <= F.STATUS:
            return self.above_peer(field, start, end, begin, value)
        if field is F.PEER:
            if not self.open or F.PEER in self.seen:
                self.begin(start, end)
            found = PEER.fullmatch(value)
            if not found or self.values(found, begin):
                return Field.MISSHAPEN_ROW
            self.seen.add(F.PEER)
            self.begin_part("peer", start, end)
            return None
        if field in {F.PHASE1_ID, F.DESCRIPTION, F.SYSTEM_IP}:
            return self.below_peer(field, begin, end, value)
        if field in {F.SESSION_ID, F.VERSION, F.FLOW}:
            if not self.open or F.PEER not in self.seen:
                return Field.STRAY
            if self.flows and field is not F.FLOW:
                self.close()  # an SA stands above the flows: it is another session's
                return Field.STRAY
            return self.part_begins(field, start, end, begin, value, text)
        kind = "sa" if field is F.CAPABILITIES else "flow"
        if self.part != kind or field in self.said:
            return Field.STRAY
        if kind == "sa" and F.REMOTE not in self.said:
            return Field.STRAY
        return self.inside(field, begin, value)

    def above_peer(self, field: F, start: int, end: int, begin: int, value: bytes) -> Field | None:
        """Read a line of those above the peer."""
        if field is F.INTERFACE or not self.open or F.PEER in self.seen or field in self.seen:
            self.begin(start, end, named=field is F.INTERFACE)
        self.seen.add(field)
        if (
            not value
            or (field in ONE_WORD and not re.fullmatch(WORD, value))
            or (field is F.ASSIGNED_ADDRESS and not is_address(value))
            or (field is F.STATUS and not STATUS.fullmatch(value))
        ):
            return Field.MISSHAPEN_ROW
        self.put(field, begin, end)
        if field is F.INTERFACE:
            self.interface = (begin, end, self.sink.line)
        return None

    def below_peer(self, field: F, begin: int, end: int, value: bytes) -> Field | None:
        """Read the peer's name, its description, or the system that it is."""
        if self.part != "peer" or field in self.seen:
            return Field.STRAY
        self.seen.add(field)
        if field is F.SYSTEM_IP:
            found = SYSTEM.fullmatch(value)
            return self.values(found, begin) if found else Field.MISSHAPEN_ROW
        if value:
            self.put(field, begin, end)
        return None

    def part_begins(
        self, field: F, start: int, end: int, begin: int, value: bytes, text: bytes
    ) -> Field | None:
        """Read a session id, the first line of an SA, or that of a flow."""
        waiting, self.waiting = self.waiting, None
        if field is not F.VERSION:
            self.waiting = waiting
        self.end_part()
        if field is F.SESSION_ID:
            if not is_number(value):
                return Field.NOT_A_NUMBER
            self.waiting = (begin, end, self.sink.line)
        elif field is F.FLOW:
            self.flows = True
            if not FLOW.fullmatch(value):
                return Field.MISSHAPEN_ROW
            self.begin_part("flow", start, end)
            self.put(F.FLOW, begin, end)
        else:
            self.waiting = waiting  # a bad line leaves it waiting, and the id is then reported
            found = SA.fullmatch(text)
            mark = len(self.sink.rows)
            if not found or self.values(found, start):
                return Field.MISSHAPEN_ROW
            if waiting:
                self.sink.rows.insert(
                    mark + 1, (self.record, int(F.SESSION_ID), *waiting)
                )  # fmt: skip
            self.waiting = None
            self.begin_part("sa", start, end)
            if found["remote"]:
                self.said.add(F.REMOTE)
        return None

    def inside(self, field: F, begin: int, value: bytes) -> Field | None:
        """Read a line that an SA or a flow has once."""
        if field is F.CAPABILITIES or field is F.ACTIVE_SAS:
            found = (CAPABILITIES if field is F.CAPABILITIES else ACTIVE).fullmatch(value)
            if not found:
                counted = field is F.CAPABILITIES or re.match(COUNT + b",", value)
                return Field.MISSHAPEN_ROW if counted else Field.NOT_A_NUMBER
            self.values(found, begin)
        else:
            found = COUNTERS[field].fullmatch(value)
            if not found:
                return Field.MISSHAPEN_ROW
            volume = 2 if is_number(found["volume"]) else 3
            for name, behind in (("packets", 0), ("drops", 1), ("volume", volume), ("seconds", 4)):
                at, stop = found.span(name)
                self.put(F(field + behind), begin + at, begin + stop)
        self.said.add(field)
        return None


def crypto_session(data: bytes) -> Columns:
    """Read ``show crypto session`` and ``show crypto session detail`` of IOS."""
    walk = _Session()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, end, text)
        if reason is not None:
            walk.sink.put(walk.record if walk.open else -1, reason, start, end)
            if walk.open:
                walk.end_part()
            walk.interface = None
    walk.close()
    return walk.sink.columns()

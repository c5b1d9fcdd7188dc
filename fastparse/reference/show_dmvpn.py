"""``show dmvpn`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re

from fastparse.records import Columns, Field
from fastparse.records_dmvpn import DmvpnField as F
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
from fastparse.reference.show_patterns import COUNT, LEGEND, RULE, WORD, key, pattern

__all__ = ["dmvpn"]

PHRASES = (b"legend", b"nhs status", b"pending dmvpn sessions")
EXPLAINED = pattern(rb"(?:# ent peer nbma addr |ent peer nbma addr |# ent --> |updn time --> )"
                    .replace(b" ", rb"[ \t\r]+"))  # fmt: skip
TEXTS = (
    (b"interface state control", F.STATE_CONTROL),
    (b"nhrp event-publisher", F.EVENT_PUBLISHER),
    (b"ipv4 registration timer", F.REGISTRATION_TIMER),
    (b"ipv6 registration timer", F.REGISTRATION_TIMER),
)
DETAILS = rb",[ \t\r]*(?P<FAMILY>" + WORD + rb")[ \t\r]+nhrp[ \t\r]+details"
INTERFACE = pattern(key(b"interface"), rb"(?P<INTERFACE>[^,]*?)", DETAILS)
DETAIL = pattern(
    rb"interface[ \t\r]+(?P<INTERFACE>", WORD, rb")[ \t\r]+is[ \t\r]+(?P<LINE_STATE>[^,]*),"
    rb"[ \t\r]*addr\.[ \t\r]+is[ \t\r]+(?P<ADDRESS>[^,]*),[ \t\r]*vrf[ \t\r]+\"(?P<VRF>[^\"]*)\"",
)  # fmt: skip
IS = pattern(rb"interface[ \t\r]+", WORD, rb"[ \t\r]+is[ \t\r]")
TYPE = pattern(
    rb"(?P<TYPE>[^, \t\r]+),[ \t\r]*(?:", key(b"nhrp peers"), rb"|",
    key(rb"total nbma peers \(v4/v6\)"), rb")(?P<PEER_COUNT>[^,]*?)[ \t\r]*(?:,[ \t\r]*)?",
)  # fmt: skip
SOURCE = pattern(
    rb"(?P<SOURCE>[^/]+)/(?P<DESTINATION>[^,]+),[ \t\r]*tunnel[ \t\r]+vrf[ \t\r]+"
    rb"\"(?P<TUNNEL_VRF>[^\"]*)\"",
)  # fmt: skip
PROTOCOL = pattern(
    rb"\"(?P<PROTOCOL>[^\"]*)\"[ \t\r]*,[ \t\r]*protect[ \t\r]+\"(?P<PROTECTION>[^\"]*)\"",
)  # fmt: skip
SERVER = pattern(
    rb"(?P<NHS>", WORD, rb")[ \t\r]+(?P<NHS_STATE>", WORD, rb")(?:[ \t\r]+", key(b"nbma address"),
    rb"(?P<NHS_NBMA>", WORD, rb"))?(?:[ \t\r]+priority[ \t\r]+=[ \t\r]+(?P<PRIORITY>", COUNT,
    rb")[ \t\r]+cluster[ \t\r]+=[ \t\r]+(?P<CLUSTER>", COUNT, rb"))?",
)  # fmt: skip
PEER = pattern(rb"(?P<number>", COUNT, rb")\.[ \t\r]*", key(b"peer nbma address"))
STATE = pattern(
    key(b"# ent"), rb"(?P<ENTRIES>", COUNT, rb"),[ \t\r]*", key(b"status"),
    rb"(?P<STATE>[^, \t\r]+),[ \t\r]*", key(b"updn time"), rb"(?P<TIME>[^, \t\r]+),[ \t\r]*",
    key(b"cache attrib"), rb"(?P<ATTRIBUTES>", WORD, rb")",
)  # fmt: skip
BEFORE_COMMA = {"LINE_STATE", "DESTINATION"}
TIME = re.compile(rb"[A-Za-z0-9:]+")

Span = tuple[int, int]


class _Dmvpn:
    """State of one walk over ``show dmvpn``."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.open = self.crypto = self.servers = False
        self.seen: set[F] = set()
        self.heads = self.due = 0
        self.head = (0, 0, 0)
        self.nbma: tuple[int, int, int] | None = None
        self.entries: Span | None = None
        self.waiting = False
        self.partial = 0

    def put(self, field: F | Field, start: int, end: int, line: int | None = None) -> None:
        """Add one value of the interface."""
        at = self.sink.line if line is None else line
        self.sink.rows.append((self.record, int(field), start, end, at))

    def values(self, found: re.Match[bytes], begin: int) -> None:
        """Write the named groups of a match; what a comma ends, without the blanks before it."""
        for name, text in found.groupdict().items():
            if text is not None:
                start = begin + found.start(name)
                size = len(text.rstrip(b" \t\r") if name in BEFORE_COMMA else text)
                self.put(F[name], start, start + size)

    def end_peer(self) -> None:
        """End an NBMA address, and say so when no tunnel address, or no state, came with it."""
        if self.nbma and (self.waiting or self.partial):
            self.put(Field.CUT_RECORD, *self.nbma)
        self.nbma, self.waiting, self.partial = None, False, 0

    def close(self) -> None:
        """End an interface, and say so when it lacks what it must have."""
        self.end_peer()
        if self.open and (F.TYPE not in self.seen or self.heads != self.due):
            self.put(Field.CUT_RECORD, *self.head)
        self.open = self.servers = False

    def begin(self, start: int, end: int) -> None:
        """Begin an interface."""
        self.record += 1
        self.open, self.seen = True, set()
        self.heads = self.due = 0
        self.head = (start, end, self.sink.line)

    def begin_nbma(self, start: int, end: int) -> None:
        """Begin an NBMA address, which tunnel addresses follow."""
        self.end_peer()
        self.heads += 1
        self.nbma, self.entries, self.waiting = (start, end, self.sink.line), None, True

    def begin_peer(self, start: int, end: int) -> None:
        """Begin a peer behind the NBMA address above, at its own tunnel address."""
        self.waiting = False
        self.put(F.TUNNEL, start, end)
        if self.nbma:
            self.put(F.NBMA, *self.nbma)
            if self.entries:
                self.put(F.ENTRIES, *self.entries, self.nbma[2])

    def line(self, start: int, end: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        found = INTERFACE.fullmatch(text)
        detail = DETAIL.fullmatch(text)
        if found or IS.match(text):
            self.close()
            self.crypto = False
            fit = (
                detail is not None and is_address(detail["ADDRESS"]) and bool(detail["LINE_STATE"])
            )
            if found:
                fit = found["FAMILY"].lower() in {b"ipv4", b"ipv6"}
                fit = fit and re.fullmatch(WORD, found["INTERFACE"]) is not None
            known = found or detail
            if not fit or not known:
                return Field.MISSHAPEN_ROW
            self.begin(start, end)
            self.values(known, start)
            return None
        if self.crypto:
            return None if self.phrase(text) else Field.NOT_UNDERSTOOD
        if not self.servers:
            done, reason = self.row(start, text)
            if done:
                return reason
        done, reason = self.listed(start, end, text)
        if done:
            return reason
        return self.said(start, end, text)

    @staticmethod
    def phrase(text: bytes) -> bool:
        """Whether a line is a legend, a rule or the heading of the table."""
        return bool(
            LEGEND.match(text)
            or RULE.fullmatch(text)
            or EXPLAINED.match(text)
            or any(after(phrase, text, colon=True) >= 0 for phrase in PHRASES)
        )

    def said(self, start: int, end: int, text: bytes) -> Field | None:
        """Read what an interface says of itself, and what says nothing."""
        if self.phrase(text):
            return None
        if after(b"crypto session details", text, colon=True) == len(text):
            self.close()
            self.crypto = True
            return None
        for name, field, shape in (
            (b"type", F.TYPE, TYPE),
            (b"tunnel src\\./dest\\. addr", F.SOURCE, SOURCE),
            (b"protocol/transport", F.PROTOCOL, PROTOCOL),
        ):
            found = re.match(key(name), text, re.IGNORECASE)
            if found:
                value = text[found.end() :]
                return self.once(field) or self.shaped(field, start + found.end(), shape, value)
        for family in (b"ipv4 nhs", b"ipv6 nhs"):
            at = after(family, text, colon=True)
            if at >= 0:
                if not self.open or F.TYPE in self.seen:
                    return Field.STRAY
                self.servers = True
                return self.server(start + at, text[at:]) if at < len(text) else None
        for name, field in TEXTS:
            at = after(name, text, colon=True)
            if at >= 0:
                reason = self.once(field)
                if reason is None and at < len(text):
                    self.put(field, start + at, end)
                return reason
        return self.server(start, text) if self.servers else Field.NOT_UNDERSTOOD

    def once(self, field: F) -> Field | None:
        """Return the reason why a line can't be of this interface: not open, or said before.

        What an interface says twice is another one's, whose own line was lost.
        """
        if not self.open or field in self.seen:
            self.close()
            return Field.STRAY
        self.seen.add(field)
        return None

    def shaped(self, field: F, begin: int, shape: re.Pattern[bytes], value: bytes) -> Field | None:
        """Read a value of several parts."""
        found = shape.fullmatch(value)
        if field is F.TYPE:
            self.servers = False
        if not found:
            return Field.MISSHAPEN_ROW
        if field is F.TYPE:
            if not is_number(found["PEER_COUNT"]):
                return Field.NOT_A_NUMBER
            self.due = int(found["PEER_COUNT"])
        self.values(found, begin)
        return None

    def server(self, start: int, text: bytes) -> Field | None:
        """Read ``A RE [NBMA Address: B] [priority = 0 cluster = 0]``."""
        found = SERVER.fullmatch(text)
        if (
            not found
            or not STATUS.fullmatch(found["NHS_STATE"])
            or any(found[name] and not is_address(found[name]) for name in ("NHS", "NHS_NBMA"))
        ):
            return Field.MISSHAPEN_ROW
        self.values(found, start)
        return None

    def row(self, start: int, text: bytes) -> tuple[bool, Field | None]:
        """Read ``[entries NBMA] tunnel state time [attributes] [network]``, if it is a row."""
        ws = words(start, text)[: MOST_WORDS + 1]
        w = [word for _, _, word in ws]
        at = 0
        if is_number(w[0]):
            if len(w) < 2 or not (is_address(w[1]) or STATUS.fullmatch(w[1])):
                return True, Field.MISSHAPEN_ROW
            at = 2
        elif not is_address(w[0]):
            return False, None
        if not self.open or F.TYPE not in self.seen:
            return True, Field.STRAY
        rest = w[at:]
        networks = [b"/" in word for word in rest[3:]]
        if rest and (
            not 3 <= len(rest) <= 5
            or not is_address(rest[0])
            or not STATUS.fullmatch(rest[1])
            or not TIME.fullmatch(rest[2])
            or networks in ([True, True], [False, False], [True, False])
        ):
            return True, Field.MISSHAPEN_ROW
        if at:
            self.begin_nbma(*ws[1][:2])
            self.entries = ws[0][:2]
            if not rest:
                return True, None
        elif not self.nbma:
            return True, Field.STRAY
        self.begin_peer(*ws[at][:2])
        self.put(F.STATE, *ws[at + 1][:2])
        self.put(F.TIME, *ws[at + 2][:2])
        for (begin, stop, _), network in zip(ws[at + 3 :], networks, strict=True):
            self.put(F.NETWORK if network else F.ATTRIBUTES, begin, stop)
        return True, None

    def listed(self, start: int, end: int, text: bytes) -> tuple[bool, Field | None]:
        """Read a line of the list for IPv6, if it is one."""
        found = PEER.match(text)
        if found:
            if not self.open or F.TYPE not in self.seen:
                return True, Field.STRAY
            if not is_address(text[found.end() :]):
                return True, Field.MISSHAPEN_ROW
            self.begin_nbma(start + found.end(), end)
            return True, None
        at = after(b"tunnel ipv6 address", text, colon=True)
        if at >= 0:
            if not self.nbma:
                return True, Field.STRAY
            if self.partial or not is_address(text[at:]):
                return True, Field.MISSHAPEN_ROW
            self.begin_peer(start + at, end)
            self.partial = 1
            return True, None
        at = after(b"ipv6 target network", text, colon=True)
        if at >= 0:
            if self.partial != 1:
                return True, Field.STRAY
            if not re.fullmatch(WORD, text[at:]):
                return True, Field.MISSHAPEN_ROW
            self.put(F.NETWORK, start + at, end)
            self.partial = 2
            return True, None
        if after(b"# ent", text, colon=True) < 0:
            return False, None
        if not self.partial:
            return True, Field.STRAY
        found = STATE.fullmatch(text)
        if not found:
            return True, Field.MISSHAPEN_ROW
        self.values(found, start)
        self.partial = 0
        return True, None


def dmvpn(data: bytes) -> Columns:
    """Read ``show dmvpn [detail]`` of IOS, without the crypto sessions of ``detail``."""
    walk = _Dmvpn()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, end, text)
        if reason is not None:
            walk.sink.put(walk.record if walk.open else -1, reason, start, end)
            walk.end_peer()
    walk.close()
    return walk.sink.columns()

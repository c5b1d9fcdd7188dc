"""``show crypto ipsec sa`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re

from fastparse.records import Columns, Field
from fastparse.reference.show_ipsec_state import INBOUND, OUTBOUND, Stage, Standing
from fastparse.reference.show_lines import BLANKS, IPV4, after, is_number, lines

__all__ = ["ipsec_sa"]

PHRASES = (
    b"no sas found", b"there are no", b"peer address", b"anti replay bitmap",
    b"ha last key lifetime sent", b"ike_cookies", b"kilobyte volume rekey has been disabled",
    b"no sa timing", b"crypto engine type",
)  # fmt: skip
BITMAP = re.compile(rb"0x[0-9a-f]+(?:[ \t\r]+0x[0-9a-f]+)*", re.IGNORECASE)
SECTION = re.compile(
    rb"(inbound|outbound)[ \t\r]+(esp|ah|pcp|comp)[ \t\r]+sas[ \t\r]*:?", re.IGNORECASE
)
FLAGS = re.compile(
    rb"(permit|deny)[ \t\r]*,[ \t\r]*flags[ \t\r]*=[ \t\r]*\{([^{}]*)\}[ \t\r]*,?", re.IGNORECASE
)
SETTINGS = re.compile(
    rb"in[ \t\r]+use[ \t\r]+settings[ \t\r]*=[ \t\r]*\{([^{}]*)\}[ \t\r]*,?", re.IGNORECASE
)
LIFE = re.compile(
    rb"remaining[ \t\r]+key[ \t\r]+lifetime[ \t\r]*\([^()]*\)[ \t\r]*:[ \t\r]*"
    rb"(?:([0-9]{1,20})|\((?:(?:([0-9]{1,20})|[^0-9/()]+)/)?([0-9]{1,20})\))",
    re.IGNORECASE,
)
INTEGER = re.compile(rb"([0-9]{1,20})(?:[ \t\r]+bytes)?", re.IGNORECASE)
OVERHEAD = re.compile(rb"([0-9]{1,20})(?:[ \t\r]*\(([0-9]{1,20})\))?")
SPI = re.compile(rb"(?:0x)?([0-9a-f]{1,8})(?:[ \t\r]*\([0-9]{1,20}\))?", re.IGNORECASE)
WORD = re.compile(rb"[^ \t\r]+")
TEXT = re.compile(rb".+", re.DOTALL)

CONTEXT = (
    (b"interface", Field.INTERFACE, TEXT),
    (b"crypto map tag", Field.MAP_TAG, WORD),
    (b"seq num", Field.SEQUENCE, INTEGER),
    (b"local addr", Field.LOCAL_ADDRESS, WORD),
    (b"protected vrf (ivrf)", Field.PROTECTED_VRF, TEXT),
    (b"protected vrf", Field.PROTECTED_VRF, TEXT),
)
OF_RECORD = (
    (b"dynamic allocated peer ip(ipv6)", Field.DYNAMIC_PEER_IPV6, WORD),
    (b"dynamic allocated peer ip", Field.DYNAMIC_PEER, WORD),
    (b"username", Field.USERNAME, WORD),
    (b"path mtu", Field.PATH_MTU, INTEGER),
    (b"media mtu", Field.MEDIA_MTU, INTEGER),
    (b"ip mtu idb", Field.IP_MTU_IDB, WORD),
    (b"ip mtu", Field.IP_MTU, INTEGER),
    (b"ipv6 mtu idb", Field.IP_MTU_IDB, WORD),
    (b"ipv6 mtu", Field.IP_MTU, INTEGER),
    (b"plaintext mtu", Field.PLAINTEXT_MTU, INTEGER),
    (b"pmtu time remaining (sec)", Field.PMTU_REMAINING, INTEGER),
    (b"df policy", Field.DF_POLICY, WORD),
    (b"icmp error validation", Field.ICMP_VALIDATION, WORD),
    (b"tfc packets", Field.TFC, WORD),
    (b"pfs (y/n)", Field.PFS, WORD),
    (b"dh group", Field.DH_GROUP, TEXT),
)
OF_SA = (
    (b"slot", Field.SA_SLOT, INTEGER),
    (b"conn id", Field.SA_CONNECTION, INTEGER),
    (b"conn_id", Field.SA_CONNECTION, INTEGER),
    (b"flow_id", Field.FLOW, TEXT),
    (b"flow id", Field.FLOW, TEXT),
    (b"sibling_flags", Field.SIBLING_FLAGS, WORD),
    (b"crypto map", Field.SA_MAP, WORD),
    (b"crypto-map", Field.SA_MAP, WORD),
    (b"iv size", Field.IV_SIZE, INTEGER),
    (b"ecn bit support", Field.ECN, TEXT),
    (b"status", Field.SA_STATUS, TEXT),
    (b"sa state", Field.SA_STATUS, TEXT),
    (b"initiator", Field.INITIATOR, WORD),
)
ENDPOINTS = (
    (b"local crypto endpt", Field.LOCAL_ENDPOINT, Field.LOCAL_PORT),
    (b"remote crypto endpt", Field.REMOTE_ENDPOINT, Field.REMOTE_PORT),
)
CURRENT_SPIS = (
    (b"current outbound spi", Field.OUTBOUND_SPI),
    (b"current inbound spi", Field.INBOUND_SPI),
)


class _Ipsec(Standing):
    """One walk."""

    def line(self, start: int, end: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        if text.startswith(b"#"):
            return self.counters(start, text)
        for key, field in (
            (b"local ident", Field.LOCAL_IDENT),
            (b"remote ident", Field.REMOTE_IDENT),
        ):
            if after(key, text) >= 0:
                return self.ident(start, end, text, field)
        found = FLAGS.fullmatch(text)
        if found:
            reason = self.put(Field.ACTION, start, start + found.end(1))
            return reason or self.put(Field.FLAGS, *(start + x for x in found.span(2)))
        found = SETTINGS.fullmatch(text)
        if found:
            return self.put_sa(Field.SETTINGS, *(start + x for x in found.span(1)))
        at = after(b"transform", text, colon=True)
        if at >= 0:
            value = text[at:].rstrip(BLANKS + b",")
            if not value:
                return Field.NOT_UNDERSTOOD
            return self.put_sa(Field.TRANSFORM, start + at, start + at + len(value))
        if re.match(rb"access-list[ \t\r]", text, re.IGNORECASE):
            self.close()
            self.context[Field.ACL] = (start, end, self.sink.line)
            return None
        if SECTION.fullmatch(text):
            return self.section(start, end, outbound=text[:1] in b"oO")
        at = after(b"spi", text, colon=True)
        if at >= 0:
            return self.spi(start, end, text, at)
        at = after(b"sa timing", text)
        if at >= 0:
            return self.life(start + at, text[at:])
        at = after(b"replay detection support", text)
        if at >= 0:
            return self.replay(start, text, at)
        if any(after(phrase, text) >= 0 for phrase in PHRASES):
            return None
        if BITMAP.fullmatch(text):
            return None if self.sa else Field.STRAY
        return self.segments(start, text)

    def section(self, start: int, end: int, *, outbound: bool) -> Field | None:
        """Begin the SAs of one direction and protocol."""
        self.close_sa()
        if not self.open:
            return Field.STRAY
        self.stage, self.outbound = Stage.SECTIONS, outbound
        self.missing.discard(OUTBOUND if outbound else INBOUND)
        self.sink.put(self.record, Field.SECTION, start, end)
        return None

    def ident(self, start: int, end: int, text: bytes, field: Field) -> Field | None:
        """Read a proxy identity; a local one begins a record."""
        if field is Field.LOCAL_IDENT:
            self.begin(start, end)
        elif self.reach(Stage.REMOTE_PROXY):
            return Field.STRAY
        found = re.fullmatch(rb"[^:]*\):[ \t\r]*\(([^ \t\r()]*)\)", text)
        if not found or found.group(1).count(b"/") < 3:
            return Field.BAD_IDENT
        self.sink.put(self.record, field, *(start + x for x in found.span(1)))
        self.missing.discard(field)
        return None

    def spi(self, start: int, end: int, text: bytes, at: int) -> Field | None:
        """Begin an SA."""
        self.close_sa()
        if not self.open:
            return Field.STRAY
        self.sa = "broken"
        if self.stage is not Stage.SECTIONS:
            return Field.HEADLESS
        found = SPI.fullmatch(text[at:])
        if not found:
            return Field.BAD_SPI
        current = Field.OUTBOUND_SPI if self.outbound else Field.INBOUND_SPI
        if int(found.group(1), 16) == self.current_spi.get(current, 0):
            self.missing.discard(current)
        self.sa, self.sa_head = "open", (start, end, self.sink.line)
        self.sa_seen = set()
        return self.put_sa(Field.SPI, *(start + at + x for x in found.span(1)))

    def life(self, start: int, text: bytes) -> Field | None:
        """Read a remaining lifetime."""
        found = LIFE.fullmatch(text)
        if not found:
            return Field.NOT_A_NUMBER
        reason = None
        if found.group(2):
            reason = self.put_sa(Field.KILOBYTES, *(start + x for x in found.span(2)))
        seconds = found.span(1) if found.group(1) else found.span(3)
        return reason or self.put_sa(Field.SECONDS, *(start + x for x in seconds))

    def replay(self, start: int, text: bytes, at: int) -> Field | None:
        """Read ``Y``, and the window's size where it is printed."""
        found = WORD.match(text, at)
        if not found:
            return Field.NOT_UNDERSTOOD
        reason = self.put_sa(Field.REPLAY, start + at, start + found.end())
        rest = text[found.end() :].lstrip(BLANKS)
        if reason or not rest:
            return reason
        size = after(b"replay window size", rest)
        if size < 0:
            return Field.NOT_UNDERSTOOD
        if not is_number(rest[size:]):
            return Field.NOT_A_NUMBER
        return self.put_sa(
            Field.REPLAY_WINDOW, start + len(text) - len(rest) + size, start + len(text)
        )

    def counters(self, start: int, text: bytes) -> Field | None:
        """Read ``#name: number`` pairs."""
        if self.open and self.stage is Stage.SECTIONS:
            self.close()
        if after(b"pkts encaps", text.lstrip(b"#"), colon=True) >= 0:
            self.reach(Stage.COUNTERS)
        if not self.open:
            return Field.STRAY
        reason: Field | None = None
        at = 0
        while at < len(text):
            while text[at : at + 1] == b"#":
                at += 1
            stop = next((i for i in range(at, len(text)) if text[i] in b"#,"), len(text))
            found = re.fullmatch(rb"[ \t\r]*(.*?)([0-9]*)[ \t\r]*", text[at:stop], re.DOTALL)
            assert found is not None  # noqa: S101 - the expression matches every text
            name = found.group(1)
            bare = name.rstrip(BLANKS + b":")
            if not is_number(found.group(2)) or len(bare) == len(name):
                reason = reason or Field.NOT_A_NUMBER
            elif not bare:
                reason = reason or Field.NOT_UNDERSTOOD
            else:
                begin = start + at + found.start(1)
                self.sink.put(self.record, Field.COUNTER_NAME, begin, begin + len(bare))
                self.sink.put(
                    self.record, Field.COUNTER_VALUE, *(start + at + x for x in found.span(2))
                )
            at = stop
            while at < len(text) and text[at] in BLANKS + b",":
                at += 1
            if at < len(text) and text[at] != ord("#"):
                reason = reason or Field.NOT_UNDERSTOOD
                at = next((i for i in range(at, len(text)) if text[i] == ord("#")), len(text))
        return reason

    def segments(self, start: int, text: bytes) -> Field | None:
        """Read ``key value`` pairs between commas; the first that fails gives the reason."""
        reason: Field | None = None
        at = 0
        for piece in text.split(b","):
            begin = start + at + len(piece) - len(piece.lstrip(BLANKS))
            at += len(piece) + 1
            segment = piece.strip(BLANKS)
            if segment:
                failed = self.segment(begin, segment)
                reason = reason or failed
        return reason

    def segment(self, start: int, text: bytes) -> Field | None:
        """Read one ``key value`` pair."""
        for key, field, form in CONTEXT:
            at = after(key, text)
            if at < 0:
                continue
            if field is Field.PROTECTED_VRF or field is Field.MAP_TAG or field is Field.INTERFACE:
                self.close()
                gone = [Field.PROTECTED_VRF]
                if field is not Field.PROTECTED_VRF:
                    gone += [Field.ACL, Field.MAP_TAG, Field.SEQUENCE, Field.LOCAL_ADDRESS]
                if field is Field.INTERFACE:
                    gone.append(Field.INTERFACE)
                for name in gone:
                    self.context.pop(name, None)
                if field is Field.PROTECTED_VRF and at == len(text):
                    return None
            found = form.fullmatch(text, at)
            if not found:
                return _failure(form)
            stop = found.end(1) if form is INTEGER else found.end()
            self.context[field] = (start + at, start + stop, self.sink.line)
            return None
        at = after(b"current_peer", text)
        if at >= 0:
            return self.peer(start, text, at)
        for key, field, port in ENDPOINTS:
            at = after(key, text)
            if at >= 0:
                return self.endpoint(start, text, at, field, port)
        for key, field in CURRENT_SPIS:
            at = after(key, text)
            if at >= 0:
                return self.spi_in_use(start, text, at, field)
        at = after(b"ipsec overhead", text)
        if at >= 0:
            found = OVERHEAD.fullmatch(text, at)
            if not found:
                return Field.NOT_A_NUMBER
            reason = self.put(Field.OVERHEAD, *(start + x for x in found.span(1)))
            if not reason and found.group(2):
                reason = self.put(Field.OVERHEAD_FIXED, *(start + x for x in found.span(2)))
            return reason
        for table, put in ((OF_RECORD, self.put), (OF_SA, self.put_sa)):
            for key, field, form in table:
                at = after(key, text)
                if at >= 0:
                    found = form.fullmatch(text, at)
                    if not found:
                        return _failure(form)
                    span = found.span(1) if form is INTEGER else found.span()
                    return put(field, *(start + x for x in span))
        return Field.NOT_UNDERSTOOD

    def spi_in_use(self, start: int, text: bytes, at: int, field: Field) -> Field | None:
        """Read the SPI in use; one other than 0 promises an SA."""
        if field is Field.OUTBOUND_SPI and self.reach(Stage.SPIS):
            return Field.STRAY
        found = SPI.fullmatch(text, at)
        if not found:
            return Field.BAD_SPI
        reason = self.put(field, *(start + x for x in found.span(1)))
        if reason is None:
            self.current_spi[field] = int(found.group(1), 16)
            if self.current_spi[field]:
                self.missing.add(field)
        return reason

    def endpoint(self, start: int, text: bytes, at: int, field: Field, port: Field) -> Field | None:
        """Read an address with an optional port."""
        if field is Field.LOCAL_ENDPOINT and self.reach(Stage.ENDPOINTS):
            return Field.STRAY
        if not WORD.fullmatch(text, at):
            return Field.NOT_UNDERSTOOD
        slash = text.rfind(b"/", at)
        if slash < 0:
            return self.put(field, start + at, start + len(text))
        if slash == at or not is_number(text[slash + 1 :]):
            return Field.NOT_A_NUMBER
        return self.put(field, start + at, start + slash) or self.put(
            port, start + slash + 1, start + len(text)
        )

    def peer(self, start: int, text: bytes, at: int) -> Field | None:
        """Read ``A``, ``A:port`` or ``A port N``."""
        if self.reach(Stage.PEER):
            return Field.STRAY
        found = WORD.match(text, at)
        if not found:
            return Field.NOT_UNDERSTOOD
        end = found.end()
        begin_port = -1
        host, colon, port = found.group().partition(b":")
        if colon and IPV4.fullmatch(host) and is_number(port):
            end = at + len(host)
            begin_port, end_port = end + 1, found.end()
        rest = text[found.end() :].lstrip(BLANKS)
        if rest:
            skip = after(b"port", rest)
            if skip < 0:
                return Field.NOT_UNDERSTOOD
            if not is_number(rest[skip:]):
                return Field.NOT_A_NUMBER
            begin_port, end_port = len(text) - len(rest) + skip, len(text)
        reason = self.put(Field.CURRENT_PEER, start + at, start + end)
        if not reason and begin_port >= 0:
            reason = self.put(Field.PEER_PORT, start + begin_port, start + end_port)
        return reason


def _failure(form: re.Pattern[bytes]) -> Field:
    return Field.NOT_A_NUMBER if form is INTEGER else Field.NOT_UNDERSTOOD


def ipsec_sa(data: bytes) -> Columns:
    """Read ``show crypto ipsec sa`` of IOS, IOS-XE, PIX and ASA, with or without indentation."""
    walk = _Ipsec()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, end, text)
        if reason is not None:
            walk.sink.put(walk.record if walk.open else -1, reason, start, end)
    walk.close()
    return walk.sink.columns()

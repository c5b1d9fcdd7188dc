"""``show crypto map`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re

from fastparse.records import Columns, Field
from fastparse.records_crypto_map import CryptoMapField as F
from fastparse.reference.show_lines import Sink, after, is_number, lines, past_blanks
from fastparse.reference.show_patterns import COUNT, WORD, key, pattern

__all__ = ["crypto_map"]

TEXTS = (
    (b"current peer", F.CURRENT_PEER),
    (b"access-list ss dynamic", F.SS_DYNAMIC),
    (b"mixed-mode", F.MIXED_MODE),
    (rb"dualstack (y/n)", F.DUALSTACK),
    (rb"responder-only (y/n)", F.RESPONDER_ONLY),
    (rb"pfs (y/n)", F.PFS),
    (b"dh group", F.DH_GROUP),
    (b"isakmp profile", F.ISAKMP_PROFILE),
    (b"ikev2 profile", F.IKEV2_PROFILE),
    (b"profile name", F.PROFILE),
    (b"description", F.DESCRIPTION),
    (b"dynamic map template tag", F.DYNAMIC_TEMPLATE),
    (b"group name", F.GROUP_NAME),
    (b"security association idletime", F.IDLE_SECONDS),
)
FLAGS = {F.DUALSTACK, F.RESPONDER_ONLY, F.PFS}
MARKS = (
    (b"warning: this crypto map is in an incomplete state!", F.UNFINISHED),
    (b"no matching address list set.", F.NO_ACL),
    (b"map is a profile instance.", F.PROFILE_INSTANCE),
    (b"always create sas", F.ALWAYS_UP),
)
LISTS = (
    (b"extended ip access list", F.ACL),
    (b"extended ipv6 access list", F.ACL),
    (b"ipv6 access list", F.ACL),
    (b"ip access list", F.ACL),
    (b"extended ip access check in list", F.CHECK_IN),
    (b"extended ip access check out list", F.CHECK_OUT),
    (b"extended ipv6 access check in list", F.CHECK_IN),
    (b"extended ipv6 access check out list", F.CHECK_OUT),
)
MANUAL = (
    (b"inbound esp spi", F.INBOUND_ESP),
    (b"outbound esp spi", F.OUTBOUND_ESP),
    (b"inbound ah spi", F.INBOUND_AH),
    (b"outbound ah spi", F.OUTBOUND_AH),
)
LAST = {F.TRANSFORM_SET, F.DYNAMIC_TEMPLATE}
"""What stands last in an entry, but for what trails."""
TRAILING = {F.APPLIED, F.REVERSE_ROUTE, F.REPLAY_WINDOW, F.ALWAYS_UP, F.INBOUND_ESP,
            F.OUTBOUND_ESP, F.INBOUND_AH, F.OUTBOUND_AH}  # fmt: skip
SECRETS = (b"cipher key", b"auth_key", b"auth key", b"key", b"cipher_key")
ABOVE = pattern(
    rb"crypto[ \t\r]+map:[ \t\r]*\"(?P<name>[^\"]*)\"[ \t\r]*", key(b"idb"), rb"(?P<IDB>", WORD,
    rb")[ \t\r]*", key(b"local address"), rb"(?P<LOCAL_ADDRESS>", WORD, rb")",
)  # fmt: skip
MAP = pattern(rb"crypto[ \t\r]+map")
HEADING = pattern(
    rb"crypto[ \t\r]+map[ \t\r]*(?:(?P<TEMPLATE>template)[ \t\r]*|(?P<FAMILY>ipv[46])[ \t\r]+)?"
    rb"\"(?P<NAME>[^\"]*)\"[ \t\r]*(?P<SEQUENCE>", COUNT, rb")(?:[ \t\r]+(?P<KIND>.+))?",
)  # fmt: skip
ITEM = re.compile(
    rb"(?>(?P<name>[^ \t\r,{}][^ \t\r,{]*)[ \t\r]*)"
    rb"(?:\{[ \t\r]*(?P<body>[^}]*)\}[ \t\r]*,?|,)[ \t\r]*"
)  # fmt: skip
LIFETIME = pattern(
    rb"(?:(?P<volume>[^/]*[^/ \t\r])[ \t\r]*/[ \t\r]*)?(?P<seconds>", COUNT,
    rb")[ \t\r]+seconds",
)  # fmt: skip
VOLUME = pattern(rb"(?P<count>", COUNT, rb")[ \t\r]+kilobytes")
IDLE = pattern(rb"(", COUNT, rb")[ \t\r]+seconds")
RULE = pattern(rb"(?:permit|deny)[ \t\r]")
CREATED = pattern(rb"dynamic[ \t\r]+\(created[ \t\r]+from[ \t\r]+dynamic[ \t\r]+map[ \t\r]+")
REPLAY = pattern(rb"antireplay[ \t\r]+window[ \t\r]+size[ \t\r]+=[ \t\r]+")
SETS = pattern(rb"transform[ \t\r]+sets=\{")
USING = pattern(rb"interfaces[ \t\r]+using[ \t\r]+crypto[ \t\r]+map[ \t\r]+")
NONE = pattern(rb"no[ \t\r]+crypto[ \t\r]+maps[ \t\r]+found\.")
INTERFACE = re.compile(rb"[A-Za-z](?:[^ \t\r]*[0-9])")


class _Maps:
    """State of one walk over ``show crypto map``."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.open = False
        self.inside = ""
        self.seen: set[F] = set()
        self.exempt = self.with_keys = self.torn = False
        self.head = (0, 0, 0)
        self.name = self.acl = b""
        self.above: tuple[bytes, list[tuple[F, int, int, int]]] | None = None

    def put(self, field: F | Field, start: int, end: int, line: int | None = None) -> None:
        """Add one value of the entry."""
        at = self.sink.line if line is None else line
        self.sink.rows.append((self.record, int(field), start, end, at))

    def close(self) -> None:
        """End an entry, and say so when it lacks what it must have."""
        has_sets = self.exempt or self.seen & {F.DYNAMIC_TEMPLATE, F.TRANSFORM_SET}
        if self.open and (self.torn or self.inside == "sets" or not has_sets):
            self.put(Field.CUT_RECORD, *self.head)
        self.open, self.inside = False, ""

    def once(self, field: F) -> Field | None:
        """Return the reason why a line can't be of this entry: none is open, or it has said so.

        What an entry says twice, or below its transform sets, is another one's, whose heading
        was lost.
        """
        late = self.seen & LAST and field not in TRAILING
        if not self.open or field in self.seen or late:
            self.close()
            return Field.STRAY
        self.seen.add(field)
        return None

    def say(self, field: F, start: int, end: int) -> Field | None:
        """Write what an entry says of itself once."""
        reason = self.once(field)
        if reason is None and start < end:
            self.put(field, start, end)
        return reason

    def line(self, start: int, end: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        if self.inside == "interfaces":
            if INTERFACE.fullmatch(text):
                self.put(F.INTERFACE, start, end)
                return None
            self.inside = ""
        if MAP.match(text):
            return self.heading(start, end, text)
        if self.inside == "sets":
            if self.sets(start, text):
                return None
            self.inside, self.torn = "", True
        at = after(b"access-list", text)
        if at >= 0 and not re.match(rb"access-list[ \t\r]+ss[ \t\r]", text, re.IGNORECASE):
            return self.entry(start + at, text[at:])
        at = after(b"peer", text)
        if at >= 0 and text[at : at + 1] == b"=":
            at = past_blanks(text, at + 1)
            return self.peer(start + at, text[at:])
        for name, field in LISTS:
            at = after(name, text)
            if at >= 0:
                return self.list_name(field, start + at, text[at:])
        for name, field in TEXTS:
            at = after(name, text, colon=True)
            if at >= 0:
                return self.text(field, start + at, text[at:])
        at = after(b"reverse route injection", text)
        if at >= 0:
            return self.say(F.REVERSE_ROUTE, start + at, end)
        for name in (b"security association lifetime", b"security-association lifetime"):
            at = after(name, text, colon=True)
            if at >= 0:
                return self.lifetime(start + at, text[at:])
        return self.rest(start, end, text)

    def rest(self, start: int, end: int, text: bytes) -> Field | None:
        """Read a line that no key with a colon begins."""
        found = SETS.match(text)
        if found:
            reason = self.once(F.TRANSFORM_SET)
            if reason is None:
                at = past_blanks(text, found.end())
                self.inside = "sets"
                if not self.sets(start + at, text[at:]):
                    self.inside, self.torn = "", True
                    return Field.MISSHAPEN_ROW
            return reason
        found = USING.match(text)
        if found:
            name = text[found.end() : -1].rstrip(b" \t\r")
            if not self.open or not text.endswith(b":") or name != self.name:
                return Field.STRAY
            reason = self.once(F.APPLIED)
            if reason is None:
                begin = start + found.end()
                self.put(F.APPLIED, begin, begin + len(name))
                self.inside = "interfaces"
            return reason
        for name, field in MARKS:
            if b" ".join(re.split(rb"[ \t\r]+", text.lower())) == name:
                return self.say(field, start, end)
        if RULE.match(text):
            return self.entry(start, text)
        if text[:1] == b"(" and text[-1:] == b")" and self.open and F.UNFINISHED in self.seen:
            reason = self.once(F.MISSING)
            if reason is None:
                self.put(F.MISSING, start + 1, end - 1)
            return reason
        found = CREATED.match(text)
        if found and text.endswith(b")"):
            reason = self.once(F.CREATED_FROM)
            if reason is None:
                self.put(F.CREATED_FROM, start + found.end(), end - 1)
            return reason
        found = REPLAY.match(text)
        if found:
            reason = self.once(F.REPLAY_WINDOW)
            if reason is None and not is_number(text[found.end() :]):
                return Field.NOT_A_NUMBER
            if reason is None:
                self.put(F.REPLAY_WINDOW, start + found.end(), end)
            return reason
        return self.manual(start, text)

    def manual(self, start: int, text: bytes) -> Field | None:
        """Read the SPI of a manual entry; keys are passed over and never handed out."""
        for name, field in MANUAL:
            at = after(name, text, colon=True)
            if at >= 0:
                spi = text[at:].split(b",")[0]
                if not self.with_keys:
                    self.close()
                reason = self.once(field)
                if reason is None and not is_number(spi):
                    reason = Field.NOT_A_NUMBER
                if reason is None:
                    self.put(field, start + at, start + at + len(spi))
                else:
                    self.sink.put(self.record if self.open else -1, reason, start, start + at)
                return None
        if any(after(name, text, colon=True) >= 0 for name in SECRETS):
            return None
        return None if NONE.fullmatch(text) else Field.NOT_UNDERSTOOD

    def heading(self, start: int, end: int, text: bytes) -> Field | None:
        """Read ``Crypto Map [IPv4] "NAME" 10 ipsec-isakmp``, or what stands above a map."""
        self.close()
        if re.match(rb"crypto[ \t\r]+map:", text, re.IGNORECASE):
            found = ABOVE.fullmatch(text)
            self.above = None
            if not found:
                return Field.MISSHAPEN_ROW
            spans = [(field, start + found.start(field.name), start + found.end(field.name),
                      self.sink.line) for field in (F.IDB, F.LOCAL_ADDRESS)]  # fmt: skip
            self.above = found["name"], spans
            return None
        found = HEADING.fullmatch(text)
        if not found or (found["TEMPLATE"] is None) == (found["KIND"] is None):
            return Field.MISSHAPEN_ROW
        self.record += 1
        self.open, self.seen, self.torn = True, set(), False
        kind = (found["KIND"] or b"").lower()
        self.exempt, self.with_keys = kind == b"gdoi", kind == b"ipsec-manual"
        self.head, self.name = (start, end, self.sink.line), found["NAME"]
        for field in (F.NAME, F.FAMILY, F.SEQUENCE, F.TEMPLATE, F.KIND):
            if found[field.name] is not None:
                self.put(field, start + found.start(field.name), start + found.end(field.name))
        if self.above and self.above[0] == self.name:
            for field, begin, stop, line in self.above[1]:
                self.put(field, begin, stop, line)
        return None

    def sets(self, start: int, text: bytes) -> bool:
        """Read transform sets up to a brace, or to the end of the line; False when they are none."""
        values: list[tuple[F, int, int]] = []
        at = 0
        while at < len(text):
            if text[at:] == b"}":
                self.inside = ""
                break
            found = ITEM.match(text, at)
            if not found:
                return False
            name = found.end("name")
            if found["body"] is not None:
                name -= 1
                if found["name"][-1:] != b":" or name == found.start("name"):
                    return False
            values.append((F.TRANSFORM_SET, start + found.start("name"), start + name))
            if found["body"] is not None:
                body = start + found.start("body")
                values.append((F.TRANSFORMS, body, body + len(found["body"].rstrip(b" \t\r"))))
            at = found.end()
        for value in values:
            self.put(*value)
        return True

    def lifetime(self, begin: int, value: bytes) -> Field | None:
        """Read ``4608000 kilobytes/3600 seconds``; words may stand in place of the kilobytes."""
        reason = self.once(F.SECONDS)
        if reason:
            return reason
        found = LIFETIME.fullmatch(value)
        if not found:
            return Field.MISSHAPEN_ROW
        if found["volume"]:
            count = VOLUME.fullmatch(found["volume"])
            span = (count or found).span("count" if count else "volume")
            self.put(F.KILOBYTES if count else F.VOLUME, begin + span[0], begin + span[1])
        self.put(F.SECONDS, begin + found.start("seconds"), begin + found.end("seconds"))
        return None

    def entry(self, begin: int, value: bytes) -> Field | None:
        """Read ``NAME permit …`` of the access list that stands above; the name may be absent."""
        if not self.open or F.ACL not in self.seen:
            return Field.STRAY
        if self.seen & LAST:
            self.close()
            return Field.STRAY
        at = 0
        if not RULE.match(value):
            name = re.split(rb"[ \t\r]", value, maxsplit=1)[0]
            at = past_blanks(value, len(name))
            if not RULE.match(value[at:]):
                return Field.MISSHAPEN_ROW
            if name != self.acl:
                return Field.STRAY
        self.put(F.ACL_ENTRY, begin + at, begin + len(value))
        return None

    def text(self, field: F, begin: int, value: bytes) -> Field | None:
        """Read what stands behind a key; a flag is ``Y`` or ``N``."""
        size = len(value)
        reason = self.once(field)
        if reason:
            return reason
        if field in FLAGS and value.lower() not in {b"y", b"n"}:
            return Field.MISSHAPEN_ROW
        if field is F.IDLE_SECONDS:
            found = IDLE.fullmatch(value)
            if not found:
                return Field.MISSHAPEN_ROW
            size = found.end(1)
        if size:
            self.put(field, begin, begin + size)
        return None

    def peer(self, begin: int, value: bytes) -> Field | None:
        """Read the peer behind ``Peer =``; peers stand above the access list."""
        if not self.open:
            return Field.STRAY
        if self.seen & {F.ACL, F.NO_ACL, F.SECONDS, *LAST}:
            self.close()
            return Field.STRAY
        if not re.fullmatch(WORD, value):
            return Field.MISSHAPEN_ROW
        self.put(F.PEER, begin, begin + len(value))
        return None

    def list_name(self, field: F, begin: int, value: bytes) -> Field | None:
        """Read the name of an access list, which may be empty."""
        reason = self.once(field)
        if reason:
            return reason
        good = not value or re.fullmatch(WORD, value) is not None
        if field is F.ACL:
            self.acl = value if good else b""
        if not good:
            return Field.MISSHAPEN_ROW
        self.put(field, begin, begin + len(value))
        return None


def crypto_map(data: bytes) -> Columns:
    """Read ``show crypto map`` and ``show crypto dynamic-map`` of IOS."""
    walk = _Maps()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, end, text)
        if reason is not None:
            walk.sink.put(walk.record if walk.open else -1, reason, start, end)
    walk.close()
    return walk.sink.columns()

"""Pings of IOS, PIX and ASA in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re

from fastparse.records import Columns, Field
from fastparse.records_pings import PingField as F
from fastparse.reference.show_lines import (
    BLANKS,
    Sink,
    after,
    is_address,
    is_number,
    lines,
    past_blanks,
)

__all__ = ["pings"]

LONGEST_QUESTION = 48
QUESTIONS = {
    b"protocol": (F.ASKED_PROTOCOL, "word"),
    b"target ip address": (F.ASKED_TARGET, "word"),
    b"target ipv6 address": (F.ASKED_TARGET, "word"),
    b"repeat count": (F.ASKED_REPEAT, "number"),
    b"datagram size": (F.ASKED_SIZE, "number"),
    b"timeout in seconds": (F.ASKED_TIMEOUT, "number"),
    b"source address or interface": (F.ASKED_SOURCE, "word"),
    b"source address": (F.ASKED_SOURCE, "word"),
    b"source interface": (F.ASKED_SOURCE, "word"),
    b"interface": (F.ASKED_SOURCE, "word"),
    b"set df bit in ip header": (F.ASKED_DF, "word"),
    b"sweep range of sizes": (F.ASKED_SWEEP, "word"),
    b"sweep min size": (F.ASKED_FIRST_SIZE, "number"),
    b"sweep max size": (F.ASKED_LAST_SIZE, "number"),
    b"sweep interval": (F.ASKED_STEP, "number"),
} | dict.fromkeys(
    (
        b"extended commands", b"extended ping", b"ingress ping", b"type of service",
        b"dscp value", b"dscp", b"precedence", b"validate reply data", b"data pattern",
        b"loose, strict, record, timestamp, verbose", b"verbose", b"include hop by hop option",
        b"include destination option", b"tcp ping", b"tcp", b"vrf", b"vrf name",
    ),
    (F.ASKED_OTHER, "text"),
)  # fmt: skip
PHRASES = (b"type escape sequence to abort", b"reply data will be validated",
           b"packet has ip options")  # fmt: skip


def _pattern(text: bytes) -> re.Pattern[bytes]:
    """Compile a pattern in which a blank stands for one or more, and ``#`` for a number."""
    text = text.replace(b"#", rb"([0-9]{1,20})(?![0-9])")
    return re.compile(text.replace(b" ", rb"[\x20\t\r]+"), re.IGNORECASE | re.DOTALL)


SENDING = _pattern(
    rb"sending #, (?:\[#\.\.#\]|#)-byte icmp echo(?:s|es) to ([^,\x20\t\r]+), "
    rb"timeout is # second[sS]?:?"
)
RATE = _pattern(rb"success rate is # percent \(#/#\)(?:, round-trip min/avg/max = #/#/# ms)?")
SOURCE = _pattern(rb"packet sent with a source address of ")
DF = _pattern(rb"packet sent with the df bit set")
ECHO = _pattern(rb"([^\x20\t\r]+) (no )?response received -- #ms")
SIZE = rb"(?: \(size #\))?"
ANSWERED = _pattern(rb"reply to request #(?: from ([^,]+), # ms| \(# ms\))" + SIZE)
UNANSWERED = _pattern(rb"request # timed out" + SIZE)
UNREACHABLE = _pattern(rb"unreachable from ([^,(]*?)(?:, maximum mtu #)?" + SIZE)
REPLY = _pattern(rb"reply to request |request |unreachable from ")
RESULTS = re.compile(rb"[!.UQM?&CINAPTBHRS@]+")


class _Pings:
    """State of one walk over pings."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.stage = ""
        self.asked: set[F] = set()
        self.echoes = 0
        self.target = b""
        self.last_line = 0
        self.head = (0, 0, 0)
        self.start = 0

    def close(self, *, whole: bool = False) -> None:
        """End a ping, and say so when its results are not whole."""
        if self.stage in {"asking", "sending"} and not whole:
            self.sink.rows.append((self.record, int(Field.CUT_RECORD), *self.head))
        self.stage = ""

    def open(self, size: int, stage: str) -> None:
        """Begin a ping at a line of a size."""
        self.close()
        self.record += 1
        self.stage = stage
        self.asked = set()
        self.echoes = 0
        self.head = (self.start, self.start + size, self.sink.line)

    def put(self, field: F, span: tuple[int, int]) -> None:
        """Write a value; one that is not there has a negative span."""
        if span[0] >= 0:
            self.sink.put(self.record, field, self.start + span[0], self.start + span[1])

    def line(self, start: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        self.start = start
        size = len(text)
        if RESULTS.fullmatch(text):
            if self.stage != "sending":
                return Field.STRAY
            self.echoes += size
            self.put(F.RESULTS, (0, size))
            return None
        if re.match(rb"sending[ \t\r]", text, re.IGNORECASE):
            return self.sending(text)
        if re.match(rb"success[ \t\r]+rate[ \t\r]+is[ \t\r]", text, re.IGNORECASE):
            return self.rate(text)
        found = SOURCE.match(text)
        if found or DF.fullmatch(text):
            if self.stage != "sending":
                return Field.STRAY
            if found and any(byte in BLANKS for byte in text[found.end() :]):
                return Field.NOT_UNDERSTOOD
            self.put(F.SOURCE if found else F.DF, (found.end() if found else 0, size))
            return None
        if any(after(phrase, text) >= 0 for phrase in PHRASES):
            return None
        echo = ECHO.fullmatch(text)
        if echo and is_address(echo[1]):
            self.echo(echo, size)
            return None
        if REPLY.match(text):
            return self.reply(text)
        return self.question(text)

    def sending(self, text: bytes) -> Field | None:
        """Read ``Sending 5, 1500-byte ICMP Echos to 192.0.2.1, timeout is 2 seconds:``."""
        found = SENDING.fullmatch(text)
        if not found or re.search(rb"[S]:?$", text):
            return Field.MISSHAPEN_ROW
        if self.stage == "asking":
            self.stage = "sending"
        else:
            self.open(len(text), "sending")
        self.put(F.TARGET, found.span(5))
        self.put(F.REPEAT, found.span(1))
        self.put(F.SIZE, found.span(2) if found[2] else found.span(4))
        self.put(F.LAST_SIZE, found.span(3))
        self.put(F.TIMEOUT, found.span(6))
        return None

    def rate(self, text: bytes) -> Field | None:
        """Read ``Success rate is 60 percent (3/5), …``, which ends a ping."""
        if self.stage != "sending":
            return Field.STRAY
        found = RATE.fullmatch(text)
        if not found:
            return Field.MISSHAPEN_ROW
        fields = (F.PERCENT, F.RECEIVED, F.SENT, F.MINIMUM, F.AVERAGE, F.MAXIMUM)
        for group, field in enumerate(fields, start=1):
            self.put(field, found.span(group))
        self.close(whole=int(found[3]) == self.echoes)
        return None

    def echo(self, found: re.Match[bytes], size: int) -> None:
        """Read ``192.0.2.1 response received -- 10ms`` of PIX."""
        if (self.stage, self.last_line + 1, self.target) != (
            "echoing",
            self.sink.line,
            found[1],
        ):
            self.open(size, "echoing")
            self.target = found[1]
            self.put(F.TARGET, found.span(1))
        self.last_line = self.sink.line
        self.put(F.REPLY, (0, size))
        self.put(F.UNANSWERED if found[2] else F.ANSWERED, (0, size))
        self.put(F.REPLY_TIME, found.span(3))

    def reply(self, text: bytes) -> Field | None:
        """Read a line of ``Verbose``."""
        missing = (-1, -1)
        source = time = mtu = missing
        if found := ANSWERED.fullmatch(text):
            field = F.ANSWERED
            source = found.span(2)
            time = found.span(3) if found[3] else found.span(4)
            size = found.span(5)
        elif found := UNANSWERED.fullmatch(text):
            field = F.UNANSWERED
            size = found.span(2)
        elif found := UNREACHABLE.fullmatch(text):
            field = F.TOO_BIG if found[2] else F.UNREACHABLE
            source, mtu, size = found.span(1), found.span(2), found.span(3)
        else:
            return Field.NOT_UNDERSTOOD
        if source != missing and not is_address(text[slice(*source)]):
            return Field.NOT_UNDERSTOOD
        if self.stage != "sending":
            return Field.STRAY
        self.echoes += 1
        self.put(F.REPLY, (0, len(text)))
        self.put(field, (0, len(text)))
        self.put(F.REPLY_FROM, source)
        self.put(F.REPLY_TIME, time)
        self.put(F.REPLY_SIZE, size)
        self.put(F.REPLY_MTU, mtu)
        return None

    def question(self, text: bytes) -> Field | None:
        """Read ``Datagram size [100]: 1500``."""
        found = re.compile(rb"[^\[:?]*(?=[\[:?])").match(text, 0, LONGEST_QUESTION)
        known = found and QUESTIONS.get(found.group().rstrip(BLANKS).lower())
        if not found or not known:
            return Field.NOT_UNDERSTOOD
        field, form = known
        at = found.end()
        if text[at : at + 1] == b"?":
            at = past_blanks(text, at + 1)
        colon = False
        inner: tuple[int, int] | None = None
        while True:
            if text[at : at + 1] == b":" and not colon:
                colon = True
                at = past_blanks(text, at + 1)
            elif text[at : at + 1] == b"[" and inner is None:
                stop = text.find(b"]", at)
                if stop < 0:
                    return Field.NOT_UNDERSTOOD
                inner = (at + 1, stop)
                at = past_blanks(text, stop + 1)
            else:
                break
        if not colon:
            return Field.NOT_UNDERSTOOD
        span = inner if inner and at == len(text) else (at, len(text))
        if self.stage != "asking" or (
            field in self.asked and field in {F.ASKED_TARGET, F.ASKED_PROTOCOL}
        ):
            self.open(len(text), "asking")
        self.asked.add(field)
        answer = text[slice(*span)]
        if not answer:
            return None
        if form == "number" and not is_number(answer):
            return Field.NOT_A_NUMBER
        if form == "word" and any(byte in BLANKS for byte in answer):
            return Field.NOT_UNDERSTOOD
        if field is F.ASKED_DF and answer[:1] not in {b"y", b"Y"}:
            field = F.ASKED_NO_DF
        self.put(field, span)
        return None


def pings(data: bytes) -> Columns:
    """Read results of ``ping``, extended or not, of IOS, IOS-XE, PIX and ASA."""
    walk = _Pings()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, text)
        if reason is not None:
            walk.sink.put(walk.record if walk.stage else -1, reason, start, end)
    walk.close()
    return walk.sink.columns()

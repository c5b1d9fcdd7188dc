"""``show interface(s)`` and ``show ip interface`` in plain Python: the oracle of the compiled reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from fastparse.records import Columns, Field
from fastparse.records_interfaces import InterfaceField as F
from fastparse.reference.show_interface_phrases import phrase
from fastparse.reference.show_lines import (
    BLANKS,
    MOST_WORDS,
    Sink,
    is_address,
    is_number,
    lines,
    past_blanks,
    words,
)

__all__ = ["interfaces"]

B = rb"[ \t\r]"
BYTES = {
    (False, "in"): F.BYTES_INPUT, (False, "out"): F.BYTES_OUTPUT,
    (True, "in"): F.TRAFFIC_BYTES_INPUT, (True, "out"): F.TRAFFIC_BYTES_OUTPUT,
}  # fmt: skip
"""Of ``bytes``, by whether it is traffic and by the direction of the packets before them."""
PACKETS = {b"packets input": "in", b"packets output": "out"}
BEFORE_COUNTERS = {
    F.HARDWARE, F.DESCRIPTION, F.KILOBITS, F.MEGABITS, F.MTU, F.ENCAPSULATION, F.ADDRESS,
}  # fmt: skip
REPEATED = {F.HELPER, F.SECONDARY}


def _pattern(text: bytes) -> re.Pattern[bytes]:
    """Compile a pattern in which a blank stands for one or more, and ``_`` for any number."""
    return re.compile(
        text.replace(b" ", B + b"+").replace(b"_", B + b"*"), re.IGNORECASE | re.DOTALL
    )


HEAD = _pattern(
    rb'(?:interface )?+(?P<name>[^\x20\t\r]++)_(?:"(?P<nameif>[^"]*)"_(?:,_)?)?is '
    rb"(?P<status>[^,\x20\t\r](?:[^,]*[^,\x20\t\r])?)_,_line protocol is (?P<protocol>[A-Za-z]+)"
    rb"(?:_\((?P<note>[^)]*)\)|_,_autostate .*)?"
)
RATE = _pattern(rb"[0-9]*_(?:minutes?|seconds?)(?![^\x20\t\r])")
COUNTER = _pattern(rb"([0-9]{1,20}) ([^,()]*)")
SEPARATORS = re.compile(rb"[ \t\r,()]*")
SEGMENT = re.compile(rb"(?:[^, \t\r]|[ \r](?![ \t\r]))+")
BANDWIDTH = _pattern(rb"([0-9]{1,20}) ([^\x20\t\r]+)")
AMOUNT = _pattern(rb"([0-9]{1,20})(?: bytes)?")
OLD_QUEUES = _pattern(rb"[^,;]*,_([0-9]{1,20}) drops;_input queue [^,]*,_([0-9]{1,20}) drops")
OLD_OUTPUT = _pattern(rb"[^,;]*,_([0-9]{1,20}) drops;")
QUEUE = _pattern(rb"_[0-9]{1,20}/[0-9]{1,20}/([0-9]{1,20})/")
TOTAL_DROPS = _pattern(rb"total output drops:_")
ASA_ADDRESS = _pattern(rb"([^,]*),_subnet mask (.*)")
BRACKETED = _pattern(rb"([^\x20\t\r]++)(?:_\((.+)\))?")
DESTINATION = _pattern(rb"destination ([^,\x20\t\r]+)_(?:,.*)?")
VLAN_ID = _pattern(rb"vlan id ")
IP_ADDRESS = _pattern(rb"ip address:_(.*)")
PROFILE = _pattern(rb"ipsec profile:_(.*)")
COLUMN = re.compile(rb"(?:[^ \t\r]|[ \r](?![ \t\r]))*")


class _Interfaces:
    """State of one walk over interfaces."""

    def __init__(self) -> None:
        self.sink = Sink()
        self.record = -1
        self.open = self.cut = self.traffic = self.helpers = False
        self.way: str | None = None
        self.seen: set[object] = set()
        self.head = (0, 0, 0)
        self.start = 0

    def close(self) -> None:
        """End a block, and say so when something of it was lost."""
        if "in" in self.seen:
            unfinished = "out" not in self.seen
        else:  # subinterfaces of ASA have traffic alone
            unfinished = bool(self.seen & {F.KILOBITS, F.MEGABITS}) and not (
                self.seen & {"out", "traffic out"}
            )
        if self.open and (self.cut or unfinished):
            self.sink.rows.append((self.record, int(Field.CUT_RECORD), *self.head))
        self.open = False

    def begin(self, end: int, values: Iterable[tuple[F, tuple[int, int]]]) -> None:
        """Begin a block with the values of its head."""
        self.close()
        self.record += 1
        self.open, self.cut, self.traffic, self.helpers = True, False, False, False
        self.way = None
        self.seen = set()
        self.head = (self.start, end, self.sink.line)
        for field, (first, last) in values:
            self.sink.put(self.record, field, self.start + first, self.start + last)

    def reach(self, mark: object, *, early: bool = False) -> Field | None:
        """Note what a block may have once, and ``early`` only ahead of its counters."""
        if not self.open:
            return Field.STRAY
        if mark in self.seen or (early and "in" in self.seen):
            self.cut = True
            self.close()
            return Field.STRAY
        if mark is not None:
            self.seen.add(mark)
        return None

    def own(self, field: F, span: tuple[int, int]) -> Field | None:
        """Write a value of the open block."""
        mark = None if field in REPEATED else field
        reason = self.reach(mark, early=field in BEFORE_COUNTERS)
        if reason is None:
            self.sink.put(self.record, field, self.start + span[0], self.start + span[1])
        return reason

    def line(self, start: int, text: bytes) -> Field | None:
        """Read a line; return the reason when it is not understood."""
        self.start = start
        if text[:1].isdigit():
            return self.numbers(text)
        self.helpers = False
        found = phrase(text)
        if found is None or found[0] == "head":
            return self.other(text)
        form, field, at = found
        if form == "outside":
            self.close()
            return None
        if not self.open:
            return Field.STRAY
        if form == "passed":
            return None
        if form == "segments":
            return self.segments(text)
        if form == "flag" and field:
            return self.own(field, (0, past_blanks(text, at)))
        at = past_blanks(text, at)
        if form == "traffic":
            self.traffic, self.way = True, None
            return None
        if form == "counts":
            return self.counters(text, at)
        if form in VALUES:
            return VALUES[form](self, text, at)
        return self.value(form, field, text, at) if field else None

    def value(self, form: str, field: F, text: bytes, at: int) -> Field | None:
        """Read one value by its form."""
        rest = text[at:]
        if form == "empty":
            return self.own(field, (at, at))
        if form == "rest":
            return self.own(field, (at, len(text)))
        if form == "word":
            self.helpers = field is F.HELPER
            if not rest or _any_blank(rest):
                return Field.NOT_UNDERSTOOD
            return self.own(field, (at, len(text)))
        if form == "upto":
            return self.own(field, (at, at + len(_upto_comma(rest))))
        if form == "number":
            return self.amount(field, text, at)
        if form == "quoted":
            stop = text.find(b'"', at + 1)
            if rest[:1] != b'"' or stop < 0:
                return Field.NOT_UNDERSTOOD
            return self.own(field, (at + 1, stop))
        raise AssertionError(form)

    def amount(self, field: F, text: bytes, at: int) -> Field | None:
        """Write a number that ``bytes`` may follow."""
        found = AMOUNT.fullmatch(text, at)
        return self.own(field, found.span(1)) if found else Field.NOT_A_NUMBER

    def numbers(self, text: bytes) -> Field | None:
        """Read a line that begins with a digit: a rate, an address, or counters."""
        if RATE.match(text):
            return None if self.open else Field.STRAY
        if is_address(text):
            return self.own(F.HELPER, (0, len(text))) if self.helpers else Field.NOT_UNDERSTOOD
        return self.counters(text, 0)

    def counters(self, text: bytes, at: int) -> Field | None:
        """Read ``12 packets input, 34 bytes (5 multicasts)``."""
        while at < len(text):
            found = COUNTER.match(text, at)
            if not found:
                return Field.NOT_A_NUMBER
            name = re.split(rb"(?<=[ \t\r])(?=[0-9])", b" " + found[2], maxsplit=1)[0][1:]
            at = found.start(2) + len(name)
            name = name.rstrip(BLANKS)
            if not name:
                return Field.NOT_UNDERSTOOD
            direction = PACKETS.get(name.lower())
            mark = f"traffic {direction}" if self.traffic else direction
            reason = self.reach(mark if direction else None)
            if reason:
                return reason
            one, two = F.COUNTER_NAME, F.COUNTER_VALUE
            if self.traffic:
                one, two = F.TRAFFIC_NAME, F.TRAFFIC_VALUE
            self.way = direction or self.way
            if self.way and name.lower() == b"bytes":
                one = BYTES[self.traffic, self.way]
            first = self.start + found.start(2)
            self.sink.put(self.record, one, first, first + len(name))
            self.sink.put(self.record, two, self.start + found.start(1), self.start + found.end(1))
            separators = SEPARATORS.match(text, at)
            at = separators.end() if separators else at
        return None

    def other(self, text: bytes) -> Field | None:
        """Read a line that no phrase begins: a head, a row, or nothing that is understood."""
        found = HEAD.fullmatch(text)
        if found:
            fields = [F.NAME, F.STATUS, F.PROTOCOL, F.NOTE, F.NAMEIF]
            self.begin(
                self.start + len(text),
                [
                    (field, found.span(field.name.lower()))
                    for field in fields
                    if found[field.name.lower()] is not None
                ],
            )
            return None
        ws = words(0, text)
        w = [word.lower() for _, _, word in ws][: MOST_WORDS + 1]
        if w[2:3] in ([b"yes"], [b"no"]):
            if not 6 <= len(w) <= 7 or not (is_address(w[1]) or w[1] == b"unassigned"):
                self.close()
                return Field.MISSHAPEN_ROW
            fields = [F.NAME, F.ADDRESS, F.OK, F.METHOD, F.STATUS, F.PROTOCOL]
            spans = [word[:2] for word in ws[:4]]
            spans += [(ws[4][0], ws[-2][1]), ws[-1][:2]]
            self.begin(self.start + len(text), zip(fields, spans, strict=True))
            self.open = False
            return None
        if w[1:3] == [b"source", b"tracking"]:
            return None if self.open else Field.STRAY
        if w[0] == b"interface" or (w[1:2] == [b"is"] and {b"line", b"protocol"} & set(w)):
            self.close()
            return Field.MISSHAPEN_ROW
        return Field.NOT_UNDERSTOOD

    def segments(self, text: bytes) -> Field | None:
        """Read hardware, MTU and bandwidth between commas, tabs, or two blanks and more."""
        reason: Field | None = None
        for found in SEGMENT.finditer(text):
            content = found.group().strip(BLANKS)
            first = found.end() - len(found.group().lstrip(BLANKS))
            failed = self.segment(content, first, text)
            reason = reason or failed
        return reason

    def segment(self, text: bytes, start: int, line: bytes) -> Field | None:
        """Read one of them; other things are passed over."""
        found = _pattern(rb"(hardware is|bw|mtu) ").match(text)
        if not found:
            return None
        key, at = found[1].lower(), start + found.end()
        end = start + len(text)
        if key.startswith(b"hardware"):
            return self.own(F.HARDWARE, (at, end))
        if key == b"bw":
            value = BANDWIDTH.match(text, found.end())
            unit = value[2].lower() if value else b""
            field = {b"kbit/sec": F.KILOBITS, b"kbit": F.KILOBITS, b"mbps": F.MEGABITS}.get(unit)
            if value is None or field is None:
                return Field.NOT_A_NUMBER
            return self.own(field, (start + value.start(1), start + value.end(1)))
        if line[at:end].lower() == b"not set":
            return None
        return self.amount(F.MTU, line[:end], at)

    def internet(self, text: bytes, at: int) -> Field | None:
        """Read ``192.0.2.1/30``."""
        address, slash, prefix = text[at:].partition(b"/")
        if not is_address(address) or (slash and not is_number(prefix)):
            return Field.NOT_UNDERSTOOD
        end = at + len(address)
        reason = self.own(F.ADDRESS, (at, end))
        if reason or not slash:
            return reason
        return self.own(F.PREFIX, (end + 1, len(text)))

    def asa_address(self, text: bytes, at: int) -> Field | None:
        """Read ``192.0.2.1, subnet mask 255.255.255.252``."""
        found = ASA_ADDRESS.fullmatch(text, at)
        if not found or not is_address(found[1]) or not is_address(found[2]):
            return Field.NOT_UNDERSTOOD
        return self.own(F.ADDRESS, found.span(1)) or self.own(F.MASK, found.span(2))

    def bracketed(self, text: bytes, at: int, word: F, inner: F) -> Field | None:
        """Read a word, and another one that may follow in parentheses."""
        found = BRACKETED.fullmatch(text, at)
        if not found:
            return Field.NOT_UNDERSTOOD
        reason = self.own(word, found.span(1))
        if reason or found[2] is None:
            return reason
        return self.own(inner, found.span(2))

    def borrowed(self, text: bytes, at: int) -> Field | None:
        """Read ``Loopback0 (10.0.0.1)``."""
        return self.bracketed(text, at, F.UNNUMBERED, F.ADDRESS)

    def source(self, text: bytes, at: int) -> Field | None:
        """Read ``192.0.2.1 (GigabitEthernet0/0), destination 198.51.100.2``."""
        upto = text[: at + len(_upto_comma(text[at:]))]
        reason = self.bracketed(upto, at, F.TUNNEL_SOURCE, F.TUNNEL_SOURCE_INTERFACE)
        comma = text.find(b",", at)
        if reason or comma < 0:
            return reason
        found = DESTINATION.fullmatch(text, past_blanks(text, comma + 1))
        return self.own(F.TUNNEL_DESTINATION, found.span(1)) if found else Field.NOT_UNDERSTOOD

    def two_parts(self, text: bytes, at: int, between: bytes) -> Field | None:
        """Read protocol and transport of a tunnel."""
        cut = text.find(between, at)
        first = past_blanks(text, cut + 1)
        if cut <= at or first == len(text) or _any_blank(text[first:]):
            return Field.NOT_UNDERSTOOD
        return self.own(F.TUNNEL_PROTOCOL, (at, cut)) or self.own(
            F.TUNNEL_TRANSPORT, (first, len(text))
        )

    def protocols(self, text: bytes, at: int) -> Field | None:
        """Read ``GRE/IP``."""
        return self.two_parts(text[: at + len(_upto_comma(text[at:]))], at, b"/")

    def asa_source(self, text: bytes, at: int) -> Field | None:
        """Read ``outside   IP address: 192.0.2.1``."""
        ws = words(at, text[at:])
        if not ws:
            return Field.NOT_UNDERSTOOD
        reason = self.own(F.TUNNEL_SOURCE_INTERFACE, ws[0][:2])
        if reason or len(ws) == 1:
            return reason
        found = IP_ADDRESS.fullmatch(text, ws[1][0])
        if not found or not is_address(found[1]):
            return Field.NOT_UNDERSTOOD
        return self.own(F.TUNNEL_SOURCE, found.span(1))

    def asa_mode(self, text: bytes, at: int) -> Field | None:
        """Read ``ipsec ipv4   IPsec profile: P``."""
        column = COLUMN.match(text, at)
        stop = column.end() if column else at
        reason = self.two_parts(text[:stop], at, b" ")
        after = past_blanks(text, stop)
        if reason or after == len(text):
            return reason
        found = PROFILE.fullmatch(text, after)
        return self.own(F.PROTECTION, found.span(1)) if found else Field.NOT_UNDERSTOOD

    def encapsulated(self, text: bytes, at: int) -> Field | None:
        """Read ``ARPA, …`` or ``802.1Q Virtual LAN, Vlan ID  10.``."""
        reason = self.own(F.ENCAPSULATION, (at, at + len(_upto_comma(text[at:]))))
        comma = text.find(b",", at)
        if reason or comma < 0:
            return reason
        found = VLAN_ID.match(text, past_blanks(text, comma + 1))
        if not found:
            return None
        digits = re.compile(rb"[0-9]*").match(text, found.end())
        if not digits or not 1 <= len(digits.group()) <= 20:
            return Field.NOT_A_NUMBER
        return self.own(F.VLAN, digits.span())

    def queue(self, text: bytes, at: int) -> Field | None:
        """Read ``0/75/3/0 (size/max/drops/flushes); Total output drops: 12``."""
        found = QUEUE.match(text, at)
        if not found:
            return Field.NOT_A_NUMBER
        reason = self.own(F.INPUT_DROPS, found.span(1))
        semicolon = text.find(b";", at)
        if reason or semicolon < 0:
            return reason
        total = TOTAL_DROPS.match(text, past_blanks(text, semicolon + 1))
        if not total:
            return Field.NOT_UNDERSTOOD
        if not is_number(text[total.end() :]):
            return Field.NOT_A_NUMBER
        return self.own(F.OUTPUT_DROPS, (total.end(), len(text)))

    def old_queues(self, text: bytes, at: int) -> Field | None:
        """Read ``0/40, 12 drops; input queue 0/75, 3 drops``."""
        if b";" not in text[at:]:
            return None
        output = OLD_OUTPUT.match(text, at)
        if not output:
            return Field.NOT_A_NUMBER
        reason = self.own(F.OUTPUT_DROPS, output.span(1))
        both = OLD_QUEUES.fullmatch(text, at)
        if reason or not both:
            return reason or Field.NOT_A_NUMBER
        return self.own(F.INPUT_DROPS, both.span(2))


VALUES: dict[str, Callable[[_Interfaces, bytes, int], Field | None]] = {
    "internet": _Interfaces.internet,
    "asa_address": _Interfaces.asa_address,
    "borrowed": _Interfaces.borrowed,
    "source": _Interfaces.source,
    "protocols": _Interfaces.protocols,
    "asa_source": _Interfaces.asa_source,
    "asa_mode": _Interfaces.asa_mode,
    "encapsulated": _Interfaces.encapsulated,
    "queue": _Interfaces.queue,
    "old_queues": _Interfaces.old_queues,
}


def _any_blank(text: bytes) -> bool:
    return any(byte in BLANKS for byte in text)


def _upto_comma(text: bytes) -> bytes:
    return text.partition(b",")[0].rstrip(BLANKS)


def interfaces(data: bytes) -> Columns:
    """Read ``show interface(s)``, ``show ip interface`` or one of their ``brief`` tables."""
    walk = _Interfaces()
    for start, end, text in lines(data, walk.sink):
        reason = walk.line(start, text)
        if reason is not None:
            walk.sink.put(walk.record if walk.open else -1, reason, start, end)
    walk.close()
    return walk.sink.columns()

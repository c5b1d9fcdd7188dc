# cython: language_level=3
"""Pings of IOS, IOS-XE, PIX and ASA: the questions of an extended ping, and the results.

The twin in ``fastparse.reference.show_pings`` says the same in plain Python.
"""

from libc.stdint cimport uint64_t
from libc.string cimport memcmp, strchr

from fastparse._chars cimport lower
from fastparse._show_columns cimport Bytes, Sink, columns_of, put
from fastparse._show_fields cimport MISSHAPEN_ROW, NOT_A_NUMBER, NOT_UNDERSTOOD, STRAY
from fastparse._show_labels cimport Label, Labels, fill, known
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_ping_state cimport (
    ASKING, CLOSED, ECHOING, Number, Pings, SENDING, close, digits, open_ping, past,
)
from fastparse._show_text cimport (
    Name, address, find, named, number, skip, starts, trim, word_end,
)


cpdef enum PingField:
    TARGET = 1
    REPEAT = 2
    SIZE = 3
    LAST_SIZE = 4
    TIMEOUT = 5
    SOURCE = 6
    DF = 7
    RESULTS = 8
    PERCENT = 9
    RECEIVED = 10
    SENT = 11
    MINIMUM = 12
    AVERAGE = 13
    MAXIMUM = 14
    ASKED_PROTOCOL = 20
    ASKED_TARGET = 21
    ASKED_REPEAT = 22
    ASKED_SIZE = 23
    ASKED_TIMEOUT = 24
    ASKED_SOURCE = 25
    ASKED_DF = 26
    ASKED_SWEEP = 27
    ASKED_FIRST_SIZE = 28
    ASKED_LAST_SIZE = 29
    ASKED_STEP = 30
    ASKED_OTHER = 31
    ASKED_NO_DF = 32
    ANSWERED = 40
    UNANSWERED = 41
    UNREACHABLE = 42
    REPLY_FROM = 43
    REPLY_TIME = 44
    REPLY_SIZE = 45
    REPLY_MTU = 46
    REPLY = 47
    TOO_BIG = 48


cdef enum Form:
    TEXT
    WORD
    NUMBER


cdef enum:
    LONGEST_QUESTION = 48


cdef Label[33] TABLE = [
    Label("protocol", ASKED_PROTOCOL, WORD, 0),
    Label("target ip address", ASKED_TARGET, WORD, 0),
    Label("target ipv6 address", ASKED_TARGET, WORD, 0),
    Label("repeat count", ASKED_REPEAT, NUMBER, 0),
    Label("datagram size", ASKED_SIZE, NUMBER, 0),
    Label("timeout in seconds", ASKED_TIMEOUT, NUMBER, 0),
    Label("source address or interface", ASKED_SOURCE, WORD, 0),
    Label("source address", ASKED_SOURCE, WORD, 0),
    Label("source interface", ASKED_SOURCE, WORD, 0),
    Label("interface", ASKED_SOURCE, WORD, 0),
    Label("set df bit in ip header", ASKED_DF, WORD, 0),
    Label("sweep range of sizes", ASKED_SWEEP, WORD, 0),
    Label("sweep min size", ASKED_FIRST_SIZE, NUMBER, 0),
    Label("sweep max size", ASKED_LAST_SIZE, NUMBER, 0),
    Label("sweep interval", ASKED_STEP, NUMBER, 0),
    Label("extended commands", ASKED_OTHER, TEXT, 0),
    Label("extended ping", ASKED_OTHER, TEXT, 0),
    Label("ingress ping", ASKED_OTHER, TEXT, 0),
    Label("type of service", ASKED_OTHER, TEXT, 0),
    Label("dscp value", ASKED_OTHER, TEXT, 0),
    Label("dscp", ASKED_OTHER, TEXT, 0),
    Label("precedence", ASKED_OTHER, TEXT, 0),
    Label("validate reply data", ASKED_OTHER, TEXT, 0),
    Label("data pattern", ASKED_OTHER, TEXT, 0),
    Label("loose, strict, record, timestamp, verbose", ASKED_OTHER, TEXT, 0),
    Label("verbose", ASKED_OTHER, TEXT, 0),
    Label("include hop by hop option", ASKED_OTHER, TEXT, 0),
    Label("include destination option", ASKED_OTHER, TEXT, 0),
    Label("tcp ping", ASKED_OTHER, TEXT, 0),
    Label("tcp", ASKED_OTHER, TEXT, 0),
    Label("vrf", ASKED_OTHER, TEXT, 0),
    Label("vrf name", ASKED_OTHER, TEXT, 0),
    Label(NULL, 0, 0, 0),
]
cdef Labels LABELS
fill(&LABELS, TABLE)

cdef Name[4] PHRASES = [
    Name("type escape sequence to abort", 0), Name("reply data will be validated", 0),
    Name("packet has ip options", 0), Name(NULL, 0),
]
cdef const char* CHARACTERS = "!.UQM?&CINAPTBHRS@"


cdef int sending(Pings* s, Bytes b, Py_ssize_t start, Py_ssize_t e, Py_ssize_t p) noexcept nogil:
    """Read ``5, 1500-byte ICMP Echos to 192.0.2.1, timeout is 2 seconds:``."""
    cdef Number count, size, last, timeout
    cdef Py_ssize_t at, target, target_end
    last.start = last.end = -1
    p = digits(b, p, e, &count)
    p = past(b, p, e, ", ")
    if p >= 0 and p < e and b[p] == 91:
        p = digits(b, p + 1, e, &size)
        p = past(b, p, e, "..")
        p = digits(b, p, e, &last)
        p = past(b, p, e, "]")
    else:
        p = digits(b, p, e, &size)
    p = past(b, p, e, "-byte icmp echo")
    at = past(b, p, e, "s to ")
    p = at if at >= 0 else past(b, p, e, "es to ")
    if p < 0:
        return MISSHAPEN_ROW
    target = p
    target_end = find(b, p, e, 44)
    p = past(b, target_end, e, ", timeout is ")
    p = digits(b, p, e, &timeout)
    p = past(b, p, e, " second")
    if p < 0 or target_end == target or word_end(b, target, target_end) != target_end:
        return MISSHAPEN_ROW
    if p < e and b[p] == 115:
        p += 1
    if p < e and b[p] == 58:
        p += 1
    if p != e:
        return MISSHAPEN_ROW
    if s.stage == ASKING:
        s.stage = SENDING
    else:
        open_ping(s, start, e, SENDING)
    put(s.sink, s.record, TARGET, target, target_end)
    put(s.sink, s.record, REPEAT, count.start, count.end)
    put(s.sink, s.record, SIZE, size.start, size.end)
    if last.end >= 0:
        put(s.sink, s.record, LAST_SIZE, last.start, last.end)
    put(s.sink, s.record, TIMEOUT, timeout.start, timeout.end)
    return 0


cdef int rate(Pings* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``60 percent (3/5), round-trip min/avg/max = 1/2/4 ms``, which ends a ping."""
    cdef Number percent, received, sent
    cdef Number[3] times
    cdef int i
    cdef bint timed = False
    cdef Py_ssize_t echoes = 0
    if s.stage != SENDING:
        return STRAY
    p = digits(b, p, e, &percent)
    p = past(b, p, e, " percent (")
    p = digits(b, p, e, &received)
    p = past(b, p, e, "/")
    p = digits(b, p, e, &sent)
    p = past(b, p, e, ")")
    if p >= 0 and p < e:
        timed = True
        p = past(b, p, e, ", round-trip min/avg/max = ")
        for i in range(3):
            p = digits(b, p, e, &times[i])
            if i < 2:
                p = past(b, p, e, "/")
        p = past(b, p, e, " ms")
    if p != e:
        return MISSHAPEN_ROW
    put(s.sink, s.record, PERCENT, percent.start, percent.end)
    put(s.sink, s.record, RECEIVED, received.start, received.end)
    put(s.sink, s.record, SENT, sent.start, sent.end)
    if timed:
        put(s.sink, s.record, MINIMUM, times[0].start, times[0].end)
        put(s.sink, s.record, AVERAGE, times[1].start, times[1].end)
        put(s.sink, s.record, MAXIMUM, times[2].start, times[2].end)
    for p in range(sent.start, sent.end):
        if echoes < 1000000000:
            echoes = echoes * 10 + (b[p] - 48)
    close(s, echoes == s.echoes)
    return 0


cdef int question(Pings* s, Bytes b, Py_ssize_t start, Py_ssize_t e) noexcept nogil:
    """Read ``Datagram size [100]: 1500``; -1 when it is none."""
    cdef Py_ssize_t most = start + LONGEST_QUESTION if e - start > LONGEST_QUESTION else e
    cdef Py_ssize_t p = start
    cdef Py_ssize_t inner = -1
    cdef Py_ssize_t inner_end = -1
    cdef Py_ssize_t stop = e
    cdef bint colon = False
    cdef const Label* label
    cdef uint64_t bit
    while p < most and b[p] != 91 and b[p] != 58 and b[p] != 63:
        p += 1
    if p >= most:
        return -1
    label = known(&LABELS, b, start, trim(b, start, p))
    if label is NULL:
        return -1
    if b[p] == 63:
        p = skip(b, p + 1, e)
    while p < e:
        if b[p] == 58 and not colon:
            colon = True
            p = skip(b, p + 1, e)
        elif b[p] == 91 and inner < 0:
            inner = p + 1
            inner_end = find(b, p, e, 93)
            if inner_end == e:
                return NOT_UNDERSTOOD
            p = skip(b, inner_end + 1, e)
        else:
            break
    if not colon:
        return NOT_UNDERSTOOD
    if p == e and inner >= 0:
        p = inner
        stop = inner_end
    bit = <uint64_t>1 << label.field
    if s.stage != ASKING or (
        s.asked & bit and (label.field == ASKED_TARGET or label.field == ASKED_PROTOCOL)
    ):
        open_ping(s, start, e, ASKING)
    s.asked |= bit
    if p == stop:
        return 0
    if label.form == NUMBER and not number(b, p, stop):
        return NOT_A_NUMBER
    if label.form == WORD and word_end(b, p, stop) != stop:
        return NOT_UNDERSTOOD
    if label.field == ASKED_DF and lower(b[p]) != 121:
        put(s.sink, s.record, ASKED_NO_DF, p, stop)
    else:
        put(s.sink, s.record, label.field, p, stop)
    return 0


cdef int echo(Pings* s, Bytes b, Py_ssize_t start, Py_ssize_t e) noexcept nogil:
    """Read ``192.0.2.1 response received -- 10ms`` of PIX; -1 when it is none."""
    cdef Py_ssize_t target_end = word_end(b, start, e)
    cdef Py_ssize_t p
    cdef Number time
    cdef int field = ANSWERED
    if not address(b, start, target_end):
        return -1
    p = skip(b, target_end, e)
    if starts(b, p, e, "no ") >= 0:
        field = UNANSWERED
        p = starts(b, p, e, "no ")
    p = past(b, p, e, "response received -- ")
    p = digits(b, p, e, &time)
    if past(b, p, e, "ms") != e:
        return -1
    if (
        s.stage != ECHOING
        or s.last_line + 1 != s.sink.line
        or target_end - start != s.target_end - s.target
        or memcmp(b + start, b + s.target, <size_t>(target_end - start)) != 0
    ):
        open_ping(s, start, e, ECHOING)
        s.target = start
        s.target_end = target_end
        put(s.sink, s.record, TARGET, start, target_end)
    s.last_line = s.sink.line
    put(s.sink, s.record, REPLY, start, e)
    put(s.sink, s.record, field, start, e)
    put(s.sink, s.record, REPLY_TIME, time.start, time.end)
    return 0


cdef int reply(Pings* s, Bytes b, Py_ssize_t start, Py_ssize_t e) noexcept nogil:
    """Read a line of ``Verbose``; -1 when it is none."""
    cdef Number request, time, size, mtu
    cdef Py_ssize_t source = -1
    cdef Py_ssize_t source_end = -1
    cdef Py_ssize_t p, at
    cdef int field
    time.end = size.end = mtu.end = -1
    time.start = size.start = mtu.start = -1
    p = starts(b, start, e, "reply to request ")
    if p >= 0:
        field = ANSWERED
        p = digits(b, p, e, &request)
        at = past(b, p, e, " from ")
        if at >= 0:
            source = at
            source_end = find(b, at, e, 44)
            p = digits(b, past(b, source_end, e, ", "), e, &time)
            p = past(b, p, e, " ms")
        else:
            p = digits(b, past(b, p, e, " ("), e, &time)
            p = past(b, p, e, " ms)")
    else:
        p = starts(b, start, e, "request ")
        if p >= 0:
            field = UNANSWERED
            p = past(b, digits(b, p, e, &request), e, " timed out")
        else:
            p = starts(b, start, e, "unreachable from ")
            if p < 0:
                return -1
            field = UNREACHABLE
            source = p
            while p < e and b[p] != 44 and b[p] != 40:
                p += 1
            source_end = trim(b, source, p)
            at = past(b, p, e, ", maximum mtu ")
            if at >= 0:
                p = digits(b, at, e, &mtu)
            else:
                p = source_end
    if p >= 0 and p < e:
        p = digits(b, past(b, p, e, " (size "), e, &size)
        p = past(b, p, e, ")")
    if p != e or (source >= 0 and not address(b, source, source_end)):
        return NOT_UNDERSTOOD
    if s.stage != SENDING:
        return STRAY
    s.echoes += 1
    if mtu.end >= 0:
        field = TOO_BIG
    put(s.sink, s.record, REPLY, start, e)
    put(s.sink, s.record, field, start, e)
    if source >= 0:
        put(s.sink, s.record, REPLY_FROM, source, source_end)
    if time.end >= 0:
        put(s.sink, s.record, REPLY_TIME, time.start, time.end)
    if size.end >= 0:
        put(s.sink, s.record, REPLY_SIZE, size.start, size.end)
    if mtu.end >= 0:
        put(s.sink, s.record, REPLY_MTU, mtu.start, mtu.end)
    return 0


cdef bint results(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is characters of results alone."""
    while p < e:
        if b[p] == 0 or strchr(CHARACTERS, b[p]) is NULL:
            return False
        p += 1
    return True


cdef int line(Pings* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Py_ssize_t at = 0
    cdef int reason
    if results(b, p, e):
        if s.stage != SENDING:
            return STRAY
        s.echoes += e - p
        put(s.sink, s.record, RESULTS, p, e)
        return 0
    at = starts(b, p, e, "sending ")
    if at >= 0:
        return sending(s, b, p, e, at)
    at = starts(b, p, e, "success rate is ")
    if at >= 0:
        return rate(s, b, at, e)
    at = starts(b, p, e, "packet sent with a source address of ")
    if at >= 0:
        if s.stage != SENDING:
            return STRAY
        if word_end(b, at, e) != e:
            return NOT_UNDERSTOOD
        put(s.sink, s.record, SOURCE, at, e)
        return 0
    if starts(b, p, e, "packet sent with the df bit set") == e:
        if s.stage != SENDING:
            return STRAY
        put(s.sink, s.record, DF, p, e)
        return 0
    at = 0
    if named(b, p, e, PHRASES, False, &at) >= 0:
        return 0
    reason = echo(s, b, p, e)
    if reason < 0:
        reason = reply(s, b, p, e)
    if reason < 0:
        reason = question(s, b, p, e)
    return NOT_UNDERSTOOD if reason < 0 else reason


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Pings s
    cdef int reason
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    s.stage = CLOSED
    s.asked = 0
    s.echoes = 0
    s.target = s.target_end = s.last_line = 0
    s.head_start = s.head_end = s.head_line = 0
    while next_line(&r):
        reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.stage != CLOSED else -1, reason, r.start, r.end)
    close(&s, False)


def pings(data):
    """Read results of ``ping``, extended or not, of IOS, IOS-XE, PIX and ASA."""
    return columns_of(data, walk)

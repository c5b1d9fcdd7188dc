# cython: language_level=3
"""``show dmvpn [detail]`` of IOS: tunnel interfaces, their next hop servers and their peers.

The twin in ``fastparse.reference.show_dmvpn`` says the same in plain Python.
"""

from libc.string cimport memset

from fastparse._chars cimport is_alnum, is_digit
from fastparse._show_columns cimport Bytes, Sink, by_form_of, columns_of, put, put_at
from fastparse._show_dmvpn_detail cimport detail, ends, server, transport
from fastparse._show_fields cimport (
    MISSHAPEN_ROW, NOT_A_NUMBER, NOT_UNDERSTOOD, STRAY,
)
from fastparse._show_legends cimport legend, ruled
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_numbers cimport small
from fastparse._show_row_form cimport (
    LASTING, NUMBER, PLAIN, QUAD, SAME, SLASHED, STATUS_WORD, learn, more_rows, no_row, wanted,
)
from fastparse._show_text cimport (
    Name, Words, address, after, find, is_address, is_number, named, number, same, skip, split,
    starts, status_word, trim, word_end,
)

cdef Name[5] TEXTS = [
    Name("interface state control", STATE_CONTROL), Name("nhrp event-publisher", EVENT_PUBLISHER),
    Name("ipv4 registration timer", REGISTRATION_TIMER),
    Name("ipv6 registration timer", REGISTRATION_TIMER), Name(NULL, 0),
]
cdef Name[3] SERVERS = [Name("ipv4 nhs", 0), Name("ipv6 nhs", 0), Name(NULL, 0)]
cdef Name[3] COUNTS = [
    Name("nhrp peers", 0), Name("total nbma peers (v4/v6)", 0), Name(NULL, 0),
]
cdef Name[4] PHRASES = [
    Name("legend", 0), Name("nhs status", 0), Name("pending dmvpn sessions", 0), Name(NULL, 0),
]


cdef int interface(Dmvpn* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``Interface: Tunnel1, IPv4 NHRP Details``; -1 when the line is none."""
    cdef Py_ssize_t at = after(b, p, e, "interface", True)
    cdef Py_ssize_t comma = find(b, at, e, 44) if at >= 0 else e
    cdef Py_ssize_t family = skip(b, comma + 1, e)
    cdef Py_ssize_t stop = word_end(b, family, e)
    if comma == e or starts(b, skip(b, stop, e), e, "nhrp details") != e:
        return -1
    close(s)
    s.crypto = False
    if word_end(b, at, comma) != comma or comma == at or not (
        same(b, family, stop, "ipv4") or same(b, family, stop, "ipv6")
    ):
        return MISSHAPEN_ROW
    open_interface(s, p, e)
    put(s.sink, s.record, INTERFACE, at, comma)
    put(s.sink, s.record, FAMILY, family, stop)
    return 0


cdef int kind(Dmvpn* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``Type:Spoke, NHRP Peers:3,``."""
    cdef Py_ssize_t comma = find(b, at, e, 44)
    cdef Py_ssize_t value = 0
    cdef Py_ssize_t stop
    cdef int reason = once(s, TYPE)
    if reason:
        return reason
    s.servers = False
    if comma == e or word_end(b, at, comma) != comma or comma == at:
        return MISSHAPEN_ROW
    if named(b, skip(b, comma + 1, e), e, COUNTS, True, &value) < 0:
        return MISSHAPEN_ROW
    stop = find(b, value, e, 44)
    if skip(b, stop + 1, e) < e:
        return MISSHAPEN_ROW
    stop = trim(b, value, stop)
    if not number(b, value, stop):
        return NOT_A_NUMBER
    put(s.sink, s.record, TYPE, at, comma)
    put(s.sink, s.record, PEER_COUNT, value, stop)
    s.due = small(b, value, stop)
    return 0


cdef bint lasting(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is made as a time is: ``00:29:40``, ``3w5d``, ``never``."""
    while p < e:
        if not is_alnum(b[p]) and b[p] != 58:
            return False
        p += 1
    return True


cdef void put_peer(Dmvpn* s, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Begin a peer behind the NBMA address above, at its own tunnel address."""
    s.waiting = False
    put(s.sink, s.record, TUNNEL, start, end)
    put_at(s.sink, s.record, NBMA, s.nbma.start, s.nbma.end, s.nbma_line)
    if s.entries.end > s.entries.start:
        put_at(s.sink, s.record, ENTRIES, s.entries.start, s.entries.end, s.nbma_line)


cdef void open_nbma(Dmvpn* s, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    end_peer(s)
    s.heads += 1
    s.known = s.waiting = True
    s.nbma.start = start
    s.nbma.end = end
    s.entries.start = s.entries.end = 0
    s.nbma_line = s.sink.line


cdef inline bint slashed(Bytes b, Words* w, Py_ssize_t i) noexcept nogil:
    """Whether a word is made as a network is, with a slash in it."""
    return find(b, w.start[i], w.end[i], 47) < w.end[i]


cdef int row(Dmvpn* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``[entries NBMA] tunnel state time [attributes] [network]``; -1 when it is no row."""
    cdef Words w
    cdef Py_ssize_t i = 0
    cdef Py_ssize_t n
    cdef Py_ssize_t used = s.sink.used
    split(b, p, e, &w)
    n = w.count
    if is_number(b, &w, 0):
        if n < 2 or not (is_address(b, &w, 1) or status_word(b, w.start[1], w.end[1])):
            return MISSHAPEN_ROW
        i = 2
    elif not is_address(b, &w, 0):
        return -1
    if not s.open or not seen(s, TYPE):
        return STRAY
    if i < n and (
        n < i + 3
        or n > i + 5
        or not is_address(b, &w, i)
        or not status_word(b, w.start[i + 1], w.end[i + 1])
        or not lasting(b, w.start[i + 2], w.end[i + 2])
        or (n == i + 5 and (slashed(b, &w, i + 3) or not slashed(b, &w, i + 4)))
    ):
        return MISSHAPEN_ROW
    if i == 2:
        open_nbma(s, w.start[1], w.end[1])
        s.entries.start = w.start[0]
        s.entries.end = w.end[0]
        if n == 2:
            return 0
    elif not s.known:
        return STRAY
    put_peer(s, w.start[i], w.end[i])
    put(s.sink, s.record, STATE, w.start[i + 1], w.end[i + 1])
    put(s.sink, s.record, TIME, w.start[i + 2], w.end[i + 2])
    s.whole = i == 2
    for i in range(i + 3, n):
        put(
            s.sink, s.record, NETWORK if slashed(b, &w, i) else ATTRIBUTES, w.start[i], w.end[i]
        )
    if s.whole and wanted(&s.rows):
        learn_row(s, b, &w, used)
    return 0


cdef void learn_row(Dmvpn* s, Bytes b, Words* w, Py_ssize_t used) noexcept nogil:
    """Keep a row with its NBMA address, whose values stand from ``used`` on, as a form."""
    cdef unsigned char[7] kinds
    cdef Py_ssize_t i
    kinds[0] = NUMBER
    kinds[1] = QUAD if is_address(b, w, 1) else SAME
    kinds[2] = QUAD
    kinds[3] = STATUS_WORD
    kinds[4] = LASTING
    for i in range(5, w.count):
        kinds[i] = SLASHED if slashed(b, w, i) else PLAIN
    learn(&s.rows, b, w, s.sink, used, kinds)


cdef void rows_as_before(Dmvpn* s, Reader* r) noexcept nogil:
    """Read the rows that are printed as the one before, and come to where the last one leaves."""
    cdef Py_ssize_t count = more_rows(&s.rows, r, &s.record)
    cdef Py_ssize_t start = s.rows.row - r.data
    if count:
        s.heads += count
        s.entries.start = start + s.rows.edge[0]
        s.entries.end = start + s.rows.edge[1]
        s.nbma.start = start + s.rows.edge[2]
        s.nbma.end = start + s.rows.edge[3]
        s.nbma_line = s.sink.line


cdef Py_ssize_t comma_value(
    Dmvpn* s, int field, Bytes b, Py_ssize_t at, Py_ssize_t e, bint last
) noexcept nogil:
    """Write the word that a comma, or the end, follows; return what comes then, -1 without."""
    cdef Py_ssize_t stop
    if at < 0:  # the key before it was not there
        return -1
    stop = e if last else find(b, at, e, 44)
    if stop == at or (stop == e) != last or word_end(b, at, stop) < stop:
        return -1
    put(s.sink, s.record, field, at, stop)
    return skip(b, stop + 1, e)


cdef int status(Dmvpn* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``# Ent: 1, Status: UP, UpDn Time: 00:01:44, Cache Attrib: D``."""
    cdef Py_ssize_t mark = s.sink.used
    if not s.partial:
        return STRAY
    if number(b, at, find(b, at, e, 44)):
        at = comma_value(s, ENTRIES, b, at, e, False)
        if at >= 0:
            at = comma_value(s, STATE, b, after(b, at, e, "status", True), e, False)
        if at >= 0:
            at = comma_value(s, TIME, b, after(b, at, e, "updn time", True), e, False)
        if at >= 0:
            at = comma_value(s, ATTRIBUTES, b, after(b, at, e, "cache attrib", True), e, True)
        if at >= 0:
            s.partial = 0
            return 0
    s.sink.used = mark
    return MISSHAPEN_ROW


cdef int listed(Dmvpn* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line of the list for IPv6; -1 when it is none."""
    cdef Py_ssize_t dot, at
    if is_digit(b[p]):  # 1.Peer NBMA Address: A
        dot = find(b, p, e, 46)
        at = after(b, dot + 1, e, "peer nbma address", True) if number(b, p, dot) else -1
        if at < 0:
            return -1
        if not s.open or not seen(s, TYPE):
            return STRAY
        if not address(b, at, e):
            return MISSHAPEN_ROW
        open_nbma(s, at, e)
        return 0
    at = after(b, p, e, "tunnel ipv6 address", True)
    if at >= 0:
        if not s.known:
            return STRAY
        if s.partial or not address(b, at, e):
            return MISSHAPEN_ROW
        put_peer(s, at, e)
        s.partial = 1
        return 0
    at = after(b, p, e, "ipv6 target network", True)
    if at >= 0:
        if s.partial != 1:
            return STRAY
        if at == e or word_end(b, at, e) < e:
            return MISSHAPEN_ROW
        put(s.sink, s.record, NETWORK, at, e)
        s.partial = 2
        return 0
    at = after(b, p, e, "# ent", True)
    return status(s, b, at, e) if at >= 0 else -1


cdef int phrase(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line is a legend, a rule or the heading of the table."""
    cdef Py_ssize_t at = 0
    return (
        legend(b, p, e)
        or ruled(b, p, e)
        or starts(b, p, e, "# ent peer nbma addr ") >= 0
        or starts(b, p, e, "ent peer nbma addr ") >= 0
        or starts(b, p, e, "# ent --> ") >= 0
        or starts(b, p, e, "updn time --> ") >= 0
        or named(b, p, e, PHRASES, True, &at) >= 0
    )


cdef int servers(Dmvpn* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read the heading of the next hop servers, which the first of them may follow."""
    if not s.open or seen(s, TYPE):
        return STRAY
    s.servers = True
    return 0 if at == e else server(s, b, at, e)


cdef int line(Dmvpn* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Py_ssize_t at = 0
    cdef int reason, key
    if b[p] | 0x20 == 105:  # i
        reason = interface(s, b, p, e)
        if reason < 0:
            reason = detail(s, b, p, e)
        if reason >= 0:
            return reason
    if s.crypto:
        return 0 if phrase(b, p, e) else NOT_UNDERSTOOD
    if not s.servers:
        reason = row(s, b, p, e)
        if reason >= 0:
            return reason
    reason = listed(s, b, p, e)
    if reason >= 0:
        return reason
    if phrase(b, p, e):
        return 0
    at = after(b, p, e, "type", True)
    if at >= 0:
        return kind(s, b, at, e)
    if after(b, p, e, "crypto session details", True) == e:
        close(s)
        s.crypto = True
        return 0
    at = after(b, p, e, "tunnel src./dest. addr", True)
    if at >= 0:
        return ends(s, b, at, e)
    at = after(b, p, e, "protocol/transport", True)
    if at >= 0:
        return transport(s, b, at, e)
    if named(b, p, e, SERVERS, True, &at) >= 0:
        return servers(s, b, at, e)
    key = named(b, p, e, TEXTS, True, &at)
    if key >= 0:
        reason = once(s, TEXTS[key].field)
        if reason == 0 and at < e:
            put(s.sink, s.record, TEXTS[key].field, at, e)
        return reason
    return server(s, b, p, e) if s.servers else NOT_UNDERSTOOD


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Dmvpn s
    cdef int reason
    memset(&s, 0, sizeof(s))
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    no_row(&s.rows, 0)
    while next_line(&r):
        s.whole = False
        reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.open else -1, reason, r.start, r.end)
            end_peer(&s)
        elif s.whole:
            rows_as_before(&s, &r)
    close(&s)


def dmvpn(data):
    """Read ``show dmvpn [detail]`` of IOS, without the crypto sessions of ``detail``."""
    return columns_of(data, walk)


def read_by_form(data):
    """Return how many rows are read by the form of one before."""
    return by_form_of(data, walk)

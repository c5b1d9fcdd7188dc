# cython: language_level=3
"""``show crypto ipsec sa`` of IOS, IOS-XE, PIX and ASA, with or without indentation.

The twin in ``fastparse.reference.show_ipsec`` says the same in plain Python.
"""

from fastparse._chars cimport lower
from fastparse._show_columns cimport Bytes, Sink, columns_of, put
from fastparse._show_fields cimport (
    ACL, ACTION, BAD_IDENT, BAD_SPI, COUNTER_NAME, COUNTER_VALUE, FLAGS, HEADLESS, KILOBYTES,
    LOCAL_IDENT, NOT_A_NUMBER, NOT_UNDERSTOOD, REMOTE_IDENT, REPLAY, REPLAY_WINDOW, SECONDS, SECTION, SETTINGS,
    SPI, STRAY, TRANSFORM,
)
from fastparse._show_ipsec_again cimport again, new_form
from fastparse._show_ipsec_form cimport Again
from fastparse._show_ipsec_pairs cimport segments
from fastparse._show_ipsec_state cimport (
    BROKEN_SA, COUNTERS, INBOUND_MISSING, INBOUND_SA_MISSING, Ipsec, LOCAL_MISSING, LOCAL_PROXY, NO_SA, OPEN_SA,
    OUTBOUND_MISSING, OUTBOUND_SA_MISSING, REMOTE_MISSING, REMOTE_PROXY, SECTIONS, SHARED, close, close_sa, keep, open_identity,
    put_identity, put_sa, reach,
)
from fastparse._show_ipsec_values cimport (
    Span, bitmap, braces, counter, hexadecimal, identity, lifetime, section, spi_number,
)
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_text cimport Name, after, blank, find, named, number, skip, starts, word_end

cdef Name[10] PHRASES = [
    Name("no sas found", 0), Name("there are no", 0), Name("peer address", 0),
    Name("anti replay bitmap", 0), Name("ha last key lifetime sent", 0), Name("ike_cookies", 0),
    Name("kilobyte volume rekey has been disabled", 0), Name("no sa timing", 0),
    Name("crypto engine type", 0), Name(NULL, 0),
]


cdef int proxy(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e, bint local) noexcept nogil:
    """Read a proxy identity; a local one begins a record."""
    cdef Span inner
    cdef int reason = 0
    if local:
        open_identity(s, p, e)
    else:
        reason = reach(s, REMOTE_PROXY)
    if reason:
        return reason
    if not identity(b, p, e, &inner):
        return BAD_IDENT
    put(s.sink, s.record, LOCAL_IDENT if local else REMOTE_IDENT, inner.start, inner.end)
    s.missing &= ~(LOCAL_MISSING if local else REMOTE_MISSING)
    return 0


cdef int spi(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t at) noexcept nogil:
    """Begin an SA."""
    cdef Span digits
    close_sa(s)
    if not s.open:
        return STRAY
    s.sa = BROKEN_SA
    if s.stage != SECTIONS:
        return HEADLESS
    if not hexadecimal(b, at, e, &digits):
        return BAD_SPI
    if spi_number(b, &digits) == s.current_spi[s.outbound]:
        s.missing &= ~(OUTBOUND_SA_MISSING if s.outbound else INBOUND_SA_MISSING)
    s.sa = OPEN_SA
    s.sa_head.start = p
    s.sa_head.end = e
    s.sa_line = s.sink.line
    s.sa_seen = 0
    return put_sa(s, SPI, digits.start, digits.end)


cdef int life(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a remaining lifetime."""
    cdef Span kilobytes, seconds
    cdef int reason = 0
    if not lifetime(b, p, e, &kilobytes, &seconds):
        return NOT_A_NUMBER
    if kilobytes.end:
        reason = put_sa(s, KILOBYTES, kilobytes.start, kilobytes.end)
    return reason or put_sa(s, SECONDS, seconds.start, seconds.end)


cdef int replay(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``Y``, and the window's size where it is printed."""
    cdef Py_ssize_t stop = word_end(b, p, e)
    cdef int reason
    if stop == p:
        return NOT_UNDERSTOOD
    reason = put_sa(s, REPLAY, p, stop)
    p = skip(b, stop, e)
    if reason or p == e:
        return reason
    p = after(b, p, e, "replay window size", False)
    if p < 0:
        return NOT_UNDERSTOOD
    if not number(b, p, e):
        return NOT_A_NUMBER
    return put_sa(s, REPLAY_WINDOW, p, e)


cdef Py_ssize_t hashes_end(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    while p < e and b[p] == 35:
        p += 1
    return p


cdef int counters(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``#name: number`` pairs; the first that fails gives the reason."""
    cdef int reason = 0
    cdef int failed
    cdef Py_ssize_t stop
    cdef Span name, count
    if s.open and s.stage == SECTIONS:
        close(s)
    if after(b, hashes_end(b, p, e), e, "pkts encaps", True) >= 0:
        reason = reach(s, COUNTERS)
    if not s.open:
        return STRAY
    while p < e:
        p = hashes_end(b, p, e)
        stop = p
        while stop < e and b[stop] != 35 and b[stop] != 44:
            stop += 1
        failed = counter(b, skip(b, p, stop), stop, &name, &count)
        if failed:
            reason = reason or failed
        else:
            put(s.sink, s.record, COUNTER_NAME, name.start, name.end)
            put(s.sink, s.record, COUNTER_VALUE, count.start, count.end)
        p = stop
        while p < e and (blank(b[p]) or b[p] == 44):
            p += 1
        if p < e and b[p] != 35:
            reason = reason or NOT_UNDERSTOOD
            p = find(b, p, e, 35)
    return reason


cdef int action(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``PERMIT, flags={…}``; -1 when it is none."""
    cdef Py_ssize_t at = starts(b, p, e, "permit")
    cdef Py_ssize_t last
    cdef Span inner
    cdef int reason
    if at < 0:
        at = starts(b, p, e, "deny")
    if at < 0:
        return -1
    last = at
    at = skip(b, at, e)
    if at >= e or b[at] != 44:
        return -1
    at = starts(b, skip(b, at + 1, e), e, "flags")
    if at < 0 or not braces(b, at, e, &inner):
        return -1
    reason = put_identity(s, ACTION, p, last)
    return reason or put_identity(s, FLAGS, inner.start, inner.end)


cdef int heading(Ipsec* s, Py_ssize_t p, Py_ssize_t e, bint outbound) noexcept nogil:
    """Come to the heading of a section of SAs."""
    close_sa(s)
    if not s.open:
        return STRAY
    s.stage = SECTIONS
    s.outbound = outbound
    s.missing &= ~(OUTBOUND_MISSING if outbound else INBOUND_MISSING)
    put(s.sink, s.record, SECTION, p, e)
    return 0


cdef int line(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood.

    What a line may be hangs on its first letter.
    """
    cdef unsigned char first = lower(b[p])
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t last
    cdef Span inner
    cdef int found
    inner.start = inner.end = p
    if first == 35:  # a hash
        return counters(s, b, p, e)
    if first == 108 and after(b, p, e, "local ident", False) >= 0:
        return proxy(s, b, p, e, True)
    if first == 114:  # r
        if after(b, p, e, "remote ident", False) >= 0:
            return proxy(s, b, p, e, False)
        at = after(b, p, e, "replay detection support", False)
        if at >= 0:
            return replay(s, b, at, e)
    elif first == 112 or first == 100:  # p, d
        found = action(s, b, p, e)
        if found >= 0:
            return found
    elif first == 105 or first == 111:  # i, o
        at = starts(b, p, e, "in use settings")
        if at >= 0 and braces(b, at, e, &inner):
            return put_sa(s, SETTINGS, inner.start, inner.end)
        found = section(b, p, e)
        if found:
            return heading(s, p, e, found == 2)
    elif first == 116:  # t
        at = after(b, p, e, "transform", True)
        if at >= 0:
            last = e
            while last > at and (blank(b[last - 1]) or b[last - 1] == 44):
                last -= 1
            return NOT_UNDERSTOOD if last == at else put_sa(s, TRANSFORM, at, last)
    elif first == 115:  # s
        at = after(b, p, e, "spi", True)
        if at >= 0:
            return spi(s, b, p, e, at)
        at = after(b, p, e, "sa timing", False)
        if at >= 0:
            return life(s, b, at, e)
    elif first == 97 and starts(b, p, e, "access-list ") >= 0:
        close(s)
        keep(s, ACL, p, e)
        return 0
    if named(b, p, e, PHRASES, False, &at) >= 0:
        return 0
    if first == 48 and bitmap(b, p, e):
        return STRAY if s.sa == NO_SA else 0
    return segments(s, b, p, e)


cdef Py_ssize_t walk_by_form(
    Bytes data, Py_ssize_t size, Sink* sink, bint by_form
) noexcept nogil:
    """Walk over an output; return how many identities were read by the form of one before."""
    cdef Reader r
    cdef Ipsec s
    cdef Again form
    cdef int i, reason
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    s.open = s.outbound = False
    s.head.start = s.head.end = s.head_line = 0
    s.stage = LOCAL_PROXY
    s.missing = 0
    s.sa = NO_SA
    s.sa_head.start = s.sa_head.end = s.sa_line = 0
    s.sa_seen = 0
    s.current_spi[0] = s.current_spi[1] = 0
    for i in range(SHARED):
        s.shared[i].span.start = s.shared[i].span.end = s.shared[i].line = 0
    new_form(&form)
    while next_line(&r):
        if by_form and lower(data[r.start]) == 108 and (
            after(data, r.start, r.end, "local ident", False) >= 0 and again(&form, &s, &r)
        ):
            continue
        reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.open else -1, reason, r.start, r.end)
    close(&s)
    return form.taken


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    walk_by_form(data, size, sink, True)


cdef void walk_line_by_line(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    walk_by_form(data, size, sink, False)


cdef void walk_counting(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Py_ssize_t taken = walk_by_form(data, size, sink, True)
    sink.used = 0
    put(sink, 0, 0, 0, taken)


def ipsec_sa(data):
    """Read ``show crypto ipsec sa`` of IOS, IOS-XE, PIX and ASA, with or without indentation."""
    return columns_of(data, walk)


def line_by_line(data):
    """Read the same, no identity by the form of one before."""
    return columns_of(data, walk_line_by_line)


def read_by_form(data):
    """Return how many identities are read by the form of one before."""
    return columns_of(data, walk_counting).end[0] if len(data) else 0

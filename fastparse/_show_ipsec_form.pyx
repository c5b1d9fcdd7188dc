# cython: language_level=3
"""The form of an identity of ``show crypto ipsec sa``, made when it was read line by line.

A gap is made only where the reader takes any value of its class, and where the value that stands
there ends the gap. All other bytes have to be the same in an identity that fits, texts too but for
the digits in names.
"""

from libc.stdint cimport uint32_t

from fastparse._chars cimport first_of, is_digit, lower
from fastparse._show_columns cimport Bytes, Sink
from fastparse._show_fields cimport (
    ACL, COUNTER_VALUE, CURRENT_PEER, DYNAMIC_PEER, FLOW, INBOUND_SPI, INTERFACE, IP_MTU,
    IP_MTU_IDB, IV_SIZE, KILOBYTES, LOCAL_ADDRESS, LOCAL_ENDPOINT, LOCAL_IDENT, LOCAL_PORT,
    MAP_TAG, NOT_UNDERSTOOD, OUTBOUND_SPI, OVERHEAD, OVERHEAD_FIXED, PATH_MTU, PEER_PORT,
    PLAINTEXT_MTU, PMTU_REMAINING, REMOTE_ENDPOINT, REMOTE_IDENT, REMOTE_PORT, REPLAY_WINDOW,
    SA_CONNECTION, SA_MAP, SA_SLOT, SECONDS, SECTION, SEQUENCE, SPI,
)
from fastparse._show_ipsec_state cimport Ipsec, SHARED
from fastparse._show_text cimport digits_end, quad, skip


cdef bint add_gap(
    Again* a, Bytes b, Py_ssize_t p, Py_ssize_t e, Class kind, int spi
) noexcept nogil:
    """Add a gap in its order; False when it can't be one."""
    cdef int at = a.gaps
    if at == MOST_GAPS or gap_end(b, p, a.form_end, kind) != e:
        return False
    while at and a.gap[at - 1].start > p:
        a.gap[at] = a.gap[at - 1]
        at -= 1
    a.gap[at].start = p
    a.gap[at].end = e
    a.gap[at].kind = kind
    a.gap[at].spi = spi
    a.gaps += 1
    return True


cdef bint add_runs(Again* a, Bytes b, Py_ssize_t p, Py_ssize_t e, Class kind) noexcept nogil:
    """Add a gap for each run of digits, or of digits and full stops, in a text."""
    cdef Py_ssize_t stop
    while p < e:
        if not is_digit(b[p]):
            p += 1
            continue
        stop = p
        while stop < e and of_class(kind, b[stop]):
            stop += 1
        if not add_gap(a, b, p, stop, kind, -1):
            return False
        p = stop
    return True


cdef bint add_spi(
    Again* a, Bytes b, Py_ssize_t p, Py_ssize_t e, SpiRole role, uint32_t* in_use
) noexcept nogil:
    """Add the gaps of an SPI and of its repetition in parentheses."""
    cdef uint32_t number = 0
    cdef Py_ssize_t at, stop
    if a.spis == MOST_SPIS or not add_gap(a, b, p, e, HEXADECIMAL, a.spis):
        return False
    for at in range(p, e):
        number = number * 16 + (b[at] - 48 if is_digit(b[at]) else lower(b[at]) - 87)
    if role == IN_USE_IN or role == IN_USE_OUT:
        in_use[role == IN_USE_OUT] = number
        a.spi[a.spis].holds = number != 0
    else:
        a.spi[a.spis].holds = number == in_use[role == SA_OUT]
    a.spi[a.spis].role = role
    a.spis += 1
    at = skip(b, e, a.form_end)
    if at < a.form_end and b[at] == 40:
        stop = digits_end(b, at + 1, a.form_end)
        return add_gap(a, b, at + 1, stop, DIGITS, -1)
    return True


cdef bint add_value(
    Again* a, Bytes b, int field, Py_ssize_t p, Py_ssize_t e, bint outbound, uint32_t* in_use
) noexcept nogil:
    """Add the gaps of a value; False when its identity can't be a form."""
    if (
        field == COUNTER_VALUE or field == PEER_PORT or field == LOCAL_PORT
        or field == REMOTE_PORT or PATH_MTU <= field <= IP_MTU or field == PLAINTEXT_MTU
        or field == OVERHEAD or field == OVERHEAD_FIXED or field == PMTU_REMAINING
        or field == SA_SLOT or field == SA_CONNECTION or field == KILOBYTES or field == SECONDS
        or field == IV_SIZE or field == REPLAY_WINDOW or field == SEQUENCE
    ):
        return add_gap(a, b, p, e, DIGITS, -1)
    if field == LOCAL_IDENT or field == REMOTE_IDENT:
        # of an IPv6 one the same bytes have to stand there again
        return gap_end(b, p, a.form_end, PROXY) != e or add_gap(a, b, p, e, PROXY, -1)
    if (
        field == CURRENT_PEER or field == LOCAL_ENDPOINT or field == REMOTE_ENDPOINT
        or field == DYNAMIC_PEER or field == LOCAL_ADDRESS
    ):
        return not quad(b, p, e, 999) or add_gap(a, b, p, e, QUAD, -1)
    if field == FLOW or field == SA_MAP or field == IP_MTU_IDB or (
        field == MAP_TAG or field == INTERFACE
    ):
        return add_runs(a, b, p, e, DIGITS)
    if field == ACL:
        return add_runs(a, b, p + 12, e, DOTTED)  # behind `access-list `
    if field == OUTBOUND_SPI or field == INBOUND_SPI:
        return add_spi(a, b, p, e, IN_USE_OUT if field == OUTBOUND_SPI else IN_USE_IN, in_use)
    if field == SPI:
        return add_spi(a, b, p, e, SA_OUT if outbound else SA_IN, in_use)
    return True


cdef bint add_bitmaps(Again* a, Bytes b) noexcept nogil:
    """Add gaps for the words of bitmaps, which give no value: lines of such words alone."""
    cdef Py_ssize_t p = a.form_start
    cdef Py_ssize_t stop
    while 0 <= p < a.form_end:
        p = skip(b, p, a.form_end)
        while p + 2 < a.form_end and b[p] == 48 and lower(b[p + 1]) == 120:
            stop = gap_end(b, p + 2, a.form_end, HEXES)
            if stop < 0:
                break
            if not add_gap(a, b, p + 2, stop, HEXES, -1):
                return False
            p = skip(b, stop, a.form_end)
        p = first_of(b, p, a.form_end, 10)
        if p >= 0:
            p += 1
    return True


cdef void place_at(
    Place* place, int field, Py_ssize_t p, Py_ssize_t e, Py_ssize_t line
) noexcept nogil:
    place.field = field
    place.start = p
    place.end = e
    place.line = line
    place.before = place.within = 0


cdef void count_gaps(Again* a, Place* place, int* hint) noexcept nogil:
    """Count the gaps that end up to the ends of a place, from where the one before began."""
    cdef int at = hint[0]
    while at and a.gap[at - 1].end > place.start:
        at -= 1
    while at < a.gaps and a.gap[at].end <= place.start:
        at += 1
    hint[0] = place.before = at
    while at < a.gaps and a.gap[at].end <= place.end:
        at += 1
    place.within = at


cdef bint form_of(Again* a, Ipsec* s, Bytes b, Py_ssize_t stop) noexcept nogil:
    """Make the period that ends at ``stop`` the form; False when it can't be."""
    cdef Sink* sink = s.sink
    cdef uint32_t in_use[2]
    cdef bint outbound = False
    cdef int i, field
    cdef int hint = 0
    cdef Py_ssize_t at
    if stop - a.start > LONGEST or sink.used - a.used > MOST_PLACES or s.record < 0:
        return False
    a.form_start = a.start
    a.form_end = stop
    a.lines = sink.line - a.line
    a.places = a.gaps = a.spis = 0
    in_use[0] = in_use[1] = 0
    if not add_bitmaps(a, b):
        return False
    for at in range(a.used, sink.used):
        field = sink.field[at]
        if field >= NOT_UNDERSTOOD or sink.record[at] != s.record:
            return False
        if field == SECTION:
            outbound = lower(b[sink.start[at]]) == 111
        if not add_value(a, b, field, sink.start[at], sink.end[at], outbound, in_use):
            return False
        place_at(
            &a.place[a.places], field, sink.start[at], sink.end[at], sink.at[at] - a.line
        )
        a.places += 1
    for i in range(SHARED):
        a.kept[i].line = -1
        a.forgotten[i] = a.doubtful[i] = False
        if s.shared[i].line >= a.line:
            if not add_value(
                a, b, INTERFACE + i, s.shared[i].span.start, s.shared[i].span.end, False, in_use
            ):
                return False
            place_at(
                &a.kept[i], INTERFACE + i, s.shared[i].span.start, s.shared[i].span.end,
                s.shared[i].line - a.line,
            )
        elif not s.shared[i].line:
            a.forgotten[i] = a.had[i]
            a.doubtful[i] = not a.had[i]
    for i in range(1, a.gaps):
        if a.gap[i - 1].end > a.gap[i].start:
            return False
    for i in range(a.places):
        count_gaps(a, &a.place[i], &hint)
    for i in range(SHARED):
        if a.kept[i].line >= 0:
            count_gaps(a, &a.kept[i], &hint)
    a.end = s[0]
    return True

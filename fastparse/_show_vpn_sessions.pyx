# cython: language_level=3
"""``show vpn-sessiondb [detail] l2l`` of ASA: sessions, and the tunnels inside of them.

The twin in ``fastparse.reference.show_vpn_sessions`` says the same in plain Python.
"""

from libc.stdint cimport uint64_t

from fastparse._show_again cimport (
    Again, CHECKED, DIGITS, PADDING, TEXT_GAP, again, forget, moved, new_form, note,
)
from fastparse._show_columns cimport Bytes, Sink, columns_of, put, put_at
from fastparse._show_fields cimport (
    BAD_IDENT, CUT_RECORD, CUT_SA, NOT_A_NUMBER, NOT_UNDERSTOOD, STRAY,
)
from fastparse._show_labels cimport Label, past_gap
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_text cimport (
    MOST_DIGITS, address, blank, digits_end, find, number, same, skip, starts, trim, word_end,
)
from fastparse._show_vpn_labels cimport (
    Block, CONNECTION, COUNT, COUNTED, COUNT_NAME, DURATION, HEADING, HIGHER, IKE, IPSEC, KILOBYTES,
    LOCAL, LOST, MINUTES, NAC, NOWHERE, NUMBER, PACKETS_RX, PROTOCOL, REKEY_INTERVAL, REMOTE,
    SECONDS, SELECTOR, SESSION, SESSION_INDEX, SESSION_TYPE, TEXT, TUNNEL_ID, TYPE,
    session_label,
)


cdef uint64_t ONE = 1
cdef uint64_t OF_SESSION = (ONE << SESSION_INDEX) | (ONE << PROTOCOL) | (ONE << DURATION)
cdef uint64_t OF_IKE = (ONE << TUNNEL_ID) | (ONE << REKEY_INTERVAL)
cdef uint64_t OF_IPSEC = (
    (ONE << TUNNEL_ID) | (ONE << LOCAL) | (ONE << REMOTE) | (ONE << PACKETS_RX)
)


cdef struct Ended:
    # What the lines of a session leave behind
    Block block
    bint counted
    uint64_t session_seen
    uint64_t block_seen
    Py_ssize_t wanted[2]
    Py_ssize_t block_start
    Py_ssize_t block_end
    Py_ssize_t block_line  # counted from the head's


cdef struct Sessions:
    Sink* sink
    Reader* reader
    Again again
    Ended ended            # of the form
    bint opened            # by the line being read, whole
    Py_ssize_t record
    Block block
    bint open
    bint cut               # something of the open session was lost
    bint detailed          # the heading above says so
    bint counted
    uint64_t session_seen  # fields of the session, and of its block, that were read
    uint64_t block_seen
    Py_ssize_t wanted[2]   # IKE and IPsec blocks as the session counts them, less those seen
    Py_ssize_t type_start
    Py_ssize_t type_end
    Py_ssize_t type_line
    Py_ssize_t head_start
    Py_ssize_t head_end
    Py_ssize_t head_line
    Py_ssize_t block_start
    Py_ssize_t block_end
    Py_ssize_t block_line


cdef void close_block(Sessions* s) noexcept nogil:
    """End a block, and say so when it lacks what it must have."""
    cdef uint64_t needed = 0
    if s.block == IKE:
        needed = OF_IKE
    elif s.block == IPSEC:
        needed = OF_IPSEC
    if s.block_seen & needed != needed:
        put_at(s.sink, s.record, CUT_SA, s.block_start, s.block_end, s.block_line)
    s.block = NOWHERE
    s.block_seen = 0


cdef void close(Sessions* s) noexcept nogil:
    """End a session, and say so when something of it was lost."""
    close_block(s)
    if s.open and (
        s.cut
        or s.session_seen & OF_SESSION != OF_SESSION
        or (s.detailed and not s.counted)
        or (s.counted and (s.wanted[0] or s.wanted[1]))
    ):
        put_at(s.sink, s.record, CUT_RECORD, s.head_start, s.head_end, s.head_line)
    s.open = False


cdef void open_session(
    Sessions* s, Py_ssize_t start, Py_ssize_t e, int field, Py_ssize_t p, Py_ssize_t stop
) noexcept nogil:
    """Begin a session with its first value, which stands in the line from ``start`` to ``e``."""
    if not s.open:
        s.again.reading = False  # a heading above the sessions ended it
    if new_form(&s.again, s.sink, s.reader.data, s.reader.line, s.record):
        s.ended.block = s.block
        s.ended.counted = s.counted
        s.ended.session_seen = s.session_seen
        s.ended.block_seen = s.block_seen
        s.ended.wanted = s.wanted
        s.ended.block_start = s.block_start
        s.ended.block_end = s.block_end
        s.ended.block_line = s.block_line - s.head_line
    close(s)
    s.record += 1
    s.open = True
    s.block = SESSION
    s.cut = field != CONNECTION
    s.opened = not s.cut
    s.counted = False
    s.session_seen = ONE << field
    s.wanted[0] = s.wanted[1] = 0
    s.head_start = start
    s.head_end = e
    s.head_line = s.sink.line
    put(s.sink, s.record, field, p, stop)
    if s.type_end > s.type_start:
        put_at(s.sink, s.record, SESSION_TYPE, s.type_start, s.type_end, s.type_line)


cdef int heading(Sessions* s, const Label* label, Py_ssize_t p, Py_ssize_t e, Py_ssize_t colon) noexcept nogil:
    """Begin a block."""
    if not s.open:
        return STRAY
    close_block(s)
    s.block = <Block>label.where
    s.block_start = p
    s.block_end = e
    s.block_line = s.sink.line
    if s.block != NAC:
        s.wanted[s.block == IPSEC] -= 1
    put(s.sink, s.record, label.field, p, colon)
    return 0


cdef int lost(Sessions* s, bint whole) noexcept nogil:
    """Take it that the beginning of the block, or of the whole session, was lost."""
    s.cut = True
    if whole:
        close(s)
    else:
        close_block(s)
        s.block = LOST
    return STRAY


cdef int count(
    Sessions* s, Bytes b, const Label* label, Py_ssize_t p, Py_ssize_t colon, Py_ssize_t at,
    Py_ssize_t stop,
) noexcept nogil:
    """Read how many tunnels of a kind the session has."""
    cdef Py_ssize_t tunnels = 0
    cdef Py_ssize_t end = trim(b, p, colon)
    cdef Py_ssize_t i
    if not s.open:
        return STRAY
    if s.block != SESSION:
        return lost(s, True)
    if not number(b, at, stop):
        return NOT_A_NUMBER
    while end > p and not blank(b[end - 1]):
        end -= 1
    for i in range(at, stop):
        if tunnels < 1000000000:
            tunnels = tunnels * 10 + (b[i] - 48)
    s.wanted[label.where == IPSEC] += tunnels
    s.counted = True
    put(s.sink, s.record, COUNT_NAME, p, trim(b, p, end))
    put(s.sink, s.record, COUNT, at, stop)
    return 0


cdef bint selector(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is address/mask, or address/mask/protocol/port."""
    cdef Py_ssize_t stop = find(b, p, e, 47)
    if stop >= e or not address(b, p, stop):
        return False
    p = stop + 1
    stop = find(b, p, e, 47)
    if not number(b, p, stop) and not address(b, p, stop):
        return False
    if stop >= e:
        return True
    p = stop + 1
    stop = find(b, p, e, 47)
    return stop < e and number(b, p, stop) and number(b, stop + 1, e)


cdef int shaped(Bytes b, int form, Py_ssize_t p, Py_ssize_t* stop) noexcept nogil:
    """Hold a value to its form; return 0 and where it ends, or the reason."""
    cdef Py_ssize_t e = stop[0]
    cdef Py_ssize_t unit
    if form == TEXT:
        return 0
    if form == SELECTOR:
        return 0 if word_end(b, p, e) == e and selector(b, p, e) else BAD_IDENT
    stop[0] = digits_end(b, p, e)
    if not 1 <= stop[0] - p <= MOST_DIGITS:
        return NOT_A_NUMBER
    if form == NUMBER:
        return 0 if stop[0] == e else NOT_A_NUMBER
    unit = skip(b, stop[0], e)
    if unit > stop[0] and (
        (form == SECONDS and same(b, unit, e, "seconds"))
        or (form == KILOBYTES and same(b, unit, e, "k-bytes"))
        or (form == MINUTES and same(b, unit, e, "minutes"))
    ):
        return 0
    return NOT_A_NUMBER


cdef bint single_spaced(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether no two blanks follow each other in a text."""
    while p + 1 < e:
        if blank(b[p]) and blank(b[p + 1]):
            return False
        p += 1
    return True


cdef int pair(
    Sessions* s, Bytes b, const Label* label, Py_ssize_t start, Py_ssize_t e, Py_ssize_t p,
    Py_ssize_t stop,
) noexcept nogil:
    """Read one value of the line from ``start`` to ``e``."""
    cdef uint64_t bit = ONE << label.field
    cdef uint64_t seen = s.session_seen if s.block == SESSION else s.block_seen
    cdef Py_ssize_t end = stop
    cdef int reason = shaped(b, label.form, p, &stop)
    if label.field == CONNECTION or (
        label.field == SESSION_INDEX and not reason and not (s.block == SESSION and not seen & bit)
    ):
        open_session(s, start, e, label.field, p, stop)
        return 0
    if not s.open or s.block == LOST:
        return STRAY
    if not label.where & s.block or seen & bit:
        return lost(s, label.where == SESSION)
    if reason:
        return reason
    if s.block == SESSION:
        s.session_seen |= bit
        put(s.sink, s.record, label.field, p, stop)
    else:
        s.block_seen |= bit
        put(s.sink, s.record, label.field + (HIGHER if label.where & SESSION else 0), p, stop)
    if label.form == SELECTOR:
        note(&s.again, b, CHECKED, p, stop)
    elif label.form != TEXT:
        note(&s.again, b, DIGITS, p, stop)
    elif single_spaced(b, p - 2, end):  # behind two blanks a text could be a label
        note(&s.again, b, TEXT_GAP, p, end)
    return 0


cdef const Label* value_end(
    Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* stop, Py_ssize_t* following,
    Py_ssize_t* colon,
) noexcept nogil:
    """Find where a value ends: at two blanks or more that another label follows, or at the end."""
    cdef Py_ssize_t at
    cdef const Label* label
    while p < e:
        if not blank(b[p]):
            p += 1
            continue
        at = past_gap(b, p, e)
        if at - p >= 2:
            label = session_label(b, at, e, colon)
            if label is not NULL and label.form < HEADING:
                stop[0] = p
                following[0] = at
                return label
        p = at
    stop[0] = e
    return NULL


cdef int line(Sessions* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Py_ssize_t start = p
    cdef Py_ssize_t colon = 0
    cdef Py_ssize_t next_colon = 0
    cdef Py_ssize_t stop = 0
    cdef Py_ssize_t following = 0
    cdef Py_ssize_t at
    cdef int reason = 0
    cdef int failed
    cdef const Label* after
    cdef const Label* label = session_label(b, p, e, &colon)
    if label is NULL:
        if starts(b, p, e, "info: there are presently no active sessions") >= 0:
            return 0
        return NOT_UNDERSTOOD
    at = skip(b, colon + 1, e)
    if label.form == TYPE:
        close(s)
        s.type_start = at
        s.type_end = e
        s.type_line = s.sink.line
        s.detailed = e - at >= 8 and same(b, e - 8, e, "detailed")
        return 0
    if label.form == HEADING:
        return heading(s, label, p, e, colon) if at == e else NOT_UNDERSTOOD
    while label.form == COUNTED:
        stop = digits_end(b, at, e)
        failed = count(s, b, label, p, colon, at, stop)
        reason = reason or failed
        p = skip(b, stop, e)
        if p == e or failed:
            return reason
        label = session_label(b, p, e, &colon)
        if label is NULL or label.form != COUNTED or p == stop:
            return reason or NOT_UNDERSTOOD
        at = skip(b, colon + 1, e)
    while True:
        after = value_end(b, colon + 1, e, &stop, &following, &next_colon)
        at = skip(b, colon + 1, stop)
        failed = pair(s, b, label, start, e, at, stop)
        reason = reason or failed
        if after is NULL:
            return reason
        note(&s.again, b, PADDING, stop, following)
        label = after
        colon = next_colon


cdef void ended(Sessions* s) noexcept nogil:
    """Come to the state at the end of a session that was printed as the one before."""
    s.block = s.ended.block
    s.counted = s.ended.counted
    s.session_seen = s.ended.session_seen
    s.block_seen = s.ended.block_seen
    s.wanted = s.ended.wanted
    s.block_start = moved(&s.again, s.ended.block_start)
    s.block_end = moved(&s.again, s.ended.block_end)
    s.block_line = s.head_line + s.ended.block_line


cdef Py_ssize_t read_all(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    """Read an output; return how many bodies were read by the form of one before."""
    cdef Reader r
    cdef Sessions s
    cdef int reason
    begin(&r, data, size, sink)
    forget(&s.again, selector)
    s.reader = &r
    s.opened = False
    s.sink = sink
    s.record = -1
    s.block = NOWHERE
    s.open = s.cut = s.detailed = s.counted = False
    s.session_seen = s.block_seen = 0
    s.wanted[0] = s.wanted[1] = 0
    s.type_start = s.type_end = s.type_line = 0
    s.head_start = s.head_end = s.head_line = 0
    s.block_start = s.block_end = s.block_line = 0
    while next_line(&r):
        reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.open else -1, reason, r.start, r.end)
        if s.opened:
            s.opened = False
            if s.open and not s.cut and s.session_seen == ONE << CONNECTION and again(
                &s.again, sink, &r, s.record
            ):
                ended(&s)
    close(&s)
    return s.again.taken


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    read_all(data, size, sink)


cdef void walk_counting(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Py_ssize_t taken = read_all(data, size, sink)
    sink.used = 0
    put(sink, 0, 0, 0, taken)


def vpn_sessions(data):
    """Read ``show vpn-sessiondb [detail] l2l`` of ASA."""
    return columns_of(data, walk)


def read_by_form(data):
    """Return how many bodies of blocks are read by the form of one before."""
    return columns_of(data, walk_counting).end[0] if len(data) else 0

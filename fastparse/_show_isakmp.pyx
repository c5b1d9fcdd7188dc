# cython: language_level=3
"""``show crypto isakmp sa`` of IOS, PIX and ASA: tables, ``detail`` tables and blocks of pairs.

The twin in ``fastparse.reference.show_isakmp`` says the same in plain Python.
"""

from fastparse._chars cimport is_letter
from fastparse._show_columns cimport Bytes, Sink, by_form_of, columns_of, portable_columns_of, put, put_at
from fastparse._show_fields cimport (
    ACTIVE_SAS, AUTHENTICATION, CAPABILITIES, CONNECTION, CREATED, CUT_RECORD, DEAD_SAS,
    DELETED, DESTINATION, EMBRYONIC, ENCRYPTION, ENGINE, GROUP, HASH, LIFETIME,
    LIFETIME_REMAINING, LOCAL, MISSHAPEN_ROW, NEGOTIATING_SAS, NO_HEADING, NOT_A_NUMBER,
    NOT_UNDERSTOOD, ORDINAL, PEER, PENDING, REKEY, REKEY_SAS, REMOTE, ROLE, SLOT, SOURCE,
    STANDBY_SAS, STATE, STATUS, STRAY, TOTAL, TOTAL_SAS, TYPE, VRF,
)
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_row_form cimport (
    CLOCK, NUMBER, QUAD, ROW_WORDS, SAME, STATE_WORD, STATUS_WORD, WORD, between, learn, more_rows, no_row, row_form,
    stands_above, stands_below, wanted,
)
from fastparse._show_text cimport (
    MOST_DIGITS, MOST_WORDS, Name, Words, after, clock, digits_end, find, is_address, is_number,
    is_word, named, number, address, same, skip, split, state_word, status_word, word_end,
)

cdef Name[10] TOTALS = [
    Name("total ike sa", TOTAL_SAS), Name("total", TOTAL), Name("embryonic", EMBRYONIC),
    Name("active sa", ACTIVE_SAS), Name("rekey sa", REKEY_SAS),
    Name("active isakmp sa's", ACTIVE_SAS), Name("standby isakmp sa's", STANDBY_SAS),
    Name("currently being negotiated isakmp sa's", NEGOTIATING_SAS),
    Name("dead isakmp sa's", DEAD_SAS), Name(NULL, 0),
]
cdef Name[3] FAMILIES = [
    Name("ipv4 crypto isakmp sa", 0), Name("ipv6 crypto isakmp sa", 0), Name(NULL, 0),
]
cdef Name[12] PHRASES = [
    Name("there are no", 0), Name("ikev1 sas", 0), Name("ikev2 sas", 0), Name("isakmp sas", 0),
    Name("codes", 0), Name("k - keepalives", 0), Name("t - ctcp", 0), Name("x - ike", 0),
    Name("n - nat", 0), Name("psk - preshared", 0), Name("renc - rsa", 0), Name(NULL, 0),
]
cdef Name[15] KEYS = [
    Name("dst", DESTINATION), Name("src", SOURCE), Name("state", STATE),
    Name("conn-id", CONNECTION), Name("slot", SLOT), Name("status", STATUS), Name("type", TYPE),
    Name("role", ROLE), Name("rekey", REKEY), Name("encrypt", ENCRYPTION), Name("hash", HASH),
    Name("auth", AUTHENTICATION), Name("lifetime remaining", LIFETIME_REMAINING),
    Name("lifetime", LIFETIME), Name(NULL, 0),
]
cdef int[10] FLAT = [
    ORDINAL, PEER, TYPE, ROLE, REKEY, STATE, ENCRYPTION, HASH, AUTHENTICATION, LIFETIME,
]

# The peer is an address: any word there might begin another kind of line, ``1 IKE Peer: …``.
cdef unsigned char[10] FLAT_KINDS = [
    NUMBER, QUAD, WORD, WORD, WORD, STATE_WORD, WORD, WORD, WORD, NUMBER,
]

cdef enum Heading:
    UNHEADED
    SLOTS
    STATUSES
    PENDINGS
    DETAILS
    OLD_DETAILS


cdef struct Isakmp:
    Sink* sink
    Py_ssize_t record
    Heading heading
    bint block               # inside a block of pairs, which began at ``head``
    bint needs_destination
    bint needs_source
    bint needs_state
    Py_ssize_t head_start
    Py_ssize_t head_end
    Py_ssize_t head_line
    bint detail              # the line before was a row of a ``detail`` table
    row_form rows            # rows as the last one, while the heading is the same
    Heading rows_heading
    bint headed              # the line before was a heading
    row_form details         # rows of a ``detail`` table as the last one, with what stands below it
    Heading details_heading
    row_form pending         # what the last row becomes, once it is known what stands below it
    Reader* reader
    Py_ssize_t behind        # end of its last line


cdef void close(Isakmp* s) noexcept nogil:
    """End a block of pairs, and say so when it lacks what it must have."""
    if s.block and (s.needs_destination or s.needs_source or s.needs_state):
        put_at(s.sink, s.record, CUT_RECORD, s.head_start, s.head_end, s.head_line)
    s.block = False
    s.detail = False


cdef void open_block(Isakmp* s, Py_ssize_t p, Py_ssize_t e, bint both) noexcept nogil:
    """Begin a block of pairs; ``both`` when it has to name both ends."""
    close(s)
    s.record += 1
    s.block = True
    s.needs_destination = both
    s.needs_source = both
    s.needs_state = True
    s.head_start = p
    s.head_end = e
    s.head_line = s.sink.line


cdef void open_row(Isakmp* s) noexcept nogil:
    """Begin a row of a table."""
    close(s)
    s.record += 1


cdef void put_word(Isakmp* s, int field, Words* w, Py_ssize_t i) noexcept nogil:
    put(s.sink, s.record, field, w.start[i], w.end[i])


cdef void learn_row(
    Isakmp* s, Bytes b, Words* w, Py_ssize_t used, const unsigned char* kinds
) noexcept nogil:
    """Keep a row of a table, whose values stand in the columns from ``used`` on, as a form."""
    if wanted(&s.rows) or s.heading != s.rows_heading:
        learn(&s.rows, b, w, s.sink, used, kinds)
        s.rows_heading = s.heading


cdef bint heading(Isakmp* s, Bytes b, Words* w) noexcept nogil:
    """Take in a table heading; False when the line is none."""
    cdef Py_ssize_t i = 1 if is_word(b, w, 0, "f_vrf/i_vrf") else 0
    if is_word(b, w, i, "dst") and is_word(b, w, i + 1, "src") and is_word(b, w, i + 2, "state"):
        close(s)
        s.heading = PENDINGS if is_word(b, w, i + 3, "pending") else SLOTS
        if is_word(b, w, i + 4, "status") or is_word(b, w, i + 5, "status"):
            s.heading = STATUSES
        return True
    if (
        (is_word(b, w, 0, "c-id") or is_word(b, w, 0, "conn-id"))
        and is_word(b, w, 1, "local")
        and is_word(b, w, 2, "remote")
    ):
        close(s)
        s.heading = OLD_DETAILS
        for i in range(w.count):
            if is_word(b, w, i, "status"):
                s.heading = DETAILS
        return True
    if is_word(b, w, 0, "ike") and is_word(b, w, 1, "peer") and is_word(b, w, 2, "type"):
        close(s)
        return True
    return False


cdef int pairs(Isakmp* s, Bytes b, Py_ssize_t start, Py_ssize_t e) noexcept nogil:
    """Read ``key : value`` pairs."""
    cdef Py_ssize_t p = start
    cdef Py_ssize_t value = 0
    cdef Py_ssize_t stop
    cdef int field, key
    cdef int last = 0
    while p < e:
        if last == STATUS and same(b, p, e, "(deleted)"):
            put(s.sink, s.record, DELETED, p, e)
            return 0
        key = named(b, p, e, KEYS, True, &value)
        if key < 0:
            return NOT_UNDERSTOOD
        field = KEYS[key].field
        stop = word_end(b, value, e)
        if field == DESTINATION:
            open_block(s, start, e, True)
        if not s.block:
            return STRAY
        if (field == CONNECTION or field == SLOT) and not number(b, value, stop):
            return NOT_A_NUMBER
        if (field == DESTINATION or field == SOURCE) and not address(b, value, stop):
            return MISSHAPEN_ROW
        if (field == STATE and not state_word(b, value, stop)) or stop == value:
            return NOT_UNDERSTOOD
        put(s.sink, s.record, field, value, stop)
        if field == DESTINATION:
            s.needs_destination = False
        elif field == SOURCE:
            s.needs_source = False
        elif field == STATE:
            s.needs_state = False
        last = field
        p = skip(b, stop, e)
    return 0


cdef void learn_detail(Isakmp* s, Bytes b, Words* w, Py_ssize_t used, Py_ssize_t lifetime, bint vrf) noexcept nogil:
    """Keep the row before, and what stands below it, as a form; make ready to keep this one."""
    cdef unsigned char[ROW_WORDS] kinds
    cdef Py_ssize_t i
    if s.pending.words and s.heading == s.details_heading and stands_above(
        &s.pending, b, s.behind, s.reader.line
    ):
        s.details = s.pending
        s.details.misses = 0
    s.pending.words = 0
    if w.count > ROW_WORDS or not (wanted(&s.details) or s.heading != s.details_heading):
        return
    if s.heading != s.details_heading:
        s.details.words = 0
        s.details_heading = s.heading
    for i in range(w.count):
        kinds[i] = SAME
    kinds[0] = NUMBER
    kinds[1] = kinds[2] = QUAD
    kinds[lifetime] = CLOCK
    if vrf:
        kinds[3] = STATUS_WORD  # no clock
    no_row(&s.pending, 1)
    learn(&s.pending, b, w, s.sink, used, kinds)
    s.behind = s.reader.next


cdef int detail_row(Isakmp* s, Bytes b, Words* w) noexcept nogil:
    """Read a row of the ``detail`` table, from its lifetime outwards."""
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t between
    cdef Py_ssize_t used
    cdef bint has_status
    cdef bint deleted = is_word(b, w, w.count - 1, "(deleted)")
    while at < w.count and not clock(b, w.start[at], w.end[at]):
        at += 1
    if not 7 <= at <= 9 or at >= w.count or w.count - deleted > at + 2 or not is_number(b, w, at - 1):
        return MISSHAPEN_ROW
    between = at - 7  # words between the remote address and the encryption
    has_status = between > 0 and (
        s.heading == DETAILS or is_word(b, w, at - 5, "active") or is_word(b, w, at - 5, "stdby")
    )
    if between - has_status > 1:
        return MISSHAPEN_ROW
    if between > has_status and not has_status and s.heading != OLD_DETAILS:
        return MISSHAPEN_ROW
    open_row(s)
    used = s.sink.used
    put_word(s, CONNECTION, w, 0)
    put_word(s, LOCAL, w, 1)
    put_word(s, REMOTE, w, 2)
    if between > has_status:
        put_word(s, VRF, w, 3)
    if has_status:
        put_word(s, STATUS, w, at - 5)
    put_word(s, ENCRYPTION, w, at - 4)
    put_word(s, HASH, w, at - 3)
    put_word(s, AUTHENTICATION, w, at - 2)
    put_word(s, GROUP, w, at - 1)
    put_word(s, LIFETIME, w, at)
    if at + 1 < w.count - deleted:
        put_word(s, CAPABILITIES, w, at + 1)
    if deleted:
        put_word(s, DELETED, w, w.count - 1)
    s.detail = True
    learn_detail(s, b, w, used, at, between > has_status)
    return 0


cdef int flat_row(Isakmp* s, Bytes b, Words* w) noexcept nogil:
    """Read a row of ASA's table with one peer: ten words, or six without the proposal."""
    cdef Py_ssize_t i, used
    if w.count == 10 and not is_number(b, w, 9):
        return NOT_A_NUMBER
    open_row(s)
    used = s.sink.used
    for i in range(w.count):
        put_word(s, FLAT[i], w, i)
    learn_row(s, b, w, used, FLAT_KINDS)
    return 0


cdef int row(Isakmp* s, Bytes b, Words* w) noexcept nogil:
    """Read a row of one of the tables, told apart by what stands in its columns."""
    cdef Py_ssize_t n = w.count
    cdef Py_ssize_t o = 0
    cdef Py_ssize_t i, tail
    cdef bint deleted, first_address, second_number
    cdef unsigned char[7] kinds
    cdef Py_ssize_t used
    cdef int first = 0
    cdef int second = 0
    cdef int third = 0
    if (n == 6 or n == 10) and is_number(b, w, 0) and state_word(b, w.start[5], w.end[5]):
        return flat_row(s, b, w)
    first_address = is_address(b, w, 0)  # then it is neither a number nor a VRF
    if not first_address and n > 2 and is_address(b, w, 1) and is_address(b, w, 2):
        if is_number(b, w, 0):
            return detail_row(s, b, w)
        if find(b, w.start[0], w.end[0], 47) < w.end[0]:
            o = 1  # a VRF, as ``f_vrf/i_vrf``
    if n < o + 2 or not (o or first_address) or not is_address(b, w, o + 1):
        return NOT_UNDERSTOOD
    if n < o + 3 or not state_word(b, w.start[o + 2], w.end[o + 2]):
        return MISSHAPEN_ROW
    deleted = is_word(b, w, n - 1, "(deleted)")
    tail = n - o - 3 - deleted
    i = o + 3
    if not 2 <= tail <= 3 or not is_number(b, w, i):
        return MISSHAPEN_ROW
    second_number = is_number(b, w, i + 1)
    if tail == 3:
        if not second_number or not status_word(b, w.start[i + 2], w.end[i + 2]) or (
            s.heading == PENDINGS
        ):
            return MISSHAPEN_ROW
        first, second, third = CONNECTION, SLOT, STATUS
    elif second_number:
        if s.heading == STATUSES:
            return MISSHAPEN_ROW
        if s.heading == SLOTS:
            first, second = CONNECTION, SLOT
        elif s.heading == PENDINGS:
            first, second = PENDING, CREATED
    elif status_word(b, w.start[i + 1], w.end[i + 1]) and s.heading != PENDINGS:
        first, second = CONNECTION, STATUS
    else:
        return MISSHAPEN_ROW
    open_row(s)
    used = s.sink.used
    if o:
        put_word(s, VRF, w, 0)
    put_word(s, DESTINATION, w, o)
    put_word(s, SOURCE, w, o + 1)
    put_word(s, STATE, w, o + 2)
    if first:
        put_word(s, first, w, i)
        put_word(s, second, w, i + 1)
    if third:
        put_word(s, third, w, i + 2)
    if deleted:
        put_word(s, DELETED, w, n - 1)
    if not first:
        put(s.sink, s.record, NO_HEADING, w.start[i], w.end[i + 1])
    elif not o:
        kinds[0] = kinds[1] = QUAD
        kinds[2] = STATE_WORD
        kinds[3] = NUMBER
        kinds[4] = NUMBER if second_number else STATUS_WORD
        kinds[5] = STATUS_WORD
        kinds[n - 1] = SAME if deleted else STATUS_WORD if third else kinds[4]
        learn_row(s, b, w, used, kinds)
    return 0


cdef int total(Isakmp* s, Bytes b, Py_ssize_t at, Py_ssize_t e, int field) noexcept nogil:
    """Read a total, which an explanation in parentheses may follow."""
    cdef Py_ssize_t stop = digits_end(b, at, e)
    cdef Py_ssize_t rest = skip(b, stop, e)
    if not 1 <= stop - at <= MOST_DIGITS or (rest < e and b[rest] != 40):
        return NOT_A_NUMBER
    put(s.sink, -1, field, at, stop)
    return 0


cdef int lettered(Isakmp* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Words* w) noexcept nogil:
    """Read a line that begins with a letter, if no row; -1 when it may be one."""
    cdef Py_ssize_t at = 0
    cdef int key
    if w.count <= MOST_WORDS and heading(s, b, w):
        s.headed = True
        return 0
    key = named(b, p, e, TOTALS, True, &at)
    if key >= 0:
        return total(s, b, at, e, TOTALS[key].field)
    if named(b, p, e, FAMILIES, False, &at) >= 0:
        s.heading = UNHEADED
        s.rows.between_size = 0
        return 0
    if named(b, p, e, PHRASES, False, &at) >= 0:
        return 0
    if w.count > MOST_WORDS:
        return NOT_UNDERSTOOD
    if is_word(b, w, 1, "=") and (
        is_word(b, w, 0, "engine-id:conn-id") or is_word(b, w, 0, "connection-id:engine-id")
    ):
        if not s.detail or w.count > 3:
            return STRAY
        s.detail = False
        if w.count == 3 and b[w.start[2]] != 63:
            put_word(s, ENGINE, w, 2)
            if s.pending.words and s.behind == s.reader.line and stands_below(
                &s.pending, b, s.reader.line, w.start[2], w.end[2], ENGINE
            ) and w.end[2] < s.reader.size and (b[w.end[2]] == 10 or b[w.end[2]] == 13):
                s.behind = s.reader.next
                return 0
        s.pending.words = 0
        return 0
    return -1


cdef int line(Isakmp* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Words w
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t begins_at = p
    cdef int reason
    split(b, p, e, &w)
    if is_letter(b[p]):
        reason = lettered(s, b, p, e, &w)
        if reason >= 0:
            return reason
    if w.count > MOST_WORDS:
        return NOT_UNDERSTOOD
    if w.count > 1 and is_number(b, &w, 0):
        begins_at = w.start[1]
    at = after(b, begins_at, e, "ike peer", True)
    if at >= 0:
        if at == e or word_end(b, at, e) != e:
            return MISSHAPEN_ROW
        open_block(s, p, e, False)
        if begins_at != p:
            put_word(s, ORDINAL, &w, 0)
        put(s.sink, s.record, PEER, at, e)
        return 0
    if is_letter(b[p]) and named(b, p, e, KEYS, True, &at) >= 0:
        return pairs(s, b, p, e)
    return row(s, b, &w)


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Isakmp s
    cdef int reason
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    s.heading = UNHEADED
    s.needs_destination = s.needs_source = s.needs_state = False
    s.head_start = s.head_end = s.head_line = 0
    s.block = s.detail = s.headed = False
    no_row(&s.rows, 1)
    no_row(&s.details, 1)
    no_row(&s.pending, 1)
    s.rows_heading = s.details_heading = UNHEADED
    s.reader = &r
    s.behind = 0
    while next_line(&r):
        reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.block else -1, reason, r.start, r.end)
            continue
        if s.headed:
            s.headed = False
            between(&s.rows, &r)
        if s.heading == s.rows_heading and not s.block and not s.detail:
            more_rows(&s.rows, &r, &s.record)
        elif (
            s.details.words and s.heading == s.details_heading and not s.block
            and s.detail == (s.details.below_size == 0) and more_rows(&s.details, &r, &s.record)
        ):
            s.pending.words = 0
    close(&s)


def isakmp_sa(data):
    """Read ``show crypto isakmp sa`` of IOS, PIX and ASA, and ``show crypto ikev1 sa``."""
    return columns_of(data, walk)


def portable(data):
    """Read the same as on any processor."""
    return portable_columns_of(data, walk)


def read_by_form(data):
    """Return how many rows are read by the form of one before."""
    return by_form_of(data, walk)

# cython: language_level=3
"""``show interface(s)`` of IOS, PIX and ASA, ``show ip interface``, and the ``brief`` tables.

The twin in ``fastparse.reference.show_interfaces`` says the same in plain Python.
"""

from fastparse._chars cimport is_digit, is_letter
from fastparse._show_again cimport CHECKED_REST, DIGITS, REST_GAP, again, forget, note
from fastparse._show_columns cimport Bytes, Sink, by_form_of, columns_of, put
from fastparse._show_fields cimport MISSHAPEN_ROW, NOT_UNDERSTOOD, STRAY
from fastparse._show_interface_phrases cimport (
    ADDRESS, ASA_ADDRESS, ASA_MODE, ASA_SOURCE, BORROWED, EMPTY, ENCAPSULATED, FLAG, HEAD, HELPER,
    INTERNET, METHOD, NAME, NAMEIF, NOTE, NUMBER, OK, OLD_QUEUES, OUTSIDE, PASSED, PROTOCOL,
    PROTOCOLS, Phrase, QUEUE, QUOTED, REST, SEGMENTS, SOURCE, STATUS, TRAFFIC, UNNUMBERED, UPTO,
    WORD, begins_one, open_ended, phrase,
)
from fastparse._show_interface_state cimport (
    Interfaces, NEITHER, amount, close, open_block, own, own_address,
)
from fastparse._show_interface_values cimport (
    asa_address, asa_mode, asa_source, counters, encapsulation, internet, named_and_bracketed,
    old_queues, queue, quoted, segments, source, two_parts,
)
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_row_form cimport (
    GIVEN, NAMED, SAME, WORD as ANY, learn, more_rows, no_row, row_form, wanted,
)
from fastparse._show_text cimport (
    Words, address, digits_end, find, is_address, is_word, same, skip, split, starts, trim,
    word_end,
)


cdef enum:
    MOST_LETTERS = 16   # of a name that a form is kept of


cdef int head(Interfaces* s, Bytes b, Py_ssize_t start, Py_ssize_t e) noexcept nogil:
    """Read ``X is S, line protocol is P`` or ``Interface X "N", is S, …``; -1 when it is none."""
    cdef Py_ssize_t p = starts(b, start, e, "interface ")
    cdef Py_ssize_t name, name_end, status, status_end, protocol, at
    cdef Py_ssize_t nameif = -1
    cdef Py_ssize_t nameif_end = -1
    cdef Py_ssize_t note = -1
    if p < 0:
        p = start
    name = p
    name_end = word_end(b, p, e)
    p = skip(b, name_end, e)
    if p < e and b[p] == 34:
        nameif = p + 1
        nameif_end = find(b, nameif, e, 34)
        p = skip(b, nameif_end + 1, e) if nameif_end < e else e
        if p < e and b[p] == 44:
            p = skip(b, p + 1, e)
    status = starts(b, p, e, "is ")
    if status < 0:
        return -1
    at = find(b, status, e, 44)
    status_end = trim(b, status, at)
    protocol = starts(b, skip(b, at + 1, e), e, "line protocol is ") if at < e else -1
    if protocol < 0 or status_end == status:
        return -1
    at = protocol
    while at < e and is_letter(b[at]):
        at += 1
    if at == protocol:
        return -1
    p = skip(b, at, e)
    if p < e and b[p] == 40:
        note = p + 1
        if b[e - 1] != 41 or find(b, note, e, 41) != e - 1:
            return -1
    elif p < e and (b[p] != 44 or starts(b, skip(b, p + 1, e), e, "autostate ") < 0):
        return -1
    open_block(s, start, e)
    put(s.sink, s.record, NAME, name, name_end)
    put(s.sink, s.record, STATUS, status, status_end)
    put(s.sink, s.record, PROTOCOL, protocol, at)
    if note >= 0:
        put(s.sink, s.record, NOTE, note, e - 1)
    if nameif >= 0:
        put(s.sink, s.record, NAMEIF, nameif, nameif_end)
    return 0


cdef unsigned char[7] BRIEF = [NAMED, GIVEN, SAME, ANY, ANY, ANY, ANY]


cdef void learn_row(Interfaces* s, Bytes b, Words* w, Py_ssize_t used) noexcept nogil:
    """Keep a row whose name is letters and digits that no phrase begins with as a form."""
    cdef row_form* rows = &s.rows[1 if w.count == 7 else 0]
    cdef Py_ssize_t at = w.start[0]
    while at < w.end[0] and is_letter(b[at]):
        at += 1
    if (
        0 < at - w.start[0] <= MOST_LETTERS and at < w.end[0] and is_digit(b[at])
        and not begins_one(b, w.start[0], at) and wanted(rows)
    ):
        rows.letters = <int>(at - w.start[0])
        learn(rows, b, w, s.sink, used, BRIEF)


cdef int brief(Interfaces* s, Bytes b, Words* w) noexcept nogil:
    """Read a row of a ``brief`` table; -1 when it is none."""
    cdef Py_ssize_t n = w.count
    cdef Py_ssize_t used
    if not is_word(b, w, 2, "yes") and not is_word(b, w, 2, "no"):
        return -1
    if not 6 <= n <= 7 or not (is_address(b, w, 1) or is_word(b, w, 1, "unassigned")):
        close(s)
        return MISSHAPEN_ROW
    open_block(s, w.start[0], w.end[n - 1])
    used = s.sink.used
    put(s.sink, s.record, NAME, w.start[0], w.end[0])
    put(s.sink, s.record, ADDRESS, w.start[1], w.end[1])
    put(s.sink, s.record, OK, w.start[2], w.end[2])
    put(s.sink, s.record, METHOD, w.start[3], w.end[3])
    put(s.sink, s.record, STATUS, w.start[4], w.end[n - 2])
    put(s.sink, s.record, PROTOCOL, w.start[n - 1], w.end[n - 1])
    s.open = False
    s.opened = False  # a row has no body
    s.row = True
    learn_row(s, b, w, used)
    return 0


cdef bint protocol_word(Bytes b, Words* w) noexcept nogil:
    """Whether a line speaks of a line protocol, as the head of a block does."""
    cdef Py_ssize_t i
    for i in range(w.count):
        if is_word(b, w, i, "line") or is_word(b, w, i, "protocol"):
            return True
    return False


cdef int other(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line that no phrase begins: a head, a row, or nothing that is understood."""
    cdef Words w
    cdef int reason = head(s, b, p, e)
    if reason >= 0:
        return reason
    split(b, p, e, &w)
    reason = brief(s, b, &w)
    if reason >= 0:
        return reason
    if is_word(b, &w, 1, "source") and is_word(b, &w, 2, "tracking"):
        return 0 if s.open else STRAY
    if is_word(b, &w, 0, "interface") or (is_word(b, &w, 1, "is") and protocol_word(b, &w)):
        close(s)  # this was the head of another block
        return MISSHAPEN_ROW
    return NOT_UNDERSTOOD


cdef int numbers(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line that begins with a digit: a rate, an address, or counters."""
    cdef Py_ssize_t unit = skip(b, digits_end(b, p, e), e)
    cdef Py_ssize_t last = word_end(b, unit, e)
    if (
        same(b, unit, last, "minute") or same(b, unit, last, "minutes")
        or same(b, unit, last, "second") or same(b, unit, last, "seconds")
    ):
        if not s.open:
            return STRAY
        note(&s.again, b, REST_GAP, skip(b, last, e), e)
        return 0
    if address(b, p, e):
        return own(s, HELPER, p, e) if s.helpers else NOT_UNDERSTOOD
    return counters(s, b, p, e)


cdef bint is_set(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a text is not the end of a phrase that says that nothing is set."""
    return starts(b, p, e, "not set") < 0


cdef int passed(Interfaces* s, Bytes b, const Phrase* found, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Pass over what stands behind a phrase; the digits of it are in no other phrase."""
    cdef Py_ssize_t stop
    if not open_ended(found):
        note(&s.again, b, REST_GAP, p, e)
        return 0
    while p < e and s.again.reading:
        stop = digits_end(b, p, e)
        note(&s.again, b, DIGITS, p, stop)
        p = stop + 1
    return 0


cdef int line(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Py_ssize_t at = 0
    cdef int reason
    cdef const Phrase* found
    if is_digit(b[p]):
        return numbers(s, b, p, e)
    s.helpers = False
    found = phrase(b, p, e, &at)
    if found is NULL or found.form == HEAD:
        return other(s, b, p, e)
    if found.form == OUTSIDE:
        close(s)
        return 0
    if not s.open:
        return STRAY
    if found.form == SEGMENTS:
        return segments(s, b, p, e, at)
    at = skip(b, at, e)
    if found.form == PASSED:
        return passed(s, b, found, at, e)
    if found.form == EMPTY:
        return own(s, found.field, at, at) if found.field else 0
    if found.form == FLAG:
        return own(s, found.field, p, at)
    if found.form == REST:
        reason = own(s, found.field, at, e)
        if not reason:
            note(&s.again, b, CHECKED_REST if open_ended(found) else REST_GAP, at, e)
        return reason
    if found.form == WORD:
        s.helpers = found.field == HELPER
        if at == e or word_end(b, at, e) != e:
            return NOT_UNDERSTOOD
        return own_address(s, b, found.field, at, e)
    if found.form == UPTO:
        return own(s, found.field, at, trim(b, at, find(b, at, e, 44)))
    if found.form == NUMBER:
        return amount(s, b, found.field, at, e)
    if found.form == QUOTED:
        return quoted(s, b, found.field, at, e)
    if found.form == INTERNET:
        return internet(s, b, at, e)
    if found.form == ASA_ADDRESS:
        return asa_address(s, b, at, e)
    if found.form == BORROWED:
        return named_and_bracketed(s, b, at, e, UNNUMBERED, ADDRESS)
    if found.form == ENCAPSULATED:
        return encapsulation(s, b, at, e)
    if found.form == SOURCE:
        return source(s, b, at, e)
    if found.form == PROTOCOLS:
        return two_parts(s, b, at, trim(b, at, find(b, at, e, 44)), 47)
    if found.form == ASA_SOURCE:
        return asa_source(s, b, at, e)
    if found.form == ASA_MODE:
        return asa_mode(s, b, at, e)
    if found.form == QUEUE:
        return queue(s, b, at, e)
    if found.form == OLD_QUEUES:
        return old_queues(s, b, at, e)
    if found.form == TRAFFIC:
        s.traffic = True
        s.way = NEITHER
        note(&s.again, b, REST_GAP, at, e)
        return 0
    return counters(s, b, at, e)


cdef Py_ssize_t read_all(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    """Read an output; return how many bodies were read by the form of one before."""
    cdef Reader r
    cdef Interfaces s
    cdef int reason
    begin(&r, data, size, sink)
    forget(&s.again, is_set)
    s.reader = &r
    s.opened = s.row = False
    no_row(&s.rows[0], 1)
    no_row(&s.rows[1], 1)
    s.sink = sink
    s.record = -1
    s.open = s.cut = s.traffic = s.helpers = False
    s.way = NEITHER
    s.seen = 0
    s.head_start = s.head_end = s.head_line = 0
    while next_line(&r):
        reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.open else -1, reason, r.start, r.end)
        if s.row:
            s.row = False
            while more_rows(&s.rows[0], &r, &s.record) + more_rows(&s.rows[1], &r, &s.record):
                pass
        if s.opened:
            s.opened = False
            if again(&s.again, sink, &r, s.record):
                s.open = s.ended.open
                s.traffic = s.ended.traffic
                s.helpers = s.ended.helpers
                s.way = s.ended.way
                s.seen = s.ended.seen
    close(&s)
    return s.again.taken


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    read_all(data, size, sink)


cdef void walk_counting(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Py_ssize_t taken = read_all(data, size, sink)
    sink.used = 0
    put(sink, 0, 0, 0, taken)


def interfaces(data):
    """Read ``show interface(s)``, ``show ip interface`` or one of their ``brief`` tables."""
    return columns_of(data, walk)


def read_by_form(data):
    """Return how many bodies of blocks are read by the form of one before."""
    return columns_of(data, walk_counting).end[0] if len(data) else 0


def rows_by_form(data):
    """Return how many rows of ``brief`` tables are read by the form of one before."""
    return by_form_of(data, walk)

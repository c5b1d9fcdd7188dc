# cython: language_level=3
"""``show crypto engine connection(s) active``: the old table and the new one.

The twin in ``fastparse.reference.show_engine`` says the same in plain Python.
"""

from fastparse._show_columns cimport Bytes, Sink, by_form_of, columns_of, put
from fastparse._show_fields cimport (
    ADDRESS, ALGORITHM, DECRYPT, ENCRYPT, ID, INTERFACE, KIND, LAST_SEQUENCE, MISSHAPEN_ROW,
    NOT_UNDERSTOOD, STATE,
)
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_row_form cimport (
    NUMBER, QUAD, ROW_WORDS, SAME, WORD, learn, more_rows, no_row, row_form, wanted,
)
from fastparse._show_text cimport (
    MOST_WORDS, Name, Words, is_address, is_number, is_word, named, split,
)

cdef Name[3] PHRASES = [
    Name("crypto engine", 0), Name("crypto adjacency count", 0), Name(NULL, 0),
]


cdef void new_row(Sink* sink, Py_ssize_t record, Bytes b, Words* w) noexcept nogil:
    """Write ``ID Type Algorithm … Encrypt Decrypt [LastSeqN] IP-Address``."""
    cdef Py_ssize_t n = w.count
    cdef Py_ssize_t cut = n - 3  # where the counters begin
    if n >= 7 and is_number(b, w, cut - 1):
        put(sink, record, LAST_SEQUENCE, w.start[n - 2], w.end[n - 2])
        cut -= 1
    put(sink, record, KIND, w.start[1], w.end[1])
    put(sink, record, ALGORITHM, w.start[2], w.end[cut - 1])
    put(sink, record, ENCRYPT, w.start[cut], w.end[cut])
    put(sink, record, DECRYPT, w.start[cut + 1], w.end[cut + 1])
    put(sink, record, ADDRESS, w.start[n - 1], w.end[n - 1])


cdef void old_row(Sink* sink, Py_ssize_t record, Words* w) noexcept nogil:
    """Write ``ID Interface IP-Address State Algorithm … Encrypt Decrypt``."""
    cdef Py_ssize_t n = w.count
    put(sink, record, INTERFACE, w.start[1], w.end[1])
    put(sink, record, ADDRESS, w.start[2], w.end[2])
    put(sink, record, STATE, w.start[3], w.end[3])
    put(sink, record, ALGORITHM, w.start[4], w.end[n - 3])
    put(sink, record, ENCRYPT, w.start[n - 2], w.end[n - 2])
    put(sink, record, DECRYPT, w.start[n - 1], w.end[n - 1])


cdef void learn_row(row_form* f, Bytes b, Words* w, Sink* sink, Py_ssize_t used) noexcept nogil:
    """Keep a row of the new table, whose values stand from ``used`` on, as a form."""
    cdef unsigned char[16] kinds
    cdef Py_ssize_t i
    cdef Py_ssize_t n = w.count
    if n > ROW_WORDS or not wanted(f):
        return
    kinds[0] = NUMBER
    for i in range(1, n - 4):
        kinds[i] = WORD
    # The last sequence number is told from the end of the algorithm by what it is.
    kinds[n - 4] = NUMBER if n >= 7 and is_number(b, w, n - 4) else SAME
    kinds[n - 3] = kinds[n - 2] = NUMBER
    kinds[n - 1] = QUAD
    learn(f, b, w, sink, used, kinds)


cdef int line(
    Sink* sink, Py_ssize_t* record, row_form* f, Bytes b, Py_ssize_t p, Py_ssize_t e
) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Words w
    cdef Py_ssize_t n
    cdef Py_ssize_t value = 0
    cdef bint new, old
    cdef Py_ssize_t used = sink.used
    split(b, p, e, &w)
    n = w.count
    if named(b, p, e, PHRASES, False, &value) >= 0 or (n > 4 and is_word(b, &w, 0, "id")):
        return 0
    if n > MOST_WORDS or not is_number(b, &w, 0):
        return NOT_UNDERSTOOD
    if n < 6 or not is_number(b, &w, n - 2):
        return MISSHAPEN_ROW
    new = is_address(b, &w, n - 1) and is_number(b, &w, n - 3)
    old = (
        n >= 7
        and is_number(b, &w, n - 1)
        and (is_address(b, &w, 2) or is_word(b, &w, 2, "<none>"))
    )
    if not new and not old:
        return MISSHAPEN_ROW
    record[0] += 1
    put(sink, record[0], ID, w.start[0], w.end[0])
    if new:
        new_row(sink, record[0], b, &w)
        learn_row(f, b, &w, sink, used)
    else:
        old_row(sink, record[0], &w)
    return 0


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef row_form f
    cdef Py_ssize_t record = -1
    cdef int reason
    begin(&r, data, size, sink)
    no_row(&f, 1)
    while next_line(&r):
        reason = line(sink, &record, &f, data, r.start, r.end)
        if reason:
            put(sink, -1, reason, r.start, r.end)
        more_rows(&f, &r, &record)


def engine(data):
    """Read ``show crypto engine connection(s) active``, old and new tables."""
    return columns_of(data, walk)


def read_by_form(data):
    """Return how many rows are read by the form of one before."""
    return by_form_of(data, walk)

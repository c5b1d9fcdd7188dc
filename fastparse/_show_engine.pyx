# cython: language_level=3
"""``show crypto engine connection(s) active``: the old table and the new one.

The twin in ``fastparse.reference.show_engine`` says the same in plain Python.
"""

from fastparse._show_columns cimport Bytes, Sink, columns_of, put
from fastparse._show_fields cimport (
    ADDRESS, ALGORITHM, DECRYPT, ENCRYPT, ID, INTERFACE, KIND, LAST_SEQUENCE, MISSHAPEN_ROW,
    NOT_UNDERSTOOD, STATE,
)
from fastparse._show_lines cimport Reader, begin, next_line
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


cdef int line(Sink* sink, Py_ssize_t* record, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Words w
    cdef Py_ssize_t n
    cdef Py_ssize_t value = 0
    cdef bint new, old
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
    else:
        old_row(sink, record[0], &w)
    return 0


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Py_ssize_t record = -1
    cdef int reason
    begin(&r, data, size, sink)
    while next_line(&r):
        reason = line(sink, &record, data, r.start, r.end)
        if reason:
            put(sink, -1, reason, r.start, r.end)


def engine(data):
    """Read ``show crypto engine connection(s) active``, old and new tables."""
    return columns_of(data, walk)

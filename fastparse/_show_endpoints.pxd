# cython: language_level=3
"""What the readers of newer outputs share: ends of a tunnel, legends, free text.

The twin in ``fastparse.reference.show_endpoints`` says the same in plain Python.
"""

from fastparse._chars cimport is_alnum, is_hex
from fastparse._show_columns cimport Bytes, Sink, put
from fastparse._show_text cimport address, blank, number, skip, word_end


cdef inline Py_ssize_t endpoint(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return where the slash of ``address/port`` stands; -1 when the span is none."""
    cdef Py_ssize_t at = e - 1
    while at > p and b[at] != 47:
        at -= 1
    if at <= p or not number(b, at + 1, e) or not address(b, p, at):
        return -1
    return at


cdef inline Py_ssize_t put_endpoint(
    Sink* sink, Py_ssize_t record, int field, int port, Bytes b, Py_ssize_t p, Py_ssize_t e
) noexcept nogil:
    """Write the ``address/port`` that begins a span; return the word after it, -1 without it."""
    cdef Py_ssize_t stop = word_end(b, p, e)
    cdef Py_ssize_t slash = endpoint(b, p, stop)
    if slash < 0:
        return -1
    put(sink, record, field, p, slash)
    put(sink, record, port, slash + 1, stop)
    return skip(b, stop, e)


cdef inline bint hexadecimal(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t most) noexcept nogil:
    """Whether a span is one to ``most`` hexadecimal digits."""
    if not 1 <= e - p <= most:
        return False
    while p < e:
        if not is_hex(b[p]):
            return False
        p += 1
    return True


cdef inline bint legend(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line explains letters, as in ``K - Keepalives``: one or two of them and a hyphen."""
    cdef Py_ssize_t stop = word_end(b, p, e)
    cdef Py_ssize_t hyphen = skip(b, stop, e)
    if not 1 <= stop - p <= 2 or not is_alnum(b[p]) or not is_alnum(b[stop - 1]):
        return False
    return hyphen + 1 < e and b[hyphen] == 45 and blank(b[hyphen + 1])


cdef inline bint ruled(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line is a rule: hyphens or equals signs, and blanks between them."""
    while p < e:
        if b[p] != 45 and b[p] != 61 and not blank(b[p]):
            return False
        p += 1
    return True


cdef inline Py_ssize_t small(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return a decimal number, or a million where it is larger."""
    cdef Py_ssize_t value = 0
    while p < e and value < 1000000:
        value = value * 10 + (b[p] - 48)
        p += 1
    return value if value < 1000000 else 1000000

# cython: language_level=3
"""Ends of a tunnel as they are printed: an address, a slash and a port.

The twin in ``fastparse.reference.show_endpoints`` says the same in plain Python.
"""

from fastparse._show_columns cimport Bytes, Sink, put
from fastparse._show_text cimport address, number, skip, word_end


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

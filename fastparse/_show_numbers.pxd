# cython: language_level=3
"""Numbers of a span: whether it is a hexadecimal one, and what a decimal one is worth."""

from fastparse._chars cimport is_hex
from fastparse._show_columns cimport Bytes


cdef inline bint hexadecimal(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t most) noexcept nogil:
    """Whether a span is one to ``most`` hexadecimal digits."""
    if not 1 <= e - p <= most:
        return False
    while p < e:
        if not is_hex(b[p]):
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

# cython: language_level=3
"""Lines that say nothing of the device: what letters mean, rules under headings.

The twin in ``fastparse.reference.show_patterns`` says the same in plain Python.
"""

from fastparse._chars cimport is_alnum
from fastparse._show_columns cimport Bytes
from fastparse._show_text cimport blank, skip, word_end


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

# cython: language_level=3
"""Where typed fields end."""

from fastparse._chars cimport uchar

cdef enum:
    KIND_IP = 0
    KIND_ADDR = 1
    KIND_INT = 2
    KIND_HEX = 3
    KIND_NUM = 4
    KIND_WORD = 5
    KIND_NAME = 6
    KIND_PROXY = 7
    KIND_SET = 8
    KIND_REST = 9
    KIND_TEXT = 10

cdef inline Py_ssize_t least(Py_ssize_t a, Py_ssize_t b) noexcept nogil:
    return a if a < b else b

cdef bint last_line(const uchar* data, Py_ssize_t body, Py_ssize_t feed) noexcept nogil

cdef Py_ssize_t set_end(
    const uchar* data, Py_ssize_t limit, Py_ssize_t body, Py_ssize_t at
) noexcept nogil

cdef Py_ssize_t exact_end(
    int kind, const uchar* data, Py_ssize_t size, Py_ssize_t limit, Py_ssize_t at
) noexcept nogil

# cython: language_level=3
"""Short runs of letters, several at a time: see text.h."""

from libc.stdint cimport uint32_t, uint64_t

from fastparse._chars cimport uchar

cdef extern from "text.h" nogil:
    enum:
        TEXT_PAD
    Py_ssize_t text_same(
        const uchar* x, Py_ssize_t size, Py_ssize_t at, const uchar* text, const uchar* fold,
        Py_ssize_t length,
    )
    Py_ssize_t text_same_before(
        const uchar* x, Py_ssize_t floor, Py_ssize_t at, const uchar* text, const uchar* fold,
        Py_ssize_t length,
    )
    Py_ssize_t text_blank(const uchar* x, Py_ssize_t at, Py_ssize_t end)
    enum:
        TEXT_NEAR
    uint64_t text_eight(const uchar* x)
    uint32_t text_odd_blanks(const uchar* x)
    Py_ssize_t text_feeds(const uchar* x, Py_ssize_t start, Py_ssize_t end)
    Py_ssize_t text_quad(const uchar* x, Py_ssize_t size, Py_ssize_t at)

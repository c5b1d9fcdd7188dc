# cython: language_level=3
"""Spans to Python values."""

from cpython.object cimport PyObject

cdef enum Form:
    # of ``fastparse.shape.Form``
    TEXT
    LOWER
    SPACED
    WORDS
    NUMBER
    HEX
    TRUE
    SLASHED
    MADE
    FIXED
    THOUSANDS
    NETWORK
    PHRASE
    YES
    RANGE


cdef PyObject* text_of(const unsigned char* p, Py_ssize_t size) except NULL
cdef PyObject* number_of(const unsigned char* p, Py_ssize_t size) except NULL
cdef PyObject* value_of(
    const unsigned char* p, Py_ssize_t size, Form form, object make, bint plain
) except NULL

# cython: language_level=3
"""The lines of an interface's block, each read by a function of its own."""

from fastparse._show_columns cimport Bytes
from fastparse._show_interface_state cimport Interfaces

cdef int segments(
    Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t said
) noexcept nogil
cdef int counters(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
cdef int old_queues(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
cdef int queue(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
cdef int internet(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
cdef int asa_address(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
cdef int named_and_bracketed(
    Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e, int field, int bracketed
) noexcept nogil
cdef int source(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
cdef int two_parts(
    Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e, unsigned char between
) noexcept nogil
cdef int asa_source(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
cdef int asa_mode(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
cdef int encapsulation(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil
cdef int quoted(Interfaces* s, Bytes b, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil

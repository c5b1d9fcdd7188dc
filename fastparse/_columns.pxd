# cython: language_level=3
"""Columns of numbers that grow."""

from libc.stdint cimport int32_t, int64_t

cdef class Column:
    cdef char* data
    cdef Py_ssize_t count      # numbers in it
    cdef Py_ssize_t room       # numbers that fit
    cdef Py_ssize_t width      # bytes of one: 4 or 8
    cdef Py_ssize_t shape[1]
    cdef Py_ssize_t strides[1]
    cdef int more(self, Py_ssize_t wanted, double share) noexcept nogil
    cdef int32_t* ints(self) noexcept nogil
    cdef int64_t* longs(self) noexcept nogil

cdef Column new_column(Py_ssize_t width)

# cython: language_level=3
"""Which kind of section a line of a configuration opens, and whether one belongs to it."""

from fastparse._config_words cimport Bytes

cdef int head_of(Bytes data, Py_ssize_t low, Py_ssize_t high, Py_ssize_t* reach) noexcept nogil
cdef bint anywhere(int head) noexcept nogil
cdef bint holds_lines(int head) noexcept nogil
cdef bint belongs(int head, Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil

# cython: language_level=3
"""Which strings of a column hold words that were given."""

from libc.stdint cimport uint64_t

from fastparse._chars cimport uchar

cdef class Automaton:
    # A state is the place of its row in both tables, which are as wide as there are classes.
    cdef unsigned short[::1] steps      # state + class: the next state
    cdef uint64_t[::1] found            # state: the words that end there
    cdef uchar[256] classes
    cdef Py_ssize_t width
    cdef Py_ssize_t begun               # the state before a string's first byte
    cdef uint64_t[::1] together         # sets of words
    cdef Py_ssize_t longest
    cdef uint64_t words_in(self, const uchar* data, Py_ssize_t at, Py_ssize_t end, bint* plain) noexcept nogil
    cdef uint64_t sets_in(self, const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil

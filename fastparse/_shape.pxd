# cython: language_level=3
"""A shape as the compiled builder walks it: what to do with each field, by its id."""

cimport cython
from cpython.object cimport PyObject
from libc.stdint cimport int64_t

from fastparse._values cimport Form

cdef enum:
    FIELDS = 512       # MOST_FIELDS
    VALUES = 128       # MOST_VALUES
    KINDS = 4          # MOST_INNERS
    PAIRS = 4          # MOST_PAIRS
    PLACES = 64        # of a row that have to be filled
    LISTS = 8          # MOST_LISTS
    FIRST_REASON = 200


cdef enum Role:
    UNKNOWN
    OUTER        # a value of the record
    INNER        # a value of the inner row
    BEGIN        # begins an inner row, and may be a value of it
    CARRIED      # a heading of the inner rows that follow
    PAIR_NAME
    PAIR_NUMBER
    LEFT_OUT     # fills nothing


cdef struct Slot:
    Role role
    Form form
    Py_ssize_t at        # which place of its row it fills; -1 when none
    Py_ssize_t outer     # which place of the outer row, while that is empty; -1 when none
    Py_ssize_t recent    # where its last text is remembered
    int kind             # of the inner row, or of the pairs
    int many             # which list of all that came; -1 when it replaces
    bint kept            # the last value is remembered
    bint damage          # the record is not complete
    int inner_damage     # nor are the last inner rows of these kinds, a bit each
    PyObject* make       # the shape owns it; of a pair the name that the field means, or NULL


cdef struct Places:
    # Of a row, in rising order
    Py_ssize_t[64] at
    int count


@cython.final
cdef class Kind:
    """A kind of inner row."""

    cdef object row, carrying
    cdef tuple given                 # a tuple of the defaults: what a row is made of
    cdef tuple carried               # places that a heading of such rows fills
    cdef Places required
    cdef Py_ssize_t into, line, complete


@cython.final
cdef class Table:
    """A shape by field id."""

    cdef Slot[512] slots
    cdef object shape, row, missing
    cdef tuple given                 # a tuple of the defaults: what a row is made of
    cdef Places required
    cdef int lists
    cdef Py_ssize_t[8] list_at       # which place of the row each list fills
    cdef list kinds
    cdef PyObject* kind[4]           # the same
    cdef list namings                # of each kind of pairs
    cdef Py_ssize_t[4] pairs         # which place of the row each kind fills
    cdef Py_ssize_t line, complete
    cdef int64_t starts
    cdef bint plain
    cdef Py_ssize_t spread, mark     # places, -1 when nothing is spread
    cdef tuple group

# cython: language_level=3
"""The columns that a walk over an output fills, growing as values are found."""

from libc.stdint cimport int32_t, uint16_t, uint32_t
from libc.stdlib cimport realloc
from libc.string cimport memcpy

ctypedef const unsigned char* Bytes


cdef struct Sink:
    # ``columns_of`` owns the five columns; ``failed`` is set, and nothing more written, when
    # memory ran out. ``line`` is the 1-based line being read. A walk that takes back what it
    # wrote sets ``used`` back. ``by_form`` counts what was read by the form of what stood above.
    int32_t* record
    uint16_t* field
    uint32_t* start
    uint32_t* end
    uint32_t* at
    Py_ssize_t used
    Py_ssize_t size
    Py_ssize_t line
    Py_ssize_t by_form
    bint failed
    bint portable           # rows are read as on any processor
    bint lent               # the columns are small ones or scratch: they can't grow, and are nobody's to free
    void* scratch           # memory for many values, which the next output takes over


ctypedef void (*Walk)(Bytes, Py_ssize_t, Sink*) noexcept nogil


cdef void grow(Sink* sink) noexcept nogil


cdef inline void put_at(
    Sink* sink, Py_ssize_t record, int field, Py_ssize_t start, Py_ssize_t end, Py_ssize_t line
) noexcept nogil:
    """Add one value, growing the columns by doubling."""
    cdef Py_ssize_t used = sink.used
    if used == sink.size:
        grow(sink)
        if sink.failed:
            return
    sink.record[used] = <int32_t>record
    sink.field[used] = <uint16_t>field
    sink.start[used] = <uint32_t>start
    sink.end[used] = <uint32_t>end
    sink.at[used] = <uint32_t>line
    sink.used = used + 1


cdef inline void put(
    Sink* sink, Py_ssize_t record, int field, Py_ssize_t start, Py_ssize_t end
) noexcept nogil:
    """Add one value at the line being read."""
    put_at(sink, record, field, start, end, sink.line)


cdef object columns_of(object data, Walk walk)
cdef object portable_columns_of(object data, Walk walk)
cdef object by_form_of(object data, Walk walk)

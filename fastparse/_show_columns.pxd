# cython: language_level=3
"""The columns that a walk over an output fills, growing as values are found."""

from libc.stdint cimport int64_t
from libc.stdlib cimport realloc

ctypedef const unsigned char* Bytes


cdef struct Cell:
    int64_t record
    int64_t field
    int64_t start
    int64_t end
    int64_t line


cdef struct Sink:
    # ``columns_of`` owns ``cells``; ``failed`` is set, and nothing more written, when memory ran
    # out. ``line`` is the 1-based line being read.
    Cell* cells
    Py_ssize_t used
    Py_ssize_t size
    Py_ssize_t line
    bint failed


ctypedef void (*Walk)(Bytes, Py_ssize_t, Sink*) noexcept nogil


cdef inline void put_at(
    Sink* sink, Py_ssize_t record, int field, Py_ssize_t start, Py_ssize_t end, Py_ssize_t line
) noexcept nogil:
    """Add one cell, growing the buffer by doubling."""
    cdef Cell* grown
    cdef Py_ssize_t size
    if sink.failed:
        return
    if sink.used == sink.size:
        size = sink.size * 2 if sink.size else 256
        grown = <Cell*>realloc(sink.cells, <size_t>size * sizeof(Cell))
        if grown is NULL:
            sink.failed = True
            return
        sink.cells = grown
        sink.size = size
    sink.cells[sink.used].record = record
    sink.cells[sink.used].field = field
    sink.cells[sink.used].start = start
    sink.cells[sink.used].end = end
    sink.cells[sink.used].line = line
    sink.used += 1


cdef inline void put(
    Sink* sink, Py_ssize_t record, int field, Py_ssize_t start, Py_ssize_t end
) noexcept nogil:
    """Add one cell at the line being read."""
    put_at(sink, record, field, start, end, sink.line)


cdef object columns_of(object data, Walk walk)

# cython: language_level=3, boundscheck=False, wraparound=False
"""The Python face of a walk: bytes in, columns out, without the GIL in between."""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdlib cimport free

from fastparse._columns cimport column, start_of

from fastparse.records import Columns


cdef object columns_of(object data, Walk walk):
    """Walk a buffer without the GIL and return its columns; ``MemoryError`` when they don't fit."""
    cdef Py_buffer view
    cdef Sink sink
    sink.cells = NULL
    sink.used = sink.size = sink.line = 0
    sink.failed = False
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        if view.len:
            with nogil:
                walk(<Bytes>view.buf, view.len, &sink)
        if sink.failed:
            raise MemoryError("columns of a show output")
        return turned(sink.cells, sink.used)
    finally:
        PyBuffer_Release(&view)
        free(sink.cells)


cdef object turned(const Cell* cells, Py_ssize_t count):
    """Make columns of the cells."""
    record, field, first, last, line = (
        column("q", count), column("q", count), column("q", count), column("q", count),
        column("q", count),
    )
    cdef int64_t* records = <int64_t*>start_of(record)
    cdef int64_t* fields = <int64_t*>start_of(field)
    cdef int64_t* starts = <int64_t*>start_of(first)
    cdef int64_t* ends = <int64_t*>start_of(last)
    cdef int64_t* lines = <int64_t*>start_of(line)
    cdef Py_ssize_t i
    with nogil:
        for i in range(count):
            records[i] = cells[i].record
            fields[i] = cells[i].field
            starts[i] = cells[i].start
            ends[i] = cells[i].end
            lines[i] = cells[i].line
    return Columns(record, field, first, last, line)

# cython: language_level=3
"""The Python face of a walk: bytes in, columns out, without the GIL in between.

The columns are as narrow as an output of less than 2 GB allows: half of what a walk costs beside
reading is the memory that it writes.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.object cimport PyObject
from libc.stdlib cimport free

from fastparse._arrays cimport column_of
from fastparse._row cimport new_row

from fastparse.records import MOST_BYTES, Columns

cdef extern from "Python.h":
    void Py_DECREF(PyObject*)

cdef Py_ssize_t LONGEST = MOST_BYTES


cdef bint wider(void** column, Py_ssize_t size, size_t width) noexcept nogil:
    cdef void* grown = realloc(column[0], <size_t>size * width)
    if grown is NULL:
        return False
    column[0] = grown
    return True


cdef void grow(Sink* sink) noexcept nogil:
    """Make room for twice as many values; ``failed`` is set where there is none."""
    cdef Py_ssize_t size = sink.size * 2 if sink.size else 256
    if not sink.failed and (
        wider(<void**>&sink.record, size, sizeof(int32_t))
        and wider(<void**>&sink.field, size, sizeof(uint16_t))
        and wider(<void**>&sink.start, size, sizeof(uint32_t))
        and wider(<void**>&sink.end, size, sizeof(uint32_t))
        and wider(<void**>&sink.at, size, sizeof(uint32_t))
    ):
        sink.size = size
    else:
        sink.failed = True


cdef object taken(PyObject* owned):
    """Return an object whose reference is taken over."""
    found = <object>owned
    Py_DECREF(owned)
    return found


cdef object columns_of(object data, Walk walk):
    """Walk a buffer without the GIL and return its columns; ``MemoryError`` when they don't fit."""
    cdef Py_buffer view
    cdef tuple columns
    cdef Sink sink
    sink.record = NULL
    sink.field = NULL
    sink.start = sink.end = sink.at = NULL
    sink.used = sink.size = sink.line = 0
    sink.failed = False
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        if view.len > LONGEST:
            raise ValueError(f"a show output of more than {MOST_BYTES} bytes")
        if view.len:
            with nogil:
                walk(<Bytes>view.buf, view.len, &sink)
        if sink.failed:
            raise MemoryError("columns of a show output")
        columns = ((
            column_of("i", sink.record, sink.used * <Py_ssize_t>sizeof(int32_t)),
            column_of("H", sink.field, sink.used * <Py_ssize_t>sizeof(uint16_t)),
            column_of("I", sink.start, sink.used * <Py_ssize_t>sizeof(uint32_t)),
            column_of("I", sink.end, sink.used * <Py_ssize_t>sizeof(uint32_t)),
            column_of("I", sink.at, sink.used * <Py_ssize_t>sizeof(uint32_t)),
        ),)
        return taken(new_row(<PyObject*>Columns, <PyObject*>columns, False))
    finally:
        PyBuffer_Release(&view)
        free(sink.record)
        free(sink.field)
        free(sink.start)
        free(sink.end)
        free(sink.at)

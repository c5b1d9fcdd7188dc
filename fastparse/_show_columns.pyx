# cython: language_level=3
"""The Python face of a walk: bytes in, columns out, without the GIL in between.

The columns are as narrow as an output of less than 2 GB allows: half of what a walk costs beside
reading is the memory that it writes.
"""

from array import array

from cpython cimport array as carray
from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.object cimport PyObject
from libc.stdlib cimport free

from fastparse._row cimport new_row

from fastparse.records import MOST_BYTES, Columns

cdef extern from "Python.h":
    void Py_DECREF(PyObject*)

cdef carray.array RECORDS = array("i")
cdef carray.array FIELDS = array("H")
cdef carray.array PLACES = array("I")
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


cdef carray.array column(carray.array template, const void* values, Py_ssize_t used):
    cdef carray.array made = carray.clone(template, used, False)
    if used:
        memcpy(made.data.as_voidptr, values, <size_t>(used * made.itemsize))
    return made


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
        columns = (
            column(RECORDS, sink.record, sink.used),
            column(FIELDS, sink.field, sink.used),
            column(PLACES, sink.start, sink.used),
            column(PLACES, sink.end, sink.used),
            column(PLACES, sink.at, sink.used),
        )
        return taken(new_row(<PyObject*>Columns, <PyObject*>columns, False))
    finally:
        PyBuffer_Release(&view)
        free(sink.record)
        free(sink.field)
        free(sink.start)
        free(sink.end)
        free(sink.at)

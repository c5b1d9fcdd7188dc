# cython: language_level=3
"""The Python face of a walk: bytes in, columns out, without the GIL in between."""

from array import array

from cpython cimport array as carray
from libc.stdlib cimport free

from fastparse.records import Columns


cdef object columns_of(object data, Walk walk):
    """Walk a buffer without the GIL and return its columns; ``MemoryError`` when they don't fit."""
    cdef const unsigned char[::1] view = data
    cdef Py_ssize_t size = view.shape[0]
    cdef const unsigned char* start = &view[0] if size else NULL
    cdef Sink sink
    cdef Py_ssize_t i
    cdef carray.array record, field, first, last, line
    sink.cells = NULL
    sink.used = sink.size = sink.line = 0
    sink.failed = False
    try:
        if size:
            with nogil:
                walk(start, size, &sink)
        if sink.failed:
            raise MemoryError("columns of a show output")
        template = array("q")
        record = carray.clone(template, sink.used, False)
        field = carray.clone(template, sink.used, False)
        first = carray.clone(template, sink.used, False)
        last = carray.clone(template, sink.used, False)
        line = carray.clone(template, sink.used, False)
        for i in range(sink.used):
            record.data.as_longlongs[i] = sink.cells[i].record
            field.data.as_longlongs[i] = sink.cells[i].field
            first.data.as_longlongs[i] = sink.cells[i].start
            last.data.as_longlongs[i] = sink.cells[i].end
            line.data.as_longlongs[i] = sink.cells[i].line
    finally:
        free(sink.cells)
    return Columns(record, field, first, last, line)

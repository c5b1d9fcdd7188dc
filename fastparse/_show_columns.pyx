# cython: language_level=3
"""The Python face of a walk: bytes in, columns out, without the GIL in between.

The columns are as narrow as an output of less than 2 GB allows: half of what a walk costs beside
reading is the memory that it writes.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.object cimport PyObject
from libc.stdlib cimport free, malloc

from fastparse._arrays cimport column_of
from fastparse._row cimport new_row

from fastparse.records import MOST_BYTES, Columns

cdef extern from "Python.h":
    void Py_DECREF(PyObject*)

cdef extern from *:
    """
    static void *fastparse_scratch;
    #define fastparse_exchanged(value) __atomic_exchange_n(&fastparse_scratch, value, __ATOMIC_ACQ_REL)
    """
    void* exchanged "fastparse_exchanged"(void*) noexcept nogil

cdef Py_ssize_t LONGEST = MOST_BYTES


cdef enum:
    LENT = 256      # values that an output may have before memory is asked for
    MANY = 1 << 17  # values of the scratch: what is freed after each output costs page faults in the next


cdef struct Lent:
    int32_t[256] record
    uint16_t[256] field
    uint32_t[256] start
    uint32_t[256] end
    uint32_t[256] at


cdef struct Scratch:
    # The columns begin at different places of a page, so that writes don't look like one another's.
    int32_t[MANY + 160] record
    uint16_t[MANY + 320] field
    uint32_t[MANY + 160] start
    uint32_t[MANY + 160] end
    uint32_t[MANY + 160] at


cdef bint scratched(Sink* sink) noexcept nogil:
    """Move to scratch what has outgrown the stack; False without memory for it."""
    cdef Scratch* scratch = <Scratch*>exchanged(NULL)
    cdef size_t used = <size_t>sink.used
    if scratch == NULL:
        scratch = <Scratch*>malloc(sizeof(Scratch))
        if scratch == NULL:
            return False
    sink.scratch = scratch
    memcpy(scratch.record, sink.record, used * sizeof(int32_t))
    memcpy(scratch.field, sink.field, used * sizeof(uint16_t))
    memcpy(scratch.start, sink.start, used * sizeof(uint32_t))
    memcpy(scratch.end, sink.end, used * sizeof(uint32_t))
    memcpy(scratch.at, sink.at, used * sizeof(uint32_t))
    sink.record = scratch.record
    sink.field = scratch.field
    sink.start = scratch.start
    sink.end = scratch.end
    sink.at = scratch.at
    sink.size = MANY
    return True


cdef bint wider(void** column, bint lent, Py_ssize_t used, Py_ssize_t size, size_t width) noexcept nogil:
    cdef void* grown = realloc(NULL if lent else column[0], <size_t>size * width)
    if grown is NULL:
        return False
    if lent:
        memcpy(grown, column[0], <size_t>used * width)
    column[0] = grown
    return True


cdef void grow(Sink* sink) noexcept nogil:
    """Make room for twice as many values; ``failed`` is set where there is none."""
    cdef Py_ssize_t size = sink.size * 2
    cdef bint lent = sink.lent
    cdef Sink grown = sink[0]
    if sink.failed or (sink.size == LENT and scratched(sink)):
        return
    # Each column is put back as it is widened, so that what was made is let go in any case.
    if lent:
        sink.record = NULL
        sink.field = NULL
        sink.start = sink.end = sink.at = NULL
        sink.lent = False
    sink.failed = True
    if not wider(<void**>&grown.record, lent, sink.used, size, sizeof(int32_t)):
        return
    sink.record = grown.record
    if not wider(<void**>&grown.field, lent, sink.used, size, sizeof(uint16_t)):
        return
    sink.field = grown.field
    if not wider(<void**>&grown.start, lent, sink.used, size, sizeof(uint32_t)):
        return
    sink.start = grown.start
    if not wider(<void**>&grown.end, lent, sink.used, size, sizeof(uint32_t)):
        return
    sink.end = grown.end
    if not wider(<void**>&grown.at, lent, sink.used, size, sizeof(uint32_t)):
        return
    sink.at = grown.at
    sink.size = size
    sink.failed = False


cdef object taken(PyObject* owned):
    """Return an object whose reference is taken over."""
    found = <object>owned
    Py_DECREF(owned)
    return found


cdef int run(object data, Walk walk, Sink* sink, Lent* lent, bint portable) except -1:
    """Walk a buffer without the GIL; what the sink then has is the caller's to ``discard``."""
    cdef Py_buffer view
    sink.record = lent.record
    sink.field = lent.field
    sink.start = lent.start
    sink.end = lent.end
    sink.at = lent.at
    sink.used = sink.line = sink.by_form = 0
    sink.size = LENT
    sink.failed = False
    sink.lent = True
    sink.scratch = NULL
    sink.portable = portable
    PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)
    try:
        if view.len > LONGEST:
            raise ValueError(f"a show output of more than {MOST_BYTES} bytes")
        if view.len:
            with nogil:
                walk(<Bytes>view.buf, view.len, sink)
    finally:
        PyBuffer_Release(&view)
    return 0


cdef void discard(Sink* sink) noexcept:
    if sink.scratch != NULL:
        free(exchanged(sink.scratch))
    if not sink.lent:
        free(sink.record)
        free(sink.field)
        free(sink.start)
        free(sink.end)
        free(sink.at)


cdef object columns_of(object data, Walk walk):
    """Walk a buffer without the GIL and return its columns; ``MemoryError`` when they don't fit."""
    return columns_by(data, walk, False)


cdef object portable_columns_of(object data, Walk walk):
    """The same, without what only some processors can do."""
    return columns_by(data, walk, True)


cdef object columns_by(object data, Walk walk, bint portable):
    cdef tuple columns
    cdef Sink sink
    cdef Lent lent
    run(data, walk, &sink, &lent, portable)
    try:
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
        discard(&sink)


cdef object by_form_of(object data, Walk walk):
    """Walk a buffer and return how much of it was read by the form of what stood above."""
    cdef Sink sink
    cdef Lent lent
    run(data, walk, &sink, &lent, False)
    discard(&sink)
    return sink.by_form

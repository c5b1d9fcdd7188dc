# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Columns of numbers that grow while they are filled without the GIL, and then stay as they are.

A column shows its numbers through the buffer protocol: ``memoryview(column)`` is what is handed out.
"""

from cpython.buffer cimport PyBUF_FORMAT, PyBUF_ND, PyBUF_STRIDES, PyBUF_WRITABLE
from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free, realloc

cdef enum:
    LEAST_ROOM = 64
    FAR = 1 << 22    # numbers that may turn out not to be there


cdef class Column:
    """Numbers of four (``i``) or eight bytes (``q``), one behind the other."""

    def __dealloc__(self):
        free(self.data)

    cdef int more(self, Py_ssize_t wanted, double share) noexcept nogil:
        """Make room for ``wanted`` more numbers; -1 without memory.

        ``share`` is the part of the input that they and those before come from: a column that has
        to grow grows to what the whole input may come to, within reason. Room that is never
        used is never touched, and costs nothing.
        """
        cdef Py_ssize_t room = self.count + wanted
        cdef double whole
        cdef void* moved
        if room <= self.room:
            return 0
        whole = room / share if share > 0 else 0
        room += room >> 1
        whole = min(whole * 1.125, <double>room + FAR)
        room = max(room, <Py_ssize_t>whole) + LEAST_ROOM
        moved = realloc(self.data, <size_t>(room * self.width))
        if moved == NULL:
            return -1
        self.data = <char*>moved
        self.room = room
        return 0

    cdef int32_t* ints(self) noexcept nogil:
        """Where the next number goes, of a column of four bytes."""
        return <int32_t*>self.data + self.count

    cdef int64_t* longs(self) noexcept nogil:
        """Where the next number goes, of a column of eight bytes."""
        return <int64_t*>self.data + self.count

    def __getbuffer__(self, Py_buffer* view, int flags):
        if flags & PyBUF_WRITABLE:
            raise BufferError("columns are read-only")
        self.shape[0] = self.count
        self.strides[0] = self.width
        view.buf = self.data if self.data != NULL else <char*>self.shape
        view.obj = self
        view.len = self.count * self.width
        view.itemsize = self.width
        view.readonly = 1
        view.ndim = 1
        view.format = NULL
        if flags & PyBUF_FORMAT:
            view.format = b"i" if self.width == 4 else b"q"
        view.shape = self.shape if flags & PyBUF_ND else NULL
        view.strides = self.strides if (flags & PyBUF_STRIDES) == PyBUF_STRIDES else NULL
        view.suboffsets = NULL
        view.internal = NULL


cdef Column new_column(Py_ssize_t width):
    cdef Column column = Column()
    column.width = width
    return column

# cython: language_level=3
"""What is done with a window's hits on the thread that found them, without the interpreter's lock."""

from fastparse._chars cimport uchar

cdef struct Hits:
    # The columns of fastparse.hits.Columns, and the bytes that their positions, less `base`, point into.
    const uchar* data
    Py_ssize_t size
    Py_ssize_t base
    Py_ssize_t count
    const int* signature
    const long long* start
    const long long* end
    const long long* line_start
    Py_ssize_t fields
    const long long* field_hit
    const int* field_name
    const long long* field_start
    const long long* field_end

cdef class Step:
    cdef void do(self, const Hits* hits) noexcept nogil

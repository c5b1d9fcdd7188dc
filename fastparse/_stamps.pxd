# cython: language_level=3
"""What a line opens with: sequence number, time, relaying host."""

from fastparse._chars cimport uchar

cdef struct Stamp:
    Py_ssize_t time_start
    Py_ssize_t time_end
    Py_ssize_t host_start  # -1 without a host
    Py_ssize_t host_end
    Py_ssize_t end         # first byte after it all; where the reading began when there is no time

cdef void read_stamp(const uchar* data, Py_ssize_t at, Py_ssize_t end, Stamp* stamp) noexcept nogil

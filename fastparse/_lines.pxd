# cython: language_level=3
"""How lines open: timestamps, relay headers, context tags."""

from fastparse._chars cimport uchar

cdef enum:
    LEAD = 512
    CONTEXT_ISAKMP = 0
    CONTEXT_IPSEC = 1
    CONTEXT_IKEV2 = 2
    CONTEXT_ASA = 3
    CONTEXT_SYSLOG = 4

cdef struct Stamp:
    Py_ssize_t time_start
    Py_ssize_t time_end
    Py_ssize_t host_start  # -1 without a host
    Py_ssize_t host_end
    Py_ssize_t end         # first byte after it all; where the reading began when there is no time

cdef struct Tag:
    Py_ssize_t start
    int count
    int which[4]           # index among the context's fields
    Py_ssize_t first[4]
    Py_ssize_t last[4]

cdef void read_stamp(const uchar* data, Py_ssize_t at, Py_ssize_t end, Stamp* stamp) noexcept nogil
cdef bint read_tag(
    int context, const uchar* data, Py_ssize_t floor, Py_ssize_t body, Tag* tag
) noexcept nogil

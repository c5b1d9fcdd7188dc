# cython: language_level=3
"""The context tags of messages."""

from fastparse._chars cimport uchar

cdef enum:
    LEAD = 512
    CONTEXT_ISAKMP = 0
    CONTEXT_IPSEC = 1
    CONTEXT_IKEV2 = 2
    CONTEXT_ASA = 3
    CONTEXT_SYSLOG = 4

cdef struct Tag:
    Py_ssize_t start
    int count
    int which[4]           # index among the context's fields
    Py_ssize_t first[4]
    Py_ssize_t last[4]

cdef bint read_tag(
    int context, const uchar* data, Py_ssize_t floor, Py_ssize_t body, Tag* tag
) noexcept nogil

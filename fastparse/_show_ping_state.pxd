# cython: language_level=3
"""State of the walk over pings, and texts and numbers that follow each other in a line."""

from libc.stdint cimport uint64_t

from fastparse._show_columns cimport Bytes, Sink, put_at
from fastparse._show_fields cimport CUT_RECORD
from fastparse._show_text cimport digits_end, number, starts


cdef enum Stage:
    CLOSED
    ASKING     # the questions of an extended ping
    SENDING    # below ``Sending …``
    ECHOING    # lines of PIX


cdef struct Pings:
    Sink* sink
    Py_ssize_t record
    Stage stage
    uint64_t asked         # questions of the open ping
    Py_ssize_t echoes      # results of the open ping
    Py_ssize_t target      # where the target of the lines of PIX stands
    Py_ssize_t target_end
    Py_ssize_t last_line
    Py_ssize_t head_start
    Py_ssize_t head_end
    Py_ssize_t head_line


cdef struct Number:
    Py_ssize_t start
    Py_ssize_t end


cdef inline void close(Pings* s, bint whole) noexcept nogil:
    """End a ping, and say so when its results are not ``whole``."""
    if (s.stage == ASKING or s.stage == SENDING) and not whole:
        put_at(s.sink, s.record, CUT_RECORD, s.head_start, s.head_end, s.head_line)
    s.stage = CLOSED


cdef inline void open_ping(Pings* s, Py_ssize_t p, Py_ssize_t e, Stage stage) noexcept nogil:
    close(s, False)
    s.record += 1
    s.stage = stage
    s.asked = 0
    s.echoes = 0
    s.head_start = p
    s.head_end = e
    s.head_line = s.sink.line


cdef inline Py_ssize_t digits(Bytes b, Py_ssize_t p, Py_ssize_t e, Number* found) noexcept nogil:
    """Match a number at ``p``; return where it ends, -1 for none."""
    found.start = found.end = p
    if p < 0:
        return -1
    found.end = digits_end(b, p, e)
    return found.end if number(b, p, found.end) else -1


cdef inline Py_ssize_t past(Bytes b, Py_ssize_t p, Py_ssize_t e, const char* text) noexcept nogil:
    """Match a text at ``p``; return where it ends, -1 for none."""
    return starts(b, p, e, text) if p >= 0 else -1

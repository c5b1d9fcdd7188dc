# cython: language_level=3
"""The lines of an output, without blank ones, prompts, echoed commands and pagers."""

from fastparse._chars cimport first_of, is_alnum, lower
from fastparse._show_columns cimport Bytes, Sink
from fastparse._show_text cimport PROMPT, kinds, skip, starts, trim


cdef struct Reader:
    # The buffer and the line being read: where it begins, and its text from ``start`` to ``end``
    # without the blanks around it.
    Bytes data
    Py_ssize_t size
    Py_ssize_t next
    Py_ssize_t line
    Py_ssize_t start
    Py_ssize_t end
    Sink* sink


cdef inline bint prompt_or_echo(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef Py_ssize_t at = p
    cdef unsigned char c = lower(b[p])
    if is_alnum(c):
        while at < e and kinds[b[at]] & PROMPT:
            at += 1
        if at < e and (b[at] == 35 or b[at] == 62):
            return True
        if c == 115:
            return starts(b, p, e, "show ") >= 0
        if c == 108:
            return starts(b, p, e, "load for ") >= 0
        return c == 116 and starts(b, p, e, "time source is ") >= 0
    if c == 45:
        return starts(b, p, e, "--more--") >= 0
    return c == 60 and starts(b, p, e, "<--- more") >= 0


cdef inline bint next_text(Reader* r) noexcept nogil:
    """Go to the next line that is not blank, whatever stands in it; False at the end."""
    cdef Py_ssize_t p, e
    while r.next <= r.size:
        r.line = p = r.next
        e = first_of(r.data, p, r.size, 10)
        if e < 0:
            e = r.size
        r.next = e + 1
        r.sink.line += 1
        p = skip(r.data, p, e)
        if p < e:
            r.start = p
            r.end = trim(r.data, p, e)
            return True
    return False


cdef inline bint next_line(Reader* r) noexcept nogil:
    """Go to the next line that is neither blank nor a prompt or an echo; False at the end."""
    while next_text(r):
        if not prompt_or_echo(r.data, r.start, r.end):
            return True
    return False


cdef inline void begin(Reader* r, Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    """Stand before the first line."""
    r.data = data
    r.size = size
    r.next = r.line = r.start = r.end = 0
    r.sink = sink

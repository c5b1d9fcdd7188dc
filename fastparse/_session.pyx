# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Terminal sessions: lines that look like prompts, and the dirt of terminals and pagers."""

from cpython.bytes cimport PyBytes_AsString, PyBytes_FromStringAndSize
from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcpy

from fastparse._chars cimport first_of, is_alnum, is_host, is_space, uchar
from fastparse._arrays cimport column
from fastparse._columns cimport Column, new_column
from fastparse._steps cimport Hits, Step

cdef extern from *:
    """
    #include <string.h>
    """
    void* memmem(const void*, size_t, const void*, size_t) nogil

cdef extern from "blocks.h":
    bint dirty "fastparse_dirty"(const uchar*, Py_ssize_t) noexcept nogil
    Py_ssize_t feeds_of "fastparse_feeds"(const uchar*, Py_ssize_t, Py_ssize_t) noexcept nogil
    ctypedef Py_ssize_t (*marks "fastparse_marks")(const uchar*, Py_ssize_t, Py_ssize_t) noexcept nogil
    marks marks_here "fastparse_marks_here"() noexcept nogil
    marks marks_of "fastparse_marks_of"(int) noexcept nogil

cdef enum:
    HOST_LIMIT = 64
    PIECES_LIMIT = 3    # /pri/act/ctx behind a host's name
    PIECE_LIMIT = 32
    MODE_LIMIT = 40
    COLUMNS = 6
    DASHES_LIMIT = 5
    ESCAPE_LIMIT = 64
    TITLE_LIMIT = 256
    RULE = 3

cdef Py_ssize_t name_end(
    const uchar* data, Py_ssize_t at, Py_ssize_t end, Py_ssize_t most
) noexcept nogil:
    cdef Py_ssize_t start = at
    while at < end and at - start <= most and is_host(data[at]):
        at += 1
    return at if 0 < at - start <= most else -1


cdef bint in_mode(uchar byte) noexcept nogil:
    return is_host(byte) or byte == 32 or byte == 58 or byte == 47 or byte == 126


cdef Py_ssize_t prompt_mark(
    const uchar* data, Py_ssize_t at, Py_ssize_t end, Py_ssize_t* host_end
) noexcept nogil:
    """Index of the ``#`` or ``>`` of a prompt whose host's name begins at ``at``, or -1."""
    cdef int pieces
    cdef Py_ssize_t start
    if at >= end or not is_alnum(data[at]):
        return -1
    at = name_end(data, at, end, HOST_LIMIT)
    for pieces in range(PIECES_LIMIT):
        if at < 0 or at >= end or data[at] != 47:
            break
        at = name_end(data, at + 1, end, PIECE_LIMIT)
    if at < 0 or at >= end:
        return -1
    host_end[0] = at
    if data[at] == 40:
        at += 1
        start = at
        while at < end and at - start <= MODE_LIMIT and in_mode(data[at]):
            at += 1
        if not 0 < at - start <= MODE_LIMIT or at >= end or data[at] != 41:
            return -1
        at += 1
    if at < end and (data[at] == 35 or data[at] == 62):
        return at
    return -1


cdef Py_ssize_t prompt_start(
    const uchar* data, Py_ssize_t floor, Py_ssize_t mark, Py_ssize_t* line_start
) noexcept nogil:
    """Index of what may be a host's name before a mark and opens its line, or -1; a line begins at ``floor``."""
    cdef Py_ssize_t at = mark
    cdef Py_ssize_t start
    cdef uint64_t eight
    if at > floor and data[at - 1] == 41:
        at -= 1
        while at > floor and mark - at <= MODE_LIMIT + 1 and in_mode(data[at - 1]):
            at -= 1
        if at == floor or data[at - 1] != 40:
            return -1
        at -= 1
    start = at
    while start > floor and (is_host(data[start - 1]) or data[start - 1] == 47):
        start -= 1
    if start == at:
        return -1
    at = start
    while at - floor >= 8:      # most margins are all blanks
        memcpy(&eight, data + at - 8, 8)
        if eight != <uint64_t>0x2020202020202020:
            break
        at -= 8
    while at > floor and (is_space(data[at - 1]) or data[at - 1] == 13):
        at -= 1
    line_start[0] = at
    return start if at == 0 or data[at - 1] == 10 else -1


def prompts(const uchar[::1] data not None):
    """Find the lines that look like prompts.

    Returns six numbers for each: start of the line, start and end of the host's name, index of its
    mark, end of the line without its line feed, and how many lines are before it.
    """
    cdef PromptStep step = PromptStep()
    cdef Py_ssize_t size = data.shape[0]
    cdef const uchar* bytes_ = &data[0] if size else NULL
    with nogil:
        step.find(bytes_, size)
    return step.prompts()


cdef class PromptStep(Step):
    """Looks a window through for lines that look like prompts."""

    cdef Column rows
    cdef bint full      # without memory

    def __cinit__(self):
        self.rows = new_column(sizeof(long long))

    cdef void do(self, const Hits* hits) noexcept nogil:
        self.find(hits.data, hits.size)

    cdef void find(self, const uchar* data, Py_ssize_t size) noexcept nogil:
        cdef Py_ssize_t at = 0
        cdef Py_ssize_t line = 0        # line feeds before `counted`
        cdef Py_ssize_t counted = 0
        cdef Py_ssize_t begin = 0
        cdef Py_ssize_t host_end = 0
        cdef Py_ssize_t start, mark, end
        cdef int64_t* row
        cdef marks mark_from = marks_here()
        while at < size:
            mark = mark_from(data, at, size)
            if mark < 0:
                return
            start = prompt_start(data, at, mark, &begin)
            end = first_of(data, mark, size, 10)
            if end < 0:
                end = size
            if start >= 0 and prompt_mark(data, start, size, &host_end) == mark:
                if self.rows.more(COLUMNS, 0):
                    self.full = True
                    return
                line += feeds_of(data, counted, begin)
                counted = begin
                row = self.rows.longs()
                row[0] = begin
                row[1] = start
                row[2] = host_end
                row[3] = mark
                row[4] = end
                row[5] = line
                self.rows.count += COLUMNS
            at = end + 1    # a prompt's mark is the first of its line

    def prompts(self):
        """Return what :func:`prompts` does."""
        if self.full:
            raise MemoryError
        return memoryview(self.rows)


def next_mark(const uchar[::1] data not None, Py_ssize_t at, int width):
    """Index of the first ``#`` or ``>`` from ``at`` on or -1, looked for in blocks of ``width`` bytes.

    ``ValueError`` for a width (64, 32, 1) that this processor has no way for.
    """
    cdef marks found = marks_of(width)
    if found == NULL or not 0 <= at <= data.shape[0]:
        raise ValueError("no such way to look for marks, or no such place")
    return found(&data[0], at, data.shape[0]) if data.shape[0] else -1


cdef bint is_rule(uchar byte) noexcept nogil:
    """One of ``-=*#!+``."""
    return (
        byte == 45 or byte == 61 or byte == 42 or byte == 35 or byte == 33 or byte == 43
    )


def ruled(const uchar[::1] data not None):
    """Return where the lines begin that open with blanks and at least three of ``-=*#!+``."""
    cdef Py_ssize_t size = data.shape[0]
    cdef const uchar* bytes_ = &data[0] if size else NULL
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t start, rule
    found = column("q", 0)
    while at < size:
        with nogil:
            while at < size:
                start = at
                while start < size and is_space(bytes_[start]):
                    start += 1
                rule = start
                while rule < size and rule < start + RULE and is_rule(bytes_[rule]):
                    rule += 1
                if rule == start + RULE:
                    break
                start = first_of(bytes_, start, size, 10)
                at = size if start < 0 else start + 1
        if at < size:
            found.append(at)
            start = first_of(bytes_, at, size, 10)
            at = size if start < 0 else start + 1
    return found


def feeds(const uchar[::1] data not None):
    """Return the number of line feeds."""
    cdef Py_ssize_t count = 0
    if data.shape[0]:
        with nogil:
            count = feeds_of(&data[0], 0, data.shape[0])
    return count


def holds(const uchar[::1] data not None, bytes word not None):
    """Tell whether ``word`` stands anywhere, as it is spelled."""
    cdef const char* wanted = word
    cdef size_t length = <size_t>len(word)
    cdef bint found
    if data.shape[0] == 0:
        return not word
    with nogil:
        found = memmem(&data[0], <size_t>data.shape[0], wanted, length) != NULL
    return found


cdef Py_ssize_t escape_length(
    const uchar* data, Py_ssize_t at, Py_ssize_t size, Py_ssize_t* quiet
) noexcept nogil:
    """Length of the escape sequence at ``at`` (ECMA-48 5.4; xterm's titles), 1 when unknown.

    Up to ``quiet`` no bell and no line feed stands, as an earlier call found: titles that nothing
    ends are not read again and again.
    """
    cdef Py_ssize_t end = at + 2
    cdef Py_ssize_t bound
    if at + 1 >= size:
        return 1
    if data[at + 1] == 91:  # [: parameters, intermediates, a final byte
        bound = at + 2 + ESCAPE_LIMIT
        while end < size and end < bound and 0x20 <= data[end] <= 0x3F:
            end += 1
        return end + 1 - at if end < size and 0x40 <= data[end] <= 0x7E else 1
    if data[at + 1] == 93:  # ]: a title up to a bell
        bound = at + 2 + TITLE_LIMIT
        end = min(max(end, quiet[0]), bound)
        while end < size and end < bound and data[end] != 7 and data[end] != 10:
            end += 1
        quiet[0] = max(quiet[0], end)
        return end + 1 - at if end < size and data[end] == 7 else 1
    if (data[at + 1] == 40 or data[at + 1] == 41) and end < size and is_alnum(data[end]):
        return 3
    return 2 if 0x30 <= data[at + 1] <= 0x7E else 1


cdef Py_ssize_t dashes(const uchar* data, Py_ssize_t at, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t end = at
    while end < size and end - at < DASHES_LIMIT and data[end] == 45:
        end += 1
    return end if end - at >= 2 else -1


cdef Py_ssize_t pager_length(const uchar* data, Py_ssize_t at, Py_ssize_t size) noexcept nogil:
    """Length of the ``--More--`` or ``<--- More --->`` at ``at``, or 0."""
    cdef Py_ssize_t start = at
    if data[at] == 60:
        at += 1
    at = dashes(data, at, size)
    if at < 0:
        return 0
    if at < size and data[at] == 32:
        at += 1
    if at + 4 > size or data[at] != 77 or data[at + 1] != 111 or data[at + 2] != 114 or data[at + 3] != 101:
        return 0
    at += 4
    if at < size and data[at] == 32:
        at += 1
    at = dashes(data, at, size)
    if at < 0:
        return 0
    if at < size and data[at] == 62:
        at += 1
    return at - start


cdef bint clean(const uchar* data, Py_ssize_t size, uchar* out) noexcept nogil:
    """Blank the dirt in ``out``, which begins as a copy of ``data``; whether there was any."""
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t length, index
    cdef Py_ssize_t quiet = 0
    cdef bint found = False
    cdef uchar byte
    while at < size:
        byte = data[at]
        if byte > 60:  # most of a text is letters, and none of them begins dirt
            at += 1
            continue
        if byte == 0 or byte == 8:
            found = True
            out[at] = 32
            at += 1
            continue
        length = 0
        if byte == 27:
            length = escape_length(data, at, size, &quiet)
        elif byte == 45 or byte == 60:
            length = pager_length(data, at, size)
        if length == 0:
            at += 1
            continue
        found = True
        for index in range(at, at + length):
            out[index] = 32
        at += length
    return found


def blank(const uchar[::1] data not None):
    """Return a copy with the dirt blanked, None when there is nothing to blank."""
    cdef Py_ssize_t size = data.shape[0]
    cdef const uchar* bytes_ = &data[0] if size else NULL
    cdef bint found
    cdef uchar* out
    if size == 0:
        return None
    with nogil:
        found = dirty(bytes_, size)
    if not found:
        return None
    # made from NULL, as a copy of one byte would be the interpreter's own object for that byte
    copy = PyBytes_FromStringAndSize(NULL, size)
    out = <uchar*>PyBytes_AsString(copy)
    with nogil:
        memcpy(out, bytes_, <size_t>size)
        found = clean(bytes_, size, out)
    return copy if found else None

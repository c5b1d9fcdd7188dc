# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Where typed fields end: addresses, numbers, proxies, sets. The limits are fastparse.template's."""

from fastparse._chars cimport first_of, is_alnum, is_digit, is_hex, uchar
from fastparse._text cimport text_quad

cdef enum:
    LINES = 4
    WORD_LIMIT = 256
    PROXY_LIMIT = 96
    NUMBER_LIMIT = 20
    HEX_LIMIT = 64


cdef bint last_line(const uchar* data, Py_ssize_t body, Py_ssize_t feed) noexcept nogil:
    """Whether the line feed at ``feed`` ends the last line that a match may span."""
    cdef int lines = 1
    cdef Py_ssize_t at = body
    while lines < LINES:
        at = first_of(data, at, feed, 10)
        if at < 0:
            return False
        at += 1
        lines += 1
    return True


cdef bint strict_quad(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """A dotted quad and no more, no octet of it with a leading zero."""
    cdef int octet, digits, value
    for octet in range(4):
        if octet:
            if at >= end or data[at] != 46:
                return False
            at += 1
        digits = 0
        value = 0
        if at + 1 < end and data[at] == 48 and is_digit(data[at + 1]):
            return False
        while at < end and is_digit(data[at]):
            digits += 1
            if digits > 3:
                return False
            value = value * 10 + data[at] - 48
            at += 1
        if digits == 0 or value > 255:
            return False
    return at == end


cdef bint is_ipv6(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """RFC 4291 section 2.2, all three forms."""
    cdef int groups = 0
    cdef int gap = 0
    cdef int digits
    cdef Py_ssize_t start
    if at + 1 < end and data[at] == 58:
        if data[at + 1] != 58:
            return False
        gap = 1
        at += 2
        if at == end:
            return True
    while True:
        start = at
        digits = 0
        while at < end and is_hex(data[at]):
            digits += 1
            at += 1
        if digits == 0 or digits > 4:
            return False
        if at < end and data[at] == 46:
            if not strict_quad(data, start, end):
                return False
            groups += 2
            break
        groups += 1
        if groups > 8:
            return False
        if at == end:
            break
        if data[at] != 58:
            return False
        at += 1
        if at == end:
            return False
        if data[at] == 58:
            if gap:
                return False
            gap = 1
            at += 1
            if at == end:
                break
    return groups <= 7 if gap else groups == 8


cdef Py_ssize_t addr_end(const uchar* data, Py_ssize_t size, Py_ssize_t limit, Py_ssize_t at) noexcept nogil:
    cdef Py_ssize_t end = text_quad(data, size, at)
    if end >= 0 and end <= limit:
        return end
    cdef Py_ssize_t bound = least(size, at + HEX_LIMIT + 1)
    end = at
    while end < bound and (is_hex(data[end]) or data[end] == 58 or data[end] == 46):
        end += 1
    if end - at < 2 or end - at > HEX_LIMIT or end > limit:
        return -1
    while end > at and data[end - 1] == 46:
        end -= 1
    if end - at >= 1 and data[end - 1] == 58 and not (end - at >= 2 and data[end - 2] == 58):
        end -= 1
    if end == at or end - at > 45 or (end < size and is_alnum(data[end])):
        return -1
    return end if is_ipv6(data, at, end) else -1


cdef Py_ssize_t number_end(const uchar* data, Py_ssize_t size, Py_ssize_t at, int kind) noexcept nogil:
    cdef Py_ssize_t start
    cdef bint marked = at + 1 < size and data[at] == 48 and (data[at + 1] | 0x20) == 120
    if kind == KIND_HEX or (kind == KIND_NUM and marked):
        if marked:
            at += 2
        start = at
        while at < size and at - start <= HEX_LIMIT and is_hex(data[at]):
            at += 1
        if at == start or at - start > HEX_LIMIT:
            return -1
        return -1 if at < size and (is_alnum(data[at]) or data[at] == 95) else at
    if kind == KIND_INT and at < size and data[at] == 45:
        at += 1
    start = at
    while at < size and at - start <= NUMBER_LIMIT and is_digit(data[at]):
        at += 1
    if at == start or at - start > NUMBER_LIMIT:
        return -1
    return -1 if kind == KIND_NUM and at < size and (data[at] | 0x20) == 120 else at


cdef Py_ssize_t proxy_end(const uchar* data, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    cdef Py_ssize_t bound = least(size, at + PROXY_LIMIT + 1)
    cdef Py_ssize_t first = at
    cdef Py_ssize_t start = at
    cdef int piece
    for piece in range(4):
        if piece:
            if at >= bound or data[at] != 47:
                return -1
            at += 1
        start = at
        while at < bound and (
            is_digit(data[at])
            or (piece < 2 and data[at] == 46)
            or (piece == 0 and (is_hex(data[at]) or data[at] == 58))
        ):
            at += 1
        if at == start:
            return -1
    return -1 if at - first > PROXY_LIMIT else at


cdef Py_ssize_t set_end(
    const uchar* data, Py_ssize_t limit, Py_ssize_t body, Py_ssize_t at
) noexcept nogil:
    """Where the braces close that open at ``at``."""
    cdef Py_ssize_t bound = least(limit, at + WORD_LIMIT)
    cdef bint wrapped = False
    if at >= limit or data[at] != 123:
        return -1
    at += 1
    while at < bound and data[at] != 125:
        if data[at] == 123:
            return -1
        if data[at] == 10:
            if wrapped or last_line(data, body, at):
                return -1
            wrapped = True
        at += 1
    return at if at < bound else -1


cdef Py_ssize_t exact_end(
    int kind, const uchar* data, Py_ssize_t size, Py_ssize_t limit, Py_ssize_t at
) noexcept nogil:
    cdef Py_ssize_t end
    if kind == KIND_IP:
        end = text_quad(data, size, at)
    elif kind == KIND_ADDR:
        end = addr_end(data, size, limit, at)
    elif kind == KIND_PROXY:
        end = proxy_end(data, size, at)
    else:
        end = number_end(data, size, at, kind)
    return end if end <= limit else -1

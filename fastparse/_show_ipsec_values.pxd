# cython: language_level=3
"""What the values of ``show crypto ipsec sa`` look like: spans in, spans or reasons out."""

from libc.stdint cimport uint32_t

from fastparse._chars cimport is_digit, is_hex, lower
from fastparse._show_columns cimport Bytes
from fastparse._show_fields cimport BAD_SPI, NOT_A_NUMBER, NOT_UNDERSTOOD
from fastparse._show_text cimport (
    MOST_DIGITS, blank, digits_end, find, number, same, skip, starts, trim, word_end,
)


cdef enum Form:
    TEXT      # the rest of the pair
    WORD      # one word
    INTEGER   # a number, which ``bytes`` may follow
    SPI_FORM  # a number of up to eight hexadecimal digits


cdef struct Span:
    Py_ssize_t start
    Py_ssize_t end


cdef inline bint braces(Bytes b, Py_ssize_t p, Py_ssize_t e, Span* inner) noexcept nogil:
    """Match ``= {…}`` and an optional comma up to the end of the line."""
    p = skip(b, p, e)
    if p >= e or b[p] != 61:
        return False
    p = skip(b, p + 1, e)
    if p >= e or b[p] != 123:
        return False
    p += 1
    inner.start = p
    while p < e and b[p] != 125:
        if b[p] == 123:
            return False
        p += 1
    if p >= e:
        return False
    inner.end = p
    p = skip(b, p + 1, e)
    return p == e or (p == e - 1 and b[p] == 44)


cdef inline bint identity(Bytes b, Py_ssize_t p, Py_ssize_t e, Span* inner) noexcept nogil:
    """Match ``… ident (addr/mask/prot/port): (A/M/P/Q)``: what stands in the last parentheses."""
    cdef int slashes = 0
    cdef Py_ssize_t at = find(b, p, e, 58)
    if at >= e or at == p or b[at - 1] != 41:
        return False
    at = skip(b, at + 1, e)
    if at >= e or b[at] != 40:
        return False
    at += 1
    inner.start = at
    while at < e and b[at] != 41:
        if blank(b[at]) or b[at] == 40:
            return False
        if b[at] == 47:
            slashes += 1
        at += 1
    inner.end = at
    return at == e - 1 and slashes >= 3


cdef inline int section(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return 1 for an inbound section heading, 2 for an outbound one, 0 for none."""
    cdef int found = 1
    cdef Py_ssize_t at = starts(b, p, e, "inbound ")
    cdef Py_ssize_t stop
    if at < 0:
        at = starts(b, p, e, "outbound ")
        found = 2
    if at < 0:
        return 0
    stop = word_end(b, at, e)
    if not (
        same(b, at, stop, "esp") or same(b, at, stop, "ah") or same(b, at, stop, "pcp")
        or same(b, at, stop, "comp")
    ):
        return 0
    at = starts(b, stop, e, " sas")
    if at < 0:
        return 0
    at = skip(b, at, e)
    return found if at == e or (at == e - 1 and b[at] == 58) else 0


cdef inline bint hexadecimal(Bytes b, Py_ssize_t p, Py_ssize_t e, Span* digits) noexcept nogil:
    """Match ``3D3``, ``0x3D3`` or ``0x3D3 (979)`` over a whole span: the hexadecimal digits."""
    cdef Py_ssize_t at = p
    if at + 1 < e and b[at] == 48 and lower(b[at + 1]) == 120:
        at += 2
    digits.start = at
    while at < e and is_hex(b[at]):
        at += 1
    digits.end = at
    if not 1 <= at - digits.start <= 8:
        return False
    at = skip(b, at, e)
    if at == e:
        return digits.end == e
    if b[at] != 40:
        return False
    p = at + 1
    at = digits_end(b, p, e)
    return 1 <= at - p <= MOST_DIGITS and at == e - 1 and b[at] == 41


cdef inline uint32_t spi_number(Bytes b, Span* digits) noexcept nogil:
    """Return the number that up to eight hexadecimal digits are."""
    cdef uint32_t number = 0
    cdef Py_ssize_t at
    for at in range(digits.start, digits.end):
        number = number * 16 + (
            b[at] - 48 if is_digit(b[at]) else lower(b[at]) - 87
        )
    return number


cdef inline int value(
    Bytes b, Py_ssize_t p, Py_ssize_t e, Form form, Span* found
) noexcept nogil:
    """Match a value over a whole span; return 0 or the reason."""
    found.start = p
    found.end = e
    if form == TEXT:
        return 0 if p < e else NOT_UNDERSTOOD
    if form == WORD:
        return 0 if p < e and word_end(b, p, e) == e else NOT_UNDERSTOOD
    if form == SPI_FORM:
        return 0 if hexadecimal(b, p, e, found) else BAD_SPI
    found.end = digits_end(b, p, e)
    if not 1 <= found.end - p <= MOST_DIGITS:
        return NOT_A_NUMBER
    return 0 if found.end == e or starts(b, found.end, e, " bytes") == e else NOT_A_NUMBER


cdef inline bint lifetime(
    Bytes b, Py_ssize_t p, Py_ssize_t e, Span* kilobytes, Span* seconds
) noexcept nogil:
    """Match ``remaining key lifetime (…): S``, ``: (S)`` or ``: (K/S)``.

    K may be words (``KB Vol Rekey Disabled``): the span of kilobytes is empty then, as it is
    where seconds stand alone.
    """
    cdef Py_ssize_t at = starts(b, p, e, "remaining key lifetime")
    cdef Py_ssize_t cut
    kilobytes.start = kilobytes.end = 0
    if at < 0:
        return False
    at = skip(b, at, e)
    if at >= e or b[at] != 40:
        return False
    at += 1
    while at < e and b[at] != 41:
        if b[at] == 40:
            return False
        at += 1
    if at >= e:
        return False
    at = skip(b, at + 1, e)
    if at >= e or b[at] != 58:
        return False
    at = skip(b, at + 1, e)
    seconds.start = at
    seconds.end = e
    if number(b, at, e):
        return True
    if at >= e or b[at] != 40 or b[e - 1] != 41:
        return False
    at += 1
    seconds.start = at
    seconds.end = e - 1
    if number(b, at, e - 1):
        return True
    cut = find(b, at, e, 47)
    if cut >= e or cut == at or not number(b, cut + 1, e - 1):
        return False
    seconds.start = cut + 1
    if number(b, at, cut):
        kilobytes.start = at
        kilobytes.end = cut
        return True
    while at < cut:
        if is_digit(b[at]) or b[at] == 40 or b[at] == 41:
            return False
        at += 1
    return True


cdef inline int counter(
    Bytes b, Py_ssize_t p, Py_ssize_t e, Span* name, Span* count
) noexcept nogil:
    """Match ``name: 12`` or ``name 12``; return 0 or the reason."""
    count.end = trim(b, p, e)
    count.start = count.end
    while count.start > p and is_digit(b[count.start - 1]):
        count.start -= 1
    name.start = p
    name.end = count.start
    while name.end > p and (blank(b[name.end - 1]) or b[name.end - 1] == 58):
        name.end -= 1
    if not number(b, count.start, count.end) or name.end == count.start:
        return NOT_A_NUMBER
    return NOT_UNDERSTOOD if name.end == p else 0


cdef inline bint bitmap(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line is hexadecimal words alone (the anti-replay bitmap)."""
    cdef Py_ssize_t first
    while p < e:
        if not (p + 2 < e and b[p] == 48 and lower(b[p + 1]) == 120):
            return False
        p += 2
        first = p
        while p < e and is_hex(b[p]):
            p += 1
        if p == first or (p < e and not blank(b[p])):
            return False
        p = skip(b, p, e)
    return True

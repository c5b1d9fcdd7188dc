# cython: language_level=3
"""Values of IKEv2 SAs and of their child SAs: pairs between commas, SPIs, selectors, times."""

from fastparse._show_columns cimport Bytes, put
from fastparse._show_endpoints cimport endpoint
from fastparse._show_fields cimport MISSHAPEN_ROW, NOT_A_NUMBER
from fastparse._show_ikev2 cimport (
    ACTIVE_TIME, CE_ID, CHILD_KEY_SIZE, DPD_RETRY, DPD_SECONDS, Ikev2, KEY_SIZE, LIFETIME,
    LOCAL_SPI, SESSION_ID, say,
)
from fastparse._show_numbers cimport hexadecimal
from fastparse._show_text cimport (
    Name, Words, after, find, named, number, skip, split, starts, trim, word_end,
)


cdef inline int commas(
    Ikev2* s, Bytes b, Py_ssize_t p, Py_ssize_t e, const Name* table
) noexcept nogil:
    """Read ``key: value, key: value``; the first key must be new to the SA, or to its child."""
    cdef Py_ssize_t mark = s.sink.used
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t stop, end
    cdef int key, field
    cdef int first = 0
    cdef int keys = 0
    while True:
        stop = find(b, p, e, 44)
        end = trim(b, p, stop)
        key = named(b, p, end, table, False, &at)
        if key < 0 or at == end or keys >> key & 1:
            s.sink.used = mark
            return MISSHAPEN_ROW
        keys |= 1 << key
        field = table[key].field
        if (
            field == KEY_SIZE or field == CHILD_KEY_SIZE or field == CE_ID or field == SESSION_ID
        ) and not number(b, at, end):
            s.sink.used = mark
            return NOT_A_NUMBER
        put(s.sink, s.record, field, at, end)
        if not first:
            first = field
        if stop == e:
            break
        p = skip(b, stop + 1, e)
    say(s, first)
    return 0


cdef inline bint tells_of_child(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether the last of a line's values is the hash of ESP, which only child SAs have."""
    cdef Py_ssize_t at = e
    while at > p and b[at - 1] != 44:
        at -= 1
    return after(b, skip(b, at, e), e, "esp_hmac", True) >= 0


cdef inline int slashed(
    Ikev2* s, int field, Bytes b, Py_ssize_t at, Py_ssize_t e, Py_ssize_t digits
) noexcept nogil:
    """Read ``in/out`` SPIs of up to ``digits`` hexadecimal digits behind ``0x``."""
    cdef Py_ssize_t slash = find(b, at, e, 47)
    if starts(b, at, slash, "0x") < 0 or starts(b, slash, e, "/0x") < 0:
        return MISSHAPEN_ROW
    if not hexadecimal(b, at + 2, slash, digits) or not hexadecimal(b, slash + 3, e, digits):
        return MISSHAPEN_ROW
    put(s.sink, s.record, field, at, slash)
    put(s.sink, s.record, field + 1, slash + 1, e)
    say(s, field)
    return 0


cdef inline int selector(Ikev2* s, int field, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``A/port - B/port``."""
    cdef Words w
    split(b, at, e, &w)
    if (
        w.count != 3
        or endpoint(b, w.start[0], w.end[0]) < 0
        or endpoint(b, w.start[2], w.end[2]) < 0
        or w.end[1] != w.start[1] + 1
        or b[w.start[1]] != 45
    ):
        return MISSHAPEN_ROW
    put(s.sink, s.record, field, at, e)
    say(s, field)
    return 0


cdef inline int sides(
    Ikev2* s, int field, const char* far, Bytes b, Py_ssize_t at, Py_ssize_t e
) noexcept nogil:
    """Read the two values of ``Local …: value  Remote …: value``."""
    cdef Py_ssize_t stop = word_end(b, at, e)
    cdef Py_ssize_t rest = after(b, skip(b, stop, e), e, far, True)
    if rest < 0:
        return MISSHAPEN_ROW
    if field == LOCAL_SPI:
        if not hexadecimal(b, at, stop, 16) or not hexadecimal(b, rest, e, 16):
            return MISSHAPEN_ROW
    elif not number(b, at, stop) or not number(b, rest, e):
        return NOT_A_NUMBER
    put(s.sink, s.record, field, at, stop)
    put(s.sink, s.record, field + 1, rest, e)
    say(s, field)
    return 0


cdef inline int times(Ikev2* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``86400/3423 sec``."""
    cdef Py_ssize_t slash = find(b, at, e, 47)
    cdef Py_ssize_t stop = word_end(b, slash, e)
    if slash == e or not number(b, at, slash) or not number(b, slash + 1, stop):
        return NOT_A_NUMBER
    if starts(b, skip(b, stop, e), e, "sec") != e:
        return MISSHAPEN_ROW
    put(s.sink, s.record, LIFETIME, at, slash)
    put(s.sink, s.record, ACTIVE_TIME, slash + 1, stop)
    say(s, LIFETIME)
    return 0


cdef inline int dpd(Ikev2* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``10 seconds, retry 2``."""
    cdef Py_ssize_t stop = word_end(b, at, e)
    cdef Py_ssize_t retry = starts(b, skip(b, stop, e), e, "seconds, retry ")
    if retry < 0 or not number(b, at, stop) or not number(b, retry, e):
        return NOT_A_NUMBER
    put(s.sink, s.record, DPD_SECONDS, at, stop)
    put(s.sink, s.record, DPD_RETRY, retry, e)
    say(s, DPD_SECONDS)
    return 0

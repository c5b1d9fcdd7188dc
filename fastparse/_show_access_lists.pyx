# cython: language_level=3
"""``show (ip) access-lists`` of IOS and ``show access-list`` of PIX and ASA.

The twin in ``fastparse.reference.show_access_lists`` says the same in plain Python.
"""

from libc.string cimport memcmp

from fastparse._show_columns cimport Bytes, Sink, columns_of, put
from fastparse._show_fields cimport (
    ENTRY, ENTRY_BODY, ENTRY_ELEMENT, ENTRY_HITS, ENTRY_KIND, ENTRY_SEQUENCE, LIST_KIND, LIST_NAME,
    MISSHAPEN_ROW, NOT_A_NUMBER, NOT_UNDERSTOOD, STRAY,
)
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_text cimport (
    Words, begins, blank, is_number, is_word, number, same, skip, split, trim, word_end,
)


cdef struct Lists:
    Sink* sink
    Py_ssize_t record
    bint firewall           # the list being read is one of PIX or ASA
    Py_ssize_t name_start
    Py_ssize_t name_end
    Py_ssize_t last_start   # the line number of the entry before, in a list of PIX or ASA
    Py_ssize_t last_end


cdef struct Entry:
    # Spans beside the body; one that ends at 0 was not printed.
    Py_ssize_t number_start
    Py_ssize_t number_end
    Py_ssize_t kind_start
    Py_ssize_t kind_end
    Py_ssize_t hits_start
    Py_ssize_t hits_end
    bint element


cdef bint equal(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t q, Py_ssize_t f) noexcept nogil:
    """Whether two spans hold the same bytes."""
    return e - p == f - q and memcmp(b + p, b + q, <size_t>(e - p)) == 0


cdef bint action_word(Bytes b, Words* w, Py_ssize_t i) noexcept nogil:
    return (
        is_word(b, w, i, "permit") or is_word(b, w, i, "deny") or is_word(b, w, i, "remark")
        or is_word(b, w, i, "evaluate") or is_word(b, w, i, "dynamic")
    )


cdef void open_list(Lists* s, Py_ssize_t p, Py_ssize_t e, bint firewall) noexcept nogil:
    s.record += 1
    s.name_start = p
    s.name_end = e
    s.firewall = firewall
    s.last_start = s.last_end = 0
    put(s.sink, s.record, LIST_NAME, p, e)


cdef void clear(Entry* entry) noexcept nogil:
    entry.number_start = entry.number_end = 0
    entry.kind_start = entry.kind_end = 0
    entry.hits_start = entry.hits_end = 0
    entry.element = False


cdef void put_entry(Lists* s, Py_ssize_t p, Py_ssize_t e, Entry* entry) noexcept nogil:
    put(s.sink, s.record, ENTRY, p, e)
    if entry.number_end:
        put(s.sink, s.record, ENTRY_SEQUENCE, entry.number_start, entry.number_end)
    if entry.kind_end:
        put(s.sink, s.record, ENTRY_KIND, entry.kind_start, entry.kind_end)
    if entry.element:
        put(s.sink, s.record, ENTRY_ELEMENT, p, e)
    put(s.sink, s.record, ENTRY_BODY, p, e)
    if entry.hits_end:
        put(s.sink, s.record, ENTRY_HITS, entry.hits_start, entry.hits_end)


cdef Py_ssize_t count_words(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef Py_ssize_t count = 0
    p = skip(b, p, e)
    while p < e:
        count += 1
        p = skip(b, word_end(b, p, e), e)
    return count


cdef Py_ssize_t last_word(Bytes b, Py_ssize_t p, Py_ssize_t* e) noexcept nogil:
    """Return where the last word before ``e`` begins, and move ``e`` to its end."""
    cdef Py_ssize_t at
    e[0] = at = trim(b, p, e[0])
    while at > p and not blank(b[at - 1]):
        at -= 1
    return at


cdef int ios_entry(Lists* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Words* w) noexcept nogil:
    """Read an entry of an IOS list."""
    cdef Entry entry
    cdef Py_ssize_t first = 0
    cdef Py_ssize_t left = count_words(b, p, e)
    cdef Py_ssize_t last, last_end, other, other_end
    clear(&entry)
    if is_number(b, w, 0):
        entry.number_start = w.start[0]
        entry.number_end = w.end[0]
        first = 1
    if left < first + 2 or not action_word(b, w, first):
        return NOT_UNDERSTOOD
    if s.record < 0 or s.firewall:
        return STRAY
    if not first and left > first + 3:
        last_end = e
        last = last_word(b, p, &last_end)
        other_end = last
        other = last_word(b, p, &other_end)
        if same(b, other, other_end, "sequence") and number(b, last, last_end):
            entry.number_start = last
            entry.number_end = last_end
            left -= 2
            e = other
    if left > first + 3:
        last_end = e
        last = last_word(b, p, &last_end)
        other_end = last
        other = last_word(b, p, &other_end)
        if (
            (same(b, last, last_end, "match)") or same(b, last, last_end, "matches)"))
            and b[other] == 40
            and number(b, other + 1, other_end)
        ):
            entry.hits_start = other + 1
            entry.hits_end = other_end
            e = other
    put_entry(s, w.start[first], trim(b, p, e), &entry)
    return 0


cdef int firewall_line(Lists* s, Bytes b, Py_ssize_t e, Words* w) noexcept nogil:
    """Read a PIX or ASA line."""
    cdef Entry entry
    cdef Py_ssize_t n = w.count
    cdef Py_ssize_t at = 2
    cdef Py_ssize_t p, stop, end
    clear(&entry)
    if is_word(b, w, 1, "cached") and is_word(b, w, 2, "acl"):
        return 0
    if n < 3:
        return NOT_UNDERSTOOD
    if b[w.end[1] - 1] == 59 and w.end[1] - w.start[1] > 1 and is_number(b, w, 2):
        open_list(s, w.start[1], w.end[1] - 1, True)
        return 0
    if is_word(b, w, 2, "line"):
        if n < 4 or not is_number(b, w, 3):
            return NOT_A_NUMBER
        entry.number_start = w.start[3]
        entry.number_end = w.end[3]
        at = 4
    if is_word(b, w, at, "extended") or is_word(b, w, at, "standard"):
        entry.kind_start = w.start[at]
        entry.kind_end = w.end[at]
        at += 1
    if n < at + 2 or not action_word(b, w, at):
        return MISSHAPEN_ROW
    end = e
    if not is_word(b, w, at, "remark"):
        p = w.start[at + 1]
        while p < e:
            stop = word_end(b, p, e)
            if begins(b, p, stop, "(hitcnt="):
                if b[stop - 1] == 41 and number(b, p + 8, stop - 1):
                    entry.hits_start = p + 8
                    entry.hits_end = stop - 1
                end = p
                break
            if same(b, p, stop, "(inactive)"):
                end = p
                break
            p = skip(b, stop, e)
    end = trim(b, w.start[at], end)
    if s.record < 0 or not s.firewall or not equal(
        b, s.name_start, s.name_end, w.start[1], w.end[1]
    ):
        open_list(s, w.start[1], w.end[1], True)
    if entry.number_end:
        entry.element = equal(
            b, entry.number_start, entry.number_end, s.last_start, s.last_end
        )
    s.last_start = entry.number_start
    s.last_end = entry.number_end
    put_entry(s, w.start[at], end, &entry)
    return 0


cdef int line(Lists* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Words w
    cdef Py_ssize_t name
    split(b, p, e, &w)
    if is_word(b, &w, 0, "access-list"):
        return firewall_line(s, b, e, &w)
    if is_word(b, &w, 0, "alert-interval"):
        return 0
    if (
        w.count >= 5
        and (is_word(b, &w, 1, "ip") or is_word(b, &w, 1, "ipv6") or is_word(b, &w, 1, "mac"))
        and is_word(b, &w, 2, "access")
        and is_word(b, &w, 3, "list")
    ):
        name = 4
    elif (
        w.count >= 4
        and is_word(b, &w, 0, "ipv6")
        and is_word(b, &w, 1, "access")
        and is_word(b, &w, 2, "list")
    ):
        name = 3
    else:
        return ios_entry(s, b, p, e, &w)
    if w.count > name + 1 and b[w.start[name + 1]] != 40:
        return NOT_UNDERSTOOD
    open_list(s, w.start[name], w.end[name], False)
    put(s.sink, s.record, LIST_KIND, w.start[0], w.end[0])
    return 0


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Lists s
    cdef int reason
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    s.firewall = False
    s.name_start = s.name_end = s.last_start = s.last_end = 0
    while next_line(&r):
        reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, -1, reason, r.start, r.end)


def access_lists(data):
    """Read ``show (ip) access-lists`` of IOS and ``show access-list`` of PIX and ASA."""
    return columns_of(data, walk)

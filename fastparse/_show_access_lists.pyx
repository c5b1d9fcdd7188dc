# cython: language_level=3
"""``show (ip) access-lists`` of IOS and ``show access-list`` of PIX and ASA.

The twin in ``fastparse.reference.show_access_lists`` says the same in plain Python.
"""

from libc.string cimport memcmp

from fastparse._chars cimport first_of, lower
from fastparse._show_columns cimport Bytes, Sink, columns_of, put
from fastparse._show_fields cimport (
    ENTRY, ENTRY_BODY, ENTRY_ELEMENT, ENTRY_HASH, ENTRY_HITS, ENTRY_INACTIVE, ENTRY_KIND,
    ENTRY_SEQUENCE, LIST_ELEMENTS, LIST_FAMILY, LIST_HASH, LIST_KIND, LIST_NAME, LIST_NOTE,
    MISSHAPEN_ROW, NOT_A_NUMBER, NOT_UNDERSTOOD, STRAY,
)
from fastparse._show_lines cimport Reader, begin, next_text, prompt_or_echo
from fastparse._show_text cimport (
    HEX, MOST_WORDS, Words, begins, blank, kinds, is_number, is_word, number, same, skip, split, trim, word_end, words_of,
)


cdef enum:
    FIREWALL_WORDS = 8  # up to the action of an entry, and one more: what is behind isn't split


cdef enum Reading:
    NOTHING
    IOS
    FIREWALL  # PIX or ASA


cdef struct Lists:
    Sink* sink
    Py_ssize_t record
    Reading reading
    Py_ssize_t name_start
    Py_ssize_t name_end
    Py_ssize_t last_start   # the line number of the entry before, in a list of PIX or ASA
    Py_ssize_t last_end
    Py_ssize_t opening      # ``access-list NAME line `` of the entry before, in the list that is open
    Py_ssize_t opening_size


cdef struct Entry:
    # Spans beside the body; one that ends at 0 was not printed.
    Py_ssize_t number_start
    Py_ssize_t number_end
    Py_ssize_t kind_start
    Py_ssize_t kind_end
    Py_ssize_t hits_start
    Py_ssize_t hits_end
    Py_ssize_t inactive_start
    Py_ssize_t inactive_end
    Py_ssize_t hash_start
    Py_ssize_t hash_end
    bint element


cdef bint equal(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t q, Py_ssize_t f) noexcept nogil:
    """Whether two spans hold the same bytes."""
    return e - p == f - q and memcmp(b + p, b + q, <size_t>(e - p)) == 0


cdef bint hash_word(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is ``0x`` and up to eight hexadecimal digits."""
    if not 3 <= e - p <= 10 or not begins(b, p, e, "0x"):
        return False
    p += 2
    while p < e and kinds[b[p]] & HEX:
        p += 1
    return p == e


cdef bint action_word(Bytes b, Words* w, Py_ssize_t i) noexcept nogil:
    cdef unsigned char first
    if i >= w.count:
        return False
    first = lower(b[w.start[i]])
    if first != 112 and first != 100 and first != 114 and first != 101:  # p, d, r, e
        return False
    return (
        is_word(b, w, i, "permit") or is_word(b, w, i, "deny") or is_word(b, w, i, "remark")
        or is_word(b, w, i, "evaluate") or is_word(b, w, i, "dynamic")
    )


cdef void open_list(Lists* s, Py_ssize_t p, Py_ssize_t e, Reading reading) noexcept nogil:
    s.record += 1
    s.name_start = p
    s.name_end = e
    s.reading = reading
    s.last_start = s.last_end = 0
    s.opening_size = 0
    put(s.sink, s.record, LIST_NAME, p, e)


cdef void clear(Entry* entry) noexcept nogil:
    entry.number_start = entry.number_end = 0
    entry.kind_start = entry.kind_end = 0
    entry.hits_start = entry.hits_end = 0
    entry.inactive_start = entry.inactive_end = 0
    entry.hash_start = entry.hash_end = 0
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
    if entry.inactive_end:
        put(s.sink, s.record, ENTRY_INACTIVE, entry.inactive_start, entry.inactive_end)
    if entry.hash_end:
        put(s.sink, s.record, ENTRY_HASH, entry.hash_start, entry.hash_end)


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
    cdef Py_ssize_t left = w.count if w.count <= MOST_WORDS else count_words(b, p, e)
    cdef Py_ssize_t last, last_end, other, other_end
    clear(&entry)
    if is_number(b, w, 0):
        entry.number_start = w.start[0]
        entry.number_end = w.end[0]
        first = 1
    if left < first + 2 or not action_word(b, w, first):
        return NOT_UNDERSTOOD
    if s.reading != IOS:
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


cdef int tail(Entry* entry, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read what stands behind the body of a PIX or ASA entry; return 0 or the reason."""
    cdef int reason = 0
    cdef Py_ssize_t stop
    while p < e:
        stop = word_end(b, p, e)
        if begins(b, p, stop, "(hitcnt="):
            if b[stop - 1] == 41 and number(b, p + 8, stop - 1):
                entry.hits_start = p + 8
                entry.hits_end = stop - 1
            else:
                reason = reason or NOT_A_NUMBER
        elif same(b, p, stop, "(inactive)"):
            entry.inactive_start = p
            entry.inactive_end = stop
        elif hash_word(b, p, stop):
            entry.hash_start = p
            entry.hash_end = stop
        else:
            reason = reason or NOT_UNDERSTOOD
        p = skip(b, stop, e)
    return reason


cdef Py_ssize_t body_end(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return where the body of a PIX or ASA entry ends: before its hits, its state or its hash."""
    cdef Py_ssize_t at = p
    cdef Py_ssize_t last_end = e
    cdef Py_ssize_t last
    while True:
        at = first_of(b, at, e, 40)
        if at < 0:
            break
        if at == p or blank(b[at - 1]):
            last = word_end(b, at, e)
            if begins(b, at, last, "(hitcnt=") or same(b, at, last, "(inactive)"):
                return at
        at += 1
    last = last_word(b, p, &last_end)
    return last if last > p and hash_word(b, last, last_end) else e


cdef int firewall_heading(Lists* s, Bytes b, Py_ssize_t e, Words* w) noexcept nogil:
    """Read ``access-list NAME; N elements; name hash: 0x…``; -1 when it is none."""
    cdef Py_ssize_t last
    if b[w.end[1] - 1] != 59 or w.end[1] - w.start[1] < 2 or not is_number(b, w, 2):
        return -1
    split(b, w.start[0], e, w)
    last = w.count - 1
    open_list(s, w.start[1], w.end[1] - 1, FIREWALL)
    put(s.sink, s.record, LIST_ELEMENTS, w.start[2], w.end[2])
    if is_word(b, w, last - 1, "hash:") and hash_word(b, w.start[last], w.end[last]):
        put(s.sink, s.record, LIST_HASH, w.start[last], w.end[last])
    return 0


cdef int firewall_line(Lists* s, Bytes b, Py_ssize_t e, Words* w) noexcept nogil:
    """Read a PIX or ASA line, of which the first words are given."""
    cdef Entry entry
    cdef Py_ssize_t n = w.count
    cdef Py_ssize_t at = 2
    cdef Py_ssize_t end = e
    cdef int reason = 0
    clear(&entry)
    if is_word(b, w, 1, "cached") and is_word(b, w, 2, "acl"):
        return 0
    if n < 3:
        return NOT_UNDERSTOOD
    if firewall_heading(s, b, e, w) == 0:
        return 0
    if is_word(b, w, 2, "line"):
        if not is_number(b, w, 3):
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
    if not is_word(b, w, at, "remark"):
        end = body_end(b, w.start[at + 1], e)
        reason = tail(&entry, b, end, e)
        end = trim(b, w.start[at], end)
    if s.reading != FIREWALL or not equal(b, s.name_start, s.name_end, w.start[1], w.end[1]):
        open_list(s, w.start[1], w.end[1], FIREWALL)
    if entry.number_end:
        s.opening = w.start[0]
        s.opening_size = w.start[3] - w.start[0]
    put_firewall_entry(s, b, w.start[at], end, &entry)
    return reason


cdef void put_firewall_entry(
    Lists* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Entry* entry
) noexcept nogil:
    """Write an entry; one with the line number of the entry before is an element of it."""
    if entry.number_end:
        entry.element = equal(
            b, entry.number_start, entry.number_end, s.last_start, s.last_end
        )
    s.last_start = entry.number_start
    s.last_end = entry.number_end
    put_entry(s, p, e, entry)


cdef int next_entry(Lists* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line that begins as the entry before; -1 when it is to be read as any other."""
    cdef Entry entry
    cdef Py_ssize_t stop, action, end
    cdef int reason
    if e - p <= s.opening_size or memcmp(b + p, b + s.opening, <size_t>s.opening_size) != 0:
        return -1
    clear(&entry)
    p += s.opening_size
    stop = word_end(b, p, e)
    if not number(b, p, stop):
        return -1
    entry.number_start = p
    entry.number_end = stop
    p = skip(b, stop, e)
    stop = word_end(b, p, e)
    if same(b, p, stop, "extended") or same(b, p, stop, "standard"):
        entry.kind_start = p
        entry.kind_end = stop
        p = skip(b, stop, e)
        stop = word_end(b, p, e)
    if not same(b, p, stop, "permit") and not same(b, p, stop, "deny"):
        return -1
    action = p
    p = skip(b, stop, e)
    if p == e:
        return -1
    end = body_end(b, p, e)
    reason = tail(&entry, b, end, e)
    put_firewall_entry(s, b, action, trim(b, action, end), &entry)
    return reason


cdef int ios_heading(Lists* s, Bytes b, Words* w, Py_ssize_t family) noexcept nogil:
    """Read the rest of a heading: the name, and what may stand behind it."""
    cdef Py_ssize_t name = family + 3
    cdef Py_ssize_t note = name + 1
    cdef Py_ssize_t last = w.count - 1
    cdef bint noted = (
        note <= last
        and b[w.start[note]] == 40
        and b[w.end[last] - 1] == 41
        and w.end[last] - w.start[note] > 2
    )
    if last > MOST_WORDS - 1 or name > last:
        return NOT_UNDERSTOOD
    if note <= last and not noted and not (
        note == last and (is_word(b, w, note, "in") or is_word(b, w, note, "out"))
    ):
        return NOT_UNDERSTOOD
    open_list(s, w.start[name], w.end[name], IOS)
    if family:
        put(s.sink, s.record, LIST_KIND, w.start[0], w.end[0])
    put(s.sink, s.record, LIST_FAMILY, w.start[family], w.end[family])
    if noted:
        put(s.sink, s.record, LIST_NOTE, w.start[note] + 1, w.end[last] - 1)
    return 0


cdef int line(Lists* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Words w
    cdef Py_ssize_t i
    cdef int reason
    if lower(b[p]) == 97:  # a
        w.count = words_of(b, p, e, FIREWALL_WORDS, w.start, w.end)
        if is_word(b, &w, 0, "access-list"):
            return firewall_line(s, b, e, &w)
        if is_word(b, &w, 0, "alert-interval"):
            return 0
    split(b, p, e, &w)
    for i in range(1, -1, -1):
        if is_word(b, &w, i + 1, "access") and is_word(b, &w, i + 2, "list") and (
            is_word(b, &w, i, "ip") or is_word(b, &w, i, "ipv6") or is_word(b, &w, i, "mac")
        ):
            reason = ios_heading(s, b, &w, i)
            break
    else:
        reason = ios_entry(s, b, p, e, &w)
    if reason == NOT_UNDERSTOOD and s.reading == IOS:
        s.reading = NOTHING  # it may have been a heading: the entries that follow have no list
    return reason


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Lists s
    cdef int reason
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    s.reading = NOTHING
    s.name_start = s.name_end = s.last_start = s.last_end = 0
    s.opening = s.opening_size = 0
    while next_text(&r):
        # The opening holds a blank behind its first word: no such line is a prompt.
        reason = next_entry(&s, data, r.start, r.end) if s.opening_size else -1
        if reason < 0:
            if prompt_or_echo(data, r.start, r.end):
                continue
            reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, -1, reason, r.start, r.end)


def access_lists(data):
    """Read ``show (ip) access-lists`` of IOS and ``show access-list`` of PIX and ASA."""
    return columns_of(data, walk)

# cython: language_level=3
"""``show version``: family, release, hostname, image and hardware.

The twin in ``fastparse.reference.show_version`` says the same in plain Python.
"""

from fastparse._chars cimport first_of, lower
from fastparse._show_columns cimport Bytes, Sink, columns_of, put, put_at
from fastparse._show_fields cimport (
    ASA_RELEASE, HARDWARE, HOSTNAME, IMAGE, IOS_RELEASE, NO_RELEASE, PIX_RELEASE, SOFTWARE,
    XE_RELEASE,
)
from fastparse._show_lines cimport Reader, begin, next_text, prompt_or_echo
from fastparse._show_text cimport (
    Name, Words, after, begins, blank, find, is_number, is_word, named, skip, split, starts,
    word_end,
)

cdef Name[5] RELEASES = [
    Name("cisco ios xe software, version", XE_RELEASE),
    Name("cisco pix firewall version", PIX_RELEASE),
    Name("cisco pix security appliance software version", PIX_RELEASE),
    Name("cisco adaptive security appliance software version", ASA_RELEASE),
    Name(NULL, 0),
]


cdef struct Version:
    Sink* sink
    bint[8] seen  # by field, from IOS_RELEASE on


cdef void put_first(Version* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Write a value the first time that its field is seen."""
    if p < e and not s.seen[field - IOS_RELEASE]:
        s.seen[field - IOS_RELEASE] = True
        put(s.sink, 0, field, p, e)


cdef Py_ssize_t upto(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return the end of a value, which the next comma or blank ends."""
    while p < e and not blank(b[p]) and b[p] != 44:
        p += 1
    return p


cdef void ios_release(Version* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``Cisco IOS Software, … Software (IMAGE), Version R, …``."""
    cdef Py_ssize_t at = p
    cdef Py_ssize_t value
    while True:
        at = first_of(b, at, e, 44)
        if at < 0:
            return
        if begins(b, at, e, ", version "):
            break
        at += 1
    value = skip(b, at + 10, e)
    if upto(b, value, e) > value:
        put_first(s, SOFTWARE, p, at)
        put_first(s, IOS_RELEASE, value, upto(b, value, e))


cdef bint image(Version* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``System image file is "NAME"``; False when the line is none."""
    cdef Py_ssize_t at = starts(b, p, e, "system image file is")
    cdef Py_ssize_t stop
    if at < 0:
        return False
    at = skip(b, at, e)
    if at >= e or b[at] != 34:
        return False
    at += 1
    stop = find(b, at, e, 34)
    if stop == e or stop == at:
        return False
    put_first(s, IMAGE, at, stop)
    return True


cdef void line(Version* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; those about other things say nothing. What it may be hangs on its first letter."""
    cdef Words w
    cdef Py_ssize_t at = 0
    cdef unsigned char first = lower(b[p])
    cdef int key
    if first == 99:  # c
        key = named(b, p, e, RELEASES, False, &at)
        if key >= 0:
            put_first(s, RELEASES[key].field, at, upto(b, at, e))
            return
    if (first == 99 and after(b, p, e, "cisco ios software", False) >= 0) or (
        first == 105 and after(b, p, e, "ios (tm)", False) >= 0
    ):
        ios_release(s, b, p, e)
        return
    if first == 104:  # h
        at = after(b, p, e, "hardware", True)
        if at >= 0:
            put_first(s, HARDWARE, at, upto(b, at, e))
            return
    if first == 115 and image(s, b, p, e):
        return
    split(b, p, e, &w)
    if w.count < 3:
        return
    if (is_word(b, &w, 1, "uptime") and is_word(b, &w, 2, "is")) or (
        is_word(b, &w, 1, "up") and is_number(b, &w, 2)
    ):
        put_first(s, HOSTNAME, w.start[0], w.end[0])
    elif is_word(b, &w, 0, "cisco") and b[w.start[2]] == 40:
        put_first(s, HARDWARE, w.start[1], w.end[1])


cdef bint telling(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line may say something: by its first letter, or as ``NAME uptime is``."""
    cdef unsigned char first = lower(b[p])
    if first == 99 or first == 105 or first == 104 or first == 115:  # c, i, h, s
        return True
    p = skip(b, word_end(b, p, e), e)
    return p < e and lower(b[p]) == 117


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Version s
    cdef int i
    cdef Py_ssize_t first_start = 0
    cdef Py_ssize_t first_end = 0
    cdef Py_ssize_t first_line = 0
    s.sink = sink
    for i in range(8):
        s.seen[i] = False
    begin(&r, data, size, sink)
    while next_text(&r):
        if first_line and not telling(data, r.start, r.end):
            continue
        if prompt_or_echo(data, r.start, r.end):
            continue
        if not first_line:
            first_start = r.start
            first_end = r.end
            first_line = sink.line
        line(&s, data, r.start, r.end)
    for i in range(IOS_RELEASE, ASA_RELEASE + 1):
        if s.seen[i - IOS_RELEASE]:
            return
    if first_line:
        put_at(sink, -1, NO_RELEASE, first_start, first_end, first_line)


def version(data):
    """Read ``show version``; lines about other things are passed over."""
    return columns_of(data, walk)

# cython: language_level=3
"""``show version``: family, release, hostname, image and hardware.

The twin in ``fastparse.reference.show_version`` says the same in plain Python.
"""

from libc.stdint cimport uint64_t

from fastparse._chars cimport first_of, lower
from fastparse._show_columns cimport Bytes, Sink, columns_of, put, put_at
from fastparse._show_fields cimport (
    ASA_RELEASE, HARDWARE, HOSTNAME, IMAGE, IOS_RELEASE, NO_RELEASE, PIX_RELEASE, SOFTWARE,
    XE_RELEASE,
)
from fastparse._show_lines cimport Reader, begin, next_text, prompt_or_echo
from fastparse._show_text cimport (
    Name, after, begins, blank, find, inked, named, number, same, skip, stands_there, starts,
    word_end,
)

cdef extern from *:
    Py_ssize_t lowest "__builtin_ctzll"(uint64_t) noexcept nogil

cdef Name[5] RELEASES = [
    # behind "cisco "
    Name("ios xe software, version", XE_RELEASE),
    Name("pix firewall version", PIX_RELEASE),
    Name("pix security appliance software version", PIX_RELEASE),
    Name("adaptive security appliance software version", ASA_RELEASE),
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
        if at + 10 <= e and b[at + 9] == 32 and begins(b, at, e, ", version "):
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
    """Read a line; those about other things say nothing. What it may be hangs on its first letter.

    Whether a line that begins with a value's key is a prompt or an echo is looked at then.
    """
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t stop, second, end, third, last
    cdef unsigned char first = lower(b[p])
    cdef int key
    cdef Py_ssize_t behind = -1  # "cisco "
    cdef bint cisco
    if first == 99 and stands_there(b + p + 1, e - p - 1, "isco "):
        behind = skip(b, p + 6, e)
    elif first == 99:
        behind = starts(b, p, e, "cisco ")
    cisco = behind >= 0
    if cisco:
        key = named(b, behind, e, RELEASES, False, &at)
        if key >= 0:
            put_first(s, RELEASES[key].field, at, upto(b, at, e))
            return
    if (cisco and after(b, behind, e, "ios software", False) >= 0) or (
        first == 105 and after(b, p, e, "ios (tm)", False) >= 0
    ):
        ios_release(s, b, p, e)
        return
    if first == 104:  # h
        at = after(b, p, e, "hardware", True)
        if at >= 0:
            if not prompt_or_echo(b, p, e):
                put_first(s, HARDWARE, at, upto(b, at, e))
            return
    if first == 115 and image(s, b, p, e):
        return
    if not (cisco or upping(b, p, e)):
        return
    stop = word_end(b, p, e)
    second = skip(b, stop, e)
    if second == e:
        return
    end = word_end(b, second, e)
    third = skip(b, end, e)
    if third == e:
        return
    last = word_end(b, third, e)
    if (same(b, second, end, "uptime") and same(b, third, last, "is")) or (
        same(b, second, end, "up") and number(b, third, last)
    ):
        if not prompt_or_echo(b, p, e):
            put_first(s, HOSTNAME, p, stop)
    elif cisco and b[third] == 40 and stop == p + 5:
        put_first(s, HARDWARE, second, end)


cdef bint telling(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line may say something: by its first letter, or as ``NAME uptime is``."""
    cdef unsigned char first = lower(b[p])
    if first == 99:  # c
        return e - p > 5 and (lower(b[p + 1]) == 105 or upping(b, p, e))
    if first == 105 or first == 104 or first == 115:  # i, h, s
        return True
    return upping(b, p, e)


cdef inline bint upping(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether the second word begins with a ``u``."""
    cdef uint64_t ink
    cdef Py_ssize_t stop
    while e - p >= 16:  # the first words of most lines are told by 16 bytes
        ink = inked(b + p, 16)
        stop = lowest(~ink)
        if stop < 16:
            ink >>= stop
            if ink:
                return lower(b[p + stop + lowest(ink)]) == 117
            p += stop
            break
        p += 16
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
        if first_line:
            if not telling(data, r.start, r.end):
                continue
        elif prompt_or_echo(data, r.start, r.end):
            continue
        else:
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

# cython: language_level=3
"""Identities of ``show crypto ipsec sa`` that are printed as the one before, read by its form.

A device prints a thousand identities alike: the same lines, other numbers and addresses. When one
was read line by line and understood, its bytes become a *form*: gaps where a number, an address or
an SPI stands, and between them bytes that have to be the same. An identity that fits the form is
compared with it, and its values stand where the form's stand, moved by what the gaps before them
are longer or shorter. Whatever doesn't fit is read line by line as ever, and becomes the form.

That the outcome is the same rests on three things. A gap is only where the reader takes any such
value, and ends where the value ends. The reader's state at the local proxy of an identity decides
nothing but what ``open_identity`` does, which is called here too. And the only comparison of
values, an SA's SPI with the one in use, has to come out as in the form.

An attempt stops at the first byte that differs, which is not behind the identity's end, as a form
holds one local proxy: the walk stays linear.
"""

from libc.stdint cimport uint32_t

from fastparse._chars cimport is_digit, lower
from fastparse._show_columns cimport Bytes, put_at
from fastparse._show_fields cimport ACL, INTERFACE, PROTECTED_VRF, SETTINGS, TRANSFORM
from fastparse._show_ipsec_form cimport (
    IN_USE_IN, IN_USE_OUT, SA_OUT, Again, Gap, Place, Spi, form_of, gap_end,
)
from fastparse._show_ipsec_state cimport OPEN_SA, SHARED, Ipsec, bit, open_identity
from fastparse._show_lines cimport Reader

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    static inline int fastparse_equal(const unsigned char *a, const unsigned char *b, ptrdiff_t n) {
        uint64_t x, y;
        if (n >= 8) {
            ptrdiff_t i;
            for (i = 0; i + 8 <= n; i += 8) {
                memcpy(&x, a + i, 8);
                memcpy(&y, b + i, 8);
                if (x != y) return 0;
            }
            memcpy(&x, a + n - 8, 8);
            memcpy(&y, b + n - 8, 8);
            return x == y;
        }
        for (; n > 0; n--) if (*a++ != *b++) return 0;
        return 1;
    }
    """
    bint equal "fastparse_equal"(Bytes, Bytes, Py_ssize_t) noexcept nogil


cdef void new_form(Again* a) noexcept nogil:
    """Know no form, and read no period."""
    a.known = False
    a.begun = False
    a.misses = 0
    a.taken = 0


cdef Py_ssize_t fitting(Again* a, Bytes b, Py_ssize_t p, Py_ssize_t e, uint32_t* in_use) noexcept nogil:
    """Return where a period that begins at ``p`` and fits the form ends; -1 when it doesn't fit."""
    cdef Py_ssize_t at = a.form_start  # in the form
    cdef Py_ssize_t stop, digit
    cdef Gap* gap = a.gap
    cdef Spi* spi
    cdef uint32_t number
    cdef int i
    a.shift[0] = p - at
    in_use[0] = in_use[1] = 0
    for i in range(a.gaps):
        if gap.start - at > e - p or not equal(b + at, b + p, gap.start - at):
            return -1
        p += gap.start - at
        stop = gap_end(b, p, e, gap.kind)
        if stop < 0:
            return -1
        if gap.spi >= 0:
            number = 0
            for digit in range(p, stop):
                number = number * 16 + (
                    b[digit] - 48 if is_digit(b[digit]) else lower(b[digit]) - 87
                )
            spi = &a.spi[gap.spi]
            if spi.role == IN_USE_IN or spi.role == IN_USE_OUT:
                in_use[spi.role == IN_USE_OUT] = number
                if (number != 0) != spi.holds:
                    return -1
            elif (number == in_use[spi.role == SA_OUT]) != spi.holds:
                return -1
        at = gap.end
        p = stop
        a.shift[i + 1] = p - at
        gap += 1
    if a.form_end - at > e - p or not equal(b + at, b + p, a.form_end - at):
        return -1
    return p + (a.form_end - at)


cdef void take(Again* a, Ipsec* s, Py_ssize_t p, uint32_t* in_use) noexcept nogil:
    """Write the values of a period that fits, and come to the state at its end."""
    cdef Py_ssize_t line = s.sink.line
    cdef Place* place = a.place
    cdef int i
    open_identity(s, p, p)
    for i in range(a.places):
        put_at(
            s.sink, s.record, place.field, place.start + a.shift[place.before],
            place.end + a.shift[place.within], line + place.line,
        )
        place += 1
    for i in range(SHARED):
        place = &a.kept[i]
        if place.line >= 0:
            s.shared[i].span.start = place.start + a.shift[place.before]
            s.shared[i].span.end = place.end + a.shift[place.within]
            s.shared[i].line = line + place.line
        elif a.forgotten[i]:
            s.shared[i].line = 0
    s.open = a.end.open
    s.stage = a.end.stage
    s.missing = a.end.missing
    s.outbound = a.end.outbound
    s.sa = a.end.sa
    s.sa_seen = a.end.sa_seen
    s.current_spi[0] = in_use[0]
    s.current_spi[1] = in_use[1]


cdef bint whole(Ipsec* s) noexcept nogil:
    """Whether nothing is said when the identity and its SA end here."""
    cdef uint32_t both = bit(TRANSFORM) | bit(SETTINGS)
    return not (s.sa == OPEN_SA and s.sa_seen & both != both) and not (s.open and s.missing)


cdef bint relies(Again* a, Ipsec* s) noexcept nogil:
    """Whether what the form forgets is certain for what is shared now."""
    cdef int i
    for i in range(SHARED):
        if a.doubtful[i] and outlives(s, i):
            return False
    return True


cdef bint outlives(Ipsec* s, int i) noexcept nogil:
    """Whether a shared value is there for more than the identity that begins."""
    return s.shared[i].line and i + INTERFACE != ACL and i + INTERFACE != PROTECTED_VRF


cdef bint again(Again* a, Ipsec* s, Reader* r) noexcept nogil:
    """Come to a local proxy; when its identity fits the form, read it as a whole."""
    cdef Py_ssize_t stop = -1
    cdef uint32_t in_use[2]
    cdef int i
    if not whole(s):
        a.begun = False  # the period that ends here is no example
    if a.begun:
        a.known = form_of(a, s, r.data, r.line)
        a.begun = False
    if a.known and whole(s) and relies(a, s):
        stop = fitting(a, r.data, r.start, r.size, in_use)
    if stop >= 0:
        a.misses = 0
        a.taken += 1
        take(a, s, r.start, in_use)
        s.sink.line += a.lines - 1
        r.next = stop
        return True
    a.misses += 1
    if whole(s) and (not a.known or a.misses == 2 or a.misses % 8 == 0):
        a.begun = True
        a.start = r.start
        a.line = s.sink.line
        a.used = s.sink.used
        for i in range(SHARED):
            a.used += s.shared[i].line != 0
            a.had[i] = outlives(s, i)
    return False

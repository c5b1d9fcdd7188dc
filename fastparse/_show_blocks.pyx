# cython: language_level=3
"""Blocks that are printed as the one before, read by its form.

A device prints a thousand sessions alike: the same lines, other numbers and addresses. When one was
read line by line and understood, its bytes become a *form*: gaps where a number, an address or
another word stands, and between them bytes that have to be the same. A block that fits is compared
with the form, and its values stand where the form's stand, moved by what the gaps before them are
longer or shorter. Whatever doesn't fit is read line by line as ever, and becomes the form.

That the outcome is the same rests on what a reader that uses this holds to. A gap is only where it
takes any value of that class in the same way, and ends where the value ends; no gap is the first
word of a line but for a number, so that no line becomes a prompt. A block begins at a head, where
the reader has ended all that was open: nothing of its state then decides how the block is read. And
behind a block that fits there is the head of another one, so that the reader may stand there as if
it had just ended the block.

An attempt stops at the first byte that differs, and a form holds its head once: the walk stays
linear.
"""

from libc.stdint cimport uint32_t
from libc.string cimport memcmp

from fastparse._chars cimport first_of, is_alnum, is_letter
from fastparse._show_columns cimport Bytes, Sink, put_at
from fastparse._show_fields cimport NOT_UNDERSTOOD
from fastparse._show_lines cimport Reader
from fastparse._show_text cimport DIGIT, HEX, MOST_DIGITS, address, blank, kinds, same, trim

cdef extern from "spans.h" nogil:
    bint span_quad(Bytes, Py_ssize_t)
    Py_ssize_t span_digits(Bytes)
    Py_ssize_t span_hexes(Bytes)
    Py_ssize_t span_quads(Bytes)
    Py_ssize_t span_names(Bytes)
    Py_ssize_t span_blanks(Bytes)

cdef enum:
    AT_ONCE = 16    # bytes that are looked at together

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    static inline int fastparse_block_same(const unsigned char *a, const unsigned char *b, ptrdiff_t n) {
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
    bint equal "fastparse_block_same"(Bytes, Bytes, Py_ssize_t) noexcept nogil


cdef void no_block(Blocks* f, Open open) noexcept nogil:
    """Know no form; ``open`` makes the gaps of a value by ``leave_open``."""
    f.known = f.begun = False
    f.misses = 0
    f.open = open


cdef inline Py_ssize_t run_end(Bytes b, Py_ssize_t p, Py_ssize_t e, int kind) noexcept nogil:
    while p < e and kinds[b[p]] & kind:
        p += 1
    return p


cdef Py_ssize_t gap_end(Bytes b, Py_ssize_t p, Py_ssize_t e, Class kind) noexcept nogil:
    """Return where what may stand in a gap ends; -1 when nothing such stands there."""
    cdef Py_ssize_t at = p
    cdef Py_ssize_t count
    if e - p >= AT_ONCE:
        count = AT_ONCE
        if kind == DIGITS:
            count = span_digits(b + p)
        elif kind == BLANKS:
            count = span_blanks(b + p)
        elif kind == HEX8 or kind == HEX16:
            count = span_hexes(b + p)
            if kind == HEX8 and count > 8:
                return -1
        elif kind == LETTERS:
            if not is_letter(b[p]):
                return -1
            count = span_names(b + p)
        elif kind == ADDRESS:
            count = span_quads(b + p)
            if count < AT_ONCE and not (kinds[b[p + count]] & HEX or b[p + count] == 58):
                return p + count if span_quad(b + p, count) else -1
            count = AT_ONCE
        if count < AT_ONCE:
            return p + count if count else -1
    if kind == DIGITS:
        at = run_end(b, p, e, DIGIT)
        return at if 1 <= at - p <= MOST_DIGITS else -1
    if kind == BLANKS:
        while at < e and blank(b[at]):
            at += 1
        return at if at > p else -1
    if kind == ADDRESS:
        while at < e and (kinds[b[at]] & HEX or b[at] == 46 or b[at] == 58):
            at += 1
        return at if address(b, p, at) else -1
    if kind == REST:
        if p >= e or not (is_alnum(b[p]) or b[p] == 40):
            return -1
        at = first_of(b, p, e, 10)
        return -1 if at < 0 else trim(b, p, at)
    if kind == WORD or kind == NAME:
        if p < e and b[p] == 58:  # a colon behind a key would be the key's
            return -1
        while at < e and not blank(b[at]) and b[at] != 10:
            at += 1
        if kind == NAME and (same(b, p, at, "permit") or same(b, p, at, "deny")):
            return -1
        return at if at > p else -1
    if kind == TAG:
        while at < e and (is_alnum(b[at]) or b[at] == 45 or b[at] == 95 or b[at] == 46):
            at += 1
        return at if at > p and is_alnum(b[p]) else -1
    if kind == LETTERS:
        if p >= e or not is_letter(b[p]):
            return -1
        while at < e and (is_letter(b[at]) or b[at] == 45):
            at += 1
        return at
    at = run_end(b, p, e, HEX)
    return at if 1 <= at - p <= (8 if kind == HEX8 else 16) else -1


cdef int add_gap(
    Blocks* f, Bytes b, Py_ssize_t p, Py_ssize_t e, Class kind, int tie
) noexcept nogil:
    """Add a gap in its order; return its place, -1 where it can't be one."""
    cdef int at = f.gaps
    cdef int i
    if at == MOST_GAPS or gap_end(b, p, f.form_end, kind) != e:
        return -1
    while at and f.gap[at - 1].start > p:
        f.gap[at] = f.gap[at - 1]
        at -= 1
    for i in range(at + 1, f.gaps + 1):
        if f.gap[i].tie >= at:
            f.gap[i].tie += 1
    f.gap[at].start = p
    f.gap[at].end = e
    f.gap[at].kind = kind
    f.gap[at].tie = tie
    f.gaps += 1
    return at


cdef bint heads_line(Bytes b, Py_ssize_t p, Py_ssize_t start) noexcept nogil:
    """Whether a place is that of the first word of a line."""
    while p > start and blank(b[p - 1]):
        p -= 1
    return p == start or b[p - 1] == 10


cdef void leave_open(
    Blocks* f, Bytes b, Py_ssize_t p, Py_ssize_t e, Class kind, int tie
) noexcept nogil:
    """Leave a span open to any value of a class; what it holds has to be one, or stays as it is.

    ``tie`` is the start of a span before it that holds the same bytes, or -1.
    """
    cdef int i
    cdef int tied = -1
    if kind != DIGITS and heads_line(b, p, f.form_start):
        return
    for i in range(f.gaps):
        if f.gap[i].start < e and p < f.gap[i].end:
            f.refused = f.refused or f.gap[i].start != p or f.gap[i].end != e
            return
        if tie >= 0 and f.gap[i].start == tie:
            tied = i
    if gap_end(b, p, f.form_end, kind) != e:
        return  # of another class: the same bytes have to stand there
    if tie >= 0 and tied < 0:
        return
    if add_gap(f, b, p, e, kind, tied) < 0:
        f.refused = True


cdef void open_padding(Blocks* f, Bytes b) noexcept nogil:
    """Leave open how many blanks stand beside a gap where there are several."""
    cdef int i
    cdef int count = f.gaps
    cdef Py_ssize_t[240] starts
    cdef Py_ssize_t[240] ends
    cdef Py_ssize_t p, e
    for i in range(count):
        starts[i] = f.gap[i].start
        ends[i] = f.gap[i].end
    for i in range(count):
        p = e = starts[i]
        while p > f.form_start and blank(b[p - 1]):
            p -= 1
        if e - p > 1 and p > f.form_start and b[p - 1] != 10 and (i == 0 or p > ends[i - 1]):
            leave_open(f, b, p, e, BLANKS, -1)
        p = e = ends[i]
        while e < f.form_end and blank(b[e]):
            e += 1
        if e - p > 1 and e < f.form_end and b[e] != 10:
            leave_open(f, b, p, e, BLANKS, -1)


cdef void count_gaps(Blocks* f, Place* place, int* hint) noexcept nogil:
    """Count the gaps that end up to the ends of a place, from where the one before began."""
    cdef int at = hint[0]
    while at and f.gap[at - 1].end > place.start:
        at -= 1
    while at < f.gaps and f.gap[at].end <= place.start:
        at += 1
    hint[0] = place.before = at
    while at < f.gaps and f.gap[at].end <= place.end:
        at += 1
    place.within = at


cdef bint form_of(Blocks* f, Bytes b, Sink* sink, Py_ssize_t stop, Py_ssize_t record) noexcept nogil:
    """Make the block that ends at ``stop`` the form; False when it can't be."""
    cdef Py_ssize_t at
    cdef Place* place
    cdef int hint = 0
    if stop - f.start > LONGEST or not 0 < sink.used - f.used <= MOST_PLACES:
        return False
    f.form_start = f.start
    f.form_end = stop
    f.lines = sink.line - f.line
    f.records = record - f.record
    f.places = f.gaps = 0
    f.refused = False
    for at in range(f.used, sink.used):
        place = &f.place[f.places]
        place.field = sink.field[at]
        place.start = sink.start[at]
        place.end = sink.end[at]
        place.line = <Py_ssize_t>sink.at[at] - f.line
        place.record = sink.record[at] - f.record
        if (
            place.field >= NOT_UNDERSTOOD or place.start < f.start or place.end > stop
            or not 1 <= place.record <= f.records
        ):
            return False
        f.open(f, b, place.field, place.start, place.end)
        f.places += 1
    open_padding(f, b)
    if f.refused or f.gaps == 0:
        return False
    for at in range(f.places):
        count_gaps(f, &f.place[at], &hint)
    f.head = f.gap[0].start - f.form_start
    return True


cdef Py_ssize_t fitting(Blocks* f, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return where a block that begins at ``p`` and fits the form ends; -1 when it doesn't fit."""
    cdef Py_ssize_t at = f.form_start  # in the form
    cdef Py_ssize_t stop, other
    cdef Gap* gap = f.gap
    cdef Gap* tied
    cdef int i
    f.shift[0] = p - at
    for i in range(f.gaps):
        if gap.start - at > e - p or not equal(b + at, b + p, gap.start - at):
            return -1
        p += gap.start - at
        if gap.tie >= 0:
            tied = &f.gap[gap.tie]
            other = tied.start + f.shift[gap.tie]
            stop = p + (tied.end + f.shift[gap.tie + 1] - other)
            if stop > e or memcmp(b + other, b + p, <size_t>(stop - p)) != 0:
                return -1
            if gap_end(b, p, e, gap.kind) != stop:
                return -1
        else:
            stop = gap_end(b, p, e, gap.kind)
            if stop < 0:
                return -1
        at = gap.end
        p = stop
        f.shift[i + 1] = p - at
        gap += 1
    at = f.form_end - at
    if at > e - p or not equal(b + f.form_end - at, b + p, at):
        return -1
    p += at
    return p if f.head <= e - p and equal(b + f.form_start, b + p, f.head) else -1


cdef void take(Blocks* f, Sink* sink, Py_ssize_t record) noexcept nogil:
    """Write the values of a block that fits."""
    cdef Py_ssize_t line = sink.line
    cdef Place* place = f.place
    cdef int i
    for i in range(f.places):
        put_at(
            sink, record + place.record, place.field, place.start + f.shift[place.before],
            place.end + f.shift[place.within], line + place.line,
        )
        place += 1


cdef bint blocks_again(Blocks* f, Reader* r, Py_ssize_t* record) noexcept nogil:
    """Come to a head whose line is being read; read the blocks that fit the form.

    True when there were some: the reader then stands before the head of the next one.
    """
    cdef Sink* sink = r.sink
    cdef Py_ssize_t p = r.line
    cdef Py_ssize_t stop
    if f.begun:
        f.known = form_of(f, r.data, sink, p, record[0])
        f.begun = False
    if f.known:
        stop = fitting(f, r.data, p, r.size)
        if stop >= 0:
            while stop >= 0 and not sink.failed:
                take(f, sink, record[0])
                sink.by_form += 1
                record[0] += f.records
                sink.line += f.lines
                p = stop
                stop = fitting(f, r.data, p, r.size)
            sink.line -= 1
            r.next = p
            f.misses = 0
            return True
    f.misses += 1
    if not f.known or f.misses == 2 or f.misses % 8 == 0:
        f.begun = True
        f.start = p
        f.line = sink.line
        f.used = sink.used
        f.record = record[0]
    return False

# cython: language_level=3
"""Bodies of blocks that are printed as the one before, read by its form.

A device prints a hundred interfaces or sessions alike: the same lines, other numbers, addresses and
texts. When the body of a block (the lines below its head) was read line by line and understood, it
becomes a *form*: gaps where the reader takes whatever number, address or text stands there, and
between them bytes that have to be the same. The body of the next block is compared with the form;
where it fits, its values stand where the form's stand, moved by what the gaps before them are longer
or shorter. Whatever doesn't fit is read line by line as ever.

That the outcome is the same is the reader's word: it notes a gap only where what it does depends on
nothing but the kind of what stands there, and asks only where the state behind a head is that of the
form's. A gap crosses no end of a line, and a gap before the line's first blank holds digits alone, so
that no line becomes a prompt by it.

An attempt stops at the first byte that differs. No line of a form is a head, so that is not behind the
next head, and the walk stays linear.
"""

from libc.stdint cimport uint64_t
from libc.string cimport memcpy

from fastparse._chars cimport first_of
from fastparse._show_columns cimport put_at
from fastparse._show_text cimport BLANK, DIGIT, MOST_DIGITS, digits_end, kinds, quad, trim

cdef enum:
    FIRST_REASON = 200


cdef inline bint equal(Bytes a, Bytes b, Py_ssize_t size) noexcept nogil:
    """Whether two texts are the same."""
    cdef uint64_t one, two
    cdef Py_ssize_t i = 0
    if size >= 8:
        while i + 8 <= size:
            memcpy(&one, a + i, 8)
            memcpy(&two, b + i, 8)
            if one != two:
                return False
            i += 8
        memcpy(&one, a + size - 8, 8)
        memcpy(&two, b + size - 8, 8)
        return one == two
    while i < size:
        if a[i] != b[i]:
            return False
        i += 1
    return True


cdef inline Py_ssize_t text_end(Bytes b, Py_ssize_t p, Py_ssize_t e, bint segment) noexcept nogil:
    """Return where words end: at two blanks, at a blank before the line's end, or at a separator."""
    while p < e and b[p] != 10 and not (segment and (b[p] == 44 or b[p] == 9)):
        if kinds[b[p]] & BLANK and (
            p + 1 >= e or b[p + 1] == 10 or kinds[b[p + 1]] & BLANK or (segment and b[p + 1] == 44)
        ):
            return p
        p += 1
    return p


cdef inline Py_ssize_t gap_end(
    Again* a, Bytes b, Py_ssize_t p, Py_ssize_t e, GapKind kind
) noexcept nogil:
    """Return where what fills a gap ends; -1 when nothing of its kind stands there."""
    cdef Py_ssize_t stop = p
    if kind == DIGITS:
        stop = digits_end(b, p, e)
        return stop if 1 <= stop - p <= MOST_DIGITS else -1
    if kind == PADDING:
        while stop < e and kinds[b[stop]] & BLANK:
            stop += 1
        return stop if stop - p >= 2 else -1
    if p >= e or b[p] == 10 or kinds[b[p]] & BLANK:
        return -1
    if kind == TEXT_GAP or kind == SEGMENT:
        stop = text_end(b, p, e, kind == SEGMENT)
        return stop if stop > p else -1
    if kind == ADDRESS_FOUR:
        while stop < e and (kinds[b[stop]] & DIGIT or b[stop] == 46):
            stop += 1
        return stop if quad(b, p, stop, 255) else -1
    if kind == CHECKED:
        while stop < e and b[stop] != 10 and not kinds[b[stop]] & BLANK:
            stop += 1
        return stop if a.check(b, p, stop) else -1
    stop = first_of(b, p, e, 10)
    stop = trim(b, p, stop if stop >= 0 else e)
    return stop if kind == REST_GAP or a.check(b, p, stop) else -1


cdef void forget(Again* a, Check check) noexcept nogil:
    """Know no form, and read no body."""
    a.known = a.reading = False
    a.misses = a.taken = 0
    a.gaps = a.places = a.noted = 0
    a.check = check


cdef int behind(Again* a, Py_ssize_t at, int first) noexcept nogil:
    """Return how many gaps end before a place, given that ``first`` do; -1 when it is inside one."""
    while first and a.note[first - 1].end > at:
        first -= 1
    while first < a.noted and a.note[first].end <= at:
        first += 1
    return -1 if first < a.noted and a.note[first].start < at else first


cdef bint new_form(Again* a, Sink* sink, Bytes b, Py_ssize_t end, Py_ssize_t record) noexcept nogil:
    """Come to the line of the next head; if the body was read and all understood, it is the form."""
    cdef Py_ssize_t i
    cdef int count = 0
    cdef Place* place
    if not a.reading:
        return False
    a.reading = False
    if end <= a.body or b[end - 1] != 10 or sink.failed or sink.used - a.used > MOST_PLACES:
        return False
    if a.noted and a.note[a.noted - 1].end > end:
        return False
    for i in range(a.used, sink.used):
        if sink.record[i] != record or sink.field[i] >= FIRST_REASON:
            return False
        if sink.start[i] < a.body or sink.end[i] > end:  # a heading above, or the line of the head
            return False
    a.known = False
    for i in range(a.used, sink.used):
        place = &a.place[count]
        place.field = sink.field[i]
        place.start = sink.start[i]
        place.end = sink.end[i]
        place.line = <Py_ssize_t>sink.at[i] - a.line
        place.before = behind(a, place.start, a.place[count - 1].before if count else 0)
        place.within = behind(a, place.end, place.before if place.before > 0 else 0)
        if place.before < 0 or place.within < 0:
            return False
        count += 1
    memcpy(a.gap, a.note, <size_t>a.noted * sizeof(Gap))
    a.gaps = a.noted
    a.places = count
    a.start = a.body
    a.end = end
    a.lines = sink.line - 1 - a.line
    a.known = True
    return True


cdef bint fits(Again* a, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* stop) noexcept nogil:
    """Compare what begins at ``p`` with the form; where it fits, find the shifts and where it ends."""
    cdef Py_ssize_t at = a.start
    cdef Py_ssize_t size
    cdef Gap* gap = a.gap
    cdef int i
    a.shift[0] = p - at
    for i in range(a.gaps):
        size = gap.start - at
        if size > e - p or not equal(b + at, b + p, size):
            return False
        p = gap_end(a, b, p + size, e, gap.kind)
        if p < 0:
            return False
        at = gap.end
        a.shift[i + 1] = p - at
        gap += 1
    size = a.end - at
    stop[0] = p + size
    return size <= e - p and equal(b + at, b + p, size)


cdef bint again(Again* a, Sink* sink, Reader* r, Py_ssize_t record) noexcept nogil:
    """Come from a head to its body; where it fits the form, read it as a whole.

    False: the body is to be read line by line, and may become the form.
    """
    cdef Py_ssize_t stop = 0
    cdef Place* place = a.place
    cdef int i
    a.reading = False
    if a.known and r.next < r.size and fits(a, r.data, r.next, r.size, &stop):
        a.misses = 0
        a.taken += 1
        for i in range(a.places):
            put_at(
                sink, record, place.field, place.start + a.shift[place.before],
                place.end + a.shift[place.within], sink.line + place.line,
            )
            place += 1
        sink.line += a.lines
        r.next = stop
        return True
    a.misses += 1
    if not a.known or a.misses == 2 or a.misses % 8 == 0:
        a.reading = True
        a.noted = 0
        a.body = r.next
        a.line = sink.line
        a.used = sink.used
    return False


cdef Py_ssize_t moved(Again* a, Py_ssize_t at) noexcept nogil:
    """Return where a place of the form's literal bytes is in the body that was taken last."""
    cdef int i = 0
    while i < a.gaps and a.gap[i].end <= at:
        i += 1
    return at + a.shift[i]

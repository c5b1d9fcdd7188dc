# cython: language_level=3
"""Labels of ``Label : value`` pairs, found by a hash of what stands before the colon.

A table is filled once, when its module is loaded, and only read afterwards. A look-up hashes four
bytes and compares the few labels that share the hash, so that the number of labels costs nothing.
"""

from libc.stdint cimport uint64_t
from libc.string cimport memcmp, memcpy, strlen

from fastparse._chars cimport lower
from fastparse._show_columns cimport Bytes
from fastparse._show_text cimport skip, trim

cdef enum:
    SLOTS = 256          # a power of two, well above the labels of any table
    LONGEST_LABEL = 32   # no label and the blanks behind it are longer
    PADDED = 13          # the column that devices pad their labels to


cdef struct Label:
    # A label as printed, without colons; its field; the form of its value and where it may stand,
    # which only the reader gives a meaning. Tables end with NULL.
    const char* text
    int field
    int form
    int where


cdef struct Labels:
    Label slots[256]
    Py_ssize_t sizes[256]


cdef inline unsigned int place(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return where the search for a label of at least one byte begins."""
    cdef unsigned int size = <unsigned int>(e - p)
    return (
        size * 11 + lower(b[p]) * 31u + lower(b[p + (e - p) // 2]) * 61u + lower(b[e - 1]) * 7u
    ) & (SLOTS - 1)


cdef inline void fill(Labels* labels, const Label* table) noexcept nogil:
    """Make a table ready for look-ups."""
    cdef int i
    cdef unsigned int at
    cdef Py_ssize_t size
    for i in range(SLOTS):
        labels.slots[i].text = NULL
    while table.text is not NULL:
        size = <Py_ssize_t>strlen(table.text)
        at = place(<Bytes>table.text, 0, size)
        while labels.slots[at].text is not NULL:
            at = (at + 1) & (SLOTS - 1)
        labels.slots[at] = table[0]
        labels.sizes[at] = size
        table += 1


cdef inline bint alike(Bytes a, Bytes b, Py_ssize_t size) noexcept nogil:
    """Whether two texts are the same, letter case ignored; as printed is tried first."""
    cdef Py_ssize_t i
    if memcmp(a, b, <size_t>size) == 0:
        return True
    for i in range(size):
        if lower(a[i]) != lower(b[i]):
            return False
    return True


cdef inline const Label* known(
    const Labels* labels, Bytes b, Py_ssize_t p, Py_ssize_t e
) noexcept nogil:
    """Return the label that a span is, letter case ignored; NULL when it is none."""
    cdef unsigned int at
    if p >= e:
        return NULL
    at = place(b, p, e)
    while labels.slots[at].text is not NULL:
        if labels.sizes[at] == e - p and alike(b + p, <Bytes>labels.slots[at].text, e - p):
            return &labels.slots[at]
        at = (at + 1) & (SLOTS - 1)
    return NULL


cdef inline const Label* label_at(
    const Labels* labels, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* colon
) noexcept nogil:
    """Return the label that stands before the next colon, and the colon; NULL when it is none."""
    cdef Py_ssize_t at = p
    cdef Py_ssize_t most = p + LONGEST_LABEL if e - p > LONGEST_LABEL else e
    cdef const Label* label
    if PADDED < e - p and b[p + PADDED] == 58:
        label = known(labels, b, p, trim(b, p, p + PADDED))
        if label is not NULL:  # it holds no colon, so that this one is the first
            colon[0] = p + PADDED
            return label
    while at < most and b[at] != 58:
        at += 1
    if at >= most:
        return NULL
    colon[0] = at
    return known(labels, b, p, trim(b, p, at))


cdef inline Py_ssize_t past_gap(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return where the blanks at ``p`` end, eight of them in a step."""
    cdef uint64_t eight
    while p + 8 <= e:
        memcpy(&eight, b + p, 8)
        if eight != <uint64_t>0x2020202020202020:
            break
        p += 8
    return skip(b, p, e)

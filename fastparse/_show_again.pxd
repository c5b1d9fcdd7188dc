# cython: language_level=3
"""Bodies of blocks that are printed as the one before, read by its form: see ``_show_again.pyx``."""

from fastparse._show_columns cimport Bytes, Sink
from fastparse._show_lines cimport Reader
from fastparse._show_text cimport blank

cdef enum:
    MOST_GAPS = 192
    MOST_PLACES = 192


cdef enum GapKind:
    DIGITS        # a number of at most twenty digits
    ADDRESS_FOUR  # an IPv4 address
    TEXT_GAP      # words with one blank between them
    REST_GAP      # whatever stands up to the line's end
    SEGMENT       # words up to a comma, a tab or two blanks
    PADDING       # two blanks or more
    CHECKED       # a word that the reader's check takes
    CHECKED_REST  # the rest of the line, where the reader's check takes it


ctypedef bint (*Check)(Bytes, Py_ssize_t, Py_ssize_t) noexcept nogil


cdef struct Gap:
    Py_ssize_t start
    Py_ssize_t end
    GapKind kind


cdef struct Place:
    # A value of the form: its line is counted from the block's head; ``before`` and ``within`` are
    # how many gaps end before it begins, and before it ends.
    int field
    int before
    int within
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t line


cdef struct Again:
    bint known              # there is a form
    bint reading            # the body being read line by line may become one
    Py_ssize_t misses       # blocks since one fitted
    Py_ssize_t taken        # bodies that fitted
    Check check
    # the form
    int gaps
    int places
    Py_ssize_t start        # of the body
    Py_ssize_t end
    Py_ssize_t lines
    Gap[192] gap
    Place[192] place
    Py_ssize_t[193] shift   # of the block that fits, behind so many gaps
    # the body being read
    int noted
    Py_ssize_t body
    Py_ssize_t line         # of its head
    Py_ssize_t used         # values written before it
    Gap[192] note


cdef inline void note(Again* a, Bytes b, GapKind kind, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Say that the reader would take any such thing between ``p`` and ``e``.

    Notes are made in order, once what they are about was understood. Where a word begins without a
    blank before it, what stands in it may make the line a prompt: such a gap is none.
    """
    if not a.reading or p >= e:
        return
    if kind != DIGITS and kind != PADDING and not blank(b[p - 1]):
        return
    if a.noted == MOST_GAPS or (a.noted and p < a.note[a.noted - 1].end):
        a.reading = False
        return
    a.note[a.noted].kind = kind
    a.note[a.noted].start = p
    a.note[a.noted].end = e
    a.noted += 1


cdef void forget(Again* a, Check check) noexcept nogil
cdef bint new_form(Again* a, Sink* sink, Bytes b, Py_ssize_t end, Py_ssize_t record) noexcept nogil
cdef bint again(Again* a, Sink* sink, Reader* r, Py_ssize_t record) noexcept nogil
cdef Py_ssize_t moved(Again* a, Py_ssize_t at) noexcept nogil

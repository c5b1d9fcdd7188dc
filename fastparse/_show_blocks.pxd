# cython: language_level=3
"""Blocks that are printed as the one before: what a form is made of. See ``_show_blocks.pyx``."""

from fastparse._show_columns cimport Bytes, Sink
from fastparse._show_lines cimport Reader

cdef enum:
    MOST_PLACES = 160   # values of a block whose form is kept
    MOST_GAPS = 240
    LONGEST = 16384     # bytes of such a block


cdef enum Class:
    # what a gap may hold in the place of what stands there
    DIGITS      # 1 to 20 digits
    HEX8        # 1 to 8 hexadecimal digits
    HEX16
    ADDRESS     # what the readers take for an address
    WORD        # no blank, no colon first
    NAME        # such a word, but for ``permit`` and ``deny``
    TAG         # letters, digits, hyphens, underscores and full stops, a letter or a digit first
    LETTERS     # letters and hyphens, a letter first
    REST        # a letter, a digit or a parenthesis and the rest of the line but for blanks at its end
    BLANKS      # at least one


cdef struct Gap:
    # Bytes of the form that may differ; ``tie`` is a gap before it that holds the same, or -1.
    Py_ssize_t start
    Py_ssize_t end
    Class kind
    int tie


cdef struct Place:
    # A span of the form; ``before`` and ``within`` count the gaps that end up to its ends.
    int field
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t line
    Py_ssize_t record
    int before
    int within


cdef struct Blocks:
    # The form: the bytes from one head to the next. ``begun``: what is read line by line now, from
    # ``start`` on, may become the form.
    bint known
    Py_ssize_t form_start
    Py_ssize_t form_end
    Py_ssize_t head         # bytes up to the first gap: the head of the next block begins so
    Py_ssize_t lines
    Py_ssize_t records
    int places
    int gaps
    Place[160] place
    Gap[240] gap
    Py_ssize_t[241] shift   # of a match: by how much a place moves behind so many gaps
    bint begun
    Py_ssize_t start
    Py_ssize_t line
    Py_ssize_t used
    Py_ssize_t record
    int misses              # blocks in a row that did not fit
    void (*open)(Blocks*, Bytes, int, Py_ssize_t, Py_ssize_t) noexcept nogil
    bint refused            # ``open`` came to something that makes the block no form


ctypedef void (*Open)(Blocks*, Bytes, int, Py_ssize_t, Py_ssize_t) noexcept nogil


cdef void no_block(Blocks* f, Open open) noexcept nogil
cdef void leave_open(
    Blocks* f, Bytes b, Py_ssize_t p, Py_ssize_t e, Class kind, int tie
) noexcept nogil
cdef bint blocks_again(Blocks* f, Reader* r, Py_ssize_t* record) noexcept nogil

# cython: language_level=3
"""The op interpreter: tries one compiled template at one position."""

from fastparse._chars cimport uchar

cdef enum:
    OP_MATCH = 0
    OP_LITERAL = 1   # a: offset into the literals, b: length
    OP_BLANK = 2
    OP_SPLIT = 3     # a: op to try first, b: op to try then
    OP_JUMP = 4      # a: op
    OP_FIELD = 5     # a: kind, b: index of its name, c: whether it can only end where a blank is
    OP_TEXT = 6      # a, b: words and blanks; c: the op behind them, where each blank is a space.
                     # The ops for each of them follow
    FRESH = -1       # cursor of a field none of whose ends was tried
    WAYS = 512       # as many ops as a template may have: ops never repeat on one way
    SPANS = 64

cdef struct Op:
    int kind
    int a
    int b
    int c

cdef struct Span:
    int name
    Py_ssize_t start
    Py_ssize_t end

cdef struct Way:
    # Where to go on when the present way fails: an op at a position, or the next end of a field.
    int op
    int captured
    Py_ssize_t start
    Py_ssize_t cursor
    Py_ssize_t bound

cdef struct Quiet:
    # Bytes in which the literal that ends a text does not stand.
    Py_ssize_t start
    Py_ssize_t end

cdef struct Saved:
    # How a template stood when it first came to the op up to which the next one is the same.
    Py_ssize_t body
    int first        # op of the template that was tried
    int shared       # ops from there; 0 when nothing is kept
    bint reached     # False: it never came so far, and neither does the next one
    bint sole        # there is no other way to come there
    Py_ssize_t at
    int depth
    int captured
    Span spans[SPANS]
    Way ways[WAYS]

cdef struct Matcher:
    # Scratch of one scan; ops and literals belong to the tables.
    const Op* ops
    const uchar* literals
    const uchar* folds     # per letter of the literals: 0x20 where its case does not matter
    uchar* failed  # bits: ops of the longest template times (SPAN + 1)
    Quiet* quiet   # per op; to be zeroed when the data change
    Py_ssize_t* tried  # per template: all texts that begin before were tried; see try_anchor
    int captured
    Span spans[SPANS]
    Way ways[WAYS]
    Saved saved

cdef Py_ssize_t match(
    Matcher* matcher, int first, int count, int shared, int next_shared, const uchar* data,
    Py_ssize_t size, Py_ssize_t body,
) noexcept nogil

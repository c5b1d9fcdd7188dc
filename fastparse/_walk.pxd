# cython: language_level=3
"""What a walk over a window works with, and the walk itself."""

from libc.stdint cimport uint32_t, uint64_t

from fastparse._chars cimport uchar
from fastparse._find cimport finder_path, finder_place, finder_tables
from fastparse._match cimport Matcher, Op, Span
from fastparse._tags cimport Tag

cdef enum:
    CONTEXT_NAMES = 4
    CONTEXTS = 5
    GROUPS = 32
    SIDE = 8           # letters on either side of a key that are compared at once
    PLACES = 1 << 13   # room for places, see find.h

cdef struct Candidate:
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t spans   # index of its first span
    int count
    int template_
    Py_ssize_t line        # line feeds between the window's beginning and its start
    Py_ssize_t line_start  # as in fastparse.hits.Columns

cdef struct Recent:
    # A context that was looked for.
    Py_ssize_t body
    int bare          # UNSEEN, or whether the body opens its line
    bint tagged
    Tag tag

cdef struct Pool:
    # Candidates of one feed and the spans of their fields.
    Recent recent[CONTEXTS + 1]  # per context, none the first
    finder_place* places
    Candidate* candidates
    Py_ssize_t count
    Py_ssize_t room
    Span* spans
    Py_ssize_t span_count
    Py_ssize_t span_room
    Py_ssize_t tried   # places
    Py_ssize_t mark    # a place at hand, not behind the one that is tried ...
    Py_ssize_t marked  # ... and the line feeds between the window's beginning and there
    bint sorted

cdef struct Aim:
    # An anchor that a window stands in.
    int anchor
    int offset        # of the window in its text
    int length        # letters of the anchor from the window on
    int text          # of those letters in the literals
    uint64_t before   # up to SIDE letters before the window, bit 5 of each set, the last one the highest
    uint64_t behind   # up to SIDE letters behind its key, likewise, the first one the lowest
    uint64_t farther  # and up to SIDE behind those
    uint64_t before_mask  # which of them there are
    uint64_t behind_mask
    uint64_t farther_mask
    uint32_t near     # the anchor's bytes among those from SIDE before the window on, a bit each

cdef struct Key:
    # What windows are told apart by, and the anchors that they stand in.
    int first         # aim
    int count         # of aims
    int known         # letters of the key
    int where         # of the letter, counted from the window on, that aims are grouped by
    uint32_t near     # all that its aims have
    int groups[GROUPS + 1]  # see fastparse.triggers.Triggers

cdef struct Plan:
    # Pointers into a scanner's tables.
    finder_tables finder
    int keys
    const Key* key
    const Aim* aims
    const int* target_first     # per anchor: its first target, and one more at the end
    const int* target_template  # per target
    const int* target_reach
    const int* target_shared    # ops that its template shares with that of the target before
    const int* firsts           # per template: its ops
    const int* counts
    const int* contexts
    const int* bares
    const int* fields_first
    const uchar* opening        # per template: 256 flags, the bytes that its text can begin with
    const int* names            # per template: four names of its context's fields
    const Op* ops
    const uchar* literals       # TEXT_PAD bytes before and behind them may be read
    const uchar* folds          # per letter of the literals: 0x20 where its case does not matter
    uchar fold[256]             # upper case to lower, any blank to a space


cdef struct Window:
    # Bytes at hand, and which matches are looked for: those that start in data[begin:until].
    const uchar* data
    Py_ssize_t size
    Py_ssize_t base   # index of data[0] in the whole input
    Py_ssize_t begin
    Py_ssize_t until
    bint final        # whether `until` ends the input
    bint ends         # whether the data do
    Py_ssize_t stop   # where the walk ends: the data go on, for matches that do

cdef int order_of(const void* left, const void* right) noexcept nogil

cdef int walk(
    const Plan* plan, finder_path path, const Window* window, Matcher* matcher, Pool* pool,
    Py_ssize_t* feeds,
) noexcept nogil

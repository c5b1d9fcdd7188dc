# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The letters on either side of a window's key, as numbers, and how far they tell anchors apart."""

from libc.stdint cimport uint32_t, uint64_t

from fastparse._chars cimport uchar
from fastparse._text cimport text_eight, text_odd_blanks
from fastparse._walk cimport SIDE

cdef extern from *:
    int trailing_zeros "__builtin_ctz"(unsigned int bits) nogil
    int leading_zeros "__builtin_clz"(unsigned int bits) nogil


cdef struct Sides:
    # The letters on either side of a key, as those of an Aim; how far they may be compared.
    uint64_t before
    uint64_t behind
    uint64_t farther
    uint64_t before_mask
    uint64_t behind_mask
    uint32_t odd      # blanks that are not what an anchor has, bits as those of Aim.near


cdef inline uint64_t folded(const uchar* letters) noexcept nogil:
    """Return eight letters, bit 5 of each set."""
    return text_eight(letters) | <uint64_t>0x2020202020202020


cdef inline void bound_sides(Sides* sides, int known, uchar first) noexcept nogil:
    """Leave to compare what stands between a key and the nearest odd blanks: the rest may be shifted.

    ``first`` is the key's first byte.
    """
    cdef uint32_t behind = sides.odd >> (SIDE + known) & ((1 << SIDE) - 1)
    cdef uint32_t before = sides.odd & ((1 << SIDE) - 1)
    cdef uint64_t byte
    cdef int shift
    if sides.odd >> (SIDE + known - 1) & 1:
        sides.behind_mask = 0
    elif behind:
        sides.behind_mask = (<uint64_t>1 << (8 * trailing_zeros(behind))) - 1
    if sides.odd >> SIDE & 1:
        sides.before_mask = 0
    elif before:
        shift = 8 * (31 - leading_zeros(before))
        byte = <uint64_t>255 << shift
        sides.before_mask = ~(byte | (<uint64_t>1 << shift) - 1)
        if (first if shift == 56 else sides.before >> (shift + 8) & 255) != 32:
            # No blank follows: it stands where one of the anchor does.
            sides.before_mask |= byte
            sides.before = sides.before & ~byte | <uint64_t>32 << shift


cdef inline void read_sides(Sides* sides, const uchar* key, int known, uint32_t near) noexcept nogil:
    """Read what stands SIDE bytes before a key of ``known`` letters, and twice as many behind it.

    ``near`` tells where a blank that is not what an anchor has matters.
    """
    sides.odd = text_odd_blanks(key - SIDE) & near
    sides.before = folded(key - SIDE)
    sides.behind = folded(key + known)
    sides.farther = folded(key + known + SIDE)
    sides.before_mask = sides.behind_mask = <uint64_t>-1
    if sides.odd:
        bound_sides(sides, known, key[0])

# cython: language_level=3
"""The walk that finds the places at which a message may stand, see find.h."""

from libc.stdint cimport uint8_t, uint32_t, uint64_t

cdef extern from "find.h" nogil:
    enum:
        FIND_WIDTH
        FIND_BLOCK
        FIND_KEYS
        FIND_READ
    ctypedef struct finder_tables:
        uint8_t rows[6][256]
        uint8_t low[6][16]
        uint8_t high[6][16]
        uint64_t steps[256]
        uint64_t whole[128]
        uint64_t part[128]
    ctypedef struct finder_place:
        uint32_t at
        uint32_t block
        uint32_t lines
    ctypedef struct finder_walk:
        const finder_tables* tables
        const uint8_t* data
        size_t begin
        size_t end
        size_t limit
        finder_place* places
        size_t room
        size_t count
        size_t at
        size_t lines
    ctypedef void (*finder_path)(finder_walk*) noexcept nogil
    ctypedef struct finder_named:
        const char* name
        finder_path walk
    uint32_t find_whole(uint64_t letters)
    uint32_t find_part(uint32_t letters)
    int finder_paths(finder_named* out)

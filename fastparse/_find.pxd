# cython: language_level=3
"""The walk that finds the places at which a message may stand, see find.h."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

cdef extern from "find.h" nogil:
    enum:
        FIND_WIDTH
        FIND_BLOCK
        FIND_ANY
    ctypedef struct finder_tables:
        uint8_t rows[7][256]
        uint8_t even[7][16]
        uint8_t odd[7][16]
        uint64_t steps[256]
        uint64_t spread[2]
        int shift
        uint32_t any
        uint64_t bits[2][128]
        const uint32_t* hashes[2]
        const uint16_t* keys[2]
        const uint32_t* before
        const uint32_t* after
    ctypedef struct finder_place:
        uint32_t at
        uint32_t block
        uint32_t lines
        uint32_t key
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
    int find_file(
        finder_tables* tables, int which, const void* letters, const void* numbers,
        size_t count, void* hashes, void* keys,
    )
    int finder_paths(finder_named* out)

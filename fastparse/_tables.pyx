# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The scanner's tables, made of what fastparse.scan has compiled from the templates."""

from libc.stdint cimport uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset

from sys import byteorder

from fastparse._chars cimport is_blank, lower, uchar
from fastparse._find cimport (
    FIND_ANY, FIND_WIDTH, find_file, finder_named, finder_path, finder_paths, finder_place,
    finder_tables, finder_walk,
)
from fastparse._match cimport Op
from fastparse._text cimport TEXT_PAD
from fastparse._walk cimport GROUPS, PLACES, SIDE, Aim, Key, Plan

cdef enum:
    LEAST_BITS = 12    # of the slots that keys are filed in
    MOST_BITS = 20
    SIZE = 256 * FIND_WIDTH     # bytes of rows


def paths():
    """Names of the ways that this processor can walk, the fastest first."""
    cdef finder_named found[8]
    cdef int count = finder_paths(found)
    return [(<bytes>found[index].name).decode() for index in range(count)]


cdef finder_path path_of(str name) except NULL:
    cdef finder_named found[8]
    cdef int count = finder_paths(found)
    cdef int index
    for index in range(count):
        if name is None or (<bytes>found[index].name).decode() == name:
            return found[index].walk
    raise ValueError(f"this processor has no path {name!r}")


cdef void fill_rows(finder_tables* finder, const uchar* row) noexcept nogil:
    cdef int place, byte
    memset(finder, 0, sizeof(finder_tables))
    for place in range(FIND_WIDTH):
        for byte in range(256):
            finder.rows[place][byte] = row[256 * place + byte]
            if byte & 16:
                finder.odd[place][byte & 15] |= row[256 * place + byte]
            else:
                finder.even[place][byte & 15] |= row[256 * place + byte]
            finder.steps[byte] |= <uint64_t>(row[256 * place + byte] ^ 255) << (8 * place)


cdef Py_ssize_t count(const uchar* rows, const uchar[::1] data, finder_place* places) noexcept nogil:
    cdef finder_tables finder
    cdef finder_walk steps
    cdef Py_ssize_t found = 0
    cdef uint32_t[8] none
    cdef finder_path path
    cdef finder_named[8] ways
    cdef int which
    finder_paths(&ways[0])
    path = ways[0].walk
    memset(&none[0], 0, sizeof(none))
    fill_rows(&finder, rows)
    finder.any = FIND_ANY
    finder.shift = 31
    for which in range(2):
        finder.hashes[which] = &none[0]
        finder.keys[which] = <const uint16_t*>&none[0]
    finder.before = &none[0]
    finder.after = &none[0]
    memset(&steps, 0, sizeof(finder_walk))
    steps.tables = &finder
    steps.data = &data[0] if data.shape[0] else NULL
    steps.end = <size_t>data.shape[0]
    steps.limit = steps.end
    steps.places = places
    steps.room = PLACES
    while steps.at < steps.end:
        steps.count = 0
        path(&steps)
        found += <Py_ssize_t>steps.count
    return found


def count_places(bytes rows not None, const uchar[::1] data not None):
    """Number of places in ``data`` that these tables would stop at."""
    return places_with(rows, bytes(SIZE), data)[0]


def places_with(bytes rows not None, bytes more not None, const uchar[::1] data not None):
    """Number of places in ``data`` that tables would stop at which hold a window more, by its bucket.

    ``more`` has a byte 1 where the window's rows are set, in tables like ``rows``.
    """
    cdef const uchar* row = <const uchar*><const char*>rows
    cdef const uchar* added = <const uchar*><const char*>more
    cdef uchar[SIZE] both
    cdef int bucket, byte
    cdef Py_ssize_t[8] found
    cdef finder_place* places = NULL
    if len(rows) != SIZE or len(more) != SIZE:
        raise ValueError("tables of another width")
    places = <finder_place*>malloc(PLACES * sizeof(finder_place))
    if places == NULL:
        raise MemoryError
    with nogil:
        for bucket in range(8):
            for byte in range(SIZE):
                both[byte] = row[byte] | <uchar>(added[byte] << bucket)
            found[bucket] = count(&both[0], data, places)
    free(places)
    return [found[bucket] for bucket in range(8)]


cdef int file_keys(finder_tables* finder, list keys, list kept) except -1:
    """Give every key, in each of its spellings, a slot of its own.

    ``keys`` are numbers of letters as :mod:`fastparse.triggers` spells them, six and four of them.
    """
    cdef int bits
    for bits in range(LEAST_BITS, MOST_BITS + 1):
        finder.shift = 32 - bits
        if filed(finder, 0, keys[0], kept) and filed(finder, 1, keys[1], kept):
            return 0
    raise ValueError("more keys than can be told apart")


cdef bint filed(finder_tables* finder, int which, list found, list kept) except *:
    cdef int bits = 32 - finder.shift
    cdef bytes letters = b"".join([one[0].to_bytes(8, byteorder) for one in found])
    cdef bytes numbers = b"".join([one[1].to_bytes(2, byteorder) for one in found])
    cdef bytearray hashes = bytearray(4 << bits)
    cdef bytearray slots = bytearray(2 << bits)
    if not find_file(
        finder, which, <const char*>letters, <const char*>numbers, <size_t>len(found),
        <char*>hashes, <char*>slots,
    ):
        return False
    kept += [hashes, slots]
    return True


cdef const int* numbers_of(object column, list kept) except NULL:
    """Where the numbers of an ``array('i')`` are, in bytes that are kept."""
    cdef bytes copied = column.tobytes() + bytes(sizeof(int))
    kept.append(copied)
    return <const int*><const char*>copied


cdef void fill_sides(Key* key, Aim* aims, const uchar* literals) noexcept nogil:
    """Note the letters on either side of a key, for each of its aims."""
    cdef Aim* aim
    cdef const uchar* window
    cdef int index, letter, before, behind
    cdef uint64_t bits, mask
    key.near = 0
    for index in range(key.first, key.first + key.count):
        aim = &aims[index]
        window = literals + aim.text
        before = aim.offset if aim.offset < SIDE else SIDE
        behind = aim.length - key.known if aim.length - key.known < 2 * SIDE else 2 * SIDE
        aim.before = 0
        aim.before_mask = 0
        aim.behind = 0
        aim.behind_mask = 0
        aim.farther = 0
        aim.farther_mask = 0
        for letter in range(before):
            aim.before |= <uint64_t>(window[-1 - letter] | 32) << (56 - 8 * letter)
            aim.before_mask |= <uint64_t>255 << (56 - 8 * letter)
        for letter in range(behind):
            bits = <uint64_t>(window[key.known + letter] | 32) << (8 * (letter % SIDE))
            mask = <uint64_t>255 << (8 * (letter % SIDE))
            if letter < SIDE:
                aim.behind |= bits
                aim.behind_mask |= mask
            else:
                aim.farther |= bits
                aim.farther_mask |= mask
        aim.near = (
            (<uint32_t>1 << (SIDE + key.known + behind)) - (<uint32_t>1 << (SIDE - before))
        )
        key.near |= aim.near


cdef class Tables:
    """The tables of a scanner, read-only once they are made."""

    def __init__(
        self, *, bytes rows, list keys, bytes before, bytes after, bint tiny, aim_first, aim_anchor,
        aim_offset, key_known, key_where, key_groups, ops, bytes literals, firsts, counts, anchor_at, anchor_length,
        target_first, target_template, target_reach, target_shared, contexts, bares, fields_first,
        bytes opening, names, str path,
    ):
        cdef bytes padded = bytes(TEXT_PAD) + literals + bytes(TEXT_PAD)
        cdef bytes folds = bytes([32 if 97 <= letter <= 122 else 0 for letter in padded])
        cdef Plan* plan = &self.plan
        cdef Py_ssize_t index, place
        cdef Py_ssize_t count = len(aim_anchor)
        cdef int byte, group
        self.path = path_of(path)
        self.kept = [before, after, padded, folds, opening]
        if len(rows) != SIZE:
            raise ValueError("tables of another width")
        fill_rows(&plan.finder, <const uchar*><const char*>rows)
        for byte in range(256):
            plan.fold[byte] = 32 if is_blank(<uchar>byte) else lower(<uchar>byte)
        plan.keys = <int>(len(key_known))
        file_keys(&plan.finder, keys, self.kept)
        plan.finder.any = FIND_ANY if tiny else 0
        plan.finder.before = <const uint32_t*><const char*>before
        plan.finder.after = <const uint32_t*><const char*>after
        self.aims = <Aim*>malloc(<size_t>(count + 1) * sizeof(Aim))
        self.key = <Key*>malloc(<size_t>(plan.keys + 1) * sizeof(Key))
        if self.aims == NULL or self.key == NULL:
            raise MemoryError
        for index in range(count):
            place = aim_anchor[index]
            self.aims[index].anchor = <int>place
            self.aims[index].offset = aim_offset[index]
            self.aims[index].text = anchor_at[place] + aim_offset[index]
            self.aims[index].length = anchor_length[place] - aim_offset[index]
        for index in range(plan.keys):
            self.key[index].first = aim_first[index]
            self.key[index].count = aim_first[index + 1] - aim_first[index]
            self.key[index].known = key_known[index]
            self.key[index].where = key_where[index]
            for group in range(GROUPS + 1):
                self.key[index].groups[group] = key_groups[index * (GROUPS + 1) + group]
            fill_sides(&self.key[index], self.aims, <const uchar*><const char*>padded + TEXT_PAD)
        plan.aims = self.aims
        plan.key = self.key
        plan.ops = <const Op*>numbers_of(ops, self.kept)
        plan.literals = <const uchar*><const char*>padded + TEXT_PAD
        plan.folds = <const uchar*><const char*>folds + TEXT_PAD
        plan.firsts = numbers_of(firsts, self.kept)
        plan.counts = numbers_of(counts, self.kept)
        plan.target_first = numbers_of(target_first, self.kept)
        plan.target_template = numbers_of(target_template, self.kept)
        plan.target_reach = numbers_of(target_reach, self.kept)
        plan.target_shared = numbers_of(target_shared, self.kept)
        plan.contexts = numbers_of(contexts, self.kept)
        plan.bares = numbers_of(bares, self.kept)
        plan.fields_first = numbers_of(fields_first, self.kept)
        plan.opening = <const uchar*><const char*>opening
        plan.names = numbers_of(names, self.kept)
        self.templates = <size_t>len(counts)
        self.ops = <size_t>(len(ops) // 4)
        self.most_ops = max(counts, default=1)

    def __dealloc__(self):
        free(self.aims)
        free(self.key)

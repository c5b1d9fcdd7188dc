# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The scanner's tables, and what a walk found as columns."""

from cpython cimport array
from libc.stdint cimport uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, qsort
from libc.string cimport memset

import array

from fastparse._chars cimport is_blank, lower, uchar
from fastparse._find cimport (
    FIND_ANY, FIND_WIDTH, find_file, finder_named, finder_path, finder_paths, finder_place,
    finder_tables, finder_walk,
)
from fastparse._match cimport Matcher, Op, Quiet, Span
from fastparse._tags cimport LEAD
from fastparse._text cimport TEXT_PAD
from fastparse._walk cimport PLACES, Aim, Candidate, Plan, Pool, Window, order_of, walk

cdef enum:
    SPAN = 4096
    LEAST_BITS = 12    # of the slots that keys are filed in
    MOST_BITS = 20
    LOOKAHEAD = 2      # bytes behind a match's limit that a number's end may look at


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


cdef void fill_rows(finder_tables* finder, bytes rows):
    cdef int place, byte
    cdef const uchar* row = rows
    if len(rows) != 256 * FIND_WIDTH:
        raise ValueError("tables of another width")
    memset(finder, 0, sizeof(finder_tables))
    for place in range(FIND_WIDTH):
        for byte in range(256):
            finder.rows[place][byte] = row[256 * place + byte]
            finder.low[place][byte & 15] |= row[256 * place + byte]
            finder.high[place][byte >> 4] |= row[256 * place + byte]
            finder.steps[byte] |= <uint64_t>(row[256 * place + byte] ^ 255) << (8 * place)


def count_places(bytes rows not None, const uchar[::1] data not None):
    """Number of places in ``data`` that these tables would stop at."""
    cdef finder_tables finder
    cdef finder_walk steps
    cdef finder_path path = path_of(None)
    cdef Py_ssize_t found = 0
    cdef uint32_t[8] none
    memset(&none[0], 0, sizeof(none))
    places = bytearray(PLACES * sizeof(finder_place))
    cdef uchar[::1] room = places
    cdef int which
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
    steps.places = <finder_place*>&room[0]
    steps.room = PLACES
    with nogil:
        while steps.at < steps.end:
            steps.count = 0
            path(&steps)
            found += <Py_ssize_t>steps.count
    return found


cdef list file_keys(finder_tables* finder, list keys):
    """Give every key, in each of its spellings, a slot of its own; returns what holds the slots.

    ``keys`` are numbers of letters as :mod:`fastparse.triggers` spells them, six and four of them.
    """
    cdef int bits
    for bits in range(LEAST_BITS, MOST_BITS + 1):
        finder.shift = 32 - bits
        held = [filed(finder, which, keys[which]) for which in range(2)]
        if None not in held:
            return held
    raise ValueError("more keys than can be told apart")


cdef tuple filed(finder_tables* finder, int which, list found):
    cdef int bits = 32 - finder.shift
    held = (array.array("I", bytes(4 << bits)), array.array("H", bytes(2 << bits)))
    cdef const uint64_t[::1] letters = array.array("Q", [one[0] for one in found] or [0])
    cdef const uint16_t[::1] numbers = array.array("H", [one[1] for one in found] or [0])
    cdef uint32_t[::1] hashes = held[0]
    cdef uint16_t[::1] slots = held[1]
    if find_file(
        finder, which, &letters[0], &numbers[0], <size_t>len(found), &hashes[0], &slots[0]
    ):
        return held
    return None


cdef class Tables:
    """The tables of a scanner, read-only once they are made."""

    cdef Plan plan
    cdef finder_path path
    cdef Aim* aims
    cdef tuple kept  # what the pointers point into
    cdef list filed
    cdef size_t ops
    cdef size_t most_ops

    def __init__(
        self, *, bytes rows, list keys, bytes before, bytes after, bint tiny,
        array.array aim_first, array.array aim_anchor, array.array aim_offset, array.array aim_shared,
        array.array ops, bytes literals,
        array.array firsts, array.array counts, array.array anchor_at, array.array anchor_length,
        array.array target_first, array.array target_template, array.array target_reach,
        array.array target_shared,
        array.array contexts, array.array bares, array.array fields_first, bytes opening,
        array.array names, str path,
    ):
        cdef bytes padded = bytes(TEXT_PAD) + literals + bytes(TEXT_PAD)
        cdef bytes folds = bytes([32 if 97 <= letter <= 122 else 0 for letter in padded])
        self.path = path_of(path)
        self.kept = (
            before, after, aim_first, ops, padded, folds, firsts, counts,
            anchor_at, anchor_length, target_first, target_template, target_reach, target_shared, contexts, bares,
            fields_first, opening, names,
        )
        cdef int place, byte
        fill_rows(&self.plan.finder, rows)
        for byte in range(256):
            self.plan.fold[byte] = 32 if is_blank(<uchar>byte) else lower(<uchar>byte)
        self.plan.keys = len(aim_first) - 1
        self.filed = file_keys(&self.plan.finder, keys)
        self.plan.finder.any = FIND_ANY if tiny else 0
        self.plan.finder.before = <const uint32_t*><const uchar*>before
        self.plan.finder.after = <const uint32_t*><const uchar*>after
        self.plan.aim_first = aim_first.data.as_ints
        cdef Py_ssize_t index
        cdef Py_ssize_t count = len(aim_anchor)
        self.aims = <Aim*>malloc(<size_t>(count + 1) * sizeof(Aim))
        if self.aims == NULL:
            raise MemoryError
        for index in range(count):
            self.aims[index].anchor = aim_anchor.data.as_ints[index]
            self.aims[index].offset = aim_offset.data.as_ints[index]
            self.aims[index].shared = aim_shared.data.as_ints[index]
            place = self.aims[index].anchor
            self.aims[index].text = anchor_at.data.as_ints[place] + aim_offset.data.as_ints[index]
            self.aims[index].length = anchor_length.data.as_ints[place] - aim_offset.data.as_ints[index]
        self.plan.aims = self.aims
        self.plan.ops = <const Op*>ops.data.as_ints
        self.plan.literals = <const uchar*>padded + TEXT_PAD
        self.plan.folds = <const uchar*>folds + TEXT_PAD
        self.plan.firsts = firsts.data.as_ints
        self.plan.counts = counts.data.as_ints
        self.plan.anchor_at = anchor_at.data.as_ints
        self.plan.anchor_length = anchor_length.data.as_ints
        self.plan.target_first = target_first.data.as_ints
        self.plan.target_template = target_template.data.as_ints
        self.plan.target_reach = target_reach.data.as_ints
        self.plan.target_shared = target_shared.data.as_ints
        self.plan.contexts = contexts.data.as_ints
        self.plan.bares = bares.data.as_ints
        self.plan.fields_first = fields_first.data.as_ints
        self.plan.opening = opening
        self.plan.names = names.data.as_ints
        self.ops = <size_t>(len(ops) // 4)
        self.most_ops = max(counts, default=1)

    def __dealloc__(self):
        free(self.aims)


cdef class Found:
    """The candidates of one window, which wait for those before them."""

    cdef const uchar[::1] view
    cdef Window window
    cdef Pool pool
    cdef Py_ssize_t feeds        # line feeds from the window's beginning to `until`

    @property
    def tried(self):
        """Places that the walk found."""
        return self.pool.tried

    def __dealloc__(self):
        free(self.pool.candidates)
        free(self.pool.spans)

    cdef void choose(self, Py_ssize_t* taken, Py_ssize_t* hits, Py_ssize_t* spans) noexcept nogil:
        """Move the candidates that win to the front; ``taken`` is where the last hit ends."""
        cdef Py_ssize_t index
        cdef Candidate* candidates = self.pool.candidates
        if not self.pool.sorted:
            qsort(candidates, <size_t>self.pool.count, sizeof(Candidate), order_of)
        for index in range(self.pool.count):
            if candidates[index].start + self.window.base >= taken[0]:
                taken[0] = candidates[index].end + self.window.base
                candidates[hits[0]] = candidates[index]
                hits[0] += 1
                spans[0] += candidates[index].count

    cdef tuple columns(self, Py_ssize_t hits, Py_ssize_t spans, Py_ssize_t offset, Py_ssize_t first):
        """Make the columns of the chosen ones; ``first`` is the line of the window's beginning."""
        cdef array.array ints = array.array("i")
        cdef array.array longs = array.array("q")
        cdef array.array signature = array.clone(ints, hits, False)
        cdef array.array start = array.clone(longs, hits, False)
        cdef array.array end = array.clone(longs, hits, False)
        cdef array.array line = array.clone(longs, hits, False)
        cdef array.array line_start = array.clone(longs, hits, False)
        cdef array.array field_hit = array.clone(longs, spans, False)
        cdef array.array field_name = array.clone(ints, spans, False)
        cdef array.array field_start = array.clone(longs, spans, False)
        cdef array.array field_end = array.clone(longs, spans, False)
        cdef Py_ssize_t hit, index
        cdef Py_ssize_t out = 0
        cdef Py_ssize_t shift = self.window.base + offset
        cdef Candidate* one
        cdef Span* span
        with nogil:
            for hit in range(hits):
                one = &self.pool.candidates[hit]
                signature.data.as_ints[hit] = one.template_
                start.data.as_longlongs[hit] = one.start + shift
                end.data.as_longlongs[hit] = one.end + shift
                line.data.as_longlongs[hit] = first + one.line
                line_start.data.as_longlongs[hit] = one.line_start + shift
                for index in range(one.count):
                    span = &self.pool.spans[one.spans + index]
                    field_hit.data.as_longlongs[out] = hit
                    field_name.data.as_ints[out] = span.name
                    field_start.data.as_longlongs[out] = span.start + shift
                    field_end.data.as_longlongs[out] = span.end + shift
                    out += 1
        return (
            signature, start, end, line, line_start, field_hit, field_name, field_start, field_end,
        )


def collect(
    Tables tables not None, const uchar[::1] data not None, Py_ssize_t base, Py_ssize_t begin,
    Py_ssize_t until, bint final,
):
    """Find what starts in ``data[begin:until]``, which begins at ``base`` of the whole input.

    ``final``: the window ends the input. Runs without the GIL, and touches nothing else.
    """
    cdef Found found = Found()
    cdef Matcher* matcher = NULL
    cdef int index
    cdef int status = -1
    found.view = data
    found.window.size = data.shape[0]
    found.window.data = &data[0] if data.shape[0] else NULL
    found.window.base = base
    found.window.begin = begin
    found.window.until = until
    found.window.final = final
    found.pool.sorted = True
    for index in range(6):
        found.pool.recent[index].body = -1
    if not 0 <= begin <= until <= data.shape[0]:
        raise ValueError("a window outside the data")
    with nogil:
        matcher = new_matcher(tables)
        found.pool.places = <finder_place*>malloc(PLACES * sizeof(finder_place))
        if matcher != NULL and found.pool.places != NULL:
            status = walk(
                &tables.plan, tables.path, &found.window, matcher, &found.pool, &found.feeds
            )
        free(found.pool.places)
        found.pool.places = NULL
        free_matcher(matcher)
    if status:
        raise MemoryError
    return found


cdef Matcher* new_matcher(Tables tables) noexcept nogil:
    cdef Matcher* matcher = <Matcher*>malloc(sizeof(Matcher))
    if matcher == NULL:
        return NULL
    matcher.ops = tables.plan.ops
    matcher.literals = tables.plan.literals
    matcher.folds = tables.plan.folds
    matcher.failed = <uchar*>malloc((tables.most_ops * (SPAN + 1) >> 3) + 1)
    matcher.quiet = <Quiet*>malloc((tables.ops + 1) * sizeof(Quiet))
    if matcher.failed == NULL or matcher.quiet == NULL:
        free_matcher(matcher)
        return NULL
    matcher.saved.shared = 0
    memset(matcher.quiet, 0, tables.ops * sizeof(Quiet))
    return matcher


cdef void free_matcher(Matcher* matcher) noexcept nogil:
    if matcher != NULL:
        free(matcher.failed)
        free(matcher.quiet)
        free(matcher)


cdef class Run:
    """One walk over an input, in windows that overlap, in order.

    ``resume`` is the index into the whole input from which the next window's matches may start.
    """

    cdef Tables tables
    cdef readonly Py_ssize_t resume
    cdef Py_ssize_t offset
    cdef Py_ssize_t taken       # end of the last hit
    cdef Py_ssize_t line        # number of the line that `resume` stands in

    def __cinit__(self, Tables tables not None, Py_ssize_t offset, Py_ssize_t line):
        self.tables = tables
        self.offset = offset
        self.line = line

    def feed(self, const uchar[::1] data not None, Py_ssize_t base, bint final):
        """Scan a window that begins at ``base`` of the whole input, ``final`` when it ends it.

        Returns the columns of fastparse.hits.Columns for the hits that start before the new
        ``resume``.
        """
        cdef Py_ssize_t begin = self.resume - base
        cdef Py_ssize_t until = data.shape[0]
        if begin < 0 or begin > until:
            raise ValueError("the window leaves out bytes that were not scanned")
        if not final:
            until -= SPAN + LOOKAHEAD + LEAD
            if until < begin:
                until = begin
        return self.take(collect(self.tables, data, base, begin, until, final))

    def take(self, Found found not None):
        """Choose among what :func:`collect` found from ``resume`` on; returns the columns."""
        cdef Py_ssize_t hits = 0
        cdef Py_ssize_t spans = 0
        cdef Py_ssize_t line = self.line
        if found.window.base + found.window.begin != self.resume:
            raise ValueError("windows are taken in order")
        with nogil:
            found.choose(&self.taken, &hits, &spans)
        self.resume = found.window.base + found.window.until
        self.line += found.feeds
        return found.columns(hits, spans, self.offset, line)

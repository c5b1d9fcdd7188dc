# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The scanner: one walk over the bytes, a try at every anchor found, hits into columns.

The walk (find.h) notes places a stretch at a time; their windows lead to anchors, and anchors to
templates. Nothing here is quadratic: an anchor costs a bounded try (see _match and _tags).
"""

from cpython cimport array
from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport free, malloc, qsort, realloc
from libc.string cimport memcpy, memset

import array

from fastparse._chars cimport count_of, is_alnum, is_blank, last_of, lower, uchar
from fastparse._find cimport (
    FIND_KEYS, FIND_READ, FIND_WIDTH, find_part, find_whole, finder_named, finder_path, finder_paths, finder_place,
    finder_tables, finder_walk,
)
from fastparse._match cimport Matcher, Op, Quiet, Span, match
from fastparse._stamps cimport Stamp, read_stamp
from fastparse._tags cimport LEAD, Tag, read_tag

cdef enum:
    SPAN = 4096
    BLANK_LIMIT = 128
    LOOKAHEAD = 2      # bytes behind a match's limit that a number's end may look at
    CONTEXT_NAMES = 4
    UNSEEN = -1
    STRETCH = 1 << 17  # bytes walked before what was found in them, while they are in the cache
    PLACES = 1 << 13

cdef struct Candidate:
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t spans   # index of its first span
    int count
    int template_
    Py_ssize_t mark    # a place near the start ...
    Py_ssize_t marked  # ... and the line feeds between the window's beginning and there

cdef struct Recent:
    # The context that was looked for last.
    Py_ssize_t body
    int context
    int bare          # UNSEEN, or whether the body opens its line
    bint tagged
    Tag tag

cdef struct Pool:
    # Candidates of one feed and the spans of their fields.
    Recent recent
    finder_place* places
    Candidate* candidates
    Py_ssize_t count
    Py_ssize_t room
    Span* spans
    Py_ssize_t span_count
    Py_ssize_t span_room
    Py_ssize_t tried   # places
    bint sorted


cdef int order_of(const void* left, const void* right) noexcept nogil:
    """The preference among overlapping matches: first start, then the longest, then the first."""
    cdef const Candidate* a = <const Candidate*>left
    cdef const Candidate* b = <const Candidate*>right
    if a.start != b.start:
        return -1 if a.start < b.start else 1
    if a.end != b.end:
        return -1 if a.end > b.end else 1
    return a.template_ - b.template_


cdef Candidate* next_candidate(Pool* pool) noexcept nogil:
    cdef Py_ssize_t room
    cdef void* moved
    if pool.count == pool.room:
        room = 2 * pool.room + 64
        moved = realloc(pool.candidates, <size_t>room * sizeof(Candidate))
        if moved == NULL:
            return NULL
        pool.candidates = <Candidate*>moved
        pool.room = room
    pool.count += 1
    return &pool.candidates[pool.count - 1]


cdef Span* next_spans(Pool* pool, int count) noexcept nogil:
    cdef Py_ssize_t room
    cdef void* moved
    if pool.spans == NULL or pool.span_count + count > pool.span_room:
        room = 2 * pool.span_room + 128 + count
        moved = realloc(pool.spans, <size_t>room * sizeof(Span))
        if moved == NULL:
            return NULL
        pool.spans = <Span*>moved
        pool.span_room = room
    pool.span_count += count
    return &pool.spans[pool.span_count - count]


cdef struct Aim:
    # An anchor that a window stands in.
    int anchor
    int offset        # of the window in its text
    uchar before      # the letter before the window; 0: none

cdef struct Plan:
    # Pointers into a scanner's tables.
    finder_tables finder
    const uint32_t* keys        # per slot, see fastparse.triggers.Triggers
    const int* slots
    int shift
    int lengths
    const int* aim_first
    const Aim* aims
    const int* anchor_at        # per anchor: its text in the literals
    const int* anchor_length
    const int* target_first     # per anchor: its first target, and one more at the end
    const int* target_template  # per target
    const int* target_reach
    const int* firsts           # per template: its ops
    const int* counts
    const int* contexts
    const int* bares
    const int* fields_first
    const uchar* opening        # per template: 256 flags, the bytes that its text can begin with
    const int* names            # per template: four names of its context's fields
    const Op* ops
    const uchar* literals
    uchar fold[256]             # upper case to lower, any blank to a space


cdef struct Window:
    # Bytes at hand, and which matches are looked for: those that start in data[begin:until].
    const uchar* data
    Py_ssize_t size
    Py_ssize_t base   # index of data[0] in the whole input
    Py_ssize_t begin
    Py_ssize_t until
    bint final        # whether it ends the input


cdef Py_ssize_t anchor_start(
    const Window* window, const uchar* fold, Py_ssize_t at, const uchar* text, int length
) noexcept nogil:
    """Where an anchor starts whose ``length`` letters before ``text`` end before ``at``, or -1.

    A blank at ``at`` may be the last one of a run.
    """
    cdef const uchar* data = window.data
    cdef Py_ssize_t least
    while True:
        if text[0] == 32:
            least = at - BLANK_LIMIT
            while at > window.begin and is_blank(data[at - 1]):
                at -= 1
                if at < least:
                    return -1
        if length == 0:
            return at
        length -= 1
        text -= 1
        at -= 1
        if at < window.begin or fold[data[at]] != text[0]:
            return -1


cdef bint anchor_ends(
    const Window* window, const uchar* fold, Py_ssize_t at, const uchar* text, int length
) noexcept nogil:
    """Whether the ``length`` letters of an anchor from ``text`` on stand at ``at``."""
    cdef const uchar* data = window.data
    cdef const uchar* end = text + length
    cdef Py_ssize_t size = window.size
    while text < end:
        if at >= size or fold[data[at]] != text[0]:
            return False
        at += 1
        if text[0] == 32:
            while at < size and is_blank(data[at]):
                at += 1
        text += 1
    return True


cdef bint may_start(
    const Plan* plan, const Window* window, Py_ssize_t body, int template_
) noexcept nogil:
    """Whether a text may begin here: one that opens with a field does at the start of a token."""
    if not plan.opening[256 * template_ + window.data[body]]:
        return False
    if not plan.fields_first[template_]:
        return True
    if body == 0:
        return window.base == 0
    cdef uchar byte = window.data[body - 1]
    return not (is_alnum(byte) or byte == 95 or byte == 46)


cdef bint opens_line(const Window* window, Py_ssize_t floor, Py_ssize_t body) noexcept nogil:
    """Whether only blanks and a timestamp stand before ``body`` in its line."""
    cdef const uchar* data = window.data
    cdef Py_ssize_t line
    cdef Stamp stamp
    line = last_of(data, floor, body, 10) + 1
    if line == 0:
        if floor + window.base > 0:
            return False
        line = floor
    read_stamp(data, line, body + 1, &stamp)
    if stamp.time_start >= 0:
        return stamp.end == body
    while line < body and is_blank(data[line]):
        line += 1
    return line == body


cdef Tag* context_before(
    const Plan* plan, const Window* window, Recent* recent, Py_ssize_t body, int template_
) noexcept nogil:
    """What stands before ``body`` of the template's context; NULL when that doesn't fit.

    Many templates are tried at one place: what was found for one is kept for the next.
    """
    cdef int context = plan.contexts[template_]
    cdef Py_ssize_t floor = body - LEAD if body > LEAD else 0
    if recent.body != body or recent.context != context:
        recent.body = body
        recent.context = context
        recent.tag.start = body
        recent.tag.count = 0
        recent.bare = UNSEEN
        recent.tagged = context < 0 or read_tag(context, window.data, floor, body, &recent.tag)
    if recent.tagged:
        return &recent.tag
    if not plan.bares[template_]:
        return NULL
    if recent.bare == UNSEEN:
        recent.tag.start = body
        recent.tag.count = 0
        recent.bare = opens_line(window, floor, body)
    return &recent.tag if recent.bare else NULL


cdef int attempt(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t body, int template_
) noexcept nogil:
    """Try one template at one position; a match becomes a candidate. -1 without memory."""
    cdef Py_ssize_t end
    cdef Tag* tag
    cdef Candidate* candidate
    cdef Span* spans
    cdef int index
    if body >= window.size or (not window.final and body >= window.until + LEAD):
        return 0
    tag = context_before(plan, window, &pool.recent, body, template_)
    if tag == NULL:
        return 0
    if tag.start < window.begin or tag.start >= window.until:
        return 0
    end = match(
        matcher, plan.firsts[template_], plan.counts[template_], window.data, window.size, body
    )
    if end < 0:
        return 0
    spans = next_spans(pool, tag.count + matcher.captured)
    candidate = next_candidate(pool)
    if spans == NULL or candidate == NULL:
        return -1
    candidate.start = tag.start
    candidate.end = end
    candidate.template_ = template_
    candidate.count = tag.count + matcher.captured
    candidate.spans = pool.span_count - candidate.count
    for index in range(tag.count):
        spans[index].name = plan.names[template_ * CONTEXT_NAMES + tag.which[index]]
        spans[index].start = tag.first[index]
        spans[index].end = tag.last[index]
    for index in range(matcher.captured):
        spans[tag.count + index] = matcher.spans[index]
    if pool.count > 1 and order_of(candidate - 1, candidate) > 0:
        pool.sorted = False
    return 0


cdef int try_anchor(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t start, int anchor
) noexcept nogil:
    """Try the templates of an anchor that starts at ``start``."""
    cdef int target, reach
    cdef Py_ssize_t body
    for target in range(plan.target_first[anchor], plan.target_first[anchor + 1]):
        reach = plan.target_reach[target]
        body = start - reach
        if body < window.begin:
            body = window.begin
        while body <= start:
            if reach == 0 or may_start(plan, window, body, plan.target_template[target]):
                if attempt(plan, window, matcher, pool, body, plan.target_template[target]):
                    return -1
            body += 1
    return 0


cdef int try_window(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t at, int found
) noexcept nogil:
    """Try the anchors of a window that seems to stand at ``at``."""
    cdef const uchar* fold = plan.fold
    cdef uchar before = fold[window.data[at - 1]] if at > window.begin else 0
    cdef const Aim* aim = plan.aims + plan.aim_first[found]
    cdef const Aim* last = plan.aims + plan.aim_first[found + 1]
    cdef const uchar* text
    cdef Py_ssize_t start
    while aim < last:
        if aim.before == 0 or aim.before == before:
            text = plan.literals + plan.anchor_at[aim.anchor] + aim.offset
            if anchor_ends(window, fold, at, text, plan.anchor_length[aim.anchor] - aim.offset):
                start = anchor_start(window, fold, at, text, aim.offset)
                if start >= 0 and try_anchor(plan, window, matcher, pool, start, aim.anchor):
                    return -1
        aim += 1
    return 0


cdef inline int try_hash(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t at, uint32_t key
) noexcept nogil:
    """Try the windows with that hash."""
    cdef uint32_t slot = key >> plan.shift
    cdef uint32_t last = (<uint32_t>0xFFFFFFFF) >> plan.shift
    while plan.slots[slot] >= 0:
        if plan.keys[slot] == key:
            if try_window(plan, window, matcher, pool, at, plan.slots[slot]):
                return -1
        slot = (slot + 1) & last
    return 0


cdef int try_place(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t at
) noexcept nogil:
    """Try the windows of every length that may stand at ``at``."""
    cdef uint64_t letters = 0
    cdef uint32_t part
    cdef int length
    if at + FIND_READ <= window.size:
        memcpy(&letters, window.data + at, FIND_READ)
    else:
        memcpy(&letters, window.data + at, <size_t>(window.size - at))
    if try_hash(plan, window, matcher, pool, at, find_whole(letters)):
        return -1
    part = <uint32_t>letters | <uint32_t>0x20202020
    if try_hash(plan, window, matcher, pool, at, find_part(part)):
        return -1
    if plan.lengths & 0xE:
        for length in range(1, 4):
            if plan.lengths >> length & 1 and try_hash(
                plan, window, matcher, pool, at,
                find_part(part & ((<uint32_t>1 << (8 * length)) - 1)),
            ):
                return -1
    return 0


cdef int walk(
    const Plan* plan, finder_path path, const Window* window, Matcher* matcher, Pool* pool,
    Py_ssize_t* feeds,
) noexcept nogil:
    """Collect the window's candidates, and count the line feeds before ``until``."""
    cdef finder_walk steps
    cdef size_t index
    cdef Py_ssize_t end, before
    cdef Py_ssize_t lines = 0
    cdef Py_ssize_t at = window.begin
    cdef finder_place* place
    feeds[0] = 0
    steps.tables = &plan.finder
    steps.data = window.data
    steps.limit = <size_t>window.size
    steps.places = pool.places
    steps.room = PLACES
    while at < window.size:
        end = at + STRETCH if at + STRETCH < window.size else window.size
        if at < window.until < end:
            end = window.until
        steps.begin = <size_t>at
        steps.at = <size_t>at
        steps.end = <size_t>end
        steps.count = 0
        steps.lines = 0
        path(&steps)
        pool.tried += <Py_ssize_t>steps.count
        for index in range(steps.count):
            place = &pool.places[index]
            before = pool.count
            if try_place(plan, window, matcher, pool, at + place.at):
                return -1
            while before < pool.count:
                pool.candidates[before].mark = at + place.block
                pool.candidates[before].marked = lines + place.lines
                before += 1
        lines += <Py_ssize_t>steps.lines
        at = <Py_ssize_t>steps.at
        if at <= window.until:
            feeds[0] = lines
    return 0


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


def count_places(bytes rows not None, const uchar[::1] data not None):
    """Number of places in ``data`` that these tables would stop at."""
    cdef finder_tables finder
    cdef finder_walk steps
    cdef finder_path path = path_of(None)
    cdef Py_ssize_t found = 0
    places = bytearray(PLACES * sizeof(finder_place))
    cdef uchar[::1] room = places
    fill_rows(&finder, rows)
    memset(finder.part, 255, FIND_KEYS // 8)
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


cdef class Tables:
    """The tables of a scanner, read-only once they are made."""

    cdef Plan plan
    cdef finder_path path
    cdef Aim* aims
    cdef tuple kept  # what the pointers point into
    cdef size_t ops
    cdef size_t most_ops

    def __init__(
        self, *, bytes rows, int shift, array.array keys, array.array slots, int lengths, list wholes, list parts,
        array.array aim_first, array.array aim_anchor, array.array aim_offset,
        array.array ops, bytes literals,
        array.array firsts, array.array counts, array.array anchor_at, array.array anchor_length,
        array.array target_first, array.array target_template, array.array target_reach,
        array.array contexts, array.array bares, array.array fields_first, bytes opening,
        array.array names, str path,
    ):
        self.path = path_of(path)
        self.kept = (
            keys, slots, aim_first, ops, literals, firsts, counts,
            anchor_at, anchor_length, target_first, target_template, target_reach, contexts, bares,
            fields_first, opening, names,
        )
        cdef int place, byte
        fill_rows(&self.plan.finder, rows)
        for byte in range(256):
            self.plan.fold[byte] = 32 if is_blank(<uchar>byte) else lower(<uchar>byte)
        cdef uint32_t hash_
        for hash_ in wholes:
            self.plan.finder.whole[hash_ >> 25] |= <uint64_t>1 << (hash_ >> 19 & 63)
        for hash_ in parts:
            self.plan.finder.part[hash_ >> 25] |= <uint64_t>1 << (hash_ >> 19 & 63)
        if lengths & 0xE:  # letters that a hash of four does not stand for
            memset(self.plan.finder.part, 255, FIND_KEYS // 8)
        self.plan.keys = keys.data.as_uints
        self.plan.slots = slots.data.as_ints
        self.plan.shift = shift
        self.plan.lengths = lengths
        self.plan.aim_first = aim_first.data.as_ints
        cdef Py_ssize_t index
        cdef Py_ssize_t count = len(aim_anchor)
        self.aims = <Aim*>malloc(<size_t>(count + 1) * sizeof(Aim))
        if self.aims == NULL:
            raise MemoryError
        for index in range(count):
            self.aims[index].anchor = aim_anchor.data.as_ints[index]
            self.aims[index].offset = aim_offset.data.as_ints[index]
            self.aims[index].before = 0
            place = anchor_at.data.as_ints[self.aims[index].anchor] + self.aims[index].offset
            if self.aims[index].offset:
                self.aims[index].before = (<const uchar*>literals)[place - 1]
        self.plan.aims = self.aims
        self.plan.ops = <const Op*>ops.data.as_ints
        self.plan.literals = literals
        self.plan.firsts = firsts.data.as_ints
        self.plan.counts = counts.data.as_ints
        self.plan.anchor_at = anchor_at.data.as_ints
        self.plan.anchor_length = anchor_length.data.as_ints
        self.plan.target_first = target_first.data.as_ints
        self.plan.target_template = target_template.data.as_ints
        self.plan.target_reach = target_reach.data.as_ints
        self.plan.contexts = contexts.data.as_ints
        self.plan.bares = bares.data.as_ints
        self.plan.fields_first = fields_first.data.as_ints
        self.plan.opening = opening
        self.plan.names = names.data.as_ints
        self.ops = <size_t>(len(ops) // 3)
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

    cdef Py_ssize_t feeds_before(self, const Candidate* one) noexcept nogil:
        """Line feeds from the window's beginning to a candidate's start."""
        if one.start < one.mark:
            return one.marked - count_of(self.window.data, one.start, one.mark, 10)
        return one.marked + count_of(self.window.data, one.mark, one.start, 10)

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
        cdef Py_ssize_t hit, index, floor
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
                line.data.as_longlongs[hit] = first + self.feeds_before(one)
                floor = one.start - LEAD - 1 if one.start > LEAD else 0
                index = last_of(self.window.data, floor, one.start, 10)
                line_start.data.as_longlongs[hit] = (floor if index < 0 else index + 1) + shift
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
    cdef int status = -1
    found.view = data
    found.window.size = data.shape[0]
    found.window.data = &data[0] if data.shape[0] else NULL
    found.window.base = base
    found.window.begin = begin
    found.window.until = until
    found.window.final = final
    found.pool.sorted = True
    found.pool.recent.body = -1
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
    matcher.failed = <uchar*>malloc((tables.most_ops * (SPAN + 1) >> 3) + 1)
    matcher.quiet = <Quiet*>malloc((tables.ops + 1) * sizeof(Quiet))
    if matcher.failed == NULL or matcher.quiet == NULL:
        free_matcher(matcher)
        return NULL
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

# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The scanner: one pass of the automaton, a try at every anchor, hits into columns.

Nothing here is quadratic: an anchor costs a bounded try (see _match and _tags), and line feeds
are counted once.
"""

from cpython cimport array
from libc.stdlib cimport free, malloc, qsort, realloc
from libc.string cimport memset

import array

from fastparse._chars cimport count_of, is_alnum, is_blank, last_of, uchar
from fastparse._match cimport Matcher, Op, Quiet, Span, match
from fastparse._stamps cimport Stamp, read_stamp
from fastparse._tags cimport LEAD, Tag, read_tag

cdef enum:
    SPAN = 4096
    BLANK_LIMIT = 128
    LOOKAHEAD = 2      # bytes behind a match's limit that a number's end may look at
    CONTEXT_NAMES = 4
    UNSEEN = -1

cdef struct Candidate:
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t spans   # index of its first span
    int count
    int template_

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
    Candidate* candidates
    Py_ssize_t count
    Py_ssize_t room
    Span* spans
    Py_ssize_t span_count
    Py_ssize_t span_room
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


cdef struct Plan:
    # Pointers into a scanner's tables.
    const unsigned int* rows
    const uchar* classes
    unsigned int accept
    unsigned int width
    const int* first_found      # per accepting state, see fastparse.program.Automaton
    const int* found
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


cdef struct Window:
    # Bytes at hand, and which matches are looked for: those that start in data[begin:until].
    const uchar* data
    Py_ssize_t size
    Py_ssize_t base   # index of data[0] in the whole input
    Py_ssize_t begin
    Py_ssize_t until
    bint final        # whether it ends the input


cdef Py_ssize_t anchor_start(
    const Window* window, Py_ssize_t end, const uchar* text, int length
) noexcept nogil:
    """Where the anchor starts that ends before ``end``; -1 when a blank of it is too long."""
    cdef const uchar* data = window.data
    cdef Py_ssize_t at = end
    cdef Py_ssize_t least
    while length > 0:
        length -= 1
        if text[length] != 32:
            at -= 1
            continue
        least = at - BLANK_LIMIT
        while at > window.begin and is_blank(data[at - 1]):
            at -= 1
            if at < least:
                return -1
    return at if at >= window.begin else -1


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


cdef int try_anchors(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t end,
    unsigned int state,
) noexcept nogil:
    """Try the templates of the anchors that end before ``end``."""
    cdef unsigned int accepting = (state - plan.accept) // plan.width
    cdef int index, anchor, target, reach
    cdef Py_ssize_t start, body
    for index in range(plan.first_found[accepting], plan.first_found[accepting + 1]):
        anchor = plan.found[index]
        start = anchor_start(
            window, end, plan.literals + plan.anchor_at[anchor], plan.anchor_length[anchor]
        )
        if start < 0:
            continue
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


cdef int walk(const Plan* plan, const Window* window, Matcher* matcher, Pool* pool) noexcept nogil:
    """Collect the window's candidates."""
    cdef const unsigned int* rows = plan.rows
    cdef const uchar* classes = plan.classes
    cdef const uchar* data = window.data
    cdef unsigned int accept = plan.accept
    cdef unsigned int state = 0
    cdef Py_ssize_t at = window.begin
    cdef Py_ssize_t size = window.size
    while at < size:
        state = rows[state + classes[data[at]]]
        at += 1
        if state >= accept:
            if try_anchors(plan, window, matcher, pool, at, state):
                return -1
    return 0


cdef class Tables:
    """The tables of a scanner, read-only once they are made."""

    cdef Plan plan
    cdef tuple kept  # what the pointers point into
    cdef size_t ops
    cdef size_t most_ops

    def __init__(
        self, *, bytes classes, array.array rows, unsigned int accept, unsigned int width,
        array.array first_found, array.array found, array.array ops, bytes literals,
        array.array firsts, array.array counts, array.array anchor_at, array.array anchor_length,
        array.array target_first, array.array target_template, array.array target_reach,
        array.array contexts, array.array bares, array.array fields_first, bytes opening,
        array.array names,
    ):
        self.kept = (
            classes, rows, first_found, found, ops, literals, firsts, counts, anchor_at,
            anchor_length, target_first, target_template, target_reach, contexts, bares,
            fields_first, opening, names,
        )
        self.plan.classes = classes
        self.plan.rows = rows.data.as_uints
        self.plan.accept = accept
        self.plan.width = width
        self.plan.first_found = first_found.data.as_ints
        self.plan.found = found.data.as_ints
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


cdef class Run:
    """One walk over an input, whole or in windows that overlap.

    ``resume`` is the index into the whole input from which the next window's matches may start.
    """

    cdef Tables tables
    cdef Matcher* matcher
    cdef Pool pool
    cdef readonly Py_ssize_t resume
    cdef Py_ssize_t offset
    cdef Py_ssize_t taken       # end of the last hit
    cdef Py_ssize_t line        # number of the line that `counted` stands in
    cdef Py_ssize_t counted
    cdef Py_ssize_t line_start  # index behind the last line feed before `counted`

    def __cinit__(self, Tables tables not None, Py_ssize_t offset, Py_ssize_t line):
        self.tables = tables
        self.offset = offset
        self.line = line
        self.matcher = <Matcher*>malloc(sizeof(Matcher))
        if self.matcher == NULL:
            raise MemoryError
        self.matcher.failed = NULL
        self.matcher.quiet = NULL
        self.matcher.ops = tables.plan.ops
        self.matcher.literals = tables.plan.literals
        self.matcher.failed = <uchar*>malloc((tables.most_ops * (SPAN + 1) >> 3) + 1)
        self.matcher.quiet = <Quiet*>malloc((tables.ops + 1) * sizeof(Quiet))
        if self.matcher.failed == NULL or self.matcher.quiet == NULL:
            raise MemoryError

    def __dealloc__(self):
        if self.matcher != NULL:
            free(self.matcher.failed)
            free(self.matcher.quiet)
            free(self.matcher)
        free(self.pool.candidates)
        free(self.pool.spans)

    def feed(self, const uchar[::1] data not None, Py_ssize_t base, bint final):
        """Scan a window that begins at ``base`` of the whole input, ``final`` when it ends it.

        Returns the columns of fastparse.hits.Columns for the hits that start before the new
        ``resume``.
        """
        cdef Window window
        cdef Py_ssize_t hits = 0
        cdef Py_ssize_t spans = 0
        cdef int status = 0
        window.size = data.shape[0]
        window.data = &data[0] if window.size else NULL
        window.base = base
        window.begin = self.resume - base
        window.until = window.size if final else window.size - SPAN - LOOKAHEAD - LEAD
        window.final = final
        if window.begin < 0 or window.begin > window.size:
            raise ValueError("the window leaves out bytes that were not scanned")
        if window.until > window.begin:
            with nogil:
                self.pool.count = 0
                self.pool.span_count = 0
                self.pool.sorted = True
                self.pool.recent.body = -1
                memset(self.matcher.quiet, 0, self.tables.ops * sizeof(Quiet))
                status = walk(&self.tables.plan, &window, self.matcher, &self.pool)
                if status == 0:
                    self.choose(base, &hits, &spans)
            if status:
                raise MemoryError
        columns = self.columns(window.data, base, hits, spans)
        if not final and window.until > window.begin:
            self.count_lines(window.data, base, base + window.until)
            self.resume = base + window.until
        return columns

    cdef void choose(self, Py_ssize_t base, Py_ssize_t* hits, Py_ssize_t* spans) noexcept nogil:
        """Keep the candidates that win, moved to the front of the pool."""
        cdef Py_ssize_t index
        cdef Candidate* candidates = self.pool.candidates
        if not self.pool.sorted:
            qsort(candidates, <size_t>self.pool.count, sizeof(Candidate), order_of)
        for index in range(self.pool.count):
            if candidates[index].start + base >= self.taken:
                self.taken = candidates[index].end + base
                candidates[hits[0]] = candidates[index]
                hits[0] += 1
                spans[0] += candidates[index].count

    cdef void count_lines(self, const uchar* data, Py_ssize_t base, Py_ssize_t until) noexcept nogil:
        """Count the line feeds up to ``until``, an index into the whole input."""
        cdef Py_ssize_t feed
        if until <= self.counted:
            return
        self.line += count_of(data, self.counted - base, until - base, 10)
        feed = last_of(data, self.counted - base, until - base, 10)
        if feed >= 0:
            self.line_start = base + feed + 1
        self.counted = until

    cdef tuple columns(self, const uchar* data, Py_ssize_t base, Py_ssize_t hits, Py_ssize_t spans):
        """Make the columns of the chosen candidates."""
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
        cdef Py_ssize_t shift = base + self.offset
        cdef Candidate* one
        cdef Span* span
        with nogil:
            for hit in range(hits):
                one = &self.pool.candidates[hit]
                self.count_lines(data, base, one.start + base)
                signature.data.as_ints[hit] = one.template_
                start.data.as_longlongs[hit] = one.start + shift
                end.data.as_longlongs[hit] = one.end + shift
                line.data.as_longlongs[hit] = self.line
                line_start.data.as_longlongs[hit] = self.line_start + self.offset
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

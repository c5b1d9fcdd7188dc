# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Walks over an input, window by window, and what they found as columns."""

from libc.stdint cimport int32_t, int64_t
from libc.stdlib cimport free, malloc, qsort
from libc.string cimport memset

from fastparse._chars cimport uchar
from fastparse._columns cimport Column, new_column
from fastparse._crew cimport Task
from fastparse._find cimport finder_place
from fastparse._match cimport Matcher, Quiet, Span
from fastparse._steps cimport Hits, Step
from fastparse._tables cimport Tables
from fastparse._tags cimport LEAD
from fastparse._walk cimport CONTEXTS, PLACES, Candidate, Pool, Window, order_of, walk

cdef extern from *:
    """
    #include <stdint.h>
    #include <sys/mman.h>
    #include <unistd.h>
    /* Lets go of the pages of a mapped file that `size` bytes before `end` stand in. */
    static void fastparse_pages_go(const unsigned char *end, ptrdiff_t size) {
    #ifdef MADV_DONTNEED
        const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
        const uintptr_t start = (uintptr_t)(end - size) & ~page;
        const uintptr_t stop = (uintptr_t)end & ~page;
        if (stop > start) (void)madvise((void *)start, stop - start, MADV_DONTNEED);
    #endif
    }
    """
    void pages_go "fastparse_pages_go"(const uchar*, Py_ssize_t) noexcept nogil

cdef enum:
    SPAN = 4096
    LOOKAHEAD = 2      # bytes behind a match's limit that a number's end may look at
    MARGIN = SPAN + LOOKAHEAD + LEAD  # bytes behind a window in which its matches may go on
    STEPS = 4
    PIECE = 1 << 20    # bytes walked before what was found in them is written to the columns


cdef class Found(Task):
    """What one window holds."""

    cdef const uchar[::1] view
    cdef Window window
    cdef Pool pool
    cdef Matcher* matcher
    cdef Tables tables
    cdef Py_ssize_t begin
    cdef Py_ssize_t until
    cdef Py_ssize_t offset
    cdef int status
    cdef bint let_go
    cdef Rows rows
    cdef void* step[STEPS]
    cdef readonly tuple steps
    """What is done with the hits."""
    cdef readonly Py_ssize_t first
    """Where the first candidate begins, in the numbers of `base`; -1 without one."""
    cdef readonly Py_ssize_t taken
    """Where the last hit ends."""
    cdef readonly Py_ssize_t feeds
    """Line feeds from the window's beginning to `until`."""

    cdef void work(self) noexcept nogil:
        cdef Py_ssize_t hits = 0
        cdef Py_ssize_t spans = 0
        cdef Hits found
        cdef int index
        self.status = self.gather(self.tables, self.begin, self.until)
        if self.status == 0:
            self.choose(&self.taken, &hits, &spans)
            self.status = self.rows.write(self, hits, spans, self.offset, 0, 1)
        self.leave()
        self.forget()
        if self.status == 0:
            self.rows.show(&found)
            found.data = self.window.data
            found.size = self.window.size
            found.base = self.window.base + self.offset
            for index in range(STEPS):
                if self.step[index] != NULL:
                    (<Step>self.step[index]).do(&found)
        if self.let_go:
            self.go(self.until)

    cdef void go(self, Py_ssize_t end) noexcept nogil:
        """Let go of the pages before ``end``, those of two windows.

        The system maps pages around those that are read, of windows that were let go too.
        """
        pages_go(self.window.data + end, min(self.window.base + end, 2 * (self.until - self.begin)))

    def run(self):
        """Find now."""
        with nogil:
            self.work()

    @property
    def tried(self):
        """Places that were tried."""
        return self.pool.tried

    @property
    def columns(self):
        """The columns of fastparse.hits.Columns; lines count from 0, up to :meth:`place`."""
        if self.status:
            raise MemoryError
        return self.rows.columns()

    def place(self, int64_t line):
        """Say which line the window begins in. Windows are placed in their order."""
        cdef int64_t* lines = <int64_t*>self.rows.line.data
        cdef Py_ssize_t index
        if self.let_go:
            with nogil:
                self.go(self.begin)
        for index in range(self.rows.start.count):
            lines[index] += line

    def __dealloc__(self):
        self.forget()
        self.leave()

    cdef void forget(self) noexcept nogil:
        """Let go of the candidates."""
        free(self.pool.candidates)
        free(self.pool.spans)
        self.pool.candidates = NULL
        self.pool.spans = NULL

    cdef int look(
        self, Tables tables, const uchar[::1] data, Py_ssize_t base, bint final
    ) except -1:
        """Get ready for windows of ``data``."""
        self.view = data
        memset(&self.window, 0, sizeof(Window))
        self.window.size = data.shape[0]
        self.window.data = &data[0] if data.shape[0] else NULL
        self.window.base = base
        self.window.ends = final
        self.matcher = new_matcher(tables)
        self.pool.places = <finder_place*>malloc(PLACES * sizeof(finder_place))
        if self.matcher == NULL or self.pool.places == NULL:
            raise MemoryError
        for index in range(CONTEXTS + 1):
            self.pool.recent[index].body = -1
        return 0

    cdef void leave(self) noexcept nogil:
        """Let go of what only a walk needs."""
        free(self.pool.places)
        self.pool.places = NULL
        free_matcher(self.matcher)
        self.matcher = NULL

    cdef int gather(self, Tables tables, Py_ssize_t begin, Py_ssize_t until) noexcept nogil:
        """Collect the candidates of ``data[begin:until]``; -1 without memory."""
        self.window.begin = begin
        self.window.until = until
        self.window.final = self.window.ends and until == self.window.size
        self.window.stop = self.window.size
        if self.window.stop - until > MARGIN:
            self.window.stop = until + MARGIN
        memset(self.matcher.tried, 0, tables.templates * sizeof(Py_ssize_t))
        self.pool.count = 0
        self.pool.span_count = 0
        self.pool.sorted = True
        return walk(&tables.plan, tables.path, &self.window, self.matcher, &self.pool, &self.feeds)

    cdef void choose(self, Py_ssize_t* taken, Py_ssize_t* hits, Py_ssize_t* spans) noexcept nogil:
        """Move the candidates that win to the front; ``taken`` is where the last hit ends."""
        cdef Py_ssize_t index
        cdef Candidate* candidates = self.pool.candidates
        if not self.pool.sorted and not in_order(candidates, self.pool.count):
            qsort(candidates, <size_t>self.pool.count, sizeof(Candidate), order_of)
        self.first = candidates[0].start + self.window.base if self.pool.count else -1
        for index in range(self.pool.count):
            if candidates[index].start + self.window.base >= taken[0]:
                taken[0] = candidates[index].end + self.window.base
                candidates[hits[0]] = candidates[index]
                hits[0] += 1
                spans[0] += candidates[index].count


cdef bint in_order(Candidate* candidates, Py_ssize_t count) noexcept nogil:
    """Sort candidates that nearly are: True when that took a few moves a candidate."""
    cdef Py_ssize_t moves = 8 * count
    cdef Py_ssize_t index, place
    cdef Candidate one
    for index in range(1, count):
        place = index
        if order_of(&candidates[place - 1], &candidates[place]) <= 0:
            continue
        one = candidates[index]
        while place > 0 and moves > 0 and order_of(&candidates[place - 1], &one) > 0:
            candidates[place] = candidates[place - 1]
            place -= 1
            moves -= 1
        candidates[place] = one
        if moves == 0:
            return False
    return True


def window(
    Tables tables not None, const uchar[::1] data not None, Py_ssize_t base, Py_ssize_t begin,
    Py_ssize_t until, bint final, Py_ssize_t offset=0, Py_ssize_t taken=0, tuple steps=(),
    bint let_go=False,
):
    """Return what finds, when it is worked on, what starts in ``data[begin:until]``.

    ``base``: position of the first of ``data`` in the whole input, counted from 0 there, as
    ``offset`` is in the columns. ``final``: the data end the input. ``taken``: where the last hit
    before ends, in the numbers of ``base``. ``steps`` are done with what was found. ``let_go``: the
    data are pages of a file that can be read again, and are not needed any more.
    """
    cdef Found found = Found()
    if not 0 <= begin <= until <= data.shape[0]:
        raise ValueError("a window outside the data")
    if len(steps) > STEPS:
        raise ValueError("too many steps")
    found.look(tables, data, base, final)
    found.tables = tables
    found.begin = begin
    found.until = until
    found.offset = offset
    found.taken = taken
    found.rows = Rows()
    found.let_go = let_go
    found.steps = steps
    for index, step in enumerate(steps):
        found.step[index] = <void*><Step?>step
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
    matcher.tried = <Py_ssize_t*>malloc((tables.templates + 1) * sizeof(Py_ssize_t))
    if matcher.failed == NULL or matcher.quiet == NULL or matcher.tried == NULL:
        free_matcher(matcher)
        return NULL
    matcher.saved.shared = 0
    memset(matcher.quiet, 0, tables.ops * sizeof(Quiet))
    return matcher


cdef void free_matcher(Matcher* matcher) noexcept nogil:
    if matcher != NULL:
        free(matcher.failed)
        free(matcher.quiet)
        free(matcher.tried)
        free(matcher)


cdef class Rows:
    """The columns of fastparse.hits.Columns while they are filled."""

    cdef Column signature, start, end, line, line_start
    cdef Column field_hit, field_name, field_start, field_end

    def __cinit__(self):
        self.signature = new_column(sizeof(int32_t))
        self.start = new_column(sizeof(int64_t))
        self.end = new_column(sizeof(int64_t))
        self.line = new_column(sizeof(int64_t))
        self.line_start = new_column(sizeof(int64_t))
        self.field_hit = new_column(sizeof(int64_t))
        self.field_name = new_column(sizeof(int32_t))
        self.field_start = new_column(sizeof(int64_t))
        self.field_end = new_column(sizeof(int64_t))

    cdef int write(
        self, Found found, Py_ssize_t hits, Py_ssize_t spans, Py_ssize_t offset, Py_ssize_t first,
        double share,
    ) noexcept nogil:
        """Append the chosen candidates; ``first`` is the line of their window's beginning.

        ``share``: see :meth:`Column.more`.
        """
        cdef Py_ssize_t hit, index
        cdef Py_ssize_t shift = found.window.base + offset
        cdef Py_ssize_t known = self.start.count
        cdef Candidate* one
        cdef Span* span
        if (
            self.signature.more(hits, share) or self.start.more(hits, share) or self.end.more(hits, share)
            or self.line.more(hits, share) or self.line_start.more(hits, share)
            or self.field_hit.more(spans, share) or self.field_name.more(spans, share)
            or self.field_start.more(spans, share) or self.field_end.more(spans, share)
        ):
            return -1
        cdef int32_t* signature = self.signature.ints()
        cdef int64_t* start = self.start.longs()
        cdef int64_t* end = self.end.longs()
        cdef int64_t* line = self.line.longs()
        cdef int64_t* line_start = self.line_start.longs()
        cdef int64_t* field_hit = self.field_hit.longs()
        cdef int32_t* field_name = self.field_name.ints()
        cdef int64_t* field_start = self.field_start.longs()
        cdef int64_t* field_end = self.field_end.longs()
        cdef Py_ssize_t out = 0
        for hit in range(hits):
            one = &found.pool.candidates[hit]
            signature[hit] = one.template_
            start[hit] = one.start + shift
            end[hit] = one.end + shift
            line[hit] = first + one.line
            line_start[hit] = one.line_start + shift
            span = &found.pool.spans[one.spans]
            for index in range(one.count):
                field_hit[out] = known + hit
                field_name[out] = span[index].name
                field_start[out] = span[index].start + shift
                field_end[out] = span[index].end + shift
                out += 1
        self.signature.count += hits
        self.start.count += hits
        self.end.count += hits
        self.line.count += hits
        self.line_start.count += hits
        self.field_hit.count += spans
        self.field_name.count += spans
        self.field_start.count += spans
        self.field_end.count += spans
        return 0

    cdef void show(self, Hits* hits) noexcept nogil:
        hits.count = self.start.count
        hits.signature = <const int*>self.signature.data
        hits.start = <const long long*>self.start.data
        hits.end = <const long long*>self.end.data
        hits.line_start = <const long long*>self.line_start.data
        hits.fields = self.field_hit.count
        hits.field_hit = <const long long*>self.field_hit.data
        hits.field_name = <const int*>self.field_name.data
        hits.field_start = <const long long*>self.field_start.data
        hits.field_end = <const long long*>self.field_end.data

    cdef tuple columns(self):
        return (
            memoryview(self.signature), memoryview(self.start), memoryview(self.end),
            memoryview(self.line), memoryview(self.line_start), memoryview(self.field_hit),
            memoryview(self.field_name), memoryview(self.field_start), memoryview(self.field_end),
        )


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
        cdef Py_ssize_t at = self.resume - base
        cdef Py_ssize_t until = data.shape[0]
        cdef Py_ssize_t piece
        cdef Found found = Found()
        cdef Rows rows = Rows()
        cdef int status = 0
        if at < 0 or at > until:
            raise ValueError("the window leaves out bytes that were not scanned")
        if not final:
            until -= MARGIN
            if until < at:
                until = at
        found.look(self.tables, data, base, final)
        cdef Py_ssize_t first = at
        with nogil:
            while status == 0:
                piece = at + PIECE if until - at > PIECE else until
                status = found.gather(self.tables, at, piece) or self.settle(
                    found, rows, <double>(piece - first) / max(until - first, 1)
                )
                at = piece
                if at == until:
                    break
            found.leave()
        if status:
            raise MemoryError
        return rows.columns()

    cdef int settle(self, Found found, Rows rows, double share) noexcept nogil:
        """Choose among the candidates of the next window and write them."""
        cdef Py_ssize_t hits = 0
        cdef Py_ssize_t spans = 0
        cdef Py_ssize_t line = self.line
        found.choose(&self.taken, &hits, &spans)
        self.resume = found.window.base + found.window.until
        self.line += found.feeds
        return rows.write(found, hits, spans, self.offset, line, share)

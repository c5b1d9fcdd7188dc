# cython: language_level=3
"""Rows of a table that are printed as the one before: see row_form.h.

A reader that has taken in a row says what each word has to be for the next one to be taken the
same way (``learn``), and may then have as many rows as fit read at once (``more_rows``). What is
different is read as ever.
"""

from libc.stdint cimport int32_t, uint16_t, uint32_t
from libc.string cimport memset

from fastparse._show_columns cimport Bytes, Sink, grow
from fastparse._show_lines cimport Reader
from fastparse._show_text cimport Words

cdef extern from "row_form.h" nogil:
    enum:
        ROW_WORDS
        ROW_CELLS
        ROW_EDGES
        WORD "ROW_WORD"
        NUMBER "ROW_NUMBER"
        QUAD "ROW_QUAD"
        SAME "ROW_SAME"
        STATUS_WORD "ROW_STATUS"
        STATE_WORD "ROW_STATE"
        LASTING "ROW_LASTING"
        PLAIN "ROW_PLAIN"
        SLASHED "ROW_SLASHED"
        NAMED "ROW_NAMED"
        GIVEN "ROW_GIVEN"
        CLOCK "ROW_CLOCK"
    ctypedef struct row_form:
        int words
        int cells
        int step
        unsigned char kind[16]
        uint16_t field[16]
        unsigned char starts[16]
        unsigned char ends[16]
        Bytes row
        unsigned char edge[32]
        Bytes between
        Py_ssize_t between_size
        Bytes lead
        int lead_size
        int lead_lines
        Bytes below
        int below_size
        int below_start
        uint16_t below_field
        int misses
        int letters
    ctypedef struct row_walk:
        Bytes data
        Py_ssize_t at
        Py_ssize_t size
        Py_ssize_t line
        Py_ssize_t taken
        Py_ssize_t used
        Py_ssize_t room
        int32_t* record
        uint16_t* field
        uint32_t* start
        uint32_t* end
        uint32_t* line_of
        int32_t of
        int portable
    bint row_take(row_form*, row_walk*)


cdef inline void no_row(row_form* f, int step) noexcept nogil:
    """Know no row; ``step`` is 1 where each row is a record of its own."""
    memset(f, 0, sizeof(f[0]))
    f.step = step


cdef inline bint wanted(row_form* f) noexcept nogil:
    """Whether a row that was read may become the form: the second in a row that doesn't fit."""
    f.misses += 1
    return f.words == 0 or f.misses > 1


cdef inline void between(row_form* f, Reader* r) noexcept nogil:
    """Remember a line, such as a heading, that would say nothing if it came again."""
    f.between_size = 0
    if r.next <= r.size:
        f.between = r.data + r.line
        f.between_size = r.next - r.line


cdef inline bint stands_below(
    row_form* f, Bytes b, Py_ssize_t line, Py_ssize_t start, Py_ssize_t end, int field
) noexcept nogil:
    """Add to a row the line below it, whose value ends in a number and ends the line; False when it can't be."""
    cdef Py_ssize_t digits = end
    while digits > start and 48 <= b[digits - 1] <= 57:
        digits -= 1
    f.below = b + line
    f.below_size = <int>(digits - line)
    f.below_start = <int>(start - line)
    f.below_field = <uint16_t>field
    return 0 < digits - line < 128 and 0 < end - digits <= 20 and f.cells < ROW_CELLS


cdef inline bint stands_above(row_form* f, Bytes b, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Add what stands between a row and the next one: blank lines; False when it can't be."""
    cdef Py_ssize_t at
    f.lead = b + start
    f.lead_size = <int>(end - start)
    f.lead_lines = 0
    for at in range(start, end):
        if b[at] == 10:
            f.lead_lines += 1
        elif b[at] != 13 and b[at] != 32:
            return False
    return end - start <= 16


cdef inline void learn(
    row_form* f, Bytes b, Words* w, Sink* sink, Py_ssize_t used, const unsigned char* kinds
) noexcept nogil:
    """Make a row the form, whose values stand in the columns from ``used`` on."""
    cdef Py_ssize_t at, i
    cdef Py_ssize_t count = w.count
    cdef Py_ssize_t line = w.start[0] if count else 0
    f.words = f.misses = 0
    if not 0 < count <= ROW_WORDS or sink.used - used > ROW_CELLS or w.end[count - 1] - line > 127:
        return
    for i in range(count):
        f.kind[i] = kinds[i]
        f.edge[2 * i] = <unsigned char>(w.start[i] - line)
        f.edge[2 * i + 1] = <unsigned char>(w.end[i] - line)
    f.row = b + line
    f.cells = 0
    for at in range(used, sink.used):
        f.field[f.cells] = sink.field[at]
        f.starts[f.cells] = f.ends[f.cells] = ROW_EDGES
        for i in range(count):
            if <uint32_t>w.start[i] == sink.start[at]:
                f.starts[f.cells] = <unsigned char>(2 * i)
            if <uint32_t>w.end[i] == sink.end[at]:
                f.ends[f.cells] = <unsigned char>(2 * i + 1)
        if f.starts[f.cells] == ROW_EDGES or f.ends[f.cells] == ROW_EDGES or (
            sink.at[at] != <uint32_t>sink.line
        ):
            return
        f.cells += 1
    f.words = <int>count


cdef inline Py_ssize_t more_rows(
    row_form* f, Reader* r, Py_ssize_t* record
) noexcept nogil:
    """Read the rows that come and fit; return how many."""
    cdef row_walk w
    cdef Sink* sink = r.sink
    w.data = r.data
    w.at = r.next
    w.size = r.size
    w.line = sink.line
    w.taken = 0
    w.portable = sink.portable
    w.of = <int32_t>record[0]
    while f.words and not sink.failed:
        if sink.size - sink.used < ROW_CELLS:
            grow(sink)
            continue
        w.used = sink.used
        w.room = sink.size
        w.record = sink.record
        w.field = sink.field
        w.start = sink.start
        w.end = sink.end
        w.line_of = sink.at
        if not row_take(f, &w):
            break
        sink.used = w.used
    if w.at != r.next:
        r.next = w.at
        sink.line = w.line
        sink.by_form += w.taken
        record[0] = w.of
        f.misses = 0
    return w.taken

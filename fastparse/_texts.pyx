# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Hits as columns of text: what stands at their spans, joined, decoded and put side by side."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memcpy, memset

from fastparse._arrays cimport column, start_of
from fastparse._automaton cimport Automaton
from fastparse._chars cimport is_blank, is_space, last_of, uchar
from fastparse._columns cimport Column, new_column
from fastparse._stamps cimport Stamp, read_stamp
from fastparse._steps cimport Hits, Step
from fastparse._tags cimport LEAD

cdef enum:
    ESCAPED = 4         # bytes that one byte which is no UTF-8 becomes: \xNN
    MOST = 0x7FFFFFFF   # offsets are of 32 bits


cdef struct Sink:
    uchar* data
    size_t used
    size_t room


cdef bint reserve(Sink* sink, size_t more) noexcept nogil:
    """Make room for ``more`` bytes; False without memory."""
    cdef size_t room
    cdef void* moved
    if sink.used + more <= sink.room:
        return True
    room = 2 * (sink.used + more) + 256
    moved = realloc(sink.data, room)
    if moved == NULL:
        return False
    sink.data = <uchar*>moved
    sink.room = room
    return True


cdef inline bint follows(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    return at < end and data[at] & 0xC0 == 0x80


cdef int sequence(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Length of the well-formed UTF-8 sequence of several bytes at ``at`` (RFC 3629), or 0."""
    cdef uchar lead = data[at]
    if not follows(data, at + 1, end):
        return 0
    if 0xC2 <= lead <= 0xDF:
        return 2
    if lead & 0xF0 == 0xE0:
        if lead == 0xE0 and data[at + 1] < 0xA0 or lead == 0xED and data[at + 1] > 0x9F:
            return 0
        return 3 if follows(data, at + 2, end) else 0
    if 0xF0 <= lead <= 0xF4:
        if lead == 0xF0 and data[at + 1] < 0x90 or lead == 0xF4 and data[at + 1] > 0x8F:
            return 0
        return 4 if follows(data, at + 2, end) and follows(data, at + 3, end) else 0
    return 0


cdef void put(Sink* sink, const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Append ``data[at:end]`` as text; there is room for ``ESCAPED`` times its length."""
    cdef const char* digits = b"0123456789abcdef"
    cdef uchar* out = sink.data + sink.used
    cdef uchar* floor = out     # what stands before it was joined already
    cdef uchar byte
    cdef int length
    while at < end:
        byte = data[at]
        if byte == 10:
            while out > floor and (is_space((out - 1)[0]) or (out - 1)[0] == 13):
                out -= 1
            out[0] = 32
            out += 1
            floor = out
            at += 1
            while at < end and (is_space(data[at]) or data[at] == 13):
                at += 1
            continue
        if byte < 0x80:
            out[0] = byte
            out += 1
            at += 1
            continue
        length = sequence(data, at, end)
        if length:
            memcpy(out, data + at, <size_t>length)
            out += length
            at += length
        else:
            out[0] = 92
            out[1] = 120
            out[2] = digits[byte >> 4]
            out[3] = digits[byte & 15]
            out += ESCAPED
            at += 1
    sink.used = <size_t>(out - sink.data)


cdef object taken(Sink* sink):
    return PyBytes_FromStringAndSize(<char*>sink.data, <Py_ssize_t>sink.used)


cdef enum Status:
    DONE
    OUTSIDE
    MEMORY
    TOO_LONG
    UNKNOWN


cdef int raised(int status) except -1:
    if status == OUTSIDE:
        raise ValueError("a span outside the data")
    if status == MEMORY:
        raise MemoryError
    if status == TOO_LONG:
        raise ValueError("more text than a column holds")
    if status == UNKNOWN:
        raise ValueError("a signature that is not known")
    return 0


cdef Status put_all(
    Sink* sink, const uchar* data, Py_ssize_t size, Py_ssize_t base, Py_ssize_t count,
    const long long* start, const long long* end, const int* kind, const uchar[::1] wanted, int* offsets,
) noexcept nogil:
    """Append the spans' texts; none of a span before the data (-1), or of a kind that is not wanted."""
    cdef Py_ssize_t index, low, high
    offsets[0] = 0
    for index in range(count):
        if start[index] >= 0 and (kind == NULL or wanted[kind[index]]):
            low = start[index] - base
            high = end[index] - base
            if not 0 <= low <= high <= size:
                return OUTSIDE
            if not reserve(sink, ESCAPED * <size_t>(high - low)):
                return MEMORY
            put(sink, data, low, high)
            if sink.used > MOST:
                return TOO_LONG
        offsets[index + 1] = <int>sink.used
    return DONE


cdef Status read_stamps(const Hits* hits, long long* found) noexcept nogil:
    """Write where the hits' times begin, where they end, and the same of their hosts, column by column."""
    cdef Py_ssize_t count = hits.count
    cdef Py_ssize_t base = hits.base
    cdef const uchar* data = hits.data
    cdef Py_ssize_t index, line, at, floor, begin, stop
    cdef Stamp own, relay
    for index in range(count):
        line = hits.line_start[index] - base
        at = hits.start[index] - base
        if not 0 <= line <= at < hits.size:
            return OUTSIDE
        own.time_start = own.time_end = own.host_start = own.host_end = -1
        if at - line <= LEAD:
            read_stamp(data, line, at + 1, &own)
            if own.host_start < 0:
                floor = line - LEAD if line > LEAD else 0
                stop = line
                while stop > floor and is_blank(data[stop - 1]):
                    stop -= 1
                begin = last_of(data, floor, stop, 10)
                begin = floor if begin < 0 else begin + 1
                read_stamp(data, begin, stop, &relay)
                if relay.time_start >= 0 and relay.host_start >= 0 and relay.end == stop:
                    own.host_start = relay.host_start
                    own.host_end = relay.host_end
                    if own.time_start < 0:
                        own.time_start = relay.time_start
                        own.time_end = relay.time_end
        found[index] = own.time_start + base if own.time_start >= 0 else -1
        found[count + index] = own.time_end + base
        found[2 * count + index] = own.host_start + base if own.host_start >= 0 else -1
        found[3 * count + index] = own.host_end + base
    return DONE


cdef Py_ssize_t once(const Hits* hits, int* first, int* name, long long* spans) noexcept nogil:
    """Write the fields with each name once a hit, where it stood first, with its last value.

    ``spans``: where the values begin, and behind as many as there are fields, where they end.
    """
    cdef long long* ends = spans + hits.fields
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t used = 0
    cdef Py_ssize_t hit, own, seen
    first[0] = 0
    for hit in range(hits.count):
        own = used
        while at < hits.fields and hits.field_hit[at] <= hit:
            seen = own
            while seen < used and name[seen] != hits.field_name[at]:
                seen += 1
            if seen == used:
                name[used] = hits.field_name[at]
                used += 1
            spans[seen] = hits.field_start[at]
            ends[seen] = hits.field_end[at]
            at += 1
        first[hit + 1] = <int>used
    return used


def texts(
    const uchar[::1] data not None, Py_ssize_t base, const long long[::1] start not None,
    const long long[::1] end not None,
):
    """Return offsets and text of the spans."""
    cdef const uchar* bytes_ = &data[0] if data.shape[0] else NULL
    cdef Py_ssize_t count = start.shape[0]
    cdef int status
    cdef Sink sink
    offsets = column("i", count + 1)
    cdef int* offsets_at = <int*>start_of(offsets)
    if end.shape[0] != count:
        raise ValueError("columns of different lengths")
    memset(&sink, 0, sizeof(Sink))
    try:
        if count:
            with nogil:
                status = put_all(
                    &sink, bytes_, data.shape[0], base, count, &start[0], &end[0], NULL, data, offsets_at
                )
            raised(status)
        return offsets, taken(&sink)
    finally:
        free(sink.data)


cdef class Pieces:
    """Strings while they are written."""

    cdef Sink sink
    cdef Column offsets
    cdef Column rows        # of those that may hold what is looked for ...
    cdef Column sets        # ... and the sets of words that they hold

    def __cinit__(self):
        self.offsets = new_column(sizeof(int))
        self.rows = new_column(sizeof(int))
        self.sets = new_column(sizeof(uint64_t))

    def __dealloc__(self):
        free(self.sink.data)

    cdef Status fill(
        self, const Hits* hits, Py_ssize_t count, const long long* start, const long long* end,
        const int* kind, const uchar[::1] wanted,
    ) noexcept nogil:
        """Write the texts of spans: see ``put_all``."""
        if self.offsets.more(count + 1, 0):
            return MEMORY
        self.offsets.count = count + 1
        return put_all(
            &self.sink, hits.data, hits.size, hits.base, count, start, end, kind, wanted,
            <int*>self.offsets.data,
        )

    cdef Status look(self, Automaton automaton) noexcept nogil:
        """Note the strings that hold all the words of a set."""
        cdef const int* at = <const int*>self.offsets.data
        cdef Py_ssize_t row
        cdef uint64_t sets
        for row in range(self.offsets.count - 1):
            sets = automaton.sets_in(self.sink.data, at[row], at[row + 1])
            if sets:
                if self.rows.more(1, 0) or self.sets.more(1, 0):
                    return MEMORY
                self.rows.ints()[0] = <int>row
                (<uint64_t*>self.sets.longs())[0] = sets
                self.rows.count += 1
                self.sets.count += 1
        return DONE

    cdef tuple strings(self):
        return memoryview(self.offsets), taken(&self.sink)

    cdef tuple suspects(self):
        return memoryview(self.rows), memoryview(self.sets).cast("B").cast("Q")


cdef class Texts(Step):
    """Reads the hits of one window; see ``texts.py``."""

    cdef const uchar[::1] wanted
    cdef Automaton automaton
    cdef Pieces time, host, text, value
    cdef Column first, name
    cdef Status status

    def __init__(self, const uchar[::1] wanted not None, Automaton automaton):
        """Take a byte for each signature, and what texts and values are looked through for, or None."""
        self.wanted = wanted
        self.automaton = automaton
        self.time = Pieces()
        self.host = Pieces()
        self.text = Pieces()
        self.value = Pieces()
        self.first = new_column(sizeof(int))
        self.name = new_column(sizeof(int))

    cdef void do(self, const Hits* hits) noexcept nogil:
        # stamps: four columns of hits; spans of fields: two columns
        cdef Py_ssize_t numbers = 4 * hits.count + 2 * hits.fields + 1
        cdef long long* stamps = <long long*>malloc(<size_t>numbers * sizeof(long long))
        if stamps == NULL or self.first.more(hits.count + 1, 0) or self.name.more(hits.fields + 1, 0):
            self.status = MEMORY
        else:
            self.status = self.read(hits, stamps, stamps + 4 * hits.count)
        if self.status == DONE and self.automaton is not None:
            self.status = self.text.look(self.automaton)
            if self.status == DONE:
                self.status = self.value.look(self.automaton)
        free(stamps)

    cdef Status read(self, const Hits* hits, long long* stamps, long long* spans) noexcept nogil:
        cdef Py_ssize_t count = hits.count
        cdef Py_ssize_t index
        cdef Status status
        for index in range(count):
            if not 0 <= hits.signature[index] < self.wanted.shape[0]:
                return UNKNOWN
        status = read_stamps(hits, stamps)
        if status == DONE:
            status = self.time.fill(hits, count, stamps, stamps + count, hits.signature, self.wanted)
        if status == DONE:
            status = self.host.fill(hits, count, stamps + 2 * count, stamps + 3 * count, NULL, self.wanted)
        if status == DONE:
            status = self.text.fill(hits, count, hits.start, hits.end, hits.signature, self.wanted)
        if status == DONE:
            self.first.count = count + 1
            self.name.count = once(hits, <int*>self.first.data, <int*>self.name.data, spans)
            status = self.value.fill(hits, self.name.count, spans, spans + hits.fields, NULL, self.wanted)
        return status

    def read_columns(
        self, const uchar[::1] data not None, Py_ssize_t base, const int[::1] signature not None,
        const long long[::1] start not None, const long long[::1] end not None,
        const long long[::1] line_start not None, const long long[::1] field_hit not None,
        const int[::1] field_name not None, const long long[::1] field_start not None,
        const long long[::1] field_end not None,
    ):
        """Read hits that were found before; ``base`` is the position of the first of ``data``."""
        cdef Hits hits
        memset(&hits, 0, sizeof(Hits))
        hits.size = data.shape[0]
        hits.base = base
        hits.count = signature.shape[0]
        hits.fields = field_hit.shape[0]
        if not start.shape[0] == end.shape[0] == line_start.shape[0] == hits.count:
            raise ValueError("columns of different lengths")
        if not field_name.shape[0] == field_start.shape[0] == field_end.shape[0] == hits.fields:
            raise ValueError("columns of different lengths")
        if hits.size:
            hits.data = &data[0]
        if hits.count:
            hits.signature = &signature[0]
            hits.start = &start[0]
            hits.end = &end[0]
            hits.line_start = &line_start[0]
        if hits.fields:
            hits.field_hit = &field_hit[0]
            hits.field_name = &field_name[0]
            hits.field_start = &field_start[0]
            hits.field_end = &field_end[0]
        with nogil:
            self.do(&hits)

    def rows(self):
        """Return times, hosts, texts, where each hit's fields begin, their names and values."""
        raised(self.status)
        return (
            self.time.strings(), self.host.strings(), self.text.strings(),
            memoryview(self.first), memoryview(self.name), self.value.strings(),
        )

    def suspects(self):
        """Return the rows of the texts, and of the values, that hold all the words of a set; and the sets."""
        return self.text.suspects(), self.value.suspects()

# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Hits as columns of text: what stands at their spans, joined, decoded and put side by side."""

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset

from fastparse._arrays cimport column, start_of
from fastparse._chars cimport is_blank, is_space, last_of, uchar
from fastparse._stamps cimport Stamp, read_stamp
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


def texts(
    const uchar[::1] data not None, Py_ssize_t base, const long long[::1] start not None,
    const long long[::1] end not None,
):
    """Return offsets and text of the spans; see ``texts.py``."""
    cdef Py_ssize_t size = data.shape[0]
    cdef const uchar* bytes_ = &data[0] if size else NULL
    cdef Py_ssize_t count = start.shape[0]
    cdef Py_ssize_t index, low, high
    cdef int status = 0
    cdef Sink sink
    offsets = column("i", count + 1)
    cdef int* offsets_at = <int*>start_of(offsets)
    if end.shape[0] != count:
        raise ValueError("columns of different lengths")
    memset(&sink, 0, sizeof(Sink))
    try:
        with nogil:
            offsets_at[0] = 0
            for index in range(count):
                low = start[index] - base
                high = end[index] - base
                if start[index] >= 0:
                    if not 0 <= low <= high <= size:
                        status = 1
                        break
                    if not reserve(&sink, ESCAPED * <size_t>(high - low)):
                        status = 2
                        break
                    put(&sink, bytes_, low, high)
                    if sink.used > MOST:
                        status = 3
                        break
                offsets_at[index + 1] = <int>sink.used
        if status == 1:
            raise ValueError("a span outside the data")
        if status == 2:
            raise MemoryError
        if status:
            raise ValueError("more text than a column holds")
        return offsets, taken(&sink)
    finally:
        free(sink.data)


def stamps(
    const uchar[::1] data not None, Py_ssize_t base, const long long[::1] line_start not None,
    const long long[::1] start not None,
):
    """Return where time and host of every hit stand; see ``texts.py``."""
    cdef Py_ssize_t size = data.shape[0]
    cdef const uchar* bytes_ = &data[0] if size else NULL
    cdef Py_ssize_t count = start.shape[0]
    cdef Py_ssize_t index, line, at, floor, begin, stop
    cdef bint wrong = False
    cdef Stamp own, relay
    time_start = column("q", count)
    cdef long long* time_start_at = <long long*>start_of(time_start)
    time_end = column("q", count)
    cdef long long* time_end_at = <long long*>start_of(time_end)
    host_start = column("q", count)
    cdef long long* host_start_at = <long long*>start_of(host_start)
    host_end = column("q", count)
    cdef long long* host_end_at = <long long*>start_of(host_end)
    if line_start.shape[0] != count:
        raise ValueError("columns of different lengths")
    with nogil:
        for index in range(count):
            line = line_start[index] - base
            at = start[index] - base
            if not 0 <= line <= at < size:
                wrong = True
                break
            own.time_start = own.time_end = own.host_start = own.host_end = -1
            if at - line <= LEAD:
                read_stamp(bytes_, line, at + 1, &own)
                if own.host_start < 0:
                    floor = line - LEAD if line > LEAD else 0
                    stop = line
                    while stop > floor and is_blank(bytes_[stop - 1]):
                        stop -= 1
                    begin = last_of(bytes_, floor, stop, 10)
                    begin = floor if begin < 0 else begin + 1
                    read_stamp(bytes_, begin, stop, &relay)
                    if relay.time_start >= 0 and relay.host_start >= 0 and relay.end == stop:
                        own.host_start = relay.host_start
                        own.host_end = relay.host_end
                        if own.time_start < 0:
                            own.time_start = relay.time_start
                            own.time_end = relay.time_end
            time_start_at[index] = own.time_start + base if own.time_start >= 0 else -1
            time_end_at[index] = own.time_end + base if own.time_start >= 0 else -1
            host_start_at[index] = own.host_start + base if own.host_start >= 0 else -1
            host_end_at[index] = own.host_end + base if own.host_start >= 0 else -1
    if wrong:
        raise ValueError("a hit outside the data")
    return time_start, time_end, host_start, host_end


def once(
    Py_ssize_t hits, const long long[::1] field_hit not None, const int[::1] field_name not None,
    const long long[::1] field_start not None, const long long[::1] field_end not None,
):
    """Return the fields with each name once a hit; see ``texts.py``."""
    cdef Py_ssize_t count = field_hit.shape[0]
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t used = 0
    cdef Py_ssize_t hit, own, seen
    first = column("i", hits + 1)
    cdef int* first_at = <int*>start_of(first)
    name = column("i", count)
    cdef int* name_at = <int*>start_of(name)
    start = column("q", count)
    cdef long long* start_at = <long long*>start_of(start)
    end = column("q", count)
    cdef long long* end_at = <long long*>start_of(end)
    if count > MOST or not field_name.shape[0] == field_start.shape[0] == field_end.shape[0] == count:
        raise ValueError("columns of different lengths")
    with nogil:
        first_at[0] = 0
        for hit in range(hits):
            own = used
            while at < count and field_hit[at] <= hit:
                seen = own
                while seen < used and name_at[seen] != field_name[at]:
                    seen += 1
                if seen == used:
                    name_at[used] = field_name[at]
                    used += 1
                start_at[seen] = field_start[at]
                end_at[seen] = field_end[at]
                at += 1
            first_at[hit + 1] = <int>used
    for made in (name, start, end):
        del made[used:]
    return first, name, start, end


def kept(
    const long long[::1] start not None, const int[::1] signature not None,
    const uchar[::1] wanted not None,
):
    """Return ``start`` with -1 for the hits of signatures that are not wanted; see ``texts.py``."""
    cdef Py_ssize_t count = start.shape[0]
    cdef Py_ssize_t index
    cdef bint wrong = False
    found = column("q", count)
    cdef long long* found_at = <long long*>start_of(found)
    if signature.shape[0] != count:
        raise ValueError("columns of different lengths")
    with nogil:
        for index in range(count):
            if not 0 <= signature[index] < wanted.shape[0]:
                wrong = True
                break
            found_at[index] = start[index] if wanted[signature[index]] else -1
    if wrong:
        raise ValueError("a signature that is not known")
    return found

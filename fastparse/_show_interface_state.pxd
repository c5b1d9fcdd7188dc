# cython: language_level=3
"""State of the walk over interfaces: the open block, and what of it was read."""

from libc.stdint cimport uint64_t

from fastparse._show_again cimport ADDRESS_FOUR, Again, DIGITS, new_form, note
from fastparse._show_columns cimport Bytes, Sink, put, put_at
from fastparse._show_fields cimport CUT_RECORD, NOT_A_NUMBER, STRAY
from fastparse._show_interface_phrases cimport (
    ADDRESS, DESCRIPTION, ENCAPSULATION, HARDWARE, HELPER, KILOBITS, MEGABITS, MTU, SECONDARY,
)
from fastparse._show_lines cimport Reader
from fastparse._show_row_form cimport row_form
from fastparse._show_text cimport digits_end, number, quad, starts

cdef enum:
    # bits of ``Interfaces.seen`` above those of the fields
    PACKETS_IN = 56
    PACKETS_OUT = 57
    TRAFFIC_IN = 58
    TRAFFIC_OUT = 59


cdef enum Way:
    NEITHER
    INWARDS
    OUTWARDS


cdef struct Ended:
    # What the lines of a block leave behind
    bint open
    bint traffic
    bint helpers
    Way way
    uint64_t seen


cdef struct Interfaces:
    Sink* sink
    Reader* reader
    Again again
    Ended ended            # of the form
    bint opened            # by the line being read
    row_form[2] rows       # of a ``brief`` table: of six words, and of seven
    bint row               # the line being read is one of them
    Py_ssize_t record
    bint open
    bint cut               # something of the open block was lost
    bint traffic           # below the heading of the firewall's own counters
    bint helpers           # the line before named a helper address
    Way way                # of the packets that were counted last
    uint64_t seen          # fields that were read
    Py_ssize_t head_start
    Py_ssize_t head_end
    Py_ssize_t head_line


cdef inline uint64_t bit_of(int field) noexcept nogil:
    return <uint64_t>1 << field


cdef inline uint64_t before_counters() noexcept nogil:
    """What a block has only ahead of its counters."""
    return (
        bit_of(HARDWARE) | bit_of(DESCRIPTION) | bit_of(KILOBITS) | bit_of(MEGABITS)
        | bit_of(MTU) | bit_of(ENCAPSULATION) | bit_of(ADDRESS)
    )


cdef inline bint unfinished(Interfaces* s) noexcept nogil:
    """Whether counters that must be there are not; subinterfaces of ASA have traffic alone."""
    if s.seen & bit_of(PACKETS_IN):
        return not s.seen & bit_of(PACKETS_OUT)
    return s.seen & (bit_of(KILOBITS) | bit_of(MEGABITS)) and not s.seen & (
        bit_of(PACKETS_OUT) | bit_of(TRAFFIC_OUT)
    )


cdef inline void close(Interfaces* s) noexcept nogil:
    """End a block, and say so when something of it was lost."""
    if s.open and (s.cut or unfinished(s)):
        put_at(s.sink, s.record, CUT_RECORD, s.head_start, s.head_end, s.head_line)
    s.open = False


cdef inline void open_block(Interfaces* s, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    if new_form(&s.again, s.sink, s.reader.data, s.reader.line, s.record):
        s.ended.open = s.open
        s.ended.traffic = s.traffic
        s.ended.helpers = s.helpers
        s.ended.way = s.way
        s.ended.seen = s.seen
    close(s)
    s.opened = True
    s.record += 1
    s.open = True
    s.cut = s.traffic = s.helpers = False
    s.way = NEITHER
    s.seen = 0
    s.head_start = p
    s.head_end = e
    s.head_line = s.sink.line


cdef inline int reach(Interfaces* s, uint64_t bit, uint64_t ahead) noexcept nogil:
    """Note what a block may have once, and not behind ``ahead``: else a head was lost."""
    if not s.open:
        return STRAY
    if s.seen & (bit | ahead):
        s.cut = True
        close(s)
        return STRAY
    s.seen |= bit
    return 0


cdef inline int own(Interfaces* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Write a value of the open block."""
    cdef uint64_t bit = bit_of(field)
    cdef int reason
    if field == HELPER or field == SECONDARY:
        bit = 0
    reason = reach(s, bit, bit_of(PACKETS_IN) if bit & before_counters() else 0)
    if not reason:
        put(s.sink, s.record, field, p, e)
    return reason


cdef inline int own_number(Interfaces* s, Bytes b, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Write a number, where any other would do."""
    cdef int reason = own(s, field, p, e)
    if not reason:
        note(&s.again, b, DIGITS, p, e)
    return reason


cdef inline int own_address(Interfaces* s, Bytes b, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Write an address, or what stands in its place, where any other address would do."""
    cdef int reason = own(s, field, p, e)
    if not reason and quad(b, p, e, 255):
        note(&s.again, b, ADDRESS_FOUR, p, e)
    return reason


cdef inline int amount(
    Interfaces* s, Bytes b, int field, Py_ssize_t p, Py_ssize_t e
) noexcept nogil:
    """Write a number that ``bytes`` may follow, and that is the whole of its span."""
    cdef Py_ssize_t stop = digits_end(b, p, e)
    if not number(b, p, stop) or (stop < e and starts(b, stop, e, " bytes") != e):
        return NOT_A_NUMBER
    return own_number(s, b, field, p, stop)

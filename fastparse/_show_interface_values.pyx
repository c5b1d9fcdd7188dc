# cython: language_level=3
"""The lines of an interface's block: MTUs, addresses, tunnels, queues and counters.

Each function reads what follows the phrase that the line began with, and returns 0 or the reason.
"""

from libc.stdint cimport uint64_t

from fastparse._chars cimport is_digit
from fastparse._show_again cimport DIGITS, SEGMENT, note
from fastparse._show_columns cimport Bytes, put
from fastparse._show_fields cimport NOT_A_NUMBER, NOT_UNDERSTOOD, STRAY
from fastparse._show_interface_phrases cimport (
    ADDRESS, BYTES_INPUT, BYTES_OUTPUT, COUNTER_NAME, COUNTER_VALUE, ENCAPSULATION, HARDWARE, INPUT_DROPS, KILOBITS, MASK,
    MEGABITS, MTU, OUTPUT_DROPS, PREFIX, PROTECTION, TRAFFIC_BYTES_INPUT, TRAFFIC_BYTES_OUTPUT,
    TRAFFIC_NAME, TRAFFIC_VALUE, TUNNEL_DESTINATION, TUNNEL_PROTOCOL, TUNNEL_SOURCE, TUNNEL_SOURCE_INTERFACE,
    TUNNEL_TRANSPORT, VLAN,
)
from fastparse._show_interface_state cimport (
    INWARDS, Interfaces, OUTWARDS, PACKETS_IN, PACKETS_OUT, TRAFFIC_IN, TRAFFIC_OUT, Way, amount,
    bit_of, own, own_address, own_number, reach,
)
from fastparse._show_text cimport (
    MOST_DIGITS, address, blank, digits_end, find, number, same, skip, starts, trim, word_end,
)


cdef int bandwidth(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``100000 Kbit/sec`` or ``1000 Mbps``, whatever follows."""
    cdef Py_ssize_t stop = digits_end(b, p, e)
    cdef Py_ssize_t unit = skip(b, stop, e)
    cdef Py_ssize_t last = word_end(b, unit, e)
    if not number(b, p, stop) or unit == stop:
        return NOT_A_NUMBER
    if same(b, unit, last, "kbit/sec") or same(b, unit, last, "kbit"):
        return own_number(s, b, KILOBITS, p, stop)
    if same(b, unit, last, "mbps"):
        return own_number(s, b, MEGABITS, p, stop)
    return NOT_A_NUMBER


cdef int segment(
    Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t said
) noexcept nogil:
    """Read hardware, MTU or bandwidth; other things are passed over.

    The line's phrase ends at ``said``.
    """
    cdef Py_ssize_t stop
    cdef int reason
    cdef Py_ssize_t at = starts(b, p, e, "hardware is ")
    if at >= 0:
        reason = own(s, HARDWARE, at, e)
        if not reason:
            note(&s.again, b, SEGMENT, at, e)
        return reason
    at = starts(b, p, e, "bw ")
    if at >= 0:
        return bandwidth(s, b, at, e)
    at = starts(b, p, e, "mtu ")
    if at >= 0 and not same(b, at, e, "not set"):
        return amount(s, b, MTU, at, e)
    stop = word_end(b, p, e)
    if not same(b, p, stop, "hardware") and not same(b, p, stop, "bw") and not same(b, p, stop, "mtu"):
        stop = skip(b, stop, e)
        note(&s.again, b, SEGMENT, stop if stop > said else said, e)
    return 0


cdef int segments(
    Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t said
) noexcept nogil:
    """Read what stands between commas, tabs, or two blanks and more, from the line's phrase on."""
    cdef int reason = 0
    cdef int failed
    cdef Py_ssize_t stop
    while p < e:
        stop = p
        while stop < e and b[stop] != 44 and b[stop] != 9 and not (
            blank(b[stop]) and stop + 1 < e and blank(b[stop + 1])
        ):
            stop += 1
        failed = segment(s, b, p, trim(b, p, stop), said)
        reason = reason or failed
        p = stop
        while p < e and (blank(b[p]) or b[p] == 44):
            p += 1
    return reason


cdef int name_field(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return the field of a counter's name: ``bytes`` are those of the packets before them."""
    if s.way and same(b, p, e, "bytes"):
        if s.way == INWARDS:
            return TRAFFIC_BYTES_INPUT if s.traffic else BYTES_INPUT
        return TRAFFIC_BYTES_OUTPUT if s.traffic else BYTES_OUTPUT
    return TRAFFIC_NAME if s.traffic else COUNTER_NAME


cdef int counters(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``12 packets input, 34 bytes (5 multicasts)``; the first that fails ends the line."""
    cdef Py_ssize_t value, value_end, name, stop
    cdef uint64_t bit
    cdef int reason
    cdef Way way
    while p < e:
        value = p
        value_end = digits_end(b, p, e)
        name = skip(b, value_end, e)
        if not number(b, value, value_end) or name == value_end:
            return NOT_A_NUMBER
        stop = name
        while (
            stop < e and b[stop] != 44 and b[stop] != 40 and b[stop] != 41
            and not (is_digit(b[stop]) and blank(b[stop - 1]))
        ):
            stop += 1
        p = stop
        stop = trim(b, name, stop)
        if stop == name:
            return NOT_UNDERSTOOD
        bit = 0
        way = s.way
        if same(b, name, stop, "packets input"):
            bit = bit_of(TRAFFIC_IN if s.traffic else PACKETS_IN)
            way = INWARDS
        elif same(b, name, stop, "packets output"):
            bit = bit_of(TRAFFIC_OUT if s.traffic else PACKETS_OUT)
            way = OUTWARDS
        reason = reach(s, bit, 0)
        if reason:
            return reason
        s.way = way
        put(s.sink, s.record, name_field(s, b, name, stop), name, stop)
        put(s.sink, s.record, TRAFFIC_VALUE if s.traffic else COUNTER_VALUE, value, value_end)
        note(&s.again, b, DIGITS, value, value_end)
        while p < e and (blank(b[p]) or b[p] == 44 or b[p] == 40 or b[p] == 41):
            p += 1
    return 0


cdef Py_ssize_t drops(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* stop) noexcept nogil:
    """Match ``a/b, n drops``; return where n stands, -1 for none."""
    cdef Py_ssize_t at = find(b, p, e, 44)
    if at >= e:
        return -1
    at = skip(b, at + 1, e)
    stop[0] = digits_end(b, at, e)
    if not number(b, at, stop[0]) or starts(b, stop[0], e, " drops") != e:
        return -1
    return at


cdef int old_queues(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``0/40, 12 drops; input queue 0/75, 3 drops``."""
    cdef Py_ssize_t semicolon = find(b, p, e, 59)
    cdef Py_ssize_t stop = 0
    cdef Py_ssize_t at
    cdef int reason
    if semicolon >= e:
        return 0 if s.open else STRAY  # the new form, which has no drops
    at = drops(b, p, semicolon, &stop)
    if at < 0:
        return NOT_A_NUMBER
    reason = own(s, OUTPUT_DROPS, at, stop)
    p = starts(b, skip(b, semicolon + 1, e), e, "input queue ")
    at = drops(b, p, e, &stop) if p >= 0 else -1
    if reason or at < 0:
        return reason or NOT_A_NUMBER
    return own(s, INPUT_DROPS, at, stop)


cdef int queue(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``0/75/3/0 (size/max/drops/flushes); Total output drops: 12``."""
    cdef Py_ssize_t semicolon = find(b, p, e, 59)
    cdef Py_ssize_t start, stop
    cdef int part, reason
    p = skip(b, p, e)
    start = stop = p
    for part in range(3):
        start = p
        stop = digits_end(b, p, e)
        if not number(b, start, stop) or stop >= e or b[stop] != 47:
            return NOT_A_NUMBER
        if part < 2:
            note(&s.again, b, DIGITS, start, stop)
        p = stop + 1
    reason = own_number(s, b, INPUT_DROPS, start, stop)
    if reason or semicolon >= e:
        return reason
    note(&s.again, b, DIGITS, p, digits_end(b, p, semicolon))
    p = starts(b, skip(b, semicolon + 1, e), e, "total output drops:")
    if p < 0:
        return NOT_UNDERSTOOD
    p = skip(b, p, e)
    return own_number(s, b, OUTPUT_DROPS, p, e) if number(b, p, e) else NOT_A_NUMBER


cdef int internet(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``192.0.2.1/30``."""
    cdef Py_ssize_t slash = find(b, p, e, 47)
    cdef int reason
    if not address(b, p, slash) or (slash < e and not number(b, slash + 1, e)):
        return NOT_UNDERSTOOD
    reason = own_address(s, b, ADDRESS, p, slash)
    if not reason and slash < e:
        reason = own_number(s, b, PREFIX, slash + 1, e)
    return reason


cdef int asa_address(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``192.0.2.1, subnet mask 255.255.255.252``."""
    cdef Py_ssize_t comma = find(b, p, e, 44)
    cdef Py_ssize_t mask
    cdef int reason
    if comma >= e or not address(b, p, comma):
        return NOT_UNDERSTOOD
    mask = starts(b, skip(b, comma + 1, e), e, "subnet mask ")
    if mask < 0 or not address(b, mask, e):
        return NOT_UNDERSTOOD
    reason = own_address(s, b, ADDRESS, p, comma)
    return reason or own_address(s, b, MASK, mask, e)


cdef int named_and_bracketed(
    Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e, int field, int bracketed
) noexcept nogil:
    """Read a word, and another one that may follow in parentheses."""
    cdef Py_ssize_t stop = word_end(b, p, e)
    cdef Py_ssize_t at = skip(b, stop, e)
    cdef int reason
    if stop == p or (at < e and (b[at] != 40 or b[e - 1] != 41 or e - at < 3)):
        return NOT_UNDERSTOOD
    reason = own_address(s, b, field, p, stop)
    if not reason and at < e:
        reason = own(s, bracketed, at + 1, e - 1)
    return reason


cdef int source(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``192.0.2.1 (GigabitEthernet0/0), destination 198.51.100.2``."""
    cdef Py_ssize_t comma = find(b, p, e, 44)
    cdef Py_ssize_t at, stop
    cdef int reason = named_and_bracketed(
        s, b, p, trim(b, p, comma), TUNNEL_SOURCE, TUNNEL_SOURCE_INTERFACE
    )
    if reason or comma >= e:
        return reason
    at = starts(b, skip(b, comma + 1, e), e, "destination ")
    if at < 0:
        return NOT_UNDERSTOOD
    stop = trim(b, at, find(b, at, e, 44))
    if stop == at or word_end(b, at, stop) != stop:
        return NOT_UNDERSTOOD
    return own_address(s, b, TUNNEL_DESTINATION, at, stop)


cdef int two_parts(
    Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e, unsigned char between
) noexcept nogil:
    """Read protocol and transport of a tunnel, ``GRE/IP`` or ``ipsec ipv4``."""
    cdef Py_ssize_t cut = find(b, p, e, between)
    cdef Py_ssize_t at = skip(b, cut + 1, e) if cut < e else e
    cdef int reason
    if cut == p or at >= e or word_end(b, at, e) != e:
        return NOT_UNDERSTOOD
    reason = own(s, TUNNEL_PROTOCOL, p, cut)
    return reason or own(s, TUNNEL_TRANSPORT, at, e)


cdef Py_ssize_t column_end(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return where a value ends: at a tab, two blanks or more, or the end."""
    while p < e and b[p] != 9 and not (blank(b[p]) and p + 1 < e and blank(b[p + 1])):
        p += 1
    return p


cdef int asa_source(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``outside   IP address: 192.0.2.1``."""
    cdef Py_ssize_t stop, at
    cdef int reason
    p = skip(b, p, e)
    stop = word_end(b, p, e)
    if stop == p:
        return NOT_UNDERSTOOD
    reason = own(s, TUNNEL_SOURCE_INTERFACE, p, stop)
    p = skip(b, stop, e)
    if reason or p == e:
        return reason
    at = starts(b, p, e, "ip address:")
    if at < 0:
        return NOT_UNDERSTOOD
    at = skip(b, at, e)
    return own_address(s, b, TUNNEL_SOURCE, at, e) if address(b, at, e) else NOT_UNDERSTOOD


cdef int asa_mode(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``ipsec ipv4   IPsec profile: P``."""
    cdef Py_ssize_t stop, at
    cdef int reason
    p = skip(b, p, e)
    stop = column_end(b, p, e)
    reason = two_parts(s, b, p, stop, 32)
    p = skip(b, stop, e)
    if reason or p == e:
        return reason
    at = starts(b, p, e, "ipsec profile:")
    if at < 0:
        return NOT_UNDERSTOOD
    return own(s, PROTECTION, skip(b, at, e), e)


cdef int encapsulation(Interfaces* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``ARPA, …`` or ``802.1Q Virtual LAN, Vlan ID  10.``."""
    cdef Py_ssize_t comma = find(b, p, e, 44)
    cdef Py_ssize_t at
    cdef int reason = own(s, ENCAPSULATION, p, trim(b, p, comma))
    if reason or comma >= e:
        return reason
    at = starts(b, skip(b, comma + 1, e), e, "vlan id ")
    if at < 0:
        return 0
    if not 1 <= digits_end(b, at, e) - at <= MOST_DIGITS:
        return NOT_A_NUMBER
    return own_number(s, b, VLAN, at, digits_end(b, at, e))


cdef int quoted(Interfaces* s, Bytes b, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read what stands in double quotes."""
    cdef Py_ssize_t stop
    if p >= e or b[p] != 34:
        return NOT_UNDERSTOOD
    stop = find(b, p + 1, e, 34)
    return own(s, field, p + 1, stop) if stop < e else NOT_UNDERSTOOD

# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Entries of extended access lists as they are usually printed, in parts.

Same rules as ``fastparse.reference.config_entries``, which the tests hold it against.
"""

from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.string cimport memcmp

from fastparse._config_marks cimport address_end
from fastparse._config_rows cimport Rows, rows_of

ctypedef const unsigned char* Bytes

cdef enum:
    REMARK = 1
    PERMIT = 2
    DENY = 3

cdef struct Entry:
    Py_ssize_t text  # where its action begins
    Py_ssize_t protocol
    Py_ssize_t protocol_end
    Py_ssize_t ports
    Py_ssize_t ports_end
    Py_ssize_t tail
    long long sequence  # -1: none
    unsigned int source
    unsigned int source_bits
    unsigned int target
    unsigned int target_bits
    int action
    bint spread  # whether words stand more than one space apart


cdef inline bint digit(unsigned char byte) noexcept nogil:
    return 48 <= byte <= 57


cdef inline Py_ssize_t word_end(Bytes data, Py_ssize_t at, Py_ssize_t stop) noexcept nogil:
    while at < stop and data[at] != 32 and data[at] != 9:
        at += 1
    return at


cdef inline Py_ssize_t beyond(Bytes data, Py_ssize_t at, Py_ssize_t stop) noexcept nogil:
    while at < stop and (data[at] == 32 or data[at] == 9):
        at += 1
    return at


cdef inline bint is_word(Bytes data, Py_ssize_t at, Py_ssize_t end, const char* word, Py_ssize_t size) noexcept nogil:
    return end - at == size and memcmp(data + at, word, size) == 0


cdef inline bint address(Bytes data, Py_ssize_t at, Py_ssize_t stop, unsigned int* number) noexcept nogil:
    """Whether a whole word is an IPv4 address in dotted form, without leading zeros."""
    return address_end(data, at, stop, number) == stop


cdef bint usual(Bytes data, Py_ssize_t at, Py_ssize_t stop, Entry* entry) noexcept nogil:
    """Whether all bytes are such as devices print in entries: lower case, no comment; sees double spaces."""
    cdef unsigned char byte
    entry.spread = False
    while at < stop:
        byte = data[at]
        if byte < 32 or byte > 126 or 65 <= byte <= 90 or (byte == 33 and data[at - 1] == 32):
            return False
        entry.spread = entry.spread or (byte == 32 and data[at - 1] == 32)
        at += 1
    return True


cdef Py_ssize_t block(
    Bytes data, Py_ssize_t at, Py_ssize_t stop, bint netmask, unsigned int* number, unsigned int* bits
) noexcept nogil:
    """Read ``any``, ``host A`` or ``A M``; return the offset after it, -1 for anything else."""
    cdef Py_ssize_t end = word_end(data, at, stop)
    if is_word(data, at, end, b"any", 3) or is_word(data, at, end, b"any4", 4):
        number[0], bits[0] = 0, 0xFFFFFFFF
        return end
    cdef Py_ssize_t second = beyond(data, end, stop)
    cdef Py_ssize_t second_end = word_end(data, second, stop)
    if is_word(data, at, end, b"host", 4):
        bits[0] = 0
        return second_end if address(data, second, second_end, number) else -1
    if not address(data, at, end, number) or not address(data, second, second_end, bits):
        return -1
    if netmask:
        bits[0] = ~bits[0]
    return second_end


cdef bint is_operator(Bytes data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    return (
        is_word(data, at, end, b"eq", 2)
        or is_word(data, at, end, b"range", 5)
        or is_word(data, at, end, b"gt", 2)
        or is_word(data, at, end, b"lt", 2)
        or is_word(data, at, end, b"neq", 3)
    )


cdef bint begins_block(Bytes data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    cdef unsigned int number
    return (
        is_word(data, at, end, b"any", 3)
        or is_word(data, at, end, b"any4", 4)
        or is_word(data, at, end, b"host", 4)
        or address(data, at, end, &number)
    )


cdef Py_ssize_t action_of(Bytes data, Py_ssize_t at, Py_ssize_t stop, bint flat, bint netmask, Entry* entry) noexcept nogil:
    """Find the action of an entry; return the offset after it, -1 where there is none."""
    cdef Py_ssize_t end = word_end(data, at, stop)
    entry.sequence = -1
    if flat:
        at = beyond(data, end, stop)
        at = beyond(data, word_end(data, at, stop), stop)
        end = word_end(data, at, stop)
        if netmask and is_word(data, at, end, b"extended", 8):
            at = beyond(data, end, stop)
            end = word_end(data, at, stop)
    elif at < stop and digit(data[at]):
        if end - at > 9:
            return -1
        entry.sequence = 0
        while at < end:
            if not digit(data[at]):
                return -1
            entry.sequence = 10 * entry.sequence + data[at] - 48
            at += 1
        if at < stop and data[at] != 32:
            return -1
        at = beyond(data, end, stop)
        end = word_end(data, at, stop)
    entry.text = at
    if end < stop and data[end] != 32:
        return -1
    entry.action = 0
    if is_word(data, at, end, b"permit", 6):
        entry.action = PERMIT
    elif is_word(data, at, end, b"deny", 4):
        entry.action = DENY
    elif is_word(data, at, end, b"remark", 6):
        entry.action = REMARK
    return end if entry.action else -1


cdef bint take(Bytes data, Py_ssize_t at, Py_ssize_t stop, bint flat, bint netmask, Entry* entry) noexcept nogil:
    """Whether a line is an entry as it is usually printed; its parts."""
    cdef Py_ssize_t end
    at = action_of(data, at, stop, flat, netmask, entry)
    if at < 0:
        return False
    if entry.action == REMARK:
        while at < stop:
            if data[at] < 32 or data[at] > 126:
                return False
            at += 1
        return True
    if not usual(data, at, stop, entry):
        return False
    at = beyond(data, at, stop)
    entry.protocol, entry.protocol_end = at, word_end(data, at, stop)
    at = block(data, beyond(data, entry.protocol_end, stop), stop, netmask, &entry.source, &entry.source_bits)
    if at < 0:
        return False
    at = beyond(data, at, stop)
    end = word_end(data, at, stop)
    entry.ports = entry.ports_end = at
    if is_operator(data, at, end):
        while at < stop and not begins_block(data, at, end):
            entry.ports_end = end
            at = beyond(data, end, stop)
            end = word_end(data, at, stop)
    at = block(data, at, stop, netmask, &entry.target, &entry.target_bits)
    if at < 0:
        return False
    entry.tail = beyond(data, at, stop)
    return True


cdef inline str text_of(Bytes data, Py_ssize_t low, Py_ssize_t high):
    return PyUnicode_DecodeASCII(<const char*>data + low, high - low, NULL)


def entries(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, bint flat, bint netmask):
    """Yield of every row the parts of an extended entry; the row where it is not as usually printed.

    ``flat``: the rows are ``access-list NAME …`` lines; ``netmask``: masks are netmasks. Parts:
    (line, sequence or None, action, body, protocol, source, source wildcard, source ports, target,
    target wildcard, what follows), addresses as numbers, ports and the rest as they stand; of a
    remark the first four.
    """
    rows_of(data, columns, first, stop)
    return parts(data, columns, first, stop, flat, netmask)


def parts(bytes data, columns, Py_ssize_t first, Py_ssize_t stop, bint flat, bint netmask):
    """Yield as said above: nobody holds the parts of a whole list."""
    cdef Rows rows = rows_of(data, columns, first, stop)
    cdef list held = [memoryview(column) for column in columns[:6]]  # what is held is not resized
    cdef Py_ssize_t row
    cdef Entry entry
    cdef Bytes text = rows.data
    cdef object body, ports, tail, sequence
    for row in range(first, stop):
        if not take(text, rows.start[row], rows.end[row], flat, netmask, &entry):
            yield row
            continue
        body = text_of(text, entry.text, rows.end[row])
        sequence = None if entry.sequence < 0 else entry.sequence
        if entry.action == REMARK:
            yield (rows.number[row], sequence, "remark", body)
            continue
        ports = text_of(text, entry.ports, entry.ports_end)
        tail = text_of(text, entry.tail, rows.end[row])
        if entry.spread:
            body, ports, tail = [" ".join(part.split()) for part in (body, ports, tail)]
        yield (
            rows.number[row],
            sequence,
            "permit" if entry.action == PERMIT else "deny",
            body,
            text_of(text, entry.protocol, entry.protocol_end),
            entry.source,
            entry.source_bits,
            ports,
            entry.target,
            entry.target_bits,
            tail,
        )
    held.clear()

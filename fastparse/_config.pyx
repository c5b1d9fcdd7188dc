# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The compiled running-config reader: lines into columns, no I/O, no Python object in the loop.

Same rules as ``fastparse.reference.config``, which the tests hold it against byte for byte.
"""

from libc.string cimport memchr, memcmp

from fastparse._arrays cimport column, start_of

from fastparse._config_heads cimport anywhere, belongs, head_of, holds_lines
from fastparse._config_words cimport Bytes, blank, digit, digits, dotted, is_word, lower, word_end
from fastparse.config_grammar import MAX_INDENT
from fastparse.config_tree import Columns

cdef struct Scan:
    Bytes data
    Py_ssize_t size
    unsigned char terminator
    long long* start
    long long* end
    int* indent
    int* parent
    int* number_of
    int* head
    int rows
    int room      # rows that the columns hold
    int number    # lines before `position`
    Py_ssize_t position
    int end_line
    int trailing
    int certificate
    int flat
    int asked     # the row that was last asked whether it is an access list entry, -1 before
    bint entry    # and whether it is one: its many rests would each read its first word again
    Py_ssize_t last   # the last line whose head was looked up,
    Py_ssize_t reach  # how many bytes of it decided (0: none yet), and what they said
    int kind
    unsigned char absent[257]
    Py_ssize_t backspace  # where these stand next: they are rare, and lines are short
    Py_ssize_t carriage
    Py_ssize_t caret
    Py_ssize_t control

cdef Py_ssize_t CARET = 256
cdef enum:
    MOST_LINES = 0x7FFFFFF0
    SAMPLES = 16  # places of a text whose lines are counted to know about how many it has
    SAMPLE = 1024

cdef int _max_indent = MAX_INDENT


cdef inline bint hexadecimal(unsigned char byte) noexcept nogil:
    return digit(byte) or 97 <= lower(byte) <= 102 or blank(byte)


cdef inline bint punctuation(unsigned char byte) noexcept nogil:
    return byte == 3 or 33 <= byte <= 47 or 58 <= byte <= 64 or 91 <= byte <= 96 or 123 <= byte <= 126


cdef Py_ssize_t find(Bytes data, Py_ssize_t low, Py_ssize_t high, Py_ssize_t wanted) noexcept nogil:
    """Return where a delimiter (a byte, or 256 for ``^C``) stands, -1 when nowhere."""
    cdef Bytes place
    while low < high:
        place = <Bytes>memchr(data + low, 94 if wanted == CARET else <int>wanted, high - low)
        if place is NULL:
            return -1
        low = place - data
        if wanted != CARET:
            return low
        if low + 1 < high and data[low + 1] == 67:
            return low
        low += 1
        while low + 1 < high and data[low] == 94 and data[low + 1] == 94:
            low += 1
    return -1


cdef inline Py_ssize_t next_of(Scan* scan, Py_ssize_t known, Py_ssize_t low, Py_ssize_t wanted) noexcept nogil:
    """Return where a delimiter stands next at or after ``low`` (the size: nowhere), given what was known before."""
    if known >= low:
        return known
    known = find(scan.data, low, scan.size, wanted)
    return scan.size if known < 0 else known


cdef Py_ssize_t delimiter(Scan* scan, Py_ssize_t low, Py_ssize_t high, Py_ssize_t* after) noexcept nogil:
    """Return the delimiter of free text that a line opens (-1: none), and the offset after it."""
    cdef Bytes data = scan.data
    cdef Py_ssize_t place
    scan.caret = next_of(scan, scan.caret, low, CARET)
    if scan.caret + 1 < high:
        after[0] = scan.caret + 2
        return CARET
    scan.control = next_of(scan, scan.control, low, 3)
    if scan.control < high:
        after[0] = scan.control + 1
        return 3
    if lower(data[low]) != 98:  # b
        return -1
    if high - low < 7 or not is_word(data + low, 7, b"banner ", 7):
        return -1
    place = low + 7
    while place < high and blank(data[place]):
        place += 1
    while place < high and not blank(data[place]):
        place += 1
    while place < high and blank(data[place]):
        place += 1
    if place == high or not punctuation(data[place]):
        return -1
    after[0] = place + 1
    return data[place]


cdef inline bint is_first(Bytes data, Py_ssize_t low, Py_ssize_t high, const char* word, Py_ssize_t size) noexcept nogil:
    """Whether the first word of a line is this lower-case word."""
    return (
        high - low >= size and (high - low == size or blank(data[low + size])) and is_word(data + low, size, word, size)
    )


cdef bint rest_of_entry(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    """Whether a line begins as the wrapped rest of an access list entry does."""
    cdef unsigned char first = lower(data[low])
    cdef Py_ssize_t size
    if digit(first):
        size = word_end(data, low, high) - low
        return dotted(data + low, size) and memchr(data + low, 46, size) is not NULL
    if first == 97:
        return is_first(data, low, high, b"any", 3)
    if first == 101:
        return is_first(data, low, high, b"eq", 2)
    if first == 104:
        return is_first(data, low, high, b"host", 4)
    return first == 114 and is_first(data, low, high, b"range", 5)


cdef bint is_entry(Bytes data, Py_ssize_t begin, Py_ssize_t stop) noexcept nogil:
    """Whether a line is an access list entry, with its number or without."""
    cdef Py_ssize_t close = word_end(data, begin, stop)
    if digits(data + begin, close - begin):
        begin = close
        while begin < stop and blank(data[begin]):
            begin += 1
        close = word_end(data, begin, stop)
    return (
        is_word(data + begin, close - begin, b"access-list", 11)
        or is_word(data + begin, close - begin, b"permit", 6)
        or is_word(data + begin, close - begin, b"deny", 4)
    )


cdef bint continues(Scan* scan, int previous, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    """Whether a line is the wrapped rest of the access list entry before it."""
    cdef Bytes data = scan.data
    if not rest_of_entry(data, low, high):
        return False
    if scan.head[previous] == -1:
        previous = scan.parent[previous]
    if scan.asked != previous:
        scan.asked = previous
        scan.entry = is_entry(data, scan.start[previous], scan.end[previous])
    return scan.entry


cdef int kind_of(Scan* scan, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    """Return which kind of section a line opens: neighbours often begin alike."""
    cdef Py_ssize_t reach
    if scan.reach and high - low >= scan.reach and memcmp(scan.data + low, scan.data + scan.last, scan.reach) == 0:
        return scan.kind
    scan.kind = head_of(scan.data, low, high, &reach)
    scan.last = low
    scan.reach = reach - low if reach <= high else 0
    return scan.kind


cdef void add_row(Scan* scan, Py_ssize_t low, Py_ssize_t high, int indent, int number) noexcept nogil:
    cdef int row = scan.rows, previous = scan.rows - 1, parent = scan.rows - 1
    cdef int head = kind_of(scan, low, high)
    cdef bint inside = (
        scan.flat >= 0 and indent <= scan.indent[scan.flat] and belongs(scan.head[scan.flat], scan.data, low, high)
    )
    if previous >= 0 and continues(scan, previous, low, high):
        if scan.head[previous] == -1:
            parent = scan.parent[previous]
        head = -1
    elif inside:
        parent, head = scan.flat, 0
    elif indent > 0 and not anywhere(head):
        if previous >= 0 and scan.head[previous] == -1:
            parent = scan.parent[previous]
        while parent >= 0 and scan.indent[parent] >= indent:
            parent = scan.parent[parent]
        if parent >= 0 and parent == scan.flat:
            scan.flat = -1
    else:
        parent = -1
    if parent == -1:
        scan.flat = row if holds_lines(head) else -1
    scan.start[row] = low
    scan.end[row] = high
    scan.indent[row] = indent
    scan.parent[row] = parent
    scan.number_of[row] = number
    scan.head[row] = head
    scan.rows = row + 1


cdef bint begins(Bytes data, Py_ssize_t low, Py_ssize_t high, const char* word, Py_ssize_t size) noexcept nogil:
    return high - low >= size and memcmp(data + low, word, size) == 0


cdef bint all_hexadecimal(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    while low < high:
        if not hexadecimal(data[low]):
            return False
        low += 1
    return True


cdef Py_ssize_t beyond(Scan* scan, Py_ssize_t wanted, Py_ssize_t following) noexcept nogil:
    """Return the offset after the line in which free text is closed."""
    cdef Py_ssize_t close
    if scan.absent[wanted]:
        return following
    close = find(scan.data, following, scan.size, wanted)
    if close < 0:
        scan.absent[wanted] = 1
        return following
    close = find(scan.data, close, scan.size, scan.terminator)
    return scan.size if close < 0 else close + 1


cdef Py_ssize_t take_line(
    Scan* scan, Py_ssize_t low, Py_ssize_t high, int indent, int number, Py_ssize_t following
) noexcept nogil:
    """Take one line; return the offset after it and after free text that it opens."""
    cdef Bytes data = scan.data
    cdef Py_ssize_t size = high - low, after = 0, wanted
    if scan.certificate:
        if size == 4 and begins(data, low, high, b"quit", 4):
            scan.certificate = 0
            return following
        if all_hexadecimal(data, low, high):
            return following
        scan.certificate = 0
    if data[low] == 33 or data[low] == 58:
        if size == 1 and indent == 0:
            scan.flat = -1
        return following
    if indent == 0 and size == 3 and begins(data, low, high, b"end", 3):
        scan.end_line = number
        return following
    if data[low] in (66, 67, 85) and (
        begins(data, low, high, b"Building configuration", 22)
        or begins(data, low, high, b"Current configuration", 21)
        or begins(data, low, high, b"Using ", 6)
    ):
        return following
    add_row(scan, low, high, indent, number)
    if begins(data, low, high, b"certificate ", 12) or (
        size == 10 and begins(data, low, high, b"key-string", 10)
    ):
        scan.certificate = number
        return following
    wanted = delimiter(scan, low, high, &after)
    if wanted < 0 or find(data, after, high, wanted) >= 0:
        return following
    return beyond(scan, wanted, following)


cdef void run(Scan* scan) noexcept nogil:
    """Read on until the text, the room for rows or the numbers for lines are at their end."""
    cdef Bytes data = scan.data
    cdef Py_ssize_t position = scan.position
    cdef Py_ssize_t stop, low, high, place, skipped, margin, wide
    cdef int number = scan.number
    while position < scan.size and scan.rows < scan.room and number < MOST_LINES:
        number += 1
        stop = find(data, position, scan.size, scan.terminator)
        if stop < 0:
            stop = scan.size
        low, high = position, stop
        position = stop + 1
        while high > low and (blank(data[high - 1]) or data[high - 1] == 13 or data[high - 1] == 0):
            high -= 1
        scan.backspace = next_of(scan, scan.backspace, low, 8)
        scan.carriage = next_of(scan, scan.carriage, low, 13)
        if scan.backspace < high or scan.carriage < high:
            place = high - 1
            while data[place] != 8 and data[place] != 13:
                place -= 1
            low = place + 1
        margin = low
        while low < high and blank(data[low]):
            low += 1
        if low == high:
            continue
        if scan.end_line:
            scan.trailing += 1
            continue
        wide = low - margin
        skipped = take_line(
            scan, low, high, _max_indent if wide > _max_indent else <int>wide, number, position
        )
        while position < skipped:
            place = find(data, position, skipped, scan.terminator)
            if place < 0:
                break
            number += 1
            position = place + 1
        position = skipped
    scan.position = position
    scan.number = number


cdef Py_ssize_t about(Bytes data, Py_ssize_t size, unsigned char terminator) noexcept nogil:
    """Return about how many lines a text has: room for many more would cost as much as reading them."""
    cdef Py_ssize_t step = size // SAMPLES
    cdef Py_ssize_t place, low, high
    cdef Py_ssize_t lines = 0
    if step <= SAMPLE:
        return size // 24
    for place in range(SAMPLES):
        low = place * step
        high = low + SAMPLE
        while True:
            low = find(data, low, high, terminator)
            if low < 0:
                break
            lines += 1
            low += 1
    return min(lines * (size // (SAMPLES * SAMPLE)) // 8 * 9, size // 16)


def scan(bytes data not None):
    """Read the lines of a running-config into columns, without the GIL. Any bytes are accepted."""
    cdef Scan state
    cdef int byte
    state.data = data
    state.size = len(data)
    state.terminator = 10 if find(state.data, 0, state.size, 10) >= 0 else 13
    room = 64 + about(state.data, state.size, state.terminator)
    columns = [column(code, room) for code in "qqiiii"]
    state.position = state.number = 0
    state.rows = state.end_line = state.trailing = state.certificate = 0
    state.flat = state.asked = state.backspace = state.carriage = state.caret = state.control = -1
    state.entry = False
    state.last = state.reach = 0
    state.kind = 0
    for byte in range(257):
        state.absent[byte] = 0
    while True:
        state.room = min(len(columns[0]), MOST_LINES)
        state.start, state.end = <long long*>start_of(columns[0]), <long long*>start_of(columns[1])
        state.indent, state.parent = <int*>start_of(columns[2]), <int*>start_of(columns[3])
        state.number_of, state.head = <int*>start_of(columns[4]), <int*>start_of(columns[5])
        with nogil:
            run(&state)
        if state.position >= state.size:
            break
        if state.number >= MOST_LINES:
            raise OverflowError("more lines than a configuration can have")
        room = len(columns[0]) // 2
        for numbers in columns:
            numbers.extend(column(numbers.typecode, room))
    for numbers in columns:
        del numbers[state.rows:]
    return Columns(*columns, state.end_line, state.trailing, state.certificate)

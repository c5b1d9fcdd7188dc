# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Access lists of a configuration as runs of rows: no entry becomes an object here.

Same rules as ``fastparse.reference.config_lists``, which the tests hold it against.
"""

from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.string cimport memcmp

from fastparse._config_rows cimport Rows, rows_of

cdef extern from "string.h" nogil:
    void* memmem(const void*, size_t, const void*, size_t)

cdef extern from "masks.h" nogil:
    bint masks_may_be(const unsigned char*, Py_ssize_t, bint)

ctypedef const unsigned char* Bytes

cdef enum:
    PIECE = 1024
    SLOW = 0
    ENTRY = 1  # the numbers are those of fastparse.config_tree
    EXTENDED = 2
    STANDARD = 3


cdef inline bint blank(unsigned char byte) noexcept nogil:
    return byte == 32 or byte == 9


cdef inline bint visible(unsigned char byte) noexcept nogil:
    return 33 <= byte <= 126


cdef inline bint digit(unsigned char byte) noexcept nogil:
    return 48 <= byte <= 57


cdef bint foreign_mask(Bytes data, Py_ssize_t low, Py_ssize_t high, bint netmask) noexcept nogil:
    """Whether digits and dots of a line are a mask in the other notation (a netmask for a wildcard, or the reverse)."""
    cdef unsigned int value, inverse
    cdef int part, length, octet
    while low < high:
        if not digit(data[low]):
            low += 1
            continue
        value = 0
        for part in range(4):
            octet = length = 0
            while low < high and digit(data[low]):
                if length < 4:
                    octet = 10 * octet + data[low] - 48
                    length += 1
                low += 1
            if length == 0 or length > 3 or octet > 255:
                break
            if part == 0 and not (
                octet < 255 and octet & (octet + 1) == 0
                if netmask
                else octet > 0 and (255 - octet) & (256 - octet) == 0
            ):
                break  # no mask of the other notation begins so
            value = value << 8 | <unsigned int>octet
            if part < 3:
                if low == high or data[low] != 46:
                    break
                low += 1
            elif low == high or data[low] != 46:
                inverse = ~value
                if netmask:
                    value, inverse = inverse, value
                if value & (value + 1) and not inverse & (inverse + 1):
                    return True
        while low < high and (digit(data[low]) or data[low] == 46):
            low += 1
    return False


cdef struct Looked:
    # A piece of the text that was looked at as one.
    Py_ssize_t size  # of the text
    Py_ssize_t end
    bint suspect


cdef inline bint has_foreign_mask(
    Looked* looked, Bytes data, Py_ssize_t start, Py_ssize_t low, Py_ssize_t high, bint netmask
) noexcept nogil:
    """Whether a part of the line that begins at ``start`` holds a mask in the other notation; lines come in order."""
    if high > looked.end:
        looked.end = max(high, min(start + PIECE, looked.size))
        looked.suspect = start < 2 or looked.end + 4 > looked.size or masks_may_be(
            data + start, looked.end - start, netmask
        )
    return looked.suspect and foreign_mask(data, low, high, netmask)


cdef inline bint named_objects(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    return memmem(data + low, high - low, b"object", 6) is not NULL


cdef inline Py_ssize_t word_end(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    while low < high and visible(data[low]):
        low += 1
    return low


cdef inline Py_ssize_t beyond_blanks(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    while low < high and blank(data[low]):
        low += 1
    return low


cdef inline bint is_word(Bytes data, Py_ssize_t low, Py_ssize_t high, const char* word, Py_ssize_t size) noexcept nogil:
    return high - low == size and memcmp(data + low, word, size) == 0


cdef struct Head:
    # What a flat entry begins with, up to its action.
    int kind  # SLOW for what more than its entry hangs on
    bint remark
    Py_ssize_t at  # the line, and offsets from there
    Py_ssize_t name
    Py_ssize_t name_end
    Py_ssize_t close


cdef void read_head(Head* head, Bytes data, Py_ssize_t low, Py_ssize_t high, bint netmask) noexcept nogil:
    cdef Py_ssize_t at = low
    cdef Py_ssize_t close = word_end(data, at, high)
    head.at = low
    head.kind = SLOW
    if not is_word(data, at, close, b"access-list", 11):
        return
    at = beyond_blanks(data, close, high)
    close = word_end(data, at, high)
    head.name, head.name_end = at - low, close - low
    at = beyond_blanks(data, close, high)
    if head.name == head.name_end or at == close or at == high:
        return
    close = word_end(data, at, high)
    if close < high and not blank(data[close]):
        return
    head.close = close - low
    head.remark = is_word(data, at, close, b"remark", 6)
    if head.remark or is_word(data, at, close, b"permit", 6) or is_word(data, at, close, b"deny", 4):
        head.kind = EXTENDED if netmask else ENTRY
    elif netmask and is_word(data, at, close, b"extended", 8):
        head.kind = EXTENDED
    elif netmask and is_word(data, at, close, b"standard", 8):
        head.kind = STANDARD


cdef int kind_of(
    Head* head, Looked* looked, Bytes data, Py_ssize_t low, Py_ssize_t high, bint netmask, bint grouped
) noexcept nogil:
    """Return the kind of a flat entry, SLOW for what more than its entry hangs on; ``head`` is that of a line before."""
    cdef Py_ssize_t action
    if head.kind == SLOW or high - low <= head.close or memcmp(data + low, data + head.at, head.close + 1) != 0:
        read_head(head, data, low, high, netmask)
    head.at = low
    if head.kind == SLOW or head.remark:
        return head.kind
    action = beyond_blanks(data, low + head.close, high)
    if netmask and high - action >= 6 and memcmp(data + action, b"remark", 6) == 0:
        return SLOW
    if has_foreign_mask(looked, data, low, low + head.close, high, netmask):
        return SLOW
    if grouped and named_objects(data, low + head.close, high):
        return SLOW
    return head.kind


def flat_lists(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, bint netmask, bint grouped):
    """Return runs (kind, name, first row, row after the last, whether remarks alone) of ``access-list`` lines.

    What is more than an entry of its list is returned as its row alone: other words where the
    action should stand, wrapped lines, masks in the other platform's notation (``netmask``: which
    one is this platform's), with ``grouped`` also what names objects.
    """
    cdef Rows rows = rows_of(data, columns, first, stop)
    cdef Py_ssize_t row, begin = 0
    cdef Head head  # of this line
    cdef Head opened  # of the run's first
    cdef Looked looked
    cdef int kind
    cdef bint remarks = False
    cdef list found = []
    looked.size, looked.end, looked.suspect = len(data), 0, True
    head.at = head.name = head.name_end = head.close = 0
    head.kind, head.remark = SLOW, False
    opened = head
    for row in range(first, stop + 1):
        if row < stop and rows.parent[row] >= 0:
            continue
        kind = SLOW
        if row < stop and (row + 1 == rows.count or rows.parent[row + 1] < 0):
            kind = kind_of(&head, &looked, rows.data, rows.start[row], rows.end[row], netmask, grouped)
        if kind != SLOW and kind == opened.kind and same_name(rows.data, &head, &opened):
            remarks = remarks and head.remark
            continue
        if opened.kind != SLOW:
            found.append((opened.kind, name_of(rows.data, &opened), begin, row, bool(remarks)))
        opened = head
        opened.kind = kind
        if kind == SLOW:
            if row < stop:
                found.append(row)
        else:
            begin, remarks = row, head.remark
    return found


cdef inline bint same_name(Bytes data, const Head* one, const Head* two) noexcept nogil:
    cdef Py_ssize_t size = one.name_end - one.name
    return two.name_end - two.name == size and memcmp(
        data + one.at + one.name, data + two.at + two.name, size
    ) == 0


cdef inline str name_of(Bytes data, const Head* head):
    return PyUnicode_DecodeASCII(<const char*>data + head.at + head.name, head.name_end - head.name, NULL)


def named_lists(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, bint grouped):
    """Return (extended, name, row, row after its entries, whether one of them says more) of ``ip access-list`` sections.

    Says more: a mask that is a netmask, with ``grouped`` also an object. A section of another form
    is returned as its row alone.
    """
    cdef Rows rows = rows_of(data, columns, first, stop)
    cdef Bytes text = rows.data
    cdef Py_ssize_t row, child, low, high, at, close, name
    cdef bint extended, usual, odd
    cdef Looked looked
    cdef list found = []
    looked.size, looked.end, looked.suspect = len(data), 0, True
    row = first
    while row < stop:
        low, high = rows.start[row], rows.end[row]
        child = row + 1
        usual = rows.parent[row] < 0
        odd = False
        while child < rows.count and rows.parent[child] >= 0:
            usual = usual and rows.parent[child] == row and rows.head[child] != -1
            if usual and child < stop:
                odd = odd or has_foreign_mask(
                    &looked, text, rows.start[child], rows.start[child], rows.end[child], False
                )
                odd = odd or (grouped and named_objects(text, rows.start[child], rows.end[child]))
            child += 1
        if child > stop:
            usual = False
            child = stop
        close = word_end(text, low, high)
        usual = usual and is_word(text, low, close, b"ip", 2)
        at = beyond_blanks(text, close, high)
        close = word_end(text, at, high)
        usual = usual and is_word(text, at, close, b"access-list", 11)
        at = beyond_blanks(text, close, high)
        close = word_end(text, at, high)
        extended = is_word(text, at, close, b"extended", 8)
        usual = usual and (extended or is_word(text, at, close, b"standard", 8))
        name = beyond_blanks(text, close, high)
        close = word_end(text, name, high)
        if usual and close == high and close > name and text[name] != 33:
            found.append(
                (
                    bool(extended),
                    PyUnicode_DecodeASCII(<const char*>text + name, close - name, NULL),
                    row,
                    child,
                    bool(odd),
                )
            )
        else:
            found.append(row)
        row = child
    return found


def foreign_masks(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, bint netmask):
    """Whether any of some rows holds a mask in the notation that is not the one said by ``netmask``."""
    cdef Rows rows = rows_of(data, columns, first, stop)
    cdef Py_ssize_t row
    cdef Looked looked
    looked.size, looked.end, looked.suspect = len(data), 0, True
    for row in range(first, stop):
        if has_foreign_mask(&looked, rows.data, rows.start[row], rows.start[row], rows.end[row], netmask):
            return True
    return False

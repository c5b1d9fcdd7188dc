# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Access lists of a configuration as runs of rows: no entry becomes an object here.

Same rules as ``fastparse.reference.config_lists``, which the tests hold it against.
"""

from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.string cimport memcmp

from fastparse._config_rows cimport Rows, rows_of

cdef extern from "string.h" nogil:
    void* memmem(const void*, size_t, const void*, size_t)

ctypedef const unsigned char* Bytes

cdef enum:
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


cdef int kind_of(
    Bytes data, Py_ssize_t low, Py_ssize_t high, bint netmask, bint grouped, Py_ssize_t* name, Py_ssize_t* name_end, bint* remark
) noexcept nogil:
    """Return the kind of a flat entry with its name, SLOW for what more than its entry hangs on."""
    cdef Py_ssize_t at = low
    cdef Py_ssize_t close = word_end(data, at, high)
    cdef Py_ssize_t action
    cdef int kind = ENTRY
    if not is_word(data, at, close, b"access-list", 11):
        return SLOW
    at = beyond_blanks(data, close, high)
    close = word_end(data, at, high)
    name[0], name_end[0] = at, close
    at = beyond_blanks(data, close, high)
    if close == name[0] or at == close or at == high:
        return SLOW
    close = word_end(data, at, high)
    if close < high and not blank(data[close]):
        return SLOW
    remark[0] = is_word(data, at, close, b"remark", 6)
    if netmask:
        kind = EXTENDED
        action = beyond_blanks(data, close, high)
        if is_word(data, at, close, b"standard", 8):
            kind = STANDARD
        elif not (
            remark[0]
            or is_word(data, at, close, b"extended", 8)
            or is_word(data, at, close, b"permit", 6)
            or is_word(data, at, close, b"deny", 4)
        ):
            return SLOW
        if not remark[0] and high - action >= 6 and memcmp(data + action, b"remark", 6) == 0:
            return SLOW
    elif not (
        remark[0] or is_word(data, at, close, b"permit", 6) or is_word(data, at, close, b"deny", 4)
    ):
        return SLOW
    if not remark[0] and (
        foreign_mask(data, close, high, netmask) or (grouped and named_objects(data, close, high))
    ):
        return SLOW
    return kind


def flat_lists(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, bint netmask, bint grouped):
    """Return runs (kind, name, first row, row after the last, whether remarks alone) of ``access-list`` lines.

    What is more than an entry of its list is returned as its row alone: other words where the
    action should stand, wrapped lines, masks in the other platform's notation (``netmask``: which
    one is this platform's), with ``grouped`` also what names objects.
    """
    cdef Rows rows = rows_of(data, columns, first, stop)
    cdef Py_ssize_t row, begin = 0
    cdef Py_ssize_t name = 0, name_end = 0, open_name = 0, open_end = 0
    cdef int kind
    cdef int open_kind = SLOW
    cdef bint remark = False, remarks = False
    cdef list found = []
    for row in range(first, stop + 1):
        if row < stop and rows.parent[row] >= 0:
            continue
        kind = SLOW
        if row < stop and (row + 1 == rows.count or rows.parent[row + 1] < 0):
            kind = kind_of(
                rows.data, rows.start[row], rows.end[row], netmask, grouped, &name, &name_end, &remark
            )
        if kind != SLOW and kind == open_kind:
            if name_end - name == open_end - open_name:
                if memcmp(rows.data + name, rows.data + open_name, name_end - name) == 0:
                    remarks = remarks and remark
                    continue
        if open_kind != SLOW:
            found.append(
                (
                    open_kind,
                    PyUnicode_DecodeASCII(<const char*>rows.data + open_name, open_end - open_name, NULL),
                    begin,
                    row,
                    bool(remarks),
                )
            )
        open_kind = kind
        if kind == SLOW:
            if row < stop:
                found.append(row)
        else:
            begin, open_name, open_end, remarks = row, name, name_end, remark
    return found


def named_lists(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, bint grouped):
    """Return (extended, name, row, row after its entries, whether one of them says more) of ``ip access-list`` sections.

    Says more: a mask that is a netmask, with ``grouped`` also an object. A section of another form
    is returned as its row alone.
    """
    cdef Rows rows = rows_of(data, columns, first, stop)
    cdef Bytes text = rows.data
    cdef Py_ssize_t row, child, low, high, at, close, name
    cdef bint extended, usual, odd
    cdef list found = []
    row = first
    while row < stop:
        low, high = rows.start[row], rows.end[row]
        child = row + 1
        usual = rows.parent[row] < 0
        odd = False
        while child < rows.count and rows.parent[child] >= 0:
            usual = usual and rows.parent[child] == row and rows.head[child] != -1
            if usual and child < stop:
                odd = odd or foreign_mask(text, rows.start[child], rows.end[child], False)
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
    for row in range(first, stop):
        if foreign_mask(rows.data, rows.start[row], rows.end[row], netmask):
            return True
    return False

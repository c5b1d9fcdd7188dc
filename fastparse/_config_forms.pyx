# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Which lines have which forms: over the bytes of a text, or over the rows of its columns.

Same rules as ``fastparse.reference.config_forms``, which the tests hold it against.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.string cimport memchr, memcmp, memcpy

from fastparse._arrays cimport column, start_of
from fastparse._config_marks cimport ANY_BLANKS, FITS, NO_FORM, SPANS, Bytes, Shape, Table, Trail, blank, form_of, misfit, table_of
from fastparse._config_rows cimport Rows, rows_of


cdef struct Wanted:
    # The forms of each first byte that no line has had so far.
    int* item
    int* shared
    int stop[256]


cdef void find_signs(Table table, Wanted* wanted, Bytes data, Py_ssize_t size, long long* first) noexcept nogil:
    cdef Py_ssize_t position = 0
    cdef Py_ssize_t at, wide, missed
    cdef Py_ssize_t spans[SPANS]
    cdef int kept, item, kind, place
    cdef Shape* shape
    cdef Bytes stop
    cdef Trail trail
    # A line that begins like one that had no form has none either: they are no more than they were.
    cdef Py_ssize_t last = 0, reach = 0
    trail.reach = trail.known = 0
    while position < size:
        if reach and size - position >= reach and memcmp(data + position, data + last, reach) == 0:
            stop = <Bytes>memchr(data + position, 10, size - position)
            if stop is NULL:
                return
            position = stop - data + 1
            continue
        at = position
        while at < size and data[at] == 32:
            at += 1
        wide = at - position
        while at < size and blank(data[at]):
            at += 1
        last, reach = position, 0
        if at < size:
            trail.reach = at + 1
            item = table.bucket[data[at]]
            missed = trail.known = 0
            while item < wanted.stop[data[at]]:
                shape = &table.shapes[table.order[wanted.item[item]]]
                if first[shape.number] >= 0:  # a line has it: it is looked for no more
                    wanted.stop[data[at]] -= 1
                    for place in range(item, wanted.stop[data[at]]):
                        wanted.item[place] = wanted.item[place + 1]
                        kind = wanted.shared[place + 1]
                        wanted.shared[place] = min(wanted.shared[item], kind) if place == item else kind
                    continue
                if missed < wanted.shared[item]:
                    item += 1
                    continue
                if shape.most != ANY_BLANKS and (
                    at > position + wide or wide < shape.least or (shape.most >= 0 and wide > shape.most)
                ):
                    missed = shape.length  # not known
                    trail.known = 0
                else:
                    missed = misfit(
                        table, wanted.item[item], min(wanted.shared[item], trail.known), data, at, size, &trail, spans, &kept
                    )
                    if missed == FITS:
                        first[shape.number] = position
                        trail.reach = size + 1
                        missed = shape.length
                        trail.known = 0
                item += 1
            reach = trail.reach - position if trail.reach <= size else 0
        stop = <Bytes>memchr(data + at, 10, size - at)
        if stop is NULL:
            return
        position = stop - data + 1


def signs(bytes data not None, forms):
    """Return, of every number, the offset of the first line that has a form of that number, or -1."""
    cdef Table table = table_of(forms)
    cdef Wanted wanted
    cdef int place, byte
    cdef Bytes text = data
    cdef Py_ssize_t size = len(data)
    if any(form.number < 0 for form in forms.forms):
        raise ValueError("a sign without a number")
    first = column("q", table.most_number + 1)
    cdef long long* out = <long long*>start_of(first)
    for place in range(table.most_number + 1):
        out[place] = -1
    wanted.item = <int*>PyMem_Malloc((2 * table.bucket[256] + 1) * sizeof(int))
    if wanted.item is NULL:
        raise MemoryError
    wanted.shared = wanted.item + table.bucket[256]
    memcpy(wanted.shared, table.shared, table.bucket[256] * sizeof(int))
    for place in range(table.bucket[256]):
        wanted.item[place] = place
    for byte in range(256):
        wanted.stop[byte] = table.bucket[byte + 1]
    with nogil:
        find_signs(table, &wanted, text, size, out)
    PyMem_Free(wanted.item)
    return first


def blocks(bytes data not None, columns, forms):
    """Return (number, first row, row after the last) of neighbouring sections whose heads have forms of one number."""
    cdef Table table = table_of(forms)
    cdef Rows rows = rows_of(data, columns, 0, len(columns.start))
    cdef Py_ssize_t spans[SPANS]
    cdef Py_ssize_t row, begin
    cdef Py_ssize_t low, last = 0, reach = 0  # neighbours often begin alike: they are looked up once
    cdef int kept, place
    cdef int number = NO_FORM, open_number = NO_FORM
    cdef list found = []
    begin = 0
    for row in range(rows.count):
        if rows.parent[row] >= 0:
            continue
        low = rows.start[row]
        if not reach or rows.end[row] - low < reach or memcmp(rows.data + low, rows.data + last, reach) != 0:
            place = form_of(table, rows.data, low, rows.end[row], spans, &kept, &reach)
            number = NO_FORM if place == NO_FORM else table.shapes[place].number
            last, reach = low, reach - low if reach <= rows.end[row] else 0
        if number != open_number:
            if open_number != NO_FORM:
                found.append((open_number, begin, row))
            begin, open_number = row, number
    if open_number != NO_FORM:
        found.append((open_number, begin, rows.count))
    return found

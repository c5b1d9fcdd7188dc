# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Which lines have which forms: over the bytes of a text, or over the rows of its columns.

Same rules as ``fastparse.reference.config_forms``, which the tests hold it against.
"""

from cpython.ref cimport Py_INCREF
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.tuple cimport PyTuple_New, PyTuple_SetItem
from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.string cimport memchr, memcmp, memcpy

from fastparse._arrays cimport column, start_of
from fastparse._config_marks cimport (
    ANY_BLANKS, FITS, NO_FORM, NUMBER, SPANS, Bytes, Shape, Table, Trail, blank, form_of, misfit, ordinary, table_of,
)
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


cdef tuple record(Rows* rows, Py_ssize_t row, int number, Py_ssize_t* spans, int kept):
    cdef int word
    cdef object item
    cdef tuple items = PyTuple_New(kept + 2)
    for word in range(-2, kept):
        if word < 0:
            item = number if word == -2 else rows.number[row]
        elif spans[2 * word] < 0:
            item = spans[2 * word + 1] if spans[2 * word] == NUMBER else rows.number[row]
        else:
            item = PyUnicode_DecodeASCII(
                <const char*>rows.data + spans[2 * word], spans[2 * word + 1] - spans[2 * word], NULL
            )
        Py_INCREF(item)
        PyTuple_SetItem(items, word + 2, item)
    return items


def plain(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, tops, inners):
    """Yield the sections of some rows: records of their lines, or the row of one with a line of no form.

    ``tops`` are the forms of heads, ``inners`` those of the lines in them; lines of number 0 are
    left out. What is wrapped, nested deeper, not ASCII or has a comment at its end has no form.
    """
    rows_of(data, columns, first, stop)
    return sections(data, columns, first, stop, table_of(tops), table_of(inners))


def sections(bytes data, columns, Py_ssize_t first, Py_ssize_t stop, Table tops, Table inners):
    """Yield as said above, one section at a time: nobody holds the records of a whole block."""
    cdef Rows rows = rows_of(data, columns, first, stop)
    cdef list held = [memoryview(column) for column in columns[:6]]  # what is held is not resized
    cdef Py_ssize_t row = first
    cdef Py_ssize_t top
    cdef object head, line
    cdef list lines
    while row < stop:
        top = row
        row += 1
        if rows.parent[top] >= 0:
            continue
        head = record_of(&rows, top, tops)
        if row == stop or rows.parent[row] < 0:
            yield top if head is None else (top, head, ())
            continue
        lines = []
        while row < stop and rows.parent[row] >= 0:
            if head is not None:
                line = record_of(&rows, row, inners) if rows.parent[row] == top else None
                if line is None:
                    head = None
                elif line is not LEFT_OUT:
                    lines.append(line)
            row += 1
        yield top if head is None else (top, head, lines)
    held.clear()


cdef object LEFT_OUT = object()


cdef object record_of(Rows* rows, Py_ssize_t row, Table table):
    """Return the record of a row; LEFT_OUT for a line in a section of number 0, None where it has no form."""
    cdef Py_ssize_t spans[SPANS]
    cdef int kept = 0
    cdef int place = NO_FORM
    cdef Py_ssize_t reach
    if rows.head[row] != -1 and ordinary(rows.data, rows.start[row], rows.end[row]):
        place = form_of(table, rows.data, rows.start[row], rows.end[row], spans, &kept, &reach)
    if place == NO_FORM:
        return None
    if rows.parent[row] >= 0 and not table.shapes[place].number:
        return LEFT_OUT
    return record(rows, row, table.shapes[place].number, spans, kept)

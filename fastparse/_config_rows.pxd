"""The columns of a configuration as C arrays."""

from cpython cimport array

ctypedef const unsigned char* Bytes

cdef struct Rows:
    Bytes data
    long long* start
    long long* end
    int* parent
    int* number
    int* head
    Py_ssize_t count


cdef inline Rows rows_of(bytes data, object columns, Py_ssize_t first, Py_ssize_t stop) except *:
    """Return the columns as C arrays; ValueError where they are not of this text or hold no such rows."""
    cdef Rows rows
    cdef array.array start = columns.start
    cdef array.array end = columns.end
    cdef array.array parent = columns.parent
    cdef array.array number = columns.number
    cdef array.array head = columns.head
    cdef Py_ssize_t row
    rows.count = len(start)
    if not (rows.count == len(end) == len(parent) == len(number) == len(head)):
        raise ValueError("columns of different lengths")
    if not (start.typecode == end.typecode == "q" and parent.typecode == number.typecode == head.typecode == "i"):
        raise ValueError("columns of other types")
    if not 0 <= first <= stop <= rows.count:
        raise ValueError("no such rows")
    rows.data = data
    rows.start, rows.end = start.data.as_longlongs, end.data.as_longlongs
    rows.parent, rows.number, rows.head = parent.data.as_ints, number.data.as_ints, head.data.as_ints
    for row in range(first, stop):
        if not 0 <= rows.start[row] <= rows.end[row] <= len(data):
            raise ValueError("columns of another text")
    return rows

"""The columns of a configuration as C arrays."""

from fastparse._arrays cimport start_as

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
    """Return the columns as C arrays; ValueError where they are not of this text or hold no such rows, TypeError where they are of other types."""
    cdef Rows rows
    start, end, parent, number, head = columns.start, columns.end, columns.parent, columns.number, columns.head
    cdef Py_ssize_t row
    cdef Py_ssize_t size = len(data)
    rows.count = len(start)
    if not (rows.count == len(end) == len(parent) == len(number) == len(head)):
        raise ValueError("columns of different lengths")
    if not 0 <= first <= stop <= rows.count:
        raise ValueError("no such rows")
    rows.data = data
    rows.start, rows.end = <long long*>start_as(start, "q"), <long long*>start_as(end, "q")
    rows.parent, rows.number, rows.head = <int*>start_as(parent, "i"), <int*>start_as(number, "i"), <int*>start_as(head, "i")
    for row in range(first, stop):
        if not 0 <= rows.start[row] <= rows.end[row] <= size:
            raise ValueError("columns of another text")
    return rows

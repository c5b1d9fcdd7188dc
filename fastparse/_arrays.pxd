# cython: language_level=3
"""Columns of numbers: Python arrays that C fills and reads, through the stable ABI alone."""

cdef object column(str code, Py_ssize_t count)
cdef object column_of(str code, const void* start, Py_ssize_t size)
cdef int append(object numbers, const void* start, Py_ssize_t size) except -1
cdef void* start_of(object numbers) except NULL
cdef void* start_as(object numbers, str code) except NULL

# cython: language_level=3
"""Columns of numbers: Python arrays that C fills and reads, through the stable ABI alone."""

cdef object column(str code, Py_ssize_t count)
cdef void* start_of(object numbers) except NULL

# cython: language_level=3
"""Columns of numbers: Python arrays that C fills and reads, through the stable ABI alone.

``cimport cpython.array`` would reach into the interpreter's own structure, and tie a wheel to one
release of Python.
"""

from array import array

from cpython.buffer cimport PyBUF_READ, PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.memoryview cimport PyMemoryView_FromMemory
from libc.string cimport memcpy

cdef extern from "Python.h":
    object PySequence_Repeat(object, Py_ssize_t)

cdef dict zero = {code: array(code, (0,)) for code in "BHIQiq"}
cdef dict width = {code: one.itemsize for code, one in zero.items()}


cdef object column(str code, Py_ssize_t count):
    """Return an array of ``count`` zeros, ``code`` being one of ``BHIQiq``."""
    return zero[code] * count


cdef object column_of(str code, const void* start, Py_ssize_t size):
    """Return an array with a copy of ``size`` bytes of numbers.

    A long one is made by a method that writes its bytes once, a short one without the call.
    """
    if size > 4096:
        made = array(code)
        append(made, start, size)
        return made
    made = PySequence_Repeat(zero[code], size // <Py_ssize_t>width[code])
    if size:
        memcpy(start_of(made), start, <size_t>size)
    return made


cdef int append(object numbers, const void* start, Py_ssize_t size) except -1:
    """Put ``size`` bytes of numbers at an array's end."""
    if size:
        numbers.frombytes(PyMemoryView_FromMemory(<char*>start, size, PyBUF_READ))
    return 0


cdef void* start_of(object numbers) except NULL:
    """Where an array keeps its numbers: good until it is resized or let go."""
    cdef Py_buffer view
    cdef void* start
    PyObject_GetBuffer(numbers, &view, PyBUF_SIMPLE)
    start = view.buf
    PyBuffer_Release(&view)
    return start


cdef void* start_as(object numbers, str code) except NULL:
    """Where an array keeps its numbers; ``TypeError`` when they are not of this type code."""
    if not isinstance(numbers, array) or numbers.typecode != code:
        raise TypeError(f"no column of the type code {code}: {type(numbers).__name__}")
    return start_of(numbers)

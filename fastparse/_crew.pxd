# cython: language_level=3
"""Work for threads that never take the interpreter's lock."""

cdef class Task:
    cdef bint done
    cdef void work(self) noexcept nogil

# cython: language_level=3
"""What is done with a window's hits on the thread that found them, without the interpreter's lock."""


cdef class Step:
    """One step. What it made, or could not make, is asked for afterwards."""

    cdef void do(self, const Hits* hits) noexcept nogil:
        pass

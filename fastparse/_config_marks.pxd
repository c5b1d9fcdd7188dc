# cython: language_level=3
"""Forms of lines as C arrays, and what a line of a form keeps."""

ctypedef const unsigned char* Bytes

cdef enum:
    SPANS = 8  # offsets of the words that a form keeps
    NO_FORM = -1
    ANY_BLANKS = -2
    FITS = -1
    NUMBER = -1  # where a word should begin: its end is a number instead
    LINE = -2  # the number of the line
    STEPS = 96  # bytes of a form whose places are remembered for the next one

cdef struct Shape:
    Bytes text
    Py_ssize_t length
    int number
    int least
    int most

cdef struct Trail:
    # How far a line was read for one form: the next one goes on where the two part.
    Py_ssize_t at[STEPS]
    Py_ssize_t known  # bytes of the form whose places are good
    Py_ssize_t reach  # the farthest byte of the line that was looked at, and one more

cdef class Table:
    cdef tuple forms
    cdef Shape* shapes
    cdef int* order
    cdef int* shared  # how many bytes a form has in common with the one before it in its bucket
    cdef int* words  # how many words they keep
    cdef int bucket[257]
    cdef int most_number
    cdef bint loose
    cdef bint fold

cdef Table table_of(object forms)
cdef bint blank(unsigned char byte) noexcept nogil
cdef Py_ssize_t misfit(
    Table table, int item, Py_ssize_t shared, Bytes data, Py_ssize_t at, Py_ssize_t stop, Trail* trail, Py_ssize_t* spans, int* kept
) noexcept nogil
cdef int form_of(
    Table table, Bytes data, Py_ssize_t at, Py_ssize_t stop, Py_ssize_t* spans, int* kept, Py_ssize_t* reach
) noexcept nogil
cdef Py_ssize_t address_end(Bytes data, Py_ssize_t at, Py_ssize_t stop, unsigned int* address) noexcept nogil
cdef bint ordinary(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil

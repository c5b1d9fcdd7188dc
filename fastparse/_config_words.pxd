"""Words of configuration lines."""

from libc.string cimport memcmp

ctypedef const unsigned char* Bytes

cdef inline bint blank(unsigned char byte) noexcept nogil:
    return byte == 32 or byte == 9


cdef inline bint digit(unsigned char byte) noexcept nogil:
    return 48 <= byte <= 57


cdef inline unsigned char lower(unsigned char byte) noexcept nogil:
    return byte + 32 if 65 <= byte <= 90 else byte


cdef inline bint is_word(Bytes text, Py_ssize_t length, const char* word, Py_ssize_t size) noexcept nogil:
    """Whether a word of the text is this lower-case word."""
    cdef Py_ssize_t place
    if length != size:
        return False
    if memcmp(text, word, size) == 0:
        return True
    for place in range(size):
        if lower(text[place]) != <unsigned char>word[place]:
            return False
    return True


cdef inline bint dotted(Bytes text, Py_ssize_t length) noexcept nogil:
    cdef Py_ssize_t place
    if length == 0 or not digit(text[0]):
        return False
    for place in range(length):
        if not digit(text[place]) and text[place] != 46:
            return False
    return True


cdef inline bint digits(Bytes text, Py_ssize_t length) noexcept nogil:
    cdef Py_ssize_t place
    for place in range(length):
        if not digit(text[place]):
            return False
    return True


cdef inline Py_ssize_t word_end(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    while low < high and not blank(data[low]):
        low += 1
    return low

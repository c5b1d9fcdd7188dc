"""Words of configuration lines, and whether a line begins with those of a pattern of the grammar."""

from libc.string cimport memcmp

ctypedef const unsigned char* Bytes

cdef struct Words:
    Bytes text
    Py_ssize_t length
    unsigned char first  # lower-case first byte of a line that fits, 0: more than one byte can be it
    int least
    int most


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


cdef inline int count_words(Bytes data, Py_ssize_t low, Py_ssize_t high, int most) noexcept nogil:
    """Return the number of words, at most ``most``."""
    cdef inline int count = 0
    cdef inline bint within = False
    cdef Py_ssize_t place
    for place in range(low, high):
        if blank(data[place]):
            within = False
        elif not within:
            within = True
            count += 1
            if count == most:
                break
    return count


cdef inline bint fits(const Words* pattern, Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    """Whether the line begins with the words of the pattern and has as many as it asks for."""
    cdef Py_ssize_t wanted = 0
    cdef Py_ssize_t stop, close
    cdef Py_ssize_t place = low
    cdef inline int count
    while wanted < pattern.length:
        stop = wanted
        while stop < pattern.length and pattern.text[stop] != 32:
            stop += 1
        while place < high and blank(data[place]):
            place += 1
        if place == high:
            return False
        close = place
        while close < high and not blank(data[close]):
            close += 1
        if stop - wanted == 1 and pattern.text[wanted] == 35:  # '#'
            if not digits(data + place, close - place):
                return False
        elif stop - wanted == 1 and pattern.text[wanted] == 64:  # '@'
            if not dotted(data + place, close - place):
                return False
        elif not (stop - wanted == 1 and pattern.text[wanted] == 126):  # '~'
            if not is_word(data + place, close - place, <const char*>pattern.text + wanted, stop - wanted):
                return False
        place = close
        wanted = stop + 1
    if pattern.least or pattern.most:
        count = count_words(data, low, high, max(pattern.least, pattern.most + 1))
        if count < pattern.least or (pattern.most and count > pattern.most):
            return False
    return True


cdef inline Py_ssize_t word_end(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    while low < high and not blank(data[low]):
        low += 1
    return low

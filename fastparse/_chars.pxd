# cython: language_level=3
"""Classes of bytes, and the C functions that look for them."""

ctypedef unsigned char uchar

cdef extern from "string.h" nogil:
    void* memchr(const void*, int, size_t)

cdef extern from *:
    """
    #include <stddef.h>
    #include <string.h>
    static inline ptrdiff_t fastparse_last(const unsigned char *d, ptrdiff_t from, ptrdiff_t to, int c) {
        if (to <= from) return -1;
    #ifdef __GLIBC__
        const unsigned char *found = memrchr(d + from, c, (size_t)(to - from));
        return found == NULL ? -1 : found - d;
    #else
        while (to > from) if (d[--to] == (unsigned char)c) return to;
        return -1;
    #endif
    }
    """
    Py_ssize_t last_of "fastparse_last"(const uchar*, Py_ssize_t, Py_ssize_t, int) noexcept nogil

cdef inline Py_ssize_t first_of(const uchar* data, Py_ssize_t at, Py_ssize_t end, int byte) noexcept nogil:
    """Index of ``byte`` in ``data[at:end]``, or -1."""
    if at >= end:
        return -1
    cdef const uchar* found = <const uchar*>memchr(data + at, byte, <size_t>(end - at))
    return -1 if found == NULL else found - data

cdef inline uchar lower(uchar byte) noexcept nogil:
    return byte | 0x20 if 65 <= byte <= 90 else byte

cdef inline bint is_digit(uchar byte) noexcept nogil:
    return 48 <= byte <= 57

cdef inline bint is_letter(uchar byte) noexcept nogil:
    return 97 <= (byte | 0x20) <= 122

cdef inline bint is_alnum(uchar byte) noexcept nogil:
    return is_digit(byte) or is_letter(byte)

cdef inline bint is_hex(uchar byte) noexcept nogil:
    return is_digit(byte) or 97 <= (byte | 0x20) <= 102

cdef inline bint is_space(uchar byte) noexcept nogil:
    """Space or tab."""
    return byte == 32 or byte == 9

cdef inline bint is_blank(uchar byte) noexcept nogil:
    """Space, tab, carriage return or line feed."""
    return byte == 32 or byte == 9 or byte == 13 or byte == 10

cdef inline bint is_punctuation(uchar byte) noexcept nogil:
    """One of ``.,;:!"``."""
    return byte == 46 or byte == 44 or byte == 59 or byte == 58 or byte == 33 or byte == 34

cdef inline bint is_name(uchar byte) noexcept nogil:
    """Letter, digit, or one of ``_./:-``."""
    return is_alnum(byte) or byte == 95 or 45 <= byte <= 47 or byte == 58

cdef inline bint is_host(uchar byte) noexcept nogil:
    """Letter, digit, or one of ``_.-``."""
    return is_alnum(byte) or byte == 95 or byte == 46 or byte == 45

cdef inline Py_ssize_t skip_space(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    while at < end and is_space(data[at]):
        at += 1
    return at

cdef inline Py_ssize_t digits(
    const uchar* data, Py_ssize_t at, Py_ssize_t end, int least, int most
) noexcept nogil:
    """End of ``least`` to ``most`` digits at ``at``, or -1."""
    cdef int count = 0
    while count < most and at < end and is_digit(data[at]):
        at += 1
        count += 1
    return at if count >= least else -1

cdef inline bint stands(const uchar* data, Py_ssize_t at, Py_ssize_t end, uchar byte) noexcept nogil:
    return 0 <= at < end and data[at] == byte

cdef inline bint word_at(
    const uchar* data, Py_ssize_t at, Py_ssize_t end, const char* word, int length
) noexcept nogil:
    """Whether the lower-case ``word`` stands at ``at``, whatever its case."""
    cdef int index
    if at < 0 or at + length > end:
        return False
    for index in range(length):
        if lower(data[at + index]) != <uchar>word[index]:
            return False
    return True

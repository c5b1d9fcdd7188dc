# cython: language_level=3
"""Spans of a line and what they may be: words, keys, numbers, addresses, states.

A span is the buffer ``b``, where it begins ``p`` and where it ends ``e``. Every index is compared
with the end of its span before it is used.
"""

from libc.string cimport strlen

from fastparse._chars cimport is_alnum, is_digit, is_hex, is_letter, lower
from fastparse._show_columns cimport Bytes

cdef extern from *:
    """
    #include <string.h>
    /* What bytes are, so that a run of them is walked with one look-up a byte. */
    enum { FASTPARSE_BLANK = 1, FASTPARSE_DIGIT = 2, FASTPARSE_PROMPT = 4 };
    static const unsigned char fastparse_kind[256] = {
        [' '] = FASTPARSE_BLANK, ['\\t'] = FASTPARSE_BLANK, ['\\r'] = FASTPARSE_BLANK,
        ['0' ... '9'] = FASTPARSE_DIGIT | FASTPARSE_PROMPT,
        ['a' ... 'z'] = FASTPARSE_PROMPT, ['A' ... 'Z'] = FASTPARSE_PROMPT,
        ['_'] = FASTPARSE_PROMPT, ['-'] = FASTPARSE_PROMPT, ['.'] = FASTPARSE_PROMPT,
        ['/'] = FASTPARSE_PROMPT, [':'] = FASTPARSE_PROMPT, ['@'] = FASTPARSE_PROMPT,
        ['('] = FASTPARSE_PROMPT, [')'] = FASTPARSE_PROMPT,
    };
    /* Whether a key stands there to the letter, as devices mostly print it. */
    static inline int fastparse_stands(const unsigned char *at, ptrdiff_t left, const char *key) {
        size_t size = strlen(key);
        return left >= (ptrdiff_t)size && memcmp(at, key, size) == 0;
    }
    """
    const unsigned char* kinds "fastparse_kind"
    enum: BLANK "FASTPARSE_BLANK"
    enum: DIGIT "FASTPARSE_DIGIT"
    enum: PROMPT "FASTPARSE_PROMPT"
    bint stands_there "fastparse_stands"(Bytes, Py_ssize_t, const char*) noexcept nogil

cdef enum:
    MOST_WORDS = 24    # no row that is understood has so many words
    MOST_DIGITS = 20


cdef struct Words:
    # The first words of a span; ``count`` stops at one more than a row may have.
    Py_ssize_t count
    Py_ssize_t start[25]
    Py_ssize_t end[25]


cdef struct Name:
    # A key as printed, in lower case, and the field that it announces. Tables end with NULL.
    const char* key
    int field


cdef inline bint blank(unsigned char c) noexcept nogil:
    """Space, tab or carriage return: what may stand between the words of a line."""
    return kinds[c] & BLANK


cdef inline Py_ssize_t skip(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    while p < e and blank(b[p]):
        p += 1
    return p


cdef inline Py_ssize_t trim(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return the end of a span without the blanks that it ends in."""
    while e > p and blank(b[e - 1]):
        e -= 1
    return e


cdef inline Py_ssize_t word_end(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    while p < e and not blank(b[p]):
        p += 1
    return p


cdef inline Py_ssize_t digits_end(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    while p < e and kinds[b[p]] & DIGIT:
        p += 1
    return p


cdef inline Py_ssize_t find(Bytes b, Py_ssize_t p, Py_ssize_t e, unsigned char c) noexcept nogil:
    """Return where a byte stands first, the end of the span when it is not there."""
    while p < e and b[p] != c:
        p += 1
    return p


cdef inline void split(Bytes b, Py_ssize_t p, Py_ssize_t e, Words* w) noexcept nogil:
    """Find the words of a span."""
    w.count = 0
    p = skip(b, p, e)
    while p < e and w.count <= MOST_WORDS:
        w.start[w.count] = p
        p = word_end(b, p, e)
        w.end[w.count] = p
        w.count += 1
        p = skip(b, p, e)


cdef inline Py_ssize_t starts(
    Bytes b, Py_ssize_t p, Py_ssize_t e, const char* key
) noexcept nogil:
    """Match a lower-case key, a blank in it standing for one or more; -1 when it isn't there."""
    if p >= e or lower(b[p]) != <unsigned char>key[0]:
        return -1
    if stands_there(b + p, e - p, key):
        p += <Py_ssize_t>strlen(key)
        return skip(b, p, e) if blank(b[p - 1]) else p
    return spelled(b, p, e, key)


cdef inline Py_ssize_t spelled(
    Bytes b, Py_ssize_t p, Py_ssize_t e, const char* key
) noexcept nogil:
    """Match a key as ``starts`` does, a letter at a time."""
    while key[0] != 0:
        if p >= e:
            return -1
        if key[0] == 32:
            if not blank(b[p]):
                return -1
            p = skip(b, p, e)
        elif lower(b[p]) == <unsigned char>key[0]:
            p += 1
        else:
            return -1
        key += 1
    return p


cdef inline Py_ssize_t after(
    Bytes b, Py_ssize_t p, Py_ssize_t e, const char* key, bint colon
) noexcept nogil:
    """Return where the value begins after a key, its full stop and its colon; -1 without it."""
    p = starts(b, p, e, key)
    if p < 0:
        return -1
    if p < e and (is_alnum(b[p]) or b[p] == 95 or b[p] == 45):
        return -1
    if p < e and b[p] == 46:
        p += 1
    p = skip(b, p, e)
    if p < e and b[p] == 58 and not (p + 1 < e and b[p + 1] == 58):
        return skip(b, p + 1, e)
    return -1 if colon else p


cdef inline int named(
    Bytes b, Py_ssize_t p, Py_ssize_t e, const Name* table, bint colon, Py_ssize_t* value
) noexcept nogil:
    """Return the index of the key that begins a span, and where its value begins; -1 for none."""
    cdef int i = 0
    cdef Py_ssize_t at
    cdef unsigned char first
    if p >= e:
        return -1
    first = lower(b[p])
    while table[i].key is not NULL:
        if <unsigned char>table[i].key[0] == first:
            at = after(b, p, e, table[i].key, colon)
            if at >= 0:
                value[0] = at
                return i
        i += 1
    return -1


cdef inline bint same(Bytes b, Py_ssize_t p, Py_ssize_t e, const char* text) noexcept nogil:
    """Whether a span is a lower-case text, letter case ignored."""
    cdef Py_ssize_t size = <Py_ssize_t>strlen(text)
    cdef Py_ssize_t i
    if e - p != size:
        return False
    for i in range(size):
        if lower(b[p + i]) != <unsigned char>text[i]:
            return False
    return True


cdef inline bint begins(Bytes b, Py_ssize_t p, Py_ssize_t e, const char* text) noexcept nogil:
    """Whether a span begins with a lower-case text, letter case ignored."""
    cdef Py_ssize_t size = <Py_ssize_t>strlen(text)
    return e - p >= size and same(b, p, p + size, text)


cdef inline bint is_word(Bytes b, Words* w, Py_ssize_t i, const char* text) noexcept nogil:
    """Whether a word is there and is a lower-case text, letter case ignored."""
    return i < w.count and same(b, w.start[i], w.end[i], text)


cdef inline bint number(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is a decimal number of at most 20 digits."""
    return 1 <= e - p <= MOST_DIGITS and digits_end(b, p, e) == e


cdef inline bint is_number(Bytes b, Words* w, Py_ssize_t i) noexcept nogil:
    """Whether a word is there and is a decimal number."""
    return i < w.count and number(b, w.start[i], w.end[i])


cdef inline bint quad(Bytes b, Py_ssize_t p, Py_ssize_t e, int most) noexcept nogil:
    """Whether a span is four numbers of up to three digits, none above ``most``."""
    cdef int part, value
    cdef Py_ssize_t stop
    for part in range(4):
        stop = digits_end(b, p, e)
        if not 1 <= stop - p <= 3:
            return False
        value = 0
        while p < stop:
            value = value * 10 + (b[p] - 48)
            p += 1
        if value > most:
            return False
        if part < 3:
            if p >= e or b[p] != 46:
                return False
            p += 1
    return p == e


cdef inline bint address(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is an IPv4 address, or made as an IPv6 address is."""
    cdef int colons = 0
    if quad(b, p, e, 999):
        return quad(b, p, e, 255)
    if not 2 <= e - p <= 45:
        return False
    while p < e:
        if b[p] == 58:
            colons += 1
        elif not is_hex(b[p]) and b[p] != 46:
            return False
        p += 1
    return colons >= 2


cdef inline bint is_address(Bytes b, Words* w, Py_ssize_t i) noexcept nogil:
    """Whether a word is there and is an address."""
    return i < w.count and address(b, w.start[i], w.end[i])


cdef inline bint state_word(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is made as an SA state is (``QM_IDLE``)."""
    cdef bint joined = False
    if p >= e or not is_letter(b[p]):
        return False
    while p < e:
        if b[p] == 95:
            joined = True
        elif not is_alnum(b[p]):
            return False
        p += 1
    return joined


cdef inline bint status_word(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is made as an SA status is (``ACTIVE``)."""
    if p >= e or not is_letter(b[p]):
        return False
    while p < e:
        if not is_letter(b[p]) and b[p] != 45:
            return False
        p += 1
    return True


cdef inline bint clock(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is a lifetime, ``hours:minutes:seconds``."""
    cdef int part
    cdef Py_ssize_t stop
    for part in range(3):
        stop = digits_end(b, p, e)
        if not 1 <= stop - p <= MOST_DIGITS:
            return False
        p = stop
        if part < 2:
            if p >= e or b[p] != 58:
                return False
            p += 1
    return p == e

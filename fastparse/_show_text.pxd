# cython: language_level=3
"""Spans of a line and what they may be: words, keys, numbers, addresses, states.

A span is the buffer ``b``, where it begins ``p`` and where it ends ``e``. Every index is compared
with the end of its span before it is used.
"""

from libc.stdint cimport uint64_t
from libc.string cimport strlen

from fastparse._chars cimport is_alnum, is_digit, is_hex, is_letter, lower
from fastparse._show_columns cimport Bytes

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>
    #ifdef __SSE2__
    #include <emmintrin.h>
    #endif
    /* What bytes are, so that a run of them is walked with one look-up a byte. */
    enum { FASTPARSE_BLANK = 1, FASTPARSE_DIGIT = 2, FASTPARSE_PROMPT = 4, FASTPARSE_HEX = 8 };
    static const unsigned char fastparse_kind[256] = {
        [' '] = FASTPARSE_BLANK, ['\\t'] = FASTPARSE_BLANK, ['\\r'] = FASTPARSE_BLANK,
        ['0' ... '9'] = FASTPARSE_DIGIT | FASTPARSE_PROMPT | FASTPARSE_HEX,
        ['a' ... 'f'] = FASTPARSE_PROMPT | FASTPARSE_HEX, ['g' ... 'z'] = FASTPARSE_PROMPT,
        ['A' ... 'F'] = FASTPARSE_PROMPT | FASTPARSE_HEX, ['G' ... 'Z'] = FASTPARSE_PROMPT,
        ['_'] = FASTPARSE_PROMPT, ['-'] = FASTPARSE_PROMPT, ['.'] = FASTPARSE_PROMPT,
        ['/'] = FASTPARSE_PROMPT, [':'] = FASTPARSE_PROMPT, ['@'] = FASTPARSE_PROMPT,
        ['('] = FASTPARSE_PROMPT, [')'] = FASTPARSE_PROMPT,
    };
    /* Whether a key stands there to the letter, as devices mostly print it. */
    static inline int fastparse_stands(const unsigned char *at, ptrdiff_t left, const char *key) {
        size_t size = strlen(key);
        return left >= (ptrdiff_t)size && memcmp(at, key, size) == 0;
    }
    /* A bit for each of at most 64 bytes that is no blank; bits from ``size`` on are not set. */
    static inline uint64_t fastparse_inked(const unsigned char *at, ptrdiff_t size) {
        uint64_t bits = 0;
        ptrdiff_t i = 0;
    #ifdef __SSE2__
        if (size >= 16) {
            const __m128i space = _mm_set1_epi8(' '), tab = _mm_set1_epi8('\\t');
            const __m128i carriage = _mm_set1_epi8('\\r');
            for (;;) {
                __m128i sixteen = _mm_loadu_si128((const __m128i *)(at + i));
                __m128i blank = _mm_or_si128(
                    _mm_cmpeq_epi8(sixteen, space),
                    _mm_or_si128(_mm_cmpeq_epi8(sixteen, tab), _mm_cmpeq_epi8(sixteen, carriage)));
                bits |= (uint64_t)(uint16_t)~_mm_movemask_epi8(blank) << i;
                if (i + 16 >= size) return bits;
                i = i + 32 <= size ? i + 16 : size - 16; /* the last ones overlap */
            }
        }
    #endif
        for (; i < size; i++)
            bits |= (uint64_t)!(fastparse_kind[at[i]] & FASTPARSE_BLANK) << i;
        return bits;
    }
    /* Where words begin, and where they end, in two rows of ``most``; returns how many there are. */
    static inline ptrdiff_t fastparse_words(
        const unsigned char *data, ptrdiff_t from, ptrdiff_t to, ptrdiff_t most,
        ptrdiff_t *start, ptrdiff_t *end
    ) {
        ptrdiff_t count = 0;
        int inside = 0;
        for (; from < to; from += 64) {
            ptrdiff_t size = to - from < 64 ? to - from : 64;
            uint64_t ink = fastparse_inked(data + from, size);
            uint64_t edges = ink ^ (ink << 1 | (uint64_t)inside);
            if (size < 64) edges &= ((uint64_t)1 << size) - 1;
            while (edges) {
                ptrdiff_t at = from + __builtin_ctzll(edges);
                edges &= edges - 1;
                *(inside ? &end[count] : &start[count]) = at;
                count += inside;
                inside = !inside;
                if (count == most) return count;
            }
        }
        if (inside) end[count++] = to;
        return count;
    }
    """
    const unsigned char* kinds "fastparse_kind"
    enum: BLANK "FASTPARSE_BLANK"
    enum: DIGIT "FASTPARSE_DIGIT"
    enum: PROMPT "FASTPARSE_PROMPT"
    enum: HEX "FASTPARSE_HEX"
    uint64_t inked "fastparse_inked"(Bytes, Py_ssize_t) noexcept nogil
    bint stands_there "fastparse_stands"(Bytes, Py_ssize_t, const char*) noexcept nogil
    Py_ssize_t words_of "fastparse_words"(
        Bytes, Py_ssize_t, Py_ssize_t, Py_ssize_t, Py_ssize_t*, Py_ssize_t*
    ) noexcept nogil

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
    w.count = words_of(b, p, e, MOST_WORDS + 1, w.start, w.end)


cdef inline Py_ssize_t starts(
    Bytes b, Py_ssize_t p, Py_ssize_t e, const char* key
) noexcept nogil:
    """Match a lower-case key, a blank in it standing for one or more; -1 when it isn't there."""
    if p >= e or (key[0] != 32 and lower(b[p]) != <unsigned char>key[0]):
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
    cdef unsigned char first, second
    if p >= e:
        return -1
    first = lower(b[p])
    second = lower(b[p + 1]) if p + 1 < e else 0
    while table[i].key is not NULL:
        if <unsigned char>table[i].key[0] == first and (
            <unsigned char>table[i].key[1] == second or table[i].key[1] in (0, 32)
        ):
            at = after(b, p, e, table[i].key, colon)
            if at >= 0:
                value[0] = at
                return i
        i += 1
    return -1


cdef inline bint same(Bytes b, Py_ssize_t p, Py_ssize_t e, const char* text) noexcept nogil:
    """Whether a span is a lower-case text, letter case ignored."""
    cdef Py_ssize_t size = <Py_ssize_t>strlen(text)
    if e - p != size:
        return False
    return stands_there(b + p, size, text) or alike(b + p, size, text)


cdef inline bint alike(Bytes b, Py_ssize_t size, const char* text) noexcept nogil:
    """Compare a letter at a time, case ignored."""
    cdef Py_ssize_t i
    for i in range(size):
        if lower(b[i]) != <unsigned char>text[i]:
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


cdef inline int greatest_part(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return the greatest of four numbers of up to three digits, -1 when a span is none such."""
    cdef int greatest = 0
    cdef int parts = 0
    cdef int value
    cdef Py_ssize_t first
    while True:
        first = p
        value = 0
        while p < e and kinds[b[p]] & DIGIT:
            value = value * 10 + (b[p] - 48)
            p += 1
            if p - first > 3:
                return -1
        if p == first:
            return -1
        if value > greatest:
            greatest = value
        parts += 1
        if parts == 4:
            return greatest if p == e else -1
        if p >= e or b[p] != 46:
            return -1
        p += 1


cdef inline bint quad(Bytes b, Py_ssize_t p, Py_ssize_t e, int most) noexcept nogil:
    """Whether a span is four numbers of up to three digits, none above ``most``."""
    return 0 <= greatest_part(b, p, e) <= most


cdef inline bint address(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is an IPv4 address, or made as an IPv6 address is."""
    cdef int colons = 0
    cdef int greatest
    if not 2 <= e - p <= 45:
        return False
    greatest = greatest_part(b, p, e)
    if greatest >= 0:
        return greatest <= 255
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

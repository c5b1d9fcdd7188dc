/* Runs of bytes of a kind, and what they are made of, judged 16 bytes at once where the processor can.
 *
 * A loop over a run ends at a place that no processor can foresee; a mask and a count have no such place.
 */
#ifndef FASTPARSE_SPANS_H
#define FASTPARSE_SPANS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#if defined(__GNUC__) || defined(__clang__)
#define SPAN_INLINE static inline __attribute__((always_inline))
#else
#define SPAN_INLINE static inline
#endif

SPAN_INLINE int span_digit(unsigned char c) { return (unsigned char)(c - '0') < 10; }
SPAN_INLINE int span_letter(unsigned char c) { return (unsigned char)((c | 0x20) - 'a') < 26; }

/* Four numbers of up to three digits, none above 255; any 16 bytes at `p` may be read, and n < 16. */
SPAN_INLINE int span_quad(const unsigned char *p, ptrdiff_t n) {
#if defined(__SSE2__)
    const __m128i text = _mm_loadu_si128((const __m128i *)p);
    const __m128i value = _mm_sub_epi8(text, _mm_set1_epi8('0'));
    const uint32_t word = ((uint32_t)1 << n) - 1;
    const uint32_t digit =
        (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value)) & word;
    const uint32_t dot = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, _mm_set1_epi8('.'))) & word;
    const uint32_t above2 = (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(value, _mm_set1_epi8(2)));
    const uint32_t is2 = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(value, _mm_set1_epi8(2)));
    const uint32_t above5 = (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(value, _mm_set1_epi8(5)));
    const uint32_t is5 = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(value, _mm_set1_epi8(5)));
    const uint32_t three = digit & digit >> 1 & digit >> 2; /* where three digits begin */
    const uint32_t second = dot & (dot - 1), third = second & (second - 1);
    const uint32_t large = three & (above2 | (is2 & (above5 >> 1 | (is5 >> 1 & above5 >> 2))));
    const uint32_t lone = (dot << 1 | 1) & ~digit; /* no digit where one has to begin a number */
    return ((digit | dot) == word) & (third != 0) & ((third & (third - 1)) == 0) &
           (((three & digit >> 3) | large | lone) == 0);
#else
    int parts = 0;
    ptrdiff_t i = 0;
    for (;;) {
        int value = 0;
        const ptrdiff_t first = i;
        while (i < n && span_digit(p[i]) && i - first < 4) value = value * 10 + (p[i++] - '0');
        if (i == first || i - first > 3 || value > 255) return 0;
        if (++parts == 4) return i == n;
        if (i >= n || p[i++] != '.') return 0;
    }
#endif
}

/* How many of the 16 bytes at `p` are, from the first on, digits; hexadecimal digits; digits and full stops; letters
 * and hyphens; spaces, tabs and carriage returns. */
#if defined(__SSE2__)
#define SPAN_BELOW(value, count) _mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8((count) - 1)), value)
#define SPAN_IS(text, c) _mm_cmpeq_epi8(text, _mm_set1_epi8(c))
#define SPAN_COUNT(name, kind)                                                                \
    SPAN_INLINE ptrdiff_t name(const unsigned char *p) {                                      \
        const __m128i text = _mm_loadu_si128((const __m128i *)p);                             \
        const __m128i digit = _mm_sub_epi8(text, _mm_set1_epi8('0'));                         \
        const __m128i letter = _mm_sub_epi8(_mm_or_si128(text, _mm_set1_epi8(0x20)), _mm_set1_epi8('a')); \
        (void)digit, (void)letter;                                                            \
        return __builtin_ctz(~(unsigned)_mm_movemask_epi8(kind));                             \
    }
SPAN_COUNT(span_digits, SPAN_BELOW(digit, 10))
SPAN_COUNT(span_hexes, _mm_or_si128(SPAN_BELOW(digit, 10), SPAN_BELOW(letter, 6)))
SPAN_COUNT(span_quads, _mm_or_si128(SPAN_BELOW(digit, 10), SPAN_IS(text, '.')))
SPAN_COUNT(span_names, _mm_or_si128(SPAN_BELOW(letter, 26), SPAN_IS(text, '-')))
SPAN_COUNT(span_blanks, _mm_or_si128(SPAN_IS(text, ' '), _mm_or_si128(SPAN_IS(text, '\t'), SPAN_IS(text, '\r'))))
#else
#define SPAN_COUNT(name, kind)                               \
    SPAN_INLINE ptrdiff_t name(const unsigned char *p) {     \
        ptrdiff_t n = 0;                                     \
        for (; n < 16; n++) {                                \
            const unsigned char c = p[n];                    \
            if (!(kind)) break;                              \
        }                                                    \
        return n;                                            \
    }
SPAN_COUNT(span_digits, span_digit(c))
SPAN_COUNT(span_hexes, span_digit(c) || (unsigned char)((c | 0x20) - 'a') < 6)
SPAN_COUNT(span_quads, span_digit(c) || c == '.')
SPAN_COUNT(span_names, span_letter(c) || c == '-')
SPAN_COUNT(span_blanks, c == ' ' || c == '\t' || c == '\r')
#endif

#endif

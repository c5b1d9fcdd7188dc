/* Compares and measures short runs of letters, several at a time, and never a byte behind `size`.
 *
 * `x` points to the whole input, `at` into it. Wherever fewer bytes are left than are read at once, or the
 * processor has no 16-byte registers, a byte is taken at a time: the answers are the same.
 */
#ifndef FASTPARSE_TEXT_H
#define FASTPARSE_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define TEXT_PAD 8 /* bytes that may be read before and behind known text */

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
static inline uint64_t text_eight(const uint8_t *x) {
    uint64_t v;
    memcpy(&v, x, 8);
    return __builtin_bswap64(v);
}
#else
static inline uint64_t text_eight(const uint8_t *x) {
    uint64_t v;
    memcpy(&v, x, 8);
    return v;
}
#endif

/* How many of the `length` letters of `text` stand at `at`, from the first on. `fold` has a 0x20 for each
 * that is a letter, whose case does not matter. TEXT_PAD bytes behind both may be read. */
static inline ptrdiff_t text_same(const uint8_t *x, ptrdiff_t size, ptrdiff_t at, const uint8_t *text,
                                  const uint8_t *fold, ptrdiff_t length) {
    ptrdiff_t i = 0;
    for (; i < length && at + i + 8 <= size; i += 8) {
        uint64_t differ = (text_eight(x + at + i) | text_eight(fold + i)) ^ text_eight(text + i);
        if (differ) {
            i += __builtin_ctzll(differ) >> 3;
            return i < length ? i : length;
        }
    }
    while (i < length && at + i < size && (x[at + i] | fold[i]) == text[i]) i++;
    return i < length ? i : length;
}

/* The same for the `length` letters that end before `text`, from the last on back: before `at`, and not
 * before `floor`. TEXT_PAD bytes before them may be read. */
static inline ptrdiff_t text_same_before(const uint8_t *x, ptrdiff_t floor, ptrdiff_t at, const uint8_t *text,
                                         const uint8_t *fold, ptrdiff_t length) {
    ptrdiff_t i = 0;
    for (; i < length && at - i - 8 >= floor; i += 8) {
        uint64_t differ = (text_eight(x + at - i - 8) | text_eight(fold - i - 8)) ^ text_eight(text - i - 8);
        if (differ) {
            i += __builtin_clzll(differ) >> 3;
            return i < length ? i : length;
        }
    }
    while (i < length && at - i > floor && (x[at - i - 1] | fold[-i - 1]) == text[-i - 1]) i++;
    return i < length ? i : length;
}

/* First blank (space, tab, CR, LF) in x[at:end], or `end`. */
static inline ptrdiff_t text_blank(const uint8_t *x, ptrdiff_t at, ptrdiff_t end) {
#if defined(__SSE2__)
    for (; at + 16 <= end; at += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(x + at));
        __m128i hit = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(32)), _mm_cmpeq_epi8(v, _mm_set1_epi8(10))),
            _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(13)), _mm_cmpeq_epi8(v, _mm_set1_epi8(9))));
        unsigned mask = (unsigned)_mm_movemask_epi8(hit);
        if (mask) return at + __builtin_ctz(mask);
    }
#endif
    while (at < end && x[at] != 32 && x[at] != 10 && x[at] != 13 && x[at] != 9) at++;
    return at;
}

/* Bits for the TEXT_NEAR bytes at `x`: which are a blank other than a space, or a space behind another. */
#define TEXT_NEAR 32
static inline uint32_t text_odd_blanks(const uint8_t *x) {
    uint32_t other = 0, spaces = 0;
#if defined(__SSE2__)
    for (int part = 0; part < TEXT_NEAR; part += 16) {
        const __m128i v = _mm_loadu_si128((const __m128i *)(x + part));
        const __m128i odd = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8(10)), _mm_cmpeq_epi8(v, _mm_set1_epi8(13))),
            _mm_cmpeq_epi8(v, _mm_set1_epi8(9)));
        other |= (uint32_t)_mm_movemask_epi8(odd) << part;
        spaces |= (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(32))) << part;
    }
#else
    for (int i = 0; i < TEXT_NEAR; i++) {
        other |= (uint32_t)((x[i] == 10) | (x[i] == 13) | (x[i] == 9)) << i;
        spaces |= (uint32_t)(x[i] == 32) << i;
    }
#endif
    return other | (spaces & spaces << 1);
}

/* Line feeds in x[from:to]. */
static inline ptrdiff_t text_feeds(const uint8_t *x, ptrdiff_t from, ptrdiff_t to) {
    const uint64_t ones = 0x0101010101010101u, halves = 0x7F7F7F7F7F7F7F7Fu;
    ptrdiff_t n = 0;
#if defined(__SSE2__)
    const __m128i feed = _mm_set1_epi8(10), zero = _mm_setzero_si128();
    for (; from + 16 <= to; from += 16) {
        __m128i one = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(x + from)), feed);
        one = _mm_sad_epu8(_mm_sub_epi8(zero, one), zero);
        n += _mm_cvtsi128_si32(one) + _mm_extract_epi16(one, 4);
    }
#endif
    for (; from + 8 <= to; from += 8) {
        uint64_t v = text_eight(x + from) ^ 10 * ones;
        v = ~(((v & halves) + halves) | v | halves) >> 7;
        n += (ptrdiff_t)(v * ones >> 56);
    }
    for (; from < to; from++) n += x[from] == 10;
    return n;
}

static inline int text_is_digit(uint8_t b) { return (uint8_t)(b - 48) < 10; }

/* End of a dotted quad at `at`, octets of one to three digits and up to 255; -1 when there is none, or when
 * a digit, or a dot and a digit, follow. */
static inline ptrdiff_t text_quad(const uint8_t *x, ptrdiff_t size, ptrdiff_t at) {
#if defined(__SSE2__)
    if (at + 17 <= size) {
        __m128i v = _mm_loadu_si128((const __m128i *)(x + at));
        __m128i zero = _mm_sub_epi8(v, _mm_set1_epi8(48));
        unsigned digits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(zero, _mm_min_epu8(zero, _mm_set1_epi8(9))));
        unsigned dots = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(46)));
        unsigned ends = ~digits; /* bit 16 and up are set */
        unsigned place = 0, over = 0;
        for (int octet = 0; octet < 4; octet++) {
            unsigned end = (unsigned)__builtin_ctz(ends);
            unsigned length = end - place;
            uint32_t three;
            if (length - 1 > 2 || (octet < 3 && !(dots >> end & 1))) return -1;
            memcpy(&three, x + at + place, 4);
            three = __builtin_bswap32(three) >> (8 * (4 - length)) & 0x0F0F0F;
            over |= (three >> 16) * 100 + (three >> 8 & 255) * 10 + (three & 255) > 255;
            ends &= ends - 1;
            place = end + 1;
        }
        place--;
        if (over) return -1;
        if (x[at + place] == 46 && at + place + 1 < size && text_is_digit(x[at + place + 1])) return -1;
        return at + place;
    }
#endif
    for (int octet = 0; octet < 4; octet++) {
        int digits = 0, value = 0;
        if (octet) {
            if (at >= size || x[at] != 46) return -1;
            at++;
        }
        for (; at < size && text_is_digit(x[at]); at++) {
            if (++digits > 3) return -1;
            value = value * 10 + x[at] - 48;
        }
        if (!digits || value > 255) return -1;
    }
    return at + 1 < size && x[at] == 46 && text_is_digit(x[at + 1]) ? -1 : at;
}

#endif

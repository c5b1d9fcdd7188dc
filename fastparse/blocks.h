/* Bytes looked for in blocks without a branch inside, of which compilers make vectors, or vectors. */
#ifndef FASTPARSE_BLOCKS_H
#define FASTPARSE_BLOCKS_H
#include <stddef.h>
#include <string.h>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <immintrin.h>
#define FASTPARSE_WIDE 1
#else
#define FASTPARSE_WIDE 0
#endif

typedef ptrdiff_t (*fastparse_marks)(const unsigned char *, ptrdiff_t, ptrdiff_t);

/* Index of the first '#' or '>' from `at` on, or -1. */
static ptrdiff_t fastparse_mark_portable(const unsigned char *d, ptrdiff_t at, ptrdiff_t end) {
    for (; end - at >= 32; at += 32) {
        unsigned char any = 0;
        for (int i = 0; i < 32; i++) any |= (d[at + i] == '#') | (d[at + i] == '>');
        if (any) break;
    }
    for (; at < end; at++) if (d[at] == '#' || d[at] == '>') return at;
    return -1;
}

#if FASTPARSE_WIDE
__attribute__((target("avx2,bmi"))) static ptrdiff_t fastparse_mark_avx2(
    const unsigned char *d, ptrdiff_t at, ptrdiff_t end) {
    const __m256i hash = _mm256_set1_epi8('#'), angle = _mm256_set1_epi8('>');
    for (; end - at >= 64; at += 64) {
        __m256i a = _mm256_loadu_si256((const __m256i *)(d + at));
        __m256i b = _mm256_loadu_si256((const __m256i *)(d + at + 32));
        a = _mm256_or_si256(_mm256_cmpeq_epi8(a, hash), _mm256_cmpeq_epi8(a, angle));
        b = _mm256_or_si256(_mm256_cmpeq_epi8(b, hash), _mm256_cmpeq_epi8(b, angle));
        if (!_mm256_testz_si256(_mm256_or_si256(a, b), _mm256_or_si256(a, b))) {
            unsigned long long low = (unsigned)_mm256_movemask_epi8(a), high = (unsigned)_mm256_movemask_epi8(b);
            return at + __builtin_ctzll(low | high << 32);
        }
    }
    return fastparse_mark_portable(d, at, end);
}

#define FASTPARSE_MASK(v) (_mm512_cmpeq_epi8_mask(v, hash) | _mm512_cmpeq_epi8_mask(v, angle))
__attribute__((target("avx512bw,bmi"))) static ptrdiff_t fastparse_mark_avx512(
    const unsigned char *d, ptrdiff_t at, ptrdiff_t end) {
    const __m512i hash = _mm512_set1_epi8('#'), angle = _mm512_set1_epi8('>');
    for (; end - at >= 128; at += 128) {
        __mmask64 low = FASTPARSE_MASK(_mm512_loadu_si512(d + at));
        __mmask64 high = FASTPARSE_MASK(_mm512_loadu_si512(d + at + 64));
        if (low | high) return at + (low ? __builtin_ctzll(low) : 64 + __builtin_ctzll(high));
    }
    for (; at < end; at += 64) {
        __mmask64 there = end - at >= 64 ? ~(__mmask64)0 : ((__mmask64)1 << (end - at)) - 1;
        __mmask64 found = FASTPARSE_MASK(_mm512_maskz_loadu_epi8(there, d + at));
        if (found) return at + __builtin_ctzll(found);
    }
    return -1;
}
#endif

/* The way to look for marks in blocks of so many bytes, or NULL where this processor has none. */
static fastparse_marks fastparse_marks_of(int width) {
#if FASTPARSE_WIDE
    __builtin_cpu_init();
    if (width == 64 && __builtin_cpu_supports("avx512bw")) return fastparse_mark_avx512;
    if (width == 32 && __builtin_cpu_supports("avx2")) return fastparse_mark_avx2;
#endif
    return width == 1 ? fastparse_mark_portable : NULL;
}

/* The fastest way to look for marks that this processor has. */
static fastparse_marks fastparse_marks_here(void) {
    fastparse_marks found = fastparse_marks_of(64);
    if (found == NULL) found = fastparse_marks_of(32);
    return found == NULL ? fastparse_mark_portable : found;
}

/* Whether a NUL, a backspace, an escape or "More" stands anywhere. memmem() would be slow on some bytes. */
static inline int fastparse_dirty(const unsigned char *d, ptrdiff_t size) {
    ptrdiff_t at = 0, end;
    while (at < size) {
        unsigned char found = 0;
        end = size - at > 4096 ? at + 4096 : size;
        for (ptrdiff_t i = at; i < end; i++)
            found |= (d[i] == 27) | (d[i] == 0) | (d[i] == 8);
        if (end > size - 3) end = size - 3;
        for (ptrdiff_t i = at; i < end; i++)
            found |= (d[i] == 'M') & (d[i + 1] == 'o') & (d[i + 2] == 'r') & (d[i + 3] == 'e');
        if (found) return 1;
        at += 4096;
    }
    return 0;
}

/* Line feeds from `at` to `end`; a block's are less than a byte's 256. */
static inline ptrdiff_t fastparse_feeds(const unsigned char *d, ptrdiff_t at, ptrdiff_t end) {
    ptrdiff_t n = 0;
    for (; end - at >= 192; at += 192) {
        unsigned char few = 0;
        for (int i = 0; i < 192; i++) few += d[at + i] == '\n';
        n += few;
    }
    for (; at < end; at++) n += d[at] == '\n';
    return n;
}

#endif

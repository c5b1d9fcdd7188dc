/* Finds the places at which a message may stand: seven bytes in a row, each looked up in a table of
 * eight buckets ("Teddy", Langdale and others, for Hyperscan), and counts line feeds in the same pass.
 *
 * A table has 256 entries for each of the seven bytes; bit b of an entry says that bucket b holds a
 * window with that byte there. A place is noted when one bucket holds all seven and it passes for a window
 * (find_keys.h); a path may report more places than that, never fewer. Nothing is read behind data[limit - 1].
 */
#ifndef FASTPARSE_FIND_H
#define FASTPARSE_FIND_H

#include "find_keys.h"

#define FIND_RUN 32 /* places that any processor looks at in one go */

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define FASTPARSE_X86 1
#include <immintrin.h>
#else
#define FASTPARSE_X86 0
#endif

typedef void (*finder_path)(finder_walk *);

/* Walks on from an aligned place with `step`, which gathers what is in the `size` bytes `x` that are
 * followed by the bytes `y`. Only whole aligned blocks are read, and what stands at a byte further on is
 * shifted together from both: a read that crosses a line of the cache costs three times as much. */
#define FIND_WALK(type, read, size, step)                                                           \
    find_block blocks[FIND_GATHERED + 1];                                                           \
    find_portable(w, w->at + (-(uintptr_t)(w->data + w->at) & ((size)-1)));                         \
    size_t at = w->at, lines = w->lines;                                                            \
    const size_t spare = 2 * (size) + FIND_READ;                                                    \
    size_t last = w->limit < spare ? 0 : w->limit - spare + (size);                                 \
    if (last > w->end) last = w->end;                                                               \
    if (at + (size) <= last) {                                                                      \
        type x = read((const type *)(d + at));                                                      \
        while (at + (size) <= last) {                                                               \
            size_t count = 0;                                                                       \
            size_t stop = last - at > (size)*FIND_GATHERED ? at + (size)*FIND_GATHERED : last;      \
            for (; at + (size) <= stop; at += (size)) {                                             \
                const type y = read((const type *)(d + at + (size)));                               \
                uint64_t mask, feeds;                                                               \
                FIND_PREFETCH(d + at + FIND_AHEAD);                                                 \
                step;                                                                               \
                x = y;                                                                              \
                blocks[count].mask = mask;                                                          \
                blocks[count].at = at;                                                              \
                blocks[count].lines = lines;                                                        \
                count += mask != 0;                                                                 \
                lines += (size_t)__builtin_popcountll(feeds);                                       \
            }                                                                                       \
            if (!find_note(w, blocks, count)) return;                                               \
        }                                                                                           \
    }                                                                                               \
    w->at = at;                                                                                     \
    w->lines = lines;                                                                               \
    find_portable(w, w->end);

/* Any processor: what the letters read so far leave of the buckets is kept in seven bytes of one number
 * ("shift-or", Baeza-Yates and Gonnet 1992), so that a letter costs a shift and a look-up. Every run of
 * `run` places (8 or a multiple) begins anew: runs do not wait for one another. False when there is no room. */
static inline int find_runs(finder_walk *w, size_t end, size_t run) {
    const finder_tables *t = w->tables;
    const uint8_t(*rows)[256] = t->rows;
    const uint8_t *d = w->data;
    const uint64_t ones = 0x0101010101010101u, halves = 0x7F7F7F7F7F7F7F7Fu;
    const size_t spare = run + FIND_WIDTH - 1 + FIND_READ;
    size_t at = w->at, lines = w->lines;
    for (; at + run <= end && at + spare <= w->limit; at += run) {
        const uint8_t *x = d + at;
        uint64_t left = ~(uint64_t)0, state = left, other = left;
        if (w->count + FIND_BLOCK >= w->room) break;
        for (size_t i = 0; i < FIND_WIDTH - 1; i++) {
            state = state << 8 | t->steps[x[i]];
            other = other << 8 | t->steps[x[i + run / 2]];
        }
#pragma GCC unroll 16
        for (size_t i = FIND_WIDTH - 1; i < FIND_WIDTH - 1 + run / 2; i++) {
            state = state << 8 | t->steps[x[i]];
            other = other << 8 | t->steps[x[i + run / 2]];
            left &= state & other;
        }
        if ((left >> 8 * (FIND_WIDTH - 1) & 255) != 255) {
            find_block block = {0, at, lines};
            for (size_t i = 0; i < run; i++) {
                const uint8_t *y = x + i;
                uint8_t found = rows[0][y[0]] & rows[1][y[1]] & rows[2][y[2]] & rows[3][y[3]] & rows[4][y[4]] & rows[5][y[5]] & rows[6][y[6]];
                block.mask |= (uint64_t)(found != 0) << i;
            }
            w->at = at;
            if (!find_note(w, &block, 1)) return 0;
        }
        for (size_t i = 0; i < run; i += 8) {
            uint64_t bytes;
            memcpy(&bytes, x + i, 8);
            bytes ^= 10 * ones;
            bytes = ~(((bytes & halves) + halves) | bytes | halves) >> 7; /* a one for each line feed */
            lines += (size_t)(bytes * ones >> 56);
        }
    }
    w->at = at;
    w->lines = lines;
    return 1;
}

static void find_portable(finder_walk *w, size_t end) {
    const uint8_t(*rows)[256] = w->tables->rows;
    const uint8_t *d = w->data;
    size_t at, lines;
    if (end > w->end) end = w->end;
    if (!find_runs(w, end, FIND_RUN) || !find_runs(w, end, 8)) return;
    at = w->at;
    lines = w->lines;
    while (at < end && w->count + FIND_BLOCK < w->room) {
        uint8_t found = 255;
        for (size_t i = 0; i < FIND_WIDTH; i++)
            found &= rows[i][at + i < w->limit ? d[at + i] : 0];
        if (found) {
            finder_place *p = w->places + w->count++;
            p->at = p->block = (uint32_t)(at - w->begin);
            p->lines = (uint32_t)lines;
            p->key = FIND_ANY;
        }
        lines += d[at] == 10;
        at++;
    }
    w->at = at;
    w->lines = lines;
}

static void find_anywhere(finder_walk *w) { find_portable(w, w->end); }

#if FASTPARSE_X86

#define FIND_AHEAD 4096
#define FIND_PREFETCH(address) _mm_prefetch((const char *)(address), _MM_HINT_T0)

/* Bit 4 of every byte moved to bit 7, where it makes a shuffle give nothing: so each of two tables answers
 * for half of the bytes. */
#define FIND_INDEX(p, all, x) p##_or_##all(p##_and_##all(x, nibble), p##_and_##all(p##_slli_epi16(x, 3), top))

/* Leaves of `found` the buckets with a window that has those letters at `place`. */
#define FIND_LETTER(p, all, place, letters)                                                         \
    {                                                                                               \
        const __typeof__(found) l = letters;                                                        \
        found = p##_and_##all(                                                                      \
            found, p##_or_##all(p##_shuffle_epi8(even[place], l),                                   \
                                p##_shuffle_epi8(odd[place], p##_xor_##all(l, top))));              \
    }

__attribute__((target("ssse3,popcnt"))) static void find_ssse3(finder_walk *w) {
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    const __m128i feed = _mm_set1_epi8(10), zero = _mm_setzero_si128();
    const __m128i nibble = _mm_set1_epi8(15), top = _mm_set1_epi8(-128);
    __m128i even[FIND_WIDTH], odd[FIND_WIDTH];
    for (int i = 0; i < FIND_WIDTH; i++) {
        even[i] = _mm_loadu_si128((const __m128i *)t->even[i]);
        odd[i] = _mm_loadu_si128((const __m128i *)t->odd[i]);
    }
    FIND_WALK(__m128i, _mm_load_si128, 16, {
        const __m128i z = FIND_INDEX(_mm, si128, x);
        const __m128i next = FIND_INDEX(_mm, si128, y);
        __m128i found = _mm_set1_epi8(-1);
        FIND_LETTER(_mm, si128, 0, z)
        FIND_LETTER(_mm, si128, 1, _mm_alignr_epi8(next, z, 1))
        FIND_LETTER(_mm, si128, 2, _mm_alignr_epi8(next, z, 2))
        FIND_LETTER(_mm, si128, 3, _mm_alignr_epi8(next, z, 3))
        FIND_LETTER(_mm, si128, 4, _mm_alignr_epi8(next, z, 4))
        FIND_LETTER(_mm, si128, 5, _mm_alignr_epi8(next, z, 5))
        FIND_LETTER(_mm, si128, 6, _mm_alignr_epi8(next, z, 6))
        mask = ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(found, zero)) & 0xffffu;
        feeds = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, feed));
    })
}

__attribute__((target("avx2,popcnt"))) static void find_avx2(finder_walk *w) {
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    const __m256i feed = _mm256_set1_epi8(10), zero = _mm256_setzero_si256();
    const __m256i nibble = _mm256_set1_epi8(15), top = _mm256_set1_epi8(-128);
    __m256i even[FIND_WIDTH], odd[FIND_WIDTH];
    for (int i = 0; i < FIND_WIDTH; i++) {
        even[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)t->even[i]));
        odd[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)t->odd[i]));
    }
    FIND_WALK(__m256i, _mm256_load_si256, 32, {
        const __m256i z = FIND_INDEX(_mm256, si256, x);
        const __m256i next = FIND_INDEX(_mm256, si256, y);
        const __m256i middle = _mm256_permute2x128_si256(z, next, 0x21);
        __m256i found = _mm256_set1_epi8(-1);
        FIND_LETTER(_mm256, si256, 0, z)
        FIND_LETTER(_mm256, si256, 1, _mm256_alignr_epi8(middle, z, 1))
        FIND_LETTER(_mm256, si256, 2, _mm256_alignr_epi8(middle, z, 2))
        FIND_LETTER(_mm256, si256, 3, _mm256_alignr_epi8(middle, z, 3))
        FIND_LETTER(_mm256, si256, 4, _mm256_alignr_epi8(middle, z, 4))
        FIND_LETTER(_mm256, si256, 5, _mm256_alignr_epi8(middle, z, 5))
        FIND_LETTER(_mm256, si256, 6, _mm256_alignr_epi8(middle, z, 6))
        mask = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(found, zero));
        feeds = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, feed));
    })
}

#define FIND_VBMI "avx512f,avx512bw,avx512vbmi,popcnt,bmi"
#define FIND_READ_512(address) _mm512_load_si512(address)

/* 128 entries are looked up at once; bytes from 128 on are taken for those without their high bit. */
__attribute__((target(FIND_VBMI))) static void find_avx512(finder_walk *w) {
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    const __m512i feed = _mm512_set1_epi8(10);
    __m512i first[FIND_WIDTH], second[FIND_WIDTH], shift[FIND_WIDTH];
    for (int i = 0; i < FIND_WIDTH; i++) {
        uint8_t places[64];
        for (int j = 0; j < 64; j++) places[j] = (uint8_t)(i + j);
        shift[i] = _mm512_loadu_si512(places);
        first[i] = _mm512_loadu_si512(t->rows[i]);
        second[i] = _mm512_loadu_si512(t->rows[i] + 64);
    }
    FIND_WALK(__m512i, FIND_READ_512, 64, {
        __m512i found = _mm512_permutex2var_epi8(first[0], x, second[0]);
        for (int i = 1; i < FIND_WIDTH; i++)
            found = _mm512_and_si512(
                found, _mm512_permutex2var_epi8(first[i], _mm512_permutex2var_epi8(x, shift[i], y), second[i]));
        mask = _mm512_test_epi8_mask(found, found);
        feeds = _mm512_cmpeq_epi8_mask(x, feed);
    })
}

#endif

/* The paths of this processor, best first; a name and a function each. */
typedef struct {
    const char *name;
    finder_path walk;
} finder_named;

static inline int finder_paths(finder_named *out) {
    int n = 0;
#if FASTPARSE_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi")) {
        out[n].name = "avx512";
        out[n++].walk = find_avx512;
    }
    if (__builtin_cpu_supports("avx2")) {
        out[n].name = "avx2";
        out[n++].walk = find_avx2;
    }
    if (__builtin_cpu_supports("ssse3")) {
        out[n].name = "ssse3";
        out[n++].walk = find_ssse3;
    }
#endif
    out[n].name = "portable";
    out[n++].walk = find_anywhere;
    return n;
}

#endif

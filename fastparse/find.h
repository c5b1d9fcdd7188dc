/* Finds the places at which a message may stand: six bytes in a row, each looked up in a table of
 * eight buckets ("Teddy", Langdale and others, for Hyperscan), and counts line feeds in the same pass.
 *
 * A table has 256 entries for each of the six bytes; bit b of an entry says that bucket b holds a
 * window with that byte there. A place is reported when one bucket holds all six; a path may
 * report more places than that, never fewer. Nothing is read behind data[limit - 1].
 */
#ifndef FASTPARSE_FIND_H
#define FASTPARSE_FIND_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define FASTPARSE_X86 1
#include <immintrin.h>
#else
#define FASTPARSE_X86 0
#endif

#define FIND_WIDTH 6
#define FIND_KEYS 8192
#define FIND_BLOCK 64 /* places more than this many before the end of the room stop a walk */

typedef struct {
    uint8_t rows[FIND_WIDTH][256];
    uint8_t low[FIND_WIDTH][16]; /* the same by halves of a byte, for 16-byte shuffles */
    uint8_t high[FIND_WIDTH][16];
    uint64_t whole[FIND_KEYS / 64]; /* bits: hashes of the windows of six letters */
    uint64_t part[FIND_KEYS / 64];  /* bits: hashes of the first letters of shorter ones */
} finder_tables;

typedef struct {
    uint32_t at;    /* where the window stands, counted from `begin` */
    uint32_t block; /* a place at or before it ... */
    uint32_t lines; /* ... and the line feeds between `begin` and there */
} finder_place;

typedef struct {
    const finder_tables *tables;
    const uint8_t *data;
    size_t begin;
    size_t end;   /* places are looked for in data[begin:end]; at most 4 GB */
    size_t limit; /* bytes that may be read */
    finder_place *places;
    size_t room; /* more than FIND_BLOCK */
    /* out */
    size_t count;
    size_t at; /* where the walk stopped: `end`, or earlier when the room ran out */
    size_t lines; /* line feeds in data[begin:at] */
} finder_walk;

typedef void (*finder_path)(finder_walk *);

#define FIND_READ 8 /* bytes that are read at a place */

/* Hashes of six letters, and of up to four, bit 5 of each set so that case does not matter
 * (multiplicative: Knuth, TAOCP 3, 6.4). */
static inline uint32_t find_whole(uint64_t letters) {
    return (uint32_t)(((letters | 0x202020202020u) << 16) * 0x9E3779B97F4A7C15u >> 32);
}
static inline uint32_t find_part(uint32_t letters) { return letters * 2654435761u; }

static inline uint64_t find_bit(const uint64_t *bits, uint32_t hash) {
    return bits[hash >> 25] >> (hash >> 19 & 63) & 1;
}

/* Blocks in which something was found. They are gathered without a branch, and looked through
 * afterwards: a branch on every block, which no processor could foresee, would stall the walk. */
#define FIND_GATHERED 256

typedef struct {
    uint64_t mask;
    size_t at;
    size_t lines;
} find_block;

/* Notes the places of the blocks whose letters are those of a window: a store each, no branch.
 * Eight bytes may be read at each of them. False when the room ran out, and the walk stands there. */
static inline int find_note(finder_walk *w, const find_block *blocks, size_t count) {
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    finder_place *p = w->places + w->count;
    finder_place *last = w->places + w->room - FIND_BLOCK;
    for (size_t i = 0; i < count; i++) {
        uint64_t mask = blocks[i].mask;
        if (p >= last) {
            w->count = (size_t)(p - w->places);
            w->at = blocks[i].at;
            w->lines = blocks[i].lines;
            return 0;
        }
        do {
            size_t at = blocks[i].at + (size_t)__builtin_ctzll(mask);
            uint64_t letters;
            memcpy(&letters, d + at, FIND_READ);
            p->at = (uint32_t)(at - w->begin);
            p->block = (uint32_t)(blocks[i].at - w->begin);
            p->lines = (uint32_t)blocks[i].lines;
            p += find_bit(t->whole, find_whole(letters)) |
                 find_bit(t->part, find_part((uint32_t)letters | 0x20202020u));
            mask &= mask - 1;
        } while (mask);
    }
    w->count = (size_t)(p - w->places);
    return 1;
}

/* Walks on with `step`, which gathers what is in the `size` bytes at `at`. */
#define FIND_WALK(size, step)                                                                       \
    find_block blocks[FIND_GATHERED + 1];                                                           \
    size_t at = w->at, lines = w->lines;                                                            \
    size_t last = w->end < w->limit - (w->limit < FIND_READ ? w->limit : FIND_READ)               \
                      ? w->end                                                                      \
                      : w->limit - (w->limit < FIND_READ ? w->limit : FIND_READ);                 \
    while (at + (size) <= last) {                                                                   \
        size_t count = 0;                                                                           \
        size_t stop = last - at > (size)*FIND_GATHERED ? at + (size)*FIND_GATHERED : last;          \
        for (; at + (size) <= stop; at += (size)) {                                                 \
            uint64_t mask, feeds;                                                                   \
            step;                                                                                   \
            blocks[count].mask = mask;                                                              \
            blocks[count].at = at;                                                                  \
            blocks[count].lines = lines;                                                            \
            count += mask != 0;                                                                     \
            lines += (size_t)__builtin_popcountll(feeds);                                           \
        }                                                                                           \
        if (!find_note(w, blocks, count)) return;                                                   \
    }                                                                                               \
    w->at = at;                                                                                     \
    w->lines = lines;                                                                               \
    find_portable(w);

/* Any processor: a byte at a time, eight of them before a decision. */
static void find_portable(finder_walk *w) {
    const uint8_t(*rows)[256] = w->tables->rows;
    const uint8_t *d = w->data;
    size_t at = w->at, lines = w->lines;
    while (at < w->end && w->count + FIND_BLOCK < w->room) {
        if (at + 8 <= w->end && at + 8 + FIND_READ <= w->limit) {
            uint8_t found[8], any = 0;
            size_t feeds = 0;
            for (int i = 0; i < 8; i++) {
                const uint8_t *x = d + at + i;
                found[i] = rows[0][x[0]] & rows[1][x[1]] & rows[2][x[2]] & rows[3][x[3]] & rows[4][x[4]] & rows[5][x[5]];
                any |= found[i];
                feeds += x[0] == 10;
            }
            if (any) {
                find_block block = {0, at, lines};
                for (int i = 0; i < 8; i++) block.mask |= (uint64_t)(found[i] != 0) << i;
                w->at = at;
                if (!find_note(w, &block, 1)) return;
            }
            lines += feeds;
            at += 8;
            continue;
        }
        uint8_t found = 255;
        for (size_t i = 0; i < FIND_WIDTH; i++)
            found &= rows[i][at + i < w->limit ? d[at + i] : 0];
        if (found) {
            finder_place *p = w->places + w->count++;
            p->at = p->block = (uint32_t)(at - w->begin);
            p->lines = (uint32_t)lines;
        }
        lines += d[at] == 10;
        at++;
    }
    w->at = at;
    w->lines = lines;
}

#if FASTPARSE_X86

#define FIND_AHEAD 2048

__attribute__((target("ssse3,popcnt"))) static void find_ssse3(finder_walk *w) {
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    const __m128i half = _mm_set1_epi8(15), feed = _mm_set1_epi8(10), zero = _mm_setzero_si128();
    __m128i low[FIND_WIDTH], high[FIND_WIDTH];
    for (int i = 0; i < FIND_WIDTH; i++) {
        low[i] = _mm_loadu_si128((const __m128i *)t->low[i]);
        high[i] = _mm_loadu_si128((const __m128i *)t->high[i]);
    }
    FIND_WALK(16, {
        const __m128i first = _mm_loadu_si128((const __m128i *)(d + at));
        __m128i found = _mm_set1_epi8(-1);
        for (int i = 0; i < FIND_WIDTH; i++) {
            __m128i x = _mm_loadu_si128((const __m128i *)(d + at + i));
            __m128i l = _mm_shuffle_epi8(low[i], _mm_and_si128(x, half));
            __m128i h = _mm_shuffle_epi8(high[i], _mm_and_si128(_mm_srli_epi16(x, 4), half));
            found = _mm_and_si128(found, _mm_and_si128(l, h));
        }
        mask = ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(found, zero)) & 0xffffu;
        feeds = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(first, feed));
    })
}

__attribute__((target("avx2,popcnt"))) static void find_avx2(finder_walk *w) {
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    const __m256i half = _mm256_set1_epi8(15), feed = _mm256_set1_epi8(10), zero = _mm256_setzero_si256();
    __m256i low[FIND_WIDTH], high[FIND_WIDTH];
    for (int i = 0; i < FIND_WIDTH; i++) {
        low[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)t->low[i]));
        high[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)t->high[i]));
    }
    FIND_WALK(32, {
        const __m256i first = _mm256_loadu_si256((const __m256i *)(d + at));
        __m256i found = _mm256_set1_epi8(-1);
        _mm_prefetch((const char *)(d + at + FIND_AHEAD), _MM_HINT_T0);
        for (int i = 0; i < FIND_WIDTH; i++) {
            __m256i x = _mm256_loadu_si256((const __m256i *)(d + at + i));
            __m256i l = _mm256_shuffle_epi8(low[i], _mm256_and_si256(x, half));
            __m256i h = _mm256_shuffle_epi8(high[i], _mm256_and_si256(_mm256_srli_epi16(x, 4), half));
            found = _mm256_and_si256(found, _mm256_and_si256(l, h));
        }
        mask = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(found, zero));
        feeds = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(first, feed));
    })
}

#define FIND_VBMI "avx512f,avx512bw,avx512vbmi,popcnt,bmi"

/* 128 entries are looked up at once; bytes from 128 on are taken for those without their high bit. */
__attribute__((target(FIND_VBMI))) static void find_avx512(finder_walk *w) {
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    const __m512i feed = _mm512_set1_epi8(10);
    __m512i first[FIND_WIDTH], second[FIND_WIDTH];
    for (int i = 0; i < FIND_WIDTH; i++) {
        first[i] = _mm512_loadu_si512(t->rows[i]);
        second[i] = _mm512_loadu_si512(t->rows[i] + 64);
    }
    FIND_WALK(64, {
        const __m512i x = _mm512_loadu_si512(d + at);
        __m512i found = _mm512_permutex2var_epi8(first[0], x, second[0]);
        _mm_prefetch((const char *)(d + at + FIND_AHEAD), _MM_HINT_T0);
        for (int i = 1; i < FIND_WIDTH; i++)
            found = _mm512_and_si512(
                found, _mm512_permutex2var_epi8(first[i], _mm512_loadu_si512(d + at + i), second[i]));
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

static int finder_paths(finder_named *out) {
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
    out[n++].walk = find_portable;
    return n;
}

#endif

/* Finds the places at which a message may stand: seven bytes in a row, each looked up in a table of
 * eight buckets ("Teddy", Langdale and others, for Hyperscan), and counts line feeds in the same pass.
 *
 * A table has 256 entries for each of the seven bytes; bit b of an entry says that bucket b holds a
 * window with that byte there. A place is reported when one bucket holds all seven; a path may
 * report more places than that, never fewer. Nothing is read behind data[limit - 1].
 */
#ifndef FASTPARSE_FIND_H
#define FASTPARSE_FIND_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "text.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define FASTPARSE_X86 1
#include <immintrin.h>
#else
#define FASTPARSE_X86 0
#endif

#define FIND_WIDTH 7 /* six letters of a window, and the one behind them */
#define FIND_FLAT 256
#define FIND_BITS 8192
#define FIND_BLOCK (2 * FIND_FLAT) /* places that may be noted at once: with less room left a walk stops */
#define FIND_ANY 0xFFFFu

typedef struct {
    uint8_t rows[FIND_WIDTH][256];
    uint8_t low[FIND_WIDTH][16]; /* the same by halves of a byte, for 16-byte shuffles */
    uint8_t high[FIND_WIDTH][16];
    uint64_t steps[256]; /* byte i of an entry: the buckets that row i of that letter leaves out */
    /* From a hash of six letters [0], or of the first four of a shorter window [1], to the window's key;
     * no two keys share a slot. */
    uint64_t spread[2];
    int shift;
    uint32_t any; /* FIND_ANY: every place is reported, for none of the windows; else 0 */
    uint64_t bits[2][FIND_BITS / 64]; /* the hashes that there are: small enough to stay at hand */
    const uint32_t *hashes[2];
    const uint16_t *keys[2];
    const uint32_t *before; /* eight per key: bits, the bytes that may stand before the window ... */
    const uint32_t *after;  /* ... and behind the letters that are hashed */
} finder_tables;

typedef struct {
    uint32_t at;    /* where the window stands, counted from `begin` */
    uint32_t block; /* a place at or before it ... */
    uint32_t lines; /* ... and the line feeds between `begin` and there */
    uint32_t key;   /* of the window, or FIND_ANY */
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

/* Hashes of six letters, and of four, bit 5 of each set so that case does not matter (multiplicative:
 * Knuth, TAOCP 3, 6.4). */
static inline uint32_t find_whole(uint64_t factor, uint64_t letters) {
    return (uint32_t)(((letters | 0x202020202020u) << 16) * factor >> 32);
}
static inline uint32_t find_part(uint32_t factor, uint64_t letters) {
    return ((uint32_t)letters | 0x20202020u) * factor;
}

static inline uint32_t find_hash(const uint64_t bits[FIND_BITS / 64], uint32_t hash) {
    return (uint32_t)(bits[hash >> 25] >> (hash >> 19 & 63)) & 1;
}

static inline uint32_t find_bit(const uint32_t *bits, uint8_t byte) { return bits[byte >> 5] >> (byte & 31) & 1; }

/* Files `count` keys by the hashes of their `letters`: those of six [0] or of four [1]. False when two of
 * them would share a slot with each of the factors that are tried. */
static inline int find_file(finder_tables *t, int which, const void *spelled, const void *known, size_t count,
                            void *filed_hashes, void *filed_keys) {
    const uint64_t *letters = (const uint64_t *)spelled;
    const uint16_t *numbers = (const uint16_t *)known;
    uint32_t *hashes = (uint32_t *)filed_hashes;
    uint16_t *keys = (uint16_t *)filed_keys;
    const size_t slots = (size_t)1 << (32 - t->shift);
    uint64_t factor = 0x9E3779B97F4A7C15u;
    t->hashes[which] = hashes;
    t->keys[which] = keys;
    for (int turn = 0; turn < 64; turn++) {
        size_t filed = 0;
        t->spread[which] = factor | 1;
        factor = factor * 0xD1342543DE82EF95u + 0x9E3779B97F4A7C15u;
        memset(keys, 0, slots * sizeof *keys);
        memset(hashes, 0, slots * sizeof *hashes);
        memset(t->bits[which], 0, sizeof t->bits[which]);
        hashes[0] = 0xFFFFFFFFu; /* like the zero of the others, no hash that belongs there */
        for (; filed < count; filed++) {
            uint32_t hash = which ? find_part((uint32_t)t->spread[1], letters[filed]) : find_whole(t->spread[0], letters[filed]);
            uint32_t slot = hash >> t->shift;
            if (hashes[slot] != (slot ? 0 : 0xFFFFFFFFu)) break;
            t->bits[which][hash >> 25] |= (uint64_t)1 << (hash >> 19 & 63);
            hashes[slot] = hash;
            keys[slot] = numbers[filed];
        }
        if (filed == count) return 1;
    }
    return 0;
}

/* Blocks in which something was found. They are gathered without a branch, and looked through
 * afterwards: a branch on every block, which no processor could foresee, would stall the walk. */
#define FIND_GATHERED 256

typedef struct {
    uint64_t mask;
    size_t at;
    size_t lines;
} find_block;

/* Writes the places of the blocks in a row, first the two that most have, without a branch. Stops when
 * there may be no room for those of one more; returns how many there are. */
static inline size_t find_flatten(const find_block *blocks, size_t count, size_t *next, uint32_t *flat) {
    size_t n = 0, i = *next;
    for (; i < count && n <= FIND_FLAT - 64; i++) {
        const uint32_t here = (uint32_t)i << 16 | (uint32_t)(blocks[i].at - blocks[0].at);
        uint64_t mask = blocks[i].mask;
        flat[n++] = here + (uint32_t)__builtin_ctzll(mask);
        mask &= mask - 1;
        flat[n] = here + (uint32_t)__builtin_ctzll(mask | (uint64_t)1 << 63);
        n += mask != 0;
        mask &= mask - 1;
        for (; mask; mask &= mask - 1) flat[n++] = here + (uint32_t)__builtin_ctzll(mask);
    }
    *next = i;
    return n;
}

/* Leaves of the `n` places those whose letters have the hash of a window. Eight bytes may be read at each. */
static inline size_t find_sift(const finder_tables *t, const uint8_t *x, uint32_t *flat, size_t n) {
    const uint64_t spread = t->spread[0];
    const uint32_t factor = (uint32_t)t->spread[1], all = t->any & 1;
    size_t left = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t place = flat[i];
        const uint64_t letters = text_eight(x + (place & 0xFFFF));
        flat[left] = place;
        left += find_hash(t->bits[0], find_whole(spread, letters)) |
                find_hash(t->bits[1], find_part(factor, letters)) | all;
    }
    return left;
}

/* Notes the places of the blocks whose letters, and the letters beside them, are those of a window: a few
 * look-ups each, no branch. False when the room ran out, and the walk stands there. */
static inline int find_note(finder_walk *w, const find_block *blocks, size_t count) {
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    const uint32_t any = t->any, all = any & 1;
    finder_place *p = w->places + w->count;
    finder_place *last = w->places + w->room - FIND_BLOCK;
    uint32_t flat[FIND_FLAT + 1];
    for (size_t next = 0; next < count;) {
        if (p >= last) {
            w->count = (size_t)(p - w->places);
            w->at = blocks[next].at;
            w->lines = blocks[next].lines;
            return 0;
        }
        size_t n = find_flatten(blocks, count, &next, flat);
        n = find_sift(t, d + blocks[0].at, flat, n);
        for (size_t i = 0; i < n; i++) {
            const find_block *block = blocks + (flat[i] >> 16);
            const size_t at = blocks[0].at + (flat[i] & 0xFFFF);
            const uint64_t letters = text_eight(d + at);
            const uint8_t beside = at ? d[at - 1] : 0;
            const uint32_t whole = find_whole(t->spread[0], letters);
            const uint32_t part = find_part((uint32_t)t->spread[1], letters);
            const uint32_t first = t->keys[0][whole >> t->shift], second = t->keys[1][part >> t->shift];
            finder_place place = {(uint32_t)(at - w->begin), (uint32_t)(block->at - w->begin),
                                  (uint32_t)block->lines, first | any};
            *p = place;
            p += all | ((t->hashes[0][whole >> t->shift] == whole) & find_bit(t->before + 8 * first, beside) &
                        find_bit(t->after + 8 * first, (uint8_t)(letters >> 48)));
            place.key = second;
            *p = place;
            p += (all ^ 1) & (t->hashes[1][part >> t->shift] == part) &
                 find_bit(t->before + 8 * second, beside) &
                 find_bit(t->after + 8 * second, (uint8_t)(letters >> 32));
        }
    }
    w->count = (size_t)(p - w->places);
    return 1;
}

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
 * ("shift-or", Baeza-Yates and Gonnet 1992), so that a letter costs a shift and a look-up. */
static void find_portable(finder_walk *w, size_t end) {
    const finder_tables *t = w->tables;
    const uint8_t(*rows)[256] = t->rows;
    const uint8_t *d = w->data;
    const uint64_t ones = 0x0101010101010101u, halves = 0x7F7F7F7F7F7F7F7Fu;
    const size_t spare = 8 + FIND_WIDTH - 1 + FIND_READ;
    size_t at = w->at, lines = w->lines;
    if (end > w->end) end = w->end;
    if (at + 8 <= end && at + spare <= w->limit && w->count + FIND_BLOCK < w->room) {
        uint64_t state = ~(uint64_t)0;
        for (int i = 0; i < FIND_WIDTH - 1; i++) state = state << 8 | t->steps[d[at + i]];
        while (at + 8 <= end && at + spare <= w->limit && w->count + FIND_BLOCK < w->room) {
            const uint8_t *x = d + at + FIND_WIDTH - 1;
            uint64_t left = ~(uint64_t)0, bytes;
            for (int i = 0; i < 8; i++) {
                state = state << 8 | t->steps[x[i]];
                left &= state;
            }
            memcpy(&bytes, d + at, 8);
            if ((left >> 8 * (FIND_WIDTH - 1) & 255) != 255) {
                find_block block = {0, at, lines};
                for (int i = 0; i < 8; i++) {
                    const uint8_t *y = d + at + i;
                    uint8_t found = rows[0][y[0]] & rows[1][y[1]] & rows[2][y[2]] & rows[3][y[3]] & rows[4][y[4]] & rows[5][y[5]] & rows[6][y[6]];
                    block.mask |= (uint64_t)(found != 0) << i;
                }
                w->at = at;
                if (!find_note(w, &block, 1)) return;
            }
            bytes ^= 10 * ones;
            bytes = ~((bytes & halves) + halves | bytes | halves) >> 7; /* a one for each line feed */
            lines += (size_t)(bytes * ones >> 56);
            at += 8;
        }
    }
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

/* The next letter of every window, with `shifted` the letters that stand there. */
#define FIND_HALVES(bits, place, shifted)                                                           \
    {                                                                                               \
        const __m##bits##i z = shifted;                                                             \
        const __m##bits##i l = FIND_SHUFFLE(low[place], FIND_AND(z, half));                         \
        const __m##bits##i h = FIND_SHUFFLE(high[place], FIND_AND(FIND_RIGHT(z, 4), half));         \
        found = FIND_AND(found, FIND_AND(l, h));                                                    \
    }

__attribute__((target("ssse3,popcnt"))) static void find_ssse3(finder_walk *w) {
#define FIND_SHUFFLE _mm_shuffle_epi8
#define FIND_AND _mm_and_si128
#define FIND_RIGHT _mm_srli_epi16
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    const __m128i half = _mm_set1_epi8(15), feed = _mm_set1_epi8(10), zero = _mm_setzero_si128();
    __m128i low[FIND_WIDTH], high[FIND_WIDTH];
    for (int i = 0; i < FIND_WIDTH; i++) {
        low[i] = _mm_loadu_si128((const __m128i *)t->low[i]);
        high[i] = _mm_loadu_si128((const __m128i *)t->high[i]);
    }
    FIND_WALK(__m128i, _mm_load_si128, 16, {
        __m128i found = _mm_set1_epi8(-1);
        FIND_HALVES(128, 0, x)
        FIND_HALVES(128, 1, _mm_alignr_epi8(y, x, 1))
        FIND_HALVES(128, 2, _mm_alignr_epi8(y, x, 2))
        FIND_HALVES(128, 3, _mm_alignr_epi8(y, x, 3))
        FIND_HALVES(128, 4, _mm_alignr_epi8(y, x, 4))
        FIND_HALVES(128, 5, _mm_alignr_epi8(y, x, 5))
        FIND_HALVES(128, 6, _mm_alignr_epi8(y, x, 6))
        mask = ~(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(found, zero)) & 0xffffu;
        feeds = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, feed));
    })
#undef FIND_SHUFFLE
#undef FIND_AND
#undef FIND_RIGHT
}

__attribute__((target("avx2,popcnt"))) static void find_avx2(finder_walk *w) {
#define FIND_SHUFFLE _mm256_shuffle_epi8
#define FIND_AND _mm256_and_si256
#define FIND_RIGHT _mm256_srli_epi16
    const finder_tables *t = w->tables;
    const uint8_t *d = w->data;
    const __m256i half = _mm256_set1_epi8(15), feed = _mm256_set1_epi8(10), zero = _mm256_setzero_si256();
    __m256i low[FIND_WIDTH], high[FIND_WIDTH];
    for (int i = 0; i < FIND_WIDTH; i++) {
        low[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)t->low[i]));
        high[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)t->high[i]));
    }
    FIND_WALK(__m256i, _mm256_load_si256, 32, {
        const __m256i middle = _mm256_permute2x128_si256(x, y, 0x21);
        __m256i found = _mm256_set1_epi8(-1);
        FIND_HALVES(256, 0, x)
        FIND_HALVES(256, 1, _mm256_alignr_epi8(middle, x, 1))
        FIND_HALVES(256, 2, _mm256_alignr_epi8(middle, x, 2))
        FIND_HALVES(256, 3, _mm256_alignr_epi8(middle, x, 3))
        FIND_HALVES(256, 4, _mm256_alignr_epi8(middle, x, 4))
        FIND_HALVES(256, 5, _mm256_alignr_epi8(middle, x, 5))
        FIND_HALVES(256, 6, _mm256_alignr_epi8(middle, x, 6))
        mask = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(found, zero));
        feeds = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x, feed));
    })
#undef FIND_SHUFFLE
#undef FIND_AND
#undef FIND_RIGHT
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
    out[n++].walk = find_anywhere;
    return n;
}

#endif

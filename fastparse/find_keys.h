/* What a walk (find.h) works with, and which of the places that it finds are those of a window: told by a
 * hash of their letters, and by the letters beside them.
 */
#ifndef FASTPARSE_FIND_KEYS_H
#define FASTPARSE_FIND_KEYS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "text.h"

#define FIND_WIDTH 7 /* six letters of a window, and the one behind them */
#define FIND_FLAT 256
#define FIND_BITS 8192
#define FIND_BLOCK (2 * FIND_FLAT) /* places that may be noted at once: with less room left a walk stops */
#define FIND_ANY 0xFFFFu

typedef struct {
    uint8_t rows[FIND_WIDTH][256];
    uint8_t even[FIND_WIDTH][16]; /* the same for 16-byte shuffles, by the low four bits of a byte: of those ... */
    uint8_t odd[FIND_WIDTH][16];  /* ... whose next bit is 0, and 1; letters whose case differs fall together */
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

#endif

/* Bytes looked for in blocks without a branch inside, of which compilers make vectors. */
#ifndef FASTPARSE_BLOCKS_H
#define FASTPARSE_BLOCKS_H
#include <stddef.h>
#include <string.h>

#define FASTPARSE_MARKED(width) \
    for (; end - at >= width; at += width) { \
        unsigned char any = 0; \
        for (int i = 0; i < width; i++) any |= (d[at + i] == '#') | (d[at + i] == '>'); \
        if (any) break; \
    }
/* Index of the first '#' or '>' from `at` on, or -1. */
static inline ptrdiff_t fastparse_mark(const unsigned char *d, ptrdiff_t at, ptrdiff_t end) {
    FASTPARSE_MARKED(256)
    FASTPARSE_MARKED(32)
    for (; at < end; at++) if (d[at] == '#' || d[at] == '>') return at;
    return -1;
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

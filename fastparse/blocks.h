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

/* Whether a NUL, a backspace, an escape or "More" stands anywhere. */
static inline int fastparse_dirty(const unsigned char *d, ptrdiff_t size) {
    for (ptrdiff_t at = 0; at < size; at += 256) {
        unsigned char control = 0, pager = 0;
        if (size - at > 256) {
            for (int i = 0; i < 256; i++) {
                control |= (d[at + i] == 0) | (d[at + i] == 8) | (d[at + i] == 27);
                pager |= (d[at + i] == 'M') & (d[at + i + 1] == 'o');
            }
        } else {
            for (ptrdiff_t i = at; i < size; i++)
                control |= (d[i] == 0) | (d[i] == 8) | (d[i] == 27);
            pager = 1;
        }
        if (control) return 1;
        if (pager && memmem(d + at, (size_t)(size - at < 259 ? size - at : 259), "More", 4)) return 1;
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

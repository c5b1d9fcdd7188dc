/* Rows of a table that are printed as the one before, read without looking at each byte by itself.
 *
 * A row that was read and understood is kept as a form: how many words it has, what each of them has to be for
 * the reader to take the same way again, and which values they are. The next lines are held against it: where
 * words begin and end is told for 64 bytes at once, and numbers and addresses are judged 16 bytes at once.
 * Nothing is read behind the data's end: the lines in its last 64 bytes, and those longer than 127, don't fit.
 */
#ifndef FASTPARSE_ROW_FORM_H
#define FASTPARSE_ROW_FORM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#include <immintrin.h>
#define ROW_X86 1
#else
#define ROW_X86 0
#endif
#include "spans.h"

enum { ROW_WORDS = 16, ROW_CELLS = 16, ROW_EDGES = 2 * ROW_WORDS };

/* What a word has to be. Those from ROW_STATUS on are taken without a look where they are the word before. */
enum {
    ROW_WORD,    /* any word */
    ROW_NUMBER,  /* 1 to 20 digits */
    ROW_QUAD,    /* an IPv4 address */
    ROW_SAME,    /* the word of the row before */
    ROW_STATUS,  /* letters and hyphens, a letter first */
    ROW_STATE,   /* letters, digits and underscores, a letter first, an underscore somewhere */
    ROW_LASTING, /* letters, digits and colons */
    ROW_PLAIN,   /* no slash */
    ROW_SLASHED, /* a slash somewhere */
    ROW_NAMED,   /* the letters of the row before, a digit, then digits, full stops, slashes, colons */
    ROW_GIVEN,   /* an IPv4 address, or "unassigned" */
    ROW_CLOCK    /* three numbers with colons between them */
};

typedef struct {
    int words; /* of a row that fits; 0 when no row is known */
    int cells;
    int step; /* 1: each row is a record of its own, 0: all are of the same */
    unsigned char kind[ROW_WORDS];
    uint16_t field[ROW_CELLS];
    unsigned char starts[ROW_CELLS], ends[ROW_CELLS]; /* the edges that a value begins and ends at */
    const unsigned char *row;      /* the row before */
    unsigned char edge[ROW_EDGES]; /* where its words begin and end, in turn */
    const unsigned char *between;  /* a line that may stand between rows and says nothing there */
    ptrdiff_t between_size;        /* with its line feed; one of less than 16 bytes is none */
    /* Blank lines above each row: at most 16 bytes. */
    const unsigned char *lead;
    int lead_size, lead_lines;
    /* A line below each row: bytes that are the same, a number, and the line's end. 0 bytes: none. */
    const unsigned char *below;
    int below_size, below_start; /* where its value begins */
    uint16_t below_field;
    int misses;                    /* rows in a row that did not fit */
    int letters;                   /* that the word which has to be ROW_NAMED begins with, at most 16 */
} row_form;

typedef struct {
    const unsigned char *data;
    ptrdiff_t at, size; /* where the next line begins, where the data ends */
    ptrdiff_t line;     /* lines read so far */
    ptrdiff_t taken;    /* rows that fit */
    ptrdiff_t used, room;
    int32_t *record;
    uint16_t *field;
    uint32_t *start, *end, *line_of;
    int32_t of;   /* the record of the row before */
    int portable; /* whether to do without what only some processors can do */
} row_walk;

static int row_is(int kind, const unsigned char *p, ptrdiff_t n) {
    int joined = 0;
    ptrdiff_t i;
    if (kind == ROW_PLAIN || kind == ROW_SLASHED) return (memchr(p, '/', (size_t)n) != NULL) == (kind == ROW_SLASHED);
    if (kind == ROW_CLOCK) {
        i = 0;
        for (int part = 0; part < 3; part++) {
            const ptrdiff_t first = i;
            if (part && (i == n || p[i++] != ':')) return 0;
            for (joined = 0; i < n && span_digit(p[i]); i++) joined++;
            if (joined < 1 || joined > 20 || i == first) return 0;
        }
        return i == n;
    }
    if (kind == ROW_NUMBER) {
        for (i = 0; i < n; i++)
            if (!span_digit(p[i])) return 0;
        return n <= 20;
    }
    if ((kind == ROW_STATUS || kind == ROW_STATE) && !span_letter(p[0])) return 0;
    for (i = 0; i < n; i++) {
        const unsigned char c = p[i];
        if (!span_letter(c)) {
            if (kind == ROW_STATUS ? c != '-' : !span_digit(c) && c != (kind == ROW_STATE ? '_' : ':')) return 0;
            joined |= c == '_';
        }
    }
    return kind != ROW_STATE || joined;
}

/* Whether n <= 16 bytes are digits alone; any 16 bytes at `p` may be read. */
SPAN_INLINE int row_number(const unsigned char *p, ptrdiff_t n) {
#if defined(__SSE2__)
    const __m128i value = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)p), _mm_set1_epi8('0'));
    const uint32_t digit =
        (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value));
    return (~digit & (((uint32_t)1 << n) - 1)) == 0;
#else
    return row_is(ROW_NUMBER, p, n);
#endif
}

/* Whether n <= 16 bytes are the same; any 16 bytes at both may be read. */
SPAN_INLINE int row_same(const unsigned char *p, const unsigned char *q, ptrdiff_t n) {
#if defined(__SSE2__)
    const __m128i one = _mm_loadu_si128((const __m128i *)p), two = _mm_loadu_si128((const __m128i *)q);
    return (~(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(one, two)) & (((uint32_t)1 << n) - 1)) == 0;
#else
    return memcmp(p, q, (size_t)n) == 0;
#endif
}

/* Whether a word begins with the same letters as the one before and goes on as a place of a slot or port does. */
SPAN_INLINE int row_named(const unsigned char *p, ptrdiff_t n, const unsigned char *before, int letters) {
    const unsigned char *const rest = p + letters;
    n -= letters;
    if (n < 1 || n > 16 || !row_same(p, before, letters) || !span_digit(rest[0])) return 0;
#if defined(__SSE2__)
    { /* '.', '/', the digits and ':' follow each other */
        const __m128i value = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)rest), _mm_set1_epi8('.'));
        const uint32_t fit =
            (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(':' - '.')), value));
        return (~fit & (((uint32_t)1 << n) - 1)) == 0;
    }
#else
    for (ptrdiff_t i = 0; i < n; i++)
        if (rest[i] < '.' || rest[i] > ':') return 0;
    return 1;
#endif
}

/* Of 64 bytes a bit for each that is no blank, and for each line feed. */
typedef struct {
    uint64_t ink, feed;
} row_marks;

SPAN_INLINE row_marks row_marks_any(const unsigned char *p) {
    row_marks m = {0, 0};
#if defined(__SSE2__)
    const __m128i space = _mm_set1_epi8(' '), tab = _mm_set1_epi8('\t');
    const __m128i carriage = _mm_set1_epi8('\r'), line = _mm_set1_epi8('\n');
    for (int i = 0; i < 64; i += 16) {
        const __m128i text = _mm_loadu_si128((const __m128i *)(p + i));
        const __m128i blank = _mm_or_si128(
            _mm_cmpeq_epi8(text, space), _mm_or_si128(_mm_cmpeq_epi8(text, tab), _mm_cmpeq_epi8(text, carriage)));
        m.ink |= (uint64_t)(uint16_t)~_mm_movemask_epi8(blank) << i;
        m.feed |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(text, line)) << i;
    }
#else
    for (int i = 0; i < 64; i++) {
        m.ink |= (uint64_t)(p[i] != ' ' && p[i] != '\t' && p[i] != '\r') << i;
        m.feed |= (uint64_t)(p[i] == '\n') << i;
    }
#endif
    return m;
}

/* Writes where the values of a row begin and end. */
SPAN_INLINE void row_spans_any(
    row_walk *w, ptrdiff_t used, uint32_t from, const unsigned char *edge, const row_form *f, int cells
) {
    for (int i = 0; i < cells; i++) {
        w->start[used + i] = from + edge[f->starts[i]];
        w->end[used + i] = from + edge[f->ends[i]];
    }
}

/* Takes lines that fit while there are some and there is room for their values. Written once and made once for
 * each kind of processor; `marks` tells blanks and line feeds, `spans` writes where values stand, `beside` says
 * whether lines above and below rows belong to them. */
#define ROW_TAKE(marks, spans, beside)                                                                          \
    const unsigned char *const stop = w->data + w->size;                                                 \
    const unsigned char *p = w->data + w->at;                                                            \
    const int words = f->words, edges = 2 * words, cells = f->cells;                                     \
    const ptrdiff_t lead = f->lead_size, under = f->below_size, step_lines = 1 + f->lead_lines;           \
    const ptrdiff_t used_before = w->used;                                                               \
    unsigned char both[2][ROW_EDGES]; /* of the row before and of this one, in turn */                   \
    int now = 0;                                                                                         \
    memset(both[0], 0, ROW_EDGES);                                                                       \
    memcpy(both[1], f->edge, ROW_EDGES);                                                                 \
    while (w->room - w->used >= ROW_CELLS && stop - p >= 64) {                                           \
        unsigned char *const edge = both[now];                                                           \
        const unsigned char *const last = both[1 - now];                                                 \
        const unsigned char *below = p;                                                                  \
        ptrdiff_t number = 0;                                                                            \
        row_marks m;                                                                                     \
        ptrdiff_t size, base = 0;                                                                        \
        uint64_t inside = 0, ends;                                                                       \
        int i = 0;                                                                                       \
        if (f->between_size > 15 && stop - p > f->between_size + 64 && row_same(p, f->between, 16) &&    \
            memcmp(p, f->between, (size_t)f->between_size) == 0) {                                       \
            p += f->between_size;                                                                        \
            w->line++;                                                                                   \
            w->at = p - w->data;                                                                         \
            continue;                                                                                    \
        }                                                                                                \
        if (beside && lead) {                                                                           \
            if (stop - p < 96 || !row_same(p, f->lead, lead)) break;                                      \
            p += lead;                                                                                   \
        }                                                                                                \
        m = marks(p);                                                                                    \
        if (m.feed == 0) { /* the line goes on in the next 64 bytes */                                   \
            ends = m.ink ^ m.ink << 1;                                                                   \
            for (; ends && i < edges; ends &= ends - 1) edge[i++] = (unsigned char)__builtin_ctzll(ends);\
            inside = m.ink >> 63;                                                                        \
            base = 64;                                                                                   \
            if (ends || stop - p < 128) break;                                                           \
            m = marks(p + 64);                                                                           \
            if (m.feed == 0) break;                                                                      \
        }                                                                                                \
        size = __builtin_ctzll(m.feed);                                                                  \
        m.ink &= ((uint64_t)1 << size) - 1;                                                              \
        ends = m.ink ^ (m.ink << 1 | inside);                                                            \
        for (; i < edges && ends; ends &= ends - 1)                                                      \
            edge[i++] = (unsigned char)(base + __builtin_ctzll(ends));                                   \
        if (i < edges || ends || stop - p < base + size + 17) break;                                     \
        for (i = 0; i < words; i++) {                                                                 \
            const unsigned char *word = p + edge[2 * i];                                                 \
            const ptrdiff_t n = edge[2 * i + 1] - edge[2 * i];                                           \
            const unsigned char *before = f->row + last[2 * i];                                          \
            const int kind = f->kind[i];                                                                 \
            int holds;                                                                                   \
            if (kind == ROW_WORD)                                                                        \
                holds = 1;                                                                               \
            else if (kind == ROW_QUAD)                                                                   \
                holds = n < 16 && span_quad(word, n);                                                     \
            else if (kind == ROW_NAMED)                                                                  \
                holds = row_named(word, n, before, f->letters);                                          \
            else if (kind == ROW_GIVEN)                                                                  \
                holds = (n < 16 && span_quad(word, n)) || (n == 10 && memcmp(word, "unassigned", 10) == 0);\
            else if (kind == ROW_NUMBER)                                                                 \
                holds = n <= 16 ? row_number(word, n) : row_is(kind, word, n);                           \
            else                                                                                         \
                holds = (n == last[2 * i + 1] - last[2 * i] &&                                           \
                         (n <= 16 ? row_same(word, before, n) : memcmp(word, before, (size_t)n) == 0)) ||\
                        (kind != ROW_SAME && row_is(kind, word, n));                                     \
            if (!holds) break;                                                                           \
        }                                                                                                \
        if (i < words) break;                                                                         \
        if (beside && under) {                                                                          \
            below = p + base + size + 1;                                                                 \
            if (stop - below < under + 24 ||                                                     \
                memcmp(below, f->below, (size_t)under) != 0) break;                                      \
            below += under;                                                                      \
            while (number < 21 && span_digit(below[number])) number++;                                    \
            if (number < 1 || number > 20 || (below[number] != '\n' &&                                   \
                (below[number] != '\r' || below[number + 1] != '\n'))) break;                            \
        }                                                                                                \
        f->row = p;                                                                                      \
        now = 1 - now;                                                                                   \
        w->of += f->step;                                                                                \
        w->line += step_lines;                                                                    \
        {                                                                                                \
            const uint32_t from = (uint32_t)(p - w->data), line = (uint32_t)w->line;                     \
            const ptrdiff_t used = w->used;                                                              \
            const int32_t of = w->of;                                                                    \
            for (i = 0; i < ROW_CELLS; i++) w->record[used + i] = of; /* there is room for all */         \
            for (i = 0; i < ROW_CELLS; i++) w->line_of[used + i] = line;                                 \
            memcpy(w->field + used, f->field, sizeof(f->field));                                         \
            spans(w, used, from, edge, f, cells); /* there is room for all ROW_CELLS */                  \
            w->used = used + cells;                                                                      \
        }                                                                                                \
        if (beside && under) {                                                                          \
            w->line++;                                                                                   \
            w->record[w->used] = w->of;                                                                  \
            w->field[w->used] = f->below_field;                                                          \
            w->start[w->used] = (uint32_t)(below - under + f->below_start - w->data);            \
            w->end[w->used] = (uint32_t)(below + number - w->data);                                      \
            w->line_of[w->used] = (uint32_t)w->line;                                                     \
            w->used++;                                                                                   \
            p = below + number + (below[number] == '\r');                                                \
            base = size = 0;                                                                             \
        }                                                                                                \
        w->taken++;                                                                                      \
        p += base + size + 1;                                                                            \
        w->at = p - w->data;                                                                             \
    }                                                                                                    \
    memcpy(f->edge, both[1 - now], ROW_EDGES);                                                           \
    return w->used != used_before;

static int row_take_any(row_form *f, row_walk *w) { ROW_TAKE(row_marks_any, row_spans_any, 1) }

#if ROW_X86
__attribute__((target("avx2"))) static inline row_marks row_marks_avx2(const unsigned char *p) {
    const __m256i space = _mm256_set1_epi8(' '), tab = _mm256_set1_epi8('\t');
    const __m256i carriage = _mm256_set1_epi8('\r'), line = _mm256_set1_epi8('\n');
    const __m256i one = _mm256_loadu_si256((const __m256i *)p), two = _mm256_loadu_si256((const __m256i *)(p + 32));
    const __m256i blank1 = _mm256_or_si256(
        _mm256_cmpeq_epi8(one, space), _mm256_or_si256(_mm256_cmpeq_epi8(one, tab), _mm256_cmpeq_epi8(one, carriage)));
    const __m256i blank2 = _mm256_or_si256(
        _mm256_cmpeq_epi8(two, space), _mm256_or_si256(_mm256_cmpeq_epi8(two, tab), _mm256_cmpeq_epi8(two, carriage)));
    row_marks m;
    m.ink = ~((uint64_t)(uint32_t)_mm256_movemask_epi8(blank1) | (uint64_t)(uint32_t)_mm256_movemask_epi8(blank2) << 32);
    m.feed = (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(one, line)) |
             (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(two, line)) << 32;
    return m;
}

/* The edges of 16 values, out of 32. An index below 16 finds its edge in the lower half: 112 is added so that
 * those above have their highest bit set, and are shuffled to 0. */
__attribute__((target("avx2"))) static inline __m128i row_edges(__m128i low, __m128i high, __m128i which) {
    return _mm_or_si128(
        _mm_shuffle_epi8(low, _mm_add_epi8(which, _mm_set1_epi8(112))),
        _mm_shuffle_epi8(high, _mm_sub_epi8(which, _mm_set1_epi8(16))));
}

__attribute__((target("avx2"))) static inline void row_spans_avx2(
    row_walk *w, ptrdiff_t used, uint32_t from, const unsigned char *edge, const row_form *f, int cells
) {
    const __m128i low = _mm_loadu_si128((const __m128i *)edge);
    const __m128i high = _mm_loadu_si128((const __m128i *)(edge + 16));
    const __m128i start = row_edges(low, high, _mm_loadu_si128((const __m128i *)f->starts));
    const __m128i end = row_edges(low, high, _mm_loadu_si128((const __m128i *)f->ends));
    const __m256i base = _mm256_set1_epi32((int)from);
    __m256i *const starts = (__m256i *)(w->start + used), *const ends = (__m256i *)(w->end + used);
    _mm256_storeu_si256(starts, _mm256_add_epi32(base, _mm256_cvtepu8_epi32(start)));
    _mm256_storeu_si256(ends, _mm256_add_epi32(base, _mm256_cvtepu8_epi32(end)));
    if (cells > 8) {
        _mm256_storeu_si256(starts + 1, _mm256_add_epi32(base, _mm256_cvtepu8_epi32(_mm_srli_si128(start, 8))));
        _mm256_storeu_si256(ends + 1, _mm256_add_epi32(base, _mm256_cvtepu8_epi32(_mm_srli_si128(end, 8))));
    }
}

__attribute__((target("avx2,bmi"))) static int row_take_avx2(row_form *f, row_walk *w) { ROW_TAKE(row_marks_avx2, row_spans_avx2, 0) }
__attribute__((target("avx2,bmi"))) static int row_take_beside_avx2(row_form *f, row_walk *w) { ROW_TAKE(row_marks_avx2, row_spans_avx2, 1) }
#endif

/* Take rows; returns whether any value was written. */
static int row_take(row_form *f, row_walk *w) {
#if ROW_X86
    if (!w->portable && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
        return f->lead_size || f->below_size ? row_take_beside_avx2(f, w) : row_take_avx2(f, w);
#endif
    return row_take_any(f, w);
}

#endif

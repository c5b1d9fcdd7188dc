/* Hyperscan or Vectorscan over a file in memory: bench/hyperscan FILE LITERALS lines|time
 * Prints the numbers of the lines that hold a literal, or the seconds that a pass took, after one that is not
 * counted. */
#include <fcntl.h>
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static char *load(const char *name, size_t *size) {
    struct stat about;
    int file = open(name, O_RDONLY);
    if (file < 0 || fstat(file, &about)) exit(2);
    char *data = malloc((size_t)about.st_size + 1);
    size_t got = 0;
    while (got < (size_t)about.st_size) {
        ssize_t n = read(file, data + got, (size_t)about.st_size - got);
        if (n <= 0) exit(2);
        got += (size_t)n;
    }
    data[got] = 0;
    *size = got;
    close(file);
    return data;
}

struct seen {
    const char *data;
    size_t size, line_end, lines, from, number;
    int print;
};

/* Counts a line once: matches come in order of their ends. */
static int found(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    struct seen *s = context;
    (void)id, (void)from, (void)flags;
    if (to <= s->line_end) return 0;
    const char *feed = memchr(s->data + to, 10, s->size - to);
    s->line_end = feed ? (size_t)(feed - s->data) : s->size;
    s->lines++;
    if (s->print) {
        for (; s->from < to; s->from++) s->number += s->data[s->from] == 10;
        printf("%zu\n", s->number);
    }
    return 0;
}

int main(int argc, char **argv) {
    size_t size, text_size;
    if (argc < 4) return 2;
    char *data = load(argv[1], &size), *text = load(argv[2], &text_size);
    int print = strcmp(argv[3], "lines") == 0;
    const char *patterns[1024];
    size_t lengths[1024];
    unsigned flags[1024], ids[1024], count = 0;
    for (char *line = strtok(text, "\n"); line && count < 1024; line = strtok(NULL, "\n")) {
        patterns[count] = line;
        lengths[count] = strlen(line);
        flags[count] = 0;
        ids[count] = count;
        count++;
    }
    hs_database_t *base;
    hs_compile_error_t *error;
    hs_scratch_t *scratch = NULL;
    if (hs_compile_lit_multi(patterns, flags, ids, lengths, count, HS_MODE_BLOCK, NULL, &base, &error) != HS_SUCCESS) {
        fprintf(stderr, "%s\n", error->message);
        return 2;
    }
    if (hs_alloc_scratch(base, &scratch) != HS_SUCCESS) return 2;
    for (int i = 0; i < (print ? 1 : 2); i++) {
        struct seen s = {data, size, 0, 0, 0, 1, print};
        double start = now();
        for (size_t at = 0; at < size;) { /* block mode takes at most 4 GB */
            size_t part = size - at > 1u << 30 ? 1u << 30 : size - at;
            if (hs_scan(base, data + at, (unsigned)part, 0, scratch, found, &s) != HS_SUCCESS) return 2;
            at += part;
        }
        double end = now();
        if (i == 1) printf("%.9f\n", end - start);
    }
    return 0;
}

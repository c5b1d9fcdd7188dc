/* Whether some text can hold a mask in the notation of the other platform: without a branch a byte, so that many
 * bytes are looked at at once, and with the processor's widest registers where it has them.
 *
 * Two bytes before `at` and four behind `at + size` are read, too. A digit begins a number where none stands
 * before it, and no dot behind a digit.
 */
#ifndef FASTPARSE_MASKS_H
#define FASTPARSE_MASKS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define MASKS_INLINE static inline __attribute__((always_inline))
#else
#define MASKS_INLINE static inline
#endif

MASKS_INLINE int masks_body(const uint8_t *at, ptrdiff_t size, int netmask) {
    uint8_t found = 0;
    ptrdiff_t i;
    if (netmask) { /* a wildcard: a zero, or ones (their last digit is odd) with 255 behind them */
        for (i = 0; i < size; i++)
            found |= ((uint8_t)(at[i - 1] - 48) > 9) & ((at[i - 1] != 46) | ((uint8_t)(at[i - 2] - 48) > 9)) &
                     (((at[i] == 48) & (at[i + 1] == 46)) |
                      (at[i] & (at[i + 1] == 46) & (at[i + 2] == 50)) |
                      (at[i + 1] & (at[i + 2] == 46) & (at[i + 3] == 50)) |
                      ((at[i + 2] == 55) & (at[i + 3] == 46) & (at[i + 4] == 50)) |
                      ((at[i] == 48) & ((uint8_t)(at[i + 1] - 48) <= 9)));
    } else { /* a netmask: 255, or ones (three digits) with 0 behind them */
        for (i = 0; i < size; i++)
            found |= ((at[i] == 49) | (at[i] == 50)) & (at[i + 3] == 46) &
                     ((at[i + 4] == 48) | ((at[i + 1] == 53) & (at[i + 2] == 53))) &
                     ((uint8_t)(at[i - 1] - 48) > 9) & ((at[i - 1] != 46) | ((uint8_t)(at[i - 2] - 48) > 9));
    }
    return found;
}

#if defined(__GNUC__) && defined(__x86_64__)
__attribute__((target("avx2"))) static int masks_wide(const uint8_t *at, ptrdiff_t size, int netmask) {
    return masks_body(at, size, netmask);
}

static int masks_may_be(const uint8_t *at, ptrdiff_t size, int netmask) {
    return __builtin_cpu_supports("avx2") ? masks_wide(at, size, netmask) : masks_body(at, size, netmask);
}
#else
static int masks_may_be(const uint8_t *at, ptrdiff_t size, int netmask) {
    return masks_body(at, size, netmask);
}
#endif

#endif

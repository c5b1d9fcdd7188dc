# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Shares windows out to buckets, so that few places of ordinary text pass for one.

A bucket passes every window that can be mixed from those it holds. How often that happens in a
text is estimated from pairs of letters (a Markov chain); buckets are merged from single windows,
the cheapest pair first, and single windows moved afterwards as long as that helps.
"""

from libc.string cimport memset

cdef enum:
    WIDTH = 6
    MOST = 512     # windows
    LETTERS = 128
    ROUNDS = 4

cdef struct Bucket:
    # Which letters stand at each place; an empty place takes any letter.
    unsigned char has[WIDTH][LETTERS]
    unsigned char letters[WIDTH][LETTERS]
    int counts[WIDTH]
    double chance
    bint alive

def runs_of(list words not None, Py_ssize_t shortest, Py_ssize_t longest):
    """Return how often runs of letters stand in words, a blank before and after.

    ``words``: pairs of a word and how often it stands in a text.
    """
    cdef Py_ssize_t width, at
    cdef bytes text, run
    cdef dict found = {}
    for word, number in words:
        text = b" " + word + b" "
        for width in range(shortest, longest + 1):
            for at in range(len(text) - width + 1):
                run = text[at : at + width]
                found[run] = found.get(run, 0) + number
    return found


cdef class Chances:
    """How often letters, and letters after letters, stand in a text; ASCII, upper case folded."""

    cdef double single[LETTERS]
    cdef double pair[LETTERS][LETTERS]

    def __init__(self, single not None, pairs not None):
        """``single``: 128 chances; ``pairs``: 128 rows of the 128 chances of the letter after."""
        cdef int first, second
        for first in range(LETTERS):
            self.single[first] = single[first]
            row = pairs[first]
            for second in range(LETTERS):
                self.pair[first][second] = row[second]

    def of(self, bytes window not None):
        """Chance that ``window`` stands at a place."""
        cdef Bucket bucket
        memset(&bucket, 0, sizeof(Bucket))
        put(&bucket, window)
        return self.chance(&bucket)

    cdef double chance(self, const Bucket* bucket) noexcept nogil:
        cdef double before[LETTERS]
        cdef double now[LETTERS]
        cdef double total = 0
        cdef int place, i, j
        if bucket.counts[0] == 0:
            return 0
        for i in range(bucket.counts[0]):
            before[i] = self.single[bucket.letters[0][i]]
        place = 1
        while place < WIDTH and bucket.counts[place]:
            for j in range(bucket.counts[place]):
                now[j] = 0
                for i in range(bucket.counts[place - 1]):
                    now[j] += before[i] * self.pair[bucket.letters[place - 1][i]][
                        bucket.letters[place][j]
                    ]
            for j in range(bucket.counts[place]):
                before[j] = now[j]
            place += 1
        for i in range(bucket.counts[place - 1]):
            total += before[i]
        return total


cdef void put(Bucket* bucket, bytes window):
    """Add a window: a shorter one leaves its last places open to any letter."""
    cdef bint first = bucket.counts[0] == 0
    cdef int place
    cdef unsigned char letter
    for place in range(WIDTH):
        if place >= len(window):
            bucket.counts[place] = 0
            memset(bucket.has[place], 0, LETTERS)
            continue
        if not first and bucket.counts[place] == 0:
            continue
        letter = window[place]
        if letter < LETTERS and not bucket.has[place][letter]:
            bucket.has[place][letter] = 1
            bucket.letters[place][bucket.counts[place]] = letter
            bucket.counts[place] += 1


cdef void add(Bucket* bucket, const Bucket* other) noexcept nogil:
    cdef int place, i
    cdef unsigned char letter
    for place in range(WIDTH):
        if bucket.counts[place] == 0 or other.counts[place] == 0:
            bucket.counts[place] = 0
            memset(bucket.has[place], 0, LETTERS)
            continue
        for i in range(other.counts[place]):
            letter = other.letters[place][i]
            if not bucket.has[place][letter]:
                bucket.has[place][letter] = 1
                bucket.letters[place][bucket.counts[place]] = letter
                bucket.counts[place] += 1


def share_out(list windows not None, int buckets, Chances chances not None):
    """Return for every window the number of its bucket; ``windows`` are up to six ASCII letters."""
    if len(windows) > MOST:
        raise ValueError(f"more than {MOST} windows")
    groups = merged(windows, buckets, chances)
    for _ in range(ROUNDS):
        if not moved(groups, chances):
            break
    numbers = {window: number for number, group in enumerate(groups) for window in group}
    return [numbers[window] for window in windows]


cdef list merged(list windows, int buckets, Chances chances):
    """Groups of windows, at most ``buckets`` of them."""
    cdef int count = len(windows)
    cdef int i, j, best_i, best_j
    cdef int left = count
    cdef double worse, best
    cdef Bucket both
    groups = [[window] for window in windows]
    held = bytearray(count * sizeof(Bucket))
    costs = bytearray(count * count * sizeof(double))
    cdef unsigned char[::1] held_view = held
    cdef unsigned char[::1] costs_view = costs
    if count == 0:
        return groups
    cdef Bucket* all_ = <Bucket*>&held_view[0]
    cdef double* cost = <double*>&costs_view[0]
    for i in range(count):
        put(&all_[i], windows[i])
        all_[i].chance = chances.chance(&all_[i])
        all_[i].alive = True
        for j in range(i):
            both = all_[i]
            add(&both, &all_[j])
            cost[i * count + j] = chances.chance(&both) - all_[i].chance - all_[j].chance
    while left > buckets:
        best_i = -1
        best_j = -1
        best = 0
        for i in range(count):
            if not all_[i].alive:
                continue
            for j in range(i):
                if all_[j].alive and (best_i < 0 or cost[i * count + j] < best):
                    best = cost[i * count + j]
                    best_i = i
                    best_j = j
        add(&all_[best_j], &all_[best_i])
        all_[best_j].chance = chances.chance(&all_[best_j])
        all_[best_i].alive = False
        groups[best_j] += groups[best_i]
        left -= 1
        for i in range(count):
            if all_[i].alive and i != best_j:
                both = all_[i]
                add(&both, &all_[best_j])
                worse = chances.chance(&both) - all_[i].chance - all_[best_j].chance
                if i > best_j:
                    cost[i * count + best_j] = worse
                else:
                    cost[best_j * count + i] = worse
    return [groups[i] for i in range(count) if all_[i].alive]


cdef double chance_of(list group, Chances chances):
    cdef Bucket bucket
    memset(&bucket, 0, sizeof(Bucket))
    for window in group:
        put(&bucket, window)
    return chances.chance(&bucket)


cdef bint moved(list groups, Chances chances):
    """Move single windows where that lowers the sum; False when none was."""
    cdef double before, after, best
    cdef int source, target, chosen
    cdef bint any_moved = False
    now = [chance_of(group, chances) for group in groups]
    for source in range(len(groups)):
        for window in list(groups[source]):
            rest = [other for other in groups[source] if other != window]
            before = chance_of(rest, chances)
            best = -1e-12
            chosen = -1
            for target in range(len(groups)):
                if target != source:
                    after = chance_of([*groups[target], window], chances)
                    after += before - now[target] - now[source]
                    if after < best:
                        best = after
                        chosen = target
            if chosen >= 0:
                groups[source] = rest
                groups[chosen].append(window)
                now[source] = before
                now[chosen] = chance_of(groups[chosen], chances)
                any_moved = True
    return any_moved

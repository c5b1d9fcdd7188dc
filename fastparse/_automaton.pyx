# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Which strings of a column hold words that were given: an automaton after Aho and Corasick.

A blank of a word stands for any blank character, ``^`` at its beginning for that of the string.
"""

from libc.stdint cimport uint64_t

from array import array

from fastparse._arrays cimport column, start_of
from fastparse._chars cimport lower, uchar

cdef enum:
    MOST_WORDS = 64
    MOST_STATES = 65535
    BEGINNING = 94      # ^


cdef class Automaton:
    """The words as one automaton: a table of states by classes of bytes."""

    def __init__(self, words, together, Py_ssize_t longest):
        """Build the table; words are lower-case ASCII, at most 64 of them.

        ``together``: sets of them as masks. Strings of more than ``longest`` bytes hold every set.
        """
        cdef Py_ssize_t state, follower, index, byte, at, fallback
        letters = sorted({letter for word in words for letter in word})
        if len(words) > MOST_WORDS or not all(words):
            raise ValueError("at most 64 words, none of them empty")
        if any(letter > 127 or letter != lower(letter) for letter in letters):
            raise ValueError("words are lower-case ASCII")
        if len(together) > MOST_WORDS:
            raise ValueError("at most 64 sets of words")
        self.together = array("Q", together)
        self.longest = longest
        self.width = len(letters) + 1
        for byte in range(256):
            self.classes[byte] = 0
        for index, byte in enumerate(letters):
            self.classes[byte] = <uchar>(index + 1)
        for byte in range(65, 91):
            self.classes[byte] = self.classes[byte + 32]
        for byte in b"\t\n\v\f\r\x1c\x1d\x1e\x1f":   # what the interpreter takes for a blank
            self.classes[byte] = self.classes[32]
        most = (sum(map(len, words)) + 1) * self.width
        if most > MOST_STATES:
            raise ValueError("too many words")
        self.steps = array("H", bytes(2 * most))
        self.found = array("Q", bytes(8 * most))
        cdef Py_ssize_t used = self.width
        for index, word in enumerate(words):
            state = 0
            for byte in word:
                at = state + self.classes[byte]
                if not self.steps[at]:
                    self.steps[at] = <unsigned short>used
                    used += self.width
                state = self.steps[at]
            self.found[state] |= <uint64_t>1 << index
        # by breadth: a state without a step takes that of its longest proper suffix
        suffix = array("H", bytes(2 * most))
        queue = [self.steps[index] for index in range(1, self.width) if self.steps[index]]
        for state in queue:
            fallback = suffix[state]
            self.found[state] |= self.found[fallback]
            for index in range(1, self.width):
                follower = self.steps[state + index]
                if follower:
                    suffix[follower] = self.steps[fallback + index]
                    queue.append(follower)
                else:
                    self.steps[state + index] = self.steps[fallback + index]
        self.begun = self.steps[self.classes[BEGINNING]]
        self.classes[BEGINNING] = 0

    cdef uint64_t words_in(self, const uchar* data, Py_ssize_t at, Py_ssize_t end, bint* plain) noexcept nogil:
        cdef const unsigned short* steps = &self.steps[0]
        cdef const uint64_t* words = &self.found[0]
        cdef Py_ssize_t state = self.begun
        cdef uint64_t found = 0
        cdef uchar high = 0
        while at < end:
            high |= data[at]
            state = steps[state + self.classes[data[at]]]
            found |= words[state]
            at += 1
        plain[0] = high < 128
        return found

    cdef uint64_t sets_in(self, const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
        """Which sets' words a string holds, all of each; every bit of one that is odd."""
        cdef bint plain = True
        cdef uint64_t words = self.words_in(data, at, end, &plain)
        cdef uint64_t sets = 0
        cdef int one
        if not plain or end - at > self.longest:
            return ~<uint64_t>0
        if words:
            for one in range(<int>self.together.shape[0]):
                if self.together[one] & words == self.together[one]:
                    sets |= <uint64_t>1 << one
        return sets


def suspects(
    Automaton automaton not None, const int[::1] offsets not None, const uchar[::1] data not None,
):
    """Return the rows that hold all the words of a set, and a mask of these sets; see ``texts.py``."""
    cdef Py_ssize_t count = offsets.shape[0] - 1
    cdef Py_ssize_t row, low, high
    cdef Py_ssize_t used = 0
    cdef uint64_t sets
    cdef bint wrong = count < 0
    cdef const uchar* bytes_ = &data[0] if data.shape[0] else NULL
    rows = column("i", max(0, count))
    cdef int* rows_at = <int*>start_of(rows)
    held = column("Q", max(0, count))
    cdef uint64_t* held_at = <uint64_t*>start_of(held)
    with nogil:
        for row in range(count):
            low, high = offsets[row], offsets[row + 1]
            if not 0 <= low <= high <= data.shape[0]:
                wrong = True
                break
            sets = automaton.sets_in(bytes_, low, high)
            if sets:
                rows_at[used] = <int>row
                held_at[used] = sets
                used += 1
    if wrong:
        raise ValueError("offsets outside the data")
    del rows[used:]
    del held[used:]
    return rows, held

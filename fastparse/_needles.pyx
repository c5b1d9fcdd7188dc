# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Lines of a text that hold one of some short words, in one pass.

Same rules as ``fastparse.reference.needles``, which the tests hold it against. Every second pair
of letters is looked up: a word of three letters or more has one of its first two pairs there.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.string cimport memset

cdef extern from "Python.h":
    const char* PyUnicode_AsUTF8AndSize(object, Py_ssize_t*) except NULL

ctypedef unsigned char Byte

cdef enum:
    LETTERS = 128
    MOST = 63

cdef struct Word:
    const Byte* text
    Py_ssize_t length
    int following  # the next word with the same first letter, -1: none

cdef struct Pair:
    int word
    int offset
    int following  # the next word with this pair, -1: none

cdef struct Line:
    Py_ssize_t start
    Py_ssize_t end
    unsigned long long held


cdef class Needles:
    """Words to look for, ASCII: lines are found by the first ``deciding`` of them."""

    cdef readonly tuple words
    cdef readonly int deciding
    cdef list _kept
    cdef Word* _words
    cdef Pair* _pairs
    cdef int _first[LETTERS]
    cdef short _pair[LETTERS * LETTERS]

    def __cinit__(self, *words, int deciding):
        cdef int number, offset, at = 0
        cdef Byte one, two
        cdef bytes text
        if not 0 <= deciding <= len(words) or len(words) > MOST:
            raise ValueError(f"at most {MOST} words, and no more deciding ones than there are")
        self.words = words
        self.deciding = deciding
        self._kept = [word.encode("ascii") for word in words]
        for number, text in enumerate(self._kept):
            if not text or b"\n" in text or (number < deciding and len(text) < 3):
                raise ValueError(f"{words[number]!r} is too short or more than a line")
        self._words = <Word*>PyMem_Malloc((len(words) + 1) * sizeof(Word))
        self._pairs = <Pair*>PyMem_Malloc((2 * deciding + 1) * sizeof(Pair))
        if self._words is NULL or self._pairs is NULL:
            raise MemoryError
        memset(self._first, 0xFF, sizeof(self._first))
        memset(self._pair, 0xFF, sizeof(self._pair))
        for number, text in enumerate(self._kept):
            one = text[0]
            self._words[number].text = text
            self._words[number].length = len(text)
            self._words[number].following = self._first[one]
            self._first[one] = number
        for number in range(deciding):
            text = self._kept[number]
            for offset in range(2):
                one, two = text[offset], text[offset + 1]
                self._pairs[at].word = number
                self._pairs[at].offset = offset
                self._pairs[at].following = self._pair[one * LETTERS + two]
                self._pair[one * LETTERS + two] = at
                at += 1

    def __dealloc__(self):
        PyMem_Free(self._words)
        PyMem_Free(self._pairs)


cdef inline bint stands(const Byte* text, Py_ssize_t at, Py_ssize_t size, const Word* word) noexcept nogil:
    """Whether a word stands at a place."""
    cdef Py_ssize_t place
    if at < 0 or size - at < word.length:
        return False
    for place in range(word.length):
        if text[at + place] != word.text[place]:
            return False
    return True


cdef Py_ssize_t next_line(Needles needles, const Byte* text, Py_ssize_t at, Py_ssize_t size, Line* line) noexcept nogil:
    """Find the next line from ``at`` on (a line's beginning) that holds a deciding word; -1: none."""
    cdef Py_ssize_t place
    cdef int pair, number
    cdef Byte one, two
    line.start = at
    while at + 1 < size:
        one, two = text[at], text[at + 1]
        if one < LETTERS and two < LETTERS:
            pair = needles._pair[<int>one * LETTERS + <int>two]
            while pair >= 0:
                place = at - needles._pairs[pair].offset
                if place >= line.start and stands(text, place, size, &needles._words[needles._pairs[pair].word]):
                    break
                pair = needles._pairs[pair].following
            if pair >= 0:
                break
        at += 2
    else:
        return -1
    while place > line.start and text[place - 1] != 10:
        place -= 1
    line.start = place
    line.held = 0
    while place < size and text[place] != 10:
        one = text[place]
        if one < LETTERS:
            number = needles._first[<int>one]
            while number >= 0:
                if not line.held >> number & 1 and stands(text, place, size, &needles._words[number]):
                    line.held |= 1ULL << number
                number = needles._words[number].following
        place += 1
    line.end = place
    return place


cdef Py_ssize_t letters(const Byte* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Return how many letters begin in bytes of UTF-8."""
    cdef Py_ssize_t count = 0
    while at < end:
        count += text[at] & 0xC0 != 0x80
        at += 1
    return count


def lines_with(str text not None, Needles needles not None):
    """Return (start, end, words that it holds) of every line with a deciding word; bit N: word N.

    Offsets are of characters; a line ends before its line feed.
    """
    cdef bytes encoded
    cdef Py_ssize_t size = 0
    cdef const Byte* data
    cdef bint ascii_only = text.isascii()
    if ascii_only:
        data = <const Byte*>PyUnicode_AsUTF8AndSize(text, &size)  # its own bytes
    else:
        encoded = text.encode("utf-8", "surrogatepass")
        data, size = encoded, len(encoded)
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t seen = 0, place = 0  # so many letters stand before this byte
    cdef Line line
    cdef list found = []
    while at < size:
        with nogil:
            at = next_line(needles, data, at, size, &line)
        if at < 0:
            break
        if not ascii_only:
            with nogil:
                seen += letters(data, place, line.start)
                place = line.start
                line.start = seen
                line.end = seen + letters(data, place, line.end)
        found.append((line.start, line.end, line.held))
        at += 1
    return found

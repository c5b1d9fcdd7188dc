# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Which form a line has, and the words that it keeps.

Same rules as ``fastparse.reference.config_forms``, which the tests hold it against.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.string cimport memchr

from os.path import commonprefix

from fastparse.config_forms import KEEPING, MOST_WORDS, SPECIAL, marks_of

assert 2 * MOST_WORDS == SPANS


cdef class Table:
    """Forms as C arrays: of every first byte, which forms a line that begins with it can have."""

    def __cinit__(self, object given):
        cdef int place, byte, at
        cdef bytes text, begin
        self.forms = given.forms
        self.loose = given.loose
        self.fold = given.fold
        self.most_number = max((form.number for form in self.forms), default=0)
        self.shapes = <Shape*>PyMem_Malloc((len(self.forms) + 1) * sizeof(Shape))
        buckets = [[] for _ in range(256)]
        for place, form in enumerate(self.forms):
            text = form.text
            self.shapes[place].text = text
            self.shapes[place].length = len(text)
            self.shapes[place].number = form.number
            self.shapes[place].least = form.least
            self.shapes[place].most = form.most
            begin = text.lstrip(b"=|\"")[:1]
            for byte in range(256):
                if begin in SPECIAL or begin[0] == (lower(byte) if given.fold else byte):
                    buckets[byte].append(place)
        at = sum(map(len, buckets)) + 1
        self.order = <int*>PyMem_Malloc(at * sizeof(int))
        self.shared = <int*>PyMem_Malloc(at * sizeof(int))
        self.words = <int*>PyMem_Malloc(at * sizeof(int))
        if self.shapes is NULL or self.order is NULL or self.shared is NULL or self.words is NULL:
            raise MemoryError
        at = 0
        for byte in range(256):
            self.bucket[byte] = at
            text = b""
            for place in buckets[byte]:
                begin, text = text, self.forms[place].text
                begin = commonprefix([begin, text])[:STEPS - 1]
                if (len(begin) - len(begin.rstrip(b"\\"))) & 1:
                    begin = begin[:len(begin) - 1]  # what stands for itself is not parted from its mark
                self.order[at] = place
                self.shared[at] = len(begin)
                self.words[at] = sum(mark in KEEPING and not plain for mark, plain in marks_of(begin))
                at += 1
        self.bucket[256] = at

    def __dealloc__(self):
        PyMem_Free(self.shapes)
        PyMem_Free(self.order)
        PyMem_Free(self.shared)
        PyMem_Free(self.words)


cdef Table table_of(object forms):
    """Return what the compiled reader makes of forms, once."""
    if forms.table is None:
        forms.table = Table(forms)
    return <Table?>forms.table


cdef inline unsigned char lower(unsigned char byte) noexcept nogil:
    return byte + 32 if 65 <= byte <= 90 else byte


cdef unsigned char _blanks[256]  # 1: white space of ASCII, 2: the line feed
cdef unsigned char _literal[256]  # bytes of forms that stand for themselves
cdef int _byte
for _byte in range(256):
    _literal[_byte] = _byte not in SPECIAL and _byte != 32
    _blanks[_byte] = 1 if _byte in b"\t\x0b\x0c\r\x1c\x1d\x1e\x1f " else 2 if _byte == 10 else 0


cdef bint blank(unsigned char byte) noexcept nogil:
    """Whether a byte is white space of ASCII, the line feed aside."""
    return _blanks[byte] == 1


cdef inline bint visible(unsigned char byte) noexcept nogil:
    return _blanks[byte] == 0


cdef inline bint digit(unsigned char byte) noexcept nogil:
    return 48 <= byte <= 57


cdef inline bint word_byte(unsigned char byte) noexcept nogil:
    return digit(byte) or 97 <= lower(byte) <= 122 or byte == 95


cdef Py_ssize_t address_end(Bytes data, Py_ssize_t at, Py_ssize_t stop, unsigned int* address) noexcept nogil:
    """Return where an IPv4 address in dotted form ends that begins here, -1 where none does."""
    cdef unsigned int value = 0
    cdef int part, octet, length
    for part in range(4):
        if part:
            if at == stop or data[at] != 46:
                return -1
            at += 1
        octet = length = 0
        while at < stop and digit(data[at]) and length < 3:
            octet = 10 * octet + data[at] - 48
            length += 1
            at += 1
        if length == 0 or octet > 255 or (length > 1 and octet < (10 if length == 2 else 100)):
            return -1
        value = value << 8 | <unsigned int>octet
    if at < stop and visible(data[at]):
        return -1
    address[0] = value
    return at


cdef Py_ssize_t misfit(
    Table table, int item, Py_ssize_t shared, Bytes data, Py_ssize_t at, Py_ssize_t stop, Trail* trail, Py_ssize_t* spans, int* kept
) noexcept nogil:
    """Return the byte of a form that bytes from ``at`` on don't have, FITS when they have all; where its words stand.

    ``item`` is the form's place in ``order``; ``shared``: how many of its bytes the trail knows them to have.
    No byte at or after ``stop`` is looked at.
    """
    cdef const Shape* shape = &table.shapes[table.order[item]]
    cdef Py_ssize_t place = 0
    cdef Py_ssize_t low, length
    cdef unsigned char wanted
    cdef unsigned int address
    cdef unsigned long long value
    cdef int words = 0
    cdef bint fits = True
    if shared:
        place, at, words = shared, trail.at[shared], table.words[item]
    length = shape.length
    while place < length:
        wanted = shape.text[place]
        if place < STEPS:
            trail.at[place] = at
        place += 1
        if _literal[wanted]:
            fits = at < stop and (lower(data[at]) if table.fold else data[at]) == wanted
            if not fits:
                break
            at += 1
            continue
        low = at
        if wanted == 126:  # ~
            while at < stop and visible(data[at]):
                at += 1
            fits = at > low
        elif wanted == 35 or wanted == 43:  # '#' and +
            value = 0
            while at < stop and digit(data[at]):
                if at - low < 10:
                    value = 10 * value + data[at] - 48
                at += 1
            fits = at > low
            if wanted == 43:
                fits = fits and at - low <= 10 and 1 <= value <= 65535
                if not fits:
                    break
                spans[2 * words] = NUMBER
                spans[2 * words + 1] = <Py_ssize_t>value
                words += 1
                continue
        elif wanted == 64:  # @
            while at < stop and visible(data[at]):
                at += 1
            fits = at - low >= 3 and data[low] == 40 and data[at - 1] == 41
        elif wanted == 94 or wanted == 39 or wanted == 38:  # ^, ' and &
            at = address_end(data, at, stop, &address)
            fits = at >= 0
            if not fits:
                at = stop
            elif wanted == 94:
                spans[2 * words] = NUMBER
                spans[2 * words + 1] = address
                words += 1
                continue
            elif wanted == 38:
                address = ~address
                fits = address & (address + 1) == 0
        elif wanted == 61 or wanted == 34:  # '=' and "
            spans[2 * words] = at if wanted == 61 else LINE
            spans[2 * words + 1] = stop
            words += 1
            continue
        elif wanted == 123:  # {
            fits = at < stop and (digit(data[at]) or 65 <= data[at] <= 70)
            if not fits:
                break
            at += 1
            continue
        elif wanted == 92:  # backslash
            if place < STEPS:
                trail.at[place] = at
            fits = at < stop and (lower(data[at]) if table.fold else data[at]) == shape.text[place]
            place += 1
            if not fits:
                break
            at += 1
            continue
        elif wanted == 124:  # |
            while low < stop and visible(data[low]):
                low += 1
            spans[2 * words] = at
            spans[2 * words + 1] = low
            words += 1
            trail.reach = max(trail.reach, low + 1)
            continue
        else:
            if wanted == 42:  # *
                while at < stop and blank(data[at]):
                    at += 1
            elif wanted == 37:  # %
                fits = at == stop or not word_byte(data[at])
            elif wanted == 59:  # ;
                fits = at == stop or data[at] == 32 or data[at] == 9 or data[at] == 10
            elif wanted == 36:  # $
                while at < stop and blank(data[at]):
                    at += 1
                fits = at == stop or data[at] == 10
            elif wanted == 47:  # /
                while at < stop and data[at] == 32:
                    at += 1
                if at < stop and data[at] == 13:
                    at += 1
                fits = at < stop and data[at] == 10
                at += fits
            elif wanted == 32 and table.loose:
                while at < stop and (data[at] == 32 or data[at] == 9):
                    at += 1
                fits = at > low
            else:
                fits = at < stop and data[at] == wanted
                at += fits
            if fits:
                continue
            break
        if not fits:
            break
        spans[2 * words] = low
        spans[2 * words + 1] = at
        words += 1
    kept[0] = words
    trail.reach = max(trail.reach, at + 1)
    if fits:
        return FITS
    trail.known = place - 1
    return place - 1


cdef int form_of(
    Table table, Bytes data, Py_ssize_t at, Py_ssize_t stop, Py_ssize_t* spans, int* kept, Py_ssize_t* reach
) noexcept nogil:
    """Return the place of the first form that bytes have, NO_FORM when they have none; how far they were read.

    What begins with the same bytes up to there has the same form; beyond ``stop``: the end mattered, too.
    """
    cdef int item
    cdef int found = NO_FORM
    cdef Py_ssize_t missed = 0
    cdef Trail trail
    reach[0] = at + 1
    if at == stop:
        return NO_FORM
    trail.reach = at + 1
    for item in range(table.bucket[data[at]], table.bucket[data[at] + 1]):
        if missed < table.shared[item]:
            continue  # what the form before lacked, this one has in common with it
        missed = misfit(table, item, table.shared[item], data, at, stop, &trail, spans, kept)
        if missed == FITS:
            found = table.order[item]
            break
    reach[0] = trail.reach
    return found if found != NO_FORM and table.shapes[found].number >= 0 else NO_FORM


cdef bint ordinary(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    """Whether a line is printable ASCII and tabs without a comment at its end."""
    cdef Py_ssize_t place
    cdef unsigned char odd = 0
    for place in range(low, high):
        odd |= (<unsigned char>(data[place] - 32) > 94) & (data[place] != 9)
    if odd:
        return False
    while low < high:
        at = <Bytes>memchr(data + low, 33, high - low)
        if at is NULL:
            return True
        place = at - data
        if place > low and data[place - 1] == 32:
            return False
        low = place + 1
    return True

# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Which lines have which forms: over the bytes of a text, or over the rows of its columns.

Same rules as ``fastparse.reference.config_forms``, which the tests hold it against.
"""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_New, PyTuple_SetItem
from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.string cimport memchr

from os.path import commonprefix

from fastparse._arrays cimport column, start_of
from fastparse._config_rows cimport Rows, rows_of
from fastparse.config_forms import MOST_WORDS, SPECIAL

ctypedef const unsigned char* Bytes

cdef enum:
    SPANS = 8
    NO_FORM = -1
    ANY_BLANKS = -2
    FITS = -1

cdef struct Shape:
    Bytes text
    Py_ssize_t length
    int number
    int least
    int most

assert 2 * MOST_WORDS == SPANS


cdef class Table:
    """Forms as C arrays: of every first byte, which forms a line that begins with it can have."""

    cdef tuple forms
    cdef Shape* shapes
    cdef int* order
    cdef int* shared  # how many bytes a form has in common with the one before it in its bucket
    cdef int bucket[257]
    cdef int most_number
    cdef bint loose
    cdef bint fold

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
            begin = text.lstrip(b"=")[:1]
            for byte in range(256):
                if begin in SPECIAL or begin[0] == (lower(byte) if given.fold else byte):
                    buckets[byte].append(place)
        self.order = <int*>PyMem_Malloc((sum(map(len, buckets)) + 1) * sizeof(int))
        self.shared = <int*>PyMem_Malloc((sum(map(len, buckets)) + 1) * sizeof(int))
        if self.shapes is NULL or self.order is NULL or self.shared is NULL:
            raise MemoryError
        at = 0
        for byte in range(256):
            self.bucket[byte] = at
            text = b""
            for place in buckets[byte]:
                begin, text = text, self.forms[place].text
                self.order[at] = place
                self.shared[at] = len(commonprefix([begin, text]))
                at += 1
        self.bucket[256] = at

    def __dealloc__(self):
        PyMem_Free(self.shapes)
        PyMem_Free(self.order)
        PyMem_Free(self.shared)


cdef Table table_of(object forms):
    if forms.table is None:
        forms.table = Table(forms)
    return <Table?>forms.table


cdef inline unsigned char lower(unsigned char byte) noexcept nogil:
    return byte + 32 if 65 <= byte <= 90 else byte


cdef unsigned char _blanks[256]  # 1: white space of ASCII, 2: the line feed
cdef int _byte
for _byte in range(256):
    _blanks[_byte] = 1 if _byte in b"\t\x0b\x0c\r\x1c\x1d\x1e\x1f " else 2 if _byte == 10 else 0


cdef inline bint blank(unsigned char byte) noexcept nogil:
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
        while at < stop and digit(data[at]) and length < 4:
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
    const Shape* shape, bint loose, bint fold, Bytes data, Py_ssize_t at, Py_ssize_t stop, Py_ssize_t* spans, int* kept
) noexcept nogil:
    """Return the byte of a form that bytes from ``at`` on don't have, FITS when they have all; where its words stand.

    No byte at or after ``stop`` is looked at.
    """
    cdef Py_ssize_t place = 0
    cdef Py_ssize_t low
    cdef unsigned char wanted
    cdef unsigned int address
    cdef int words = 0
    while place < shape.length:
        wanted = shape.text[place]
        place += 1
        if wanted == 126:  # ~
            low = at
            while at < stop and visible(data[at]):
                at += 1
            if at == low:
                return place - 1
        elif wanted == 35:  # '#'
            low = at
            while at < stop and digit(data[at]):
                at += 1
            if at == low:
                return place - 1
        elif wanted == 64:  # @
            low = at
            while at < stop and visible(data[at]):
                at += 1
            if at - low < 3 or data[low] != 40 or data[at - 1] != 41:
                return place - 1
        elif wanted == 94 or wanted == 39:  # ^ and '
            low = at
            at = address_end(data, at, stop, &address)
            if at < 0:
                return place - 1
        elif wanted == 61:  # '='
            spans[2 * words] = at
            spans[2 * words + 1] = stop
            words += 1
            continue
        else:
            if wanted == 42:  # *
                while at < stop and blank(data[at]):
                    at += 1
            elif wanted == 37:  # %
                if at < stop and word_byte(data[at]):
                    return place - 1
            elif wanted == 59:  # ;
                if at < stop and data[at] != 32 and data[at] != 9 and data[at] != 10:
                    return place - 1
            elif wanted == 36:  # $
                while at < stop and blank(data[at]):
                    at += 1
                if at < stop and data[at] != 10:
                    return place - 1
            elif wanted == 47:  # /
                while at < stop and data[at] == 32:
                    at += 1
                if at < stop and data[at] == 13:
                    at += 1
                if at == stop or data[at] != 10:
                    return place - 1
                at += 1
            elif wanted == 32 and loose:
                low = at
                while at < stop and (data[at] == 32 or data[at] == 9):
                    at += 1
                if at == low:
                    return place - 1
            else:
                if at == stop or (lower(data[at]) if fold else data[at]) != wanted:
                    return place - 1
                at += 1
            continue
        spans[2 * words] = low
        spans[2 * words + 1] = at
        if wanted == 94:
            spans[2 * words] = -1
            spans[2 * words + 1] = address
        words += 1
    kept[0] = words
    return FITS


cdef int form_of(
    Table table, Bytes data, Py_ssize_t at, Py_ssize_t stop, Py_ssize_t* spans, int* kept
) noexcept nogil:
    """Return the place of the first form that bytes have, NO_FORM when they have none."""
    cdef int place, item
    cdef Py_ssize_t missed = 0
    if at == stop:
        return NO_FORM
    for item in range(table.bucket[data[at]], table.bucket[data[at] + 1]):
        if missed < table.shared[item]:
            continue  # what the form before lacked, this one has in common with it
        place = table.order[item]
        missed = misfit(&table.shapes[place], table.loose, table.fold, data, at, stop, spans, kept)
        if missed == FITS:
            return place if table.shapes[place].number >= 0 else NO_FORM
    return NO_FORM


cdef void find_signs(Table table, Bytes data, Py_ssize_t size, long long* first) noexcept nogil:
    cdef Py_ssize_t position = 0
    cdef Py_ssize_t at, wide, missed
    cdef Py_ssize_t spans[SPANS]
    cdef int kept, item
    cdef Shape* shape
    cdef Bytes stop
    while position < size:
        at = position
        while at < size and data[at] == 32:
            at += 1
        wide = at - position
        while at < size and blank(data[at]):
            at += 1
        if at < size:
            missed = 0
            for item in range(table.bucket[data[at]], table.bucket[data[at] + 1]):
                if missed < table.shared[item]:
                    continue
                shape = &table.shapes[table.order[item]]
                if first[shape.number] >= 0 or (
                    shape.most != ANY_BLANKS
                    and (at > position + wide or wide < shape.least or (shape.most >= 0 and wide > shape.most))
                ):
                    missed = shape.length  # not known
                    continue
                missed = misfit(shape, table.loose, table.fold, data, at, size, spans, &kept)
                if missed == FITS:
                    first[shape.number] = position
                    missed = shape.length
        stop = <Bytes>memchr(data + at, 10, size - at)
        if stop is NULL:
            return
        position = stop - data + 1


def signs(bytes data not None, forms):
    """Return, of every number, the offset of the first line that has a form of that number, or -1."""
    cdef Table table = table_of(forms)
    first = column("q", table.most_number + 1)
    cdef long long* out = <long long*>start_of(first)
    cdef Py_ssize_t number
    if any(form.number < 0 for form in forms.forms):
        raise ValueError("a sign without a number")
    for number in range(table.most_number + 1):
        out[number] = -1
    cdef Bytes text = data
    cdef Py_ssize_t size = len(data)
    with nogil:
        find_signs(table, text, size, out)
    return first


def blocks(bytes data not None, columns, forms):
    """Return (number, first row, row after the last) of neighbouring sections whose heads have forms of one number."""
    cdef Table table = table_of(forms)
    cdef Rows rows = rows_of(data, columns, 0, len(columns.start))
    cdef Py_ssize_t spans[SPANS]
    cdef Py_ssize_t row, begin
    cdef int kept, place
    cdef int number, open_number = NO_FORM
    cdef list found = []
    begin = 0
    for row in range(rows.count):
        if rows.parent[row] >= 0:
            continue
        place = form_of(table, rows.data, rows.start[row], rows.end[row], spans, &kept)
        number = NO_FORM if place == NO_FORM else table.shapes[place].number
        if number != open_number:
            if open_number != NO_FORM:
                found.append((open_number, begin, row))
            begin, open_number = row, number
    if open_number != NO_FORM:
        found.append((open_number, begin, rows.count))
    return found


cdef bint ordinary(Bytes data, Py_ssize_t low, Py_ssize_t high) noexcept nogil:
    """Whether a line is printable ASCII and tabs without a comment at its end."""
    cdef Py_ssize_t place
    cdef int odd = 0
    for place in range(low, high):
        odd |= (data[place] < 32 and data[place] != 9) or data[place] > 126
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


cdef tuple record(Rows* rows, Py_ssize_t row, int number, Py_ssize_t* spans, int kept):
    cdef int word
    cdef object item
    cdef tuple items = PyTuple_New(kept + 2)
    for word in range(-2, kept):
        if word < 0:
            item = number if word == -2 else rows.number[row]
        elif spans[2 * word] < 0:
            item = spans[2 * word + 1]
        else:
            item = PyUnicode_DecodeASCII(
                <const char*>rows.data + spans[2 * word], spans[2 * word + 1] - spans[2 * word], NULL
            )
        Py_INCREF(item)
        PyTuple_SetItem(items, word + 2, item)
    return items


def plain(bytes data not None, columns, Py_ssize_t first, Py_ssize_t stop, tops, inners):
    """Yield the sections of some rows: records of their lines, or the row of one with a line of no form.

    ``tops`` are the forms of heads, ``inners`` those of the lines in them; lines of number 0 are
    left out. What is wrapped, nested deeper, not ASCII or has a comment at its end has no form.
    """
    rows_of(data, columns, first, stop)
    return sections(data, columns, first, stop, table_of(tops), table_of(inners))


def sections(bytes data, columns, Py_ssize_t first, Py_ssize_t stop, Table tops, Table inners):
    """Yield as said above, one section at a time: nobody holds the records of a whole block."""
    cdef Rows rows = rows_of(data, columns, first, stop)
    cdef list held = [memoryview(column) for column in columns[:6]]  # what is held is not resized
    cdef Py_ssize_t row = first
    cdef Py_ssize_t top
    cdef object head, line
    cdef list lines
    while row < stop:
        top = row
        row += 1
        if rows.parent[top] >= 0:
            continue
        head = record_of(&rows, top, tops)
        if row == stop or rows.parent[row] < 0:
            yield top if head is None else (top, head, ())
            continue
        lines = []
        while row < stop and rows.parent[row] >= 0:
            if head is not None:
                line = record_of(&rows, row, inners) if rows.parent[row] == top else None
                if line is None:
                    head = None
                elif line is not LEFT_OUT:
                    lines.append(line)
            row += 1
        yield top if head is None else (top, head, lines)
    held.clear()


cdef object LEFT_OUT = object()


cdef object record_of(Rows* rows, Py_ssize_t row, Table table):
    """Return the record of a row; LEFT_OUT for a line in a section of number 0, None where it has no form."""
    cdef Py_ssize_t spans[SPANS]
    cdef int kept = 0
    cdef int place = NO_FORM
    if rows.head[row] != -1 and ordinary(rows.data, rows.start[row], rows.end[row]):
        place = form_of(table, rows.data, rows.start[row], rows.end[row], spans, &kept)
    if place == NO_FORM:
        return None
    if rows.parent[row] >= 0 and not table.shapes[place].number:
        return LEFT_OUT
    return record(rows, row, table.shapes[place].number, spans, kept)

# cython: language_level=3
"""Spans to Python values: texts, numbers, words. New references are returned.

ASCII is read by hand; whatever else stands in a span is left to Python, so that a text means the
same as in ``fastparse.reference.rows``.
"""

from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF

from fastparse._chars cimport is_digit, is_hex, lower
from fastparse._row cimport new_row, new_tuple, put_value

cdef extern from "Python.h":
    PyObject* PyUnicode_DecodeUTF8(const char*, Py_ssize_t, const char*) except NULL
    PyObject* PyLong_FromLongLong(long long) except NULL
    void Py_DECREF(PyObject*)

cdef enum:
    MOST_BY_HAND = 18   # decimal digits that a 64-bit number surely holds
    MOST_HEX = 15
    MOST_WORDS = 32


cdef PyObject* kept(object value) except NULL:
    Py_INCREF(value)
    return <PyObject*>value


cdef PyObject* text_of(const unsigned char* p, Py_ssize_t size) except NULL:
    """Return a text; bytes that are not UTF-8 become replacement characters."""
    return PyUnicode_DecodeUTF8(<const char*>p, size, "replace")


cdef object text_object(const unsigned char* p, Py_ssize_t size):
    return p[:size].decode("utf-8", "replace")


cdef PyObject* number_of(const unsigned char* p, Py_ssize_t size) except NULL:
    """Return a decimal number; ``ValueError`` where it is none."""
    cdef long long number = 0
    cdef Py_ssize_t i
    if 1 <= size <= MOST_BY_HAND:
        for i in range(size):
            if not is_digit(p[i]):
                break
            number = number * 10 + (p[i] - 48)
        else:
            return PyLong_FromLongLong(number)
    return kept(int(text_object(p, size)))


cdef PyObject* hex_of(const unsigned char* p, Py_ssize_t size) except NULL:
    cdef long long number = 0
    cdef Py_ssize_t i
    if 1 <= size <= MOST_HEX:
        for i in range(size):
            if not is_hex(p[i]):
                break
            number = number * 16 + (p[i] - 48 if is_digit(p[i]) else lower(p[i]) - 87)
        else:
            return PyLong_FromLongLong(number)
    return kept(int(text_object(p, size), 16))


cdef PyObject* words_of(const unsigned char* p, Py_ssize_t size, bint plain) except NULL:
    cdef PyObject* words[32]
    cdef Py_ssize_t count = 0
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t first, i
    cdef bint by_hand = True
    for i in range(size):
        by_hand &= 32 <= p[i] <= 126
    try:
        while by_hand:
            while at < size and (p[at] == 32 or p[at] == 44):
                at += 1
            if at == size:
                return new_tuple(words, count, plain)
            first = at
            while at < size and p[at] != 32 and p[at] != 44:
                at += 1
            if count == MOST_WORDS:
                break
            words[count] = text_of(p + first, at - first)
            count += 1
        made = tuple(text_object(p, size).replace(",", " ").split())
    except BaseException:
        for i in range(count):
            Py_DECREF(words[i])
        raise
    for i in range(count):
        Py_DECREF(words[i])
    return kept(made)


cdef PyObject* spaced_of(const unsigned char* p, Py_ssize_t size) except NULL:
    cdef Py_ssize_t i
    cdef unsigned char before = 32
    for i in range(size):
        if not 32 <= p[i] <= 126 or (p[i] == 32 and before == 32):
            break
        before = p[i]
    else:
        if size and before != 32:
            return text_of(p, size)
    return kept(" ".join(text_object(p, size).split()))


cdef PyObject* slashed_of(
    const unsigned char* p, Py_ssize_t size, object row, bint plain
) except NULL:
    """Return a row of the text, and of its parts between the last slashes."""
    cdef Py_ssize_t count = len(row._fields)
    cdef Py_ssize_t at = count - 1
    cdef Py_ssize_t end = size
    cdef Py_ssize_t cut = size
    cdef tuple empty = ((None,) * count,)
    cdef PyObject* made = new_row(<PyObject*>row, <PyObject*>empty, plain)
    try:
        put_value(made, 0, text_of(p, size))
        while at > 1:
            cut = end - 1
            while cut >= 0 and p[cut] != 47:
                cut -= 1
            if cut < 0:
                raise ValueError(f"{text_object(p, size)!r} has too few parts")
            put_value(made, at, text_of(p + cut + 1, end - cut - 1))
            end = cut
            at -= 1
        put_value(made, 1, text_of(p, end))
    except BaseException:
        Py_DECREF(made)
        raise
    return made


cdef PyObject* network_of(
    const unsigned char* p, Py_ssize_t size, object row, bint plain
) except NULL:
    """Return a row of the text, its address and mask, and the numbers behind them."""
    cdef Py_ssize_t count = len(row._fields)
    cdef Py_ssize_t at = 1
    cdef Py_ssize_t first = 0
    cdef Py_ssize_t stop
    cdef tuple empty = ((None,) * count,)
    cdef PyObject* made = new_row(<PyObject*>row, <PyObject*>empty, plain)
    try:
        put_value(made, 0, text_of(p, size))
        while first <= size:
            if at == count:
                raise ValueError(f"{text_object(p, size)!r} is no network")
            stop = first
            while stop < size and p[stop] != 47:
                stop += 1
            if at <= 2:
                put_value(made, at, text_of(p + first, stop - first))
            else:
                put_value(made, at, number_of(p + first, stop - first))
            at += 1
            first = stop + 1
        if at < 3:
            raise ValueError(f"{text_object(p, size)!r} is no network")
    except BaseException:
        Py_DECREF(made)
        raise
    return made


cdef PyObject* phrase_of(const unsigned char* p, Py_ssize_t size) except NULL:
    """Return the words with one blank between them, without a full stop behind them."""
    cdef Py_ssize_t end = size
    while end and (p[end - 1] == 32 or p[end - 1] == 46):
        end -= 1
    for i in range(end):
        if not 32 <= p[i] <= 126:
            return kept(" ".join(text_object(p, size).split()).rstrip(" ."))
    return spaced_of(p, end)


cdef Py_ssize_t port_of(const unsigned char* p, Py_ssize_t size) noexcept:
    """Return where the digits at the end of ``A/port`` begin, 0 where it is not made so."""
    cdef Py_ssize_t at = size
    while at and is_digit(p[at - 1]):
        at -= 1
    return at if 0 < at < size and p[at - 1] == 47 else 0


cdef PyObject* range_of(
    const unsigned char* p, Py_ssize_t size, object row, bint plain
) except NULL:
    """Return a row of the text ``A/port - B/port``, and of its two addresses and ports."""
    cdef Py_ssize_t first = 0
    cdef Py_ssize_t second, port, last_port
    cdef tuple empty
    cdef PyObject* made
    while first < size and 32 < p[first] < 127:
        first += 1
    second = first + 3
    if second < size and p[first] == 32 and p[first + 1] == 45 and p[first + 2] == 32:
        port = port_of(p, first)
        last_port = port_of(p + second, size - second)
        for i in range(second, size):
            if not 32 < p[i] < 127:
                last_port = 0
        if port and last_port:
            empty = ((None,) * 5,)
            made = new_row(<PyObject*>row, <PyObject*>empty, plain)
            try:
                put_value(made, 0, text_of(p, size))
                put_value(made, 1, text_of(p, port - 1))
                put_value(made, 2, number_of(p + port, first - port))
                put_value(made, 3, text_of(p + second, last_port - 1))
                put_value(made, 4, number_of(p + second + last_port, size - second - last_port))
            except BaseException:
                Py_DECREF(made)
                raise
            return made
    text = text_object(p, size)
    begins, _, ends = text.split()
    parts = (*begins.rsplit("/", 1), *ends.rsplit("/", 1))
    if len(parts) != 4:
        raise ValueError(f"{text!r} has an end without a port")
    return kept(row(text, parts[0], int(parts[1]), parts[2], int(parts[3])))


cdef PyObject* value_of(
    const unsigned char* p, Py_ssize_t size, Form form, object make, bint plain
) except NULL:
    """Return what a span becomes."""
    if form == TEXT:
        return text_of(p, size)
    if form == NUMBER:
        return number_of(p, size)
    if form == HEX:
        return hex_of(p, size)
    if form == WORDS:
        return words_of(p, size, plain)
    if form == SLASHED:
        return slashed_of(p, size, make, plain)
    if form == SPACED:
        return spaced_of(p, size)
    if form == TRUE:
        return kept(True)
    if form == NETWORK:
        return network_of(p, size, make, plain)
    if form == FIXED:
        return kept(make)
    if form == THOUSANDS:
        return kept(int(text_object(p, size)) * 1000)
    if form == PHRASE:
        return phrase_of(p, size)
    if form == YES:
        return kept(size > 0 and (p[0] | 0x20) in (116, 121))
    if form == RANGE:
        return range_of(p, size, make, plain)
    if form == LOWER:
        return kept(text_object(p, size).lower())
    return kept(make(text_object(p, size)))

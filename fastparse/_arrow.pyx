# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Columns of numbers, strings and lists as Apache Arrow lays them out: rows chosen, bits counted."""

from cpython.bytes cimport PyBytes_AsString, PyBytes_FromStringAndSize
from libc.stdint cimport uint64_t
from libc.string cimport memcpy, memset

from fastparse._arrays cimport column, start_of
from fastparse._chars cimport uchar

cdef enum:
    MOST = 0x7FFFFFFF   # offsets are of 32 bits


def pick(
    const int[::1] offsets not None, const uchar[::1] data not None, const int[::1] rows not None,
):
    """Return the strings of ``rows`` as a column of their own; see ``texts.py``."""
    cdef Py_ssize_t count = rows.shape[0]
    cdef Py_ssize_t most = offsets.shape[0] - 1
    cdef Py_ssize_t index
    cdef long long total = 0
    cdef bint wrong = most < 0
    cdef int row
    cdef const uchar* source = &data[0] if data.shape[0] else NULL
    cdef uchar* out
    picked = column("i", count + 1)
    cdef int* picked_at = <int*>start_of(picked)
    with nogil:
        picked_at[0] = 0
        for index in range(count):
            row = rows[index]
            if not 0 <= row < most or not 0 <= offsets[row] <= offsets[row + 1] <= data.shape[0]:
                wrong = True
                break
            total += offsets[row + 1] - offsets[row]
            if total > MOST:
                wrong = True
                break
            picked_at[index + 1] = <int>total
    if wrong:
        raise ValueError("a row outside the column")
    result = PyBytes_FromStringAndSize(NULL, total)
    out = <uchar*>PyBytes_AsString(result)
    with nogil:
        for index in range(count):
            row = rows[index]
            if offsets[row + 1] > offsets[row]:
                memcpy(
                    out + picked_at[index], source + offsets[row],
                    <size_t>(offsets[row + 1] - offsets[row]),
                )
    return picked, result


def joined(
    const int[::1] offsets not None, bytes data not None,
    const int[::1] more not None, bytes behind not None,
):
    """Return two columns of strings as one, the second behind the first; see ``texts.py``."""
    cdef Py_ssize_t count = offsets.shape[0]
    cdef Py_ssize_t added = more.shape[0] - 1
    cdef Py_ssize_t index
    cdef long long end
    cdef int* both_at
    if count < 1 or added < 0 or more[0] != 0:
        raise ValueError("a column has one offset more than strings")
    end = offsets[count - 1]
    if end != len(data) or end + len(behind) > MOST:
        raise ValueError("offsets outside the data")
    both = column("i", count + added)
    both_at = <int*>start_of(both)
    with nogil:
        memcpy(both_at, &offsets[0], <size_t>count * sizeof(int))
        for index in range(added):
            both_at[count + index] = <int>(end + more[index + 1])
    return both, data + behind


def replaced(
    const int[::1] offsets not None, const uchar[::1] data not None, const int[::1] rows not None,
    const int[::1] others not None, const uchar[::1] texts not None,
):
    """Return the column with others in place of the strings of ``rows``; see ``texts.py``."""
    cdef Py_ssize_t count = offsets.shape[0] - 1
    cdef Py_ssize_t most = rows.shape[0]
    cdef Py_ssize_t row, low, high
    cdef Py_ssize_t next_ = 0
    cdef long long total = 0
    cdef bint wrong = count < 0 or others.shape[0] != most + 1
    cdef const uchar* from_
    cdef uchar* out
    made = column("i", max(0, count) + 1)
    cdef int* made_at = <int*>start_of(made)
    if not wrong:
        with nogil:
            made_at[0] = 0
            for row in range(count):
                if next_ < most and rows[next_] == row:
                    low, high = others[next_], others[next_ + 1]
                    wrong = not 0 <= low <= high <= texts.shape[0]
                    next_ += 1
                else:
                    low, high = offsets[row], offsets[row + 1]
                    wrong = not 0 <= low <= high <= data.shape[0]
                total += high - low
                if wrong or total > MOST:
                    wrong = True
                    break
                made_at[row + 1] = <int>total
    if wrong or next_ != most:
        raise ValueError("a row outside the column")
    result = PyBytes_FromStringAndSize(NULL, total)
    out = <uchar*>PyBytes_AsString(result)
    next_ = 0
    with nogil:
        for row in range(count):
            if next_ < most and rows[next_] == row:
                low, high = others[next_], others[next_ + 1]
                from_ = &texts[0] if high > low else NULL
                next_ += 1
            else:
                low, high = offsets[row], offsets[row + 1]
                from_ = &data[0] if high > low else NULL
            if high > low:
                memcpy(out, from_ + low, <size_t>(high - low))
                out += high - low
    return made, result


ctypedef fused number:
    int
    long long


def take(const number[::1] numbers not None, const int[::1] rows not None):
    """Return the numbers of ``rows``; see ``texts.py``."""
    cdef Py_ssize_t count = rows.shape[0]
    cdef Py_ssize_t index
    cdef bint wrong = False
    taken_ = column("i" if number is int else "q", count)
    cdef number* out = <number*>start_of(taken_)
    with nogil:
        for index in range(count):
            if not 0 <= rows[index] < numbers.shape[0]:
                wrong = True
                break
            out[index] = numbers[rows[index]]
    if wrong:
        raise ValueError("a row outside the column")
    return taken_


def bits(const uint64_t[::1] masks not None):
    """Return lists of the numbers of the bits that are set; see ``texts.py``."""
    cdef Py_ssize_t count = masks.shape[0]
    cdef Py_ssize_t index
    cdef Py_ssize_t total = 0
    cdef int bit
    cdef uint64_t mask
    first = column("i", count + 1)
    cdef int* first_at = <int*>start_of(first)
    cdef int* bit_at
    with nogil:
        for index in range(count):
            mask = masks[index]
            while mask:
                mask &= mask - 1
                total += 1
    if total > MOST:
        raise ValueError("more numbers than a column holds")
    bits_ = column("i", total)
    bit_at = <int*>start_of(bits_)
    total = 0
    with nogil:
        first_at[0] = 0
        for index in range(count):
            mask = masks[index]
            bit = 0
            while mask:
                if mask & 1:
                    bit_at[total] = bit
                    total += 1
                mask >>= 1
                bit += 1
            first_at[index + 1] = <int>total
    return first, bits_


def lists(
    const int[::1] first not None, const int[::1] rows not None, const int[::1] longer not None,
):
    """Return the lists of ``rows``, some with one more item; see ``texts.py``."""
    cdef Py_ssize_t count = rows.shape[0]
    cdef Py_ssize_t most = first.shape[0] - 1
    cdef Py_ssize_t index, item, total = 0
    cdef Py_ssize_t extra = 0
    cdef bint wrong = most < 0
    cdef int row
    cdef int* listed_at
    cdef int* items_at
    with nogil:
        for index in range(count):
            row = rows[index]
            if not 0 <= row < most or not 0 <= first[row] <= first[row + 1] <= first[most]:
                wrong = True
                break
            total += first[row + 1] - first[row]
    if wrong:
        raise ValueError("a row outside the column")
    total += longer.shape[0]
    if total > MOST:
        raise ValueError("more items than a column holds")
    listed = column("i", count + 1)
    listed_at = <int*>start_of(listed)
    items = column("i", total)
    items_at = <int*>start_of(items)
    total = 0
    with nogil:
        listed_at[0] = 0
        for index in range(count):
            row = rows[index]
            for item in range(first[row], first[row + 1]):
                items_at[total] = <int>item
                total += 1
            if extra < longer.shape[0] and longer[extra] == index:
                items_at[total] = <int>(first[most] + extra)
                total += 1
                extra += 1
            listed_at[index + 1] = <int>total
    del items[total:]
    return listed, items


def filled(const int[::1] offsets not None):
    """Return a bitmap of the strings that are not empty, and how many are; see ``texts.py``."""
    cdef Py_ssize_t count = offsets.shape[0] - 1
    cdef Py_ssize_t row
    cdef Py_ssize_t blank = 0
    cdef uchar* bitmap
    if count < 0:
        raise ValueError("a column has one offset more than strings")
    result = PyBytes_FromStringAndSize(NULL, (count + 7) // 8)
    bitmap = <uchar*>PyBytes_AsString(result)
    with nogil:
        memset(bitmap, 0, <size_t>(count + 7) // 8)
        for row in range(count):
            if offsets[row + 1] > offsets[row]:
                bitmap[row >> 3] |= <uchar>(1 << (row & 7))
            else:
                blank += 1
    return result, blank

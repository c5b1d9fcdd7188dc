# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""What a line opens with: sequence number, time, relaying host."""

from fastparse._chars cimport (
    digits, is_alnum, is_host, is_letter, is_space, skip_space, stands, uchar, word_at,
)

cdef enum:
    FRACTION_LIMIT = 9
    SEQUENCE_LIMIT = 10
    HOST_LIMIT = 64


cdef Py_ssize_t time_of_day(
    const uchar* data, Py_ssize_t at, Py_ssize_t end, int most
) noexcept nogil:
    """End of ``H:MM:SS`` with ``most`` digits of hours at most, maybe with a fraction; or -1."""
    cdef Py_ssize_t fraction
    at = digits(data, at, end, 1, most)
    if not stands(data, at, end, 58):
        return -1
    at = digits(data, at + 1, end, 2, 2)
    if not stands(data, at, end, 58):
        return -1
    at = digits(data, at + 1, end, 2, 2)
    if stands(data, at, end, 46):
        fraction = digits(data, at + 1, end, 1, FRACTION_LIMIT)
        if fraction >= 0:
            at = fraction
    return at


cdef bint month_at(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    cdef const char* months = b"janfebmaraprmayjunjulaugsepoctnovdec"
    cdef int month
    for month in range(12):
        if word_at(data, at, end, months + 3 * month, 3):
            return True
    return False


cdef Py_ssize_t date_end(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """End of ``*Mar  1 2025 00:42:09.431 UTC``, or -1."""
    cdef Py_ssize_t day, year, zone
    if stands(data, at, end, 42) or stands(data, at, end, 46):
        at += 1
    if not month_at(data, at, end):
        return -1
    day = skip_space(data, at + 3, end)
    if day == at + 3:
        return -1
    day = digits(data, day, end, 1, 2)
    if day < 0:
        return -1
    at = skip_space(data, day, end)
    if at == day:
        return -1
    year = digits(data, at, end, 4, 4)
    if year >= 0 and year < end and is_space(data[year]):
        at = skip_space(data, year, end)
    at = time_of_day(data, at, end, 2)
    if at < 0:
        return -1
    zone = skip_space(data, at, end)
    if zone > at:
        year = zone
        while zone < end and zone - year <= 5 and is_letter(data[zone]):
            zone += 1
        if 2 <= zone - year <= 5 and stands(data, skip_space(data, zone, end), end, 58):
            at = zone
    return at


cdef Py_ssize_t iso_end(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """End of ``2026-11-24T10:11:12.123+01:00`` (RFC 3339), or -1."""
    cdef Py_ssize_t zone
    at = digits(data, at, end, 4, 4)
    if not stands(data, at, end, 45):
        return -1
    at = digits(data, at + 1, end, 2, 2)
    if not stands(data, at, end, 45):
        return -1
    at = digits(data, at + 1, end, 2, 2)
    if not (stands(data, at, end, 32) or stands(data, at, end, 84) or stands(data, at, end, 116)):
        return -1
    if digits(data, at + 1, end, 2, 2) < 0:
        return -1
    at = time_of_day(data, at + 1, end, 2)
    if at < 0:
        return -1
    if stands(data, at, end, 90) or stands(data, at, end, 122):
        return at + 1
    if stands(data, at, end, 43) or stands(data, at, end, 45):
        zone = digits(data, at + 1, end, 2, 2)
        if zone >= 0:
            if stands(data, zone, end, 58):
                zone += 1
            zone = digits(data, zone, end, 2, 2)
            if zone >= 0:
                return zone
    return at


cdef Py_ssize_t uptime_end(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """End of ``1d00h`` or ``2w5d``, or -1."""
    cdef Py_ssize_t piece
    cdef int pieces = 0
    cdef uchar unit
    while pieces < 4:
        piece = digits(data, at, end, 1, 5)
        if piece < 0 or piece >= end:
            break
        unit = data[piece] | 0x20
        if unit != 121 and unit != 119 and unit != 100 and unit != 104:
            break
        at = piece + 1
        pieces += 1
    return at if pieces else -1


cdef Py_ssize_t stamp_end(
    const uchar* data, Py_ssize_t at, Py_ssize_t end, Py_ssize_t* time_end, bint* full, bint* colon
) noexcept nogil:
    """End of one timestamp with its colon, or -1; ``full`` when it has a date."""
    cdef Py_ssize_t after = date_end(data, at, end)
    if after < 0:
        after = iso_end(data, at, end)
    full[0] = after >= 0
    if after < 0:
        after = uptime_end(data, at, end)
        if after < 0 or not stands(data, skip_space(data, after, end), end, 58):
            if stands(data, at, end, 42) or stands(data, at, end, 46):
                at += 1
            after = time_of_day(data, at, end, 3)
            if after < 0 or not stands(data, skip_space(data, after, end), end, 58):
                return -1
    time_end[0] = after
    after = skip_space(data, after, end)
    colon[0] = stands(data, after, end, 58)
    return after + 1 if colon[0] else after


cdef bint is_stamp(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    cdef Py_ssize_t time_end = 0
    cdef bint full = False
    cdef bint colon = False
    return stamp_end(data, at, end, &time_end, &full, &colon) >= 0


cdef Py_ssize_t sequence_end(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """End of a sequence number with its colon, or -1."""
    at = digits(data, at, end, 1, SEQUENCE_LIMIT)
    if not stands(data, at, end, 58):
        return -1
    at += 1
    return at if at >= end or is_space(data[at]) else -1


cdef Py_ssize_t host_end(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    cdef Py_ssize_t start = at
    if at >= end or not is_alnum(data[at]):
        return -1
    while at < end and at - start <= HOST_LIMIT and is_host(data[at]):
        at += 1
    return at if at - start <= HOST_LIMIT else -1


cdef bint is_quad(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    cdef int octet
    for octet in range(4):
        if octet:
            if not stands(data, at, end, 46):
                return False
            at += 1
        at = digits(data, at, end, 1, 3)
        if at < 0:
            return False
    return at == end


cdef bint announces(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Whether what stands here shows that a host's name stood before it."""
    return stands(data, at, end, 37) or sequence_end(data, at, end) >= 0 or is_stamp(data, at, end)


cdef Py_ssize_t relay_end(
    const uchar* data, Py_ssize_t at, Py_ssize_t end, Py_ssize_t* name_end
) noexcept nogil:
    """End of a relaying host's name with its colon and the blanks, or -1."""
    cdef Py_ssize_t name = host_end(data, at, end)
    cdef Py_ssize_t after, behind
    if name < 0:
        return -1
    name_end[0] = name
    after = skip_space(data, name, end)
    if stands(data, after, end, 58):
        behind = skip_space(data, after + 1, end)
        if announces(data, behind, end) or is_quad(data, at, name):
            return behind
        return -1
    if (after > name and announces(data, after, end)) or is_quad(data, at, name):
        return after
    return -1


cdef void read_stamp(const uchar* data, Py_ssize_t at, Py_ssize_t end, Stamp* stamp) noexcept nogil:
    """Read what a line opens with: number, time, relaying host; see the reference."""
    cdef Py_ssize_t after, name, time_end = 0
    cdef Py_ssize_t host_start, host_stop
    cdef bint full = False
    cdef bint colon = False
    cdef int turn
    stamp.time_start = -1
    stamp.time_end = -1
    stamp.host_start = -1
    stamp.host_end = -1
    stamp.end = at
    while at < end and (is_space(data[at]) or data[at] == 13):
        at += 1
    if stands(data, at, end, 34):
        at += 1
    at = skip_space(data, at, end)
    if stands(data, at, end, 60):
        after = digits(data, at + 1, end, 1, 3)
        if stands(data, after, end, 62):
            at = after + 1
    at = skip_space(data, at, end)
    for turn in range(2):
        after = sequence_end(data, at, end)
        if after >= 0:
            at = skip_space(data, after, end)
        host_start = stamp.host_start
        host_stop = stamp.host_end
        after = at
        if host_start < 0:
            name = host_end(data, at, end)
            if stands(data, name, end, 58) and name + 1 < end and is_space(data[name + 1]):
                after = skip_space(data, name + 1, end)
                if is_stamp(data, after, end):
                    host_start = at
                    host_stop = name
                else:
                    after = at
        name = stamp_end(data, after, end, &time_end, &full, &colon)
        if name < 0:
            return
        stamp.host_start = host_start
        stamp.host_end = host_stop
        stamp.time_start = after
        stamp.time_end = time_end
        at = skip_space(data, name, end)
        if stamp.host_start < 0 and full and not colon:
            after = relay_end(data, at, end, &name)
            if after >= 0:
                stamp.host_start = at
                stamp.host_end = name
                at = after
                after = sequence_end(data, at, end)
                if after >= 0:
                    at = skip_space(data, after, end)
        stamp.end = at


def timestamp(bytes line not None):
    """Read what a line opens with: (time or None, host or None, bytes taken).

    The plain twin is ``fastparse.reference.context.timestamp``.
    """
    cdef Stamp stamp
    cdef const char* text = line
    read_stamp(<const uchar*>text, 0, len(line), &stamp)
    if stamp.time_start < 0:
        return None, None, 0
    host = None
    if stamp.host_start >= 0:
        host = text[stamp.host_start:stamp.host_end].decode("ascii")
    return text[stamp.time_start:stamp.time_end].decode("ascii"), host, stamp.end

# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The context tags of messages, read backwards from a message's text.

Nothing before ``floor`` is looked at.
"""

from fastparse._chars cimport (
    digits, is_alnum, is_blank, is_digit, is_letter, is_space, last_of, lower, stands, uchar, word_at,
)

cdef enum:
    VALUE_LIMIT = 128
    TOKEN_LIMIT = 80
    CONNECTION_LIMIT = 40
    CONTENT_LIMIT = 64


cdef Py_ssize_t back_gap(const uchar* data, Py_ssize_t floor, Py_ssize_t at) noexcept nogil:
    """Go back over blanks and one line feed at most."""
    cdef bint wrapped = False
    while at > floor and is_blank(data[at - 1]):
        if data[at - 1] == 10:
            if wrapped:
                break
            wrapped = True
        at -= 1
    return at


cdef Py_ssize_t back_space(const uchar* data, Py_ssize_t floor, Py_ssize_t at) noexcept nogil:
    while at > floor and is_space(data[at - 1]):
        at -= 1
    return at


cdef Py_ssize_t back_digits(
    const uchar* data, Py_ssize_t floor, Py_ssize_t at, int least, int most
) noexcept nogil:
    cdef int count = 0
    while count < most and at > floor and is_digit(data[at - 1]):
        at -= 1
        count += 1
    return at if count >= least else -1


cdef bint before(const uchar* data, Py_ssize_t floor, Py_ssize_t at, uchar byte) noexcept nogil:
    return at > floor and data[at - 1] == byte


cdef enum:
    INSIDE_CONNECTION = 1  # letters, digits, ``:._-/`` (``0:0:N/A:0``)
    INSIDE_FUNCTION = 2    # letters, digits, ``_.-``
    INSIDE_SESSION = 4     # letters, digits, ``=,:._-`` and the space
    INSIDE_TOKEN = 8       # letters, digits, ``_|-``

cdef uchar INSIDE[256]     # per byte: the flags of what it may stand in


cdef void fill_inside():
    cdef int byte
    for byte in range(256):
        INSIDE[byte] = 0
        if is_alnum(<uchar>byte) or byte == 95 or byte == 45:
            INSIDE[byte] = INSIDE_CONNECTION | INSIDE_FUNCTION | INSIDE_SESSION | INSIDE_TOKEN
    INSIDE[46] = INSIDE_CONNECTION | INSIDE_FUNCTION | INSIDE_SESSION
    INSIDE[58] = INSIDE_CONNECTION | INSIDE_SESSION
    INSIDE[47] = INSIDE_CONNECTION
    INSIDE[32] = INSIDE[61] = INSIDE[44] = INSIDE_SESSION
    INSIDE[124] = INSIDE_TOKEN


fill_inside()


cdef Py_ssize_t back_parentheses(
    const uchar* data, Py_ssize_t floor, Py_ssize_t at, int inside, int most
) noexcept nogil:
    """Where the parentheses open that close right before ``at``; -1 when there are none."""
    cdef Py_ssize_t close = at - 1
    if not before(data, floor, at, 41):
        return -1
    at = close
    while at > floor and close - at <= most and INSIDE[data[at - 1]] & inside:
        at -= 1
    if at == close or close - at > most or not before(data, floor, at, 40):
        return -1
    return at - 1


cdef void capture(Tag* tag, int which, Py_ssize_t first, Py_ssize_t last) noexcept nogil:
    tag.which[tag.count] = which
    tag.first[tag.count] = first
    tag.last[tag.count] = last
    tag.count += 1


cdef Py_ssize_t suffix_end(
    const uchar* data, Py_ssize_t at, Py_ssize_t end, bint numbered
) noexcept nogil:
    """End of ``-ERROR`` or, when ``numbered``, ``-PROTO-1``; ``at`` itself without one."""
    cdef Py_ssize_t after
    cdef int letters = 0
    if not stands(data, at, end, 45):
        return at
    after = at + 1
    while after < end and letters < 10 and is_letter(data[after]):
        after += 1
        letters += 1
    if letters == 0:
        return at
    at = after
    if numbered and stands(data, at, end, 45):
        after = digits(data, at + 1, end, 1, 2)
        if after >= 0:
            at = after
    return at


cdef Py_ssize_t back_name(
    const uchar* data, Py_ssize_t floor, Py_ssize_t at, const char* name, int length, bint numbered
) noexcept nogil:
    """Leftmost start of ``name`` with its suffix, when it ends at ``at``; or -1."""
    cdef Py_ssize_t start = at - length
    # A suffix is a hyphen and letters: a name with neither before it is the leftmost.
    if word_at(data, start, at, name, length) and start >= floor and (
        start == floor or not (is_letter(data[start - 1]) or data[start - 1] == 45)
    ):
        return start
    start = at - length - 14
    if start < floor:
        start = floor
    while start + length <= at:
        if word_at(data, start, at, name, length):
            if suffix_end(data, start + length, at, numbered) == at:
                return start
        start += 1
    return -1


cdef bint read_isakmp(const uchar* data, Py_ssize_t floor, Py_ssize_t at, Tag* tag) noexcept nogil:
    cdef Py_ssize_t open_at
    cdef bint marked = False
    at = back_gap(data, floor, at)
    if before(data, floor, at, 58) or before(data, floor, at, 59):
        marked = True
        at = back_space(data, floor, at - 1)
    open_at = back_parentheses(data, floor, at, INSIDE_CONNECTION, CONNECTION_LIMIT)
    if open_at >= 0:
        capture(tag, 0, open_at + 1, at - 1)
        at = back_space(data, floor, open_at)
    elif not marked:
        return False
    if before(data, floor, at, 58):
        at = back_space(data, floor, at - 1)
    tag.start = back_name(data, floor, at, b"isakmp", 6, False)
    return tag.start >= 0


cdef bint session_number(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """Whether ``SESSION ID = 31`` fills the bytes."""
    if not word_at(data, at, end, b"session id = ", 13):
        return False
    return digits(data, at + 13, end, 1, 10) == end


cdef bint read_ipsec(const uchar* data, Py_ssize_t floor, Py_ssize_t at, Tag* tag) noexcept nogil:
    cdef Py_ssize_t open_at, session, close
    cdef bint marked = False
    at = back_gap(data, floor, at)
    if before(data, floor, at, 58) or before(data, floor, at, 59):
        marked = True
        at = back_space(data, floor, at - 1)
    open_at = back_parentheses(data, floor, at, INSIDE_FUNCTION, CONTENT_LIMIT)
    if open_at < 0:
        return False
    capture(tag, 0, open_at + 1, at - 1)
    at = back_space(data, floor, open_at)
    session = back_parentheses(data, floor, at, INSIDE_SESSION, CONTENT_LIMIT)
    if session >= 0:
        close = at - 1
        if not session_number(data, session + 1, close):
            return False
        at = back_space(data, floor, session)
        if not before(data, floor, at, 58):
            return False
        at = back_space(data, floor, at - 1)
    elif not marked:
        return False
    if at - 4 < floor or not word_at(data, at - 4, at, b"psec", 4):
        return False
    at -= 4
    if at > floor and lower(data[at - 1]) == 105:
        at -= 1
    tag.start = at
    return True


cdef bint read_ikev2(const uchar* data, Py_ssize_t floor, Py_ssize_t at, Tag* tag) noexcept nogil:
    cdef Py_ssize_t open_at, close, number
    cdef bint marked = False
    at = back_gap(data, floor, at)
    if before(data, floor, at, 37):
        at = back_space(data, floor, at - 1)
    if before(data, floor, at, 58):
        marked = True
        at = back_space(data, floor, at - 1)
    open_at = back_parentheses(data, floor, at, INSIDE_SESSION, CONTENT_LIMIT)
    if open_at >= 0:
        close = at - 1
        number = open_at + 1
        while number < close and not is_digit(data[number]):
            number += 1
        at = number
        while at < close and is_digit(data[at]):
            at += 1
        if at > number:
            capture(tag, 0, number, at)
        at = back_space(data, floor, open_at)
    if before(data, floor, at, 58):
        marked = True
        at = back_space(data, floor, at - 1)
    if not marked:
        return False
    tag.start = back_name(data, floor, at, b"ikev2", 5, True)
    return tag.start >= 0


cdef Py_ssize_t back_key(
    const uchar* data, Py_ssize_t floor, Py_ssize_t end, const char* key, int length
) noexcept nogil:
    """Last start of ``key`` in the bytes before ``end`` that a value with its key may take."""
    cdef Py_ssize_t least = end - VALUE_LIMIT - length
    cdef Py_ssize_t at = end
    if least < floor:
        least = floor
    while True:
        at = last_of(data, least, at, 61)  # a key ends in "= "
        if at < 0:
            return -1
        if at - length + 2 >= least and word_at(data, at - length + 2, end, key, length):
            return at - length + 2


cdef bint good_value(
    const uchar* data, Py_ssize_t at, Py_ssize_t end, bint address
) noexcept nogil:
    if at >= end:
        return False
    while at < end:
        if data[at] == 10 or data[at] == 13:
            return False
        if address and not (
            is_digit(data[at]) or 97 <= (data[at] | 0x20) <= 102 or data[at] == 46 or data[at] == 58
        ):
            return False
        at += 1
    return True


cdef Py_ssize_t back_ike_tag(const uchar* data, Py_ssize_t floor, Py_ssize_t at) noexcept nogil:
    """Start of ``[IKEv1]:`` or ``[IKEv1 DEBUG]:`` that ends at ``at``, or -1."""
    cdef Py_ssize_t end = at
    cdef Py_ssize_t start
    cdef int letters = 0
    if before(data, floor, end, 58):
        end -= 1
    if not before(data, floor, end, 93):
        return -1
    end -= 1
    start = end
    while start > floor and end - start <= 20 and data[start - 1] != 91:
        start -= 1
    if not before(data, floor, start, 91) or not word_at(data, start, end, b"ike", 3):
        return -1
    at = start + 3
    if at + 1 < end and lower(data[at]) == 118 and (data[at + 1] == 49 or data[at + 1] == 50):
        at += 2
    if at < end:
        if data[at] != 32:
            return -1
        at += 1
        while at < end and is_letter(data[at]):
            at += 1
            letters += 1
        if letters == 0 or letters > 12 or at < end:
            return -1
    return start - 1


cdef Py_ssize_t back_asa_tag(const uchar* data, Py_ssize_t floor, Py_ssize_t at) noexcept nogil:
    """Start of ``%ASA-3-713902:`` or ``%ASA-vpn-3-713902:`` that ends at ``at``, or -1."""
    cdef Py_ssize_t piece
    cdef int letters = 0
    if not before(data, floor, at, 58):
        return -1
    at = back_digits(data, floor, at - 1, 6, 6)
    if at < 0 or not before(data, floor, at, 45):
        return -1
    at -= 1
    if at <= floor or not 48 <= data[at - 1] <= 55:
        return -1
    at -= 1
    if not before(data, floor, at, 45):
        return -1
    at -= 1
    piece = at
    while piece > floor and letters <= 16 and is_letter(data[piece - 1]):
        piece -= 1
        letters += 1
    if before(data, floor, piece, 45) and 1 <= letters <= 16:
        at = piece - 1
    at -= 3
    if at - 1 < floor or data[at - 1] != 37:
        return -1
    if not (
        word_at(data, at, at + 3, b"asa", 3)
        or word_at(data, at, at + 3, b"pix", 3)
        or word_at(data, at, at + 3, b"ftd", 3)
    ):
        return -1
    return at - 1


cdef bint read_asa(const uchar* data, Py_ssize_t floor, Py_ssize_t body, Tag* tag) noexcept nogil:
    cdef Py_ssize_t at = body
    cdef Py_ssize_t head, key, end
    cdef Py_ssize_t values[3]
    cdef Py_ssize_t ends[3]
    cdef int which, length
    cdef const char* word
    for which in range(3):
        values[which] = -1
        ends[which] = -1
    for which in range(2, -1, -1):
        head = back_gap(data, floor, at)
        if not before(data, floor, head, 44):
            break
        end = head - 1
        if which == 2:
            word = b"ip = "
            length = 5
        elif which == 1:
            word = b"username = "
            length = 11
        else:
            word = b"group = "
            length = 8
        key = back_key(data, floor, end, word, length)
        if key < 0 or not good_value(data, key + length, end, which == 2):
            continue
        if key > floor and (is_alnum(data[key - 1]) or data[key - 1] == 95):
            continue
        values[which] = key + length
        ends[which] = end
        at = key
    for which in range(3):
        if values[which] >= 0:
            capture(tag, which, values[which], ends[which])
    head = back_gap(data, floor, at)
    key = back_ike_tag(data, floor, head)
    end = key
    if key >= 0:
        at = key
        head = back_gap(data, floor, at)
    key = back_asa_tag(data, floor, head)
    if key >= 0:
        at = key
        capture(tag, 3, head - 7, head - 1)
    tag.start = at
    return tag.count > 0 or end >= 0


cdef bint read_syslog(const uchar* data, Py_ssize_t floor, Py_ssize_t body, Tag* tag) noexcept nogil:
    cdef Py_ssize_t at = back_gap(data, floor, body)
    cdef Py_ssize_t end, last
    cdef bint graded = False
    if not before(data, floor, at, 58):
        return False
    end = at - 1
    at = end
    last = end  # first byte behind the piece at hand
    while at > floor and end - at < TOKEN_LIMIT and INSIDE[data[at - 1]] & INSIDE_TOKEN:
        at -= 1
        if data[at] == 45:
            if last - at == 1:
                return False  # two hyphens in a row, or one at the end
            # A severity is a piece, neither the last one nor the first.
            graded |= last < end and last - at == 2 and 48 <= data[at + 1] <= 55
            last = at
    if at == last or not graded or not is_letter(data[at]):
        return False
    tag.start = at
    if before(data, floor, at, 37):
        tag.start = at - 1
    elif at > floor:
        if not is_blank(data[at - 1]) and data[at - 1] != 58:
            return False
    elif body - floor == LEAD:
        return False
    capture(tag, 0, at, end)
    return True


cdef bint read_tag(
    int context, const uchar* data, Py_ssize_t floor, Py_ssize_t body, Tag* tag
) noexcept nogil:
    """Look for the tag of ``context`` right before ``body``."""
    tag.count = 0
    tag.start = body
    if context == CONTEXT_ISAKMP:
        return read_isakmp(data, floor, body, tag)
    if context == CONTEXT_IPSEC:
        return read_ipsec(data, floor, body, tag)
    if context == CONTEXT_IKEV2:
        return read_ikev2(data, floor, body, tag)
    if context == CONTEXT_ASA:
        return read_asa(data, floor, body, tag)
    return read_syslog(data, floor, body, tag)

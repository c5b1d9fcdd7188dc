# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The op interpreter: tries one compiled template at one position.

It goes back to the next possibility when a way fails, like a regular expression; once a try
takes more than a few steps it notes every (op, position) that was entered, and enters none
twice: its cost is bounded by ops times positions. The limits are those of fastparse.template.
"""

from libc.string cimport memset

from fastparse._chars cimport (
    first_of, is_alnum, is_blank, is_digit, is_hex, is_name, is_punctuation, lower, uchar,
)

cdef enum:
    SPAN = 4096
    LINES = 4
    BLANK_LIMIT = 128
    WORD_LIMIT = 256
    TEXT_LIMIT = 512
    PROXY_LIMIT = 96
    NUMBER_LIMIT = 20
    HEX_LIMIT = 64
    PATIENCE = 64

cdef enum:
    KIND_IP = 0
    KIND_ADDR = 1
    KIND_INT = 2
    KIND_HEX = 3
    KIND_NUM = 4
    KIND_WORD = 5
    KIND_NAME = 6
    KIND_PROXY = 7
    KIND_SET = 8
    KIND_REST = 9
    KIND_TEXT = 10

cdef enum:
    PLAIN = -2  # cursor of a way that is an op at a position
    FRESH = -1  # cursor of a field none of whose ends was tried


cdef inline Py_ssize_t least(Py_ssize_t a, Py_ssize_t b) noexcept nogil:
    return a if a < b else b


cdef bint last_line(const uchar* data, Py_ssize_t body, Py_ssize_t feed) noexcept nogil:
    """Whether the line feed at ``feed`` ends the last line that a match may span."""
    cdef int lines = 1
    cdef Py_ssize_t at = body
    while lines < LINES:
        at = first_of(data, at, feed, 10)
        if at < 0:
            return False
        at += 1
        lines += 1
    return True


cdef Py_ssize_t blank_end(
    const uchar* data, Py_ssize_t limit, Py_ssize_t body, Py_ssize_t at
) noexcept nogil:
    cdef Py_ssize_t end = at
    cdef Py_ssize_t bound = least(limit, at + BLANK_LIMIT)
    cdef bint wrapped = False
    if at == body:
        return at
    while end < bound and is_blank(data[end]):
        if data[end] == 10:
            if wrapped or last_line(data, body, end):
                break
            wrapped = True
        end += 1
    if end > at or is_blank(data[at - 1]):
        return end
    return -1


cdef Py_ssize_t quad_end(const uchar* data, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    cdef int octet, digits, value
    for octet in range(4):
        if octet:
            if at >= size or data[at] != 46:
                return -1
            at += 1
        digits = 0
        value = 0
        while at < size and is_digit(data[at]):
            digits += 1
            if digits > 3:
                return -1
            value = value * 10 + data[at] - 48
            at += 1
        if digits == 0 or value > 255:
            return -1
    if at + 1 < size and data[at] == 46 and is_digit(data[at + 1]):
        return -1
    return at


cdef bint strict_quad(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """A dotted quad and no more, no octet of it with a leading zero."""
    cdef int octet, digits, value
    for octet in range(4):
        if octet:
            if at >= end or data[at] != 46:
                return False
            at += 1
        digits = 0
        value = 0
        if at + 1 < end and data[at] == 48 and is_digit(data[at + 1]):
            return False
        while at < end and is_digit(data[at]):
            digits += 1
            if digits > 3:
                return False
            value = value * 10 + data[at] - 48
            at += 1
        if digits == 0 or value > 255:
            return False
    return at == end


cdef bint is_ipv6(const uchar* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    """RFC 4291 section 2.2, all three forms."""
    cdef int groups = 0
    cdef int gap = 0
    cdef int digits
    cdef Py_ssize_t start
    if at + 1 < end and data[at] == 58:
        if data[at + 1] != 58:
            return False
        gap = 1
        at += 2
        if at == end:
            return True
    while True:
        start = at
        digits = 0
        while at < end and is_hex(data[at]):
            digits += 1
            at += 1
        if digits == 0 or digits > 4:
            return False
        if at < end and data[at] == 46:
            if not strict_quad(data, start, end):
                return False
            groups += 2
            break
        groups += 1
        if groups > 8:
            return False
        if at == end:
            break
        if data[at] != 58:
            return False
        at += 1
        if at == end:
            return False
        if data[at] == 58:
            if gap:
                return False
            gap = 1
            at += 1
            if at == end:
                break
    return groups <= 7 if gap else groups == 8


cdef Py_ssize_t addr_end(const uchar* data, Py_ssize_t size, Py_ssize_t limit, Py_ssize_t at) noexcept nogil:
    cdef Py_ssize_t end = quad_end(data, size, at)
    if end >= 0 and end <= limit:
        return end
    cdef Py_ssize_t bound = least(size, at + HEX_LIMIT + 1)
    end = at
    while end < bound and (is_hex(data[end]) or data[end] == 58 or data[end] == 46):
        end += 1
    if end - at < 2 or end - at > HEX_LIMIT or end > limit:
        return -1
    while end > at and data[end - 1] == 46:
        end -= 1
    if end - at >= 1 and data[end - 1] == 58 and not (end - at >= 2 and data[end - 2] == 58):
        end -= 1
    if end == at or end - at > 45 or (end < size and is_alnum(data[end])):
        return -1
    return end if is_ipv6(data, at, end) else -1


cdef Py_ssize_t number_end(const uchar* data, Py_ssize_t size, Py_ssize_t at, int kind) noexcept nogil:
    cdef Py_ssize_t start
    cdef bint marked = at + 1 < size and data[at] == 48 and (data[at + 1] | 0x20) == 120
    if kind == KIND_HEX or (kind == KIND_NUM and marked):
        if marked:
            at += 2
        start = at
        while at < size and at - start <= HEX_LIMIT and is_hex(data[at]):
            at += 1
        if at == start or at - start > HEX_LIMIT:
            return -1
        return -1 if at < size and (is_alnum(data[at]) or data[at] == 95) else at
    if kind == KIND_INT and at < size and data[at] == 45:
        at += 1
    start = at
    while at < size and at - start <= NUMBER_LIMIT and is_digit(data[at]):
        at += 1
    if at == start or at - start > NUMBER_LIMIT:
        return -1
    return -1 if kind == KIND_NUM and at < size and (data[at] | 0x20) == 120 else at


cdef Py_ssize_t proxy_end(const uchar* data, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    cdef Py_ssize_t bound = least(size, at + PROXY_LIMIT + 1)
    cdef Py_ssize_t first = at
    cdef Py_ssize_t start = at
    cdef int piece
    for piece in range(4):
        if piece:
            if at >= bound or data[at] != 47:
                return -1
            at += 1
        start = at
        while at < bound and (
            is_digit(data[at])
            or (piece < 2 and data[at] == 46)
            or (piece == 0 and (is_hex(data[at]) or data[at] == 58))
        ):
            at += 1
        if at == start:
            return -1
    return -1 if at - first > PROXY_LIMIT else at


cdef Py_ssize_t set_end(
    const uchar* data, Py_ssize_t limit, Py_ssize_t body, Py_ssize_t at
) noexcept nogil:
    """Where the braces close that open at ``at``."""
    cdef Py_ssize_t bound = least(limit, at + WORD_LIMIT)
    cdef bint wrapped = False
    if at >= limit or data[at] != 123:
        return -1
    at += 1
    while at < bound and data[at] != 125:
        if data[at] == 123:
            return -1
        if data[at] == 10:
            if wrapped or last_line(data, body, at):
                return -1
            wrapped = True
        at += 1
    return at if at < bound else -1


cdef Py_ssize_t exact_end(
    int kind, const uchar* data, Py_ssize_t size, Py_ssize_t limit, Py_ssize_t at
) noexcept nogil:
    cdef Py_ssize_t end
    if kind == KIND_IP:
        end = quad_end(data, size, at)
    elif kind == KIND_ADDR:
        end = addr_end(data, size, limit, at)
    elif kind == KIND_PROXY:
        end = proxy_end(data, size, at)
    else:
        end = number_end(data, size, at, kind)
    return end if end <= limit else -1


cdef void open_field(
    int kind, const uchar* data, Py_ssize_t limit, Py_ssize_t body, Way* way
) noexcept nogil:
    """Find how far a field with several possible ends may reach."""
    cdef Py_ssize_t at = way.start
    cdef Py_ssize_t bound
    cdef bint wrapped = False
    if kind == KIND_WORD or kind == KIND_NAME:
        bound = least(limit, at + WORD_LIMIT)
        while at < bound and (is_name(data[at]) if kind == KIND_NAME else not is_blank(data[at])):
            at += 1
        way.bound = at
    elif kind == KIND_REST:
        bound = first_of(data, at, limit, 10)
        if bound < 0:
            bound = limit
        while bound > at and is_blank(data[bound - 1]):
            bound -= 1
        way.bound = bound
    else:
        bound = least(limit, at + TEXT_LIMIT)
        while True:
            at = first_of(data, at, bound, 10)
            if at < 0:
                break
            if wrapped or last_line(data, body, at):
                bound = at
                break
            wrapped = True
            at += 1
        way.bound = bound


cdef bint same(const uchar* data, const uchar* literal, int length) noexcept nogil:
    cdef int index
    for index in range(length):
        if lower(data[index]) != literal[index]:
            return False
    return True


cdef Py_ssize_t text_stop(
    const Matcher* matcher, const Op* then, const uchar* data, Py_ssize_t size, Py_ssize_t at,
    Py_ssize_t bound,
) noexcept nogil:
    """First index from ``at`` to ``bound`` at which what follows a text may stand.

    Where that is a literal, maybe behind a blank, everything is passed over that can't be it.
    What was passed over once is noted: a text that is begun again and again without ever ending
    costs its bytes once.
    """
    cdef bint spaced = then.kind == OP_BLANK
    cdef const Op* wanted = then + 1 if spaced else then
    cdef const uchar* literal
    cdef Quiet* quiet
    cdef Py_ssize_t begin, stands
    cdef uchar first
    if wanted.kind != OP_LITERAL:
        return at
    literal = matcher.literals + wanted.a
    first = literal[0]
    quiet = &matcher.quiet[wanted - matcher.ops]
    begin = at
    if quiet.start <= at < quiet.end:
        begin = quiet.start
        at = quiet.end
    while at <= bound and at < size:
        stands = at
        if spaced:
            while stands < size and is_blank(data[stands]):
                stands += 1
            if stands == at and not is_blank(data[at - 1]):
                at += 1
                continue
        if (
            stands + wanted.b <= size
            and lower(data[stands]) == first
            and same(data + stands, literal, wanted.b)
        ):
            break
        at = stands + 1
    quiet.start = begin
    quiet.end = at
    return at


cdef bint next_end(
    const Matcher* matcher, int kind, const Op* then, const uchar* data, Py_ssize_t size, Way* way,
    Span* span,
) noexcept nogil:
    """Move to the field's next possible end; False when there is none."""
    cdef Py_ssize_t start = way.start
    cdef Py_ssize_t at = way.cursor
    cdef Py_ssize_t end
    if kind == KIND_WORD or kind == KIND_NAME:
        if at == FRESH:
            end = way.bound
            while end > start and is_punctuation(data[end - 1]):
                end -= 1
            at = end
        elif at < way.bound and is_punctuation(data[at]):
            at += 1
            end = at
            while is_punctuation(data[end - 1]):
                end -= 1
        else:
            end = at
            while is_punctuation(data[end - 1]):
                end -= 1
            end -= 1
            while end > start and is_punctuation(data[end - 1]):
                end -= 1
            at = end
        if end <= start:
            return False
    elif kind == KIND_REST:
        at = way.bound if at == FRESH else at - 1
        while start < at and is_blank(data[start]):
            start += 1
        end = at
        while end > start and is_blank(data[end - 1]):
            end -= 1
        if end <= start:
            return False
    else:
        at = start + 1 if at == FRESH else at + 1
        while start < way.bound and is_blank(data[start]):
            start += 1
        if at <= start:
            at = start + 1
        if at <= way.bound:
            at = text_stop(matcher, then, data, size, at, way.bound)
        if at > way.bound:
            return False
        end = at
        while end > start and is_blank(data[end - 1]):
            end -= 1
    way.cursor = at
    span.start = start
    span.end = end
    return True


cdef bint entered(Matcher* matcher, Py_ssize_t bit) noexcept nogil:
    """Note that an op is entered at a position; True when it was before, and so has failed."""
    cdef uchar mask = <uchar>(1 << (bit & 7))
    if matcher.failed[bit >> 3] & mask:
        return True
    matcher.failed[bit >> 3] |= mask
    return False


cdef Py_ssize_t match(
    Matcher* matcher, int first, int count, const uchar* data, Py_ssize_t size, Py_ssize_t body
) noexcept nogil:
    """Match the template of ``count`` ops from ``first`` at ``body``.

    Returns the end, with ``captured`` spans in the matcher, or -1.
    """
    cdef Py_ssize_t limit = least(size, body + SPAN)
    cdef Py_ssize_t at = body
    cdef Py_ssize_t end
    cdef int op = first
    cdef int depth = 0
    cdef int steps = 0
    cdef int kind
    cdef bint alive
    cdef const Op* now
    cdef Way* way
    cdef Span* span
    matcher.captured = 0
    while True:
        alive = True
        steps += 1
        if steps >= PATIENCE:
            if steps == PATIENCE:
                memset(matcher.failed, 0, <size_t>((count * (SPAN + 1) + 7) >> 3))
            alive = not entered(matcher, <Py_ssize_t>(op - first) * (SPAN + 1) + at - body)
        if alive:
            now = matcher.ops + op
            kind = now.kind
            if kind == OP_LITERAL:
                if at + now.b <= limit and same(data + at, matcher.literals + now.a, now.b):
                    at += now.b
                    op += 1
                else:
                    alive = False
            elif kind == OP_BLANK:
                at = blank_end(data, limit, body, at)
                op += 1
                alive = at >= 0
            elif kind == OP_SPLIT:
                way = &matcher.ways[depth]
                depth += 1
                way.op = now.b
                way.start = at
                way.cursor = PLAIN
                way.captured = matcher.captured
                op = now.a
            elif kind == OP_JUMP:
                op = now.a
            elif kind == OP_MATCH:
                return at
            else:
                span = &matcher.spans[matcher.captured]
                span.name = now.b
                if now.a == KIND_SET:
                    end = set_end(data, limit, body, at)
                    alive = end >= 0
                    if alive:
                        span.start = at + 1
                        span.end = end
                        while span.start < span.end and is_blank(data[span.start]):
                            span.start += 1
                        while span.end > span.start and is_blank(data[span.end - 1]):
                            span.end -= 1
                        at = end + 1
                        op += 1
                        matcher.captured += 1
                elif now.a < KIND_WORD or now.a == KIND_PROXY:
                    end = exact_end(now.a, data, size, limit, at)
                    alive = end >= 0
                    if alive:
                        span.start = at
                        span.end = end
                        at = end
                        op += 1
                        matcher.captured += 1
                else:
                    way = &matcher.ways[depth]
                    depth += 1
                    way.op = op
                    way.start = at
                    way.cursor = FRESH
                    way.captured = matcher.captured
                    open_field(now.a, data, limit, body, way)
                    alive = False  # its first end is found as its next ones are
        while not alive:
            if depth == 0:
                return -1
            way = &matcher.ways[depth - 1]
            matcher.captured = way.captured
            if way.cursor == PLAIN:
                depth -= 1
                op = way.op
                at = way.start
                alive = True
                break
            now = matcher.ops + way.op
            span = &matcher.spans[matcher.captured]
            span.name = now.b
            if next_end(matcher, now.a, now + 1, data, size, way, span):
                matcher.captured += 1
                at = way.cursor
                op = way.op + 1
                alive = True
            else:
                depth -= 1

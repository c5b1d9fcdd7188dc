# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The op interpreter: tries one compiled template at one position.

It goes back to the next possibility when a way fails, like a regular expression; once a try
takes more than a few steps it notes every (op, position) that was entered, and enters none
twice: its cost is bounded by ops times positions. The limits are those of fastparse.template.
"""

from libc.string cimport memcpy, memset

from fastparse._chars cimport is_blank, is_punctuation, uchar
from fastparse._ends cimport WORD_LIMIT, blank_end, name_end, next_fitting_end, open_field
from fastparse._fields cimport KIND_NAME, KIND_PROXY, KIND_SET, KIND_WORD, exact_end, least, set_end
from fastparse._text cimport text_blank, text_same

cdef enum:
    SPAN = 4096
    PATIENCE = 256
    PLAIN = -2  # cursor of a way that is an op at a position


cdef bint entered(Matcher* matcher, Py_ssize_t bit) noexcept nogil:
    """Note that an op is entered at a position; True when it was before, and so has failed."""
    cdef uchar mask = <uchar>(1 << (bit & 7))
    if matcher.failed[bit >> 3] & mask:
        return True
    matcher.failed[bit >> 3] |= mask
    return False


cdef void save(
    Matcher* matcher, int first, int shared, Py_ssize_t body, Py_ssize_t at, int depth
) noexcept nogil:
    cdef Saved* saved = &matcher.saved
    saved.body = body
    saved.first = first
    saved.shared = shared
    saved.reached = at >= 0
    saved.sole = False
    if saved.reached:
        saved.at = at
        saved.depth = depth
        saved.captured = matcher.captured
        memcpy(saved.spans, matcher.spans, <size_t>matcher.captured * sizeof(Span))
        memcpy(saved.ways, matcher.ways, <size_t>depth * sizeof(Way))


cdef int restored(Matcher* matcher, int first) noexcept nogil:
    """Take up what was saved for the template from ``first`` on; returns the depth."""
    cdef Saved* saved = &matcher.saved
    cdef int index
    matcher.captured = saved.captured
    memcpy(matcher.spans, saved.spans, <size_t>saved.captured * sizeof(Span))
    if saved.sole:
        return 0
    memcpy(matcher.ways, saved.ways, <size_t>saved.depth * sizeof(Way))
    for index in range(saved.depth):
        matcher.ways[index].op += first - saved.first
    return saved.depth


cdef bint parts_at(
    const Matcher* matcher, const Op* then, const uchar* data, Py_ssize_t size
) noexcept nogil:
    """Whether a template parts from the text at its first letter behind what is shared."""
    cdef Py_ssize_t at = matcher.saved.at
    if (then.kind != OP_LITERAL and then.kind != OP_TEXT) or matcher.literals[then.a] == 32:
        return False
    return at >= size or data[at] | matcher.folds[then.a] != matcher.literals[then.a]


cdef Py_ssize_t match(
    Matcher* matcher, int first, int count, int shared, int next_shared, const uchar* data,
    Py_ssize_t size, Py_ssize_t body,
) noexcept nogil:
    """Match the template of ``count`` ops from ``first`` at ``body``.

    Its first ``shared`` ops are those of the template that was tried before, and ``next_shared``
    those of the one that may be tried next: they are carried out once for all of them.
    Returns the end, with ``captured`` spans in the matcher, or -1.
    """
    cdef Py_ssize_t limit = least(size, body + SPAN)
    cdef Py_ssize_t at = body
    cdef Py_ssize_t end, same
    cdef int op = first
    cdef int depth = 0
    cdef int steps = 0
    cdef int kind
    cdef bint alive
    cdef const Op* now
    cdef const uchar* literal
    cdef Way* way
    cdef Span* span
    cdef int arrivals = 0   # at the mark
    cdef int mark = first + next_shared if next_shared else -1  # where to save
    matcher.captured = 0
    cdef bint here = False  # whether the way begins at the mark
    if shared and matcher.saved.shared == shared and matcher.saved.body == body:
        now = matcher.ops + first + shared
        if matcher.saved.reached and matcher.saved.sole and parts_at(matcher, now, data, size):
            if next_shared > shared:
                save(matcher, first, next_shared, body, -1, 0)
            return -1
        if not matcher.saved.reached:
            return -1
        depth = restored(matcher, first)
        at = matcher.saved.at
        op = first + shared
        here = next_shared == shared
        if next_shared < shared:
            mark = -1
    if mark >= 0 and not here:
        save(matcher, first, next_shared, body, -1, 0)
    while True:
        alive = True
        steps += 1
        if op == mark:
            arrivals += 1
            if arrivals == 1 and not here:
                save(matcher, first, next_shared, body, at, depth)
        if steps >= PATIENCE:
            if steps == PATIENCE:
                memset(matcher.failed, 0, <size_t>((count * (SPAN + 1) + 7) >> 3))
            alive = not entered(matcher, <Py_ssize_t>(op - first) * (SPAN + 1) + at - body)
        if alive:
            now = matcher.ops + op
            kind = now.kind
            if kind == OP_LITERAL:
                if at + now.b <= limit and text_same(
                    data, size, at, matcher.literals + now.a, matcher.folds + now.a, now.b
                ) == now.b:
                    at += now.b
                    op += 1
                else:
                    alive = False
            elif kind == OP_TEXT:
                same = text_same(
                    data, size, at, matcher.literals + now.a, matcher.folds + now.a, now.b
                )
                literal = matcher.literals + now.a
                if same == now.b and at + same <= limit and not (
                    (literal[0] == 32 and at == body)
                    or (literal[same - 1] == 32 and (at + same >= limit or is_blank(data[at + same])))
                ):
                    at += same
                    op = now.c
                elif same == now.b or (
                    at + same < size and is_blank(data[at + same])
                ) or (same == 0 and literal[0] == 32):
                    op += 1
                else:
                    alive = False
            elif kind == OP_BLANK:
                if at + 1 < limit and at > body and data[at] == 32 and not is_blank(data[at + 1]):
                    at += 1
                else:
                    at = blank_end(data, limit, body, at)
                    alive = at >= 0
                op += 1
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
                elif now.c:
                    end = text_blank(data, at, least(limit, at + WORD_LIMIT))
                    if now.a == KIND_NAME:
                        end = name_end(data, at, end)
                    span.start = at
                    span.end = end
                    while span.end > at and is_punctuation(data[span.end - 1]):
                        span.end -= 1
                    alive = span.end > at
                    at = end
                    op += 1
                    matcher.captured += alive
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
                if mark >= 0 and arrivals == 1 and steps < PATIENCE:
                    matcher.saved.sole = True
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
            if next_fitting_end(matcher, now.a, now + 1, data, size, way, span):
                matcher.captured += 1
                at = way.cursor
                op = way.op + 1
                alive = True
            else:
                depth -= 1

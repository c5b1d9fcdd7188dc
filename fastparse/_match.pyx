# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The op interpreter: tries one compiled template at one position.

It goes back to the next possibility when a way fails, like a regular expression; once a try
takes more than a few steps it notes every (op, position) that was entered, and enters none
twice: its cost is bounded by ops times positions. The limits are those of fastparse.template.
"""

from libc.string cimport memcpy, memset

from fastparse._chars cimport first_of, is_blank, is_name, is_punctuation, lower, uchar
from fastparse._text cimport text_blank, text_same
from fastparse._fields cimport (
    KIND_NAME, KIND_PROXY, KIND_REST, KIND_SET, KIND_WORD, exact_end, last_line, least, set_end,
)

cdef enum:
    SPAN = 4096
    BLANK_LIMIT = 128
    WORD_LIMIT = 256
    TEXT_LIMIT = 512
    PATIENCE = 256

cdef enum:
    PLAIN = -2  # cursor of a way that is an op at a position
    FRESH = -1  # cursor of a field none of whose ends was tried


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


cdef Py_ssize_t name_end(const uchar* data, Py_ssize_t at, Py_ssize_t bound) noexcept nogil:
    while at < bound and is_name(data[at]):
        at += 1
    return at


cdef void open_field(
    int kind, const uchar* data, Py_ssize_t limit, Py_ssize_t body, Way* way
) noexcept nogil:
    """Find how far a field with several possible ends may reach."""
    cdef Py_ssize_t at = way.start
    cdef Py_ssize_t bound
    cdef bint wrapped = False
    if kind == KIND_WORD or kind == KIND_NAME:
        bound = least(limit, at + WORD_LIMIT)
        way.bound = (
            text_blank(data, at, bound) if kind == KIND_WORD else name_end(data, at, bound)
        )
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


cdef bint words_may_stand(
    const Matcher* matcher, const Op* words, const uchar* data, Py_ssize_t size, Py_ssize_t at
) noexcept nogil:
    """Whether words and blanks stand at ``at``, or blanks are there that the text has fewer of."""
    cdef Py_ssize_t same = text_same(
        data, size, at, matcher.literals + words.a, matcher.folds + words.a, words.b
    )
    return (
        same == words.b
        or (at + same < size and is_blank(data[at + same]))
        or (same == 0 and matcher.literals[words.a] == 32)
    )


cdef Py_ssize_t text_stop(
    const Matcher* matcher, const Op* then, const uchar* data, Py_ssize_t size, Py_ssize_t at,
    Py_ssize_t bound,
) noexcept nogil:
    """First index from ``at`` to ``bound`` at which what follows a text may stand.

    Where that is a literal, maybe behind a blank, everything is passed over that can't be it.
    What was passed over once is noted: a text that is begun again and again without ever ending
    costs its bytes once.
    """
    cdef const Op* words = then
    if words.kind == OP_TEXT:
        then += 1
    cdef bint spaced = then.kind == OP_BLANK
    cdef const Op* wanted = then + 1 if spaced else then
    cdef const uchar* literal
    cdef const uchar* fold
    cdef Quiet* quiet
    cdef Py_ssize_t begin, stands
    cdef uchar first
    if wanted.kind != OP_LITERAL:
        return at
    literal = matcher.literals + wanted.a
    fold = matcher.folds + wanted.a
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
            and text_same(data, size, stands, literal, fold, wanted.b) == wanted.b
            and (words.kind != OP_TEXT or words_may_stand(matcher, words, data, size, at))
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


cdef bint next_fitting_end(
    const Matcher* matcher, int kind, const Op* then, const uchar* data, Py_ssize_t size, Way* way,
    Span* span,
) noexcept nogil:
    """Move to the next end of a word or name at which the literal behind it may begin."""
    cdef bint known = (
        (kind == KIND_WORD or kind == KIND_NAME)
        and (then.kind == OP_LITERAL or then.kind == OP_TEXT)
        and matcher.literals[then.a] != 32
    )
    while next_end(matcher, kind, then, data, size, way, span):
        if not known or (
            way.cursor < size
            and data[way.cursor] | matcher.folds[then.a] == matcher.literals[then.a]
        ):
            return True
    return False


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

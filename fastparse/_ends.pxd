# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Where blanks and fields with several possible ends do end, for the op interpreter of _match."""

from fastparse._chars cimport first_of, is_blank, is_name, is_punctuation, lower, uchar
from fastparse._fields cimport KIND_NAME, KIND_REST, KIND_WORD, last_line, least
from fastparse._match cimport (
    FRESH, OP_BLANK, OP_LITERAL, OP_TEXT, Matcher, Op, Quiet, Span, Way,
)
from fastparse._text cimport text_blank, text_same

cdef enum:
    BLANK_LIMIT = 128
    WORD_LIMIT = 256
    TEXT_LIMIT = 512


cdef inline Py_ssize_t blank_end(
    const uchar* data, Py_ssize_t limit, Py_ssize_t body, Py_ssize_t at
) noexcept nogil:
    cdef Py_ssize_t end = at
    cdef Py_ssize_t bound = least(limit, at + BLANK_LIMIT)
    cdef inline bint wrapped = False
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


cdef inline Py_ssize_t name_end(const uchar* data, Py_ssize_t at, Py_ssize_t bound) noexcept nogil:
    while at < bound and is_name(data[at]):
        at += 1
    return at


cdef inline void open_field(
    int kind, const uchar* data, Py_ssize_t limit, Py_ssize_t body, Way* way
) noexcept nogil:
    """Find how far a field with several possible ends may reach."""
    cdef inline Py_ssize_t at = way.start
    cdef Py_ssize_t bound
    cdef inline bint wrapped = False
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


cdef inline bint words_may_stand(
    const Matcher* matcher, const Op* words, const uchar* data, Py_ssize_t size, Py_ssize_t at
) noexcept nogil:
    """Whether words and blanks stand at ``at``, or blanks are there that the text has fewer of."""
    cdef inline Py_ssize_t same = text_same(
        data, size, at, matcher.literals + words.a, matcher.folds + words.a, words.b
    )
    return (
        same == words.b
        or (at + same < size and is_blank(data[at + same]))
        or (same == 0 and matcher.literals[words.a] == 32)
    )


cdef inline Py_ssize_t text_stop(
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
    cdef inline bint spaced = then.kind == OP_BLANK
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


cdef inline bint next_end(
    const Matcher* matcher, int kind, const Op* then, const uchar* data, Py_ssize_t size, Way* way,
    Span* span,
) noexcept nogil:
    """Move to the field's next possible end; False when there is none."""
    cdef inline Py_ssize_t start = way.start
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


cdef inline bint next_fitting_end(
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

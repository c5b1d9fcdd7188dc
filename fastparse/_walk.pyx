# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""One walk over a window of bytes, and a try at every place where a message may stand.

The walk (find.h) notes places a stretch at a time; their windows lead to anchors, and anchors to
templates. Nothing here is quadratic: an anchor costs a bounded try (see _match and _tags).
"""

from libc.stdint cimport uint32_t
from libc.stdlib cimport realloc

from fastparse._chars cimport is_alnum, is_blank, last_of, uchar
from fastparse._find cimport FIND_ANY, finder_path, finder_place, finder_walk
from fastparse._match cimport Matcher, Span, match
from fastparse._sides cimport Sides, read_sides
from fastparse._stamps cimport Stamp, read_stamp
from fastparse._tags cimport LEAD, Tag, read_tag
from fastparse._text cimport TEXT_NEAR, text_feeds, text_same, text_same_before

cdef enum:
    BLANK_LIMIT = 128
    UNSEEN = -1
    STRETCH = 1 << 17  # bytes walked before what was found in them, while they are in the cache


cdef extern from *:
    void prefetch "__builtin_prefetch"(const void* at) nogil


cdef int order_of(const void* left, const void* right) noexcept nogil:
    """The preference among overlapping matches: first start, then the longest, then the first."""
    cdef const Candidate* a = <const Candidate*>left
    cdef const Candidate* b = <const Candidate*>right
    if a.start != b.start:
        return -1 if a.start < b.start else 1
    if a.end != b.end:
        return -1 if a.end > b.end else 1
    return a.template_ - b.template_


cdef Candidate* next_candidate(Pool* pool) noexcept nogil:
    cdef Py_ssize_t room
    cdef void* moved
    if pool.count == pool.room:
        room = 2 * pool.room + 64
        moved = realloc(pool.candidates, <size_t>room * sizeof(Candidate))
        if moved == NULL:
            return NULL
        pool.candidates = <Candidate*>moved
        pool.room = room
    pool.count += 1
    return &pool.candidates[pool.count - 1]


cdef Span* next_spans(Pool* pool, int count) noexcept nogil:
    cdef Py_ssize_t room
    cdef void* moved
    if pool.spans == NULL or pool.span_count + count > pool.span_room:
        room = 2 * pool.span_room + 128 + count
        moved = realloc(pool.spans, <size_t>room * sizeof(Span))
        if moved == NULL:
            return NULL
        pool.spans = <Span*>moved
        pool.span_room = room
    pool.span_count += count
    return &pool.spans[pool.span_count - count]


cdef Py_ssize_t anchor_start(
    const Plan* plan, const Window* window, Py_ssize_t at, int text, int length
) noexcept nogil:
    """Where an anchor starts whose ``length`` letters before ``text`` end before ``at``, or -1.

    A blank at ``at`` may be the last one of a run.
    """
    cdef const uchar* data = window.data
    cdef const uchar* letters = plan.literals + text
    cdef Py_ssize_t least
    cdef Py_ssize_t same = text_same_before(
        data, window.begin, at, letters, plan.folds + text, length
    )
    if same == length:
        return at - length
    if at - same <= window.begin or not is_blank(data[at - same - 1]):
        return -1
    while True:
        if letters[0] == 32:
            least = at - BLANK_LIMIT
            while at > window.begin and is_blank(data[at - 1]):
                at -= 1
                if at < least:
                    return -1
        if length == 0:
            return at
        length -= 1
        letters -= 1
        at -= 1
        if at < window.begin or plan.fold[data[at]] != letters[0]:
            return -1


cdef bint anchor_stands(
    const Plan* plan, const Window* window, Py_ssize_t at, const Aim* aim, Py_ssize_t same
) noexcept nogil:
    """Whether an anchor stands at ``at`` from its window on, of which ``same`` letters do as they are."""
    cdef const uchar* data = window.data
    cdef const uchar* letters = plan.literals + aim.text
    cdef const uchar* end = letters + aim.length
    cdef Py_ssize_t size = window.size
    if same == aim.length:
        return True
    # Only where a blank is another one, or the first of several, may the rest still stand.
    if at + same >= size or not is_blank(data[at + same]) or not (
        letters[same] == 32 or (same > 0 and letters[same - 1] == 32)
    ):
        return False
    while letters < end:
        if at >= size or plan.fold[data[at]] != letters[0]:
            return False
        at += 1
        if letters[0] == 32:
            while at < size and is_blank(data[at]):
                at += 1
        letters += 1
    return True


cdef bint may_start(
    const Plan* plan, const Window* window, Py_ssize_t body, int template_
) noexcept nogil:
    """Whether a text may begin here: one that opens with a field does at the start of a token."""
    if not plan.opening[256 * template_ + window.data[body]]:
        return False
    if not plan.fields_first[template_]:
        return True
    if body == 0:
        return window.base == 0
    cdef uchar byte = window.data[body - 1]
    return not (is_alnum(byte) or byte == 95 or byte == 46)


cdef bint opens_line(const Window* window, Py_ssize_t floor, Py_ssize_t body) noexcept nogil:
    """Whether only blanks and a timestamp stand before ``body`` in its line."""
    cdef const uchar* data = window.data
    cdef Py_ssize_t line
    cdef Stamp stamp
    line = last_of(data, floor, body, 10) + 1
    if line == 0:
        if floor + window.base > 0:
            return False
        line = floor
    read_stamp(data, line, body + 1, &stamp)
    if stamp.time_start >= 0:
        return stamp.end == body
    while line <= body and is_blank(data[line]) and data[line] != 10:
        line += 1
    return line == body


cdef Recent* tag_before(
    const Plan* plan, const Window* window, Pool* pool, Py_ssize_t body, int context
) noexcept nogil:
    """Look for a context's tag before ``body``: once for all templates that are tried there."""
    cdef Recent* recent = &pool.recent[context + 1]
    if recent.body != body:
        recent.body = body
        recent.tag.start = body
        recent.tag.count = 0
        recent.bare = UNSEEN
        recent.tagged = context < 0 or read_tag(
            context, window.data, body - LEAD if body > LEAD else 0, body, &recent.tag
        )
    return recent


cdef bint bare(const Window* window, Recent* recent, Py_ssize_t body) noexcept nogil:
    """Whether the text at ``body``, which has no tag, opens its line: then it needs none."""
    if recent.bare == UNSEEN:
        recent.tag.start = body
        recent.tag.count = 0
        recent.bare = opens_line(window, body - LEAD if body > LEAD else 0, body)
    return recent.bare


cdef inline bint inside_word(uchar byte) noexcept nogil:
    """Whether this byte right before a text shows that neither a tag nor a time ends there.

    A time may end in a digit, or in the ``Z`` of RFC 3339.
    """
    return 97 <= (byte | 0x20) < 122 or byte == 45 or byte == 47 or byte == 95


cdef void place_in_lines(const Window* window, const Pool* pool, Candidate* one) noexcept nogil:
    """Find the candidate's line, while its bytes are in the cache."""
    cdef Py_ssize_t floor = one.start - LEAD - 1 if one.start > LEAD else 0
    cdef Py_ssize_t feed = last_of(window.data, floor, one.start, 10)
    one.line_start = floor if feed < 0 else feed + 1
    if one.start < pool.mark:
        one.line = pool.marked - text_feeds(window.data, one.start, pool.mark)
    else:
        one.line = pool.marked + text_feeds(window.data, pool.mark, one.start)


cdef inline void leave_out(Matcher* matcher, int shared) noexcept nogil:
    """Go on without a template that shares ``shared`` ops with the one before."""
    if shared < matcher.saved.shared:
        matcher.saved.shared = 0


cdef int attempt(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t body, int template_,
    int shared, int next_shared,
) noexcept nogil:
    """Try one template at one position; a match becomes a candidate. -1 without memory.

    ``shared`` and ``next_shared``: see :func:`match`.
    """
    cdef Py_ssize_t end
    cdef Recent* recent
    cdef const Tag* tag
    cdef Candidate* candidate
    cdef Span* spans
    cdef int index
    if body >= window.size or (not window.final and body >= window.until + LEAD):
        return 0
    if body > 0 and plan.contexts[template_] >= 0 and inside_word(window.data[body - 1]):
        leave_out(matcher, shared)
        return 0
    recent = tag_before(plan, window, pool, body, plan.contexts[template_])
    if not recent.tagged and not (
        plan.bares[template_] and (not shared or bare(window, recent, body))
    ):
        leave_out(matcher, shared)
        return 0
    end = match(
        matcher, plan.firsts[template_], plan.counts[template_], shared, next_shared,
        window.data, window.size, body,
    )
    if end < 0:
        return 0
    if not recent.tagged and not bare(window, recent, body):
        return 0
    tag = &recent.tag
    if tag.start < window.begin or tag.start >= window.until:
        return 0
    spans = next_spans(pool, tag.count + matcher.captured)
    candidate = next_candidate(pool)
    if spans == NULL or candidate == NULL:
        return -1
    candidate.start = tag.start
    candidate.end = end
    candidate.template_ = template_
    candidate.count = tag.count + matcher.captured
    candidate.spans = pool.span_count - candidate.count
    for index in range(tag.count):
        spans[index].name = plan.names[template_ * CONTEXT_NAMES + tag.which[index]]
        spans[index].start = tag.first[index]
        spans[index].end = tag.last[index]
    for index in range(matcher.captured):
        spans[tag.count + index] = matcher.spans[index]
    place_in_lines(window, pool, candidate)
    if pool.count > 1 and order_of(candidate - 1, candidate) > 0:
        pool.sorted = False
    return 0


cdef int try_anchor(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t start, int anchor
) noexcept nogil:
    """Try the templates of an anchor that starts at ``start``."""
    cdef int target, template_, reach, next_shared
    cdef int last = plan.target_first[anchor + 1]
    cdef Py_ssize_t body
    for target in range(plan.target_first[anchor], last):
        reach = plan.target_reach[target]
        template_ = plan.target_template[target]
        if reach == 0:
            next_shared = plan.target_shared[target + 1] if target + 1 < last else 0
            if attempt(
                plan, window, matcher, pool, start, template_, plan.target_shared[target],
                next_shared,
            ):
                return -1
            continue
        body = max(window.begin, start - reach, matcher.tried[template_])
        matcher.tried[template_] = start + 1
        while body <= start:
            if may_start(plan, window, body, template_):
                if attempt(plan, window, matcher, pool, body, template_, 0, 0):
                    return -1
            body += 1
    return 0


cdef int try_aim(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t at, const Aim* aim
) noexcept nogil:
    """Try an anchor letter by letter, its blanks any blanks."""
    cdef Py_ssize_t start
    cdef Py_ssize_t same = text_same(
        window.data, window.size, at, plan.literals + aim.text, plan.folds + aim.text, aim.length
    )
    if not anchor_stands(plan, window, at, aim, same):
        return 0
    start = anchor_start(plan, window, at, aim.text, aim.offset)
    return 0 if start < 0 else try_anchor(plan, window, matcher, pool, start, aim.anchor)


cdef int try_aims(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t at,
    const Key* key, int first, int last, const Sides* sides,
) noexcept nogil:
    """Try anchors by the letters on either side of their key, those that have odd blanks one by one.

    What stands farther away is left to the templates.
    """
    cdef const Aim* aim = plan.aims + key.first + first
    cdef const Aim* end = plan.aims + key.first + last
    cdef Py_ssize_t start
    while aim < end:
        if (
            (sides.before ^ aim.before) & aim.before_mask & sides.before_mask
            | (sides.behind ^ aim.behind) & aim.behind_mask & sides.behind_mask
        ) == 0:
            if sides.odd & aim.near:
                if try_aim(plan, window, matcher, pool, at, aim):
                    return -1
            elif (sides.farther ^ aim.farther) & aim.farther_mask == 0:
                if aim.offset <= SIDE:
                    start = at - aim.offset
                    if start < window.begin:
                        start = -1
                else:
                    start = anchor_start(
                        plan, window, at - SIDE, aim.text - SIDE, aim.offset - SIDE
                    )
                if start >= 0 and try_anchor(plan, window, matcher, pool, start, aim.anchor):
                    return -1
        aim += 1
    return 0


cdef int try_window(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t at, int number
) noexcept nogil:
    """Try the anchors of a key that seems to stand at ``at``."""
    cdef const Key* key = plan.key + number
    cdef const uchar* data = window.data
    cdef Sides sides
    cdef int group, index
    if at < SIDE or at - SIDE + TEXT_NEAR > window.size:
        for index in range(key.count):
            if try_aim(plan, window, matcher, pool, at, plan.aims + key.first + index):
                return -1
        return 0
    read_sides(&sides, data + at, key.known, key.near)
    if sides.odd:
        return try_aims(plan, window, matcher, pool, at, key, 0, key.count, &sides)
    group = data[at + key.where] & (GROUPS - 1)
    if key.groups[0] and try_aims(
        plan, window, matcher, pool, at, key, 0, key.groups[0], &sides
    ):
        return -1
    if key.groups[group] == key.groups[group + 1]:
        return 0
    return try_aims(
        plan, window, matcher, pool, at, key, key.groups[group], key.groups[group + 1], &sides
    )


cdef int try_place(
    const Plan* plan, const Window* window, Matcher* matcher, Pool* pool, Py_ssize_t at, uint32_t key
) noexcept nogil:
    cdef int any_key
    if key != FIND_ANY:
        return try_window(plan, window, matcher, pool, at, <int>key)
    for any_key in range(plan.keys):
        if try_window(plan, window, matcher, pool, at, any_key):
            return -1
    return 0


cdef inline void fetch_line(const uchar* at) noexcept nogil:
    prefetch(at - 64)
    prefetch(at)
    prefetch(at + 64)
    prefetch(at + 128)


cdef int walk(
    const Plan* plan, finder_path path, const Window* window, Matcher* matcher, Pool* pool,
    Py_ssize_t* feeds,
) noexcept nogil:
    """Collect the window's candidates, and count the line feeds before ``until``."""
    cdef finder_walk steps
    cdef size_t index
    cdef Py_ssize_t end
    cdef Py_ssize_t lines = 0
    cdef Py_ssize_t at = window.begin
    cdef finder_place* place
    feeds[0] = 0
    steps.tables = &plan.finder
    steps.data = window.data
    steps.limit = <size_t>window.size
    steps.places = pool.places
    steps.room = PLACES
    while at < window.stop:
        end = at + STRETCH if at + STRETCH < window.stop else window.stop
        if at < window.until < end:
            end = window.until
        steps.begin = <size_t>at
        steps.at = <size_t>at
        steps.end = <size_t>end
        steps.count = 0
        steps.lines = 0
        path(&steps)
        pool.tried += <Py_ssize_t>steps.count
        for index in range(steps.count):
            place = &pool.places[index]
            fetch_line(window.data + at + pool.places[min(index + 2, steps.count - 1)].at)
            pool.mark = at + place.block
            pool.marked = lines + place.lines
            if try_place(plan, window, matcher, pool, at + place.at, place.key):
                return -1
        lines += <Py_ssize_t>steps.lines
        at = <Py_ssize_t>steps.at
        if at <= window.until:
            feeds[0] = lines
    return 0

# cython: language_level=3
"""Field ids of crypto maps, those of ``records_crypto_map``, and the state of a walk."""

from libc.string cimport memcmp

from fastparse._show_columns cimport Bytes, Sink, put_at
from fastparse._show_fields cimport CUT_RECORD, STRAY


cpdef enum CryptoMapField:
    NAME = 1
    FAMILY = 2
    SEQUENCE = 3
    KIND = 4
    TEMPLATE = 5
    UNFINISHED = 6
    MISSING = 7
    DESCRIPTION = 8
    PEER = 9
    CURRENT_PEER = 10
    ISAKMP_PROFILE = 11
    IKEV2_PROFILE = 12
    PROFILE = 13
    PROFILE_INSTANCE = 14
    ACL = 15
    ACL_ENTRY = 16
    CHECK_IN = 17
    CHECK_OUT = 18
    NO_ACL = 19
    SS_DYNAMIC = 20
    KILOBYTES = 21
    VOLUME = 22
    SECONDS = 23
    IDLE_SECONDS = 24
    DUALSTACK = 25
    RESPONDER_ONLY = 26
    PFS = 27
    DH_GROUP = 28
    MIXED_MODE = 29
    REVERSE_ROUTE = 30
    REPLAY_WINDOW = 31
    DYNAMIC_TEMPLATE = 32
    CREATED_FROM = 33
    GROUP_NAME = 34
    ALWAYS_UP = 35
    INBOUND_ESP = 36
    OUTBOUND_ESP = 37
    INBOUND_AH = 38
    OUTBOUND_AH = 39
    IDB = 40
    LOCAL_ADDRESS = 41
    APPLIED = 42
    INTERFACE = 43
    TRANSFORM_SET = 60
    TRANSFORMS = 61


cdef enum Inside:
    PLAIN
    SETS                     # between the braces of the transform sets
    INTERFACES               # below the heading of the interfaces


cdef struct Span:
    Py_ssize_t start
    Py_ssize_t end


cdef struct CryptoMap:
    Sink* sink
    Py_ssize_t record
    bint open
    Inside inside
    unsigned long long seen  # bit by field: what the entry has said of itself
    bint exempt              # an entry of a kind that has no transform sets
    bint manual              # an entry of the kind that has keys of its own
    bint torn                # its transform sets have no closing brace
    Span head
    Py_ssize_t head_line
    Span name
    Span acl
    Span idb_name            # an interface that stands above, and the map that it stands for
    Span idb
    Span local
    Py_ssize_t idb_line


cdef inline bint seen(CryptoMap* s, int field) noexcept nogil:
    return s.seen >> field & 1


cdef inline void say(CryptoMap* s, int field) noexcept nogil:
    s.seen |= <unsigned long long>1 << field


cdef inline bint equal(Bytes b, Span* one, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Whether two spans hold the same bytes."""
    cdef Py_ssize_t size = end - start
    return one.end - one.start == size and memcmp(b + one.start, b + start, <size_t>size) == 0


cdef inline bint last(CryptoMap* s) noexcept nogil:
    """Whether an entry has said what stands last in it but for what trails."""
    return seen(s, TRANSFORM_SET) or seen(s, DYNAMIC_TEMPLATE)


cdef inline bint trails(int field) noexcept nogil:
    """Whether a field may stand below the transform sets."""
    return (
        field == APPLIED or field == REVERSE_ROUTE or field == REPLAY_WINDOW
        or field == ALWAYS_UP or INBOUND_ESP <= field <= OUTBOUND_AH
    )


cdef inline void close(CryptoMap* s) noexcept nogil:
    """End an entry, and say so when it lacks what it must have."""
    if s.open and (
        s.torn
        or s.inside == SETS
        or not (s.exempt or seen(s, DYNAMIC_TEMPLATE) or s.seen >> TRANSFORM_SET & 1)
    ):
        put_at(s.sink, s.record, CUT_RECORD, s.head.start, s.head.end, s.head_line)
    s.open = False
    s.inside = PLAIN


cdef inline int once(CryptoMap* s, int field) noexcept nogil:
    """Return the reason why a line can't be of this entry: none is open, or it has said so.

    What an entry says twice, or below its transform sets, is another one's, whose heading was
    lost.
    """
    if not s.open:
        return STRAY
    if seen(s, field) or (last(s) and not trails(field)):
        close(s)
        return STRAY
    say(s, field)
    return 0

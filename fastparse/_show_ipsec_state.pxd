# cython: language_level=3
"""Where a walk over ``show crypto ipsec sa`` stands: the identity, its SA, what is shared.

Every release prints an identity in the same order. A line that comes a second time, or after the
SAs, therefore belongs to an identity whose head was lost, and the one before is at its end. So
does a value that comes a second time within an SA: it is of an SA whose SPI was lost.
"""

from libc.stdint cimport uint32_t

from fastparse._show_columns cimport Sink, put, put_at
from fastparse._show_fields cimport (
    ACL, CUT_RECORD, CUT_SA, HEADLESS, INTERFACE, PROTECTED_VRF, SETTINGS, SPI, STRAY,
    TRANSFORM,
)
from fastparse._show_ipsec_values cimport Span

cdef enum Stage:
    # lines that an identity has once, in printed order
    LOCAL_PROXY
    REMOTE_PROXY
    PEER
    COUNTERS
    ENDPOINTS
    SPIS
    SECTIONS   # and from here on only headings and SAs


cdef enum SaState:
    NO_SA
    OPEN_SA
    BROKEN_SA  # its SPI or its direction could not be read


cdef enum:
    # what is missing of an identity: both proxies, the headings of its SAs, and the SA that has
    # the current SPI, where that is not 0
    LOCAL_MISSING = 1
    REMOTE_MISSING = 2
    INBOUND_MISSING = 4
    OUTBOUND_MISSING = 8
    INBOUND_SA_MISSING = 16
    OUTBOUND_SA_MISSING = 32
    SHARED = 6  # fields that later identities share: INTERFACE to ACL


cdef struct Shared:
    # A value that stands above the identities that it holds for; line 0 when there is none.
    Span span
    Py_ssize_t line


cdef struct Ipsec:
    Sink* sink
    Py_ssize_t record
    bint open                # inside an identity, which began at ``head``
    Span head
    Py_ssize_t head_line
    Stage stage
    int missing
    Shared[6] shared
    bint outbound            # the section that is being read
    uint32_t[2] current_spi  # inbound and outbound
    SaState sa               # of the SA that began at ``sa_head``
    Span sa_head
    Py_ssize_t sa_line
    uint32_t sa_seen         # values of the SA that were read, a bit each


cdef inline uint32_t bit(int field) noexcept nogil:
    """Return the bit of a value of an SA."""
    return <uint32_t>1 << (field - SPI)


cdef inline void close_sa(Ipsec* s) noexcept nogil:
    """End an SA; one without transform or settings was cut."""
    cdef uint32_t whole = bit(TRANSFORM) | bit(SETTINGS)
    if s.sa == OPEN_SA and s.sa_seen & whole != whole:
        put_at(s.sink, s.record, CUT_SA, s.sa_head.start, s.sa_head.end, s.sa_line)
    s.sa = NO_SA


cdef inline void close(Ipsec* s) noexcept nogil:
    """End an identity, and say so when something of it is missing."""
    close_sa(s)
    if s.open and s.missing:
        put_at(s.sink, s.record, CUT_RECORD, s.head.start, s.head.end, s.head_line)
    s.open = False


cdef inline int reach(Ipsec* s, Stage stage) noexcept nogil:
    """Come to a line that an identity has once."""
    if s.open and s.stage >= stage:
        close(s)
    if not s.open:
        return STRAY
    s.stage = stage
    return 0


cdef inline int put_identity(Ipsec* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Write a value of the identity."""
    if s.open and s.stage == SECTIONS:
        close(s)
    if not s.open:
        return STRAY
    put(s.sink, s.record, field, p, e)
    return 0


cdef inline int put_sa(Ipsec* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Write a value of the SA."""
    if not s.open:
        return STRAY
    if s.sa == OPEN_SA and s.sa_seen & bit(field):
        close_sa(s)
    if s.sa != OPEN_SA:
        s.sa = BROKEN_SA
        return HEADLESS
    put(s.sink, s.record, field, p, e)
    s.sa_seen |= bit(field)
    return 0


cdef inline void forget(Ipsec* s, int field) noexcept nogil:
    s.shared[field - INTERFACE].line = 0


cdef inline void keep(Ipsec* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Keep a value for the identities that follow."""
    s.shared[field - INTERFACE].span.start = p
    s.shared[field - INTERFACE].span.end = e
    s.shared[field - INTERFACE].line = s.sink.line


cdef inline void open_identity(Ipsec* s, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Begin an identity with what was printed above it."""
    cdef int i
    close(s)
    s.record += 1
    s.open = True
    s.head.start = p
    s.head.end = e
    s.head_line = s.sink.line
    s.stage = LOCAL_PROXY
    s.current_spi[0] = s.current_spi[1] = 0
    s.missing = LOCAL_MISSING + REMOTE_MISSING + INBOUND_MISSING + OUTBOUND_MISSING
    for i in range(SHARED):
        if s.shared[i].line:
            put_at(
                s.sink, s.record, INTERFACE + i, s.shared[i].span.start, s.shared[i].span.end,
                s.shared[i].line,
            )
    forget(s, ACL)
    forget(s, PROTECTED_VRF)

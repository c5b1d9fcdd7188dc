# cython: language_level=3
"""Where a walk over ``show crypto ipsec sa`` stands: the identity, its SA, what is shared."""

from fastparse._show_columns cimport Sink, put, put_at
from fastparse._show_fields cimport (
    ACL, CUT_RECORD, CUT_SA, HEADLESS, INTERFACE, PROTECTED_VRF, SETTINGS, STRAY, TRANSFORM,
)
from fastparse._show_ipsec_values cimport Span

cdef enum SaState:
    NO_SA
    OPEN_SA
    BROKEN_SA  # its SPI could not be read


cdef enum:
    # what an identity has when it was not cut
    HAS_LOCAL = 1
    HAS_REMOTE = 2
    HAS_OUTBOUND = 4
    # and an SA
    HAS_TRANSFORM = 1
    HAS_SETTINGS = 2
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
    int has
    Shared[6] shared
    bint section             # a heading ``inbound …`` or ``outbound …`` was seen
    SaState sa               # of the SA that began at ``sa_head``
    Span sa_head
    Py_ssize_t sa_line
    int sa_has


cdef inline void close_sa(Ipsec* s) noexcept nogil:
    """End an SA; one without transform or settings was cut."""
    if s.sa == OPEN_SA and s.sa_has != HAS_TRANSFORM + HAS_SETTINGS:
        put_at(s.sink, s.record, CUT_SA, s.sa_head.start, s.sa_head.end, s.sa_line)
    s.sa = NO_SA


cdef inline void close(Ipsec* s) noexcept nogil:
    """End an identity; one without both proxies and its outbound SAs' heading was cut."""
    close_sa(s)
    if s.open and s.has != HAS_LOCAL + HAS_REMOTE + HAS_OUTBOUND:
        put_at(s.sink, s.record, CUT_RECORD, s.head.start, s.head.end, s.head_line)
    s.open = False
    s.section = False


cdef inline int put_identity(Ipsec* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Write a value of the identity."""
    if not s.open:
        return STRAY
    put(s.sink, s.record, field, p, e)
    return 0


cdef inline int put_sa(Ipsec* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Write a value of the SA."""
    if s.sa != OPEN_SA:
        return STRAY if s.sa == NO_SA else HEADLESS
    put(s.sink, s.record, field, p, e)
    if field == TRANSFORM:
        s.sa_has |= HAS_TRANSFORM
    elif field == SETTINGS:
        s.sa_has |= HAS_SETTINGS
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
    s.has = 0
    for i in range(SHARED):
        if s.shared[i].line:
            put_at(
                s.sink, s.record, INTERFACE + i, s.shared[i].span.start, s.shared[i].span.end,
                s.shared[i].line,
            )
    forget(s, ACL)
    forget(s, PROTECTED_VRF)

# cython: language_level=3
"""Field ids of IKEv2 SAs, the names and numbers of ``records_ikev2``, and the state of a walk."""

from fastparse._show_columns cimport Sink, put_at
from fastparse._show_fields cimport CUT_RECORD, CUT_SA


cpdef enum Ikev2Field:
    TUNNEL = 1
    LOCAL = 2
    LOCAL_PORT = 3
    REMOTE = 4
    REMOTE_PORT = 5
    VRFS = 6
    STATUS = 7
    ROLE = 8
    ENCRYPTION = 9
    KEY_SIZE = 10
    PRF = 11
    HASH = 12
    DH_GROUP = 13
    AUTH_SIGN = 14
    AUTH_VERIFY = 15
    AUTH = 16
    LIFETIME = 17
    ACTIVE_TIME = 18
    CE_ID = 19
    SESSION_ID = 20
    STATUS_DESCRIPTION = 21
    LOCAL_SPI = 22
    REMOTE_SPI = 23
    LOCAL_REQUEST = 24
    REMOTE_REQUEST = 25
    LOCAL_NEXT = 26
    REMOTE_NEXT = 27
    LOCAL_QUEUED = 28
    REMOTE_QUEUED = 29
    LOCAL_WINDOW = 30
    REMOTE_WINDOW = 31
    LOCAL_ID = 32
    REMOTE_ID = 33
    DPD_SECONDS = 34
    DPD_RETRY = 35
    FRAGMENTATION = 36
    ROUTE_UPDATE = 37
    EXTENDED_AUTHENTICATION = 38
    NAT = 39
    SGT = 40
    INITIATOR = 41
    PEER_TYPE = 42
    ASSIGNED_ADDRESS = 43
    QUANTUM = 44
    DELETING = 45
    MARKED = 46
    REMOTE_SUBNET = 47
    SESSION_STATUS = 48
    IKE_COUNT = 49
    CHILD_COUNT = 50
    REMOTE_EAP_ID = 51
    CHILD_LOCAL = 60
    CHILD_REMOTE = 61
    ESP_IN = 62
    ESP_OUT = 63
    AH_IN = 64
    AH_OUT = 65
    CPI_IN = 66
    CPI_OUT = 67
    CHILD_ENCRYPTION = 68
    CHILD_KEY_SIZE = 69
    ESP_HMAC = 70
    AH_HMAC = 71
    COMPRESSION = 72
    MODE = 73


cdef struct Ikev2:
    Sink* sink
    Py_ssize_t record
    bint open
    unsigned long long seen  # bit by field: what the SA has said of itself
    bint subnets             # the line before was one of the remote subnets, or their heading
    bint child
    unsigned int said        # bit by field less 60: what its last child SA has said
    Py_ssize_t children      # how many child SAs it has, and how many it must have
    Py_ssize_t due
    Py_ssize_t head_start
    Py_ssize_t head_end
    Py_ssize_t head_line
    Py_ssize_t child_start
    Py_ssize_t child_end
    Py_ssize_t child_line
    Py_ssize_t left          # for how many more SAs the heading above counts
    Py_ssize_t child_count
    bint single              # whether the heading is that of one SA, whose children it counts
    Py_ssize_t above_start[4]
    Py_ssize_t above_end[4]
    Py_ssize_t above_line


cdef inline bint seen(Ikev2* s, int field) noexcept nogil:
    return s.seen >> field & 1


cdef inline bint said(Ikev2* s, int field) noexcept nogil:
    return s.said >> (field - CHILD_LOCAL) & 1


cdef inline void say(Ikev2* s, int field) noexcept nogil:
    if field < CHILD_LOCAL:
        s.seen |= <unsigned long long>1 << field
    else:
        s.said |= <unsigned int>1 << (field - CHILD_LOCAL)


cdef inline void end_child(Ikev2* s) noexcept nogil:
    """End a child SA, and say so when it lacks what it must have."""
    if s.child and not (said(s, CHILD_REMOTE) and said(s, ESP_IN)):
        put_at(s.sink, s.record, CUT_SA, s.child_start, s.child_end, s.child_line)
    s.child = False


cdef inline void close(Ikev2* s) noexcept nogil:
    """End an SA, and say so when it lacks what it must have."""
    end_child(s)
    if s.open and (
        s.children < s.due
        or not (seen(s, LOCAL) and seen(s, REMOTE) and seen(s, ENCRYPTION) and seen(s, LIFETIME))
    ):
        put_at(s.sink, s.record, CUT_RECORD, s.head_start, s.head_end, s.head_line)
    s.open = s.subnets = False


cdef inline void end_above(Ikev2* s) noexcept nogil:
    """End what a heading counts for, and say so when fewer SAs came than it says."""
    if s.left > 0:
        put_at(
            s.sink, s.record if s.open else -1, CUT_RECORD, s.above_start[0], s.above_end[3],
            s.above_line,
        )
    s.left = 0
    close(s)

# cython: language_level=3
"""Field ids of DMVPN, the names and numbers of ``records_dmvpn``, and the state of a walk."""

from fastparse._show_columns cimport Sink, put_at
from fastparse._show_fields cimport CUT_RECORD, STRAY
from fastparse._show_row_form cimport row_form


cpdef enum DmvpnField:
    INTERFACE = 1
    FAMILY = 2
    TYPE = 3
    PEER_COUNT = 4
    LINE_STATE = 5
    ADDRESS = 6
    VRF = 7
    SOURCE = 8
    DESTINATION = 9
    TUNNEL_VRF = 10
    PROTOCOL = 11
    PROTECTION = 12
    STATE_CONTROL = 13
    EVENT_PUBLISHER = 14
    REGISTRATION_TIMER = 15
    NHS = 40
    NHS_STATE = 41
    NHS_NBMA = 42
    PRIORITY = 43
    CLUSTER = 44
    TUNNEL = 60
    NBMA = 61
    ENTRIES = 62
    STATE = 63
    TIME = 64
    ATTRIBUTES = 65
    NETWORK = 66


cdef struct Span:
    Py_ssize_t start
    Py_ssize_t end


cdef struct Dmvpn:
    Sink* sink
    Py_ssize_t record
    bint open
    bint crypto              # below the heading of the crypto sessions, which are not read here
    bint servers             # below the heading of the next hop servers
    unsigned int seen        # bit by field: what the interface has said of itself
    Py_ssize_t heads         # how many NBMA addresses were found, and how many there must be
    Py_ssize_t due
    Span head
    Py_ssize_t head_line
    bint known               # whether an NBMA address stands above
    bint waiting             # … and has no tunnel address yet
    Span nbma
    Span entries             # its count, empty where the device prints it behind the address
    Py_ssize_t nbma_line
    bint whole               # the line before was a row with its NBMA address
    row_form rows            # rows as the last such one
    int partial              # 1: a peer of the list for IPv6 whose state has not come yet, 2: with
                             # its network


cdef inline bint seen(Dmvpn* s, int field) noexcept nogil:
    return s.seen >> field & 1


cdef inline void say(Dmvpn* s, int field) noexcept nogil:
    s.seen |= <unsigned int>1 << field


cdef inline void end_peer(Dmvpn* s) noexcept nogil:
    """End an NBMA address, and say so when no tunnel address, or no state, came with it."""
    if s.waiting or s.partial:
        put_at(s.sink, s.record, CUT_RECORD, s.nbma.start, s.nbma.end, s.nbma_line)
    s.known = s.waiting = s.partial = False


cdef inline void close(Dmvpn* s) noexcept nogil:
    """End an interface, and say so when it lacks what it must have."""
    end_peer(s)
    if s.open and (not seen(s, TYPE) or s.heads != s.due):
        put_at(s.sink, s.record, CUT_RECORD, s.head.start, s.head.end, s.head_line)
    s.open = s.servers = False


cdef inline void open_interface(Dmvpn* s, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    s.record += 1
    s.open = True
    s.seen = 0
    s.heads = s.due = 0
    s.head.start = p
    s.head.end = e
    s.head_line = s.sink.line


cdef inline int once(Dmvpn* s, int field) noexcept nogil:
    """Return the reason why a line can't be of this interface: it is not open, or has said so.

    What an interface says twice is another one's, whose own line was lost.
    """
    if not s.open:
        return STRAY
    if seen(s, field):
        close(s)
        return STRAY
    say(s, field)
    return 0

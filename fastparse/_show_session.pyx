# cython: language_level=3
"""``show crypto session [detail]`` of IOS: sessions, their IKE SAs and their flows.

The twin in ``fastparse.reference.show_session`` says the same in plain Python.
"""

from fastparse._show_blocks cimport (
    ADDRESS, DIGITS, LETTERS, REST, WORD, Blocks, blocks_again, leave_open, no_block,
)
from fastparse._show_columns cimport Bytes, Sink, by_form_of, columns_of, put, put_at
from fastparse._show_endpoints cimport endpoint, put_endpoint
from fastparse._show_fields cimport (
    CUT_RECORD, CUT_SA, MISSHAPEN_ROW, NOT_A_NUMBER, NOT_UNDERSTOOD, STRAY,
)
from fastparse._show_legends cimport legend
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_text cimport (
    MOST_DIGITS, Name, address, after, digits_end, find, named, number, same, skip, starts,
    status_word, trim, word_end,
)


cdef Name[20] KEYS = [
    Name("inbound", DECRYPTED), Name("outbound", ENCRYPTED), Name("ipsec flow", FLOW),
    Name("ikev1 sa", VERSION), Name("ikev2 sa", VERSION), Name("ike sa", VERSION),
    Name("interface", INTERFACE), Name("active sas", ACTIVE_SAS), Name("session id", SESSION_ID),
    Name("session status", STATUS), Name("capabilities", CAPABILITIES), Name("peer", PEER),
    Name("phase1_id", PHASE1_ID), Name("profile", PROFILE), Name("desc", DESCRIPTION),
    Name("uptime", UPTIME), Name("username", USERNAME), Name("group", GROUP),
    Name("assigned address", ASSIGNED_ADDRESS), Name(NULL, 0),
]


cdef inline int bit(int field) noexcept nogil:
    return 1 << (field - VERSION)


cdef void end_part(Session* s) noexcept nogil:
    """End an SA or a flow, and say so when it lacks what it must have."""
    cdef bint inbound, outbound
    if s.waiting:
        put_at(s.sink, s.record, CUT_SA, s.id_start, s.id_end, s.id_line)
    if s.part == IN_SA and not s.said & bit(REMOTE):
        put_at(s.sink, s.record, CUT_SA, s.part_start, s.part_end, s.part_line)
    if s.part == IN_FLOW:
        inbound = s.said & bit(DECRYPTED) != 0
        outbound = s.said & bit(ENCRYPTED) != 0
        if inbound != outbound or not s.said & bit(ACTIVE_SAS):
            put_at(s.sink, s.record, CUT_RECORD, s.part_start, s.part_end, s.part_line)
    s.waiting = False
    s.part = NOWHERE


cdef void close(Session* s) noexcept nogil:
    """End a session, and say so when it lacks what it must have."""
    if not s.open:
        return
    end_part(s)
    if not s.seen >> PEER & 1 or not s.seen >> STATUS & 1:
        put_at(s.sink, s.record, CUT_RECORD, s.head_start, s.head_end, s.head_line)
    s.open = False


cdef void open_session(Session* s, Py_ssize_t p, Py_ssize_t e, bint named_here) noexcept nogil:
    """Begin a session, under the interface above unless the line names its own."""
    close(s)
    s.record += 1
    s.open = True
    s.seen = 0
    s.flows = False
    s.head_start = p
    s.head_end = e
    s.head_line = s.sink.line
    put(s.sink, s.record, HEAD, p, e)
    if named_here:
        return
    if s.known:
        put_at(
            s.sink, s.record, INTERFACE, s.interface_start, s.interface_end, s.interface_line
        )
    else:
        put(s.sink, s.record, CUT_RECORD, p, e)


cdef void open_part(Session* s, Part part, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    s.part = part
    s.said = 0
    s.part_start = p
    s.part_end = e
    s.part_line = s.sink.line


cdef int head(
    Session* s, int field, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t at
) noexcept nogil:
    """Read a line of those above the peer."""
    cdef bint one_word = at < e and word_end(b, at, e) == e
    if field == INTERFACE or not s.open or s.seen >> PEER & 1 or s.seen >> field & 1:
        open_session(s, p, e, field == INTERFACE)
    s.seen |= 1 << field
    if at == e or (not one_word and (field == INTERFACE or field == STATUS or field == UPTIME)):
        return MISSHAPEN_ROW
    if field == ASSIGNED_ADDRESS and not address(b, at, e):
        return MISSHAPEN_ROW
    if field == STATUS and not status_word(b, at, e):
        return MISSHAPEN_ROW
    put(s.sink, s.record, field, at, e)
    if field == INTERFACE:
        s.known = True
        s.interface_start = at
        s.interface_end = e
        s.interface_line = s.sink.line
    return 0


cdef Py_ssize_t put_word(
    Session* s, int field, Bytes b, Py_ssize_t at, Py_ssize_t e, bint digits
) noexcept nogil:
    """Write the word that begins a span; return the next one, -1 when it is none of its kind."""
    cdef Py_ssize_t stop
    if at < 0:  # the key before it was not there
        return -1
    stop = word_end(b, at, e)
    if stop == at or (digits and not number(b, at, stop)):
        return -1
    put(s.sink, s.record, field, at, stop)
    return skip(b, stop, e)


cdef int peer(Session* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t at) noexcept nogil:
    """Read ``Peer: A port N [fvrf: X ivrf: Y]``, or ``A/N`` of older releases."""
    cdef Py_ssize_t mark, stop
    if not s.open or s.seen >> PEER & 1:
        open_session(s, p, e, False)
    mark = s.sink.used
    stop = word_end(b, at, e)
    if address(b, at, stop):
        put(s.sink, s.record, PEER, at, stop)
        at = put_word(s, PORT, b, after(b, skip(b, stop, e), e, "port", False), e, True)
    else:
        at = put_endpoint(s.sink, s.record, PEER, PORT, b, at, e)
    if 0 <= at < e:
        at = put_word(s, FVRF, b, after(b, at, e, "fvrf", True), e, False)
    if 0 <= at < e:
        at = put_word(s, IVRF, b, after(b, at, e, "ivrf", True), e, False)
    if at != e:
        s.sink.used = mark
        return MISSHAPEN_ROW
    s.seen |= 1 << PEER
    s.part = BELOW_PEER
    return 0


cdef int below_peer(
    Session* s, int field, Bytes b, Py_ssize_t at, Py_ssize_t e
) noexcept nogil:
    """Read the peer's name, or its description, which may be empty."""
    if s.part != BELOW_PEER or s.seen >> field & 1:
        return STRAY
    s.seen |= 1 << field
    if at < e:
        put(s.sink, s.record, field, at, e)
    return 0


cdef int system(Session* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``System IP: A  Interface: I``."""
    cdef Py_ssize_t mark = s.sink.used
    if s.part != BELOW_PEER or s.seen >> SYSTEM_IP & 1:
        return STRAY
    s.seen |= 1 << SYSTEM_IP
    if address(b, at, word_end(b, at, e)):
        at = put_word(s, SYSTEM_IP, b, at, e, False)
        if put_word(s, SYSTEM_INTERFACE, b, after(b, at, e, "interface", True), e, False) == e:
            return 0
    s.sink.used = mark
    return MISSHAPEN_ROW


cdef bint another(Session* s) noexcept nogil:
    """Whether an IKE SA is not this session's: it has no peer, or its flows stand above already.

    Then it is of a session whose head was lost.
    """
    if s.open and s.seen >> PEER & 1 and not s.flows:
        return False
    if s.open and s.flows:
        close(s)
    return True


cdef int session_id(Session* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    if another(s):
        return STRAY
    end_part(s)
    if not number(b, at, e):
        return NOT_A_NUMBER
    s.waiting = True
    s.id_start = at
    s.id_end = e
    s.id_line = s.sink.line
    return 0


cdef int remote(Session* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``A/port status`` of the far end; the caller takes back what a bad one wrote."""
    at = put_endpoint(s.sink, s.record, REMOTE, REMOTE_PORT, b, at, e)
    if at < 0 or not status_word(b, at, e):
        return MISSHAPEN_ROW
    put(s.sink, s.record, SA_STATUS, at, e)
    s.said |= bit(REMOTE)
    return 0


cdef int sa(Session* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t at) noexcept nogil:
    """Read ``IKEv2 SA: local A/port remote B/port Active``; the remote end may come below."""
    cdef Py_ssize_t mark, near
    cdef bint waiting = s.waiting
    if another(s):
        return STRAY
    s.waiting = False
    end_part(s)
    s.waiting = waiting  # a bad line leaves it waiting, and the id is then reported
    mark = s.sink.used
    near = after(b, at, e, "local", False)
    if near < 0 or endpoint(b, near, word_end(b, near, e)) < 0:
        return MISSHAPEN_ROW
    open_part(s, IN_SA, p, e)
    put(s.sink, s.record, VERSION, p, word_end(b, p, e))
    if waiting:
        put_at(s.sink, s.record, SESSION_ID, s.id_start, s.id_end, s.id_line)
    at = put_endpoint(s.sink, s.record, LOCAL, LOCAL_PORT, b, near, e)
    if at < e:
        at = after(b, at, e, "remote", False)
        if at >= 0 and remote(s, b, at, e):
            at = -1
    if at >= 0:
        s.waiting = False
        return 0
    s.sink.used = mark
    s.part = NOWHERE
    return MISSHAPEN_ROW


cdef int capabilities(Session* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``Capabilities:DN connid:4 lifetime:12:47:36``."""
    cdef Py_ssize_t mark = s.sink.used
    if s.part != IN_SA or not s.said & bit(REMOTE) or s.said & bit(CAPABILITIES):
        return STRAY
    at = put_word(s, CAPABILITIES, b, at, e, False)
    if at >= 0:
        at = put_word(s, CONNECTION, b, after(b, at, e, "connid", True), e, True)
    if at >= 0:
        at = put_word(s, LIFETIME, b, after(b, at, e, "lifetime", True), e, False)
    if at != e:
        s.sink.used = mark
        return MISSHAPEN_ROW
    s.said |= bit(CAPABILITIES)
    return 0


cdef int flow(Session* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t at) noexcept nogil:
    cdef Py_ssize_t stop = word_end(b, at, e)
    if not s.open or not s.seen >> PEER & 1:
        return STRAY
    end_part(s)
    s.flows = True
    if stop == e or not (same(b, at, stop, "permit") or same(b, at, stop, "deny")):
        return MISSHAPEN_ROW
    open_part(s, IN_FLOW, p, e)
    put(s.sink, s.record, FLOW, at, e)
    return 0


cdef int active(Session* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``Active SAs: 2, origin: crypto map``."""
    cdef Py_ssize_t stop = digits_end(b, at, e)
    cdef Py_ssize_t rest
    if s.part != IN_FLOW or s.said & bit(ACTIVE_SAS):
        return STRAY
    if not 1 <= stop - at <= MOST_DIGITS or stop == e or b[stop] != 44:
        return NOT_A_NUMBER
    rest = after(b, skip(b, stop + 1, e), e, "origin", True)
    if rest < 0 or rest == e:
        return MISSHAPEN_ROW
    put(s.sink, s.record, ACTIVE_SAS, at, stop)
    put(s.sink, s.record, ORIGIN, rest, e)
    s.said |= bit(ACTIVE_SAS)
    return 0


cdef int counters(Session* s, int field, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``#pkts dec'ed N drop N life (KB/Sec) K/S``; the fields follow the first one's id."""
    cdef Py_ssize_t mark = s.sink.used
    cdef Py_ssize_t slash, volume
    if s.part != IN_FLOW or s.said & bit(field):
        return STRAY
    at = starts(b, at, e, "#pkts dec'ed " if field == DECRYPTED else "#pkts enc'ed ")
    at = put_word(s, field, b, at, e, True)
    if at >= 0:
        at = put_word(s, field + 1, b, starts(b, at, e, "drop "), e, True)
    if at >= 0:
        at = starts(b, at, e, "life (kb/sec) ")
    if at < 0:
        s.sink.used = mark
        return MISSHAPEN_ROW
    slash = find(b, at, e, 47)
    volume = trim(b, at, slash)
    if slash == e or volume == at or not number(b, slash + 1, e):
        s.sink.used = mark
        return MISSHAPEN_ROW
    put(s.sink, s.record, field + 2 if number(b, at, volume) else field + 3, at, volume)
    put(s.sink, s.record, field + 4, slash + 1, e)
    s.said |= bit(field)
    return 0


cdef int line(Session* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t mark
    cdef int field
    cdef int reason
    cdef int key = named(b, p, e, KEYS, True, &at)
    if key >= 0:
        field = KEYS[key].field
        if field <= STATUS:
            return head(s, field, b, p, e, at)
        if field == PEER:
            return peer(s, b, p, e, at)
        if field == PHASE1_ID or field == DESCRIPTION:
            return below_peer(s, field, b, at, e)
        if field == SESSION_ID:
            return session_id(s, b, at, e)
        if field == VERSION:
            return sa(s, b, p, e, at)
        if field == CAPABILITIES:
            return capabilities(s, b, at, e)
        if field == FLOW:
            return flow(s, b, p, e, at)
        if field == ACTIVE_SAS:
            return active(s, b, at, e)
        return counters(s, field, b, at, e)
    at = after(b, p, e, "remote", False)
    if at >= 0:
        if s.part != IN_SA or s.said & bit(REMOTE):
            return STRAY
        mark = s.sink.used
        reason = remote(s, b, at, e)
        if reason:
            s.sink.used = mark
        return reason
    at = after(b, p, e, "system ip", True)
    if at >= 0:
        return system(s, b, at, e)
    if (
        legend(b, p, e)
        or after(b, p, e, "crypto session current status", False) == e
        or after(b, p, e, "code", True) >= 0
    ):
        return 0
    return NOT_UNDERSTOOD


cdef void open_value(Blocks* f, Bytes b, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Leave a value open to all that are read in the same way."""
    if (
        field == PORT or field == SESSION_ID or field == LOCAL_PORT or field == REMOTE_PORT
        or field == CONNECTION or field == ACTIVE_SAS or field == DECRYPTED
        or field == INBOUND_DROPS or field == INBOUND_KILOBYTES or field == INBOUND_SECONDS
        or field == ENCRYPTED or field == OUTBOUND_DROPS or field == OUTBOUND_KILOBYTES
        or field == OUTBOUND_SECONDS
    ):
        leave_open(f, b, p, e, DIGITS, -1)
    elif field == FLOW:  # behind ``permit`` or ``deny``
        p = word_end(b, p, e)
        leave_open(f, b, skip(b, p, e), e, REST, -1)
    elif field == PEER or field == LOCAL or field == REMOTE or (
        field == SYSTEM_IP or field == ASSIGNED_ADDRESS
    ):
        leave_open(f, b, p, e, ADDRESS, -1)
    elif field == STATUS or field == SA_STATUS:
        leave_open(f, b, p, e, LETTERS, -1)
    elif field == INTERFACE or field == UPTIME or field == FVRF or field == IVRF or (
        field == CAPABILITIES or field == LIFETIME or field == SYSTEM_INTERFACE
    ):
        leave_open(f, b, p, e, WORD, -1)
    elif field == PROFILE or field == USERNAME or field == GROUP or field == PHASE1_ID or (
        field == DESCRIPTION or field == ORIGIN
    ):
        leave_open(f, b, p, e, REST, -1)


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Session s
    cdef Blocks f
    cdef int reason
    no_block(&f, open_value)
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    s.open = s.known = s.waiting = False
    s.seen = s.said = 0
    s.part = NOWHERE
    s.head_start = s.head_end = s.head_line = 0
    s.part_start = s.part_end = s.part_line = 0
    s.interface_start = s.interface_end = s.interface_line = 0
    s.id_start = s.id_end = s.id_line = 0
    while next_line(&r):
        if after(data, r.start, r.end, "interface", True) >= 0:
            close(&s)
            if blocks_again(&f, &r, &s.record):
                continue
        reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.open else -1, reason, r.start, r.end)
            if s.open:
                end_part(&s)
            s.known = False
    close(&s)


def crypto_session(data):
    """Read ``show crypto session`` and ``show crypto session detail`` of IOS."""
    return columns_of(data, walk)


def read_by_form(data):
    """Return how many blocks are read by the form of one before."""
    return by_form_of(data, walk)

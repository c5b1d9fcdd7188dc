# cython: language_level=3
"""``show crypto ikev2 sa [detail]`` of IOS and ASA: IKE SAs and their child SAs.

The twin in ``fastparse.reference.show_ikev2`` says the same in plain Python.
"""

from libc.string cimport memset

from fastparse._chars cimport is_digit, lower
from fastparse._show_blocks cimport (
    ADDRESS, DIGITS, HEX8, HEX16, LETTERS, REST, Blocks, blocks_again, leave_open, no_block,
)
from fastparse._show_columns cimport Bytes, Sink, by_form_of, columns_of, put, put_at
from fastparse._show_endpoints cimport endpoint, put_endpoint
from fastparse._show_fields cimport (
    MISSHAPEN_ROW, NOT_UNDERSTOOD, STRAY,
)
from fastparse._show_ikev2_values cimport (
    commas, dpd, selector, sides, slashed, tells_of_child, times,
)
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_numbers cimport small
from fastparse._show_text cimport (
    Name, Words, address, after, find, is_number, named, number, skip, split, starts, status_word,
    trim, word_end,
)

cdef Name[19] TEXTS = [
    Name("status description", STATUS_DESCRIPTION), Name("local id", LOCAL_ID),
    Name("remote id", REMOTE_ID), Name("remote eap id", REMOTE_EAP_ID),
    Name("fragmentation", FRAGMENTATION),
    Name("ikev2 fragmentation", FRAGMENTATION), Name("dynamic route update", ROUTE_UPDATE),
    Name("extended authentication", EXTENDED_AUTHENTICATION), Name("nat-t is", NAT),
    Name("cisco trust security sgt is", SGT), Name("initiator of sa", INITIATOR),
    Name("peer type", PEER_TYPE), Name("assigned host addr", ASSIGNED_ADDRESS),
    Name("pushed ip address", ASSIGNED_ADDRESS),
    Name("quantum resistance", QUANTUM), Name("quantum-safe encryption", QUANTUM),
    Name("delete in progress", DELETING), Name("marked for delete", MARKED), Name(NULL, 0),
]
cdef Name[8] NEAR = [
    Name("local spi", LOCAL_SPI), Name("local req msg id", LOCAL_REQUEST),
    Name("local req mess id", LOCAL_REQUEST), Name("local next msg id", LOCAL_NEXT),
    Name("local next mess id", LOCAL_NEXT), Name("local req queued", LOCAL_QUEUED),
    Name("local window", LOCAL_WINDOW), Name(NULL, 0),
]
cdef Name[8] FAR = [
    Name("remote spi", REMOTE_SPI), Name("remote req msg id", REMOTE_REQUEST),
    Name("remote req mess id", REMOTE_REQUEST), Name("remote next msg id", REMOTE_NEXT),
    Name("remote next mess id", REMOTE_NEXT), Name("remote req queued", REMOTE_QUEUED),
    Name("remote window", REMOTE_WINDOW), Name(NULL, 0),
]
cdef Name[9] PROPOSAL = [
    Name("encr", ENCRYPTION), Name("keysize", KEY_SIZE), Name("prf", PRF), Name("hash", HASH),
    Name("dh grp", DH_GROUP), Name("auth sign", AUTH_SIGN), Name("auth verify", AUTH_VERIFY),
    Name("auth", AUTH), Name(NULL, 0),
]
cdef Name[7] CHILD_PROPOSAL = [
    Name("encr", CHILD_ENCRYPTION), Name("keysize", CHILD_KEY_SIZE), Name("esp_hmac", ESP_HMAC),
    Name("ah_hmac", AH_HMAC), Name("comp", COMPRESSION), Name("mode", MODE), Name(NULL, 0),
]
cdef Name[4] SPIS = [
    Name("esp spi in/out", ESP_IN), Name("ah spi in/out", AH_IN), Name("cpi in/out", CPI_IN),
    Name(NULL, 0),
]
cdef Name[3] IDS = [Name("ce id", CE_ID), Name("session-id", SESSION_ID), Name(NULL, 0)]
cdef Name[5] ABOVE = [
    Name("session-id", SESSION_ID), Name("status", SESSION_STATUS), Name("ike count", IKE_COUNT),
    Name("child count", CHILD_COUNT), Name(NULL, 0),
]
cdef Name[8] PHRASES = [
    Name("tunnel-id", 0), Name("ipv4 crypto ikev2 sa", 0), Name("ipv6 crypto ikev2 sa", 0),
    Name("ipv4 crypto ikev2 session", 0), Name("ipv6 crypto ikev2 session", 0),
    Name("ikev2 sas", 0), Name("there are no", 0), Name(NULL, 0),
]


cdef int row(Ikev2* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``id local remote [fvrf/ivrf] status [role]``, or ``id fvrf/ivrf status`` of IPv6."""
    cdef Words w
    cdef Py_ssize_t i, status, near
    close(s)
    split(b, p, e, &w)
    if not is_number(b, &w, 0) or not 3 <= w.count <= 6:
        return MISSHAPEN_ROW
    near = endpoint(b, w.start[1], w.end[1])
    if near >= 0:
        if w.count < 4 or endpoint(b, w.start[2], w.end[2]) < 0:
            return MISSHAPEN_ROW
        status = 3
        if w.count > 4 and find(b, w.start[3], w.end[3], 47) < w.end[3]:
            status = 4
    else:
        status = 2
        if w.count != 3 or find(b, w.start[1], w.end[1], 47) == w.end[1]:
            return MISSHAPEN_ROW
    if w.count > status + 2:
        return MISSHAPEN_ROW
    for i in range(status, w.count):
        if not status_word(b, w.start[i], w.end[i]):
            return MISSHAPEN_ROW
    s.record += 1
    s.open = True
    s.seen = 0
    s.children = s.due = 0
    s.head_start = p
    s.head_end = e
    s.head_line = s.sink.line
    put(s.sink, s.record, TUNNEL, w.start[0], w.end[0])
    if s.left > 0:
        s.left -= 1
        if s.single:
            s.due = s.child_count
        for i in range(4):
            put_at(
                s.sink, s.record, ABOVE[i].field, s.above_start[i], s.above_end[i], s.above_line
            )
    if near >= 0:
        put_endpoint(s.sink, s.record, LOCAL, LOCAL_PORT, b, w.start[1], e)
        put_endpoint(s.sink, s.record, REMOTE, REMOTE_PORT, b, w.start[2], e)
        say(s, LOCAL)
        say(s, REMOTE)
    if near < 0 or status == 4:
        put(s.sink, s.record, VRFS, w.start[status - 1], w.end[status - 1])
    put(s.sink, s.record, STATUS, w.start[status], w.end[status])
    if w.count == status + 2:
        put(s.sink, s.record, ROLE, w.start[status + 1], w.end[status + 1])
    return 0


cdef int above(Ikev2* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``Session-id:1, Status:UP-ACTIVE, IKE count:1, CHILD count:1``."""
    cdef int i
    cdef Py_ssize_t stop, at, end
    end_above(s)
    for i in range(4):
        stop = find(b, p, e, 44)
        end = trim(b, p, stop)
        at = after(b, p, end, ABOVE[i].key, True)
        if at < 0 or (stop == e) != (i == 3):
            return MISSHAPEN_ROW
        if not (status_word(b, at, end) if i == 1 else number(b, at, end)):
            return MISSHAPEN_ROW
        s.above_start[i] = at
        s.above_end[i] = end
        p = skip(b, stop + 1, e)
    s.above_line = s.sink.line
    s.left = small(b, s.above_start[2], s.above_end[2])
    s.child_count = small(b, s.above_start[3], s.above_end[3])
    s.single = s.left == 1
    return 0


cdef int child(Ikev2* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t at) noexcept nogil:
    """Read ``Child sa: local selector A/port - B/port``."""
    if not s.open:
        return STRAY
    end_child(s)
    at = after(b, at, e, "local selector", False)
    if at < 0 or selector(s, CHILD_LOCAL, b, at, e):
        return MISSHAPEN_ROW
    s.child = True
    s.said = 0
    s.children += 1
    s.child_start = p
    s.child_end = e
    s.child_line = s.sink.line
    return 0


cdef int once(Ikev2* s, int field) noexcept nogil:
    """Return the reason why a line can't be of this SA: none is open, or it has said so before.

    What an SA says twice is another one's, whose own row was lost.
    """
    if not s.open:
        return STRAY
    if seen(s, field):
        close(s)
        return STRAY
    return 0


cdef int of_sa(Ikev2* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line of an SA itself."""
    cdef Py_ssize_t at = 0
    cdef int key, field, reason
    cdef int first = lower(b[p])
    if first == 101:  # e
        at = after(b, p, e, "encr", True)
        if at >= 0:
            reason = once(s, ENCRYPTION)
            return reason if reason else commas(s, b, p, e, PROPOSAL)
    elif first == 108:  # l
        at = after(b, p, e, "life/active time", True)
        if at >= 0:
            reason = once(s, LIFETIME)
            return reason if reason else times(s, b, at, e)
        key = named(b, p, e, NEAR, True, &at)
        if key >= 0:
            reason = once(s, NEAR[key].field)
            return reason if reason else sides(s, NEAR[key].field, FAR[key].key, b, at, e)
    elif first == 99 or first == 115:  # c, s
        at = after(b, p, e, "session-id", True)
        if at >= 0 and find(b, at, e, 44) < e:
            return above(s, b, p, e)
        key = named(b, p, e, IDS, True, &at)
        if key >= 0:
            reason = once(s, IDS[key].field)
            return reason if reason else commas(s, b, p, e, IDS)
    elif first == 100:  # d
        at = starts(b, p, e, "dpd configured for ")
        if at >= 0:
            reason = once(s, DPD_SECONDS)
            return reason if reason else dpd(s, b, at, e)
    elif first == 112:  # p
        at = after(b, p, e, "parent sa extended status", True)
        if at >= 0:
            return 0 if s.open and at == e else STRAY
    elif first == 114:  # r
        at = after(b, p, e, "remote subnets", True)
        if at >= 0:
            reason = once(s, REMOTE_SUBNET)
            if reason == 0 and at < e:
                return MISSHAPEN_ROW
            if reason == 0:
                say(s, REMOTE_SUBNET)
                s.subnets = True
            return reason
    key = named(b, p, e, TEXTS, False, &at)
    if key >= 0:
        field = TEXTS[key].field
        reason = once(s, field)
        if reason:
            return reason
        say(s, field)
        if at < e:
            put(s.sink, s.record, field, at, e)
        return 0
    field = LOCAL
    at = after(b, p, e, "local", False)
    if at < 0:
        field = REMOTE
        at = after(b, p, e, "remote", False)
    if at < 0:
        return NOT_UNDERSTOOD
    reason = once(s, field)
    if reason:
        return reason
    if endpoint(b, at, e) < 0:
        return MISSHAPEN_ROW
    put_endpoint(s.sink, s.record, field, field + 1, b, at, e)
    say(s, field)
    return 0


cdef int of_child(Ikev2* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line of a child SA; -1 when it is none."""
    cdef Py_ssize_t at = 0
    cdef int key = -1
    cdef int field
    cdef int first = lower(b[p])
    if first == 101 and after(b, p, e, "encr", True) >= 0 and tells_of_child(b, p, e):
        field = CHILD_ENCRYPTION
    elif after(b, p, e, "ah_hmac", True) >= 0:
        field = AH_HMAC
    else:
        at = after(b, p, e, "remote selector", False)
        if at >= 0:
            field = CHILD_REMOTE
        else:
            key = named(b, p, e, SPIS, True, &at)
            if key < 0:
                return -1
            field = SPIS[key].field
    if not s.child or said(s, field):
        return STRAY
    if field == CHILD_REMOTE:
        return selector(s, field, b, at, e)
    if key >= 0:
        return slashed(s, field, b, at, e, 8)
    return commas(s, b, p, e, CHILD_PROPOSAL)


cdef int line(Ikev2* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t stop
    cdef int reason
    if s.subnets:
        stop = word_end(b, p, e)
        at = skip(b, stop, e)
        if endpoint(b, p, e) >= 0 or (address(b, p, stop) and address(b, at, e)):
            put(s.sink, s.record, REMOTE_SUBNET, p, e)
            return 0
        s.subnets = False
    if is_digit(b[p]):
        return row(s, b, p, e)
    if named(b, p, e, PHRASES, False, &at) >= 0:
        close(s)
        return 0
    at = after(b, p, e, "child sa", True)
    if at >= 0:
        return child(s, b, p, e, at)
    reason = of_child(s, b, p, e)
    return reason if reason >= 0 else of_sa(s, b, p, e)


cdef void open_value(Blocks* f, Bytes b, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Leave a value open to all that are read in the same way; those of proposals stay."""
    if (
        field == TUNNEL or field == LOCAL_PORT or field == REMOTE_PORT
        or LIFETIME <= field <= SESSION_ID or LOCAL_REQUEST <= field <= REMOTE_WINDOW
        or field == DPD_SECONDS or field == DPD_RETRY
    ):
        leave_open(f, b, p, e, DIGITS, -1)
    elif field == LOCAL or field == REMOTE:
        leave_open(f, b, p, e, ADDRESS, -1)
    elif field == STATUS or field == ROLE or field == SESSION_STATUS:
        leave_open(f, b, p, e, LETTERS, -1)
    elif field == LOCAL_SPI or field == REMOTE_SPI:
        leave_open(f, b, p, e, HEX16, -1)
    elif ESP_IN <= field <= CPI_OUT:  # behind 0x
        leave_open(f, b, p + 2, e, HEX8, -1)
    elif field == CHILD_LOCAL or field == CHILD_REMOTE:
        open_end(f, b, p, word_end(b, p, e))
        p = skip(b, skip(b, word_end(b, p, e), e) + 1, e)
        open_end(f, b, p, e)
    elif field == STATUS_DESCRIPTION or field == LOCAL_ID or field == REMOTE_ID or (
        field == REMOTE_EAP_ID or field == ASSIGNED_ADDRESS
    ):
        leave_open(f, b, p, e, REST, -1)


cdef void open_end(Blocks* f, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Leave the ``A/port`` of a selector open."""
    cdef Py_ssize_t slash = endpoint(b, p, e)
    leave_open(f, b, p, slash, ADDRESS, -1)
    leave_open(f, b, slash + 1, e, DIGITS, -1)


cdef bint heads(Ikev2* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line begins SAs that owe nothing to those above, which it ends."""
    cdef int first = lower(b[p])
    cdef Py_ssize_t at
    if first == 115:  # s
        at = after(b, p, e, "session-id", True)
        if at < 0 or find(b, at, e, 44) == e:
            return False
        end_above(s)
        return True
    if first != 116 or s.left > 0 or after(b, p, e, "tunnel-id", False) < 0:  # t
        return False
    close(s)
    return True


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Ikev2 s
    cdef Blocks f
    cdef int reason
    no_block(&f, open_value)
    memset(&s, 0, sizeof(s))
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    while next_line(&r):
        if heads(&s, data, r.start, r.end) and blocks_again(&f, &r, &s.record):
            continue
        reason = line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.open else -1, reason, r.start, r.end)
            end_child(&s)
            s.subnets = False
            s.left = 0
    end_above(&s)


def ikev2_sa(data):
    """Read ``show crypto ikev2 sa [detail]`` of IOS and ASA."""
    return columns_of(data, walk)


def read_by_form(data):
    """Return how many blocks are read by the form of one before."""
    return by_form_of(data, walk)

# cython: language_level=3
"""``show crypto map`` and ``show crypto dynamic-map`` of IOS: one record an entry.

The twin in ``fastparse.reference.show_crypto_map`` says the same in plain Python.
"""

from libc.string cimport memset

from fastparse._chars cimport is_digit, is_letter
from fastparse._show_blocks cimport (
    DIGITS, NAME as NAMES, REST, TAG, WORD, Blocks, blocks_again, leave_open, no_block,
)
from fastparse._show_columns cimport Bytes, Sink, by_form_of, columns_of, put, put_at
from fastparse._show_fields cimport MISSHAPEN_ROW, NOT_A_NUMBER, NOT_UNDERSTOOD, STRAY
from fastparse._show_lines cimport Reader, begin, next_line
from fastparse._show_text cimport (
    Name, after, blank, find, named, number, same, skip, starts, trim, word_end,
)

cdef Name[15] TEXTS = [
    Name("current peer", CURRENT_PEER), Name("access-list ss dynamic", SS_DYNAMIC),
    Name("mixed-mode", MIXED_MODE), Name("dualstack (y/n)", DUALSTACK),
    Name("responder-only (y/n)", RESPONDER_ONLY), Name("pfs (y/n)", PFS),
    Name("dh group", DH_GROUP), Name("isakmp profile", ISAKMP_PROFILE),
    Name("ikev2 profile", IKEV2_PROFILE), Name("profile name", PROFILE),
    Name("description", DESCRIPTION), Name("dynamic map template tag", DYNAMIC_TEMPLATE),
    Name("group name", GROUP_NAME), Name("security association idletime", IDLE_SECONDS),
    Name(NULL, 0),
]
cdef Name[5] MARKS = [
    Name("warning: this crypto map is in an incomplete state!", UNFINISHED),
    Name("no matching address list set.", NO_ACL),
    Name("map is a profile instance.", PROFILE_INSTANCE), Name("always create sas", ALWAYS_UP),
    Name(NULL, 0),
]
cdef Name[9] LISTS = [
    Name("extended ip access list", ACL), Name("extended ipv6 access list", ACL),
    Name("ipv6 access list", ACL), Name("ip access list", ACL),
    Name("extended ip access check in list", CHECK_IN),
    Name("extended ip access check out list", CHECK_OUT),
    Name("extended ipv6 access check in list", CHECK_IN),
    Name("extended ipv6 access check out list", CHECK_OUT), Name(NULL, 0),
]
cdef Name[5] MANUAL = [
    Name("inbound esp spi", INBOUND_ESP), Name("outbound esp spi", OUTBOUND_ESP),
    Name("inbound ah spi", INBOUND_AH), Name("outbound ah spi", OUTBOUND_AH), Name(NULL, 0),
]
cdef Name[6] SECRETS = [
    Name("cipher key", 0), Name("auth_key", 0), Name("auth key", 0), Name("key", 0),
    Name("cipher_key", 0), Name(NULL, 0),
]


cdef int above(CryptoMap* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``"NAME" idb: Ethernet0 local address: A``, which stands above a map's entries."""
    cdef Py_ssize_t quote = find(b, at + 1, e, 34)
    cdef Py_ssize_t idb, stop, host
    close(s)
    s.idb_line = 0
    if at == e or b[at] != 34 or quote == e:
        return MISSHAPEN_ROW
    idb = after(b, skip(b, quote + 1, e), e, "idb", True)
    stop = word_end(b, idb, e) if idb >= 0 else e
    host = after(b, skip(b, stop, e), e, "local address", True)
    if host < 0 or host == e or word_end(b, host, e) < e or stop == idb:
        return MISSHAPEN_ROW
    s.idb_name.start, s.idb_name.end = at + 1, quote
    s.idb.start, s.idb.end = idb, stop
    s.local.start, s.local.end = host, e
    s.idb_line = s.sink.line
    return 0


cdef int heading(CryptoMap* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``Crypto Map [IPv4] "NAME" 10 ipsec-isakmp``, or ``Crypto Map Template"NAME" 10``."""
    cdef Py_ssize_t at = starts(b, p, e, "crypto map")
    cdef Py_ssize_t family = 0
    cdef Py_ssize_t family_end = 0
    cdef Py_ssize_t template = -1
    cdef Py_ssize_t quote, number_at, stop
    if at < e and b[at] == 58:
        return above(s, b, skip(b, at + 1, e), e)
    close(s)
    at = skip(b, at, e)
    template = starts(b, at, e, "template")
    if template >= 0:
        at = skip(b, template, e)
    elif starts(b, at, e, "ipv4 ") >= 0 or starts(b, at, e, "ipv6 ") >= 0:
        family = at
        family_end = at + 4
        at = skip(b, family_end, e)
    quote = find(b, at + 1, e, 34)
    number_at = skip(b, quote + 1, e)
    stop = word_end(b, number_at, e)
    if at >= e or b[at] != 34 or quote == e or not number(b, number_at, stop):
        return MISSHAPEN_ROW
    if (template < 0) == (skip(b, stop, e) == e):
        return MISSHAPEN_ROW
    s.record += 1
    s.open = True
    s.seen = 0
    s.exempt = s.manual = s.torn = False
    s.head.start, s.head.end = p, e
    s.head_line = s.sink.line
    s.name.start, s.name.end = at + 1, quote
    put(s.sink, s.record, NAME, at + 1, quote)
    if family_end:
        put(s.sink, s.record, FAMILY, family, family_end)
    put(s.sink, s.record, SEQUENCE, number_at, stop)
    if template >= 0:
        put(s.sink, s.record, TEMPLATE, template - 8, template)
    else:
        stop = skip(b, stop, e)
        put(s.sink, s.record, KIND, stop, e)
        s.exempt = same(b, stop, e, "gdoi")
        s.manual = same(b, stop, e, "ipsec-manual")
    if s.idb_line and equal(b, &s.idb_name, at + 1, quote):
        put_at(s.sink, s.record, IDB, s.idb.start, s.idb.end, s.idb_line)
        put_at(s.sink, s.record, LOCAL_ADDRESS, s.local.start, s.local.end, s.idb_line)
    return 0


cdef int sets(CryptoMap* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``NAME: { esp-aes esp-sha-hmac } ,``, or ``NAME,`` of old releases, up to a brace."""
    cdef Py_ssize_t mark = s.sink.used
    cdef Py_ssize_t stop, brace, body_end
    while at < e:
        if b[at] == 125:
            if skip(b, at + 1, e) < e:
                break
            s.inside = PLAIN
            return 0
        stop = at
        while stop < e and not blank(b[stop]) and b[stop] != 44 and b[stop] != 123:
            stop += 1
        brace = skip(b, stop, e)
        if brace == e or stop == at:
            break
        if b[brace] == 123 and stop > at + 1 and b[stop - 1] == 58:
            brace = skip(b, brace + 1, e)
            body_end = find(b, brace, e, 125)
            if body_end == e:
                break
            put(s.sink, s.record, TRANSFORM_SET, at, stop - 1)
            put(s.sink, s.record, TRANSFORMS, brace, trim(b, brace, body_end))
            at = skip(b, body_end + 1, e)
            if at < e and b[at] == 44:
                at = skip(b, at + 1, e)
        elif b[brace] == 44:
            put(s.sink, s.record, TRANSFORM_SET, at, stop)
            at = skip(b, brace + 1, e)
        else:
            break
    if at == e:
        return 0
    s.sink.used = mark
    return MISSHAPEN_ROW


cdef int lifetime(CryptoMap* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``4608000 kilobytes/3600 seconds``; words may stand in place of the kilobytes."""
    cdef Py_ssize_t slash = find(b, at, e, 47)
    cdef Py_ssize_t volume = at
    cdef Py_ssize_t kilobytes = word_end(b, at, slash)
    cdef Py_ssize_t stop
    cdef int reason = once(s, SECONDS)
    if reason:
        return reason
    if slash < e:
        at = skip(b, slash + 1, e)
    stop = word_end(b, at, e)
    if not number(b, at, stop) or starts(b, skip(b, stop, e), e, "seconds") != e:
        return MISSHAPEN_ROW
    if slash < e:
        slash = trim(b, volume, slash)
        if slash == volume:
            return MISSHAPEN_ROW
        if number(b, volume, kilobytes) and same(b, skip(b, kilobytes, slash), slash, "kilobytes"):
            put(s.sink, s.record, KILOBYTES, volume, kilobytes)
        else:
            put(s.sink, s.record, VOLUME, volume, slash)
    put(s.sink, s.record, SECONDS, at, stop)
    return 0


cdef inline bint rule(Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Whether a span begins with ``permit`` or ``deny`` and says of what."""
    return starts(b, at, e, "permit ") >= 0 or starts(b, at, e, "deny ") >= 0


cdef int entry(CryptoMap* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``NAME permit …`` of the access list that stands above; the name may be absent."""
    cdef Py_ssize_t stop = at
    if not s.open or not seen(s, ACL):
        return STRAY
    if last(s):
        close(s)
        return STRAY
    if not rule(b, at, e):
        stop = word_end(b, at, e)
        if not rule(b, skip(b, stop, e), e):
            return MISSHAPEN_ROW
        if not equal(b, &s.acl, at, stop):
            return STRAY
    put(s.sink, s.record, ACL_ENTRY, skip(b, stop, e), e)
    return 0


cdef int text(CryptoMap* s, int field, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read what stands behind a key; a flag is ``Y`` or ``N``."""
    cdef int reason = once(s, field)
    cdef Py_ssize_t stop
    if reason:
        return reason
    if field == DUALSTACK or field == RESPONDER_ONLY or field == PFS:
        if not same(b, at, e, "y") and not same(b, at, e, "n"):
            return MISSHAPEN_ROW
    if field == IDLE_SECONDS:
        stop = word_end(b, at, e)
        if not number(b, at, stop) or starts(b, skip(b, stop, e), e, "seconds") != e:
            return MISSHAPEN_ROW
        e = stop
    if at < e:
        put(s.sink, s.record, field, at, e)
    return 0


cdef int peer(CryptoMap* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read the peer behind ``Peer =``; peers stand above the access list."""
    if not s.open:
        return STRAY
    if seen(s, ACL) or seen(s, NO_ACL) or seen(s, SECONDS) or last(s):
        close(s)
        return STRAY
    if at == e or word_end(b, at, e) < e:
        return MISSHAPEN_ROW
    put(s.sink, s.record, PEER, at, e)
    return 0


cdef int applied(CryptoMap* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``NAME:`` behind ``Interfaces using crypto map``."""
    cdef int reason
    if not s.open or b[e - 1] != 58 or not equal(b, &s.name, at, trim(b, at, e - 1)):
        return STRAY
    reason = once(s, APPLIED)
    if reason:
        return reason
    put(s.sink, s.record, APPLIED, at, trim(b, at, e - 1))
    s.inside = INTERFACES
    return 0


cdef int list_name(CryptoMap* s, int field, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read the name of an access list, which may be empty."""
    cdef int reason = once(s, field)
    if reason:
        return reason
    if field == ACL:
        s.acl.start = s.acl.end = at
    if word_end(b, at, e) < e:
        return MISSHAPEN_ROW
    put(s.sink, s.record, field, at, e)
    if field == ACL:
        s.acl.end = e
    return 0


cdef int spi(
    CryptoMap* s, int field, Bytes b, Py_ssize_t p, Py_ssize_t at, Py_ssize_t e
) noexcept nogil:
    """Read the SPI of a manual entry; what stands behind it may be a key and is passed over."""
    cdef Py_ssize_t stop = find(b, at, e, 44)
    cdef int reason
    if s.open and not s.manual:
        close(s)
    reason = once(s, field)
    if reason == 0 and not number(b, at, stop):
        reason = NOT_A_NUMBER
    if reason:
        put(s.sink, s.record if s.open else -1, reason, p, at)
    else:
        put(s.sink, s.record, field, at, stop)
    return 0


cdef inline bint interface(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line is the name of an interface: one word from a letter to a digit."""
    return is_letter(b[p]) and is_digit(b[e - 1]) and word_end(b, p, e) == e


cdef int line(CryptoMap* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t stop
    cdef int key, reason
    if s.inside == INTERFACES:
        if interface(b, p, e):
            put(s.sink, s.record, INTERFACE, p, e)
            return 0
        s.inside = PLAIN
    if starts(b, p, e, "crypto map") >= 0:
        return heading(s, b, p, e)
    if s.inside == SETS:
        if sets(s, b, p, e) == 0:
            return 0
        s.inside = PLAIN
        s.torn = True
    if starts(b, p, e, "access-list ss ") < 0:
        at = after(b, p, e, "access-list", False)
        if at >= 0:
            return entry(s, b, at, e)
    at = after(b, p, e, "peer", False)
    if at >= 0 and at < e and b[at] == 61:
        return peer(s, b, skip(b, at + 1, e), e)
    key = named(b, p, e, LISTS, False, &at)
    if key >= 0:
        return list_name(s, LISTS[key].field, b, at, e)
    key = named(b, p, e, TEXTS, True, &at)
    if key >= 0:
        return text(s, TEXTS[key].field, b, at, e)
    at = after(b, p, e, "reverse route injection", False)
    if at >= 0:
        return text(s, REVERSE_ROUTE, b, at, e)
    at = after(b, p, e, "security association lifetime", True)
    if at < 0:
        at = after(b, p, e, "security-association lifetime", True)
    if at >= 0:
        return lifetime(s, b, at, e)
    at = starts(b, p, e, "transform sets={")
    if at >= 0:
        reason = once(s, TRANSFORM_SET)
        if reason == 0:
            s.inside = SETS
            reason = sets(s, b, skip(b, at, e), e)
            if reason:
                s.inside = PLAIN
                s.torn = True
        return reason
    at = starts(b, p, e, "interfaces using crypto map ")
    if at >= 0:
        return applied(s, b, at, e)
    key = 0
    while MARKS[key].key is not NULL:
        if starts(b, p, e, MARKS[key].key) == e:
            reason = once(s, MARKS[key].field)
            if reason == 0:
                put(s.sink, s.record, MARKS[key].field, p, e)
            return reason
        key += 1
    if rule(b, p, e):
        return entry(s, b, p, e)
    if b[p] == 40 and b[e - 1] == 41 and s.open and seen(s, UNFINISHED):
        reason = once(s, MISSING)
        if reason == 0:
            put(s.sink, s.record, MISSING, p + 1, e - 1)
        return reason
    at = starts(b, p, e, "dynamic (created from dynamic map ")
    if at >= 0 and b[e - 1] == 41:
        reason = once(s, CREATED_FROM)
        if reason == 0:
            put(s.sink, s.record, CREATED_FROM, at, e - 1)
        return reason
    at = starts(b, p, e, "antireplay window size = ")
    if at >= 0:
        reason = once(s, REPLAY_WINDOW)
        if reason == 0 and not number(b, at, e):
            return NOT_A_NUMBER
        if reason == 0:
            put(s.sink, s.record, REPLAY_WINDOW, at, e)
        return reason
    key = named(b, p, e, MANUAL, True, &at)
    if key >= 0:
        return spi(s, MANUAL[key].field, b, p, at, e)
    if named(b, p, e, SECRETS, True, &at) >= 0:
        return 0  # never handed out, not even as a line that was not understood
    return 0 if starts(b, p, e, "no crypto maps found.") == e else NOT_UNDERSTOOD


cdef Span latest(Blocks* f, int field) noexcept nogil:
    """Return the last value of a field, an empty one at -1 where there is none."""
    cdef Span found
    cdef int i
    found.start = found.end = -1
    for i in range(f.places - 1, -1, -1):
        if f.place[i].field == field:
            found.start = f.place[i].start
            found.end = f.place[i].end
            break
    return found


cdef void open_value(Blocks* f, Bytes b, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Leave a value open to all that are read in the same way."""
    cdef Py_ssize_t run = 0
    if (
        field == SEQUENCE or field == KILOBYTES or field == SECONDS or field == IDLE_SECONDS
        or field == REPLAY_WINDOW
    ):
        leave_open(f, b, p, e, DIGITS, -1)
    elif field == PEER:
        leave_open(f, b, p, e, WORD, -1)
    elif field == NAME:
        leave_open(f, b, p, e, TAG, -1)
    elif field == APPLIED:  # repeats the map's name
        leave_open(f, b, p, e, TAG, latest(f, NAME).start)
    elif field == INTERFACE:  # its last number
        while is_digit(b[e - 1 - run]):
            run += 1
        leave_open(f, b, e - run, e, DIGITS, -1)
    elif field == ACL:
        leave_open(f, b, p, e, NAMES, -1)
    elif field == ACL_ENTRY:
        open_entry(f, b, p, e)
    elif field == CURRENT_PEER or field == DESCRIPTION or field == ISAKMP_PROFILE or (
        field == IKEV2_PROFILE or field == GROUP_NAME
    ):
        leave_open(f, b, p, e, REST, -1)


cdef void open_entry(Blocks* f, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Leave an entry open behind ``permit`` or ``deny``, and its list's name, which repeats the list's."""
    cdef Py_ssize_t stop = p
    cdef Py_ssize_t start
    cdef Span name = latest(f, ACL)
    leave_open(f, b, skip(b, word_end(b, p, e), e), e, REST, -1)
    while stop > f.form_start and blank(b[stop - 1]):
        stop -= 1
    start = stop
    while start > f.form_start and not blank(b[start - 1]) and b[start - 1] != 10:
        start -= 1
    if start < stop and equal(b, &name, start, stop):
        leave_open(f, b, start, stop, NAMES, name.start)


cdef bint heads(CryptoMap* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line begins an entry that owes nothing to what stands above, which it ends."""
    cdef Py_ssize_t at = starts(b, p, e, "crypto map")
    if at < 0 or (at < e and b[at] == 58):
        return False
    close(s)
    return s.idb_line == 0


cdef void walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef CryptoMap s
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
    close(&s)


def crypto_map(data):
    """Read ``show crypto map`` and ``show crypto dynamic-map`` of IOS."""
    return columns_of(data, walk)


def read_by_form(data):
    """Return how many blocks are read by the form of one before."""
    return by_form_of(data, walk)

"""The compiled show-output readers: bytes in, columns out, without the GIL.

The twins in ``fastparse.reference`` say the same in plain Python and are the place to read what is
understood; tests hold the two together on real and on arbitrary bytes. Every walk is linear in the
size of the buffer; every index is compared with the end of its line before it is used.
"""

from array import array

from cpython cimport array as carray
from libc.stdlib cimport free, realloc
from libc.string cimport memchr, strlen

from fastparse.records import Columns

ctypedef const unsigned char* Bytes


cdef extern from *:
    """
    enum { FORM_TEXT, FORM_WORD, FORM_INTEGER, FORM_SPI };
    typedef struct { const char *key; int field; int form; } fp_key;
    typedef struct { const char *key; int field; } fp_name;

    static const fp_name FP_ISAKMP_TOTALS[] = {
        {"total ike sa", 34}, {"total", 30}, {"embryonic", 31}, {"active sa", 32},
        {"rekey sa", 33}, {0, 0}};
    static const fp_name FP_ISAKMP_PHRASES[] = {
        {"there are no", 0}, {"ikev1 sas", 0}, {"ikev2 sas", 0}, {"isakmp sas", 0}, {"codes", 0},
        {"ipv4 crypto isakmp sa", 1}, {"ipv6 crypto isakmp sa", 1},
        {"k - keepalives", 0}, {"t - ctcp", 0}, {"x - ike", 0}, {"n - nat", 0},
        {"psk - preshared", 0}, {"renc - rsa", 0}, {0, 0}};
    static const fp_name FP_ISAKMP_KEYS[] = {
        {"dst", 1}, {"src", 2}, {"state", 3}, {"conn-id", 4}, {"slot", 5}, {"status", 6},
        {"type", 22}, {"role", 23}, {"rekey", 24}, {"encrypt", 13}, {"hash", 14}, {"auth", 15},
        {"lifetime remaining", 25}, {"lifetime", 17}, {0, 0}};
    static const int FP_FLAT[] = {21, 20, 22, 23, 24, 3, 13, 14, 15, 17};

    static const fp_name FP_IPSEC_PHRASES[] = {
        {"no sas found", 0}, {"there are no", 0}, {"peer address", 0}, {"anti replay bitmap", 0},
        {"ha last key lifetime sent", 0}, {"ike_cookies", 0},
        {"kilobyte volume rekey has been disabled", 0}, {"no sa timing", 0}, {0, 0}};
    static const fp_key FP_CONTEXT[] = {
        {"interface", 40, FORM_TEXT}, {"crypto map tag", 41, FORM_WORD},
        {"seq num", 42, FORM_INTEGER}, {"local addr", 43, FORM_WORD},
        {"protected vrf (ivrf)", 44, FORM_TEXT}, {"protected vrf", 44, FORM_TEXT}, {0, 0, 0}};
    static const fp_key FP_OF_RECORD[] = {
        {"dynamic allocated peer ip(ipv6)", 50, FORM_WORD},
        {"dynamic allocated peer ip", 50, FORM_WORD}, {"username", 51, FORM_WORD},
        {"path mtu", 60, FORM_INTEGER}, {"media mtu", 61, FORM_INTEGER},
        {"ip mtu idb", 63, FORM_WORD}, {"ip mtu", 62, FORM_INTEGER},
        {"plaintext mtu", 64, FORM_INTEGER}, {"pmtu time remaining (sec)", 67, FORM_INTEGER},
        {"df policy", 68, FORM_WORD}, {"icmp error validation", 69, FORM_WORD},
        {"tfc packets", 70, FORM_WORD}, {"pfs (y/n)", 71, FORM_WORD}, {"dh group", 72, FORM_TEXT},
        {"current outbound spi", 73, FORM_SPI}, {"current inbound spi", 74, FORM_SPI},
        {0, 0, 0}};
    static const fp_key FP_OF_SA[] = {
        {"slot", 84, FORM_INTEGER}, {"conn id", 85, FORM_INTEGER}, {"conn_id", 85, FORM_INTEGER},
        {"flow_id", 86, FORM_TEXT}, {"flow id", 86, FORM_TEXT}, {"sibling_flags", 87, FORM_WORD},
        {"crypto map", 88, FORM_WORD}, {"crypto-map", 88, FORM_WORD},
        {"iv size", 91, FORM_INTEGER}, {"ecn bit support", 94, FORM_TEXT},
        {"status", 95, FORM_TEXT}, {"sa state", 95, FORM_TEXT}, {0, 0, 0}};

    static const fp_name FP_RELEASES[] = {
        {"cisco ios xe software, version", 111}, {"cisco pix firewall version", 112},
        {"cisco pix security appliance software version", 112},
        {"cisco adaptive security appliance software version", 113}, {0, 0}};
    """
    enum:
        FORM_TEXT
        FORM_WORD
        FORM_INTEGER
        FORM_SPI
    ctypedef struct fp_key:
        const char* key
        int field
        int form
    ctypedef struct fp_name:
        const char* key
        int field
    const fp_name[] FP_ISAKMP_TOTALS
    const fp_name[] FP_ISAKMP_PHRASES
    const fp_name[] FP_ISAKMP_KEYS
    const int[] FP_FLAT
    const fp_name[] FP_IPSEC_PHRASES
    const fp_key[] FP_CONTEXT
    const fp_key[] FP_OF_RECORD
    const fp_key[] FP_OF_SA
    const fp_name[] FP_RELEASES


# ---------------------------------------------------------------- columns

cdef void put(
    Sink* sink, Py_ssize_t record, int field, Py_ssize_t start, Py_ssize_t end, Py_ssize_t line
) noexcept nogil:
    """Add one cell, growing the buffer by doubling."""
    cdef Cell* grown
    cdef Py_ssize_t size
    if sink.failed:
        return
    if sink.used == sink.size:
        size = sink.size * 2 if sink.size else 256
        grown = <Cell*>realloc(sink.cells, size * sizeof(Cell))
        if grown is NULL:
            sink.failed = True
            return
        sink.cells = grown
        sink.size = size
    sink.cells[sink.used].record = record
    sink.cells[sink.used].field = field
    sink.cells[sink.used].start = start
    sink.cells[sink.used].end = end
    sink.cells[sink.used].line = line
    sink.used += 1


# ---------------------------------------------------------------- bytes

cdef inline bint blank(unsigned char c) noexcept nogil:
    return c == 32 or c == 9 or c == 13


cdef inline unsigned char lower(unsigned char c) noexcept nogil:
    return c + 32 if 65 <= c <= 90 else c


cdef inline bint digit(unsigned char c) noexcept nogil:
    return 48 <= c <= 57


cdef inline bint letter(unsigned char c) noexcept nogil:
    return 97 <= lower(c) <= 122


cdef inline bint hexdigit(unsigned char c) noexcept nogil:
    return digit(c) or 97 <= lower(c) <= 102


cdef inline Py_ssize_t skip(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    while p < e and blank(b[p]):
        p += 1
    return p


cdef inline Py_ssize_t word_end(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    while p < e and not blank(b[p]):
        p += 1
    return p


cdef inline Py_ssize_t digits_end(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    while p < e and digit(b[p]):
        p += 1
    return p


cdef Py_ssize_t starts(Bytes b, Py_ssize_t p, Py_ssize_t e, const char* key) noexcept nogil:
    """Match a lower-case key, a blank in it standing for one or more; -1 when it isn't there."""
    while key[0] != 0:
        if p >= e:
            return -1
        if key[0] == 32:
            if not blank(b[p]):
                return -1
            p = skip(b, p, e)
        elif lower(b[p]) == <unsigned char>key[0]:
            p += 1
        else:
            return -1
        key += 1
    return p


cdef Py_ssize_t after(
    Bytes b, Py_ssize_t p, Py_ssize_t e, const char* key, bint colon
) noexcept nogil:
    """Return where the value begins after a key, its full stop and its colon; -1 without it."""
    p = starts(b, p, e, key)
    if p < 0:
        return -1
    if p < e and (letter(b[p]) or digit(b[p]) or b[p] == 95 or b[p] == 45):
        return -1
    if p < e and b[p] == 46:
        p += 1
    p = skip(b, p, e)
    if p < e and b[p] == 58 and not (p + 1 < e and b[p + 1] == 58):
        return skip(b, p + 1, e)
    return -1 if colon else p


cdef bint same(Bytes b, Py_ssize_t p, Py_ssize_t e, const char* text) noexcept nogil:
    """Whether a span is a lower-case text, letter case ignored."""
    cdef Py_ssize_t size = <Py_ssize_t>strlen(text)
    cdef Py_ssize_t i
    if e - p != size:
        return False
    for i in range(size):
        if lower(b[p + i]) != <unsigned char>text[i]:
            return False
    return True


cdef bint begins(Bytes b, Py_ssize_t p, Py_ssize_t e, const char* text) noexcept nogil:
    """Whether a span begins with a lower-case text, letter case ignored."""
    cdef Py_ssize_t size = <Py_ssize_t>strlen(text)
    return e - p >= size and same(b, p, p + size, text)


cdef bint number(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is a decimal number of at most 20 digits."""
    return 1 <= e - p <= 20 and digits_end(b, p, e) == e


cdef bint quad(Bytes b, Py_ssize_t p, Py_ssize_t e, int most) noexcept nogil:
    """Whether a span is four numbers of up to three digits, none above ``most``."""
    cdef int part, value
    cdef Py_ssize_t stop
    for part in range(4):
        stop = digits_end(b, p, e)
        if not 1 <= stop - p <= 3:
            return False
        value = 0
        while p < stop:
            value = value * 10 + (b[p] - 48)
            p += 1
        if value > most:
            return False
        if part < 3:
            if p >= e or b[p] != 46:
                return False
            p += 1
    return p == e


cdef bint address(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is an IPv4 address, or made as an IPv6 address is."""
    cdef int colons = 0
    if quad(b, p, e, 999):
        return quad(b, p, e, 255)
    if not 2 <= e - p <= 45:
        return False
    while p < e:
        if b[p] == 58:
            colons += 1
        elif not hexdigit(b[p]) and b[p] != 46:
            return False
        p += 1
    return colons >= 2


cdef bint state_word(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is made as an SA state is (``QM_IDLE``)."""
    cdef bint joined = False
    if p >= e or not letter(b[p]):
        return False
    while p < e:
        if b[p] == 95:
            joined = True
        elif not letter(b[p]) and not digit(b[p]):
            return False
        p += 1
    return joined


cdef bint status_word(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    if p >= e or not letter(b[p]):
        return False
    while p < e:
        if not letter(b[p]) and b[p] != 45:
            return False
        p += 1
    return True


cdef bint clock(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a span is a lifetime, ``hours:minutes:seconds``."""
    cdef int part
    cdef Py_ssize_t stop
    for part in range(3):
        stop = digits_end(b, p, e)
        if not 1 <= stop - p <= 20:
            return False
        p = stop
        if part < 2:
            if p >= e or b[p] != 58:
                return False
            p += 1
    return p == e


cdef void split(Bytes b, Py_ssize_t p, Py_ssize_t e, Words* w) noexcept nogil:
    """Find the words of a span."""
    w.count = 0
    p = skip(b, p, e)
    while p < e and w.count < 25:
        w.start[w.count] = p
        p = word_end(b, p, e)
        w.end[w.count] = p
        w.count += 1
        p = skip(b, p, e)


cdef bint prompt_or_echo(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef Py_ssize_t at = p
    cdef unsigned char c
    if letter(b[at]) or digit(b[at]):
        while at < e:
            c = b[at]
            if c == 35 or c == 62:
                return True
            if not (
                letter(c) or digit(c) or c == 95 or 45 <= c <= 47 or c == 58 or c == 64
                or c == 40 or c == 41
            ):
                break
            at += 1
    return (
        starts(b, p, e, "show ") >= 0
        or starts(b, p, e, "load for ") >= 0
        or starts(b, p, e, "time source is ") >= 0
        or starts(b, p, e, "--more--") >= 0
        or starts(b, p, e, "<--- more") >= 0
    )


cdef bint next_line(Reader* r) noexcept nogil:
    """Go to the next line that is neither blank nor a prompt or an echo; False at the end."""
    cdef Bytes found
    cdef Py_ssize_t p, e
    while r.next <= r.size:
        p = r.next
        e = r.size
        if p < r.size:
            found = <Bytes>memchr(r.data + p, 10, r.size - p)
            if found is not NULL:
                e = found - r.data
        r.next = e + 1
        r.sink.line += 1
        while p < e and blank(r.data[p]):
            p += 1
        while e > p and blank(r.data[e - 1]):
            e -= 1
        if p < e and not prompt_or_echo(r.data, p, e):
            r.start = p
            r.end = e
            return True
    return False


cdef void begin(Reader* r, Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    r.data = data
    r.size = size
    r.next = 0
    r.start = 0
    r.end = 0
    r.sink = sink


# ---------------------------------------------------------------- show crypto isakmp sa

cdef enum:
    UNHEADED
    SLOTS
    STATUSES
    PENDINGS
    DETAILS
    OLD_DETAILS


cdef struct Isakmp:
    Sink* sink
    Py_ssize_t record
    int heading
    bint needs_destination
    bint needs_source
    bint needs_state
    Py_ssize_t head_start
    Py_ssize_t head_end
    Py_ssize_t head_line
    bint block
    bint detail


cdef void isakmp_close(Isakmp* s) noexcept nogil:
    if s.block and (s.needs_destination or s.needs_source or s.needs_state):
        put(s.sink, s.record, CUT_RECORD, s.head_start, s.head_end, s.head_line)
    s.block = False
    s.detail = False


cdef void isakmp_open(Isakmp* s, Py_ssize_t p, Py_ssize_t e, bint both) noexcept nogil:
    isakmp_close(s)
    s.record += 1
    s.block = True
    s.needs_destination = both
    s.needs_source = both
    s.needs_state = True
    s.head_start = p
    s.head_end = e
    s.head_line = s.sink.line


cdef inline void isakmp_word(Isakmp* s, int field, Words* w, Py_ssize_t i) noexcept nogil:
    put(s.sink, s.record, field, w.start[i], w.end[i], s.sink.line)


cdef bint isakmp_heading(Isakmp* s, Bytes b, Words* w) noexcept nogil:
    cdef Py_ssize_t i = 0
    cdef Py_ssize_t n = w.count
    if same(b, w.start[0], w.end[0], "f_vrf/i_vrf"):
        i = 1
    if (
        n >= i + 3
        and same(b, w.start[i], w.end[i], "dst")
        and same(b, w.start[i + 1], w.end[i + 1], "src")
        and same(b, w.start[i + 2], w.end[i + 2], "state")
    ):
        isakmp_close(s)
        s.heading = SLOTS
        if n > i + 3 and same(b, w.start[i + 3], w.end[i + 3], "pending"):
            s.heading = PENDINGS
        if (n > i + 4 and same(b, w.start[i + 4], w.end[i + 4], "status")) or (
            n > i + 5 and same(b, w.start[i + 5], w.end[i + 5], "status")
        ):
            s.heading = STATUSES
        return True
    if n < 3:
        return False
    if (
        (same(b, w.start[0], w.end[0], "c-id") or same(b, w.start[0], w.end[0], "conn-id"))
        and same(b, w.start[1], w.end[1], "local")
        and same(b, w.start[2], w.end[2], "remote")
    ):
        isakmp_close(s)
        s.heading = OLD_DETAILS
        for i in range(n):
            if same(b, w.start[i], w.end[i], "status"):
                s.heading = DETAILS
        return True
    if (
        same(b, w.start[0], w.end[0], "ike")
        and same(b, w.start[1], w.end[1], "peer")
        and same(b, w.start[2], w.end[2], "type")
    ):
        isakmp_close(s)
        return True
    return False


cdef int isakmp_key(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* value) noexcept nogil:
    """Return the field of the key that begins a span, and where its value begins; 0 for none."""
    cdef int i = 0
    cdef Py_ssize_t at
    while FP_ISAKMP_KEYS[i].key is not NULL:
        at = after(b, p, e, FP_ISAKMP_KEYS[i].key, True)
        if at >= 0:
            value[0] = at
            return FP_ISAKMP_KEYS[i].field
        i += 1
    return 0


cdef int isakmp_pairs(Isakmp* s, Bytes b, Py_ssize_t start, Py_ssize_t e) noexcept nogil:
    cdef Py_ssize_t p = start
    cdef Py_ssize_t value = 0
    cdef Py_ssize_t stop
    cdef int field
    cdef int last = 0
    while p < e:
        if last == STATUS and same(b, p, e, "(deleted)"):
            put(s.sink, s.record, DELETED, p, e, s.sink.line)
            return 0
        field = isakmp_key(b, p, e, &value)
        if field == 0:
            return NOT_UNDERSTOOD
        stop = word_end(b, value, e)
        if field == DESTINATION:
            isakmp_open(s, start, e, True)
        if not s.block:
            return STRAY
        if (field == CONNECTION or field == SLOT) and not number(b, value, stop):
            return NOT_A_NUMBER
        if (field == DESTINATION or field == SOURCE) and not address(b, value, stop):
            return MISSHAPEN_ROW
        if (field == STATE and not state_word(b, value, stop)) or stop == value:
            return NOT_UNDERSTOOD
        put(s.sink, s.record, field, value, stop, s.sink.line)
        if field == DESTINATION:
            s.needs_destination = False
        elif field == SOURCE:
            s.needs_source = False
        elif field == STATE:
            s.needs_state = False
        last = field
        p = skip(b, stop, e)
    return 0


cdef int isakmp_detail_row(Isakmp* s, Bytes b, Words* w) noexcept nogil:
    cdef Py_ssize_t at = -1
    cdef Py_ssize_t i, between
    cdef bint has_status
    for i in range(w.count):
        if clock(b, w.start[i], w.end[i]):
            at = i
            break
    if at < 7 or at > 9 or w.count > at + 2 or not number(b, w.start[at - 1], w.end[at - 1]):
        return MISSHAPEN_ROW
    between = at - 7
    has_status = between > 0 and (
        s.heading == DETAILS
        or same(b, w.start[at - 5], w.end[at - 5], "active")
        or same(b, w.start[at - 5], w.end[at - 5], "stdby")
    )
    if between - has_status > 1:
        return MISSHAPEN_ROW
    if between > has_status and not has_status and s.heading != OLD_DETAILS:
        return MISSHAPEN_ROW
    isakmp_close(s)
    s.record += 1
    isakmp_word(s, CONNECTION, w, 0)
    isakmp_word(s, LOCAL, w, 1)
    isakmp_word(s, REMOTE, w, 2)
    if between > has_status:
        isakmp_word(s, VRF, w, 3)
    if has_status:
        isakmp_word(s, STATUS, w, at - 5)
    isakmp_word(s, ENCRYPTION, w, at - 4)
    isakmp_word(s, HASH, w, at - 3)
    isakmp_word(s, AUTHENTICATION, w, at - 2)
    isakmp_word(s, GROUP, w, at - 1)
    isakmp_word(s, LIFETIME, w, at)
    if at + 1 < w.count:
        isakmp_word(s, CAPABILITIES, w, at + 1)
    s.detail = True
    return 0


cdef int isakmp_table(Isakmp* s, Bytes b, Words* w) noexcept nogil:
    cdef Py_ssize_t n = w.count
    cdef Py_ssize_t o = 0
    cdef Py_ssize_t i, tail
    cdef bint gone = False
    cdef bint n3, n4, w4
    cdef int first = 0
    cdef int second = 0
    cdef int third = 0
    if (n == 6 or n == 10) and number(b, w.start[0], w.end[0]) and state_word(
        b, w.start[5], w.end[5]
    ):
        if n == 10 and not number(b, w.start[9], w.end[9]):
            return NOT_A_NUMBER
        isakmp_close(s)
        s.record += 1
        for i in range(n):
            isakmp_word(s, FP_FLAT[i], w, i)
        return 0
    if n > 2 and address(b, w.start[1], w.end[1]) and address(b, w.start[2], w.end[2]):
        if number(b, w.start[0], w.end[0]):
            return isakmp_detail_row(s, b, w)
        for i in range(w.start[0], w.end[0]):
            if b[i] == 47:
                o = 1
    if (
        n < o + 2
        or not address(b, w.start[o], w.end[o])
        or not address(b, w.start[o + 1], w.end[o + 1])
    ):
        return NOT_UNDERSTOOD
    if n < o + 3 or not state_word(b, w.start[o + 2], w.end[o + 2]):
        return MISSHAPEN_ROW
    if same(b, w.start[n - 1], w.end[n - 1], "(deleted)"):
        gone = True
    tail = n - o - 3 - gone
    if tail != 2 and tail != 3:
        return MISSHAPEN_ROW
    i = o + 3
    n3 = number(b, w.start[i], w.end[i])
    n4 = number(b, w.start[i + 1], w.end[i + 1])
    w4 = status_word(b, w.start[i + 1], w.end[i + 1])
    if not n3:
        return MISSHAPEN_ROW
    if tail == 2 and w4 and s.heading != PENDINGS:
        first = CONNECTION
        second = STATUS
    elif tail == 3 and n4 and status_word(b, w.start[i + 2], w.end[i + 2]) and (
        s.heading != PENDINGS
    ):
        first = CONNECTION
        second = SLOT
        third = STATUS
    elif tail == 2 and n4 and s.heading == SLOTS:
        first = CONNECTION
        second = SLOT
    elif tail == 2 and n4 and s.heading == PENDINGS:
        first = PENDING
        second = CREATED
    elif not (tail == 2 and n4 and s.heading != STATUSES):
        return MISSHAPEN_ROW
    isakmp_close(s)
    s.record += 1
    if o:
        isakmp_word(s, VRF, w, 0)
    isakmp_word(s, DESTINATION, w, o)
    isakmp_word(s, SOURCE, w, o + 1)
    isakmp_word(s, STATE, w, o + 2)
    if first:
        isakmp_word(s, first, w, i)
        isakmp_word(s, second, w, i + 1)
    if third:
        isakmp_word(s, third, w, i + 2)
    if gone:
        isakmp_word(s, DELETED, w, n - 1)
    if not first:
        put(s.sink, s.record, NO_HEADING, w.start[i], w.end[i + 1], s.sink.line)
    return 0


cdef int isakmp_line(Isakmp* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Words w
    cdef Py_ssize_t at, stop, from_
    cdef int i = 0
    while FP_ISAKMP_TOTALS[i].key is not NULL:
        at = after(b, p, e, FP_ISAKMP_TOTALS[i].key, True)
        if at >= 0:
            stop = digits_end(b, at, e)
            from_ = skip(b, stop, e)
            if not 1 <= stop - at <= 20 or (from_ < e and b[from_] != 40):
                return NOT_A_NUMBER
            put(s.sink, -1, FP_ISAKMP_TOTALS[i].field, at, stop, s.sink.line)
            return 0
        i += 1
    i = 0
    while FP_ISAKMP_PHRASES[i].key is not NULL:
        if after(b, p, e, FP_ISAKMP_PHRASES[i].key, False) >= 0:
            if FP_ISAKMP_PHRASES[i].field:
                s.heading = UNHEADED
            return 0
        i += 1
    split(b, p, e, &w)
    if w.count > 24:
        return NOT_UNDERSTOOD
    if isakmp_heading(s, b, &w):
        return 0
    if (
        w.count > 1
        and (
            same(b, w.start[0], w.end[0], "engine-id:conn-id")
            or same(b, w.start[0], w.end[0], "connection-id:engine-id")
        )
        and same(b, w.start[1], w.end[1], "=")
    ):
        if not s.detail or w.count > 3:
            return STRAY
        s.detail = False
        if w.count == 3 and b[w.start[2]] != 63:
            isakmp_word(s, ENGINE, &w, 2)
        return 0
    from_ = p
    if w.count > 1 and number(b, w.start[0], w.end[0]):
        from_ = w.start[1]
    at = after(b, from_, e, "ike peer", True)
    if at >= 0:
        stop = word_end(b, at, e)
        if stop == at or stop != e:
            return MISSHAPEN_ROW
        isakmp_open(s, p, e, False)
        if from_ != p:
            isakmp_word(s, ORDINAL, &w, 0)
        put(s.sink, s.record, PEER, at, stop, s.sink.line)
        return 0
    if isakmp_key(b, p, e, &at):
        return isakmp_pairs(s, b, p, e)
    return isakmp_table(s, b, &w)


cdef void isakmp_walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Isakmp s
    cdef int reason
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    s.heading = UNHEADED
    s.needs_destination = s.needs_source = s.needs_state = False
    s.head_start = s.head_end = s.head_line = 0
    s.block = s.detail = False
    while next_line(&r):
        reason = isakmp_line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.block else -1, reason, r.start, r.end, sink.line)
    isakmp_close(&s)


# ---------------------------------------------------------------- show crypto ipsec sa

cdef enum:
    NO_SA
    OPEN_SA
    BROKEN_SA


cdef enum:
    HAS_LOCAL = 1
    HAS_REMOTE = 2
    HAS_OUTBOUND = 4
    HAS_TRANSFORM = 1
    HAS_SETTINGS = 2


cdef struct Ipsec:
    Sink* sink
    Py_ssize_t record
    bint open
    Py_ssize_t head_start
    Py_ssize_t head_end
    Py_ssize_t head_line
    int has
    # interface, map tag, sequence, local address, protected vrf, access-list entry
    Py_ssize_t context_start[6]
    Py_ssize_t context_end[6]
    Py_ssize_t context_line[6]
    bint section
    int sa
    Py_ssize_t sa_start
    Py_ssize_t sa_end
    Py_ssize_t sa_line
    int sa_has


cdef void ipsec_close_sa(Ipsec* s) noexcept nogil:
    if s.sa == OPEN_SA and s.sa_has != HAS_TRANSFORM + HAS_SETTINGS:
        put(s.sink, s.record, CUT_SA, s.sa_start, s.sa_end, s.sa_line)
    s.sa = NO_SA


cdef void ipsec_close(Ipsec* s) noexcept nogil:
    ipsec_close_sa(s)
    if s.open and s.has != HAS_LOCAL + HAS_REMOTE + HAS_OUTBOUND:
        put(s.sink, s.record, CUT_RECORD, s.head_start, s.head_end, s.head_line)
    s.open = False
    s.section = False


cdef int ipsec_put(Ipsec* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    if not s.open:
        return STRAY
    put(s.sink, s.record, field, p, e, s.sink.line)
    return 0


cdef int ipsec_put_sa(Ipsec* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    if s.sa != OPEN_SA:
        return STRAY if s.sa == NO_SA else HEADLESS
    put(s.sink, s.record, field, p, e, s.sink.line)
    if field == TRANSFORM:
        s.sa_has |= HAS_TRANSFORM
    elif field == SETTINGS:
        s.sa_has |= HAS_SETTINGS
    return 0


cdef inline void forget(Ipsec* s, int field) noexcept nogil:
    s.context_line[field - INTERFACE] = 0


cdef inline void keep(Ipsec* s, int field, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    s.context_start[field - INTERFACE] = p
    s.context_end[field - INTERFACE] = e
    s.context_line[field - INTERFACE] = s.sink.line


cdef bint braces(
    Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* inner, Py_ssize_t* stop
) noexcept nogil:
    """Match ``= {…}`` and an optional comma up to the end of the line."""
    p = skip(b, p, e)
    if p >= e or b[p] != 61:
        return False
    p = skip(b, p + 1, e)
    if p >= e or b[p] != 123:
        return False
    p += 1
    inner[0] = p
    while p < e and b[p] != 125:
        if b[p] == 123:
            return False
        p += 1
    if p >= e:
        return False
    stop[0] = p
    p = skip(b, p + 1, e)
    return p == e or (p == e - 1 and b[p] == 44)


cdef int ipsec_ident(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e, bint local) noexcept nogil:
    cdef int i
    cdef int slashes = 0
    cdef Py_ssize_t at = p
    cdef Py_ssize_t inner
    if local:
        ipsec_close(s)
        s.record += 1
        s.open = True
        s.head_start = p
        s.head_end = e
        s.head_line = s.sink.line
        s.has = 0
        for i in range(6):
            if s.context_line[i]:
                put(
                    s.sink, s.record, INTERFACE + i, s.context_start[i], s.context_end[i],
                    s.context_line[i],
                )
        forget(s, ACL)
        forget(s, PROTECTED_VRF)
    if not s.open:
        return STRAY
    while at < e and b[at] != 58:
        at += 1
    if at >= e or at == p or b[at - 1] != 41:
        return BAD_IDENT
    at = skip(b, at + 1, e)
    if at >= e or b[at] != 40:
        return BAD_IDENT
    at += 1
    inner = at
    while at < e and b[at] != 41:
        if blank(b[at]) or b[at] == 40:
            return BAD_IDENT
        if b[at] == 47:
            slashes += 1
        at += 1
    if at != e - 1 or slashes < 3:
        return BAD_IDENT
    put(s.sink, s.record, LOCAL_IDENT if local else REMOTE_IDENT, inner, at, s.sink.line)
    s.has |= HAS_LOCAL if local else HAS_REMOTE
    return 0


cdef int ipsec_section(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return 1 for an inbound section heading, 2 for an outbound one, 0 for none."""
    cdef int found = 1
    cdef Py_ssize_t at = starts(b, p, e, "inbound ")
    cdef Py_ssize_t stop
    if at < 0:
        at = starts(b, p, e, "outbound ")
        found = 2
    if at < 0:
        return 0
    stop = word_end(b, at, e)
    if not (
        same(b, at, stop, "esp") or same(b, at, stop, "ah") or same(b, at, stop, "pcp")
        or same(b, at, stop, "comp")
    ):
        return 0
    at = starts(b, stop, e, " sas")
    if at < 0:
        return 0
    at = skip(b, at, e)
    return found if at == e or (at == e - 1 and b[at] == 58) else 0


cdef bint spi_span(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* first, Py_ssize_t* last) noexcept nogil:
    """Match ``3D3``, ``0x3D3`` or ``0x3D3 (979)`` over a whole span: the hexadecimal digits."""
    cdef Py_ssize_t at = p
    if at + 1 < e and b[at] == 48 and lower(b[at + 1]) == 120:
        at += 2
    first[0] = at
    while at < e and hexdigit(b[at]):
        at += 1
    last[0] = at
    if not 1 <= at - first[0] <= 8:
        return False
    at = skip(b, at, e)
    if at == e:
        return last[0] == e
    if b[at] != 40:
        return False
    p = at + 1
    at = digits_end(b, p, e)
    return 1 <= at - p <= 20 and at == e - 1 and b[at] == 41


cdef int ipsec_life(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef Py_ssize_t at = starts(b, p, e, "remaining key lifetime")
    cdef Py_ssize_t first, cut
    cdef int reason
    cdef bint kilobytes
    if at < 0:
        return NOT_A_NUMBER
    at = skip(b, at, e)
    if at >= e or b[at] != 40:
        return NOT_A_NUMBER
    at += 1
    while at < e and b[at] != 41:
        if b[at] == 40:
            return NOT_A_NUMBER
        at += 1
    if at >= e:
        return NOT_A_NUMBER
    at = skip(b, at + 1, e)
    if at >= e or b[at] != 58:
        return NOT_A_NUMBER
    at = skip(b, at + 1, e)
    if number(b, at, e):
        return ipsec_put_sa(s, SECONDS, at, e)
    if at >= e or b[at] != 40 or b[e - 1] != 41:
        return NOT_A_NUMBER
    first = at + 1
    cut = first
    while cut < e and b[cut] != 47:
        cut += 1
    if cut >= e or not number(b, cut + 1, e - 1):
        return NOT_A_NUMBER
    kilobytes = number(b, first, cut)
    if not kilobytes:
        if first == cut:
            return NOT_A_NUMBER
        for at in range(first, cut):
            if digit(b[at]) or b[at] == 40 or b[at] == 41:
                return NOT_A_NUMBER
    reason = 0
    if kilobytes:
        reason = ipsec_put_sa(s, KILOBYTES, first, cut)
    return reason or ipsec_put_sa(s, SECONDS, cut + 1, e - 1)


cdef int ipsec_replay(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef Py_ssize_t stop = word_end(b, p, e)
    cdef int reason
    if stop == p:
        return NOT_UNDERSTOOD
    reason = ipsec_put_sa(s, REPLAY, p, stop)
    p = skip(b, stop, e)
    if reason or p == e:
        return reason
    p = after(b, p, e, "replay window size", False)
    if p < 0:
        return NOT_UNDERSTOOD
    if not number(b, p, e):
        return NOT_A_NUMBER
    return ipsec_put_sa(s, REPLAY_WINDOW, p, e)


cdef int ipsec_counters(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef int reason = 0
    cdef Py_ssize_t stop, first, last, name, bare
    if not s.open:
        return STRAY
    while p < e:
        while p < e and b[p] == 35:
            p += 1
        stop = p
        while stop < e and b[stop] != 35 and b[stop] != 44:
            stop += 1
        p = skip(b, p, stop)
        last = stop
        while last > p and blank(b[last - 1]):
            last -= 1
        first = last
        while first > p and digit(b[first - 1]):
            first -= 1
        name = first
        bare = name
        while bare > p and (blank(b[bare - 1]) or b[bare - 1] == 58):
            bare -= 1
        if not number(b, first, last) or bare == name:
            reason = reason or NOT_A_NUMBER
        elif bare == p:
            reason = reason or NOT_UNDERSTOOD
        else:
            put(s.sink, s.record, COUNTER_NAME, p, bare, s.sink.line)
            put(s.sink, s.record, COUNTER_VALUE, first, last, s.sink.line)
        p = stop
        while p < e and (blank(b[p]) or b[p] == 44):
            p += 1
        if p < e and b[p] != 35:
            reason = reason or NOT_UNDERSTOOD
            while p < e and b[p] != 35:
                p += 1
    return reason


cdef int form_span(
    Bytes b, Py_ssize_t p, Py_ssize_t e, int form, Py_ssize_t* first, Py_ssize_t* last
) noexcept nogil:
    """Match a value over a whole span; return 0 or the reason."""
    cdef Py_ssize_t at
    first[0] = p
    last[0] = e
    if form == FORM_TEXT:
        return 0 if p < e else NOT_UNDERSTOOD
    if form == FORM_WORD:
        return 0 if p < e and word_end(b, p, e) == e else NOT_UNDERSTOOD
    if form == FORM_SPI:
        return 0 if spi_span(b, p, e, first, last) else BAD_SPI
    at = digits_end(b, p, e)
    last[0] = at
    if not 1 <= at - p <= 20:
        return NOT_A_NUMBER
    if at == e:
        return 0
    at = starts(b, at, e, " bytes")
    return 0 if at == e else NOT_A_NUMBER


cdef int ipsec_endpoint(
    Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e, int field, int port
) noexcept nogil:
    cdef Py_ssize_t slash = e - 1
    cdef int reason
    if p >= e or word_end(b, p, e) != e:
        return NOT_UNDERSTOOD
    while slash >= p and b[slash] != 47:
        slash -= 1
    if slash < p:
        return ipsec_put(s, field, p, e)
    if slash == p or not number(b, slash + 1, e):
        return NOT_A_NUMBER
    reason = ipsec_put(s, field, p, slash)
    return reason or ipsec_put(s, port, slash + 1, e)


cdef int ipsec_peer(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef Py_ssize_t stop = word_end(b, p, e)
    cdef Py_ssize_t end = stop
    cdef Py_ssize_t colon = p
    cdef Py_ssize_t port = -1
    cdef Py_ssize_t port_end = -1
    cdef Py_ssize_t at
    cdef int reason
    if stop == p:
        return NOT_UNDERSTOOD
    while colon < stop and b[colon] != 58:
        colon += 1
    if colon < stop and quad(b, p, colon, 999) and number(b, colon + 1, stop):
        end = colon
        port = colon + 1
        port_end = stop
    at = skip(b, stop, e)
    if at < e:
        at = after(b, at, e, "port", False)
        if at < 0:
            return NOT_UNDERSTOOD
        if not number(b, at, e):
            return NOT_A_NUMBER
        port = at
        port_end = e
    reason = ipsec_put(s, CURRENT_PEER, p, end)
    if not reason and port >= 0:
        reason = ipsec_put(s, PEER_PORT, port, port_end)
    return reason


cdef int ipsec_context(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a pair that later identities share; -1 when it is none."""
    cdef int i = 0
    cdef int field, reason
    cdef Py_ssize_t at
    cdef Py_ssize_t first = 0
    cdef Py_ssize_t last = 0
    while FP_CONTEXT[i].key is not NULL:
        at = after(b, p, e, FP_CONTEXT[i].key, False)
        if at >= 0:
            field = FP_CONTEXT[i].field
            if field == PROTECTED_VRF or field == MAP_TAG or field == INTERFACE:
                ipsec_close(s)
                forget(s, PROTECTED_VRF)
                if field != PROTECTED_VRF:
                    forget(s, ACL)
                    forget(s, MAP_TAG)
                    forget(s, SEQUENCE)
                    forget(s, LOCAL_ADDRESS)
                if field == INTERFACE:
                    forget(s, INTERFACE)
                if field == PROTECTED_VRF and at == e:
                    return 0
            reason = form_span(b, at, e, FP_CONTEXT[i].form, &first, &last)
            if not reason:
                keep(s, field, first, last)
            return reason
        i += 1
    return -1


cdef int ipsec_keys(
    Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e, const fp_key* table, bint of_sa
) noexcept nogil:
    """Read a pair by a table of keys; -1 when none of them begins it."""
    cdef Py_ssize_t at
    cdef Py_ssize_t first = 0
    cdef Py_ssize_t last = 0
    cdef int reason
    while table.key is not NULL:
        at = after(b, p, e, table.key, False)
        if at >= 0:
            reason = form_span(b, at, e, table.form, &first, &last)
            if reason:
                return reason
            if of_sa:
                return ipsec_put_sa(s, table.field, first, last)
            return ipsec_put(s, table.field, first, last)
        table += 1
    return -1


cdef int ipsec_overhead(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef Py_ssize_t stop = digits_end(b, p, e)
    cdef Py_ssize_t at = skip(b, stop, e)
    cdef int reason
    if not 1 <= stop - p <= 20:
        return NOT_A_NUMBER
    if at == e:
        return ipsec_put(s, OVERHEAD, p, stop)
    if b[at] != 40 or b[e - 1] != 41 or not number(b, at + 1, e - 1):
        return NOT_A_NUMBER
    reason = ipsec_put(s, OVERHEAD, p, stop)
    return reason or ipsec_put(s, OVERHEAD_FIXED, at + 1, e - 1)


cdef int ipsec_segment(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef int reason = ipsec_context(s, b, p, e)
    cdef Py_ssize_t at
    if reason >= 0:
        return reason
    at = after(b, p, e, "current_peer", False)
    if at >= 0:
        return ipsec_peer(s, b, at, e)
    at = after(b, p, e, "local crypto endpt", False)
    if at >= 0:
        return ipsec_endpoint(s, b, at, e, LOCAL_ENDPOINT, LOCAL_PORT)
    at = after(b, p, e, "remote crypto endpt", False)
    if at >= 0:
        return ipsec_endpoint(s, b, at, e, REMOTE_ENDPOINT, REMOTE_PORT)
    at = after(b, p, e, "ipsec overhead", False)
    if at >= 0:
        return ipsec_overhead(s, b, at, e)
    reason = ipsec_keys(s, b, p, e, FP_OF_RECORD, False)
    if reason < 0:
        reason = ipsec_keys(s, b, p, e, FP_OF_SA, True)
    return NOT_UNDERSTOOD if reason < 0 else reason


cdef int ipsec_segments(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef int reason = 0
    cdef int failed
    cdef Py_ssize_t stop, last
    while p < e:
        stop = p
        while stop < e and b[stop] != 44:
            stop += 1
        p = skip(b, p, stop)
        last = stop
        while last > p and blank(b[last - 1]):
            last -= 1
        if p < last:
            failed = ipsec_segment(s, b, p, last)
            reason = reason or failed
        p = stop + 1
    return reason


cdef bint bitmap(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a line is hexadecimal words alone (the anti-replay bitmap)."""
    cdef Py_ssize_t first
    while p < e:
        if not (p + 2 < e and b[p] == 48 and lower(b[p + 1]) == 120):
            return False
        p += 2
        first = p
        while p < e and hexdigit(b[p]):
            p += 1
        if p == first or (p < e and not blank(b[p])):
            return False
        p = skip(b, p, e)
    return True


cdef int ipsec_line(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Py_ssize_t at, last
    cdef Py_ssize_t inner = 0
    cdef Py_ssize_t stop = 0
    cdef int found, reason
    cdef int i = 0
    if b[p] == 35:
        return ipsec_counters(s, b, p, e)
    if after(b, p, e, "local ident", False) >= 0:
        return ipsec_ident(s, b, p, e, True)
    if after(b, p, e, "remote ident", False) >= 0:
        return ipsec_ident(s, b, p, e, False)
    at = starts(b, p, e, "permit")
    if at < 0:
        at = starts(b, p, e, "deny")
    if at >= 0:
        last = at
        at = skip(b, at, e)
        if at < e and b[at] == 44:
            at = starts(b, skip(b, at + 1, e), e, "flags")
            if at >= 0 and braces(b, at, e, &inner, &stop):
                reason = ipsec_put(s, ACTION, p, last)
                return reason or ipsec_put(s, FLAGS, inner, stop)
    at = starts(b, p, e, "in use settings")
    if at >= 0 and braces(b, at, e, &inner, &stop):
        return ipsec_put_sa(s, SETTINGS, inner, stop)
    at = after(b, p, e, "transform", True)
    if at >= 0:
        last = e
        while last > at and (blank(b[last - 1]) or b[last - 1] == 44):
            last -= 1
        return NOT_UNDERSTOOD if last == at else ipsec_put_sa(s, TRANSFORM, at, last)
    if starts(b, p, e, "access-list ") >= 0:
        ipsec_close(s)
        keep(s, ACL, p, e)
        return 0
    found = ipsec_section(b, p, e)
    if found:
        ipsec_close_sa(s)
        reason = ipsec_put(s, SECTION, p, e)
        if not reason:
            s.section = True
            if found == 2:
                s.has |= HAS_OUTBOUND
        return reason
    at = after(b, p, e, "spi", True)
    if at >= 0:
        ipsec_close_sa(s)
        if not s.open or not s.section:
            return STRAY
        if not spi_span(b, at, e, &inner, &stop):
            s.sa = BROKEN_SA
            return BAD_SPI
        s.sa = OPEN_SA
        s.sa_start = p
        s.sa_end = e
        s.sa_line = s.sink.line
        s.sa_has = 0
        return ipsec_put_sa(s, SPI, inner, stop)
    at = after(b, p, e, "sa timing", False)
    if at >= 0:
        return ipsec_life(s, b, at, e)
    at = after(b, p, e, "replay detection support", False)
    if at >= 0:
        return ipsec_replay(s, b, at, e)
    while FP_IPSEC_PHRASES[i].key is not NULL:
        if after(b, p, e, FP_IPSEC_PHRASES[i].key, False) >= 0:
            return 0
        i += 1
    if bitmap(b, p, e):
        return STRAY if s.sa == NO_SA else 0
    return ipsec_segments(s, b, p, e)


cdef void ipsec_walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Ipsec s
    cdef int i, reason
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    s.open = s.section = False
    s.head_start = s.head_end = s.head_line = 0
    s.has = 0
    s.sa = NO_SA
    s.sa_start = s.sa_end = s.sa_line = 0
    s.sa_has = 0
    for i in range(6):
        s.context_start[i] = s.context_end[i] = s.context_line[i] = 0
    while next_line(&r):
        reason = ipsec_line(&s, data, r.start, r.end)
        if reason:
            put(sink, s.record if s.open else -1, reason, r.start, r.end, sink.line)
    ipsec_close(&s)


# ---------------------------------------------------------------- show crypto engine connections

cdef void engine_walk(Bytes b, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Words w
    cdef Py_ssize_t record = -1
    cdef Py_ssize_t n, cut
    cdef bint penultimate
    begin(&r, b, size, sink)
    while next_line(&r):
        split(b, r.start, r.end, &w)
        n = w.count
        if after(b, r.start, r.end, "crypto engine", False) >= 0 or (
            n > 4 and same(b, w.start[0], w.end[0], "id")
        ):
            continue
        if n > 24 or not number(b, w.start[0], w.end[0]):
            put(sink, -1, NOT_UNDERSTOOD, r.start, r.end, sink.line)
            continue
        penultimate = n >= 6 and number(b, w.start[n - 2], w.end[n - 2])
        if (
            penultimate
            and address(b, w.start[n - 1], w.end[n - 1])
            and number(b, w.start[n - 3], w.end[n - 3])
        ):
            record += 1
            put(sink, record, ID, w.start[0], w.end[0], sink.line)
            cut = n - 3
            if n >= 7 and number(b, w.start[cut - 1], w.end[cut - 1]):
                put(sink, record, LAST_SEQUENCE, w.start[n - 2], w.end[n - 2], sink.line)
                cut -= 1
            put(sink, record, KIND, w.start[1], w.end[1], sink.line)
            put(sink, record, ALGORITHM, w.start[2], w.end[cut - 1], sink.line)
            put(sink, record, ENCRYPT, w.start[cut], w.end[cut], sink.line)
            put(sink, record, DECRYPT, w.start[cut + 1], w.end[cut + 1], sink.line)
            put(sink, record, ADDRESS, w.start[n - 1], w.end[n - 1], sink.line)
        elif (
            n >= 7
            and penultimate
            and number(b, w.start[n - 1], w.end[n - 1])
            and (
                address(b, w.start[2], w.end[2])
                or (w.end[2] - w.start[2] == 6 and begins(b, w.start[2], w.end[2], "<none>"))
            )
        ):
            record += 1
            put(sink, record, ID, w.start[0], w.end[0], sink.line)
            put(sink, record, INTERFACE, w.start[1], w.end[1], sink.line)
            put(sink, record, ADDRESS, w.start[2], w.end[2], sink.line)
            put(sink, record, STATE, w.start[3], w.end[3], sink.line)
            put(sink, record, ALGORITHM, w.start[4], w.end[n - 3], sink.line)
            put(sink, record, ENCRYPT, w.start[n - 2], w.end[n - 2], sink.line)
            put(sink, record, DECRYPT, w.start[n - 1], w.end[n - 1], sink.line)
        else:
            put(sink, -1, MISSHAPEN_ROW, r.start, r.end, sink.line)


# ---------------------------------------------------------------- show version

cdef bint version_put(
    Sink* sink, bint* seen, int field, Py_ssize_t p, Py_ssize_t e
) noexcept nogil:
    """Write a value the first time that its field is seen."""
    if p < e and not seen[field - IOS_RELEASE]:
        seen[field - IOS_RELEASE] = True
        put(sink, 0, field, p, e, sink.line)
    return True


cdef Py_ssize_t upto(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    while p < e and not blank(b[p]) and b[p] != 44:
        p += 1
    return p


cdef void version_line(Sink* sink, bint* seen, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef Words w
    cdef Py_ssize_t at, stop
    cdef int i = 0
    while FP_RELEASES[i].key is not NULL:
        at = after(b, p, e, FP_RELEASES[i].key, False)
        if at >= 0:
            version_put(sink, seen, FP_RELEASES[i].field, at, upto(b, at, e))
            return
        i += 1
    if after(b, p, e, "cisco ios software", False) >= 0 or (
        after(b, p, e, "ios (tm)", False) >= 0
    ):
        for at in range(p, e):
            if begins(b, at, e, ", version "):
                stop = skip(b, at + 10, e)
                if upto(b, stop, e) > stop:
                    version_put(sink, seen, SOFTWARE, p, at)
                    version_put(sink, seen, IOS_RELEASE, stop, upto(b, stop, e))
                return
        return
    at = after(b, p, e, "hardware", True)
    if at >= 0:
        version_put(sink, seen, HARDWARE, at, upto(b, at, e))
        return
    at = starts(b, p, e, "system image file is")
    if at >= 0:
        at = skip(b, at, e)
        if at < e and b[at] == 34:
            at += 1
            stop = at
            while stop < e and b[stop] != 34:
                stop += 1
            if stop < e and stop > at:
                version_put(sink, seen, IMAGE, at, stop)
                return
    split(b, p, e, &w)
    if w.count < 3:
        return
    if (
        same(b, w.start[1], w.end[1], "uptime") and same(b, w.start[2], w.end[2], "is")
    ) or (same(b, w.start[1], w.end[1], "up") and number(b, w.start[2], w.end[2])):
        version_put(sink, seen, HOSTNAME, w.start[0], w.end[0])
    elif same(b, w.start[0], w.end[0], "cisco") and b[w.start[2]] == 40:
        version_put(sink, seen, HARDWARE, w.start[1], w.end[1])


cdef void version_walk(Bytes b, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef bint[8] seen
    cdef int i
    cdef Py_ssize_t first_start = 0
    cdef Py_ssize_t first_end = 0
    cdef Py_ssize_t first_line = 0
    for i in range(8):
        seen[i] = False
    begin(&r, b, size, sink)
    while next_line(&r):
        if not first_line:
            first_start = r.start
            first_end = r.end
            first_line = sink.line
        version_line(sink, seen, b, r.start, r.end)
    if first_line and not (seen[0] or seen[1] or seen[2] or seen[3]):
        put(sink, -1, NO_RELEASE, first_start, first_end, first_line)


# ---------------------------------------------------------------- show access-lists

cdef struct Lists:
    Sink* sink
    Py_ssize_t record
    bint firewall
    Py_ssize_t name_start
    Py_ssize_t name_end
    Py_ssize_t last_start
    Py_ssize_t last_end


cdef struct Entry:
    Py_ssize_t number_start
    Py_ssize_t number_end
    Py_ssize_t kind_start
    Py_ssize_t kind_end
    Py_ssize_t hits_start
    Py_ssize_t hits_end
    bint element


cdef bint equal(
    Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t q, Py_ssize_t f
) noexcept nogil:
    """Whether two spans hold the same bytes."""
    cdef Py_ssize_t i
    if e - p != f - q:
        return False
    for i in range(e - p):
        if b[p + i] != b[q + i]:
            return False
    return True


cdef bint action_word(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    return (
        same(b, p, e, "permit") or same(b, p, e, "deny") or same(b, p, e, "remark")
        or same(b, p, e, "evaluate") or same(b, p, e, "dynamic")
    )


cdef void lists_open(
    Lists* s, Py_ssize_t p, Py_ssize_t e, Py_ssize_t kind, Py_ssize_t kind_end, bint firewall
) noexcept nogil:
    s.record += 1
    s.name_start = p
    s.name_end = e
    s.firewall = firewall
    s.last_start = s.last_end = 0
    if kind_end > kind:
        put(s.sink, s.record, LIST_KIND, kind, kind_end, s.sink.line)
    put(s.sink, s.record, LIST_NAME, p, e, s.sink.line)


cdef void lists_entry(Lists* s, Py_ssize_t p, Py_ssize_t e, Entry* entry) noexcept nogil:
    put(s.sink, s.record, ENTRY, p, e, s.sink.line)
    if entry.number_end:
        put(s.sink, s.record, ENTRY_SEQUENCE, entry.number_start, entry.number_end, s.sink.line)
    if entry.kind_end:
        put(s.sink, s.record, ENTRY_KIND, entry.kind_start, entry.kind_end, s.sink.line)
    if entry.element:
        put(s.sink, s.record, ENTRY_ELEMENT, p, e, s.sink.line)
    put(s.sink, s.record, ENTRY_BODY, p, e, s.sink.line)
    if entry.hits_end:
        put(s.sink, s.record, ENTRY_HITS, entry.hits_start, entry.hits_end, s.sink.line)


cdef void clear(Entry* entry) noexcept nogil:
    entry.number_start = entry.number_end = 0
    entry.kind_start = entry.kind_end = 0
    entry.hits_start = entry.hits_end = 0
    entry.element = False


cdef Py_ssize_t count_words(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    cdef Py_ssize_t count = 0
    p = skip(b, p, e)
    while p < e:
        count += 1
        p = skip(b, word_end(b, p, e), e)
    return count


cdef Py_ssize_t back(Bytes b, Py_ssize_t p, Py_ssize_t* e) noexcept nogil:
    """Return where the last word before ``e`` begins, and move ``e`` to its end."""
    cdef Py_ssize_t at
    while e[0] > p and blank(b[e[0] - 1]):
        e[0] -= 1
    at = e[0]
    while at > p and not blank(b[at - 1]):
        at -= 1
    return at


cdef int lists_ios(Lists* s, Bytes b, Py_ssize_t p, Py_ssize_t e, Words* w) noexcept nogil:
    """Read an IOS entry."""
    cdef Entry entry
    cdef Py_ssize_t first = 0
    cdef Py_ssize_t left = count_words(b, p, e)
    cdef Py_ssize_t last, last_end, other, other_end
    clear(&entry)
    if number(b, w.start[0], w.end[0]):
        entry.number_start = w.start[0]
        entry.number_end = w.end[0]
        first = 1
    if left < first + 2 or not action_word(b, w.start[first], w.end[first]):
        return NOT_UNDERSTOOD
    if s.record < 0 or s.firewall:
        return STRAY
    if not first and left > first + 3:
        last_end = e
        last = back(b, p, &last_end)
        other_end = last
        other = back(b, p, &other_end)
        if same(b, other, other_end, "sequence") and number(b, last, last_end):
            entry.number_start = last
            entry.number_end = last_end
            left -= 2
            e = other
    if left > first + 3:
        last_end = e
        last = back(b, p, &last_end)
        other_end = last
        other = back(b, p, &other_end)
        if (
            (same(b, last, last_end, "match)") or same(b, last, last_end, "matches)"))
            and b[other] == 40
            and number(b, other + 1, other_end)
        ):
            entry.hits_start = other + 1
            entry.hits_end = other_end
            e = other
    while e > p and blank(b[e - 1]):
        e -= 1
    lists_entry(s, w.start[first], e, &entry)
    return 0


cdef int lists_firewall(Lists* s, Bytes b, Py_ssize_t e, Words* w) noexcept nogil:
    """Read a PIX or ASA line."""
    cdef Entry entry
    cdef Py_ssize_t n = w.count
    cdef Py_ssize_t at = 2
    cdef Py_ssize_t p, stop, end
    clear(&entry)
    if n > 2 and same(b, w.start[1], w.end[1], "cached") and same(b, w.start[2], w.end[2], "acl"):
        return 0
    if n < 3:
        return NOT_UNDERSTOOD
    if (
        b[w.end[1] - 1] == 59
        and w.end[1] - w.start[1] > 1
        and number(b, w.start[2], w.end[2])
    ):
        lists_open(s, w.start[1], w.end[1] - 1, 0, 0, True)
        return 0
    if same(b, w.start[2], w.end[2], "line"):
        if n < 4 or not number(b, w.start[3], w.end[3]):
            return NOT_A_NUMBER
        entry.number_start = w.start[3]
        entry.number_end = w.end[3]
        at = 4
    if n > at and (
        same(b, w.start[at], w.end[at], "extended") or same(b, w.start[at], w.end[at], "standard")
    ):
        entry.kind_start = w.start[at]
        entry.kind_end = w.end[at]
        at += 1
    if n < at + 2 or not action_word(b, w.start[at], w.end[at]):
        return MISSHAPEN_ROW
    end = e
    if not same(b, w.start[at], w.end[at], "remark"):
        p = w.start[at + 1]
        while p < e:
            stop = word_end(b, p, e)
            if begins(b, p, stop, "(hitcnt="):
                if b[stop - 1] == 41 and number(b, p + 8, stop - 1):
                    entry.hits_start = p + 8
                    entry.hits_end = stop - 1
                end = p
                break
            if same(b, p, stop, "(inactive)"):
                end = p
                break
            p = skip(b, stop, e)
    while end > w.start[at] and blank(b[end - 1]):
        end -= 1
    if s.record < 0 or not s.firewall or not equal(
        b, s.name_start, s.name_end, w.start[1], w.end[1]
    ):
        lists_open(s, w.start[1], w.end[1], 0, 0, True)
    if entry.number_end:
        entry.element = equal(
            b, entry.number_start, entry.number_end, s.last_start, s.last_end
        )
    s.last_start = entry.number_start
    s.last_end = entry.number_end
    lists_entry(s, w.start[at], end, &entry)
    return 0


cdef int lists_line(Lists* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read a line; return 0, or the reason when it is not understood."""
    cdef Words w
    cdef Py_ssize_t n, name
    split(b, p, e, &w)
    n = w.count
    if same(b, w.start[0], w.end[0], "access-list"):
        return lists_firewall(s, b, e, &w)
    if same(b, w.start[0], w.end[0], "alert-interval"):
        return 0
    if (
        n >= 5
        and (
            same(b, w.start[1], w.end[1], "ip")
            or same(b, w.start[1], w.end[1], "ipv6")
            or same(b, w.start[1], w.end[1], "mac")
        )
        and same(b, w.start[2], w.end[2], "access")
        and same(b, w.start[3], w.end[3], "list")
    ):
        name = 4
    elif (
        n >= 4
        and same(b, w.start[0], w.end[0], "ipv6")
        and same(b, w.start[1], w.end[1], "access")
        and same(b, w.start[2], w.end[2], "list")
    ):
        name = 3
    else:
        return lists_ios(s, b, p, e, &w)
    if n > name + 1 and b[w.start[name + 1]] != 40:
        return NOT_UNDERSTOOD
    lists_open(s, w.start[name], w.end[name], w.start[0], w.end[0], False)
    return 0


cdef void lists_walk(Bytes data, Py_ssize_t size, Sink* sink) noexcept nogil:
    cdef Reader r
    cdef Lists s
    cdef int reason
    begin(&r, data, size, sink)
    s.sink = sink
    s.record = -1
    s.firewall = False
    s.name_start = s.name_end = s.last_start = s.last_end = 0
    while next_line(&r):
        reason = lists_line(&s, data, r.start, r.end)
        if reason:
            put(sink, -1, reason, r.start, r.end, sink.line)


# ---------------------------------------------------------------- the Python face

cdef object run(object data, Walk walk):
    """Walk a buffer without the GIL and return its columns; ``MemoryError`` when they don't fit."""
    cdef const unsigned char[::1] view = data
    cdef Py_ssize_t size = view.shape[0]
    cdef const unsigned char* start = &view[0] if size else NULL
    cdef Sink sink
    cdef Py_ssize_t i
    cdef carray.array record, field, first, last, line
    sink.cells = NULL
    sink.used = sink.size = sink.line = 0
    sink.failed = False
    try:
        if size:
            with nogil:
                walk(start, size, &sink)
        if sink.failed:
            raise MemoryError("columns of a show output")
        template = array("q")
        record = carray.clone(template, sink.used, False)
        field = carray.clone(template, sink.used, False)
        first = carray.clone(template, sink.used, False)
        last = carray.clone(template, sink.used, False)
        line = carray.clone(template, sink.used, False)
        for i in range(sink.used):
            record.data.as_longlongs[i] = sink.cells[i].record
            field.data.as_longlongs[i] = sink.cells[i].field
            first.data.as_longlongs[i] = sink.cells[i].start
            last.data.as_longlongs[i] = sink.cells[i].end
            line.data.as_longlongs[i] = sink.cells[i].line
    finally:
        free(sink.cells)
    return Columns(record, field, first, last, line)


def isakmp_sa(data):
    """Read ``show crypto isakmp sa`` of IOS, PIX and ASA, and ``show crypto ikev1 sa``."""
    return run(data, isakmp_walk)


def ipsec_sa(data):
    """Read ``show crypto ipsec sa`` of IOS, IOS-XE, PIX and ASA, with or without indentation."""
    return run(data, ipsec_walk)


def engine(data):
    """Read ``show crypto engine connection(s) active``, old and new tables."""
    return run(data, engine_walk)


def version(data):
    """Read ``show version``; lines about other things are passed over."""
    return run(data, version_walk)


def access_lists(data):
    """Read ``show (ip) access-lists`` of IOS and ``show access-list`` of PIX and ASA."""
    return run(data, lists_walk)

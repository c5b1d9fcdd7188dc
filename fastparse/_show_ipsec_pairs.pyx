# cython: language_level=3
"""The ``key value`` pairs of ``show crypto ipsec sa``: MTUs, endpoints, connection ids …"""

from fastparse._chars cimport lower
from fastparse._show_columns cimport Bytes
from fastparse._show_fields cimport (
    ACL, CURRENT_PEER, DF_POLICY, DH_GROUP, DYNAMIC_PEER, DYNAMIC_PEER_IPV6, ECN, FLOW,
    ICMP_VALIDATION, INBOUND_SPI, INITIATOR, INTERFACE, IP_MTU, IP_MTU_IDB, IV_SIZE, LOCAL_ADDRESS, LOCAL_ENDPOINT, LOCAL_PORT, MAP_TAG,
    MEDIA_MTU, NOT_A_NUMBER, NOT_UNDERSTOOD, OUTBOUND_SPI, OVERHEAD, OVERHEAD_FIXED, PATH_MTU,
    PEER_PORT, PFS, PLAINTEXT_MTU, PMTU_REMAINING, PROTECTED_VRF, REMOTE_ENDPOINT, REMOTE_PORT,
    SA_CONNECTION, SA_MAP, SA_SLOT, SA_STATUS, SEQUENCE, SIBLING_FLAGS, TFC, USERNAME,
)
from fastparse._show_ipsec_state cimport (
    ENDPOINTS, INBOUND_SA_MISSING, Ipsec, OUTBOUND_SA_MISSING, PEER, SPIS, close, forget, keep,
    put_identity, put_sa, reach,
)
from fastparse._show_ipsec_values cimport (
    Form, INTEGER, SPI_FORM, Span, TEXT, WORD, spi_number, value,
)
from fastparse._show_text cimport (
    MOST_DIGITS, after, digits_end, find, number, quad, skip, trim, word_end,
)


cdef enum Kind:
    ABOVE       # stands above the identities that share it
    OF_IDENTITY
    OF_SA
    ADDRESS     # the peer
    ENDPOINT
    SPI_IN_USE
    OVERHEADS


cdef struct Pair:
    # A key as printed, in lower case, its field, the form of its value and whose it is. Keys are in
    # the order of their first letter; one that begins another stands behind it. NULL ends them.
    const char* key
    int field
    Form form
    Kind kind


cdef Pair[42] PAIRS = [
    Pair("crypto map tag", MAP_TAG, WORD, ABOVE),
    Pair("conn id", SA_CONNECTION, INTEGER, OF_SA),
    Pair("conn_id", SA_CONNECTION, INTEGER, OF_SA),
    Pair("current_peer", CURRENT_PEER, TEXT, ADDRESS),
    Pair("current outbound spi", OUTBOUND_SPI, SPI_FORM, SPI_IN_USE),
    Pair("current inbound spi", INBOUND_SPI, SPI_FORM, SPI_IN_USE),
    Pair("crypto map", SA_MAP, WORD, OF_SA),
    Pair("crypto-map", SA_MAP, WORD, OF_SA),
    Pair("dynamic allocated peer ip(ipv6)", DYNAMIC_PEER_IPV6, WORD, OF_IDENTITY),
    Pair("dynamic allocated peer ip", DYNAMIC_PEER, WORD, OF_IDENTITY),
    Pair("df policy", DF_POLICY, WORD, OF_IDENTITY),
    Pair("dh group", DH_GROUP, TEXT, OF_IDENTITY),
    Pair("ecn bit support", ECN, TEXT, OF_SA),
    Pair("flow_id", FLOW, TEXT, OF_SA),
    Pair("flow id", FLOW, TEXT, OF_SA),
    Pair("iv size", IV_SIZE, INTEGER, OF_SA),
    Pair("ip mtu idb", IP_MTU_IDB, WORD, OF_IDENTITY),
    Pair("ip mtu", IP_MTU, INTEGER, OF_IDENTITY),
    Pair("ipv6 mtu idb", IP_MTU_IDB, WORD, OF_IDENTITY),
    Pair("ipv6 mtu", IP_MTU, INTEGER, OF_IDENTITY),
    Pair("ipsec overhead", OVERHEAD, TEXT, OVERHEADS),
    Pair("icmp error validation", ICMP_VALIDATION, WORD, OF_IDENTITY),
    Pair("interface", INTERFACE, TEXT, ABOVE),
    Pair("initiator", INITIATOR, WORD, OF_SA),
    Pair("local crypto endpt", LOCAL_ENDPOINT, TEXT, ENDPOINT),
    Pair("local addr", LOCAL_ADDRESS, WORD, ABOVE),
    Pair("media mtu", MEDIA_MTU, INTEGER, OF_IDENTITY),
    Pair("path mtu", PATH_MTU, INTEGER, OF_IDENTITY),
    Pair("plaintext mtu", PLAINTEXT_MTU, INTEGER, OF_IDENTITY),
    Pair("protected vrf (ivrf)", PROTECTED_VRF, TEXT, ABOVE),
    Pair("protected vrf", PROTECTED_VRF, TEXT, ABOVE),
    Pair("pfs (y/n)", PFS, WORD, OF_IDENTITY),
    Pair("pmtu time remaining (sec)", PMTU_REMAINING, INTEGER, OF_IDENTITY),
    Pair("remote crypto endpt", REMOTE_ENDPOINT, TEXT, ENDPOINT),
    Pair("seq num", SEQUENCE, INTEGER, ABOVE),
    Pair("sibling_flags", SIBLING_FLAGS, WORD, OF_SA),
    Pair("slot", SA_SLOT, INTEGER, OF_SA),
    Pair("status", SA_STATUS, TEXT, OF_SA),
    Pair("sa state", SA_STATUS, TEXT, OF_SA),
    Pair("tfc packets", TFC, WORD, OF_IDENTITY),
    Pair("username", USERNAME, WORD, OF_IDENTITY),
    Pair(NULL, 0, TEXT, ABOVE),
]
cdef Pair* BY_LETTER[26]  # the first of the pairs that begin with a letter, or NULL


cdef void index_pairs() noexcept:
    cdef Pair* pair = PAIRS
    while pair.key is not NULL:
        if BY_LETTER[pair.key[0] - 97] is NULL:
            BY_LETTER[pair.key[0] - 97] = pair
        pair += 1


index_pairs()


cdef int endpoint(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e, int field) noexcept nogil:
    """Read an address with an optional port."""
    cdef Py_ssize_t slash = e - 1
    cdef int reason = reach(s, ENDPOINTS) if field == LOCAL_ENDPOINT else 0
    if reason:
        return reason
    if p >= e or word_end(b, p, e) != e:
        return NOT_UNDERSTOOD
    while slash >= p and b[slash] != 47:
        slash -= 1
    if slash < p:
        return put_identity(s, field, p, e)
    if slash == p or not number(b, slash + 1, e):
        return NOT_A_NUMBER
    reason = put_identity(s, field, p, slash)
    return reason or put_identity(
        s, LOCAL_PORT if field == LOCAL_ENDPOINT else REMOTE_PORT, slash + 1, e
    )


cdef int peer(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``A``, ``A:port`` or ``A port N``."""
    cdef Py_ssize_t stop = word_end(b, p, e)
    cdef Py_ssize_t end = stop
    cdef Py_ssize_t colon = find(b, p, stop, 58)
    cdef Py_ssize_t port = -1
    cdef Py_ssize_t port_end = -1
    cdef Py_ssize_t at
    cdef int reason = reach(s, PEER)
    if reason:
        return reason
    if stop == p:
        return NOT_UNDERSTOOD
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
    reason = put_identity(s, CURRENT_PEER, p, end)
    if not reason and port >= 0:
        reason = put_identity(s, PEER_PORT, port, port_end)
    return reason


cdef int spi_in_use(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e, int field) noexcept nogil:
    """Read the SPI in use; one other than 0 promises an SA."""
    cdef Span digits
    cdef int reason = reach(s, SPIS) if field == OUTBOUND_SPI else 0
    reason = reason or value(b, p, e, SPI_FORM, &digits)
    reason = reason or put_identity(s, field, digits.start, digits.end)
    if reason:
        return reason
    s.current_spi[field == OUTBOUND_SPI] = spi_number(b, &digits)
    if spi_number(b, &digits):
        s.missing |= OUTBOUND_SA_MISSING if field == OUTBOUND_SPI else INBOUND_SA_MISSING
    return 0


cdef int overhead(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``60`` or ``82(52)``."""
    cdef Py_ssize_t stop = digits_end(b, p, e)
    cdef Py_ssize_t at = skip(b, stop, e)
    cdef int reason
    if not 1 <= stop - p <= MOST_DIGITS:
        return NOT_A_NUMBER
    if at == e:
        return put_identity(s, OVERHEAD, p, stop)
    if b[at] != 40 or b[e - 1] != 41 or not number(b, at + 1, e - 1):
        return NOT_A_NUMBER
    reason = put_identity(s, OVERHEAD, p, stop)
    return reason or put_identity(s, OVERHEAD_FIXED, at + 1, e - 1)


cdef int above(
    Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e, const Pair* pair
) noexcept nogil:
    """Read a value that later identities share."""
    cdef Span found
    cdef int reason
    if pair.field == PROTECTED_VRF or pair.field == MAP_TAG or pair.field == INTERFACE:
        close(s)
        forget(s, PROTECTED_VRF)
        if pair.field != PROTECTED_VRF:
            forget(s, ACL)
            forget(s, MAP_TAG)
            forget(s, SEQUENCE)
            forget(s, LOCAL_ADDRESS)
        if pair.field == INTERFACE:
            forget(s, INTERFACE)
        if pair.field == PROTECTED_VRF and p == e:
            return 0
    reason = value(b, p, e, pair.form, &found)
    if not reason:
        keep(s, pair.field, found.start, found.end)
    return reason


cdef int segment(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read one ``key value`` pair."""
    cdef unsigned char first = lower(b[p])
    cdef const Pair* pair = BY_LETTER[first - 97] if 97 <= first <= 122 else NULL
    cdef Py_ssize_t at = -1
    cdef Span found
    cdef int reason
    if pair is NULL:
        return NOT_UNDERSTOOD
    while pair.key is not NULL and <unsigned char>pair.key[0] == first:
        at = after(b, p, e, pair.key, False)
        if at >= 0:
            break
        pair += 1
    if at < 0:
        return NOT_UNDERSTOOD
    if pair.kind == ABOVE:
        return above(s, b, at, e, pair)
    if pair.kind == ADDRESS:
        return peer(s, b, at, e)
    if pair.kind == ENDPOINT:
        return endpoint(s, b, at, e, pair.field)
    if pair.kind == SPI_IN_USE:
        return spi_in_use(s, b, at, e, pair.field)
    if pair.kind == OVERHEADS:
        return overhead(s, b, at, e)
    reason = value(b, at, e, pair.form, &found)
    if reason:
        return reason
    if pair.kind == OF_SA:
        return put_sa(s, pair.field, found.start, found.end)
    return put_identity(s, pair.field, found.start, found.end)


cdef int segments(Ipsec* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``key value`` pairs between commas; the first that fails gives the reason."""
    cdef int reason = 0
    cdef int failed
    cdef Py_ssize_t stop, last
    while p < e:
        stop = find(b, p, e, 44)
        p = skip(b, p, stop)
        last = trim(b, p, stop)
        if p < last:
            failed = segment(s, b, p, last)
            reason = reason or failed
        p = stop + 1
    return reason

# cython: language_level=3
"""What ``show dmvpn detail`` says of an interface above the table of its peers."""

from fastparse._show_columns cimport Bytes, put
from fastparse._show_dmvpn cimport (
    ADDRESS, CLUSTER, DESTINATION, Dmvpn, INTERFACE, LINE_STATE, NHS, NHS_NBMA, NHS_STATE,
    PRIORITY, PROTECTION, PROTOCOL, SOURCE, TUNNEL_VRF, VRF, close, once, open_interface,
)
from fastparse._show_fields cimport MISSHAPEN_ROW
from fastparse._show_text cimport (
    address, after, find, number, skip, starts, status_word, trim, word_end,
)


cdef inline Py_ssize_t quoted(
    Dmvpn* s, int field, Bytes b, Py_ssize_t at, Py_ssize_t e
) noexcept nogil:
    """Write what stands between quotes, which may be nothing; return what follows, -1 without."""
    cdef Py_ssize_t stop
    if at < 0 or at >= e or b[at] != 34:
        return -1
    stop = find(b, at + 1, e, 34)
    if stop == e:
        return -1
    put(s.sink, s.record, field, at + 1, stop)
    return skip(b, stop + 1, e)


cdef inline int detail(Dmvpn* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``Interface Tunnel1 is up/up, Addr. is 10.0.0.1, VRF ""``; -1 when the line is none."""
    cdef Py_ssize_t name = starts(b, p, e, "interface ")
    cdef Py_ssize_t stop = word_end(b, name, e) if name >= 0 else e
    cdef Py_ssize_t state = starts(b, skip(b, stop, e), e, "is ")
    cdef Py_ssize_t comma, host, next_comma, mark
    if state < 0:
        return -1
    close(s)
    s.crypto = False
    comma = find(b, state, e, 44)
    host = starts(b, skip(b, comma + 1, e), e, "addr. is ")
    next_comma = find(b, host, e, 44) if host >= 0 else e
    if next_comma == e or comma == state or not address(b, host, next_comma):
        return MISSHAPEN_ROW
    mark = s.sink.used
    open_interface(s, p, e)
    put(s.sink, s.record, INTERFACE, name, stop)
    put(s.sink, s.record, LINE_STATE, state, trim(b, state, comma))
    put(s.sink, s.record, ADDRESS, host, next_comma)
    if quoted(s, VRF, b, starts(b, skip(b, next_comma + 1, e), e, "vrf "), e) != e:
        s.sink.used = mark
        s.record -= 1
        s.open = False
        return MISSHAPEN_ROW
    return 0


cdef inline int ends(Dmvpn* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``Tunnel Src./Dest. addr: 172.16.1.1/MGRE, Tunnel VRF ""``."""
    cdef Py_ssize_t slash = find(b, at, e, 47)
    cdef Py_ssize_t comma = find(b, slash, e, 44)
    cdef Py_ssize_t mark = s.sink.used
    cdef int reason = once(s, SOURCE)
    if reason:
        return reason
    if comma == e or slash == at or comma == slash + 1:
        return MISSHAPEN_ROW
    put(s.sink, s.record, SOURCE, at, slash)
    put(s.sink, s.record, DESTINATION, slash + 1, trim(b, slash + 1, comma))
    if quoted(s, TUNNEL_VRF, b, starts(b, skip(b, comma + 1, e), e, "tunnel vrf "), e) != e:
        s.sink.used = mark
        return MISSHAPEN_ROW
    return 0


cdef inline int transport(Dmvpn* s, Bytes b, Py_ssize_t at, Py_ssize_t e) noexcept nogil:
    """Read ``Protocol/Transport: "multi-GRE/IP", Protect "PROFILE"``."""
    cdef Py_ssize_t mark
    cdef int reason = once(s, PROTOCOL)
    if reason:
        return reason
    mark = s.sink.used
    at = quoted(s, PROTOCOL, b, at, e)
    if 0 <= at < e and b[at] == 44:
        at = quoted(s, PROTECTION, b, starts(b, skip(b, at + 1, e), e, "protect "), e)
        if at == e:
            return 0
    s.sink.used = mark
    return MISSHAPEN_ROW


cdef inline int server(Dmvpn* s, Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Read ``A RE [NBMA Address: B] [priority = 0 cluster = 0]``."""
    cdef Py_ssize_t mark = s.sink.used
    cdef Py_ssize_t stop = word_end(b, p, e)
    cdef Py_ssize_t at = skip(b, stop, e)
    cdef Py_ssize_t next_stop = word_end(b, at, e)
    if not address(b, p, stop) or not status_word(b, at, next_stop):
        return MISSHAPEN_ROW
    put(s.sink, s.record, NHS, p, stop)
    put(s.sink, s.record, NHS_STATE, at, next_stop)
    p = skip(b, next_stop, e)
    at = after(b, p, e, "nbma address", True)
    if at >= 0:
        stop = word_end(b, at, e)
        if address(b, at, stop):
            put(s.sink, s.record, NHS_NBMA, at, stop)
            p = skip(b, stop, e)
    at = starts(b, p, e, "priority = ")
    if at >= 0:
        stop = word_end(b, at, e)
        next_stop = starts(b, skip(b, stop, e), e, "cluster = ")
        if next_stop >= 0 and number(b, at, stop) and number(b, next_stop, e):
            put(s.sink, s.record, PRIORITY, at, stop)
            put(s.sink, s.record, CLUSTER, next_stop, e)
            return 0
    if p == e:
        return 0
    s.sink.used = mark
    return MISSHAPEN_ROW

# cython: language_level=3
"""The form of an identity of ``show crypto ipsec sa``: its bytes, and gaps where values may differ."""

from libc.stdint cimport uint32_t

from fastparse._chars cimport is_digit
from fastparse._show_columns cimport Bytes
from fastparse._show_ipsec_state cimport Ipsec
from fastparse._show_text cimport HEX, MOST_DIGITS, digits_end, kinds

cdef enum:
    MOST_PLACES = 320   # values of an identity whose form is kept
    MOST_GAPS = 400
    MOST_SPIS = 24
    LONGEST = 65536     # bytes of such an identity


cdef enum Class:
    # what a gap may hold in the place of what stands there
    DIGITS       # 1 to 20 digits
    HEXADECIMAL  # 1 to 8 hexadecimal digits
    HEXES        # any number of them
    QUAD         # four numbers of up to three digits
    DOTTED       # digits and full stops
    PROXY        # digits, full stops and at least three slashes


cdef enum SpiRole:
    IN_USE_IN
    IN_USE_OUT
    SA_IN
    SA_OUT


cdef struct Gap:
    # Bytes of the form that may differ, and the Spi that they are, or -1.
    Py_ssize_t start
    Py_ssize_t end
    Class kind
    int spi


cdef struct Spi:
    # ``holds`` is what the form's SPI was: of an SA, the one in use; of the one in use, not 0.
    SpiRole role
    bint holds


cdef struct Place:
    # A span of the form; ``before`` and ``within`` count the gaps that end up to its ends.
    int field
    Py_ssize_t start
    Py_ssize_t end
    Py_ssize_t line
    int before
    int within


cdef struct Again:
    # The form: the bytes of an identity from its local proxy to the line of the next one's. What
    # is below ``begun`` is of the period that is being read line by line, and may become the form.
    bint known
    Py_ssize_t form_start
    Py_ssize_t form_end
    Py_ssize_t lines
    int places
    int gaps
    int spis
    Place[320] place
    Gap[400] gap
    Spi[24] spi
    Place[6] kept           # what was kept for the identities that follow; line -1 when nothing was
    bint[6] forgotten
    bint[6] doubtful        # whether it was forgotten can't be told
    Ipsec end               # where the walk stood at its end
    Py_ssize_t[401] shift   # of a match: by how much a place moves behind so many gaps
    bint begun
    int misses              # identities in a row that did not fit
    Py_ssize_t taken        # identities that did
    Py_ssize_t start
    Py_ssize_t line
    Py_ssize_t used
    bint[6] had


cdef inline bint of_class(Class kind, unsigned char c) noexcept nogil:
    if kind == DIGITS:
        return is_digit(c)
    if kind == HEXADECIMAL or kind == HEXES:
        return kinds[c] & HEX
    return is_digit(c) or c == 46 or (kind == PROXY and c == 47)


cdef inline Py_ssize_t gap_end(Bytes b, Py_ssize_t p, Py_ssize_t e, Class kind) noexcept nogil:
    """Return where what may stand in a gap ends; -1 when nothing such stands there."""
    cdef Py_ssize_t at = p
    cdef int slashes = 0
    cdef int part
    if kind == DIGITS:
        at = digits_end(b, p, e)
        return at if 1 <= at - p <= MOST_DIGITS else -1
    if kind == HEXADECIMAL or kind == HEXES:
        while at < e and kinds[b[at]] & HEX:
            at += 1
        return at if at > p and (kind == HEXES or at - p <= 8) else -1
    if kind == QUAD:
        for part in range(4):
            p = at
            at = digits_end(b, p, e)
            if not 1 <= at - p <= 3:
                return -1
            if part < 3:
                if at >= e or b[at] != 46:
                    return -1
                at += 1
        return at if at >= e or b[at] != 46 else -1
    while at < e and of_class(kind, b[at]):
        slashes += b[at] == 47
        at += 1
    return at if at > p and (kind == DOTTED or slashes >= 3) else -1


cdef bint form_of(Again* a, Ipsec* s, Bytes b, Py_ssize_t stop) noexcept nogil

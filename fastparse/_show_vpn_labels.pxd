# cython: language_level=3
"""The labels of ``show vpn-sessiondb``: their fields, forms, and the blocks that they stand in."""

from fastparse._show_columns cimport Bytes
from fastparse._show_labels cimport Label


cpdef enum VpnSessionField:
    SESSION_TYPE = 1
    CONNECTION = 2
    SESSION_INDEX = 3
    ADDRESS = 4
    PROTOCOL = 5
    ENCRYPTION = 6
    HASHING = 7
    BYTES_TX = 8
    BYTES_RX = 9
    FILTER = 10
    IPV6_FILTER = 11
    LOGIN = 12
    DURATION = 13
    TUNNEL_ZONE = 14
    COUNT_NAME = 15
    COUNT = 16
    TUNNEL = 20
    TUNNEL_ID = 21
    SOURCE_PORT = 22
    DESTINATION_PORT = 23
    NEGOTIATION_MODE = 24
    AUTHENTICATION = 25
    REMOTE_AUTHENTICATION = 26
    LOCAL_AUTHENTICATION = 27
    PRF = 28
    DH_GROUP = 29
    REKEY_INTERVAL = 30
    REKEY_LEFT = 31
    REKEY_VOLUME = 32
    REKEY_VOLUME_LEFT = 33
    LOCAL = 34
    REMOTE = 35
    ENCAPSULATION = 36
    PFS_GROUP = 37
    IDLE_TIMEOUT = 38
    IDLE_LEFT = 39
    CONNECT_TIMEOUT = 40
    CONNECT_LEFT = 41
    PACKETS_TX = 42
    PACKETS_RX = 43
    TUNNEL_ENCRYPTION = 44
    TUNNEL_HASHING = 45
    TUNNEL_BYTES_TX = 46
    TUNNEL_BYTES_RX = 47
    TUNNEL_FILTER = 48
    TUNNEL_IPV6_FILTER = 49
    REVALIDATION_INTERVAL = 50
    REVALIDATION_LEFT = 51
    STATUS_QUERY_INTERVAL = 52
    EAP_OVER_UDP_AGE = 53
    HOLD_LEFT = 54
    POSTURE_TOKEN = 55
    REDIRECT_URL = 56
    NAC_BLOCK = 57


cdef enum:
    HIGHER = TUNNEL_ENCRYPTION - ENCRYPTION  # so much is the field of a tunnel that sessions have too


cdef enum Form:
    TEXT
    NUMBER
    SECONDS
    KILOBYTES
    MINUTES
    SELECTOR
    HEADING
    COUNTED
    TYPE


cdef enum Block:
    # where a label may stand, and where the walk is
    NOWHERE = 0
    SESSION = 1
    IKE = 2
    IPSEC = 4
    NAC = 8
    LOST = 16     # the heading of a block was not seen


cdef const Label* session_label(
    Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* colon
) noexcept nogil

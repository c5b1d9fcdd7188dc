# cython: language_level=3
"""Field ids of sessions, the names and numbers of ``records_session``, and the state of a walk."""

from fastparse._show_columns cimport Sink


cpdef enum SessionField:
    HEAD = 1
    INTERFACE = 2
    PROFILE = 3
    USERNAME = 4
    GROUP = 5
    ASSIGNED_ADDRESS = 6
    UPTIME = 7
    STATUS = 8
    PEER = 9
    PORT = 10
    FVRF = 11
    IVRF = 12
    PHASE1_ID = 13
    DESCRIPTION = 14
    SYSTEM_IP = 15
    SYSTEM_INTERFACE = 16
    VERSION = 50
    SESSION_ID = 51
    LOCAL = 52
    LOCAL_PORT = 53
    REMOTE = 54
    REMOTE_PORT = 55
    SA_STATUS = 56
    CAPABILITIES = 57
    CONNECTION = 58
    LIFETIME = 59
    FLOW = 70
    ACTIVE_SAS = 71
    ORIGIN = 72
    DECRYPTED = 73
    INBOUND_DROPS = 74
    INBOUND_KILOBYTES = 75
    INBOUND_VOLUME = 76
    INBOUND_SECONDS = 77
    ENCRYPTED = 78
    OUTBOUND_DROPS = 79
    OUTBOUND_KILOBYTES = 80
    OUTBOUND_VOLUME = 81
    OUTBOUND_SECONDS = 82


cdef enum Part:
    NOWHERE      # what stands below belongs to nothing that was read
    BELOW_PEER
    IN_SA
    IN_FLOW


cdef struct Session:
    Sink* sink
    Py_ssize_t record
    bint open
    int seen                 # bit by field: what the session has said of itself
    Part part
    int said                 # bit by field less 50: what its last SA or flow has said
    bint flows               # whether it has a flow: IKE SAs stand above the flows
    Py_ssize_t head_start
    Py_ssize_t head_end
    Py_ssize_t head_line
    Py_ssize_t part_start    # the line that the last SA or flow, or its session id, stands on
    Py_ssize_t part_end
    Py_ssize_t part_line
    bint known               # whether an interface stands above
    Py_ssize_t interface_start
    Py_ssize_t interface_end
    Py_ssize_t interface_line
    bint waiting             # a session id whose SA has not come yet
    Py_ssize_t id_start
    Py_ssize_t id_end
    Py_ssize_t id_line

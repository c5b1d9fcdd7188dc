"""Column vocabulary and C types of the show-output readers."""

from libc.stdint cimport int64_t


cpdef enum Field:
    # the same names and numbers as fastparse.records.Field: a test holds them together
    DESTINATION = 1
    SOURCE = 2
    STATE = 3
    CONNECTION = 4
    SLOT = 5
    STATUS = 6
    DELETED = 7
    PENDING = 8
    CREATED = 9
    VRF = 10
    LOCAL = 11
    REMOTE = 12
    ENCRYPTION = 13
    HASH = 14
    AUTHENTICATION = 15
    GROUP = 16
    LIFETIME = 17
    CAPABILITIES = 18
    ENGINE = 19
    PEER = 20
    ORDINAL = 21
    TYPE = 22
    ROLE = 23
    REKEY = 24
    LIFETIME_REMAINING = 25
    TOTAL = 30
    EMBRYONIC = 31
    ACTIVE_SAS = 32
    REKEY_SAS = 33
    TOTAL_SAS = 34
    INTERFACE = 40
    MAP_TAG = 41
    SEQUENCE = 42
    LOCAL_ADDRESS = 43
    PROTECTED_VRF = 44
    ACL = 45
    LOCAL_IDENT = 46
    REMOTE_IDENT = 47
    CURRENT_PEER = 48
    PEER_PORT = 49
    DYNAMIC_PEER = 50
    USERNAME = 51
    ACTION = 52
    FLAGS = 53
    COUNTER_NAME = 54
    COUNTER_VALUE = 55
    LOCAL_ENDPOINT = 56
    LOCAL_PORT = 57
    REMOTE_ENDPOINT = 58
    REMOTE_PORT = 59
    PATH_MTU = 60
    MEDIA_MTU = 61
    IP_MTU = 62
    IP_MTU_IDB = 63
    PLAINTEXT_MTU = 64
    OVERHEAD = 65
    OVERHEAD_FIXED = 66
    PMTU_REMAINING = 67
    DF_POLICY = 68
    ICMP_VALIDATION = 69
    TFC = 70
    PFS = 71
    DH_GROUP = 72
    OUTBOUND_SPI = 73
    INBOUND_SPI = 74
    SECTION = 80
    SPI = 81
    TRANSFORM = 82
    SETTINGS = 83
    SA_SLOT = 84
    SA_CONNECTION = 85
    FLOW = 86
    SIBLING_FLAGS = 87
    SA_MAP = 88
    KILOBYTES = 89
    SECONDS = 90
    IV_SIZE = 91
    REPLAY = 92
    REPLAY_WINDOW = 93
    ECN = 94
    SA_STATUS = 95
    ID = 100
    KIND = 101
    ALGORITHM = 102
    ENCRYPT = 103
    DECRYPT = 104
    LAST_SEQUENCE = 105
    ADDRESS = 106
    IOS_RELEASE = 110
    XE_RELEASE = 111
    PIX_RELEASE = 112
    ASA_RELEASE = 113
    HOSTNAME = 114
    IMAGE = 115
    HARDWARE = 116
    SOFTWARE = 117
    LIST_KIND = 120
    LIST_NAME = 121
    ENTRY = 122
    ENTRY_SEQUENCE = 123
    ENTRY_KIND = 124
    ENTRY_BODY = 125
    ENTRY_HITS = 126
    ENTRY_ELEMENT = 127
    NOT_UNDERSTOOD = 200
    NOT_A_NUMBER = 201
    MISSHAPEN_ROW = 202
    STRAY = 203
    BAD_IDENT = 204
    BAD_SPI = 205
    HEADLESS = 206
    CUT_RECORD = 207
    CUT_SA = 208
    NO_HEADING = 209
    NO_RELEASE = 210


cdef struct Cell:
    int64_t record
    int64_t field
    int64_t start
    int64_t end
    int64_t line


cdef struct Sink:
    # Columns as they are found. The caller owns ``cells`` and frees it; ``failed`` is set, and
    # nothing more written, when memory ran out.
    Cell* cells
    Py_ssize_t used
    Py_ssize_t size
    bint failed
    Py_ssize_t line


cdef struct Words:
    # The first words of a line; ``count`` stops at one more than a row may have.
    Py_ssize_t count
    Py_ssize_t start[25]
    Py_ssize_t end[25]


cdef struct Reader:
    # The buffer and the line being read, blanks around it left out.
    const unsigned char* data
    Py_ssize_t size
    Py_ssize_t next
    Py_ssize_t start
    Py_ssize_t end
    Sink* sink


ctypedef void (*Walk)(const unsigned char*, Py_ssize_t, Sink*) noexcept nogil

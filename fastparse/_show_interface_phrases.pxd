# cython: language_level=3
"""The lines of an interface's block, told apart by the words that they begin with."""

from fastparse._show_columns cimport Bytes


cpdef enum InterfaceField:
    NAME = 1
    STATUS = 2
    PROTOCOL = 3
    NOTE = 4
    NAMEIF = 5
    HARDWARE = 6
    DESCRIPTION = 7
    ADDRESS = 8
    PREFIX = 9
    MASK = 10
    SECONDARY = 11
    UNNUMBERED = 12
    MTU = 13
    IP_MTU = 14
    KILOBITS = 15
    MEGABITS = 16
    ENCAPSULATION = 17
    VLAN = 18
    VRF = 19
    OK = 20
    METHOD = 21
    LINESTATE = 22
    TUNNEL_SOURCE = 23
    TUNNEL_SOURCE_INTERFACE = 24
    TUNNEL_DESTINATION = 25
    TUNNEL_PROTOCOL = 26
    TUNNEL_TRANSPORT = 27
    TUNNEL_KEY = 28
    TRANSPORT_MTU = 29
    PROTECTION = 30
    PATH_MTU_DISCOVERY = 31
    HELPER = 40
    OUTBOUND_LIST = 41
    INBOUND_LIST = 42
    UNREACHABLES = 43
    CEF = 44
    POLICY_ROUTE = 45
    NAT_DOMAIN = 46
    CLEAR_DF = 47
    INPUT_DROPS = 50
    OUTPUT_DROPS = 51
    COUNTER_NAME = 52
    COUNTER_VALUE = 53
    TRAFFIC_NAME = 54
    TRAFFIC_VALUE = 55
    BYTES_INPUT = 60
    BYTES_OUTPUT = 61
    TRAFFIC_BYTES_INPUT = 62
    TRAFFIC_BYTES_OUTPUT = 63


cdef enum Form:
    PASSED          # about other things
    OUTSIDE         # speaks of no interface
    EMPTY           # nothing is set
    FLAG
    REST            # the rest of the line, which may be empty
    WORD            # one word, the last of the line
    UPTO            # up to a comma or the end
    NUMBER          # a number, which ``bytes`` may follow
    QUOTED          # what stands in double quotes
    SEGMENTS        # hardware, MTU and bandwidth between commas
    INTERNET        # address/prefix
    ASA_ADDRESS     # address, subnet mask
    BORROWED        # interface (address)
    ENCAPSULATED    # encapsulation, Vlan ID
    SOURCE          # source (interface), destination
    PROTOCOLS       # protocol/transport
    ASA_SOURCE      # source interface: X  IP address: A
    ASA_MODE        # Mode: ipsec ipv4  IPsec profile: P
    QUEUE           # Input queue: a/b/drops/c; Total output drops: n
    OLD_QUEUES      # Output queue a/b, n drops; input queue a/b, m drops
    COUNTS          # counters
    TRAFFIC         # heading of the firewall's own counters
    HEAD            # may be the head of a block


cdef struct Phrase:
    # What a line begins with, the form of what follows and its field.
    const char* text
    Form form
    int field


cdef const Phrase* phrase(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* value) noexcept nogil
cdef bint open_ended(const Phrase* found) noexcept nogil
cdef bint begins_one(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil

# cython: language_level=3
"""The phrases that the lines of an interface's block begin with."""

from libc.stdint cimport uint32_t
from libc.string cimport memcmp, memcpy, strlen

from fastparse._chars cimport is_digit, lower
from fastparse._show_text cimport blank, skip, word_end

# Sorted by first letter; of two phrases that begin alike the longer one comes first. They stand
# as they are printed, which is tried first; letter case is ignored then.
cdef Phrase[148] TABLE = [
    Phrase("Active ", PASSED, 0), Phrase("Address determined by ", PASSED, 0),
    Phrase("Any interface listed ", OUTSIDE, 0), Phrase("ARP type", PASSED, 0),
    Phrase("Associated ", PASSED, 0), Phrase("Asymmetric carrier-delay", PASSED, 0),
    Phrase("Auto-Duplex", PASSED, 0), Phrase("Auto duplex", PASSED, 0),
    Phrase("Available but not configured", PASSED, 0), Phrase("Available bandwidth ", PASSED, 0),
    Phrase("Base PPPoE vaccess", PASSED, 0), Phrase("BGP Policy Mapping ", PASSED, 0),
    Phrase("Broadcast address is ", PASSED, 0), Phrase("Bound to", PASSED, 0),
    Phrase("Carrier delay is ", PASSED, 0), Phrase("Checksumming of packets", PASSED, 0),
    Phrase("Conversations ", PASSED, 0), Phrase("CRC checking ", PASSED, 0),
    Phrase("Control Point Interface States", PASSED, 0),
    Phrase("Description:", REST, DESCRIPTION),
    Phrase("Destination IP address:", WORD, TUNNEL_DESTINATION),
    Phrase("Directed broadcast ", PASSED, 0), Phrase("DCD=", PASSED, 0),
    Phrase("Dialer state ", PASSED, 0), Phrase("Downstream VPN ", PASSED, 0),
    Phrase("DSR=", PASSED, 0), Phrase("DTR is pulsed ", PASSED, 0),
    Phrase("Encapsulation ", ENCAPSULATED, ENCAPSULATION), Phrase("Fast tunneling", PASSED, 0),
    Phrase("Fifo queueing", PASSED, 0), Phrase("Full Duplex", PASSED, 0),
    Phrase("Full-duplex", PASSED, 0), Phrase("Half Duplex", PASSED, 0),
    Phrase("Half-duplex", PASSED, 0), Phrase("Hardware is ", SEGMENTS, 0),
    Phrase("Helper address is not set", EMPTY, 0), Phrase("Helper address is ", WORD, HELPER),
    Phrase("Helper addresses are ", WORD, HELPER),
    Phrase("ICMP unreachables are ", REST, UNREACHABLES), Phrase("ICMP ", PASSED, 0),
    Phrase("Inbound Common access list ", PASSED, 0),
    Phrase("Inbound access list is not set", EMPTY, INBOUND_LIST),
    Phrase("Inbound access list is ", REST, INBOUND_LIST), Phrase("Input queue:", QUEUE, 0),
    Phrase("input ", PASSED, 0), Phrase("Interface IP-Address ", OUTSIDE, 0),
    Phrase("Interface is unnumbered. Using address of ", BORROWED, UNNUMBERED),
    Phrase("Interface is ", PASSED, 0), Phrase("Interface number is ", PASSED, 0),
    Phrase("Interface config status ", PASSED, 0), Phrase("Interface state is ", PASSED, 0),
    Phrase("Interface VLAN ", PASSED, 0), Phrase("Interface ", HEAD, 0),
    Phrase("Internet address is ", INTERNET, ADDRESS),
    Phrase("Internet address will be ", PASSED, 0),
    Phrase("Internet protocol processing disabled", PASSED, 0),
    Phrase("IP address unassigned", EMPTY, ADDRESS), Phrase("IP address ", ASA_ADDRESS, ADDRESS),
    Phrase("IP CEF switching is ", WORD, CEF), Phrase("IP access violation ", PASSED, 0),
    Phrase("IP Clear Dont Fragment is ", WORD, CLEAR_DF), Phrase("IP routed flow ", PASSED, 0),
    Phrase("IP bridged flow ", PASSED, 0), Phrase("IP CEF ", PASSED, 0),
    Phrase("IP fast switching ", PASSED, 0), Phrase("IP feature fast switching ", PASSED, 0),
    Phrase("IP Flow switching ", PASSED, 0), Phrase("IP multicast ", PASSED, 0),
    Phrase("IP Null ", PASSED, 0), Phrase("IP output packet ", PASSED, 0),
    Phrase("IP route-cache ", PASSED, 0), Phrase("IP verify source ", PASSED, 0),
    Phrase("IPsec MTU Overhead", PASSED, 0), Phrase("IPv4 WCCP ", PASSED, 0),
    Phrase("IPv6 ", PASSED, 0), Phrase("Keepalive ", PASSED, 0),
    Phrase("Key disabled", PASSED, 0), Phrase("Key ", UPTO, TUNNEL_KEY),
    Phrase("Last ", PASSED, 0), Phrase("LCP ", PASSED, 0), Phrase("Link type is ", PASSED, 0),
    Phrase("Listen:", PASSED, 0), Phrase("Local Proxy ARP ", PASSED, 0),
    Phrase("MAC address ", SEGMENTS, 0), Phrase("Management-only interface", PASSED, 0),
    Phrase("Media-type ", PASSED, 0), Phrase("Member of ", PASSED, 0),
    Phrase("Members ", PASSED, 0), Phrase("Media type is ", PASSED, 0),
    Phrase("Mode:", ASA_MODE, 0), Phrase("MTU is ", NUMBER, IP_MTU), Phrase("MTU ", SEGMENTS, 0),
    Phrase("Multicast reserved groups ", PASSED, 0),
    Phrase("Network address translation is enabled, interface in domain ", REST, NAT_DOMAIN),
    Phrase("Network address translation ", PASSED, 0),
    Phrase("No. of active members ", PASSED, 0), Phrase("Open:", PASSED, 0),
    Phrase("Outgoing Common access list ", PASSED, 0),
    Phrase("Outgoing access list is not set", EMPTY, OUTBOUND_LIST),
    Phrase("Outgoing access list is ", REST, OUTBOUND_LIST),
    Phrase("Output queue ", OLD_QUEUES, 0), Phrase("output ", PASSED, 0),
    Phrase("Path MTU Discovery", FLAG, PATH_MTU_DISCOVERY),
    Phrase("Peer address is ", PASSED, 0),
    Phrase("Policy routing is enabled, using route map ", REST, POLICY_ROUTE),
    Phrase("Policy routing ", PASSED, 0), Phrase("PPPoE vaccess", PASSED, 0),
    Phrase("Post encapsulation features", PASSED, 0), Phrase("Probe proxy name ", PASSED, 0),
    Phrase("Proxy ARP ", PASSED, 0), Phrase("Queueing strategy", PASSED, 0),
    Phrase("Received ", COUNTS, 0), Phrase("Redundancy information", PASSED, 0),
    Phrase("Reliability ", PASSED, 0), Phrase("Reserved conversations ", PASSED, 0),
    Phrase("Restart-delay is ", PASSED, 0), Phrase("Router Discovery ", PASSED, 0),
    Phrase("RTP/IP header ", PASSED, 0), Phrase("Secondary address ", WORD, SECONDARY),
    Phrase("Security level is ", PASSED, 0), Phrase("Set of tunnels ", PASSED, 0),
    Phrase("Source interface:", ASA_SOURCE, 0), Phrase("Split horizon ", PASSED, 0),
    Phrase("src-track:", PASSED, 0), Phrase("TCP/IP header ", PASSED, 0),
    Phrase("Time to interface disconnect", PASSED, 0), Phrase("Timeslot", PASSED, 0),
    Phrase("Topology ", PASSED, 0), Phrase("Traffic Statistics for ", TRAFFIC, 0),
    Phrase("Transmitter delay is ", PASSED, 0),
    Phrase("Tunnel Interface Information", PASSED, 0),
    Phrase("Tunnel linestate evaluation ", REST, LINESTATE),
    Phrase("Tunnel protection via IPSec (profile ", QUOTED, PROTECTION),
    Phrase("Tunnel protocol/transport ", PROTOCOLS, TUNNEL_PROTOCOL),
    Phrase("Tunnel receive bandwidth ", PASSED, 0),
    Phrase("Tunnel source ", SOURCE, TUNNEL_SOURCE), Phrase("Tunnel Subblocks", PASSED, 0),
    Phrase("Tunnel TOS", PASSED, 0), Phrase("Tunnel transmit bandwidth ", PASSED, 0),
    Phrase("Tunnel transport MTU ", NUMBER, TRANSPORT_MTU), Phrase("Tunnel TTL ", PASSED, 0),
    Phrase("Tunnel vaccess", PASSED, 0), Phrase("Unicast RPF ", PASSED, 0),
    Phrase("Vaccess status ", PASSED, 0), Phrase("VLAN identifier ", NUMBER, VLAN),
    Phrase("VPN Routing/Forwarding ", QUOTED, VRF), Phrase("WCCP Redirect ", PASSED, 0),
    Phrase(NULL, PASSED, 0),
]
cdef int[27] FIRST            # where the phrases of each letter begin
cdef Py_ssize_t[148] SIZE      # of each phrase
cdef uint32_t[148] BEGINNING   # of its first word: up to four bytes
cdef uint32_t[148] COMPARED    # the bits of them that count
cdef uint32_t[148] SECOND      # the same of its second word
cdef uint32_t[148] COMPARED_SECOND
cdef bint[148] OPEN_ENDED       # another phrase begins with this one


cdef void sample(const char* word, uint32_t* bytes_of_it, uint32_t* compared) noexcept nogil:
    """Take up to four bytes of a word, and the bits of them that count."""
    cdef int at
    bytes_of_it[0] = compared[0] = 0
    for at in range(4):
        if word[at] == 0 or word[at] == 32:
            break
        (<unsigned char*>bytes_of_it)[at] = <unsigned char>word[at] | 32
        (<unsigned char*>compared)[at] = 255


cdef void arrange() noexcept nogil:
    cdef int letter
    cdef int i = 0
    cdef const char* word
    for letter in range(26):
        FIRST[letter] = i
        while TABLE[i].text is not NULL and lower(TABLE[i].text[0]) == 97 + letter:
            SIZE[i] = <Py_ssize_t>strlen(TABLE[i].text)
            word = TABLE[i].text
            sample(word, &BEGINNING[i], &COMPARED[i])
            while word[0] != 0 and word[0] != 32:
                word += 1
            if word[0] == 32:
                word += 1
            sample(word, &SECOND[i], &COMPARED_SECOND[i])
            i += 1
    FIRST[26] = i


cdef bint goes_on(const char* whole, const char* beginning) noexcept nogil:
    """Whether a phrase is longer than another, and begins with it."""
    while beginning[0] != 0:
        if lower(whole[0]) != lower(beginning[0]):
            return False
        whole += 1
        beginning += 1
    return whole[0] != 0


cdef void relate() noexcept nogil:
    """Find the phrases that others begin with."""
    cdef int i, j
    for i in range(FIRST[26]):
        OPEN_ENDED[i] = False
        for j in range(FIRST[26]):
            OPEN_ENDED[i] |= goes_on(TABLE[j].text, TABLE[i].text)


arrange()
relate()


cdef inline uint32_t four_at(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Return up to four bytes, letters in lower case; some others become the same by it."""
    cdef uint32_t four = 0
    memcpy(&four, b + p, 4 if e - p > 4 else <size_t>(e - p))
    return four | 0x20202020


cdef inline Py_ssize_t behind(Bytes b, Py_ssize_t p, Py_ssize_t e, int i) noexcept nogil:
    """Return where a phrase at ``p`` ends, a blank in it standing for one or more; -1 without it."""
    cdef const char* text = TABLE[i].text
    if e - p >= SIZE[i] and memcmp(b + p, text, <size_t>SIZE[i]) == 0:
        p += SIZE[i]
        return skip(b, p, e) if blank(b[p - 1]) else p
    while text[0] != 0:
        if p >= e:
            return -1
        if text[0] == 32:
            if not blank(b[p]):
                return -1
            p = skip(b, p, e)
        elif lower(b[p]) == lower(text[0]):
            p += 1
        else:
            return -1
        text += 1
    return p


cdef const Phrase* phrase(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* value) noexcept nogil:
    """Return the first phrase that a line begins with, and where it ends; NULL for none."""
    cdef int letter = <int>lower(b[p]) - 97
    cdef int i
    cdef uint32_t one, two
    if not 0 <= letter < 26:
        return NULL
    one = four_at(b, p, e)
    two = four_at(b, skip(b, word_end(b, p, e), e), e)
    for i in range(FIRST[letter], FIRST[letter + 1]):
        if one & COMPARED[i] == BEGINNING[i] and two & COMPARED_SECOND[i] == SECOND[i]:
            value[0] = behind(b, p, e, i)
            if value[0] >= 0:
                return &TABLE[i]
    return NULL


cdef bint begins_one(Bytes b, Py_ssize_t p, Py_ssize_t e) noexcept nogil:
    """Whether a phrase begins with these letters, case aside, and goes on with a digit."""
    cdef int letter = <int>lower(b[p]) - 97
    cdef int i
    cdef Py_ssize_t at
    if not 0 <= letter < 26:
        return False
    for i in range(FIRST[letter], FIRST[letter + 1]):
        at = 0
        while at < e - p and at < SIZE[i] and lower(b[p + at]) == lower(TABLE[i].text[at]):
            at += 1
        if at == e - p and is_digit(<unsigned char>TABLE[i].text[at]):
            return True
    return False


cdef bint open_ended(const Phrase* found) noexcept nogil:
    """Whether another phrase begins with this one, so that it depends on what follows."""
    return OPEN_ENDED[found - TABLE]

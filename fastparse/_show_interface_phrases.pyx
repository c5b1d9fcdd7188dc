# cython: language_level=3
"""The phrases that the lines of an interface's block begin with."""

from libc.stdint cimport uint32_t
from libc.string cimport memcpy

from fastparse._chars cimport lower
from fastparse._show_text cimport starts

# Sorted by first letter; of two phrases that begin alike the longer one comes first.
cdef Phrase[148] TABLE = [
    Phrase("active ", PASSED, 0), Phrase("address determined by ", PASSED, 0),
    Phrase("any interface listed ", OUTSIDE, 0), Phrase("arp type", PASSED, 0),
    Phrase("associated ", PASSED, 0), Phrase("asymmetric carrier-delay", PASSED, 0),
    Phrase("auto-duplex", PASSED, 0), Phrase("auto duplex", PASSED, 0),
    Phrase("available but not configured", PASSED, 0), Phrase("available bandwidth ", PASSED, 0),
    Phrase("base pppoe vaccess", PASSED, 0), Phrase("bgp policy mapping ", PASSED, 0),
    Phrase("broadcast address is ", PASSED, 0), Phrase("bound to", PASSED, 0),
    Phrase("carrier delay is ", PASSED, 0), Phrase("checksumming of packets", PASSED, 0),
    Phrase("conversations ", PASSED, 0), Phrase("crc checking ", PASSED, 0),
    Phrase("control point interface states", PASSED, 0),
    Phrase("description:", REST, DESCRIPTION),
    Phrase("destination ip address:", WORD, TUNNEL_DESTINATION),
    Phrase("directed broadcast ", PASSED, 0), Phrase("dcd=", PASSED, 0),
    Phrase("dialer state ", PASSED, 0), Phrase("downstream vpn ", PASSED, 0),
    Phrase("dsr=", PASSED, 0), Phrase("dtr is pulsed ", PASSED, 0),
    Phrase("encapsulation ", ENCAPSULATED, ENCAPSULATION), Phrase("fast tunneling", PASSED, 0),
    Phrase("fifo queueing", PASSED, 0), Phrase("full duplex", PASSED, 0),
    Phrase("full-duplex", PASSED, 0), Phrase("half duplex", PASSED, 0),
    Phrase("half-duplex", PASSED, 0), Phrase("hardware is ", SEGMENTS, 0),
    Phrase("helper address is not set", EMPTY, 0), Phrase("helper address is ", WORD, HELPER),
    Phrase("helper addresses are ", WORD, HELPER),
    Phrase("icmp unreachables are ", REST, UNREACHABLES), Phrase("icmp ", PASSED, 0),
    Phrase("inbound common access list ", PASSED, 0),
    Phrase("inbound access list is not set", EMPTY, INBOUND_LIST),
    Phrase("inbound access list is ", REST, INBOUND_LIST), Phrase("input queue:", QUEUE, 0),
    Phrase("input ", PASSED, 0), Phrase("interface ip-address ", OUTSIDE, 0),
    Phrase("interface is unnumbered. using address of ", BORROWED, UNNUMBERED),
    Phrase("interface is ", PASSED, 0), Phrase("interface number is ", PASSED, 0),
    Phrase("interface config status ", PASSED, 0), Phrase("interface state is ", PASSED, 0),
    Phrase("interface vlan ", PASSED, 0), Phrase("interface ", HEAD, 0),
    Phrase("internet address is ", INTERNET, ADDRESS),
    Phrase("internet address will be ", PASSED, 0),
    Phrase("internet protocol processing disabled", PASSED, 0),
    Phrase("ip address unassigned", EMPTY, ADDRESS), Phrase("ip address ", ASA_ADDRESS, ADDRESS),
    Phrase("ip cef switching is ", WORD, CEF), Phrase("ip access violation ", PASSED, 0),
    Phrase("ip clear dont fragment is ", WORD, CLEAR_DF), Phrase("ip routed flow ", PASSED, 0),
    Phrase("ip bridged flow ", PASSED, 0), Phrase("ip cef ", PASSED, 0),
    Phrase("ip fast switching ", PASSED, 0), Phrase("ip feature fast switching ", PASSED, 0),
    Phrase("ip flow switching ", PASSED, 0), Phrase("ip multicast ", PASSED, 0),
    Phrase("ip null ", PASSED, 0), Phrase("ip output packet ", PASSED, 0),
    Phrase("ip route-cache ", PASSED, 0), Phrase("ip verify source ", PASSED, 0),
    Phrase("ipsec mtu overhead", PASSED, 0), Phrase("ipv4 wccp ", PASSED, 0),
    Phrase("ipv6 ", PASSED, 0), Phrase("keepalive ", PASSED, 0),
    Phrase("key disabled", PASSED, 0), Phrase("key ", UPTO, TUNNEL_KEY),
    Phrase("last ", PASSED, 0), Phrase("lcp ", PASSED, 0), Phrase("link type is ", PASSED, 0),
    Phrase("listen:", PASSED, 0), Phrase("local proxy arp ", PASSED, 0),
    Phrase("mac address ", SEGMENTS, 0), Phrase("management-only interface", PASSED, 0),
    Phrase("media-type ", PASSED, 0), Phrase("member of ", PASSED, 0),
    Phrase("members ", PASSED, 0), Phrase("media type is ", PASSED, 0),
    Phrase("mode:", ASA_MODE, 0), Phrase("mtu is ", NUMBER, IP_MTU), Phrase("mtu ", SEGMENTS, 0),
    Phrase("multicast reserved groups ", PASSED, 0),
    Phrase("network address translation is enabled, interface in domain ", REST, NAT_DOMAIN),
    Phrase("network address translation ", PASSED, 0),
    Phrase("no. of active members ", PASSED, 0), Phrase("open:", PASSED, 0),
    Phrase("outgoing common access list ", PASSED, 0),
    Phrase("outgoing access list is not set", EMPTY, OUTBOUND_LIST),
    Phrase("outgoing access list is ", REST, OUTBOUND_LIST),
    Phrase("output queue ", OLD_QUEUES, 0), Phrase("output ", PASSED, 0),
    Phrase("path mtu discovery", FLAG, PATH_MTU_DISCOVERY),
    Phrase("peer address is ", PASSED, 0),
    Phrase("policy routing is enabled, using route map ", REST, POLICY_ROUTE),
    Phrase("policy routing ", PASSED, 0), Phrase("pppoe vaccess", PASSED, 0),
    Phrase("post encapsulation features", PASSED, 0), Phrase("probe proxy name ", PASSED, 0),
    Phrase("proxy arp ", PASSED, 0), Phrase("queueing strategy", PASSED, 0),
    Phrase("received ", COUNTS, 0), Phrase("redundancy information", PASSED, 0),
    Phrase("reliability ", PASSED, 0), Phrase("reserved conversations ", PASSED, 0),
    Phrase("restart-delay is ", PASSED, 0), Phrase("router discovery ", PASSED, 0),
    Phrase("rtp/ip header ", PASSED, 0), Phrase("secondary address ", WORD, SECONDARY),
    Phrase("security level is ", PASSED, 0), Phrase("set of tunnels ", PASSED, 0),
    Phrase("source interface:", ASA_SOURCE, 0), Phrase("split horizon ", PASSED, 0),
    Phrase("src-track:", PASSED, 0), Phrase("tcp/ip header ", PASSED, 0),
    Phrase("time to interface disconnect", PASSED, 0), Phrase("timeslot", PASSED, 0),
    Phrase("topology ", PASSED, 0), Phrase("traffic statistics for ", TRAFFIC, 0),
    Phrase("transmitter delay is ", PASSED, 0),
    Phrase("tunnel interface information", PASSED, 0),
    Phrase("tunnel linestate evaluation ", REST, LINESTATE),
    Phrase("tunnel protection via ipsec (profile ", QUOTED, PROTECTION),
    Phrase("tunnel protocol/transport ", PROTOCOLS, TUNNEL_PROTOCOL),
    Phrase("tunnel receive bandwidth ", PASSED, 0),
    Phrase("tunnel source ", SOURCE, TUNNEL_SOURCE), Phrase("tunnel subblocks", PASSED, 0),
    Phrase("tunnel tos", PASSED, 0), Phrase("tunnel transmit bandwidth ", PASSED, 0),
    Phrase("tunnel transport mtu ", NUMBER, TRANSPORT_MTU), Phrase("tunnel ttl ", PASSED, 0),
    Phrase("tunnel vaccess", PASSED, 0), Phrase("unicast rpf ", PASSED, 0),
    Phrase("vaccess status ", PASSED, 0), Phrase("vlan identifier ", NUMBER, VLAN),
    Phrase("vpn routing/forwarding ", QUOTED, VRF), Phrase("wccp redirect ", PASSED, 0),
    Phrase(NULL, PASSED, 0),
]

cdef int[27] FIRST            # where the phrases of each letter begin
cdef uint32_t[148] BEGINNING   # of each phrase: its first four bytes up to a blank
cdef uint32_t[148] COMPARED    # of each phrase: the bits of them that count


cdef void arrange() noexcept nogil:
    cdef int letter, at
    cdef int i = 0
    cdef unsigned char* beginning
    cdef unsigned char* compared
    for letter in range(26):
        FIRST[letter] = i
        while TABLE[i].text is not NULL and TABLE[i].text[0] == 97 + letter:
            BEGINNING[i] = COMPARED[i] = 0
            beginning = <unsigned char*>&BEGINNING[i]
            compared = <unsigned char*>&COMPARED[i]
            for at in range(4):
                if TABLE[i].text[at] == 0 or TABLE[i].text[at] == 32:
                    break
                beginning[at] = <unsigned char>TABLE[i].text[at] | 32
                compared[at] = 255
            i += 1
    FIRST[26] = i


arrange()


cdef const Phrase* phrase(Bytes b, Py_ssize_t p, Py_ssize_t e, Py_ssize_t* value) noexcept nogil:
    """Return the first phrase that a line begins with, and where it ends; NULL for none."""
    cdef int letter = <int>lower(b[p]) - 97
    cdef int i
    cdef uint32_t four = 0
    if not 0 <= letter < 26:
        return NULL
    memcpy(&four, b + p, 4 if e - p > 4 else <size_t>(e - p))
    four |= 0x20202020  # letters in lower case; what else that takes for the same, ``starts`` tells
    for i in range(FIRST[letter], FIRST[letter + 1]):
        if four & COMPARED[i] == BEGINNING[i]:
            value[0] = starts(b, p, e, TABLE[i].text)
            if value[0] >= 0:
                return &TABLE[i]
    return NULL

"""The phrases that the lines of an interface's block begin with, and the forms of what follows.

Of two phrases that begin alike the longer one comes first; a blank stands for one or more.
"""

from __future__ import annotations

import re

from fastparse.records_interfaces import InterfaceField as F

__all__ = ["Phrase", "phrase"]

Phrase = tuple[str, F | None, int]
"""Form and field of what follows a phrase, and where the phrase ends."""

PHRASES: tuple[tuple[bytes, str, F | None], ...] = (
    (b"active ", "passed", None),
    (b"address determined by ", "passed", None),
    (b"any interface listed ", "outside", None),
    (b"arp type", "passed", None),
    (b"associated ", "passed", None),
    (b"asymmetric carrier-delay", "passed", None),
    (b"auto-duplex", "passed", None),
    (b"auto duplex", "passed", None),
    (b"available but not configured", "passed", None),
    (b"bgp policy mapping ", "passed", None),
    (b"broadcast address is ", "passed", None),
    (b"carrier delay is ", "passed", None),
    (b"checksumming of packets", "passed", None),
    (b"control point interface states", "passed", None),
    (b"description:", "rest", F.DESCRIPTION),
    (b"destination ip address:", "word", F.TUNNEL_DESTINATION),
    (b"directed broadcast ", "passed", None),
    (b"downstream vpn ", "passed", None),
    (b"encapsulation ", "encapsulated", F.ENCAPSULATION),
    (b"fast tunneling", "passed", None),
    (b"fifo queueing", "passed", None),
    (b"full duplex", "passed", None),
    (b"full-duplex", "passed", None),
    (b"half duplex", "passed", None),
    (b"half-duplex", "passed", None),
    (b"hardware is ", "segments", None),
    (b"helper address is not set", "empty", None),
    (b"helper address is ", "word", F.HELPER),
    (b"helper addresses are ", "word", F.HELPER),
    (b"icmp unreachables are ", "rest", F.UNREACHABLES),
    (b"icmp ", "passed", None),
    (b"inbound common access list ", "passed", None),
    (b"inbound access list is not set", "empty", F.INBOUND_LIST),
    (b"inbound access list is ", "rest", F.INBOUND_LIST),
    (b"input queue:", "queue", None),
    (b"input ", "passed", None),
    (b"interface ip-address ", "outside", None),
    (b"interface is unnumbered. using address of ", "borrowed", F.UNNUMBERED),
    (b"interface number is ", "passed", None),
    (b"interface config status ", "passed", None),
    (b"interface state is ", "passed", None),
    (b"interface vlan ", "passed", None),
    (b"interface ", "head", None),
    (b"internet address is ", "internet", F.ADDRESS),
    (b"internet address will be ", "passed", None),
    (b"internet protocol processing disabled", "passed", None),
    (b"ip address unassigned", "empty", F.ADDRESS),
    (b"ip address ", "asa_address", F.ADDRESS),
    (b"ip cef switching is ", "word", F.CEF),
    (b"ip access violation ", "passed", None),
    (b"ip cef ", "passed", None),
    (b"ip fast switching ", "passed", None),
    (b"ip feature fast switching ", "passed", None),
    (b"ip flow switching ", "passed", None),
    (b"ip multicast ", "passed", None),
    (b"ip null ", "passed", None),
    (b"ip output packet ", "passed", None),
    (b"ip route-cache ", "passed", None),
    (b"ipsec mtu overhead", "passed", None),
    (b"ipv4 wccp ", "passed", None),
    (b"keepalive ", "passed", None),
    (b"key disabled", "passed", None),
    (b"key ", "upto", F.TUNNEL_KEY),
    (b"last ", "passed", None),
    (b"local proxy arp ", "passed", None),
    (b"mac address ", "segments", None),
    (b"media type is ", "passed", None),
    (b"mode:", "asa_mode", None),
    (b"mtu is ", "number", F.IP_MTU),
    (b"mtu ", "segments", None),
    (b"multicast reserved groups ", "passed", None),
    (b"network address translation is enabled, interface in domain ", "rest", F.NAT_DOMAIN),
    (b"network address translation ", "passed", None),
    (b"outgoing common access list ", "passed", None),
    (b"outgoing access list is not set", "empty", F.OUTBOUND_LIST),
    (b"outgoing access list is ", "rest", F.OUTBOUND_LIST),
    (b"output queue ", "old_queues", None),
    (b"output ", "passed", None),
    (b"path mtu discovery", "flag", F.PATH_MTU_DISCOVERY),
    (b"peer address is ", "passed", None),
    (b"policy routing is enabled, using route map ", "rest", F.POLICY_ROUTE),
    (b"policy routing ", "passed", None),
    (b"post encapsulation features", "passed", None),
    (b"probe proxy name ", "passed", None),
    (b"proxy arp ", "passed", None),
    (b"queueing strategy", "passed", None),
    (b"received ", "counts", None),
    (b"reliability ", "passed", None),
    (b"router discovery ", "passed", None),
    (b"rtp/ip header ", "passed", None),
    (b"secondary address ", "word", F.SECONDARY),
    (b"security level is ", "passed", None),
    (b"set of tunnels ", "passed", None),
    (b"source interface:", "asa_source", None),
    (b"split horizon ", "passed", None),
    (b"src-track:", "passed", None),
    (b"tcp/ip header ", "passed", None),
    (b"topology ", "passed", None),
    (b"traffic statistics for ", "traffic", None),
    (b"tunnel interface information", "passed", None),
    (b"tunnel linestate evaluation ", "rest", F.LINESTATE),
    (b"tunnel protection via ipsec (profile ", "quoted", F.PROTECTION),
    (b"tunnel protocol/transport ", "protocols", F.TUNNEL_PROTOCOL),
    (b"tunnel receive bandwidth ", "passed", None),
    (b"tunnel source ", "source", F.TUNNEL_SOURCE),
    (b"tunnel subblocks", "passed", None),
    (b"tunnel tos", "passed", None),
    (b"tunnel transmit bandwidth ", "passed", None),
    (b"tunnel transport mtu ", "number", F.TRANSPORT_MTU),
    (b"tunnel ttl ", "passed", None),
    (b"unicast rpf ", "passed", None),
    (b"vlan identifier ", "number", F.VLAN),
    (b"vpn routing/forwarding ", "quoted", F.VRF),
    (b"wccp redirect ", "passed", None),
)
BY_LETTER: dict[bytes, list[tuple[re.Pattern[bytes], str, F | None]]] = {}
for text, form, field in PHRASES:
    BY_LETTER.setdefault(text[:1], []).append(
        (
            re.compile(re.escape(text).replace(rb"\ ", rb"[ \t\r]+"), re.IGNORECASE),
            form,
            field,
        )
    )


def phrase(text: bytes) -> Phrase | None:
    """Return the first phrase that a line begins with; None when there is none."""
    for pattern, form, field in BY_LETTER.get(text[:1].lower(), ()):
        found = pattern.match(text)
        if found:
            return form, field, found.end()
    return None

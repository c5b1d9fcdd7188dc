"""Names that IOS, PIX and ASA print for IP protocols and TCP/UDP ports.

Sources: Cisco IOS Security Command Reference (``access-list (IP extended)``), ASA command
reference, appendix "Addresses, Protocols, and Ports".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["PROTOCOLS", "protocol_number", "service_port"]

PROTOCOLS: Mapping[str, int] = MappingProxyType(
    {
        "icmp": 1, "igmp": 2, "ipinip": 4, "tcp": 6, "igrp": 9, "udp": 17, "gre": 47, "esp": 50,
        "ah": 51, "ahp": 51, "icmp6": 58, "eigrp": 88, "ospf": 89, "nos": 94, "pim": 103, "pcp": 108,
        "snp": 109, "pptp": 47, "ipsec": 50, "sctp": 132,
    }
)  # fmt: skip
"""Protocol names; ``ip`` (every protocol) is not among them."""

_BOTH = {
    "discard": 9, "domain": 53, "dns": 53, "echo": 7, "pim-auto-rp": 496, "sunrpc": 111, "syslog": 514,
    "tacacs": 49, "tacacs-ds": 49, "talk": 517, "time": 37, "kerberos": 88, "nfs": 2049, "cifs": 3020,
    "rtsp": 554, "sip": 5060, "http": 80, "www": 80, "daytime": 13,
}  # fmt: skip
_TCP = {
    "aol": 5190, "bgp": 179, "chargen": 19, "citrix-ica": 1494, "cmd": 514, "ctiqbe": 2748, "drip": 3949,
    "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20, "gopher": 70, "h323": 1720, "hostname": 101,
    "https": 443, "ident": 113, "imap4": 143, "irc": 194, "klogin": 543, "kshell": 544, "ldap": 389,
    "ldaps": 636, "login": 513, "lotusnotes": 1352, "lpd": 515, "msrpc": 135, "netbios-ssn": 139,
    "nntp": 119, "pcanywhere-data": 5631, "pop2": 109, "pop3": 110, "pptp": 1723, "rsh": 514, "smtp": 25,
    "sqlnet": 1521, "ssh": 22, "telnet": 23, "uucp": 540, "whois": 43, "onep-plain": 15001,
    "onep-tls": 15002, "netconf-ssh": 830,
}  # fmt: skip
_UDP = {
    "biff": 512, "bootpc": 68, "bootps": 67, "dnsix": 195, "isakmp": 500, "mobile-ip": 434,
    "nameserver": 42, "netbios-dgm": 138, "netbios-ns": 137, "netbios-ss": 139, "non500-isakmp": 4500,
    "ntp": 123, "pcanywhere-status": 5632, "radius": 1645, "radius-acct": 1646, "rip": 520, "ripv6": 521,
    "secureid-udp": 5510, "snmp": 161, "snmptrap": 162, "tftp": 69, "vxlan": 4789, "who": 513,
    "xdmcp": 177,
}  # fmt: skip


def protocol_number(word: str) -> int | None:
    """Return the number of a protocol given by name or number (0 to 255), None for anything else."""
    if word.isascii() and word.isdigit():
        return int(word) if len(word) < 4 and int(word) < 256 else None
    return PROTOCOLS.get(word)


def service_port(word: str, protocol: int | None) -> int | None:
    """Return a port given by number, or by the name that it has for TCP (6) or UDP (17)."""
    if word.isascii() and word.isdigit():
        return int(word) if len(word) < 6 and int(word) < 65536 else None
    if word in _BOTH:
        return _BOTH[word]
    if protocol == PROTOCOLS["udp"]:
        return _UDP.get(word)
    if protocol == PROTOCOLS["tcp"]:
        return _TCP.get(word)
    return _TCP.get(word, _UDP.get(word))

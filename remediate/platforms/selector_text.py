"""Selectors as the platforms spell them, and access-list bodies in a form that can be compared.

IOS writes wildcards, PIX and ASA write netmasks. ``spell`` writes ports as numbers, which every
release takes; the devices print names for well-known ports, so bodies are compared through
:func:`comparable`, never as text.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from remediate.model.base import Platform
from remediate.model.selector import ANY_PORT, AddressBlock, PortRange, Selector

__all__ = ["comparable", "spell", "unspellable"]

_IOS_PROTOCOLS = {
    1: "icmp", 2: "igmp", 4: "ipinip", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 51: "ahp",
    88: "eigrp", 89: "ospf", 94: "nos", 103: "pim", 108: "pcp",
}  # fmt: skip
_ASA_PROTOCOLS = {
    1: "icmp", 2: "igmp", 4: "ipinip", 6: "tcp", 9: "igrp", 17: "udp", 47: "gre", 50: "esp",
    51: "ah", 88: "eigrp", 89: "ospf", 94: "nos", 103: "pim", 108: "pcp", 109: "snp",
}  # fmt: skip
_PROTOCOL_NUMBERS = {
    **{name: str(number) for number, name in _IOS_PROTOCOLS.items()},
    **{name: str(number) for number, name in _ASA_PROTOCOLS.items()},
    "ip": "ip",
    "ip4": "ip",
}
_PORTS_BOTH = {
    "discard": 9, "domain": 53, "echo": 7, "pim-auto-rp": 496, "sunrpc": 111, "syslog": 514,
    "tacacs": 49, "talk": 517, "time": 37, "kerberos": 88, "nfs": 2049, "cifs": 3020,
    "rtsp": 554, "sip": 5060,
}  # fmt: skip
_TCP_PORTS = {
    "aol": 5190, "bgp": 179, "chargen": 19, "citrix-ica": 1494, "cmd": 514, "ctiqbe": 2748,
    "daytime": 13, "drip": 3949, "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20,
    "gopher": 70, "h323": 1720, "hostname": 101, "http": 80, "https": 443, "ident": 113,
    "imap4": 143, "irc": 194, "klogin": 543, "kshell": 544, "ldap": 389, "ldaps": 636,
    "login": 513, "lotusnotes": 1352, "lpd": 515, "msrpc": 135, "netbios-ssn": 139, "nntp": 119,
    "pcanywhere-data": 5631, "pop2": 109, "pop3": 110, "pptp": 1723, "rsh": 514, "smtp": 25,
    "ssh": 22, "telnet": 23, "uucp": 540, "whois": 43, "www": 80,
}  # fmt: skip
_UDP_PORTS = {
    "biff": 512, "bootpc": 68, "bootps": 67, "dnsix": 195, "http": 80, "isakmp": 500,
    "mobile-ip": 434, "nameserver": 42, "netbios-dgm": 138, "netbios-ns": 137, "netbios-ss": 139,
    "non500-isakmp": 4500, "ntp": 123, "pcanywhere-status": 5632, "radius": 1645,
    "radius-acct": 1646, "rip": 520, "ripv6": 521, "secureid-udp": 5510, "snmp": 161,
    "snmptrap": 162, "tftp": 69, "who": 513, "www": 80, "xdmcp": 177,
}  # fmt: skip
_ALL = 0xFFFFFFFF
_ZERO, _ONES = "0.0.0.0", "255.255.255.255"  # noqa: S104  # masks, not addresses to listen on


def unspellable(selector: Selector, platform: Platform) -> str | None:
    """Return why ``platform`` has no entry for the selector, None when it has one."""
    if platform is Platform.ASA:
        for block in (selector.source, selector.destination):
            if not block.contiguous:
                return f"{block} has a non-contiguous mask, which PIX and ASA do not take"
    if selector.protocol not in {6, 17} and not (
        selector.source_ports == ANY_PORT and selector.destination_ports == ANY_PORT
    ):
        return f"{selector} names ports for a protocol that has none"
    return None


def spell(selector: Selector, platform: Platform) -> str:
    """Return the flow as an access-list entry of the platform names it, without the action.

    ``ip host 10.2.0.8 172.21.114.0 0.0.0.255`` (IOS), ``tcp 10.1.0.0 255.255.0.0 any eq 443``
    (ASA). Address bits under the wildcard are cleared, as the devices store them. ``ValueError``
    where :func:`unspellable` has a reason.
    """
    if reason := unspellable(selector, platform):
        raise ValueError(reason)
    names = _IOS_PROTOCOLS if platform is Platform.IOS else _ASA_PROTOCOLS
    words = [
        "ip" if selector.protocol is None else names.get(selector.protocol, str(selector.protocol))
    ]
    for block, ports in (
        (selector.source, selector.source_ports),
        (selector.destination, selector.destination_ports),
    ):
        words.append(_address(block.normalised(), platform))
        if ports != ANY_PORT:
            words.append(_ports(ports))
    return " ".join(words)


@lru_cache(maxsize=1 << 14)
def comparable(body: str, platform: Platform) -> tuple[str, ...]:
    """Return an entry's body as tokens in one canonical spelling, to be compared by equality.

    Protocols and ports become numbers, ``host A`` and ``any`` become address and wildcard (or
    netmask), host bits are cleared; remarks and everything not understood stay as they are. The
    ASA keyword ``extended`` is left out.
    """
    words = body.split()
    if words and words[0] == "extended":
        words = words[1:]
    if not words or words[0] == "remark":
        return tuple(words)
    words = [word.casefold() for word in words[:2]] + words[2:]
    protocol = _PROTOCOL_NUMBERS.get(words[1], words[1]) if len(words) > 1 else ""
    canonical = [words[0], *([protocol] if protocol else [])]
    index = 2
    while index < len(words):
        taken, step = _address_or_port(words, index, protocol, platform)
        canonical += taken
        index += step
    return tuple(canonical)


def _address_or_port(
    words: list[str], index: int, protocol: str, platform: Platform
) -> tuple[list[str], int]:
    word = words[index]
    exact, every = (_ZERO, _ONES) if platform is Platform.IOS else (_ONES, _ZERO)
    if word in {"any", "any4"}:
        return [_ZERO, every], 1
    following = words[index + 1] if index + 1 < len(words) else None
    if word == "host" and following is not None and _is_address(following):
        return [following, exact], 2
    if word in {"eq", "neq", "lt", "gt", "range"} and protocol in {"6", "17"}:
        end = index + 1
        while end < len(words) and (word == "range" or end == index + 1 or word in {"eq", "neq"}):
            if not _is_port(words[end], protocol) or (word == "range" and end == index + 3):
                break
            end += 1
        return [word, *(_port(item, protocol) for item in words[index + 1 : end])], end - index
    if following is not None and _is_address(word) and _is_address(following):
        address, mask = int(ipaddress.IPv4Address(word)), int(ipaddress.IPv4Address(following))
        kept = mask if platform is Platform.ASA else _ALL ^ mask
        return [str(ipaddress.IPv4Address(address & kept)), following], 2
    return [word], 1


def _address(block: AddressBlock, platform: Platform) -> str:
    if block.is_any:
        return "any"
    if block.is_host:
        return f"host {block.dotted}"
    mask = block.dotted_wildcard if platform is Platform.IOS else block.dotted_netmask
    return f"{block.dotted} {mask}"


def _ports(ports: PortRange) -> str:
    if ports.low == ports.high:
        return f"eq {ports.low}"
    return f"range {ports.low} {ports.high}"


def _is_address(word: str) -> bool:
    parts = word.split(".")
    return len(parts) == 4 and all(part.isdecimal() and int(part) < 256 for part in parts)


def _is_port(word: str, protocol: str) -> bool:
    return _port(word, protocol).isdecimal()


def _port(word: str, protocol: str) -> str:
    table = _TCP_PORTS if protocol == "6" else _UDP_PORTS
    number = table.get(word, _PORTS_BOTH.get(word))
    return word if number is None else str(number)

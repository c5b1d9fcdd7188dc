"""Protocols and ports as an ASA names them, and conditions on ports."""

from __future__ import annotations

from dataclasses import dataclass

from remediate.lab.aces import Ports

__all__ = ["NO_PORTS", "PROTOCOLS", "Service", "port_of"]

PROTOCOLS = {
    "icmp": 1,
    "igmp": 2,
    "ipinip": 4,
    "tcp": 6,
    "udp": 17,
    "gre": 47,
    "esp": 50,
    "ah": 51,
    "eigrp": 88,
    "ospf": 89,
}
PORTS = {
    6: {"ftp-data": 20, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25, "domain": 53, "www": 80, "pop3": 110, "imap4": 143, "bgp": 179, "ldap": 389, "https": 443, "ldaps": 636, "sqlnet": 1521, "h323": 1720},
    17: {"domain": 53, "bootps": 67, "bootpc": 68, "tftp": 69, "ntp": 123, "snmp": 161, "snmptrap": 162, "isakmp": 500, "syslog": 514, "radius": 1645, "sip": 5060},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Service:
    """A condition on ports: a comparison, or a group by its name."""

    words: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """Return the name of the group of services, empty where it is a comparison."""
        return self.words[1] if self.words[:1] in (("object-group",), ("object",)) else ""

    def ports(self, protocol: str) -> Ports:
        """Return the ports of a comparison (those of ``neq`` are not told apart)."""
        if not self.words or self.group or self.words[0] == "neq":
            return Ports()
        numbers = [_number(word, protocol) for word in self.words[1:]]
        match self.words[0]:
            case "lt":
                return Ports(0, numbers[0] - 1)
            case "gt":
                return Ports(numbers[0] + 1, 65535)
            case _:
                return Ports(numbers[0], numbers[-1])


def _number(word: str, protocol: str) -> int:
    for kind in (
        (6, 17) if protocol not in ("tcp", "udp") else ((6,) if protocol == "tcp" else (17,))
    ):
        if word in PORTS[kind]:
            return PORTS[kind][word]
    return int(word)


def port_of(word: str, protocol: str) -> str | None:
    """Return a port by its name where it has one."""
    kinds = {"tcp": (6,), "udp": (17,)}.get(protocol, (6, 17))
    for kind in kinds:
        if word.lower() in PORTS[kind]:
            return word.lower()
    if not word.isdigit() or int(word) > 65535:
        return None
    names = {number: name for name, number in PORTS[kinds[0]].items()}
    return names.get(int(word), str(int(word))) if len(kinds) == 1 else str(int(word))


NO_PORTS = Service()
"""No condition."""

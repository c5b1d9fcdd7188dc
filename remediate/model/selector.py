"""Traffic selectors as sets: address blocks, ports, protocol; mirror, cover and overlap.

A crypto ACL entry is one or more selectors (object-groups expand to their product). Addresses
are 32-bit integers; a block is an address and a *wildcard* (IOS notation: bits that do not
matter), so a non-contiguous wildcard can be represented and is told apart. An IPv6 address is its
128 bits below a mark (``1 << 128``) that no wildcard covers: of two families nothing overlaps.
IPv6 stands for peers alone: their keys and identities; what lists and routes say is IPv4.
"""

from __future__ import annotations

import ipaddress

from remediate.model.base import Frozen

__all__ = [
    "ANY",
    "ANY_PORT",
    "AddressBlock",
    "PortRange",
    "Selector",
    "canonical",
    "parse_address",
    "parse_peer",
]

_ALL = 0xFFFFFFFF
_V6 = 1 << 128
_ALL_V6 = _V6 - 1


def parse_address(text: str) -> int:
    """Return a dotted IPv4 address as a 32-bit integer; ``ValueError`` when it is not one."""
    return int(ipaddress.IPv4Address(text))


def parse_peer(text: str) -> int:
    """Return the address of a peer, of either family, as a number of a block; ``ValueError`` when it is none."""
    if ":" in text:
        return _V6 | int(ipaddress.IPv6Address(text))
    return parse_address(text)


def canonical(text: str) -> str:
    """Return an address in one spelling: IPv6 shortened and in capitals, as IOS prints it; other texts as they are."""
    if ":" not in text:
        return text
    try:
        return str(ipaddress.IPv6Address(text)).upper()
    except ValueError:
        return text


class AddressBlock(Frozen, frozen=True, kw_only=True, order=True, gc=False):
    """IPv4 addresses equal to ``address`` in every bit that is clear in ``wildcard``.

    ``address`` is stored as written by the device; compare through :meth:`normalised` (bits under
    the wildcard cleared), as two ends may write host bits differently.
    """

    address: int
    wildcard: int

    @classmethod
    def host(cls, text: str) -> AddressBlock:
        """Return the block of one host, from dotted text."""
        return cls(address=parse_address(text), wildcard=0)

    @classmethod
    def from_wildcard(cls, address: str, wildcard: str) -> AddressBlock:
        """Return a block from IOS notation (``10.1.0.0 0.0.255.255``)."""
        return cls(address=parse_address(address), wildcard=parse_address(wildcard))

    @classmethod
    def from_netmask(cls, address: str, netmask: str) -> AddressBlock:
        """Return a block from PIX/ASA notation (``10.1.0.0 255.255.0.0``)."""
        return cls(address=parse_address(address), wildcard=_ALL ^ parse_address(netmask))

    @classmethod
    def of_identity(cls, text: str | None) -> AddressBlock | None:
        """Return the addresses of an SA's identity as printed (``addr/mask/prot/port``), None where it can't be read."""
        if text is None or "/" not in text:
            return None
        address, mask = text.split("/")[:2]
        try:
            return cls.from_netmask(address, mask).normalised()
        except ValueError:
            return None

    @classmethod
    def of_prefix(cls, text: str) -> AddressBlock:
        """Return a block from an IPv6 prefix, or one address (``2001:DB8::/32``)."""
        network = ipaddress.IPv6Network(text, strict=False)
        return cls(
            address=_V6 | int(network.network_address), wildcard=_ALL_V6 >> network.prefixlen
        )

    def normalised(self) -> AddressBlock:
        """Return the same set with the bits under the wildcard cleared."""
        return AddressBlock(address=self.address & ~self.wildcard, wildcard=self.wildcard)

    @property
    def ipv6(self) -> bool:
        """Whether it is of IPv6."""
        return self.address >= _V6

    @property
    def length(self) -> int:
        """How many bits matter: the prefix length of a contiguous block."""
        return (128 if self.ipv6 else 32) - self.wildcard.bit_count()

    @property
    def contiguous(self) -> bool:
        """Whether the wildcard is the inverse of a prefix length."""
        return (self.wildcard & (self.wildcard + 1)) == 0

    @property
    def is_host(self) -> bool:
        """Whether the block is a single address."""
        return self.wildcard == 0

    @property
    def is_any(self) -> bool:
        """Whether the block is every address."""
        return self.wildcard == (_ALL_V6 if self.ipv6 else _ALL)

    @property
    def prefix_length(self) -> int | None:
        """The prefix length of a contiguous block, else None."""
        return self.length if self.contiguous else None

    @property
    def dotted(self) -> str:
        """The address as text: dotted, or of IPv6 as IOS prints it."""
        if self.ipv6:
            return str(ipaddress.IPv6Address(self.address & _ALL_V6)).upper()
        return str(ipaddress.IPv4Address(self.address))

    @property
    def dotted_wildcard(self) -> str:
        """The wildcard as text (IOS); nobody types that of IPv6."""
        if self.ipv6:
            return str(ipaddress.IPv6Address(self.wildcard))
        return str(ipaddress.IPv4Address(self.wildcard))

    @property
    def dotted_netmask(self) -> str:
        """The netmask as text (PIX, ASA); nobody types that of IPv6."""
        if self.ipv6:
            return str(ipaddress.IPv6Address(_ALL_V6 ^ self.wildcard))
        return str(ipaddress.IPv4Address(_ALL ^ self.wildcard))

    def covers(self, other: AddressBlock) -> bool:
        """Whether every address of ``other`` is in this block."""
        return (other.wildcard & ~self.wildcard) == 0 and (
            self.address ^ other.address
        ) & ~self.wildcard == 0

    def overlaps(self, other: AddressBlock) -> bool:
        """Whether at least one address is in both blocks."""
        return (self.address ^ other.address) & ~(self.wildcard | other.wildcard) == 0

    def __str__(self) -> str:
        """Return ``any``, a host address, ``A/len`` or ``A wildcard W``."""
        if self.is_any:
            return "any"
        if self.is_host:
            return self.dotted
        if self.contiguous:
            return f"{self.dotted}/{self.prefix_length}"
        return f"{self.dotted} wildcard {self.dotted_wildcard}"


ANY = AddressBlock(address=0, wildcard=_ALL)


class PortRange(Frozen, frozen=True, kw_only=True, order=True, gc=False):
    """TCP or UDP ports from ``low`` to ``high``, both included."""

    low: int = 0
    high: int = 65535

    def covers(self, other: PortRange) -> bool:
        """Whether every port of ``other`` is in this range."""
        return self.low <= other.low and other.high <= self.high

    def overlaps(self, other: PortRange) -> bool:
        """Whether at least one port is in both ranges."""
        return self.low <= other.high and other.low <= self.high


ANY_PORT = PortRange()


class Selector(Frozen, frozen=True, kw_only=True, order=True, gc=False):
    """One traffic selector (a phase-2 proxy identity pair), as seen from its own device.

    ``protocol`` is the IP protocol number, None for ``ip`` (any). ``neq`` ports and lists of ports
    expand to several selectors before they come here.
    """

    protocol: int | None = None
    source: AddressBlock
    source_ports: PortRange = ANY_PORT
    destination: AddressBlock
    destination_ports: PortRange = ANY_PORT

    def mirrored(self) -> Selector:
        """Return the selector that the other end must hold: source and destination swapped."""
        return Selector(
            protocol=self.protocol,
            source=self.destination,
            source_ports=self.destination_ports,
            destination=self.source,
            destination_ports=self.source_ports,
        )

    def normalised(self) -> Selector:
        """Return the same set with host bits cleared, to be compared by equality."""
        return Selector(
            protocol=self.protocol,
            source=self.source.normalised(),
            source_ports=self.source_ports,
            destination=self.destination.normalised(),
            destination_ports=self.destination_ports,
        )

    def covers(self, other: Selector) -> bool:
        """Whether every flow of ``other`` is in this selector."""
        return (
            (self.protocol is None or self.protocol == other.protocol)
            and self.source.covers(other.source)
            and self.destination.covers(other.destination)
            and self.source_ports.covers(other.source_ports)
            and self.destination_ports.covers(other.destination_ports)
        )

    def overlaps(self, other: Selector) -> bool:
        """Whether at least one flow is in both selectors."""
        return (
            (self.protocol is None or other.protocol is None or self.protocol == other.protocol)
            and self.source.overlaps(other.source)
            and self.destination.overlaps(other.destination)
            and self.source_ports.overlaps(other.source_ports)
            and self.destination_ports.overlaps(other.destination_ports)
        )

    def __str__(self) -> str:
        """Return ``protocol source[:ports] -> destination[:ports]``, well-known protocols by name."""
        known = "ip" if self.protocol is None else str(self.protocol)
        protocol = _NAMES.get(self.protocol, known)
        return (
            f"{protocol} {self.source}{_ports(self.source_ports)}"
            f" -> {self.destination}{_ports(self.destination_ports)}"
        )


_NAMES: dict[int | None, str] = {1: "icmp", 6: "tcp", 17: "udp", 47: "gre", 50: "esp", 51: "ah"}


def _ports(ports: PortRange) -> str:
    if ports == ANY_PORT:
        return ""
    return f":{ports.low}" if ports.low == ports.high else f":{ports.low}-{ports.high}"

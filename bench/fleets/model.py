"""Devices, tunnels and their ends as they are configured: a planter changes them before they are printed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = [
    "SYSTEMS",
    "Device",
    "End",
    "Flow",
    "Net",
    "Policy",
    "Protection",
    "System",
    "Tunnel",
    "dotted",
]


def dotted(address: int) -> str:
    """Return an IPv4 address as text."""
    return str(ipaddress.IPv4Address(address))


class Net(NamedTuple):
    """An IPv4 network."""

    address: int
    length: int

    @property
    def netmask(self) -> str:
        return dotted(0xFFFFFFFF << 32 - self.length & 0xFFFFFFFF)

    @property
    def wildcard(self) -> str:
        return dotted((1 << 32 - self.length) - 1)

    def host(self, number: int) -> str:
        """Return the address of the network's host ``number``."""
        return dotted(self.address + number)

    def __str__(self) -> str:
        return dotted(self.address)


class Flow(NamedTuple):
    """An entry of a crypto ACL, as its own end sees it."""

    source: Net
    destination: Net
    protocol: str = "ip"
    source_port: str = ""
    destination_port: str = ""
    netmasks: bool = False
    """Typed with netmasks where wildcards belong: IOS keeps no bit of the address then."""

    def mirrored(self) -> Flow:
        return Flow(
            self.destination,
            self.source,
            self.protocol,
            self.destination_port,
            self.source_port,
        )


class Policy(NamedTuple):
    """An ISAKMP policy."""

    encryption: str
    """As IOS spells it: ``3des``, ``aes 256``."""
    hash: str
    group: int
    authentication: str = "pre-share"


class Protection(NamedTuple):
    """The transforms of a set, as IOS spells them."""

    cipher: str
    authentication: str

    @property
    def name(self) -> str:
        words = f"{self.cipher} {self.authentication}".replace("esp-", "").replace("-hmac", "")
        return words.upper().replace(" ", "-")


_STRONG = Policy("aes 256", "sha256", 14)
_MIDDLE = Policy("aes 256", "sha", 14)
_COMMON = Policy("aes 256", "sha", 5)
_OLD = Policy("3des", "sha", 2)
_SHA2 = Protection("esp-aes 256", "esp-sha256-hmac")
_AES = Protection("esp-aes 256", "esp-sha-hmac")
_3DES = Protection("esp-3des", "esp-sha-hmac")


class System(NamedTuple):
    """A release and what it can."""

    name: str
    asa: bool
    release: str
    """As the head of the running-config prints it."""
    policies: tuple[Policy, ...]
    protections: tuple[Protection, ...]
    groups: tuple[int, ...]
    """Diffie-Hellman groups for PFS, the strongest first."""
    outside: str
    inside: str

    @property
    def pix(self) -> bool:
        return self.name.startswith("pix")

    @property
    def numbers(self) -> tuple[int, int]:
        first, second = self.release.split("(")[0].split(".")[:2]
        return int(first), int(second)


_ETHERNET = ("GigabitEthernet0/0", "GigabitEthernet0/1")
_SLOTTED = ("GigabitEthernet0/0/0", "GigabitEthernet0/0/1")
_ALL_POLICIES = (_STRONG, _MIDDLE, _COMMON, _OLD)
_ALL_SETS = (_SHA2, _AES, _3DES)

SYSTEMS = {
    item.name: item
    for item in (
        System("ios12", False, "12.4", (_COMMON, _OLD), (_AES, _3DES), (5, 2), "FastEthernet0/1", "FastEthernet0/0"),
        System("ios15", False, "15.2", _ALL_POLICIES, _ALL_SETS, (14, 5, 2), *_ETHERNET),
        System("xe16", False, "16.9", _ALL_POLICIES, _ALL_SETS, (14, 5, 2), *_SLOTTED),
        System("xe17", False, "17.3", _ALL_POLICIES, _ALL_SETS, (14, 5, 2), *_SLOTTED),
        System("xe1712", False, "17.12", (_STRONG, _MIDDLE), (_SHA2, _AES), (14,), *_SLOTTED),
        System("pix6", True, "6.3(5)", (_COMMON, _OLD), (_AES, _3DES), (5, 2), "ethernet0", "ethernet1"),
        System("asa8", True, "8.2(5)", (_COMMON, _OLD), (_AES, _3DES), (5, 2), "Ethernet0/0", "Ethernet0/1"),
        System("asa84", True, "8.4(7)", (_COMMON, _OLD), (_AES, _3DES), (5, 2), *_ETHERNET),
        System("asa9", True, "9.8(4)", (_COMMON, _OLD), (_AES, _3DES), (5, 2), *_ETHERNET),
        System("asa916", True, "9.16(3)", (_MIDDLE,), (_AES,), (14,), *_ETHERNET),
    )
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Device:
    """A router or firewall."""

    name: str
    number: int
    system: System
    outside: str
    """Address at the interface that faces the Internet."""
    gateway: str
    inside: Net
    extra: Net
    """A network behind the inside one."""
    policies: list[Policy] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    nat: bool = False
    """Whether what goes out in clear is translated."""
    clear_keys: bool = True
    """Whether the dump shows its keys."""
    dynamic: bool = False
    """Whether its crypto map ends in a dynamic map, with a key for everybody."""
    dynamic_key: str = ""
    others: list[Protection] = field(default_factory=list)
    """Transform sets that its dynamic map accepts, where they aren't all that the system can."""
    applied: bool = True
    loopback: bool = False
    """Whether the crypto map negotiates from a loopback interface's address."""
    bypass: bool = True
    """Whether decrypted packets pass by the interfaces' access lists (sysopt)."""
    one_list: bool = False
    """Whether one access list serves NAT exemption and crypto map."""
    routed: bool = True
    """Whether the network behind the inside one has its route."""
    shown: bool = True
    """Whether its dumps are there."""
    outputs: bool = False
    """Whether the dumps hold its SA tables."""
    logged: list[str] = field(default_factory=list)
    """Lines of its log or debug."""

    @property
    def asa(self) -> bool:
        return self.system.asa

    @property
    def loopback_address(self) -> str:
        """Address of its loopback interface: in nobody's configuration but its own."""
        return dotted(0xC6120000 + 0x10000 + self.number)


@dataclass(slots=True, eq=False)
class End:
    """What a device has for one tunnel."""

    device: Device
    peer: str
    key: str
    flows: list[Flow]
    sets: list[Protection]
    pfs: int | None
    kind: str
    """``map``, ``dynamic`` (no entry of its own), ``vti`` or ``ikev2`` (a VTI that uses it)."""
    sequence: int = 0
    key_address: str = ""
    """Where the key stands under another address than ``peer``."""
    has_key: bool = True
    matches: bool = True
    acl_there: bool = True
    transforms: bool = True
    exempt: bool = True
    proposal: Policy = _STRONG
    """Of IKEv2."""
    meant: list[Flow] = field(default_factory=list)
    """Flows that it should protect, where it protects others."""
    mute: tuple[Net, ...] = ()
    """Networks that never answer: nothing of them is encrypted here."""
    inner: str = ""
    """Address of its tunnel interface."""

    @property
    def acl(self) -> str:
        """Name of its crypto ACL."""
        return f"VPN-{self.peer.replace('.', '-')}" if len(self.device.ends) > 40 else self._short()

    def _short(self) -> str:
        place = self.device.ends.index(self)
        if self.device.asa and not self.device.system.pix:
            return f"outside_cryptomap_{self.sequence}"
        return str(101 + place)

    def exempted(self) -> list[Flow]:
        """Return the flows that it exempts from NAT: what its crypto ACL should protect."""
        if not self.exempt or self.kind not in ("map", "dynamic"):
            return []
        return self.meant or self.flows


@dataclass(slots=True, eq=False)
class Tunnel:
    """Two ends, and what is wrong with them."""

    number: int
    one: End
    two: End
    slug: str | None = None
    """Root cause that was planted."""
    variant: str = ""
    accepted: tuple[str, ...] = ()
    """Root causes that are right answers."""
    guilty: str = ""
    """Device that deviates."""
    state: str = "up"
    """``up``, ``phase1`` or ``phase2`` (that is where it fails), ``silent`` (nobody asked for it)."""
    involved: bool = False
    """Touched by a fault of another tunnel: no answer about it is wrong."""

    @property
    def id(self) -> str:
        pair = sorted((self.one.device.outside, self.two.device.outside), key=ipaddress.ip_address)
        return "--".join(pair)

    def ends(self) -> tuple[End, End]:
        return self.one, self.two

    def other(self, end: End) -> End:
        return self.two if end is self.one else self.one

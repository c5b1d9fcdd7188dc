"""What a device would use for IKE and IPsec, whichever platform it is of."""

from __future__ import annotations

import enum
import ipaddress
from dataclasses import dataclass, field

from remediate.lab.aces import Ace, Block
from remediate.lab.certificates import Trustpoint
from remediate.lab.ike.facts2 import Policy2, Profile2
from remediate.lab.ike.link_facts import Link
from remediate.lab.releases import Release

__all__ = [
    "Credential",
    "CryptoEntry",
    "Facts",
    "Key",
    "Kind",
    "ListRow",
    "NatRule",
    "Policy",
    "Port",
    "Profile1",
    "Route",
    "TransformSet",
    "block_of",
]


def block_of(address: str, mask: str = "255.255.255.255") -> Block:
    """Return the addresses of an address and a netmask."""
    wildcard = int(ipaddress.IPv4Address(mask)) ^ 0xFFFFFFFF
    return Block(int(ipaddress.IPv4Address(address)) & ~wildcard & 0xFFFFFFFF, wildcard)


class Kind(enum.Enum):
    """How a flow comes to be protected."""

    MAP = "crypto map"
    DYNAMIC = "dynamic crypto map"
    VTI = "tunnel mode ipsec"
    GRE = "tunnel protection of a point-to-point GRE tunnel"
    MGRE = "tunnel protection of a multipoint GRE tunnel"

    @property
    def tunnel(self) -> bool:
        """Whether a tunnel interface is what is protected."""
        return self in (Kind.VTI, Kind.GRE, Kind.MGRE)


@dataclass(frozen=True, slots=True)
class ListRow:
    """An entry of an access list."""

    permit: bool
    ace: Ace


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """An interface."""

    name: str
    title: str
    """As the platform names it elsewhere: an ASA's ``nameif``, else the name."""
    address: str | None = None
    network: Block | None = None
    up: bool = True
    vrf: str = ""
    mtu: int = 1500
    inbound: tuple[ListRow, ...] | None = None
    """Access group for packets that come in, None without one. Ends in a deny of all."""
    nat: str = ""
    """``inside`` or ``outside`` of IOS."""
    crypto_map: str = ""
    mss: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way to a network; ``hop`` empty for a connected one."""

    network: Block
    interface: str
    hop: str = ""
    vrf: str = ""
    distance: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A phase 1 policy of IKEv1."""

    priority: int
    encryption: str = "des"
    """``des``, ``3des``, ``aes 128``, ``aes 192``, ``aes 256``."""
    hash: str = "sha"
    authentication: str = "rsa-sig"
    group: int = 1
    lifetime: int = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A pre-shared key of IKEv1."""

    block: Block
    secret: str
    source: str = ""
    """Keyring or tunnel group that holds it; empty for the global keys of IOS."""
    local: str = ""
    """Local address that it is for, empty for all."""
    vrf: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile1:
    """An ISAKMP profile: which peers it is for, and whose keys."""

    name: str
    blocks: tuple[tuple[Block, str], ...] = ()
    """Addresses of peers, each in the front-door VRF that it is for."""
    keyring: str = ""
    vrf: str = ""
    """What comes out of its tunnels is of."""
    trustpoints: tuple[str, ...] = ()
    """Names of those that are used; empty: all."""

    def fits(self, peer: str, front: str) -> bool:
        """Whether it is for a peer that comes in by a VRF."""
        return any(vrf == front and block.has(peer) for block, vrf in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformSet:
    """Transforms in canonical form: ``esp-aes 256``, ``esp-sha-hmac``."""

    name: str
    items: tuple[str, ...]
    transport: bool = False

    @property
    def content(self) -> frozenset[str]:
        """Return what must be equal at both ends."""
        return frozenset(self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class CryptoEntry:
    """An entry of a bound crypto map, or a tunnel interface with protection."""

    kind: Kind
    interface: str
    tag: str
    sequence: int
    local: str
    """Address that it negotiates from; empty where its interface has none."""
    peers: tuple[str, ...] = ()
    rows: tuple[ListRow, ...] = ()
    """What is protected, in order; empty for a dynamic entry without a list: all."""
    list_name: str = ""
    sets: tuple[TransformSet, ...] = ()
    pfs: int | None = None
    pfs_bare: bool = False
    """Whether ``set pfs`` names no group."""
    lifetime: int = 3600
    kilobytes: int = 4608000
    window: int = 64
    version: int = 1
    profile: str = ""
    """ISAKMP or IKEv2 profile."""
    vrf: str = ""
    """Front door."""
    inside: str = ""
    """VRF of what it protects."""
    missing: tuple[str, ...] = ()
    """What makes it incomplete."""
    order: int = 0
    """Of a dynamic entry: its sequence in the dynamic map."""
    key: int | None = None
    """Of a GRE tunnel."""
    begins: bool = True
    """Whether it may begin (``set connection-type answer-only``)."""
    answers: bool = True
    """Whether it answers (not with ``set connection-type originate-only``)."""
    alternate: bool = False
    """Whether it only answers in another version what the entry before it begins."""

    @property
    def initiates(self) -> bool:
        """Whether it ever begins a negotiation."""
        return bool(self.begins and self.peers and self.sets and self.local and not self.missing)

    @property
    def name(self) -> tuple[str, int, int]:
        """Return what tells it from the others of a device."""
        return f"{self.interface} {self.tag}", self.sequence, self.order


@dataclass(frozen=True, slots=True, kw_only=True)
class NatRule:
    """Translation of what inside hosts send; the first that fits decides."""

    inside: str
    """Interface that it comes in by, empty for any."""
    outside: str
    """Interface that it goes out by, empty for any."""
    rows: tuple[ListRow, ...]
    """A permit: translated (or exempted, see there). What no row fits is the next rule's."""
    exempts: bool = False
    """Identity translation: what fits stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A key that was found, and where."""

    secret: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A device as its peers meet it."""

    device: str
    release: Release
    ports: dict[str, Port]
    routes: tuple[Route, ...]
    policies: tuple[Policy, ...] = ()
    builtin: bool = False
    """Whether the policies are the release's own."""
    keys: tuple[Key, ...] = ()
    profiles: tuple[Profile1, ...] = ()
    listens1: frozenset[str] | None = None
    """Interfaces on which IKEv1 answers; None: all."""
    listens2: frozenset[str] | None = None
    nat_traversal: bool = True
    keepalive: int | None = None
    """Seconds between dead peer detection's questions."""
    entries: tuple[CryptoEntry, ...] = ()
    policies2: tuple[Policy2, ...] = ()
    profiles2: tuple[Profile2, ...] = ()
    dpd2: int | None = None
    nat: tuple[NatRule, ...] = ()
    inbound_bypass: bool = True
    """Whether decrypted packets pass without the interface's list (``sysopt connection permit-vpn``)."""
    recovers: bool = False
    """``crypto isakmp invalid-spi-recovery``."""
    trustpoints: tuple[Trustpoint, ...] = ()
    says_sessions: bool = False
    """``crypto logging session``."""
    links: tuple[Link, ...] = ()
    """Tunnel interfaces."""
    clear_tunnels: tuple[tuple[str, str], ...] = ()
    """Local and far address of GRE tunnels without protection."""
    learns: bool = False
    """Whether a routing protocol runs, that may know more ways."""
    groups: frozenset[str] = field(default_factory=frozenset)
    """Names of an ASA's tunnel groups."""

    @property
    def asa(self) -> bool:
        """Whether it is an ASA."""
        return self.release.platform == "asa"

    def route(self, address: str, vrf: str = "") -> Route | None:
        """Return the way to an address: the longest prefix, then the smallest distance."""
        best: Route | None = None
        for route in self.routes:
            if route.vrf != vrf or not route.network.has(address):
                continue
            if best is None or _rank(route) < _rank(best):
                best = route
        return best

    def owner(self, address: str, vrf: str | None = None) -> Port | None:
        """Return the interface that has an address and is up, of one VRF where that is given."""
        for port in self.ports.values():
            if port.address == address and port.up and vrf in (None, port.vrf):
                return port
        return None

    def front(self, address: str) -> str:
        """Return the VRF that an address is of."""
        port = self.owner(address)
        return port.vrf if port is not None else ""

    def link(self, name: str) -> Link | None:
        """Return a tunnel interface."""
        return next((item for item in self.links if item.name == name), None)


def _rank(route: Route) -> tuple[int, int, bool]:
    return route.network.wildcard, route.distance, bool(route.hop)

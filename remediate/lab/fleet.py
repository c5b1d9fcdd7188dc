"""A company's tunnels: hubs and branches of several generations, every kind of tunnel, all of them working.

Addresses are those set aside for documentation and benchmarks: outside 198.18.0.0/15 (RFC 2544), inside
10.0.0.0/8; the SSH servers stand on loopback addresses.
"""

from __future__ import annotations

import ipaddress
import random
import string
from dataclasses import dataclass, field

from remediate.lab.releases import ASA_9, IOS_12, IOS_15, XE_16, XE_17, Release

__all__ = ["Kind", "Plan", "Site", "Tunnel", "company"]

_BRANCHES = 11
"""Of a hub."""
_TOWNS = [
    "aalborg",
    "bergen",
    "cadiz",
    "dresden",
    "erfurt",
    "faro",
    "ghent",
    "haarlem",
    "izmir",
    "jena",
    "krakow",
    "lyon",
    "malaga",
    "nantes",
    "oulu",
    "porto",
    "quimper",
    "riga",
    "sofia",
    "turku",
    "ulm",
    "varna",
    "wexford",
    "york",
    "zadar",
]
_ALPHABET = string.ascii_letters + string.digits
Kind = str
"""``map``, ``map-ikev2``, ``vti``, ``gre``, ``dmvpn``."""


@dataclass(slots=True, kw_only=True)
class Site:
    """A device and its place."""

    name: str
    release: Release
    address: str
    """Loopback address of its SSH server."""
    outside: str
    gateway: str
    inside: ipaddress.IPv4Network
    hub: bool
    tunnels: list[Tunnel] = field(default_factory=list)

    @property
    def lan(self) -> str:
        """Return its address inside."""
        return str(self.inside.network_address + 1)


@dataclass(slots=True, kw_only=True, eq=False)
class Tunnel:
    """A tunnel between a hub and a branch."""

    number: int
    kind: Kind
    hub: Site
    branch: Site
    key: str = field(repr=False)
    transit: ipaddress.IPv4Network
    """Of its tunnel interfaces; of a DMVPN all of a hub's spokes are in one."""
    signed: bool = False
    """Whether its ends prove who they are by certificates, not by the key."""
    place: int = 2
    """Of the branch in it; the hub is the first."""

    @property
    def id(self) -> str:
        """Return its name: both outside addresses, the lower one first."""
        low, high = sorted((self.hub.outside, self.branch.outside), key=ipaddress.IPv4Address)
        return f"{low}--{high}"

    @property
    def interface(self) -> str:
        """Return the name of its tunnel interface, at both ends."""
        return "Tunnel0" if self.kind == "dmvpn" else f"Tunnel{self.number}"

    def address(self, site: Site) -> str:
        """Return the address of its tunnel interface at an end."""
        return str(self.transit.network_address + (1 if site is self.hub else self.place))

    def other(self, site: Site) -> Site:
        """Return the far end."""
        return self.branch if site is self.hub else self.hub


@dataclass(slots=True)
class Plan:
    """Sites and their tunnels."""

    sites: list[Site]
    tunnels: list[Tunnel]


def company(devices: int, dice: random.Random) -> Plan:
    """Return a company of so many devices; names, releases, kinds and keys follow from the dice."""
    if devices < 2:
        raise ValueError("a tunnel has two ends: 2 devices are the least")
    sites: list[Site] = []
    tunnels: list[Tunnel] = []
    hub: Site | None = None
    free = 0
    for number in range(devices):
        # The last device alone would have nobody to talk to as a hub.
        if hub is None or (free == 0 and number < devices - 1):
            hub, free = _site(number, dice, hub=True, branches=0), _BRANCHES
            sites.append(hub)
            continue
        site = _site(number, dice, hub=False, branches=free)
        sites.append(site)
        free = max(free - 1, 0)
        kind = _kind(site, dice)
        tunnel = Tunnel(
            number=len(tunnels) + 1,
            kind=kind,
            hub=hub,
            branch=site,
            key="".join(dice.choice(_ALPHABET) for _ in range(20)),
            transit=_transit(len(tunnels)),
        )
        if kind == "gre" and site.release is not IOS_12:
            _join(tunnel, sum(item.hub for item in sites))
        if kind == "vti":  # every third, the second of a hub first
            tunnel.signed = sum(item.kind == "vti" for item in hub.tunnels) % 3 == 1
        tunnels.append(tunnel)
        hub.tunnels.append(tunnel)
        site.tunnels.append(tunnel)
    return Plan(sites, tunnels)


def _site(number: int, dice: random.Random, *, hub: bool, branches: int) -> Site:
    release = dice.choice((XE_17, XE_16, IOS_15)) if hub else _branch_release(branches)
    town = _TOWNS[number % len(_TOWNS)]
    role = "hub" if hub else "branch"
    outside = ipaddress.IPv4Address("198.18.0.0") + 4 * number + 2
    inside = ipaddress.IPv4Network(
        (int(ipaddress.IPv4Address("10.0.0.0")) + (number + 1) * 256, 24)
    )
    return Site(
        name=f"{role}{number:04d}-{town}",
        release=release,
        address=str(ipaddress.IPv4Address("127.1.0.0") + number + 1),
        outside=str(outside),
        gateway=str(outside - 1),
        inside=inside,
        hub=hub,
    )


def _branch_release(number: int) -> Release:
    """Return the release of a hub's branches in turn: old and new ones, every sixth an ASA."""
    return (IOS_15, XE_17, IOS_12, XE_16, ASA_9, IOS_15)[number % 6]


def _kind(branch: Site, dice: random.Random) -> Kind:
    if branch.release is ASA_9:
        return "map-ikev2"
    if branch.release is IOS_12:
        return dice.choice(("map", "gre"))
    return dice.choice(("map", "vti", "vti", "gre", "map-ikev2"))


def _join(tunnel: Tunnel, hubs: int) -> None:
    """Make a GRE tunnel a spoke of its hub's DMVPN: two of three branches with GRE that have a release of today."""
    others = [item for item in tunnel.hub.tunnels if item.branch.release is not IOS_12]
    spokes = sum(item.kind == "dmvpn" for item in others)
    if (spokes + sum(item.kind == "gre" for item in others)) % 3 == 2:
        return
    tunnel.kind, tunnel.place = "dmvpn", spokes + 2
    tunnel.transit = ipaddress.IPv4Network(
        (int(ipaddress.IPv4Address("172.24.0.0")) + 256 * (hubs - 1), 24)
    )


def _transit(number: int) -> ipaddress.IPv4Network:
    return ipaddress.IPv4Network((int(ipaddress.IPv4Address("172.16.0.0")) + 4 * number, 30))

"""What a device, a tunnel and its live security associations are, before anything is printed."""

from __future__ import annotations

import dataclasses
import ipaddress
import random

Net = ipaddress.IPv4Network

DES3_SHA = ("esp-3des", "esp-sha-hmac")
DES3_MD5 = ("esp-3des", "esp-md5-hmac")
AES128_SHA = ("esp-aes", "esp-sha-hmac")
AES256_SHA = ("esp-aes 256", "esp-sha-hmac")
AES256_SHA256 = ("esp-aes 256", "esp-sha256-hmac")
AH_AES128 = ("ah-sha-hmac", "esp-aes")

SET_NAMES = {
    DES3_SHA: "3DES-SHA",
    DES3_MD5: "3DES-MD5",
    AES128_SHA: "AES128-SHA",
    AES256_SHA: "AES256-SHA",
    AES256_SHA256: "AES256-SHA256",
    AH_AES128: "AH-SHA-AES128",
}
"""Names of the transform sets at the hubs; the spokes have names of their own."""


def dice(*words: object) -> random.Random:
    """A source of chance that depends on the words alone."""
    return random.Random("remediate mock fleet 1|" + "|".join(str(word) for word in words))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Policy:
    """An ISAKMP policy; authentication is always by pre-shared key."""

    priority: int
    encryption: str
    hash: str
    group: int
    lifetime: int = 86400


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ace:
    """A flow of a crypto ACL, from the printing device's point of view."""

    src: Net
    dst: Net

    def mirrored(self) -> Ace:
        return Ace(src=self.dst, dst=self.src)


@dataclasses.dataclass(kw_only=True)
class Sa:
    """A pair of live SAs for one flow, as both ends count it."""

    hub_in: int
    spoke_in: int
    hub_encaps: int
    spoke_encaps: int
    lost_down: int
    lost_up: int
    kilobytes: int
    seconds: int
    hub_ah_in: int = 0
    spoke_ah_in: int = 0


@dataclasses.dataclass(kw_only=True)
class Device:
    """One router or firewall."""

    name: str
    site: str
    model: str
    kind: str
    """``ios``, ``iosxe``, ``asa`` or ``pix``."""
    release: str
    outside: str
    """Address on the outside interface."""
    prefix: int
    gateway: str
    lans: tuple[Net, ...]
    wan_if: str
    lan_ifs: tuple[str, ...]
    policies: tuple[Policy, ...] = ()
    public: str = ""
    """Address that the peers see, when NAT stands in between."""
    stamp: str = "datetime"
    dump: str = "session"
    mtu: int = 1500
    type6: bool = False
    number: int = 0
    tunnels: list[Tunnel] = dataclasses.field(default_factory=list)

    @property
    def seen(self) -> str:
        return self.public or self.outside

    @property
    def series(self) -> tuple[int, ...]:
        """Release numbers, for the layout decisions: ``12.4(15)T14`` is (12, 4, 15, 14)."""
        digits = "".join(c if c.isdigit() else " " for c in self.release)
        return tuple(int(word) for word in digits.split())

    @property
    def train_t(self) -> bool:
        """Whether it is a T train or later than 12.4 (the newer layouts)."""
        return self.series[0] >= 15 or "T" in self.release


@dataclasses.dataclass(kw_only=True)
class Tunnel:
    """A hub, a peer, and what each end has configured for the other."""

    hub: Device
    spoke: Device
    hub_aces: tuple[Ace, ...]
    spoke_aces: tuple[Ace, ...]
    hub_sets: tuple[tuple[str, ...], ...]
    spoke_sets: tuple[tuple[str, ...], ...]
    hub_key: str
    spoke_key: str
    initiator: str = "spoke"
    pfs: int = 0
    fault: str = ""
    policy: Policy | None = None
    """Policy that phase 1 settles on; None when it fails."""
    sas: dict[Ace, Sa] = dataclasses.field(default_factory=dict)
    """Live pairs by the hub's flow."""
    note: str = ""
    verdict: str = "HEALTHY"
    slug: str = ""
    change_on: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    lifetime: int = 3600
    sequence: int = 0

    @property
    def nat(self) -> bool:
        return bool(self.spoke.public)

    @property
    def transform(self) -> tuple[str, ...] | None:
        """First of the initiator's sets that the responder has too."""
        first, second = (
            (self.spoke_sets, self.hub_sets)
            if self.initiator == "spoke"
            else (self.hub_sets, self.spoke_sets)
        )
        return next((item for item in first if item in second), None)

    @property
    def id(self) -> str:
        ends = sorted({self.hub.seen, self.spoke.seen}, key=lambda a: int(ipaddress.ip_address(a)))
        return "--".join(ends)


@dataclasses.dataclass(frozen=True)
class View:
    """A tunnel as one of its two devices sees it."""

    device: Device
    tunnel: Tunnel

    @property
    def at_hub(self) -> bool:
        return self.device is self.tunnel.hub

    @property
    def other(self) -> Device:
        return self.tunnel.spoke if self.at_hub else self.tunnel.hub

    @property
    def local(self) -> str:
        return self.device.outside

    @property
    def peer(self) -> str:
        return self.other.seen

    @property
    def aces(self) -> tuple[Ace, ...]:
        return self.tunnel.hub_aces if self.at_hub else self.tunnel.spoke_aces

    @property
    def sets(self) -> tuple[tuple[str, ...], ...]:
        return self.tunnel.hub_sets if self.at_hub else self.tunnel.spoke_sets

    @property
    def key(self) -> str:
        return self.tunnel.hub_key if self.at_hub else self.tunnel.spoke_key

    @property
    def initiates(self) -> bool:
        return (self.tunnel.initiator == "hub") == self.at_hub

    @property
    def dst_src(self) -> tuple[str, str]:
        """Columns of ``show crypto isakmp sa``: responder, then initiator."""
        return (self.peer, self.local) if self.initiates else (self.local, self.peer)

    @property
    def port(self) -> int:
        return 4500 if self.tunnel.nat and self.tunnel.policy else 500

    def sa(self, ace: Ace) -> Sa | None:
        return self.tunnel.sas.get(ace if self.at_hub else ace.mirrored())

    def spis(self, sa: Sa) -> tuple[int, int]:
        """Inbound and outbound SPI of the ESP pair."""
        return (sa.hub_in, sa.spoke_in) if self.at_hub else (sa.spoke_in, sa.hub_in)

    def ah_spis(self, sa: Sa) -> tuple[int, int]:
        return (sa.hub_ah_in, sa.spoke_ah_in) if self.at_hub else (sa.spoke_ah_in, sa.hub_ah_in)

    def counters(self, sa: Sa) -> tuple[int, int]:
        """Packets encapsulated and decapsulated here."""
        if self.at_hub:
            return sa.hub_encaps, sa.spoke_encaps - sa.lost_up
        return sa.spoke_encaps, sa.hub_encaps - sa.lost_down

    def random(self, *words: object) -> random.Random:
        return dice(self.device.name, self.peer, *words)


def views(device: Device) -> list[View]:
    return [View(device, tunnel) for tunnel in device.tunnels]


def plaintext_mtu(path: int, transform: tuple[str, ...], *, nat: bool) -> int:
    """Largest inner packet of a tunnel-mode SA, in bytes."""
    aes = any("aes" in item for item in transform)
    block = 16 if aes else 8
    icv = 0
    if any("sha256" in item for item in transform):
        icv = 16
    elif any(item in ("esp-sha-hmac", "esp-md5-hmac") for item in transform):
        icv = 12
    ah = 24 if any(item.startswith("ah-") for item in transform) else 0
    room = path - 20 - (8 if nat else 0) - ah - 8 - block - icv
    return room // block * block - 2

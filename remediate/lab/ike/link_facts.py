"""What a tunnel interface is, whatever protects it: GRE of a key, its ends, and NHRP where it finds them by that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from remediate.lab.aces import Block

__all__ = ["Keepalive", "Link", "Nhrp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nhrp:
    """NHRP of a tunnel interface (RFC 2332)."""

    network: int
    """Its network-id: of this device alone, the other end's may be another."""
    authentication: str = ""
    holdtime: int = 7200
    servers: tuple[str, ...] = ()
    """Inner addresses of the next-hop servers, in order."""
    maps: tuple[tuple[str, str], ...] = ()
    """Inner and outer address of what is mapped by hand, in order."""
    every: int | None = None
    """Seconds between two registrations; None: a third of the holdtime."""
    unique: bool = True
    """Whether it registers its inner address for this outer one alone."""

    def outer(self, inner: str) -> str | None:
        """Return the outer address that is mapped to an inner one."""
        return dict(self.maps).get(inner)


class Keepalive(NamedTuple):
    """Keepalives of a GRE tunnel."""

    period: int
    retries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A tunnel interface."""

    name: str
    mode: str
    """``gre``, ``gre multipoint`` or ``ipsec``."""
    up: bool
    """Whether nobody shut it down."""
    local: str = ""
    """Address that its packets go out from; empty where it has none, or one of an interface that is down."""
    port: str = ""
    """Interface that the address is of."""
    far: str = ""
    """Its destination; empty of a multipoint tunnel, and where none is set."""
    front: str = ""
    """VRF of its outer packets."""
    address: str = ""
    network: Block | None = None
    key: int | None = None
    profile: str = ""
    """IPsec profile that protects it."""
    keepalive: Keepalive | None = None
    follows: bool = False
    """``if-state nhrp``: up only as long as a next-hop server answers."""
    nhrp: Nhrp | None = None

    @property
    def gre(self) -> bool:
        """Whether it carries GRE."""
        return self.mode != "ipsec"

    @property
    def multipoint(self) -> bool:
        """Whether it has many ends."""
        return self.mode == "gre multipoint"

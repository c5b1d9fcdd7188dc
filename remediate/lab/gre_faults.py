"""Ways to break a tunnel of GRE: what is typed at the branch."""

from __future__ import annotations

from remediate.lab.asa_faults import other_key
from remediate.lab.fleet import Tunnel

__all__ = ["bared", "moved", "other_gre_key", "other_nhrp_key"]

Lines = tuple[str, ...]


def _interface(tunnel: Tunnel) -> str:
    return f"interface {tunnel.interface}"


def moved(tunnel: Tunnel, address: str) -> Lines:
    """Let a spoke map its hub at an address that it does not have: as one that stayed behind when the hub moved."""
    inner, outer = tunnel.address(tunnel.hub), tunnel.hub.outside
    return (
        _interface(tunnel),
        f" no ip nhrp map {inner} {outer}",
        f" no ip nhrp map multicast {outer}",
        f" ip nhrp map {inner} {address}",
        f" ip nhrp map multicast {address}",
    )


def bared(tunnel: Tunnel) -> Lines:
    """Take the protection from a tunnel."""
    return (_interface(tunnel), " no tunnel protection")


def other_gre_key(tunnel: Tunnel) -> Lines:
    """Give a tunnel another key than the hub's."""
    return (_interface(tunnel), f" tunnel key {9000 + tunnel.number}")


def other_nhrp_key(tunnel: Tunnel) -> Lines:
    """Mistype the string that NHRP authenticates with."""
    return (
        _interface(tunnel),
        f" ip nhrp authentication {other_key(tunnel.hub.tunnels[0].key[-8:])}",
    )

"""A spoke's NHRP that has another outer address for its hub than the hub's tunnel begins at."""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.config import Interface
from remediate.negotiation.outcome import Lack, Side
from remediate.negotiation.partial import may_lack
from remediate.tunnels.next_hops import outer_of, server_of

__all__ = ["StrayHop", "astray", "stray_hop"]


class StrayHop(NamedTuple):
    """A next-hop server that is the peer, and where the spoke's tunnel looks for it."""

    tunnel: Interface
    server: str
    """Inner address."""
    old: str
    """Outer address that the spoke has for it."""


def stray_hop(side: Side, other: Side) -> StrayHop | None:
    """Return the next-hop server that an end's tunnel, which is meant for its peer, looks for at another address."""
    tunnel = side.config.interface(side.end.near_tunnel or "")
    server = server_of(tunnel, other.config) if tunnel is not None else None
    if tunnel is None or server is None:
        return None
    old = outer_of(tunnel, server)
    return StrayHop(tunnel, server, old) if old is not None and old != side.peer else None


def astray(side: Side, other: Side) -> tuple[Lack, ...]:
    """Return that a multipoint tunnel looks for its hub where nobody is; a tunnel with a destination lacks that."""
    hop = None if may_lack(side) else stray_hop(side, other)
    if hop is None or hop.tunnel.tunnel_destination is not None:
        return ()
    reason = f"NHRP of {hop.tunnel.name} has {hop.old} for its next-hop server {hop.server}"
    reason += f", and the tunnel of {other.name}, which has that address, begins at {side.peer}"
    line = next((item.line for item in hop.tunnel.nhrp if item.outer == hop.old), hop.tunnel.line)
    return (Lack(side, "peer-address-mismatch", f"{side.name}: {reason}", line),)

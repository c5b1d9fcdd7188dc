"""A spoke's NHRP that has another outer address for its hub than the hub's tunnel begins at."""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.config_interfaces import Interface
from remediate.negotiation.outcome import Lack, Side
from remediate.negotiation.partial import may_lack
from remediate.tunnels.next_hops import outer_of, server_of

__all__ = ["StrayHop", "astray", "stray_hops"]


class StrayHop(NamedTuple):
    """A next-hop server that is the peer, and where the spoke's tunnel looks for it."""

    tunnel: Interface
    server: str
    """Inner address."""
    old: str
    """Outer address that the spoke has for it."""


def stray_hops(side: Side, other: Side) -> tuple[StrayHop, ...]:
    """Return the next-hop servers that are the peer and that an end's tunnels look for at another address.

    First that of the tunnel which is meant for the peer, then those of other tunnels with the same address.
    """
    near = side.config.interface(side.end.near_tunnel or "")
    first = _hop(near, side, other) if near is not None else None
    if first is None:
        return ()
    more = (_hop(item, side, other) for item in side.config.interfaces if item is not near)
    return (first, *(hop for hop in more if hop is not None and hop.old == first.old))


def _hop(tunnel: Interface, side: Side, other: Side) -> StrayHop | None:
    server = server_of(tunnel, other.config)
    old = outer_of(tunnel, server) if server is not None else None
    if server is None or old is None or old == side.peer or not tunnel.tunnel_protection:
        return None
    return StrayHop(tunnel, server, old)


def astray(side: Side, other: Side) -> tuple[Lack, ...]:
    """Return what multipoint tunnels look for where it isn't: their hub; a tunnel with a destination lacks that."""
    found = []
    for hop in () if may_lack(side) else stray_hops(side, other):
        if hop.tunnel.tunnel_destination is not None:
            continue
        reason = f"NHRP of {hop.tunnel.name} has {hop.old} for its next-hop server {hop.server}"
        reason += f", and the tunnel of {other.name}, which has that address, begins at {side.peer}"
        line = next((i.line for i in hop.tunnel.nhrp if i.outer == hop.old), hop.tunnel.line)
        found.append(Lack(side, "peer-address-mismatch", f"{side.name}: {reason}", line))
    return tuple(found)

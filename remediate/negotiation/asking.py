"""Whether an end can begin a negotiation by what it has for its peer."""

from __future__ import annotations

from remediate.model.config_maps import CryptoMapEntry
from remediate.negotiation.outcome import Side
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["asks"]


def asks(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether an end can initiate by an entry: it names the peer, or NHRP does for a multipoint tunnel."""
    if not entry.initiates:
        return False
    if entry.peers:
        return True
    tunnel = side.config.interface(entry.map) if entry.kind == PROTECTION else None
    return tunnel is not None and side.peer in tunnel.nbma

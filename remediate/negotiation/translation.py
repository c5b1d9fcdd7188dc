"""Address translation that nobody named: a peer's private address is not the one that it is known by."""

from __future__ import annotations

import ipaddress

from remediate.negotiation.outcome import Side

__all__ = ["translated", "translation"]

_PRIVATE = tuple(
    ipaddress.ip_network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""RFC 1918, RFC 6598, RFC 4193."""


def translated(side: Side) -> bool:
    """Whether address translation must stand between.

    The peer's own address is private, this end's is not, and nothing of this end names that address.
    """
    named = any(side.peer in entry.peers for entry in side.entries) or any(
        interface.tunnel_destination == side.peer for interface in side.tunnels
    )
    return not named and _private(side.peer) and not _private(side.end.address)


def translation(side: Side) -> str:
    """Say it of an end that is :func:`translated`."""
    return (
        f"{side.peer} is a private address: translation stands before it, and {side.name} knows that end"
        " by another address (name it in the inventory)"
    )


def _private(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _PRIVATE if found.version == network.version)

"""Address translation that nobody named: a peer's private address is not the one that it is known by."""

from __future__ import annotations

from remediate.negotiation.outcome import Side
from remediate.tunnels import is_private

__all__ = ["translated", "translation"]


def translated(side: Side) -> bool:
    """Whether address translation must stand between.

    The peer's own address is private, this end's is not, and nothing of this end names that address.
    """
    named = any(side.peer in entry.peers for entry in side.entries) or any(
        interface.tunnel_destination == side.peer for interface in side.tunnels
    )
    return not named and is_private(side.peer) and not is_private(side.end.address)


def translation(side: Side) -> str:
    """Say it of an end that is :func:`translated`."""
    return (
        f"{side.peer} is a private address: translation stands before it, and {side.name} knows that end"
        " by another address (name it in the inventory)"
    )

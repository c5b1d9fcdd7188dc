"""Both ends of every tunnel, joined through their addresses."""

from __future__ import annotations

from remediate.tunnels.addresses import own_addresses
from remediate.tunnels.joining import Joined, join

__all__ = ["Joined", "join", "own_addresses"]

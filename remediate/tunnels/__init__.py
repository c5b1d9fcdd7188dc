"""Both ends of every tunnel, joined through their addresses."""

from __future__ import annotations

from remediate.tunnels.addresses import is_private, own_addresses
from remediate.tunnels.joining import Joined, join
from remediate.tunnels.routing import egress

__all__ = ["Joined", "egress", "is_private", "join", "own_addresses"]

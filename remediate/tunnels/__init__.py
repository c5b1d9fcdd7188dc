"""Both ends of every tunnel, joined through their addresses."""

from __future__ import annotations

from remediate.tunnels.addresses import is_private
from remediate.tunnels.joining import join
from remediate.tunnels.routing import egress

__all__ = ["egress", "is_private", "join"]

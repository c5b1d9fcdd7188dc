"""The IKEv2 keys that the ends of a tunnel hold, by the names of their references."""

from __future__ import annotations

from collections.abc import Iterable

from remediate.model.config_keys import PreSharedKey
from remediate.model.evidence import TunnelEvidence
from remediate.negotiation.both import negotiate

__all__ = ["held_ikev2_keys"]


def held_ikev2_keys(tunnel: TunnelEvidence) -> Iterable[tuple[str, PreSharedKey]]:
    """Yield the keys of both directions: ``psk/TUNNEL/DEVICE/current-local`` is what the device proves itself with."""
    found = negotiate(tunnel)
    if found is None or found.ikev2 is None:
        return
    for item in (found.ikev2.one, found.ikev2.two):
        for way, key in (("local", item.local), ("remote", item.remote)):
            if key is not None:
                yield f"psk/{tunnel.id}/{item.side.name}/current-{way}", key

"""The front-door VRF of an end: where the packets of its IKE and ESP are routed.

Source: Cisco IOS VRF-Aware IPsec (the FVRF is that of the interface with the crypto map); ``tunnel vrf`` of a tunnel interface.
"""

from __future__ import annotations

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.evidence import TunnelEnd

__all__ = ["front_door"]


def front_door(end: TunnelEnd) -> str | None:
    """Return the VRF, None for the global table and where none is known."""
    config = end.evidence.config if end.evidence is not None else None
    if config is None:
        return None
    place = config.interface(end.interface) if end.interface else None
    if place is not None and place.crypto_map is not None:
        return place.vrf
    if place is not None and place.tunnel_vrf is not None:
        return place.tunnel_vrf
    return _by_address(config).get(end.local_address)


@remembered
def _by_address(config: CryptoConfig) -> dict[str, str | None]:
    """Return the VRF of each address of the device; an interface's first one goes before what others have as a second."""
    found: dict[str, str | None] = {}
    for interface in config.interfaces:
        for address in (interface.address, *interface.ipv6):
            if address is not None:
                found.setdefault(address, interface.vrf)
    for interface in config.interfaces:
        for address, _ in interface.secondary:
            found.setdefault(address, interface.vrf)
    return found

"""The front-door VRF of an end: where the packets of its IKE and ESP are routed.

Source: Cisco IOS VRF-Aware IPsec (the FVRF is that of the interface with the crypto map); ``tunnel vrf`` of a tunnel interface.
"""

from __future__ import annotations

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
    local = end.local_address
    for interface in config.interfaces:
        if interface.address == local or local in interface.ipv6:
            return interface.vrf
    for interface in config.interfaces:
        if any(local == item[0] for item in interface.secondary):
            return interface.vrf
    return None

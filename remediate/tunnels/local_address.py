"""Which address a device negotiates from: by its configuration, else by what is seen."""

from __future__ import annotations

import ipaddress

from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_maps import CryptoMap, CryptoMapEntry
from remediate.model.evidence import DeviceEvidence
from remediate.tunnels.addresses import is_address
from remediate.tunnels.own_address import (
    address_in_log,
    address_in_sas,
    address_of,
    address_shown,
)
from remediate.tunnels.routes import ways_in
from remediate.tunnels.routing import egress

__all__ = ["local_address", "source_seen", "tunnel_source"]


def tunnel_source(config: CryptoConfig, interface: Interface, *, ipv6: bool = False) -> str | None:
    """Return the address that a tunnel begins at, None where it isn't in the configuration."""
    source = interface.tunnel_source
    if source is None:
        return None
    if is_address(source):
        return source
    place = config.interface(source)
    if place is None:
        return None
    return next(iter(place.ipv6), None) if ipv6 else place.address


def source_seen(
    device: DeviceEvidence, config: CryptoConfig, interface: Interface, peer: str
) -> str | None:
    """Return the address that a tunnel is seen to begin at where DHCP or PPP gives it to its interface.

    Beside a part of a configuration, what SAs show makes a tunnel by itself; a table of the interfaces has the address
    of one that the part leaves out.
    """
    place = config.interface(interface.tunnel_source or "")
    if not config.complete and (place is None or place.address is None):
        seen = _shown_of(device, interface.tunnel_source or "")
        return seen if seen is not None and (":" in seen) is (":" in peer) else None
    if place is None or not place.negotiated or not config.complete:
        return None
    if (seen := address_in_sas(device, peer)) is not None:
        return seen
    if device.facts is not None and device.facts.addresses:
        inside = {outside: inner for inner, outside in device.facts.nat}
        return inside.get(device.facts.addresses[0], device.facts.addresses[0])
    return address_in_log(device, peer) or address_of(device, place)


def local_address(
    device: DeviceEvidence,
    config: CryptoConfig,
    crypto_map: CryptoMap,
    entry: CryptoMapEntry,
    place: Interface | None,
    peer: str,
) -> str | None:
    """Return the address that the device negotiates from: local-address, interface, or what SAs show."""
    if crypto_map.local_address is not None:
        identity = config.interface(crypto_map.local_address)
        if (own := _own(identity, peer) or _shown_of(device, crypto_map.local_address)) is not None:
            return own
    if place is not None and place.map_redundancy and place.virtual:
        return place.virtual[0]
    own = _own(place, peer)
    if own is not None:
        return own
    if (seen := address_in_sas(device, peer)) is not None:
        return seen
    if device.facts is not None and device.facts.addresses:
        inside = {outside: inner for inner, outside in device.facts.nat}
        return inside.get(device.facts.addresses[0], device.facts.addresses[0])
    if place is None and config.complete and (towards := _towards(config, peer)) is not None:
        return towards
    return address_in_log(device, peer) or address_shown(device, config, place, entry, peer)


def _shown_of(device: DeviceEvidence, name: str) -> str | None:
    """Return the address that show output tells of an interface."""
    named = name.casefold()
    return next(
        (i.address for i in device.addresses if (i.interface or "").casefold() == named), None
    )


def _own(place: Interface | None, peer: str) -> str | None:
    """Return the address of an interface that is of the peer's family."""
    if place is None:
        return None
    return next(iter(place.ipv6), None) if ":" in peer else place.address


def _towards(config: CryptoConfig, peer: str) -> str | None:
    """Return the address of the interface that the route to the peer leaves by (map not applied)."""
    target = int(ipaddress.ip_address(peer)) if ":" not in peer else None
    if target is None:
        return None
    if ways_in(config).settled():
        out = egress(config, peer)
        return out.address if out is not None else None
    hops = [target]
    best = -1
    for route in config.routes:
        length = route.prefix.prefix_length
        if length is None or length < best:
            continue
        block = route.prefix.normalised()
        if (target ^ block.address) & (0xFFFFFFFF ^ block.wildcard) == 0:
            best = length
            named = config.interface(route.interface or route.next_hop)
            if named is not None and named.address:
                return named.address
            if is_address(route.next_hop):
                hops.append(int(ipaddress.ip_address(route.next_hop)))
    for hop in reversed(hops):
        for interface in config.interfaces:
            if interface.address and interface.netmask and not interface.shutdown:
                network = ipaddress.ip_network(
                    f"{interface.address}/{interface.netmask}", strict=False
                )
                if ipaddress.ip_address(hop) in network:
                    return interface.address
    if not config.complete:
        return None  # the interface that faces the peer need not be among those that are shown
    addressed = [item for item in config.interfaces if item.address]
    return addressed[0].address if len(addressed) == 1 else None

"""Where a crypto map stands and what it negotiates from, against what the peer expects.

A map works on the interface that the peer is reached through, and from that interface's address unless
`local-address` names another one. Source: Cisco IOS security command reference (`crypto map`, interface and
`local-address`); Cisco document 5409, "Invalid Local Address".
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.config_maps import CryptoMap
from remediate.negotiation.outcome import Side
from remediate.negotiation.tunnels import PROTECTION
from remediate.tunnels import egress
from remediate.tunnels.configured import applied_to

__all__ = ["Placement", "placement"]

UNBOUND = "crypto-map-not-applied"
IDENTITY = "crypto-map-local-address"


class Placement(NamedTuple):
    """What is wrong with a map's place, and what would put it right as far as it is known."""

    slug: str
    reason: str
    map: CryptoMap
    line: int | None
    bind: Interface | None = None
    """Interface that lacks the map."""
    local: str | None = None
    """Name of the interface to negotiate from; empty for the interface of the map itself."""
    shared: Interface | None = None
    """Interface of the map that shares the peer's address with another router, from which the map doesn't negotiate."""


def placement(side: Side, *, named: bool, wanted: str | None = None) -> Placement | None:
    """Return what is wrong with the place or the identity of the map that has the peer's entry.

    ``named``: whether the peer's configuration names this end's address; else only a map that is on no
    interface is told of. ``wanted``: the address, where a message names it instead.
    """
    names = {entry.map for entry in side.entries if entry.kind != PROTECTION}
    if ":" in side.peer:
        return None  # which of its routes leads to an IPv6 peer is not read
    config = side.config
    if side.dynamic:  # the map that refers to it, where that is applied to no effect
        names = {
            item.name
            for item in config.maps
            if not item.dynamic and any(entry.dynamic_map in names for entry in item.entries)
        }
        if any(applied_to(config, item) for item in config.maps if item.name in names):
            return None
    if len(names) != 1 or any(sa.up for sa in side.end.ipsec_sas):
        return None
    found = next((m for m in config.maps if m.name in names and not m.dynamic), None)
    if found is None:
        return None
    applied = _bound(config, found)
    bound = [place for place in applied if not place.unaddressed]
    address = wanted or side.end.local_address
    if found.local_address is None and any(
        address in (place.address, *place.ipv6) for place in bound
    ):
        return None
    vrf = next((place.vrf for place in applied if place.vrf), None)
    owner = next((item for item in config.interfaces if item.address == address), None)
    line = found.line if side.dynamic else side.entries[0].line
    if not bound:
        out = egress(config, side.peer, vrf)
        place = out or (owner if named and found.local_address is None else None)
        reason = f"crypto map {found.name} is not applied to any interface"
        if applied:
            if out is not None and _bridged(out):
                return None
            on = ", ".join(item.name for item in applied)
            reason = f"crypto map {found.name} is applied to {on} alone, which has no IP address:"
            reason += " no packet leaves by it"
            if out is not None:
                reason += f", and {side.peer} is reached through {out.name}"
        if place is not None and place.crypto_map:
            reason += f"; {place.name} has crypto map {place.crypto_map}"
            if not _entries(config, place.crypto_map):
                reason += ", which does not exist"
        return Placement(UNBOUND, reason, found, line, bind=place)
    if named or wanted:
        for place in bound if found.local_address is None else ():
            if address in place.virtual and not place.map_redundancy:
                reason = f"crypto map {found.name} negotiates from {place.name} ({place.address}), and its peer"
                reason += f" names {address}, which {place.name} shares with another router: the map is applied"
                reason += " without 'redundancy'"
                return Placement(IDENTITY, reason, found, place.line, local="", shared=place)
    if not (named or wanted) or owner is None or owner.shutdown:
        return None
    if any(place.negotiated or place.address is None for place in bound):
        return None
    if any(address in {*place.virtual, *(pair[0] for pair in place.secondary)} for place in bound):
        return None
    place_line = found.line or line
    if found.local_address is not None:
        identity = config.interface(found.local_address)
        if identity is None or identity.address is None or identity.address == address:
            return None
        reason = f"crypto map {found.name} negotiates from {identity.name} ({identity.address})"
        reason += f", and its peer names {address} ({owner.name})"
        local = "" if owner in bound and len(bound) == 1 else owner.name
        return Placement(IDENTITY, reason, found, place_line, local=local)
    out = egress(config, side.peer, vrf)
    on = ", ".join(place.name for place in bound)
    loopback = owner.name.lower().startswith("loopback")
    if loopback or (out is not None and out in bound):
        reason = (
            f"crypto map {found.name} negotiates from {on} ({bound[0].address}), and its peer names"
        )
        reason += f" {address} ({owner.name})"
        return Placement(
            IDENTITY, reason, found, place_line, local=owner.name if loopback else None
        )
    reason = f"crypto map {found.name} is applied to {on}, and {side.peer} is reached through"
    reason += f" {(out or owner).name}, whose address its peer names"
    bind = owner if out is None or out == owner else None
    return Placement(UNBOUND, reason, found, line, bind=bind)


def _bridged(interface: Interface) -> bool:
    """Whether packets leave by other interfaces that are bridged: what a map on those does is not known."""
    return interface.name.lower().startswith(("bvi", "bdi"))


def _bound(config: CryptoConfig, crypto_map: CryptoMap) -> list[Interface]:
    names = {name.casefold() for name in crypto_map.interfaces}
    return [
        item
        for item in config.interfaces
        if item.crypto_map == crypto_map.name
        or {item.name.casefold(), (item.nameif or "").casefold()} & names
    ]


def _entries(config: CryptoConfig, name: str) -> bool:
    return any(item.entries for item in config.maps if item.name == name)

"""Sizes on the way of a packet: which interface faces where, what is clamped, what fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from remediate.errors import ConfigurationError
from remediate.model.base import Platform
from remediate.model.config import CryptoConfig, Interface
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import AddressBlock
from remediate.negotiation import permits
from remediate.platforms.overhead import esp_room
from remediate.rules.case import Case

__all__ = ["Room", "computed_mss", "inside_interfaces", "mss_of", "outside_interface"]

_DEFAULT_PATH_MTU = 1500
_LEAST_PATH_MTU = 576
"""Bytes that every IPv4 path carries (RFC 791)."""
_WORST = ("esp-aes 256", "esp-sha512-hmac")
"""Transforms assumed where none is known: the largest overhead in the tables."""


class Room(NamedTuple):
    """What fits into the path. Sizes in bytes."""

    path_mtu: int
    plain_mtu: int
    mss: int
    steps: tuple[str, ...]


def computed_mss(case: Case, end: TunnelEnd) -> Room:
    """Return the room of an end's tunnel, from the path MTU and the transforms that are known."""
    path = _path_mtu(case, end)
    transforms, nat = (
        _transforms(case, end),
        any(sa.nat_traversal for e in case.tunnel.ends for sa in e.ipsec_sas),
    )
    try:
        room = esp_room(path, transforms, mode="tunnel", nat_traversal=nat)
    except ConfigurationError:  # a transform without a known overhead: the largest one is assumed
        room = esp_room(max(path, _LEAST_PATH_MTU), _WORST, mode="tunnel", nat_traversal=nat)
    return Room(path, room.plain_mtu, room.mss, tuple(room.steps))


def _path_mtu(case: Case, end: TunnelEnd) -> int:
    facts = [e.evidence.facts for e in case.tunnel.ends if e.evidence is not None]
    seen = [
        *(sa.path_mtu for e in case.tunnel.ends for sa in e.ipsec_sas if sa.path_mtu and sa.up),
        *(known.path_mtu for known in facts if known is not None and known.path_mtu),
    ]
    config = end.evidence.config if end.evidence is not None else None
    if config is not None and (place := outside_interface(end, config)) is not None:
        seen.extend(value for value in (place.ip_mtu, place.mtu) if value)
    return min(seen, default=_DEFAULT_PATH_MTU)


def _transforms(case: Case, end: TunnelEnd) -> tuple[str, ...]:
    for item in (end, case.tunnel.other(end)):
        for sa in item.ipsec_sas:
            if sa.up and sa.transforms:
                return sa.transforms
    config = end.evidence.config if end.evidence is not None else None
    if config is not None:
        for entry in end.entries:
            for name in entry.transform_sets:
                found = config.transform_set(name)
                if found is not None:
                    return found.transforms
    return _WORST


def outside_interface(end: TunnelEnd, config: CryptoConfig) -> Interface | None:
    """Return the interface that carries the tunnel's crypto map."""
    if end.interface is not None:
        return config.interface(end.interface)
    return next((item for item in config.interfaces if item.address == end.local_address), None)


def inside_interfaces(end: TunnelEnd, config: CryptoConfig) -> list[Interface]:
    """Return the interfaces behind which the tunnel's flows begin.

    Those whose network overlaps a source of the crypto ACL; without one, those marked ``ip nat
    inside``. Never the interface with the crypto map.
    """
    outside = outside_interface(end, config)
    candidates = [
        item
        for item in config.interfaces
        if item is not outside
        and not item.shutdown
        and item.address
        and item.netmask
        and not item.crypto_map
    ]
    sources = [
        flow.source
        for entry in end.entries
        for flow in permits(config.acl(entry.acl))
        if not flow.source.is_any
    ]
    facing = [
        item
        for item in candidates
        if any(
            AddressBlock.from_netmask(item.address or "", item.netmask or "").overlaps(block)
            for block in sources
        )
    ]
    return facing or [item for item in candidates if item.nat == "inside"]


def mss_of(config: CryptoConfig, places: Sequence[Interface] | None = None) -> int | None:
    """Return the smallest TCP clamp on the given interfaces (all, when none are given), None without one."""
    if config.platform is Platform.ASA:
        return config.tcp_mss
    values = [
        item.tcp_mss
        for item in (config.interfaces if places is None else places)
        if item.tcp_mss is not None
    ]
    return min(values, default=None)

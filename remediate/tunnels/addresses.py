"""Whose an address is, and how two of them make a tunnel."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from remediate.model.evidence import (
    DeviceEvidence,
    FleetEvidence,
)

__all__ = ["in_order", "is_address", "own_addresses", "owners_of", "pair_of"]

_REMEMBERED = 1 << 17
"""Addresses that stay looked at: of a hub, each is asked for again and again."""


@lru_cache(maxsize=_REMEMBERED)
def is_address(text: str) -> bool:
    """Return whether a text is the IP address of one host: not the unspecified one, no group."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (address.is_unspecified or address.is_multicast)


@lru_cache(maxsize=_REMEMBERED)
def in_order(text: str) -> tuple[int, int, str]:
    """Return a sort key: IPv4 by number, then IPv6, then anything else."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return (9, 0, text)
    return (address.version, int(address), text)


def pair_of(one: str, two: str) -> tuple[str, str]:
    """Return two addresses in order: the key of their tunnel."""
    first, second = sorted((one, two), key=in_order)
    return first, second


def own_addresses(device: DeviceEvidence) -> frozenset[str]:
    """Return every address that is the device's own, on it or (by NAT) in front of it."""
    found: set[str] = set()
    if device.config is not None:
        for interface in device.config.interfaces:
            found.update(item for item in (interface.address,) if item)
            found.update(pair[0] for pair in interface.secondary)
            found.update(interface.ipv6)
            if interface.map_redundancy:
                found.update(interface.virtual)
    if device.facts is not None:
        found.update(device.facts.addresses)
        for inside, outside in device.facts.nat:
            found.update((inside, outside))
    found.update(sa.local_address for sa in device.ipsec_sas if sa.local_address)
    return frozenset(item for item in found if is_address(item))


def _only_shared(device: DeviceEvidence) -> Iterable[str]:
    """Yield the addresses that an interface with a crypto map shares (HSRP), without the map's negotiating from them."""
    for interface in device.config.interfaces if device.config is not None else ():
        if interface.crypto_map and interface.virtual and not interface.map_redundancy:
            yield from filter(is_address, interface.virtual)


def owners_of(fleet: FleetEvidence) -> dict[str, str]:
    """Return the device (in the dumps, else in the inventory) of each address.

    An address that several devices carry (an inside network used twice) names nobody.
    """
    claims: dict[str, set[str]] = defaultdict(set)
    for device in fleet.devices:
        for address in own_addresses(device):
            claims[address].add(device.device)
    for device in (
        fleet.devices
    ):  # a shared address that its map does not negotiate from, where nobody's does
        for address in _only_shared(device):
            claims.setdefault(address, set())
    shared = {address for address, names in claims.items() if not names}
    for device in fleet.devices:
        for address in shared.intersection(_only_shared(device)):
            claims[address].add(device.device)
    known = {device.device.casefold() for device in fleet.devices}
    for host in fleet.hosts:
        if host.name.casefold() not in known:
            for address in (*host.addresses, *(pair[1] for pair in host.nat)):
                claims[address].add(host.name)
    owners = {address: next(iter(names)) for address, names in claims.items() if len(names) == 1}
    for device in fleet.devices:  # the inventory's word on an address goes before a mere interface
        for address in device.facts.addresses if device.facts else ():
            owners[address] = device.device
    return owners

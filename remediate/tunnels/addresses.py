"""Whose an address is, and how two of them make a tunnel."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from remediate.model.base import remembered
from remediate.model.evidence import (
    DeviceEvidence,
    FleetEvidence,
)
from remediate.model.observation import Message
from remediate.model.selector import canonical

__all__ = [
    "every_address",
    "in_order",
    "is_address",
    "is_private",
    "log_pairs",
    "named_pairs",
    "own_addresses",
    "owners_of",
    "pair_of",
    "sa_pair",
    "shown_addresses",
    "unknown_of",
]

_PRIVATE = tuple(
    ipaddress.ip_network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""RFC 1918, RFC 6598, RFC 4193."""

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


def is_private(address: str) -> bool:
    """Whether an address is from a block that is not routed on the Internet."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in _PRIVATE if found.version == network.version)


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


def unknown_of(device: str) -> str:
    """Return what stands for the address of a device that no dump shows: its name, which is no address."""
    return f"{device} (address unknown)" if is_address(device) else device


def named_pairs(messages: Iterable[Message]) -> dict[str, str]:
    """Return, by peer, the address that a log names as the device's own beside it.

    From a request to the key engine and packets of IKEv2 (local, remote), what a PIX takes in (source, destination), and
    the SAs that an ASA creates.
    """
    found: dict[str, str] = {}
    for message in messages:
        local = message.field("local")
        peer = message.field("remote") or message.field("peer")
        if message.signature == "pix-block-processed":
            peer, local = message.field("src"), message.field("dst")
        elif message.signature == "asa-sa-created":
            local, peer = sa_pair(message) or (None, None)
        if local and peer and local != peer and is_address(local) and is_address(peer):
            found.setdefault(canonical(peer), canonical(local))
    return found


def sa_pair(message: Message) -> tuple[str, str] | None:
    """Return (local, peer) of an SA that an ASA reports: its user is the peer, which of the two it names first varies."""
    pair, user = (message.field("src"), message.field("dst")), message.field("user")
    if None in pair or user not in pair or pair[0] == pair[1]:
        return None
    one, two = pair
    return (one or "", two or "") if user == two else (two or "", one or "")


@remembered
def log_pairs(device: DeviceEvidence) -> dict[str, str]:
    """Return :func:`named_pairs` of a device's log."""
    return named_pairs(device.messages)


def own_addresses(device: DeviceEvidence) -> frozenset[str]:
    """Return every address that is the device's own, on it or (by NAT) in front of it.

    Where neither configuration nor tables nor inventory show one: those that its log names as its own.
    """
    return shown_addresses(device) or frozenset(log_pairs(device).values())


def shown_addresses(device: DeviceEvidence) -> frozenset[str]:
    """Return the device's own addresses that its configuration, its tables or the inventory show."""
    found: set[str] = set()
    if device.config is not None:
        for interface in device.config.interfaces:
            found.update(item for item in (interface.address,) if item)
            found.update(pair[0] for pair in interface.secondary)
            found.update(interface.ipv6)
            if interface.map_redundancy:
                found.update(interface.virtual)
    found.update(item.address for item in device.addresses)
    if device.facts is not None:
        found.update(map(canonical, device.facts.addresses))
        for inside, outside in device.facts.nat:
            found.update((inside, outside))
    found.update(sa.local_address for sa in device.ipsec_sas if sa.local_address)
    found.update(row.local for row in device.isakmp_sas if row.local)
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
            for address in map(canonical, (*host.addresses, *(pair[1] for pair in host.nat))):
                claims[address].add(host.name)
    owners = {address: next(iter(names)) for address, names in claims.items() if len(names) == 1}
    for device in fleet.devices:  # the inventory's word on an address goes before a mere interface
        for address in map(canonical, device.facts.addresses if device.facts else ()):
            owners[address] = device.device
    return owners


@remembered
def every_address(fleet: FleetEvidence) -> frozenset[str]:
    """Return the addresses that a device of the dumps or the inventory has, shares, or is seen by."""
    found: set[str] = set()
    for device in fleet.devices:
        found.update(item.address for item in device.addresses)
        for item in device.config.interfaces if device.config is not None else ():
            found.update((item.address or "", *item.virtual, *(pair[0] for pair in item.secondary)))
            found.update(item.ipv6)
    for host in fleet.hosts:
        found.update(host.addresses, *host.nat)
    return frozenset(found)

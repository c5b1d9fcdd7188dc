"""Spokes whose NHRP, or tunnel destination, has another outer address for their hub than the hub's tunnel begins at.

A multipoint hub names no spoke, so the two have no address in common: the tunnel of the spoke goes to an address that
nobody has, or to that of somebody else. What they share is the inner address: the spoke's next-hop server has it, and the hub's tunnel does. Networks
within tunnels are numbered alike by many, so network, tunnel key and NHRP authentication have to be the same too, and the
pre-shared key where both can be compared: else it may be another hub, of which there is no dump.

An address that a device translates to, or by which a private one can be meant, is no wrong one, nor is one that answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_interfaces import Interface
from remediate.model.evidence import DeviceEvidence, FleetEvidence
from remediate.tunnels.addresses import every_address, is_address, is_private, pair_of
from remediate.tunnels.attribution import peers_of
from remediate.tunnels.configured import Link
from remediate.tunnels.local_address import tunnel_source
from remediate.tunnels.one_cloud import one_cloud, same_key
from remediate.tunnels.translated_to import translated_to
from remediate.tunnels.twins import Twin, Views, lives

__all__ = ["named_hubs", "next_hops", "outer_of", "server_of", "servers_at", "twin_hubs"]

_SILENT = ("MM_NO_STATE", "AG_NO_STATE", "IN-NEG")
"""States of an ISAKMP SA to whose first packet nobody has answered."""


class _Hub(NamedTuple):
    device: DeviceEvidence
    config: CryptoConfig
    tunnel: Interface


def next_hops(tunnel: Interface) -> tuple[str, ...]:
    """Return the inner addresses of the next-hop servers whose outer address the tunnel knows."""
    return tuple(item for item in tunnel.next_hops if outer_of(tunnel, item) is not None)


def outer_of(tunnel: Interface, server: str) -> str | None:
    """Return the one outer address of a next-hop server, None where there is none or more than one."""
    found = {item.outer for item in tunnel.nhrp if item.inner == server}
    if tunnel.tunnel_destination is not None:
        found.add(tunnel.tunnel_destination)
    return next(iter(found)) if len(found) == 1 else None


def server_of(tunnel: Interface, far: CryptoConfig) -> str | None:
    """Return which next-hop server of a tunnel has the inner address of a multipoint tunnel of the peer's."""
    inner = {item.address for item in far.interfaces if _multipoint(item)}
    found = [server for server in next_hops(tunnel) if server in inner]
    return found[0] if len(found) == 1 else None


def twin_hubs(
    sides: Views,
    fleet: FleetEvidence,
    owners: Mapping[str, str],
    nat: Mapping[str, str],
) -> tuple[Twin, ...]:
    """Return the tunnels of spokes to an address that is not their hub's, each with the pair of addresses that it is meant for."""
    devices = {item.device: item for item in fleet.devices}
    found: list[Twin] = []
    for dropped, views in sides.items():
        spoke = devices.get(next(iter(views))) if len(views) == 1 else None
        if spoke is None or not (links := _tunnels_alone(views[spoke.device])):
            continue
        hubs = [
            (tunnel.name, server, found_hub)
            for link in links
            for tunnel, server in _servers(spoke, link)
            if (found_hub := _hub(fleet, devices, spoke, tunnel, server, link, nat, owners))
            is not None
        ]
        if len({item for _, _, item in hubs}) != 1:
            continue
        name, _, (hub, outer) = hubs[0]
        own = _outside(spoke, links[0].local, nat)
        kept = pair_of(own, outer)
        served = any(_other_use(spoke, link, {s for _, s, _ in hubs}) for link in links)
        twin = Twin(kept, spoke.device, None if served else dropped, tunnel=name)
        if kept in sides or own in devices[hub].reached:
            continue  # it reaches its hub all the same
        if not served and _answers(spoke, links[0].peer):
            continue
        if not lives(spoke, twin, sides):
            found.append(twin)
    times = Counter(twin.kept for twin in found)
    return tuple(twin for twin in found if times[twin.kept] == 1)


def _tunnels_alone(links: list[Link]) -> list[Link]:
    """Return the views of tunnel interfaces, none where crypto maps have the pair too."""
    found = [link for link in links if link.entry is not None or link.interface is not None]
    return [] if any(link.entry is not None for link in found) else found


def _servers(spoke: DeviceEvidence, link: Link) -> Iterator[tuple[Interface, str]]:
    """Yield the tunnel of a view with each next-hop server that it has at the view's address."""
    tunnel = _spoke(spoke, link)
    if tunnel is not None and spoke.config is not None:
        for server in servers_at(spoke.config).get((tunnel.name, link.peer), ()):
            yield tunnel, server


@remembered
def servers_at(config: CryptoConfig) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the next-hop servers by tunnel and outer address."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for item in config.interfaces:
        for server in item.next_hops:
            outer = outer_of(item, server)
            if outer is not None:
                found[item.name, outer] = (*found.get((item.name, outer), ()), server)
    return found


def _other_use(spoke: DeviceEvidence, link: Link, servers: set[str]) -> bool:
    """Whether the tunnel of a view has somebody else at its address too."""
    tunnel = _spoke(spoke, link)
    return tunnel is None or any(
        item.outer == link.peer and item.inner is not None and item.inner not in servers
        for item in tunnel.nhrp
    )


def _spoke(device: DeviceEvidence, link: Link) -> Interface | None:
    """Return the tunnel of a view where it is one towards next-hop servers, and all of it is known."""
    config = device.config
    if config is None or not config.complete or config.cut is not None:
        return None
    found = config.interface(link.interface or "")
    if found is None or found.shutdown or not found.address or not found.next_hops:
        return None
    return found if (found.tunnel_mode or "gre").startswith("gre") else None


def _hub(
    fleet: FleetEvidence,
    devices: Mapping[str, DeviceEvidence],
    spoke: DeviceEvidence,
    tunnel: Interface,
    server: str,
    link: Link,
    nat: Mapping[str, str],
    owners: Mapping[str, str],
) -> tuple[str, str] | None:
    """Return (hub, address that its tunnel begins at, as peers know it) of the one hub that a next-hop server is."""
    found = [
        hub
        for hub in _hubs(fleet).get(server, ())
        if hub.device is not spoke and one_cloud(tunnel, hub.tunnel)
    ]
    hub = found[0] if len(found) == 1 else None
    begins = _begins(hub, link.peer) if hub is not None else None
    if hub is None or begins is None or spoke.config is None:
        return None
    outer = _outside(hub.device, begins, nat)
    own = _outside(spoke, link.local, nat)
    if not is_address(outer) or owners.get(outer) != hub.device.device or outer == link.peer:
        return None
    if (":" in outer) is not (":" in link.peer) or is_private(outer) is not is_private(link.peer):
        return (
            None  # translation may stand between: the hub is known by another address than its own
        )
    witness = (server, outer) in named_hubs(fleet)
    if is_private(outer) and not witness:
        return None
    if link.peer in every_address(fleet) and not (
        witness and _somebody_else(devices.get(owners.get(link.peer, "")), hub, server, link.peer)
    ):
        return None
    if translated_to(fleet, link.peer):
        return None
    kin = same_key(spoke.config, (link.peer, outer), hub.config, (own,))
    marked = tunnel.tunnel_key is not None or "<key#" in (tunnel.nhrp_authentication or "")
    return (hub.device.device, outer) if kin or (kin is None and marked) else None


def _somebody_else(device: DeviceEvidence | None, hub: _Hub, server: str, address: str) -> bool:
    """Whether an address surely leads to no tunnel of the hub's.

    Another device has it, which has not the inner address and translates nothing to itself; or the hub has it, and
    none of its tunnels begins there.
    """
    config = device.config if device is not None else None
    if device is None or config is None or not config.complete or config.cut is not None:
        return False
    if device is hub.device:
        begin = {tunnel_source(config, item) for item in config.interfaces}
        return address not in begin and any(item.address == address for item in config.interfaces)
    held = any(server in (item.address, *item.virtual) for item in config.interfaces)
    return not held and not any(item.kind == "static" for item in config.translations)


def _begins(hub: _Hub, like: str) -> str | None:
    """Return the address of the family that a hub's tunnel begins at, None where its interface is shut down."""
    found = tunnel_source(hub.config, hub.tunnel, ipv6=":" in like)
    places = [i for i in hub.config.interfaces if found in (i.address, *i.ipv6)]
    return None if any(place.shutdown for place in places) else found


def _outside(device: DeviceEvidence, address: str, nat: Mapping[str, str]) -> str:
    """Return the address that peers know one of a device's by."""
    known = dict(device.facts.nat) if device.facts is not None else {}
    return known.get(address, nat.get(address, address))


@remembered
def _hubs(fleet: FleetEvidence) -> dict[str, tuple[_Hub, ...]]:
    """Return the multipoint tunnels that are up and protected, by their inner addresses."""
    found: dict[str, tuple[_Hub, ...]] = {}
    for device in fleet.devices:
        config = device.config
        for item in config.interfaces if config is not None and config.complete else ():
            if config is not None and item.address and _multipoint(item):
                found[item.address] = (*found.get(item.address, ()), _Hub(device, config, item))
    return found


def _multipoint(tunnel: Interface) -> bool:
    mode = tunnel.tunnel_mode or ""
    return (
        mode.startswith("gre multipoint") and not tunnel.shutdown and bool(tunnel.tunnel_protection)
    )


@remembered
def named_hubs(fleet: FleetEvidence) -> Counter[tuple[str, str]]:
    """Return how many tunnels have a next-hop server at an outer address, by both addresses: each is a witness."""
    return Counter(
        (server, outer)
        for device in fleet.devices
        for item in (device.config.interfaces if device.config is not None else ())
        for server in item.next_hops
        if (outer := outer_of(item, server)) is not None
    )


def _answers(device: DeviceEvidence, peer: str) -> bool:
    """Whether somebody is seen to answer at the address: then there is somebody whose dumps are not here."""
    if (
        peer in device.reached
        or any(
            row.state.upper() not in _SILENT and not row.deleted for row in device.isakmp_with(peer)
        )
        or any(sa.up for sa in device.ipsec_with(peer))
    ):
        return True
    about = zip(device.messages, peers_of(device.messages), strict=True)
    return any(
        name == peer and item.slugs and "peer-not-answering" not in item.slugs
        for item, name in about
    )

"""Which two ends belong together.

A tunnel is a pair of addresses, each as the *other* end knows it (after NAT). A device contributes
its side through its crypto maps and tunnel interfaces, its SA tables and the addresses in its
messages; the inventory adds addresses and NAT. What stays without a second device is a missing end
(the inventory knows the address) or an unmanaged peer (nobody does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from remediate.model.evidence import (
    DeviceEvidence,
    FleetEvidence,
    TunnelEvidence,
)
from remediate.model.observation import Message
from remediate.tunnels.addresses import in_order, owners_of, pair_of
from remediate.tunnels.attribution import attribute, in_context
from remediate.tunnels.bare_tunnels import bare_links
from remediate.tunnels.configured import Link, configured_links
from remediate.tunnels.ends import Book, make_ends
from remediate.tunnels.homeless import homeless_links, mutual_links, nameless_links
from remediate.tunnels.links import links_of, orphans_of
from remediate.tunnels.meetings import meet
from remediate.tunnels.next_hops import twin_hubs
from remediate.tunnels.packets import packet_links
from remediate.tunnels.peerless import peerless
from remediate.tunnels.twin_tunnels import twin_tunnels
from remediate.tunnels.twins import Twin, twins
from remediate.tunnels.undecided import pairs_told, pairs_undecided

__all__ = ["Joined", "join"]


class Joined(NamedTuple):
    """All tunnels, and what belongs to none of them."""

    tunnels: tuple[TunnelEvidence, ...]
    loose: dict[str, tuple[Message, ...]]
    """By device: messages that belong to no known tunnel."""


def join(fleet: FleetEvidence, *, only: str | None = None) -> Joined:
    """Join the evidence of all devices into tunnels, ordered by their addresses.

    ``only`` is the id of the one tunnel that is asked for.
    """
    nat = {inside: outside for host in fleet.hosts for inside, outside in host.nat}
    owners = owners_of(fleet)
    sides: dict[tuple[str, str], dict[str, list[Link]]] = defaultdict(lambda: defaultdict(list))
    configured = {
        device.device: list(configured_links(device, device.config))
        if device.config is not None
        else []
        for device in fleet.devices
    }
    orphans = orphans_of(configured, owners, nat)
    for name, link in tuple(homeless_links(fleet.devices, configured, orphans)):
        configured[name].append(link)
    for name, link in tuple(mutual_links(fleet.devices, configured, owners)):
        configured[name].append(link)
    for name, link in tuple(nameless_links(fleet.devices, configured, owners)):
        configured[name].append(link)
    for device in fleet.devices:
        outside = {**nat, **dict(device.facts.nat if device.facts else ())}
        for link in links_of(device, configured[device.device], owners, orphans):
            key = pair_of(outside.get(link.local, link.local), link.peer)
            sides[key][device.device].append(link)
    for device in fleet.devices:
        for link in packet_links(device, sides, owners):
            sides[pair_of(link.local, link.peer)][device.device].append(link)
    undecided = pairs_undecided(sides)
    pairs_told(sides, owners)
    for key in _unused(sides, fleet, owners):
        del sides[key]
    by_name = {device.device: device for device in fleet.devices}
    for name, link in bare_links(by_name, owners):
        key = pair_of(nat.get(link.local, link.local), link.peer)
        if not sides[key][name]:
            sides[key][name].append(link)
    seen = meet(sides, fleet.devices, owners)
    found = (
        *twins(sides, by_name, owners, nat),
        *twin_tunnels(sides, by_name, owners, nat),
        *twin_hubs(sides, fleet, owners, nat),
    )
    for name, link, missed in tuple(peerless(fleet.devices, nat)):
        if missed.kept not in sides:
            sides[missed.kept][name].append(link)
            found = (*found, missed)
    for twin in found:
        sides[twin.kept].setdefault(twin.device, [])
        if twin.dropped is not None:
            for name in sides.pop(twin.dropped):
                sides[twin.kept].setdefault(name, [])
    per_device: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, views in sides.items():
        for name in views:
            per_device[name].append(key)
    for name, key in _shown_by_peer(sides, by_name, owners):
        per_device[name].append(key)
    attributed = {
        device.device: attribute(
            device,
            per_device.get(device.device, []),
            nat,
            {
                **_other_names([t for t in found if device.device in sides[t.kept]], device.device),
                **_either_names(per_device.get(device.device, ()), undecided),
            },
        )
        for device in fleet.devices
    }
    book = Book(
        by_name=by_name,
        owners=owners,
        known=frozenset(host.name for host in fleet.hosts),
        nat=nat,
        inside={outside: inner for inner, outside in nat.items()},
        attributed=attributed,
        twins={twin.kept: twin for twin in found},
        seen=seen,
        undecided=undecided,
    )
    wanted = sides if only is None else [key for key in sides if _id(key) == only]
    ordered = sorted(wanted, key=lambda pair: (in_order(pair[0]), in_order(pair[1])))
    tunnels = tuple(
        TunnelEvidence(
            id=_id(key),
            ends=make_ends(key, sides[key], book),
        )
        for key in ordered
    )
    loose = {
        device.device: in_context(
            [device.messages[index] for index in attributed[device.device].get(None, ())]
        )
        for device in fleet.devices
    }
    return Joined(tunnels, loose)


def _shown_by_peer(
    sides: Mapping[tuple[str, str], Mapping[str, Sequence[Link]]],
    by_name: Mapping[str, DeviceEvidence],
    owners: Mapping[str, str],
) -> Iterable[tuple[str, tuple[str, str]]]:
    """Yield (device, tunnel) where the other end alone shows a tunnel: what the device's log says of that peer is of it.

    Only where the device has no other tunnel with the peer.
    """
    faced = {(name, peer) for key, views in sides.items() for name in views for peer in key}
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for key, views in sides.items():
        for local, peer in (key, key[::-1]):
            name = owners.get(local, "")
            alone = name in by_name and name not in views and owners.get(peer) in views
            if alone and (name, peer) not in faced:
                found[name, peer].append(key)
    for (name, _), keys in found.items():
        if len(keys) == 1:
            yield name, keys[0]


def _other_names(found: Sequence[Twin], device: str) -> dict[str, tuple[str, str]]:
    """Return by which other addresses a device knows a peer, with the tunnel that it is."""
    return {
        address: twin.kept
        for twin in found
        if twin.dropped is not None
        for address in twin.dropped
        if address not in twin.kept and (bool(twin.near or twin.tunnel) is (twin.device == device))
    }


def _either_names(
    keys: Iterable[tuple[str, str]], undecided: Mapping[tuple[str, str], tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Return a device's tunnels by both addresses of which nothing tells which is its own."""
    return {address: key for key in keys for address in undecided.get(key, ())}


def _id(key: tuple[str, str]) -> str:
    return "--".join(key)


def _unused(
    sides: dict[tuple[str, str], dict[str, list[Link]]],
    fleet: FleetEvidence,
    owners: dict[str, str],
) -> list[tuple[str, str]]:
    """Return the pairs that a crypto map on several interfaces makes and that nothing uses.

    The map faces its peer from every interface that it is applied to; where the peer names one of
    their addresses alone, the others make no tunnel, unless an SA of theirs shows that they are tried.
    """
    devices = {device.device: device for device in fleet.devices}
    alike: dict[tuple[str, str, int, str], list[tuple[str, str]]] = defaultdict(list)
    for key, views in sides.items():
        for name, links in views.items():
            for link in links:
                if link.entry is not None:
                    alike[name, link.entry.map, link.entry.sequence, link.peer].append(key)
    found: dict[tuple[str, str], None] = {}
    for (name, _, _, peer), keys in alike.items():
        far = devices.get(owners.get(peer, ""))
        if len(keys) < 2 or far is None or all(far.device not in sides[key] for key in keys):
            continue
        for key in keys:
            views = sides[key]
            if set(views) == {name} and not any(
                _tried(device, link) for device in (devices[name], far) for link in views[name]
            ):
                found.setdefault(key)
    return list(found)


def _tried(device: DeviceEvidence, link: Link) -> bool:
    """Whether an SA of the device lies between the two addresses of a view, or of the other one."""
    ends = {link.local, link.peer}
    return any(
        {row.destination, row.origin} == ends for row in device.isakmp_with(link.peer)
    ) or any({sa.local_address, sa.peer} == ends for peer in ends for sa in device.ipsec_with(peer))

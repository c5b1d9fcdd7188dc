"""Two views of one tunnel that name different addresses: one end peers with, or negotiates from, a wrong one.

Each such view would be a tunnel of its own, with one half of it in either. Where both configurations show that
the two halves belong together they become one tunnel, and what doesn't fit is left to the rules to name.
A pair of addresses between which an SA lives is what it is: nothing is joined to it, nor it to anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMap, CryptoMapEntry
from remediate.model.evidence import DeviceEvidence
from remediate.model.selector import Selector, parse_address
from remediate.tunnels.addresses import is_private
from remediate.tunnels.configured import Link
from remediate.tunnels.flow_lists import Lists, map_of
from remediate.tunnels.routing import egress

__all__ = ["Twin", "lives", "twins"]

Pair = tuple[str, str]
Views = Mapping[Pair, Mapping[str, list[Link]]]


_ESTABLISHED = ("QM_IDLE", "OM_IDLE", "MM_ACTIVE", "AM_ACTIVE")


class Twin(NamedTuple):
    """A pair of addresses that is part of another tunnel, or entries that are meant for one."""

    kept: Pair
    device: str
    """The device whose view does not fit."""
    dropped: Pair | None
    """None where the entries name no peer at all."""
    near: tuple[CryptoMapEntry, ...] = ()
    """The device's entries that are meant for the kept pair; empty where its entries name the right peer."""
    tunnel: str | None = None
    """The device's tunnel interface that is meant for the kept pair."""


def twins(
    sides: Views,
    devices: Mapping[str, DeviceEvidence],
    owners: Mapping[str, str],
    nat: Mapping[str, str],
) -> tuple[Twin, ...]:
    """Return what belongs to another pair of addresses, each pair at most once."""
    views = {
        key: {name: configured for name, links in found.items() if (configured := [x for x in links if x.entry])}
        for key, found in sides.items()
    }  # fmt: skip
    lone = {key: next(iter(found)) for key, found in views.items() if len(found) == 1}
    by_device: dict[str, list[Pair]] = {}
    for key, name in lone.items():
        by_device.setdefault(name, []).append(key)
    lists = Lists()
    found: list[Twin] = []
    used: set[Pair] = set()

    def take(key: Pair, name: str, *, identity: bool) -> None:
        link = views[key][name][0]
        far = devices.get(owners.get(link.peer, ""))
        if key in used or far is None or far.device == name or far.config is None:
            return
        others = [other for other in by_device.get(far.device, ()) if other not in used]
        twin = (
            _identity(key, link, far, others, views, nat)
            if identity
            else _peer(key, link, devices[name], far, others, views, owners, nat, lists, devices)
        )
        if twin is None or any(lives(item, twin, sides) for item in (devices[name], far)):
            return
        found.append(twin)
        used.update({twin.kept} if twin.dropped is None else {twin.kept, twin.dropped})

    # A map that negotiates from another address is told first: what is left names a peer that is wrong.
    for identity in (True, False):
        for key, name in lone.items():
            take(key, name, identity=identity)
    return tuple(found)


def lives(device: DeviceEvidence, twin: Twin, sides: Views) -> bool:
    """Whether an SA lives between the two addresses of a view that would be given up."""
    if twin.dropped is None:
        return False
    ends = {link.local for links in sides[twin.dropped].values() for link in links} | {
        *twin.dropped
    }
    return any(
        sa.up and sa.peer in ends and (sa.local_address is None or sa.local_address in ends)
        for sa in device.ipsec_sas
    ) or any(
        row.state.upper() in _ESTABLISHED
        and not row.deleted
        and {row.destination, row.origin} <= ends
        for row in device.isakmp_sas
        if not row.peer_only
    )


def _identity(
    key: Pair,
    link: Link,
    far: DeviceEvidence,
    others: Iterable[Pair],
    views: Views,
    nat: Mapping[str, str],
) -> Twin | None:
    """Return the far end's view of the same tunnel from another address of its own.

    ``key`` names an address of the far device that its map does not negotiate from, though its entry
    names this end. It is the map that is looked at where it can negotiate from that address.
    """
    config = far.config
    if config is None or not any(
        link.peer == item.address or link.peer in item.virtual for item in config.interfaces
    ):
        return None  # the inventory's word for the device, not an address to negotiate from
    for other in others:
        theirs = views[other][far.device][0]
        if theirs.peer != nat.get(link.local, link.local) or theirs.entry is None:
            continue
        crypto_map = map_of(config, theirs.entry)
        if crypto_map is None or _named_elsewhere(crypto_map, config, link.peer, theirs):
            continue
        if link.entry is not None and _wants_map(config, crypto_map, link.peer, theirs.peer):
            return Twin(key, far.device, other)
        if link.entry is None:
            continue
        near_device = next(iter(views[key]))
        return Twin(other, near_device, key, (link.entry,))
    return None


def _named_elsewhere(crypto_map: CryptoMap, config: CryptoConfig, address: str, link: Link) -> bool:
    """Whether the address is one that the map negotiates from after all: secondary, or shared."""
    del crypto_map
    places = [item for item in config.interfaces if item.address == link.local]
    return any(
        (address in place.virtual and place.map_redundancy)
        or any(address == pair[0] for pair in place.secondary)
        for place in places
    )


def _wants_map(config: CryptoConfig, crypto_map: CryptoMap, address: str, peer: str) -> bool:
    """Whether the map is what is wrong: it can negotiate from the address that its peer names.

    The address is a loopback's, or shared with another router on the map's own interface, or the map names
    another one itself, or it is on an interface that the peer is not reached through.
    """
    if any(
        address in item.virtual and item.crypto_map == crypto_map.name for item in config.interfaces
    ):
        return True
    place = next((item for item in config.interfaces if item.address == address), None)
    if place is None or place.shutdown:
        return False
    if place.name.lower().startswith("loopback") or crypto_map.local_address is not None:
        return True
    bound = {name.casefold() for name in crypto_map.interfaces}
    out = egress(config, peer, place.vrf)
    return out is not None and not {out.name.casefold(), (out.nameif or "").casefold()} & bound


def _peer(
    key: Pair,
    link: Link,
    here: DeviceEvidence,
    far: DeviceEvidence,
    others: Iterable[Pair],
    views: Views,
    owners: Mapping[str, str],
    nat: Mapping[str, str],
    lists: Lists,
    devices: Mapping[str, DeviceEvidence],
) -> Twin | None:
    """Return the far end's entry that is meant for this end and names another peer, or none."""
    config = far.config
    if config is None or here.config is None or link.entry is None:
        return None
    own = nat.get(link.local, link.local)
    if is_private(own) and not is_private(link.peer):
        return None  # translation stands between: the far end knows this one by another address
    ours = frozenset(flow.mirrored() for flow in lists.flows(here, link.entry.acl))
    shared = {
        item
        for place in here.config.interfaces
        for item in (*place.virtual, *(pair[0] for pair in place.secondary))
    }
    if here.facts is not None:  # addresses by which the inventory knows this end
        shared |= {*here.facts.addresses, *(seen for _, seen in here.facts.nat)}
    mirrored: list[tuple[Pair | None, CryptoMapEntry]] = []
    keyed: list[tuple[Pair | None, CryptoMapEntry]] = []
    meant = "." in own and any(
        k.peer is not None and k.peer.is_host and not k.ikev2
        for k in config.keys_for(parse_address(own))
    )
    for other in others:
        theirs = views[other][far.device]
        entry = theirs[0].entry
        if (
            len(theirs) != 1
            or entry is None
            or len(entry.peers) != 1
            or entry.kind != "ipsec-isakmp"
        ):
            continue
        if nat.get(theirs[0].local, theirs[0].local) != link.peer or entry.peers[0] in shared:
            continue
        flows = lists.flows(far, entry.acl)
        if ours & flows and not _meant_for(
            devices.get(owners.get(entry.peers[0], "")), ours & flows, lists
        ):
            mirrored.append((other, entry))
        elif (
            meant
            and theirs[0].peer not in owners
            and any(a.overlaps(b) for a in ours for b in flows)
        ):
            keyed.append((other, entry))
    for crypto_map in config.maps:
        for entry in crypto_map.entries:
            plain = entry.kind == "ipsec-isakmp" and not entry.peers and not crypto_map.dynamic
            if plain and ours & lists.flows(far, entry.acl):
                mirrored.append((None, entry))
    found = mirrored or keyed
    if len(found) != 1:
        return None
    dropped, entry = found[0]
    # A dynamic map behind takes the peer all the same. Of the very flows, what goes back is the earlier entry's.
    if not mirrored and lists.answers_anyone(far, entry):
        return None
    return Twin(key, far.device, dropped, (entry,))


def _meant_for(device: DeviceEvidence | None, flows: frozenset[Selector], lists: Lists) -> bool:
    """Whether the device that has the address means the same flows: then it is the peer that is meant."""
    if device is None:
        return False
    if device.config is None:
        return True
    wanted = {flow.mirrored() for flow in flows}
    return any(
        wanted & lists.flows(device, entry.acl)
        for crypto_map in device.config.maps
        for entry in crypto_map.entries
    )

"""Flows of one end that the other has nothing for: it lacks an entry, or they should not be in this list.

Adding the mirror of such a flow makes the peer attract traffic that it can't deliver, where it has no way to that network.
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.config_maps import CryptoMapEntry
from remediate.model.evidence import FleetEvidence
from remediate.model.selector import AddressBlock, Selector
from remediate.negotiation import Side, behind, images_of, learns, may_lack, ways_in
from remediate.rules._networks import (
    behind_peers,
    entries_by_flow,
    exempt,
    hidden_inside,
    inside_default,
    networks,
    users,
)

__all__ = ["Stray", "means", "stray"]


class Stray(NamedTuple):
    """Why the other end need not be the one that lacks an entry."""

    owner_deviates: bool
    """Whether the flow is surely for another peer; else which end deviates is open."""
    why: str
    by_hand: bool = False
    """Whether taking the flow out of the list would take it from the peer that it is for."""


def stray(
    side: Side,
    entry: CryptoMapEntry,
    peer: Side,
    flow: Selector,
    fleet: FleetEvidence | None,
) -> Stray | None:
    """Return what speaks against a flow of an end's entry, None where the peer just lacks its mirror."""
    if _switched_off(peer, flow.mirrored()):
        return None
    if _can_be_behind(peer, flow.destination, flow.mirrored()):
        if _can_be_behind(side, flow.source, flow):
            return None
        return Stray(
            False, f"{flow.source} is no network of {side.name}: which end deviates is open"
        )
    for other in entries_by_flow(side.config).get(flow, ()):
        if not set(other.peers) & set(entry.peers):
            text = f"{side.name} deviates: {flow} is for {' '.join(other.peers)} ({other.map} {other.sequence})"
            return Stray(True, f"{text}, and {peer.name} has no such network")
    for address in entry.peers if len(entry.peers) > 1 else ():
        if address != side.peer and means(fleet, address, flow.mirrored()):
            text = f"{side.name} deviates: {flow} is for {address}, and of several peers the first that answers gets"
            return Stray(
                True,
                f"{text} every flow of {entry.map} {entry.sequence}: each site needs its own entry",
                by_hand=True,
            )
    text = f"{peer.name} has no network and no route for {flow.destination}: which end deviates is open"
    return Stray(False, text)


def _can_be_behind(side: Side, block: AddressBlock, flow: Selector) -> bool:
    """Whether a network can be behind an end, or behind another tunnel of its."""
    mine = {(item.map, item.sequence) for item in side.entries}
    return _lies_behind(side, block, flow) or behind_peers(side.config, block, mine)


def _switched_off(side: Side, flow: Selector) -> bool:
    """Whether an end has the flow in its list after all, as an entry that is inactive (ASA)."""
    lists = (side.config.acl(entry.acl) for entry in side.entries)
    return any(
        line.inactive and any(selector.normalised() == flow for selector in line.selectors)
        for acl in lists
        if acl is not None
        for line in acl.entries
    )


def _lies_behind(side: Side, block: AddressBlock, flow: Selector) -> bool:
    """Whether a network can be behind an end, as far as its configuration is known."""
    config = side.config
    known = networks(config)
    if not known or may_lack(side) or learns(config) or inside_default(config):
        return True
    if hidden_inside(config) or _routed_inside(side, block):
        return True
    mine = {(item.map, item.sequence) for item in side.entries}
    if users(config).get(block, set()) - mine or flow in exempt(config):
        return True
    return any(network.overlaps(block) for network in (*known, *images_of(config)))


def _routed_inside(side: Side, block: AddressBlock) -> bool:
    """Whether the routing table leads to a network elsewhere than out of the interface of the map."""
    if not ways_in(side.config).settled():
        return False
    ways = behind(side.config, block)
    return ways is None or any(place.crypto_map is None for place in ways)


def means(fleet: FleetEvidence | None, address: str, flow: Selector) -> bool:
    """Whether the device that has an address protects a flow."""
    for device in fleet.devices if fleet is not None else ():
        config = device.config
        if config is not None and any(item.address == address for item in config.interfaces):
            return flow in entries_by_flow(config)
    return False

"""Which entry of a crypto map takes a flow: the first by sequence number whose list permits it.

A deny of a list leaves the flow to the entries after it. A wide list after a narrow one is plain order; a wide one
before it takes what was meant for the other. Source: Cisco document 5409, "Peer Address X.X.X.X Not Found" and
"Verify the ACLs"; Cisco IOS security command reference (`crypto map`, sequence numbers).
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import NamedTuple

from remediate.model.base import remembered
from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessList
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.selector import Selector
from remediate.model.selector_index import SelectorIndex
from remediate.negotiation.crypto_acls import permits, unreadable
from remediate.negotiation.inside_vrfs import inside_vrf
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import may_lack
from remediate.negotiation.routing import owners_of
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["Share", "Taken", "taken_by", "taken_from_dynamic"]


class Share(enum.Enum):
    """How much of a flow an earlier entry takes."""

    WITHIN = "within"
    """All of it, and more besides."""
    SAME = "same"
    """The very flow."""
    PART = "part"
    """Some of it; what the earlier entry has beyond is not in the flow."""


class Taken(NamedTuple):
    """A flow that another entry takes from the one that is meant for the peer."""

    entry: CryptoMapEntry
    flow: Selector
    by: CryptoMapEntry
    """An earlier entry for another peer, or a reference to a dynamic map."""
    share: Share
    rival: Selector | None
    """Flow of the earlier entry; None where a dynamic map without a list takes whatever comes."""


def taken_by(side: Side) -> tuple[Taken, ...]:
    """Return the flows towards the peer that earlier entries of the same map take, by entry and flow.

    Of parts of a configuration too, where both entries and both lists are shown: no other line undoes what the earlier
    one takes. What a text that breaks off has of a list may not be all of it.
    """
    if side.dynamic or side.config.cut is not None:
        return ()
    found: list[Taken] = []
    for entry in side.entries:
        if entry.kind == PROTECTION or entry.acl is None:
            continue
        flows = _maps(side.config).get(entry.map)
        if flows is None or flows.first >= entry.sequence:
            continue
        mine, vrf = set(entry.peers), inside_vrf(side.config, entry)
        for flow in permits(side.config.acl(entry.acl)):
            for other in flows.before(entry.sequence, flow):
                if other.dynamic_map is None and inside_vrf(side.config, other) != vrf:
                    continue
                if mine & set(other.peers):
                    if _share(side.config.acl(other.acl), flow) is not None:
                        break  # the same peer has it: it goes where it is meant to go
                    continue
                if may_lack(side) and not _shown(side.config, entry, other):
                    continue
                taken = _dynamic(side, entry, flow, other) or _static(side, entry, flow, other)
                if taken is not None:
                    found.append(taken)
                    break
    return tuple(found)


def _shown(config: CryptoConfig, *entries: CryptoMapEntry) -> bool:
    """Whether parts of a configuration have what two entries rest on: no dynamic map, and the profiles that they name."""
    profiles = {item.name for item in config.isakmp_profiles}
    profiles |= {item.name for item in config.ikev2_config.profiles}
    named = {name for item in entries for name in (item.isakmp_profile, item.ikev2_profile)}
    return named - {None} <= profiles and not any(item.dynamic_map for item in entries)


def taken_from_dynamic(side: Side, other: Side) -> tuple[Taken, ...]:
    """Return the flows of a peer of a dynamic map whose answers an earlier static entry takes as a whole.

    A dynamic map takes the peer all the same; what goes back to it is looked up entry by entry, and leaves by the first.
    """
    if not side.dynamic or may_lack(side) or may_lack(other):
        return ()
    found: list[Taken] = []
    applied = {item.name for item in side.config.maps if item.interfaces}
    for name, flows in _maps(side.config).items():
        if name not in applied:
            continue
        reference = min(flows.dynamic, key=lambda item: item.sequence, default=None)
        if reference is None or reference.sequence <= flows.first:
            continue
        wishes = [
            flow.mirrored() for e in other.entries for flow in permits(other.config.acl(e.acl))
        ]
        for flow in dict.fromkeys(wishes):
            for item in flows.before(reference.sequence, flow):
                protects = item.transform_sets or item.ikev2_proposals or item.ikev2_profile
                if item.dynamic_map is not None or not protects:
                    continue
                if inside_vrf(side.config, item) not in _vrfs(side):
                    continue
                if any(owners_of(other.config, peer) for peer in item.peers):
                    continue  # the same device by another address: a standby
                taken = _static(side, reference, flow, item)
                if taken is not None and taken.share is Share.WITHIN:
                    found.append(taken)
                    break
    return tuple(found)


def _vrfs(side: Side) -> set[str | None]:
    return {inside_vrf(side.config, item) for item in side.entries}


class _Flows(NamedTuple):
    """The entries of a crypto map, to be found by what they can take."""

    first: int
    """Lowest sequence number."""
    flows: SelectorIndex[CryptoMapEntry]
    dynamic: tuple[CryptoMapEntry, ...]
    """References to dynamic maps, which may take any flow."""

    def before(self, sequence: int, flow: Selector) -> list[CryptoMapEntry]:
        """Return the entries before a sequence number that can take a part of a flow, in order."""
        near = (*self.dynamic, *(entry for _, entry in self.flows.overlapping(flow)))
        found = {entry.sequence: entry for entry in near if entry.sequence < sequence}
        return [found[number] for number in sorted(found)]


@remembered
def _maps(config: CryptoConfig) -> dict[str, _Flows]:
    """Return the flows of each crypto map: a hub's are looked through for every tunnel of it."""
    found: dict[str, _Flows] = {}
    for crypto_map in config.maps:
        if crypto_map.dynamic or not crypto_map.entries:
            continue
        flows = SelectorIndex[CryptoMapEntry]()
        for entry in crypto_map.entries:
            for flow in permits(config.acl(entry.acl)):
                # A netmask in a wildcard's place matches the addresses that no host has.
                if flow.source.contiguous and flow.destination.contiguous:
                    flows.add(flow, entry)
        dynamic = tuple(item for item in crypto_map.entries if item.dynamic_map is not None)
        found[crypto_map.name] = _Flows(crypto_map.entries[0].sequence, flows, dynamic)
    return found


def _static(
    side: Side, entry: CryptoMapEntry, flow: Selector, other: CryptoMapEntry
) -> Taken | None:
    acl = side.config.acl(other.acl)
    if other.kind != "ipsec-isakmp" or not other.peers or unreadable(acl):
        return None
    share = _share(acl, flow)
    return None if share is None else Taken(entry, flow, other, share[0], share[1])


def _dynamic(
    side: Side, entry: CryptoMapEntry, flow: Selector, other: CryptoMapEntry
) -> Taken | None:
    if other.dynamic_map is None:
        return None
    for crypto_map in side.config.maps:
        if not crypto_map.dynamic or crypto_map.name != other.dynamic_map:
            continue
        for item in crypto_map.entries:
            if inside_vrf(side.config, item) != inside_vrf(side.config, entry):
                continue
            if item.acl is None:
                return Taken(entry, flow, other, Share.WITHIN, None)
            share = _share(side.config.acl(item.acl), flow)
            if share is not None:
                return Taken(entry, flow, other, share[0], share[1])
    return None


def _share(acl: AccessList | None, flow: Selector) -> tuple[Share, Selector] | None:
    """Return how much of a flow a list takes, and by which flow of its own; None where it leaves it."""
    if acl is None:
        return None
    for line in acl.entries:
        if line.inactive:
            continue
        for selector in _overlapping(line.selectors, flow):
            own = selector.normalised()
            if line.action == "deny":
                return None  # what a deny leaves of the flow is not told of
            if line.action != "permit":
                continue
            if own == flow:
                return Share.SAME, own
            if own.covers(flow):
                return Share.WITHIN, own
            if not flow.covers(own):
                return Share.PART, own
    return None


def _overlapping(selectors: Sequence[Selector], flow: Selector) -> list[Selector]:
    return [selector for selector in selectors if selector.normalised().overlaps(flow)]

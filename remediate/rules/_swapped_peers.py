"""Two entries of a crypto map that have each other's peer: the list of one is for the peer of the other.

Three configurations show it: the device's, and those of the two peers, whose lists mirror the other entry's each.
"""

from __future__ import annotations

from typing import NamedTuple

from remediate.model.base import Safety
from remediate.model.change import SetPeerAddress
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Fix
from remediate.model.evidence import DeviceEvidence, FleetEvidence
from remediate.model.selector import Selector
from remediate.negotiation import Side, permits, unreadable
from remediate.negotiation.inside_vrfs import inside_vrf
from remediate.negotiation.routing import owners_of
from remediate.rules._networks import entries_by_flow

__all__ = ["Swapped", "swapped_peers"]


class Swapped(NamedTuple):
    """An entry for a peer, and the entry that is meant for that peer and names another one."""

    side: Side
    named: CryptoMapEntry
    """It names the peer of this tunnel; its list is for the other device."""
    meant: CryptoMapEntry
    """Its list is for the peer of this tunnel."""
    other: str
    """The device that ``meant`` names."""
    peer: str
    """The device at the other end of this tunnel."""

    @property
    def text(self) -> str:
        """What there is to say."""
        name = f"{self.named.map} {self.named.sequence}"
        meant = f"{self.meant.map} {self.meant.sequence}"
        return (
            f"{self.side.name} has the peers of two entries swapped: the list of {meant} mirrors that of {self.peer},"
            f" the list of {name} that of {self.other}"
        )

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """The two changes that only cure together."""
        pairs = (
            (self.meant, self.meant.peers[0], self.named.peers[0]),
            (self.named, self.named.peers[0], self.meant.peers[0]),
        )
        return tuple(
            Fix(
                kind="set-peer-address",
                device=self.side.name,
                safety=Safety.DISRUPTIVE,
                documented=True,
                why=f"the list of {entry.map} {entry.sequence} is for {new}: the two entries have each other's peer",
                change=SetPeerAddress(
                    device=self.side.name, map=entry.map, sequence=entry.sequence, old=old, new=new
                ),
            )
            for entry, old, new in sorted(pairs, key=lambda pair: pair[0].sequence)
        )


def swapped_peers(
    side: Side, entry: CryptoMapEntry, other: Side, fleet: FleetEvidence | None
) -> Swapped | None:
    """Return the entry that has the peer of this one while this one has its, None where that isn't proven."""
    if fleet is None or len(other.entries) != 1 or len(entry.peers) != 1 or side.dynamic:
        return None
    wanted = _mirror(other.config, other.entries[0])
    if not wanted:
        return None
    holders = entries_by_flow(side.config).get(next(iter(wanted)), ())
    if len(holders) != 1 or (meant := holders[0]) == entry or len(meant.peers) != 1:
        return None
    if _own(side.config, meant) != wanted or not _alike(side.config, entry, meant):
        return None
    third = _owner(fleet, meant.peers[0])
    if third is None or third.config is None or third.device in (side.name, other.name):
        return None
    theirs = [
        item
        for item in third.config.entries_for(side.end.address)
        if item.kind == "ipsec-isakmp" and item.acl is not None
    ]
    if len(theirs) != 1 or _mirror(third.config, theirs[0]) != _own(side.config, entry):
        return None
    return Swapped(side, entry, meant, third.device, other.name)


def _own(config: CryptoConfig, entry: CryptoMapEntry) -> set[Selector]:
    acl = config.acl(entry.acl)
    return set() if unreadable(acl) else set(permits(acl))


def _mirror(config: CryptoConfig, entry: CryptoMapEntry) -> set[Selector]:
    return {flow.mirrored() for flow in _own(config, entry)}


def _alike(config: CryptoConfig, one: CryptoMapEntry, two: CryptoMapEntry) -> bool:
    """Whether two entries of one map differ in peer and list alone, so that it is all one which of these is swapped."""
    return (
        one.map == two.map
        and one.kind == two.kind == "ipsec-isakmp"
        and one.transform_sets == two.transform_sets
        and one.ikev2_proposals == two.ikev2_proposals
        and one.pfs_group == two.pfs_group
        and one.isakmp_profile == two.isakmp_profile
        and one.ikev2_profile == two.ikev2_profile
        and inside_vrf(config, one) == inside_vrf(config, two)
    )


def _owner(fleet: FleetEvidence, address: str) -> DeviceEvidence | None:
    found = [
        item
        for item in fleet.devices
        if item.config is not None and owners_of(item.config, address)
    ]
    return found[0] if len(found) == 1 else None

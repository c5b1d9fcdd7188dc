"""Two sites in one crypto map entry: the second one gets an entry and a list of its own.

Of several peers of an entry the first that answers gets every flow of its list, so that two sites can't
share one. Which flow is whose is told by the dumps of both sites alone.
"""

from __future__ import annotations

from remediate.model.base import Platform, Safety
from remediate.model.change import AclEdit, SplitCryptoMapEntry
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Fix
from remediate.model.evidence import FleetEvidence
from remediate.model.naming import unused_name
from remediate.model.selector import Selector
from remediate.negotiation import Side
from remediate.rules._stray_flows import means
from remediate.rules.entries import settings

__all__ = ["own_entry"]


def own_entry(side: Side, entry: CryptoMapEntry, fleet: FleetEvidence | None) -> Fix | None:
    """Return the fix that parts an entry of two sites, None where a person has to do it."""
    config = side.config
    acl = config.acl(entry.acl)
    lines = settings(side, entry)
    peers = [line.split() for line in lines if line.startswith("set peer ")]
    if (
        config.platform is not Platform.IOS
        or side.dynamic
        or entry.kind != "ipsec-isakmp"
        or acl is None
        or not acl.extended
        or len(entry.peers) != 2
        or [words[2:] for words in peers] != [[peer] for peer in entry.peers]
    ):
        return None
    gone: list[AclEdit] = []
    flows: list[Selector] = []
    for place, item in enumerate(acl.entries):
        if item.action != "permit" or item.inactive or item.problem or len(item.selectors) != 1:
            return None
        flow = item.selectors[0].normalised()
        owners = [peer for peer in entry.peers if means(fleet, peer, flow.mirrored())]
        if len(owners) != 1:
            return None
        if owners[0] == entry.peers[1]:
            gone.append(AclEdit(body=item.body, position=place))
            flows.append(flow)
    number = _free(side, entry)
    if not gone or len(gone) == len(acl.entries) or number is None:
        return None
    name = unused_name(f"{acl.name}-{number}", {item.name for item in config.acls})
    if acl.name.isdecimal():
        name = unused_name(f"{entry.map}-{number}", {item.name for item in config.acls})
    peer = entry.peers[1]
    typed = tuple(
        line.replace(f"match address {acl.name}", f"match address {name}")
        for line in lines
        if line != f"set peer {entry.peers[0]}"
    )
    change = SplitCryptoMapEntry(
        device=side.name,
        map=entry.map,
        sequence=entry.sequence,
        new_sequence=number,
        peer=peer,
        acl=acl.name,
        new_acl=name,
        flows=tuple(flows),
        remove=tuple(gone),
        settings=typed,
    )
    return Fix(
        kind="split-crypto-map-entry",
        device=side.name,
        safety=Safety.DISRUPTIVE,
        documented=False,
        why=f"each site gets a crypto map entry and a list of its own: {peer} moves to {entry.map} {number}",
        change=change,
    )


def _free(side: Side, entry: CryptoMapEntry) -> int | None:
    """Return a free sequence number beside the entry: no other one stands between."""
    used = {
        item.sequence
        for crypto_map in side.config.maps
        if crypto_map.name == entry.map and not crypto_map.dynamic
        for item in crypto_map.entries
    }
    found = (entry.sequence + 1, entry.sequence - 1)
    return next((number for number in found if 0 < number <= 65535 and number not in used), None)

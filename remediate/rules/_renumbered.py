"""Peers whose networks a part of a configuration has under another address: told by a refusal, or by all of its entries."""

from __future__ import annotations

from remediate.negotiation import Lack, Side, key_for, may_lack, permits
from remediate.negotiation.partial import maps_shown
from remediate.rules.case import Case
from remediate.rules.path import only_rows

__all__ = ["mirrored", "renumbered"]

_SLUG = "peer-address-mismatch"


def renumbered(case: Case) -> tuple[Lack, ...]:
    """Return the end that has no entry for its peer, and whose entry for the peer's networks names another address.

    A part of a configuration is no proof that an entry or a key isn't there; that the device looks for one in vain is,
    and so is the whole of its crypto maps.
    """
    negotiation = case.negotiation
    if negotiation is None or negotiation.ikev2 is not None:
        return ()
    if case.any_up() or case.phase1_up():
        return ()
    found = []
    for side, other in (
        (negotiation.one, negotiation.two),
        (negotiation.two, negotiation.one),
    ):
        near = [entry for entry in side.end.near if entry.peers]
        if side.entries or not near or not may_lack(side) or key_for(side) is not None:
            continue
        refused = [
            (side.end, item)
            for item in side.end.messages
            if _SLUG in item.slugs and side.peer in (item.field("peer"), item.field("remote"))
        ]
        said = bool(refused) and not only_rows(refused)
        if not mirrored(side, other) or not (said or maps_shown(side)):
            continue
        entry = near[0]
        reason = (
            f"{side.name} says that it has no key for {side.peer}, and its"
            if said
            else f"no crypto map of {side.name} has the peer {side.peer}, and its"
        )
        reason += f" crypto map {entry.map} {entry.sequence} names {', '.join(entry.peers)}"
        found.append(Lack(side, _SLUG, reason, entry.line))
    return tuple(found)


def mirrored(side: Side, other: Side) -> bool:
    """Whether an entry for another address has a crypto ACL that mirrors one of the peer's."""
    near = [entry for entry in side.end.near if entry.peers]
    ours = {flow for entry in near for flow in permits(side.config.acl(entry.acl))}
    theirs = (flow for entry in other.entries for flow in permits(other.config.acl(entry.acl)))
    return any(flow.mirrored() in ours for flow in theirs)

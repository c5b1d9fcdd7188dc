"""What completes a crypto map entry: the counterpart of what the other end's configuration has, no more."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from remediate.capabilities import can_transforms
from remediate.model.base import Platform
from remediate.model.change import CompleteCryptoMap
from remediate.model.config_maps import CryptoMapEntry, TransformSet
from remediate.model.naming import unused_name
from remediate.model.selector import Selector
from remediate.negotiation import Side, permits, same_protection, unreadable
from remediate.negotiation.ikev2 import child_sets
from remediate.strength import set_rank

__all__ = ["completion", "counterpart", "overlaps", "without_protection"]


def completion(side: Side, entry: CryptoMapEntry, other: Side | None) -> CompleteCryptoMap | str:
    """Return what completes the entry, or why the other end's configuration doesn't prove it."""
    if other is None:
        return "what is missing is the counterpart of the other end's configuration, which is not known"
    far = counterpart(side, entry, other)
    if far is None:
        return f"which entry of {other.name} faces it is not in the configurations"
    acl = entry.acl
    flows: tuple[Selector, ...] = ()
    if side.dynamic and acl is not None and side.config.acl(acl) is None:
        return f"{acl} is a list for every peer of the dynamic map, and what it is to hold is in no configuration"
    if side.config.acl(acl) is None and not side.dynamic:
        listed = _list(side, entry, other, far)
        if isinstance(listed, str):
            return listed
        acl, flows = listed
    sets: tuple[str, ...] = ()
    new: TransformSet | None = None
    proposals: tuple[str, ...] = ()
    if _asks_ikev2(side, entry, far):
        if without_protection(side, entry):
            name = _proposal(side, other, far)
            if name is None:
                return f"no IPsec proposal of {side.name} is one that {other.name} has"
            proposals = (name,)
    elif without_protection(side, entry):
        chosen = _set(side, entry, other, far)
        if isinstance(chosen, str):
            return chosen
        sets, new = chosen
    return CompleteCryptoMap(
        device=side.name,
        map=entry.map,
        sequence=entry.sequence,
        peer=None if entry.peers or side.dynamic else side.peer,
        acl=acl if flows or acl != entry.acl else None,
        flows=flows,
        previous_acl=entry.acl,
        transform_sets=sets,
        new_set=new,
        previous_sets=entry.transform_sets,
        ikev2_proposals=proposals,
        previous_proposals=entry.ikev2_proposals,
    )


def without_protection(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether an entry names no transform set and no IPsec proposal that is there."""
    known = side.config.ikev2_config
    return not any(side.config.transform_set(name) for name in entry.transform_sets) and not any(
        known.ipsec_proposal(name) for name in entry.ikev2_proposals
    )


def _asks_ikev2(side: Side, entry: CryptoMapEntry, far: CryptoMapEntry) -> bool:
    """Whether an ASA's entry is one for IKEv2: by what it names, else by what its peer's is."""
    if side.config.platform is not Platform.ASA or entry.transform_sets:
        return False
    return bool(entry.ikev2_proposals or far.ikev2_proposals or far.ikev2_profile)


def _proposal(side: Side, other: Side, far: CryptoMapEntry) -> str | None:
    """Return the IPsec proposal that protects as the peer does: one that nothing uses before others."""
    theirs = {frozenset(item.transforms) for item in child_sets(other, far) if not item.problem}
    used = {name for m in side.config.maps for e in m.entries for name in e.ikev2_proposals}
    fitting = [
        item.name
        for item in side.config.ikev2_config.ipsec_proposals
        if any(
            frozenset(one.transforms) in theirs
            for one in child_sets(side, structs.replace(far, ikev2_proposals=(item.name,)))
        )
    ]
    return min(fitting, key=lambda name: name in used, default=None)


def counterpart(side: Side, entry: CryptoMapEntry, other: Side) -> CryptoMapEntry | None:
    """Return the one entry of the other end that faces this one."""
    if other.dynamic:
        return None
    faced = {
        flow
        for item in side.entries
        if item is not entry
        for flow in permits(side.config.acl(item.acl))
    }
    ours = set(permits(side.config.acl(entry.acl)))
    found = []
    for item in other.entries:
        theirs = {flow.mirrored() for flow in permits(other.config.acl(item.acl))}
        if side.dynamic:
            if not ours or any(own.overlaps(flow) for own in ours for flow in theirs):
                found.append(item)
        elif (ours & theirs) if ours else not (theirs & faced):
            found.append(item)
    return found[0] if len(found) == 1 else None


def _list(
    side: Side, entry: CryptoMapEntry, other: Side, far: CryptoMapEntry
) -> tuple[str, tuple[Selector, ...]] | str:
    """Return (list, flows to make it of); no flows where an unused list is the mirror already."""
    theirs = other.config.acl(far.acl)
    flows = tuple(flow.mirrored() for flow in permits(theirs))
    denies = theirs is not None and any(item.action == "deny" for item in theirs.entries)
    if not flows or unreadable(theirs) or denies:
        return f"the crypto ACL of {other.name} is not one to mirror"
    if any(not block.contiguous for flow in flows for block in (flow.source, flow.destination)):
        return f"the crypto ACL of {other.name} has a wildcard that is no network"
    used = {item.acl for m in side.config.maps for item in m.entries}
    used |= {item.acl for item in side.config.nat_exemptions}
    used |= {item.acl for item in side.config.nat_rules}
    for acl in side.config.acls:
        plain = acl.extended and not unreadable(acl) and acl.name not in used
        if (
            plain
            and set(permits(acl)) == set(flows)
            and all(e.action != "deny" for e in acl.entries)
        ):
            return acl.name, ()
    if entry.acl is not None:
        number = int(entry.acl) if entry.acl.isdecimal() else None
        ios = side.config.platform is Platform.IOS
        if not ios or number is None or 100 <= number <= 199 or 2000 <= number <= 2699:
            return entry.acl, flows
    taken = {acl.name for acl in side.config.acls}
    return unused_name(f"VPN-{side.peer.replace('.', '-')}", taken), flows


def _set(
    side: Side, entry: CryptoMapEntry, other: Side, far: CryptoMapEntry
) -> tuple[tuple[str, ...], TransformSet | None] | str:
    """Return (transform sets to point to, set to make): the peer's strongest that this release can."""
    theirs = sorted(
        (
            found
            for name in far.transform_sets
            if (found := other.config.transform_set(name)) is not None and not found.problem
        ),
        key=lambda item: set_rank(item.transforms),
        reverse=True,
    )
    for wanted in theirs:
        for own in side.config.transform_sets:
            if same_protection(own, wanted) and own.mode == wanted.mode and not own.default:
                return (own.name,), None
    for wanted in theirs:
        weak = min(set_rank(wanted.transforms)) < 2
        if weak or can_transforms(side.config.release, wanted.transforms) is not None:
            continue
        taken = {item.name for item in side.config.transform_sets} | {*entry.transform_sets}
        name = unused_name(f"VPN-{wanted.name}", taken)
        made = TransformSet(name=name, transforms=wanted.transforms, mode=wanted.mode)
        return (name,), made
    return f"no transform set of {other.name} is one that {side.name} can be given"


def overlaps(side: Side, entry: CryptoMapEntry, flows: Sequence[Selector]) -> bool:
    """Whether another entry of the device has a flow that overlaps one of these."""
    return any(
        flow.overlaps(other)
        for crypto_map in side.config.maps
        for item in crypto_map.entries
        if (item.map, item.sequence) != (entry.map, entry.sequence)
        for other in permits(side.config.acl(item.acl))
        for flow in flows
    )

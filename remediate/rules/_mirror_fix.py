"""The edits that make a crypto ACL the mirror of its peer's, entry by entry, and what they touch."""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Safety
from remediate.model.change import AclEdit, MirrorCryptoAcl
from remediate.model.config import CryptoConfig
from remediate.model.config_lists import AccessEntry, AccessList
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Fix
from remediate.model.evidence import FleetEvidence
from remediate.model.selector import Selector
from remediate.negotiation import EntryPair, Negotiation, Side, permits
from remediate.negotiation.inside_vrfs import inside_vrf
from remediate.rules._networks import entries_by_flow
from remediate.rules._own_entry import own_entry
from remediate.rules._proxies import proxy_block
from remediate.rules.intent import Repair

__all__ = ["mirror_fixes"]


def mirror_fixes(
    negotiation: Negotiation, pair: EntryPair, chosen: Repair, fleet: FleetEvidence | None
) -> list[Fix]:
    """Return one fix per device; both alternatives, each to be planned by its name, where the deviating end isn't known."""
    fixes = []
    for side, entry, add, superfluous in (
        (negotiation.one, pair.one, chosen.add_one, chosen.remove_one),
        (negotiation.two, pair.two, chosen.add_two, chosen.remove_two),
    ):
        # A dynamic map's list serves other peers too, and what is wider than a peer's is accepted.
        remove = () if side.dynamic else superfluous
        if not add and not remove:
            continue
        if chosen.by_hand and remove and (parted := own_entry(side, entry, fleet)):
            fixes.append(parted)
            continue
        if chosen.by_hand and not remove:
            continue  # the other end's list is as it should be
        outcome = chosen.by_hand or _edit(side, entry, add, remove)
        why = f"makes access list {entry.acl} of {side.name} the mirror of its peer's, entry by entry; the list is not replaced"
        if not chosen.decided:
            why = f"one of two ways, as which end deviates is not in the configurations: {why}"
        if chosen.by_hand:
            why = f"{chosen.by_hand}: what would go out of {entry.acl} of {side.name} is another peer's"
            outcome_change = None
        elif isinstance(outcome, str):
            why, outcome_change = f"{why}. Not planned: {outcome}", None
        else:
            outcome_change = outcome
        fixes.append(
            Fix(
                kind="mirror-crypto-acl",
                device=side.name,
                safety=Safety.DISRUPTIVE
                if _touches_live(side, entry, add, remove)
                else Safety.SAFE,
                documented=True,
                why=why,
                change=outcome_change,
                either=not chosen.decided,
            )
        )
    return fixes


def _edit(
    side: Side, entry: CryptoMapEntry, add: Sequence[Selector], remove: Sequence[Selector]
) -> MirrorCryptoAcl | str:
    """Return the edit of the list, or why it isn't planned."""
    acl = side.config.acl(entry.acl)
    if acl is None or entry.acl is None:
        return "the access list does not exist"
    shared = _other_users(side.config, acl.name, entry)
    if shared:
        return f"{acl.name} also serves {shared}: split it first"
    if any(not block.contiguous for flow in add for block in (flow.source, flow.destination)):
        return "the peer's entry has a wildcard that is no network: look at it by hand"
    off = next((item for item in acl.entries if item.inactive and _stands_for(item, add)), None)
    if off is not None:
        return (
            f"'{off.body}' is there: whether it is meant to be inactive is for a person to say; entered once more"
            " without the word it is in force again"
        )
    unwanted = set(remove)
    removals: list[AclEdit] = []
    for index, item in enumerate(acl.entries):
        if item.action != "permit" or not item.selectors:
            continue
        flows = {selector.normalised() for selector in item.selectors}
        if not flows & unwanted:
            continue
        if not flows <= unwanted:
            return f"the entry '{item.body}' also stands for flows that are right: split its object-group"
        removals.append(AclEdit(body=item.body, position=index))
    holder = _holder(side, entry, add)
    if holder is not None:
        return holder
    additions = [AclEdit(selector=flow, position=_place(acl, flow, removals)) for flow in add]
    return MirrorCryptoAcl(
        device=side.name, acl=acl.name, add=tuple(additions), remove=tuple(removals)
    )


def _stands_for(entry: AccessEntry, flows: Sequence[Selector]) -> bool:
    return entry.action == "permit" and any(
        selector.normalised() in flows for selector in entry.selectors
    )


def _place(acl: AccessList, flow: Selector, removals: Sequence[AclEdit]) -> int:
    """Return where the new entry goes: after the one it replaces, before a deny that would hide it."""
    for edit in removals:
        entry = acl.entries[edit.position]
        if any(selector.overlaps(flow) for selector in entry.selectors):
            return edit.position + 1
    if removals:
        return removals[0].position + 1
    for index, entry in enumerate(acl.entries):
        if entry.action == "deny" and any(selector.overlaps(flow) for selector in entry.selectors):
            return index
    return len(acl.entries)


def _holder(side: Side, entry: CryptoMapEntry, add: Sequence[Selector]) -> str | None:
    """Return why a flow is not added: the entry of another peer protects it."""
    vrf = inside_vrf(side.config, entry)
    for flow in add:
        for other in entries_by_flow(side.config).get(flow, ()):
            if other.map != entry.map or set(other.peers) & set(entry.peers):
                continue
            if inside_vrf(side.config, other) == vrf:
                name = f"{other.map} {other.sequence} for {' '.join(other.peers)}"
                return f"{name} has {flow} already: the peers of the two entries, or their lists, may be swapped"
    return None


def _other_users(config: CryptoConfig, name: str, entry: CryptoMapEntry) -> str | None:
    for crypto_map in config.maps:
        for item in crypto_map.entries:
            if item.acl == name and (item.map, item.sequence) != (entry.map, entry.sequence):
                return f"crypto map {item.map} {item.sequence}"
    if any(exemption.acl == name for exemption in config.nat_exemptions):
        return "the NAT exemption"
    if any(rule.acl == name for rule in config.nat_rules):
        return "NAT"
    return None


def _touches_live(
    side: Side,
    entry: CryptoMapEntry,
    add: Sequence[Selector],
    remove: Sequence[Selector],
) -> bool:
    """Whether the edit can touch traffic: a live flow is removed, or another entry overlaps."""
    live = [
        sa
        for sa in side.end.ipsec_sas
        if sa.up and any(_same_flow(sa.local_ident, sa.remote_ident, flow) for flow in remove)
    ]
    if live:
        return True
    for crypto_map in side.config.maps:
        for item in crypto_map.entries:
            if (item.map, item.sequence) == (entry.map, entry.sequence) or item.acl is None:
                continue
            if any(a.overlaps(b) for a in permits(side.config.acl(item.acl)) for b in add):
                return True
    return False


def _same_flow(local: str | None, remote: str | None, flow: Selector) -> bool:
    return (
        proxy_block(local) == flow.source.normalised()
        and proxy_block(remote) == flow.destination.normalised()
    )

"""Entries of a crypto map that lack something, beside others for the same peer that lack nothing.

A device passes an incomplete entry over. What the peer protects decides whether it is missed: where the complete
entries have all of it, the incomplete one is left over from other days. Source: Cisco IOS security command reference
(`crypto map`): an entry without its peer, list or transform set is not used.
"""

from __future__ import annotations

from collections.abc import Iterable

from remediate.model.config import CryptoConfig
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.evidence import TunnelEnd
from remediate.model.selector import Selector
from remediate.model.selector_index import SelectorIndex
from remediate.negotiation.crypto_acls import permits
from remediate.negotiation.outcome import Side
from remediate.negotiation.partial import built_in_sets, may_lack

__all__ = ["in_use", "incomplete"]


def incomplete(side: Side, entry: CryptoMapEntry, name: str) -> Iterable[str]:
    """Yield what an entry lacks, in words."""
    if entry.acl is None and not side.dynamic:
        yield f"{name} has no 'match address'"
    elif entry.acl is not None and side.config.acl(entry.acl) is None:
        yield f"access list {entry.acl} of {name} does not exist"
    if entry.ikev2_proposals:
        known = side.config.ikev2_config
        if not any(known.ipsec_proposal(item) for item in entry.ikev2_proposals):
            yield f"IPsec proposal {', '.join(entry.ikev2_proposals)} of {name} does not exist"
    elif not entry.transform_sets:
        if built_in_sets(side):
            return
        yield f"{name} has no transform set"
    elif not any(side.config.transform_set(item) for item in entry.transform_sets):
        yield f"transform set {', '.join(entry.transform_sets)} of {name} does not exist"


def in_use(side: Side, other: TunnelEnd) -> tuple[CryptoMapEntry, ...]:
    """Return the entries of an end without those that are left over."""
    entries = side.entries
    if len(entries) < 2 or may_lack(side):
        return entries
    lacking = [
        item for item in entries if item.kind == "ipsec-isakmp" and any(incomplete(side, item, ""))
    ]
    whole = [item for item in entries if item not in lacking]
    config = other.evidence.config if other.evidence is not None else None
    if side.dynamic and config is not None:  # one that is for other peers doesn't serve this one
        whole = [item for item in whole if _alike(side.config, item, config, other.entries)]
    if not lacking or not whole:
        return entries
    if side.dynamic and any(item.acl is None for item in whole):
        return tuple(whole)  # it takes whatever flow the peer has
    served = SelectorIndex[CryptoMapEntry]()
    for entry in whole:
        for flow in permits(side.config.acl(entry.acl)):
            if flow.source.contiguous and flow.destination.contiguous:
                served.add(flow, entry)
    wanted = (
        [flow.mirrored() for flow in _flows(config, other.entries)]
        if config is not None
        else _flows(side.config, lacking)
    )
    missed = any(
        all(not flow.covers(wish) for flow, _ in served.overlapping(wish)) for wish in wanted
    )
    return entries if missed else tuple(whole)


def _alike(
    config: CryptoConfig, entry: CryptoMapEntry, far: CryptoConfig, others: Iterable[CryptoMapEntry]
) -> bool:
    """Whether a transform set of an entry is one of the peer's, or that can't be told."""
    ours, theirs = (
        [found.transform_set(name) for item in items for name in item.transform_sets]
        for found, items in ((config, (entry,)), (far, others))
    )
    if not ours or not theirs or any(item is None or item.problem for item in (*ours, *theirs)):
        return True
    mine = {frozenset(item.transforms) for item in ours if item is not None}
    return any(frozenset(item.transforms) in mine for item in theirs if item is not None)


def _flows(config: CryptoConfig, entries: Iterable[CryptoMapEntry]) -> list[Selector]:
    return [flow for entry in entries for flow in permits(config.acl(entry.acl))]

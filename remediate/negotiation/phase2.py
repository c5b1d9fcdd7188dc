"""Crypto ACLs as sets, transform sets and PFS of the entries that face each other.

Source: RFC 2407 and RFC 2409 section 5.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.model.config import (
    AccessList,
    CryptoMapEntry,
    TransformSet,
)
from remediate.model.selector import Selector
from remediate.negotiation.outcome import Agreement, EntryPair, Selectors, Side, TransformPair
from remediate.negotiation.partial import acl_may_go_on, entry_may_go_on, text_ends

__all__ = ["pair_entries", "permits", "same_protection", "unreadable"]


def permits(acl: AccessList | None) -> tuple[Selector, ...]:
    """Return the flows that a crypto ACL protects, normalised, in order and without repeats."""
    if acl is None:
        return ()
    found: dict[Selector, None] = {}
    for entry in acl.entries:
        if entry.action == "permit" and not entry.inactive:
            for selector in entry.selectors:
                found.setdefault(selector.normalised())
    return tuple(found)


def unreadable(acl: AccessList | None) -> tuple[str, ...]:
    """Return why entries of the list could not be read."""
    if acl is None:
        return ()
    return tuple(
        f"access list {acl.name}: {entry.problem}" for entry in acl.entries if entry.problem
    )


def _denies(acl: AccessList | None) -> tuple[Selector, ...]:
    if acl is None:
        return ()
    return tuple(
        s
        for entry in acl.entries
        if entry.action == "deny" and not entry.inactive
        for s in entry.selectors
    )


def pair_entries(one: Side, two: Side) -> Iterable[EntryPair]:
    """Pair the entries that face each other: by the flows they share, what is left by order."""
    ours = [entry for entry in one.entries if not entry.ikev2_proposals]
    theirs = [entry for entry in two.entries if not entry.ikev2_proposals]
    chosen: list[tuple[CryptoMapEntry, CryptoMapEntry]] = []
    shared = sorted(
        (
            (-_shared(one, mine, two, other), i, j)
            for i, mine in enumerate(ours)
            for j, other in enumerate(theirs)
        ),
    )
    left, right = set(range(len(ours))), set(range(len(theirs)))
    for _, i, j in shared:
        if i in left and j in right:
            chosen.append((ours[i], theirs[j]))
            left.discard(i)
            if not two.dynamic:
                right.discard(j)
    for mine, other in chosen:
        if mine.kind in ("gdoi", "ipsec-manual") or other.kind in ("gdoi", "ipsec-manual"):
            continue
        pfs, why = _pfs(one, mine, two, other)
        yield EntryPair(
            mine,
            other,
            _selectors(one, mine, two, other),
            _transforms(one, mine, two, other),
            pfs,
            why,
        )


def _shared(one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry) -> int:
    ours = set(permits(one.config.acl(mine.acl)))
    theirs = {selector.mirrored() for selector in permits(two.config.acl(other.acl))}
    exact = len(ours & theirs)
    if exact:
        return exact * 1000
    return sum(1 for a in ours for b in theirs if a.overlaps(b))


def _selectors(one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry) -> Selectors:
    first, second = one.config.acl(mine.acl), two.config.acl(other.acl)
    if (one.dynamic and mine.acl is None) or (two.dynamic and other.acl is None):
        return Selectors(Agreement.AGREE, "the dynamic map accepts the peer's flows")
    if first is None or second is None:
        missing = one if first is None else two
        return Selectors(Agreement.UNKNOWN, f"the crypto ACL of {missing.name} is not known")
    problems = [
        *(f"{one.name}: {text}" for text in unreadable(first)),
        *(f"{two.name}: {text}" for text in unreadable(second)),
    ]
    ours, theirs = permits(first), permits(second)
    mirrored = {selector.mirrored(): selector for selector in theirs}
    common = tuple(selector for selector in ours if selector in mirrored)
    only_one = tuple(selector for selector in ours if selector not in mirrored)
    known = set(ours)
    only_two = tuple(selector for image, selector in mirrored.items() if image not in known)
    if problems:
        return Selectors(Agreement.UNKNOWN, "; ".join(problems), common, only_one, only_two)
    if not only_one and not only_two:
        denied = {s.normalised() for s in _denies(first)}
        denied_there = {s.normalised().mirrored() for s in _denies(second)}
        if denied != denied_there and any(
            a.overlaps(b) for a in denied ^ denied_there for b in ours
        ):
            return Selectors(
                Agreement.UNKNOWN,
                "deny entries of the two crypto ACLs differ",
                common,
            )
        return Selectors(Agreement.AGREE, "the crypto ACLs mirror each other", common)
    if (one.dynamic or two.dynamic) and _dynamic_accepts(one, ours, two, theirs):
        return Selectors(Agreement.AGREE, "the dynamic map's ACL covers the peer's flows", common)
    for side, entry in ((one, mine), (two, other)):
        if acl_may_go_on(side, entry.acl) or entry_may_go_on(side, entry):
            text = f"{text_ends(side)}: its crypto ACL may go on"
            return Selectors(Agreement.UNKNOWN, text, common, only_one, only_two)
    return Selectors(
        Agreement.DIFFER, "the crypto ACLs do not mirror each other", common, only_one, only_two
    )


def _dynamic_accepts(
    one: Side, ours: Sequence[Selector], two: Side, theirs: Sequence[Selector]
) -> bool:
    """Whether a dynamic map's ACL covers every flow that the other end proposes."""
    wide, narrow = (ours, theirs) if one.dynamic else (theirs, ours)
    del two
    return all(any(entry.covers(flow.mirrored()) for entry in wide) for flow in narrow)


def _sets(side: Side, entry: CryptoMapEntry) -> tuple[TransformSet, ...]:
    return tuple(
        item
        for name in entry.transform_sets
        if (item := side.config.transform_set(name)) is not None
    )


def same_protection(one: TransformSet, two: TransformSet) -> bool:
    """Whether two sets negotiate alike: the same transforms in any order."""
    return frozenset(one.transforms) == frozenset(two.transforms)


def _transforms(one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry) -> TransformPair:
    first, second = _sets(one, mine), _sets(two, other)
    if not first or not second:
        side = one if not first else two
        return TransformPair(
            Agreement.UNKNOWN, f"{side.name} has no transform set to compare", first, second
        )
    for side, entry in ((one, mine), (two, other)):
        if entry_may_go_on(side, entry):
            text = f"{text_ends(side)}: its transform sets may go on"
            return TransformPair(Agreement.UNKNOWN, text, first, second)
    transport_only = None
    for candidate in first:
        for other_set in second:
            if same_protection(candidate, other_set):
                if candidate.mode == other_set.mode or not _mode_matters(one, mine):
                    return TransformPair(
                        Agreement.AGREE,
                        f"transform set {candidate.name} of {one.name} equals {other_set.name} of {two.name}",
                        first,
                        second,
                        candidate,
                    )
                transport_only = (candidate, other_set)
    if transport_only is not None:
        candidate, other_set = transport_only
        return TransformPair(
            Agreement.DIFFER,
            f"{candidate.name} of {one.name} is in {candidate.mode} mode, {other_set.name} of {two.name} in {other_set.mode} mode",
            first,
            second,
        )
    return TransformPair(
        Agreement.DIFFER,
        f"no transform set of {one.name} equals one of {two.name}",
        first,
        second,
    )


def _mode_matters(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether transport mode would be used: the protected ends are the crypto endpoints."""
    local = {side.end.local_address, side.end.address}
    return any(
        selector.source.is_host
        and selector.destination.is_host
        and selector.source.dotted in local
        and selector.destination.dotted == side.peer
        for selector in permits(side.config.acl(entry.acl))
    )


def _pfs(
    one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry
) -> tuple[Agreement, str]:
    if mine.pfs_group == other.pfs_group:
        return Agreement.AGREE, "PFS is the same on both ends"
    if mine.pfs_group is not None and other.pfs_group is not None:
        return (
            Agreement.DIFFER,
            f"PFS: {one.name} demands group {mine.pfs_group}, {two.name} group {other.pfs_group}",
        )
    strict, lax, entry = (one, two, other) if mine.pfs_group is not None else (two, one, mine)
    if entry_may_go_on(lax, entry):
        return Agreement.UNKNOWN, f"{text_ends(lax)}: it may demand PFS too"
    return (
        Agreement.DIFFER,
        f"PFS: {strict.name} demands it, {lax.name} does not offer it when it initiates",
    )

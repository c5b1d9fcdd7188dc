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
from remediate.model.selector_index import SelectorIndex
from remediate.negotiation.ikev2 import child_sets
from remediate.negotiation.outcome import Agreement, EntryPair, Selectors, Side, TransformPair
from remediate.negotiation.partial import (
    acl_may_go_on,
    built_in_sets,
    entry_may_go_on,
    may_lack,
    text_ends,
)
from remediate.negotiation.tunnels import PROTECTION, facing, has_policy, is_vti

__all__ = [
    "mode_matters",
    "pair_entries",
    "permits",
    "same_protection",
    "transform_sets_of",
    "unread_sets",
    "unreadable",
]


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


def pair_entries(one: Side, two: Side, *, ikev2: bool = False) -> Iterable[EntryPair]:
    """Pair the entries that face each other: by the flows they share, what is left by order.

    With ``ikev2`` those that are set up for IKEv2, as two ends that both can use it do; else the others.

    One entry can face several (its flows are in two entries of the other end). A flow is missing
    only where no entry of the other end mirrors it, and is told of once.
    """
    ours, theirs = (
        [entry for entry in side.entries if _serves(entry, ikev2=ikev2)] for side in (one, two)
    )
    yield from _pair_tunnels(one, ours, two, theirs)
    yield from _unlike(one, ours, two, theirs, ikev2=ikev2)
    ours = [entry for entry in ours if entry.kind != PROTECTION]
    theirs = [entry for entry in theirs if entry.kind != PROTECTION]
    chosen: list[tuple[int, int]] = []
    shared = sorted(
        (
            (-_shared(one, mine, two, other), i, j)
            for i, mine in enumerate(ours)
            for j, other in enumerate(theirs)
        ),
    )
    left, right = set(range(len(ours))), set(range(len(theirs)))
    for count, i, j in shared:
        if i in left and j in right:
            chosen.append((i, j))
            left.discard(i)
            if not two.dynamic:
                right.discard(j)
        elif -count >= _EXACT:
            chosen.append((i, j))
    flows_one, flows_two = _flows(one, ours), _flows(two, theirs)
    told: set[tuple[int, int]] = set()
    for i, j in chosen:
        mine, other = ours[i], theirs[j]
        if mine.kind in ("gdoi", "ipsec-manual") or other.kind in ("gdoi", "ipsec-manual"):
            continue
        pfs, why = _pfs(one, mine, two, other)
        why += _AT_REKEY if ikev2 and pfs is Agreement.DIFFER else ""
        selectors = _selectors(one, mine, two, other, flows_one, flows_two)
        selectors = selectors._replace(
            only_one=() if (0, i) in told else selectors.only_one,
            only_two=() if (1, j) in told else selectors.only_two,
        )
        told |= {(0, i), (1, j)}
        yield EntryPair(mine, other, selectors, _transforms(one, mine, two, other), pfs, why)


_AT_REKEY = "; under IKEv2 the first child SA carries no key exchange: the tunnel comes up, and fails at a rekey"


def _serves(entry: CryptoMapEntry, *, ikev2: bool) -> bool:
    if ikev2:
        return bool(entry.ikev2_proposals) or entry.ikev2_profile is not None
    return bool(entry.transform_sets) or not entry.ikev2_proposals


def _pair_tunnels(
    one: Side, ours: Sequence[CryptoMapEntry], two: Side, theirs: Sequence[CryptoMapEntry]
) -> Iterable[EntryPair]:
    """Pair the tunnel interfaces that face each other.

    Where several can (two multipoint tunnels of a hub), a pair that agrees is the one; without such
    it can't be told which two were meant.
    """
    found = [
        (mine, other, _transforms(one, mine, two, other))
        for mine in ours
        for other in theirs
        if PROTECTION in (mine.kind, other.kind)
        and mine.kind == other.kind
        and facing(one.config, mine, two.config, other)
    ]
    agreed = [item for item in found if item[2].outcome is Agreement.AGREE]
    if len(found) > 1 and not agreed:
        return
    for mine, other, transforms in (agreed or found)[:1]:
        pfs, why = _pfs(one, mine, two, other)
        why += _AT_REKEY if mine.ikev2_profile and pfs is Agreement.DIFFER else ""
        flows = Selectors(Agreement.AGREE, "tunnel interfaces protect what is routed into them")
        yield EntryPair(mine, other, flows, transforms, pfs, why)


_EXACT = 1000
"""Weight of a flow that two entries mirror, against flows that only overlap."""


def _flows(side: Side, entries: Sequence[CryptoMapEntry]) -> frozenset[Selector]:
    return frozenset(flow for entry in entries for flow in permits(side.config.acl(entry.acl)))


def _shared(one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry) -> int:
    ours = set(permits(one.config.acl(mine.acl)))
    theirs = {selector.mirrored() for selector in permits(two.config.acl(other.acl))}
    exact = len(ours & theirs)
    if exact:
        return exact * _EXACT
    index = _indexed(theirs)
    return sum(len(index.overlapping(flow)) for flow in ours)


def _indexed(flows: Iterable[Selector]) -> SelectorIndex[None]:
    found: SelectorIndex[None] = SelectorIndex()
    for flow in flows:
        found.add(flow, None)
    return found


def _selectors(
    one: Side,
    mine: CryptoMapEntry,
    two: Side,
    other: CryptoMapEntry,
    flows_one: frozenset[Selector],
    flows_two: frozenset[Selector],
) -> Selectors:
    """Compare two crypto ACLs; ``flows_…`` are all that an end protects towards the other."""
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
    images = {selector.mirrored() for selector in theirs}
    common = tuple(selector for selector in ours if selector in images)
    only_one = _unanswered(ours, flows_two)
    only_two = _unanswered(theirs, flows_one)
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


def _unanswered(flows: Sequence[Selector], there: frozenset[Selector]) -> tuple[Selector, ...]:
    """Return the flows without a mirror at the other end.

    One that an earlier entry of its list covers is never proposed: the earlier one takes its packets.
    """
    found = []
    earlier: SelectorIndex[None] = SelectorIndex()
    added = 0
    for place, flow in enumerate(flows):
        if flow.mirrored() in there:
            continue
        for one in flows[added:place]:
            earlier.add(one, None)
        added = place
        if not any(one.covers(flow) for one, _ in earlier.overlapping(flow)):
            found.append(flow)
    return tuple(found)


def _dynamic_accepts(
    one: Side, ours: Sequence[Selector], two: Side, theirs: Sequence[Selector]
) -> bool:
    """Whether a dynamic map's ACL covers every flow that the other end proposes."""
    wide, narrow = (ours, theirs) if one.dynamic else (theirs, ours)
    del two
    return all(any(entry.covers(flow.mirrored()) for entry in wide) for flow in narrow)


def _unlike(
    one: Side,
    ours: Sequence[CryptoMapEntry],
    two: Side,
    theirs: Sequence[CryptoMapEntry],
    *,
    ikev2: bool,
) -> Iterable[EntryPair]:
    """Pair a tunnel interface with a crypto map entry: they name each other and can't agree on flows.

    A virtual tunnel interface asks for everything to everywhere, a crypto map for its ACL.
    """
    if not ikev2 or len(ours) != 1 or len(theirs) != 1 or one.dynamic or two.dynamic:
        return
    mine, other = ours[0], theirs[0]
    if (mine.kind == PROTECTION) is (other.kind == PROTECTION):
        return
    tunnel, entry = (one, other) if mine.kind == PROTECTION else (two, mine)
    mapped, name = (two, mine.map) if tunnel is one else (one, other.map)
    flows = permits(mapped.config.acl(entry.acl))
    if not is_vti(tunnel.config, name) or has_policy(tunnel, name) or not flows:
        return
    everything = any(flow.source.is_any and flow.destination.is_any for flow in flows)
    outcome = Agreement.AGREE if everything else Agreement.DIFFER
    text = (
        f"{name} of {tunnel.name} is a virtual tunnel interface, which protects any to any; {mapped.name} has a"
        f" crypto map, whose ACL {entry.acl} " + ("does too" if everything else "protects less")
    )
    pfs, why = _pfs(one, mine, two, other)
    yield EntryPair(
        mine, other, Selectors(outcome, text), _transforms(one, mine, two, other), pfs, why
    )


def _sets(side: Side, entry: CryptoMapEntry, *, ikev2: bool) -> tuple[TransformSet, ...]:
    if ikev2:
        return child_sets(side, entry)
    return tuple(
        item
        for name in entry.transform_sets
        if (item := side.config.transform_set(name)) is not None
    )


def same_protection(one: TransformSet, two: TransformSet) -> bool:
    """Whether two sets negotiate alike: the same transforms in any order."""
    return frozenset(one.transforms) == frozenset(two.transforms)


def _transforms(one: Side, mine: CryptoMapEntry, two: Side, other: CryptoMapEntry) -> TransformPair:
    ikev2 = all(item.ikev2_proposals or item.ikev2_profile for item in (mine, other))
    first, second = _sets(one, mine, ikev2=ikev2), _sets(two, other, ikev2=ikev2)
    if not first or not second:
        side, entry = (one, mine) if not first else (two, other)
        reason = f"{side.name} has no transform set to compare"
        if built_in_sets(side) and not entry.transform_sets:
            reason = f"{side.name} names no transform set, and whether a built-in one serves the peer is not known"
        return TransformPair(Agreement.UNKNOWN, reason, first, second)
    agreed = _match(one, mine, first, second, ikev2=ikev2)
    if agreed is not None:
        return TransformPair(
            Agreement.AGREE,
            f"transform set {agreed[0].name} of {one.name} equals {agreed[1].name} of {two.name}",
            first,
            second,
            agreed,
        )
    for side, entry, sets in ((one, mine, first), (two, other, second)):
        text = _unread_sets(side, entry, sets)
        if text is not None:
            return TransformPair(Agreement.UNKNOWN, text, first, second)
    for candidate in first:
        for other_set in second:
            if same_protection(candidate, other_set):
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


def _unread_sets(side: Side, entry: CryptoMapEntry, sets: Sequence[TransformSet]) -> str | None:
    """Say why an end can have more transform sets for the entry than are known, None when it can't."""
    for item in sets:
        if item.problem:
            return f"{side.name}: transform set {item.name}: {item.problem}"
    if entry_may_go_on(side, entry) or (may_lack(side) and len(sets) < len(entry.transform_sets)):
        return f"{text_ends(side)}: not all its transform sets are known"
    return None


def _match(
    one: Side,
    mine: CryptoMapEntry,
    first: Sequence[TransformSet],
    second: Sequence[TransformSet],
    *,
    ikev2: bool,
) -> tuple[TransformSet, TransformSet] | None:
    """Return the first two sets that negotiate alike, None without such.

    Under IKEv2 transport mode is only asked for; without an answer it is tunnel mode (RFC 7296, 1.3.1).
    """
    for candidate in first:
        for other in second:
            if candidate.problem or not same_protection(candidate, other):
                continue
            if candidate.mode == other.mode or ikev2 or not _mode_matters(one, mine):
                return candidate, other
    return None


def _mode_matters(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether transport mode would be used: the protected ends are the crypto endpoints.

    Of tunnel protection it is not known to matter: it is not called a fault.
    """
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
    if lax.dynamic:
        return (
            Agreement.AGREE,
            f"PFS: {lax.name} only answers, and accepts the PFS of {strict.name}",
        )
    return (
        Agreement.DIFFER,
        f"PFS: {strict.name} demands it, {lax.name} does not offer it when it initiates",
    )


def transform_sets_of(side: Side, entry: CryptoMapEntry) -> tuple[TransformSet, ...]:
    """Return the transform sets of an entry that the configuration has, in the entry's order."""
    found = (side.config.transform_set(name) for name in entry.transform_sets)
    return tuple(item for item in found if item is not None)


def unread_sets(side: Side, entry: CryptoMapEntry, sets: Sequence[TransformSet]) -> str | None:
    """Say why an end can have more transform sets for the entry than are known, None when it can't."""
    return _unread_sets(side, entry, sets)


def mode_matters(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether transport mode would be used for an entry: what it protects are the crypto endpoints."""
    return _mode_matters(side, entry)

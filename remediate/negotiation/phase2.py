"""The entries of the two ends that face each other, each pair with its flows, transform sets and PFS.

Source: RFC 2407 and RFC 2409 section 5.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.model.config_maps import CryptoMapEntry
from remediate.model.selector import Selector
from remediate.model.selector_index import SelectorIndex
from remediate.negotiation.crypto_acls import compare_selectors, permits
from remediate.negotiation.outcome import Agreement, EntryPair, Selectors, Side
from remediate.negotiation.protection import compare_pfs, compare_transforms
from remediate.negotiation.tunnels import PROTECTION, facing, has_policy, is_vti

__all__ = ["pair_entries"]


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
        pfs, why = compare_pfs(one, mine, two, other)
        why += _AT_REKEY if ikev2 and pfs is Agreement.DIFFER else ""
        selectors = compare_selectors(one, mine, two, other, flows_one, flows_two)
        selectors = selectors._replace(
            only_one=() if (0, i) in told else selectors.only_one,
            only_two=() if (1, j) in told else selectors.only_two,
        )
        told |= {(0, i), (1, j)}
        yield EntryPair(mine, other, selectors, compare_transforms(one, mine, two, other), pfs, why)


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
        (mine, other, compare_transforms(one, mine, two, other))
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
        pfs, why = compare_pfs(one, mine, two, other)
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
    pfs, why = compare_pfs(one, mine, two, other)
    yield EntryPair(
        mine, other, Selectors(outcome, text), compare_transforms(one, mine, two, other), pfs, why
    )

"""Which of two crypto ACLs deviates: what the rest of the configurations says of the intended flows.

A flow is supported where its source is a network of the device that protects it and its destination
one of the peer's, less where the NAT exemption names it (who typed the one typed the other), and where
other entries of the device use the same network. The end whose flow has the weaker support deviates; without a difference it can't be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from remediate.model.config_maps import CryptoMapEntry
from remediate.model.evidence import FleetEvidence
from remediate.model.selector import AddressBlock, Selector
from remediate.model.selector_index import SelectorIndex
from remediate.negotiation import Selectors, Side
from remediate.negotiation.routing import owners_of
from remediate.rules._networks import exempt, networks, sizes, users
from remediate.rules._stray_flows import stray

__all__ = ["Repair", "repairs"]


class Repair(NamedTuple):
    """What would make two lists mirror each other. Flows are as seen from the end they are for."""

    add_one: tuple[Selector, ...]
    remove_one: tuple[Selector, ...]
    add_two: tuple[Selector, ...]
    remove_two: tuple[Selector, ...]
    decided: bool
    """False where both ways are open: then both are given, and either alone would do."""
    why: str
    by_hand: str | None = None
    """Why no edit of a list alone puts it right."""


def repairs(
    one: Side,
    mine: CryptoMapEntry,
    two: Side,
    other: CryptoMapEntry,
    selectors: Selectors,
    fleet: FleetEvidence | None = None,
) -> Repair:
    """Return the repair of a pair of lists that differ; other devices of the fleet may tell whose a flow is."""
    add_one: list[Selector] = []
    remove_one: list[Selector] = []
    add_two: list[Selector] = []
    remove_two: list[Selector] = []
    reasons: list[str] = []
    decided = True
    by_hand: str | None = None
    same = set(selectors.only_one) & set(selectors.only_two)
    alone_one = [flow for flow in selectors.only_one if flow not in same]
    alone_two = [flow for flow in selectors.only_two if flow not in same]
    for flow in (item for item in selectors.only_one if item in same):
        turned = _turned(one, mine, two, other, flow)
        if turned is None or turned[0] is one:
            add_one.append(flow.mirrored())
            remove_one.append(flow)
        if turned is None or turned[0] is two:
            add_two.append(flow.mirrored())
            remove_two.append(flow)
        decided = decided and turned is not None
        reasons.append(turned[1] if turned is not None else f"both lists have {flow}: {_OPEN}")
    common = set(selectors.common)
    for flow in [item for item in alone_one if item.mirrored() in common]:
        turned = _turned(one, mine, two, other, flow)
        if turned is not None and turned[0] is one:
            alone_one.remove(flow)
            remove_one.append(flow)
            reasons.append(f"{turned[1]}; {_BESIDE}")
    for flow in [item for item in alone_two if item in common]:
        turned = _turned(two, other, one, mine, flow)
        if turned is not None and turned[0] is two:
            alone_two.remove(flow)
            remove_two.append(flow)
            reasons.append(f"{turned[1]}; {_BESIDE}")
    rivals = _Rivals(alone_two)
    for flow in alone_one:
        rival = rivals.take(flow) or rivals.take_unswapped(flow)
        if rival is None and one.dynamic:
            continue  # the list of a dynamic map serves other peers too
        if rival is None:
            found = stray(one, mine, two, flow, fleet)
            if not (found is not None and found.owner_deviates):
                add_two.append(flow.mirrored())
            if found is not None:
                remove_one.append(flow)
                by_hand = by_hand or (_OWN_ENTRY if found.by_hand else None)
            decided = decided and (found is None or found.owner_deviates)
            reasons.append(found.why if found else f"{two.name} lacks an entry that {one.name} has")
            continue
        for_one = list(_reasons(one, mine, two, flow))
        for_two = list(_reasons(two, other, one, rival))
        score_one = sum(points for points, _ in for_one)
        score_two = sum(points for points, _ in for_two)
        if score_one == score_two:
            decided = False
            add_two.append(flow.mirrored())
            remove_two.append(rival)
            add_one.append(rival.mirrored())
            remove_one.append(flow)
            reasons.append(_OPEN)
        elif score_one > score_two:
            add_two.append(flow.mirrored())
            remove_two.append(rival)
            reasons.append(f"{two.name} deviates: {_reason(for_one, for_two)}")
        else:
            add_one.append(rival.mirrored())
            remove_one.append(flow)
            reasons.append(f"{one.name} deviates: {_reason(for_two, for_one)}")
    for rival in rivals.left() if not two.dynamic else ():
        found = stray(two, other, one, rival, fleet)
        if not (found is not None and found.owner_deviates):
            add_one.append(rival.mirrored())
        if found is not None:
            remove_two.append(rival)
            by_hand = by_hand or (_OWN_ENTRY if found.by_hand else None)
        decided = decided and (found is None or found.owner_deviates)
        reasons.append(found.why if found else f"{one.name} lacks an entry that {two.name} has")
    return Repair(
        tuple(add_one),
        tuple(remove_one),
        tuple(add_two),
        tuple(remove_two),
        decided,
        "; ".join(dict.fromkeys(reasons)),
        by_hand,
    )


_OPEN = "which end deviates is not in the configurations"
_BESIDE = "its right line stands beside it"
_OWN_ENTRY = "each site needs a crypto map entry and a list of its own"


def _turned(
    side: Side, entry: CryptoMapEntry, peer: Side, other: CryptoMapEntry, flow: Selector
) -> tuple[Side, str] | None:
    """Return whose line is the wrong way round of two that are alike, and why; None where it is open."""
    here = list(_reasons(side, entry, peer, flow))
    there = list(_reasons(peer, other, side, flow))
    score = sum(points for points, _ in here) - sum(points for points, _ in there)
    if not score:
        return None
    wrong, right = (side, peer) if score < 0 else (peer, side)
    why = _reason(there, here) if score < 0 else _reason(here, there)
    text = f"{wrong.name} deviates: {flow} is the line of {right.name}, source and destination not swapped ({why})"
    return wrong, text


class _Rivals:
    """The other end's entries without a mirror, each of them to be taken once."""

    def __init__(self, flows: Sequence[Selector]) -> None:
        self._left = dict.fromkeys(range(len(flows)))
        self._flows = flows
        self._overlaps: SelectorIndex[int] = SelectorIndex()
        self._sources: dict[AddressBlock, list[int]] = {}
        self._destinations: dict[AddressBlock, list[int]] = {}
        for place, flow in enumerate(flows):
            self._overlaps.add(flow, place)
            self._sources.setdefault(flow.source, []).append(place)
            self._destinations.setdefault(flow.destination, []).append(place)

    def take(self, flow: Selector) -> Selector | None:
        """Take the entry that stands for the same intention: it overlaps, or shares a network."""
        image = flow.mirrored()
        places = [place for _, place in self._overlaps.overlapping(image) if place in self._left]
        if not places:
            for alike in (
                self._sources.get(image.source, []),
                self._destinations.get(image.destination, []),
            ):
                alike[:] = [place for place in alike if place in self._left]
                places += alike[:1]
        if not places:
            return None
        return self._taken(min(places))

    def take_unswapped(self, flow: Selector) -> Selector | None:
        """Take an entry that overlaps the flow as it stands: source and destination are not swapped in one of them."""
        places = [place for _, place in self._overlaps.overlapping(flow) if place in self._left]
        return self._taken(min(places)) if places else None

    def _taken(self, place: int) -> Selector:
        del self._left[place]
        return self._flows[place]

    def left(self) -> list[Selector]:
        """Return the entries that nothing took."""
        return [self._flows[place] for place in self._left]


def _reason(winner: Iterable[tuple[int, str]], loser: Iterable[tuple[int, str]]) -> str:
    """Return the weightiest reason that speaks for the one flow and not for the other."""
    other = {text for _, text in loser}
    apart = [item for item in winner if item[0] > 0 and item[1] not in other]
    if apart:
        return max(apart)[1]
    against = [text for points, text in loser if points < 0]
    return f"of the other entry, {against[0]}" if against else "more speaks for the other entry"


def _reasons(
    side: Side, entry: CryptoMapEntry, peer: Side, flow: Selector
) -> Iterable[tuple[int, str]]:
    """Yield (points, reason) for a flow as the configured intention."""
    if not flow.source.contiguous or not flow.destination.contiguous:
        yield -4, "its mask is no network"
    for block, owner in ((flow.source, side), (flow.destination, peer)):
        known = networks(owner.config)
        if block in known:
            yield 4, f"{block} is a network of {owner.name}"
        elif block.is_host and owners_of(owner.config, block.dotted):
            yield 4, f"{block} is an address of {owner.name}"
        elif any(
            AddressBlock(address=block.address & ~wildcard, wildcard=wildcard) in known
            for wildcard in sizes(owner.config)
            if block.wildcard & ~wildcard == 0
        ):
            yield 1, f"{block} is within a network of {owner.name}"
    for owner, wanted in ((side, flow), (peer, flow.mirrored())):
        if wanted in exempt(owner.config):
            yield 2, f"the NAT exemption of {owner.name} names the flow"
    others = users(side.config).get(flow.source, set()) - {(entry.map, entry.sequence)}
    if others:
        yield 2, f"{side.name} protects {flow.source} towards other peers too"

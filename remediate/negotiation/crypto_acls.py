"""Crypto ACLs as sets of flows, and the lists of two ends against each other.

Source: RFC 2407, section 4.6.2 (the identities of a Quick Mode are one flow).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from remediate.model.config_lists import AccessList
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.selector import Selector
from remediate.model.selector_index import SelectorIndex
from remediate.negotiation.nat_index import entries_near
from remediate.negotiation.outcome import Agreement, Selectors, Side
from remediate.negotiation.partial import acl_may_go_on, entry_may_go_on, text_ends
from remediate.negotiation.routing import Same

__all__ = ["compare_selectors", "permits", "unreadable"]


def permits(acl: AccessList | None) -> tuple[Selector, ...]:
    """Return the flows that a crypto ACL protects, normalised, in order and without repeats.

    What a deny above it takes away as a whole is none of them: the first line that matches decides.
    """
    return () if acl is None else _permits(Same(acl))


@lru_cache(maxsize=256)
def _permits(key: Same[AccessList]) -> tuple[Selector, ...]:
    """Read a list once: that of a dynamic map is asked for each of its peers."""
    acl = key.value
    found: dict[Selector, None] = {}
    denied: list[Selector] = []
    for entry in acl.entries:
        if entry.inactive:
            continue
        if entry.action == "deny":
            denied.extend(entry.selectors)
        elif entry.action == "permit":
            for selector in entry.selectors:
                if not (denied and any(above.covers(selector) for above in denied)):
                    found.setdefault(selector.normalised())
    return tuple(found)


def unreadable(acl: AccessList | None) -> tuple[str, ...]:
    """Return why entries of the list could not be read."""
    if acl is None:
        return ()
    return tuple(
        f"access list {acl.name}: {entry.problem}" for entry in acl.entries if entry.problem
    )


def _denies(acl: AccessList | None) -> set[Selector]:
    """Return the denies, normalised, that take a part of a permit below them; one below all of its permits takes nothing."""
    if acl is None:
        return set()
    found: set[Selector] = set()
    below: list[Selector] = []
    for entry in reversed(acl.entries):
        if entry.inactive:
            continue
        if entry.action == "permit":
            below.extend(entry.selectors)
        elif entry.action == "deny":
            for selector in entry.selectors:
                if any(
                    selector.overlaps(permit) and not selector.covers(permit) for permit in below
                ):
                    found.add(selector.normalised())
    return found


def compare_selectors(
    one: Side,
    mine: CryptoMapEntry,
    two: Side,
    other: CryptoMapEntry,
    flows_one: frozenset[Selector],
    flows_two: frozenset[Selector],
) -> Selectors:
    """Compare two crypto ACLs; ``flows_…`` are all that an end protects towards the other."""
    first, second = one.config.acl(mine.acl), two.config.acl(other.acl)
    if one.dynamic is not two.dynamic and first is not None and second is not None:
        wide, narrow = (first, second) if one.dynamic else (second, first)
        common = _taken(wide, narrow)
        if common is not None:
            mirrored = common if two.dynamic else tuple(flow.mirrored() for flow in common)
            return Selectors(
                Agreement.AGREE, "the dynamic map's ACL covers the peer's flows", mirrored
            )
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
        denied = _denies(first)
        denied_there = {selector.mirrored() for selector in _denies(second)}
        if denied != denied_there and any(
            a.overlaps(b) for a in denied ^ denied_there for b in ours
        ):
            return Selectors(
                Agreement.UNKNOWN,
                "deny entries of the two crypto ACLs differ",
                common,
            )
        return Selectors(Agreement.AGREE, "the crypto ACLs mirror each other", common)
    if one.dynamic or two.dynamic:
        wide, flows = (first, theirs) if one.dynamic else (second, ours)
        accepts = _accepts(wide, flows)
        if accepts:
            text = "the dynamic map's ACL covers the peer's flows"
            return Selectors(Agreement.AGREE, text, common)
        if accepts is None:
            text = f"a deny of {wide.name} takes a part of what the peer protects"
            return Selectors(Agreement.UNKNOWN, text, common)
    for side, entry in ((one, mine), (two, other)):
        if acl_may_go_on(side, entry.acl) or entry_may_go_on(side, entry):
            text = f"{text_ends(side)}: its crypto ACL may go on"
            return Selectors(Agreement.UNKNOWN, text, common, only_one, only_two)
    return Selectors(
        Agreement.DIFFER, "the crypto ACLs do not mirror each other", common, only_one, only_two
    )


def _taken(wide: AccessList, narrow: AccessList) -> tuple[Selector, ...] | None:
    """Return the flows of a peer that a dynamic map's list has as they are, where it takes all of them.

    None where it does not, or that hangs on more than the line that takes each: the whole lists decide then.
    """
    if unreadable(narrow) or any(entry.action == "deny" for entry in narrow.entries):
        return None
    flows = permits(narrow)
    common = []
    for flow in flows:
        wanted = flow.mirrored()
        permit, selector = next(entries_near(wide, wanted), (False, None))
        if not permit or selector is None or not selector.covers(wanted):
            return None
        if selector.normalised() == wanted:
            common.append(flow)
    return tuple(common) if flows else None


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


def _accepts(wide: AccessList, flows: Sequence[Selector]) -> bool | None:
    """Whether a dynamic map's list takes every flow that the peer proposes; None where a deny takes a part of one."""
    parts = False
    for flow in flows:
        wanted = flow.mirrored()
        for permit, selector in entries_near(wide, wanted):
            if selector is not None and selector.covers(wanted):
                if not permit:
                    return False
                break
            parts = parts or not permit
        else:
            return False
    return None if parts else True

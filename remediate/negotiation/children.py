"""Phase 2 in one direction: each flow that the initiator proposes, and the responder's answer to it.

Source: RFC 2409 section 5.5; Cisco IOS Security Command Reference, `mode` (where the protected flow is
between the crypto endpoints, transport mode asks for itself and accepts both, tunnel mode asks for and
accepts itself alone) and `set pfs` (without it any offer of PFS is accepted; with it, the group must be
part of the offer).
"""

from __future__ import annotations

from collections.abc import Iterable

from remediate.model.base import Platform
from remediate.model.config import CryptoMapEntry, TransformSet
from remediate.model.selector import Selector
from remediate.negotiation.answers import Answers, Found
from remediate.negotiation.courses import Child, Ending
from remediate.negotiation.flows import Answered, Book
from remediate.negotiation.implied import carries_gre, implied_flow
from remediate.negotiation.outcome import Agreement, EntryPair, Negotiation, Side
from remediate.negotiation.partial import entry_may_go_on, text_ends
from remediate.negotiation.phase2 import (
    mode_matters,
    permits,
    same_protection,
    transform_sets_of,
    unread_sets,
    unreadable,
)
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["asks", "children_of"]


def asks(side: Side, entry: CryptoMapEntry) -> bool:
    """Whether an end can initiate by an entry: it names the peer, or NHRP does for a multipoint tunnel."""
    if entry.peers:
        return True
    tunnel = side.config.interface(entry.map) if entry.kind == PROTECTION else None
    return tunnel is not None and side.peer in tunnel.nbma


def children_of(
    negotiation: Negotiation, initiator: Side, responder: Side, book: Book
) -> Iterable[Child]:
    """Yield the phase-2 negotiations that the initiator would begin, in its order."""
    forward = initiator is negotiation.one
    answers = Answers(initiator, responder, book)
    for entry in initiator.entries:
        if entry.ikev2_proposals and not entry.transform_sets:
            continue
        if entry.kind == PROTECTION:
            yield from _tunnel(negotiation, initiator, responder, entry, answers)
        elif entry.kind == "ipsec-isakmp" and entry.peers:
            pairs = [p for p in negotiation.pairs if (p.one if forward else p.two) is entry]
            yield from _flows(initiator, responder, entry, pairs, answers, book)


def _tunnel(
    negotiation: Negotiation,
    initiator: Side,
    responder: Side,
    entry: CryptoMapEntry,
    answers: Answers,
) -> Iterable[Child]:
    """Yield the child of a tunnel interface: whatever is routed into it.

    Against a crypto map it proposes what it protects, as any entry does.
    """
    if not asks(initiator, entry):
        return
    for pair in negotiation.pairs:
        mine, other = (pair.one, pair.two) if initiator is negotiation.one else (pair.two, pair.one)
        if mine is entry:
            yield _protected(initiator, responder, entry, None, Found(other))
            return
    flow = implied_flow(initiator.config, entry, initiator.end.local_address, initiator.peer)
    mapped = any(item.kind == "ipsec-isakmp" and item.peers for item in responder.entries)
    if flow is not None and mapped:
        found = answers.to(flow.mirrored().normalised())
        yield _protected(initiator, responder, entry, flow, found)


def _flows(
    initiator: Side,
    responder: Side,
    entry: CryptoMapEntry,
    pairs: list[EntryPair],
    answers: Answers,
    book: Book,
) -> Iterable[Child]:
    """Yield the children of a crypto-map entry, one for each flow that it proposes."""
    acl = initiator.config.acl(entry.acl)
    doubt = next((text for text in unreadable(acl)), None)
    doubt = f"{initiator.name}: {doubt}" if doubt is not None else _doubt(pairs)
    proposals = book.static(initiator.config, {entry.map}).proposals(
        entry, permits(acl), initiator.peer
    )
    for proposal in proposals:
        flow = proposal.selector
        if proposal.answered is Answered.SHADOWED:
            continue
        if proposal.taker is not None:
            yield _taken(initiator, entry, flow, proposal.taker, same=proposal.same)
            continue
        child = _protected(
            initiator, responder, entry, flow, answers.to(flow.mirrored().normalised())
        )
        if child.ending is Ending.UP and doubt is not None:
            child = child._replace(ending=Ending.UNKNOWN, reason=doubt)
        yield child


def _doubt(pairs: list[EntryPair]) -> str | None:
    """Return why two crypto ACLs can't be compared as a whole, None where they can."""
    return next(
        (p.selectors.reason for p in pairs if p.selectors.outcome is Agreement.UNKNOWN), None
    )


def _taken(
    side: Side, entry: CryptoMapEntry, flow: Selector, taker: CryptoMapEntry, *, same: bool
) -> Child:
    peers = ", ".join(taker.peers) or "no peer"
    reason = (
        f"{side.name}: crypto map {taker.map} {taker.sequence} (peer {peers}) takes {flow} before"
        f" entry {entry.sequence}"
    )
    if same:
        return Child(entry, None, flow, Ending.UNKNOWN, f"{reason}, a standby or a mistake")
    return Child(
        entry, None, flow, Ending.NOT_STARTED, reason, "crypto-map-entry-order", taker=taker
    )


# --- transform sets, mode and PFS ----------------------------------------------------------------


def _protected(
    initiator: Side,
    responder: Side,
    entry: CryptoMapEntry,
    flow: Selector | None,
    found: Found,
) -> Child:
    """Return the child of a flow that the responder has an entry for."""
    if found.entry is None:
        return Child(entry, None, flow, found.ending, found.reason, found.slug, taker=found.taker)
    other = found.entry
    base = Child(entry, other, flow, Ending.UP, "", narrower=found.narrower)
    ours, theirs = transform_sets_of(initiator, entry), transform_sets_of(responder, other)
    if not ours or not theirs:
        side = initiator if not ours else responder
        return base._replace(
            ending=Ending.UNKNOWN, reason=f"{side.name} has no transform set to compare"
        )
    chosen = _chosen(initiator, entry, responder, other, ours, theirs)
    if chosen is None:
        for side, own, sets in ((initiator, entry, ours), (responder, other, theirs)):
            text = unread_sets(side, own, sets)
            if text is not None:
                return base._replace(ending=Ending.UNKNOWN, reason=text)
        return base._replace(
            ending=Ending.TRANSFORMS,
            reason=_refused(initiator, responder, ours, theirs),
            slug="transform-set-mismatch",
        )
    gre = carries_gre(initiator.config, entry) or carries_gre(responder.config, other)
    if gre and chosen[0].mode != chosen[1].mode:
        text = (
            f"{initiator.name} has {chosen[0].mode} mode and {responder.name} {chosen[1].mode} mode:"
            " whether a tunnel interface accepts that is not known"
        )
        return base._replace(ending=Ending.UNKNOWN, reason=text, transforms=chosen)
    mode = chosen[0].mode if gre or mode_matters(initiator, entry) else "tunnel"
    base = base._replace(transforms=chosen, mode=mode)
    if other.pfs_group is not None and entry.pfs_group != other.pfs_group:
        offer = f"offers group {entry.pfs_group}" if entry.pfs_group else "offers none"
        if entry.pfs_group is None and entry_may_go_on(initiator, entry):
            text = f"{text_ends(initiator)}: it may demand PFS too"
            return base._replace(ending=Ending.UNKNOWN, reason=text)
        return base._replace(
            ending=Ending.PFS,
            reason=f"{responder.name} demands PFS with group {other.pfs_group}, {initiator.name} {offer}",
            slug="pfs-mismatch",
        )
    reason = ""
    if found.narrower:
        reason = f"{responder.name} takes {flow}, which is less than its own entry"
    return base._replace(pfs_group=entry.pfs_group, reason=reason)


def _chosen(
    initiator: Side,
    entry: CryptoMapEntry,
    responder: Side,
    other: CryptoMapEntry,
    ours: tuple[TransformSet, ...],
    theirs: tuple[TransformSet, ...],
) -> tuple[TransformSet, TransformSet] | None:
    """Return the first of the initiator's sets that the responder has, with the responder's."""
    matters = PROTECTION not in (entry.kind, other.kind) and mode_matters(initiator, entry)
    for mine in ours:
        for own in theirs:
            if mine.problem or own.problem or not same_protection(mine, own):
                continue
            if not matters or _mode_accepted(mine, responder, own):
                return mine, own
    return None


def _mode_accepted(mine: TransformSet, responder: Side, other: TransformSet) -> bool:
    """Whether the responder accepts the mode: tunnel mode takes only itself, transport mode (IOS) both."""
    if mine.mode == other.mode:
        return True
    return mine.mode == "tunnel" and responder.config.platform is Platform.IOS


def _refused(
    initiator: Side,
    responder: Side,
    ours: tuple[TransformSet, ...],
    theirs: tuple[TransformSet, ...],
) -> str:
    for mine in ours:
        for other in theirs:
            if same_protection(mine, other):
                return (
                    f"{initiator.name} asks for {mine.mode} mode with {mine.name}, {responder.name}"
                    f" accepts {other.mode} mode alone"
                )
    return (
        f"no transform set of {initiator.name} ({_names(ours)}) equals one of {responder.name}"
        f" ({_names(theirs)})"
    )


def _names(sets: tuple[TransformSet, ...]) -> str:
    return ", ".join(f"{item.name}: {' '.join(item.transforms)}" for item in sets)

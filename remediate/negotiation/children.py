"""Phase 2 in one direction: each flow that the initiator proposes, and the responder's answer to it.

Source: RFC 2409 section 5.5; Cisco document 5409, "Verify the ACLs".
"""

from __future__ import annotations

from collections.abc import Iterable

from remediate.model.config_maps import CryptoMapEntry
from remediate.model.selector import Selector
from remediate.negotiation.answers import Answers, Found
from remediate.negotiation.asking import asks
from remediate.negotiation.courses import Child, Ending
from remediate.negotiation.crypto_acls import permits, unreadable
from remediate.negotiation.flows import Answered, Book
from remediate.negotiation.implied import implied_flow
from remediate.negotiation.outcome import Agreement, EntryPair, Negotiation, Side
from remediate.negotiation.suites import suite
from remediate.negotiation.tunnels import PROTECTION

__all__ = ["children_of"]


def children_of(
    negotiation: Negotiation, initiator: Side, responder: Side, book: Book
) -> Iterable[Child]:
    """Yield the phase-2 negotiations that the initiator would begin, in its order."""
    forward = initiator is negotiation.one
    answers = Answers(initiator, responder, book)
    suites = _Suites(initiator, responder)
    for entry in initiator.entries:
        if entry.ikev2_proposals and not entry.transform_sets:
            continue
        if entry.kind == PROTECTION:
            yield from _tunnel(negotiation, initiator, responder, entry, answers, suites)
        elif entry.kind == "ipsec-isakmp" and entry.peers:
            pairs = [p for p in negotiation.pairs if (p.one if forward else p.two) is entry]
            yield from _flows(initiator, entry, pairs, answers, suites, book)


def _tunnel(
    negotiation: Negotiation,
    initiator: Side,
    responder: Side,
    entry: CryptoMapEntry,
    answers: Answers,
    suites: _Suites,
) -> Iterable[Child]:
    """Yield the child of a tunnel interface: whatever is routed into it.

    Against a crypto map it proposes what it protects, as any entry does.
    """
    if not asks(initiator, entry):
        return
    for pair in negotiation.pairs:
        mine, other = (pair.one, pair.two) if initiator is negotiation.one else (pair.two, pair.one)
        if mine is entry:
            yield suites.child(entry, None, Found(other))
            return
    flow = implied_flow(initiator.config, entry, initiator.end.local_address, initiator.peer)
    mapped = any(item.kind == "ipsec-isakmp" and item.peers for item in responder.entries)
    if flow is not None and mapped:
        yield suites.child(entry, flow, answers.to(flow.mirrored().normalised()))


def _flows(
    initiator: Side,
    entry: CryptoMapEntry,
    pairs: list[EntryPair],
    answers: Answers,
    suites: _Suites,
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
        child = suites.child(entry, flow, answers.to(flow.mirrored().normalised()))
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


class _Suites:
    """What the two ends protect flows with, worked out once for each pair of entries."""

    def __init__(self, initiator: Side, responder: Side) -> None:
        self._initiator, self._responder = initiator, responder
        self._known: dict[tuple[int, int], Child] = {}

    def child(self, entry: CryptoMapEntry, flow: Selector | None, found: Found) -> Child:
        """Return the child of a flow for which the responder has, or has not, an entry."""
        if found.entry is None:
            return Child(
                entry, None, flow, found.ending, found.reason, found.slug, taker=found.taker
            )
        key = id(entry), id(found.entry)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = suite(self._initiator, entry, self._responder, found.entry)
        reason = known.reason
        if known.ending is Ending.UP and found.narrower:
            reason = f"{self._responder.name} takes {flow}, which is less than its own entry"
        return known._replace(selector=flow, reason=reason, narrower=found.narrower)

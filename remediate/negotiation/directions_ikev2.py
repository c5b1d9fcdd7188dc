"""A direction of IKEv2, from what the comparison knows of it: lookups, proposals, authentication, child SAs.

PFS is no part of it: the first child carries no key exchange (RFC 7296, section 1.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from remediate.model.selector import Selector
from remediate.model.selector_index import SelectorIndex
from remediate.negotiation.courses import AgreedProposal, Child, Direction, Ending
from remediate.negotiation.crypto_acls import permits
from remediate.negotiation.flows import Answered, Book
from remediate.negotiation.ikev2_outcome import Ikev2Lack
from remediate.negotiation.ikev2_proposals import offered, proposal_differences
from remediate.negotiation.initiation import does_not_answer, only_answers
from remediate.negotiation.outcome import Agreement, KeyState, Negotiation, Side

__all__ = ["ikev2_direction"]


class _Before(NamedTuple):
    """What is known of what comes before the child SA."""

    policy: Agreement
    policy_reason: str
    keys: KeyState
    keys_reason: str
    lacks: tuple[Ikev2Lack, ...] = ()
    """What the ends lack of a profile, a keyring or a tunnel-group for the peer."""


def _before(negotiation: Negotiation) -> _Before:
    found = negotiation.ikev2
    return _Before(
        negotiation.policy_outcome,
        negotiation.policy_reason,
        negotiation.key_state,
        negotiation.key_reason,
        found.lacks if found is not None else (),
    )


def ikev2_direction(
    negotiation: Negotiation, initiator: Side, responder: Side, reason: str, book: Book
) -> Direction:
    """Return what comes of it when an end initiates; ``reason`` is why it isn't IKEv1."""

    def ends(ending: Ending, why: str, slug: str | None = None) -> Direction:
        return Direction(initiator, responder, 2, ending, why, slug)

    before = _before(negotiation)
    waits = only_answers(initiator) or does_not_answer(responder)
    if waits is not None:
        return ends(Ending.ANSWERS_ONLY, waits)
    for side, ending in ((initiator, Ending.NOT_STARTED), (responder, Ending.KEYS)):
        for lack in before.lacks:
            if lack.side is side and (lack.kind != "begin" or side is initiator):
                return ends(ending, lack.reason, "ikev2-profile-or-keyring-missing")
    if before.policy is Agreement.DIFFER:
        return ends(Ending.POLICY, before.policy_reason, "ikev2-proposal-mismatch")
    if before.keys is KeyState.DIFFERENT:
        return ends(Ending.KEYS, before.keys_reason, "ikev2-authentication-failed")
    differing = [p for p in negotiation.pairs if p.selectors.outcome is Agreement.DIFFER]
    narrowed: list[str] = []
    if differing:
        lists = differing[0].selectors.reason
        taken = _taken(initiator, responder)
        if taken is None:
            return ends(Ending.PROXIES, lists, "crypto-acl-not-mirrored")
        if not taken:
            text = "whether the responder narrows the proposal to what both permit is not known"
            narrowed.append(f"{lists}: {text}")
    for pair in negotiation.pairs:
        if pair.transforms.outcome is Agreement.DIFFER:
            return ends(Ending.TRANSFORMS, pair.transforms.reason, "transform-set-mismatch")
    doubts = [
        *narrowed,
        *_standbys(negotiation, initiator, book),
        *_standbys(negotiation, responder, book),
        *([before.policy_reason] if before.policy is not Agreement.AGREE else ()),
        *([before.keys_reason] if before.keys is not KeyState.EQUAL else ()),
        *negotiation.unknown,
        *(lack.reason for lack in negotiation.lacking),
        *(p.selectors.reason for p in negotiation.pairs if p.selectors.outcome is Agreement.UNKNOWN),
        *(p.transforms.reason for p in negotiation.pairs if p.transforms.outcome is Agreement.UNKNOWN),
    ]  # fmt: skip
    if doubts or not negotiation.pairs:
        return ends(Ending.UNKNOWN, "; ".join(dict.fromkeys(doubts)) or reason)
    return Direction(
        initiator,
        responder,
        2,
        Ending.UP,
        "both exchanges agree",
        proposal=_proposal(initiator, responder),
        children=tuple(_children(negotiation, initiator)),
    )


def _standbys(negotiation: Negotiation, side: Side, book: Book) -> Iterable[str]:
    """Yield which earlier entries of an end, for other peers, have a flow of the tunnel too: a standby or a mistake."""
    forward = side is negotiation.one
    config = side.config
    for pair in negotiation.pairs:
        entry = pair.one if forward else pair.two
        if entry.kind != "ipsec-isakmp" or not entry.peers:
            continue
        flows = permits(config.acl(entry.acl))
        for item in book.static(config, {entry.map}).proposals(entry, flows, side.peer):
            taker = item.taker
            if item.answered is not Answered.SHADOWED and taker is not None and item.same:
                yield (
                    f"{side.name}: crypto map {taker.map} {taker.sequence} (peer {', '.join(taker.peers)})"
                    f" takes {item.selector} before entry {entry.sequence}, a standby or a mistake"
                )


def _taken(initiator: Side, responder: Side) -> bool | None:
    """Whether the responder has all flows of the initiator as they are; None where it has nothing for one of them.

    One that only meets others IKEv2 can narrow to what both permit (RFC 7296, section 2.9).
    """
    ours = _flows(initiator)
    theirs = {flow.mirrored().normalised() for flow in _flows(responder)}
    alone = [flow for flow in ours if flow not in theirs]
    if not ours:
        return None
    index: SelectorIndex[None] = SelectorIndex()
    for other in theirs:
        index.add(other, None)
    return not alone if all(index.overlapping(flow) for flow in alone) else None


def _flows(side: Side) -> list[Selector]:
    acls = (side.config.acl(entry.acl) for entry in side.entries)
    return [flow.normalised() for acl in acls for flow in permits(acl)]


def _proposal(initiator: Side, responder: Side) -> AgreedProposal | None:
    """Return the first proposals that suit each other, None where both ends use a built-in one that is not known."""
    return next(
        (
            AgreedProposal(mine, other)
            for mine in offered(initiator)
            for other in offered(responder)
            if not (mine.problem or other.problem or proposal_differences(mine, other))
        ),
        None,
    )


def _children(negotiation: Negotiation, initiator: Side) -> Iterable[Child]:
    """Yield the child SAs, one for each flow that both ends have; of a tunnel interface, one."""
    forward = initiator is negotiation.one
    for pair in negotiation.pairs:
        mine, other = (pair.one, pair.two) if forward else (pair.two, pair.one)
        agreed = pair.transforms.agreed
        sets = (agreed if forward else (agreed[1], agreed[0])) if agreed is not None else None
        for flow in pair.selectors.common or (None,):
            yield Child(
                entry=mine,
                answer=other,
                selector=flow if forward or flow is None else flow.mirrored(),
                ending=Ending.UP,
                reason=pair.transforms.reason,
                transforms=sets,
                mode=sets[0].mode if sets is not None else None,
                pfs_group=mine.pfs_group,
            )

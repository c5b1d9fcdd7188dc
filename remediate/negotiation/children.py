"""Phase 2 in one direction: each flow that the initiator proposes, and the responder's answer to it.

Source: RFC 2409 section 5.5; Cisco IOS Security Command Reference: `mode` ("If the traffic to be
protected has the same IP addresses as the IPSec peers and transport mode is specified, during
negotiation the router will request transport mode but will accept either transport or tunnel mode.
If tunnel mode is specified, the router will request tunnel mode and will accept only tunnel mode"),
`set pfs` (without it, any offer of PFS is accepted; with it, the group must be part of the offer);
Cisco document 5409, "Proxy Identities Not Supported" and "Peer Address X Not Found".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from remediate.model.base import Platform
from remediate.model.config import CryptoMapEntry, TransformSet
from remediate.model.selector import Selector
from remediate.negotiation.courses import Child, Ending
from remediate.negotiation.flows import Answered, Book
from remediate.negotiation.implied import carries_gre, implied_flow
from remediate.negotiation.outcome import Agreement, EntryPair, Negotiation, Side
from remediate.negotiation.partial import acl_may_go_on, entry_may_go_on, may_lack, text_ends
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


class _Found(NamedTuple):
    """The responder's entry for a flow, or why it has none."""

    entry: CryptoMapEntry | None
    ending: Ending = Ending.UP
    reason: str = ""
    slug: str | None = None
    narrower: bool = False
    taker: CryptoMapEntry | None = None


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
    answers = _Answers(initiator, responder, book)
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
    answers: _Answers,
) -> Iterable[Child]:
    """Yield the child of a tunnel interface: whatever is routed into it.

    Against a crypto map it proposes what it protects, as any entry does.
    """
    if not asks(initiator, entry):
        return
    for pair in negotiation.pairs:
        mine, other = (pair.one, pair.two) if initiator is negotiation.one else (pair.two, pair.one)
        if mine is entry:
            yield _protected(initiator, responder, entry, None, _Found(other))
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
    answers: _Answers,
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


class _Answers:
    """What the responder has for the flows that it is offered."""

    def __init__(self, initiator: Side, responder: Side, book: Book) -> None:
        self._initiator = initiator
        self._side = responder
        static = [entry for entry in responder.entries if entry.peers and entry.kind != PROTECTION]
        names = {entry.map for entry in static}
        if responder.dynamic or not names:
            names |= {
                crypto_map.name
                for crypto_map in responder.config.maps
                if not crypto_map.dynamic and crypto_map.interfaces
            }
        self._static = book.static(responder.config, names)
        self._dynamic = tuple(entry for entry in responder.entries if not entry.peers)
        self._dynamic_flows = (
            book.dynamic(responder.config, self._dynamic) if self._dynamic else None
        )

    def to(self, flow: Selector) -> _Found:
        """Return the entry for a flow (as the responder sees it, normalised)."""
        if self._side.config.platform is Platform.ASA:
            found = self._exact(flow)
        else:
            found = self._covering(flow)
        if found.entry is not None or found.ending is not Ending.PROXIES:
            return found
        other = self._from_dynamic(flow) or self._from_tunnel(flow)
        if other is not None:
            return other
        doubt = self._may_have_more()
        return _Found(None, Ending.UNKNOWN, doubt) if doubt is not None else found

    def _covering(self, flow: Selector) -> _Found:
        """Return what IOS has: the first entry that covers the flow, whose peer must be the right one.

        That of another peer with the very same flow may be a standby, and a dynamic map takes the
        peer all the same.
        """
        found = self._static.first(flow)
        if found is None:
            return self._none(flow)
        entry, permit = found
        if self._side.peer in entry.peers:
            return _Found(entry, narrower=permit != flow)
        dynamic = self._from_dynamic(flow)
        if dynamic is not None:
            return dynamic
        meant = any(self._side.peer in item.peers for item, _ in self._static.all(flow))
        if not meant:
            return self._none(flow)
        reason = (
            f"{self._side.name}: crypto map {entry.map} {entry.sequence}"
            f" (peer {', '.join(entry.peers) or 'none'}) takes {flow} and has another peer"
        )
        if permit == flow:
            return _Found(None, Ending.UNKNOWN, f"{reason}, a standby or a mistake")
        return _Found(None, Ending.ORDER, reason, "crypto-map-entry-order", taker=entry)

    def _exact(self, flow: Selector) -> _Found:
        """Return what an ASA has under IKEv1: an entry for the peer with the very same flow."""
        narrower = False
        for entry, permit in self._static.all(flow):
            if self._side.peer not in entry.peers:
                continue
            if permit == flow:
                return _Found(entry)
            narrower = True
        if narrower and self._side.config.release.pix:
            return _Found(
                None, Ending.UNKNOWN, "whether a PIX takes less than its own entry is not known"
            )
        return self._none(flow)

    def _none(self, flow: Selector) -> _Found:
        return _Found(
            None,
            Ending.PROXIES,
            f"{self._initiator.name} proposes {flow.mirrored()}, which no entry of {self._side.name} mirrors",
            "crypto-acl-not-mirrored",
        )

    def _from_dynamic(self, flow: Selector) -> _Found | None:
        for entry in self._dynamic:
            if entry.acl is None and entry.kind != PROTECTION:
                return _Found(entry)
        found = self._dynamic_flows.first(flow) if self._dynamic_flows is not None else None
        return None if found is None else _Found(found[0], narrower=found[1] != flow)

    def _from_tunnel(self, flow: Selector) -> _Found | None:
        """Return what a tunnel interface has for a flow that a crypto map proposes."""
        side = self._side
        for entry in side.entries:
            if entry.kind != PROTECTION:
                continue
            own = implied_flow(side.config, entry, side.end.local_address, side.peer)
            if own == flow:
                return _Found(entry)
            if own is None or own.covers(flow):
                text = f"whether {entry.map} of {side.name} takes {flow} is not known"
                return _Found(None, Ending.UNKNOWN, text)
        return None

    def _may_have_more(self) -> str | None:
        """Return why the responder may have an entry for the flow that isn't known."""
        side = self._side
        for entry in side.entries:
            problem = next(iter(unreadable(side.config.acl(entry.acl))), None)
            if problem is not None:
                return f"{side.name}: {problem}"
            if entry.acl is not None and side.config.acl(entry.acl) is None and may_lack(side):
                return f"{text_ends(side)}: its crypto ACL is not known"
            if acl_may_go_on(side, entry.acl) or entry_may_go_on(side, entry):
                return f"{text_ends(side)}: its crypto ACL may go on"
        return None


# --- transform sets, mode and PFS ----------------------------------------------------------------


def _protected(
    initiator: Side,
    responder: Side,
    entry: CryptoMapEntry,
    flow: Selector | None,
    found: _Found,
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

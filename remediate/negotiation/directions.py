"""Both directions of initiation of one tunnel: what each end would propose and what the other makes of it.

:func:`remediate.negotiation.negotiate` compares two configurations as such; here one end asks and
the other answers. What fails in one direction only needs this: the responder chooses the policy, a
responder on IOS takes less than its own entry but never more, PFS is demanded by the responder
alone, the initiator's order decides among transform sets, an end without a fixed peer only answers.

Source: Cisco Security Appliance CLI guide OL-12172 (policy matching); Cisco IOS Security Command
Reference (``mode``, ``set pfs``, ``crypto map``); Cisco document 5409, "Peer Address X Not Found".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.model.config_maps import IsakmpPolicy
from remediate.negotiation.admission import refusal
from remediate.negotiation.children import children_of
from remediate.negotiation.courses import AgreedPolicy, Child, Direction, Ending
from remediate.negotiation.directions_ikev2 import ikev2_direction
from remediate.negotiation.flows import Book
from remediate.negotiation.initiation import does_not_answer, only_answers
from remediate.negotiation.outcome import Agreement, Keys, KeyState, Lack, Negotiation, Side
from remediate.negotiation.phase1 import chosen_policy, usable
from remediate.negotiation.sides import dynamic_behind, peers_by_name
from remediate.negotiation.switches import interface_off, switched_off
from remediate.negotiation.translation import translated, translation
from remediate.negotiation.versions import not_ikev1

__all__ = ["directions"]


def directions(negotiation: Negotiation, book: Book | None = None) -> tuple[Direction, Direction]:
    """Return what happens when the first end initiates, and when the second does.

    ``book`` keeps the indexes of large maps from one tunnel to the next.
    """
    kept = book if book is not None else Book()
    one, two = negotiation.one, negotiation.two
    return _direction(negotiation, one, two, kept), _direction(negotiation, two, one, kept)


def _direction(negotiation: Negotiation, initiator: Side, responder: Side, book: Book) -> Direction:
    """Judge one direction by the version of IKE that the two ends use."""
    other = not_ikev1(initiator, responder)
    for side in (initiator, responder):
        if not side.entries and not side.tunnels and (names := peers_by_name(side)):
            why = f"{side.name} has peers by host name ({', '.join(names[:3])}): whether {side.peer} is one is not known"
            version = 1 if other is None else 2
            return Direction(initiator, responder, version, Ending.UNKNOWN, why)
    closed = _closed(initiator, responder)
    if closed is not None:
        version = 1 if other is None else 2
        slug = "peer-not-answering"
        return Direction(initiator, responder, version, Ending.NO_ANSWER, closed, slug)
    if other is not None:
        for side, ending in ((initiator, Ending.NOT_STARTED), (responder, Ending.NO_ANSWER)):
            down = interface_off(side)
            if down is not None:
                return Direction(initiator, responder, 2, ending, down.reason, "peer-not-answering")
        return ikev2_direction(negotiation, initiator, responder, other, book)
    return _ikev1(negotiation, initiator, responder, book)


def _closed(initiator: Side, responder: Side) -> str | None:
    """Return which end drops the other's IKE as it arrives, whoever asks; None where none is known to."""
    sides = initiator, responder
    between = any(side.end.address != side.end.local_address or translated(side) for side in sides)
    found = (refusal(side, translated=between) for side in sides)
    return next((item.reason for item in found if item is not None and item.ike), None)


def _ikev1(negotiation: Negotiation, initiator: Side, responder: Side, book: Book) -> Direction:
    for side in (initiator, responder):
        if not side.entries and translated(side):
            return Direction(initiator, responder, 1, Ending.UNKNOWN, translation(side))
    early = _before_phase1(negotiation, initiator, responder)
    if early is not None:
        return early
    policy, refused, doubts = _policy(negotiation, initiator, responder)
    if refused is not None:
        return Direction(
            initiator,
            responder,
            1,
            Ending.POLICY,
            refused,
            slug="isakmp-policy-mismatch",
        )
    by_key = policy is None or policy.responder.authentication == "pre-share"
    if by_key and negotiation.keys.state is KeyState.DIFFERENT:
        return Direction(
            initiator,
            responder,
            1,
            Ending.KEYS,
            negotiation.keys.reason,
            slug="psk-mismatch",
            policy=policy,
        )
    if not by_key:
        doubts.append(
            "the two ends authenticate with certificates, which a configuration can't show"
        )
    elif negotiation.keys.state is not KeyState.EQUAL:
        doubts.append(negotiation.keys.reason)
    children = tuple(children_of(negotiation, initiator, responder, book))
    doubts.extend(_unknown(negotiation, children))
    return _summed(initiator, responder, policy, children, doubts)


def _unknown(negotiation: Negotiation, children: Sequence[Child]) -> tuple[str, ...]:
    """Return why the comparison can't say more, but for entries that it couldn't pair and that answer each other."""
    if negotiation.pairs or not children:
        return negotiation.unknown
    return tuple(text for text in negotiation.unknown if not text.startswith("no entry or tunnel"))


def _summed(
    initiator: Side,
    responder: Side,
    policy: AgreedPolicy | None,
    children: Sequence[Child],
    doubts: Sequence[str],
) -> Direction:
    """Sum up the phase-2 negotiations: the first that fails decides, then what isn't known."""
    found = tuple(children)
    failing = [child for child in found if child.ending.fails]
    if failing:
        first = failing[0]
        reason = _joined(child.reason for child in failing)
        up = sum(child.ending is Ending.UP for child in found)
        if up:
            reason += f" ({up} of {len(found)} flows come up)"
        return Direction(
            initiator, responder, 1, first.ending, reason, first.slug, policy, children=found
        )
    open_ones = [*doubts, *(c.reason for c in found if c.ending is Ending.UNKNOWN)]
    if open_ones:
        reason = _joined(open_ones)
        return Direction(
            initiator, responder, 1, Ending.UNKNOWN, reason, policy=policy, children=found
        )
    if not found:
        reason = f"{initiator.name} has no flow for {responder.name} that is known"
        return Direction(initiator, responder, 1, Ending.UNKNOWN, reason, policy=policy)
    reason = _joined(child.reason for child in found if child.reason)
    return Direction(
        initiator,
        responder,
        1,
        Ending.UP,
        reason or "both phases agree",
        policy=policy,
        children=found,
    )


_REASONS_TOLD = 3


def _joined(texts: Iterable[str]) -> str:
    """Return the first of several reasons in one sentence, and how many more there are."""
    found = list(dict.fromkeys(texts))
    rest = len(found) - _REASONS_TOLD
    return "; ".join(found[:_REASONS_TOLD]) + (f"; and {rest} more" if rest > 0 else "")


# --- before and in phase 1 -----------------------------------------------------------------------


def _before_phase1(negotiation: Negotiation, initiator: Side, responder: Side) -> Direction | None:
    """Return why the initiator doesn't ask, or why nobody answers; None where phase 1 begins."""

    def ends(ending: Ending, reason: str, slug: str | None) -> Direction:
        return Direction(initiator, responder, 1, ending, reason, slug)

    for side, ending in ((initiator, Ending.NOT_STARTED), (responder, Ending.NO_ANSWER)):
        off = switched_off(side)
        if off is not None:
            return ends(ending, off.reason, "peer-not-answering")
    lack = _lack(negotiation, initiator)
    if lack is not None:
        return ends(Ending.NOT_STARTED, lack.reason, lack.slug)
    waits = only_answers(initiator) or does_not_answer(responder)
    if waits is not None:
        return ends(Ending.ANSWERS_ONLY, waits, None)
    lack = _lack(negotiation, responder)
    if lack is not None and not responder.entries:
        for entry in responder.end.near:
            if dynamic_behind(responder.config, entry):
                why = f"{lack.reason}: whether it does is not compared"
                return Direction(initiator, responder, 1, Ending.UNKNOWN, why, None)
        return ends(Ending.PROXIES, lack.reason, lack.slug)
    missing = _keyless(negotiation.keys, negotiation, initiator, responder)
    if missing is not None:
        return missing
    if lack is not None and negotiation.phase1.outcome is not Agreement.DIFFER:
        for entry in responder.entries:
            if name := dynamic_behind(responder.config, entry):
                why = f"{lack.reason}: whether dynamic map {name} behind it takes the flow is not compared"
                return ends(Ending.UNKNOWN, why, None)
        return ends(Ending.PROXIES, lack.reason, lack.slug)
    return None


def _lack(negotiation: Negotiation, side: Side) -> Lack | None:
    return next((lack for lack in negotiation.lacking if lack.side is side), None)


def _keyless(
    keys: Keys, negotiation: Negotiation, initiator: Side, responder: Side
) -> Direction | None:
    """Return the end of a negotiation in which an end holds no key for the other."""
    if keys.state is not KeyState.MISSING:
        return None
    held = {id(negotiation.one): keys.one, id(negotiation.two): keys.two}
    for side, ending in ((initiator, Ending.NOT_STARTED), (responder, Ending.KEYS)):
        if held[id(side)] is None:
            reason = f"{side.name} has no pre-shared key for {side.peer}"
            return Direction(initiator, responder, 1, ending, reason, "no-key-for-peer")
    return None


def _policy(
    negotiation: Negotiation, initiator: Side, responder: Side
) -> tuple[AgreedPolicy | None, str | None, list[str]]:
    """Return the policy that the responder takes, or why it takes none, or what isn't known.

    It walks its own by priority and takes the first that equals one of those offered, of which the
    first offered counts. Lifetimes differ without harm.
    """
    phase1 = negotiation.phase1
    if phase1.outcome is Agreement.DIFFER:
        return None, phase1.reason, []
    if phase1.outcome is Agreement.UNKNOWN:
        return None, None, [phase1.reason]
    chosen = chosen_policy(initiator, responder)
    if chosen is None:
        return None, None, [phase1.reason]
    return AgreedPolicy(*chosen), None, _unread_before(responder, chosen[1])


def _unread_before(side: Side, chosen: IsakmpPolicy) -> list[str]:
    """Say which policy of the responder, tried before the chosen one, can't be read."""
    return [
        f"{side.name}: ISAKMP policy {own.priority}: {own.problem}"
        for own in usable(side)
        if own.problem and own.priority < chosen.priority
    ][:1]

"""Two configurations compared as a whole."""

from __future__ import annotations

from remediate.model.evidence import TunnelEvidence
from remediate.negotiation.gre_links import gre_differs
from remediate.negotiation.hub_addresses import astray
from remediate.negotiation.identities import identity_doubts, protocol_doubt
from remediate.negotiation.ikev2 import compare_ikev2, falling_back, no_common_version
from remediate.negotiation.initiation import neither_begins
from remediate.negotiation.keys_compared import compare_keys
from remediate.negotiation.outcome import (
    Agreement,
    Keys,
    KeyState,
    Negotiation,
    Phase1,
    Side,
)
from remediate.negotiation.partial import names_nobody
from remediate.negotiation.phase1 import chosen_policy, compare_policies
from remediate.negotiation.phase2 import pair_entries
from remediate.negotiation.sides import beyond, lacking, side_of, unprotected
from remediate.negotiation.versions import both_ikev2, not_ikev1, one_each, versions_of

__all__ = ["negotiate"]


def negotiate(tunnel: TunnelEvidence) -> Negotiation | None:
    """Compare both configurations of a tunnel; None unless both are known, and say whom they are for."""
    one, two = (side_of(tunnel, end) for end in tunnel.ends)
    if one is None or two is None or names_nobody(one) or names_nobody(two):
        return None
    lacks = tuple(
        lack
        for side, other in ((one, two), (two, one))
        for lack in unprotected(side, other)
        or (*astray(side, other), *lacking(side, named=bool(other.end.entries)))
    )
    unknown: list[str] = []
    for side in (one, two):
        unknown.extend(beyond(side))
    waiting = neither_begins(one, two)
    if waiting is not None:
        unknown.append(waiting)
    ikev2 = compare_ikev2(one, two) if both_ikev2(one, two) else None
    if ikev2 is not None and all(versions_of(side).ikev1 for side in (one, two)):
        ikev2, texts = falling_back(ikev2)
        unknown.extend(texts)
    pairs = tuple(pair_entries(one, two, ikev2=ikev2 is not None))
    differs = gre_differs(one, two, pairs)
    if differs is not None:
        unknown.append(differs)
    other_version = not_ikev1(one, two)
    different = one_each(one, two)
    if different is not None:
        ikev2, pairs = no_common_version(*different), ()
    compared = different is None and (other_version is None or ikev2 is not None)
    if compared and one.entries and two.entries and not pairs:
        unknown.append(f"no entry or tunnel of {one.name} faces one of {two.name}")
    if other_version is None:
        phase1, keys = compare_policies(one, two), compare_keys(one, two)
        unknown.extend(identity_doubts(one, two))
        if _by_certificate(one, two):
            text = "the ISAKMP policy in common is not one of pre-shared keys: certificates are not compared"
            keys = Keys(KeyState.INCOMPARABLE, text, keys.one, keys.two)
    else:
        if ikev2 is None:
            unknown.append(other_version)
        else:
            unknown.extend((*ikev2.one.unknown, *ikev2.two.unknown))
            if not all(versions_of(side).ikev1 for side in (one, two)):
                unknown.extend(text for side in (one, two) for text in protocol_doubt(side, 2))
        phase1 = Phase1(Agreement.UNKNOWN, other_version)
        keys = Keys(KeyState.UNUSED, other_version)
    return Negotiation(
        one=one,
        two=two,
        phase1=phase1,
        keys=keys,
        pairs=pairs,
        lacking=lacks,
        unknown=tuple(dict.fromkeys(unknown)),
        ikev2=ikev2,
    )


def _by_certificate(one: Side, two: Side) -> bool:
    """Whether a negotiation, in either direction, authenticates with something else than keys."""
    chosen = chosen_policy(one, two), chosen_policy(two, one)
    return any(pair is not None and pair[1].authentication != "pre-share" for pair in chosen)

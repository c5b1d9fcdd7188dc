"""crypto-map-entry-order (IPS006): an earlier crypto-map entry takes the peer's flow.

Symptom: `IPSEC(validate_transform_proposal): peer address A not found`; a VPN 3000 on the other
end prints `No proposal chosen(14)`.

Cause: A lower sequence of the map has a wider ACL that covers the proposed proxies (a network
around the hosts) and another peer, so the entry of the asking peer is never reached. Or the
dynamic map, which takes whatever comes, stands before static entries. Or a static entry takes what a dynamic
map behind it has to send back to its peer.

Not this when: No entry has the peer at all (IPS007 or IKE004); the wide entry stands after the
narrow one, which is plain order; it has a deny for the flow, the same peer or another inside VRF; it takes a part of
the entry's flows only, or the very same ones (IPS008), or is for another address of that peer; the dynamic map has a transform set in
common with the peer and nothing was refused: it may take the peer as well.

Fix: Put the specific entry first: a copy under a lower sequence, then remove the old one
(reorder-crypto-map); none after the dynamic map.

Fix safety: DISRUPTIVE: entries of a bound map are removed and added.

Proof of cure: The flow's SA stands under the specific entry and the message is gone.

Source: Cisco document 5409, "Peer Address X.X.X.X Not Found".
"""

from __future__ import annotations

from collections.abc import Sequence

from remediate.model.base import Confidence, Safety
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Role, Signature
from remediate.negotiation import (
    Share,
    Side,
    Taken,
    permits,
    same_protection,
    taken_by,
    taken_from_dynamic,
)
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, case_of, config_evidence, message_evidence
from remediate.rules.consequences import NO_PROPOSAL_CHOSEN, PHASE_2_REFUSED, with_reasons
from remediate.rules.entries import others_kept, possible, reorder_fix, sides_of
from remediate.rules.path import takes_alone

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    Signature(
        name="peer-address-not-found",
        template="{^ipsec}peer address {peer:ip} not found",
        role=Role.REJECTION,
    ),
    *NO_PROPOSAL_CHOSEN,
    *PHASE_2_REFUSED,
)

RULE = Rule(
    code="IPS006",
    slug="crypto-map-entry-order",
    title="an earlier crypto-map entry takes the peer's flow",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("reorder-crypto-map",),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where all flows of the peer's entry are within an earlier entry's."""
    messages = case.messages(RULE.slug)
    # SAs that the peer set up bring packets in, and what goes back leaves by the earlier entry.
    alone = takes_alone(case)
    if case.any_up() and alone is None:
        return None
    found = [
        (side, entry, taken)
        for side in sides_of(case)
        for entry, taken in _hidden(side)
        if alone is None or side.end is alone[0]
    ]
    if case.any_up() and not found:
        return None
    if not found:
        for side in sides_of(case):
            for other in sides_of(case):
                if other.end != side.end and (answers := taken_from_dynamic(side, other)):
                    return _answers(side, other, answers, messages)
        asked = [item for item in messages if item[1].signature == "peer-address-not-found"]
        text = "an earlier crypto map entry with another peer may take the flow"
        return possible(
            RULE, case, asked or with_reasons(messages), text, "the order of its entries decides"
        )
    texts: list[str] = []
    certain = False
    for side, entry, taken in found:
        by = taken[0].by
        name = f"crypto map {entry.map} {by.sequence}"
        rival = taken[0].rival
        if rival is None:
            texts.append(
                f"{side.name}: {name} is the dynamic map {by.dynamic_map}, which takes what is meant for"
                f" {entry.map} {entry.sequence}: it has to be the last"
            )
            certain = certain or bool(messages) or not _accepted(case, side, by)
        else:
            texts.append(
                f"{side.name}: {name} for {' '.join(by.peers) or by.dynamic_map} permits {rival} and takes {taken[0].flow}"
                f" from {entry.map} {entry.sequence} for {' '.join(entry.peers)}"
            )
            certain = certain or by.dynamic_map is None
    sure = Confidence.PROVEN if case.negotiation is not None else Confidence.LIKELY
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=sure if certain else Confidence.POSSIBLE,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(side.name for side, _, _ in found)),
        explanation="; ".join(texts),
        evidence=(
            *message_evidence(messages),
            *(
                item
                for side, entry, taken in found
                for item in config_evidence(side.end, [taken[0].by.line, entry.line])
            ),
        ),
        fixes=tuple(
            reorder_fix(side, entry, [item.by for item in taken]) for side, entry, taken in found
        ),
    )


def _answers(
    side: Side,
    other: Side,
    taken: Sequence[Taken],
    messages: Sequence[tuple[TunnelEnd, Message]],
) -> Diagnosis:
    """Return what is said where a static entry takes what a dynamic map has to send back."""
    flows = {
        flow
        for entry in other.entries
        for flow in permits(other.config.acl(entry.acl))
        if entry.acl is not None
    }
    whole = {item.flow.mirrored() for item in taken} >= flows
    names = dict.fromkeys(
        f"{item.by.map} {item.by.sequence} for {' '.join(item.by.peers)} permits {item.rival} and takes {item.flow}"
        for item in taken
    )
    text = f"; {side.name}: ".join(names)
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN if whole else Confidence.POSSIBLE,
        phase=RULE.phase,
        change_on=(side.name,),
        explanation=f"{side.name}: {text}: what goes back to {other.name}, which {taken[0].entry.dynamic_map} serves,"
        " leaves by the earlier entry",
        evidence=(
            *message_evidence(messages),
            *(
                line
                for item in taken
                for line in config_evidence(side.end, [item.by.line, item.entry.line])
            ),
        ),
        fixes=(
            Fix(
                kind="reorder-crypto-map",
                device=side.name,
                safety=Safety.DISRUPTIVE,
                documented=True,
                why="a dynamic map stays the last. The earlier entry's list has to leave the flow out, and its"
                f" peer's list the mirror of it, or {other.name} needs an entry of its own before it",
            ),
        ),
    )


def _hidden(side: Side) -> list[tuple[CryptoMapEntry, list[Taken]]]:
    """Return the entries of which every flow is within one of an earlier entry's."""
    found = taken_by(side)
    result = []
    for entry in side.entries:
        taken = [item for item in found if item.entry is entry and item.share is Share.WITHIN]
        if taken and len(taken) == len(permits(side.config.acl(entry.acl))):
            result.append((entry, taken))
    return result


def _accepted(case: Case, side: Side, by: CryptoMapEntry) -> bool:
    """Whether the dynamic map has a transform set that the peer has too, or that isn't known."""
    other = next((item for item in sides_of(case) if item.end != side.end), None)
    if other is None:
        return True
    theirs = [
        found
        for entry in other.entries
        for name in entry.transform_sets
        if (found := other.config.transform_set(name)) is not None
    ]
    ours = [
        found
        for m in side.config.maps
        if m.dynamic and m.name == by.dynamic_map
        for entry in m.entries
        for name in entry.transform_sets
        if (found := side.config.transform_set(name)) is not None
    ]
    return not ours or not theirs or any(same_protection(a, b) for a in ours for b in theirs)


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether no earlier entry takes the flows afterwards, and nothing else moved."""
    return diagnose(case_of(after)) is None and others_kept(before, after)

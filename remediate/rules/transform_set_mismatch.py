"""transform-set-mismatch (IPS002): the two ends have no transform set in common.

Symptom: The responder prints `transform proposal (prot 3, trans 2, hmac_alg 2) not supported`,
on newer releases `transform proposal not supported for identity:` with the set, and `IPSec
policy invalidated proposal with error 256`; ASA `All IPSec SA proposals found unacceptable!`,
`QM FSM error`, `Phase 2 failure: Mismatched transform IDs`; the initiator sees `PROPOSAL_NOT_CHOSEN protocol 3`.

Cause: No transform set of one crypto-map entry equals one of the other in protocols, algorithms
and key length. In the old form: prot 2 AH, 3 ESP; trans 2 DES, 3 3DES, 12 AES; hmac_alg 1 MD5,
2 SHA-1, 5 SHA-256.

Not this when: A later proposal of the same negotiation is accepted; only the lifetimes differ;
PFS is demanded by one end (IPS003); the refusal names proxies (IPS001).

Fix: Give the weaker entry a new transform set that equals the peer's strongest, and point to it
(align-transform-set). The old one stays. A shared set is not edited: that would reach every
entry that uses it.

Fix safety: Safe where the tunnel is down, else DISRUPTIVE. Upward only: a set of DES, MD5 or
without authentication is not a fix.

Proof of cure: `show crypto ipsec sa` shows the new transform in SAs that were negotiated after
the change, on both ends.

Source: Cisco document 5409, "Transform Proposal Not Supported", "All IPSec SA Proposals Found
Unacceptable", "QM FSM Error"; RFC 2407 section 4.4; RFC 7296
sections 1.3.1 and 3.3 (IKEv2: lists of which one each is taken, a mode that may be declined).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from remediate.capabilities import can_transforms
from remediate.model.base import Confidence, Safety
from remediate.model.config import CryptoConfig
from remediate.model.config_maps import TransformSet
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.model.signature import Role, Signature
from remediate.negotiation import (
    Agreement,
    EntryPair,
    Negotiation,
    Side,
    negotiate,
    same_protection,
)
from remediate.rules._notices import PHASE_2_ATTRIBUTE, PHASE_2_TRANSFORM
from remediate.rules._transform_change import change_of, how
from remediate.rules._way_on import way_on
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, confidence_of, config_evidence, message_evidence, needs_of
from remediate.rules.consequences import (
    IKEV2_NO_PROPOSAL,
    NO_PROPOSAL_CHOSEN,
    PHASE_2_REFUSED,
    QM_FSM_ERROR,
)
from remediate.strength import set_rank, stronger_transforms

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (
    *PHASE_2_TRANSFORM,
    *PHASE_2_ATTRIBUTE,
    Signature(
        name="transform-proposal-not-supported",
        template=(
            "{^ipsec}transform proposal ({prot|port} {protocol:int}, trans {transform:int}, "
            "hmac_alg {hmac:int}) not supported"
        ),
        role=Role.REJECTION,
    ),
    Signature(
        name="transform-not-supported-for-identity",
        template="{^ipsec}transform proposal not supported for identity:{? {transforms:set}}",
        role=Role.REJECTION,
    ),
    Signature(
        name="policy-invalidated-error-256",
        template="{^isakmp?}IPSec policy invalidated proposal with error 256",
        role=Role.REJECTION,
    ),
    Signature(
        name="asa-ipsec-proposals-unacceptable",
        template="{^asa?}All IPSec SA proposals found unacceptable!",
        role=Role.CLOSING,
    ),
    Signature(
        name="asa-torn-down-phase2-mismatch",
        template="{^asa?}Session is being torn down. Reason: Phase 2 Mismatch",
        role=Role.CLOSING,
    ),
    Signature(
        name="asa-wrong-protocol",
        template=(
            "{^asa?}{IPSEC: |}Received a packet from {src:ip} to {dst:ip} containing {actual:word} "
            "data instead of {expected:word} data"
        ),
    ),
    *PHASE_2_REFUSED,
    *QM_FSM_ERROR,
    *NO_PROPOSAL_CHOSEN,
    *IKEV2_NO_PROPOSAL,
)

RULE = Rule(
    code="IPS002",
    slug="transform-set-mismatch",
    title="the two ends have no transform set in common",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("align-transform-set",),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis from both configurations, else from messages alone."""
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is not None:
        pairs = [pair for pair in negotiation.pairs if pair.transforms.outcome is Agreement.DIFFER]
        if pairs:
            return _proven(case, negotiation, pairs, messages)
        if negotiation.pairs and all(
            pair.transforms.outcome is Agreement.AGREE for pair in negotiation.pairs
        ):
            return None
    if not messages:
        return None
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=confidence_of(case, confirmed_by_one=False),
        phase=RULE.phase,
        explanation="phase 2 was refused, as with transform sets that differ",
        evidence=message_evidence(messages),
        needs=needs_of(case, RULE.needs[:1], "its transform sets decide"),
    )


def _proven(
    case: Case,
    negotiation: Negotiation,
    pairs: Sequence[EntryPair],
    messages: Sequence[tuple[TunnelEnd, Message]],
) -> Diagnosis:
    one, two = negotiation.one, negotiation.two
    fixes: list[Fix] = []
    texts: list[str] = []
    lines_one: list[int | None] = []
    lines_two: list[int | None] = []
    for pair in pairs:
        transforms = pair.transforms
        texts.append(
            f"{transforms.reason}: {_listed(transforms.one)} on {one.name},"
            f" {_listed(transforms.two)} on {two.name}"
        )
        lines_one.extend(item.line for item in transforms.one)
        lines_two.extend(item.line for item in transforms.two)
        fixes.extend(_fixes(case, negotiation, pair))
    text = "; ".join(texts)
    if case.any_up():
        text += "; the SAs that are up keep their old set until they are cleared or rekeyed"
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(fix.device for fix in fixes if fix.device is not None)),
        explanation=text,
        evidence=(
            *message_evidence(messages),
            *config_evidence(one.end, lines_one),
            *config_evidence(two.end, lines_two),
        ),
        fixes=tuple(fixes),
    )


def _listed(sets: Iterable[TransformSet]) -> str:
    return " or ".join(
        f"{item.name} ({' '.join(item.transforms)}{'' if item.mode == 'tunnel' else ', ' + item.mode})"
        for item in sets
    )


def _fixes(case: Case, negotiation: Negotiation, pair: EntryPair) -> list[Fix]:
    one, two = negotiation.one, negotiation.two
    best = max(pair.transforms.one, key=lambda item: set_rank(item.transforms))
    other = max(pair.transforms.two, key=lambda item: set_rank(item.transforms))
    if same_protection(best, other):
        transforms: tuple[str, ...] | None = best.transforms
    else:
        transforms = _target(
            one, pair.transforms.one, two, pair.transforms.two, ikev2=negotiation.ikev2 is not None
        )
    if transforms is None:
        why = way_on("transform set", [one, two], ikev2=negotiation.ikev2 is not None)
        return [
            Fix(
                kind="align-transform-set",
                device=None,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                why=why,
            )
        ]
    mode = "tunnel" if "tunnel" in (best.mode, other.mode) else best.mode
    fixes = []
    for side, entry, sets in (
        (one, pair.one, pair.transforms.one),
        (two, pair.two, pair.transforms.two),
    ):
        wanted = TransformSet(name="", transforms=transforms, mode=mode)
        ikev2 = negotiation.ikev2 is not None  # an answer in tunnel mode is none to refuse there
        if any(same_protection(item, wanted) and (ikev2 or item.mode == mode) for item in sets):
            continue
        change = change_of(side, entry, wanted)
        live = case.any_up() or side.dynamic
        fixes.append(
            Fix(
                kind="align-transform-set",
                device=side.name,
                safety=Safety.DISRUPTIVE if live else Safety.SAFE,
                documented=True,
                why=f"{' '.join(transforms)} is at least as strong as what either end has; {how(entry, change)}",
                change=change,
            )
        )
    return fixes


def _target(
    one: Side,
    ours: Sequence[TransformSet],
    two: Side,
    theirs: Sequence[TransformSet],
    *,
    ikev2: bool,
) -> tuple[str, ...] | None:
    """Return transforms for both: the strongest set of either end that serves, else composed."""
    mine = max(ours, key=lambda item: set_rank(item.transforms))
    other = max(theirs, key=lambda item: set_rank(item.transforms))
    for candidate, rival, release in (
        (mine, other, two.config.release),
        (other, mine, one.config.release),
    ):
        a, b = set_rank(candidate.transforms), set_rank(rival.transforms)
        strong = a[0] >= 2 and a[1] >= 2
        if (
            strong
            and a[0] >= b[0]
            and a[1] >= b[1]
            and can_transforms(release, candidate.transforms, ikev2=ikev2) is None
        ):
            return candidate.transforms
    return stronger_transforms(mine, other, one.config.release, two.config.release, ikev2=ikev2)


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether every pair of entries has a common set afterwards and other entries kept theirs."""
    result = negotiate(after)
    if result is None or any(p.transforms.outcome is not Agreement.AGREE for p in result.pairs):
        return False
    for x, y in zip(before.ends, after.ends, strict=True):
        if (
            x.evidence is None
            or y.evidence is None
            or x.evidence.config is None
            or y.evidence.config is None
        ):
            return False
        mine = {(entry.map, entry.sequence) for entry in x.entries}
        old, new = _others(x.evidence.config, mine), _others(y.evidence.config, mine)
        if x.entries and old != new:
            return False
    return True


def _others(
    config: CryptoConfig, mine: set[tuple[str, int]]
) -> dict[tuple[str, int], tuple[str, ...]]:
    return {
        (entry.map, entry.sequence): entry.transform_sets
        for crypto_map in config.maps
        for entry in crypto_map.entries
        if (entry.map, entry.sequence) not in mine
    }

"""pfs-mismatch (IPS003): the two ends demand different perfect forward secrecy.

Symptom: Phase 2 is refused with the same lines as a transform mismatch (`phase 2 SA policy not
acceptable!`, `PROPOSAL_NOT_CHOSEN protocol 3`, ASA `No proposal chosen (14)`), though transform sets and crypto ACLs agree.

Cause: One end has `set pfs` and the other has none or another group. The demand is directional:
the end with PFS refuses an offer without it, while an end without PFS accepts one; so it fails
only where the end without PFS initiates. With different groups it fails from both sides.

Not this when: A line names the transform or the proxies; the group that was offered is the one that is demanded; the end without PFS is a dynamic map's,
which only answers; live SAs stand on both ends (the end with PFS has initiated: that they stand
proves that direction, not the other one); the negotiation is of IKEv2, whose first child carries
no key exchange: there PFS shows at the first rekey only.

Fix: The same group on both ends, the stronger of the two (align-pfs), in the entry or in the IPsec
profile of the tunnel interface. A profile that serves other tunnels or a multipoint one is not
changed: their peers would have to offer PFS as well.

Fix safety: DISRUPTIVE: it acts at the next negotiation of an entry in use.

Proof of cure: A phase-2 negotiation from each side, or a forced child rekey under IKEv2, shows
the group (`PFS (Y/N): Y, DH group: groupN`).

Source: RFC 2409 section 5.5; RFC 7296 section 1.3; Cisco IOS security command reference (`set
pfs`: without it any offer of PFS is accepted, with a group that group must be offered); a capture
in which PFS on one end was the whole fault.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from remediate.capabilities import can_group
from remediate.model.base import Confidence, Safety
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEnd, TunnelEvidence
from remediate.model.observation import Message
from remediate.negotiation import Agreement, EntryPair, Negotiation, Side, negotiate, not_ikev1
from remediate.rules._notices import PHASE_2_ATTRIBUTE
from remediate.rules._pfs_change import pfs_change, pfs_lines, uses_group
from remediate.rules._way_on import way_on
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, config_evidence, message_evidence
from remediate.rules.consequences import PHASE_2_REFUSED
from remediate.rules.entries import others_kept, possible
from remediate.strength import stronger_group

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

SIGNATURES = (*PHASE_2_ATTRIBUTE, *PHASE_2_REFUSED)

RULE = Rule(
    code="IPS003",
    slug="pfs-mismatch",
    title="the two ends demand different perfect forward secrecy",
    phase=2,
    needs=(Show.RUNNING_CONFIG, Show.IPSEC_SA, Show.DEBUG_IPSEC),
    changes=("align-pfs",),
    brings=("transform-set-mismatch",),
    planned=True,
)


_NAMES_TRANSFORMS = frozenset({"asa-phase2-transform-mismatch"})
"""Refusals that say which attribute it is."""


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where both configurations differ in PFS.

    Live SAs on both ends clear PFS of one end alone, which they show to work from there; they don't clear
    different groups, under which they were not negotiated.
    """
    messages = case.messages(RULE.slug)
    negotiation = case.negotiation
    if negotiation is None:
        return _of_one_end(case, messages)
    one, two = negotiation.one, negotiation.two
    pairs = [
        pair
        for pair in negotiation.pairs
        if pair.pfs is Agreement.DIFFER and not (_one_sided(pair) and case.both_up())
    ]
    if not pairs:
        return None
    fixes = tuple(fix for pair in pairs for fix in _fixes(negotiation, pair))
    texts = [pair.pfs_reason for pair in pairs]
    version = not_ikev1(one, two)
    if version is None and any(_one_sided(pair) for pair in pairs):
        waits = next((side.name for side in (one, two) if side.dynamic), None)
        texts.append(
            "so the tunnel comes up from one end only"
            if waits is None
            else f"so the tunnel does not come up: {waits} only answers"
        )
    if case.any_up():
        texts.append("SAs that are up were negotiated before, or by the end with PFS")
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=Confidence.PROVEN,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(fix.device for fix in fixes if fix.device is not None)),
        explanation="; ".join(texts),
        evidence=(
            *message_evidence(messages),
            *config_evidence(one.end, _lines(one, [pair.one for pair in pairs])),
            *config_evidence(two.end, _lines(two, [pair.two for pair in pairs])),
        ),
        fixes=fixes,
    )


def _of_one_end(case: Case, messages: Sequence[tuple[TunnelEnd, Message]]) -> Diagnosis | None:
    """Return what messages allow; a refusal that tells no reason may be of PFS where an end's entry demands it."""
    text = "phase 2 was refused, as where one end demands perfect forward secrecy"
    demanding = [
        (end, entry)
        for end in case.tunnel.ends
        for entry in end.entries
        if entry.pfs_group is not None and not (entry.ikev2_profile or entry.ikev2_proposals)
    ]
    if demanding:
        end, entry = demanding[0]
        text += f": {end.device or end.address} demands group {entry.pfs_group}"
        groups = {str(item.pfs_group) for _, item in demanding}
        refusals = case.messages("transform-set-mismatch")
        if not messages and not any(_offers(one, groups) for one, _ in refusals):
            messages = [item for item in refusals if item[1].signature not in _NAMES_TRANSFORMS]
    return possible(RULE, case, messages, text, "its 'set pfs' decides")


def _offers(end: TunnelEnd, groups: Collection[str]) -> bool:
    """Whether an end was offered one of the groups."""
    return any(
        item.signature == "offered-pfs-group" and item.field("group") in groups
        for item in end.messages
    )


def _one_sided(pair: EntryPair) -> bool:
    return pair.one.pfs_group is None or pair.two.pfs_group is None


def _lines(side: Side, entries: Sequence[CryptoMapEntry]) -> list[int | None]:
    """Return the lines that name the entries and their PFS."""
    text = (side.end.evidence.config_text or "").split("\n") if side.end.evidence else []
    return [
        line
        for entry in entries
        for line in (*entry.lines, *(pfs_lines(side, entry) if not entry.sequence else ()))
        if line == entry.line or "set pfs" in text[line - 1]
    ]


def _fixes(negotiation: Negotiation, pair: EntryPair) -> list[Fix]:
    """Return the stronger group for the ends that don't have it."""
    sides = ((negotiation.one, pair.one), (negotiation.two, pair.two))
    groups = [entry.pfs_group for _, entry in sides if entry.pfs_group is not None]
    ikev2 = all(entry.ikev2_profile or entry.ikev2_proposals for _, entry in sides)
    group = _group(groups, [side for side, _ in sides], ikev2=ikev2)
    if group is None:
        why = way_on("group", [side for side, _ in sides], ikev2=ikev2)
        return [
            Fix(kind="align-pfs", device=None, safety=Safety.DISPLAY_ONLY, documented=True, why=why)
        ]
    fixes = []
    for side, entry in sides:
        if entry.pfs_group == group:
            continue
        why = f"group {group} is at least as strong as what either end demands"
        change, against = pfs_change(side, entry, group)
        fixes.append(
            Fix(
                kind="align-pfs",
                device=side.name,
                safety=Safety.DISRUPTIVE,
                documented=True,
                why=f"{why}; {against}" if against else why,
                change=change,
            )
        )
    return fixes


def _group(groups: Sequence[int], sides: Sequence[Side], *, ikev2: bool) -> int | None:
    """Return the group for both ends: what their releases can, or what their configurations use where these are not known."""
    group = stronger_group(groups, [side.config.release for side in sides], ikev2=ikev2)
    if group is not None:
        return group
    wanted = stronger_group(groups, ())
    able = wanted is not None and all(
        uses_group(side.config, wanted)
        or can_group(side.config.release, wanted, ikev2=ikev2) is None
        for side in sides
    )
    return wanted if able else None


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether every pair of entries has the same PFS afterwards, and no weaker one, and nothing else moved."""
    old, new = negotiate(before), negotiate(after)
    if old is None or new is None or any(p.pfs is not Agreement.AGREE for p in new.pairs):
        return False
    now = {(e.map, e.sequence, e.lines[:1]): e.pfs_group for p in new.pairs for e in (p.one, p.two)}
    for pair in old.pairs:
        for entry in (pair.one, pair.two):
            key = (entry.map, entry.sequence, entry.lines[:1])
            if entry.pfs_group is not None and now.get(key, entry.pfs_group) is None:
                return False
    return bool(new.pairs) and others_kept(before, after)

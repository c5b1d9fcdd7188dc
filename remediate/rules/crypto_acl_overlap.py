"""crypto-acl-overlap (IPS008): the crypto ACLs of several tunnels overlap.

Symptom: Traffic for one site leaves through the tunnel of another, or a flow works from one
side only, although each pair of ACLs mirrors. No message of its own.

Cause: Two entries of a map permit the same flow; the lower sequence takes it, and its peer
cannot deliver it.

Not this when: The entries share their peers (a failover pair), or a deny in the first list
leaves the flow to the second; profiles put the entries into different inside VRFs; the narrow entry comes first; the whole entry is hidden behind an
earlier one (IPS006); an SA for the flow lives. Which of two entries with the very
same flow is meant shows at the other end, where the network is inside; without its configuration it
is possible, no more.

Fix: Reorder the entries where the flows that are taken lie within the earlier entry's
(reorder-crypto-map), else narrow the wider ACL on both of its ends (narrow-crypto-acl, by hand:
what the other tunnel means to carry is not in these configurations).

Fix safety: DISRUPTIVE: flows change their tunnel.

Proof of cure: Each flow's counters move under the entry that is meant for it, on both ends.

Source: Cisco document 5409, "Verify the ACLs".
"""

from __future__ import annotations

from remediate.model.base import Confidence, Safety
from remediate.model.config_maps import CryptoMapEntry
from remediate.model.diagnosis import Diagnosis, Fix
from remediate.model.evidence import TunnelEvidence
from remediate.model.signature import Signature
from remediate.negotiation import Share, Side, Taken, permits, taken_by
from remediate.rules.base import Rule, Show
from remediate.rules.case import Case, case_of, config_evidence
from remediate.rules.entries import (
    carries,
    inside_networks,
    others_kept,
    reorder_fix,
    sides_of,
)

__all__ = ["RULE", "SIGNATURES", "cured", "diagnose"]

# No device prints a message of its own for this: configurations and counters show it.
SIGNATURES: tuple[Signature, ...] = ()

RULE = Rule(
    code="IPS008",
    slug="crypto-acl-overlap",
    title="the crypto ACLs of several tunnels overlap",
    phase=2,
    needs=(Show.RUNNING_CONFIG,),
    changes=("reorder-crypto-map", "narrow-crypto-acl"),
    planned=True,
)


def diagnose(case: Case) -> Diagnosis | None:
    """Return the diagnosis where earlier entries take some of the flows that are meant for the peer."""
    found: list[tuple[Side, Taken, bool]] = []
    for side in sides_of(case):
        taken = taken_by(side)
        for item in taken:
            flows = permits(side.config.acl(item.entry.acl))
            within = [t for t in taken if t.entry is item.entry and t.share is Share.WITHIN]
            if len(within) == len(flows) or item.by.dynamic_map is not None:
                continue  # the whole entry is hidden: that is its order
            if any(carries(end, item.flow) for end in case.tunnel.ends):
                continue
            certain = item.share is Share.WITHIN or _belongs(case, side, item)
            found.append((side, item, certain))
    if not found:
        return None
    certain_ones = [item for item in found if item[2]] or found
    sure = Confidence.PROVEN if case.negotiation is not None else Confidence.LIKELY
    return Diagnosis(
        code=RULE.code,
        slug=RULE.slug,
        confidence=sure if certain_ones[0][2] else Confidence.POSSIBLE,
        phase=RULE.phase,
        change_on=tuple(dict.fromkeys(side.name for side, _, _ in certain_ones)),
        explanation="; ".join(_text(side, item) for side, item, _ in certain_ones),
        evidence=tuple(
            line
            for side, item, _ in certain_ones
            for line in config_evidence(side.end, [item.by.line, item.entry.line])
        ),
        fixes=_fixes([(side, item) for side, item, _ in certain_ones]),
    )


def _text(side: Side, item: Taken) -> str:
    by, entry = item.by, item.entry
    how = {
        Share.WITHIN: "takes",
        Share.SAME: "has the very flow and takes",
        Share.PART: "takes a part of",
    }[item.share]
    return (
        f"{side.name}: {by.map} {by.sequence} for {' '.join(by.peers)} permits {item.rival} and {how}"
        f" {item.flow} of {entry.map} {entry.sequence} for {' '.join(entry.peers)}"
    )


def _belongs(case: Case, side: Side, item: Taken) -> bool:
    """Whether what is taken goes to a network that the peer has inside."""
    other = next((found for found in sides_of(case) if found.end != side.end), None)
    if other is None or item.rival is None:
        return False
    return any(
        network.overlaps(item.flow.destination) and network.overlaps(item.rival.destination)
        for network in inside_networks(other.config)
    )


def _fixes(found: list[tuple[Side, Taken]]) -> tuple[Fix, ...]:
    fixes: list[Fix] = []
    done: set[tuple[str, str, int]] = set()
    for side, item in found:
        entry: CryptoMapEntry = item.entry
        key = (side.name, entry.map, entry.sequence)
        if key in done:
            continue
        done.add(key)
        taken = [t for s, t in found if s is side and t.entry is entry]
        if all(t.share is Share.WITHIN for t in taken):
            fixes.append(reorder_fix(side, entry, [t.by for t in taken]))
        fixes.append(
            Fix(
                kind="narrow-crypto-acl",
                device=side.name,
                safety=Safety.DISPLAY_ONLY,
                documented=True,
                why=f"by hand, as the traffic of that tunnel changes: access list {item.by.acl} of {item.by.map}"
                f" {item.by.sequence} is to leave out {item.flow}, and its peer's list the mirror of it",
            )
        )
    return tuple(fixes)


def cured(before: TunnelEvidence, after: TunnelEvidence) -> bool:
    """Whether no earlier entry takes the flows afterwards, and nothing else moved."""
    return diagnose(case_of(after)) is None and others_kept(before, after)
